package pupil

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"strconv"
	"strings"
	"sync"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Learner is a pupil who has shown who he is. He holds no permission anywhere.
type Learner struct {
	PupilID  string
	ClassID  string
	SchoolID string
	Path     string // his school's
	Issued   time.Time

	generation int
}

// Bearer returns the token in an Authorization header, "" for none.
func Bearer(header string) string {
	token, ok := strings.CutPrefix(header, "Bearer ")
	if !ok {
		return ""
	}
	return token
}

// Token signs who a learner is and when he logged in. It holds all that is asked at
// every step of a lesson, so that a whole city can learn in one morning without one
// question to the database. Only the log-in and measurements make one.
func (s *Service) Token(l Learner) string {
	text := strings.Join([]string{tokenVersion, l.PupilID, l.ClassID, l.SchoolID, l.Path,
		strconv.FormatInt(l.Issued.UnixMilli(), 36), strconv.Itoa(l.generation)}, "|")
	return base64.RawURLEncoding.EncodeToString([]byte(text)) + "." + base64.RawURLEncoding.EncodeToString(sign(s.tokenKey, text))
}

const (
	tokenVersion = "1"
	tokenParts   = 7
)

// Learner returns whose token it is; ErrToken when it is none of ours, has run out or
// is void since. It asks memory alone.
func (s *Service) Learner(token string) (Learner, error) {
	body, mac, _ := strings.Cut(token, ".")
	text, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil {
		return Learner{}, ErrToken
	}
	given, err := base64.RawURLEncoding.Strict().DecodeString(mac)
	if err != nil || !s.signed(text, given) {
		return Learner{}, ErrToken
	}
	parts := strings.Split(string(text), "|")
	if len(parts) != tokenParts || parts[0] != tokenVersion {
		return Learner{}, ErrToken
	}
	issued, _ := strconv.ParseInt(parts[5], 36, 64)
	l := Learner{PupilID: parts[1], ClassID: parts[2], SchoolID: parts[3], Path: parts[4], Issued: time.UnixMilli(issued).UTC()}
	l.generation, _ = strconv.Atoi(parts[6])
	if s.db.Clock().Now().Sub(l.Issued) >= s.sessionLife() || l.generation < s.revoked.since(l.PupilID) {
		return Learner{}, ErrToken
	}
	return l, nil
}

// signed reports whether mac is ours for a text. The hashes that are ready are used
// again: setting one up costs more than using it.
func (s *Service) signed(text, mac []byte) bool {
	h, ok := s.hashes.Get().(hash.Hash)
	if !ok {
		h = hmac.New(sha256.New, s.tokenKey)
	}
	h.Reset()
	h.Write(text)
	var sum [sha256.Size]byte
	good := hmac.Equal(mac, h.Sum(sum[:0]))
	s.hashes.Put(h)
	return good
}

func (s *Service) sessionLife() time.Duration {
	return time.Duration(s.limits.Now(context.Background(), normSession, access.Everywhere, 7)) * 24 * time.Hour
}

func sign(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}

// revocations are the generations below which tokens are void, by pupil.
type revocations struct {
	mu     sync.RWMutex
	byID   map[string]int
	newest int64 // the moment up to which the table has been read
}

func (r *revocations) since(pupil string) int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.byID[pupil]
}

func (r *revocations) add(pupil string, generation int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if generation > r.byID[pupil] {
		r.byID[pupil] = generation
	}
}

// overlap is how far back revocations are read again: clocks of servers differ, and a
// transaction commits a little after the moment it bears.
const overlap = 10 * time.Second

// refresh reads what other servers have revoked since last time; at the start, all.
func (s *Service) refresh(ctx context.Context) error {
	type line struct {
		pupil      string
		generation int
		at         int64
	}
	s.revoked.mu.RLock()
	from := s.revoked.newest - overlap.Milliseconds()
	s.revoked.mu.RUnlock()
	var lines []line
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		lines, err = db.All(ctx, tx, func(sc db.Scanner) (l line, err error) {
			err = sc.Scan(&l.pupil, &l.generation, &l.at)
			return l, err
		}, `SELECT pupil_id, generation, at FROM pupil_revoked WHERE at >= $1`, from)
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range lines {
		s.revoked.add(l.pupil, l.generation)
		s.revoked.mu.Lock()
		s.revoked.newest = max(s.revoked.newest, l.at)
		s.revoked.mu.Unlock()
	}
	return nil
}

// refreshEvery is how long another server's revocation may go unseen.
const refreshEvery = 2 * time.Second

// Run keeps the revocations fresh until ctx ends.
// access: the system itself looks, for nobody.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(refreshEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.refresh(ctx); err != nil && ctx.Err() == nil {
				s.log.WarnContext(ctx, "revoked tokens were not read; the last known hold", "error", err)
			}
		}
	}
}

// revoke makes every token void that these pupils have; the server that does it knows
// at once, the others after refreshEvery.
func (s *Service) revoke(ctx context.Context, tx *db.Tx, pupils ...string) error {
	for _, p := range pupils {
		generation, err := db.One(ctx, tx, db.Value[int], `INSERT INTO pupil_revoked (pupil_id, generation, at) VALUES ($1, 1, $2)
			ON CONFLICT (pupil_id) DO UPDATE SET generation = pupil_revoked.generation + 1, at = excluded.at RETURNING generation`,
			p, db.Millis(tx.Now))
		if err != nil {
			return err
		}
		tx.AfterCommit(func() { s.revoked.add(p, generation) })
	}
	return nil
}

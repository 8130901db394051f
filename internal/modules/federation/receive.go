package federation

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/setting"
)

// Registered is a city whose key is believed, or was once.
type Registered struct {
	ID           string `json:"id"`
	Code         string `json:"code"`
	Name         string `json:"name"`
	Path         string `json:"-"`
	PublicKey    string `json:"publicKey"`
	Fingerprint  string `json:"fingerprint"`
	RegisteredAt int64  `json:"registeredAt"`
	RegisteredBy string `json:"registeredBy"`
	RevokedAt    int64  `json:"revokedAt"`
	RevokedBy    string `json:"revokedBy"`
}

var (
	errCode  = errs.Invalid("federation.bad_code", errs.Field{Name: "code", Code: "malformed"})
	errName  = errs.Invalid("federation.bad_name", errs.Field{Name: "name", Code: "required"})
	errKey   = errs.Invalid("federation.bad_key", errs.Field{Name: "publicKey", Code: "malformed"})
	errTaken = errs.Conflict("federation.key_taken")
)

// Register believes a key from now on. A city has one key at a time: the one
// before is revoked, and what it signed stays.
func (s *Service) Register(ctx context.Context, code, name, publicKey string) (*Registered, error) {
	code, name = strings.TrimSpace(code), strings.TrimSpace(name)
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(publicKey))
	switch {
	case !validCode(code):
		return nil, errCode
	case name == "":
		return nil, errName
	case err != nil || len(key) != ed25519.PublicKeySize:
		return nil, errKey
	}
	if err := access.Require(ctx, PermReceive, pathOf(code)); err != nil {
		return nil, err
	}
	who := access.From(ctx).Name
	c := &Registered{ID: id.New("fci"), Code: code, Name: name, Path: pathOf(code), PublicKey: base64.StdEncoding.EncodeToString(key),
		Fingerprint: setting.Fingerprint(key), RegisteredBy: who}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := cityByKey(ctx, tx, c.PublicKey); !db.IsNotFound(err) {
			if err == nil {
				err = errTaken
			}
			return err
		}
		c.RegisteredAt = db.Millis(tx.Now)
		if _, err := tx.Exec(ctx, `UPDATE federation_cities SET revoked_at = $1, revoked_by = $2 WHERE code = $3 AND revoked_at = 0`, c.RegisteredAt, who, code); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO federation_cities (id, code, name, path, public_key, fingerprint, registered_at, registered_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, c.ID, c.Code, c.Name, c.Path, c.PublicKey, c.Fingerprint, c.RegisteredAt, who); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "federation.registered", c.ID, map[string]any{"code": code, "name": name, "fingerprint": c.Fingerprint})
	})
	return c, err
}

// Revoke believes a key no longer. What was taken from it stays.
func (s *Service) Revoke(ctx context.Context, cityID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := db.One(ctx, tx, scanCity, `SELECT `+cityColumns+` FROM federation_cities WHERE id = $1`, cityID)
		if db.IsNotFound(err) {
			return errNotFound
		}
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermReceive, c.Path, errNotFound); err != nil {
			return err
		}
		if c.RevokedAt > 0 {
			return nil
		}
		if _, err := tx.Exec(ctx, `UPDATE federation_cities SET revoked_at = $1, revoked_by = $2 WHERE id = $3`, db.Millis(tx.Now), access.From(ctx).Name, c.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "federation.revoked", c.ID, map[string]any{"code": c.Code, "fingerprint": c.Fingerprint})
	})
}

// Cities lists whose keys are registered.
func (s *Service) Cities(ctx context.Context) ([]Registered, error) {
	if err := access.RequireSomewhere(ctx, PermReceive); err != nil {
		return nil, err
	}
	var out []Registered
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = cities(ctx, tx, access.Areas(ctx, PermReceive))
		return err
	})
	return out, err
}

// Upload takes a summary that somebody handed in as a file.
func (s *Service) Upload(ctx context.Context, file []byte) (*Receipt, error) {
	if err := access.RequireSomewhere(ctx, PermReceive); err != nil {
		return nil, err
	}
	return s.take(ctx, file, "upload", func(path string) error { return access.Require(ctx, PermReceive, path) })
}

// Inbox takes a summary that a city pushed. access: whoever signed it with a
// registered key; the signature is the log-in.
func (s *Service) Inbox(ctx context.Context, file []byte) (*Receipt, error) {
	return s.take(access.AsSystem(ctx, "federation.inbox"), file, "push", func(string) error { return nil })
}

// take believes a file, or says in one code why not. A summary that was taken
// before is answered with the same receipt.
func (s *Service) take(ctx context.Context, file []byte, way string, may func(path string) error) (*Receipt, error) {
	sum, sealed, err := Read(file)
	if err != nil {
		return nil, err
	}
	key, err := s.identity.Identity(ctx)
	if err != nil {
		return nil, err
	}
	receipt := Receipt{City: sum.City.Code, Subject: sum.Subject, Seq: sum.Seq, Digest: sealed.Digest}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := cityByKey(ctx, tx, base64.StdEncoding.EncodeToString(sealed.PublicKey))
		switch {
		case db.IsNotFound(err):
			return errUnknownKey.With("fingerprint", sealed.Fingerprint)
		case err != nil:
			return err
		case c.RevokedAt > 0:
			return errRevoked
		case c.Code != sum.City.Code:
			return errOtherCity.With("city", c.Name).With("said", sum.City.Name)
		}
		if err := may(c.Path); err != nil {
			return err
		}
		now := db.Millis(tx.Now)
		if sealed.SignedAt > now+skew {
			return errFuture
		}
		if err := sum.Believable(now); err != nil {
			return err
		}
		last, err := newestOf(ctx, tx, c.Code, sum.Subject)
		if err != nil {
			return err
		}
		if last != nil {
			if last.digest == sealed.Digest {
				receipt.ReceivedAt = last.received
				return nil
			}
			seq := last.seq
			if last.cityID != c.ID { // a new key counts from one
				seq = 0
			}
			if !sum.newerThan(seq, last.at) {
				return errOlder.With("seq", sum.Seq).With("last", last.seq)
			}
		}
		receipt.ReceivedAt = now
		if err := insertSummary(ctx, tx, id.New("fsu"), &c, sum, sealed.Digest, file, way); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "federation.taken", c.ID, map[string]any{"seq": sum.Seq, "subject": sum.Subject, "digest": sealed.Digest, "way": way, "figures": sum.Total})
	})
	if err != nil {
		return nil, err
	}
	out := receipt.signed(key)
	return &out, nil
}

// Ranking is the cities of one subject, the first first.
type Ranking struct {
	Subject  string     `json:"subject"`
	Subjects []string   `json:"subjects" nullable:"false" doc:"all there are, the newest first"`
	Cities   []Standing `json:"cities" nullable:"false"`
	Total    Figures    `json:"total"`
	Rate     int        `json:"rate"`
	Missing  []City     `json:"missing" nullable:"false" doc:"registered, and nothing came yet"`
}

// Ranking ranks the cities that reported on a subject, "" for the newest.
func (s *Service) Ranking(ctx context.Context, subject string) (*Ranking, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	r := &Ranking{Subject: subject, Cities: []Standing{}, Missing: []City{}}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		areas := access.Areas(ctx, PermView)
		args := &db.Args{}
		within := args.Within("path", areas)
		r.Subjects, err = db.All(ctx, tx, db.Value[string], `SELECT subject FROM federation_summaries WHERE `+within+`
			GROUP BY subject ORDER BY MAX(received_at) DESC LIMIT 50`, args.Values()...)
		if err != nil {
			return err
		}
		if r.Subjects == nil {
			r.Subjects = []string{}
		}
		if r.Subject == "" && len(r.Subjects) > 0 {
			r.Subject = r.Subjects[0]
		}
		if r.Cities, err = standings(ctx, tx, r.Subject); err != nil {
			return err
		}
		known, err := cities(ctx, tx, areas)
		for _, c := range known {
			if c.RevokedAt == 0 && !slices.ContainsFunc(r.Cities, func(x Standing) bool { return x.City.Code == c.Code }) {
				r.Missing = append(r.Missing, City{c.Code, c.Name})
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if r.Cities == nil {
		r.Cities = []Standing{}
	}
	rank(r.Cities)
	for _, c := range r.Cities {
		r.Total = r.Total.plus(c.Figures)
	}
	r.Rate = r.Total.Rate()
	return r, nil
}

// Summary reads one that was taken, as it was signed.
func (s *Service) Summary(ctx context.Context, summaryID string) (*Summary, []byte, error) {
	var path, file string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		err := tx.QueryRow(ctx, `SELECT path, file FROM federation_summaries WHERE id = $1`, summaryID).Scan(&path, &file)
		if db.IsNotFound(err) {
			return errNotFound
		}
		if err != nil {
			return err
		}
		return access.See(ctx, PermView, path, errNotFound)
	})
	if err != nil {
		return nil, nil, err
	}
	sum, _, err := Read([]byte(file))
	return sum, []byte(file), err
}

func paperNo(seq int64) string { return strconv.FormatInt(seq, 10) }

package setting

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// identityRow is where the installation's signing key lies, sealed like a secret.
// It is no setting: nobody decides it, and no list shows it.
const identityRow = "identity.ed25519"

var errIdentity = errs.Unavailable("setting.identity_unreadable")

// Identity returns the key by which this installation signs what leaves it. It
// is made at first use and is the same on every server of a database.
// access: asked by the system's own parts, never by a person.
func (s *Service) Identity(ctx context.Context) (ed25519.PrivateKey, error) {
	s.mu.Lock()
	known := s.identity
	s.mu.Unlock()
	if known != nil {
		return known, nil
	}
	sealed, err := s.readIdentity(ctx)
	if db.IsNotFound(err) {
		if err = s.makeIdentity(ctx); err == nil {
			sealed, err = s.readIdentity(ctx)
		}
	}
	if err != nil {
		return nil, err
	}
	text, err := s.sealer.open(identityRow, sealed)
	if err != nil {
		return nil, errIdentity.Because(err)
	}
	seed, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, errIdentity.Because(err)
	}
	key := ed25519.NewKeyFromSeed(seed)
	s.mu.Lock()
	s.identity = key
	s.mu.Unlock()
	return key, nil
}

func (s *Service) readIdentity(ctx context.Context) (sealed string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		sealed, err = db.One(ctx, tx, db.Value[string], `SELECT value FROM settings WHERE key = $1`, identityRow)
		return err
	})
	return sealed, err
}

// makeIdentity writes a new key, unless another server has just written one.
func (s *Service) makeIdentity(ctx context.Context) error {
	seed := make([]byte, ed25519.SeedSize)
	_, _ = rand.Read(seed)
	key := ed25519.NewKeyFromSeed(seed)
	return s.db.Write(db.WithoutKey(ctx), func(tx *db.Tx) error {
		res, err := tx.Exec(ctx, `INSERT INTO settings (key, value, version, changed_at, changed_by) VALUES ($1, $2, 1, $3, $4)
			ON CONFLICT (key) DO NOTHING`,
			identityRow, s.sealer.seal(identityRow, base64.StdEncoding.EncodeToString(seed)), db.Millis(tx.Now), access.From(ctx).ID)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return audit.Record(ctx, tx, "setting.identity_made", "", map[string]string{"fingerprint": Fingerprint(key.Public().(ed25519.PublicKey))})
	})
}

// Fingerprint names a public key so that two people can compare it by telephone:
// the first 16 bytes of its SHA-256 in groups of four.
func Fingerprint(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	text := hex.EncodeToString(sum[:16])
	var groups []string
	for ; text != ""; text = text[4:] {
		groups = append(groups, text[:4])
	}
	return strings.Join(groups, "-")
}

package pupil

import (
	"context"
	"embed"
	"log/slog"
	"path/filepath"
	"sync"

	"huxue/internal/kit/db"
	"huxue/internal/kit/jobs"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the rung's tables; they refer to those of org.
var Schema = db.Schema{Room: "pupil", Files: migrations}

// Limits reads the norm register from memory: the value of key that holds now at
// path, otherwise if nobody has ruled.
type Limits interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}

// The norms of the rung.
const (
	normSession   = "pupil.session_d"
	normPINFail   = "pupil.pin_fail"
	normClassFail = "pupil.class_fail"
	normLock      = "pupil.lock_min"
	normSlip      = "pupil.slip_d"
)

// Secrets gives keys that are derived from the installation's own.
type Secrets interface {
	Derived(label string) []byte
}

// Options are what the hall tells.
type Options struct {
	DB      *db.DB
	Log     *slog.Logger
	Limits  Limits
	Secrets Secrets
	// PublicURL is how browsers reach us; "" is taken from the request.
	PublicURL string
	// Dir is the data folder that all servers share; uploaded rosters lie in it until
	// they are done with.
	Dir string
}

// Service holds the verbs of this rung.
type Service struct {
	db       *db.DB
	log      *slog.Logger
	limits   Limits
	tokenKey []byte
	hashes   sync.Pool // keyed with tokenKey
	pinKey   []byte
	revoked  revocations
	tries    *turnstile

	publicURL string
	dir       string
	jobs      *jobs.Jobs
}

// New puts the rung together; it knows at once which tokens are void.
func New(ctx context.Context, o Options) (*Service, error) {
	s := &Service{db: o.DB, log: o.Log, limits: o.Limits, tries: newTurnstile(), publicURL: o.PublicURL, dir: filepath.Join(o.Dir, "rosters"),
		tokenKey: o.Secrets.Derived("pupil token"), pinKey: o.Secrets.Derived("pupil pin"),
		revoked: revocations{byID: map[string]int{}}}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s, s.refresh(ctx)
}

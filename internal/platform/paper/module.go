package paper

import (
	"embed"

	"huxue/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the rung's tables.
var Schema = db.Schema{Room: "paper", Files: migrations}

// Options are what the hall tells. Kinds are all there are.
type Options struct {
	DB        *db.DB
	Kinds     []Kind
	PublicURL string // under which people reach this server, "" when it is not known
	// TrustProxy takes a visitor's address from X-Forwarded-For.
	TrustProxy bool
}

// New puts the rung together.
func New(o Options) *Service {
	s := &Service{db: o.DB, kinds: map[string]Kind{}, watchers: map[string]Watcher{}, publicURL: o.PublicURL, proxied: o.TrustProxy}
	for _, k := range o.Kinds {
		s.kinds[k.Key] = k
	}
	return s
}

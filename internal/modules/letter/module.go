package letter

import (
	"embed"

	"huxue/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "letter", Files: migrations}

// Options are what the room needs from the house.
type Options struct {
	DB        *db.DB
	PublicURL string // under which people reach this server, "" when it is not known
	// TrustProxy takes the reader's address from X-Forwarded-For.
	TrustProxy bool
}

// New opens the room.
func New(o Options) *Service {
	return &Service{db: o.DB, publicURL: o.PublicURL, proxied: o.TrustProxy}
}

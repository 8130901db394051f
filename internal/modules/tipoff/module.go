package tipoff

import (
	"embed"

	"huxue/internal/kit/bus"
	"huxue/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "tipoff", Files: migrations}

// Options are what the room needs from the house. Hazards is nil in a house
// without a ledger of hazards.
type Options struct {
	DB        *db.DB
	Bus       *bus.Bus
	Hazards   Hazards
	Shelf     Shelf
	Sealer    Sealer
	Limits    Limits
	PublicURL string // under which people reach this server, "" when it is not known
	// TrustProxy takes the caller's address from X-Forwarded-For.
	TrustProxy bool
}

// New opens the room.
func New(o Options) *Service {
	s := &Service{db: o.DB, hazards: o.Hazards, shelf: o.Shelf, sealer: o.Sealer, limits: o.Limits, publicURL: o.PublicURL, proxied: o.TrustProxy}
	s.subscribe(o.Bus)
	return s
}

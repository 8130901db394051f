package norm

import (
	"embed"
	"log/slog"

	"huxue/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the register's tables.
var Schema = db.Schema{Room: "norm", Files: migrations}

// Options are what the rung needs.
type Options struct {
	DB  *db.DB
	Log *slog.Logger
}

// Service holds the verbs of the rung.
type Service struct {
	db     *db.DB
	log    *slog.Logger
	memory memory
}

// New returns the rung.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{db: o.DB, log: o.Log}
}

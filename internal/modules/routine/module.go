package routine

import (
	"context"
	"embed"

	"huxue/internal/kit/bus"
	"huxue/internal/kit/db"
	"huxue/internal/platform/files"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "routine", Files: migrations}

// Norms reads the norm register from memory: the value of key that holds now at
// path, otherwise if nobody has ruled.
type Norms interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}

// Options are what the room needs from the house.
type Options struct {
	DB        *db.DB
	Bus       *bus.Bus
	Norms     Norms
	Files     *files.Service
	Campaigns Campaigns
}

// Service holds the verbs of this room.
type Service struct {
	db        *db.DB
	norms     Norms
	files     *files.Service
	campaigns Campaigns
}

// New opens the room.
func New(o Options) *Service {
	return &Service{db: o.DB, norms: o.Norms, files: o.Files, campaigns: o.Campaigns}
}

// cadence is what holds at a place now.
func (s *Service) cadence(ctx context.Context, path string) Cadence {
	return Cadence{
		Daily:  s.norms.Now(ctx, "routine.daily", path, 1) == 1,
		Weekly: s.norms.Now(ctx, "routine.weekly", path, 1) == 1,
		Thirty: s.norms.Now(ctx, "routine.thirty_when", path, 1),
		Break:  s.norms.Now(ctx, "routine.break_d", path, 3),
	}
}

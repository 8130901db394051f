package video

import (
	"context"
	"embed"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"huxue/internal/kit/db"
	"huxue/internal/kit/follow"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "video", Files: migrations}

// Options are what the room needs from the house. Dir is the data folder.
type Options struct {
	DB        *db.DB
	Log       *slog.Logger
	Pictures  Pictures
	Recorders Recorders
	Alarms    Alarms
	Files     Files
	Norms     Norms
	Dir       string
}

// Service shows cameras and keeps what they showed.
type Service struct {
	db        *db.DB
	log       *slog.Logger
	pictures  Pictures
	recorders Recorders
	alarms    Alarms
	files     Files
	norms     Norms
	dir       string

	mu      sync.Mutex
	looks   map[string]*look // open on this server
	stops   sync.WaitGroup   // cameras that are being stopped
	fetches fetches

	// Of the watch alone.
	seen       int64
	follower   follow.Follower[*Alarm]
	running    map[string]context.CancelFunc
	recordings sync.WaitGroup
}

// New opens the room; nothing is called before Run or a look.
func New(o Options) (*Service, error) {
	s := &Service{db: o.DB, log: o.Log, pictures: o.Pictures, recorders: o.Recorders, alarms: o.Alarms, files: o.Files, norms: o.Norms, dir: filepath.Join(o.Dir, "clips"),
		looks: map[string]*look{}, running: map[string]context.CancelFunc{}}
	return s, os.MkdirAll(s.dir, 0o700)
}

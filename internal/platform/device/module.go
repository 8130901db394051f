package device

import (
	"embed"
	"log/slog"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/jobs"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/realtime"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the rung's tables.
var Schema = db.Schema{Room: "device", Files: migrations}

// Options are what the hall tells. Roles are those who hear of a fault of a button.
// Hub and Notify may be nil: then pages find out by themselves and nobody is told.
type Options struct {
	DB      *db.DB
	Log     *slog.Logger
	Sealer  Sealer
	Norms   Norms
	Holders Holders
	Hub     *realtime.Hub
	Notify  *notify.Service
	Roles   []string
	Dir     string // for workbooks on their way in and out
}

// Service holds the verbs of this rung.
type Service struct {
	db      *db.DB
	log     *slog.Logger
	sealer  Sealer
	norms   Norms
	holders Holders
	hub     *realtime.Hub
	notify  *notify.Service
	roles   []string
	dir     string
	alarms  Alarms
	jobs    *jobs.Jobs
	parsers map[string]Parser
	tries   tries
	counts  counts
	since   time.Time // when this server began to listen
}

// New puts the rung together. Nothing is watched before Run, and no press gets
// anywhere before Ring names who takes it.
func New(o Options) *Service {
	s := &Service{db: o.DB, log: o.Log, sealer: o.Sealer, norms: o.Norms, holders: o.Holders, hub: o.Hub, notify: o.Notify, roles: o.Roles, dir: o.Dir,
		parsers: map[string]Parser{}, tries: tries{seen: map[string]*guess{}}, counts: counts{n: map[string]int64{}}, since: o.DB.Clock().Now()}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.hub != nil {
		s.hub.Topic(Topic, PermView, nil)
	}
	return s
}

// Ring names who takes presses; the house calls it when the room of alarms is open.
func (s *Service) Ring(a Alarms) { s.alarms = a }

package alarm

import (
	"context"
	"embed"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"huxue/internal/kit/bus"
	"huxue/internal/kit/db"
	"huxue/internal/platform/files"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/realtime"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "alarm", Files: migrations}

// Options are what the room needs from the house.
type Options struct {
	DB      *db.DB
	Hub     *realtime.Hub
	Bus     *bus.Bus
	Notify  *notify.Service
	Files   *files.Service
	Limits  Limits
	Holders Holders
	Roles   Roles
	Log     *slog.Logger // nil: silent
	Metrics prometheus.Registerer

	Norms     Norms
	Identity  Identity
	PublicURL string // under which people reach this server, "" when it is not known
	Dir       string // for what does not fit into memory while a workbook is written
}

// New opens the room. Nothing is called by itself before Run.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{
		db: o.DB, hub: o.Hub, bus: o.Bus, notify: o.Notify, files: o.Files, limits: o.Limits, holders: o.Holders, roles: newRoleBook(o.Roles), metrics: newMetrics(o.Metrics),
		plans: &plans{limits: o.Limits},
	}
	s.calls = newCaller(o.DB, o.Log, s.carry)
	s.watch = s.newWatch(o.DB.Clock())
	s.norms, s.identity, s.publicURL, s.dir = o.Norms, o.Identity, o.PublicURL, o.Dir
	s.judging = make(chan struct{}, 1)
	o.Hub.Topic("alarms", PermView, s.sweep)
	o.Hub.Echo("sirens", "alarms", PermRing)
	o.Hub.Topic("looks", PermAccept, s.missedLooks)
	o.Hub.Topic("terminals", PermView, s.sweepTerminals)
	s.roll = newRoll(o.Log)
	o.Hub.Topic("positions", PermView, s.sweepPositions)
	s.subscribe(o.Bus)
	return s
}

// Run calls the steps that fall due until ctx ends. access: the house starts it.
// audit: each step records itself.
func (s *Service) Run(ctx context.Context) { s.calls.run(ctx) }

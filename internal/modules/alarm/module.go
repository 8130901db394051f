package alarm

import (
	"embed"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"huxue/internal/kit/bus"
	"huxue/internal/kit/db"
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
	Limits  Limits
	People  People
	Holders Holders
	Metrics prometheus.Registerer
	Log     *slog.Logger // nil: silent
}

// New opens the room.
func New(o Options) *Service {
	s := &Service{
		db: o.DB, hub: o.Hub, bus: o.Bus, notify: o.Notify, limits: o.Limits, people: o.People, holders: o.Holders, metrics: newMetrics(o.Metrics),
	}
	s.watch = s.newWatch(o.DB.Clock())
	o.Hub.Topic("alarms", PermView, s.sweep)
	o.Hub.Topic("looks", PermAccept, s.missedLooks)
	o.Hub.Topic("terminals", PermView, s.sweepTerminals)
	s.roll = newRoll(o.Log)
	s.subscribe(o.Bus)
	return s
}

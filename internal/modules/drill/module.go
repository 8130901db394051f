package drill

import (
	"embed"

	"huxue/internal/kit/bus"
	"huxue/internal/kit/db"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/realtime"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "drill", Files: migrations}

// Options are what the room needs from the house. Police are the roles of those
// who are told of a drill; Letters and Hazards may be nil.
type Options struct {
	DB      *db.DB
	Hub     *realtime.Hub
	Bus     *bus.Bus
	Notify  *notify.Service
	Limits  Limits
	Holders Holders
	Letters Letters
	Alarms  Alarms
	Hazards Hazards
	Police  []string
	Dir     string // for what does not fit into memory while a workbook is written
}

// New opens the room. Nothing happens by itself before Run.
func New(o Options) *Service {
	s := &Service{
		db: o.DB, hub: o.Hub, bus: o.Bus, notify: o.Notify, limits: o.Limits, holders: o.Holders, letters: o.Letters, alarms: o.Alarms, trouble: o.Hazards,
		police: o.Police, dir: o.Dir, wake: make(chan struct{}, 1),
	}
	o.Hub.Topic("drills", PermView, s.sweep)
	o.Hub.Watch("alarms", s.alarmChanged)
	s.subscribe(o.Bus)
	return s
}

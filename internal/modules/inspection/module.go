package inspection

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
var Schema = db.Schema{Room: "inspection", Files: migrations}

// Options are what the room needs from the house. Roles say which agency's inspector
// a role makes. Hazards and Uploads may be nil.
type Options struct {
	DB      *db.DB
	Hub     *realtime.Hub
	Bus     *bus.Bus
	Notify  *notify.Service
	Limits  Limits
	Sheets  Sheets
	Hazards Hazards
	Uploads Uploads
	Roles   map[string]string
	Dir     string // for what does not fit into memory while a workbook is written
}

// New opens the room.
func New(o Options) *Service {
	s := &Service{
		db: o.DB, hub: o.Hub, bus: o.Bus, notify: o.Notify, limits: o.Limits, sheets: o.Sheets, hazards: o.Hazards, uploads: o.Uploads,
		roles: o.Roles, dir: o.Dir,
	}
	o.Hub.Topic("inspections", PermView, s.sweep)
	return s
}

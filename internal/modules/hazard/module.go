package hazard

import (
	"embed"

	"huxue/internal/kit/bus"
	"huxue/internal/kit/db"
	"huxue/internal/platform/files"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/paper"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "hazard", Files: migrations}

// Roles are the roles that are reminded of a hazard at a school, in a county, in a
// city, and by the code of the competent agency.
type Roles struct {
	School, Head, County, City []string
	Agency                     map[string][]string
}

// Options are what the room needs from the house. Agencies names the agency that
// people of a role act for.
type Options struct {
	DB        *db.DB
	Bus       *bus.Bus
	Notify    *notify.Service
	Files     *files.Service
	Norms     Norms
	Calendar  Calendar
	Holders   Holders
	Roles     Roles
	Agencies  map[string]string
	PublicURL string
	Papers    *paper.Service
	Dir       string // for workbooks on their way
}

// New opens the room. Nothing happens by itself; the hall calls Tick.
func New(o Options) *Service {
	return &Service{
		db: o.DB, bus: o.Bus, notify: o.Notify, files: o.Files, norms: o.Norms, calendar: o.Calendar, holders: o.Holders, roles: o.Roles,
		agencies: o.Agencies, public: o.PublicURL, papers: o.Papers, dir: o.Dir,
	}
}

package bus

import (
	"context"
	"embed"
	"log/slog"

	"huxue/internal/kit/db"
	"huxue/internal/platform/files"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/realtime"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "bus", Files: migrations}

// Roles are whom a red trip calls beside its attendant: those who lead the school and
// the county's bureau.
type Roles struct {
	School, Bureau []string
	// Attend are the posts of those who go along.
	Attend []string
}

// Options are what the room needs from the house.
type Options struct {
	DB      *db.DB
	Hub     *realtime.Hub
	Notify  *notify.Service
	Files   *files.Service
	Limits  Limits
	Holders Holders
	Lists   Lists
	Roles   Roles
	Log     *slog.Logger
	Dir     string // for what does not fit into memory while a workbook is written
	// PublicURL is under which phones reach us, for the stickers; "" when unknown.
	PublicURL string
}

// Service does what schools, attendants and bureaus ask of this room.
type Service struct {
	db      *db.DB
	hub     *realtime.Hub
	notify  *notify.Service
	files   *files.Service
	limits  Limits
	holders Holders
	lists   Lists
	roles   Roles
	dir     string
	public  string
	watch   *watch
}

// New opens the room. Nothing turns red by itself before Run.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{db: o.DB, hub: o.Hub, notify: o.Notify, files: o.Files, limits: o.Limits, holders: o.Holders, lists: o.Lists, roles: o.Roles,
		dir: o.Dir, public: o.PublicURL}
	s.watch = newWatch(o.DB, o.Log, s.turn)
	o.Hub.Topic("trips", PermView, s.sweep)
	return s
}

// Run lets trips turn red when their time has come, until ctx ends. access: the house
// starts it. audit: each trip that turns red records itself.
func (s *Service) Run(ctx context.Context) { s.watch.run(ctx) }

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	for _, table := range []string{"bus_vehicles", "bus_crew", "bus_lines", "bus_trips"} {
		var a db.Args
		set := `UPDATE ` + table + ` SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
		if _, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...); err != nil {
			return err
		}
	}
	return nil
}

package cascade

import (
	"embed"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/follow"
	"huxue/internal/kit/id"
	"huxue/internal/platform/notify"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "cascade", Files: migrations}

// Options are what the room needs from the house.
type Options struct {
	DB      *db.DB
	Log     *slog.Logger
	Alarms  Alarms
	Cameras Cameras
	Sealer  Sealer
	Norms   Norms
	Holders Holders
	Notify  *notify.Service
	Roles   []string // who hear that a platform has been gone too long
}

// Service keeps the lines to platforms above, and shows what went over them.
type Service struct {
	db      *db.DB
	log     *slog.Logger
	alarms  Alarms
	cameras Cameras
	sealer  Sealer
	norms   Norms
	holders Holders
	notify  *notify.Service
	roles   []string
	began   time.Time // when this server began
	server  string    // this server's name in leases
	hearing atomic.Bool
	calls   atomic.Int64
	views   views
	anew    sync.Map // platforms whose catalogue has changed, by id
	wake    chan struct{}

	watching sync.Mutex
	follower follow.Follower[Alarm]
	held     map[string]time.Time // lines that are ours, until when that is sure
}

// New opens the room; no line is up before Run.
func New(o Options) *Service {
	s := &Service{db: o.DB, log: o.Log, alarms: o.Alarms, cameras: o.Cameras, sealer: o.Sealer, norms: o.Norms, holders: o.Holders, notify: o.Notify, roles: o.Roles,
		began: o.DB.Clock().Now(), server: id.New("srv"),
		wake: make(chan struct{}, 1), held: map[string]time.Time{}}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

// showAnew has a platform told that its catalogue has changed.
func (s *Service) showAnew(upperID string) {
	s.anew.Store(upperID, true)
	s.wakeUp()
}

// wakeUp has the lines looked after at once.
func (s *Service) wakeUp() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

package handover

import (
	"context"
	"embed"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/follow"
	"huxue/internal/kit/jobs"
	"huxue/internal/platform/notify"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "handover", Files: migrations}

// Options are what the room needs from the house. PublicURL names this
// installation as the sender of documents.
type Options struct {
	DB        *db.DB
	Log       *slog.Logger
	Jobs      *jobs.Jobs
	Alarms    Alarms
	Settings  Settings
	Sealer    Sealer
	Norms     Norms
	PublicURL string
}

// Service hands over, and shows what was handed over.
type Service struct {
	db       *db.DB
	log      *slog.Logger
	jobs     *jobs.Jobs
	alarms   Alarms
	settings Settings
	sealer   Sealer
	norms    Norms
	sender   string
	client   *http.Client
	watching sync.Mutex
	follower follow.Follower[Alarm]
}

// New opens the room; nothing goes out before Run.
func New(o Options) *Service {
	s := &Service{db: o.DB, log: o.Log, jobs: o.Jobs, alarms: o.Alarms, settings: o.Settings, sealer: o.Sealer, norms: o.Norms, sender: "huxue"}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if u, err := url.Parse(o.PublicURL); err == nil && u.Hostname() != "" {
		s.sender = "huxue@" + u.Hostname()
	}
	s.client = notify.OutsideClient(func() bool { return s.private(context.Background()) })
	jobs.Register(o.Jobs, time.Minute, s.push)
	return s
}

// private says that addresses inside the city's network are allowed, as for channels.
func (s *Service) private(ctx context.Context) bool {
	return s.settings.Bool(ctx, notify.SettingPrivate)
}

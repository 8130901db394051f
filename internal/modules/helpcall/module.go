package helpcall

import (
	"context"
	"embed"
	"log/slog"
	"sync"
	"time"

	"huxue/internal/driver/media"
	"huxue/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "helpcall", Files: migrations}

// Line is a call that is up with a help-point. Answer waits until it has confirmed; Over
// is closed when it has ended, and Why says how.
type Line interface {
	Answer(ctx context.Context) (media.Voice, error)
	HangUp(ctx context.Context)
	Over() <-chan struct{}
	Why() string
}

// Browsers let a browser speak with a voice until it goes.
type Browsers interface {
	Talk(ctx context.Context, offer string, v media.Voice, over func()) (answer string, err error)
}

// Alarm is what this room has to know of an alarm.
type Alarm struct{ ID, Path string }

// Alarms tells of alarms: the one that a press led to, and one that the actor may take in
// hand; whoever may not take it may not take its call either.
type Alarms interface {
	Pressed(ctx context.Context, pressID string) (Alarm, error)
	MayTake(ctx context.Context, alarmID string) (Alarm, error)
}

// Options are what the room needs from the house.
type Options struct {
	DB       *db.DB
	Log      *slog.Logger
	Alarms   Alarms
	Browsers Browsers
}

// Service knows the calls; the lines are those of this server.
type Service struct {
	db       *db.DB
	log      *slog.Logger
	alarms   Alarms
	browsers Browsers
	watching sync.WaitGroup

	mu    sync.Mutex
	lines map[string]Line
}

// New opens the room.
func New(o Options) *Service {
	return &Service{db: o.DB, log: o.Log, alarms: o.Alarms, browsers: o.Browsers, lines: map[string]Line{}}
}

// How often a server says that its lines are up, and after how long a silent one's are
// over.
const (
	beat   = 5 * time.Second
	silent = 30 * time.Second
)

// Run keeps the calls until ctx ends and then waits for the last lines to be written
// down; who holds the lines hangs them up. access: the house's own work.
// audit: what is lost with its server is written on the call.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		if err := s.sweep(ctx); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "calls of help-points were not looked through", "error", err)
		}
		select {
		case <-ctx.Done():
			s.watching.Wait()
			return
		case <-tick.C:
		}
	}
}

func (s *Service) line(callID string) Line {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lines[callID]
}

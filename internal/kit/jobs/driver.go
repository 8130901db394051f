package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivershared/baseservice"
	"github.com/riverqueue/river/rivershared/riverpilot"
	"github.com/riverqueue/river/rivertype"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
)

// driver is River's own for the engine, without its notifications: on SQLite
// they cost a poll each 50 ms on the one writing connection and a row per job,
// on PostgreSQL a NOTIFY inside our transactions, which would serialise them.
// pilot wakes the workers of this server instead, after the commit.
type driver struct {
	riverdriver.Driver[*sql.Tx]
	pilot *pilot
}

func newDriver(d *db.DB, p *pilot) *driver {
	if d.Engine() == db.SQLite {
		return &driver{riversqlite.New(d.Pool()), p}
	}
	return &driver{riverdatabasesql.New(d.Pool()), p}
}

// SupportsListener implements riverdriver.Driver.
func (d *driver) SupportsListener() bool { return false }

// SupportsListenNotify implements riverdriver.Driver.
func (d *driver) SupportsListenNotify() bool { return false }

// PluginInit lets River find the pilot.
func (d *driver) PluginInit(*baseservice.Archetype) {}

// PluginPilot lets River find the pilot.
func (d *driver) PluginPilot() riverpilot.Pilot { return d.pilot }

// pilot keeps the one function of River that wakes its workers. River calls
// that interface its own and may change it; the version is pinned, and without
// it jobs would start up to Options.Poll later, nothing worse.
type pilot struct {
	riverpilot.StandardPilot
	notify func(context.Context, []*rivertype.JobInsertResult)
}

// PilotInit implements riverpilot.Pilot.
func (p *pilot) PilotInit(_ *baseservice.Archetype, params *riverpilot.PilotInitParams) {
	p.notify = params.NotifyNonTxJobInsert
}

func (p *pilot) wake(queue string) {
	p.notify(context.Background(), []*rivertype.JobInsertResult{{Job: &rivertype.JobRow{Queue: queue}}})
}

// Migrate brings River's tables up to date; it is called with the migrations of
// the rooms.
func Migrate(ctx context.Context, d *db.DB) error {
	m, err := rivermigrate.New(newDriver(d, &pilot{}), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err == nil {
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	}
	if err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	return nil
}

// takeOver frees what a dead server was working on. A SQLite file has one
// server, so whatever is marked as running at its start has been left behind;
// on PostgreSQL others may be at work, and River's rescuer finds what has been
// silent for too long. A job that took the server down at its last attempt is
// put away, or it would do so for ever.
func (j *Jobs) takeOver(ctx context.Context) error {
	if j.o.DB.Engine() != db.SQLite {
		return nil
	}
	return j.o.DB.Write(ctx, func(tx *db.Tx) error {
		for _, s := range []string{
			`UPDATE river_job SET state = 'discarded', finalized_at = scheduled_at
				WHERE state = 'running' AND attempt >= max_attempts`,
			`UPDATE river_job SET state = 'available' WHERE state = 'running'`,
			`DELETE FROM river_leader`,
		} {
			if _, err := tx.Exec(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
}

// stubbed lets tests move River's time with everything else.
type stubbed struct{ clock clock.Clock }

func (s stubbed) Now() time.Time { return s.clock.Now() }
func (s stubbed) NowOrNil() *time.Time {
	t := s.clock.Now()
	return &t
}

// retry is River's policy with our waits.
type retry struct {
	clock clock.Clock
	wait  func(attempt int) time.Duration
}

// NextRetry implements river.ClientRetryPolicy.
func (r retry) NextRetry(job *rivertype.JobRow) time.Time {
	return r.clock.Now().Add(r.wait(job.Attempt))
}

// quiet keeps River's chatter out of the log; what is wrong stays in.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && q.Handler.Enabled(ctx, l)
}
func (q quiet) WithAttrs(a []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(a)} }
func (q quiet) WithGroup(name string) slog.Handler   { return quiet{q.Handler.WithGroup(name)} }

// Package jobs does later, and until it succeeds, what a transaction has
// promised: a job is written in the transaction of the fact that needs it, so
// it exists exactly when the fact does. A job may run twice (the server can die
// between the work and noting it down), so work is written to bear that. Two
// queues: `default` for what people wait for, `bulk` for imports, exports and
// sweeps, so that the one never waits for the other. Alarms do not come through
// here; see platform/notify.
//
// River does the work on both engines, behind this package alone.
package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
)

// The two queues.
const (
	Default = "default"
	Bulk    = "bulk"
)

// Options say how jobs run.
type Options struct {
	DB  *db.DB
	Log *slog.Logger
	// As puts the actor into the context of a job; the hall gives it the system
	// under the name of the job's kind.
	As func(ctx context.Context, kind string) context.Context
	// Workers are how many jobs of each queue run at once; 0 means 8 and 2.
	Workers, BulkWorkers int
	// Poll is how often the tables are asked for work that another server wrote
	// or that has fallen due; what this server writes starts at once. 0 means 1 s.
	Poll time.Duration
	// Limit is how long a job may run unless it was registered with its own; 0
	// means 1 minute. On PostgreSQL a job whose server died is taken up again
	// within half a minute of Limit and a half; on SQLite at the restart.
	Limit time.Duration
	// MaxAttempts is how often a failing job is tried, 0 means 20: about a week.
	MaxAttempts int
	// Retry is the wait before attempt n+1; nil means n⁴ seconds.
	Retry func(attempt int) time.Duration
}

// Args are what a job is given; they are kept as JSON. Kind is `room.verb`, the
// same for every value of the type.
type Args interface{ Kind() string }

// Jobs is the queue of this server.
type Jobs struct {
	o       Options
	log     *slog.Logger
	pilot   *pilot
	workers *river.Workers
	repeats []*river.PeriodicJob

	mu      sync.Mutex
	sealed  bool // nothing may be registered any more
	client  *river.Client[*sql.Tx]
	running bool
}

// New returns a queue that knows no kind of job yet.
func New(o Options) *Jobs {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.As == nil {
		o.As = func(ctx context.Context, _ string) context.Context { return ctx }
	}
	o.Workers, o.BulkWorkers = orElse(o.Workers, 8), orElse(o.BulkWorkers, 2)
	o.Poll, o.Limit = orElse(o.Poll, time.Second), orElse(o.Limit, time.Minute)
	o.MaxAttempts = orElse(o.MaxAttempts, 20)
	return &Jobs{o: o, log: o.Log, pilot: &pilot{}, workers: river.NewWorkers()}
}

func orElse[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// never is longer than any test's clock is wrong.
const never = 100 * 365 * 24 * time.Hour

// open makes the client at its first use, when every room has registered.
func (j *Jobs) open() (*river.Client[*sql.Tx], error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.client != nil {
		return j.client, nil
	}
	j.sealed = true
	cfg := &river.Config{
		Workers: j.workers, PeriodicJobs: j.repeats, Logger: slog.New(quiet{j.log.Handler()}), PollOnly: true,
		Queues: map[string]river.QueueConfig{
			Default: {MaxWorkers: j.o.Workers}, Bulk: {MaxWorkers: j.o.BulkWorkers},
		},
		FetchPollInterval: j.o.Poll, FetchCooldown: min(10*time.Millisecond, j.o.Poll),
		JobTimeout: j.o.Limit, RescueStuckJobsAfter: j.o.Limit + j.o.Limit/2, MaxAttempts: j.o.MaxAttempts,
		// Long enough for a slot of Every to be known as done after a restart.
		CompletedJobRetentionPeriod: 48 * time.Hour,
	}
	if j.o.Retry != nil {
		cfg.RetryPolicy = retry{j.o.DB.Clock(), j.o.Retry}
	}
	if _, wall := j.o.DB.Clock().(clock.System); !wall {
		cfg.Test.Time = stubbed{j.o.DB.Clock()}
		// River looks for stuck jobs by the wall's clock whatever else it was given: by that
		// one, whatever runs just now was begun months ago and would be taken from its worker.
		cfg.RescueStuckJobsAfter = never
	}
	client, err := river.NewClient(newDriver(j.o.DB, j.pilot), cfg)
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	j.client = client
	return client, nil
}

// Option changes how one job is enqueued.
type Option func(*river.InsertOpts)

// RunAt makes the job wait until t. River starts it up to Options.Poll late; one
// that is set less than five seconds ahead up to five seconds.
func RunAt(t time.Time) Option { return func(o *river.InsertOpts) { o.ScheduledAt = t } }

// InBulk puts the job into the queue of what may take its time.
func InBulk() Option { return func(o *river.InsertOpts) { o.Queue = Bulk } }

// Unique does nothing when a job of the same kind with the same args is waiting
// or running already, or was done in the last two days.
func Unique() Option {
	return func(o *river.InsertOpts) { o.UniqueOpts = river.UniqueOpts{ByArgs: true} }
}

// UniqueWaiting does nothing when such a job is waiting or running already.
func UniqueWaiting() Option {
	return func(o *river.InsertOpts) { o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: unfinished} }
}

// Enqueue writes the job in tx. It runs once tx is durable, and never when tx
// is rolled back. It may be called before Start, and by a process that never
// starts the queue.
func (j *Jobs) Enqueue(ctx context.Context, tx *db.Tx, args Args, opts ...Option) error {
	body, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("jobs %s: %w", args.Kind(), err)
	}
	return j.EnqueueRaw(ctx, tx, args.Kind(), body, opts...)
}

// EnqueueRaw is Enqueue for args that are JSON already.
func (j *Jobs) EnqueueRaw(ctx context.Context, tx *db.Tx, kind string, body []byte, opts ...Option) error {
	client, err := j.open()
	if err != nil {
		return err
	}
	o := &river.InsertOpts{Queue: Default}
	for _, set := range opts {
		set(o)
	}
	// A caller that has hung up must not take the transaction down half-way.
	_, err = client.InsertTx(context.WithoutCancel(ctx), tx.Raw(), payload{kind, body}, o)
	if err != nil {
		return fmt.Errorf("jobs %s: %w", kind, err)
	}
	if !o.ScheduledAt.After(tx.Now) {
		tx.AfterCommit(func() { j.pilot.wake(o.Queue) })
	}
	return nil
}

// Start works the queues until Stop. What a dead server left is taken up again.
func (j *Jobs) Start(ctx context.Context) error {
	client, err := j.open()
	if err != nil {
		return err
	}
	if err := j.takeOver(ctx); err != nil {
		return err
	}
	// The end of ctx must not cut jobs short; Stop decides how long they get.
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	j.mu.Lock()
	j.running = true
	j.mu.Unlock()
	return nil
}

// Stop takes no more jobs and waits for the running ones as long as ctx lives;
// then their contexts end, and they are tried again later.
func (j *Jobs) Stop(ctx context.Context) error {
	j.mu.Lock()
	client, running := j.client, j.running
	j.running = false
	j.mu.Unlock()
	if !running {
		return nil
	}
	err := client.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		return client.StopAndCancel(last)
	}
	return err
}

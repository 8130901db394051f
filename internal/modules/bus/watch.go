package bus

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// A trip's time to turn red is a row with a due time, and a timer in this process. The
// timer makes it punctual; the row makes it survive: whoever finds the trip still due in
// the transaction that turns it red is the only one who does, on however many servers.

const (
	sweepEvery = time.Second
	// grace is how late a trip must be before a server that did not arm it takes it for
	// orphaned.
	grace = 400 * time.Millisecond
)

// watch holds the timers of this server, by trip.
type watch struct {
	db    *db.DB
	clock clock.Clock
	log   *slog.Logger
	turn  func(context.Context, string) error

	mu    sync.Mutex
	on    bool
	armed map[string]timer
	busy  sync.WaitGroup
}

type timer struct {
	due  time.Time
	stop func()
}

func newWatch(d *db.DB, log *slog.Logger, turn func(context.Context, string) error) *watch {
	return &watch{db: d, clock: d.Clock(), log: log, turn: turn, armed: map[string]timer{}}
}

// arm sets the timer of a trip anew, or with a zero time takes it away.
func (w *watch) arm(tripID string, due time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	old, waits := w.armed[tripID]
	if waits && old.due.Equal(due) {
		return
	}
	if waits {
		old.stop()
		delete(w.armed, tripID)
	}
	if !w.on || due.IsZero() {
		return
	}
	wait := due.Sub(w.db.Steady())
	w.armed[tripID] = timer{due, w.clock.AfterFunc(max(wait, 0), func() { w.ring(tripID) })}
}

// ring turns a trip red whose time has come. One that fails is found again by the sweep.
func (w *watch) ring(tripID string) {
	w.mu.Lock()
	if !w.on {
		w.mu.Unlock()
		return
	}
	w.busy.Add(1)
	delete(w.armed, tripID)
	w.mu.Unlock()
	defer w.busy.Done()
	ctx := access.AsSystem(db.Urgent(context.Background()), "bus.watch")
	if err := w.turn(ctx, tripID); err != nil {
		w.log.Error("a trip was not turned red yet", "trip", tripID, "error", err)
	}
}

// run arms what is to come, turns red at once what fell due while nobody was awake, and
// looks each second for what another server has left.
func (w *watch) run(ctx context.Context) {
	w.mu.Lock()
	w.on = true
	w.mu.Unlock()
	defer w.rest()
	w.sweep(ctx, true)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			w.sweep(ctx, false)
		case <-ctx.Done():
			return
		}
	}
}

func (w *watch) rest() {
	w.mu.Lock()
	w.on = false
	for tripID, t := range w.armed {
		t.stop()
		delete(w.armed, tripID)
	}
	w.mu.Unlock()
	w.busy.Wait()
}

// sweep takes over trips: all at the start, the orphaned ones later.
func (w *watch) sweep(ctx context.Context, all bool) {
	until := w.db.Steady().Add(-grace)
	if all {
		until = w.db.Steady().Add(48 * time.Hour)
	}
	dues := map[string]time.Time{}
	err := w.db.Read(ctx, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(row db.Scanner) error {
			var tripID string
			var due time.Time
			err := row.Scan(&tripID, db.Instant(&due))
			dues[tripID] = due
			return err
		}, `SELECT id, due_at FROM bus_trips WHERE due_at <> 0 AND due_at <= $1 ORDER BY due_at LIMIT 5000`, db.Millis(until))
	})
	if err != nil && ctx.Err() == nil {
		w.log.Warn("trips were not looked for", "error", err)
	}
	now := w.db.Steady()
	for tripID, due := range dues {
		if due.After(now) {
			w.arm(tripID, due)
			continue
		}
		go w.ring(tripID)
	}
}

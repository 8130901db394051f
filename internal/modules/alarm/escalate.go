package alarm

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Steps to come are rows with a due time, and timers in this process. The timer
// makes them punctual to the millisecond; the row makes them survive: whoever
// turns it from pending to called, in the transaction that calls people, is the
// only one who did, on however many servers. A set clock moves neither, for both
// are reckoned by the steady one.

const (
	sweepEvery = time.Second
	// grace is how late a step must be before a server that did not arm it takes
	// it for orphaned.
	grace = 700 * time.Millisecond
)

// caller holds the timers of this server.
type caller struct {
	db    *db.DB
	clock clock.Clock
	log   *slog.Logger
	carry func(context.Context, Call) error

	mu    sync.Mutex
	on    bool
	armed map[string]armed // by alarm: each has at most one step to come
	busy  sync.WaitGroup
}

type armed struct {
	seq  int
	stop func()
}

func newCaller(d *db.DB, log *slog.Logger, carry func(context.Context, Call) error) *caller {
	return &caller{db: d, clock: d.Clock(), log: log, carry: carry, armed: map[string]armed{}}
}

// arm sets the timer of a step; it replaces an older one of the same alarm.
func (c *caller) arm(call Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old, waits := c.armed[call.AlarmID]
	if !c.on || waits && old.seq >= call.Seq {
		return
	}
	if waits {
		old.stop()
	}
	wait := call.DueAt.Sub(c.db.Steady())
	c.armed[call.AlarmID] = armed{call.Seq, c.clock.AfterFunc(max(wait, 0), func() { c.ring(call) })}
}

// disarm forgets the step to come of an alarm that needs none any more.
func (c *caller) disarm(alarmID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if a, ok := c.armed[alarmID]; ok {
		a.stop()
		delete(c.armed, alarmID)
	}
}

// ring carries out a step that has fallen due. One that fails is found again by
// the sweep.
func (c *caller) ring(call Call) {
	c.mu.Lock()
	if !c.on {
		c.mu.Unlock()
		return
	}
	c.busy.Add(1)
	if c.armed[call.AlarmID].seq == call.Seq {
		delete(c.armed, call.AlarmID)
	}
	c.mu.Unlock()
	defer c.busy.Done()
	ctx := access.AsSystem(db.Urgent(context.Background()), "alarm.escalation")
	if err := c.carry(ctx, call); err != nil {
		c.log.Error("a step was not called yet", "alarm", call.AlarmID, "seq", call.Seq, "error", err)
	}
}

// run arms what is to come, calls at once what fell due while nobody was awake,
// and looks each second for what another server has left. It ends with ctx.
func (c *caller) run(ctx context.Context) {
	c.mu.Lock()
	c.on = true
	c.mu.Unlock()
	defer c.rest()
	c.sweep(ctx, true)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			c.sweep(ctx, false)
		case <-ctx.Done():
			return
		}
	}
}

// rest waits for the steps under way; what is armed stays in its rows.
func (c *caller) rest() {
	c.mu.Lock()
	c.on = false
	for id, a := range c.armed {
		a.stop()
		delete(c.armed, id)
	}
	c.mu.Unlock()
	c.busy.Wait()
}

// sweep takes over steps: all at the start, the orphaned ones later.
func (c *caller) sweep(ctx context.Context, all bool) {
	until := c.db.Steady().Add(-grace)
	if all {
		until = c.db.Steady().Add(24 * time.Hour)
	}
	var calls []Call
	err := c.db.Read(ctx, func(tx *db.Tx) (err error) {
		calls, err = pendingCalls(ctx, tx, until)
		return err
	})
	if err != nil && ctx.Err() == nil {
		c.log.Warn("steps to come were not looked for", "error", err)
	}
	now := c.db.Steady()
	for _, call := range calls {
		if call.DueAt.After(now) {
			c.arm(call)
			continue
		}
		go c.ring(call)
	}
}

// end cancels the step to come, in the transaction of whatever made it needless.
func (c *caller) end(ctx context.Context, tx *db.Tx, a *Alarm) error {
	tx.AfterCommit(func() { c.disarm(a.ID) })
	return cancelCalls(ctx, tx, a.ID)
}

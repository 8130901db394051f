// Package bus carries facts from the room where they happened to the rooms that
// care. Publishing writes one job per subscriber in the transaction of the fact;
// without a subscriber nothing is written.
//
// A subscriber hears of each fact at least once: the server can die between a
// subscriber's commit and the note that it was heard. So a subscriber only
// writes rows, in the transaction it is given, and writes them so that a second
// time changes nothing (a row named after the fact, ON CONFLICT DO NOTHING).
// Each subscriber has its own job, so one that fails is tried again alone.
package bus

import (
	"context"
	"encoding/json"
	"fmt"

	"huxue/internal/kit/db"
	"huxue/internal/kit/jobs"
)

// Event is a fact. Fact names its type, `room.what_happened`, and is the same
// for every value of it.
type Event interface{ Fact() string }

// Bus knows who subscribed to what.
type Bus struct {
	db   *db.DB
	jobs *jobs.Jobs
	by   map[string][]string // fact → kinds of jobs
}

// New returns a bus without subscribers.
func New(d *db.DB, j *jobs.Jobs) *Bus { return &Bus{db: d, jobs: j, by: map[string][]string{}} }

// Subscribe calls hear for every fact of type E that is published from now on.
// name is `room.what_it_does`, and must stay the same from release to release:
// facts on their way carry it. It acts in the system's own name.
func Subscribe[E Event](b *Bus, name string, hear func(ctx context.Context, tx *db.Tx, e E) error) {
	var e E
	kind := name + "<" + e.Fact()
	b.jobs.Handle(kind, 0, func(ctx context.Context, body []byte) error {
		var e E
		if err := json.Unmarshal(body, &e); err != nil {
			return jobs.GiveUp(fmt.Errorf("read the fact: %w", err))
		}
		return b.db.Write(ctx, func(tx *db.Tx) error { return hear(ctx, tx, e) })
	})
	b.by[e.Fact()] = append(b.by[e.Fact()], kind)
}

// Publish tells e to its subscribers once tx is durable.
func (b *Bus) Publish(ctx context.Context, tx *db.Tx, e Event) error {
	kinds := b.by[e.Fact()]
	if len(kinds) == 0 {
		return nil
	}
	body, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("publish %s: %w", e.Fact(), err)
	}
	for _, kind := range kinds {
		if err := b.jobs.EnqueueRaw(ctx, tx, kind, body); err != nil {
			return err
		}
	}
	return nil
}

package alarm

import (
	"context"
	"time"

	"huxue/internal/event"
	"huxue/internal/kit/bus"
	"huxue/internal/kit/db"
	"huxue/internal/platform/todo"
)

// afterClose tells the other rooms, and this one, that it is over.
func (s *Service) afterClose(ctx context.Context, tx *db.Tx, a *Alarm) error {
	// Where people are is nobody's business once it is over.
	if err := s.takeOff(ctx, tx, a, ""); err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, event.AlarmClosed{
		AlarmID: a.ID, SchoolID: a.SchoolID, Path: a.Path, Outcome: a.Outcome, Mode: string(a.Mode), ClosedAt: db.Millis(a.T6),
	})
}

// reviewKey is the norm that says how many hours the school has for the
// after-action review. [D]
const (
	reviewKey     = "alarm.review_h"
	reviewDefault = 72
)

// subscribe leaves the school the after-action review (复盘) of a real alarm.
func (s *Service) subscribe(b *bus.Bus) {
	bus.Subscribe(b, "alarm.review", func(ctx context.Context, tx *db.Tx, e event.AlarmClosed) error {
		if e.Mode != string(Real) || e.SchoolID == "" {
			return nil
		}
		a, err := get(ctx, tx, e.AlarmID)
		if err != nil {
			return err
		}
		within := time.Duration(s.limits.Now(ctx, reviewKey, a.Path, reviewDefault)) * time.Hour
		return todo.Put(ctx, tx, todo.Task{
			Room: "alarm", Kind: "review", Subject: a.ID, Path: a.Path, Perm: PermReview, ByHand: true, Priority: 1,
			Link: "/alarms?open=" + a.ID, Params: map[string]any{"school": a.SchoolName, "no": a.No},
			Due: a.T6.Add(within),
		})
	})
}

package main

import (
	"context"
	"fmt"
	"time"
)

const (
	stepAfter   = 5 * time.Second
	idleAlarms  = 20
	manyAlarms  = 1000
	killedWhile = 200
)

// called is one step of an alarm as it was carried out.
type called struct {
	Seq    int    `json:"seq"`
	State  string `json:"state"`
	DueAt  int64  `json:"dueAt"`
	DoneAt int64  `json:"doneAt"`
}

// second returns how far from its due time the second step of each alarm was
// called, how many were not, and how many twice. It asks once all must be done.
func (b *room) second(ctx context.Context, presses []pressed) (off []time.Duration, missing, twice int, last time.Time, err error) {
	for _, p := range presses {
		var d struct {
			Calls    []called `json:"calls"`
			Timeline []struct {
				Kind string `json:"kind"`
			} `json:"timeline"`
		}
		if err := b.police.get(ctx, "/api/v1/alarms/"+p.alarm, &d); err != nil {
			return nil, 0, 0, last, err
		}
		told := 0
		for _, line := range d.Timeline {
			if line.Kind == "step_called" {
				told++
			}
		}
		done := 0
		for _, c := range d.Calls {
			if c.State == "called" {
				done++
			}
			if c.State == "called" && c.Seq == 2 {
				off = append(off, time.Duration(c.DoneAt-c.DueAt)*time.Millisecond)
				if at := time.UnixMilli(c.DoneAt); at.After(last) {
					last = at
				}
			}
		}
		if done < 2 {
			missing++
		}
		if told > 2 || done > 2 {
			twice++
		}
	}
	return off, missing, twice, last, nil
}

func worst(off []time.Duration) float64 {
	var w time.Duration
	for _, d := range off {
		w = max(w, d.Abs())
	}
	return float64(w.Milliseconds())
}

// steps measures how punctual the second step is while little goes on.
func (b *room) steps(ctx context.Context) error {
	return b.punctual(ctx, "idle", idleAlarms, 250)
}

// stepsUnderLoad measures it with a thousand alarms open, whose steps all fall due
// within a second or so.
func (b *room) stepsUnderLoad(ctx context.Context) error {
	return b.punctual(ctx, fmt.Sprintf("%d alarms open", manyAlarms), manyAlarms, 1000)
}

func (b *room) punctual(ctx context.Context, name string, n int, bar float64) error {
	b.rounds++
	if err := b.plan(ctx, stepAfter); err != nil {
		return err
	}
	presses, lost := burst(ctx, b.bureau, b.schools[:n], fmt.Sprintf("steps%d", b.rounds))
	if lost > 0 {
		return fmt.Errorf("%d presses were refused", lost)
	}
	time.Sleep(stepAfter + 3*time.Second)
	off, missing, twice, _, err := b.second(ctx, presses)
	if err != nil {
		return err
	}
	if err := b.plan(ctx, quiet); err != nil {
		return err
	}
	b.r.most("step after 5 s, "+name+": error, worst", worst(off), "ms", bar)
	b.r.plain("step after 5 s, "+name+": error, p50", quantile(off, .5), "ms")
	b.r.exactly("of those, not called", float64(missing), "", 0)
	b.r.exactly("of those, called twice", float64(twice), "", 0)
	return nil
}

// stepsAfterKill cuts the power while steps are armed and gives it back when they
// are overdue.
func (b *room) stepsAfterKill(ctx context.Context) error {
	b.rounds++
	if err := b.plan(ctx, stepAfter); err != nil {
		return err
	}
	presses, lost := burst(ctx, b.bureau, b.schools[:killedWhile], fmt.Sprintf("steps%d", b.rounds))
	if lost > 0 {
		return fmt.Errorf("%d presses were refused", lost)
	}
	b.s.kill()
	transport.CloseIdleConnections()
	time.Sleep(stepAfter + time.Second)
	if _, err := b.s.start(ctx); err != nil {
		return err
	}
	up := time.Now()
	time.Sleep(3 * time.Second)
	_, missing, twice, last, err := b.second(ctx, presses)
	if err != nil {
		return err
	}
	b.r.most(fmt.Sprintf("kill -9 and restart: %d overdue steps called, the last one", killedWhile), max(0, last.Sub(up).Seconds()), "s", 1)
	b.r.exactly("of those, not called", float64(missing), "", 0)
	b.r.exactly("of those, called twice", float64(twice), "", 0)
	return nil
}

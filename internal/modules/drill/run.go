package drill

import (
	"context"
	"fmt"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
	"huxue/internal/platform/todo"
)

// Pressed says when something was pressed, by the phone's own clock, and when the
// phone sends it; UTC milliseconds, both may be missing.
type Pressed struct {
	DeviceAt int64 `json:"deviceAt,omitempty" doc:"when it was pressed, by the phone's clock"`
	SentAt   int64 `json:"sentAt,omitempty" doc:"now, by the phone's clock"`
}

// patienceKey is the norm that says how many seconds a signal may wait in a
// telephone before it starts nothing any more. [D]
const (
	patienceKey     = "drill.signal_wait_s"
	patienceDefault = 30
)

// Signal starts the drill: the stop-watch runs from the server's time. While a
// real alarm is open at the school nothing starts.
func (s *Service) Signal(ctx context.Context, drillID string, p Pressed) (*Drill, error) {
	by := access.From(ctx)
	data := map[string]any{}
	d, err := s.act(ctx, drillID, 0, "signal", data, []access.Perm{PermCommand}, func(ctx context.Context, tx *db.Tx, d *Drill) error {
		if alarmID, _, err := s.alarms.RealAt(ctx, tx, d.Path, tx.Now.Add(time.Hour)); err != nil || alarmID != "" {
			return either(err, errAlarm)
		}
		patience := time.Duration(s.limits.Now(ctx, patienceKey, d.Path, patienceDefault)) * time.Second
		pressed := said(p.DeviceAt, p.SentAt, tx.Now)
		if err := d.Start(by, pressed, tx.Now, patience); err != nil {
			return err
		}
		data["waitedMs"] = tx.Now.Sub(pressed).Milliseconds()
		x, err := org.GetSchool(ctx, tx, d.SchoolID)
		d.Enrolled = x.Pupils
		return err
	})
	if err == nil {
		s.underWay.Add(1)
		s.look()
	}
	return d, err
}

// either is err if there is one, otherwise the refusal.
func either(err, refusal error) error {
	if err != nil {
		return err
	}
	return refusal
}

// Report says that a class is at the assembly point and how many are there. The
// first report is its arrival. The time that counts is when it was pressed.
func (s *Service) Report(ctx context.Context, drillID, classID string, h HeadCount, p Pressed) (*Drill, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	var out *Drill
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := lock(ctx, tx, drillID)
		if err != nil {
			return err
		}
		if err := may(ctx, d, PermReport); err != nil {
			return err
		}
		out = d
		pressed := said(p.DeviceAt, p.SentAt, tx.Now)
		kind, err := d.Take(classID, h, access.From(ctx).Name, pressed, tx.Now)
		if err != nil || kind == "" {
			return err
		}
		c := d.class(classID)
		if err := putClass(ctx, tx, d.ID, c); err != nil {
			return err
		}
		data := map[string]any{"class": c.Name, "present": h.Present, "missing": h.Missing, "pressedAt": db.Millis(c.SaidAt)}
		if h.Note != "" {
			data["note"] = h.Note
		}
		if kind == "full" {
			data["tookMs"] = d.Took(d.FullAt).Milliseconds()
		}
		return s.save(ctx, tx, d, kind, data)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (d *Drill) class(id string) *Class {
	for i := range d.Classes {
		if d.Classes[i].ID == id {
			return &d.Classes[i]
		}
	}
	return nil
}

// evaluateKey is the norm that says how many hours the school has to evaluate. [D]
const (
	evaluateKey     = "drill.evaluate_h"
	evaluateDefault = 72
)

// Halt stops the drill. Somebody still missing needs a word on why it ends.
func (s *Service) Halt(ctx context.Context, drillID, note string, p Pressed) (*Drill, error) {
	by := access.From(ctx)
	note = clip(note, 300)
	data := map[string]any{}
	if note != "" {
		data["note"] = note
	}
	d, err := s.act(ctx, drillID, 0, "stop", data, []access.Perm{PermCommand}, func(_ context.Context, tx *db.Tx, d *Drill) error {
		err := d.Finish(by, said(p.DeviceAt, p.SentAt, tx.Now), note)
		data["tookMs"] = d.Took(d.Stop.At).Milliseconds()
		return err
	}, func(ctx context.Context, tx *db.Tx, d *Drill) error {
		if err := addCounts(ctx, tx, []Count{{SchoolID: d.SchoolID, Month: d.Month(), Path: d.Path, Held: 1}}); err != nil {
			return err
		}
		within := time.Duration(s.limits.Now(ctx, evaluateKey, d.Path, evaluateDefault)) * time.Hour
		return todo.Put(ctx, tx, d.task("task_evaluate", PermPlan, 1, d.Stop.At.Add(within)))
	})
	if err == nil {
		s.underWay.Add(-1)
	}
	return d, err
}

// clock is a minute of the day as people write it.
func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

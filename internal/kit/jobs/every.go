package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"
)

// Schedule says when something comes round again.
type Schedule interface {
	// Slot is the last due moment that is not after t.
	Slot(t time.Time) time.Time
	// Next is the first due moment after t.
	Next(t time.Time) time.Time
}

// Each is due at every whole multiple of d, counted in UTC. d is at most a day.
func Each(d time.Duration) Schedule { return each(d) }

type each time.Duration

func (e each) Slot(t time.Time) time.Time { return t.Truncate(time.Duration(e)) }
func (e each) Next(t time.Time) time.Time { return e.Slot(t).Add(time.Duration(e)) }

// Daily is due each day at an hour and minute of a zone's clock.
func Daily(hour, minute int, zone *time.Location) Schedule { return daily{hour, minute, zone} }

type daily struct {
	hour, minute int
	zone         *time.Location
}

func (d daily) on(t time.Time, days int) time.Time {
	l := t.In(d.zone)
	return time.Date(l.Year(), l.Month(), l.Day()+days, d.hour, d.minute, 0, 0, d.zone)
}

func (d daily) Slot(t time.Time) time.Time {
	if s := d.on(t, 0); !s.After(t) {
		return s
	}
	return d.on(t, -1)
}

func (d daily) Next(t time.Time) time.Time {
	if n := d.on(t, 0); n.After(t) {
		return n
	}
	return d.on(t, 1)
}

// due is what a recurring job is given. UTC milliseconds.
type due struct {
	Slot int64 `json:"slot"`
}

// Every does the work of kind once for each due moment, however many servers
// there are and however often they restart; the last one missed while nothing
// ran is made up at the start. The work learns for which moment it runs.
func (j *Jobs) Every(kind string, when Schedule, limit time.Duration, work func(ctx context.Context, slot time.Time) error) {
	j.Handle(kind, limit, func(ctx context.Context, body []byte) error {
		var d due
		if err := json.Unmarshal(body, &d); err != nil {
			return GiveUp(fmt.Errorf("read the slot: %w", err))
		}
		return work(ctx, time.UnixMilli(d.Slot).UTC())
	})
	insert := func() (river.JobArgs, *river.InsertOpts) {
		// River asks a hair before the moment itself.
		slot := when.Slot(j.o.DB.Clock().Now().Add(time.Second))
		body, _ := json.Marshal(due{slot.UnixMilli()})
		return payload{kind, body}, &river.InsertOpts{Queue: Bulk, UniqueOpts: river.UniqueOpts{ByArgs: true}}
	}
	j.repeats = append(j.repeats, river.NewPeriodicJob(when, insert, &river.PeriodicJobOpts{ID: kind, RunOnStart: true}))
}

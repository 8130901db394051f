package jobs_test

import (
	"context"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/jobs"
)

func TestSlotsOfASchedule(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("01-02 15:04:05", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return v.AddDate(2026, 0, 0)
	}
	for _, c := range []struct {
		when             jobs.Schedule
		now, slot, after string
	}{
		{jobs.Daily(2, 30, zone), "09-07 02:29:59", "09-06 02:30:00", "09-07 02:30:00"},
		{jobs.Daily(2, 30, zone), "09-07 02:30:00", "09-07 02:30:00", "09-08 02:30:00"},
		{jobs.Daily(0, 0, zone), "12-31 23:59:59", "12-31 00:00:00", ""},
		{jobs.Each(time.Hour), "09-07 02:29:59", "09-07 02:00:00", "09-07 03:00:00"},
		{jobs.Each(time.Hour), "09-07 02:00:00", "09-07 02:00:00", "09-07 03:00:00"},
	} {
		if got := c.when.Slot(at(c.now)); !got.Equal(at(c.slot)) {
			t.Errorf("%v at %s: slot %s", c.when, c.now, got)
		}
		if got := c.when.Next(at(c.now)); c.after != "" && !got.Equal(at(c.after)) {
			t.Errorf("%v at %s: next %s", c.when, c.now, got)
		}
	}
}

// Two servers and a restart: each slot is worked once.
func TestWhatComesRoundIsDoneOncePerSlot(t *testing.T) {
	dbtest.Engines(t, func(t *testing.T, url string) {
		t.Parallel()
		clk := clock.NewFake(dbtest.Start)
		d := open(t, url, clk)
		slots := make(chan time.Time, 10)
		fresh := func() *jobs.Jobs {
			j := jobs.New(jobs.Options{DB: d})
			j.Every("test.round", jobs.Each(time.Hour), 0, func(_ context.Context, slot time.Time) error {
				slots <- slot
				return nil
			})
			return j
		}
		first := fresh()
		if err := first.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := dbtest.Start.Truncate(time.Hour)
		if got := receive(t, slots, 15*time.Second, "missed slot"); !got.Equal(want) {
			t.Fatalf("slot %s, want %s", got, want)
		}
		if err := first.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		clk.Add(90 * time.Minute)
		second := fresh()
		start(t, second)
		if got := receive(t, slots, 20*time.Second, "slot missed during the stop"); !got.Equal(want.Add(2 * time.Hour)) {
			t.Fatalf("slot %s", got)
		}
		drain(t, second)
		if len(slots) != 0 {
			t.Fatalf("also ran for %s", <-slots)
		}
	})
}

package clock_test

import (
	"testing"
	"time"

	"huxue/internal/kit/clock"
)

func TestFakeRunsTimersInOrderAtTheirTimes(t *testing.T) {
	start := time.Date(2019, 9, 2, 7, 30, 0, 0, time.UTC)
	c := clock.NewFake(start)
	var got []time.Duration
	note := func() { got = append(got, c.Now().Sub(start)) }
	c.AfterFunc(3*time.Second, note)
	c.AfterFunc(time.Second, func() { note(); c.AfterFunc(time.Second, note) })
	stop := c.AfterFunc(2*time.Second, func() { t.Error("stopped timer ran") })
	stop()
	c.Add(10 * time.Second)
	want := []time.Duration{time.Second, 2 * time.Second, 3 * time.Second}
	if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Fatalf("got %v, want %v", got, want)
	}
	if c.Now() != start.Add(10*time.Second) {
		t.Fatalf("clock stands at %v", c.Now())
	}
}

func TestAClockThatIsSetMovesNothingThatWaits(t *testing.T) {
	start := time.Date(2019, 9, 2, 7, 30, 0, 0, time.UTC)
	c := clock.NewFake(start)
	rang := false
	c.AfterFunc(5*time.Second, func() { rang = true })
	c.Jump(time.Hour)
	if rang || c.Now() != start.Add(time.Hour) || c.Steady() != start {
		t.Fatalf("rang %v, now %v, steady %v", rang, c.Now(), c.Steady())
	}
	c.Add(5 * time.Second)
	if !rang || c.Steady() != start.Add(5*time.Second) {
		t.Fatalf("rang %v, steady %v", rang, c.Steady())
	}
}

func TestTheSystemsClocksAgreeUntilOneIsSet(t *testing.T) {
	now, steady := clock.System{}.Now(), clock.System{}.Steady()
	if off := steady.Sub(now).Abs(); off > time.Second {
		t.Fatalf("steady is %v off", off)
	}
}

// Package clock tells the time, and lets tests move it. Everything that waits
// for a moment of the business day waits on a Clock, so a story of three weeks
// runs in milliseconds and no test ever sleeps.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time and wakes the caller later.
type Clock interface {
	// Now is the present instant in UTC, to the millisecond, as the machine's
	// clock shows it: what is written down.
	Now() time.Time
	// Steady is Now as it would be had nobody set the machine's clock since the
	// process began. Whatever must happen in so many seconds is reckoned by it: a
	// clock that jumps an hour neither fires nor delays it.
	Steady() time.Time
	// AfterFunc calls f in its own goroutine once d has passed; stop prevents it.
	AfterFunc(d time.Duration, f func()) (stop func())
}

// System is the clock on the wall.
type System struct{}

// Now implements Clock.
func (System) Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// began carries the monotonic reading that Steady counts from.
var began = time.Now()

// Steady implements Clock.
func (System) Steady() time.Time {
	return began.Add(time.Since(began)).UTC().Round(0).Truncate(time.Millisecond)
}

// AfterFunc implements Clock.
func (System) AfterFunc(d time.Duration, f func()) func() {
	t := time.AfterFunc(d, f)
	return func() { t.Stop() }
}

// Fake is a clock that stands still until a test moves it.
type Fake struct {
	mu     sync.Mutex
	now    time.Time
	jumped time.Duration // how far Jump has set the clock off
	timers map[*fakeTimer]struct{}
}

type fakeTimer struct {
	due time.Time
	f   func()
}

// NewFake returns a clock that stands at start.
func NewFake(start time.Time) *Fake {
	return &Fake{now: start.UTC().Truncate(time.Millisecond), timers: map[*fakeTimer]struct{}{}}
}

// Now implements Clock.
func (c *Fake) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now.Add(c.jumped)
}

// Steady implements Clock: it moves with Add and not with Jump.
func (c *Fake) Steady() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Jump sets the clock that is read ahead, or back, while no time passes: an
// operator or a time server has corrected the machine.
func (c *Fake) Jump(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.jumped += d
}

// AfterFunc implements Clock; f runs inside Add, in the order of due times.
func (c *Fake) AfterFunc(d time.Duration, f func()) func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &fakeTimer{due: c.now.Add(d), f: f}
	c.timers[t] = struct{}{}
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.timers, t)
	}
}

// Add moves the clock by d and runs what falls due on the way, each at its time.
func (c *Fake) Add(d time.Duration) {
	c.mu.Lock()
	end := c.now.Add(d)
	for {
		next := c.earliest(end)
		if next == nil {
			break
		}
		delete(c.timers, next)
		if next.due.After(c.now) {
			c.now = next.due
		}
		c.mu.Unlock()
		next.f()
		c.mu.Lock()
	}
	c.now = end
	c.mu.Unlock()
}

func (c *Fake) earliest(end time.Time) *fakeTimer {
	var next *fakeTimer
	for t := range c.timers {
		if !t.due.After(end) && (next == nil || t.due.Before(next.due)) {
			next = t
		}
	}
	return next
}

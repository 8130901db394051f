package notify

import (
	"time"
)

const (
	// tripAfter is how many attempts in a row must fail before a line rests, shutFor
	// how long it rests the first time; it doubles to shutMost while trials fail.
	tripAfter         = 5
	shutFor, shutMost = 5 * time.Second, time.Minute
)

// line is the way to one far end: a shared address, a browser, or a gateway
// that many receipts go through. It takes so many at once, and rests for a
// while when it fails again and again, so that a dead one costs the others of
// its channel nothing. Meanwhile its receipts wait in the ledger.
type line struct {
	busy   int
	parked fair // waiting for a place on this line

	fails int // in a row
	trips int
	until time.Time // rests till then, by the steady clock
	code  string    // why
}

func (l *line) resting(steady time.Time) bool { return steady.Before(l.until) }

// limit is how many may go at once: one alone after a rest, to see.
func (l *line) limit(width int) int {
	if l.trips > 0 {
		return 1
	}
	return width
}

// note takes in how an attempt went. Only what may go better later counts: a
// refusal is about the message or the address and is settled at once.
func (l *line) note(r Result, steady time.Time) {
	switch {
	case !r.Retry:
		l.fails, l.trips, l.until, l.code = 0, 0, time.Time{}, ""
		return
	case r.After > 0: // it said itself how long
		l.until, l.code = later(l.until, steady.Add(r.After)), r.Error
		return
	}
	l.fails++
	l.code = r.Error
	if l.trips == 0 && l.fails < tripAfter || l.resting(steady) {
		return
	}
	l.until = steady.Add(min(shutFor<<min(l.trips, 10), shutMost))
	l.trips++
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// idle holds when nothing needs to be remembered about the line.
func (l *line) idle() bool {
	return l.busy == 0 && l.parked.n == 0 && l.fails == 0 && l.until.IsZero()
}

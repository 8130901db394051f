package notify

import (
	"context"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/db"
)

// outcome is how an attempt went, on its way to the ledger.
type outcome struct {
	d     Delivery
	state State
	code  string
	at    int64
	next  int64
	gone  bool
	line  string    // the line it was tried on, "" when no attempt was made
	rests time.Time // until when the line rests, zero when it does not
}

// judge turns what the channel said into what the ledger says.
func (s *dispatcher) judge(o *outcome, r Result) {
	o.at, o.code, o.gone = db.Millis(s.clock.Now()), r.Error, r.Gone
	switch {
	case r.Error == "" && r.Delivered:
		o.state = Delivered
	case r.Error == "":
		o.state = Sent
	case !r.Retry:
		o.state = Failed
	default:
		next := db.Millis(s.clock.Steady().Add(max(r.After, backOff(o.d.Lane, o.d.Attempt))))
		o.state, o.next = Queued, next
		if next >= o.d.ExpiresAt {
			o.state, o.next = Failed, 0
		}
	}
}

// backOff is the wait after the nth failed attempt: doubling from a second to
// half a minute when urgent, from ten seconds to an hour otherwise.
func backOff(l Lane, attempt int) time.Duration {
	first, most := 10*time.Second, time.Hour
	if l == Urgent {
		first, most = time.Second, 30*time.Second
	}
	return min(first<<min(attempt-1, 20), most)
}

// settleAll writes outcomes to the ledger, many in one transaction.
func (s *dispatcher) settleAll(ctx context.Context, l *lane) {
	for o := range l.outcomes {
		os := []*outcome{o}
		for len(os) < batch && len(l.outcomes) > 0 {
			os = append(os, <-l.outcomes)
		}
		for !s.settle(s.turn(ctx, l, o), os) {
			<-time.After(sweepEvery) // the disk or the line is away; nothing is lost by waiting
		}
	}
}

// turn decides whom the writing of outcomes goes behind: all presses, or, once the
// first has waited too long, none.
func (s *dispatcher) turn(ctx context.Context, l *lane, first *outcome) context.Context {
	if l.name == Urgent && s.clock.Now().Sub(time.UnixMilli(first.at)).Abs() > settleLate {
		return db.Urgent(ctx)
	}
	return ctx
}

func (s *dispatcher) settle(ctx context.Context, os []*outcome) bool {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var failed []*outcome
		for _, o := range os {
			ours, err := settle(ctx, tx, o, s.node)
			if err != nil {
				return err
			}
			if ours && (o.state == Failed || o.state == Expired) {
				failed = append(failed, o)
			}
		}
		if err := s.tell(ctx, tx, failed); err != nil {
			return err
		}
		return noteLines(ctx, tx, linesOf(os))
	})
	if err != nil {
		s.log.Error("outcomes were not written", "receipts", len(os), "error", err)
	}
	return err == nil || !s.on.Load() // at the end the next server sends them again: twice rather than never
}

// tell lets the rooms of messages know that they have not reached somebody; in
// the same order on every server, so that two never wait for one another.
func (s *dispatcher) tell(ctx context.Context, tx *db.Tx, failed []*outcome) error {
	slices.SortStableFunc(failed, func(a, b *outcome) int { return strings.Compare(a.d.SubjectID, b.d.SubjectID) })
	for _, o := range failed {
		f := s.failures[o.d.Room]
		if f == nil {
			continue
		}
		code := o.code
		if code == "" {
			code = "notify.expired"
		}
		if err := f.Failed(ctx, tx, o.d.SubjectID, o.d.PersonID, o.d.Channel, code); err != nil {
			return err
		}
	}
	return nil
}

// linesOf sums up what the outcomes say about lines that somebody watches:
// shared addresses and gateways, not everybody's browser.
func linesOf(os []*outcome) map[string]Line {
	out := map[string]Line{}
	for _, o := range os {
		if o.line == "" || o.line == o.d.Target && !isEndpoint(o.line) {
			continue
		}
		l := out[o.line]
		if o.code == "" {
			l.OKAt, l.Error = o.at, ""
		} else {
			l.FailedAt, l.Error = o.at, o.code
		}
		l.ShutUntil = db.Millis(o.rests)
		out[o.line] = l
	}
	return out
}

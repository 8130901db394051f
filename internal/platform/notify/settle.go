package notify

import (
	"context"
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
}

// judge turns what the channel said into what the ledger says.
func (s *dispatcher) judge(o *outcome, r Result) {
	now := s.clock.Now()
	o.at, o.code, o.gone = db.Millis(now), r.Error, r.Gone
	switch {
	case r.Error == "" && r.Delivered:
		o.state = Delivered
	case r.Error == "":
		o.state = Sent
	case !r.Retry:
		o.state = Failed
	default:
		next := db.Millis(now.Add(max(r.After, backOff(o.d.Lane, o.d.Attempt))))
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
		os := []outcome{o}
		for len(os) < batch && len(l.outcomes) > 0 {
			os = append(os, <-l.outcomes)
		}
		for !s.settle(ctx, os) {
			<-time.After(sweepEvery) // the disk or the line is away; nothing is lost by waiting
		}
	}
}

func (s *dispatcher) settle(ctx context.Context, os []outcome) bool {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		for i := range os {
			if err := settle(ctx, tx, &os[i], s.node); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.log.Error("outcomes were not written", "receipts", len(os), "error", err)
	}
	return err == nil || !s.on.Load() // at the end the next server sends them again: twice rather than never
}

package campaign

import (
	"context"
	"slices"
	"sync"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The intake takes completions in the evening on which a whole city learns. One
// goroutine gathers those that wait, writes them with a few statements in one
// transaction, and answers each after the commit: 256 at once cost hardly more than
// one, and every answer is durable. Its transactions are ordinary and short, so that
// an alarm, which is urgent, passes between two of them. (ADR 22)

// The ways to complete.
const (
	modeOwn        = 1
	modeRoom       = 2
	modeCollective = 3
)

// claim is a completion that wants to be counted.
type claim struct {
	pupil   int64 // campaign_pupils.no
	since   int64 // when the first step was begun
	took    int64
	device  int64
	address int64
	mode    int

	late  bool
	known bool // it was counted before
	err   error
	done  chan struct{}
}

// gathered is how many claims a transaction takes at the most. The time that it
// holds the writer grows with them, what each costs no longer shrinks.
const gathered = 96

// intake gathers claims.
type intake struct {
	s    *Service
	mu   sync.Mutex
	line []*claim
	bell chan struct{}
	quit chan struct{}
	over chan struct{}
	once sync.Once
}

func newIntake(s *Service) *intake {
	in := &intake{s: s, bell: make(chan struct{}, 1), quit: make(chan struct{}), over: make(chan struct{})}
	go in.run()
	return in
}

func (in *intake) close() {
	in.once.Do(func() { close(in.quit) })
	<-in.over
}

var errClosing = errs.Unavailable("campaign.closing")

// take returns once c is durable, or refused. A caller that hangs up is counted all
// the same: it is in the line, and its page will ask again.
func (in *intake) take(ctx context.Context, c *claim) error {
	c.done = make(chan struct{})
	in.mu.Lock()
	in.line = append(in.line, c)
	in.mu.Unlock()
	select {
	case in.bell <- struct{}{}:
	default:
	}
	select {
	case <-c.done:
		return c.err
	case <-ctx.Done():
		return ctx.Err()
	case <-in.over:
		return errClosing
	}
}

func (in *intake) next() []*claim {
	in.mu.Lock()
	defer in.mu.Unlock()
	n := min(len(in.line), gathered)
	batch := in.line[:n:n]
	if in.line = in.line[n:]; len(in.line) == 0 {
		in.line = nil
	}
	return batch
}

func (in *intake) run() {
	defer close(in.over)
	ctx := access.AsSystem(context.Background(), "campaign.intake")
	for {
		batch := in.next()
		if len(batch) == 0 {
			select {
			case <-in.bell:
				continue
			case <-in.quit:
				return
			}
		}
		in.write(ctx, batch)
	}
}

// write counts a batch. What is wrong with the transaction is wrong with each.
func (in *intake) write(ctx context.Context, batch []*claim) {
	err := in.s.db.Write(ctx, func(tx *db.Tx) error { return in.s.complete(ctx, tx, batch) })
	for _, c := range batch {
		if err != nil {
			c.err = err
		}
		close(c.done)
	}
}

// errOver says that a campaign takes no completions any more, or not yet; errVoid
// that the pupil is not due in it, or that his ticket is from before a completion
// was taken back.
var (
	errOver = errs.Conflict("campaign.over")
	errVoid = errs.Conflict("campaign.not_due")
)

const markDone = `WITH v (no, at, took, device, address, mode, since, late) AS (ROWS)
	UPDATE campaign_pupils SET done_at = v.at, took_ms = v.took, device = v.device, address = v.address, mode = v.mode, late = v.late
	FROM v WHERE campaign_pupils.no = v.no AND campaign_pupils.done_at = 0 AND campaign_pupils.excluded = 0
		AND campaign_pupils.voided_at <= v.since
	RETURNING campaign_pupils.no`

var markTypes = []string{"bigint", "bigint", "bigint", "bigint", "bigint", "integer", "bigint", "integer"}

// complete counts a batch of claims in one transaction; each claim learns what has
// become of it. One that was counted before is told the same and counts nothing.
func (s *Service) complete(ctx context.Context, tx *db.Tx, batch []*claim) error {
	states, err := campaignsNow(ctx, tx, batch)
	if err != nil {
		return err
	}
	now := db.Millis(tx.Now)
	first := make(map[int64]*claim, len(batch))
	for _, c := range batch {
		c.late, c.known, c.err = false, false, nil // the transaction may run again
		at := states[campaignOf(c.pupil)]
		if !at.state.open() {
			c.err = errOver
			continue
		}
		c.late = at.state != Running || now > at.until
		if first[c.pupil] == nil {
			first[c.pupil] = c
		}
	}
	order := make([]int64, 0, len(first))
	for no := range first {
		order = append(order, no)
	}
	slices.Sort(order)
	rows := make([][]any, len(order))
	for i, no := range order {
		c := first[no]
		rows[i] = []any{no, now, c.took, c.device, c.address, c.mode, c.since, boolInt(c.late)}
	}
	t := newTally()
	marked := make(map[int64]bool, len(order))
	if err := tx.Batch(ctx, markDone, markTypes, rows, func(r db.Scanner) error {
		var no int64
		if err := r.Scan(&no); err != nil {
			return err
		}
		marked[no] = true
		d := delta{done: 1, at: now}
		if first[no].late {
			d = delta{late: 1}
		} else if first[no].mode == modeCollective {
			d.collective = 1
		}
		t.class(classOf(no), d)
		return nil
	}); err != nil {
		return err
	}
	if err := s.count(ctx, tx, t); err != nil {
		return err
	}
	return explain(ctx, tx, batch, first, marked)
}

// standing is what decides about a completion: read in its own transaction, for a
// campaign may have been frozen on another server a moment ago.
type standing struct {
	state State
	until int64
}

func campaignsNow(ctx context.Context, tx *db.Tx, batch []*claim) (map[int64]standing, error) {
	out := map[int64]standing{}
	for _, c := range batch {
		no := campaignOf(c.pupil)
		if _, ok := out[no]; ok {
			continue
		}
		var n standing
		err := tx.QueryRow(ctx, `SELECT state, until_at FROM campaigns WHERE no = $1 `+tx.LockShared(), no).Scan(&n.state, &n.until)
		if err != nil && !db.IsNotFound(err) {
			return nil, err
		}
		out[no] = n
	}
	return out, nil
}

// explain tells those who were not counted why.
func explain(ctx context.Context, tx *db.Tx, batch []*claim, first map[int64]*claim, marked map[int64]bool) error {
	for _, c := range batch {
		if c.err != nil || marked[c.pupil] && first[c.pupil] == c {
			continue
		}
		if marked[c.pupil] {
			c.known = true
			continue
		}
		var doneAt int64
		var late int
		err := tx.QueryRow(ctx, `SELECT done_at, late FROM campaign_pupils WHERE no = $1`, c.pupil).Scan(&doneAt, &late)
		switch {
		case db.IsNotFound(err), err == nil && doneAt == 0:
			c.err = errVoid
		case err != nil:
			return err
		default:
			c.known, c.late = true, late == 1
		}
	}
	return nil
}

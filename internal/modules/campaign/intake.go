package campaign

import (
	"context"
	"slices"
	"sync"
	"time"

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
	completion

	late  bool
	known bool // it was counted before
	err   error
	done  chan struct{}
}

// gathered is how many claims a transaction takes at the most. The time that it
// holds the writer grows with them, what each costs no longer shrinks.
const gathered = 256

// patience is how long whoever fills the journal lets the fold go first when it is full.
const patience = 30 * time.Millisecond

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

// letFold lets the fold go first when the journal is full.
func (s *Service) letFold() {
	if s.journal.full() {
		time.Sleep(patience)
	}
}

// write counts a batch. What is wrong with the transaction is wrong with each.
func (in *intake) write(ctx context.Context, batch []*claim) {
	in.s.letFold()
	err := in.s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := in.s.backlog(ctx, tx)
		if err != nil {
			return err
		}
		return in.s.take(ctx, tx, b, batch)
	})
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

// take counts a batch of claims: those in time go into the journal, the late ones,
// which are few, into the roll at once.
func (s *Service) take(ctx context.Context, tx *db.Tx, b *backlog, batch []*claim) error {
	open, err := admit(ctx, tx, b, batch)
	if err != nil {
		return err
	}
	late, prompt := []*claim{}, make([]*claim, 0, len(open))
	for _, c := range open {
		if c.late {
			late = append(late, c)
		} else {
			prompt = append(prompt, c)
		}
	}
	if err := s.complete(ctx, tx, late); err != nil {
		return err
	}
	if prompt, err = due(ctx, tx, prompt); err != nil {
		return err
	}
	list := make([]completion, 0, len(prompt))
	twice := make(map[int64]bool, len(prompt))
	for _, c := range prompt {
		if c.known = twice[c.pupil]; !c.known {
			twice[c.pupil] = true
			c.at = db.Millis(tx.Now)
			list = append(list, c.completion)
		}
	}
	return s.enter(ctx, tx, list)
}

// admit looks at a batch of claims: a campaign must take them, and one that is in the
// journal already is answered the same. It returns those that are left.
func admit(ctx context.Context, tx *db.Tx, b *backlog, batch []*claim) ([]*claim, error) {
	states, err := campaignsNow(ctx, tx, batch)
	if err != nil {
		return nil, err
	}
	now := db.Millis(tx.Now)
	open := make([]*claim, 0, len(batch))
	for _, c := range batch {
		c.late, c.known, c.err = false, false, nil // the transaction may run again
		at := states[campaignOf(c.pupil)]
		if !at.state.open() {
			c.err = errOver
			continue
		}
		if _, c.known = b.of(c.pupil); !c.known {
			c.late = at.state != Running || now > at.until
			open = append(open, c)
		}
	}
	return open, nil
}

// notDue finds those claims that the roll answers otherwise than with yes: counted
// before, excluded, or signed before a completion was taken back.
const notDue = `WITH v (no, since) AS (ROWS) SELECT p.no, p.done_at, p.late FROM v JOIN campaign_pupils p ON p.no = v.no
	WHERE p.done_at > 0 OR p.excluded <> 0 OR p.voided_at > v.since`

// due leaves out, and answers, the claims that the roll does not wait for.
func due(ctx context.Context, tx *db.Tx, batch []*claim) ([]*claim, error) {
	rows := make([][]any, len(batch))
	for i, c := range batch {
		rows[i] = []any{c.pupil, c.since}
	}
	type answer struct {
		done, late int64
	}
	answers := map[int64]answer{}
	if err := tx.Batch(ctx, notDue, []string{"bigint", "bigint"}, rows, func(r db.Scanner) error {
		var no int64
		var a answer
		err := r.Scan(&no, &a.done, &a.late)
		answers[no] = a
		return err
	}); err != nil {
		return nil, err
	}
	if len(answers) == 0 {
		return batch, nil
	}
	return slices.DeleteFunc(batch, func(c *claim) bool {
		a, ok := answers[c.pupil]
		switch {
		case !ok:
		case a.done == 0:
			c.err = errVoid
		default:
			c.known, c.late = true, a.late != 0
		}
		return ok
	}), nil
}

// complete marks the claims of a batch in the roll and counts them, in one
// transaction; each claim learns what has become of it. One that was counted before is
// told the same and counts nothing.
func (s *Service) complete(ctx context.Context, tx *db.Tx, batch []*claim) error {
	if len(batch) == 0 {
		return nil
	}
	now := db.Millis(tx.Now)
	first := make(map[int64]*claim, len(batch))
	for _, c := range batch {
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

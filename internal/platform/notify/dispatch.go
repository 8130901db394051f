package notify

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
)

const (
	sweepEvery = time.Second
	// sendLimit is how long one attempt may take, leaseFor how long a receipt is
	// ours: long enough to wait a moment and be sent, short enough that another
	// server takes over before anybody gives up.
	sendLimit = 4 * time.Second
	leaseFor  = 8 * time.Second
	// held is how many deliveries of a pipe may wait in memory; what is beyond
	// waits in the ledger.
	heldUrgent, heldNormal = 20_000, 256
	// width is how many of a pipe are sent at once.
	widthUrgent, widthNormal = 32, 6
	// batch is how many receipts are claimed or settled in one transaction: few
	// enough that a press behind it does not wait.
	batch = 64
)

// dispatcher sends what the ledger holds. Each lane has, for each channel, a
// pipe of its own, so that neither another lane nor a slow channel is in the way.
type dispatcher struct {
	db    *db.DB
	clock clock.Clock
	log   *slog.Logger
	node  string
	lanes map[Lane]*lane
	meter *metrics
	on    atomic.Bool
}

func newDispatcher(d *db.DB, log *slog.Logger, node string, channels []Channel, m *metrics) *dispatcher {
	s := &dispatcher{db: d, clock: d.Clock(), log: log, node: node, lanes: map[Lane]*lane{}, meter: m}
	for _, name := range []Lane{Urgent, Normal} {
		l := &lane{name: name, pipes: map[string]*pipe{}, outcomes: make(chan outcome, batch), look: make(chan struct{}, 1)}
		held, width := heldNormal, widthNormal
		if name == Urgent {
			held, width = heldUrgent, widthUrgent
		}
		for _, c := range channels {
			l.pipes[c.Name()] = &pipe{channel: c, held: held, slots: make(chan struct{}, width), wake: make(chan struct{}, 1)}
		}
		s.lanes[name] = l
	}
	return s
}

// address makes the deliveries of a message. Those that this server will send
// at once are leased to it from the start, which saves the ledger a round; the
// others are there for whoever sweeps first.
func (s *dispatcher) address(l *Letter, targets []target, now time.Time) []Delivery {
	var out []Delivery
	for _, t := range targets {
		p := s.lanes[l.Lane].pipes[t.channel]
		if p == nil {
			continue
		}
		d := Delivery{Letter: *l, PersonID: t.person, Channel: t.channel, Target: t.id, Address: t.address, Secret: t.secret, Attempt: 1}
		if s.on.Load() && p.room() > 0 {
			d.until = now.Add(leaseFor)
		}
		out = append(out, d)
	}
	return out
}

// wake is called by the committing goroutine.
func (s *dispatcher) wake(name Lane, out []Delivery) {
	l := s.lanes[name]
	for _, d := range out {
		if d.until.IsZero() {
			l.more.Store(true)
			continue
		}
		l.pipes[d.Channel].push(d)
	}
	if l.more.Load() {
		l.sweepNow()
	}
}

// run sends until ctx ends, then lets what is under way finish.
func (s *dispatcher) run(ctx context.Context) {
	if s.db.Engine() == db.SQLite { // one server: whatever is leased was left by one that died
		s.free(ctx, "")
	}
	s.dropOrphans(ctx)
	s.on.Store(true)
	defer s.on.Store(false)
	var senders, settlers sync.WaitGroup
	for _, l := range s.lanes {
		settlers.Go(func() { s.settleAll(context.WithoutCancel(ctx), l) })
		senders.Go(func() { s.sweepLoop(ctx, l) })
		for _, p := range l.pipes {
			senders.Go(func() { s.pump(ctx, l, p) })
		}
	}
	senders.Wait()
	for _, l := range s.lanes {
		close(l.outcomes)
	}
	settlers.Wait()
	s.free(context.WithoutCancel(ctx), s.node) // what waits in memory is there for others at once
}

func (s *dispatcher) dropOrphans(ctx context.Context) {
	names := keys(s.lanes[Urgent].pipes)
	if err := s.db.Write(ctx, func(tx *db.Tx) error { return orphan(ctx, tx, names) }); err != nil {
		s.log.Warn("receipts of channels that are gone stay queued", "error", err)
	}
}

func (s *dispatcher) free(ctx context.Context, node string) {
	if err := s.db.Write(ctx, func(tx *db.Tx) error { return free(ctx, tx, node) }); err != nil {
		s.log.Warn("leases stay until they end", "error", err)
	}
}

// pump sends what waits in a pipe, as many at once as the pipe is wide.
func (s *dispatcher) pump(ctx context.Context, l *lane, p *pipe) {
	var busy sync.WaitGroup
	defer busy.Wait()
	for {
		d, ok := p.pop()
		if !ok {
			if l.more.Load() {
				l.sweepNow()
			}
			select {
			case <-p.wake:
				continue
			case <-ctx.Done():
				return
			}
		}
		select {
		case p.slots <- struct{}{}:
		case <-ctx.Done():
			return // its lease ends, and another server or the next start sends it
		}
		busy.Go(func() {
			defer func() { <-p.slots }()
			s.send(context.WithoutCancel(ctx), l, p, d)
		})
	}
}

// send makes one attempt, while the receipt is ours.
func (s *dispatcher) send(ctx context.Context, l *lane, p *pipe, d Delivery) {
	now := s.clock.Now()
	o := outcome{d: d, at: db.Millis(now)}
	switch {
	case o.at >= d.ExpiresAt:
		o.state = Expired
	case d.Address == "":
		o.state, o.code = Failed, "notify.target_gone"
	case d.until.Sub(now) < sendLimit && !s.stillOurs(ctx, &d, now):
		return
	default:
		o.d = d
		attempt, cancel := context.WithTimeout(ctx, sendLimit)
		r := p.channel.Deliver(attempt, d)
		cancel()
		s.judge(&o, r)
	}
	s.meter.tried(&o)
	l.outcomes <- o
}

// stillOurs takes a new lease, unless another server has taken the receipt.
func (s *dispatcher) stillOurs(ctx context.Context, d *Delivery, now time.Time) bool {
	until, ours := now.Add(leaseFor), false
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		ours, err = renew(ctx, tx, d, s.node, db.Millis(until))
		return err
	})
	d.until = until
	return err == nil && ours
}

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
	// width is how many of a pipe are sent at once, widthLine how many of them to
	// the same far end.
	widthUrgent, widthNormal   = 64, 6
	widthLine, widthLineNormal = 16, 4
	// batch is how many receipts are claimed or settled in one transaction: few
	// enough that a press behind it does not wait.
	batch = 64
	// outcomesHeld is how many outcomes may wait to be written: writing them comes
	// after the presses of a storm, and sending must not stand still meanwhile.
	outcomesHeld = heldUrgent
	// settleLate is when it has waited long enough and takes its turn among presses,
	// well before a lease ends and another server sends again.
	settleLate = 2 * time.Second
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
	// unseal opens the sealed secret of a shared address; failures hears of the
	// receipts of a room that failed.
	unseal   func(endpointID, sealed string) (hidden, error)
	failures map[string]Failures
}

func newDispatcher(d *db.DB, log *slog.Logger, node string, channels []Channel, m *metrics) *dispatcher {
	s := &dispatcher{db: d, clock: d.Clock(), log: log, node: node, lanes: map[Lane]*lane{}, meter: m, failures: map[string]Failures{}}
	for _, name := range []Lane{Urgent, Normal} {
		l := &lane{name: name, pipes: map[string]*pipe{}, outcomes: make(chan *outcome, outcomesHeld), look: make(chan struct{}, 1)}
		for _, c := range channels {
			l.pipes[c.Name()] = newPipe(c, name)
		}
		s.lanes[name] = l
	}
	return s
}

// ready reports whether a channel can reach anybody.
func (s *dispatcher) ready(ctx context.Context, channel string) bool {
	p := s.lanes[Urgent].pipes[channel]
	if p == nil {
		return false
	}
	g, gated := p.channel.(Gated)
	return !gated || g.Ready(ctx)
}

// address makes the deliveries of a message. Those that this server will send
// at once are leased to it from the start, which saves the ledger a round; the
// others are there for whoever sweeps first. A channel that this build lacks is
// for another server, or is ended at the next start.
func (s *dispatcher) address(l *Letter, targets []target, steady time.Time) []Delivery {
	var out []Delivery
	for _, t := range targets {
		p := s.lanes[l.Lane].pipes[t.channel]
		d := Delivery{Letter: *l, PersonID: t.person, Channel: t.channel, Target: t.id, Address: t.address, Secret: t.secret, Attempt: 1}
		if p != nil && s.on.Load() && p.room() > 0 {
			d.until = steady.Add(leaseFor)
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
	if err := s.db.Write(ctx, func(tx *db.Tx) error { return free(ctx, tx, node, s.clock.Steady()) }); err != nil {
		s.log.Warn("leases stay until they end", "error", err)
	}
}

// pump sends what waits in a pipe, as many at once as the pipe is wide.
func (s *dispatcher) pump(ctx context.Context, l *lane, p *pipe) {
	var busy sync.WaitGroup
	defer busy.Wait()
	for ctx.Err() == nil { // what is left then is sent by another server or the next start
		n, ok := p.pop(s.clock.Steady())
		switch {
		case !ok:
			if l.more.Load() && p.low() {
				l.sweepNow()
			}
			select {
			case <-p.wake:
			case <-ctx.Done():
			}
		case !n.rest.IsZero():
			l.outcomes <- s.putOff(n)
		default:
			busy.Go(func() { s.send(context.WithoutCancel(ctx), l, p, n) })
		}
	}
}

// putOff is what becomes of a delivery whose line rests: it waits in the ledger,
// and no attempt has been made.
func (s *dispatcher) putOff(n next) *outcome {
	o := &outcome{d: n.d, state: Queued, code: n.code, at: db.Millis(s.clock.Now()), next: db.Millis(n.rest)}
	o.d.Attempt--
	if o.next >= o.d.ExpiresAt {
		o.state, o.next = Failed, 0
	}
	return o
}

// send makes one attempt, while the receipt is ours.
func (s *dispatcher) send(ctx context.Context, l *lane, p *pipe, n next) {
	d, steady := n.d, s.clock.Steady()
	o := &outcome{d: d, at: db.Millis(s.clock.Now())}
	defer func() { p.done(n.line, s.clock.Steady()) }()
	switch {
	case db.Millis(steady) >= d.ExpiresAt:
		o.state = Expired
	case d.Address == "":
		o.state, o.code = Failed, "notify.target_gone"
	case d.until.Sub(steady) < sendLimit && !s.stillOurs(ctx, &d, steady):
		return
	default:
		o.d = d
		r := s.attempt(ctx, p, d)
		s.judge(o, r)
		o.line, o.rests = n.line, p.note(n.line, r, s.clock.Steady())
	}
	s.meter.tried(o)
	l.outcomes <- o
}

func (s *dispatcher) attempt(ctx context.Context, p *pipe, d Delivery) Result {
	if isEndpoint(d.Target) {
		h, err := s.unseal(d.Target, d.Secret)
		if err != nil {
			return Result{Error: "notify.secret_lost"}
		}
		d.Secret = h.Secret
		if h.URL != "" {
			d.Address = h.URL
		}
	}
	ctx, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	return p.channel.Deliver(ctx, d)
}

// stillOurs takes a new lease, unless another server has taken the receipt.
func (s *dispatcher) stillOurs(ctx context.Context, d *Delivery, steady time.Time) bool {
	until, ours := steady.Add(leaseFor), false
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		ours, err = renew(ctx, tx, d, s.node, db.Millis(until))
		return err
	})
	d.until = until
	return err == nil && ours
}

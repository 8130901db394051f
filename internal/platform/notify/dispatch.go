package notify

import (
	"context"
	"errors"
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

type lane struct {
	name     Lane
	pipes    map[string]*pipe // by channel
	outcomes chan outcome
	look     chan struct{} // asks the sweep to come now
	more     atomic.Bool   // the ledger holds what memory did not take
}

// pipe is what waits for one channel in one lane.
type pipe struct {
	channel Channel
	held    int
	slots   chan struct{}
	mu      sync.Mutex
	waiting []Delivery
	wake    chan struct{}
}

// outcome is how an attempt went, on its way to the ledger.
type outcome struct {
	d     Delivery
	state State
	code  string
	at    int64
	next  int64
	gone  bool
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

func (l *lane) sweepNow() {
	select {
	case l.look <- struct{}{}:
	default:
	}
}

// room is the least room that any pipe of the lane has.
func (l *lane) room() int {
	least := batch
	for _, p := range l.pipes {
		least = min(least, p.room())
	}
	return least
}

func (p *pipe) room() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.held - len(p.waiting)
}

func (p *pipe) push(ds ...Delivery) {
	p.mu.Lock()
	p.waiting = append(p.waiting, ds...)
	p.mu.Unlock()
	p.ring()
}

func (p *pipe) ring() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

func (p *pipe) pop() (Delivery, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.waiting) == 0 {
		p.waiting = nil
		return Delivery{}, false
	}
	d := p.waiting[0]
	p.waiting = p.waiting[1:]
	return d, true
}

// run sends until ctx ends, then lets what is under way finish.
func (s *dispatcher) run(ctx context.Context) {
	if s.db.Engine() == db.SQLite { // one server: whatever is leased was left by one that died
		s.free(ctx, "")
	}
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

// sweepLoop looks each second for what nobody is sending.
func (s *dispatcher) sweepLoop(ctx context.Context, l *lane) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := s.sweep(ctx, l); err != nil && !errors.Is(err, context.Canceled) {
			s.log.Warn("sweep failed", "lane", string(l.name), "error", err)
		}
		select {
		case <-tick.C:
		case <-l.look:
		case <-ctx.Done():
			return
		}
	}
}

func (s *dispatcher) sweep(ctx context.Context, l *lane) error {
	room := l.room()
	if room <= 0 {
		return nil
	}
	waits := false
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		waits, err = due(ctx, tx, l.name, s.node)
		return err
	})
	if err != nil || !waits {
		l.more.Store(err != nil)
		return err
	}
	var claimed []Delivery
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		claimed, err = claim(ctx, tx, l.name, s.node, db.Millis(tx.Now.Add(leaseFor)), room)
		return err
	})
	if err != nil {
		return err
	}
	l.more.Store(len(claimed) == room)
	for _, d := range claimed {
		if p := l.pipes[d.Channel]; p != nil {
			p.push(d)
		} else {
			l.outcomes <- outcome{d: d, state: Failed, code: "notify.no_channel", at: db.Millis(s.clock.Now())}
		}
	}
	return nil
}

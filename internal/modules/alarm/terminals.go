package alarm

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/realtime"
)

const (
	// shareEvery is how often servers tell one another whom they have heard.
	shareEvery = 2 * time.Second
	// changesAtOnce keeps a transaction short in which a whole county is lost.
	changesAtOnce = 200
)

// roll is the memory of who was heard when. A beat touches nothing else: the
// database hears of a terminal when its state changes.
type roll struct {
	node string
	log  *slog.Logger

	mu     sync.Mutex
	known  map[string]*sighting
	shared time.Time // when the servers last told one another, by the steady clock; zero before the first look
	look   func()    // nil until the house starts it
	waking bool      // a look is about to begin

	looking sync.Mutex // one look at a time
	disarm  func()     // takes back the next look that is set
}

func newRoll(log *slog.Logger) *roll {
	return &roll{node: id.New("nod"), log: log, known: map[string]*sighting{}, disarm: func() {}}
}

// Beat notes that a terminal is there and returns after how long it is to say so
// again. access: exempt, the device is the right. audit: nothing is done.
func (s *Service) Beat(ctx context.Context, b Beat) (next time.Duration, err error) {
	who := access.From(ctx)
	device := who.Device
	if device == "" {
		return 0, errNotATerminal
	}
	w := s.roll
	w.mu.Lock()
	t, known := w.known[device]
	if !known {
		t = &sighting{state: TerminalOff, battery: -1}
		w.known[device] = t
	}
	t.at, t.sign, t.own, t.fresh = s.db.Clock().Steady(), b.sign(), true, true
	if b.Battery != nil {
		t.battery = *b.Battery
	}
	look := w.look
	if wake := t.state != TerminalOn && t.sign != wordBye && look != nil && !w.waking; wake {
		w.waking = true
	} else {
		look = nil
	}
	w.mu.Unlock()
	if look != nil { // whoever beats does not wait for it
		s.db.Clock().AfterFunc(time.Millisecond, look)
	}
	return time.Duration(s.limits.Now(ctx, beatKey, access.Everywhere, beatDefault)) * time.Second, nil
}

// WatchTerminals looks after the terminals until stop is called, which waits for
// the look under way. access: the house starts it. audit: it does no act.
func (s *Service) WatchTerminals(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(access.AsSystem(ctx, "alarm.terminals"))
	w := s.roll
	look := func() {
		w.looking.Lock()
		defer w.looking.Unlock()
		if ctx.Err() != nil {
			return
		}
		w.mu.Lock()
		w.waking = false
		w.mu.Unlock()
		next, err := s.look(ctx)
		if err != nil && ctx.Err() == nil {
			w.log.Warn("the terminals were not looked through", "error", err)
			next = shareEvery
		}
		w.disarm()
		if next > 0 {
			w.disarm = s.db.Clock().AfterFunc(next, w.look)
		}
	}
	w.mu.Lock()
	w.look = look
	w.mu.Unlock()
	var working sync.WaitGroup
	working.Go(func() {
		look()
		if s.db.Engine() == db.SQLite {
			return // there is nobody else to hear from
		}
		tick := time.NewTicker(shareEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				look()
			case <-ctx.Done():
				return
			}
		}
	})
	return func() {
		cancel()
		working.Wait()
		w.looking.Lock() // whatever was looking has finished
		defer w.looking.Unlock()
		w.disarm()
	}
}

// look finds whose state has changed and writes it down; next is after how long
// somebody may be lost, 0 for nobody. It is reckoned by the steady clock alone:
// one that is set neither loses a terminal nor finds one.
func (s *Service) look(ctx context.Context) (next time.Duration, err error) {
	if err := s.remember(ctx); err != nil {
		return 0, err
	}
	if err := s.share(ctx); err != nil {
		return 0, err
	}
	now := s.db.Clock().Steady()
	lost := time.Duration(s.limits.Now(ctx, lostKey, access.Everywhere, lostDefault)) * time.Second
	var changed []change
	s.roll.mu.Lock()
	for device, t := range s.roll.known {
		state := t.judge(now, lost)
		if state != t.state {
			changed = append(changed, change{device, t.state, state, now.Sub(t.at), t.battery})
		}
		if left := t.patience(lost) - now.Sub(t.at); state == TerminalOn && (next == 0 || left < next) {
			next = left
		}
	}
	s.roll.mu.Unlock()
	for len(changed) > 0 {
		n := min(len(changed), changesAtOnce)
		if err := s.turn(ctx, changed[:n]); err != nil {
			return 0, err
		}
		changed = changed[n:]
	}
	return next, nil
}

// change is a terminal that goes from one state to another.
type change struct {
	device   string
	from, to TerminalState
	silent   time.Duration
	battery  int
}

// turn writes state changes and tells the desks. A change that another server
// has written already is told by that one.
func (s *Service) turn(ctx context.Context, changed []change) error {
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		devices, err := turnTerminals(ctx, tx, changed)
		if err != nil || len(devices) == 0 {
			return err
		}
		terminals, err := terminalsOf(ctx, tx, devices)
		for i := range terminals {
			s.hub.Announce(tx, terminals[i].change())
		}
		return err
	}); err != nil {
		return err
	}
	s.roll.mu.Lock()
	defer s.roll.mu.Unlock()
	for _, c := range changed {
		if t := s.roll.known[c.device]; t != nil && t.state == c.from {
			t.state = c.to
		}
	}
	return nil
}

func (t *Terminal) change() realtime.Change {
	body, _ := json.Marshal(t)
	return realtime.Change{Topic: "terminals", Path: t.path, ID: t.ID, Version: t.Version, Body: body}
}

// remember reads at the first look how things stood. Nobody is lost because we
// were not there: all have until now to be heard.
func (s *Service) remember(ctx context.Context) error {
	w := s.roll
	w.mu.Lock()
	loaded := !w.shared.IsZero()
	w.mu.Unlock()
	if loaded {
		return nil
	}
	var states map[string]stored
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		states, err = terminalStates(ctx, tx, 0)
		return err
	}); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	now := s.db.Clock().Steady()
	w.shared = now.Add(-shareEvery)
	for device, r := range states {
		t := w.known[device]
		if t == nil {
			t = &sighting{at: now, sign: wordHere, own: s.db.Engine() == db.SQLite}
			if r.state != TerminalOn {
				t.at = time.Time{} // silent already
			}
			w.known[device] = t
		}
		t.state = r.state
		if t.battery <= 0 {
			t.battery = r.battery
		}
	}
	return nil
}

// share tells the other servers whom this one has heard, and hears from them
// whom they have and what they have made of it.
func (s *Service) share(ctx context.Context) error {
	w, now := s.roll, s.db.Clock().Steady()
	if s.db.Engine() == db.SQLite || now.Sub(w.shared) < shareEvery {
		return nil
	}
	var mine []heard
	w.mu.Lock()
	for device, t := range w.known {
		if t.fresh {
			mine = append(mine, heard{device: device, ago: now.Sub(t.at), sign: t.sign, battery: t.battery})
			t.fresh = false
		}
	}
	w.mu.Unlock()
	var theirs []heard
	var states map[string]stored
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err = tellBeats(ctx, tx, w.node, mine); err != nil {
			return err
		}
		if theirs, err = beatsOfOthers(ctx, tx, w.node, 5*shareEvery); err != nil {
			return err
		}
		states, err = terminalStates(ctx, tx, db.Millis(tx.Now.Add(-time.Minute)))
		return err
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil { // told again next time
		for _, m := range mine {
			w.known[m.device].fresh = true
		}
		return err
	}
	w.shared = now
	for _, o := range theirs {
		t := w.known[o.device]
		if t == nil {
			t = &sighting{state: TerminalOff, battery: -1}
			w.known[o.device] = t
		}
		if at := now.Add(-o.ago); at.After(t.at) {
			t.at, t.sign, t.own, t.battery = at, o.sign, false, o.battery
		}
	}
	for device, r := range states {
		if t := w.known[device]; t != nil {
			t.state = r.state
		}
	}
	return nil
}

// TerminalFilter narrows the list. IDs are devices, none means all; Missing
// leaves those that the desk need not know of.
type TerminalFilter struct {
	IDs     []string
	Missing bool
	Limit   int
}

// Terminals lists the devices of the caller's area, the longest missing first.
func (s *Service) Terminals(ctx context.Context, f TerminalFilter) (list []Terminal, err error) {
	perm := PermView
	if err := access.RequireSomewhere(ctx, perm); err != nil {
		if perm = auth.PermDevicesManage; access.RequireSomewhere(ctx, perm) != nil {
			return nil, err
		}
	}
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = listTerminals(ctx, tx, f, access.Areas(ctx, perm))
		return err
	}); err != nil {
		return nil, err
	}
	now, wall := s.db.Clock().Steady(), s.db.Clock().Now()
	s.roll.mu.Lock()
	defer s.roll.mu.Unlock()
	for i := range list {
		if t := s.roll.known[list[i].ID]; t != nil && !t.at.IsZero() {
			list[i].SeenAt, list[i].Battery = db.Millis(wall.Add(t.at.Sub(now))), t.battery
		}
	}
	return list, nil
}

// sweepTerminals finds the changes that no hint told.
func (s *Service) sweepTerminals(since time.Time) (out []realtime.Change, err error) {
	ctx := context.Background()
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := terminalsChanged(ctx, tx, since)
		for i := range list {
			out = append(out, list[i].change())
		}
		return err
	})
	return out, err
}

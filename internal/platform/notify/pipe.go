package notify

import (
	"sync"
	"sync/atomic"
	"time"
)

// lane is one of the two, with all that waits in it.
type lane struct {
	name     Lane
	pipes    map[string]*pipe // by channel
	outcomes chan *outcome
	look     chan struct{} // asks the sweep to come now
	more     atomic.Bool   // the ledger holds what memory did not take
}

// pipe is what waits for one channel in one lane.
type pipe struct {
	channel Channel
	held    int // how many it keeps in memory
	width   int // how many it sends at once
	perLine int // … to the same far end

	mu      sync.Mutex
	waiting fair
	n       int // waiting, parked ones included
	busy    int
	lines   map[string]*line
	last    bool // the next sweep takes those that came last
	wake    chan struct{}
}

func newPipe(c Channel, name Lane) *pipe {
	p := &pipe{channel: c, held: heldNormal, width: widthNormal, perLine: widthLineNormal, lines: map[string]*line{}, wake: make(chan struct{}, 1)}
	if name == Urgent {
		p.held, p.width, p.perLine = heldUrgent, widthUrgent, widthLine
	}
	if n, ok := c.(Narrow); ok {
		p.perLine = min(p.perLine, n.AtOnce())
	}
	return p
}

func (l *lane) sweepNow() {
	select {
	case l.look <- struct{}{}:
	default:
	}
}

// room is how many deliveries the pipe still takes.
func (p *pipe) room() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.held - p.n
}

// low holds when the pipe may soon have nothing to do.
func (p *pipe) low() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.n < batch
}

func (p *pipe) push(ds ...Delivery) {
	p.mu.Lock()
	for _, d := range ds {
		p.waiting.add(d)
	}
	p.n += len(ds)
	p.mu.Unlock()
	p.ring()
}

func (p *pipe) ring() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// next is what the pipe lets go: a delivery to send, or, with rest set, one that
// goes back into the ledger because its line rests until then.
type next struct {
	d    Delivery
	line string
	rest time.Time
	code string
}

// pop returns false when nothing may go now.
func (p *pipe) pop(steady time.Time) (next, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.busy < p.width {
		d, ok := p.waiting.take()
		if !ok {
			return next{}, false
		}
		name := lineOf(p.channel, d)
		l := p.lines[name]
		if l == nil {
			l = &line{}
			p.lines[name] = l
		}
		switch {
		case l.resting(steady):
			p.n--
			return next{d: d, line: name, rest: l.until, code: l.code}, true
		case l.busy >= l.limit(p.perLine):
			l.parked.add(d)
		default:
			p.n--
			p.busy++
			l.busy++
			return next{d: d, line: name}, true
		}
	}
	return next{}, false
}

// note takes in how an attempt went and returns until when its line rests, zero
// if it does not.
func (p *pipe) note(name string, r Result, steady time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lines[name]
	l.note(r, steady)
	return l.until
}

// done gives back the place of an attempt and lets the next of its line go.
func (p *pipe) done(name string, steady time.Time) {
	p.mu.Lock()
	l := p.lines[name]
	p.busy--
	l.busy--
	free := l.limit(p.perLine) - l.busy
	if l.resting(steady) { // what is parked goes back into the ledger
		free = l.parked.n
	}
	for ; free > 0 && l.parked.n > 0; free-- {
		d, _ := l.parked.take()
		p.waiting.add(d)
	}
	if l.idle() {
		delete(p.lines, name)
	}
	p.mu.Unlock()
	p.ring()
}

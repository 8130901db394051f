package notify

import (
	"sync"
	"sync/atomic"
)

// lane is one of the two, with all that waits in it.
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

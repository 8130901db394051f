package db

import (
	"context"
	"sync"
)

// gate lets so many writers at once through to PostgreSQL, the last few places
// being for urgent ones only, so that an alarm never waits for an import.
type gate struct {
	line line[chan struct{}]

	mu    sync.Mutex
	free  int
	spare int // places that only urgent ones may take
}

func newGate(places, ordinary int) *gate {
	return &gate{free: places, spare: places - ordinary}
}

// enter waits for a place until ctx ends; who got one must call exit.
func (g *gate) enter(ctx context.Context, urgent bool) error {
	turn := make(chan struct{})
	p := g.line.join(turn, urgent)
	g.admit(0)
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		if !g.line.leave(p) {
			g.exit()
		}
		return ctx.Err()
	}
}

func (g *gate) exit() { g.admit(1) }

// admit gives back so many places and lets in whoever may enter now.
func (g *gate) admit(back int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.free += back; g.free > 0; g.free-- {
		turn, ok := g.line.next(g.free <= g.spare)
		if !ok {
			return
		}
		close(turn)
	}
}

package notify

import (
	"context"
	"errors"
	"time"

	"huxue/internal/kit/db"
)

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

// sweep takes for each pipe what it has room for; a pipe that is full, because
// its channel is slow or dead, keeps the others from nothing.
func (s *dispatcher) sweep(ctx context.Context, l *lane) error {
	var wanting []*pipe
	more := false
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		for name, p := range l.pipes {
			waits, err := due(ctx, tx, l.name, name, s.node, s.clock.Steady())
			if err != nil {
				return err
			}
			if waits && p.room() > 0 {
				wanting = append(wanting, p)
			}
			more = more || waits
		}
		return nil
	})
	if err != nil {
		return err
	}
	l.more.Store(more)
	for _, p := range wanting {
		var claimed []Delivery
		err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
			claimed, err = claim(ctx, tx, l.name, p.channel.Name(), s.node, s.clock.Steady(), min(p.room(), batch), p.last)
			return err
		})
		p.last = !p.last
		if err != nil {
			return err
		}
		if len(claimed) > 0 {
			p.push(claimed...)
		}
	}
	return nil
}

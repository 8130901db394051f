package tipoff

import (
	"context"

	"huxue/internal/event"
	"huxue/internal/kit/bus"
	"huxue/internal/kit/db"
)

// subscribe answers the reporter when what he reported has been mended.
func (s *Service) subscribe(b *bus.Bus) {
	bus.Subscribe(b, "tipoff.mended", func(ctx context.Context, tx *db.Tx, e event.HazardClosed) error {
		return s.Mended(ctx, tx, e.HazardID, e.Outcome)
	})
}

package drill

import (
	"context"

	"huxue/internal/event"
	"huxue/internal/kit/bus"
	"huxue/internal/kit/db"
)

// subscribe attaches the practice alarm of a drill to the drill of the same day
// once it has ended, and mends a problem whose hazard has been struck off the
// ledger. (A real alarm is not heard of here: see overrule.go.)
func (s *Service) subscribe(b *bus.Bus) {
	bus.Subscribe(b, "drill.attach", func(ctx context.Context, tx *db.Tx, e event.AlarmClosed) error {
		if e.Mode != "drill" || e.SchoolID == "" {
			return nil
		}
		return s.Attach(ctx, tx, e)
	})
	bus.Subscribe(b, "drill.mended", func(ctx context.Context, tx *db.Tx, e event.HazardClosed) error {
		return s.Struck(ctx, tx, e)
	})
}

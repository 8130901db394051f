package alarm

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Pressed is the alarm that a press of this name led to.
// access: only the house's own parts ask it.
func (s *Service) Pressed(ctx context.Context, pressID string) (a *Alarm, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		a, err = byPress(ctx, tx, pressID)
		return err
	})
	return a, err
}

// MayTake returns an alarm that the actor may take in hand.
func (s *Service) MayTake(ctx context.Context, alarmID string) (*Alarm, error) {
	if access.From(ctx).Kind == access.Nobody {
		return nil, access.ErrLogin
	}
	var a *Alarm
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if a, err = get(ctx, tx, alarmID); err != nil {
			return err
		}
		return may(ctx, a, a.takePerms()...)
	})
	return a, err
}

package alarm

import (
	"context"

	"huxue/internal/kit/db"
)

// callOut writes down who is to be reached, in the transaction of the press;
// the ledger wakes its own senders after the commit.
func (s *Service) callOut(ctx context.Context, tx *db.Tx, a *Alarm) error {
	to, err := s.people.OnDuty(ctx, tx, a.Path)
	if err != nil {
		return err
	}
	return s.caller.Call(ctx, tx, Call{
		AlarmID: a.ID, Path: a.Path, Mode: a.Mode, To: to,
		School: a.SchoolName, Place: a.Place, Kind: a.Kind, Silent: a.Silent,
	})
}

// afterClose leaves the school the after-action review (复盘).
func (s *Service) afterClose(ctx context.Context, tx *db.Tx, a *Alarm) error {
	if a.Mode != Real || a.SchoolID == "" {
		return nil
	}
	return s.caller.Review(ctx, tx, a)
}

package alarm

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/follow"
	"huxue/internal/platform/access"
)

// Changes tells which alarms have changed since an instant, after the one of this id
// among those of the same instant, the earliest first; see follow.Source.
// access: only the house's own parts ask it.
func (s *Service) Changes(ctx context.Context, since int64, after string, limit int) (out []follow.Change, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = db.All(ctx, tx, func(row db.Scanner) (c follow.Change, err error) {
			err = row.Scan(&c.ID, &c.At, &c.Version)
			return c, err
		}, `SELECT id, changed_at, version FROM alarms WHERE changed_at >= $1 AND (changed_at > $1 OR id > $2) ORDER BY changed_at, id LIMIT $3`, since, after, limit)
		return err
	})
	return out, err
}

// Some returns the alarms of these ids as they stand, in their order.
// access: only the house's own parts ask it.
func (s *Service) Some(ctx context.Context, ids []string) (out []*Alarm, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		for _, alarmID := range ids {
			a, err := get(ctx, tx, alarmID)
			if err != nil {
				return err
			}
			out = append(out, a)
		}
		return nil
	})
	return out, err
}

// See returns an alarm that the caller may see, without its timeline.
func (s *Service) See(ctx context.Context, alarmID string) (*Alarm, error) {
	if access.From(ctx).Kind == access.Nobody {
		return nil, access.ErrLogin
	}
	var a *Alarm
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if a, err = get(ctx, tx, alarmID); err == nil && !visible(ctx, a) {
			return ErrNotFound
		}
		return err
	})
	return a, err
}

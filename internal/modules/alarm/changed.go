package alarm

import (
	"context"

	"huxue/internal/kit/db"
)

// Changed returns the alarms that have changed since an instant (UTC milliseconds),
// after the one of this id among those of the same instant, the earliest first, and
// when each did: for who hands them over to platforms of others.
// access: only the house's own parts ask it.
func (s *Service) Changed(ctx context.Context, since int64, after string, limit int) (out []*Alarm, at []int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		ids, err := db.All(ctx, tx, func(row db.Scanner) (c changed, err error) {
			err = row.Scan(&c.id, &c.at)
			return c, err
		}, `SELECT id, changed_at FROM alarms WHERE changed_at >= $1 AND (changed_at > $1 OR id > $2) ORDER BY changed_at, id LIMIT $3`, since, after, limit)
		if err != nil {
			return err
		}
		for _, c := range ids {
			a, err := get(ctx, tx, c.id)
			if err != nil {
				return err
			}
			out, at = append(out, a), append(at, c.at)
		}
		return nil
	})
	return out, at, err
}

type changed struct {
	id string
	at int64
}

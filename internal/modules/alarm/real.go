package alarm

import (
	"context"
	"time"

	"huxue/internal/kit/db"
)

// RealAt returns the real alarm at a school that is open, or was raised since a
// moment, "" where there is none: what a drill must give way to.
// access: the room that asks shows only that there is one. audit: nothing is written.
func (s *Service) RealAt(ctx context.Context, tx *db.Tx, path string, since time.Time) (alarmID string, at time.Time, err error) {
	err = tx.QueryRow(ctx, `SELECT id, t1 FROM alarms WHERE path = $1 AND mode = 'real' AND (state NOT IN ('resolved', 'reset') OR t1 >= $2)
		ORDER BY id DESC LIMIT 1`, path, db.Millis(since)).Scan(&alarmID, db.Instant(&at))
	if db.IsNotFound(err) {
		return "", at, nil
	}
	return alarmID, at, err
}

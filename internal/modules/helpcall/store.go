package helpcall

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

const selectCall = `SELECT id, alarm_id, device, state, person_name, unit, began_at, answered_at, ended_at, why, path, press_id, device_id, person_id
	FROM help_calls `

func scan(row db.Scanner) (*Call, error) {
	c := &Call{}
	return c, row.Scan(&c.ID, &c.AlarmID, &c.Device, &c.State, &c.Person, &c.Unit, &c.BeganAt, &c.AnsweredAt, &c.EndedAt, &c.Why,
		&c.path, &c.pressID, &c.deviceID, &c.personID)
}

func get(ctx context.Context, tx *db.Tx, callID string) (*Call, error) {
	c, err := db.One(ctx, tx, scan, selectCall+`WHERE id = $1`, callID)
	if db.IsNotFound(err) {
		return nil, errNoCall
	}
	return c, err
}

// mostShown is how many calls of one alarm are shown.
const mostShown = 20

func ofAlarm(ctx context.Context, tx *db.Tx, alarmID string) ([]*Call, error) {
	return db.All(ctx, tx, scan, selectCall+`WHERE alarm_id = $1 ORDER BY began_at DESC, id DESC LIMIT $2`, alarmID, mostShown)
}

func insert(ctx context.Context, tx *db.Tx, c *Call) error {
	_, err := tx.Exec(ctx, `INSERT INTO help_calls (id, path, alarm_id, press_id, device_id, device, state, began_at, beat_at)
		VALUES ($1, $2, $3, $4, $5, $6, 'ringing', $7, $7)`, c.ID, c.path, c.AlarmID, c.pressID, c.deviceID, c.Device, c.BeganAt)
	return err
}

// take gives a call that rings to somebody; false: somebody else was first.
func take(ctx context.Context, tx *db.Tx, callID string, who access.Actor) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE help_calls SET state = 'answered', person_id = $1, person_name = $2, unit = $3, answered_at = $4
		WHERE id = $5 AND state = 'ringing'`, who.ID, who.Name, who.Unit, db.Millis(tx.Now), callID)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func end(ctx context.Context, tx *db.Tx, callID, why string) error {
	_, err := tx.Exec(ctx, `UPDATE help_calls SET state = 'over', why = $1, ended_at = $2 WHERE id = $3 AND state <> 'over'`, why, db.Millis(tx.Now), callID)
	return err
}

func beats(ctx context.Context, tx *db.Tx, callIDs []string) error {
	for _, callID := range callIDs {
		if _, err := tx.Exec(ctx, `UPDATE help_calls SET beat_at = $1 WHERE id = $2`, db.Millis(tx.Now), callID); err != nil {
			return err
		}
	}
	return nil
}

func someStale(ctx context.Context, tx *db.Tx, before time.Time) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM help_calls WHERE state <> 'over' AND beat_at < $1`, db.Millis(before))
	return n > 0, err
}

func endStale(ctx context.Context, tx *db.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE help_calls SET state = 'over', why = 'stopped', ended_at = $1 WHERE state <> 'over' AND beat_at < $2`,
		db.Millis(tx.Now), db.Millis(before))
	return err
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	var a db.Args
	set := `UPDATE help_calls SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
	_, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...)
	return err
}

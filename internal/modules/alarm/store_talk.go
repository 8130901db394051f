package alarm

import (
	"context"
	"encoding/json"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// claimLine records a line under its name; false means that it is known.
func claimLine(ctx context.Context, tx *db.Tx, alarmID, lineID string) (bool, error) {
	res, err := tx.Exec(ctx, `INSERT INTO alarm_lines (alarm_id, line_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		alarmID, lineID, db.Millis(tx.Now))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func knowsLine(ctx context.Context, tx *db.Tx, alarmID, lineID string) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM alarm_lines WHERE alarm_id = $1 AND line_id = $2`, alarmID, lineID)
	return n > 0, err
}

// The action card.

func scanAction(s db.Scanner) (x Action, err error) {
	err = s.Scan(&x.Code, &x.How, &x.DoneAt, &x.ByName)
	return x, err
}

// actions returns the whole card, ticked or not, in its order.
func actions(ctx context.Context, tx *db.Tx, alarmID string) ([]Action, error) {
	done, err := db.All(ctx, tx, scanAction, `SELECT code, how, done_at, by_name FROM alarm_actions WHERE alarm_id = $1`, alarmID)
	if err != nil {
		return nil, err
	}
	out := make([]Action, len(ActionCodes))
	for i, code := range ActionCodes {
		out[i].Code = code
		for _, d := range done {
			if d.Code == code {
				out[i] = d
			}
		}
	}
	return out, nil
}

func putAction(ctx context.Context, tx *db.Tx, alarmID string, x Action) error {
	_, err := tx.Exec(ctx, `INSERT INTO alarm_actions (alarm_id, code, how, done_at, by_name) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (alarm_id, code) DO UPDATE SET how = excluded.how, done_at = excluded.done_at, by_name = excluded.by_name`,
		alarmID, x.Code, x.How, x.DoneAt, x.ByName)
	return err
}

// The positions.

const positionColumns = `alarm_id, person_id, name, unit, lon, lat, accuracy, at, version`

func scanPosition(s db.Scanner) (p Position, err error) {
	err = s.Scan(&p.AlarmID, &p.PersonID, &p.Name, &p.Unit, &p.Lon, &p.Lat, &p.Accuracy, &p.At, &p.Version)
	return p, err
}

func positions(ctx context.Context, tx *db.Tx, alarmID string) ([]Position, error) {
	return db.All(ctx, tx, scanPosition, `SELECT `+positionColumns+` FROM alarm_positions WHERE alarm_id = $1 ORDER BY person_id`, alarmID)
}

func positionsWithin(ctx context.Context, tx *db.Tx, paths []string) ([]Position, error) {
	var a db.Args
	return db.All(ctx, tx, scanPosition, `SELECT `+positionColumns+` FROM alarm_positions p WHERE EXISTS (SELECT 1 FROM alarms x
		WHERE x.id = p.alarm_id AND `+a.Within("x.path", paths)+`) ORDER BY alarm_id, person_id`, a.Values()...)
}

// putPosition keeps the latest position of a person; version 0 means that a
// later one is known.
func putPosition(ctx context.Context, tx *db.Tx, p Position) (int64, error) {
	v, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO alarm_positions (`+positionColumns+`, told_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)
		ON CONFLICT (alarm_id, person_id) DO UPDATE SET lon = excluded.lon, lat = excluded.lat, accuracy = excluded.accuracy,
			at = excluded.at, told_at = excluded.told_at, version = alarm_positions.version + 1
			WHERE alarm_positions.at <= excluded.at RETURNING version`,
		p.AlarmID, p.PersonID, p.Name, p.Unit, p.Lon, p.Lat, p.Accuracy, p.At, db.Millis(tx.Now))
	if db.IsNotFound(err) {
		return 0, nil
	}
	return v, err
}

func dropPositions(ctx context.Context, tx *db.Tx, alarmID, personID string) ([]Position, error) {
	return db.All(ctx, tx, scanPosition, `DELETE FROM alarm_positions WHERE alarm_id = $1 AND ($2 = '' OR person_id = $2)
		RETURNING `+positionColumns, alarmID, personID)
}

// placed is a position with who may hear of it.
type placed struct {
	Position
	path, presser string
}

func positionsTold(ctx context.Context, tx *db.Tx, since time.Time) ([]placed, error) {
	return db.All(ctx, tx, func(s db.Scanner) (p placed, err error) {
		err = s.Scan(&p.AlarmID, &p.PersonID, &p.Name, &p.Unit, &p.Lon, &p.Lat, &p.Accuracy, &p.At, &p.Version, &p.path, &p.presser)
		return p, err
	}, `SELECT p.alarm_id, p.person_id, p.name, p.unit, p.lon, p.lat, p.accuracy, p.at, p.version, x.path, x.presser_id
		FROM alarm_positions p JOIN alarms x ON x.id = p.alarm_id WHERE p.told_at >= $1`, db.Millis(since))
}

// The roll call.

// startRoll writes down the classes that the school has now; false means that
// the roll call was under way.
func startRoll(ctx context.Context, tx *db.Tx, a *Alarm, at time.Time) (bool, error) {
	classes, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM school_classes WHERE school_id = $1 AND status = 'active'`, a.SchoolID)
	if err != nil {
		return false, err
	}
	if classes == 0 {
		return false, errNoClasses
	}
	res, err := tx.Exec(ctx, `INSERT INTO alarm_rolls (alarm_id, started_at, full_at) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING`,
		a.ID, db.Millis(at))
	if err != nil {
		return false, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO alarm_roll_classes (alarm_id, class_id, sort, name, teacher, teacher_id, pupils, present,
			unaccounted, seats, note, by_name, reported_at)
		SELECT CAST($1 AS TEXT), id, ROW_NUMBER() OVER (ORDER BY grade, id), name, teacher, COALESCE(teacher_id, ''), pupils, 0, 0, '[]', '', '', 0
		FROM school_classes WHERE school_id = $2 AND status = 'active'`, a.ID, a.SchoolID)
	return true, err
}

// rollOf reads a roll call with its classes, nil if none was started.
func rollOf(ctx context.Context, tx *db.Tx, alarmID string) (*RollCall, error) {
	r := &RollCall{}
	err := tx.QueryRow(ctx, `SELECT started_at, full_at FROM alarm_rolls WHERE alarm_id = $1`, alarmID).Scan(&r.StartedAt, &r.FullAt)
	if db.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	me := access.From(ctx).ID
	r.Items, err = db.All(ctx, tx, func(s db.Scanner) (c RollClass, err error) {
		var teacherID, seats string
		err = s.Scan(&c.ID, &c.Name, &c.Teacher, &teacherID, &c.Pupils, &c.Present, &c.Unaccounted, &seats, &c.Note, &c.ByName, &c.At)
		c.Mine = teacherID != "" && teacherID == me
		if err == nil {
			err = json.Unmarshal([]byte(seats), &c.Seats)
		}
		return c, err
	}, `SELECT class_id, name, teacher, teacher_id, pupils, present, unaccounted, seats, note, by_name, reported_at
		FROM alarm_roll_classes WHERE alarm_id = $1 ORDER BY sort`, alarmID)
	r.sum()
	return r, err
}

func putReport(ctx context.Context, tx *db.Tx, alarmID string, c *RollClass) error {
	seats, err := json.Marshal(c.Seats)
	if err != nil {
		return err
	}
	return tx.UpdateOne(ctx, `UPDATE alarm_roll_classes SET present = $1, unaccounted = $2, seats = $3, note = $4, by_name = $5,
		reported_at = $6 WHERE alarm_id = $7 AND class_id = $8`,
		c.Present, c.Unaccounted, string(seats), c.Note, c.ByName, c.At, alarmID, c.ID)
}

func putFull(ctx context.Context, tx *db.Tx, alarmID string, fullAt int64) error {
	return tx.UpdateOne(ctx, `UPDATE alarm_rolls SET full_at = $1 WHERE alarm_id = $2`, fullAt, alarmID)
}

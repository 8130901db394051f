package alarm

import (
	"context"
	"time"

	"huxue/internal/kit/db"
)

// pressedSince reads the alarms that arrived since a moment. What has arrived has
// also changed since, and that is where the index is.
func pressedSince(ctx context.Context, tx *db.Tx, paths []string, since time.Time) ([]dayAlarm, error) {
	var a db.Args
	from := a.Add(db.Millis(since))
	return db.All(ctx, tx, func(s db.Scanner) (d dayAlarm, err error) {
		var t0, t2, t5 int64
		err = s.Scan(&d.mode, &d.outcome, &t0, &t2, &t5)
		d.t0, d.t2, d.t5 = db.Time(t0), db.Time(t2), db.Time(t5)
		return d, err
	}, `SELECT mode, outcome, t0, t2, t5 FROM alarms WHERE changed_at >= `+from+` AND t1 >= `+from+` AND `+a.Within("path", paths), a.Values()...)
}

// openNow counts the real alarms that wait and that are in hand.
func openNow(ctx context.Context, tx *db.Tx, paths []string) (waiting, inHand int, err error) {
	var a db.Args
	err = tx.QueryRow(ctx, `SELECT COALESCE(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0), COUNT(*) FROM alarms
		WHERE state NOT IN ('resolved', 'reset') AND mode = 'real' AND `+a.Within("path", paths), a.Values()...).Scan(&waiting, &inHand)
	return waiting, inHand - waiting, err
}

func stations(ctx context.Context, tx *db.Tx, paths []string, personID string) ([]Station, error) {
	out := []Station{}
	var a db.Args
	me := a.Add(personID)
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var one Station
		var school string
		if err := s.Scan(&one.ID, &one.Name, &one.Mine, &school); err != nil {
			return err
		}
		if n := len(out); n == 0 || out[n-1].ID != one.ID {
			out = append(out, one)
		}
		last := &out[len(out)-1]
		last.Schools = append(last.Schools, school)
		return nil
	}, `SELECT g.id, g.name, EXISTS (SELECT 1 FROM people p WHERE p.id = `+me+` AND p.agency_id = g.id), s.id
		FROM agencies g JOIN agency_coverage v ON v.agency_id = g.id JOIN schools s ON s.id = v.school_id
		WHERE g.kind = 'police_station' AND `+a.Within("s.path", paths)+` ORDER BY g.path, g.name, g.id, s.id`, a.Values()...)
	return out, err
}

package alarm

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// beatLook writes down that who still looks, and returns how often he has said
// so: 1 when he has just come.
func beatLook(ctx context.Context, tx *db.Tx, alarmID string, who access.Actor) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `INSERT INTO alarm_looks (alarm_id, person_id, name, since, beats)
		VALUES ($1, $2, $3, $4, 1)
		ON CONFLICT (alarm_id, person_id) DO UPDATE SET beats = alarm_looks.beats + 1, name = excluded.name
		RETURNING beats`, alarmID, who.ID, who.Name, db.Millis(tx.Now))
}

// endLook removes a look and reports whether there was one.
func endLook(ctx context.Context, tx *db.Tx, alarmID, personID string) (bool, error) {
	return touched(tx.Exec(ctx, `DELETE FROM alarm_looks WHERE alarm_id = $1 AND person_id = $2`, alarmID, personID))
}

// dropSilent removes a look unless it has gone on meanwhile, and reports whether
// this node was the one to do it.
func dropSilent(ctx context.Context, tx *db.Tx, l look) (bool, error) {
	return touched(tx.Exec(ctx, `DELETE FROM alarm_looks WHERE alarm_id = $1 AND person_id = $2 AND beats = $3`,
		l.alarmID, l.ID, l.beats))
}

func touched(res db.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// turnLooks counts that the group has changed. It holds the alarm's row until
// the commit: whoever changes the group next reads it after this.
func turnLooks(ctx context.Context, tx *db.Tx, alarmID string) error {
	_, err := tx.Exec(ctx, `INSERT INTO alarm_look_versions (alarm_id, version, changed_at) VALUES ($1, 1, $2)
		ON CONFLICT (alarm_id) DO UPDATE SET version = alarm_look_versions.version + 1, changed_at = excluded.changed_at`,
		alarmID, db.Millis(tx.Now))
	return err
}

const selectLooks = `SELECT v.alarm_id, v.version, COALESCE(l.person_id, ''), COALESCE(l.name, ''), a.path
	FROM alarm_look_versions v JOIN alarms a ON a.id = v.alarm_id `

// looksAt is a group with the place its alarm is at.
type looksAt struct {
	Looks
	path string
}

// groups reads the result of selectLooks, which stands in the order of alarms.
func groups(ctx context.Context, tx *db.Tx, query string, args ...any) ([]looksAt, error) {
	out := []looksAt{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		g := looksAt{Looks: Looks{People: []Looker{}}}
		var one Looker
		if err := s.Scan(&g.AlarmID, &g.Version, &one.ID, &one.Name, &g.path); err != nil {
			return err
		}
		if n := len(out); n == 0 || out[n-1].AlarmID != g.AlarmID {
			out = append(out, g)
		}
		if last := &out[len(out)-1]; one.ID != "" {
			last.People = append(last.People, one)
		}
		return nil
	}, query, args...)
	return out, err
}

const inOrder = ` ORDER BY v.alarm_id, l.since, l.person_id`

// looksOf returns who looks at one alarm; nobody ever has is version 0.
func looksOf(ctx context.Context, tx *db.Tx, alarmID string) (*Looks, error) {
	found, err := groups(ctx, tx, selectLooks+`LEFT JOIN alarm_looks l ON l.alarm_id = v.alarm_id
		WHERE v.alarm_id = $1`+inOrder, alarmID)
	if err != nil || len(found) == 0 {
		return &Looks{AlarmID: alarmID, People: []Looker{}}, err
	}
	return &found[0].Looks, nil
}

// looksWithin returns the groups that are not empty.
func looksWithin(ctx context.Context, tx *db.Tx, paths []string) ([]Looks, error) {
	var a db.Args
	found, err := groups(ctx, tx, selectLooks+`JOIN alarm_looks l ON l.alarm_id = v.alarm_id
		WHERE `+a.Within("a.path", paths)+inOrder, a.Values()...)
	out := make([]Looks, len(found))
	for i := range found {
		out[i] = found[i].Looks
	}
	return out, err
}

func looksChangedSince(ctx context.Context, tx *db.Tx, since time.Time) ([]looksAt, error) {
	return groups(ctx, tx, selectLooks+`LEFT JOIN alarm_looks l ON l.alarm_id = v.alarm_id
		WHERE v.changed_at >= $1`+inOrder, db.Millis(since))
}

func allLooks(ctx context.Context, tx *db.Tx) ([]look, error) {
	return db.All(ctx, tx, func(s db.Scanner) (l look, err error) {
		err = s.Scan(&l.alarmID, &l.ID, &l.Name, &l.beats)
		return l, err
	}, `SELECT alarm_id, person_id, name, beats FROM alarm_looks`)
}

package alarm

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

var callColumns = []string{"alarm_id", "seq", "round", "step", "due_at", "state", "done_at", "whom"}

func scanCall(s db.Scanner) (c Call, err error) {
	var whom string
	if err = s.Scan(&c.AlarmID, &c.Seq, &c.Round, &c.Step, db.Instant(&c.DueAt), &c.State, db.Instant(&c.DoneAt), &whom); err == nil {
		err = json.Unmarshal([]byte(whom), &c.Whom)
	}
	return c, err
}

// writeCalls writes what was carried out, over the row that was pending where
// there is one, and what is to come.
func writeCalls(ctx context.Context, tx *db.Tx, done []Call, next Call) error {
	if next.Seq > 0 {
		done = append(done[:len(done):len(done)], next)
	}
	for _, c := range done {
		whom, err := json.Marshal(c.Whom)
		if err != nil {
			return err
		}
		if err := tx.Post(ctx, `INSERT INTO alarm_calls (`+strings.Join(callColumns, ", ")+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (alarm_id, seq) DO UPDATE SET state = excluded.state, done_at = excluded.done_at, whom = excluded.whom`,
			c.AlarmID, c.Seq, c.Round, c.Step, db.Millis(c.DueAt), c.State, db.Millis(c.DoneAt), string(whom)); err != nil {
			return err
		}
	}
	return nil
}

// claimCall takes a step that has fallen due; false means that somebody else
// has, or that it was cancelled.
func claimCall(ctx context.Context, tx *db.Tx, c Call) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE alarm_calls SET state = 'called' WHERE alarm_id = $1 AND seq = $2 AND state = 'pending'`,
		c.AlarmID, c.Seq)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func cancelCalls(ctx context.Context, tx *db.Tx, alarmID string) error {
	_, err := tx.Exec(ctx, `UPDATE alarm_calls SET state = 'cancelled', done_at = $2 WHERE alarm_id = $1 AND state = 'pending'`,
		alarmID, db.Millis(tx.Now))
	return err
}

func pendingCalls(ctx context.Context, tx *db.Tx, until time.Time) ([]Call, error) {
	return db.All(ctx, tx, scanCall, `SELECT `+strings.Join(callColumns, ", ")+` FROM alarm_calls
		WHERE state = 'pending' AND due_at <= $1 ORDER BY due_at LIMIT 5000`, db.Millis(until))
}

func callsOf(ctx context.Context, tx *db.Tx, alarmID string) ([]Call, error) {
	return db.All(ctx, tx, scanCall, `SELECT `+strings.Join(callColumns, ", ")+` FROM alarm_calls WHERE alarm_id = $1 ORDER BY seq`, alarmID)
}

func addAck(ctx context.Context, tx *db.Tx, alarmID string, g Agency, p Person) error {
	return tx.Post(ctx, `INSERT INTO alarm_acks (alarm_id, person_id, agency, name, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, alarmID, p.ID, string(g), p.Name, db.Millis(tx.Now))
}

// holders searches for who holds one of the roles at path or above it, with
// whether his agency covers the school: one search per sort of place, for each of
// which there is an index. A press waits for it.
func holders(a *db.Args, roles []string, path, schoolID, where string) string {
	above := access.Above(path)
	head := `SELECT g.role, p.id, p.name, p.unit, EXISTS (SELECT 1 FROM agency_coverage v
			WHERE v.agency_id = p.agency_id AND v.school_id = ` + a.Add(schoolID) + `) AS covers, '' AS path, 0 AS days, 0 AS since, 0 AS until
		FROM grants g JOIN people p ON p.id = g.person_id
		WHERE p.status = 'active' AND ` + a.In("g.role", roles) + where + ` AND `
	return head + `g.school_id IN (SELECT id FROM schools WHERE ` + a.In("path", above) + `) UNION ` +
		head + `g.area_id IN (SELECT id FROM areas WHERE ` + a.In("path", above) + `) UNION ` +
		head + `g.area_id IS NULL AND g.school_id IS NULL`
}

// fillings returns who may fill the posts of a plan at a place.
func (s *Service) fillings(ctx context.Context, tx *db.Tx, path, schoolID string) ([]filling, error) {
	var a db.Args
	query := holders(&a, s.roles.all, path, schoolID, "")
	query += ` UNION ALL SELECT '=' || o.post, p.id, p.name, p.unit, 1 = 0, o.path, o.days, o.since_min, o.until_min
		FROM alarm_posts o JOIN people p ON p.id = o.person_id WHERE p.status = 'active' AND ` + a.In("o.path", access.Above(path))
	var out []filling
	err := db.Each(ctx, tx, func(row db.Scanner) error {
		var f filling
		var key string
		if err := row.Scan(&key, &f.ID, &f.Name, &f.Unit, &f.covers, &f.path, &f.duty.Days, &f.duty.Since, &f.duty.Until); err != nil {
			return err
		}
		if post, named := strings.CutPrefix(key, "="); named {
			f.named, f.post = true, Post(post)
			out = append(out, f)
			return nil
		}
		for _, post := range s.roles.posts[key] {
			f.post = post
			out = append(out, f)
		}
		return nil
	}, query+` ORDER BY 2`, a.Values()...)
	return out, err
}

// takers returns who may take an alarm there in hand, or only the one person.
func takers(ctx context.Context, tx *db.Tx, a *Alarm, roles []string, person string) ([]Person, error) {
	var args db.Args
	where := ""
	if person != "" {
		where = ` AND p.id = ` + args.Add(person)
	}
	query := holders(&args, roles, a.Path, a.SchoolID, where)
	return db.All(ctx, tx, func(s db.Scanner) (p Person, err error) {
		err = s.Scan(&p.ID, &p.Name, &p.Unit)
		return p, err
	}, `SELECT DISTINCT id, name, unit FROM (`+query+`) AS h ORDER BY unit, name, id LIMIT 200`, args.Values()...)
}

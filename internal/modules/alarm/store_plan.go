package alarm

import (
	"context"
	"encoding/json"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
)

func scanPlan(s db.Scanner) (p Plan, err error) {
	var steps string
	if err = s.Scan(&p.Path, &p.Level, &p.Version, &steps, &p.RepeatS); err == nil {
		err = json.Unmarshal([]byte(steps), &p.Steps)
	}
	return p, err
}

const planColumns = `path, level, version, steps, repeat_s`

func allPlans(ctx context.Context, tx *db.Tx) (map[planKey]Plan, error) {
	list, err := db.All(ctx, tx, scanPlan, `SELECT `+planColumns+` FROM alarm_plans`)
	out := make(map[planKey]Plan, len(list))
	for _, p := range list {
		out[planKey{p.Path, p.Level}] = p
	}
	return out, err
}

func ownPlan(ctx context.Context, tx *db.Tx, path string, level Level) (Plan, error) {
	return db.One(ctx, tx, scanPlan, `SELECT `+planColumns+` FROM alarm_plans WHERE path = $1 AND level = $2`, path, string(level))
}

// putPlan writes a plan over the version it was made on, 0 for a first one.
func putPlan(ctx context.Context, tx *db.Tx, p Plan) error {
	steps, err := json.Marshal(p.Steps)
	if err != nil {
		return err
	}
	now, who := db.Millis(tx.Now), access.From(ctx).ID
	if p.Version == 0 {
		return tx.UpdateOne(ctx, `INSERT INTO alarm_plans (path, level, version, steps, repeat_s, changed_at, changed_by)
			VALUES ($1, $2, 1, $3, $4, $5, $6) ON CONFLICT DO NOTHING`, p.Path, string(p.Level), string(steps), p.RepeatS, now, who)
	}
	return tx.UpdateOne(ctx, `UPDATE alarm_plans SET version = version + 1, steps = $1, repeat_s = $2, changed_at = $3, changed_by = $4
		WHERE path = $5 AND level = $6 AND version = $7`, string(steps), p.RepeatS, now, who, p.Path, string(p.Level), p.Version)
}

func dropPlan(ctx context.Context, tx *db.Tx, path string, level Level, version int64) error {
	return tx.UpdateOne(ctx, `DELETE FROM alarm_plans WHERE path = $1 AND level = $2 AND version = $3`, path, string(level), version)
}

// nameOfPath returns what an area or a school with this path is called.
func nameOfPath(ctx context.Context, tx *db.Tx, path string) (string, error) {
	if path == access.Everywhere {
		return "", nil
	}
	return db.One(ctx, tx, db.Value[string], `SELECT name FROM schools WHERE path = $1 UNION ALL SELECT name FROM areas WHERE path = $1`, path)
}

func scanNamed(s db.Scanner) (n Named, err error) {
	err = s.Scan(&n.Post, &n.PersonID, &n.Name, &n.Unit, &n.Days, &n.Since, &n.Until)
	return n, err
}

// namedAt returns who is named for the posts at exactly this place.
func namedAt(ctx context.Context, tx *db.Tx, path string) ([]Named, error) {
	return db.All(ctx, tx, scanNamed, `SELECT o.post, p.id, p.name, p.unit, o.days, o.since_min, o.until_min
		FROM alarm_posts o JOIN people p ON p.id = o.person_id WHERE o.path = $1 ORDER BY o.post, o.since_min, p.name`, path)
}

// replaceNamed makes list all who are named for a post at a place.
func replaceNamed(ctx context.Context, tx *db.Tx, path string, post Post, list []Named) error {
	if _, err := tx.Exec(ctx, `DELETE FROM alarm_posts WHERE path = $1 AND post = $2`, path, string(post)); err != nil {
		return err
	}
	rows := make([][]any, len(list))
	for i, n := range list {
		rows[i] = []any{id.New("pst"), path, string(post), n.PersonID, n.Days, n.Since, n.Until}
	}
	_, err := tx.Insert(ctx, "alarm_posts", []string{"id", "path", "post", "person_id", "days", "since_min", "until_min"}, rows, "")
	return err
}

// schoolsBelow returns the active schools of an area, or the one school, whose name
// holds text, page by page.
func schoolsBelow(ctx context.Context, tx *db.Tx, path, text, after string, limit int) ([]checkedSchool, error) {
	var a db.Args
	where := a.Within("path", []string{path})
	if after != "" {
		where += ` AND path > ` + a.Add(after)
	}
	if text != "" {
		where += ` AND ` + a.Contains(text, "name")
	}
	return db.All(ctx, tx, func(s db.Scanner) (c checkedSchool, err error) {
		err = s.Scan(&c.id, &c.name, &c.path)
		return c, err
	}, `SELECT id, name, path FROM schools WHERE status = 'active' AND `+where+` ORDER BY path LIMIT `+a.Add(limit), a.Values()...)
}

type checkedSchool struct{ id, name, path string }

// belong counts those of the people who are active and belong to the school, or,
// where schoolID is "", to no school.
func belong(ctx context.Context, tx *db.Tx, people []string, schoolID string) (int, error) {
	var a db.Args
	where := a.In("id", people) + ` AND status = 'active' AND COALESCE(school_id, '') = ` + a.Add(schoolID)
	return db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM people WHERE `+where, a.Values()...)
}

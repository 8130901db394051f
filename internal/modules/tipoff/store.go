package tipoff

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"huxue/internal/kit/db"
)

const selectTipoff = `SELECT t.id, t.version, t.code, t.number, t.path, COALESCE(t.school_id, ''), COALESCE(s.name, a.name, ''), t.kind, t.text, t.place, t.photos,
	t.phone, t.phone_mask, t.state, t.handler_id, t.handler_name, t.reply, COALESCE(t.into_id, ''), t.hazard_id, t.hazard_number,
	t.created_at, t.accepted_at, t.answered_at, t.due_at
	FROM tipoffs t LEFT JOIN schools s ON s.id = t.school_id LEFT JOIN areas a ON a.path = t.path `

func scanTipoff(s db.Scanner) (*Tipoff, error) {
	t, photos := &Tipoff{}, ""
	if err := s.Scan(&t.ID, &t.Version, &t.Code, &t.Number, &t.Path, &t.SchoolID, &t.SchoolName, &t.Kind, &t.Text, &t.Place, &photos,
		&t.Phone, &t.PhoneMask, &t.State, &t.HandlerID, &t.HandlerName, &t.Reply, &t.Into, &t.HazardID, &t.HazardNumber,
		db.Instant(&t.CreatedAt), db.Instant(&t.AcceptedAt), db.Instant(&t.AnsweredAt), db.Instant(&t.DueAt)); err != nil {
		return nil, err
	}
	return t, json.Unmarshal([]byte(photos), &t.Photos)
}

func one(ctx context.Context, tx *db.Tx, where string, args ...any) (*Tipoff, error) {
	t, err := db.One(ctx, tx, scanTipoff, selectTipoff+where, args...)
	if db.IsNotFound(err) {
		return nil, ErrNotFound
	}
	return t, err
}

func get(ctx context.Context, tx *db.Tx, id string) (*Tipoff, error) {
	return one(ctx, tx, `WHERE t.id = $1`, id)
}

func insert(ctx context.Context, tx *db.Tx, press string, t *Tipoff) error {
	photos, err := json.Marshal(t.Photos)
	if err != nil {
		return err
	}
	_, err = tx.Insert(ctx, "tipoffs", []string{"id", "code", "press", "number", "path", "school_id", "kind", "text", "place", "photos", "phone", "phone_mask",
		"state", "handler_id", "handler_name", "reply", "into_id", "hazard_id", "hazard_number", "created_at", "accepted_at", "answered_at", "due_at"},
		[][]any{{t.ID, t.Code, press, t.Number, t.Path, orNull(t.SchoolID), t.Kind, t.Text, t.Place, string(photos), t.Phone, t.PhoneMask,
			string(t.State), t.HandlerID, t.HandlerName, t.Reply, orNull(t.Into), t.HazardID, t.HazardNumber,
			db.Millis(t.CreatedAt), db.Millis(t.AcceptedAt), db.Millis(t.AnsweredAt), db.Millis(t.DueAt)}}, "")
	t.Version = 1
	return err
}

func update(ctx context.Context, tx *db.Tx, t *Tipoff) error {
	err := tx.UpdateOne(ctx, `UPDATE tipoffs SET version = version + 1, path = $1, school_id = $2, state = $3, handler_id = $4, handler_name = $5,
		reply = $6, into_id = $7, hazard_id = $8, hazard_number = $9, accepted_at = $10, answered_at = $11 WHERE id = $12 AND version = $13`,
		t.Path, orNull(t.SchoolID), string(t.State), t.HandlerID, t.HandlerName, t.Reply, orNull(t.Into), t.HazardID, t.HazardNumber,
		db.Millis(t.AcceptedAt), db.Millis(t.AnsweredAt), t.ID, t.Version)
	if err == nil {
		t.Version++
	}
	return err
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// nextNumber is what stands on the ledger: 随手拍20260907-012.
func nextNumber(ctx context.Context, tx *db.Tx, at time.Time) (string, error) {
	day := at.In(zone).Format("20060102")
	n, err := db.One(ctx, tx, db.Value[int], `INSERT INTO tipoff_days (day, last) VALUES ($1, 1)
		ON CONFLICT (day) DO UPDATE SET last = tipoff_days.last + 1 RETURNING last`, day)
	return fmt.Sprintf("SSP%s-%03d", day, n), err
}

// Filter narrows the ledger.
type Filter struct {
	State  State
	Kind   string
	School string
	Path   string
	Query  string
	After  string
	Limit  int
}

func (f *Filter) where(a *db.Args, paths []string) string {
	where := []string{a.Within("t.path", paths)}
	if f.Kind != "" {
		where = append(where, "t.kind = "+a.Add(f.Kind))
	}
	if f.School != "" {
		where = append(where, "t.school_id = "+a.Add(f.School))
	}
	if f.Path != "" {
		where = append(where, a.Within("t.path", []string{f.Path}))
	}
	if f.Query != "" {
		where = append(where, a.Contains(f.Query, "t.text", "t.place", "t.number"))
	}
	return strings.Join(where, " AND ")
}

func list(ctx context.Context, tx *db.Tx, paths []string, f Filter) ([]*Tipoff, error) {
	var a db.Args
	where := f.where(&a, paths)
	if f.State != "" {
		where += " AND t.state = " + a.Add(string(f.State))
	}
	if f.After != "" {
		where += " AND t.id < " + a.Add(f.After)
	}
	return db.All(ctx, tx, scanTipoff, selectTipoff+"WHERE "+where+" ORDER BY t.id DESC LIMIT "+a.Add(f.Limit), a.Values()...)
}

func count(ctx context.Context, tx *db.Tx, paths []string, f Filter) (map[string]int, error) {
	var a db.Args
	out := map[string]int{}
	return out, db.Each(ctx, tx, func(s db.Scanner) error {
		var state string
		var n int
		err := s.Scan(&state, &n)
		out[state], out[""] = n, out[""]+n
		return err
	}, `SELECT t.state, count(*) FROM tipoffs t WHERE `+f.where(&a, paths)+` GROUP BY t.state`, a.Values()...)
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	var a db.Args
	set := `UPDATE tipoffs SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
	_, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...)
	return err
}

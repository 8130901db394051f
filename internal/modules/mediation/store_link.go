package mediation

import (
	"context"
	"encoding/json"

	"huxue/internal/kit/db"
	"huxue/internal/platform/todo"
)

// words reads a list of codes.
func words(s string) []string {
	out := []string{}
	_ = json.Unmarshal([]byte(s), &out) // written by text; anything else is no code
	return out
}

func insertLink(ctx context.Context, tx *db.Tx, l *Link) error {
	if _, err := tx.Insert(ctx, "mediation_links", linkColumns, [][]any{{l.ID, l.Version, l.No, l.AgencyID, l.Agency, l.OfficerID, l.Officer, l.Path,
		string(l.Risk), text(l.Concerns), text(l.Measures), l.Note, l.From, l.To, l.State, l.Renewed, db.Millis(l.CreatedAt), db.Millis(l.EndedAt), l.EndNote}}, ""); err != nil {
		return err
	}
	rows := make([][]any, len(l.Schools))
	for i, x := range l.Schools {
		rows[i] = []any{l.ID, x.SchoolID, x.School, x.Path, x.ReceivedAt, x.ReceivedBy, text(x.Done), x.Note, x.AnsweredAt, x.AnsweredBy}
	}
	_, err := tx.Insert(ctx, "mediation_link_schools", []string{"link_id", "school_id", "school_name", "path", "received_at", "received_by", "done", "note",
		"answered_at", "answered_by"}, rows, "")
	return err
}

// saveLink saves an order against the version it was read at, and takes what it asked of
// schools off their lists once it has ended.
func saveLink(ctx context.Context, tx *db.Tx, l *Link) error {
	if err := tx.UpdateOne(ctx, `UPDATE mediation_links SET version = version + 1, to_day = $1, state = $2, renewed = $3, ended_at = $4, end_note = $5
		WHERE id = $6 AND version = $7`, l.To, l.State, l.Renewed, db.Millis(l.EndedAt), l.EndNote, l.ID, l.Version); err != nil {
		return err
	}
	l.Version++
	if l.State == "active" {
		return nil
	}
	ids, err := db.All(ctx, tx, db.Value[string], `SELECT school_id FROM mediation_link_schools WHERE link_id = $1`, l.ID)
	if err != nil {
		return err
	}
	for _, schoolID := range ids {
		if err := todo.Finish(ctx, tx, "mediation", "link_answer", l.ID+" "+schoolID); err != nil {
			return err
		}
	}
	return nil
}

func scanLinkSchool(row db.Scanner) (x LinkSchool, err error) {
	var done string
	err = row.Scan(&x.SchoolID, &x.School, &x.Path, &x.ReceivedAt, &x.ReceivedBy, &done, &x.Note, &x.AnsweredAt, &x.AnsweredBy)
	x.Done = words(done)
	return x, err
}

func getLink(ctx context.Context, tx *db.Tx, linkID, lock string) (*Link, error) {
	l, err := db.One(ctx, tx, scanLink, selectLink+"WHERE l.id = $1 "+lock, linkID)
	if db.IsNotFound(err) {
		return nil, errNoLink
	}
	if err != nil {
		return nil, err
	}
	l.Schools, err = db.All(ctx, tx, scanLinkSchool, `SELECT school_id, school_name, path, received_at, received_by, done, note, answered_at, answered_by
		FROM mediation_link_schools WHERE link_id = $1 ORDER BY path`, linkID)
	return l, err
}

// where asks for orders one of whose schools lies in the areas.
func (f *LinkFilter) where(a *db.Args, areas []string, today string, state bool) string {
	w := `EXISTS (SELECT 1 FROM mediation_link_schools x WHERE x.link_id = l.id AND ` + a.Within("x.path", areas)
	if f.Path != "" {
		w += " AND " + a.Within("x.path", []string{f.Path})
	}
	w += ")"
	if f.Risk != "" {
		w += " AND l.risk = " + a.Add(f.Risk)
	}
	if !state {
		return w
	}
	switch f.State {
	case "active":
		w += " AND l.state = 'active' AND l.to_day >= " + a.Add(today)
	case "ended":
		w += " AND (l.state = 'ended' OR l.to_day < " + a.Add(today) + ")"
	}
	return w
}

func listLinks(ctx context.Context, tx *db.Tx, areas []string, f LinkFilter) ([]*Link, error) {
	var a db.Args
	where := f.where(&a, areas, today(tx.Now), true)
	if f.After != "" {
		where += " AND l.id < " + a.Add(f.After)
	}
	out, err := db.All(ctx, tx, scanLink, selectLink+"WHERE "+where+" ORDER BY l.id DESC LIMIT "+a.Add(f.Limit), a.Values()...)
	if err != nil || len(out) == 0 {
		return out, err
	}
	var b db.Args
	byID, ids := map[string]*Link{}, make([]string, len(out))
	for i, l := range out {
		byID[l.ID], ids[i] = l, l.ID
	}
	return out, db.Each(ctx, tx, func(row db.Scanner) error {
		var linkID, done string
		var x LinkSchool
		err := row.Scan(&linkID, &x.SchoolID, &x.School, &x.Path, &x.ReceivedAt, &x.ReceivedBy, &done, &x.Note, &x.AnsweredAt, &x.AnsweredBy)
		x.Done = words(done)
		byID[linkID].Schools = append(byID[linkID].Schools, x)
		return err
	}, `SELECT link_id, school_id, school_name, path, received_at, received_by, done, note, answered_at, answered_by FROM mediation_link_schools
		WHERE `+b.In("link_id", ids)+` ORDER BY path`, b.Values()...)
}

func countLinks(ctx context.Context, tx *db.Tx, areas []string, f LinkFilter) (map[string]int, error) {
	var a db.Args
	day := a.Add(today(tx.Now))
	var all, active int
	err := tx.QueryRow(ctx, `SELECT COUNT(*), COUNT(CASE WHEN l.state = 'active' AND l.to_day >= `+day+` THEN 1 END) FROM mediation_links l WHERE `+
		f.where(&a, areas, today(tx.Now), false), a.Values()...).Scan(&all, &active)
	return map[string]int{"": all, "active": active, "ended": all - active}, err
}

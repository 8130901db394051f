package inspection

import (
	"context"
	"encoding/json"
	"strings"

	"huxue/internal/kit/db"
)

var roundColumns = []string{
	"kind", "title", "note", "path", "area_name", "list_id", "list_version", "list_title", "starts", "ends", "agencies", "targeting", "hidden", "state",
	"draw", "seed", "due", "submitted", "author_id", "author", "created_at", "opened_at", "closed_at",
}

var selectRound = "SELECT id, version, " + strings.Join(roundColumns, ", ") + " FROM inspection_rounds "

func roundValues(r *Round) []any {
	return []any{string(r.Kind), r.Title, r.Note, r.Path, r.AreaName, r.ListID, r.ListVersion, r.ListTitle, r.Starts, r.Ends, text(r.Agencies),
		string(r.Targeting), r.Hidden, string(r.State), paper(r.Draw), r.Secret, r.Due, r.Submitted, r.AuthorID, r.Author, db.Millis(r.CreatedAt),
		db.Millis(r.OpenedAt), db.Millis(r.ClosedAt)}
}

func scanRound(s db.Scanner) (*Round, error) {
	r := &Round{}
	var agencies, draw string
	err := s.Scan(&r.ID, &r.Version, &r.Kind, &r.Title, &r.Note, &r.Path, &r.AreaName, &r.ListID, &r.ListVersion, &r.ListTitle, &r.Starts, &r.Ends,
		&agencies, &r.Targeting, &r.Hidden, &r.State, &draw, &r.Secret, &r.Due, &r.Submitted, &r.AuthorID, &r.Author, db.Instant(&r.CreatedAt),
		db.Instant(&r.OpenedAt), db.Instant(&r.ClosedAt))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(agencies), &r.Agencies); err != nil {
		return nil, err
	}
	r.Draw, err = unfold[DrawPaper](draw)
	return r, err
}

func insertRound(ctx context.Context, tx *db.Tx, r *Round) error {
	r.Version = 1
	_, err := tx.Insert(ctx, "inspection_rounds", append([]string{"id", "version", "changed_at"}, roundColumns...),
		[][]any{append([]any{r.ID, r.Version, db.Millis(tx.Now)}, roundValues(r)...)}, "")
	return err
}

func updateRound(ctx context.Context, tx *db.Tx, r *Round) error {
	var a db.Args
	set := make([]string, len(roundColumns))
	for i, x := range roundValues(r) {
		set[i] = roundColumns[i] + " = " + a.Add(x)
	}
	q := "UPDATE inspection_rounds SET version = version + 1, changed_at = " + a.Add(db.Millis(tx.Now)) + ", " + strings.Join(set, ", ")
	err := tx.UpdateOne(ctx, q+" WHERE id = "+a.Add(r.ID)+" AND version = "+a.Add(r.Version), a.Values()...)
	if err == nil {
		r.Version++
	}
	return err
}

func getRound(ctx context.Context, tx *db.Tx, roundID string) (*Round, error) {
	r, err := db.One(ctx, tx, scanRound, selectRound+"WHERE id = $1", roundID)
	if db.IsNotFound(err) {
		return nil, errNoRound
	}
	return r, err
}

// lockRound reads a round that is about to be changed.
func lockRound(ctx context.Context, tx *db.Tx, roundID string) (*Round, error) {
	if clause := tx.Lock(); clause != "" {
		if _, err := db.One(ctx, tx, db.Value[string], `SELECT id FROM inspection_rounds WHERE id = $1 `+clause, roundID); err != nil && !db.IsNotFound(err) {
			return nil, err
		}
	}
	return getRound(ctx, tx, roundID)
}

func insertTargets(ctx context.Context, tx *db.Tx, roundID string, list []Candidate) error {
	rows := make([][]any, len(list))
	for i, c := range list {
		rows[i] = []any{roundID, c.ID, c.Path, "due"}
	}
	_, err := tx.Insert(ctx, "inspection_targets", []string{"round_id", "school_id", "path", "state"}, rows, "ON CONFLICT DO NOTHING")
	return err
}

// target notes how far a visit has brought its school in its round, and counts it.
func target(ctx context.Context, tx *db.Tx, v *Visit, state string) error {
	if v.RoundID == "" {
		return nil
	}
	was, err := db.One(ctx, tx, db.Value[string], `SELECT state FROM inspection_targets WHERE round_id = $1 AND school_id = $2`, v.RoundID, v.SchoolID)
	if db.IsNotFound(err) || was == "submitted" || was == "excluded" {
		return nil
	}
	if err != nil {
		return err
	}
	visit := v.ID
	if state == "due" {
		visit = ""
	}
	if _, err := tx.Exec(ctx, `UPDATE inspection_targets SET state = $1, visit_id = $2 WHERE round_id = $3 AND school_id = $4`,
		state, visit, v.RoundID, v.SchoolID); err != nil || state != "submitted" {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE inspection_rounds SET submitted = submitted + 1, version = version + 1, changed_at = $1 WHERE id = $2`,
		db.Millis(tx.Now), v.RoundID)
	return err
}

// addMonths counts submitted visits for their schools in their months.
func addMonths(ctx context.Context, tx *db.Tx, list []*Visit) error {
	type key struct{ month, school string }
	sums, order := map[key][]any{}, []key{}
	for _, v := range list {
		k := key{today(v.SubmittedAt)[:7], v.SchoolID}
		row, ok := sums[k]
		if !ok {
			row = []any{k.month, k.school, v.Path, 0, 0, 0, 0}
			order = append(order, k)
		}
		n := 4
		if v.Kind.Own() {
			n = 3
		}
		row[n], row[5], row[6] = row[n].(int)+1, row[5].(int)+v.Answered, row[6].(int)+v.Faults+v.Partly
		sums[k] = row
	}
	rows := make([][]any, len(order))
	for i, k := range order {
		rows[i] = sums[k]
	}
	_, err := tx.Insert(ctx, "inspection_months", []string{"month", "school_id", "path", "own", "official", "items", "faults"}, rows,
		`ON CONFLICT (month, school_id) DO UPDATE SET path = excluded.path, own = inspection_months.own + excluded.own,
		official = inspection_months.official + excluded.official, items = inspection_months.items + excluded.items,
		faults = inspection_months.faults + excluded.faults`)
	return err
}

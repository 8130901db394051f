package drill

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
)

// columns of a drill that are read and written alike, after id, version and no.
var columns = []string{
	"school_id", "school_name", "path", "month", "day", "at_min", "scenario", "form", "scope", "title", "place", "commander",
	"target_s", "sheet", "state", "author_id", "author", "author_at", "approver_id", "approver", "approver_at", "approve_note",
	"cancel_reason", "notice", "safety", "signal_id", "signal_by", "signal_at", "signal_pressed", "stop_id", "stop_by", "stop_at",
	"stop_note", "out_at", "full_at", "ended_at", "alarm_id", "press_id", "evaluation", "evaluator_id", "evaluator",
	"evaluator_at", "archived_id", "archived_by", "archived_at", "valid", "enrolled", "classes", "arrived", "reported", "pupils",
	"present", "unaccounted",
}

var selectDrill = "SELECT id, version, no, " + strings.Join(columns, ", ") + " FROM drills "

func values(d *Drill) []any {
	return []any{
		d.SchoolID, d.SchoolName, d.Path, d.Month(), d.Day, d.At, d.Scenario, string(d.Form), string(d.Scope), d.Title, d.Place, d.Commander,
		d.TargetS, text(d.Sheet), string(d.State), d.Author.By, d.Author.Who, db.Millis(d.Author.At), d.Approver.By, d.Approver.Who,
		db.Millis(d.Approver.At), d.ApproveNote, d.CancelReason, paper(d.Notice), paper(d.Safety),
		d.Signal.By, d.Signal.Who, db.Millis(d.Signal.At), db.Millis(d.SignalPressed), d.Stop.By, d.Stop.Who, db.Millis(d.Stop.At),
		d.StopNote, db.Millis(d.OutAt), db.Millis(d.FullAt), db.Millis(d.EndedAt), d.AlarmID, d.PressID, paper(d.Evaluation),
		d.Evaluator.By, d.Evaluator.Who, db.Millis(d.Evaluator.At), d.Archiv.By, d.Archiv.Who, db.Millis(d.Archiv.At),
		d.Valid, d.Enrolled, d.Sum.Classes, d.Sum.Arrived, d.Sum.Reported, d.Sum.Pupils, d.Sum.Present, d.Sum.Unaccounted,
	}
}

func scanDrill(s db.Scanner) (*Drill, error) {
	d := &Drill{}
	var month, sheet, notice, safety, evaluation string
	err := s.Scan(&d.ID, &d.Version, &d.No,
		&d.SchoolID, &d.SchoolName, &d.Path, &month, &d.Day, &d.At, &d.Scenario, &d.Form, &d.Scope, &d.Title, &d.Place, &d.Commander,
		&d.TargetS, &sheet, &d.State, &d.Author.By, &d.Author.Who, db.Instant(&d.Author.At), &d.Approver.By, &d.Approver.Who,
		db.Instant(&d.Approver.At), &d.ApproveNote, &d.CancelReason, &notice, &safety,
		&d.Signal.By, &d.Signal.Who, db.Instant(&d.Signal.At), db.Instant(&d.SignalPressed), &d.Stop.By, &d.Stop.Who, db.Instant(&d.Stop.At),
		&d.StopNote, db.Instant(&d.OutAt), db.Instant(&d.FullAt), db.Instant(&d.EndedAt), &d.AlarmID, &d.PressID, &evaluation,
		&d.Evaluator.By, &d.Evaluator.Who, db.Instant(&d.Evaluator.At), &d.Archiv.By, &d.Archiv.Who, db.Instant(&d.Archiv.At),
		&d.Valid, &d.Enrolled, &d.Sum.Classes, &d.Sum.Arrived, &d.Sum.Reported, &d.Sum.Pupils, &d.Sum.Present, &d.Sum.Unaccounted)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(sheet), &d.Sheet); err != nil {
		return nil, err
	}
	if d.Notice, err = unfold[Notice](notice); err != nil {
		return nil, err
	}
	if d.Safety, err = unfold[Safety](safety); err != nil {
		return nil, err
	}
	d.Evaluation, err = unfold[Evaluation](evaluation)
	return d, err
}

func text(v any) string {
	out, _ := json.Marshal(v)
	return string(out)
}

// paper is a part of the form as it is kept, "" while it is not filled in.
func paper[T any](v *T) string {
	if v == nil {
		return ""
	}
	return text(v)
}

func unfold[T any](s string) (*T, error) {
	if s == "" {
		return nil, nil
	}
	v := new(T)
	return v, json.Unmarshal([]byte(s), v)
}

func insertDrills(ctx context.Context, tx *db.Tx, drills []*Drill) error {
	rows := make([][]any, len(drills))
	for i, d := range drills {
		d.Version = 1
		rows[i] = append([]any{d.ID, d.Version, d.No, db.Millis(tx.Now)}, values(d)...)
	}
	_, err := tx.Insert(ctx, "drills", append([]string{"id", "version", "no", "changed_at"}, columns...), rows, "")
	return err
}

// update saves a drill against the version it was read at.
func update(ctx context.Context, tx *db.Tx, d *Drill) error {
	var a db.Args
	set := make([]string, len(columns))
	for i, v := range values(d) {
		set[i] = columns[i] + " = " + a.Add(v)
	}
	q := "UPDATE drills SET version = version + 1, changed_at = " + a.Add(db.Millis(tx.Now)) + ", " + strings.Join(set, ", ")
	q += " WHERE id = " + a.Add(d.ID) + " AND version = " + a.Add(d.Version)
	err := tx.UpdateOne(ctx, q, a.Values()...)
	if err == nil {
		d.Version++
	}
	return err
}

func get(ctx context.Context, tx *db.Tx, drillID string) (*Drill, error) {
	d, err := db.One(ctx, tx, scanDrill, selectDrill+"WHERE id = $1", drillID)
	if db.IsNotFound(err) {
		return nil, errGone
	}
	if err != nil {
		return nil, err
	}
	d.Classes, err = classesOf(ctx, tx, drillID)
	return d, err
}

// lock reads a drill that is about to be changed.
func lock(ctx context.Context, tx *db.Tx, drillID string) (*Drill, error) {
	_, err := db.One(ctx, tx, db.Value[string], `SELECT id FROM drills WHERE id = $1 `+tx.Lock(), drillID)
	if db.IsNotFound(err) {
		return nil, errGone
	}
	if err != nil {
		return nil, err
	}
	return get(ctx, tx, drillID)
}

// Filter narrows a list of drills.
type Filter struct {
	Year, Month, Day string
	State, Scenario  string
	Query, Path      string
	School           string
	After            string // "day|id" of the last one seen
	Limit            int
}

func (f *Filter) where(a *db.Args, paths []string, state bool) string {
	w := []string{a.Within("path", paths)}
	add := func(cond string, value string) {
		if value != "" {
			w = append(w, cond+a.Add(value))
		}
	}
	add("month >= ", from(f.Year, "-01"))
	add("month <= ", from(f.Year, "-12"))
	add("month = ", f.Month)
	add("day = ", f.Day)
	add("school_id = ", f.School)
	add("scenario = ", f.Scenario)
	if state {
		add("state = ", f.State)
	}
	if f.Path != "" {
		w = append(w, a.Within("path", []string{f.Path}))
	}
	if q := strings.TrimSpace(f.Query); q != "" {
		w = append(w, a.Contains(q, "school_name", "title", "no"))
	}
	return strings.Join(w, " AND ")
}

func from(year, rest string) string {
	if len(year) != 4 {
		return ""
	}
	return year + rest
}

func list(ctx context.Context, tx *db.Tx, paths []string, f Filter) ([]*Drill, error) {
	var a db.Args
	where := f.where(&a, paths, true)
	if day, id, ok := strings.Cut(f.After, "|"); ok {
		d := a.Add(day)
		where += " AND (day < " + d + " OR (day = " + d + " AND id < " + a.Add(id) + "))"
	}
	return db.All(ctx, tx, scanDrill, selectDrill+"WHERE "+where+" ORDER BY day DESC, id DESC LIMIT "+a.Add(f.Limit), a.Values()...)
}

func counts(ctx context.Context, tx *db.Tx, paths []string, f Filter) (map[string]int, error) {
	var a db.Args
	out := map[string]int{}
	err := db.Each(ctx, tx, func(row db.Scanner) error {
		var state string
		var n int
		err := row.Scan(&state, &n)
		out[state] = n
		out[""] += n
		return err
	}, "SELECT state, COUNT(*) FROM drills WHERE "+f.where(&a, paths, false)+" GROUP BY state", a.Values()...)
	return out, err
}

// running are the drills under way, wherever; few at any time.
func running(ctx context.Context, tx *db.Tx) ([]*Drill, error) {
	// Sorted here: asked for an order, SQLite walks all drills there ever were.
	list, err := db.All(ctx, tx, scanDrill, selectDrill+"WHERE state = 'running'")
	slices.SortFunc(list, func(a, b *Drill) int { return strings.Compare(a.ID, b.ID) })
	return list, err
}

func changedSince(ctx context.Context, tx *db.Tx, since int64) ([]*Drill, error) {
	return db.All(ctx, tx, scanDrill, selectDrill+"WHERE changed_at >= $1 ORDER BY changed_at LIMIT 500", since)
}

// Line is one line of a drill's timeline.
type Line struct {
	ID   string          `json:"id"`
	At   int64           `json:"at"`
	Kind string          `json:"kind"`
	By   string          `json:"by"`
	Data json.RawMessage `json:"data"`
}

func timeline(ctx context.Context, tx *db.Tx, drillID string) ([]Line, error) {
	return db.All(ctx, tx, func(s db.Scanner) (l Line, err error) {
		var data string
		err = s.Scan(&l.ID, &l.At, &l.Kind, &l.By, &data)
		l.Data = json.RawMessage(data)
		return l, err
	}, `SELECT id, at, kind, by_name, data FROM drill_timeline WHERE drill_id = $1 ORDER BY id`, drillID)
}

// taken turns a breach of "one at a time" into words.
func taken(err error) error {
	if errs.Code(err) == errs.Code(db.ErrDuplicate) {
		return errRunning
	}
	return err
}

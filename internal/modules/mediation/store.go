package mediation

import (
	"context"
	"encoding/json"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
)

// columns of a dispute that are read and written alike, after id, version and no.
var columns = []string{
	"school_id", "school_name", "path", "day", "kind", "source", "sheet", "state", "risk", "registrar_id", "registrar", "registered_at",
	"department", "owner_id", "owner", "measures", "due", "leader_id", "leader", "calm", "rule", "extended", "finders", "way", "result",
	"agreement", "agreement_file", "revisit", "report", "relapses", "supervised_at", "closed_at",
}

var selectDispute = "SELECT id, version, no, " + strings.Join(columns, ", ") + " FROM mediation_disputes "

func values(d *Dispute) []any {
	if d.Finders == nil {
		d.Finders = []Finder{}
	}
	return []any{
		d.SchoolID, d.SchoolName, d.Path, d.Day, d.Kind, d.Source, text(d.Sheet), string(d.State), string(d.Risk), d.Registrar.By, d.Registrar.Who,
		db.Millis(d.Registrar.At), d.Order.Department, d.Order.OwnerID, d.Owner, d.Order.Measures, d.Order.Due, d.Order.LeaderID, d.Leader,
		d.Order.Calm, d.Rule, d.Extended, text(d.Finders), d.Way, d.Result, d.Agreement, d.AgreementFile, paper(d.Revisit), paper(d.Report),
		d.Relapses, db.Millis(d.SupervisedAt), db.Millis(d.ClosedAt),
	}
}

func scanDispute(s db.Scanner) (*Dispute, error) {
	d := &Dispute{}
	var sheet, finders, revisit, report string
	err := s.Scan(&d.ID, &d.Version, &d.No,
		&d.SchoolID, &d.SchoolName, &d.Path, &d.Day, &d.Kind, &d.Source, &sheet, &d.State, &d.Risk, &d.Registrar.By, &d.Registrar.Who,
		db.Instant(&d.Registrar.At), &d.Order.Department, &d.Order.OwnerID, &d.Owner, &d.Order.Measures, &d.Order.Due, &d.Order.LeaderID, &d.Leader,
		&d.Order.Calm, &d.Rule, &d.Extended, &finders, &d.Way, &d.Result, &d.Agreement, &d.AgreementFile, &revisit, &report,
		&d.Relapses, db.Instant(&d.SupervisedAt), db.Instant(&d.ClosedAt))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(sheet), &d.Sheet); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(finders), &d.Finders); err != nil {
		return nil, err
	}
	if d.Revisit, err = unfold[Revisit](revisit); err != nil {
		return nil, err
	}
	d.Report, err = unfold[Report](report)
	return d, err
}

func text(v any) string {
	out, _ := json.Marshal(v)
	return string(out)
}

// paper is a part of a form as it is kept, "" while it is not filled in.
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

func insertDisputes(ctx context.Context, tx *db.Tx, list []*Dispute) error {
	rows := make([][]any, len(list))
	for i, d := range list {
		d.Version = 1
		rows[i] = append([]any{d.ID, d.Version, d.No}, values(d)...)
	}
	_, err := tx.Insert(ctx, "mediation_disputes", append([]string{"id", "version", "no"}, columns...), rows, "")
	return err
}

// update saves a dispute against the version it was read at.
func update(ctx context.Context, tx *db.Tx, d *Dispute) error {
	var a db.Args
	set := make([]string, len(columns))
	for i, v := range values(d) {
		set[i] = columns[i] + " = " + a.Add(v)
	}
	q := "UPDATE mediation_disputes SET version = version + 1, " + strings.Join(set, ", ")
	q += " WHERE id = " + a.Add(d.ID) + " AND version = " + a.Add(d.Version)
	err := tx.UpdateOne(ctx, q, a.Values()...)
	if err == nil {
		d.Version++
	}
	return err
}

func get(ctx context.Context, tx *db.Tx, disputeID, lock string) (*Dispute, error) {
	d, err := db.One(ctx, tx, scanDispute, selectDispute+"WHERE id = $1 "+lock, disputeID)
	if db.IsNotFound(err) {
		return nil, errGone
	}
	return d, err
}

// Filter narrows the ledger. Late holds for what is overdue.
type Filter struct {
	From, To          string
	State, Risk, Kind string
	Query, Path       string
	School            string
	Late              bool
	After             string // "day|id" of the last one seen
	Limit             int
	me                string // whoever asks also sees what he is named for
}

func (f *Filter) where(a *db.Args, paths []string, today string, state bool) string {
	seen := a.Within("path", paths)
	if f.me != "" {
		me := a.Add(f.me)
		seen = "(" + seen + " OR owner_id = " + me + " OR leader_id = " + me + " OR finders LIKE " + a.Add(`%"`+f.me+`"%`) + ")"
	}
	w := []string{seen}
	add := func(cond, value string) {
		if value != "" {
			w = append(w, cond+a.Add(value))
		}
	}
	add("day >= ", f.From)
	add("day <= ", f.To)
	add("school_id = ", f.School)
	add("risk = ", f.Risk)
	add("kind = ", f.Kind)
	if state {
		switch f.State {
		case "open":
			w = append(w, "state <> 'closed'")
		case "late":
			w = append(w, "state <> 'closed' AND due <> '' AND due < "+a.Add(today))
		default:
			add("state = ", f.State)
		}
	}
	if f.Late {
		w = append(w, "state <> 'closed' AND due <> '' AND due < "+a.Add(today))
	}
	if f.Path != "" {
		w = append(w, a.Within("path", []string{f.Path}))
	}
	if q := strings.TrimSpace(f.Query); q != "" {
		w = append(w, a.Contains(q, "school_name", "no"))
	}
	return strings.Join(w, " AND ")
}

func list(ctx context.Context, tx *db.Tx, paths []string, f Filter) ([]*Dispute, error) {
	var a db.Args
	where := f.where(&a, paths, today(tx.Now), true)
	if day, last, ok := strings.Cut(f.After, "|"); ok {
		d := a.Add(day)
		where += " AND (day < " + d + " OR (day = " + d + " AND id < " + a.Add(last) + "))"
	}
	return db.All(ctx, tx, scanDispute, selectDispute+"WHERE "+where+" ORDER BY day DESC, id DESC LIMIT "+a.Add(f.Limit), a.Values()...)
}

func counts(ctx context.Context, tx *db.Tx, paths []string, f Filter) (map[string]int, error) {
	var a db.Args
	out := map[string]int{}
	day := a.Add(today(tx.Now))
	err := db.Each(ctx, tx, func(row db.Scanner) error {
		var state string
		var n, late int
		err := row.Scan(&state, &n, &late)
		out[state] = n
		out[""] += n
		out["late"] += late
		if state != string(Closed) {
			out["open"] += n
		}
		return err
	}, `SELECT state, COUNT(*), SUM(CASE WHEN state <> 'closed' AND due <> '' AND due < `+day+` THEN 1 ELSE 0 END)
		FROM mediation_disputes WHERE `+f.where(&a, paths, today(tx.Now), false)+` GROUP BY state`, a.Values()...)
	return out, err
}

// Line is one line of a story.
type Line struct {
	ID   string          `json:"id"`
	At   int64           `json:"at"`
	Kind string          `json:"kind"`
	By   string          `json:"by"`
	Data json.RawMessage `json:"data"`
}

func linesOf(ctx context.Context, tx *db.Tx, subject string) ([]Line, error) {
	return db.All(ctx, tx, func(s db.Scanner) (l Line, err error) {
		var data string
		err = s.Scan(&l.ID, &l.At, &l.Kind, &l.By, &data)
		l.Data = json.RawMessage(data)
		return l, err
	}, `SELECT id, at, kind, by_name, data FROM mediation_lines WHERE subject_id = $1 ORDER BY id`, subject)
}

func addLine(ctx context.Context, tx *db.Tx, subject, kind string, data map[string]any) error {
	who := access.From(ctx)
	if who.Kind == access.System {
		who.Name = ""
	}
	if data == nil {
		data = map[string]any{}
	}
	_, err := tx.Exec(ctx, `INSERT INTO mediation_lines (id, subject_id, at, kind, by_name, data) VALUES ($1, $2, $3, $4, $5, $6)`,
		id.New("mln"), subject, db.Millis(tx.Now), kind, who.Name, text(data))
	return err
}

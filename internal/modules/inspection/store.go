package inspection

import (
	"context"
	"encoding/json"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/checklist"
)

// columns of a visit that are read and written alike, after id, version and no.
var columns = []string{
	"round_id", "kind", "own", "title", "school_id", "school_name", "path", "day", "list_id", "list_version", "lead_id", "lead_name",
	"lead_agency", "hidden", "state", "reason", "note", "revision", "total", "answered", "faults", "partly", "na", "fixed", "disputes",
	"score", "author_id", "author", "created_at", "begun_at", "submitted_at", "void_reason",
}

var selectVisit = "SELECT v.id, v.version, v.no, v." + strings.Join(columns, ", v.") + " FROM inspection_visits v "

func values(v *Visit) []any {
	return []any{
		v.RoundID, string(v.Kind), v.Kind.Own(), v.Title, v.SchoolID, v.SchoolName, v.Path, v.Day, v.ListID, v.ListVersion, v.LeadID, v.LeadName,
		v.LeadAgency, v.Hidden, string(v.State), v.Reason, v.Note, v.Revision, v.Total, v.Answered, v.Faults, v.Partly, v.NotApplicable, v.Fixed,
		v.Disputes, paper(v.Score), v.AuthorID, v.Author, db.Millis(v.CreatedAt), db.Millis(v.BegunAt), db.Millis(v.SubmittedAt), v.VoidReason,
	}
}

func scanVisit(s db.Scanner) (*Visit, error) {
	v := &Visit{}
	var own bool
	var score string
	err := s.Scan(&v.ID, &v.Version, &v.No, &v.RoundID, &v.Kind, &own, &v.Title, &v.SchoolID, &v.SchoolName, &v.Path, &v.Day, &v.ListID,
		&v.ListVersion, &v.LeadID, &v.LeadName, &v.LeadAgency, &v.Hidden, &v.State, &v.Reason, &v.Note, &v.Revision, &v.Total, &v.Answered,
		&v.Faults, &v.Partly, &v.NotApplicable, &v.Fixed, &v.Disputes, &score, &v.AuthorID, &v.Author, db.Instant(&v.CreatedAt),
		db.Instant(&v.BegunAt), db.Instant(&v.SubmittedAt), &v.VoidReason)
	if err == nil {
		v.Score, err = unfold[checklist.Score](score)
	}
	return v, err
}

// paper is JSON that is read whole, "" for none.
func paper[T any](v *T) string {
	if v == nil {
		return ""
	}
	return text(v)
}

func text(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

func unfold[T any](s string) (*T, error) {
	if s == "" {
		return nil, nil
	}
	v := new(T)
	return v, json.Unmarshal([]byte(s), v)
}

func insertVisits(ctx context.Context, tx *db.Tx, list []*Visit) error {
	rows, parts := make([][]any, len(list)), [][]any{}
	for i, v := range list {
		v.Version = 1
		rows[i] = append([]any{v.ID, v.Version, v.No, db.Millis(tx.Now)}, values(v)...)
		for _, p := range v.Parts {
			parts = append(parts, partRow(v.ID, &p))
		}
	}
	if _, err := tx.Insert(ctx, "inspection_visits", append([]string{"id", "version", "no", "changed_at"}, columns...), rows, ""); err != nil {
		return err
	}
	_, err := tx.Insert(ctx, "inspection_parts", partColumns, parts, "ON CONFLICT DO NOTHING")
	return err
}

var partColumns = []string{"visit_id", "person_id", "name", "unit", "agency", "lead", "joined_at"}

func partRow(visitID string, p *Part) []any {
	return []any{visitID, p.PersonID, p.Name, p.Unit, p.Agency, p.Lead, p.JoinedAt}
}

// update saves a visit; whoever changes one holds its row.
func update(ctx context.Context, tx *db.Tx, v *Visit) error {
	var a db.Args
	set := make([]string, len(columns))
	for i, x := range values(v) {
		set[i] = columns[i] + " = " + a.Add(x)
	}
	q := "UPDATE inspection_visits SET version = version + 1, changed_at = " + a.Add(db.Millis(tx.Now)) + ", " + strings.Join(set, ", ")
	q += " WHERE id = " + a.Add(v.ID) + " AND version = " + a.Add(v.Version)
	err := tx.UpdateOne(ctx, q, a.Values()...)
	if err == nil {
		v.Version++
	}
	return err
}

func get(ctx context.Context, tx *db.Tx, visitID string) (*Visit, error) {
	v, err := db.One(ctx, tx, scanVisit, selectVisit+"WHERE v.id = $1", visitID)
	if db.IsNotFound(err) {
		return nil, errGone
	}
	if err != nil {
		return nil, err
	}
	if v.Parts, err = partsOf(ctx, tx, visitID); err != nil {
		return nil, err
	}
	v.Signs, err = signsOf(ctx, tx, visitID)
	return v, err
}

// lock reads a visit that is about to be changed.
func lock(ctx context.Context, tx *db.Tx, visitID string) (*Visit, error) {
	if clause := tx.Lock(); clause != "" {
		_, err := db.One(ctx, tx, db.Value[string], `SELECT id FROM inspection_visits WHERE id = $1 `+clause, visitID)
		if db.IsNotFound(err) {
			return nil, errGone
		}
		if err != nil {
			return nil, err
		}
	}
	return get(ctx, tx, visitID)
}

func partsOf(ctx context.Context, tx *db.Tx, visitID string) ([]Part, error) {
	return db.All(ctx, tx, func(s db.Scanner) (p Part, err error) {
		err = s.Scan(&p.PersonID, &p.Name, &p.Unit, &p.Agency, &p.Lead, &p.JoinedAt)
		return p, err
	}, `SELECT person_id, name, unit, agency, lead, joined_at FROM inspection_parts WHERE visit_id = $1 ORDER BY lead DESC, joined_at, person_id`, visitID)
}

func signsOf(ctx context.Context, tx *db.Tx, visitID string) ([]Sign, error) {
	return db.All(ctx, tx, func(s db.Scanner) (g Sign, err error) {
		err = s.Scan(&g.Agency, &g.Name, &g.ByID, &g.ByName, &g.Key, &g.Refused, &g.Note, &g.Digest, &g.AtMS, &g.FileID)
		g.At = db.Time(g.AtMS)
		return g, err
	}, `SELECT g.agency, g.name, g.by_id, g.by_name, g.key, g.refused, g.note, g.digest, g.at, COALESCE(u.file_id, '')
		FROM inspection_signs g LEFT JOIN inspection_uploads u ON u.visit_id = g.visit_id AND u.key = g.key
		WHERE g.visit_id = $1 ORDER BY g.at, g.agency`, visitID)
}

func addLine(ctx context.Context, tx *db.Tx, subjectID, kind string, data map[string]any) error {
	who := access.From(ctx)
	name := who.Name
	if who.Kind == access.System {
		name = ""
	}
	if data == nil {
		data = map[string]any{}
	}
	return tx.Post(ctx, `INSERT INTO inspection_lines (id, subject_id, at, kind, by_name, data) VALUES ($1, $2, $3, $4, $5, $6)`,
		id.New("lin"), subjectID, db.Millis(tx.Now), kind, name, text(data))
}

// Line is one line of what happened.
type Line struct {
	ID   string          `json:"id"`
	At   int64           `json:"at"`
	Kind string          `json:"kind"`
	By   string          `json:"by"`
	Data json.RawMessage `json:"data"`
}

func linesOf(ctx context.Context, tx *db.Tx, subjectID string) ([]Line, error) {
	return db.All(ctx, tx, func(s db.Scanner) (l Line, err error) {
		var data string
		err = s.Scan(&l.ID, &l.At, &l.Kind, &l.By, &data)
		l.Data = json.RawMessage(data)
		return l, err
	}, `SELECT id, at, kind, by_name, data FROM inspection_lines WHERE subject_id = $1 ORDER BY id`, subjectID)
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	for _, table := range []string{"inspection_visits", "inspection_targets", "inspection_months"} {
		var a db.Args
		set := `UPDATE ` + table + ` SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
		if _, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...); err != nil {
			return err
		}
	}
	return nil
}

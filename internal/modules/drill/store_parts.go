package drill

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
)

const classColumns = `class_id, name, grade, teacher, teacher_id, pupils, arrived_at, arrived_got, present, missing, note, by_name, said_at, got_at`

func scanClass(s db.Scanner) (c Class, err error) {
	err = s.Scan(&c.ID, &c.Name, &c.Grade, &c.Teacher, &c.TeacherID, &c.Pupils, db.Instant(&c.ArrivedAt), db.Instant(&c.ArrivedGot),
		&c.Present, &c.Missing, &c.Note, &c.ByName, db.Instant(&c.SaidAt), db.Instant(&c.GotAt))
	return c, err
}

func classesOf(ctx context.Context, tx *db.Tx, drillID string) ([]Class, error) {
	return db.All(ctx, tx, scanClass, `SELECT `+classColumns+` FROM drill_classes WHERE drill_id = $1 ORDER BY seq`, drillID)
}

// setClasses puts down which classes take part, instead of those before.
func setClasses(ctx context.Context, tx *db.Tx, d *Drill) error {
	if _, err := tx.Exec(ctx, `DELETE FROM drill_classes WHERE drill_id = $1`, d.ID); err != nil {
		return err
	}
	return insertClasses(ctx, tx, []*Drill{d})
}

func insertClasses(ctx context.Context, tx *db.Tx, drills []*Drill) error {
	var rows [][]any
	for _, d := range drills {
		for i := range d.Classes {
			c := &d.Classes[i]
			rows = append(rows, []any{d.ID, i, c.ID, c.Name, c.Grade, c.Teacher, c.TeacherID, c.Pupils, db.Millis(c.ArrivedAt),
				db.Millis(c.ArrivedGot), c.Present, c.Missing, c.Note, c.ByName, db.Millis(c.SaidAt), db.Millis(c.GotAt)})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.Insert(ctx, "drill_classes", []string{"drill_id", "seq", "class_id", "name", "grade", "teacher", "teacher_id", "pupils",
		"arrived_at", "arrived_got", "present", "missing", "note", "by_name", "said_at", "got_at"}, rows, "")
	return err
}

func putClass(ctx context.Context, tx *db.Tx, drillID string, c *Class) error {
	_, err := tx.Exec(ctx, `UPDATE drill_classes SET arrived_at = $1, arrived_got = $2, present = $3, missing = $4, note = $5,
		by_name = $6, said_at = $7, got_at = $8 WHERE drill_id = $9 AND class_id = $10`,
		db.Millis(c.ArrivedAt), db.Millis(c.ArrivedGot), c.Present, c.Missing, c.Note, c.ByName, db.Millis(c.SaidAt), db.Millis(c.GotAt),
		drillID, c.ID)
	return err
}

func addLine(ctx context.Context, tx *db.Tx, drillID, kind string, data map[string]any) error {
	who := access.From(ctx)
	name := who.Name
	if who.Kind == access.System {
		name = ""
	}
	if data == nil {
		data = map[string]any{}
	}
	_, err := tx.Exec(ctx, `INSERT INTO drill_timeline (id, drill_id, at, kind, by_name, data) VALUES ($1, $2, $3, $4, $5, $6)`,
		id.New("dtl"), drillID, db.Millis(tx.Now), kind, name, text(data))
	return err
}

func problemsOf(ctx context.Context, tx *db.Tx, drillID string) ([]Problem, error) {
	return db.All(ctx, tx, scanProblem, `SELECT `+problemColumns+` FROM drill_problems WHERE drill_id = $1 ORDER BY n`, drillID)
}

const problemColumns = `id, n, text, measure, owner, due, state, fixed, fixed_by, fixed_at`

func scanProblem(s db.Scanner) (p Problem, err error) {
	err = s.Scan(&p.ID, &p.N, &p.Text, &p.Measure, &p.Owner, &p.Due, &p.State, &p.Fixed, &p.FixedBy, &p.FixedAt)
	return p, err
}

func insertProblems(ctx context.Context, tx *db.Tx, drillID string, list []Problem) error {
	rows := make([][]any, len(list))
	for i, p := range list {
		rows[i] = []any{p.ID, drillID, p.N, p.Text, p.Measure, p.Owner, p.Due, p.State}
	}
	_, err := tx.Insert(ctx, "drill_problems", []string{"id", "drill_id", "n", "text", "measure", "owner", "due", "state"}, rows, "")
	return err
}

// Photo is a picture of a drill.
type Photo struct {
	FileID  string `json:"fileId"`
	Caption string `json:"caption"`
	By      string `json:"by"`
	At      int64  `json:"at"`
}

func photosOf(ctx context.Context, tx *db.Tx, drillID string) ([]Photo, error) {
	return db.All(ctx, tx, func(s db.Scanner) (p Photo, err error) {
		err = s.Scan(&p.FileID, &p.Caption, &p.By, &p.At)
		return p, err
	}, `SELECT file_id, caption, by_name, at FROM drill_photos WHERE drill_id = $1 ORDER BY at, file_id`, drillID)
}

// Count is what a school did in a month.
type Count struct {
	SchoolID, Month, Path string
	Held, Valid           int
	EvacMS                int64
	Present, Enrolled     int64
}

// addCount adds to a school's month, in the transaction of the drill itself.
func addCounts(ctx context.Context, tx *db.Tx, list []Count) error {
	rows := make([][]any, len(list))
	for i, c := range list {
		rows[i] = []any{c.SchoolID, c.Month, c.Path, c.Held, c.Valid, c.EvacMS, c.Present, c.Enrolled}
	}
	_, err := tx.Insert(ctx, "drill_counts", []string{"school_id", "month", "path", "held", "valid", "evac_ms", "present", "enrolled"}, rows,
		`ON CONFLICT (school_id, month) DO UPDATE SET held = drill_counts.held + excluded.held, valid = drill_counts.valid + excluded.valid,
		evac_ms = drill_counts.evac_ms + excluded.evac_ms, present = drill_counts.present + excluded.present,
		enrolled = drill_counts.enrolled + excluded.enrolled`)
	return err
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	for _, table := range []string{"drills", "drill_counts"} {
		var a db.Args
		set := `UPDATE ` + table + ` SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
		if _, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...); err != nil {
			return err
		}
	}
	return nil
}

package routine

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// schoolDay is what was due on a day of a school; kind None is no such row.
type schoolDay struct {
	kind            Kind
	due, held, late int
}

// class is one class with its school.
type class struct {
	id, name, schoolID, school, path, teacherID string
	kind                                        org.SchoolKind
	grade, pupils                               int
}

const selectClass = `SELECT c.id, c.name, c.school_id, s.name, s.path, COALESCE(c.teacher_id, ''), s.kind, c.grade, c.pupils
	FROM school_classes c JOIN schools s ON s.id = c.school_id WHERE c.status = 'active' AND s.status = 'active' AND `

func scanClass(row db.Scanner) (c class, err error) {
	err = row.Scan(&c.id, &c.name, &c.schoolID, &c.school, &c.path, &c.teacherID, &c.kind, &c.grade, &c.pupils)
	return c, err
}

func getClass(ctx context.Context, tx *db.Tx, classID string) (class, error) {
	c, err := db.One(ctx, tx, scanClass, selectClass+`c.id = $1`, classID)
	if db.IsNotFound(err) {
		return c, errNoClass
	}
	return c, err
}

func classesOf(ctx context.Context, tx *db.Tx, schoolID string) ([]class, error) {
	return db.All(ctx, tx, scanClass, selectClass+`c.school_id = $1 ORDER BY c.grade, c.id`, schoolID)
}

func (c class) stage() org.Stage { return org.StageOf(c.kind, c.grade) }

func loadCalendar(ctx context.Context, tx *db.Tx) (*Calendar, error) {
	c := &Calendar{}
	var err error
	if c.holidays, err = db.All(ctx, tx, func(s db.Scanner) (h Holiday, err error) {
		err = s.Scan(&h.Path, &h.Day, &h.Rest, &h.Name, &h.Mark, &h.Basis)
		return h, err
	}, `SELECT path, day, rest, name, mark, basis FROM routine_holidays ORDER BY day, path`); err != nil {
		return nil, err
	}
	c.terms, err = db.All(ctx, tx, scanTerm, selectTerm+`ORDER BY from_day, path`)
	return c, err
}

const selectTerm = `SELECT id, version, path, name, from_day, to_day, mark FROM routine_terms `

func scanTerm(s db.Scanner) (t Term, err error) {
	err = s.Scan(&t.ID, &t.Version, &t.Path, &t.Name, &t.FromDay, &t.ToDay, &t.Mark)
	return t, err
}

func schoolsWithClasses(ctx context.Context, tx *db.Tx, path string) ([]pupilSchool, error) {
	var a db.Args
	return db.All(ctx, tx, func(s db.Scanner) (x pupilSchool, err error) {
		err = s.Scan(&x.id, &x.path, &x.classes)
		return x, err
	}, `SELECT s.id, s.path, count(*) FROM schools s JOIN school_classes c ON c.school_id = s.id AND c.status = 'active'
		WHERE s.status = 'active' AND `+a.Within("s.path", []string{path})+` GROUP BY s.id, s.path ORDER BY s.path`, a.Values()...)
}

func daysKnown(ctx context.Context, tx *db.Tx, path, day string) (map[string]schoolDay, error) {
	var a db.Args
	out := map[string]schoolDay{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var id string
		var d schoolDay
		err := s.Scan(&id, &d.kind, &d.due, &d.held, &d.late)
		out[id] = d
		return err
	}, `SELECT school_id, kind, due, held, late FROM routine_days WHERE day = `+a.Add(day)+` AND `+a.Within("path", []string{path}), a.Values()...)
	return out, err
}

// lockDay reads a school's day for whoever is about to count into it.
func lockDay(ctx context.Context, tx *db.Tx, schoolID, day string) (d schoolDay, err error) {
	err = tx.QueryRow(ctx, `SELECT kind, due, held, late FROM routine_days WHERE school_id = $1 AND day = $2 `+tx.Lock(), schoolID, day).
		Scan(&d.kind, &d.due, &d.held, &d.late)
	if db.IsNotFound(err) {
		return schoolDay{}, nil
	}
	return d, err
}

const selectRecord = `SELECT r.id, r.class_id, r.school_id, r.path, c.name, s.name, r.day, r.kind, r.theme, r.block, r.speaker, r.present,
	r.points, r.photo_id, r.held_at, r.recorded_at, r.late, r.by_id, r.by_name, r.void_at, r.void_by, r.void_reason
	FROM routine_records r JOIN school_classes c ON c.id = r.class_id JOIN schools s ON s.id = r.school_id `

func scanRecord(s db.Scanner) (*Record, error) {
	r := &Record{}
	err := s.Scan(&r.ID, &r.ClassID, &r.SchoolID, &r.Path, &r.Class, &r.School, &r.Day, &r.Kind, &r.Theme, &r.Block, &r.Speaker, &r.Present,
		&r.Points, &r.PhotoID, db.Instant(&r.HeldAt), db.Instant(&r.RecordedAt), &r.Late, &r.ByID, &r.ByName, db.Instant(&r.VoidAt), &r.VoidBy, &r.VoidReason)
	return r, err
}

var recordColumns = []string{"id", "class_id", "school_id", "path", "day", "kind", "theme", "block", "speaker", "present", "points",
	"held_at", "recorded_at", "late", "by_id", "by_name"}

func recordRow(r *Record) []any {
	return []any{r.ID, r.ClassID, r.SchoolID, r.Path, r.Day, int(r.Kind), r.Theme, r.Block, r.Speaker, r.Present, r.Points,
		db.Millis(r.HeldAt), db.Millis(r.RecordedAt), r.Late, r.ByID, r.ByName}
}

func getRecord(ctx context.Context, tx *db.Tx, id string) (*Record, error) {
	r, err := db.One(ctx, tx, scanRecord, selectRecord+`WHERE r.id = $1`, id)
	if db.IsNotFound(err) {
		return nil, errNoRecord
	}
	return r, err
}

// recordOf returns the record of a class on a day, nil where there is none.
func recordOf(ctx context.Context, tx *db.Tx, classID, day string) (*Record, error) {
	r, err := db.One(ctx, tx, scanRecord, selectRecord+`WHERE r.class_id = $1 AND r.day = $2 AND r.void_at = 0`, classID, day)
	if db.IsNotFound(err) {
		return nil, nil
	}
	return r, err
}

// Filter narrows a list of records.
type Filter struct {
	Path, ClassID, Query string
	From, To             string
	Kind                 Kind
	Late                 bool
	After                string
	Limit                int
}

func listRecords(ctx context.Context, tx *db.Tx, paths []string, f Filter) ([]*Record, error) {
	var a db.Args
	where := []string{a.Within("r.path", paths)}
	add := func(yes bool, cond func() string) {
		if yes {
			where = append(where, cond())
		}
	}
	add(f.Path != "", func() string { return a.Within("r.path", []string{f.Path}) })
	add(f.ClassID != "", func() string { return "r.class_id = " + a.Add(f.ClassID) })
	add(f.From != "", func() string { return "r.day >= " + a.Add(f.From) })
	add(f.To != "", func() string { return "r.day <= " + a.Add(f.To) })
	add(f.Kind != None, func() string { return "r.kind = " + a.Add(int(f.Kind)) })
	add(f.Late, func() string { return "r.late" })
	add(f.Query != "", func() string { return a.Contains(f.Query, "r.theme", "c.name", "s.name", "r.by_name") })
	add(f.After != "", func() string { return "r.id < " + a.Add(f.After) })
	return db.All(ctx, tx, scanRecord, selectRecord+"WHERE "+strings.Join(where, " AND ")+" ORDER BY r.id DESC LIMIT "+a.Add(f.Limit), a.Values()...)
}

// addMinutes counts minutes of education of a class.
func addMinutes(ctx context.Context, tx *db.Tx, c class, day, block, source string, minutes int) error {
	_, err := tx.Exec(ctx, `INSERT INTO routine_hours (class_id, year, block, source, school_id, minutes) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (class_id, year, block, source) DO UPDATE SET minutes = routine_hours.minutes + excluded.minutes`,
		c.id, YearOf(day), block, source, c.schoolID, minutes)
	return err
}

// Moved follows a school whose path has changed. The sums of the areas it has
// left keep what was held while it was theirs.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	for _, table := range []string{"routine_days", "routine_records", "routine_lessons", "routine_visits", "routine_holidays", "routine_terms"} {
		var a db.Args
		set := `UPDATE ` + table + ` SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
		if _, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `UPDATE routine_sums SET path = $1 WHERE path = $2`, to, from)
	return err
}

// within are the actor's paths for perm, cut to one of them where path says so.
func within(ctx context.Context, perm access.Perm, path string) ([]string, error) {
	if err := access.RequireSomewhere(ctx, perm); err != nil {
		return nil, err
	}
	if path == "" {
		return access.Areas(ctx, perm), nil
	}
	return []string{path}, access.See(ctx, perm, path, errPlace)
}

package pupil

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
)

// class is a class with its school.
type class struct {
	id, name, schoolID, school, path, teacher, teacherID string
	grade                                                int
}

func classOf(ctx context.Context, tx *db.Tx, classID string) (class, error) {
	c := class{id: classID}
	err := tx.QueryRow(ctx, `SELECT c.name, c.grade, s.id, s.name, s.path, c.teacher, COALESCE(c.teacher_id, '')
		FROM school_classes c JOIN schools s ON s.id = c.school_id
		WHERE c.id = $1 AND c.status = 'active'`, classID).Scan(&c.name, &c.grade, &c.schoolID, &c.school, &c.path, &c.teacher, &c.teacherID)
	if db.IsNotFound(err) {
		return c, errNoClass
	}
	return c, err
}

const columns = `p.id, p.school_id, p.class_id, p.seat, p.name, p.number, p.status, p.version`

func scanPupil(s db.Scanner) (p Pupil, err error) {
	err = s.Scan(&p.ID, &p.SchoolID, &p.ClassID, &p.Seat, &p.Name, &p.Number, &p.Status, &p.Version)
	return p, err
}

func getPupil(ctx context.Context, tx *db.Tx, pupilID string) (Pupil, error) {
	p, err := db.One(ctx, tx, scanPupil, `SELECT `+columns+` FROM pupils p WHERE p.id = $1`, pupilID)
	if db.IsNotFound(err) {
		return p, ErrNoPupil
	}
	return p, err
}

func members(ctx context.Context, tx *db.Tx, classID string) ([]Member, error) {
	return db.All(ctx, tx, func(s db.Scanner) (m Member, err error) {
		var pin string
		p := &m.Pupil
		err = s.Scan(&p.ID, &p.SchoolID, &p.ClassID, &p.Seat, &p.Name, &p.Number, &p.Status, &p.Version, &pin, &m.IssuedAt, &m.ReissuedAt)
		m.HasPIN = pin != ""
		return m, err
	}, `SELECT `+columns+`, COALESCE(k.pin_hash, ''), COALESCE(k.issued_at, 0), COALESCE(k.reissued_at, 0)
		FROM pupils p LEFT JOIN pupil_keys k ON k.pupil_id = p.id
		WHERE p.class_id = $1 AND p.status = 'active' ORDER BY p.seat`, classID)
}

func classCounts(ctx context.Context, tx *db.Tx, schoolID, actor string) ([]ClassCount, error) {
	return db.All(ctx, tx, func(s db.Scanner) (c ClassCount, err error) {
		var teacher string
		err = s.Scan(&c.ID, &c.Grade, &c.Name, &c.Teacher, &teacher, &c.Code, &c.Pupils, &c.WithPIN, &c.Printed)
		c.Own = teacher != "" && teacher == actor
		return c, err
	}, `SELECT c.id, c.grade, c.name, c.teacher, COALESCE(c.teacher_id, ''), COALESCE(x.code, ''), COUNT(p.id),
			COUNT(CASE WHEN k.pin_hash <> '' THEN 1 END), COUNT(CASE WHEN k.issued_at > 0 THEN 1 END)
		FROM school_classes c
		LEFT JOIN pupil_classes x ON x.class_id = c.id
		LEFT JOIN pupils p ON p.class_id = c.id AND p.status = 'active'
		LEFT JOIN pupil_keys k ON k.pupil_id = p.id
		WHERE c.school_id = $1 AND c.status = 'active'
		GROUP BY c.id, c.grade, c.name, c.teacher, c.teacher_id, x.code ORDER BY c.grade, c.id`, schoolID)
}

// knownCode is a class' code, "" when it has none yet.
func knownCode(ctx context.Context, tx *db.Tx, classID string) (string, error) {
	code, err := db.One(ctx, tx, db.Value[string], `SELECT code FROM pupil_classes WHERE class_id = $1`, classID)
	if db.IsNotFound(err) {
		return "", nil
	}
	return code, err
}

// classCode is a class' code, made where there is none.
func classCode(ctx context.Context, tx *db.Tx, classID string) (string, error) {
	code, err := knownCode(ctx, tx, classID)
	if err != nil || code != "" {
		return code, err
	}
	return setCode(ctx, tx, classID)
}

// setCode gives a class a code that no other has.
func setCode(ctx context.Context, tx *db.Tx, classID string) (string, error) {
	for {
		code := newClassCode()
		n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM pupil_classes WHERE code = $1`, code)
		if err != nil {
			return "", err
		}
		if n > 0 {
			continue
		}
		_, err = tx.Exec(ctx, `INSERT INTO pupil_classes (class_id, code) VALUES ($1, $2)
			ON CONFLICT (class_id) DO UPDATE SET code = excluded.code`, classID, code)
		return code, err
	}
}

type schoolCount struct {
	id, name, path string
	pupils, pins   int
}

// counts folds the schools within path into its parts; held is what the actor may see.
func counts(ctx context.Context, tx *db.Tx, path string, held []string) ([]AreaCount, error) {
	var a db.Args
	where := a.Within("s.path", held) + ` AND ` + a.Within("s.path", []string{path})
	schools, err := db.All(ctx, tx, func(s db.Scanner) (c schoolCount, err error) {
		err = s.Scan(&c.id, &c.name, &c.path, &c.pupils, &c.pins)
		return c, err
	}, `SELECT s.id, s.name, s.path,
			(SELECT COUNT(*) FROM pupils p WHERE p.school_id = s.id AND p.status = 'active'),
			(SELECT COUNT(*) FROM pupils p JOIN pupil_keys k ON k.pupil_id = p.id AND k.pin_hash <> ''
				WHERE p.school_id = s.id AND p.status = 'active')
		FROM schools s WHERE s.status = 'active' AND `+where+` ORDER BY s.path`, a.Values()...)
	if err != nil {
		return nil, err
	}
	names, err := areaNames(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := []AreaCount{}
	at := map[string]int{}
	for _, c := range schools {
		key, part := partOf(path, c.path), AreaCount{Name: c.name, School: c.id}
		if name, ok := names[key]; ok && key != c.path {
			part = AreaCount{Name: name}
		}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			part.Path = key
			out = append(out, part)
		}
		o := &out[i]
		o.Schools++
		o.Pupils += c.pupils
		o.WithPIN += c.pins
		if c.pupils == 0 {
			o.Empty++
		}
	}
	return out, nil
}

// partOf is the path one step below path on the way to below.
func partOf(path, below string) string {
	rest := strings.TrimPrefix(below, path)
	head, _, _ := strings.Cut(rest, "/")
	return path + head + "/"
}

func areaNames(ctx context.Context, tx *db.Tx) (map[string]string, error) {
	names := map[string]string{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var path, name string
		err := s.Scan(&path, &name)
		names[path] = name
		return err
	}, `SELECT path, name FROM areas`)
	return names, err
}

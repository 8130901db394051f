package routine

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Share is one kind of talk: due, held on time, entered late. The rate is held ÷
// due; late ones are shown beside it and count for nothing.
type Share struct {
	Kind Kind `json:"kind"`
	Due  int  `json:"due"`
	Held int  `json:"held"`
	Late int  `json:"late"`
}

// Numbers are the shares of one place, in the order of kinds.
type Numbers struct {
	Path   string  `json:"path"`
	Name   string  `json:"name"`
	ID     string  `json:"id" doc:"of the school or class, empty for an area"`
	Shares []Share `json:"shares" nullable:"false"`
}

var allKinds = []Kind{Minute, Five, Thirty}

func shares(by map[Kind]Share) []Share {
	out := make([]Share, len(allKinds))
	for i, k := range allKinds {
		out[i] = by[k]
		out[i].Kind = k
	}
	return out
}

// NumbersOf returns the shares of a place between two months and of what lies
// right below it: areas, then schools, then classes, each in the order of the
// register. Nobody is ranked.
func (s *Service) NumbersOf(ctx context.Context, path, from, to string) (*Numbers, []Numbers, error) {
	paths, err := within(ctx, PermView, path)
	if err != nil {
		return nil, nil, err
	}
	if path == "" {
		if len(paths) == 0 {
			return nil, nil, errPlace
		}
		path = paths[0]
	}
	if !validDay(from+"-01") || !validDay(to+"-01") {
		return nil, nil, errDay
	}
	out := &Numbers{Path: path}
	var below []Numbers
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if path == access.Everywhere {
			if path, err = db.One(ctx, tx, db.Value[string], `SELECT path FROM areas WHERE level = 'city' ORDER BY path LIMIT 1`); err != nil {
				return err
			}
			out.Path = path
		}
		if out.Name, out.ID, err = placeName(ctx, tx, path); err != nil {
			return err
		}
		sums, err := sumsOf(ctx, tx, []string{path}, from, to)
		if err != nil {
			return err
		}
		out.Shares = shares(sums[path])
		if out.ID != "" {
			below, err = classNumbers(ctx, tx, out.ID, from, to)
			return err
		}
		below, err = childNumbers(ctx, tx, path, from, to)
		return err
	})
	return out, below, err
}

func sumsOf(ctx context.Context, tx *db.Tx, paths []string, from, to string) (map[string]map[Kind]Share, error) {
	out := map[string]map[Kind]Share{}
	for part := range slices.Chunk(paths, 400) {
		var a db.Args
		in := a.In("path", part)
		if err := db.Each(ctx, tx, func(s db.Scanner) error {
			var path string
			var x Share
			err := s.Scan(&path, &x.Kind, &x.Due, &x.Held, &x.Late)
			if out[path] == nil {
				out[path] = map[Kind]Share{}
			}
			out[path][x.Kind] = x
			return err
		}, `SELECT path, kind, CAST(sum(due) AS BIGINT), CAST(sum(held) AS BIGINT), CAST(sum(late) AS BIGINT) FROM routine_sums
			WHERE `+in+` AND month >= `+a.Add(from)+` AND month <= `+a.Add(to)+` GROUP BY path, kind`, a.Values()...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// childNumbers are the counties of a city, or the schools of a county or town.
func childNumbers(ctx context.Context, tx *db.Tx, path, from, to string) ([]Numbers, error) {
	scan := func(s db.Scanner) (n Numbers, err error) {
		err = s.Scan(&n.Path, &n.Name, &n.ID)
		return n, err
	}
	var a db.Args
	list, err := db.All(ctx, tx, scan, `SELECT c.path, c.name, '' FROM areas c JOIN areas p ON p.id = c.parent_id
		WHERE p.path = `+a.Add(path)+` AND c.level = 'county' ORDER BY c.path`, a.Values()...)
	if err == nil && len(list) == 0 {
		var b db.Args
		list, err = db.All(ctx, tx, scan, `SELECT s.path, s.name, s.id FROM schools s WHERE s.status = 'active' AND `+b.Within("s.path", []string{path})+
			` ORDER BY s.path LIMIT 500`, b.Values()...)
	}
	if err != nil {
		return nil, err
	}
	paths := make([]string, len(list))
	for i, n := range list {
		paths[i] = n.Path
	}
	sums, err := sumsOf(ctx, tx, paths, from, to)
	for i := range list {
		list[i].Shares = shares(sums[list[i].Path])
	}
	return list, err
}

// classNumbers are the classes of a school, grade by grade: what was due since
// each has been there, and what was held.
func classNumbers(ctx context.Context, tx *db.Tx, schoolID, from, to string) ([]Numbers, error) {
	list, err := db.All(ctx, tx, func(s db.Scanner) (n Numbers, err error) {
		err = s.Scan(&n.ID, &n.Name)
		return n, err
	}, `SELECT id, name FROM school_classes WHERE school_id = $1 AND status = 'active' ORDER BY grade, id`, schoolID)
	if err != nil {
		return nil, err
	}
	by := map[string]map[Kind]Share{}
	err = db.Each(ctx, tx, func(s db.Scanner) error {
		var id string
		var x Share
		err := s.Scan(&id, &x.Kind, &x.Due, &x.Held, &x.Late)
		if by[id] == nil {
			by[id] = map[Kind]Share{}
		}
		by[id][x.Kind] = x
		return err
	}, `SELECT k.class_id, d.kind, count(*), CAST(sum(CASE WHEN r.id IS NULL OR r.late THEN 0 ELSE 1 END) AS BIGINT),
			CAST(sum(CASE WHEN r.late THEN 1 ELSE 0 END) AS BIGINT)
		FROM routine_days d JOIN routine_classes k ON k.school_id = d.school_id AND k.since <= d.day
		LEFT JOIN routine_records r ON r.class_id = k.class_id AND r.day = d.day AND r.void_at = 0
		WHERE d.school_id = $1 AND d.day >= $2 AND d.day <= $3 GROUP BY k.class_id, d.kind`, schoolID, from+"-01", to+"-31")
	for i := range list {
		list[i].Shares = shares(by[list[i].ID])
	}
	return list, err
}

// Gap is a talk that was due and has no record: of one class, or, in a list of
// schools, how many of a school.
type Gap struct {
	SchoolID string `json:"schoolId"`
	School   string `json:"school"`
	Path     string `json:"path"`
	ClassID  string `json:"classId"`
	Class    string `json:"class"`
	Day      string `json:"day"`
	Kind     Kind   `json:"kind"`
	Missing  int    `json:"missing"`
}

// Missing lists what was due from one day to another, before today, and has no
// record: day by day for a school, by school for an area.
func (s *Service) Missing(ctx context.Context, path, from, to string) ([]Gap, error) {
	paths, err := within(ctx, PermView, path)
	if err != nil {
		return nil, err
	}
	if !validDay(from) || !validDay(to) {
		return nil, errDay
	}
	var out []Gap
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		to = min(to, addDays(dayOf(tx.Now), -1))
		if len(paths) == 1 && strings.Contains(paths[0], "/sch_") {
			out, err = schoolGaps(ctx, tx, paths[0], from, to)
			return err
		}
		var a db.Args
		out, err = db.All(ctx, tx, func(row db.Scanner) (g Gap, err error) {
			err = row.Scan(&g.SchoolID, &g.School, &g.Path, &g.Missing)
			return g, err
		}, `SELECT s.id, s.name, s.path, CAST(sum(d.due - d.held - d.late) AS BIGINT) FROM routine_days d JOIN schools s ON s.id = d.school_id
			WHERE `+a.Within("d.path", paths)+` AND d.day >= `+a.Add(from)+` AND d.day <= `+a.Add(to)+
			` GROUP BY s.id, s.name, s.path HAVING sum(d.due - d.held - d.late) > 0 ORDER BY s.path LIMIT 500`, a.Values()...)
		return err
	})
	return out, err
}

func schoolGaps(ctx context.Context, tx *db.Tx, path, from, to string) ([]Gap, error) {
	return db.All(ctx, tx, func(row db.Scanner) (g Gap, err error) {
		err = row.Scan(&g.SchoolID, &g.School, &g.Path, &g.ClassID, &g.Class, &g.Day, &g.Kind)
		g.Missing = 1
		return g, err
	}, `SELECT s.id, s.name, s.path, c.id, c.name, d.day, d.kind FROM schools s
		JOIN routine_days d ON d.school_id = s.id
		JOIN school_classes c ON c.school_id = s.id AND c.status = 'active'
		JOIN routine_classes k ON k.class_id = c.id AND k.since <= d.day
		LEFT JOIN routine_records r ON r.class_id = c.id AND r.day = d.day AND r.void_at = 0
		WHERE s.path = $1 AND d.day >= $2 AND d.day <= $3 AND r.id IS NULL ORDER BY d.day DESC, c.grade, c.id LIMIT 500`, path, from, to)
}

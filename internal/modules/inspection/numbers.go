package inspection

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// CoverRow is how far inspections reached in an area in a time: the schools that
// teach there, those with a submitted inspection by departments, those that have
// inspected themselves. (排查覆盖率, domain.md §9.3)
type CoverRow struct {
	Path      string `json:"path"`
	Name      string `json:"name"`
	Schools   int    `json:"schools"`
	Inspected int    `json:"inspected"`
	Own       int    `json:"own" doc:"schools that inspected themselves"`
	Either    int    `json:"either"`
	Visits    int    `json:"visits"`
	OwnVisits int    `json:"ownVisits"`
	Items     int    `json:"items"`
	Faults    int    `json:"faults"`
}

// MonthRow is one month of an area.
type MonthRow struct {
	Month     string `json:"month"`
	Inspected int    `json:"inspected"`
	Own       int    `json:"own"`
	Items     int    `json:"items"`
	Faults    int    `json:"faults"`
}

// Coverage are the numbers of inspections of an area from one month to another.
type Coverage struct {
	From   string     `json:"from"`
	To     string     `json:"to"`
	Total  CoverRow   `json:"total"`
	Areas  []CoverRow `json:"areas" nullable:"false" doc:"by county, by town within one"`
	Months []MonthRow `json:"months" nullable:"false"`
}

func validMonth(m string) bool { return validDay(m + "-01") }

// CoverageOf returns the numbers of what the actor may see, from the counters that are
// kept when a visit is submitted; no visit is counted.
func (s *Service) CoverageOf(ctx context.Context, from, to, path string) (*Coverage, error) {
	if err := access.RequireSomewhere(ctx, PermStats); err != nil {
		return nil, err
	}
	now := today(s.db.Clock().Now())[:7]
	if to == "" {
		to = now
	}
	if from == "" {
		from = termStart(to)
	}
	if !validMonth(from) || !validMonth(to) || to < from {
		return nil, errDays
	}
	out := &Coverage{From: from, To: to, Areas: []CoverRow{}}
	paths := access.Areas(ctx, PermStats)
	if path != "" {
		paths = within(paths, path)
	}
	deep := 3
	if len(paths) == 1 && org.CountyOf(paths[0]) != "" {
		deep = 4
	}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		rows := map[string]*CoverRow{}
		at := func(p string) *CoverRow {
			key := prefixOf(p, deep)
			if rows[key] == nil {
				rows[key] = &CoverRow{Path: key}
			}
			return rows[key]
		}
		if err := countSchools(ctx, tx, paths, at); err != nil {
			return err
		}
		if err := countMonths(ctx, tx, paths, from, to, at); err != nil {
			return err
		}
		for _, r := range rows {
			parts := strings.Split(strings.Trim(r.Path, "/"), "/")
			if area, err := org.AreaByCode(ctx, tx, parts[len(parts)-1]); err == nil {
				r.Name = area.Name
			}
			out.Total.add(r)
			out.Areas = append(out.Areas, *r)
		}
		slices.SortFunc(out.Areas, func(a, b CoverRow) int { return compare(a.Path, b.Path) })
		out.Months, err = monthsOf(ctx, tx, paths, from, to)
		return err
	})
	return out, err
}

func (t *CoverRow) add(r *CoverRow) {
	t.Schools, t.Inspected, t.Own, t.Either = t.Schools+r.Schools, t.Inspected+r.Inspected, t.Own+r.Own, t.Either+r.Either
	t.Visits, t.OwnVisits, t.Items, t.Faults = t.Visits+r.Visits, t.OwnVisits+r.OwnVisits, t.Items+r.Items, t.Faults+r.Faults
}

// termStart is the first month of the term a month lies in.
func termStart(month string) string {
	switch m := month[5:]; {
	case m >= "08":
		return month[:4] + "-08"
	case m >= "02":
		return month[:4] + "-02"
	}
	return shiftDay(month[:4]+"-01-01", -1)[:4] + "-08"
}

// within are the parts of paths that lie in path.
func within(paths []string, path string) []string {
	var out []string
	for _, p := range paths {
		switch {
		case strings.HasPrefix(path, p):
			return []string{path}
		case strings.HasPrefix(p, path):
			out = append(out, p)
		}
	}
	return out
}

func countSchools(ctx context.Context, tx *db.Tx, paths []string, at func(string) *CoverRow) error {
	var a db.Args
	return db.Each(ctx, tx, func(row db.Scanner) error {
		var path string
		err := row.Scan(&path)
		at(path).Schools++
		return err
	}, `SELECT path FROM schools WHERE status = 'active' AND `+a.Within("path", paths), a.Values()...)
}

// countMonths adds up the months of each school that teaches.
func countMonths(ctx context.Context, tx *db.Tx, paths []string, from, to string, at func(string) *CoverRow) error {
	var a db.Args
	where := `m.month >= ` + a.Add(from) + ` AND m.month <= ` + a.Add(to) + ` AND ` + a.Within("m.path", paths)
	return db.Each(ctx, tx, func(row db.Scanner) error {
		var path string
		var own, official, items, faults int
		err := row.Scan(&path, &own, &official, &items, &faults)
		r := at(path)
		r.Visits, r.OwnVisits, r.Items, r.Faults = r.Visits+official, r.OwnVisits+own, r.Items+items, r.Faults+faults
		if official > 0 {
			r.Inspected++
		}
		if own > 0 {
			r.Own++
		}
		if own+official > 0 {
			r.Either++
		}
		return err
	}, `SELECT x.path, CAST(SUM(m.own) AS BIGINT), CAST(SUM(m.official) AS BIGINT), CAST(SUM(m.items) AS BIGINT), CAST(SUM(m.faults) AS BIGINT)
		FROM inspection_months m JOIN schools x ON x.id = m.school_id AND x.status = 'active' WHERE `+where+` GROUP BY x.path`, a.Values()...)
}

func monthsOf(ctx context.Context, tx *db.Tx, paths []string, from, to string) ([]MonthRow, error) {
	var a db.Args
	where := `month >= ` + a.Add(from) + ` AND month <= ` + a.Add(to) + ` AND ` + a.Within("path", paths)
	return db.All(ctx, tx, func(row db.Scanner) (m MonthRow, err error) {
		err = row.Scan(&m.Month, &m.Inspected, &m.Own, &m.Items, &m.Faults)
		return m, err
	}, `SELECT month, CAST(SUM(CASE WHEN official > 0 THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN own > 0 THEN 1 ELSE 0 END) AS BIGINT),
		CAST(SUM(items) AS BIGINT), CAST(SUM(faults) AS BIGINT) FROM inspection_months WHERE `+where+` GROUP BY month ORDER BY month`, a.Values()...)
}

package mediation

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// CareRow is one area or school of the counts, a cell per kind in the order of Kinds.
type CareRow struct {
	Name  string `json:"name"`
	Cells []Cell `json:"cells" nullable:"false"`
}

// CareCounts are how many children are cared for, by kind. Each column is made fit to
// be shown by itself; there is no sum over kinds, which would join the columns, and one
// looks at one's own level only: a city at its counties, a county at its schools. What
// one level withholds can then not be found by asking at another.
type CareCounts struct {
	Place string    `json:"place"`
	Kinds []string  `json:"kinds" nullable:"false"`
	Least int       `json:"least" doc:"counts below are not told"`
	Rows  []CareRow `json:"rows" nullable:"false"`
	Total []Cell    `json:"total" nullable:"false"`
}

// CareCounts returns the counts of the area that the actor answers for.
func (s *Service) CareCounts(ctx context.Context) (*CareCounts, error) {
	if err := access.RequireSomewhere(ctx, PermCareCounts); err != nil {
		return nil, err
	}
	areas := access.Areas(ctx, PermCareCounts)
	slices.Sort(areas)
	place := areas[0]
	out := &CareCounts{Kinds: CareKinds, Least: s.limits.Now(ctx, smallKey, place, smallDefault), Rows: []CareRow{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		level, name, err := areaAt(ctx, tx, place)
		if err != nil {
			return err
		}
		out.Place = name
		names, counts, err := careCounts(ctx, tx, place, level == "county")
		if err != nil {
			return err
		}
		out.fill(names, counts)
		return nil
	})
	return out, err
}

// fill makes each column fit to be shown.
func (out *CareCounts) fill(names []string, counts [][]int) {
	for _, n := range names {
		out.Rows = append(out.Rows, CareRow{Name: n, Cells: make([]Cell, len(out.Kinds))})
	}
	for k := range out.Kinds {
		column := make([]int, len(names))
		for i := range names {
			column[i] = counts[i][k]
		}
		cells, total := suppress(column, out.Least)
		for i := range names {
			out.Rows[i].Cells[k] = cells[i]
		}
		out.Total = append(out.Total, total)
	}
}

func areaAt(ctx context.Context, tx *db.Tx, path string) (level, name string, err error) {
	err = tx.QueryRow(ctx, `SELECT level, name FROM areas WHERE path = $1`, path).Scan(&level, &name)
	if db.IsNotFound(err) {
		return "", "", nil
	}
	return level, name, err
}

// careCounts counts the children under care by kind, for each county or each school of a
// place that has any.
func careCounts(ctx context.Context, tx *db.Tx, place string, bySchool bool) (names []string, counts [][]int, err error) {
	county, err := countyNames(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	var a db.Args
	type row struct {
		key, name string
		n         []int
	}
	by := map[string]*row{}
	err = db.Each(ctx, tx, func(r db.Scanner) error {
		var path, school, kind string
		var n int
		if err := r.Scan(&path, &school, &kind, &n); err != nil {
			return err
		}
		key, name := countyOf(path), county[countyOf(path)]
		if bySchool {
			key, name = path, school
		}
		if by[key] == nil {
			by[key] = &row{key, name, make([]int, len(CareKinds))}
		}
		if i := slices.Index(CareKinds, kind); i >= 0 {
			by[key].n[i] += n
		}
		return nil
	}, `SELECT c.path, c.school_name, k.kind, COUNT(*) FROM mediation_care c JOIN mediation_care_kinds k ON k.care_id = c.id
		WHERE c.state = 'active' AND `+a.Within("c.path", []string{place})+` GROUP BY c.path, c.school_name, k.kind`, a.Values()...)
	list := make([]*row, 0, len(by))
	for _, r := range by {
		list = append(list, r)
	}
	slices.SortFunc(list, func(x, y *row) int { return strings.Compare(x.key, y.key) })
	for _, r := range list {
		names, counts = append(names, r.name), append(counts, r.n)
	}
	return names, counts, err
}

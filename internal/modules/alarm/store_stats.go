package alarm

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
)

// window selects the real alarms of a period at some places. Everything it asks
// is answered by the index alarms_stats alone, so a year of a big city costs
// well under a second and needs no sums kept beside it.
type window struct {
	from, to int64
	paths    []string
	path     string
}

func (w window) where(a *db.Args) string {
	where := []string{"mode = 'real'", "t0 >= " + a.Add(w.from), "t0 < " + a.Add(w.to), a.Within("path", w.paths)}
	if w.path != "" {
		where = append(where, a.Within("path", []string{w.path}))
	}
	return " FROM alarms WHERE " + strings.Join(where, " AND ")
}

// countyStep cuts a path after its county: codes of provinces, cities and
// counties have two, four and six digits (GB/T 2260), so /14/1409/140902/.
const countyStep = "substr(path, 1, 16)"

// Only emergencies are measured; calls for help are counted beside them.
const emergencies = " AND level = 'emergency'"

// counts returns a row per county, and the reasons of false alarms.
func (w window) counts(ctx context.Context, tx *db.Tx) ([]StatsRow, []ReasonCount, error) {
	var a db.Args
	rows, err := db.All(ctx, tx, func(s db.Scanner) (r StatsRow, err error) {
		err = s.Scan(&r.Path, &r.Alarms, &r.Help, &r.Open, &r.False, &r.Called, &r.Reached)
		return r, err
	}, `SELECT `+countyStep+` AS county, `+sumIf("1")+`, CAST(sum(CASE WHEN level = 'help' THEN 1 ELSE 0 END) AS BIGINT),
		`+sumIf("CASE WHEN state IN ('resolved', 'reset') THEN 0 ELSE 1 END")+`,
		`+sumIf("CASE WHEN outcome = 'false_alarm' THEN 1 ELSE 0 END")+`, `+sumIf("called")+`, `+sumIf("reached")+w.where(&a)+` GROUP BY `+countyStep+` ORDER BY county`, a.Values()...)
	if err != nil {
		return nil, nil, err
	}
	names := map[string]string{}
	if err := db.Each(ctx, tx, func(s db.Scanner) error {
		var path, name string
		err := s.Scan(&path, &name)
		names[path] = name
		return err
	}, `SELECT path, name FROM areas WHERE level = 'county'`); err != nil {
		return nil, nil, err
	}
	for i := range rows {
		rows[i].Name = names[rows[i].Path]
	}
	var b db.Args
	reasons, err := db.All(ctx, tx, func(s db.Scanner) (r ReasonCount, err error) {
		err = s.Scan(&r.Reason, &r.Count)
		return r, err
	}, `SELECT outcome_reason, count(*)`+w.where(&b)+emergencies+` AND outcome = 'false_alarm' GROUP BY outcome_reason ORDER BY count(*) DESC, outcome_reason`,
		b.Values()...)
	return rows, reasons, err
}

// sumIf adds a figure up over the emergencies of a group.
func sumIf(figure string) string {
	return "CAST(sum(CASE WHEN level = 'emergency' THEN " + figure + " ELSE 0 END) AS BIGINT)"
}

// histogram counts the alarms by how long after the press the time in column
// came, in tenths of a second, shortest first.
func (w window) histogram(ctx context.Context, tx *db.Tx, column string) ([]tally, error) {
	var a db.Args
	return db.All(ctx, tx, func(s db.Scanner) (t tally, err error) {
		err = s.Scan(&t.county, &t.tenths, &t.count)
		return t, err
	}, `SELECT `+countyStep+`, (`+column+` - t0) / 100 AS tenths, count(*)`+w.where(&a)+emergencies+` AND `+column+` > 0
		GROUP BY `+countyStep+`, tenths ORDER BY tenths`, a.Values()...)
}

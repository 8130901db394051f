package drill

import (
	"context"
	"encoding/json"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/org"
)

// The norms of how often a school drills. Kindergartens and schools have intervals
// of their own [S 32]; where the interval is a month, timesKey says how often in it
// (boarding and special schools more often); termKey are the months in which a
// drill is due at all.
const (
	schoolKey       = "drill.interval.school"
	kindergartenKey = "drill.interval.kindergarten"
	timesKey        = "drill.month_min"
	termKey         = "drill.term_months"
)

// Rate is how a school, a county or the whole stands in a month: 月演练开展率 =
// schools with a valid drill in the month ÷ schools due. Owes and Valid are of one
// school; EvacMs is the sum over N valid drills.
type Rate struct {
	ID       string `json:"id" doc:"code of the county, id of the school, empty for the sum"`
	Name     string `json:"name"`
	County   string `json:"county"`
	Path     string `json:"path"`
	Due      int    `json:"due" doc:"schools due"`
	Done     int    `json:"done" doc:"of them with a valid drill"`
	Short    int    `json:"short" doc:"of them with fewer than they owe"`
	Owes     int    `json:"owes" doc:"valid drills due, of a school"`
	N        int    `json:"n" doc:"valid drills"`
	Held     int    `json:"held"`
	EvacMs   int64  `json:"evacMs" doc:"mean from signal to all out; 0 for none"`
	Present  int64  `json:"present"`
	Enrolled int64  `json:"enrolled"`
}

func (r *Rate) add(o *Rate) {
	r.Due, r.Done, r.Short, r.Owes, r.N, r.Held = r.Due+o.Due, r.Done+o.Done, r.Short+o.Short, r.Owes+o.Owes, r.N+o.N, r.Held+o.Held
	r.EvacMs, r.Present, r.Enrolled = r.EvacMs+o.EvacMs, r.Present+o.Present, r.Enrolled+o.Enrolled
}

// mean turns the sum of times into their mean.
func (r *Rate) mean() {
	if r.N > 0 {
		r.EvacMs /= int64(r.N)
	}
}

// Rates is the compliance of a month.
type Rates struct {
	Sum     Rate   `json:"sum"`
	Items   []Rate `json:"items" nullable:"false" doc:"counties, or schools"`
	Missing []Rate `json:"missing" nullable:"false" doc:"schools due without a valid drill, at most 500"`
	At      int64  `json:"at"`
}

const maxMissing = 500

// MonthRates returns the compliance of a month under a path, by county or school.
// It reads one counter per school, whatever the number of drills.
func (s *Service) MonthRates(ctx context.Context, month, path, by string) (*Rates, error) {
	if err := access.RequireSomewhere(ctx, PermStats); err != nil {
		return nil, err
	}
	if !validMonth(month) {
		return nil, errMonth
	}
	out := &Rates{Items: []Rate{}, Missing: []Rate{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		out.At = db.Millis(tx.Now)
		schools, err := s.schoolRates(ctx, tx, access.Areas(ctx, PermStats), path, month)
		if err != nil {
			return err
		}
		for i := range schools {
			r := &schools[i]
			out.Sum.add(r)
			if r.Due > 0 && r.Done == 0 && len(out.Missing) < maxMissing {
				out.Missing = append(out.Missing, *r)
			}
			if by != "school" {
				out.Items = foldCounty(out.Items, r)
			}
		}
		if by == "school" {
			out.Items = schools
		}
		for i := range out.Items {
			out.Items[i].mean()
		}
		out.Sum.mean()
		return nil
	})
	return out, err
}

// foldCounty adds a school to its county; schools come by path.
func foldCounty(list []Rate, r *Rate) []Rate {
	steps := strings.SplitAfterN(r.Path, "/", 5)
	path := strings.Join(steps[:min(4, len(steps))], "")
	if n := len(list); n == 0 || list[n-1].Path != path {
		list = append(list, Rate{ID: strings.Trim(steps[min(3, len(steps)-1)], "/"), Name: r.County, Path: path})
	}
	list[len(list)-1].add(r)
	return list
}

// schoolRates is one row per active school under the paths: its counters of the
// month and of the months before in its interval, held against what it owes.
func (s *Service) schoolRates(ctx context.Context, tx *db.Tx, paths []string, path, month string) ([]Rate, error) {
	var a db.Args
	within := a.Within("s.path", paths)
	if path != "" {
		within += " AND " + a.Within("s.path", []string{path})
	}
	m, first := a.Add(month), a.Add(shift(month, -11))
	out, err := db.All(ctx, tx, func(row db.Scanner) (r standing, err error) {
		err = row.Scan(&r.ID, &r.Name, &r.Path, &r.County, &r.kind, &r.boarding, &r.Held, &r.N, &r.EvacMs, &r.Present, &r.Enrolled, &r.earlier)
		return r, err
	}, `SELECT s.id, s.name, s.path, COALESCE(y.name, ''), s.kind, s.boarding, COALESCE(c.held, 0), COALESCE(c.valid, 0), COALESCE(c.evac_ms, 0),
		COALESCE(c.present, 0), COALESCE(c.enrolled, 0),
		COALESCE((SELECT MAX(e.month) FROM drill_counts e WHERE e.school_id = s.id AND e.month < `+m+` AND e.month >= `+first+` AND e.valid > 0), '')
		FROM schools s LEFT JOIN drill_counts c ON c.school_id = s.id AND c.month = `+m+`
		LEFT JOIN areas t ON t.id = s.area_id LEFT JOIN areas y ON y.id = CASE WHEN t.level = 'county' THEN t.id ELSE t.parent_id END
		WHERE s.status = 'active' AND `+within+` ORDER BY s.path`, a.Values()...)
	if err != nil {
		return nil, err
	}
	duties, rates := map[string]Duty{}, make([]Rate, len(out))
	for i := range out {
		u, err := s.duty(ctx, tx, duties, out[i].Path, out[i].kind, out[i].boarding, month)
		if err != nil {
			return nil, err
		}
		rates[i] = out[i].judge(u, month)
	}
	return rates, nil
}

// standing is a school before it is held against what it owes. earlier is the last
// month before with a valid drill.
type standing struct {
	Rate
	kind     org.SchoolKind
	boarding bool
	earlier  string
}

func (r *standing) judge(u Duty, month string) Rate {
	from, _ := u.Span(month)
	r.Owes = u.Owes(month, since(r.earlier, from), r.N)
	if r.Owes > 0 {
		r.Due = 1
		if r.N > 0 {
			r.Done = 1
		}
		if r.N < r.Owes {
			r.Short = 1
		}
	}
	return r.Rate
}

// since is 1 where the last month with a valid drill lies in the interval.
func since(last, from string) int {
	if last != "" && last >= from {
		return 1
	}
	return 0
}

// duty reads the norms for a county, kind and boarding, once for all such schools.
func (s *Service) duty(ctx context.Context, tx *db.Tx, known map[string]Duty, path string, kind org.SchoolKind, boarding bool, month string) (Duty, error) {
	steps := strings.SplitAfterN(path, "/", 5)
	county := strings.Join(steps[:min(4, len(steps))], "")
	key := county + string(kind)
	if boarding {
		key += " boarding"
	}
	if u, ok := known[key]; ok {
		return u, nil
	}
	w := norm.Where{Path: county, Day: lastDay(month), Kind: kind, Boarding: "no"}
	if boarding {
		w.Boarding = "yes"
	}
	u, err := readDuty(ctx, tx, w)
	if err == nil {
		known[key] = u
	}
	return u, err
}

func (s *Service) dutyOf(ctx context.Context, tx *db.Tx, x *org.School, day string) (Duty, error) {
	return readDuty(ctx, tx, norm.At(x, day))
}

func readDuty(ctx context.Context, tx *db.Tx, w norm.Where) (Duty, error) {
	key := schoolKey
	if w.Kind == org.Kindergarten {
		key = kindergartenKey
	}
	length, _, err := norm.Length(ctx, tx, key, w)
	if err != nil {
		return Duty{}, err
	}
	u := Duty{Interval: max(1, 12*length.Years+length.Months)}
	if u.Times, _, err = norm.Int(ctx, tx, timesKey, w); err != nil {
		return u, err
	}
	term, err := norm.Get(ctx, tx, termKey, w)
	if err != nil {
		return u, err
	}
	return u, json.Unmarshal(term.Value, &u.Term)
}

// Point is one month of a trend.
type Point struct {
	Month    string `json:"month"`
	N        int    `json:"n" doc:"valid drills"`
	Schools  int    `json:"schools" doc:"schools with one"`
	EvacMs   int64  `json:"evacMs" doc:"mean; 0 for none"`
	Present  int64  `json:"present"`
	Enrolled int64  `json:"enrolled"`
}

// Trend returns the last twelve months up to one, under a path: a school's, a
// county's or the city's.
func (s *Service) Trend(ctx context.Context, month, path string) ([]Point, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	if !validMonth(month) {
		return nil, errMonth
	}
	by := map[string]Point{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var a db.Args
		where := a.Within("path", access.Areas(ctx, PermView))
		if path != "" {
			where += " AND " + a.Within("path", []string{path})
		}
		where += " AND month >= " + a.Add(shift(month, -11)) + " AND month <= " + a.Add(month)
		return db.Each(ctx, tx, func(row db.Scanner) error {
			var p Point
			err := row.Scan(&p.Month, &p.N, &p.Schools, &p.EvacMs, &p.Present, &p.Enrolled)
			if p.N > 0 {
				p.EvacMs /= int64(p.N)
			}
			by[p.Month] = p
			return err
		}, `SELECT month, CAST(SUM(valid) AS INTEGER), CAST(SUM(CASE WHEN valid > 0 THEN 1 ELSE 0 END) AS INTEGER),
			CAST(SUM(evac_ms) AS BIGINT), CAST(SUM(present) AS BIGINT), CAST(SUM(enrolled) AS BIGINT)
			FROM drill_counts WHERE `+where+` GROUP BY month`, a.Values()...)
	})
	out := make([]Point, 12)
	for i := range out {
		m := shift(month, i-11)
		out[i] = by[m]
		out[i].Month = m
	}
	return out, err
}

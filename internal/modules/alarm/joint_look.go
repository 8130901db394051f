package alarm

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/norm"
)

// JointTests returns the tests the actor may see by day, and how many there are
// in each state.
func (s *Service) JointTests(ctx context.Context, f TestFilter) (out []*JointTest, counts map[string]int, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		paths := access.Areas(ctx, PermView)
		if out, err = listTests(ctx, tx, paths, f); err != nil {
			return err
		}
		counts, err = countTests(ctx, tx, paths, f)
		return err
	})
	return out, counts, err
}

// TestDetail is one test with what it is judged by and how it would be judged now.
type TestDetail struct {
	Test   *JointTest
	Limits TestLimits
	Faults []string
}

// JointTest returns one test.
func (s *Service) JointTest(ctx context.Context, testID string) (*TestDetail, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var d *TestDetail
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		t, err := getTest(ctx, tx, testID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, t.Path, errTestGone); err != nil {
			return err
		}
		limits, err := testLimits(ctx, tx, t)
		d = &TestDetail{Test: t, Limits: limits}
		if t.State == TestRunning {
			d.Faults = t.Faults(limits)
		}
		return err
	})
	return d, err
}

// TestsToday returns the tests of today at the schools whose buttons the actor
// tests, for a phone.
func (s *Service) TestsToday(ctx context.Context) (out []*JointTest, err error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = listTests(ctx, tx, access.Areas(ctx, PermTest), TestFilter{Day: today(tx.Now), Limit: maxContext})
		return err
	})
	out = slices.DeleteFunc(out, func(t *JointTest) bool { return t.State == TestCancelled })
	return out, err
}

// countyOf is the name of the county above a path, for showing only: it may be a
// minute old, and is "" where it could not be read.
func (s *Service) countyOf(ctx context.Context, path string) (name string) {
	if steps := strings.SplitN(path, "/", 5); len(steps) > 3 {
		if c, ok := s.counties.Load(steps[3]); ok {
			return c.(county).name
		}
	}
	_ = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		name, err = s.countyName(ctx, tx, path)
		return err
	})
	return name
}

// nextOnTest lists what the actor may do with a test now.
func nextOnTest(ctx context.Context, t *JointTest) []string {
	out := []string{}
	add := func(perm access.Perm, verbs ...string) {
		if access.Require(ctx, perm, t.Path) == nil {
			out = append(out, verbs...)
		}
	}
	sign := func() {
		if t.School.At.IsZero() {
			add(PermTest, "sign-school")
		}
		if t.Police.At.IsZero() {
			add(PermAccept, "sign-police")
		}
	}
	switch t.State {
	case TestPlanned, TestAnnounced:
		add(PermTest, "start")
		add(PermTestPlan, "move", "cancel")
	case TestRunning:
		add(PermTest, "record")
		if len(out) == 0 {
			add(PermAccept, "record")
		}
		sign()
	case TestPassed, TestFailed:
		sign()
	}
	return out
}

// Rate is the 联测完成率 of a place: points tested this month ÷ points due.
type Rate struct {
	ID     string `json:"id" doc:"code of the county, id of the school, empty for the sum"`
	Name   string `json:"name"`
	Path   string `json:"path"`
	Due    int    `json:"due"`
	Tested int    `json:"tested"`
	Passed int    `json:"passed"`
}

// TestRates returns the completion of a month by county or by school under a
// path, and their sum.
func (s *Service) TestRates(ctx context.Context, month, path, by string) (sum Rate, rates []Rate, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return sum, nil, err
	}
	if !validMonth(month) {
		return sum, nil, errTestMonth
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		schools, err := ratesBySchool(ctx, tx, access.Areas(ctx, PermView), path, month)
		if err != nil {
			return err
		}
		for _, r := range schools {
			sum.Due, sum.Tested, sum.Passed = sum.Due+r.Due, sum.Tested+r.Tested, sum.Passed+r.Passed
		}
		if rates = schools; by == "school" {
			return nil
		}
		rates, err = s.foldCounties(ctx, tx, schools)
		return err
	})
	return sum, rates, err
}

// foldCounties adds up schools, which come by path, to counties.
func (s *Service) foldCounties(ctx context.Context, tx *db.Tx, schools []Rate) ([]Rate, error) {
	out := []Rate{}
	for _, r := range schools {
		steps := strings.SplitAfterN(r.Path, "/", 5)
		if len(steps) < 5 { // not below any county
			steps = append(steps, make([]string, 5-len(steps))...)
		}
		path := strings.Join(steps[:4], "")
		if n := len(out); n == 0 || out[n-1].Path != path {
			name, err := s.countyName(ctx, tx, r.Path)
			if err != nil {
				return nil, err
			}
			out = append(out, Rate{ID: strings.Trim(steps[3], "/"), Name: name, Path: path})
		}
		c := &out[len(out)-1]
		c.Due, c.Tested, c.Passed = c.Due+r.Due, c.Tested+r.Tested, c.Passed+r.Passed
	}
	return out, nil
}

// ratesBySchool is one statement over the two indexes by path and month.
func ratesBySchool(ctx context.Context, tx *db.Tx, paths []string, path, month string) ([]Rate, error) {
	var a db.Args
	within := func(column string) string {
		if path == "" {
			return a.Within(column, paths)
		}
		return a.Within(column, paths) + " AND " + a.Within(column, []string{path})
	}
	tested := `SELECT t.button_id, MAX(CASE WHEN t.state IN ('passed', 'failed') THEN 1 ELSE 0 END) AS tested,
		MAX(CASE WHEN t.state = 'passed' THEN 1 ELSE 0 END) AS passed
		FROM alarm_tests t WHERE t.month = ` + a.Add(month) + ` AND ` + within("t.path") + ` GROUP BY t.button_id`
	scope := paths
	if path != "" {
		scope = []string{path}
	}
	here := within("b.path")
	due, err := inDue(ctx, tx, &a, month, scope)
	if err != nil {
		return nil, err
	}
	return db.All(ctx, tx, func(row db.Scanner) (r Rate, err error) {
		err = row.Scan(&r.ID, &r.Name, &r.Path, &r.Due, &r.Tested, &r.Passed)
		return r, err
	}, `SELECT b.school_id, s.name, b.path, COUNT(*), COALESCE(CAST(SUM(r.tested) AS INTEGER), 0), COALESCE(CAST(SUM(r.passed) AS INTEGER), 0)
		FROM alarm_buttons b JOIN schools s ON s.id = b.school_id LEFT JOIN (`+tested+`) r ON r.button_id = b.id
		WHERE `+here+` AND `+due+` GROUP BY b.school_id, s.name, b.path ORDER BY b.path`, a.Values()...)
}

// Proven is how a school stands on the map of joint tests: its worst button.
type Proven struct {
	SchoolID string  `json:"schoolId"`
	Name     string  `json:"name"`
	Lon      float64 `json:"lon"`
	Lat      float64 `json:"lat"`
	Days     int     `json:"days" doc:"whole days since the button proven longest ago; -1 for never"`
	Buttons  int     `json:"buttons"`
}

// daysAMonth turns the interval between tests into days on the map.
const daysAMonth = 31

// ProvenMap returns every school that has a button, and the days up to which it
// counts as proven: one interval between tests, two intervals.
func (s *Service) ProvenMap(ctx context.Context) (out []Proven, fresh int, stale int, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, 0, 0, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		months, err := intervalMonths(ctx, tx, firstOf(access.Areas(ctx, PermView)), norm.Day(tx.Now)[:7])
		if err != nil {
			return err
		}
		fresh, stale = months*daysAMonth, 2*months*daysAMonth
		var a db.Args
		now := db.Millis(tx.Now)
		out, err = db.All(ctx, tx, func(row db.Scanner) (p Proven, err error) {
			var oldest int64
			err = row.Scan(&p.SchoolID, &p.Name, &p.Lon, &p.Lat, &oldest, &p.Buttons)
			p.Days = daysSince(oldest, now)
			return p, err
		}, `SELECT s.id, s.name, COALESCE(s.lon, 0), COALESCE(s.lat, 0), MIN(b.last_proven_at), COUNT(*)
			FROM alarm_buttons b JOIN schools s ON s.id = b.school_id
			WHERE b.status = 'active' AND s.status = 'active' AND `+a.Within("b.path", access.Areas(ctx, PermView))+`
			GROUP BY s.id, s.name, s.lon, s.lat`, a.Values()...)
		return err
	})
	return out, fresh, stale, err
}

func firstOf(paths []string) string {
	if len(paths) == 0 {
		return access.Everywhere
	}
	return paths[0]
}

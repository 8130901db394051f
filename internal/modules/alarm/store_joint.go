package alarm

import (
	"context"
	"encoding/json"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/norm"
)

// The measured times are the alarm's own for as long as there is one.
const selectTest = `SELECT t.id, t.version, t.button_id, t.button_name, t.school_id, t.school_name, t.path, b.place_id,
	t.station_id, t.station_name, t.month, t.day, t.from_min, t.to_min, t.state, t.unannounced, t.announced_at,
	t.cancel_reason, t.alarm_id, COALESCE(a.no, ''), COALESCE(a.state, ''), COALESCE(a.t0, t.t0), COALESCE(a.t1, t.t1),
	COALESCE(a.t2, t.t2), COALESCE(a.t5, t.t5), t.located, t.video, t.talk, t.problem, t.fix, t.school_by, t.school_who,
	t.school_at, t.police_by, t.police_who, t.police_at, t.reasons, t.norms, t.judged_at
	FROM alarm_tests t JOIN alarm_buttons b ON b.id = t.button_id LEFT JOIN alarms a ON a.id = t.alarm_id `

func scanTest(s db.Scanner) (*JointTest, error) {
	t := &JointTest{}
	var announced, t0, t1, t2, t5, school, police, judged int64
	var reasons, rules string
	err := s.Scan(&t.ID, &t.Version, &t.ButtonID, &t.Button, &t.SchoolID, &t.SchoolName, &t.Path, &t.PlaceID,
		&t.StationID, &t.Station, &t.Month, &t.Day, &t.From, &t.To, &t.State, &t.Unannounced, &announced,
		&t.CancelReason, &t.AlarmID, &t.AlarmNo, &t.AlarmState, &t0, &t1, &t2, &t5, &t.Located, &t.Video, &t.Talk,
		&t.Problem, &t.Fix, &t.School.By, &t.School.Who, &school, &t.Police.By, &t.Police.Who, &police, &reasons, &rules, &judged)
	if err != nil {
		return nil, err
	}
	t.AnnouncedAt, t.JudgedAt = db.Time(announced), db.Time(judged)
	t.T0, t.T1, t.T2, t.T5 = db.Time(t0), db.Time(t1), db.Time(t2), db.Time(t5)
	t.School.At, t.Police.At = db.Time(school), db.Time(police)
	if err := json.Unmarshal([]byte(reasons), &t.Reasons); err != nil {
		return nil, err
	}
	return t, json.Unmarshal([]byte(rules), &t.Norms)
}

var testColumns = []string{
	"id", "version", "button_id", "button_name", "school_id", "school_name", "path", "station_id", "station_name",
	"month", "day", "from_min", "to_min", "state", "unannounced", "announced_at", "cancel_reason", "alarm_id",
	"t0", "t1", "t2", "t5", "located", "video", "talk", "problem", "fix", "school_by", "school_who", "school_at",
	"police_by", "police_who", "police_at", "reasons", "norms", "judged_at",
}

func testRow(t *JointTest) []any {
	return []any{
		t.ID, 1, t.ButtonID, t.Button, t.SchoolID, t.SchoolName, t.Path, t.StationID, t.Station,
		t.Month, t.Day, t.From, t.To, string(t.State), t.Unannounced, db.Millis(t.AnnouncedAt), t.CancelReason, t.AlarmID,
		db.Millis(t.T0), db.Millis(t.T1), db.Millis(t.T2), db.Millis(t.T5), string(t.Located), string(t.Video), string(t.Talk),
		t.Problem, t.Fix, t.School.By, t.School.Who, db.Millis(t.School.At),
		t.Police.By, t.Police.Who, db.Millis(t.Police.At), texts(t.Reasons), rulesText(t.Norms), db.Millis(t.JudgedAt),
	}
}

// insertTests writes entries of the plan; one whose button has an open test this
// month already is left out. It returns how many were written.
func insertTests(ctx context.Context, tx *db.Tx, tests []*JointTest) (int64, error) {
	rows := make([][]any, len(tests))
	for i, t := range tests {
		rows[i] = testRow(t)
	}
	return tx.Insert(ctx, "alarm_tests", testColumns, rows, "ON CONFLICT DO NOTHING")
}

func updateTest(ctx context.Context, tx *db.Tx, t *JointTest) error {
	err := tx.UpdateOne(ctx, `UPDATE alarm_tests SET version = version + 1, day = $1, from_min = $2, to_min = $3, state = $4,
		unannounced = $5, announced_at = $6, cancel_reason = $7, alarm_id = $8, t0 = $9, t1 = $10, t2 = $11, t5 = $12,
		located = $13, video = $14, talk = $15, problem = $16, fix = $17, school_by = $18, school_who = $19, school_at = $20,
		police_by = $21, police_who = $22, police_at = $23, reasons = $24, norms = $25, judged_at = $26
		WHERE id = $27 AND version = $28`,
		t.Day, t.From, t.To, string(t.State), t.Unannounced, db.Millis(t.AnnouncedAt), t.CancelReason, t.AlarmID,
		db.Millis(t.T0), db.Millis(t.T1), db.Millis(t.T2), db.Millis(t.T5), string(t.Located), string(t.Video), string(t.Talk),
		t.Problem, t.Fix, t.School.By, t.School.Who, db.Millis(t.School.At), t.Police.By, t.Police.Who, db.Millis(t.Police.At),
		texts(t.Reasons), rulesText(t.Norms), db.Millis(t.JudgedAt), t.ID, t.Version)
	if err == nil {
		t.Version++
	}
	return err
}

func texts(list []string) string {
	if len(list) == 0 {
		return "[]"
	}
	text, _ := json.Marshal(list)
	return string(text)
}

func rulesText(list []Rule) string {
	if len(list) == 0 {
		return "[]"
	}
	text, _ := json.Marshal(list)
	return string(text)
}

func getTest(ctx context.Context, tx *db.Tx, testID string) (*JointTest, error) {
	t, err := db.One(ctx, tx, scanTest, selectTest+`WHERE t.id = $1`, testID)
	if db.IsNotFound(err) {
		return nil, errTestGone
	}
	return t, err
}

// lockTest reads a test that is about to be changed.
func lockTest(ctx context.Context, tx *db.Tx, testID string) (*JointTest, error) {
	_, err := db.One(ctx, tx, db.Value[string], `SELECT id FROM alarm_tests WHERE id = $1 `+tx.Lock(), testID)
	if db.IsNotFound(err) {
		return nil, errTestGone
	}
	if err != nil {
		return nil, err
	}
	return getTest(ctx, tx, testID)
}

// TestFilter narrows a list of joint tests.
type TestFilter struct {
	Month, Day string
	State      TestState
	Query      string
	Path       string
	Button     string
	After      string // "day|id" of the last one seen
	Limit      int
}

func (f *TestFilter) where(a *db.Args, paths []string) []string {
	where := []string{a.Within("t.path", paths)}
	if f.Month != "" {
		where = append(where, "t.month = "+a.Add(f.Month))
	}
	if f.Day != "" {
		where = append(where, "t.day = "+a.Add(f.Day))
	}
	if f.Path != "" {
		where = append(where, a.Within("t.path", []string{f.Path}))
	}
	if f.Button != "" {
		where = append(where, "t.button_id = "+a.Add(f.Button))
	}
	if f.Query != "" {
		where = append(where, a.Contains(f.Query, "t.school_name", "t.button_name", "t.station_name"))
	}
	return where
}

func listTests(ctx context.Context, tx *db.Tx, paths []string, f TestFilter) ([]*JointTest, error) {
	var a db.Args
	where := f.where(&a, paths)
	if f.State != "" {
		where = append(where, "t.state = "+a.Add(string(f.State)))
	}
	if day, id, ok := strings.Cut(f.After, "|"); ok {
		where = append(where, "(t.day > "+a.Add(day)+" OR (t.day = "+a.Add(day)+" AND t.id > "+a.Add(id)+"))")
	}
	return db.All(ctx, tx, scanTest, selectTest+"WHERE "+strings.Join(where, " AND ")+
		" ORDER BY t.day, t.id LIMIT "+a.Add(f.Limit), a.Values()...)
}

// countTests counts the tests under the other filters by state; "" is their sum.
func countTests(ctx context.Context, tx *db.Tx, paths []string, f TestFilter) (map[string]int, error) {
	var a db.Args
	out := map[string]int{"": 0}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var state string
		var n int
		err := s.Scan(&state, &n)
		out[state] = n
		out[""] += n
		return err
	}, `SELECT t.state, COUNT(*) FROM alarm_tests t WHERE `+strings.Join(f.where(&a, paths), " AND ")+` GROUP BY t.state`, a.Values()...)
	return out, err
}

// openTest is the open test of a button in a month, not found if there is none.
func openTest(ctx context.Context, tx *db.Tx, buttonID, month string) (*JointTest, error) {
	return db.One(ctx, tx, scanTest, selectTest+`WHERE t.button_id = $1 AND t.month = $2
		AND t.state IN ('planned', 'announced', 'running')`, buttonID, month)
}

// pastTests are the open tests whose day is over.
func pastTests(ctx context.Context, tx *db.Tx, day string, limit int) ([]*JointTest, error) {
	return db.All(ctx, tx, scanTest, selectTest+`WHERE t.day < $1 AND t.state IN ('planned', 'announced', 'running')
		ORDER BY t.day, t.id LIMIT $2`, day, limit)
}

// announcedOn are the tests of a day of which the police were told.
func announcedOn(ctx context.Context, tx *db.Tx, day string) ([]*JointTest, error) {
	return db.All(ctx, tx, scanTest, selectTest+`WHERE t.day = $1 AND t.state = 'announced' ORDER BY t.path, t.id`, day)
}

// planned are the entries of a month that nobody has been told of, under paths.
func planned(ctx context.Context, tx *db.Tx, paths []string, month, from string) ([]*JointTest, error) {
	var a db.Args
	return db.All(ctx, tx, scanTest, selectTest+`WHERE t.month = `+a.Add(month)+` AND `+a.Within("t.path", paths)+`
		AND t.state = 'planned' AND t.day >= `+a.Add(from)+` ORDER BY t.path, t.id`, a.Values()...)
}

func setAnnounced(ctx context.Context, tx *db.Tx, paths []string, month, from string) error {
	var a db.Args
	set := `UPDATE alarm_tests SET version = version + 1, state = 'announced', announced_at = ` + a.Add(db.Millis(tx.Now))
	_, err := tx.Exec(ctx, set+` WHERE month = `+a.Add(month)+` AND `+a.Within("path", paths)+`
		AND state = 'planned' AND day >= `+a.Add(from), a.Values()...)
	return err
}

// loadOf counts the open tests of a month by station and day.
func loadOf(ctx context.Context, tx *db.Tx, month string) (Load, error) {
	out := Load{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var station, day string
		var n int
		err := s.Scan(&station, &day, &n)
		out[[2]string{station, day}] = n
		return err
	}, `SELECT station_id, day, COUNT(*) FROM alarm_tests WHERE month = $1
		AND state IN ('planned', 'announced', 'running') GROUP BY station_id, day`, month)
	return out, err
}

// theStation is the one police station that answers for a school.
const theStation = `LEFT JOIN (SELECT c.school_id, MIN(g.id) AS station_id FROM agency_coverage c
		JOIN agencies g ON g.id = c.agency_id AND g.kind = 'police_station' GROUP BY c.school_id) v ON v.school_id = b.school_id
	LEFT JOIN agencies g ON g.id = v.station_id `

// inDue is the condition that button b of school s is due in a month: there all
// the month, and, where the interval is longer than a month, not tested in the
// months before it.
func inDue(ctx context.Context, tx *db.Tx, a *db.Args, month string, paths []string) (string, error) {
	last := lastDay(month)
	where := `s.status = 'active' AND b.since <= ` + a.Add(last) + ` AND (b.retired_on = '' OR b.retired_on > ` + a.Add(last) + `)`
	slower, err := slowerCounties(ctx, tx, paths, month)
	if err != nil {
		return "", err
	}
	for months, counties := range slower {
		where += ` AND (NOT ` + a.Within("b.path", counties) + ` OR NOT EXISTS (SELECT 1 FROM alarm_tests e
			WHERE e.button_id = b.id AND e.month >= ` + a.Add(monthBefore(month, months-1)) + ` AND e.month < ` + a.Add(month) + `
			AND e.state IN ('passed', 'failed')))`
	}
	return where, nil
}

// intervalKey is the norm that says how often a button is tested: each month, in
// some places each quarter. It is read for the county, not school by school.
// (domain.md §5.6)
const intervalKey = "alarm.test_interval"

// slowerCounties are the counties that test less often than monthly, by months.
func slowerCounties(ctx context.Context, tx *db.Tx, paths []string, month string) (map[int][]string, error) {
	counties, err := db.All(ctx, tx, db.Value[string], `SELECT path FROM areas WHERE level = 'county'`)
	if err != nil {
		return nil, err
	}
	out := map[int][]string{}
	for _, county := range counties {
		if !touches(county, paths) {
			continue
		}
		n, err := intervalMonths(ctx, tx, county, month)
		if err != nil {
			return nil, err
		}
		if n > 1 {
			out[n] = append(out[n], county)
		}
	}
	return out, nil
}

func touches(path string, others []string) bool {
	for _, o := range others {
		if strings.HasPrefix(o, path) || strings.HasPrefix(path, o) {
			return true
		}
	}
	return false
}

// intervalMonths is the interval at a path in whole months, at least one.
func intervalMonths(ctx context.Context, tx *db.Tx, path, month string) (int, error) {
	p, _, err := norm.Length(ctx, tx, intervalKey, norm.Where{Path: path, Day: month + "-01"})
	if db.IsNotFound(err) {
		return 1, nil
	}
	return max(1, p.Years*12+p.Months), err
}

// dueButtons are the buttons under paths that are due in a month and have no
// test that is open or done, in the order of schools.
func dueButtons(ctx context.Context, tx *db.Tx, paths []string, month string) ([]Due, error) {
	var a db.Args
	due, err := inDue(ctx, tx, &a, month, paths)
	if err != nil {
		return nil, err
	}
	return db.All(ctx, tx, scanDue, `SELECT b.id, b.name, b.school_id, s.name, b.path, COALESCE(g.id, ''), COALESCE(g.name, '')
		FROM alarm_buttons b JOIN schools s ON s.id = b.school_id `+theStation+`
		WHERE `+a.Within("b.path", paths)+` AND b.status = 'active' AND `+due+` AND NOT EXISTS (SELECT 1 FROM alarm_tests t
			WHERE t.button_id = b.id AND t.month = `+a.Add(month)+` AND t.state IN ('planned', 'announced', 'running', 'passed', 'failed'))
		ORDER BY b.path, b.id`, a.Values()...)
}

func scanDue(s db.Scanner) (d Due, err error) {
	err = s.Scan(&d.ButtonID, &d.Button, &d.SchoolID, &d.SchoolName, &d.Path, &d.StationID, &d.Station)
	return d, err
}

// oneDue is a button as the plan needs it.
func oneDue(ctx context.Context, tx *db.Tx, buttonID string) (Due, error) {
	d, err := db.One(ctx, tx, scanDue, `SELECT b.id, b.name, b.school_id, s.name, b.path, COALESCE(g.id, ''), COALESCE(g.name, '')
		FROM alarm_buttons b JOIN schools s ON s.id = b.school_id `+theStation+` WHERE b.id = $1 AND b.status = 'active'`, buttonID)
	if db.IsNotFound(err) {
		return d, errButtonGone
	}
	return d, err
}

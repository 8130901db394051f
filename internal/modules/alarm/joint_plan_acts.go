package alarm

import (
	"context"
	"errors"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/notify"
)

// stationKey is the norm that says how many buttons one police station tests on
// one day at most. [D]
const (
	stationKey     = "alarm.test.station_day"
	stationDefault = 6
)

// PlanOrder asks for a month's plan of an area: on which days not, and between
// which minutes of the day.
type PlanOrder struct {
	Month    string   `json:"month" doc:"2026-09"`
	Path     string   `json:"path,omitempty" maxLength:"120" doc:"an area or a school; empty: all I may plan"`
	From     int      `json:"from" minimum:"0" maximum:"1440"`
	To       int      `json:"to" minimum:"0" maximum:"1440"`
	SkipDays []string `json:"skipDays,omitempty" maxItems:"31" doc:"holidays"`
}

// Planned says what became of an order.
type Planned struct {
	Placed  int `json:"placed"`
	Schools int `json:"schools"`
	Left    int `json:"left" doc:"buttons for which no station has a day left"`
}

// planPaths are the subtrees that an order is about, of those the actor plans.
func planPaths(ctx context.Context, path string) ([]string, error) {
	if err := access.RequireSomewhere(ctx, PermTestPlan); err != nil {
		return nil, err
	}
	if path == "" {
		return access.Areas(ctx, PermTestPlan), nil
	}
	return []string{path}, access.Require(ctx, PermTestPlan, path)
}

// planPiece is how many entries are written at once: a press does not wait for
// a whole city's plan.
const planPiece = 300

// GenerateTests plans every button that is due in a month and has no test yet.
// Asked again, it plans only what is new or was missed.
func (s *Service) GenerateTests(ctx context.Context, o PlanOrder) (*Planned, error) {
	paths, err := planPaths(ctx, o.Path)
	if err != nil {
		return nil, err
	}
	now := s.db.Clock().Now()
	// From tomorrow on: the police are told before.
	days := WorkingDays(o.Month, today(now.AddDate(0, 0, 1)), o.SkipDays)
	switch {
	case !validMonth(o.Month) || lastDay(o.Month) < today(now):
		return nil, errTestMonth
	case !validWindow(o.From, o.To):
		return nil, errTestWindow
	}
	out := &Planned{}
	var tests []*JointTest
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		due, err := dueButtons(ctx, tx, paths, o.Month)
		if err != nil {
			return err
		}
		load, err := loadOf(ctx, tx, o.Month)
		if err != nil {
			return err
		}
		on, left := Spread(due, days, load, func(_, path string) int {
			return s.limits.Now(ctx, stationKey, path, stationDefault)
		})
		out.Left = len(left)
		for _, d := range due {
			if day, ok := on[d.ButtonID]; ok {
				tests = append(tests, entry(d, day, o.From, o.To))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	out.Placed, out.Schools = len(tests), schoolsIn(tests)
	for piece := range slices.Chunk(tests, planPiece) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			if _, err := insertTests(ctx, tx, piece); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "alarm.tests_plan", o.Month, map[string]any{"paths": paths, "count": len(piece)})
		}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// entry is a new line of the plan.
func entry(d Due, day string, from, to int) *JointTest {
	return &JointTest{
		ID: id.New("jtt"), ButtonID: d.ButtonID, Button: d.Button, SchoolID: d.SchoolID, SchoolName: d.SchoolName, Path: d.Path,
		StationID: d.StationID, Station: d.Station, Month: day[:7], Day: day, From: from, To: to, State: TestPlanned,
	}
}

func schoolsIn(tests []*JointTest) int {
	seen := map[string]bool{}
	for _, t := range tests {
		seen[t.SchoolID] = true
	}
	return len(seen)
}

// PlanTest puts one button on the plan, for instance again after it failed.
func (s *Service) PlanTest(ctx context.Context, buttonID, day string, from, to int) (*JointTest, error) {
	var out *JointTest
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := oneDue(ctx, tx, buttonID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, d.Path, errButtonGone); err != nil {
			return err
		}
		if err := access.Require(ctx, PermTestPlan, d.Path); err != nil {
			return err
		}
		if !validDay(day) || day < today(tx.Now) {
			return errTestDay
		}
		if !validWindow(from, to) {
			return errTestWindow
		}
		t := entry(d, day, from, to)
		if n, err := insertTests(ctx, tx, []*JointTest{t}); err != nil || n == 0 {
			return errors.Join(err, taken(n))
		}
		if out, err = getTest(ctx, tx, t.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "alarm.test_plan", t.ID, map[string]any{"button": buttonID, "day": day})
	})
	return out, err
}

func taken(n int64) error {
	if n == 0 {
		return errTestPlanned
	}
	return nil
}

// MoveTest puts a test on another day of its month or in another window.
func (s *Service) MoveTest(ctx context.Context, testID string, version int64, day string, from, to int) (*JointTest, error) {
	return s.onTest(ctx, testID, PermTestPlan, version, "alarm.test_move", map[string]any{"day": day, "from": from, "to": to},
		func(tx *db.Tx, t *JointTest) error { return t.Move(day, from, to, today(tx.Now)) })
}

// CancelTest takes a test off the plan, with a reason.
func (s *Service) CancelTest(ctx context.Context, testID string, version int64, reason string) (*JointTest, error) {
	reason = clip(reason, maxNote)
	return s.onTest(ctx, testID, PermTestPlan, version, "alarm.test_cancel", map[string]any{"reason": reason},
		func(_ *db.Tx, t *JointTest) error { return t.Cancel(reason) })
}

// onTest is the shape of every verb on a test: load, authorise, decide, save,
// record; then whatever else belongs into the same transaction.
func (s *Service) onTest(ctx context.Context, testID string, perm access.Perm, version int64, action string, detail any,
	do func(*db.Tx, *JointTest) error, then ...func(*db.Tx, *JointTest) error,
) (*JointTest, error) {
	var out *JointTest
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := lockTest(ctx, tx, testID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, t.Path, errTestGone); err != nil {
			return err
		}
		if err := access.Require(ctx, perm, t.Path); err != nil {
			return err
		}
		if t.Version != version {
			return errStale.With("state", string(t.State))
		}
		if err := do(tx, t); err != nil {
			return err
		}
		if err := updateTest(ctx, tx, t); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, action, t.ID, detail); err != nil {
			return err
		}
		for _, next := range then {
			if err := next(tx, t); err != nil {
				return err
			}
		}
		out, err = getTest(ctx, tx, testID)
		return err
	})
	return out, err
}

// Announced says how many tests were announced and how many people were told.
type Announced struct {
	Tests  int `json:"tests"`
	People int `json:"people"`
}

// AnnounceTests tells the stations and the command of every test of a month that
// they do not know of yet. (Yiwu: with prior notice to command centre and station)
func (s *Service) AnnounceTests(ctx context.Context, month, path string) (*Announced, error) {
	paths, err := planPaths(ctx, path)
	if err != nil {
		return nil, err
	}
	if !validMonth(month) {
		return nil, errTestMonth
	}
	out := &Announced{}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		tests, err := planned(ctx, tx, paths, month, today(tx.Now))
		if err != nil || len(tests) == 0 {
			return err
		}
		if err := setAnnounced(ctx, tx, paths, month, today(tx.Now)); err != nil {
			return err
		}
		letters, err := s.policeLetters(ctx, tx, tests)
		if err != nil {
			return err
		}
		told := map[string]bool{}
		for _, l := range letters {
			for _, p := range l.to {
				told[p] = true
			}
			if err := s.notify.Send(ctx, tx, notify.Message{
				Room: "alarm", Kind: "tests_announced", SubjectID: month, Path: paths[0], Mode: notify.Test, To: l.to,
				Link:   "/joint-tests?month=" + month,
				Params: map[string]any{"month": month, "n": l.n, "first": l.first},
			}); err != nil {
				return err
			}
		}
		*out = Announced{Tests: len(tests), People: len(told)}
		return audit.Record(ctx, tx, "alarm.tests_announce", month, map[string]any{"paths": paths, "tests": len(tests), "people": len(told)})
	})
	return out, err
}

// policeLetter is one message to those who are concerned by the same tests.
type policeLetter struct {
	to    []string
	n     int
	first string // the earliest day
	key   string
}

// policeLetters groups the police by what concerns them, so that the command
// gets one message and not one per station.
func (s *Service) policeLetters(ctx context.Context, tx *db.Tx, tests []*JointTest) ([]policeLetter, error) {
	type group struct {
		n     int
		first string
	}
	groups := map[string]*group{}
	concerned := map[string][]string{} // person → groups
	for _, t := range tests {
		area := t.Path[:strings.LastIndex(strings.TrimSuffix(t.Path, "/"), "/")+1]
		key := t.StationID + " " + area
		g, known := groups[key]
		if !known {
			g = &group{first: t.Day}
			groups[key] = g
			people, err := s.police(ctx, tx, t)
			if err != nil {
				return nil, err
			}
			for _, p := range people {
				concerned[p] = append(concerned[p], key)
			}
		}
		g.n++
		g.first = min(g.first, t.Day)
	}
	byKey := map[string]*policeLetter{}
	for person, keys := range concerned {
		slices.Sort(keys)
		key := strings.Join(keys, ",")
		l, known := byKey[key]
		if !known {
			l = &policeLetter{key: key, first: groups[keys[0]].first}
			for _, k := range keys {
				l.n += groups[k].n
				l.first = min(l.first, groups[k].first)
			}
			byKey[key] = l
		}
		l.to = append(l.to, person)
	}
	out := make([]policeLetter, 0, len(byKey))
	for _, l := range byKey {
		slices.Sort(l.to)
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b policeLetter) int { return strings.Compare(a.key, b.key) })
	return out, nil
}

// police are those who are told of a test: who works at the station, and who
// answers for the area at a police desk.
func (s *Service) police(ctx context.Context, tx *db.Tx, t *JointTest) ([]string, error) {
	people, err := s.holders.Holders(ctx, tx, s.roles.Desk, t.Path)
	if err != nil {
		return nil, err
	}
	own, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM people WHERE agency_id = $1 AND $1 <> '' AND status = 'active'`, t.StationID)
	people = append(people, own...)
	slices.Sort(people)
	return slices.Compact(people), err
}

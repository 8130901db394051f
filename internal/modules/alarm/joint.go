package alarm

import (
	"slices"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// A joint test (联测) proves a button: it is pressed on an announced day, the
// police accept and come as if it were real, and what the alarm measured is
// held against the norms. Nobody types a time. (domain.md §5.6)

// PermTestPlan plans joint tests and tells the police; PermTest runs them and
// signs for the school. The police sign with PermAccept.
const (
	PermTestPlan access.Perm = "alarm.test_plan"
	PermTest     access.Perm = "alarm.test"
)

// TestState is how far a joint test has come.
type TestState string

// The states, in order; the last four are ends.
const (
	TestPlanned   TestState = "planned"   // 已排期
	TestAnnounced TestState = "announced" // 已通知公安
	TestRunning   TestState = "running"   // 联测中
	TestPassed    TestState = "passed"    // 合格
	TestFailed    TestState = "failed"    // 不合格
	TestMissed    TestState = "missed"    // 未测
	TestCancelled TestState = "cancelled" // 已取消
)

// Check is what people saw: yes, no, none where nothing is installed, "" while
// nobody has said.
type Check string

// The answers.
const (
	Yes          Check = "yes"
	No           Check = "no"
	NotInstalled Check = "none"
)

// Signature is one side's word for a record: who and when.
type Signature struct {
	By  string
	Who string
	At  time.Time
}

// Rule is a norm a test was judged by: the version of the register, its number
// and where it comes from. (house.md §5)
type Rule struct {
	Key   string `json:"key"`
	ID    string `json:"id" doc:"the version of the norm register"`
	Value int    `json:"value"`
	Basis string `json:"basis"`
	Mark  string `json:"mark"`
}

// JointTest is one test of one button. From and To are minutes of the day.
type JointTest struct {
	ID      string
	Version int64

	ButtonID, Button           string
	SchoolID, SchoolName, Path string
	PlaceID                    string
	StationID, Station         string
	Month, Day                 string
	From, To                   int
	State                      TestState
	Unannounced                bool
	AnnouncedAt                time.Time
	CancelReason               string
	AlarmID, AlarmNo           string
	AlarmState                 State
	T0, T1, T2, T5             time.Time
	Located, Video, Talk       Check
	Problem, Fix               string
	School, Police             Signature
	Reasons                    []string
	Norms                      []Rule
	JudgedAt                   time.Time
}

// The refusals of joint tests.
var (
	errTestGone     = errs.NotFound("alarm.test_not_found")
	errTestState    = errs.Conflict("alarm.test_not_now")
	errTestDay      = errs.Invalid("alarm.test_day_wrong", errs.Field{Name: "day", Code: "alarm.test_day_wrong"})
	errTestWindow   = errs.Invalid("alarm.test_window_wrong", errs.Field{Name: "to", Code: "alarm.test_window_wrong"})
	errTestReason   = errs.Invalid("alarm.test_reason_needed", errs.Field{Name: "reason", Code: "required"})
	errTestBlank    = errs.Conflict("alarm.test_form_blank")
	errTestUnproven = errs.Conflict("alarm.test_not_measured")
	errTestSigned   = errs.Conflict("alarm.test_signed_already")
	errTestBothSide = errs.Conflict("alarm.test_one_side_only")
	errTestPlanned  = errs.Conflict("alarm.test_planned_already")
	errTestMonth    = errs.Invalid("alarm.test_month_wrong", errs.Field{Name: "month", Code: "alarm.test_month_wrong"})
)

// Open reports whether the test still lies ahead or is under way.
func (t *JointTest) Open() bool {
	return t.State == TestPlanned || t.State == TestAnnounced || t.State == TestRunning
}

// Move puts a test on another day or window. Whoever was told of the old one
// has to be told anew.
func (t *JointTest) Move(day string, from, to int, today string) error {
	switch {
	case t.State != TestPlanned && t.State != TestAnnounced:
		return errTestState.With("state", string(t.State))
	case !validDay(day) || day[:7] != t.Month || day < today:
		return errTestDay
	case !validWindow(from, to):
		return errTestWindow
	}
	t.Day, t.From, t.To, t.State, t.AnnouncedAt = day, from, to, TestPlanned, time.Time{}
	return nil
}

// Cancel takes a test off the plan; the button stays due.
func (t *JointTest) Cancel(reason string) error {
	if t.State != TestPlanned && t.State != TestAnnounced {
		return errTestState.With("state", string(t.State))
	}
	if reason == "" {
		return errTestReason
	}
	t.State, t.CancelReason = TestCancelled, reason
	return nil
}

// Announce says that the police have been told.
func (t *JointTest) Announce(now time.Time) {
	t.State, t.AnnouncedAt = TestAnnounced, now
}

// Start binds the press to the test. A press that the police were not told of
// for this day counts, and is marked.
func (t *JointTest) Start(alarmID, today string) error {
	if t.State != TestPlanned && t.State != TestAnnounced {
		return errTestState.With("state", string(t.State))
	}
	t.Unannounced = t.State != TestAnnounced || t.Day != today
	t.State, t.AlarmID, t.Day = TestRunning, alarmID, today
	return nil
}

// Report is the part of the record that people judge.
type Report struct {
	Located Check  `json:"located" enum:"yes,no,none"`
	Video   Check  `json:"video" enum:"yes,no,none"`
	Talk    Check  `json:"talk" enum:"yes,no,none"`
	Problem string `json:"problem,omitempty" maxLength:"500"`
	Fix     string `json:"fix,omitempty" maxLength:"500"`
}

// Record writes down what people saw. What was signed before is no longer what
// stands there, so it has to be signed again.
func (t *JointTest) Record(r Report) error {
	if t.State != TestRunning {
		return errTestState.With("state", string(t.State))
	}
	t.Located, t.Video, t.Talk = r.Located, r.Video, r.Talk
	t.Problem, t.Fix = clip(r.Problem, maxNote), clip(r.Fix, maxNote)
	t.School, t.Police = Signature{}, Signature{}
	return nil
}

// Sides of a record.
const (
	SideSchool = "school"
	SidePolice = "police"
)

// Sign is one side's word that the record is right. A test that the end of its
// day has judged may still be signed; that changes nothing else.
func (t *JointTest) Sign(side string, by access.Actor, l TestLimits, now time.Time) error {
	mine, other := &t.School, &t.Police
	if side == SidePolice {
		mine, other = other, mine
	}
	switch {
	case t.State != TestRunning && t.State != TestPassed && t.State != TestFailed:
		return errTestState.With("state", string(t.State))
	case !mine.At.IsZero():
		return errTestSigned.With("who", mine.Who)
	case other.By == by.ID:
		return errTestBothSide
	case t.State == TestRunning && (t.Located == "" || t.Video == "" || t.Talk == ""):
		return errTestBlank
	case t.State == TestRunning && !t.measured(l):
		return errTestUnproven
	}
	*mine = Signature{By: by.ID, Who: by.Name, At: now}
	return nil
}

// Signed reports whether both sides have signed.
func (t *JointTest) Signed() bool { return !t.School.At.IsZero() && !t.Police.At.IsZero() }

// measured reports whether nothing more will be measured.
func (t *JointTest) measured(l TestLimits) bool {
	over := t.AlarmState == Resolved || t.AlarmState == Reset
	return over || (!t.T2.IsZero() && (!l.ArriveNeeded || !t.T5.IsZero()))
}

// TestLimits are the norms a joint test is judged by, with their sources.
type TestLimits struct {
	Accept, Arrive time.Duration
	ArriveNeeded   bool
	Rules          []Rule
}

// Faults are why a test would fail, none if it passes; in this order.
const (
	FaultNotAccepted = "not_accepted"
	FaultAcceptLate  = "accept_late"
	FaultNotArrived  = "not_arrived"
	FaultArriveLate  = "arrive_late"
	FaultLocation    = "location"
	FaultVideo       = "video"
	FaultTalk        = "talk"
)

// Faults holds the test against the norms. What is not installed cannot fail.
func (t *JointTest) Faults(l TestLimits) []string {
	out := []string{}
	switch {
	case t.T2.IsZero():
		out = append(out, FaultNotAccepted)
	case t.T2.Sub(t.T0) > l.Accept:
		out = append(out, FaultAcceptLate)
	}
	switch {
	case t.T5.IsZero() && l.ArriveNeeded:
		out = append(out, FaultNotArrived)
	case !t.T5.IsZero() && l.ArriveNeeded && t.T5.Sub(t.T0) > l.Arrive:
		out = append(out, FaultArriveLate)
	}
	for _, c := range []struct {
		said  Check
		fault string
	}{{t.Located, FaultLocation}, {t.Video, FaultVideo}, {t.Talk, FaultTalk}} {
		if c.said == No {
			out = append(out, c.fault)
		}
	}
	return out
}

// Finish judges the test for good.
func (t *JointTest) Finish(l TestLimits, now time.Time) {
	t.Reasons, t.Norms, t.JudgedAt, t.State = t.Faults(l), l.Rules, now, TestPassed
	if len(t.Reasons) > 0 {
		t.State = TestFailed
	}
}

// DayOver says what becomes of a test when its day has passed: what was not
// pressed was missed, what was pressed is judged by what there is.
func (t *JointTest) DayOver(l TestLimits, now time.Time) {
	switch t.State {
	case TestPlanned, TestAnnounced:
		t.State, t.JudgedAt = TestMissed, now
	case TestRunning:
		t.Finish(l, now)
	}
}

func validDay(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return err == nil && len(day) == len(time.DateOnly)
}

func validMonth(month string) bool { return validDay(month + "-01") }

const dayMinutes = 24 * 60

func validWindow(from, to int) bool { return from >= 0 && from < to && to <= dayMinutes }

// today is the business day of an instant.
func today(at time.Time) string { return at.In(city).Format(time.DateOnly) }

// lastDay is the last day of a month.
func lastDay(month string) string {
	first, _ := time.Parse(time.DateOnly, month+"-01")
	return first.AddDate(0, 1, -1).Format(time.DateOnly)
}

// monthBefore is the month n months before another.
func monthBefore(month string, n int) string {
	first, _ := time.Parse(time.DateOnly, month+"-01")
	return first.AddDate(0, -n, 0).Format("2006-01")
}

// WorkingDays are Monday to Friday of a month, from a day on, without those that
// are skipped.
func WorkingDays(month, from string, skip []string) []string {
	day, err := time.Parse(time.DateOnly, month+"-01")
	if err != nil {
		return nil
	}
	var out []string
	for ; day.Format("2006-01") == month; day = day.AddDate(0, 0, 1) {
		text, wd := day.Format(time.DateOnly), day.Weekday()
		if wd != time.Saturday && wd != time.Sunday && text >= from && !slices.Contains(skip, text) {
			out = append(out, text)
		}
	}
	return out
}

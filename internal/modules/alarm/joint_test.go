package alarm

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

var normal = TestLimits{Accept: 30 * time.Second, Arrive: 300 * time.Second, ArriveNeeded: true}

func TestWhyATestFails(t *testing.T) {
	at := func(s int) time.Time { return morning.Add(time.Duration(s) * time.Second) }
	none := time.Time{}
	noArrival := normal
	noArrival.ArriveNeeded = false
	for _, c := range []struct {
		name                 string
		t2, t5               time.Time
		located, video, talk Check
		limits               TestLimits
		want                 []string
	}{
		{"all well", at(12), at(200), Yes, Yes, Yes, normal, nil},
		{"on the very second", at(30), at(300), Yes, Yes, Yes, normal, nil},
		{"no intercom there", at(12), at(200), Yes, Yes, NotInstalled, normal, nil},
		{"accepted late", at(31), at(200), Yes, Yes, Yes, normal, []string{FaultAcceptLate}},
		{"nobody accepted", none, none, Yes, Yes, Yes, normal, []string{FaultNotAccepted, FaultNotArrived}},
		{"arrived late", at(12), at(301), Yes, Yes, Yes, normal, []string{FaultArriveLate}},
		{"never arrived", at(12), none, Yes, Yes, Yes, normal, []string{FaultNotArrived}},
		{"arrival not asked for", at(12), none, Yes, Yes, Yes, noArrival, nil},
		{"arrival not asked for, came late", at(12), at(900), Yes, Yes, Yes, noArrival, nil},
		{"no picture, no sound, elsewhere", at(12), at(200), No, No, No, normal, []string{FaultLocation, FaultVideo, FaultTalk}},
		{"nobody filled the form", at(12), at(200), "", "", "", normal, nil},
	} {
		test := &JointTest{State: TestRunning, T0: morning, T2: c.t2, T5: c.t5, Located: c.located, Video: c.video, Talk: c.talk}
		if got := test.Faults(c.limits); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		test.Finish(c.limits, at(900))
		if want := map[bool]TestState{true: TestPassed, false: TestFailed}[len(c.want) == 0]; test.State != want {
			t.Errorf("%s: %s", c.name, test.State)
		}
	}
}

func TestWhatAStateOfATestForbids(t *testing.T) {
	guard := access.Actor{ID: "per_guard", Name: "张"}
	officer := access.Actor{ID: "per_officer", Name: "王"}
	in := func(s TestState) *JointTest {
		return &JointTest{State: s, Month: "2026-09", Day: "2026-09-10", T0: morning, T2: morning.Add(time.Second), T5: morning.Add(time.Minute)}
	}
	full := func() *JointTest {
		x := in(TestRunning)
		x.Located, x.Video, x.Talk = Yes, Yes, Yes
		return x
	}
	unmeasured := full()
	unmeasured.T5 = time.Time{}
	overInTime := full()
	overInTime.T5, overInTime.AlarmState = time.Time{}, Resolved
	half := full()
	half.School = Signature{By: guard.ID, Who: guard.Name, At: morning}
	for _, c := range []struct {
		name string
		err  error
		code string
	}{
		{"move what runs", in(TestRunning).Move("2026-09-11", 540, 600, "2026-09-07"), "alarm.test_not_now"},
		{"move to another month", in(TestPlanned).Move("2026-10-11", 540, 600, "2026-09-07"), "alarm.test_day_wrong"},
		{"move into the past", in(TestPlanned).Move("2026-09-06", 540, 600, "2026-09-07"), "alarm.test_day_wrong"},
		{"move to no day", in(TestPlanned).Move("2026-09-31", 540, 600, "2026-09-07"), "alarm.test_day_wrong"},
		{"end before the beginning", in(TestPlanned).Move("2026-09-11", 600, 540, "2026-09-07"), "alarm.test_window_wrong"},
		{"move", in(TestAnnounced).Move("2026-09-11", 540, 600, "2026-09-07"), ""},
		{"cancel without a reason", in(TestPlanned).Cancel(""), "alarm.test_reason_needed"},
		{"cancel what is done", in(TestPassed).Cancel("放假"), "alarm.test_not_now"},
		{"start twice", in(TestRunning).Start("alm_2", "2026-09-10"), "alarm.test_not_now"},
		{"start what was missed", in(TestMissed).Start("alm_2", "2026-09-10"), "alarm.test_not_now"},
		{"record what is judged", in(TestPassed).Record(Report{Located: Yes}), "alarm.test_not_now"},
		{"sign a blank form", in(TestRunning).Sign(SideSchool, guard, normal, morning), "alarm.test_form_blank"},
		{"sign before anybody came", unmeasured.Sign(SideSchool, guard, normal, morning), "alarm.test_not_measured"},
		{"sign what was closed without arrival", overInTime.Sign(SideSchool, guard, normal, morning), ""},
		{"sign twice", half.Sign(SideSchool, officer, normal, morning), "alarm.test_signed_already"},
		{"sign for both", half.Sign(SidePolice, guard, normal, morning), "alarm.test_one_side_only"},
		{"sign for the other side", half.Sign(SidePolice, officer, normal, morning), ""},
	} {
		if got := errs.Code(c.err); got != c.code {
			t.Errorf("%s: got %q, want %q", c.name, got, c.code)
		}
	}
}

func TestAChangedRecordIsSignedAnew(t *testing.T) {
	x := &JointTest{State: TestRunning, School: Signature{By: "a", At: morning}, Police: Signature{By: "b", At: morning}}
	if err := x.Record(Report{Located: Yes, Video: No, Talk: Yes}); err != nil || x.Signed() || !x.School.At.IsZero() {
		t.Fatalf("%v %+v", err, x)
	}
}

func TestAPressNobodyWasToldOfIsMarked(t *testing.T) {
	for _, c := range []struct {
		state TestState
		day   string
		want  bool
	}{
		{TestAnnounced, "2026-09-10", false}, {TestPlanned, "2026-09-10", true}, {TestAnnounced, "2026-09-11", true},
	} {
		x := &JointTest{State: c.state, Day: c.day}
		if err := x.Start("alm_1", "2026-09-10"); err != nil || x.Unannounced != c.want || x.Day != "2026-09-10" {
			t.Errorf("%+v: %v %+v", c, err, x)
		}
	}
}

func TestWorkingDaysLeaveOutWeekendsAndHolidays(t *testing.T) {
	got := WorkingDays("2026-10", "2026-10-05", []string{"2026-10-05", "2026-10-06", "2026-10-07"})
	if len(got) != 17 || got[0] != "2026-10-08" || got[len(got)-1] != "2026-10-30" || slices.Contains(got, "2026-10-10") {
		t.Fatalf("%v", got)
	}
	if WorkingDays("2026-13", "", nil) != nil {
		t.Fatal("a thirteenth month")
	}
}

// Schools of one station are spread, the buttons of a school stay together, and
// nobody gets more than he can do.
func TestSpread(t *testing.T) {
	days := WorkingDays("2026-09", "", nil)
	var due []Due
	for i := range 40 {
		for b := range 3 {
			due = append(due, Due{ButtonID: fmt.Sprintf("btn_%02d_%d", i, b), SchoolID: fmt.Sprintf("sch_%02d", i), StationID: fmt.Sprint("agy_", i%2)})
		}
	}
	six := func(string, string) int { return 6 }
	load := Load{}
	on, left := Spread(due, days, load, six)
	if len(left) != 0 || len(on) != len(due) {
		t.Fatalf("placed %d of %d, left %d", len(on), len(due), len(left))
	}
	most, used := 0, map[string]bool{}
	for key, n := range load {
		most, used[key[1]] = max(most, n), true
	}
	if most > 6 || len(used) < 18 {
		t.Errorf("at most %d a day, on %d of %d days", most, len(used), len(days))
	}
	for i := range 40 {
		first := on[fmt.Sprintf("btn_%02d_0", i)]
		for b := 1; b < 3; b++ {
			if got := on[fmt.Sprintf("btn_%02d_%d", i, b)]; got != first {
				t.Errorf("school %d is tested on %s and %s", i, first, got)
			}
		}
	}
	// Two days, four places a day, fifteen buttons: eight are planned, the rest is told.
	on, left = Spread(due[:15], days[:2], Load{}, func(string, string) int { return 2 })
	if len(on) != 8 || len(left) != 7 {
		t.Errorf("placed %d, left %d", len(on), len(left))
	}
	if on, left = Spread(due[:3], nil, Load{}, six); len(on) != 0 || len(left) != 3 {
		t.Errorf("without a day placed %d", len(on))
	}
}

func TestDaysSince(t *testing.T) {
	now := time.Date(2026, 9, 7, 0, 30, 0, 0, city).UnixMilli()
	for _, c := range []struct {
		at   int64
		want int
	}{
		{0, -1}, {now, 0}, {now - 31*60*1000, 1}, {time.Date(2026, 8, 7, 23, 0, 0, 0, city).UnixMilli(), 31},
	} {
		if got := daysSince(c.at, now); got != c.want {
			t.Errorf("%d: %d, want %d", c.at, got, c.want)
		}
	}
}

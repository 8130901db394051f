package alarm_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/alarm"
)

const (
	county    = "xianju"
	principal = "xiaozhang"
	safety    = "anquan"
	month     = "2026-09"
)

type testList struct {
	Items  []alarm.TestCard `json:"items"`
	Counts map[string]int   `json:"counts"`
}

type rates struct {
	Sum   alarm.Rate   `json:"sum"`
	Items []alarm.Rate `json:"items"`
}

func post[T any](a *apptest.App, as, path string, body any) (out T) {
	a.Do(as, http.MethodPost, path, body).Into(&out)
	return out
}

func get[T any](a *apptest.App, as, path string) (out T) {
	a.Do(as, http.MethodGet, path, nil).Into(&out)
	return out
}

// september plans and announces the month for the county, and returns what is
// planned at the guard's school.
func september(t *testing.T, a *apptest.App) []alarm.TestCard {
	t.Helper()
	p := post[alarm.Planned](a, county, "/api/v1/joint-tests/generate", map[string]any{"month": month, "from": 570, "to": 660})
	if p.Placed == 0 || p.Left != 0 {
		t.Fatalf("planned %+v", p)
	}
	told := post[alarm.Announced](a, county, "/api/v1/joint-tests/announce", map[string]any{"month": month})
	if told.Tests != p.Placed || told.People < 2 {
		t.Fatalf("announced %+v of %+v", told, p)
	}
	own := get[testList](a, guard, "/api/v1/joint-tests?month="+month).Items
	if len(own) < 2 {
		t.Fatalf("at the guard's school: %+v", own)
	}
	return own
}

// toMorningOf moves the clock to half past nine of a day.
func toMorningOf(t *testing.T, a *apptest.App, day string) {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" 09:30", time.FixedZone("CST", 8*3600))
	if err != nil {
		t.Fatal(err)
	}
	later(a, at.Sub(a.Clock.Now()))
}

// later moves the clock so far that everybody has to log in again.
func later(a *apptest.App, d time.Duration) {
	a.Later(d)
	for _, who := range []string{guard, police, county, principal, safety, bureau, "paichusuo"} {
		a.Forget(who)
	}
}

func chore(t *testing.T, a *apptest.App, kind string) {
	t.Helper()
	if err := a.Chore(context.Background(), kind); err != nil {
		t.Fatal(err)
	}
}

func reload(a *apptest.App, as, id string) alarm.TestCard {
	return get[struct{ Test alarm.TestCard }](a, as, "/api/v1/joint-tests/"+id).Test
}

// respond lets the desk accept and arrive, each so many seconds after the last.
func respond(a *apptest.App, c *alarm.Card, accept, arrive time.Duration) {
	a.Later(accept)
	act(a, police, c, "accept", nil)
	a.Later(arrive)
	act(a, police, c, "arrive", nil)
}

var allWell = map[string]any{"located": "yes", "video": "yes", "talk": "none", "problem": "", "fix": ""}

// sign fills in the form as the guard and signs for both sides.
func sign(t *testing.T, a *apptest.App, id string, report map[string]any) alarm.TestCard {
	t.Helper()
	x := reload(a, guard, id)
	report["version"] = x.Version
	x = post[alarm.TestCard](a, guard, "/api/v1/joint-tests/"+id+"/record", report)
	x = post[alarm.TestCard](a, safety, "/api/v1/joint-tests/"+id+"/sign", map[string]any{"version": x.Version, "side": "school"})
	if x.State != alarm.TestRunning {
		t.Fatalf("one signature judged the test: %+v", x)
	}
	return post[alarm.TestCard](a, police, "/api/v1/joint-tests/"+id+"/sign", map[string]any{"version": x.Version, "side": "police"})
}

func inbox(a *apptest.App, as, title string) (n int) {
	for _, m := range get[struct {
		Items []struct{ Title, Mode, Lane string } `json:"items"`
	}](a, as, "/api/v1/notices").Items {
		if m.Title == title && m.Mode == "test" && m.Lane == "normal" {
			n++
		}
	}
	return n
}

// The county plans the month and tells the police; on the day the guard presses,
// the desk accepts and comes, both sides sign, and the button is proven.
func TestAJointTestFromPlanToRecord(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		before := get[rates](a, county, "/api/v1/joint-tests/rates?month="+month)
		own := september(t, a)
		if inbox(a, police, "alarm.notice.tests_announced") != 1 || inbox(a, "paichusuo", "alarm.notice.tests_announced") != 1 {
			t.Fatal("the police were not told of the plan")
		}
		if again := post[alarm.Planned](a, county, "/api/v1/joint-tests/generate", map[string]any{"month": month, "from": 570, "to": 660}); again.Placed != 0 {
			t.Fatalf("planned twice: %+v", again)
		}
		test := own[0]
		toMorningOf(t, a, test.Day)
		chore(t, a, "alarm.tests_morning")
		chore(t, a, "alarm.tests_morning")
		if inbox(a, police, "alarm.notice.tests_today") != 1 || inbox(a, guard, "alarm.notice.test_today") != 1 {
			t.Fatal("nobody, or somebody twice, was told in the morning")
		}
		today := get[testList](a, guard, "/api/v1/joint-tests/today").Items
		if len(today) == 0 || today[0].Next[0] != "start" {
			t.Fatalf("on the guard's phone: %+v", today)
		}

		c := post[alarm.Card](a, guard, "/api/v1/joint-tests/"+test.ID+"/start", nil)
		if c.Mode != alarm.Test || c.Source != "test" || c.Place == "" || c.Severity != "slight" {
			t.Fatalf("pressed as %+v", c)
		}
		if r := a.Do(guard, http.MethodPost, "/api/v1/joint-tests/"+test.ID+"/start", nil); r.Code() != "alarm.test_not_now" {
			t.Fatalf("started twice: %d", r.Status)
		}
		respond(a, &c, 9*time.Second, 150*time.Second)
		test = sign(t, a, test.ID, allWell)
		if test.State != alarm.TestPassed || test.Unannounced || test.T2-test.T0 != 9000 || test.T5-test.T0 != 159_000 ||
			test.SchoolSign == nil || test.PoliceSign == nil || len(test.Norms) != 3 || test.Norms[0].ID == "" {
			t.Fatalf("the record: %+v", test)
		}
		after := get[rates](a, county, "/api/v1/joint-tests/rates?month="+month)
		if before.Sum.Tested != 0 || after.Sum.Tested != 1 || after.Sum.Passed != 1 || after.Sum.Due != before.Sum.Due || after.Items[0].Name != "忻府区" {
			t.Fatalf("completion %+v, was %+v", after, before)
		}
		if b := get[struct{ Items []alarm.Button }](a, guard, "/api/v1/alarm-buttons?limit=100").Items; b[len(b)-1].Days != 0 || b[len(b)-1].ID != test.ButtonID {
			t.Fatalf("the register ends with %+v", b[len(b)-1])
		}
		story := detail(a, police, c.ID).Timeline
		if story[1].Kind != "test_started" || story[len(story)-1].Kind != "test_judged" {
			t.Fatalf("the alarm's story: %+v", story)
		}
	})
}

// A desk that takes its time fails the test: a fact for the other rooms, a task
// for the school's safety officer that the next good test takes off his list.
func TestAJointTestThatWasAcceptedTooLate(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		test := september(t, a)[0]
		toMorningOf(t, a, test.Day)
		c := post[alarm.Card](a, guard, "/api/v1/joint-tests/"+test.ID+"/start", nil)
		respond(a, &c, 31*time.Second, 100*time.Second)
		if d := get[struct{ Faults []string }](a, police, "/api/v1/joint-tests/"+test.ID); len(d.Faults) != 1 || d.Faults[0] != "accept_late" {
			t.Fatalf("it would be judged %+v", d)
		}
		test = sign(t, a, test.ID, allWell)
		if test.State != alarm.TestFailed || len(test.Faults) != 1 || test.Faults[0] != "accept_late" {
			t.Fatalf("judged %s for %v", test.State, test.Faults)
		}
		tasks := func() (n int) {
			for _, x := range get[struct {
				Items []struct{ Kind, SubjectID string } `json:"items"`
			}](a, safety, "/api/v1/todos").Items {
				if x.Kind == "test_failed" && x.SubjectID == test.ButtonID {
					n++
				}
			}
			return n
		}
		if tasks() != 1 {
			t.Fatal("nothing waits for the safety officer")
		}
		later(a, time.Hour)
		again := post[alarm.TestCard](a, county, "/api/v1/joint-tests", map[string]any{"buttonId": test.ButtonID, "day": test.Day, "from": 600, "to": 700})
		c = post[alarm.Card](a, guard, "/api/v1/joint-tests/"+again.ID+"/start", nil)
		respond(a, &c, 5*time.Second, 100*time.Second)
		if again = sign(t, a, again.ID, allWell); again.State != alarm.TestPassed || !again.Unannounced || tasks() != 0 {
			t.Fatalf("after the second test %s, unannounced %v, %d tasks", again.State, again.Unannounced, tasks())
		}
	})
}

// What nobody pressed by the end of its day was missed; what was pressed and
// never signed is judged by what was measured.
func TestTheDayEnds(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		own := september(t, a)
		pressed, forgotten := own[0], own[1]
		toMorningOf(t, a, pressed.Day)
		c := post[alarm.Card](a, guard, "/api/v1/joint-tests/"+pressed.ID+"/start", nil)
		a.Later(20 * time.Second)
		act(a, police, &c, "accept", nil)
		chore(t, a, "alarm.tests_over")
		if x := reload(a, county, pressed.ID); x.State != alarm.TestRunning {
			t.Fatalf("judged before its day was over: %s", x.State)
		}
		toMorningOf(t, a, "2026-10-01")
		chore(t, a, "alarm.tests_over")
		if x := reload(a, county, pressed.ID); x.State != alarm.TestFailed || x.Faults[0] != "not_arrived" || x.T2-x.T0 != 20_000 {
			t.Fatalf("pressed: %+v", x)
		}
		if x := reload(a, county, forgotten.ID); x.State != alarm.TestMissed {
			t.Fatalf("forgotten: %+v", x)
		}
		if got := get[testList](a, county, "/api/v1/joint-tests?month="+month).Counts; got["announced"] != 0 || got["missed"] != got[""]-1 {
			t.Fatalf("the month ended with %v", got)
		}
		x := reload(a, safety, pressed.ID)
		late := post[alarm.TestCard](a, safety, "/api/v1/joint-tests/"+pressed.ID+"/sign", map[string]any{"version": x.Version, "side": "school"})
		if late.State != alarm.TestFailed || late.SchoolSign == nil {
			t.Fatalf("a late signature: %+v", late)
		}
	})
}

// A press in test mode that nobody was told of is an alarm all the same, and is
// marked; with no plan at all it makes its own record.
func TestAnUnannouncedTest(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		button := get[struct{ Items []alarm.Button }](a, guard, "/api/v1/alarm-buttons").Items[0]
		c := press(a, guard, "t1", map[string]any{"mode": "test", "schoolId": button.SchoolID, "placeId": button.PlaceID})
		if c.Mode != alarm.Test || c.State != alarm.Waiting {
			t.Fatalf("%+v", c)
		}
		tests := get[testList](a, police, "/api/v1/joint-tests?month="+month).Items
		if len(tests) != 1 || !tests[0].Unannounced || tests[0].State != alarm.TestRunning || tests[0].AlarmID != c.ID {
			t.Fatalf("on record: %+v", tests)
		}
		if story := detail(a, police, c.ID).Timeline; story[1].Kind != "test_unannounced" {
			t.Fatalf("%+v", story)
		}
	})
}

// A real press at the button that is being tested is a real alarm of its own,
// comes first, and changes nothing about the test.
func TestARealAlarmDuringAJointTest(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		test := september(t, a)[0]
		toMorningOf(t, a, test.Day)
		practice := post[alarm.Card](a, guard, "/api/v1/joint-tests/"+test.ID+"/start", nil)
		a.Later(3 * time.Second)
		actual := press(a, guard, "real", map[string]any{"schoolId": test.SchoolID, "placeId": test.PlaceID, "kind": "violence"})
		if actual.ID == practice.ID || actual.Mode != alarm.Real || actual.Severity != "critical" || actual.Place != practice.Place {
			t.Fatalf("the actual press became %+v", actual)
		}
		act(a, police, &actual, "accept", nil)
		if x := reload(a, police, test.ID); x.AlarmID != practice.ID || x.T2 != 0 || x.State != alarm.TestRunning {
			t.Fatalf("the test: %+v", x)
		}
	})
}

func TestThePlanIsMovedAndCancelled(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		own := september(t, a)
		x := own[0]
		path := "/api/v1/joint-tests/" + x.ID
		moved := post[alarm.TestCard](a, "paichusuo", path+"/move", map[string]any{"version": x.Version, "day": "2026-09-28", "from": 840, "to": 900})
		if moved.State != alarm.TestPlanned || moved.Day != "2026-09-28" || moved.AnnouncedAt != 0 {
			t.Fatalf("moved: %+v", moved)
		}
		if told := post[alarm.Announced](a, county, "/api/v1/joint-tests/announce", map[string]any{"month": month}); told.Tests != 1 {
			t.Fatalf("told anew of %d", told.Tests)
		}
		x = reload(a, county, x.ID)
		gone := post[alarm.TestCard](a, county, path+"/cancel", map[string]any{"version": x.Version, "reason": "校园施工"})
		if gone.State != alarm.TestCancelled || gone.CancelReason != "校园施工" {
			t.Fatalf("cancelled: %+v", gone)
		}
	})
}

func TestTheRegisterOfButtons(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		type page struct {
			Items  []alarm.Button
			Counts map[string]int
		}
		type missing struct{ Items []alarm.Missing }
		all := get[page](a, safety, "/api/v1/alarm-buttons")
		if len(all.Items) < 3 || len(get[missing](a, safety, "/api/v1/alarm-buttons/missing").Items) != 0 {
			t.Fatalf("a boarding school starts with %+v", all)
		}
		b := all.Items[0]
		if r := a.Do(guard, http.MethodPost, "/api/v1/alarm-buttons/"+b.ID+"/retire", map[string]any{"version": b.Version}); r.Code() != "forbidden" {
			t.Fatalf("the guard retires a button: %d", r.Status)
		}
		own := september(t, a)
		b = post[alarm.Button](a, safety, "/api/v1/alarm-buttons/"+b.ID+"/retire", map[string]any{"version": b.Version, "reason": "门卫室搬迁"})
		// While its box is on the register nothing is missing there (ADR 43).
		if gaps := get[missing](a, safety, "/api/v1/alarm-buttons/missing").Items; len(gaps) != 0 || b.DeviceID == "" {
			t.Fatalf("the box of %+v still hangs there, missing %+v", b, gaps)
		}
		type equipment struct{ Version int64 }
		box := "/api/v1/equipment/" + b.DeviceID
		a.Do(safety, http.MethodPost, box+"/retire", map[string]any{"version": get[equipment](a, safety, box).Version, "reason": "拆除"}).Into(&struct{}{})
		gaps := get[missing](a, safety, "/api/v1/alarm-buttons/missing").Items
		if b.Status != "retired" || len(gaps) != 1 || gaps[0].PlaceID != b.PlaceID {
			t.Fatalf("retired %+v, missing %+v", b, gaps)
		}
		for _, x := range own {
			if got := reload(a, county, x.ID); (got.ButtonID == b.ID) != (got.State == alarm.TestCancelled) {
				t.Errorf("after a button was retired: %+v", got)
			}
		}
		fresh := post[alarm.Button](a, safety, "/api/v1/alarm-buttons", map[string]any{"placeId": b.PlaceID, "name": "新门卫室"})
		if fresh.Days != -1 || fresh.Since != "2026-09-07" {
			t.Fatalf("new: %+v", fresh)
		}
		if r := a.Do(safety, http.MethodPost, "/api/v1/alarm-buttons", map[string]any{"placeId": b.PlaceID, "name": "新门卫室"}); r.Code() != "alarm.button_invalid" {
			t.Fatalf("twice the same name: %d %s", r.Status, r.Body)
		}
		if m := get[struct {
			Items        []alarm.Proven
			Fresh, Stale int
		}](a, police, "/api/v1/alarm-buttons/proven"); len(m.Items) != apptest.Schools || m.Fresh != 31 || m.Stale != 62 {
			t.Fatalf("the map: %+v", m)
		}
	})
}

// Where a county tests each quarter, what was tested in August is not due in
// September.
func TestAQuarterlyInterval(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		due := func(month string) (in alarm.Rate, elsewhere int) {
			for _, r := range get[rates](a, bureau, "/api/v1/joint-tests/rates?month="+month).Items {
				if r.ID == "140902" {
					in = r
				} else {
					elsewhere += r.Due
				}
			}
			return in, elsewhere
		}
		monthly, others := due(month)
		august, _ := due("2026-08")
		if monthly.Due == 0 || others == 0 || august.Due != monthly.Due || august.Tested == 0 || august.Tested > august.Due {
			t.Fatalf("before the ruling, in August %+v, in September %+v and %d elsewhere", august, monthly, others)
		}
		r := a.Do(bureau, http.MethodPost, "/api/v1/norms/alarm.test_interval/versions", map[string]any{
			"areaCode": "140902", "schoolId": "", "schoolKind": "", "boarding": "", "value": "P3M", "strictness": "ceiling", "basis": "试点",
			"clause": "", "note": "", "mark": "S", "effectiveFrom": "2026-09-01", "effectiveTo": "",
		})
		if r.Status >= 300 {
			t.Fatalf("the ruling was refused: %s", r.Body)
		}
		// What August tested is not due in September; what it missed is. August
		// itself was still under the old ruling, and other counties go by theirs.
		if got, far := due(month); got.Due != monthly.Due-august.Tested || far != others {
			t.Errorf("in September %d are due, of %d of which August tested %d; elsewhere %d of %d", got.Due, monthly.Due, august.Tested, far, others)
		}
		if got, _ := due("2026-08"); got != august {
			t.Errorf("August was %+v and is %+v", august, got)
		}
		if got, _ := due("2026-12"); got.Due != monthly.Due {
			t.Errorf("in December %d are due, of %d", got.Due, monthly.Due)
		}
	})
}

func TestWhoMayDoWhatWithJointTests(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		x := september(t, a)[0]
		path := "/api/v1/joint-tests/" + x.ID
		order := map[string]any{"month": month, "from": 570, "to": 660}
		for _, k := range []struct {
			name, as, path string
			body           map[string]any
			code           string
		}{
			{"a guard plans", guard, "/api/v1/joint-tests/generate", order, "forbidden"},
			{"the county plans the city", county, "/api/v1/joint-tests/generate", map[string]any{"month": month, "from": 570, "to": 660, "path": "/14/1409/"}, "forbidden"},
			{"a month that is over", county, "/api/v1/joint-tests/generate", map[string]any{"month": "2026-08", "from": 570, "to": 660}, "alarm.test_month_wrong"},
			{"a guest announces", apptest.Guest, "/api/v1/joint-tests/announce", map[string]any{"month": month}, "unauthorized"},
			{"the police press", police, path + "/start", map[string]any{}, "forbidden"},
			{"a teacher presses", teacher, path + "/start", map[string]any{}, "forbidden"},
			{"an auditor presses", auditor, path + "/start", map[string]any{}, "alarm.test_not_found"},
			{"the school signs for the police", safety, path + "/sign", map[string]any{"version": x.Version, "side": "police"}, "forbidden"},
			{"sign what has not begun", safety, path + "/sign", map[string]any{"version": x.Version, "side": "school"}, "alarm.test_not_now"},
			{"an old picture", county, path + "/cancel", map[string]any{"version": 99, "reason": "放假"}, "stale_version"},
		} {
			if got := a.Do(k.as, http.MethodPost, k.path, k.body).Code(); got != k.code {
				t.Errorf("%s: %q, want %q", k.name, got, k.code)
			}
		}
	})
}

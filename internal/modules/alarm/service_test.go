package alarm_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/alarm"
)

const (
	guard   = "menwei"
	police  = "zhihui"
	bureau  = "jiaoyuju"
	teacher = "banzhuren"
	auditor = "shenji"
)

func press(a *apptest.App, as, key string, body any) alarm.Card {
	var c alarm.Card
	a.Do(as, http.MethodPost, "/api/v1/alarms", body, "Idempotency-Key", key).Into(&c)
	return c
}

func act(a *apptest.App, as string, c *alarm.Card, verb string, body map[string]any) apptest.Answer {
	if body == nil {
		body = map[string]any{}
	}
	body["version"] = c.Version
	r := a.Do(as, http.MethodPost, "/api/v1/alarms/"+c.ID+"/"+verb, body)
	if r.Status == http.StatusOK {
		r.Into(c)
	}
	return r
}

func detail(a *apptest.App, as, id string) (d alarm.Detail) {
	a.Do(as, http.MethodGet, "/api/v1/alarms/"+id, nil).Into(&d)
	return d
}

func open(a *apptest.App, as string) []alarm.Card {
	var list struct{ Items []alarm.Card }
	a.Do(as, http.MethodGet, "/api/v1/alarms?open=true", nil).Into(&list)
	return list.Items
}

// The whole main job: a guard presses, the desk takes it, sends a unit, the unit
// arrives, the matter is dealt with, the button is armed again.
func TestOnePressFromTheGateToTheEnd(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		now := a.Clock.Now().UnixMilli()
		c := press(a, guard, "p1", map[string]any{"kind": "intrusion", "place": "南门", "deviceAt": now, "sentAt": now})
		if c.State != alarm.Waiting || c.School.Name == "" || c.School.CountyName != "忻府区" || c.Severity != "critical" || c.T0 != now {
			t.Fatalf("raised as %+v", c)
		}
		if got := detail(a, police, c.ID); got.Next[0] != "accept" || len(got.Contacts) < 2 || got.Contacts[0].Role != "police_station" {
			t.Fatalf("the desk is offered %v and may call %v", got.Next, got.Contacts)
		}
		steps := []struct {
			as, verb string
			body     map[string]any
			state    alarm.State
		}{
			{police, "accept", nil, alarm.Accepted},
			{police, "dispatch", map[string]any{"unit": "长征路派出所", "phone": "0350-0110"}, alarm.Dispatched},
			{guard, "guard-arrive", nil, alarm.Dispatched},
			{police, "arrive", nil, alarm.OnScene},
			{police, "resolve", map[string]any{"note": "醉酒人员,已带离"}, alarm.Resolved},
			{police, "reset", nil, alarm.Reset},
		}
		for _, s := range steps {
			a.Later(7 * time.Second)
			if r := act(a, s.as, &c, s.verb, s.body); c.State != s.state {
				t.Fatalf("%s: %d %s", s.verb, r.Status, r.Body)
			}
		}
		if c.T2-c.T0 != 7000 || c.T5-c.T0 != 28000 || c.T7-c.T0 != 42000 || c.Outcome != alarm.Handled {
			t.Fatalf("times %+v", c)
		}
		story := detail(a, police, c.ID).Timeline
		if len(story) != 8 || story[0].Kind != "raised" || story[1].Kind != "step_called" || story[7].Kind != "reset" {
			t.Fatalf("the story has %d lines: %+v", len(story), story)
		}
	})
}

func TestTheSamePressIsTheSameAlarmHoweverOftenItIsSent(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		first := press(a, guard, "p1", nil)
		var wg sync.WaitGroup
		a.Do(guard, http.MethodGet, "/api/v1/alarms/mine", nil)
		for range 20 {
			wg.Go(func() {
				if again := press(a, guard, "p1", nil); again.ID != first.ID {
					t.Errorf("became %s, was %s", again.ID, first.ID)
				}
			})
		}
		wg.Wait()
		if got := detail(a, police, first.ID); got.Alarm.Repeats != 0 || len(got.Timeline) != 2 {
			t.Fatalf("one press counted as more: %+v", got)
		}
	})
}

// Thousands of presses in one second share its number space; none may fail over
// a number that another has.
func TestNoPressFailsOverANumber(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		numbers := map[string]bool{}
		const presses = 2500
		for i := range presses {
			numbers[press(a, guard, fmt.Sprint("n", i), map[string]any{"place": fmt.Sprint(i)}).No] = true
		}
		if len(numbers) != presses {
			t.Fatalf("%d numbers for %d alarms", len(numbers), presses)
		}
	})
}

func TestPressingAgainAndAgainIsOneAlarmWithACounter(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		first := press(a, guard, "p1", nil)
		a.Later(5 * time.Second)
		second := press(a, guard, "p2", map[string]any{"kind": "violence"})
		if second.ID != first.ID || second.Repeats != 1 || second.Kind != "violence" {
			t.Fatalf("%+v", second)
		}
		if again := press(a, guard, "p2", nil); again.Repeats != 1 {
			t.Fatalf("a press sent twice counted twice: %+v", again)
		}
		a.Later(2 * time.Minute)
		if later := press(a, guard, "p3", nil); later.ID == first.ID {
			t.Fatal("a press two minutes later is a new alarm")
		}
		act(a, police, &second, "accept", nil)
		if fresh := press(a, guard, "p4", nil); fresh.ID == first.ID {
			t.Fatal("a press after someone took the first is a new alarm")
		}
	})
}

// Nothing about how a press is written, and nothing about when the guard last
// logged in, keeps it from becoming an alarm.
func TestAPressIsNeverRefused(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		for i, body := range []any{nil, `{`, `{"schoolId":7}`, `{"schoolId":"sch_nowhere","placeId":"plc_x"}`, `{"kind":"earthquake"}`,
			`{"deviceAt":"yesterday"}`, `{"note":"` + strings.Repeat("救", 5000) + `"}`} {
			a.Later(10 * time.Minute)
			a.Forget(guard)
			c := press(a, guard, "odd"+string(rune('a'+i)), body)
			if c.School.ID == "" && i < 3 {
				t.Errorf("%v: the guard's own school was not found", body)
			}
		}
		for _, c := range open(a, police) {
			act(a, police, &c, "accept", nil) // or they would be called for three weeks
		}
		a.Later(20 * 24 * time.Hour) // the log-in ran out long ago
		c := press(a, guard, "expired", nil)
		if !c.SessionExpired || c.School.ID == "" {
			t.Fatalf("%+v", c)
		}
		if r := a.Do(guard, http.MethodGet, "/api/v1/alarms", nil); r.Code() != "unauthorized" {
			t.Fatalf("an expired session reads alarms: %d", r.Status)
		}
	})
}

func TestAClockThreeHoursWrong(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		now := a.Clock.Now()
		off := now.Add(3 * time.Hour)
		c := press(a, guard, "p1", map[string]any{"deviceAt": off.Add(-40 * time.Second).UnixMilli(), "sentAt": off.UnixMilli()})
		if c.T0 != now.Add(-40*time.Second).UnixMilli() || c.T1 != now.UnixMilli() || c.ClockOffMs != (3*time.Hour).Milliseconds() {
			t.Fatalf("%+v", c)
		}
	})
}

// A guard who was there while the network was not is on record from when he was
// there, and never from before the press.
func TestAGuardWhoArrivedWithoutANetwork(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		a.Later(90 * time.Second)
		now := a.Clock.Now().UnixMilli()
		act(a, guard, &c, "guard-arrive", map[string]any{"deviceAt": now - 50_000, "sentAt": now})
		if c.T4-c.T0 != 40_000 {
			t.Fatalf("on the scene %d ms after the press", c.T4-c.T0)
		}
		act(a, guard, &c, "guard-arrive", map[string]any{"deviceAt": now - 3_600_000, "sentAt": now})
		if c.T4 != c.T0 {
			t.Fatalf("on the scene %d ms after the press", c.T4-c.T0)
		}
	})
}

func TestWhoMayDoWhat(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		cases := []struct {
			name, as, method, path string
			body                   map[string]any
			code                   string
		}{
			{"nobody presses", apptest.Guest, "POST", "/api/v1/alarms", nil, "unauthorized"},
			{"an auditor presses", auditor, "POST", "/api/v1/alarms", nil, "forbidden"},
			{"an auditor looks", auditor, "GET", "/api/v1/alarms/" + c.ID, nil, "alarm.not_found"},
			{"a guard accepts", guard, "POST", "/api/v1/alarms/" + c.ID + "/accept", map[string]any{"version": c.Version}, "forbidden"},
			{"the bureau closes", bureau, "POST", "/api/v1/alarms/" + c.ID + "/resolve", map[string]any{"version": c.Version}, "forbidden"},
			{"the guard cancels", guard, "POST", "/api/v1/alarms/" + c.ID + "/false-alarm", map[string]any{"version": c.Version, "reason": "mistouch"}, "forbidden"},
			{"another says it was a mistake", police, "POST", "/api/v1/alarms/" + c.ID + "/mistake", nil, "alarm.not_yours"},
			{"a false alarm without a reason", police, "POST", "/api/v1/alarms/" + c.ID + "/false-alarm", map[string]any{"version": c.Version}, "request.invalid"},
			{"an unknown alarm", police, "POST", "/api/v1/alarms/alm_x/accept", map[string]any{"version": 1}, "alarm.not_found"},
			{"a stale version", police, "POST", "/api/v1/alarms/" + c.ID + "/accept", map[string]any{"version": 99}, "stale_version"},
		}
		for _, k := range cases {
			if got := a.Do(k.as, k.method, k.path, k.body).Code(); got != k.code {
				t.Errorf("%s: %q, want %q", k.name, got, k.code)
			}
		}
		if got := detail(a, police, c.ID); got.Alarm.Version != c.Version || len(got.Timeline) != 2 {
			t.Fatalf("a refusal left a trace: %+v", got)
		}
	})
}

func TestTwoDesksReachForTheSameAlarm(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		one, two := c, c
		if r := act(a, police, &one, "accept", nil); r.Status != 200 {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		r := act(a, "paichusuo", &two, "accept", nil)
		if r.Code() != "alarm.already_accepted" || !strings.Contains(string(r.Body), one.Desk.Name) {
			t.Fatalf("the second desk was told %s", r.Body)
		}
	})
}

func TestAMistakeTellsTheDeskAndClosesNothing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		if r := act(a, guard, &c, "mistake", nil); r.Status != 200 || c.State != alarm.Waiting {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		if r := act(a, police, &c, "false-alarm", map[string]any{"reason": "mistouch", "note": "电话核实"}); c.Outcome != alarm.FalseAlarm {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
	})
}

// The school's people find the alarm in their inbox, and the review on their
// list once it is over.
func TestTheSchoolIsCalledAndLeftWithTheReview(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		var inbox struct {
			Items []struct{ SubjectID string } `json:"items"`
		}
		a.Do("xiaozhang", http.MethodGet, "/api/v1/notices", nil).Into(&inbox)
		// The demo city has told him of other things before.
		if len(inbox.Items) == 0 || inbox.Items[0].SubjectID != c.ID {
			t.Fatalf("the principal's inbox: %+v", inbox)
		}
		act(a, police, &c, "accept", nil)
		act(a, police, &c, "resolve", nil)
		a.Settle()
		var todos struct {
			Items []struct{ SubjectID, Kind string } `json:"items"`
		}
		a.Do("xiaozhang", http.MethodGet, "/api/v1/todos", nil).Into(&todos)
		// Other things wait for him as well in the demo city.
		if i := slices.IndexFunc(todos.Items, func(x struct{ SubjectID, Kind string }) bool { return x.SubjectID == c.ID }); i < 0 || todos.Items[i].Kind != "review" {
			t.Fatalf("the principal's list: %+v", todos)
		}
	})
}

func TestARehearsalIsHeardByNobody(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		if err := a.Rehearse(t.Context()); err != nil {
			t.Fatal(err)
		}
		var list struct{ Items []alarm.Card }
		a.Do(police, http.MethodGet, "/api/v1/alarms", nil).Into(&list)
		if len(list.Items) != 0 {
			t.Fatalf("there are %d alarms", len(list.Items))
		}
		if c := press(a, guard, "p1", nil); c.State != alarm.Waiting {
			t.Fatalf("a real press after it: %+v", c)
		}
	})
}

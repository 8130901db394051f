package drill_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/drill"
)

const (
	principal = "xiaozhang"
	safety    = "anquan"
	teacher   = "banzhuren"
	guard     = "menwei"
	county    = "xianju"
	bureau    = "jiaoyuju"
	command   = "zhihui"
	station   = "paichusuo"
)

func post[T any](a *apptest.App, as, path string, body any) (out T) {
	a.Do(as, http.MethodPost, path, body).Into(&out)
	return out
}

func get[T any](a *apptest.App, as, path string) (out T) {
	a.Do(as, http.MethodGet, path, nil).Into(&out)
	return out
}

type drills struct {
	Items  []drill.Card   `json:"items"`
	Counts map[string]int `json:"counts"`
}

func day(a *apptest.App) string {
	return a.Clock.Now().In(time.FixedZone("CST", 8*3600)).Format(time.DateOnly)
}

// seeded is the drill that the demo school has ready for today.
func seeded(t *testing.T, a *apptest.App) drill.Card {
	t.Helper()
	list := get[drills](a, guard, "/api/v1/drills/today").Items
	if len(list) != 1 || list[0].State != drill.Ready {
		t.Fatalf("today: %+v", list)
	}
	return list[0]
}

func act(a *apptest.App, as string, d drill.Card, verb string, body map[string]any) drill.Card {
	if body == nil {
		body = map[string]any{}
	}
	body["version"] = d.Version
	return post[drill.Card](a, as, "/api/v1/drills/"+d.ID+"/"+verb, body)
}

func page(a *apptest.App, as, id string) drill.Seen {
	return get[drill.Seen](a, as, "/api/v1/drills/"+id)
}

func allWell() map[string]any {
	var items []map[string]any
	for _, k := range drill.CheckKeys {
		items = append(items, map[string]any{"key": k, "ok": true})
	}
	return map[string]any{"items": items}
}

func table() map[string]any {
	marks := func(keys []string) (out []map[string]any) {
		for _, k := range keys {
			out = append(out, map[string]any{"key": k, "score": "yes"})
		}
		return out
	}
	return map[string]any{"items": marks(drill.Items), "review": marks(drill.Aspects), "fit": "yes", "sufficient": "yes"}
}

func todos(a *apptest.App, as, title string) (n int) {
	for _, x := range get[struct {
		Items []struct{ Title string } `json:"items"`
	}](a, as, "/api/v1/todos").Items {
		if x.Title == title {
			n++
		}
	}
	return n
}

func report(a *apptest.App, as string, d drill.Card, c drill.RollClass, missing int, extra map[string]any) apptest.Answer {
	body := map[string]any{"present": c.Pupils - missing, "missing": missing}
	for k, v := range extra {
		body[k] = v
	}
	return a.Do(as, http.MethodPost, "/api/v1/drills/"+d.ID+"/classes/"+c.ID, body)
}

// A drill from the plan to the archive: written by the safety officer, approved by
// the principal, told to the police, checked, run, evaluated.
func TestADrillFromPlanToArchive(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		home := seeded(t, a)
		rates := func() drill.Rates {
			return get[drill.Rates](a, county, "/api/v1/drills/rates?month="+day(a)[:7]+"&path="+home.Path)
		}
		before := rates()
		// The seeded drill of today gives way to this one.
		act(a, safety, home, "cancel", map[string]any{"reason": "换成地震演练"})
		plan := map[string]any{"schoolId": home.SchoolID, "day": day(a), "at": 600, "scenario": "earthquake", "form": "actual", "scope": "all",
			"title": "地震应急疏散演练", "place": "操场", "commander": "王校长", "targetS": 150, "departments": "", "supplies": "", "script": ""}
		if r := a.Do(teacher, http.MethodPost, "/api/v1/drills", plan); r.Code() != "forbidden" {
			t.Fatalf("a teacher planned: %s", r.Body)
		}
		d := post[drill.Card](a, safety, "/api/v1/drills", plan)
		if r := a.Do(safety, http.MethodPost, "/api/v1/drills/"+d.ID+"/submit", map[string]any{"version": d.Version}); r.Code() != "drill.script_needed" {
			t.Fatalf("submitted without a script: %s", r.Body)
		}
		delete(plan, "schoolId")
		plan["script"], plan["version"] = "先避险、后疏散", d.Version
		a.Do(safety, http.MethodPut, "/api/v1/drills/"+d.ID, plan).Into(&d)
		d = act(a, safety, d, "submit", nil)
		if todos(a, principal, "drill.task_approve") != 1 || todos(a, safety, "drill.task_approve") != 0 {
			t.Fatal("the principal does not find it on his list, or the author does")
		}
		d = act(a, principal, d, "approve", map[string]any{"approve": true})
		if todos(a, principal, "drill.task_approve") != 0 {
			t.Fatal("it stayed on his list")
		}
		if r := a.Do(principal, http.MethodPost, "/api/v1/drills/"+d.ID+"/signal", map[string]any{}); r.Code() != "drill.not_now" {
			t.Fatalf("started before anybody was told: %s", r.Body)
		}
		d = act(a, safety, d, "notice", map[string]any{"parents": "这是演练，请勿惊慌", "around": "张贴告示", "fire": true})
		if n := page(a, safety, d.ID).Notice; n == nil || n.Police < 2 || n.Station == "" || !n.Fire {
			t.Fatalf("told %+v", n)
		}
		// Parents read it at its address without any account.
		open := a.Do(apptest.Guest, http.MethodGet, "/letter/"+page(a, safety, d.ID).Notice.Letter, nil)
		if open.Status != http.StatusOK || !strings.Contains(string(open.Body), "这是演练，请勿惊慌") {
			t.Fatalf("the letter to the parents: %d %s", open.Status, open.Body)
		}
		for _, police := range []string{command, station} {
			if inbox(a, police) != 1 {
				t.Fatalf("%s was not told of the drill", police)
			}
		}
		d = act(a, safety, d, "check", allWell())

		// The commander gives the signal; teacher and guard report the classes.
		d = post[drill.Card](a, principal, "/api/v1/drills/"+d.ID+"/signal", map[string]any{})
		t0 := a.Clock.Now().UnixMilli()
		if d.State != drill.Running || d.SignalAt != t0 {
			t.Fatalf("running since %d, now %d: %+v", d.SignalAt, t0, d)
		}
		roll := page(a, teacher, d.ID).Roll
		if len(roll) < 3 || !roll[0].Mine || roll[1].Mine {
			t.Fatalf("the teacher's own class: %+v", roll)
		}
		a.Later(40 * time.Second)
		for _, c := range roll[1:] {
			a.Later(2 * time.Second)
			var got drill.Card
			report(a, guard, d, c, 0, nil).Into(&got)
		}
		out := a.Clock.Now().UnixMilli()
		// The last class misses one; its telephone had no network for 30 s.
		a.Later(30 * time.Second)
		pressed := map[string]any{"deviceAt": 1000, "sentAt": 31_000, "note": "一人去了厕所"}
		var got drill.Card
		report(a, teacher, d, roll[0], 1, pressed).Into(&got)
		if got.OutAt != out || got.FullAt != 0 || got.Unaccounted != 1 || got.Arrived != got.Classes {
			t.Fatalf("all out at %d, got %+v", out, got)
		}
		own := page(a, teacher, d.ID).Roll[0]
		if own.ArrivedAt != out || own.ArrivedGot != out+30_000 || own.Missing != 1 || own.Note == "" {
			t.Fatalf("as pressed and as received: %+v", own)
		}
		if r := a.Do(principal, http.MethodPost, "/api/v1/drills/"+d.ID+"/stop", map[string]any{}); r.Code() != "drill.stop_note_needed" {
			t.Fatalf("ended with one missing: %s", r.Body)
		}
		a.Later(10 * time.Second)
		report(a, teacher, d, roll[0], 0, nil).Into(&got)
		if got.FullAt != a.Clock.Now().UnixMilli() || got.EvacMs != out-t0 {
			t.Fatalf("all accounted for: %+v", got)
		}
		d = post[drill.Card](a, principal, "/api/v1/drills/"+d.ID+"/stop", map[string]any{})
		if d.State != drill.Held || todos(a, safety, "drill.task_evaluate") != 1 {
			t.Fatalf("ended as %+v", d)
		}

		// Two problems become hazards and tasks; the month is counted.
		d = act(a, safety, d, "evaluate", map[string]any{"evaluation": table(), "problems": []map[string]any{
			{"text": "西梯二层拥堵", "measure": "增加疏导员", "owner": "政教处", "due": day(a)}, {"text": "广播在体育馆听不清"}}})
		if !d.Valid || todos(a, safety, "drill.task_problem") != 2 || todos(a, safety, "drill.task_evaluate") != 0 {
			t.Fatalf("evaluated as %+v", d)
		}
		after := rates()
		if after.Sum.N != before.Sum.N+1 || after.Sum.Done != 1 || after.Sum.Due != 1 || after.Sum.Present == 0 {
			t.Fatalf("figures %+v, before %+v", after.Sum, before.Sum)
		}
		p := page(a, safety, d.ID).Problems
		post[drill.Card](a, safety, "/api/v1/drills/"+d.ID+"/problems/"+p[0].ID+"/mend", map[string]any{"what": "已增派疏导员"})
		if r := a.Do(safety, http.MethodPost, "/api/v1/drills/"+d.ID+"/problems/"+p[0].ID+"/mend", map[string]any{"what": "再来一次"}); r.Code() != "drill.no_such_problem" {
			t.Fatalf("mended twice: %s", r.Body)
		}
		if todos(a, safety, "drill.task_problem") != 1 {
			t.Fatal("the mended problem is still a task")
		}
		// The other one's hazard leaves the ledger: so is the problem done with.
		strikeOff(t, a, "drill:"+d.ID+":2")
		if left := page(a, safety, d.ID).Problems[1]; left.State != "mended" || !strings.Contains(left.Fixed, "经复核不成立") || todos(a, safety, "drill.task_problem") != 0 {
			t.Fatalf("struck off, and the problem is %+v", left)
		}
		seen := page(a, safety, d.ID)
		d = act(a, safety, seen.Card, "archive", nil)
		if d.State != drill.Archived || seen.Grade != "good" || len(seen.Timeline) < len(roll)+8 {
			t.Fatalf("archived %+v, %d lines", d, len(seen.Timeline))
		}
		if r := a.Do(safety, http.MethodGet, "/api/v1/drills/export?month="+d.Day[:7], nil); r.Status != http.StatusOK || len(r.Body) < 2000 {
			t.Fatalf("workbook: %d, %d bytes", r.Status, len(r.Body))
		}
		if trend := get[struct{ Items []drill.Point }](a, principal, "/api/v1/drills/trend?month="+d.Day[:7]+"&path="+d.Path).Items; len(trend) != 12 || trend[11].EvacMs == 0 {
			t.Fatalf("trend %+v", trend)
		}
	})
}

// strikeOff takes the hazard of a source off the ledger: the school says that there
// is nothing wrong any more, the county agrees.
func strikeOff(t *testing.T, a *apptest.App, source string) {
	t.Helper()
	for _, x := range get[struct {
		Items []struct {
			ID, Source string
			Version    int64
		} `json:"items"`
	}](a, safety, "/api/v1/hazards?limit=100").Items {
		if x.Source == source {
			post[any](a, safety, "/api/v1/hazards/"+x.ID+"/ask", map[string]any{"version": x.Version, "kind": "invalid", "why": "广播已能听清"})
			post[any](a, county, "/api/v1/hazards/"+x.ID+"/decide", map[string]any{"version": x.Version + 1, "ok": true})
			a.Settle()
			return
		}
	}
	t.Fatalf("no hazard of %s", source)
}

func inbox(a *apptest.App, as string) (n int) {
	for _, m := range get[struct {
		Items []struct{ Title, Mode, Lane string } `json:"items"`
	}](a, as, "/api/v1/notices").Items {
		if m.Title == "drill.notice.announced" && m.Mode == "drill" && m.Lane == "normal" {
			n++
		}
	}
	return n
}

// The head of the school has written the script himself: the county approves it.
func TestAScriptOfThePrincipalIsApprovedFromAbove(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		home := seeded(t, a)
		d := post[drill.Card](a, principal, "/api/v1/drills", map[string]any{"schoolId": home.SchoolID, "day": day(a), "at": 600, "scenario": "fire", "form": "tabletop",
			"scope": "all", "title": "桌面推演", "departments": "", "supplies": "", "script": "推演"})
		d = act(a, principal, d, "submit", nil)
		path := "/api/v1/drills/" + d.ID + "/approve"
		body := map[string]any{"version": d.Version, "approve": true}
		if r := a.Do(principal, http.MethodPost, path, body); r.Code() != "drill.own_script" {
			t.Fatalf("approved his own: %s", r.Body)
		}
		if r := a.Do(safety, http.MethodPost, path, body); r.Code() != "forbidden" {
			t.Fatalf("his safety officer approved it: %s", r.Body)
		}
		if todos(a, county, "drill.task_approve") != 1 || todos(a, principal, "drill.task_approve") != 0 {
			t.Fatal("the county does not find it on its list")
		}
		d = act(a, county, d, "approve", map[string]any{"approve": false, "note": "推演要有角色分工"})
		if d.State != drill.Planned || todos(a, principal, "drill.task_returned") != 1 {
			t.Fatalf("returned as %+v", d)
		}
		d = act(a, principal, d, "submit", nil)
		d = act(a, county, d, "approve", map[string]any{"approve": true})
		// At a table there is no roll call, and it counts for no month.
		d = post[drill.Card](a, principal, "/api/v1/drills/"+d.ID+"/signal", map[string]any{})
		d = post[drill.Card](a, principal, "/api/v1/drills/"+d.ID+"/stop", map[string]any{})
		d = act(a, principal, d, "evaluate", map[string]any{"evaluation": table()})
		if d.Valid {
			t.Fatal("a drill at a table counts as a valid one")
		}
	})
}

// A real alarm ends the drill, whether or not anybody looks; a practice one does not.
func TestARealAlarmOverrulesADrill(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		d := seeded(t, a)
		press := func(mode string) (id string) {
			var c struct{ ID string }
			a.Do(guard, http.MethodPost, "/api/v1/alarms", map[string]any{"schoolId": d.SchoolID, "mode": mode}, "Idempotency-Key", "press-"+mode).Into(&c)
			return c.ID
		}
		d = post[drill.Card](a, principal, "/api/v1/drills/"+d.ID+"/signal", map[string]any{})
		roll := page(a, teacher, d.ID).Roll
		a.Later(10 * time.Second)
		press("drill")
		if err := a.Overrule(context.Background()); err != nil {
			t.Fatal(err)
		}
		if x := page(a, guard, d.ID); x.State != drill.Running || x.Alarm != nil {
			t.Fatalf("a practice alarm ended it: %+v", x.Card)
		}
		a.Later(10 * time.Second)
		at := a.Clock.Now().UnixMilli()
		alarmID := press("real")
		// Every screen that asks knows at once, before anybody has ended anything.
		for _, who := range []string{principal, teacher, guard, county} {
			x := page(a, who, d.ID)
			if x.Alarm == nil || x.Alarm.ID != alarmID || slices.Contains(x.Next, "report") || slices.Contains(x.Next, "stop") {
				t.Fatalf("%s does not see it: %+v", who, x.Alarm)
			}
		}
		if err := a.Overrule(context.Background()); err != nil {
			t.Fatal(err)
		}
		x := page(a, county, d.ID)
		if x.State != drill.Interrupted || x.AlarmID != alarmID || x.EndedAt != at {
			t.Fatalf("ended as %+v", x.Card)
		}
		a.Later(5 * time.Second)
		if r := report(a, teacher, d, roll[0], 0, nil); r.Code() != "drill.overruled" {
			t.Fatalf("the roll call of the drill went on: %s", r.Body)
		}
		// Pressed on a telephone before the alarm, received after it: on record.
		var got drill.Card
		report(a, teacher, d, roll[0], 0, map[string]any{"deviceAt": 1000, "sentAt": 11_000}).Into(&got)
		if got.Arrived != 1 || got.State != drill.Interrupted {
			t.Fatalf("%+v", got)
		}
		// Nothing starts while the alarm is open.
		e := post[drill.Card](a, principal, "/api/v1/drills", map[string]any{"schoolId": d.SchoolID, "day": day(a), "at": 660, "scenario": "fire", "form": "discussion",
			"scope": "all", "title": "讨论", "departments": "", "supplies": "", "script": "讨论"})
		e = act(a, principal, e, "submit", nil)
		e = act(a, county, e, "approve", map[string]any{"approve": true})
		if r := a.Do(principal, http.MethodPost, "/api/v1/drills/"+e.ID+"/signal", map[string]any{}); r.Code() != "drill.real_alarm" {
			t.Fatalf("started beside a real alarm: %s", r.Body)
		}
	})
}

// The watch ends a drill by itself, within a second, with nobody asking.
func TestTheWatchEndsADrillByItself(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		d := seeded(t, a)
		d = post[drill.Card](a, principal, "/api/v1/drills/"+d.ID+"/signal", map[string]any{})
		a.Do(guard, http.MethodPost, "/api/v1/alarms", map[string]any{"schoolId": d.SchoolID, "mode": "real"}, "Idempotency-Key", "watch").Into(&struct{}{})
		begin := time.Now()
		for page(a, county, d.ID).State != drill.Interrupted {
			if time.Since(begin) > 5*time.Second {
				t.Fatal("nobody ended the drill")
			}
		}
		if took := time.Since(begin); took > time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

// A telephone that repeats itself reports once, and a stranger learns nothing.
func TestPhonesRepeatAndStrangersSeeNothing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		d := seeded(t, a)
		d = post[drill.Card](a, principal, "/api/v1/drills/"+d.ID+"/signal", map[string]any{})
		roll := page(a, teacher, d.ID).Roll
		path := "/api/v1/drills/" + d.ID + "/classes/" + roll[0].ID
		body := map[string]any{"present": roll[0].Pupils, "missing": 0}
		for range 3 {
			a.Do(teacher, http.MethodPost, path, body, "Idempotency-Key", "k1")
		}
		arrived := 0
		for _, l := range page(a, teacher, d.ID).Timeline {
			if l.Kind == "arrived" {
				arrived++
			}
		}
		if arrived != 1 {
			t.Fatalf("%d arrivals of one class", arrived)
		}
		if r := a.Do(teacher, http.MethodPost, path, map[string]any{"present": 900, "missing": 100}); r.Code() != "drill.counts_impossible" {
			t.Fatalf("a class of a thousand: %s", r.Body)
		}
		if r := a.Do("shenji", http.MethodGet, "/api/v1/drills/"+d.ID, nil); r.Status == http.StatusOK {
			t.Fatalf("the auditor sees a drill: %s", r.Body)
		}
		if r := a.Do(apptest.Guest, http.MethodGet, "/api/v1/drills", nil); r.Status != http.StatusUnauthorized {
			t.Fatalf("nobody sees drills: %d", r.Status)
		}
	})
}

// The year's plan, and who is reminded before the month ends.
func TestTheYearAndTheReminder(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		home := seeded(t, a)
		year := a.Clock.Now().Year() + 1
		p := post[drill.YearPlan](a, safety, "/api/v1/drills/year", map[string]any{"schoolId": home.SchoolID, "year": year})
		if p.Months != 9 || p.Placed < 9 {
			t.Fatalf("planned %+v", p)
		}
		if again := post[drill.YearPlan](a, safety, "/api/v1/drills/year", map[string]any{"schoolId": home.SchoolID, "year": year}); again.Placed != 0 {
			t.Fatalf("planned twice: %+v", again)
		}
		// To the last days of a month in term.
		at := a.Clock.Now()
		for at.Month() != time.November || at.Day() != 27 {
			at = at.AddDate(0, 0, 1)
		}
		a.Later(at.Sub(a.Clock.Now()))
		for _, who := range []string{principal, safety, guard, county, bureau} {
			a.Forget(who)
		}
		for range 2 {
			if err := a.Chore(context.Background(), "drill.remind"); err != nil {
				t.Fatal(err)
			}
		}
		if todos(a, safety, "drill.month_due") != 1 || todos(a, guard, "drill.month_due") != 0 || todos(a, county, "drill.month_due") != 0 {
			t.Fatalf("reminded: %d %d %d", todos(a, safety, "drill.month_due"), todos(a, guard, "drill.month_due"), todos(a, county, "drill.month_due"))
		}
		rates := get[drill.Rates](a, bureau, "/api/v1/drills/rates?by=school&month="+day(a)[:7])
		if rates.Sum.Due == 0 || rates.Sum.Done != 0 || len(rates.Missing) != rates.Sum.Due || len(rates.Items) < rates.Sum.Due {
			t.Fatalf("figures of a month without a drill: %+v", rates.Sum)
		}
		if !strings.HasPrefix(rates.Missing[0].Path, "/") || rates.Missing[0].County == "" {
			t.Fatalf("who is missing: %+v", rates.Missing[0])
		}
		a.Later(5 * 24 * time.Hour)
		a.Forget(safety)
		if err := a.Chore(context.Background(), "drill.remind"); err != nil {
			t.Fatal(err)
		}
		if todos(a, safety, "drill.month_due") != 0 {
			t.Fatal("what can no longer be done is still on the list")
		}
	})
}

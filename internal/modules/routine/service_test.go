package routine_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/routine"
	"huxue/internal/platform/org"
)

const (
	teacher = "banzhuren"
	safety  = "anquan"
	county  = "xianju"
	station = "paichusuo"
)

func get[T any](a *apptest.App, as, path string) (out T) {
	a.Do(as, http.MethodGet, path, nil).Into(&out)
	return out
}

func post[T any](a *apptest.App, as, path string, body any) (out T) {
	a.Do(as, http.MethodPost, path, body).Into(&out)
	return out
}

func mine(t *testing.T, today routine.Today) routine.ClassToday {
	t.Helper()
	i := slices.IndexFunc(today.Classes, func(c routine.ClassToday) bool { return c.Mine })
	if i < 0 {
		t.Fatal("the teacher leads no class")
	}
	return today.Classes[i]
}

func entry(today routine.Today, c routine.ClassToday) map[string]any {
	theme := today.Themes[todayStage(today)][0]
	return map[string]any{"classId": c.ID, "day": today.Day, "kind": int(today.Kind), "theme": theme.Title, "block": theme.Block, "speaker": "head_teacher",
		"present": c.Pupils, "points": theme.Points}
}

func todayStage(t routine.Today) (s org.Stage) {
	for s = range t.Themes {
		return s
	}
	return s
}

type numbers struct {
	Sum   routine.Numbers   `json:"sum"`
	Items []routine.Numbers `json:"items"`
}

// total adds the kinds up.
func total(n routine.Numbers) (due, held, late int) {
	for _, s := range n.Shares {
		due, held, late = due+s.Due, held+s.Held, late+s.Late
	}
	return due, held, late
}

const all = "/api/v1/routine/numbers?from=2026-09&to=2026-09"

func TestOneTapIsOneRecord(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		today := get[routine.Today](a, teacher, "/api/v1/routine/today")
		if today.Day != "2026-09-07" || today.Kind != routine.Minute || len(today.Themes) == 0 || today.Next != "2026-09-08" {
			t.Fatalf("%+v", today)
		}
		c := mine(t, today)
		before := get[numbers](a, county, all)
		due0, held0, _ := total(before.Sum)

		rec := a.Do(teacher, http.MethodPost, "/api/v1/routine/records", entry(today, c), "Idempotency-Key", "once")
		var card routine.Card
		rec.Into(&card)
		if card.Late || card.ByName == "" || card.Present != c.Pupils {
			t.Fatalf("%+v", card)
		}
		var again routine.Card
		a.Do(teacher, http.MethodPost, "/api/v1/routine/records", entry(today, c), "Idempotency-Key", "once").Into(&again)
		if again.ID != card.ID {
			t.Fatal("a repeat made a second record")
		}
		if code := a.Do(teacher, http.MethodPost, "/api/v1/routine/records", entry(today, c)).Code(); code != "routine.recorded_already" {
			t.Fatalf("twice on a day: %s", code)
		}
		if got := mine(t, get[routine.Today](a, teacher, "/api/v1/routine/today")); got.Record != card.ID {
			t.Fatalf("%+v", got)
		}

		// The first record of the day opened it for the whole school.
		due, held, _ := total(get[numbers](a, county, all).Sum)
		if due != due0+len(today.Classes) || held != held0+1 {
			t.Fatalf("due %d→%d, held %d→%d", due0, due, held0, held)
		}
		// The morning's work opens the others, and does so once.
		for range 2 {
			if err := a.Chore(context.Background(), "routine.open"); err != nil {
				t.Fatal(err)
			}
		}
		recount(t, a)

		if code := a.Do(teacher, http.MethodPost, "/api/v1/routine/records/"+card.ID+"/void", map[string]any{"reason": "点错"}).Code(); code != "forbidden" {
			t.Fatalf("a teacher struck a record: %s", code)
		}
		post[routine.Card](a, safety, "/api/v1/routine/records/"+card.ID+"/void", map[string]any{"reason": "班级选错"})
		if _, held, _ := total(get[numbers](a, county, all).Sum); held != held0 {
			t.Fatalf("held %d after it was struck", held)
		}
		recount(t, a)
		post[routine.Card](a, teacher, "/api/v1/routine/records", entry(today, c))
	})
}

// recount compares what is kept on write with what the records say.
func recount(t *testing.T, a *apptest.App) {
	t.Helper()
	city := get[numbers](a, "jiaoyuju", all)
	var due, held, late int
	for _, c := range city.Items {
		d, h, l := total(c)
		due, held, late = due+d, held+h, late+l
	}
	if d, h, l := total(city.Sum); d != due || h != held || l != late || due == 0 {
		t.Fatalf("the city says %d %d %d, its counties %d %d %d", d, h, l, due, held, late)
	}
	school := get[numbers](a, safety, all)
	due, held, late = 0, 0, 0
	for _, c := range school.Items {
		d, h, l := total(c)
		due, held, late = due+d, held+h, late+l
	}
	if d, h, l := total(school.Sum); d != due || h != held || l != late || due == 0 {
		t.Fatalf("the school says %d %d %d, its records %d %d %d", d, h, l, due, held, late)
	}
}

func TestALateEntryIsLateAndCountsForNothing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		today := get[routine.Today](a, teacher, "/api/v1/routine/today")
		c := mine(t, today)
		in := entry(today, c)
		if err := a.Chore(context.Background(), "routine.open"); err != nil {
			t.Fatal(err)
		}
		_, held0, late0 := total(get[numbers](a, safety, all).Sum)
		a.Later(17 * time.Hour) // the evening's press reaches us the next morning
		a.Forget(teacher)
		a.Forget(safety)
		in["deviceAt"], in["sentAt"] = 1_000_000, 1_000_000+14*3600_000
		card := post[routine.Card](a, teacher, "/api/v1/routine/records", in)
		if !card.Late || card.RecordedAt-card.HeldAt != 14*3600_000 {
			t.Fatalf("%+v", card)
		}
		if _, held, late := total(get[numbers](a, safety, all).Sum); held != held0 || late != late0+1 {
			t.Fatalf("held %d→%d, late %d→%d", held0, held, late0, late)
		}
		recount(t, a)
		// Yesterday's gaps of the other classes are listed for the safety officer; this class has none.
		gaps := get[struct{ Items []routine.Gap }](a, safety, "/api/v1/routine/missing?dayFrom=2026-09-07").Items
		if len(gaps) != len(today.Classes)-1 || slices.ContainsFunc(gaps, func(g routine.Gap) bool { return g.ClassID == c.ID }) {
			t.Fatalf("%d gaps of %d classes", len(gaps), len(today.Classes))
		}
		if list := get[struct{ Items []map[string]any }](a, teacher, "/api/v1/todos").Items; len(list) != 0 {
			t.Fatalf("the teacher was given something to do: %v", list)
		}
	})
}

func TestAHolidayOfTheCounty(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		if err := a.Chore(context.Background(), "routine.open"); err != nil {
			t.Fatal(err)
		}
		due0, _, _ := total(get[numbers](a, safety, all).Sum)
		today := get[routine.Today](a, teacher, "/api/v1/routine/today")
		path := "/14/1409/140902/"
		rule := map[string]any{"path": path, "days": []string{"2026-09-07"}, "rest": true, "name": "暴雨停课"}
		if code := a.Do(safety, http.MethodPost, "/api/v1/routine/holidays", rule).Code(); code != "routine.no_such_place" {
			t.Fatalf("a school ruled for the county: %s", code)
		}
		a.Do(county, http.MethodPost, "/api/v1/routine/holidays", rule)
		got := get[routine.Today](a, teacher, "/api/v1/routine/today")
		if got.Kind != routine.None || got.Why != "暴雨停课" {
			t.Fatalf("%+v", got)
		}
		if due, _, _ := total(get[numbers](a, safety, all).Sum); due != due0-len(today.Classes) {
			t.Fatalf("due %d→%d", due0, due)
		}
		if code := a.Do(teacher, http.MethodPost, "/api/v1/routine/records", entry(today, mine(t, today))).Code(); code != "routine.no_school_day" {
			t.Fatalf("held on a day without school: %s", code)
		}
		rule["clear"] = true
		a.Do(county, http.MethodPost, "/api/v1/routine/holidays", rule)
		if due, _, _ := total(get[numbers](a, safety, all).Sum); due != due0 {
			t.Fatalf("due %d after it was taken off, was %d", due, due0)
		}
		recount(t, a)
		view := get[routine.CalendarView](a, teacher, "/api/v1/routine/calendar?month=2026-10")
		if len(view.Days) != 31 || view.Days[0].School || view.Days[0].Why != "国庆节" || view.Terms[0].Mark != "M" {
			t.Fatalf("%+v", view)
		}
	})
}

func TestHoursPlannedAndHeld(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		today := get[routine.Today](a, teacher, "/api/v1/routine/today")
		c := mine(t, today)
		address := "/api/v1/routine/schools/" + today.SchoolID + "/hours"
		type hours struct{ Items []routine.GradeHours }
		grade := func() routine.GradeHours {
			list := get[hours](a, safety, address).Items
			return list[slices.IndexFunc(list, func(g routine.GradeHours) bool { return g.Grade == c.Grade })]
		}
		g := grade()
		if g.Norm == 0 || g.Minutes != 45 || g.Classes == 0 {
			t.Fatalf("%+v", g)
		}
		if r := a.Do(safety, http.MethodPut, address, map[string]any{"grade": c.Grade, "hours": map[string]int{"accident": 4, "social": 3}}); r.Status != 204 {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		lesson := map[string]any{"classIds": []string{c.ID}, "day": today.Day, "minutes": 45, "block": "accident", "title": "消防安全课", "present": c.Pupils}
		if r := a.Do(teacher, http.MethodPost, "/api/v1/routine/lessons", lesson); r.Status != 204 {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		now := grade()
		if now.Held["accident"] != g.Held["accident"]+45 || now.Planned["accident"] != 4 || now.Source["lesson"] != 45 {
			t.Fatalf("%+v", now)
		}
		// A talk of thirty minutes is education too.
		in := entry(today, c)
		in["kind"], in["block"] = 30, "nature"
		post[routine.Card](a, teacher, "/api/v1/routine/records", in)
		if now = grade(); now.Source["1530"] != g.Source["1530"]+30 || now.Held["nature"] != g.Held["nature"]+30 {
			t.Fatalf("%+v", now)
		}
	})
}

func TestALessonByThePolice(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		today := get[routine.Today](a, teacher, "/api/v1/routine/today")
		in := map[string]any{"schoolId": today.SchoolID, "day": today.Day, "post": "counsellor", "topic": "防诈骗", "block": "network", "audience": "高一各班"}
		v := post[routine.Visit](a, safety, "/api/v1/routine/visits", in)
		if v.Unit == "" || v.State != routine.VisitPlanned {
			t.Fatalf("%+v", v)
		}
		in["topic"] = "王警官警号031245讲法治"
		if code := a.Do(safety, http.MethodPost, "/api/v1/routine/visits", in).Code(); code != "routine.police_number" {
			t.Fatalf("a police number was kept: %s", code)
		}
		act := func(as, verb string, body map[string]any) routine.Visit {
			body["version"] = v.Version
			return post[routine.Visit](a, as, "/api/v1/routine/visits/"+v.ID+"/"+verb, body)
		}
		if v = act(station, "agree", map[string]any{}); v.AgreedName != v.Unit {
			t.Fatalf("an officer is named: %+v", v)
		}
		if code := a.Do(station, http.MethodPost, "/api/v1/routine/visits/"+v.ID+"/hold", map[string]any{"version": v.Version, "present": 10, "minutes": 40}).Code(); code != "routine.visit_not_found" && code != "forbidden" {
			t.Fatalf("the police wrote the school's record: %s", code)
		}
		v = act(safety, "hold", map[string]any{"present": 210, "minutes": 40})
		if v = act(safety, "confirm", map[string]any{}); v.State != routine.VisitConfirmed || v.ConfirmedName == "" {
			t.Fatalf("%+v", v)
		}
		if code := a.Do(safety, http.MethodPost, "/api/v1/routine/visits/"+v.ID+"/cancel", map[string]any{"version": v.Version, "reason": "x"}).Code(); code != "routine.visit_not_now" {
			t.Fatalf("a confirmed lesson was cancelled: %s", code)
		}
		seen := get[struct{ Items []routine.Visit }](a, station, "/api/v1/routine/visits").Items
		if !slices.ContainsFunc(seen, func(x routine.Visit) bool { return x.ID == v.ID }) {
			t.Fatal("the station does not see it")
		}
	})
}

// A lesson that the class took together in a campaign counts by itself: nobody
// enters it again.
func TestALessonOfACampaignCounts(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		today := get[routine.Today](a, teacher, "/api/v1/routine/today")
		c := mine(t, today)
		type hours struct{ Items []routine.GradeHours }
		grade := func() routine.GradeHours {
			list := get[hours](a, safety, "/api/v1/routine/schools/"+today.SchoolID+"/hours").Items
			return list[slices.IndexFunc(list, func(g routine.GradeHours) bool { return g.Grade == c.Grade })]
		}
		was := grade()
		type heads struct {
			Items []struct{ ID, Stage, Block, Topic string }
		}
		list := get[heads](a, "jiaoyuju", "/api/v1/lessons?topic=fire&stage="+string(was.Stage)).Items
		if len(list) == 0 || list[0].Block != "accident" {
			t.Fatalf("%+v", list)
		}
		var card struct {
			ID, State string
			Version   int64
		}
		now := a.Clock.Now()
		a.Do("jiaoyuju", http.MethodPost, "/api/v1/campaigns", map[string]any{"path": "/14/1409/", "title": "消防安全月", "definition": "看完",
			"stages":  []string{string(was.Stage)},
			"steps":   []any{map[string]any{"kind": "learn", "title": "看一看", "lessons": map[string]string{string(was.Stage): list[0].ID}}},
			"startAt": now.UnixMilli(), "untilAt": now.Add(20 * 24 * time.Hour).UnixMilli()}).Into(&card)
		for _, act := range [][2]string{{"jiaoyuju", "submit"}, {"fenguan", "approve"}, {"jiaoyuju", "publish"}} {
			a.Do(act[0], http.MethodPost, "/api/v1/campaigns/"+card.ID+"/"+act[1], map[string]any{"version": card.Version}).Into(&card)
		}
		for began := time.Now(); card.State != "running"; a.Do("jiaoyuju", http.MethodGet, "/api/v1/campaigns/"+card.ID, nil).Into(&card) {
			if a.Settle(); time.Since(began) > 20*time.Second {
				t.Fatalf("the campaign is %s", card.State)
			}
		}
		if r := a.Do(teacher, http.MethodPost, "/api/v1/campaigns/"+card.ID+"/classes/"+c.ID+"/hold",
			map[string]any{"everybody": true, "minutes": 40, "asked": 3, "understood": 3}); r.Status != http.StatusOK {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		is := grade()
		if is.Held["accident"] != was.Held["accident"]+40 || is.Source["campaign"] != 40 || is.Most != max(was.Most, 40) {
			t.Fatalf("%+v, was %+v", is, was)
		}
	})
}

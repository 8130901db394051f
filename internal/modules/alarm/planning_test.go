package alarm_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/alarm"
)

func schoolPath(a *apptest.App) (id, path string) {
	c := press(a, guard, "where", map[string]any{"mode": "drill"})
	var s struct{ Path string }
	a.Do(bureau, http.MethodGet, "/api/v1/schools/"+c.School.ID, nil).Into(&s)
	return c.School.ID, s.Path
}

func check(a *apptest.App, path string) (list struct{ Items []alarm.Checked }) {
	a.Do(bureau, http.MethodGet, "/api/v1/alarms/plans/check?path="+url.QueryEscape(path), nil).Into(&list)
	return list
}

// A school has nobody named as duty leader and no emergency unit: the hole shows
// before anything happens, and is closed by naming people; at night, when they
// are off duty, the post is passed over and the timeline says so.
func TestAHoleInAPlanShowsBeforeAnythingHappens(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		_, path := schoolPath(a)
		hole := func(post alarm.Post) bool {
			got := check(a, path).Items
			if len(got) != 1 {
				t.Fatalf("%d schools at %s", len(got), path)
			}
			return slices.ContainsFunc(got[0].Holes, func(h alarm.Hole) bool { return h.Post == post && h.Reason == alarm.SkipEmpty && h.Step == 1 })
		}
		if !hole(alarm.PostLeader) || !hole(alarm.PostUnit) || hole(alarm.PostGuards) {
			t.Fatalf("holes %+v", check(a, path).Items[0].Holes)
		}
		var me struct{ Person struct{ ID string } }
		a.Do(teacher, http.MethodGet, "/api/v1/auth/me", nil).Into(&me)
		day := map[string]any{"personId": me.Person.ID, "post": "duty_leader", "days": 127, "since": 7 * 60, "until": 19 * 60}
		name := map[string]any{"path": path, "post": "duty_leader", "people": []any{day}}
		if r := a.Do(principal, http.MethodPut, "/api/v1/alarms/posts", name); r.Status != http.StatusOK {
			t.Fatalf("%s", r.Body)
		}
		if hole(alarm.PostLeader) {
			t.Fatal("the hole is still there")
		}
		a.Later(13 * time.Hour) // half past eight in the evening
		c := press(a, guard, "night", nil)
		skipped := detail(a, police, c.ID).Calls[0].Skipped
		if !slices.Contains(skipped, alarm.Skip{Post: alarm.PostLeader, Reason: alarm.SkipOffDuty}) {
			t.Fatalf("passed over %+v", skipped)
		}
		a.Forget(principal) // his log-in has run out meanwhile
		stranger := map[string]any{"path": path, "post": "unit", "people": []any{map[string]any{"personId": "per_x", "post": "unit", "days": 1, "since": 0, "until": 60}}}
		if r := a.Do(principal, http.MethodPut, "/api/v1/alarms/posts", stranger); r.Code() != "alarm.not_of_this_place" {
			t.Fatalf("%s", r.Body)
		}
	})
}

// A county makes a plan, the school follows it; the school makes its own; the
// county cannot leave out the police; a plan from an old picture is refused.
func TestAPlanIsInheritedAndReplaced(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		_, path := schoolPath(a)
		at := func(p string) (v alarm.PlanView) {
			a.Do(bureau, http.MethodGet, "/api/v1/alarms/plans?path="+url.QueryEscape(p), nil).Into(&v)
			return v
		}
		set := func(as, p string, version int64, steps ...alarm.Step) apptest.Answer {
			return a.Do(as, http.MethodPut, "/api/v1/alarms/plans", map[string]any{"path": p, "level": "emergency", "version": version, "steps": steps, "repeatS": 45})
		}
		if v := at(path); !v.Standard || v.Own || len(v.Steps) != 3 {
			t.Fatalf("%+v", v)
		}
		at0 := alarm.Step{Posts: []alarm.Post{alarm.PostStation}}
		at5 := alarm.Step{AfterS: 5, Posts: []alarm.Post{alarm.PostCommand}}
		if r := set(county, "/14/1409/140902/", 0, at0, at5); r.Status != http.StatusOK {
			t.Fatalf("%s", r.Body)
		}
		if v := at(path); v.Standard || v.Own || v.FromName != "忻府区" || v.RepeatS != 45 {
			t.Fatalf("%+v", v)
		}
		c := press(a, guard, "five", nil)
		a.Later(5 * time.Second)
		if d := detail(a, police, c.ID); called(d, alarm.CallDone) != 2 || d.Calls[1].People[0].Post != alarm.PostCommand {
			t.Fatalf("after five seconds: %+v", d.Calls)
		}
		if r := set(principal, path, 0, alarm.Step{Posts: []alarm.Post{alarm.PostPrincipal}}); r.Code() != "alarm.plan_without_police" {
			t.Fatalf("%s", r.Body)
		}
		if r := set(principal, path, 0, at0); r.Status != http.StatusOK {
			t.Fatalf("%s", r.Body)
		}
		if r := set(principal, path, 7, at0); r.Code() != "stale_version" {
			t.Fatalf("%s", r.Body)
		}
		if r := set(principal, "/14/1409/140902/", 1, at0); r.Code() != "forbidden" {
			t.Fatalf("%s", r.Body)
		}
		r := a.Do(principal, http.MethodDelete, "/api/v1/alarms/plans?level=emergency&version=1&path="+url.QueryEscape(path), nil)
		if r.Status != http.StatusOK || at(path).Own {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
	})
}

// What the check says is what a press does: the same people for the same posts, by
// the covering station, the named ones and those above. Only the schools with a
// hole can be asked for, and one by its name.
func TestTheCheckSaysWhatAPressDoes(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		_, path := schoolPath(a)
		said := check(a, path).Items[0]
		done := detail(a, police, press(a, principal, "same", nil).ID).Calls[0]
		var expected []alarm.Called
		for _, p := range said.Steps[0].People {
			if p.Post != alarm.PostPrincipal { // he pressed himself
				expected = append(expected, p.Called)
			}
		}
		if !slices.Equal(expected, done.People) {
			t.Fatalf("the check said\n%+v\nand the press called\n%+v", expected, done.People)
		}
		list := func(query string) []alarm.Checked {
			var out struct{ Items []alarm.Checked }
			a.Do(bureau, http.MethodGet, "/api/v1/alarms/plans/check?path=/14/1409/&limit=100"+query, nil).Into(&out)
			return out.Items
		}
		var holed []string
		for _, c := range list("") {
			if c.Holed() {
				holed = append(holed, c.Path)
			}
		}
		var asked []string
		for _, c := range list("&holes=true") {
			asked = append(asked, c.Path)
		}
		if !slices.Contains(asked, path) || !slices.Equal(asked, holed) || len(asked) == len(list("")) {
			t.Fatalf("asked for holes: %v, there are %v", asked, holed)
		}
		if found := list("&q=" + url.QueryEscape(said.School)); len(found) != 1 || found[0].Path != path {
			t.Fatalf("%q found %d schools", said.School, len(found))
		}
	})
}

package notice_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/driver/cap"
	"huxue/internal/driver/outbound/outboundtest"
	"huxue/internal/modules/notice"
)

const (
	city      = "jiaoyuju"
	second    = "fenguan"
	county    = "xianju"
	principal = "xiaozhang"
	safety    = "anquan"
	teacher   = "banzhuren"
	guard     = "menwei"
	admin     = "guanli"
	where     = "/api/v1/safety-notices"
)

type page[T any] struct {
	Items  []T
	Next   string
	Counts map[string]int
}

func get[T any](a *apptest.App, as, path string) (out T) {
	a.Do(as, http.MethodGet, path, nil).Into(&out)
	return out
}

func words(a *apptest.App, kind, level, title string) map[string]any {
	now := a.Clock.Now()
	m := map[string]any{"kind": kind, "theme": "flood", "title": title, "forSchool": "停止户外活动\n清点人数", "forParent": "不涉水接送", "forPupil": "不下河", "public": true,
		"startsAt": now.UnixMilli(), "endsAt": now.Add(48 * time.Hour).UnixMilli()}
	if kind == "warning" {
		m["level"], m["authorityKind"], m["authority"] = level, "government", "县人民政府"
	}
	return m
}

func do(t *testing.T, a *apptest.App, as, path string, body any, want int) (c notice.Card) {
	t.Helper()
	r := a.Do(as, http.MethodPost, where+path, body)
	if r.Status != want {
		t.Fatalf("%s POST %s: %d %s", as, path, r.Status, r.Body)
	}
	if want < 300 {
		r.Into(&c)
	}
	return c
}

// issued writes, submits and issues a notice of the city's.
func issued(t *testing.T, a *apptest.App, kind, level, title string) notice.Card {
	t.Helper()
	c := do(t, a, city, "", words(a, kind, level, title), http.StatusCreated)
	c = do(t, a, city, "/"+c.ID+"/submit", map[string]any{"version": c.Version}, 200)
	c = do(t, a, second, "/"+c.ID+"/approve", map[string]any{"version": c.Version}, 200)
	drain(t, a)
	return c
}

// later lets time pass; sessions run out meanwhile.
func later(a *apptest.App, d time.Duration) {
	a.Later(d)
	for _, who := range []string{city, second, county, principal, safety, teacher, guard} {
		a.Forget(who)
	}
}

func drain(t *testing.T, a *apptest.App) {
	t.Helper()
	if err := a.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func tick(t *testing.T, a *apptest.App) {
	t.Helper()
	if err := a.Chore(context.Background(), "notice.tick"); err != nil {
		t.Fatal(err)
	}
	drain(t, a)
}

func todos(a *apptest.App, as, kind, id string) (n int) {
	list := get[struct {
		Items []struct{ Room, Kind, SubjectID string }
	}](a, as, "/api/v1/todos")
	for _, x := range list.Items {
		if x.Room == "notice" && x.Kind == kind && strings.HasPrefix(x.SubjectID, id) {
			n++
		}
	}
	return n
}

// From the city's desk to a school that confirms, and to one that does not.
func TestANoticeReachesItsSchools(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		draft := do(t, a, city, "", words(a, "warning", "red", "暴雨红色预警"), http.StatusCreated)
		if r := a.Do(principal, http.MethodGet, where+"/"+draft.ID, nil); r.Status != 404 {
			t.Fatalf("a school reads a draft of the city: %d", r.Status)
		}
		c := do(t, a, city, "/"+draft.ID+"/submit", map[string]any{"version": draft.Version}, 200)
		if n := todos(a, second, "approve", c.ID); n != 1 {
			t.Fatalf("%d to approve", n)
		}
		if r := a.Do(city, http.MethodPost, where+"/"+c.ID+"/approve", map[string]any{"version": c.Version}); r.Status != 403 || r.Code() != "notice.second_person" {
			t.Fatalf("its writer approves it: %d %s", r.Status, r.Body)
		}
		if r := a.Do(principal, http.MethodPost, where+"/"+c.ID+"/approve", map[string]any{"version": c.Version}); r.Status != 404 {
			t.Fatalf("a school approves it: %d", r.Status)
		}
		do(t, a, second, "/"+c.ID+"/approve", map[string]any{"version": c.Version}, 200)
		drain(t, a)
		d := get[notice.Detail](a, city, where+"/"+c.ID)
		schools := get[page[map[string]any]](a, city, "/api/v1/schools?limit=200")
		if d.State != notice.Issued || d.Number != "预警〔2026〕2号" || d.Schools != len(schools.Items) || d.Confirmed != 0 || d.DeliveredAt == 0 {
			t.Fatalf("%d schools: %+v", len(schools.Items), d)
		}

		// The safety officer has it on his list, and a message; a teacher and a guard read it.
		if n := todos(a, safety, "confirm", c.ID); n != 1 {
			t.Fatalf("%d to confirm", n)
		}
		inbox := get[page[struct{ Room, Kind, SubjectID string }]](a, safety, "/api/v1/notices")
		if len(inbox.Items) == 0 || inbox.Items[0].SubjectID != c.ID || inbox.Items[0].Kind != "issued" {
			t.Fatalf("%+v", inbox.Items)
		}
		for _, who := range []string{teacher, guard} {
			list := get[page[notice.Card]](a, who, where+"/current")
			if len(list.Items) == 0 || list.Items[0].ID != c.ID || list.Items[0].Level != "red" || list.Items[0].Authority != "县人民政府" {
				t.Fatalf("%s: %+v", who, list.Items)
			}
			if r := a.Do(who, http.MethodGet, where+"/"+c.ID+"/sheet", nil); !strings.Contains(string(r.Body), "清点人数") {
				t.Fatalf("%s does not read what schools do: %d", who, r.Status)
			}
			if r := a.Do(who, http.MethodPost, where+"/"+c.ID+"/confirm", map[string]any{}); r.Status != 403 {
				t.Fatalf("%s confirms: %d", who, r.Status)
			}
		}
		mine := get[notice.Detail](a, safety, where+"/"+c.ID).Mine
		if mine == nil || mine.State != "open" || mine.DueAt-mine.DeliveredAt != (15*time.Minute).Milliseconds() {
			t.Fatalf("%+v", mine)
		}
		if r := a.Do(safety, http.MethodPost, where+"/"+c.ID+"/report", map[string]any{"note": "已停课"}); r.Status != 409 {
			t.Fatalf("done before it was confirmed: %d", r.Status)
		}

		// One touch, twice; counted once.
		do(t, a, safety, "/"+c.ID+"/confirm", map[string]any{}, 200)
		do(t, a, principal, "/"+c.ID+"/confirm", map[string]any{}, 200)
		do(t, a, safety, "/"+c.ID+"/report", map[string]any{"note": "户外活动已停"}, 200)
		if todos(a, safety, "confirm", c.ID) != 0 {
			t.Fatal("it stays on the list")
		}

		// A quarter of an hour later the others are late, the issuer phones, once.
		later(a, 16*time.Minute)
		tick(t, a)
		tick(t, a)
		d = get[notice.Detail](a, city, where+"/"+c.ID)
		if d.Confirmed != 1 || d.Late != 0 || d.Done != 1 || d.Overdue != d.Schools-1 || todos(a, city, "phone", c.ID) != 1 {
			t.Fatalf("%+v, %d to phone", d, todos(a, city, "phone", c.ID))
		}
		rows := get[page[notice.Receipt]](a, city, where+"/"+c.ID+"/receipts?tab=overdue&limit=200")
		if len(rows.Items) != d.Overdue || rows.Items[0].Phone == "" || rows.Items[0].County == "" {
			t.Fatalf("%+v", rows.Items)
		}
		own := get[page[notice.Receipt]](a, safety, where+"/"+c.ID+"/receipts")
		if len(own.Items) != 1 || own.Items[0].ConfirmedName == "" || own.Items[0].DoneNote != "户外活动已停" {
			t.Fatalf("a school sees other schools: %+v", own.Items)
		}

		// It is over: the rest is off the lists, and the page says so.
		v := get[notice.Detail](a, second, where+"/"+c.ID)
		if r := a.Do(second, http.MethodPost, where+"/"+c.ID+"/cancel", map[string]any{"version": v.Version}); r.Status != 422 {
			t.Fatalf("cancelled without a reason: %d", r.Status)
		}
		do(t, a, second, "/"+c.ID+"/cancel", map[string]any{"version": v.Version, "reason": "雨已停"}, 200)
		drain(t, a)
		if todos(a, city, "phone", c.ID) != 0 {
			t.Fatal("still to be phoned")
		}
		if left := get[page[notice.Receipt]](a, city, where+"/"+c.ID+"/receipts?tab=open"); len(left.Items) != 0 {
			t.Fatalf("%d open", len(left.Items))
		}
		if list := get[page[notice.Card]](a, guard, where+"/current"); len(list.Items) > 0 && list.Items[0].ID == c.ID {
			t.Fatal("it still stands in the banner")
		}
	})
}

func TestALateSchoolConfirmsAndNothingIsLeftToPhone(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		me := get[notice.Detail](a, county, where+"/"+issued(t, a, "prompt", "", "防溺水提示").ID)
		if me.Mine != nil {
			t.Fatal("a bureau has a receipt")
		}
		in := words(a, "warning", "yellow", "结冰黄色预警")
		own := get[page[notice.Card]](a, principal, where+"/current").Items[0]
		school := get[notice.Detail](a, principal, where+"/"+own.ID).Mine
		if school == nil {
			t.Fatal("no receipt")
		}
		path := get[page[struct{ ID, Path string }]](a, city, "/api/v1/schools?limit=200")
		for _, x := range path.Items {
			if x.ID == school.SchoolID {
				in["areas"] = []string{x.Path}
			}
		}
		c := do(t, a, city, "", in, http.StatusCreated)
		if len(c.Areas) != 1 || !c.Areas[0].IsSchool {
			t.Fatalf("%+v", c.Areas)
		}
		c = do(t, a, city, "/"+c.ID+"/submit", map[string]any{"version": c.Version}, 200)
		do(t, a, second, "/"+c.ID+"/approve", map[string]any{"version": c.Version}, 200)
		drain(t, a)
		later(a, 61*time.Minute)
		tick(t, a)
		if todos(a, city, "phone", c.ID) != 1 {
			t.Fatal("nobody is to phone")
		}
		do(t, a, principal, "/"+c.ID+"/confirm", map[string]any{}, 200)
		d := get[notice.Detail](a, city, where+"/"+c.ID)
		if d.Schools != 1 || d.Confirmed != 1 || d.Late != 1 || d.Overdue != 0 || todos(a, city, "phone", c.ID) != 0 {
			t.Fatalf("%+v", d)
		}
		later(a, 48*time.Hour)
		tick(t, a)
		if d = get[notice.Detail](a, city, where+"/"+c.ID); d.State != notice.Expired {
			t.Fatalf("%+v", d)
		}
		if r := a.Do(county, http.MethodPost, where, map[string]any{"kind": "prompt", "theme": "flood", "title": "t", "forSchool": "s", "public": false,
			"startsAt": in["startsAt"], "endsAt": a.Clock.Now().Add(time.Hour).UnixMilli(), "areas": []string{"/14/1409/"}}); r.Code() != "notice.areas_outside" {
			t.Fatalf("a county speaks to the city: %d %s", r.Status, r.Body)
		}
	})
}

// A school's own prompt stays in the school.
func TestASchoolsOwnPrompt(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		if r := a.Do(safety, http.MethodPost, where, words(a, "warning", "blue", "蓝色预警")); r.Code() != "notice.only_bureaus_relay" {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		c := do(t, a, safety, "", words(a, "prompt", "", "东门施工请绕行"), http.StatusCreated)
		c = do(t, a, safety, "/"+c.ID+"/submit", map[string]any{"version": c.Version}, 200)
		if r := a.Do(safety, http.MethodPost, where+"/"+c.ID+"/approve", map[string]any{"version": c.Version}); r.Status != 403 {
			t.Fatalf("%d", r.Status)
		}
		do(t, a, principal, "/"+c.ID+"/approve", map[string]any{"version": c.Version}, 200)
		drain(t, a)
		if d := get[notice.Detail](a, principal, where+"/"+c.ID); d.Schools != 0 || d.Mine != nil || d.DeliveredAt == 0 {
			t.Fatalf("%+v", d)
		}
		inbox := get[page[struct{ SubjectID string }]](a, teacher, "/api/v1/notices")
		if len(inbox.Items) == 0 || inbox.Items[0].SubjectID != c.ID {
			t.Fatalf("%+v", inbox.Items)
		}
		found := false
		for _, x := range get[page[notice.Card]](a, guard, where+"/current").Items {
			found = found || x.ID == c.ID
		}
		if !found {
			t.Fatal("the guard does not see it")
		}
		if list := get[page[notice.Card]](a, county, where+"?received=true&q=东门施工请绕行"); len(list.Items) != 0 {
			t.Fatalf("%+v", list.Items)
		}
	})
}

func TestThePublicReadsWithoutACookie(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		draft := do(t, a, city, "", words(a, "prompt", "", "没有发布的提示"), http.StatusCreated)
		if r := a.Do(apptest.Guest, http.MethodGet, "/notice/"+draft.Code, nil); r.Status != 404 || !strings.Contains(string(r.Body), "没有打开") {
			t.Fatalf("%d", r.Status)
		}
		c := issued(t, a, "warning", "orange", "暴雨橙色预警")
		r := a.Do(apptest.Guest, http.MethodGet, "/notice/"+c.Code, nil)
		body := string(r.Body)
		for _, w := range []string{"橙色预警（Ⅱ级）", "县人民政府", "转发", "不涉水接送", "不下河"} {
			if !strings.Contains(body, w) {
				t.Errorf("no %s", w)
			}
		}
		if strings.Contains(body, "清点人数") || r.Header.Get("Set-Cookie") != "" || strings.Contains(body, "<script") {
			t.Errorf("what schools do, a cookie or a script: %q\n%s", r.Header.Get("Set-Cookie"), body)
		}
		in := words(a, "prompt", "", "只给学校的提示")
		in["public"] = false
		x := do(t, a, city, "", in, http.StatusCreated)
		x = do(t, a, city, "/"+x.ID+"/submit", map[string]any{"version": x.Version}, 200)
		do(t, a, second, "/"+x.ID+"/approve", map[string]any{"version": x.Version}, 200)
		if r := a.Do(apptest.Guest, http.MethodGet, "/notice/"+x.Code, nil); r.Status != 404 {
			t.Fatalf("the public reads what is not for it: %d", r.Status)
		}
	})
}

// Each step leaves in CAP 1.2 for the platforms that are set up for it, and refers
// to what went before.
func TestNoticesLeaveInCAP(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		p := outboundtest.Says(http.StatusOK, "ok")
		defer p.Close()
		if r := a.Do(admin, http.MethodPatch, "/api/v1/settings/notify.private_networks", map[string]any{"value": "true", "version": 0}); r.Status/100 != 2 {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		if r := a.Do(admin, http.MethodPost, "/api/v1/handover/targets", map[string]any{"path": "/14/1409/", "name": "收JSON", "kind": "json", "address": p.URL, "practice": false, "enabled": true, "notices": true}); r.Code() != "handover.notices_by_cap" {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		for _, x := range []map[string]any{
			{"name": "市应急广播", "alarms": false, "notices": true}, {"name": "公安", "notices": false},
		} {
			x["path"], x["kind"], x["address"], x["practice"], x["enabled"] = "/14/1409/", "cap", p.URL, false, true
			if r := a.Do(admin, http.MethodPost, "/api/v1/handover/targets", x); r.Status != 201 {
				t.Fatalf("%d %s", r.Status, r.Body)
			}
		}
		c := issued(t, a, "warning", "yellow", "暴雨黄色预警")
		next := do(t, a, city, "/"+c.ID+"/change", words(a, "warning", "orange", "暴雨升级为橙色预警"), http.StatusCreated)
		if r := a.Do(city, http.MethodPost, where+"/"+c.ID+"/change", words(a, "warning", "red", "再变")); r.Code() != "notice.changed_already" {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		next = do(t, a, city, "/"+next.ID+"/submit", map[string]any{"version": next.Version}, 200)
		next = do(t, a, second, "/"+next.ID+"/approve", map[string]any{"version": next.Version}, 200)
		drain(t, a)
		if old := get[notice.Detail](a, city, where+"/"+c.ID); old.State != notice.Updated || old.Next != next.Number {
			t.Fatalf("%+v", old)
		}
		do(t, a, second, "/"+next.ID+"/cancel", map[string]any{"version": next.Version, "reason": "雨已停"}, 200)
		drain(t, a)
		got := p.Got()
		if len(got) != 3 {
			t.Fatalf("%d documents", len(got))
		}
		for i, w := range []string{"<msgType>Alert<", "<msgType>Update<", "<msgType>Cancel<"} {
			doc := got[i].Body
			if err := cap.Check([]byte(doc)); err != nil || !strings.Contains(doc, w) || !strings.Contains(doc, "+08:00</sent>") {
				t.Fatalf("%v, want %s in\n%s", err, w, doc)
			}
			if n := strings.Count(doc, ".issued,2026"); i > 0 && n != 1 {
				t.Fatalf("refers to the first %d times:\n%s", n, doc)
			}
		}
		d := get[notice.Detail](a, city, where+"/"+next.ID)
		if len(d.Given) != 2 || d.Given[0].Platform != "市应急广播" || d.Given[1].Stage != "cancelled" || d.Given[1].State != "delivered" {
			t.Fatalf("%+v", d.Given)
		}
		if at := get[notice.Detail](a, principal, where+"/"+next.ID); len(at.Given) != 0 {
			t.Fatal("a school sees the platforms")
		}
		r := a.Do(guard, http.MethodGet, where+"/"+next.ID+"/cap", nil)
		if r.Status != 200 || cap.Check(r.Body) != nil || !strings.Contains(string(r.Body), "<msgType>Cancel<") || !strings.Contains(r.Header.Get("Content-Type"), "cap+xml") {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
	})
}

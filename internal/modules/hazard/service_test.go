package hazard_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/hazard"
	"huxue/internal/platform/paper"
)

// photo hands a picture in and returns its file; shade makes it one of its own.
func photo(t *testing.T, a *apptest.App, as, path string, shade uint8) map[string]any {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 8, 8))
	img.SetGray(3, 3, color.Gray{Y: shade})
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "现场.png")
	if err == nil {
		err = png.Encode(part, img)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/api/v1/files?purpose="+hazard.PurposePhoto+"&path="+path, &form)
	r.Header.Set("Content-Type", w.FormDataContentType())
	for _, c := range a.Cookies(as) {
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	a.Handler().ServeHTTP(rec, r)
	var out struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil || out.ID == "" {
		t.Fatalf("upload: %d %s", rec.Code, rec.Body)
	}
	return map[string]any{"fileId": out.ID, "takenAt": a.Clock.Now().UnixMilli()}
}

func page(a *apptest.App, as, id string) (h hazard.Seen) {
	a.Do(as, "GET", "/api/v1/hazards/"+id, nil).Into(&h)
	return h
}

// do acts on a hazard as it stands and returns the refusal's code, "" for success.
func do(a *apptest.App, as, id, verb string, body map[string]any) string {
	if body == nil {
		body = map[string]any{}
	}
	if verb != "progress" {
		body["version"] = page(a, as, id).Version
	}
	r := a.Do(as, "POST", "/api/v1/hazards/"+id+"/"+verb, body)
	if r.Status >= 500 {
		return string(r.Body)
	}
	return r.Code()
}

func must(t *testing.T, what, code string) {
	t.Helper()
	if code != "" {
		t.Fatalf("%s: %s", what, code)
	}
}

func refused(t *testing.T, what, code, want string) {
	t.Helper()
	if code != want {
		t.Errorf("%s: %q, want %q", what, code, want)
	}
}

// waits counts what waits for somebody about a hazard.
func waits(a *apptest.App, as, id string) (out []string) {
	var list struct {
		Items []struct {
			Kind, SubjectID string
		} `json:"items"`
	}
	a.Do(as, "GET", "/api/v1/todos", nil).Into(&list)
	for _, x := range list.Items {
		if strings.HasPrefix(x.SubjectID, id) {
			out = append(out, x.Kind)
		}
	}
	slices.Sort(out)
	return out
}

// until moves the clock to a moment; nobody is logged in any more.
func until(a *apptest.App, at time.Time) {
	a.Clock.Add(at.Sub(a.Clock.Now()))
	for _, as := range []string{principal, safety, county, bureau} {
		a.Forget(as)
	}
}

func recounted(t *testing.T, a *apptest.App) {
	t.Helper()
	if n, err := a.Hazards().Recount(system()); err != nil || n != 0 {
		t.Errorf("the numbers differ in %d rows: %v", n, err)
	}
}

func find(a *apptest.App, as string, change map[string]any) (r hazard.Ref) {
	body := map[string]any{"schoolId": home(a), "way": "special", "category": "fire", "itemCode": "B05-09", "place": "宿舍楼南出口", "text": "夜间安全出口上锁",
		"level": "major", "owner": "张主任"}
	for k, v := range change {
		body[k] = v
	}
	a.Do(as, "POST", "/api/v1/hazards", body).Into(&r)
	return r
}

// paperOf is the paper of a kind in which a hazard stands, with its text.
func paperOf(a *apptest.App, as, id, kind string) (out paper.Card) {
	var list hazard.Papers
	a.Do(as, "GET", "/api/v1/hazards/"+id+"/papers", nil).Into(&list)
	for _, p := range list.Items {
		if p.Kind == kind {
			a.Do(as, "GET", "/api/v1/papers/"+p.ID, nil).Into(&out)
		}
	}
	return out
}

// A major hazard from finding to delisting, and everybody who may not on the way.
func TestAMajorHazardFromFindingToDelisting(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		h := find(a, county, nil)
		path := page(a, county, h.ID).Path
		if got := waits(a, safety, h.ID); !slices.Equal(got, []string{"task_interim"}) {
			t.Errorf("the school waits for %v", got)
		}
		var advice hazard.Advice
		a.Do(county, "GET", "/api/v1/hazards/"+h.ID+"/advice", nil).Into(&advice)
		if !slices.Equal(advice.Direct, []string{"H1-08"}) {
			t.Errorf("advice: %+v", advice.Direct)
		}
		refused(t, "the school grades it", do(a, principal, h.ID, "grade", map[string]any{"level": "major", "clauses": []string{"H1-08"}}), "hazard.not_judge")
		refused(t, "one person lowers it", do(a, county, h.ID, "grade", map[string]any{"level": "general"}), "hazard.two_needed")
		must(t, "grade", do(a, county, h.ID, "grade", map[string]any{"level": "major", "clauses": []string{"H1-08"}, "basis": "现场检查"}))
		refused(t, "assigned before the five", do(a, county, h.ID, "assign", nil), "hazard.five_missing")
		must(t, "five", do(a, safety, h.ID, "settle", map[string]any{"measures": "改装推闩锁", "leader": "李校长", "funds": 8000, "fundsFrom": "公用经费", "plan": "专人值守"}))
		must(t, "assign", do(a, county, h.ID, "assign", nil))
		must(t, "receive", do(a, safety, h.ID, "receive", nil))
		must(t, "interim", do(a, safety, h.ID, "interim", map[string]any{"kind": "watch", "text": "夜间双人值守"}))

		must(t, "propose", do(a, bureau, h.ID, "listing/propose", map[string]any{"level": "city", "text": "涉及五百名寄宿生"}))
		refused(t, "decided by who proposed", do(a, bureau, h.ID, "listing/approve", map[string]any{"ok": true}), "hazard.list_second")
		refused(t, "decided by the county", do(a, county, h.ID, "listing/approve", map[string]any{"ok": true}), "hazard.list_body")
		must(t, "approve", do(a, other, h.ID, "listing/approve", map[string]any{"ok": true, "text": "同意"}))
		must(t, "issue", do(a, bureau, h.ID, "listing/issue", map[string]any{"sheet": map[string]any{"supervisor": "王局长", "require": "30日内整改到位", "public": "市局网站"}}))
		if l := page(a, principal, h.ID).Listing; l == nil || l.Number != "1409-DB-2026-001" || l.State != hazard.ListIssued {
			t.Fatalf("listing %+v", l)
		}
		order := paperOf(a, safety, h.ID, "hazard.listing")
		if order.Number != "忻教安督〔2026〕1号" || !strings.Contains(string(order.Body), "王局长") || !strings.Contains(string(order.Body), "1409-DB-2026-001") {
			t.Fatalf("the order: %+v", order)
		}
		if got := waits(a, safety, order.ID); !slices.Equal(got, []string{"paper_sign"}) {
			t.Errorf("of the order the school waits for %v", got)
		}
		if code := a.Do(safety, "PUT", "/api/v1/hazard-notices/"+order.ID+"/reply", hazard.ReplyInput{Items: []hazard.ReplyItem{}}).Code(); code != "hazard.reply_of_no_notice" {
			t.Errorf("a reply to the order: %q", code)
		}
		a.Do(safety, "POST", "/api/v1/papers/"+order.ID+"/receive", map[string]any{"version": order.Version}).Into(&order)
		if got := waits(a, safety, order.ID); len(got) > 0 {
			t.Errorf("signed for, and still %v", got)
		}
		must(t, "plan", do(a, principal, h.ID, "listing/plan", map[string]any{"text": "三步整改"}))
		must(t, "accept", do(a, bureau, h.ID, "listing/accept", nil))
		must(t, "report", do(a, safety, h.ID, "listing/report", map[string]any{"text": "已到货", "percent": 60}))

		refused(t, "mended without a picture", do(a, safety, h.ID, "fix", map[string]any{"note": "已改", "after": []any{}}), "hazard.pairs_missing")
		must(t, "fix", do(a, safety, h.ID, "fix", map[string]any{"note": "已改装", "before": []any{photo(t, a, safety, path, 10)}, "after": []any{photo(t, a, safety, path, 200)}}))
		if p := page(a, county, h.ID).Photos; len(p) != 2 || p[1].Pair != p[0].ID {
			t.Errorf("the pictures are no pair: %+v", p)
		}
		refused(t, "the one who mended verifies", do(a, safety, h.ID, "verify", map[string]any{"pass": true, "note": "好了"}), "hazard.own_fix")
		refused(t, "his head, of a major one", do(a, principal, h.ID, "verify", map[string]any{"pass": true, "note": "好了"}), "hazard.from_above")
		refused(t, "the county, of what the city listed", do(a, county, h.ID, "verify", map[string]any{"pass": true, "note": "好了"}), "hazard.list_body")
		refused(t, "the city before it is delisted", do(a, bureau, h.ID, "verify", map[string]any{"pass": true, "note": "好了"}), "hazard.delist_first")
		must(t, "ask", do(a, safety, h.ID, "listing/ask", map[string]any{"text": "整改完成"}))
		must(t, "inspect", do(a, other, h.ID, "listing/inspect", map[string]any{"ok": true, "text": "现场符合"}))
		must(t, "delist", do(a, bureau, h.ID, "listing/delist", map[string]any{"text": "予以摘牌"}))
		if off := paperOf(a, safety, h.ID, "hazard.delisting"); off.Number != "忻教安摘〔2026〕1号" || !strings.Contains(string(off.Body), "现场符合") {
			t.Errorf("the announcement: %+v", off)
		}
		must(t, "verify", do(a, bureau, h.ID, "verify", map[string]any{"pass": true, "note": "整改到位"}))
		must(t, "put away", do(a, bureau, h.ID, "listing/archive", nil))
		if s := page(a, principal, h.ID); s.State != hazard.Closed || s.Listed != hazard.ListArchived || len(s.RuleSet) == 0 {
			t.Errorf("in the end: %+v", s.Card)
		}
		for _, who := range []string{principal, safety, county, bureau} {
			if left := waits(a, who, h.ID); len(left) > 0 {
				t.Errorf("%s still has %v", who, left)
			}
		}
		recounted(t, a)
	})
}

// The school finds, mends and strikes off what is its own affair, by two people.
func TestTheSchoolsOwnHazard(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		h := find(a, safety, map[string]any{"level": "general", "way": "weekly", "itemCode": "", "place": "二层走廊", "text": "灯坏两盏", "category": "building"})
		path := page(a, safety, h.ID).Path
		if r := a.Do(safety, "POST", "/api/v1/hazards", map[string]any{"schoolId": home(a), "way": "weekly", "category": "fire", "place": "", "text": "x", "level": "general", "owner": ""}); r.Code() != "hazard.mandatory" {
			t.Errorf("without a place: %s", r.Body)
		}
		must(t, "on the spot", do(a, safety, h.ID, "fix-on-spot", map[string]any{"note": "换灯", "before": []any{photo(t, a, safety, path, 20)}, "after": []any{photo(t, a, safety, path, 220)}}))
		if got := waits(a, principal, h.ID); !slices.Equal(got, []string{"task_verify"}) {
			t.Errorf("the head waits for %v", got)
		}
		must(t, "sent back", do(a, principal, h.ID, "verify", map[string]any{"pass": false, "note": "还有一盏"}))
		must(t, "again", do(a, safety, h.ID, "fix", map[string]any{"note": "换好", "after": []any{photo(t, a, safety, path, 230)}}))
		refused(t, "himself", do(a, safety, h.ID, "verify", map[string]any{"pass": true, "note": "好"}), "hazard.own_fix")
		must(t, "struck off", do(a, principal, h.ID, "verify", map[string]any{"pass": true, "note": "好"}))
		if s := page(a, safety, h.ID); s.Reworks != 1 || s.State != hazard.Closed {
			t.Errorf("%+v", s.Card)
		}
		// It comes back: the new one says so.
		again := find(a, safety, map[string]any{"level": "general", "way": "weekly", "itemCode": "", "place": "二层走廊", "text": "灯坏两盏", "category": "building"})
		if s := page(a, safety, again.ID); s.RecurrenceOf != h.ID {
			t.Errorf("came back from %q", s.RecurrenceOf)
		}
		recounted(t, a)
	})
}

func TestHandedToAnotherAgency(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		h := find(a, county, map[string]any{"level": "general"})
		must(t, "transfer", do(a, county, h.ID, "transfer", map[string]any{"to": "fire", "why": "属消防职责"}))
		if got := waits(a, fire, h.ID); !slices.Contains(got, "task_receipt") {
			t.Errorf("the brigade waits for %v", got)
		}
		must(t, "receipt", do(a, fire, h.ID, "receipt", map[string]any{"note": "已收"}))
		must(t, "given back", do(a, fire, h.ID, "give-back", map[string]any{"why": "不属消防"}))
		if s := page(a, fire, h.ID); s.Agency != "education" || len(s.Transfers) != 1 || s.Transfers[0].State != "returned" {
			t.Errorf("%+v", s.Transfers)
		}
		must(t, "no hazard", do(a, safety, h.ID, "ask", map[string]any{"kind": "invalid", "why": "误判"}))
		refused(t, "decided by the school", do(a, principal, h.ID, "decide", map[string]any{"ok": true}), "hazard.not_judge")
		must(t, "decided", do(a, county, h.ID, "decide", map[string]any{"ok": true}))
		if s := page(a, county, h.ID); s.State != hazard.Invalid {
			t.Errorf("%+v", s.Card)
		}
		recounted(t, a)
	})
}

// Deadlines remind, pass and climb; each step happens once.
func TestTheLadder(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		h := find(a, county, map[string]any{"level": "general"})
		must(t, "grade", do(a, county, h.ID, "grade", map[string]any{"level": "general"}))
		must(t, "assign", do(a, county, h.ID, "assign", nil))
		must(t, "receive", do(a, safety, h.ID, "receive", nil))
		tick := func() {
			t.Helper()
			if err := a.Chore(t.Context(), "hazard.tick"); err != nil {
				t.Fatal(err)
			}
		}
		reminded := func() (n int) {
			for _, l := range page(a, county, h.ID).Timeline {
				if l.Kind == "remind" {
					n++
				}
			}
			return n
		}
		tick()
		if n := reminded(); n != 0 {
			t.Fatalf("reminded %d times on the first day", n)
		}
		due := time.UnixMilli(page(a, county, h.ID).DueAt)
		for i, c := range []struct {
			at          time.Duration
			school, who []string
		}{
			{-7 * 24 * time.Hour, nil, nil}, {-3 * 24 * time.Hour, nil, nil}, {-24 * time.Hour, nil, nil}, {0, nil, nil},
			{24 * time.Hour, []string{"late_school"}, nil}, {3 * 24 * time.Hour, []string{"late_school"}, []string{"late_county"}},
			{7 * 24 * time.Hour, []string{"late_school"}, []string{"late_county"}},
		} {
			until(a, due.Add(c.at).Add(time.Minute))
			tick()
			tick()
			if n := reminded(); n != i+1 {
				t.Errorf("after step %d: %d lines", i, n)
			}
			late := func(as string) (out []string) {
				for _, k := range waits(a, as, h.ID) {
					if strings.HasPrefix(k, "late_") {
						out = append(out, k)
					}
				}
				return out
			}
			if got := late(principal); !slices.Equal(got, c.school) {
				t.Errorf("step %d: the head has %v", i, got)
			}
			if got := late(county); !slices.Equal(got, c.who) {
				t.Errorf("step %d: the county has %v", i, got)
			}
		}
		if got := waits(a, bureau, h.ID); !slices.Contains(got, "late_city") {
			t.Errorf("the city has %v", got)
		}
		if s := page(a, county, h.ID); !s.Overdue || s.LateDays != 8 || s.Colour != "red" {
			t.Errorf("late: %+v", s.Card)
		}
		recounted(t, a)
		// A new year: it is carried over and keeps its number.
		until(a, time.Date(2027, 1, 1, 2, 0, 0, 0, time.UTC))
		for range 2 {
			if err := a.Chore(t.Context(), "hazard.year"); err != nil {
				t.Fatal(err)
			}
		}
		if s := page(a, county, h.ID); s.Year != 2027 || s.Number != h.Number || s.State != hazard.Rectifying {
			t.Errorf("carried over: %+v", s.Card)
		}
		recounted(t, a)
	})
}

func TestRulesGetANewVersion(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		var list struct {
			Items []hazard.RuleSet `json:"items"`
		}
		a.Do(county, "GET", "/api/v1/hazards/rule-sets", nil).Into(&list)
		next := list.Items[0]
		next.Title, next.FromDay = "山西省判定规则", "2026-09-01"
		next.Rules = next.Rules[:3]
		if r := a.Do(county, "POST", "/api/v1/hazards/rule-sets", next); r.Code() != "forbidden" {
			t.Errorf("a county ruled: %s", r.Body)
		}
		var made hazard.RuleSet
		a.Do(bureau, "POST", "/api/v1/hazards/rule-sets", next).Into(&made)
		if made.Path != "/14/" || made.N != 1 {
			t.Errorf("made %+v", made)
		}
		h := find(a, county, nil)
		refused(t, "a clause that is gone", do(a, county, h.ID, "grade", map[string]any{"level": "major", "clauses": []string{"H1-08"}}), "hazard.clause_unknown")
		must(t, "grade", do(a, county, h.ID, "grade", map[string]any{"level": "major", "clauses": []string{"H1-01"}}))
		if s := page(a, county, h.ID); s.RuleSet != made.ID {
			t.Errorf("judged by %s", s.RuleSet)
		}
	})
}

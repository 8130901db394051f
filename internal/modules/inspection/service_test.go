package inspection_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/inspection"
)

const (
	bureau    = "jiaoyuju"
	county    = "xianju"
	station   = "paichusuo"
	market    = "shijian"
	fire      = "xiaofang"
	principal = "xiaozhang"
	safety    = "anquan"
	teacher   = "banzhuren"
	visitsURL = "/api/v1/inspections/visits"
	roundsURL = "/api/v1/inspections/rounds"
)

func post[T any](a *apptest.App, as, path string, body any) (out T) {
	if body == nil {
		body = map[string]any{}
	}
	a.Do(as, http.MethodPost, path, body).Into(&out)
	return out
}

func get[T any](a *apptest.App, as, path string) (out T) {
	a.Do(as, http.MethodGet, path, nil).Into(&out)
	return out
}

func day(a *apptest.App) string {
	return a.Clock.Now().In(time.FixedZone("CST", 8*3600)).Format(time.DateOnly)
}

type lists struct {
	Items []struct {
		ID, Key, Title string
		Version        int
	} `json:"items"`
}

// listID finds a checklist that comes with the program.
func listID(t *testing.T, a *apptest.App, key string) string {
	t.Helper()
	for _, l := range get[lists](a, bureau, "/api/v1/checklists?limit=100").Items {
		if l.Key == key {
			return l.ID
		}
	}
	t.Fatalf("no checklist %s", key)
	return ""
}

type school struct{ ID, Name, Path string }

func home(t *testing.T, a *apptest.App) school {
	t.Helper()
	list := get[struct{ Items []school }](a, safety, "/api/v1/schools").Items
	if len(list) != 1 {
		t.Fatalf("%+v", list)
	}
	return list[0]
}

func plan(t *testing.T, a *apptest.App, as string, extra map[string]any) inspection.Card {
	t.Helper()
	body := map[string]any{"schoolId": home(t, a).ID, "kind": "joint", "listId": listID(t, a, "term"), "day": day(a), "reason": "另有任务"}
	for k, v := range extra {
		body[k] = v
	}
	return post[inspection.Card](a, as, visitsURL, body)
}

func kit(a *apptest.App, as, visit string) inspection.Kit {
	return get[inspection.Kit](a, as, visitsURL+"/"+visit+"/kit")
}

var opN int

func op(item, result string, more map[string]any) map[string]any {
	opN++
	answer := map[string]any{"result": result}
	o := map[string]any{"id": fmt.Sprintf("01TESTOP%018d", opN), "item": item, "kind": "answer", "answer": answer, "deviceAt": 1, "base": 0}
	for k, v := range more {
		if k == "text" || k == "place" || k == "fixed" {
			answer[k] = v
			continue
		}
		o[k] = v
	}
	return o
}

func sync(a *apptest.App, as, visit string, since int64, ops ...map[string]any) inspection.Synced {
	if ops == nil {
		ops = []map[string]any{}
	}
	return post[inspection.Synced](a, as, visitsURL+"/"+visit+"/sync", map[string]any{"device": as, "since": since, "ops": ops})
}

// answerAll answers everything that is one's own as conforming, but for some.
func answerAll(a *apptest.App, as string, k inspection.Kit, but map[string]string) inspection.Synced {
	var ops []map[string]any
	done := map[string]bool{}
	for _, x := range k.Answers {
		done[x.Item] = x.Result != ""
	}
	for _, item := range k.Own {
		if done[item] || !k.Prepared.Notes[item].Applies {
			continue
		}
		result := "ok"
		if r, ok := but[item]; ok {
			result = r
		}
		ops = append(ops, op(item, result, map[string]any{"text": map[bool]string{true: "存在问题", false: ""}[result != "ok"]}))
	}
	return sync(a, as, k.Visit.ID, 0, ops...)
}

// Four departments inspect one school together: each answers its own, one shared
// question is asked once, each signs, the head signs, the lead hands it in.
func TestFourDepartmentsInspectOneSchoolTogether(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		x := home(t, a)
		v := plan(t, a, county, nil)
		if v.State != inspection.Planned || v.LeadAgency != "education" || v.Total == 0 {
			t.Fatalf("planned: %+v", v)
		}
		// A second department is shown the visit there is, and joins it.
		again := map[string]any{"schoolId": x.ID, "kind": "special", "listId": listID(t, a, "term"), "day": day(a)}
		if r := a.Do(market, http.MethodPost, visitsURL, again); r.Code() != "inspection.duplicate_visit" {
			t.Fatalf("a second visit: %s", r.Body)
		}
		for _, as := range []string{station, market, fire} {
			v = post[inspection.Card](a, as, visitsURL+"/"+v.ID+"/join", nil)
		}
		if len(v.Parts) != 4 {
			t.Fatalf("parts: %+v", v.Parts)
		}
		kits := map[string]inspection.Kit{}
		for _, as := range []string{county, station, market, fire} {
			kits[as] = kit(a, as, v.ID)
		}
		if !slices.Contains(kits[fire].Own, "B05-09") || slices.Contains(kits[market].Own, "B05-09") || slices.Contains(kits[county].Own, "B07-02") {
			t.Fatalf("own: %v", kits[fire].Own)
		}
		// Nobody answers for another department.
		if r := sync(a, market, v.ID, 0, op("B05-09", "ok", nil)); len(r.Taken) != 0 || len(r.Refused) != 1 || r.Refused[0].Code != "inspection.not_your_item" {
			t.Fatalf("foreign: %+v", r)
		}
		answerAll(a, fire, kits[fire], map[string]string{"B05-09": "fault"})
		answerAll(a, station, kits[station], nil)
		answerAll(a, market, kits[market], nil)
		if r := a.Do(county, http.MethodPost, visitsURL+"/"+v.ID+"/sign", map[string]any{"agency": "education", "name": "甲", "image": "fil_x"}); r.Code() != "inspection.items_open" {
			t.Fatalf("signed with open items: %s", r.Body)
		}
		// What fire and police have answered of the shared items is not asked again.
		s := answerAll(a, county, kit(a, county, v.ID), nil)
		if len(s.Disputes) != 0 || s.State != inspection.Running {
			t.Fatalf("after all: %+v", s.Disputes)
		}
		if r := a.Do(county, http.MethodPost, visitsURL+"/"+v.ID+"/submit", map[string]any{}); r.Code() != "inspection.unsigned" {
			t.Fatalf("submitted unsigned: %s", r.Body)
		}
		for as, agency := range map[string]string{county: "education", station: "police", market: "market", fire: "fire"} {
			post[inspection.Card](a, as, visitsURL+"/"+v.ID+"/sign", map[string]any{"agency": agency, "name": as, "image": "fil_" + agency})
		}
		if r := a.Do(fire, http.MethodPost, visitsURL+"/"+v.ID+"/sign", map[string]any{"agency": "school", "name": "校长", "image": "fil_s"}); r.Code() != "inspection.sign_own_only" {
			t.Fatalf("fire signed for the school: %s", r.Body)
		}
		v = post[inspection.Card](a, principal, visitsURL+"/"+v.ID+"/sign", map[string]any{"agency": "school", "name": "校长", "image": "fil_school"})
		if v.State != inspection.Signing || len(v.Unsigned) != 0 {
			t.Fatalf("signed: %+v", v)
		}
		if r := a.Do(station, http.MethodPost, visitsURL+"/"+v.ID+"/submit", map[string]any{}); r.Code() != "inspection.lead_only" {
			t.Fatalf("not the lead: %s", r.Body)
		}
		v = post[inspection.Card](a, county, visitsURL+"/"+v.ID+"/submit", nil)
		if v.State != inspection.Submitted || v.Faults != 1 || v.Answered != v.Total || v.Score == nil {
			t.Fatalf("submitted: %+v", v)
		}
		// The fault is a hazard of the fire brigade's, found on this visit.
		if h := get[inspection.VisitPage](a, county, visitsURL+"/"+v.ID).Hazards; len(h) != 1 || h[0].Agency != "fire" || h[0].ItemCode != "B05-09" || h[0].Text != "存在问题" || h[0].Level != "major" {
			t.Fatalf("hazards: %+v", h)
		}
		// What a phone brings afterwards is kept, and changes nothing.
		late := sync(a, fire, v.ID, 0, op("B05-10", "fault", nil))
		if len(late.Taken) != 1 || len(kit(a, county, v.ID).Late) != 1 || get[inspection.VisitPage](a, county, visitsURL+"/"+v.ID).Visit.Faults != 1 {
			t.Fatalf("late: %+v", late)
		}
	})
}

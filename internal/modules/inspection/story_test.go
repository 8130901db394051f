package inspection_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/kit/db"
	"huxue/internal/modules/inspection"
)

// Two officers answer one item without a network: both answers are kept, the lead
// decides, and sending again changes nothing. A telephone whose clock is wrong by a
// year is believed about nothing but what it shows.
func TestTwoAnswersToOneItem(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		v := plan(t, a, county, nil)
		post[inspection.Card](a, station, visitsURL+"/"+v.ID+"/join", nil)
		lastYear := a.Clock.Now().AddDate(-1, 0, 0).UnixMilli()
		first := op("B02-01", "ok", map[string]any{"deviceAt": lastYear})
		second := op("B02-01", "fault", map[string]any{"text": "只有两名保安"})
		sync(a, county, v.ID, 0, first)
		s := sync(a, station, v.ID, 0, second, op("B02-03", "ok", nil))
		if len(s.Taken) != 2 || len(s.Disputes) != 1 || len(s.Disputes[0].Answers) != 2 {
			t.Fatalf("dispute: %+v", s)
		}
		again := sync(a, station, v.ID, s.Revision, second)
		if again.Revision != s.Revision || len(again.Changes) != 0 || len(again.Taken) != 1 || len(again.Disputes[0].Answers) != 2 {
			t.Fatalf("again: %+v", again)
		}
		k := kit(a, county, v.ID)
		i := slices.IndexFunc(k.Answers, func(x *inspection.Answered) bool { return x.Item == "B02-01" })
		if k.Answers[i].DeviceAt != lastYear || k.Answers[i].At-lastYear < 360*24*3600*1000 || !k.Answers[i].Disputed {
			t.Fatalf("both times: %+v", k.Answers[i])
		}
		decide := visitsURL + "/" + v.ID + "/disputes/B02-01/decide"
		if r := a.Do(station, http.MethodPost, decide, map[string]any{"op": second["id"]}); r.Code() != "inspection.lead_only" {
			t.Fatalf("not the lead: %s", r.Body)
		}
		done := post[inspection.Card](a, county, decide, map[string]any{"op": second["id"]})
		if done.Disputes != 0 || done.Faults != 1 {
			t.Fatalf("decided: %+v", done)
		}
		// Whoever comes to the same by himself has no dispute.
		sync(a, county, v.ID, 0, op("B02-05", "fault", nil))
		sync(a, station, v.ID, 0, op("B02-05", "ok", nil))
		if s := sync(a, station, v.ID, 0, op("B02-05", "fault", nil)); len(s.Disputes) != 0 {
			t.Fatalf("agreed: %+v", s.Disputes)
		}
		// An answer to an item one's own department has signed is kept aside for the lead.
		if n := len(kit(a, county, v.ID).Disputes); n != 0 {
			t.Fatalf("%d disputes", n)
		}
	})
}

// A school learns nothing of an unannounced visit before it begins.
func TestUnannounced(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		x := home(t, a)
		v := plan(t, a, county, map[string]any{"kind": "surprise"})
		unseen := func() bool {
			return a.Do(principal, http.MethodGet, visitsURL+"/"+v.ID, nil).Code() == "inspection.not_found" &&
				a.Do(safety, http.MethodGet, visitsURL+"/"+v.ID+"/kit", nil).Code() == "inspection.not_found" &&
				!strings.Contains(string(a.Do(safety, http.MethodGet, visitsURL+"?limit=200&kind=surprise", nil).Body), v.ID) &&
				!strings.Contains(string(a.Do(principal, http.MethodGet, "/api/v1/inspections/calendar?month="+v.Day[:7], nil).Body), `"total":3`)
		}
		if !unseen() {
			t.Fatal("the school sees it coming")
		}
		if r := a.Do(market, http.MethodGet, visitsURL+"/"+v.ID, nil); r.Status != http.StatusOK {
			t.Fatalf("a department that could join: %s", r.Body)
		}
		post[inspection.Card](a, county, visitsURL+"/"+v.ID+"/begin", nil)
		if unseen() || a.Do(principal, http.MethodGet, visitsURL+"/"+v.ID, nil).Status != http.StatusOK {
			t.Fatal("it has begun, and the school does not see it")
		}
		void := visitsURL + "/" + v.ID + "/void"
		if r := a.Do(county, http.MethodPost, void, map[string]any{"reason": " "}); r.Code() != "inspection.reason_needed" {
			t.Fatalf("void without reason: %s", r.Body)
		}
		if r := a.Do(principal, http.MethodPost, void, map[string]any{"reason": "不想查"}); r.Code() != "inspection.lead_only" {
			t.Fatalf("voided by the school: %s", r.Body)
		}
		post[inspection.Card](a, county, void, map[string]any{"reason": "学校停水停课"})
		_ = x
	})
}

// A double random draw: the hash lies before the draw, the secret after it, and what is
// shown gives the same result again.
func TestADrawIsLaidDownBefore(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		r := post[inspection.RoundCard](a, bureau, roundsURL, map[string]any{"kind": "random", "title": "双随机抽查", "listId": listID(t, a, "quick"), "starts": day(a), "ends": day(a),
			"agencies": []string{"education", "fire"}, "targeting": "drawn", "hidden": true, "rule": map[string]any{"share": 34, "perCounty": false, "inspectors": 2}})
		page := func() inspection.DrawPage {
			return get[inspection.DrawPage](a, county, roundsURL+"/"+r.ID+"/draw")
		}
		if a.Do(county, http.MethodGet, roundsURL+"/"+r.ID+"/draw", nil).Code() != "inspection.round_not_found" {
			t.Fatal("a county sees a draft of the city")
		}
		before := get[inspection.DrawPage](a, bureau, roundsURL+"/"+r.ID+"/draw")
		if before.Secret != "" || before.Seed != "" || before.Draw.SecretHash == "" || len(before.Draw.Result) != 0 || len(before.Draw.Schools) != apptest.Schools {
			t.Fatalf("before: %+v", before)
		}
		if c := a.Do(bureau, http.MethodPost, roundsURL+"/"+r.ID+"/open", map[string]any{"version": r.Version}).Code(); c != "inspection.no_draw" {
			t.Fatalf("opened undrawn: %s", c)
		}
		r = post[inspection.RoundCard](a, bureau, roundsURL+"/"+r.ID+"/draw", map[string]any{"version": r.Version, "word": "瑞雪兆丰年", "witness": "家长代表"})
		if c := a.Do(bureau, http.MethodPost, roundsURL+"/"+r.ID+"/draw", map[string]any{"version": r.Version, "word": "再来一次", "witness": "x"}).Code(); c != "inspection.drawn_already" {
			t.Fatalf("drawn twice: %s", c)
		}
		r = post[inspection.RoundCard](a, bureau, roundsURL+"/"+r.ID+"/open", map[string]any{"version": r.Version})
		after := page()
		if !after.Holds || after.Seed != inspection.SeedOf(after.Secret, "瑞雪兆丰年") || len(after.Draw.Result) != 3 || r.Due != 3 {
			t.Fatalf("after: %+v due %d", after, r.Due)
		}
		again := inspection.Draw(after.Draw.Algorithm, after.Seed, after.Draw.Rule, after.Draw.Schools, after.Draw.People)
		for i, d := range again {
			if d.SchoolID != after.Draw.Result[i].SchoolID {
				t.Fatalf("drawn again otherwise: %+v", d)
			}
		}
		if len(get[inspection.RoundPage](a, bureau, roundsURL+"/"+r.ID).Lines) == 0 || a.Do(principal, http.MethodGet, roundsURL+"/"+r.ID+"/draw", nil).Code() != "forbidden" {
			t.Fatal("the school sees the draw")
		}
	})
}

// A school inspects itself within a round, signs, and counts.
func TestASchoolInspectsItself(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		x := home(t, a)
		cover := func() inspection.Coverage {
			return get[inspection.Coverage](a, county, "/api/v1/inspections/coverage?from="+day(a)[:7]+"&path="+x.Path)
		}
		r := post[inspection.RoundCard](a, county, roundsURL, map[string]any{"kind": "term", "title": "学期大排查", "listId": listID(t, a, "gatehouse"), "starts": day(a), "ends": day(a),
			"agencies": []string{}, "targeting": "chosen", "schoolIds": []string{x.ID}, "hidden": false})
		r = post[inspection.RoundCard](a, county, roundsURL+"/"+r.ID+"/open", map[string]any{"version": r.Version})
		todos := string(a.Do(safety, http.MethodGet, "/api/v1/todos", nil).Body)
		if !strings.Contains(todos, "inspection.round_self") {
			t.Fatalf("not on the list: %s", todos)
		}
		before := cover()
		v := post[inspection.Card](a, safety, visitsURL, map[string]any{"roundId": r.ID, "schoolId": x.ID, "day": day(a)})
		if c := a.Do(safety, http.MethodPost, visitsURL, map[string]any{"roundId": r.ID, "schoolId": x.ID, "day": day(a)}).Code(); c != "inspection.already_visited" {
			t.Fatalf("twice: %s", c)
		}
		if c := a.Do(teacher, http.MethodPost, visitsURL+"/"+v.ID+"/begin", nil).Code(); c != "inspection.not_found" && c != "inspection.not_in_team" {
			t.Fatalf("a teacher: %s", c)
		}
		k := kit(a, safety, v.ID)
		answerAll(a, safety, k, map[string]string{k.Own[0]: "partly"})
		post[inspection.Card](a, safety, visitsURL+"/"+v.ID+"/sign", map[string]any{"agency": "school", "name": "安全员", "image": "fil_x"})
		v = post[inspection.Card](a, safety, visitsURL+"/"+v.ID+"/submit", nil)
		after := cover()
		if v.Partly != 1 || after.Total.OwnVisits != before.Total.OwnVisits+1 || after.Total.Faults != before.Total.Faults+1 {
			t.Fatalf("counted: %+v %+v", before.Total, after.Total)
		}
		page := get[inspection.RoundPage](a, county, roundsURL+"/"+r.ID)
		if page.Due != 1 || page.Submitted != 1 || page.Round.Submitted != 1 {
			t.Fatalf("round: %+v", page)
		}
		if strings.Contains(string(a.Do(safety, http.MethodGet, "/api/v1/todos", nil).Body), "inspection.round_self") {
			t.Fatal("done, and still on the list")
		}
		// A second look is the department's, and stands beside the first.
		again := map[string]any{"item": k.Own[0], "result": "ok", "text": "已整改"}
		post[inspection.Card](a, county, visitsURL+"/"+v.ID+"/recheck", again)
		for _, form := range []string{"register", "self", "recheck", "score", "ask"} {
			f := get[inspection.Sheet](a, principal, visitsURL+"/"+v.ID+"/forms/"+form)
			if len(f.Rows) < len(k.Own) || len(f.Rows[1].Cells) != len(f.Columns) {
				t.Fatalf("%s: %d rows", form, len(f.Rows))
			}
			if form == "recheck" && !strings.Contains(f.Rows[1].Cells[3], "符合；已整改") {
				t.Fatalf("second look: %v", f.Rows[1])
			}
			if b := a.Do(principal, http.MethodGet, visitsURL+"/"+v.ID+"/forms/"+form+"/workbook", nil); b.Status != http.StatusOK || !strings.HasPrefix(string(b.Body), "PK") {
				t.Fatalf("%s workbook: %d", form, b.Status)
			}
		}
		if c := a.Do(principal, http.MethodGet, visitsURL+"/"+v.ID+"/forms/none", nil).Code(); c != "inspection.form_wrong" {
			t.Fatalf("no such form: %s", c)
		}
	})
}

// A round nears its end: whoever runs it hears of it; a school that has closed is due
// no more.
func TestARoundEnds(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		r := post[inspection.RoundCard](a, bureau, roundsURL, map[string]any{"kind": "joint", "title": "开学联合检查", "listId": listID(t, a, "quick"), "starts": day(a), "ends": day(a),
			"agencies": []string{"education"}, "targeting": "all", "hidden": false})
		r = post[inspection.RoundCard](a, bureau, roundsURL+"/"+r.ID+"/open", map[string]any{"version": r.Version})
		if r.Due != apptest.Schools {
			t.Fatalf("due %d", r.Due)
		}
		closeOne(t, a)
		if err := a.Chore(context.Background(), "inspection.morning"); err != nil {
			t.Fatal(err)
		}
		page := get[inspection.RoundPage](a, bureau, roundsURL+"/"+r.ID)
		if page.Due != apptest.Schools-1 || page.Round.Due != apptest.Schools-1 || page.Excluded != 1 {
			t.Fatalf("after closing: %+v", page)
		}
		if !strings.Contains(string(a.Do(bureau, http.MethodGet, "/api/v1/todos", nil).Body), "inspection.round_ends") {
			t.Fatal("nobody is told that the round ends")
		}
		if c := a.Do(bureau, http.MethodPost, roundsURL+"/"+r.ID+"/close", map[string]any{"version": page.Round.Version}).Code(); c != "inspection.reason_needed" {
			t.Fatalf("closed short of schools: %s", c)
		}
		a.Clock.Add(time.Minute)
		post[inspection.RoundCard](a, bureau, roundsURL+"/"+r.ID+"/close", map[string]any{"version": page.Round.Version, "reason": "寒潮停课"})
	})
}

// closeOne closes a school that is not the demo accounts' own.
func closeOne(t *testing.T, a *apptest.App) {
	t.Helper()
	x := home(t, a)
	for _, s := range get[struct{ Items []school }](a, bureau, "/api/v1/schools").Items {
		if s.ID != x.ID {
			if err := a.Database().Write(context.Background(), func(tx *db.Tx) error {
				_, err := tx.Exec(context.Background(), `UPDATE schools SET status = 'closed' WHERE id = $1`, s.ID)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
}

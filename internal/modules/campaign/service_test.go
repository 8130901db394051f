package campaign_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/city"
	"huxue/internal/kit/db"
	"huxue/internal/modules/campaign"
	"huxue/internal/platform/access"
	"huxue/internal/platform/pupil"
)

const bureau, second, county, head, teacher = "jiaoyuju", "fenguan", "xianju", "xiaozhang", "banzhuren"

// scene is a running campaign over the small city, with what its stories need.
type scene struct {
	*apptest.App
	t    testing.TB
	card campaign.Card
}

type child struct {
	pupil.Learner
	token string
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// draft is a campaign of two steps without lessons: look for thirty seconds, promise.
func draft(a *apptest.App) map[string]any {
	now := a.Clock.Now()
	return map[string]any{
		"path": "/14/1409/", "title": "秋季安全第一课", "theme": "知危险 会避险", "definition": "全部必做步骤在截止前完成",
		"stages": []string{"kindergarten", "lower", "upper", "junior", "senior"},
		"steps": []any{
			map[string]any{"kind": "learn", "title": "看一看", "minSeconds": 30},
			map[string]any{"kind": "commit", "title": "我承诺"},
		},
		"startAt": now.UnixMilli(), "untilAt": now.Add(days(20)).UnixMilli(),
	}
}

// begin writes, approves and publishes a campaign, and takes its roll.
func begin(t *testing.T, a *apptest.App, change ...func(map[string]any)) *scene {
	t.Helper()
	s := &scene{App: a, t: t}
	body := draft(a)
	for _, f := range change {
		f(body)
	}
	a.Do(bureau, http.MethodPost, "/api/v1/campaigns", body).Into(&s.card)
	s.verb(bureau, "submit")
	s.verb(second, "approve")
	s.verb(bureau, "publish")
	// The roll may be in the hands of a worker that has just taken it up.
	for began := time.Now(); s.card.State != campaign.Running; s.look() {
		if a.Settle(); time.Since(began) > 20*time.Second {
			e, _ := s.one(`SELECT CAST(errors AS TEXT) || state FROM river_job WHERE kind = 'campaign.snapshot' ORDER BY id DESC LIMIT 1`)
			t.Fatalf("the campaign is %s: %s", s.card.State, e)
		}
	}
	return s
}

func (s *scene) verb(as, name string) apptest.Answer {
	s.t.Helper()
	r := s.Do(as, http.MethodPost, "/api/v1/campaigns/"+s.card.ID+"/"+name, map[string]any{"version": s.card.Version})
	r.Into(&s.card)
	return r
}

func (s *scene) look() {
	s.t.Helper()
	s.Do(bureau, http.MethodGet, "/api/v1/campaigns/"+s.card.ID, nil).Into(&s.card)
}

// children are the pupils of the city, at most n, class by class.
func (s *scene) children(n int) []child {
	s.t.Helper()
	var out []child
	err := s.Database().Read(context.Background(), func(tx *db.Tx) (err error) {
		out, err = db.All(context.Background(), tx, func(r db.Scanner) (c child, err error) {
			c.Issued = s.Clock.Now()
			err = r.Scan(&c.PupilID, &c.ClassID, &c.SchoolID, &c.Path)
			return c, err
		}, `SELECT p.id, p.class_id, p.school_id, s.path FROM pupils p JOIN schools s ON s.id = p.school_id
			WHERE p.status = 'active' ORDER BY p.class_id, p.seat LIMIT $1`, n)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range out {
		out[i].token = s.LearnerToken(out[i].Learner)
	}
	return out
}

func (s *scene) learn(c child, step int, verb string, body any, header ...string) apptest.Answer {
	return s.Do(apptest.Guest, http.MethodPost, fmt.Sprintf("/api/v1/learn/%s/steps/%d/%s", s.card.ID, step, verb), body,
		append([]string{"Authorization", "Bearer " + c.token}, header...)...)
}

// complete takes a pupil through the whole campaign.
func (s *scene) complete(c child, header ...string) campaign.Finished {
	s.t.Helper()
	var done campaign.Finished
	for step := range s.card.Steps {
		var begun campaign.Started
		s.learn(c, step, "start", nil).Into(&begun)
		s.Later(40 * time.Second)
		s.learn(c, step, "finish", map[string]any{"ticket": begun.Ticket, "receipt": done.Receipt}, header...).Into(&done)
	}
	return done
}

func (s *scene) numbers(as, path string) campaign.Numbers {
	s.t.Helper()
	var n campaign.Numbers
	s.Do(as, http.MethodGet, "/api/v1/campaigns/"+s.card.ID+"/numbers?path="+path, nil).Into(&n)
	return n
}

func TestAPupilCompletesAndIsCountedOnce(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := begin(t, a)
		before := s.numbers(bureau, "").Row
		if before.Enrolled == 0 || before.Done != 0 {
			t.Fatalf("%+v", before)
		}
		c := s.children(1)[0]
		var begun campaign.Started
		s.learn(c, 0, "start", nil).Into(&begun)
		if r := s.learn(c, 0, "finish", map[string]any{"ticket": begun.Ticket}); r.Code() != "campaign.too_soon" {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		done := s.complete(c)
		if !done.Done || done.Late || done.Left != 0 {
			t.Fatalf("%+v", done)
		}
		after := s.numbers(bureau, "")
		if after.Row.Done != 1 || after.Row.Enrolled != before.Enrolled {
			t.Fatalf("%+v", after.Row)
		}
		// Once more from the beginning, and the last answer sent again: counted once.
		if again := s.complete(c); !again.Done {
			t.Fatalf("%+v", again)
		}
		if n := s.numbers(bureau, "").Row; n.Done != 1 {
			t.Fatalf("counted %d times", n.Done)
		}
		school := s.numbers(bureau, c.Path)
		if school.Level != "school" || school.Row.Done != 1 || school.Below != "class" {
			t.Fatalf("%+v", school.Row)
		}
	})
}

func (s *scene) recount() {
	s.t.Helper()
	off, err := s.Campaigns().Recount(access.AsSystem(context.Background(), "test"), s.card.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, o := range off {
		s.t.Error(o)
	}
}

// own is the class of the demo teacher, with its pupils.
func (s *scene) own() (string, []child) {
	s.t.Helper()
	class, err := s.one(`SELECT id FROM school_classes WHERE teacher_id IS NOT NULL`)
	if err != nil {
		s.t.Fatal(err)
	}
	var out []child
	for _, c := range s.children(100_000) {
		if c.ClassID == class {
			out = append(out, c)
		}
	}
	return class, out
}

func (s *scene) one(query string, args ...any) (out string, err error) {
	err = s.Database().Read(context.Background(), func(tx *db.Tx) error {
		out, err = db.One(context.Background(), tx, db.Value[string], query, args...)
		return err
	})
	return out, err
}

func TestTheTeacherHoldsTheLessonAndAbsenteesStayDue(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := begin(t, a)
		class, pupils := s.own()
		path := "/api/v1/campaigns/" + s.card.ID + "/classes/" + class
		s.complete(pupils[0])
		hold := func(as string, body map[string]any) apptest.Answer {
			return a.Do(as, http.MethodPost, path+"/hold", body)
		}
		for code, body := range map[string]map[string]any{
			"campaign.hold_too_short": {"everybody": true, "minutes": 0},
			"campaign.hold_wrong":     {"everybody": true, "minutes": 20, "asked": 3, "understood": 4},
			"campaign.nobody_present": {"minutes": 20, "asked": 0, "understood": 0},
			"campaign.not_of_class":   {"present": []string{"pup_stranger"}, "minutes": 20, "asked": 0, "understood": 0},
		} {
			body["minutes"] = max(body["minutes"].(int), 1)
			if code == "campaign.hold_too_short" {
				continue // two steps of thirty seconds fit into a minute
			}
			for _, k := range []string{"asked", "understood"} {
				if body[k] == nil {
					body[k] = 0
				}
			}
			if r := hold(teacher, body); r.Code() != code {
				t.Errorf("%s: %d %s", code, r.Status, r.Body)
			}
		}
		var got campaign.HoldResult
		hold(teacher, map[string]any{"everybody": true, "absent": []string{pupils[1].PupilID, pupils[2].PupilID}, "minutes": 20, "asked": 5, "understood": 4}).Into(&got)
		if got.Before != 1 || got.Counted != len(pupils)-3 || got.Late {
			t.Fatalf("%+v of %d", got, len(pupils))
		}
		n := s.numbers(bureau, "").Row
		if n.Done != int64(len(pupils)-2) || n.Collective != int64(len(pupils)-3) {
			t.Fatalf("%+v", n)
		}
		var room campaign.ClassRoom
		a.Do(teacher, http.MethodGet, path, nil).Into(&room)
		absent := 0
		for _, x := range room.Seats {
			if !x.Done {
				absent++
			}
		}
		if absent != 2 || len(room.Holds) != 1 || room.Holds[0].Understood != 4 {
			t.Fatalf("%d absent, %+v", absent, room.Holds)
		}
		// An absentee still completes by himself; the bureau leads no class and sees none.
		if done := s.complete(pupils[1]); !done.Done {
			t.Fatalf("%+v", done)
		}
		if r := hold(bureau, map[string]any{"everybody": true, "minutes": 20, "asked": 0, "understood": 0}); r.Status != http.StatusNotFound && r.Status != http.StatusOK {
			t.Fatalf("%d", r.Status)
		}
		s.recount()
	})
}

func TestLateOnesStandApartAndFrozenFiguresDoNotMove(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := begin(t, a)
		pupils := s.children(3)
		s.complete(pupils[0])
		a.Later(days(21))
		a.Forget(bureau)
		if err := a.Chore(context.Background(), "campaign.tick"); err != nil {
			t.Fatal(err)
		}
		if s.look(); s.card.State != campaign.Closed {
			t.Fatalf("after the deadline it is %s", s.card.State)
		}
		for i := range pupils { // a token lasts a week
			pupils[i].Issued = a.Clock.Now()
			pupils[i].token = a.LearnerToken(pupils[i].Learner)
		}
		if done := s.complete(pupils[1]); !done.Done || !done.Late {
			t.Fatalf("%+v", done)
		}
		if n := s.numbers(bureau, "").Row; n.Done != 1 || n.Late != 1 || n.Rate() > 10_000 {
			t.Fatalf("%+v", n)
		}
		s.recount()
	})
}

func TestAPupilWhoMovesKeepsHisPlace(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := begin(t, a)
		class, pupils := s.own()
		c := pupils[0]
		before := s.numbers(bureau, "").Row
		ctx := context.Background()
		if err := a.Database().Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE pupils SET class_id = (SELECT id FROM school_classes WHERE id <> $1 ORDER BY id LIMIT 1), seat = 199 WHERE id = $2`, class, c.PupilID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var room campaign.ClassRoom
		a.Do(teacher, http.MethodGet, "/api/v1/campaigns/"+s.card.ID+"/classes/"+class, nil).Into(&room)
		moved := 0
		for _, x := range room.Seats {
			if x.Moved {
				moved++
			}
		}
		if moved != 1 || len(room.Seats) != len(pupils) {
			t.Fatalf("%d moved, %d seats of %d", moved, len(room.Seats), len(pupils))
		}
		if done := s.complete(c); !done.Done {
			t.Fatalf("%+v", done)
		}
		if n := s.numbers(bureau, "").Row; n.Enrolled != before.Enrolled || n.Done != 1 {
			t.Fatalf("%+v", n)
		}
		s.recount()
	})
}

func TestForgedAndForeignTickets(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := begin(t, a)
		pupils := s.children(2)
		var mine, his campaign.Started
		s.learn(pupils[0], 0, "start", nil).Into(&mine)
		s.learn(pupils[1], 0, "start", nil).Into(&his)
		a.Later(time.Minute)
		var first campaign.Finished
		s.learn(pupils[0], 0, "finish", map[string]any{"ticket": mine.Ticket}).Into(&first)
		for name, c := range map[string]struct {
			as   child
			step int
			body map[string]any
			code string
		}{
			"another pupil's":   {pupils[0], 0, map[string]any{"ticket": his.Ticket}, "campaign.ticket_invalid"},
			"of another step":   {pupils[0], 1, map[string]any{"ticket": mine.Ticket, "receipt": first.Receipt}, "campaign.ticket_invalid"},
			"another's receipt": {pupils[1], 0, map[string]any{"ticket": his.Ticket, "receipt": first.Receipt}, "campaign.ticket_invalid"},
			"made up":           {pupils[0], 0, map[string]any{"ticket": "abc"}, "campaign.ticket_invalid"},
			"no such step":      {pupils[0], 7, map[string]any{"ticket": mine.Ticket}, "campaign.ticket_invalid"},
		} {
			if r := s.learn(c.as, c.step, "finish", c.body); r.Code() != c.code {
				t.Errorf("%s: %d %s", name, r.Status, r.Body)
			}
		}
		for _, body := range []string{"", "[", `{"ticket":7}`} {
			if r := s.learn(pupils[0], 0, "finish", body); r.Code() != "request.malformed" {
				t.Errorf("%q: %d %s", body, r.Status, r.Body)
			}
		}
		// Whoever logs in as a person is no pupil, whatever he may do otherwise.
		for _, as := range []string{teacher, head, bureau} {
			if r := a.Do(as, http.MethodPost, "/api/v1/learn/"+s.card.ID+"/steps/0/start", nil); r.Status != http.StatusUnauthorized {
				t.Errorf("%s begins a step: %d %s", as, r.Status, r.Body)
			}
		}
		if n := s.numbers(bureau, "").Row; n.Done != 0 {
			t.Fatalf("%+v", n)
		}
	})
}

// A script finishes a class on one device; the sweep doubts it, the share stands beside
// the rate, and a person decides.
func TestAScriptIsDoubtedAndJudged(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := begin(t, a)
		_, pupils := s.own()
		pupils = pupils[:8]
		tickets := make([]campaign.Started, len(pupils))
		receipts := make([]campaign.Finished, len(pupils))
		for step := range 2 {
			for i, c := range pupils {
				s.learn(c, step, "start", nil).Into(&tickets[i])
			}
			a.Later(31 * time.Second)
			for i, c := range pupils {
				s.learn(c, step, "finish", map[string]any{"ticket": tickets[i].Ticket, "receipt": receipts[i].Receipt}, "X-Device", "one").Into(&receipts[i])
			}
		}
		sweep := func() {
			if err := a.Chore(context.Background(), "campaign.sweep"); err != nil {
				t.Fatal(err)
			}
		}
		sweep()
		sweep() // looking twice finds nothing twice
		if n := s.numbers(bureau, "").Row; n.Done != 8 || n.Questioned != 8 {
			t.Fatalf("%+v", n)
		}
		s.recount()
		var list struct{ Items []campaign.Flag }
		a.Do(head, http.MethodGet, "/api/v1/campaigns/"+s.card.ID+"/flags?state=open", nil).Into(&list)
		var device, overlap campaign.Flag
		for _, f := range list.Items {
			switch f.Rule {
			case "device":
				device = f
			case "overlap":
				overlap = f
			}
		}
		if device.Pupils != 8 || overlap.Pupils != 8 {
			t.Fatalf("%+v", list.Items)
		}
		decide := func(f campaign.Flag, verb string) apptest.Answer {
			return a.Do(head, http.MethodPost, "/api/v1/campaigns/"+s.card.ID+"/flags/"+f.ID+"/"+verb, map[string]any{"version": f.Version, "note": "已向家长核实"})
		}
		if r := decide(device, "clear"); r.Status != http.StatusOK {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		if n := s.numbers(bureau, "").Row; n.Questioned != 8 { // the other findings still stand
			t.Fatalf("%+v", n)
		}
		if r := decide(overlap, "confirm"); r.Status != http.StatusOK {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		if r := decide(overlap, "confirm"); r.Code() != "campaign.flag_decided" {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		if n := s.numbers(bureau, "").Row; n.Done != 0 || n.Questioned != 0 {
			t.Fatalf("%+v", n)
		}
		s.recount()
		// What was signed before is void, and the pupil may learn in earnest.
		if r := s.learn(pupils[0], 1, "finish", map[string]any{"ticket": tickets[0].Ticket, "receipt": receipts[0].Receipt}); r.Code() != "campaign.not_due" {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		if done := s.complete(pupils[0]); !done.Done {
			t.Fatalf("%+v", done)
		}
		sweep()
		if n := s.numbers(bureau, "").Row; n.Done != 1 || n.Questioned != 0 {
			t.Fatalf("%+v", n)
		}
		s.recount()
	})
}

func TestOthersPlacesAreNotSeen(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := begin(t, a)
		path := "/api/v1/campaigns/" + s.card.ID
		own := s.numbers(head, "")
		if own.Level != "school" {
			t.Fatalf("a principal sees his school: %+v", own)
		}
		for _, c := range []struct{ as, path, code string }{
			{head, "/numbers?path=/14/1409/", "campaign.no_such_place"},
			{county, "/numbers?path=/14/1409/140981/", "campaign.no_such_place"},
			{county, "/ranking?level=county&path=/14/1409/140902/", "campaign.ranking_forbidden"},
			{head, "/ranking?level=class", "campaign.ranking_forbidden"},
			{"menwei", "", "forbidden"},
			{"zhihui", "", "forbidden"},
		} {
			if r := a.Do(c.as, http.MethodGet, path+c.path, nil); r.Code() != c.code {
				t.Errorf("%s %s: %d %s", c.as, c.path, r.Status, r.Body)
			}
		}
		for _, q := range []string{"/ranking?level=school", "/ranking?level=county", "/curve", "/lagging"} {
			if r := a.Do(bureau, http.MethodGet, path+q, nil); r.Status != http.StatusOK {
				t.Errorf("%s: %d %s", q, r.Status, r.Body)
			}
		}
	})
}

// The demo city has last September's campaign: announced, with the rate of the headline.
func TestTheDemoCityHasItsHeadline(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		var list struct{ Items []campaign.Card }
		a.Do(bureau, http.MethodGet, "/api/v1/campaigns", nil).Into(&list)
		states := map[campaign.State]int{}
		for _, c := range list.Items {
			states[c.State]++
			s := &scene{App: a, t: t, card: c}
			s.recount()
			if c.State == campaign.Announced {
				n := s.numbers(bureau, "").Row
				if n.Done != int64(city.Completed(int(n.Enrolled))) || n.RateNow < 9520 || n.RateNow > 9530 {
					t.Errorf("%+v", n)
				}
			}
		}
		if states[campaign.Announced] != 1 || states[campaign.Running] != 1 {
			t.Fatalf("%v", states)
		}
	})
}

package alarm

import (
	"testing"
	"time"

	"huxue/internal/kit/errs"
)

func TestWhatAPlanMustNotLeaveOut(t *testing.T) {
	step := func(after int, posts ...Post) Step { return Step{AfterS: after, Posts: posts} }
	cases := []struct {
		name string
		plan Plan
		code string
	}{
		{"the standard one", Standard(Emergency, 30, 60, 60), ""},
		{"the standard one for help", Standard(Help, 60, 180, 60), ""},
		{"no step", Plan{Level: Emergency, RepeatS: 60}, "alarm.plan_empty"},
		{"a step that calls nobody", Plan{Level: Emergency, RepeatS: 60, Steps: []Step{step(0, PostStation), step(10)}}, "alarm.plan_empty"},
		{"a first step that waits", Plan{Level: Emergency, RepeatS: 60, Steps: []Step{step(5, PostStation)}}, "alarm.plan_first_at_once"},
		{"steps on top of one another", Plan{Level: Emergency, RepeatS: 60, Steps: []Step{step(0, PostStation), step(4, PostCity)}}, "alarm.plan_too_close"},
		{"an emergency without police", Plan{Level: Emergency, RepeatS: 60, Steps: []Step{step(0, PostPrincipal)}}, "alarm.plan_without_police"},
		{"help without police", Plan{Level: Help, RepeatS: 60, Steps: []Step{step(0, PostPrincipal)}}, ""},
		{"an unknown post", Plan{Level: Help, RepeatS: 60, Steps: []Step{step(0, "mayor")}}, "alarm.plan_unknown_post"},
		{"a bell without pause", Plan{Level: Help, RepeatS: 1, Steps: []Step{step(0, PostUnit)}}, "alarm.plan_repeat"},
	}
	for _, k := range cases {
		if got := errs.Code(k.plan.Check()); got != k.code {
			t.Errorf("%s: %q, want %q", k.name, got, k.code)
		}
	}
}

func TestTheCallsOfAPlanGoRoundAndSlowDown(t *testing.T) {
	p := Standard(Emergency, 30, 60, 60)
	want := []int{0: 0, 1: 0, 2: 30, 3: 30, 4: 60, 5: 30, 6: 30, 7: 60, 10: 60, 13: 120, 16: 240}
	for n := 2; n < len(want); n++ {
		if want[n] != 0 && p.gap(n) != want[n] {
			t.Errorf("call %d comes after %d s, want %d", n, p.gap(n), want[n])
		}
	}
	if _, round, place := p.at(5); round != 2 || place != 2 {
		t.Errorf("the fifth call is step %d of round %d", place, round)
	}
}

var monday = time.Date(2026, 9, 7, 0, 30, 0, 0, time.UTC) // 08:30 in the city

func TestWhenADutyHolds(t *testing.T) {
	cases := []struct {
		name string
		duty Duty
		at   time.Time
		on   bool
	}{
		{"in its hours", Duty{1, 8 * 60, 17 * 60}, monday, true},
		{"before them", Duty{1, 9 * 60, 17 * 60}, monday, false},
		{"on another day", Duty{2, 8 * 60, 17 * 60}, monday, false},
		{"all day long", Duty{127, 0, 1440}, monday, true},
		{"the night before lasts into the morning", Duty{64, 22 * 60, 9 * 60}, monday, true},
		{"the night of today has not begun", Duty{1, 22 * 60, 6 * 60}, monday, false},
	}
	for _, k := range cases {
		if got := k.duty.On(k.at); got != k.on {
			t.Errorf("%s: %v", k.name, got)
		}
	}
}

// Whoever is named nearest to the school counts; a role fills a post only where
// nobody is named; the station that covers the school comes before its neighbours.
func TestWhoFillsAPost(t *testing.T) {
	p := func(id string) Person { return Person{ID: id, Name: id} }
	all := Duty{127, 0, 1440}
	from := []filling{
		{Person: p("far"), post: PostLeader, named: true, path: "/14/", duty: all},
		{Person: p("near"), post: PostLeader, named: true, path: "/14/1409/", duty: all},
		{Person: p("asleep"), post: PostUnit, named: true, path: "/14/1409/", duty: Duty{127, 0, 60}},
		{Person: p("ours"), post: PostStation, covers: true}, {Person: p("theirs"), post: PostStation},
		{Person: p("guard"), post: PostGuards},
	}
	w := resolve(Step{Posts: Posts}, from, 0, "guard", monday)
	if len(w.People) != 2 || w.People[0].ID != "ours" || w.People[1].ID != "near" {
		t.Fatalf("called %+v", w.People)
	}
	reasons := map[Post]string{}
	for _, s := range w.Skipped {
		reasons[s.Post] = s.Reason
	}
	if reasons[PostUnit] != SkipOffDuty || reasons[PostGuards] != SkipPresser || reasons[PostPrincipal] != SkipEmpty {
		t.Fatalf("passed over %v", reasons)
	}
	if first, _ := w.Answerable(); first.ID != "ours" {
		t.Fatalf("%s answers for it", first.ID)
	}
}

// A step that reaches nobody does not wait: the next one is called in the same
// moment, and the one after that keeps its distance.
func TestAnEmptyStepIsPassedOverAtOnce(t *testing.T) {
	r := &roster{mode: Real, plan: Plan{Level: Emergency, RepeatS: 60, Steps: []Step{
		{Posts: []Post{PostStation}}, {AfterS: 20, Posts: []Post{PostCounty}}, {AfterS: 50, Posts: []Post{PostCity}},
	}}, from: []filling{{Person: Person{ID: "county"}, post: PostCounty}}}
	done, next := r.carryOut(Call{AlarmID: "alm", Seq: 1, Round: 1, Step: 1, DueAt: monday}, monday)
	if len(done) != 2 || done[0].State != CallSkipped || done[1].State != CallDone || done[1].Step != 2 {
		t.Fatalf("carried out %+v", done)
	}
	if next.Seq != 3 || next.Step != 3 || !next.DueAt.Equal(monday.Add(30*time.Second)) {
		t.Fatalf("next is %+v", next)
	}
	r.from = nil
	done, next = r.carryOut(Call{AlarmID: "alm", Seq: 1, Round: 1, Step: 1, DueAt: monday}, monday)
	if len(done) != 3 || next.Round != 2 || next.Step != 1 || !next.DueAt.Equal(monday.Add(time.Minute)) {
		t.Fatalf("with nobody at all: %+v, then %+v", done, next)
	}
	r.mode = Drill
	if _, next := r.carryOut(Call{AlarmID: "alm", Seq: 1, Round: 1, Step: 1, DueAt: monday}, monday); next.Seq != 0 {
		t.Fatal("a drill is escalated")
	}
}

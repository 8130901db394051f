package drill

import (
	"testing"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

var (
	noon   = time.Date(2026, 9, 18, 4, 0, 0, 0, time.UTC) // 12:00 in the city
	chief  = access.Actor{ID: "per_chief", Name: "王校长"}
	safety = access.Actor{ID: "per_safety", Name: "李安全"}
)

func sample(state State) *Drill {
	d := &Drill{ID: "drl_1", Day: "2026-09-18", Form: Actual, Scope: All, TargetS: 120, State: state, Sheet: Sheet{Script: "按路线走"},
		Author: Signature{By: safety.ID}, Classes: []Class{{ID: "a", Pupils: 40}, {ID: "b", Pupils: 38}}}
	if state == Running {
		d.Signal = Signature{chief.ID, chief.Name, noon}
	}
	d.total()
	return d
}

// Every verb, from every state: what may be done when.
func TestWhatMayBeDoneWhen(t *testing.T) {
	all := []State{Planned, Submitted, Approved, Noticed, Ready, Running, Held, Evaluated, Archived, Cancelled, Interrupted}
	points := func() []CheckItem {
		var out []CheckItem
		for _, k := range CheckKeys {
			out = append(out, CheckItem{Key: k, OK: true})
		}
		return out
	}
	verbs := map[string]struct {
		from map[State]State
		do   func(*Drill) error
	}{
		"edit":    {map[State]State{Planned: Planned}, func(d *Drill) error { return d.Edit(Plan{Day: "2026-09-20", Form: Actual}) }},
		"submit":  {map[State]State{Planned: Submitted}, func(d *Drill) error { return d.Submit(safety, 2, noon) }},
		"approve": {map[State]State{Submitted: Approved}, func(d *Drill) error { return d.Decide(true, "", chief, noon) }},
		"return":  {map[State]State{Submitted: Planned}, func(d *Drill) error { return d.Decide(false, "路线要改", chief, noon) }},
		"tell":    {map[State]State{Approved: Noticed}, func(d *Drill) error { return d.Tell(Notice{}) }},
		"check":   {map[State]State{Noticed: Ready}, func(d *Drill) error { return d.Inspect(Safety{Items: points()}) }},
		"signal":  {map[State]State{Ready: Running}, func(d *Drill) error { return d.Start(chief, noon, noon, time.Minute) }},
		"stop":    {map[State]State{Running: Held}, func(d *Drill) error { return d.Finish(chief, noon.Add(time.Minute), "下雨") }},
		"cancel": {map[State]State{Planned: Cancelled, Submitted: Cancelled, Approved: Cancelled, Noticed: Cancelled, Ready: Cancelled},
			func(d *Drill) error { return d.Cancel("停课") }},
		"archive": {map[State]State{Evaluated: Archived}, func(d *Drill) error { return d.File(safety, noon) }},
		"interrupt": {map[State]State{Running: Interrupted}, func(d *Drill) error {
			if !d.Interrupt("alm_1", noon.Add(time.Second)) {
				return errNotNow
			}
			return nil
		}},
	}
	for name, v := range verbs {
		for _, from := range all {
			d := sample(from)
			err := v.do(d)
			to, ok := v.from[from]
			switch {
			case ok && (err != nil || d.State != to):
				t.Errorf("%s from %s: %v, now %s", name, from, err, d.State)
			case !ok && (err == nil || d.State != from):
				t.Errorf("%s from %s was taken, now %s", name, from, d.State)
			}
		}
	}
}

func TestNobodyApprovesHisOwnScript(t *testing.T) {
	d := sample(Submitted)
	if err := d.Decide(true, "", safety, noon); errs.Code(err) != "drill.own_script" || d.State != Submitted {
		t.Fatalf("%v, %s", err, d.State)
	}
	if err := d.Decide(false, "", chief, noon); errs.Code(err) != "drill.reason_needed" {
		t.Fatalf("returned without a reason: %v", err)
	}
}

func TestWhatAScriptNeeds(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Drill)
		n      int
		code   string
	}{
		{"no script", func(d *Drill) { d.Sheet.Script = "" }, 2, "drill.script_needed"},
		{"no target", func(d *Drill) { d.TargetS = 0 }, 2, "drill.target_needed"},
		{"no class", func(*Drill) {}, 0, "drill.classes_needed"},
		{"at a table nobody runs", func(d *Drill) { d.Form, d.TargetS = Tabletop, 0 }, 0, ""},
	} {
		d := sample(Planned)
		c.change(d)
		if err := d.Submit(safety, c.n, noon); errs.Code(err) != c.code && !(c.code == "" && err == nil) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestASignalThatWaitedStartsNothing(t *testing.T) {
	for _, c := range []struct {
		name   string
		day    string
		waited time.Duration
		code   string
	}{
		{"at once", "2026-09-18", 0, ""},
		{"a second of bad network", "2026-09-18", time.Second, ""},
		{"half an hour without network", "2026-09-18", 30 * time.Minute, "drill.signal_waited"},
		{"another day", "2026-09-19", 0, "drill.other_day"},
	} {
		d := sample(Ready)
		d.Day = c.day
		err := d.Start(chief, noon.Add(-c.waited), noon, 30*time.Second)
		if (err == nil) != (c.code == "") || (err != nil && errs.Code(err) != c.code) {
			t.Errorf("%s: %v", c.name, err)
		}
		if err == nil && !d.Signal.At.Equal(noon) {
			t.Errorf("%s: the stop-watch runs from %v, not the server's time", c.name, d.Signal.At)
		}
	}
}

func TestAFailedCheckIsNotReady(t *testing.T) {
	d := sample(Noticed)
	if err := d.Inspect(Safety{Items: []CheckItem{{Key: "exits", OK: true}}}); errs.Code(err) != "drill.check_incomplete" {
		t.Fatal(err)
	}
	items := allWell(0).Items
	items[0].OK = false
	if err := d.Inspect(Safety{Items: items}); err != nil || d.State != Noticed {
		t.Fatalf("%v, %s", err, d.State)
	}
	if err := d.Start(chief, noon, noon, time.Minute); errs.Code(err) != "drill.unsafe" {
		t.Fatalf("started with a blocked exit: %v", err)
	}
	if err := d.Inspect(Safety{Items: allWell(0).Items}); err != nil || d.State != Ready {
		t.Fatalf("%v, %s", err, d.State)
	}
}

// The times of a roll call, told in the order in which the server hears of them.
func TestTheRollCall(t *testing.T) {
	type step struct {
		class            string
		present, missing int
		pressed, now     int // seconds after the signal
		kind             string
		out, full        int // afterwards, 0 for not yet
	}
	for name, steps := range map[string][]step{
		"everybody at once": {
			{"a", 40, 0, 50, 50, "arrived", 0, 0},
			{"b", 38, 0, 80, 81, "full", 80, 80},
		},
		"one is missing and found": {
			{"a", 39, 1, 50, 50, "arrived", 0, 0},
			{"b", 38, 0, 80, 80, "arrived", 80, 0},
			{"a", 40, 0, 120, 120, "full", 80, 120},
		},
		"a phone without network tells late": {
			{"b", 38, 0, 80, 80, "arrived", 0, 0},
			{"a", 40, 0, 60, 300, "full", 80, 80},
		},
		"a report that is older than the one known changes nothing but the arrival": {
			{"a", 40, 0, 90, 90, "arrived", 0, 0},
			{"a", 38, 2, 70, 95, "report", 0, 0},
			{"b", 38, 0, 60, 96, "full", 70, 90},
		},
		"full, and then somebody is missed": {
			{"a", 40, 0, 50, 50, "arrived", 0, 0},
			{"b", 38, 0, 60, 60, "full", 60, 60},
			{"b", 37, 1, 70, 70, "reopened", 60, 0},
		},
		"pressed before the signal by a wrong clock": {
			{"a", 40, 0, -5, 3, "arrived", 0, 0},
			{"b", 38, 0, 60, 60, "full", 60, 60},
		},
	} {
		d := sample(Running)
		at := func(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }
		for i, s := range steps {
			kind, err := d.Take(s.class, HeadCount{Present: s.present, Missing: s.missing}, "班主任", at(s.pressed), at(s.now))
			if err != nil || kind != s.kind {
				t.Errorf("%s, step %d: %q %v, want %q", name, i+1, kind, err, s.kind)
			}
			if got := int(d.Took(d.OutAt).Seconds()); got != s.out {
				t.Errorf("%s, step %d: all out after %d s, want %d", name, i+1, got, s.out)
			}
			if got := int(d.Took(d.FullAt).Seconds()); got != s.full {
				t.Errorf("%s, step %d: all accounted for after %d s, want %d", name, i+1, got, s.full)
			}
		}
	}
}

// What was pressed while the drill ran counts although it comes in afterwards;
// what was pressed afterwards does not.
func TestReportsAfterTheEnd(t *testing.T) {
	for _, c := range []struct {
		name    string
		end     func(*Drill)
		pressed time.Duration
		code    string
	}{
		{"pressed before the stop", func(d *Drill) { _ = d.Finish(chief, noon.Add(2*time.Minute), "天黑") }, time.Minute, ""},
		{"pressed after the stop", func(d *Drill) { _ = d.Finish(chief, noon.Add(2*time.Minute), "天黑") }, 3 * time.Minute, "drill.not_now"},
		{"pressed before the real alarm", func(d *Drill) { d.Interrupt("alm_1", noon.Add(2*time.Minute)) }, time.Minute, ""},
		{"pressed after the real alarm", func(d *Drill) { d.Interrupt("alm_1", noon.Add(2*time.Minute)) }, 3 * time.Minute, "drill.overruled"},
	} {
		d := sample(Running)
		c.end(d)
		_, err := d.Take("a", HeadCount{Present: 40}, "班主任", noon.Add(c.pressed), noon.Add(4*time.Minute))
		if (err == nil) != (c.code == "") || (err != nil && errs.Code(err) != c.code) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	d := sample(Running)
	if err := d.Finish(chief, noon.Add(time.Minute), ""); errs.Code(err) != "drill.stop_note_needed" {
		t.Errorf("ended with two classes missing and no word about it: %v", err)
	}
}

func TestWhichDrillIsValid(t *testing.T) {
	e := func() Evaluation { return *held(rng(), school(3, 400), "2026-09-17", 0, 100).Evaluation }
	for _, c := range []struct {
		name string
		make func() *Drill
		want bool
	}{
		{"on foot, all accounted for", func() *Drill {
			d := sample(Running)
			_, _ = d.Take("a", HeadCount{Present: 40}, "", noon, noon)
			_, _ = d.Take("b", HeadCount{Present: 38}, "", noon, noon)
			return d
		}, true},
		{"one class never came", func() *Drill {
			d := sample(Running)
			_, _ = d.Take("a", HeadCount{Present: 40}, "", noon, noon)
			return d
		}, false},
		{"somebody was not found", func() *Drill {
			d := sample(Running)
			_, _ = d.Take("a", HeadCount{Present: 40}, "", noon, noon)
			_, _ = d.Take("b", HeadCount{Present: 37, Missing: 1}, "", noon, noon)
			return d
		}, false},
		{"at a table", func() *Drill { d := sample(Running); d.Form = Tabletop; return d }, false},
	} {
		d := c.make()
		if err := d.Finish(chief, noon.Add(3*time.Minute), "结束"); err != nil {
			t.Fatal(err)
		}
		if err := d.Assess(e(), safety, noon.Add(time.Hour)); err != nil || d.Valid != c.want {
			t.Errorf("%s: %v, valid %v", c.name, err, d.Valid)
		}
	}
	short := e()
	short.Items = short.Items[:11]
	d := sample(Held)
	if err := d.Assess(short, safety, noon); errs.Code(err) != "drill.evaluation_incomplete" {
		t.Errorf("eleven of twelve points: %v", err)
	}
}

func TestTheGradeOfAnEvaluation(t *testing.T) {
	base := *held(rng(), school(3, 400), "2026-09-17", 0, 100).Evaluation
	if base.Grade() != "good" {
		t.Errorf("all well is %s", base.Grade())
	}
	base.Review[0].Score = "partly"
	if base.Grade() != "fair" {
		t.Errorf("one partly is %s", base.Grade())
	}
	base.Items[3].Score = "no"
	if base.Grade() != "poor" {
		t.Errorf("one no is %s", base.Grade())
	}
}

package alarm

import (
	"encoding/json"
	"testing"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

var (
	morning = time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC)
	desk    = access.Actor{Kind: access.Person, ID: "per_desk", Name: "王警官"}
)

func TestFromPressToReset(t *testing.T) {
	a := &Alarm{Mode: Real, State: Waiting, Version: 1, T0: morning, T1: morning}
	steps := []struct {
		verb string
		do   func() error
		want State
	}{
		{"accept", func() error { return a.Accept(1, desk, morning.Add(5*time.Second)) }, Accepted},
		{"dispatch", func() error { return a.Dispatch(1, "长征路派出所", "0350-3012110", morning.Add(9*time.Second)) }, Dispatched},
		{"arrive", func() error { return a.Arrive(1, morning.Add(2*time.Minute)) }, OnScene},
		{"resolve", func() error { return a.Resolve(1, morning.Add(9*time.Minute)) }, Resolved},
		{"reset", func() error { return a.Reset(1, morning.Add(20*time.Minute)) }, Reset},
	}
	for _, s := range steps {
		if got := a.Next(); len(got) == 0 || got[0] != s.verb {
			t.Fatalf("before %s the desk is offered %v", s.verb, got)
		}
		if err := s.do(); err != nil || a.State != s.want {
			t.Fatalf("%s: %v, state %s", s.verb, err, a.State)
		}
	}
	if a.Outcome != Handled || a.DeskName != "王警官" || a.T2.Sub(a.T0) != 5*time.Second || len(a.Next()) != 0 {
		t.Fatalf("ended as %+v", a)
	}
}

func TestWhatTheStateForbids(t *testing.T) {
	closed := func(s State) *Alarm { return &Alarm{State: s, Version: 3, T2: morning, DeskName: "李警官"} }
	cases := []struct {
		name string
		err  error
		code string
	}{
		{"accept what a colleague has", closed(Accepted).Accept(3, desk, morning), "alarm.already_accepted"},
		{"accept what is over", closed(Reset).Accept(3, desk, morning), "alarm.already_closed"},
		{"accept from an old picture", closed(Waiting).Accept(2, desk, morning), "stale_version"},
		{"dispatch before accepting", closed(Waiting).Dispatch(3, "所", "", morning), "alarm.not_yet"},
		{"resolve before accepting", closed(Waiting).Resolve(3, morning), "alarm.not_yet"},
		{"reset before resolving", closed(OnScene).Reset(3, morning), "alarm.not_yet"},
		{"reset twice", closed(Reset).Reset(3, morning), "alarm.already_closed"},
		{"false alarm without a reason", closed(Waiting).CallFalse(3, desk, "", morning), "alarm.reason_needed"},
		{"false alarm after the end", closed(Resolved).CallFalse(3, desk, "mistouch", morning), "alarm.already_closed"},
		{"refine with an unknown kind", closed(Waiting).Refine("earthquake", "", "", ""), "alarm.kind_unknown"},
		{"a guard arrives after the end", closed(Resolved).GuardArrive(morning), "alarm.already_closed"},
	}
	for _, c := range cases {
		if got := errs.Code(c.err); got != c.code {
			t.Errorf("%s: got %q, want %q", c.name, got, c.code)
		}
	}
}

func TestAFalseAlarmStillHasOneWhoAnswersForIt(t *testing.T) {
	a := &Alarm{State: Waiting, Version: 1, T0: morning}
	if err := a.CallFalse(1, desk, "mistouch", morning.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if a.DeskID != desk.ID || a.T2.IsZero() || a.Outcome != FalseAlarm || a.State != Resolved {
		t.Fatalf("%+v", a)
	}
}

func TestSeverity(t *testing.T) {
	for _, c := range []struct {
		mode Mode
		kind string
		want string
	}{
		{Real, "", "critical"}, {Real, "violence", "critical"}, {Real, "fire", "critical"},
		{Real, "injury", "major"}, {Real, "traffic", "major"}, {Real, "other", "minor"},
		{Drill, "violence", "slight"}, {Test, "", "slight"},
	} {
		a := &Alarm{Mode: c.mode, Kind: c.kind}
		if got := a.Severity(); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.mode, c.kind, got, c.want)
		}
	}
}

func TestReckonBelievesTheWaitNotTheClock(t *testing.T) {
	off3h := 3 * time.Hour
	for _, c := range []struct {
		name             string
		device, sent     time.Time
		wantBack, offset time.Duration
	}{
		{"says nothing", time.Time{}, time.Time{}, 0, 0},
		{"right clock, sent at once", morning, morning, 0, 0},
		{"three hours fast, waited 40 s for a network", morning.Add(off3h - 40*time.Second), morning.Add(off3h), 40 * time.Second, off3h},
		{"three hours slow, sent at once", morning.Add(-off3h), morning.Add(-off3h), 0, -off3h},
		{"press time only, clock off", morning.Add(-off3h), time.Time{}, 0, -off3h},
		{"clock set back in between", morning.Add(time.Hour), morning, 0, 0},
		{"claims to have waited two days", morning.Add(-48 * time.Hour), morning, 0, 0},
	} {
		pressed, off := Reckon(c.device, c.sent, morning)
		if morning.Sub(pressed) != c.wantBack || off != c.offset {
			t.Errorf("%s: pressed %v before now, clock off %v", c.name, morning.Sub(pressed), off)
		}
	}
}

func TestAPressIsNeverRefusedForHowItIsWritten(t *testing.T) {
	for _, c := range []struct {
		body   string
		unread bool
		school string
	}{
		{``, false, ""},
		{`{}`, false, ""},
		{`{"schoolId":"sch_1","lon":"east"}`, true, "sch_1"},
		{`{"schoolId":42,"kind":"fire"}`, true, ""},
		{`not json at all`, true, ""},
		{`[1,2]`, true, ""},
		{`{"kind":"earthquake","schoolId":"sch_1"}`, true, "sch_1"},
		{`{"mode":"practice","schoolId":"sch_1","unknownField":{"a":1}}`, false, "sch_1"},
	} {
		p, unread := ParsePress([]byte(c.body))
		if unread != c.unread || p.SchoolID != c.school || p.Mode != Real {
			t.Errorf("%s: %+v unread=%v", c.body, p, unread)
		}
	}
}

func FuzzParsePress(f *testing.F) {
	f.Add([]byte(`{"schoolId":"sch_1","deviceAt":1757201400000,"note":"\u0000x"}`))
	f.Add([]byte("\xff\xfe{"))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, _ := ParsePress(body)
		if p.Mode == "" || len([]rune(p.Note)) > maxNote || len([]rune(p.Place)) > maxPlace {
			t.Fatalf("%+v", p)
		}
		if _, err := json.Marshal(p); err != nil {
			t.Fatal(err)
		}
	})
}

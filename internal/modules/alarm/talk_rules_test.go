package alarm

import (
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/errs"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func TestWhatWasSaidBeforeTheCloseStillCounts(t *testing.T) {
	open := &Alarm{State: OnScene, T0: noon}
	over := &Alarm{State: Resolved, T0: noon, T6: noon.Add(time.Minute)}
	for _, c := range []struct {
		what string
		a    *Alarm
		said time.Time
		code string
	}{
		{"while it runs", open, noon.Add(time.Hour), ""},
		{"before the close, brought late", over, noon.Add(59 * time.Second), ""},
		{"in the moment of the close", over, noon.Add(time.Minute), "alarm.talk_over"},
		{"after the close", over, noon.Add(time.Hour), "alarm.talk_over"},
	} {
		if got := errs.Code(c.a.hears(c.said)); got != c.code {
			t.Errorf("%s: %q, want %q", c.what, got, c.code)
		}
	}
}

func TestTicks(t *testing.T) {
	done := Action{Code: "gate", DoneAt: noon.UnixMilli(), ByName: "门卫"}
	hidden := Action{Code: "shelter", How: "hide", DoneAt: noon.UnixMilli(), ByName: "门卫"}
	for _, c := range []struct {
		what string
		x    Action
		t    Tick
		news bool
		code string
		want Action
	}{
		{"ticked", Action{Code: "gate"}, Tick{Code: "gate", Done: true, How: "hide"}, true, "", Action{Code: "gate", DoneAt: noon.UnixMilli(), ByName: "老师"}},
		{"ticked twice: the first counts", done, Tick{Code: "gate", Done: true}, false, "", done},
		{"from hiding to leaving", hidden, Tick{Code: "shelter", Done: true, How: "evacuate"}, true, "", Action{Code: "shelter", How: "evacuate", DoneAt: noon.UnixMilli(), ByName: "老师"}},
		{"opened again without a word", done, Tick{Code: "gate"}, false, "alarm.untick_reason_needed", done},
		{"opened again", done, Tick{Code: "gate", Reason: "门又被推开"}, true, "", Action{Code: "gate", ByName: "老师"}},
		{"opened what was open", Action{Code: "aid"}, Tick{Code: "aid"}, false, "", Action{Code: "aid"}},
		{"nothing on the card", Action{}, Tick{Code: "run", Done: true}, false, "alarm.no_such_action", Action{}},
	} {
		got, news, err := c.t.apply(c.x, "老师", noon)
		if got != c.want || news != c.news || errs.Code(err) != c.code {
			t.Errorf("%s: %+v %v %v", c.what, got, news, err)
		}
	}
}

func TestReportsThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		what string
		r    HeadCount
		code string
	}{
		{"all there", HeadCount{Present: 44}, ""},
		{"two missing, one by its seat", HeadCount{Present: 42, Unaccounted: 2, Seats: []string{"3-12"}}, ""},
		{"less than nobody", HeadCount{Present: -1}, "alarm.counts_impossible"},
		{"a town in a class", HeadCount{Present: 4000}, "alarm.counts_impossible"},
		{"a name for a seat", HeadCount{Unaccounted: 1, Seats: []string{"王小明"}}, "alarm.seats_only"},
		{"more seats than missing", HeadCount{Unaccounted: 1, Seats: []string{"1", "2"}}, "alarm.seats_only"},
		{"a telephone number for a seat", HeadCount{Unaccounted: 1, Seats: []string{"13800000000"}}, "alarm.seats_only"},
	} {
		if got := errs.Code(c.r.check()); got != c.code {
			t.Errorf("%s: %q, want %q", c.what, got, c.code)
		}
	}
}

// Two classes: the roll is full when both have reported and nobody is missing,
// at the time of the later report, and open again when one says otherwise.
func TestTheRollIsFullOnce(t *testing.T) {
	r := &RollCall{Items: []RollClass{{ID: "a", Name: "一班", Pupils: 30}, {ID: "b", Name: "二班", Pupils: 31}}}
	at := func(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }
	for _, c := range []struct {
		what, class string
		rep         HeadCount
		at          time.Time
		news, code  string
		fullAt      int64
		missing     int
	}{
		{"one is missing in the first", "a", HeadCount{Present: 29, Unaccounted: 1}, at(40), "report", "", 0, 1},
		{"the second is complete", "b", HeadCount{Present: 31}, at(50), "report", "", 0, 1},
		{"the one is found", "a", HeadCount{Present: 30}, at(65), "full", "", at(65).UnixMilli(), 0},
		{"said again", "a", HeadCount{Present: 30}, at(70), "report", "", at(65).UnixMilli(), 0},
		{"an old report comes late", "a", HeadCount{Present: 20, Unaccounted: 10}, at(30), "", "", at(65).UnixMilli(), 0},
		{"somebody is gone after all", "b", HeadCount{Present: 30, Unaccounted: 1}, at(90), "reopened", "", 0, 1},
		{"and back", "b", HeadCount{Present: 31}, at(120), "full", "", at(120).UnixMilli(), 0},
		{"a class that is not of the school", "c", HeadCount{}, at(130), "", "alarm.no_such_class", at(120).UnixMilli(), 0},
	} {
		news, err := r.take(c.class, c.rep, "老师", c.at)
		if news != c.news || errs.Code(err) != c.code || r.FullAt != c.fullAt || len(r.Missing) != c.missing {
			t.Errorf("%s: %q %v, full at %d, missing %+v", c.what, news, err, r.FullAt, r.Missing)
		}
	}
	if r.Pupils != 61 || r.Present != 61 || r.Reported != 2 {
		t.Fatalf("%+v", r.Roll)
	}
}

func TestPlacesThatAreNowhere(t *testing.T) {
	for _, c := range []struct {
		p    Position
		code string
	}{
		{Position{Lon: 112.73, Lat: 38.42, Accuracy: 8}, ""},
		{Position{}, "alarm.position_impossible"},
		{Position{Lon: 190, Lat: 38}, "alarm.position_impossible"},
		{Position{Lon: 112, Lat: 38, Accuracy: -1}, "alarm.position_impossible"},
	} {
		if got := errs.Code(c.p.check()); got != c.code {
			t.Errorf("%+v: %q, want %q", c.p, got, c.code)
		}
	}
}

func FuzzSeat(f *testing.F) {
	for _, s := range []string{"12", "3-12", "王小明", "A7", strings.Repeat("1", 40)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := HeadCount{Unaccounted: 1, Seats: []string{s}}
		if r.check() == nil && strings.ContainsFunc(s, func(c rune) bool { return c > 127 }) {
			t.Fatalf("%q was taken for a seat number", s)
		}
	})
}

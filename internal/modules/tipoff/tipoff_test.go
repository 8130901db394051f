package tipoff

import (
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

func TestWhatIsReportedIsChecked(t *testing.T) {
	for name, c := range map[string]struct {
		school string
		in     Words
		code   string
	}{
		"in a few words":       {"sch_1", Words{Kind: "fire", Text: "灯不亮了"}, ""},
		"with a mobile":        {"sch_1", Words{Kind: "fire", Text: "灯不亮了", Phone: "138 0013-8000"}, ""},
		"with a land line":     {"sch_1", Words{Kind: "fire", Text: "灯不亮了", Phone: "0350-3031234"}, ""},
		"of no kind":           {"sch_1", Words{Kind: "love", Text: "灯不亮了"}, "tipoff.kind_needed"},
		"without words":        {"sch_1", Words{Kind: "fire", Text: "  \n "}, "tipoff.too_short"},
		"without a place":      {"", Words{Kind: "fire", Text: "灯不亮了"}, "tipoff.place_needed"},
		"with a place":         {"", Words{Kind: "fire", Text: "灯不亮了", Place: "一中北门"}, ""},
		"with a wrong number":  {"sch_1", Words{Kind: "fire", Text: "灯不亮了", Phone: "12345"}, "tipoff.phone_wrong"},
		"with somebody's card": {"sch_1", Words{Kind: "other", Text: "他的号码14090219990101001X"}, "tipoff.private_number"},
	} {
		t.Run(name, func(t *testing.T) {
			x := Tipoff{SchoolID: c.school}
			if _, err := x.write(c.in); errs.Code(err) != c.code {
				t.Fatalf("got %v, want %q", err, c.code)
			}
		})
	}
	if m := mask("13800138000"); m != "138******00" {
		t.Errorf("masked as %s", m)
	}
	if s := clip(strings.Repeat("字", 600)+"\x00", maxText); len([]rune(s)) != maxText {
		t.Errorf("%d characters", len([]rune(s)))
	}
}

// Which acts are open in which state.
func TestTheStatesOfAReport(t *testing.T) {
	by, now := access.Actor{ID: "per_1", Name: "安全科"}, time.Unix(1_790_000_000, 0)
	acts := map[string]func(*Tipoff) error{
		"accept":  func(x *Tipoff) error { return x.Accept(by, now) },
		"decline": func(x *Tipoff) error { return x.Decline(by, "不属实", now) },
		"close":   func(x *Tipoff) error { return x.Close(by, "已处理", now) },
		"merge":   func(x *Tipoff) error { return x.Merge(&Tipoff{ID: "tip_2"}, now) },
		"hand":    func(x *Tipoff) error { return x.HandOver(by, "haz_1", "YH-1", now) },
	}
	open := map[State]string{Received: "accept decline merge hand", Accepted: "decline close merge hand", Hazard: "", Closed: "", Declined: "", Merged: ""}
	for state, may := range open {
		for name, act := range acts {
			x := &Tipoff{ID: "tip_1", SchoolID: "sch_1", State: state}
			err := act(x)
			if want := strings.Contains(" "+may+" ", " "+name+" "); (err == nil) != want {
				t.Errorf("%s a report that is %s: %v", name, state, err)
			}
		}
	}
	x := &Tipoff{ID: "tip_1", State: Received}
	for _, c := range []struct {
		err  error
		code string
	}{{x.Decline(by, " ", now), "tipoff.reply_needed"}, {x.Merge(x, now), "tipoff.merge_into"}, {x.Merge(&Tipoff{ID: "tip_2", State: Merged}, now), "tipoff.merge_into"},
		{x.HandOver(by, "haz_1", "1", now), "tipoff.school_needed"}} {
		if errs.Code(c.err) != c.code {
			t.Errorf("%v, want %s", c.err, c.code)
		}
	}
	for outcome, word := range map[string]string{"closed": "验收合格", "invalid": "不构成", "merged": "相同"} {
		x := &Tipoff{State: Hazard}
		if !x.Mended(outcome, now) || x.State != Closed || !strings.Contains(x.Reply, word) || x.Mended(outcome, now) {
			t.Errorf("%s: %+v", outcome, x)
		}
	}
}

func TestVisitorsAreCountedByAddressAndWindow(t *testing.T) {
	var v visitors
	for i := range 3 {
		if v.let("send", "1.2.3.4", 7200, 3600, 2) != (i < 2) {
			t.Errorf("visit %d", i+1)
		}
	}
	if !v.let("look", "1.2.3.4", 7200, 60, 2) || !v.let("send", "5.6.7.8", 7200, 3600, 2) {
		t.Error("another page or address is held up")
	}
	if !v.let("send", "1.2.3.4", 10800, 3600, 2) {
		t.Error("the next hour is held up")
	}
}

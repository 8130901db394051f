package cascade

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/errs"
)

var form = Input{Path: "/14/1409/", Name: "忻州市公安局视频专网", Address: "10.20.1.8", Code: "14090000002000000001", OwnCode: "14090000002001100009", Transport: "udp"}

func TestAFormIsLookedAt(t *testing.T) {
	for code, spoil := range map[string]func(*Input){
		"":                          func(*Input) {},
		"cascade.name_needed":       func(in *Input) { in.Name = " \x00" },
		"cascade.bad_address":       func(in *Input) { in.Address = "10.20.1.8:70000" },
		"cascade.bad_code":          func(in *Input) { in.Code = "1409000000200000000" },
		"cascade.bad_own_code":      func(in *Input) { in.OwnCode = in.Code },
		"cascade.bad_domain":        func(in *Input) { in.Domain = "a b" },
		"cascade.bad_login":         func(in *Input) { in.Login = "a\"b" },
		"cascade.transport_unknown": func(in *Input) { in.Transport = "tls" },
		"cascade.bad_expiry":        func(in *Input) { in.ExpiryS = 10 },
		"cascade.bad_beat":          func(in *Input) { in.BeatS = 1 },
		"cascade.bad_media_hosts":   func(in *Input) { in.MediaHosts = "10.0.0.0/8, media.police" },
	} {
		in := form
		spoil(&in)
		if got := errs.Code(in.apply(&Upper{})); got != code {
			t.Errorf("%q, want %q", got, code)
		}
	}
	u := &Upper{}
	in := form
	in.MediaHosts = "10.20.3.0/24，10.20.1.9"
	if err := in.apply(u); err != nil {
		t.Fatal(err)
	}
	if u.Address != "10.20.1.8:5060" || u.Domain != "1409000000" || u.ExpiryS != 86400 || u.BeatS != 60 || u.MediaHosts != "10.20.3.0/24,10.20.1.9" {
		t.Errorf("%+v", u)
	}
	for to, want := range map[string]bool{"10.20.1.8": true, "10.20.3.77": true, "10.20.1.9": true, "10.20.1.10": false, "::ffff:10.20.1.8": true} {
		if got := u.sendsTo(netip.MustParseAddr(to), "10.20.1.8:5060"); got != want {
			t.Errorf("%s: %v", to, got)
		}
	}
}

func TestWhatIsPracticeSaysSoFirst(t *testing.T) {
	a := Alarm{No: "BJ1", Mode: "real", Kind: "violence", Severity: "critical", Silent: true, SchoolName: "长征小学", Place: "东门", Note: "持刀\n一人"}
	if got, want := a.describe(), "长征小学 东门 一键报警 暴力侵害 静默报警，请勿回拨 持刀 一人 编号 BJ1"; got != want {
		t.Errorf("%q", got)
	}
	if a.priority() != 1 || Mode(a.describe()) != "real" {
		t.Errorf("%d %s", a.priority(), Mode(a.describe()))
	}
	for _, mode := range []string{"drill", "test"} {
		a.Mode = mode
		if a.priority() != 4 || Mode(a.describe()) != mode {
			t.Errorf("%s: %d %q", mode, a.priority(), a.describe())
		}
	}
	a.Mode, a.Severity, a.Note = "real", "", strings.Repeat("长", 500)
	if a.priority() != 1 || len([]rune(a.describe())) > 160 {
		t.Errorf("%d %d", a.priority(), len([]rune(a.describe())))
	}
}

func TestWhoWantsWhat(t *testing.T) {
	u := Upper{Enabled: true, Alarms: true, Path: "/14/1409/", since: 100}
	for want, a := range map[*Alarm]bool{
		{Path: "/14/1409/140902/x/", Mode: "real", ReceivedAt: 100}:  true,
		{Path: "/14/1409/140902/x/", Mode: "real", ReceivedAt: 99}:   false,
		{Path: "/14/1401/140102/x/", Mode: "real", ReceivedAt: 100}:  false,
		{Path: "/14/1409/140902/x/", Mode: "drill", ReceivedAt: 100}: false,
	} {
		if u.wants(want) != a {
			t.Errorf("%+v", want)
		}
	}
}

func TestPatienceGrowsToAMinute(t *testing.T) {
	for tries, want := range map[int]time.Duration{0: 5 * time.Second, 1: 10 * time.Second, 3: 40 * time.Second, 4: time.Minute, 90: time.Minute} {
		if got := patience(tries); got != want {
			t.Errorf("%d: %s", tries, got)
		}
	}
}

func TestQuestionsShareALine(t *testing.T) {
	now := time.Date(2026, 11, 23, 7, 47, 0, 0, time.UTC)
	for q, want := range map[question]string{
		{what: "catalog", state: answered}: "2026-11-23", {what: "view", state: running}: "own", {what: "view", state: refused, why: "cascade.no_view"}: "2026-11-23 cascade.no_view",
		{what: "control", state: answered}: "2026-11-23 15:40",
	} {
		if got := q.slot("own", now); got != want {
			t.Errorf("%+v: %q", q, got)
		}
	}
}

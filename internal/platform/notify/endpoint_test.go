package notify_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/org"
	"huxue/internal/platform/setting"
)

var withPlaces = []db.Schema{audit.Schema, setting.Schema, org.Schema, auth.Schema, notify.Schema}

func sealed(t *testing.T, d *db.DB) *setting.Service {
	t.Helper()
	s, err := setting.New(setting.Options{DB: d, KeyFile: filepath.Join(t.TempDir(), "secret.key")})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// operator may keep the shared addresses at the places.
func operator(t *testing.T, held ...string) context.Context {
	t.Helper()
	return access.With(t.Context(), access.Actor{Kind: access.Person, ID: "per_op", Name: "赵敏",
		Held: map[access.Perm][]string{notify.PermManage: held}})
}

func text(s string) *string { return &s }

// hook is a webhook of the whole city that takes real alarms and drills.
func hook(name, address string) notify.EndpointInput {
	return notify.EndpointInput{Path: "/", Channel: notify.Webhook, Name: name, Address: text(address), Secret: text("0123456789abcdef"),
		Modes: []notify.Mode{notify.Real, notify.Drill}, Enabled: true}
}

func add(t *testing.T, s *notify.Service, in notify.EndpointInput) *notify.Endpoint {
	t.Helper()
	e, err := s.AddEndpoint(operator(t, "/"), in)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func endpointsFor(t *testing.T, d *db.DB, s *notify.Service, path string, mode notify.Mode) (out []string) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		out, err = s.EndpointsFor(t.Context(), tx, path, mode)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestASharedAddressIsToldWhatHappensAtItsPlaceAndBelow(t *testing.T) {
	dbtest.Run(t, withPlaces, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		s := notify.New(notify.Options{DB: d, Sealer: sealed(t, d)})
		e := add(t, s, hook("市平台", "https://example.cn/hook"))
		robot := hook("值班群", "https://oapi.dingtalk.com/robot/send?access_token=abc")
		robot.Channel, robot.Secret = notify.DingTalk, text("SECabc")
		r := add(t, s, robot)
		if r.Address != "oapi.dingtalk.com" || !r.HasSecret {
			t.Fatalf("%+v", r)
		}
		for _, c := range []struct {
			path string
			mode notify.Mode
			n    int
		}{{"/14/1409/140902/sch_1/", notify.Real, 2}, {"/14/1409/140902/sch_1/", "", 2}, {"/", notify.Drill, 2}, {"/14/", notify.Test, 0}} {
			if got := endpointsFor(t, d, s, c.path, c.mode); len(got) != c.n {
				t.Errorf("%s %s: %v", c.path, c.mode, got)
			}
		}
		off := hook("市平台", "")
		off.Address, off.Secret, off.Enabled = nil, nil, false
		if _, err := s.EditEndpoint(operator(t, "/"), e.ID, e.Version, off); err != nil {
			t.Fatal(err)
		}
		if _, err := s.EditEndpoint(operator(t, "/"), e.ID, e.Version, off); errs.Code(err) != "stale_version" {
			t.Fatal(err)
		}
		if got := endpointsFor(t, d, s, "/14/", notify.Real); !slices.Equal(got, []string{r.ID}) {
			t.Fatalf("after switching one off: %v", got)
		}
		list, err := s.Endpoints(operator(t, "/"))
		if err != nil || len(list) != 2 || list[1].Address != "https://example.cn/hook" || !list[1].HasSecret || list[1].Version != 2 {
			t.Fatalf("%+v %v", list, err)
		}
		if list, err := s.Endpoints(operator(t, "/14/")); err != nil || len(list) != 0 {
			t.Fatalf("a county sees %v %v", list, err)
		}
	})
}

func TestWhatIsNoSharedAddressIsRefused(t *testing.T) {
	dbtest.Run(t, withPlaces, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		s := notify.New(notify.Options{DB: d, Sealer: sealed(t, d)})
		for code, change := range map[string]func(*notify.EndpointInput){
			"notify.no_such_channel": func(in *notify.EndpointInput) { in.Channel = "pigeon" },
			"notify.siren_by_device": func(in *notify.EndpointInput) { in.Channel = notify.Siren },
			"notify.bad_address":     func(in *notify.EndpointInput) { in.Address = text("ftp://example.cn/") },
			"notify.private_address": func(in *notify.EndpointInput) { in.Address = text("https://10.1.2.3/hook") },
			"notify.bad_secret":      func(in *notify.EndpointInput) { in.Secret = text("short") },
			"notify.no_place":        func(in *notify.EndpointInput) { in.Path = "/99/" },
			"request.invalid":        func(in *notify.EndpointInput) { in.Name = " " },
		} {
			in := hook("x", "https://example.cn/hook")
			change(&in)
			if _, err := s.AddEndpoint(operator(t, "/"), in); errs.Code(err) != code {
				t.Errorf("%v, want %s", err, code)
			}
		}
		for address, ok := range map[string]bool{"zb@example.cn": true, "zb": false, "值班 <zb@example.cn>": false, "a@b\r\nBcc: c@d": false} {
			in := hook("值班邮箱", address)
			in.Channel, in.Secret = notify.Mail, nil
			if _, err := s.AddEndpoint(operator(t, "/"), in); (err == nil) != ok {
				t.Errorf("%q: %v", address, err)
			}
		}
		if _, err := s.AddEndpoint(operator(t, "/14/"), hook("x", "https://example.cn/")); errs.Code(err) != "forbidden" {
			t.Error(err)
		}
	})
}

// What lies in the database gives no robot away, nor does the audit book.
func TestTheSecretOfASharedAddressIsSealed(t *testing.T) {
	dbtest.Run(t, withPlaces, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		c := newHorn(notify.WeCom, nil)
		s := notify.New(notify.Options{DB: d, Sealer: sealed(t, d), Channels: []notify.Channel{c}})
		run(t, s)
		in := hook("群", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=TOPSECRET")
		in.Channel, in.Secret = notify.WeCom, nil
		e := add(t, s, in)
		for _, q := range []string{`SELECT address || secret FROM notify_endpoints`, `SELECT detail FROM audit_entries`} {
			var kept string
			if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.QueryRow(t.Context(), q).Scan(&kept) }); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(kept, "TOPSECRET") {
				t.Fatalf("%s: %s", q, kept)
			}
		}
		m := pressed("alm_1")
		m.Endpoints = []string{e.ID, "", e.ID, "nep_unknown"}
		urgent(t, d, s, m)
		until(t, "the robot is written to", func() bool { return sentBy(t, d, notify.WeCom) == 1 })
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.last.Address != "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=TOPSECRET" || c.last.PersonID != e.ID {
			t.Fatalf("%+v", c.last)
		}
	})
}

// Whatever the caller calls, only the real thing travels in the urgent lane.
func TestADrillNeverEntersTheUrgentLane(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		s := notify.New(notify.Options{DB: d})
		for mode, lane := range map[notify.Mode]string{notify.Real: "urgent", "": "urgent", notify.Drill: "normal", notify.Test: "normal"} {
			m := pressed("alm_"+string(mode), "per_a")
			m.Mode = mode
			urgent(t, d, s, m)
			if n := count(t, d, `SELECT COUNT(*) FROM notify_messages WHERE subject_id = $1 AND lane = $2`, m.SubjectID, lane); n != 1 {
				t.Errorf("%q is not in the %s lane", mode, lane)
			}
		}
	})
}

func TestAcknowledgingStandsOnEveryReceipt(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		s := notify.New(notify.Options{DB: d, Channels: []notify.Channel{newHorn("horn", nil)}})
		reach(t, d, "horn", "per_a", "per_b")
		m := pressed("alm_1", "per_a", "per_b", "per_c")
		urgent(t, d, s, m)
		clk.Add(time.Second)
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return s.Acknowledge(t.Context(), tx, "alm_1", "per_a") }); err != nil {
			t.Fatal(err)
		}
		sheets, err := s.Receipts(as(t, "per_x", "/14/"), "alm_1")
		if err != nil || len(sheets) != 1 {
			t.Fatalf("%v %v", sheets, err)
		}
		if want := (notify.Reach{People: 3, Reached: 1, Seen: 1, Acknowledged: 1, Percent: 33.33}); sheets[0].Reach != want {
			t.Fatalf("%+v", sheets[0].Reach)
		}
		for _, r := range sheets[0].Receipts {
			if (r.State == notify.Acknowledged) != (r.PersonID == "per_a") || (r.AckedAt > 0) != (r.PersonID == "per_a") {
				t.Errorf("%+v", r)
			}
		}
	})
}

func TestAMessageMayBeNarrowedToSomeWays(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		s := notify.New(notify.Options{DB: d, Channels: []notify.Channel{newHorn("horn", nil), newHorn("bell", nil)}})
		reach(t, d, "horn", "per_a")
		reach(t, d, "bell", "per_a", "per_b")
		for n, only := range map[string][]string{"3": nil, "2": {"horn", notify.InApp}, "1": {"bell"}, "0": {}} {
			m := pressed("alm_"+n, "per_a")
			m.Channels = only
			urgent(t, d, s, m)
			if got := count(t, d, `SELECT COUNT(*) FROM notify_receipts r JOIN notify_messages m ON m.id = r.message_id
				WHERE m.subject_id = $1`, m.SubjectID); got != int(n[0]-'0') {
				t.Errorf("%v: %d receipts", only, got)
			}
		}
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			ways, err := s.Ways(t.Context(), tx, []string{"per_a", "per_b", "per_c"})
			slices.Sort(ways["per_a"])
			if !slices.Equal(ways["per_a"], []string{"bell", "horn", "inapp"}) || !slices.Equal(ways["per_b"], []string{"inapp", "bell"}) ||
				!slices.Equal(ways["per_c"], []string{"inapp"}) {
				t.Errorf("%v", ways)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// A machine's clock that is set an hour ahead neither lets an alarm expire nor
// delays its second attempt, and one set back does not either.
func TestASetClockChangesNothing(t *testing.T) {
	for _, jump := range []time.Duration{time.Hour, -time.Hour} {
		dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, clk *clock.Fake) {
			c := newHorn("horn", nil)
			c.failFirst = 1
			s := notify.New(notify.Options{DB: d, Channels: []notify.Channel{c}})
			reach(t, d, "horn", "per_a")
			urgent(t, d, s, pressed("alm_1", "per_a"))
			clk.Jump(jump)
			run(t, s)
			until(t, "the first attempt", func() bool {
				return count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE attempts = 1 AND channel = 'horn'`) == 1
			})
			clk.Jump(jump)
			clk.Add(2 * time.Second)
			until(t, "the second attempt", func() bool { return sentBy(t, d, "horn") == 1 })
		})
	}
}

package notify_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"huxue/internal/driver/outbound/outboundtest"
	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/notify"
)

// decided are settings from a map.
type decided map[string]string

func (d decided) Get(_ context.Context, key string) string { return d[key] }

func (d decided) Bool(_ context.Context, key string) bool { return d[key] == "true" }

func (d decided) Int(_ context.Context, key string) int {
	n := 0
	for _, c := range d[key] {
		n = n*10 + int(c-'0')
	}
	return n
}

func saying(title string, params map[string]any) string {
	school, _ := params["school"].(string)
	return school + " " + title
}

func outsideOf(t *testing.T, d *db.DB, private bool, s decided) *notify.Service {
	t.Helper()
	return notify.New(notify.Options{DB: d, Sealer: sealed(t, d), Settings: s, Say: saying, PrivatePush: private, Public: "https://hx.example.cn/"})
}

// trial waits until a test message to an endpoint has come to an end.
func trial(t *testing.T, s *notify.Service, e *notify.Endpoint) *notify.Receipt {
	t.Helper()
	id, err := s.TestEndpoint(operator(t, "/"), e.ID)
	if err != nil {
		t.Fatal(err)
	}
	var r *notify.Receipt
	until(t, "the test is over", func() bool {
		if r, err = s.Trial(operator(t, "/"), e.ID, id); err != nil {
			t.Fatal(err)
		}
		return r.Attempts > 0
	})
	return r
}

func of(channel, address, secret string) notify.EndpointInput {
	in := hook(channel, address)
	in.Channel, in.Secret = channel, nil
	if secret != "" {
		in.Secret = text(secret)
	}
	return in
}

// The operator presses "send a test": it goes through the real pipe, is labelled,
// and what the far end says is what he reads.
func TestATestShowsWhatTheFarEndSays(t *testing.T) {
	dbtest.Run(t, withPlaces, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		s := outsideOf(t, d, true, nil)
		run(t, s)
		ding, fei := outboundtest.DingTalk("SECx"), outboundtest.Feishu("fs")
		sink, no := outboundtest.Says(204, ""), outboundtest.Says(200, `{"errcode":93000,"errmsg":"invalid webhook url"}`)
		moved := outboundtest.New(func(w http.ResponseWriter, r *http.Request, _ []byte) {
			http.Redirect(w, r, sink.URL+"/inner", http.StatusFound)
		})
		for _, f := range []*outboundtest.FarEnd{ding, fei, sink, no, moved} {
			defer f.Close()
		}
		for _, c := range []struct {
			in    notify.EndpointInput
			state notify.State
			code  string
		}{
			{of(notify.DingTalk, ding.URL+"?access_token=a", "SECx"), notify.Delivered, ""},
			{of(notify.DingTalk, ding.URL+"?access_token=a", "wrong"), notify.Failed, "notify.robot_security"},
			{of(notify.Feishu, fei.URL, "fs"), notify.Delivered, ""},
			{of(notify.WeCom, no.URL, ""), notify.Failed, "notify.robot_gone"},
			{of(notify.Webhook, sink.URL, "0123456789abcdef"), notify.Delivered, ""},
			{of(notify.Webhook, moved.URL, "0123456789abcdef"), notify.Failed, "notify.redirected"},
			{of(notify.Ntfy, sink.URL+"/zhiban", ""), notify.Delivered, ""},
			{of(notify.SMS, "13800000000", ""), notify.Failed, "notify.not_configured"},
			{of(notify.Mail, "zb@example.cn", ""), notify.Failed, "notify.not_configured"},
		} {
			if r := trial(t, s, add(t, s, c.in)); r.State != c.state || r.Error != c.code {
				t.Errorf("%s: %+v, want %s %s", c.in.Channel, r, c.state, c.code)
			}
		}
		for _, f := range []*outboundtest.FarEnd{ding, fei, sink, no} {
			for _, g := range f.Got() {
				if !strings.Contains(g.Body, "【联测】") || g.Path == "/inner" {
					t.Errorf("%+v", g)
				}
			}
		}
		if g := sink.Got()[0]; !outboundtest.Signed(g, "0123456789abcdef") || !strings.HasPrefix(g.Header.Get("Huxue-Event-Id"), "msg_") ||
			!strings.Contains(g.Body, `"link":"https://hx.example.cn/notices"`) {
			t.Errorf("%+v", g)
		}
		list, err := s.Endpoints(operator(t, "/"))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if e.Channel == notify.Mail || e.Channel == notify.SMS { // the gateway's line, which was never tried
				continue
			}
			if (e.Line.Error == "") != (e.Line.OKAt > 0) || e.Line.OKAt+e.Line.FailedAt == 0 {
				t.Errorf("%s: %+v", e.Name, e.Line)
			}
		}
	})
}

// A name that leads into the city's network is found out at the connection.
func TestAWebhookIntoTheCitysNetworkIsRefused(t *testing.T) {
	dbtest.Run(t, withPlaces, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		sink := outboundtest.Says(204, "")
		defer sink.Close()
		sink.Config.SetKeepAlivesEnabled(false) // or the line that is open would be used again
		inner := &inside{}
		inner.allowed.Store(true)
		s := notify.New(notify.Options{DB: d, Sealer: sealed(t, d), Settings: inner, Say: saying})
		run(t, s)
		e := add(t, s, of(notify.Webhook, strings.Replace(sink.URL, "127.0.0.1", "localhost", 1), "0123456789abcdef"))
		if r := trial(t, s, e); r.State != notify.Delivered {
			t.Fatalf("allowed by the operator: %+v", r)
		}
		inner.allowed.Store(false)
		if r := trial(t, s, e); r.State != notify.Failed || r.Error != "notify.private_blocked" || len(sink.Got()) != 1 {
			t.Fatalf("%+v, %d came in", r, len(sink.Got()))
		}
	})
}

// inside is the setting that allows private addresses.
type inside struct {
	decided
	allowed atomic.Bool
}

func (i *inside) Bool(context.Context, string) bool { return i.allowed.Load() }

// failures notes whom a room was told about.
type failures struct{ got []string }

func (f *failures) Failed(_ context.Context, _ *db.Tx, subject, recipient, channel, code string) error {
	f.got = append(f.got, subject+" "+recipient+" "+channel+" "+code)
	return nil
}

// A dead address costs the other of its channel nothing: it is left alone after a
// few attempts, says so, and what is for it waits in the ledger and goes out
// when it lives again.
func TestADeadAddressRestsAndLosesNothing(t *testing.T) {
	dbtest.Run(t, withPlaces, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		s := outsideOf(t, d, true, nil)
		run(t, s)
		ill := make(chan struct{})
		sick := outboundtest.New(func(w http.ResponseWriter, _ *http.Request, _ []byte) {
			select {
			case <-ill:
			default:
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		})
		sink := outboundtest.New(func(w http.ResponseWriter, _ *http.Request, _ []byte) { _, _ = io.WriteString(w, "{}") })
		defer sick.Close()
		defer sink.Close()
		a := add(t, s, of(notify.Webhook, sick.URL, "0123456789abcdef"))
		b := add(t, s, of(notify.Webhook, sink.URL, "0123456789abcdef"))
		const storm = 60
		for range storm {
			m := pressed("alm_1")
			m.Endpoints = []string{a.ID, b.ID}
			urgent(t, d, s, m)
		}
		arrived := func(e *notify.Endpoint) int {
			return count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE person_id = $1 AND state = 'delivered'`, e.ID)
		}
		until(t, "the other is told everything", func() bool { return arrived(b) == storm })
		until(t, "the dead one rests", func() bool {
			list, err := s.Endpoints(operator(t, "/"))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				if e.ID == a.ID && e.Line.Resting && e.Line.Error == "notify.gateway_busy" {
					return true
				}
			}
			return false
		})
		if n := len(sick.Got()); n > 40 {
			t.Fatalf("it was tried %d times before it was left alone", n)
		}
		close(ill)
		until(t, "everything arrives in the end", func() bool {
			clk.Add(100 * time.Millisecond)
			return arrived(a) == storm
		})
	})
}

func TestARoomHearsWhomItDidNotReach(t *testing.T) {
	dbtest.Run(t, withPlaces, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		s := outsideOf(t, d, true, nil)
		f := &failures{}
		s.OnFailure("alarm", f)
		no := outboundtest.Says(200, `{"errcode":93000}`)
		defer no.Close()
		e := add(t, s, of(notify.WeCom, no.URL, ""))
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() { defer close(done); s.Run(ctx) }()
		m := pressed("alm_1", "per_a")
		m.Endpoints = []string{e.ID}
		urgent(t, d, s, m)
		until(t, "failed", func() bool { return count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE state = 'failed'`) == 1 })
		cancel()
		<-done
		if len(f.got) != 1 || f.got[0] != "alm_1 "+e.ID+" wecom notify.robot_gone" {
			t.Fatalf("%v", f.got)
		}
		if g := no.Got()[0]; !strings.Contains(g.Body, "【实警】长征小学") {
			t.Fatalf("%+v", g)
		}
	})
}

// Telephones and mailboxes of people are ways to them as soon as a gateway is
// set up.
func TestPeopleAreToldByMailAndTextMessage(t *testing.T) {
	dbtest.Run(t, append(withPlaces[:len(withPlaces)-1:len(withPlaces)-1], auth.Schema, notify.Schema), func(t *testing.T, d *db.DB, _ *clock.Fake) {
		sms := outboundtest.Says(200, `{"code":0}`)
		defer sms.Close()
		post := outboundtest.Mail(t, "", "")
		on := decided{
			notify.SettingSMSURL: sms.URL, notify.SettingSMSBody: `{"to":"{phone}","text":"{text}"}`, notify.SettingSMSField: "code", notify.SettingSMSValue: "0",
			notify.SettingMailHost: "127.0.0.1", notify.SettingMailPort: port(post.Port), notify.SettingMailFrom: "hx@example.cn", notify.SettingMailEncrypt: "none",
		}
		s := outsideOf(t, d, true, on)
		run(t, s)
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO people (id, login, name, unit, phone, status, lang, version, created_at, updated_at)
				VALUES ('per_a', 'a', '张三', '', '13900000001', 'active', 'zh', 1, 0, 0)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		me := as(t, "per_a")
		if err := s.SetMailbox(me, "not a mailbox"); errs.Code(err) != "notify.bad_address" {
			t.Fatal(err)
		}
		if err := s.SetMailbox(me, "zhang@example.cn"); err != nil {
			t.Fatal(err)
		}
		w, err := s.MyWays(me)
		if err != nil || *w != (notify.MyWays{Mailbox: "zhang@example.cn", MailReady: true, SMSReady: true}) {
			t.Fatalf("%+v %v", w, err)
		}
		for _, channel := range []string{notify.Mail, notify.SMS} {
			id, err := s.TestMyself(me, channel)
			if err != nil {
				t.Fatal(err)
			}
			until(t, channel, func() bool {
				r, err := s.MyTrial(me, id, channel)
				if err != nil || r.Error != "" {
					t.Fatalf("%+v %v", r, err)
				}
				return r.State == notify.Sent
			})
		}
		urgent(t, d, s, pressed("alm_1", "per_a"))
		until(t, "both are told of the alarm", func() bool { return len(post.Letters()) == 2 && len(sms.Got()) == 2 })
		if g := sms.Got()[1]; !strings.Contains(g.Body, `"to":"13900000001"`) || !strings.Contains(g.Body, "【实警】长征小学") {
			t.Fatalf("%+v", g)
		}
		if err := s.SetMailbox(me, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := s.TestMyself(me, notify.Mail); errs.Code(err) != "notify.no_way" {
			t.Fatal(err)
		}
	})
}

func port(n int) string {
	out := ""
	for ; n > 0; n /= 10 {
		out = string(rune('0'+n%10)) + out
	}
	return out
}

package outbound_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"huxue/internal/driver/outbound"
	"huxue/internal/driver/outbound/outboundtest"
)

var at = time.Date(2026, 9, 7, 7, 30, 0, 0, time.UTC)

const text = "【演练】长征小学 东门 按下一键报警 \"快\"\n"

func code(t *testing.T, got outbound.Answer, want string, retry bool) {
	t.Helper()
	if got.Code != want || got.Retry != retry {
		t.Errorf("%+v, want %q", got, want)
	}
}

func TestRobotsKnowOurSignature(t *testing.T) {
	ding, fei := outboundtest.DingTalk("SECx"), outboundtest.Feishu("fs")
	defer ding.Close()
	defer fei.Close()
	for _, c := range []struct{ secret, ding, fei string }{
		{"", outbound.RobotGuard, outbound.RobotGuard}, {"wrong", outbound.RobotGuard, outbound.RobotGuard},
	} {
		code(t, outbound.DingTalk(t.Context(), http.DefaultClient, ding.URL+"?access_token=a", c.secret, text, at), c.ding, false)
		code(t, outbound.Feishu(t.Context(), http.DefaultClient, fei.URL, c.secret, text, at), c.fei, false)
	}
	code(t, outbound.DingTalk(t.Context(), http.DefaultClient, ding.URL+"?access_token=a", "SECx", text, at), "", false)
	code(t, outbound.Feishu(t.Context(), http.DefaultClient, fei.URL, "fs", text, at), "", false)
	if q := ding.Got()[2].Query; !strings.Contains(q, "access_token=a") {
		t.Errorf("the token was lost: %s", q)
	}
}

// A robot says 200 to everything; what it means is inside.
func TestARobotThatSays200MayMeanNo(t *testing.T) {
	for answer, want := range map[string]string{
		`{"errcode":0,"errmsg":"ok"}`: "", `{"errcode":93000,"errmsg":"invalid webhook url"}`: outbound.RobotGone,
		`{"errcode":45009,"errmsg":"api freq out of limit"}`: outbound.RateLimited, `{"errcode":-1}`: outbound.Refused,
		`{}`: outbound.BadAnswer, `<html>`: outbound.BadAnswer, ``: outbound.BadAnswer, `{"errcode":"0"}`: outbound.BadAnswer,
	} {
		f := outboundtest.Says(200, answer)
		code(t, outbound.WeCom(t.Context(), http.DefaultClient, f.URL, text), want, want == outbound.RateLimited)
		f.Close()
	}
}

func TestAWebhookIsSigned(t *testing.T) {
	f := outboundtest.Says(204, "")
	defer f.Close()
	code(t, outbound.Webhook(t.Context(), http.DefaultClient, f.URL+"/in", "0123456789abcdef", "msg_1:x", []byte(`{"a":1}`), at), "", false)
	g := f.Got()[0]
	if !outboundtest.Signed(g, "0123456789abcdef") || outboundtest.Signed(g, "another") || g.Header.Get("Huxue-Event-Id") != "msg_1:x" {
		t.Fatalf("%+v", g)
	}
}

func TestWhatAStatusMeans(t *testing.T) {
	noFollow := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for status, want := range map[int]string{
		200: "", 301: outbound.Redirected, 404: outbound.Refused, 429: outbound.Busy, 503: outbound.Busy, 408: outbound.Busy,
	} {
		f := outboundtest.New(func(w http.ResponseWriter, _ *http.Request, _ []byte) {
			w.Header().Set("Retry-After", "7")
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(status)
		})
		a := outbound.Webhook(t.Context(), noFollow, f.URL, "s", "e", nil, at)
		code(t, a, want, want == outbound.Busy)
		if a.Retry && a.After != 7*time.Second {
			t.Errorf("%d: %+v", status, a)
		}
		f.Close()
		if status == 200 {
			code(t, outbound.Webhook(t.Context(), noFollow, f.URL, "s", "e", nil, at), outbound.Unreachable, true)
		}
	}
}

func TestNtfyGetsTopicAndPriority(t *testing.T) {
	f := outboundtest.Says(200, "{}")
	defer f.Close()
	code(t, outbound.Ntfy(t.Context(), http.DefaultClient, f.URL+"/sub/zhiban", "tk_1", outbound.Note{Title: "护学", Text: text, Urgent: true}), "", false)
	g := f.Got()[0]
	if g.Path != "/sub/" || !strings.Contains(g.Body, `"topic":"zhiban"`) || !strings.Contains(g.Body, `"priority":5`) ||
		g.Header.Get("Authorization") != "Bearer tk_1" {
		t.Fatalf("%+v", g)
	}
}

func TestATextMessageGatewayIsAskedAsDescribed(t *testing.T) {
	f := outboundtest.Says(200, `{"result":{"code":0}}`)
	defer f.Close()
	g := outbound.Gateway{URL: f.URL + "/send?to={phone}", Body: `{"to":"{phone}","text":"{text}"}`, Header: "X-Key: abc", OKField: "result.code", OKValue: "0"}
	code(t, outbound.SMS(t.Context(), http.DefaultClient, g, "+8613800000000", text), "", false)
	got := f.Got()[0]
	if got.Query != "to=%2B8613800000000" || !strings.Contains(got.Body, `\"快\"\n"}`) || got.Header.Get("X-Key") != "abc" {
		t.Fatalf("%+v", got)
	}
	g.OKValue = "OK"
	code(t, outbound.SMS(t.Context(), http.DefaultClient, g, "1", text), outbound.SMSRefused, false)
	g.OKField = "no.such"
	code(t, outbound.SMS(t.Context(), http.DefaultClient, g, "1", text), outbound.BadAnswer, false)
	f.Close() // the gateway is dead
	code(t, outbound.SMS(t.Context(), http.DefaultClient, g, "1", text), outbound.Unreachable, true)
}

func TestAMailServerTakesALetter(t *testing.T) {
	for _, c := range []struct {
		password, reject, ours, want string
		retry                        bool
	}{
		{"", "", "", "", false}, {"tiger", "", "tiger", "", false}, {"tiger", "", "lion", outbound.MailLogin, false},
		{"", "550 5.1.1 no such mailbox", "", outbound.MailRefused, false}, {"", "451 4.3.0 try later", "", outbound.Busy, true},
	} {
		s := outboundtest.Mail(t, c.password, c.reject)
		m := outbound.Mailer{Host: "127.0.0.1", Port: s.Port, From: "huxue@example.cn", Encrypt: "none", Password: c.ours}
		if c.ours != "" {
			m.User = "huxue"
		}
		l := outbound.Letter{To: "zb@example.cn", Subject: "【演练】长征小学", Text: text, ID: "msg_1:x:mail", At: at}
		code(t, outbound.Mail(t.Context(), m, l), c.want, c.retry)
		if c.want == "" && (len(s.Letters()) != 1 || !strings.Contains(s.Letters()[0], "Message-ID: <msg_1.x.mail@example.cn>")) {
			t.Errorf("%v", s.Letters())
		}
		m.Encrypt = "starttls" // which this server has not
		code(t, outbound.Mail(t.Context(), m, l), outbound.MailTLS, false)
	}
	m := outbound.Mailer{Host: "127.0.0.1", Port: 1, From: "huxue@example.cn", Encrypt: "none"}
	code(t, outbound.Mail(t.Context(), m, outbound.Letter{To: "a@b.cn", At: at}), outbound.Unreachable, true)
}

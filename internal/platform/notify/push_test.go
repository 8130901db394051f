package notify_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/notify"
)

func subscribe(t *testing.T, s *notify.Service, person string, in notify.Subscription) {
	t.Helper()
	if err := s.Subscribe(as(t, person), in); err != nil {
		t.Fatal(err)
	}
}

func TestAnAlarmReachesTheBrowsersOfThoseCalled(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		p := newPushService(t)
		s := notify.New(notify.Options{DB: d, PrivatePush: true, Contact: "mailto:it@example.cn"})
		run(t, s)
		subscribe(t, s, "per_a", p.subscription("a1"))
		subscribe(t, s, "per_a", p.subscription("a2"))
		subscribe(t, s, "per_b", p.subscription("b1"))
		subscribe(t, s, "per_x", p.subscription("x1"))
		m := pressed("alm_1", "per_a", "per_b", "per_c")
		m.Silent = true
		urgent(t, d, s, m)
		until(t, "three pushes noted down", func() bool {
			return count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE channel = 'webpush' AND state = 'sent'`) == 3
		})
		for _, g := range p.received() {
			if g.unreadable != nil || g.path == "/x1" || g.Title != "alarm.notice.raised" || g.Mode != "real" || !g.Silent ||
				g.Link != "/alarms" || g.urgency != "high" || g.ttl != "600" || g.Params["school"] != "长征小学" ||
				!strings.HasPrefix(g.authorization, "vapid t=") {
				t.Errorf("%+v", g)
			}
		}
		g := p.received()[0]
		owner := map[string]string{"/a1": "per_a", "/a2": "per_a", "/b1": "per_b"}[g.path]
		if err := s.Arrived(as(t, owner), g.ID, g.Target); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE channel = 'webpush' AND state = 'delivered'`); n != 1 {
			t.Fatalf("%d delivered", n)
		}
	})
}

func TestABrowserThatIsGoneIsForgotten(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		p := newPushService(t)
		p.statuses = []int{http.StatusGone}
		s := notify.New(notify.Options{DB: d, PrivatePush: true})
		run(t, s)
		subscribe(t, s, "per_a", p.subscription("a1"))
		urgent(t, d, s, pressed("alm_1", "per_a"))
		until(t, "the browser is forgotten", func() bool { return count(t, d, `SELECT COUNT(*) FROM notify_targets`) == 0 })
		if n := count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE state = 'failed' AND error = 'notify.target_gone'`); n != 1 {
			t.Fatalf("%d failed", n)
		}
	})
}

func TestABusyPushServiceIsTriedAgain(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		p := newPushService(t)
		p.statuses = []int{http.StatusServiceUnavailable, http.StatusTooManyRequests}
		s := notify.New(notify.Options{DB: d, PrivatePush: true})
		run(t, s)
		subscribe(t, s, "per_a", p.subscription("a1"))
		urgent(t, d, s, pressed("alm_1", "per_a"))
		for attempt := 1; attempt <= 2; attempt++ {
			until(t, fmt.Sprint("attempt ", attempt), func() bool {
				return count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE attempts = $1 AND error = 'notify.push_busy'`, attempt) == 1
			})
			if len(p.received()) != 0 {
				t.Fatal("sent before its time")
			}
			clk.Add(2 * time.Second)
		}
		until(t, "sent", func() bool {
			return count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE attempts = 3 AND state = 'sent'`) == 1
		})
	})
}

func TestWhatMattersNoMoreIsNotSent(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		p := newPushService(t)
		s := notify.New(notify.Options{DB: d, PrivatePush: true})
		subscribe(t, s, "per_a", p.subscription("a1"))
		urgent(t, d, s, pressed("alm_1", "per_a")) // while nobody sends
		clk.Add(11 * time.Minute)
		run(t, s)
		until(t, "expired", func() bool { return count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE state = 'expired'`) == 1 })
		if len(p.received()) != 0 {
			t.Fatal("sent all the same")
		}
	})
}

func TestOnlyUrgentMattersWhenAskedSo(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		p := newPushService(t)
		s := notify.New(notify.Options{DB: d, PrivatePush: true})
		in := p.subscription("a1")
		in.UrgentOnly = true
		subscribe(t, s, "per_a", in)
		send(t, d, s, pressed("alm_1", "per_a"))
		urgent(t, d, s, pressed("alm_2", "per_a"))
		if n := count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE channel = 'webpush'`); n != 1 {
			t.Fatalf("%d", n)
		}
		bs, err := s.Browsers(as(t, "per_a"))
		if err != nil || len(bs) != 1 || !bs[0].UrgentOnly || bs[0].Label != "Chrome" {
			t.Fatalf("%+v %v", bs, err)
		}
		if err := s.Unsubscribe(as(t, "per_b"), in.Endpoint); err != nil {
			t.Fatal(err)
		}
		if bs, _ := s.Browsers(as(t, "per_a")); len(bs) != 1 {
			t.Fatal("another person took it away")
		}
		if err := s.Unsubscribe(as(t, "per_a"), in.Endpoint); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM notify_targets`); n != 0 {
			t.Fatalf("%d left", n)
		}
	})
}

func TestBadSubscriptionsAreRefused(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		p := newPushService(t)
		s := notify.New(notify.Options{DB: d})
		good := p.subscription("a")
		good.Endpoint = "https://push.example.com/a"
		subscribe(t, s, "per_a", good)
		for _, c := range []struct {
			change func(*notify.Subscription)
			code   string
		}{
			{func(in *notify.Subscription) { in.Endpoint = "http://push.example.com/a" }, "notify.bad_endpoint"},
			{func(in *notify.Subscription) { in.Endpoint = "https://127.0.0.1/a" }, "notify.bad_endpoint"},
			{func(in *notify.Subscription) { in.Endpoint = "https://[::ffff:10.1.2.3]/a" }, "notify.bad_endpoint"},
			{func(in *notify.Subscription) { in.Endpoint = "https://169.254.169.254/latest" }, "notify.bad_endpoint"},
			{func(in *notify.Subscription) { in.Endpoint = "https://u:p@push.example.com/" }, "notify.bad_endpoint"},
			{func(in *notify.Subscription) { in.Endpoint = "file:///etc/passwd" }, "notify.bad_endpoint"},
			{func(in *notify.Subscription) { in.Auth = "AAAA" }, "notify.bad_push_keys"},
			{func(in *notify.Subscription) { in.P256dh = "!" }, "notify.bad_push_keys"},
		} {
			in := good
			c.change(&in)
			if err := s.Subscribe(as(t, "per_a"), in); errs.Code(err) != c.code {
				t.Errorf("%+v: %v", in, err)
			}
		}
		for i := range 12 {
			in := good
			in.Endpoint += fmt.Sprint(i)
			subscribe(t, s, "per_a", in)
		}
		if bs, _ := s.Browsers(as(t, "per_a")); len(bs) != 10 {
			t.Fatalf("%d browsers", len(bs))
		}
	})
}

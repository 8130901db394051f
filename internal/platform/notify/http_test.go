package notify_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
	"huxue/internal/platform/notify"
)

func TestTheDoor(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		s := notify.New(notify.Options{DB: d, PrivatePush: true})
		urgent(t, d, s, pressed("alm_1", "per_a"))
		mine := only(t, s, "per_a")
		p := newPushService(t)
		sub, err := json.Marshal(p.subscription("a"))
		if err != nil {
			t.Fatal(err)
		}
		api := httpapi.New(slog.New(slog.DiscardHandler), "test")
		s.Routes(api)
		for _, c := range []struct {
			as, method, path, body string
			status                 int
			want                   string
		}{
			{"", "GET", "/notices", "", 401, "unauthorized"},
			{"per_a", "GET", "/notices", "", 200, `"unread":1`},
			{"per_a", "GET", "/notices?limit=0", "", 422, "too_small"},
			{"per_b", "GET", "/notices", "", 200, `"items":[]`},
			{"per_b", "POST", "/notices/" + mine + "/seen", "", 404, "notify.not_found"},
			{"per_a", "POST", "/notices/" + mine + "/seen", "", 204, ""},
			{"per_a", "GET", "/notices/unread", "", 200, `"unread":0`},
			{"per_a", "POST", "/notices/seen-all", "", 204, ""},
			{"per_a", "POST", "/notices/" + mine + "/delivered", `{"target":"tgt_x"}`, 204, ""},
			{"per_a", "GET", "/notices/receipts?subjectId=alm_1", "", 403, "notify.receipts"},
			{"per_boss", "GET", "/notices/receipts?subjectId=alm_1", "", 200, `"percent":100`},
			{"per_boss", "GET", "/notices/receipts", "", 422, "required"},
			{"", "GET", "/push/key", "", 401, "unauthorized"},
			{"per_a", "GET", "/push/key", "", 200, `"key":"B`},
			{"per_a", "POST", "/push/subscriptions", `{"endpoint":"ftp://x","p256dh":"","auth":""}`, 422, "notify.bad_endpoint"},
			{"per_a", "POST", "/push/subscriptions", string(sub), 204, ""},
			{"per_a", "GET", "/push/subscriptions", "", 200, `"label":"Chrome"`},
			{"per_a", "DELETE", "/push/subscriptions?endpoint=" + p.URL + "/a", "", 204, ""},
			{"per_a", "GET", "/push/subscriptions", "", 200, `"items":[]`},
		} {
			r := httptest.NewRequest(c.method, "/api/v1"+c.path, strings.NewReader(c.body))
			r.Header.Set("Content-Type", "application/json")
			switch c.as {
			case "":
			case "per_boss":
				r = r.WithContext(as(t, c.as, "/14/1409/"))
			default:
				r = r.WithContext(as(t, c.as))
			}
			w := httptest.NewRecorder()
			api.Mux().ServeHTTP(w, r)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
				t.Errorf("%s %s %s: %d %s", access.From(r.Context()).ID, c.method, c.path, w.Code, w.Body)
			}
			if c.status == http.StatusNoContent && w.Body.Len() != 0 {
				t.Errorf("%s: a body with nothing to say: %s", c.path, w.Body)
			}
		}
	})
}

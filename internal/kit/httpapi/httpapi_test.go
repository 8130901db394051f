package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
)

type thing struct {
	Name string `json:"name" minLength:"2" maxLength:"5"`
	N    int    `json:"n,omitempty" maximum:"9"`
}
type in struct{ Body thing }
type out struct{ Body thing }

func newAPI(handler func(context.Context, *in) (*out, error)) *httpapi.API {
	api := httpapi.New(slog.New(slog.DiscardHandler), "test")
	httpapi.Register(api, httpapi.Op{ID: "thing-make", Method: http.MethodPost, Path: "/api/v1/things", Tag: "thing", Status: 201}, handler)
	return api
}

func observed(api *httpapi.API) http.Handler {
	who := func(context.Context) string { return "per_1" }
	return httpapi.Chain(api.Router(who), api.Observe(func(string, int, time.Duration) {}), httpapi.Headers, api.SameOrigin(), httpapi.Compress)
}

func post(h http.Handler, body string, header ...string) (*http.Response, httpapi.Problem, string) {
	r := httptest.NewRequest(http.MethodPost, "/api/v1/things", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	res := w.Result()
	text, _ := io.ReadAll(res.Body)
	var p httpapi.Problem
	_ = json.Unmarshal(text, &p)
	return res, p, string(text)
}

func TestOneErrorBodyForEverything(t *testing.T) {
	answer := map[string]error{
		"stale": errs.Conflict("stale_version").With("state", "accepted"),
		"boom":  errors.New("secret detail"),
	}
	h := observed(newAPI(func(_ context.Context, i *in) (*out, error) {
		if i.Body.Name == "panic" {
			panic("secret detail")
		}
		return &out{Body: i.Body}, answer[i.Body.Name]
	}))
	cases := []struct {
		body   string
		status int
		code   string
		field  string
	}{
		{`{"name":"ok"}`, 201, "", ""},
		{`{"name":"stale"}`, 409, "stale_version", ""},
		{`{"name":"boom"}`, 500, "internal", ""},
		{`{"name":"panic"}`, 500, "internal", ""},
		{`{"name":"x"}`, 422, "request.invalid", "name too_short"},
		{`{"name":"toolong"}`, 422, "request.invalid", "name too_long"},
		{`{}`, 422, "request.invalid", "name required"},
		{`{"name":"ok","n":10}`, 422, "request.invalid", "n too_large"},
		{`{"name":"ok","other":1}`, 422, "request.invalid", "other unknown"},
		{`{"name":`, 422, "request.malformed", ""},
		{`{"name":"` + strings.Repeat("x", 2<<20) + `"}`, 422, "request.too_large", ""},
	}
	for _, c := range cases {
		res, p, text := post(h, c.body)
		if res.StatusCode != c.status || p.Code != c.code && c.code != "" {
			t.Errorf("%.40s: %d %s", c.body, res.StatusCode, text)
			continue
		}
		if c.code == "" {
			continue
		}
		if p.RequestID == "" || res.Header.Get("Content-Type") != "application/problem+json" || strings.Contains(text, "secret") {
			t.Errorf("%.40s: %s", c.body, text)
		}
		if c.field != "" && (len(p.Fields) != 1 || p.Fields[0].Name+" "+p.Fields[0].Code != c.field) {
			t.Errorf("%.40s: fields %+v", c.body, p.Fields)
		}
	}
}

func TestAnotherSiteCannotWrite(t *testing.T) {
	h := observed(newAPI(func(_ context.Context, i *in) (*out, error) { return &out{Body: i.Body}, nil }))
	res, p, _ := post(h, `{"name":"ok"}`, "Sec-Fetch-Site", "cross-site")
	if res.StatusCode != 403 || p.Code != "request.cross_origin" {
		t.Fatalf("%d %s", res.StatusCode, p.Code)
	}
}

func TestAKeyedActHappensOnceAndIsAnsweredTwice(t *testing.T) {
	dbtest.Run(t, nil, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		acts := 0
		api := newAPI(func(ctx context.Context, i *in) (*out, error) {
			err := d.Write(ctx, func(*db.Tx) error { return nil })
			if err == nil {
				acts++
			}
			return &out{Body: i.Body}, err
		})
		who := func(context.Context) string { return "per_1" }
		h := httpapi.Chain(api.Mux(), api.Once(d, who))
		for range 3 {
			res, _, text := post(h, `{"name":"ok"}`, "Idempotency-Key", "k1")
			if res.StatusCode != 201 || !strings.Contains(text, `"ok"`) {
				t.Fatalf("%d %s", res.StatusCode, text)
			}
		}
		if acts != 1 {
			t.Fatalf("the act happened %d times", acts)
		}
		if res, _, _ := post(h, `{"name":"ok"}`, "Idempotency-Key", "k2"); res.StatusCode != 201 || acts != 2 {
			t.Fatalf("another key is another act: %d, %d acts", res.StatusCode, acts)
		}
		if res, p, _ := post(h, `{"name":"ok"}`, "Idempotency-Key", strings.Repeat("k", 100)); p.Code != "request.key_too_long" {
			t.Fatalf("%d %s", res.StatusCode, p.Code)
		}
	})
}

// When the server died between doing and answering, a repeat must not do it
// again, and must not pretend to know the answer.
func TestAnActWhoseAnswerWasLostIsNotRepeated(t *testing.T) {
	dbtest.Run(t, nil, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		ctx := context.Background()
		lost := &db.Key{Actor: "per_1", Key: "POST /api/v1/things k1"}
		if err := d.Write(db.WithKey(ctx, lost), func(*db.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		api := newAPI(func(context.Context, *in) (*out, error) { t.Fatal("done again"); return nil, nil })
		h := httpapi.Chain(api.Mux(), api.Once(d, func(context.Context) string { return "per_1" }))
		if res, p, _ := post(h, `{"name":"ok"}`, "Idempotency-Key", "k1"); res.StatusCode != 409 || p.Code != "request.repeated" {
			t.Fatalf("%d %s", res.StatusCode, p.Code)
		}
	})
}

func TestTheLogNamesRouteAndActorById(t *testing.T) {
	var lines bytes.Buffer
	api := httpapi.New(slog.New(slog.NewJSONHandler(&lines, nil)), "test")
	httpapi.Register(api, httpapi.Op{ID: "thing-make", Method: http.MethodPost, Path: "/api/v1/things", Tag: "thing"},
		func(context.Context, *in) (*out, error) { return &out{}, nil })
	routes := ""
	h := httpapi.Chain(api.Router(func(context.Context) string { return "per_7" }),
		api.Observe(func(pattern string, _ int, _ time.Duration) { routes += pattern }))
	post(h, `{"name":"ok"}`)
	if !strings.Contains(lines.String(), `"actor":"per_7"`) || routes != "POST /api/v1/things" {
		t.Fatalf("%s %s", routes, lines.String())
	}
}

func TestLargeJSONIsPacked(t *testing.T) {
	api := httpapi.New(slog.New(slog.DiscardHandler), "test")
	api.Handle("GET /api/v1/large", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `"`+strings.Repeat("a", 5000)+`"`)
	})
	r := httptest.NewRequest(http.MethodGet, "/api/v1/large", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	observed(api).ServeHTTP(w, r)
	if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 500 {
		t.Fatalf("%v, %d bytes", w.Header(), w.Body.Len())
	}
}

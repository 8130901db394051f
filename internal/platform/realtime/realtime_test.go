package realtime

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
)

const perm access.Perm = "thing.view"

func hubFor(d *db.DB) *Hub {
	h := NewHub(d, slog.New(slog.DiscardHandler))
	h.Topic("things", perm, nil)
	return h
}

// open serves the hub to a person who may view at the path, and returns what
// the page hears, event by event.
func open(t *testing.T, h *Hub, path string) <-chan string {
	t.Helper()
	api := httpapi.New(slog.New(slog.DiscardHandler), "test")
	h.Routes(api, nil)
	who := access.Actor{Kind: access.Person, ID: "per_1", Held: map[access.Perm][]string{perm: {path}}}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		api.Mux().ServeHTTP(w, r.WithContext(access.With(r.Context(), who)))
	}))
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(func() { cancel(); srv.Close() })
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+"/api/v1/realtime?topics=things,bells", nil)
	res, err := srv.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	heard := make(chan string, 4096)
	go func() {
		defer close(heard)
		var rest string
		buf := make([]byte, 64<<10)
		for {
			n, err := res.Body.Read(buf)
			rest += string(buf[:n])
			for {
				event, after, ok := strings.Cut(rest, "\n\n")
				if !ok {
					break
				}
				rest = after
				if strings.HasPrefix(event, "event: things") || strings.HasPrefix(event, "event: bells") {
					heard <- event
				} else if strings.HasPrefix(event, "event: hello") {
					heard <- "hello"
				}
			}
			if err != nil {
				return
			}
		}
	}()
	if got := <-heard; got != "hello" {
		t.Fatalf("the page was greeted with %q", got)
	}
	return heard
}

func next(t *testing.T, heard <-chan string) string {
	t.Helper()
	select {
	case s := <-heard:
		return s
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was heard")
		return ""
	}
}

func announce(t *testing.T, d *db.DB, h *Hub, c Change) {
	t.Helper()
	if err := d.Write(context.Background(), func(tx *db.Tx) error { h.Announce(tx, c); return nil }); err != nil {
		t.Fatal(err)
	}
}

func TestAPageHearsItsAreaAndNothingElse(t *testing.T) {
	dbtest.Run(t, nil, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		h := hubFor(d)
		heard := open(t, h, "/14/1409/140902/")
		announce(t, d, h, Change{Topic: "things", Path: "/14/1409/140921/x/", ID: "elsewhere", Version: 1})
		announce(t, d, h, Change{Topic: "things", To: "per_2", ID: "another's", Version: 1})
		announce(t, d, h, Change{Topic: "things", To: "per_1", ID: "mine", Version: 1})
		announce(t, d, h, Change{Topic: "things", Path: "/14/1409/140902/x/", ID: "here", Version: 2, Body: json.RawMessage(`{"a":1}`)})
		announce(t, d, h, Change{Topic: "things", Path: "/14/1409/140902/x/", ID: "here", Version: 1})
		announce(t, d, h, Change{Topic: "things", Path: "/14/1409/140902/x/", ID: "last", Version: 1})
		for _, want := range []string{
			`{"id":"mine","version":1,"body":null}`, `{"id":"here","version":2,"body":{"a":1}}`, `{"id":"last","version":1,"body":null}`,
		} {
			if got := next(t, heard); got != "event: things\ndata: "+want {
				t.Fatalf("heard %q, want %q", got, want)
			}
		}
	})
}

// A topic that echoes another tells of its changes in the place, without what
// they are.
func TestAnEchoTellsThatAndNotWhat(t *testing.T) {
	dbtest.Run(t, nil, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		h := hubFor(d)
		h.Topic("things", "thing.secret", nil)
		h.Echo("bells", "things", perm)
		heard := open(t, h, "/14/1409/140902/")
		announce(t, d, h, Change{Topic: "things", Path: "/14/1409/140921/x/", ID: "elsewhere", Version: 1, Body: json.RawMessage(`{"a":1}`)})
		announce(t, d, h, Change{Topic: "things", Path: "/14/1409/140902/x/", ID: "here", Version: 2, Body: json.RawMessage(`{"a":1}`)})
		if got := next(t, heard); got != "event: bells\ndata: {\"id\":\"here\",\"version\":2,\"body\":null}" {
			t.Fatalf("heard %q", got)
		}
	})
}

func TestAThousandAtOnceNoneLostNoneDoubled(t *testing.T) {
	dbtest.Run(t, nil, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		h := hubFor(d)
		pages := []<-chan string{open(t, h, "/14/"), open(t, h, "/14/"), open(t, h, "/14/")}
		const many = 1000
		var wg sync.WaitGroup
		for i := range many {
			wg.Go(func() {
				announce(t, d, h, Change{Topic: "things", Path: "/14/", ID: time.Duration(i).String(), Version: 1})
			})
		}
		wg.Wait()
		for p, heard := range pages {
			seen := map[string]bool{}
			for range many {
				got := next(t, heard)
				if seen[got] {
					t.Fatalf("page %d heard %q twice", p, got)
				}
				seen[got] = true
			}
		}
	})
}

// On PostgreSQL a change made on one server reaches the pages of another; and
// what no server told is found by the sweep.
func TestServersTellOneAnother(t *testing.T) {
	dbtest.Run(t, nil, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		one, two := hubFor(d), hubFor(d)
		missed := Change{Topic: "things", Path: "/14/", ID: "missed", Version: 1}
		two.Topic("things", perm, func(time.Time) ([]Change, error) { return []Change{missed}, nil })
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		heard := open(t, two, "/14/")
		two.sweep()
		if got := next(t, heard); !strings.Contains(got, "missed") {
			t.Fatalf("heard %q", got)
		}
		if d.Engine() != db.Postgres {
			return
		}
		go one.Run(ctx)
		go two.Run(ctx)
		waitForListener(t, d)
		announce(t, d, one, Change{Topic: "things", Path: "/14/", ID: "told", Version: 1})
		if got := next(t, heard); !strings.Contains(got, "told") {
			t.Fatalf("heard %q", got)
		}
	})
}

// waitForListener waits until both servers listen.
func waitForListener(t *testing.T, d *db.DB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for {
		var n int
		err := d.Pool().QueryRowContext(ctx, `SELECT count(*) FROM pg_stat_activity
			WHERE query LIKE 'LISTEN %' AND datname = current_database()`).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		if n >= 2 {
			return
		}
	}
}

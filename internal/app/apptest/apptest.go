// Package apptest starts the whole system over a small seeded city, so that a
// test can tell its story as the guard, the desk or the principal would: through
// the same handler that the real server serves, on every database at hand, with
// a clock that moves only when the story says so.
package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"huxue/internal/app"
	"huxue/internal/kit/clock"
	"huxue/internal/kit/config"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/httpapi"
)

// Schools is how many schools the small city has; the first is a boarding
// middle school in 忻府区, where the demo principal and guard work.
const Schools = 6

// Password is that of every demo account.
const Password = "Apptest-2026-护学"

// PIN is that of everybody who works at a gate.
const PIN = "274951"

// App is a running system.
type App struct {
	*app.App
	Clock *clock.Fake
	t     testing.TB
	known map[string][]*http.Cookie
}

// Run tells the story once per database, each time in a city of its own.
func Run(t *testing.T, story func(t *testing.T, a *App)) {
	t.Helper()
	city.Engines(t, func(t *testing.T, url, dir string) { story(t, wake(t, url, dir)) })
}

// city is seeded once for all tests of a package.
var city = dbtest.Stencil{Fill: func(url, dir string) error {
	a, err := open(url, dir, clock.NewFake(dbtest.Start))
	if err != nil {
		return err
	}
	defer a.Close()
	_, err = a.SeedCity(context.Background(), Schools, app.DemoKeys{Password: Password, PIN: PIN})
	return err
}}

func open(url, dir string, clk clock.Clock) (*app.App, error) {
	cfg := &config.Config{Data: dir, DB: url, Listen: "127.0.0.1:0", TLS: "off"}
	return app.Open(context.Background(), app.Options{Config: cfg, Log: slog.New(slog.DiscardHandler), Clock: clk,
		// Tests look at what a press has led to right after its answer.
		Patience: time.Minute})
}

// wake starts the system over a seeded city for the life of the test.
func wake(t testing.TB, url, dir string) *App {
	t.Helper()
	clk := clock.NewFake(dbtest.Start)
	a, err := open(url, dir, clk)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	running, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	if err := a.Start(running); err != nil {
		t.Fatal(err)
	}
	return &App{App: a, Clock: clk, t: t, known: map[string][]*http.Cookie{}}
}

// Fresh is a system on SQLite for a measurement.
func Fresh(b *testing.B) *App {
	b.Helper()
	dir := b.TempDir()
	url := "sqlite:" + filepath.Join(dir, "huxue.db")
	if err := city.Fill(url, dir); err != nil {
		b.Fatal(err)
	}
	return wake(b, url, dir)
}

// Answer is what a request got.
type Answer struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   []byte
}

// Into reads a body of success.
func (r Answer) Into(v any) {
	r.t.Helper()
	if r.Status/100 != 2 {
		r.t.Fatalf("status %d: %s", r.Status, r.Body)
	}
	if err := json.Unmarshal(r.Body, v); err != nil {
		r.t.Fatalf("%v: %s", err, r.Body)
	}
}

// Code is the code of a refusal, "" for success.
func (r Answer) Code() string {
	if r.Status < 400 {
		return ""
	}
	var p httpapi.Problem
	_ = json.Unmarshal(r.Body, &p)
	return p.Code
}

// Guest is nobody in particular.
const Guest = ""

// Do sends a request as a demo account, logging in at first. body is JSON, text
// or nil; header are pairs.
func (a *App) Do(as, method, path string, body any, header ...string) Answer {
	a.t.Helper()
	return a.send(a.cookies(as), method, path, body, header...)
}

// Forget drops the log-in kept for an account; the next request logs in anew.
func (a *App) Forget(as string) { delete(a.known, as) }

func (a *App) cookies(as string) []*http.Cookie {
	a.t.Helper()
	if as == Guest {
		return nil
	}
	if c, ok := a.known[as]; ok {
		return c
	}
	r := a.send(nil, http.MethodPost, "/api/v1/auth/login", map[string]string{"login": as, "password": Password})
	if r.Status != http.StatusOK {
		a.t.Fatalf("log in as %s: %d %s", as, r.Status, r.Body)
	}
	a.known[as] = (&http.Response{Header: r.Header}).Cookies()
	return a.known[as]
}

func (a *App) send(cookies []*http.Cookie, method, path string, body any, header ...string) Answer {
	a.t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		in = bytes.NewReader([]byte(b))
	default:
		text, err := json.Marshal(b)
		if err != nil {
			a.t.Fatal(err)
		}
		in = bytes.NewReader(text)
	}
	r := httptest.NewRequest(method, path, in)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, r)
	res := w.Result()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return Answer{t: a.t, Status: res.StatusCode, Header: res.Header, Body: text}
}

// Settle returns once every job that is due has been done.
func (a *App) Settle() {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := a.Drain(ctx); err != nil {
		a.t.Fatal(err)
	}
}

// Later moves the clock.
func (a *App) Later(d time.Duration) { a.Clock.Add(d) }

// Cookies are those of a demo account's log-in, for requests that Do cannot make.
func (a *App) Cookies(as string) []*http.Cookie { return a.cookies(as) }

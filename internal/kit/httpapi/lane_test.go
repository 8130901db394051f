package httpapi_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
)

// lane serves a quick operation and something else on one port, and returns a
// connection to it. seen counts what net/http got to read.
func lane(t *testing.T) (conn net.Conn, seen *atomic.Int32) {
	t.Helper()
	api := httpapi.New(slog.New(slog.DiscardHandler), "test")
	type echo struct {
		ID, N, Body, Device, Key string
	}
	httpapi.Quick[echo, echo](api, httpapi.Op{ID: "thing-plain", Method: http.MethodPost, Path: "/api/v1/learn/{id}/steps/{n}/finish", Tag: "thing"},
		func(c *httpapi.Call) (any, error) {
			switch c.Path("id") {
			case "gone":
				return nil, errs.NotFound("thing.gone")
			case "boom":
				panic("boom")
			}
			return echo{c.Path("id"), c.Path("n"), string(c.Body), c.Device, c.Authorization}, nil
		})
	api.Handle("GET /other", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "other") })
	counted := &atomic.Int32{}
	h := observed(api)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		counted.Add(1)
		h.ServeHTTP(w, r)
	})}
	go func() { _ = srv.Serve(api.Express(ln)) }()
	t.Cleanup(func() { _ = srv.Close() })
	if conn, err = net.Dial("tcp", ln.Addr().String()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn, counted
}

func finish(header, body string) string {
	return fmt.Sprintf("POST /api/v1/learn/a/steps/0/finish HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n%s\r\n%s", len(body), header, body)
}

func exchange(t *testing.T, conn net.Conn, in *bufio.Reader, request string) (*http.Response, string) {
	t.Helper()
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

// What the lane answers, net/http answers in the same words, with the same headers.
func TestTheLaneAnswersAsTheServerDoes(t *testing.T) {
	for _, request := range []string{
		finish("Authorization: Bearer t\r\nX-Device: d\r\nSec-Fetch-Site: same-origin\r\nOrigin: http://x\r\n", `{"a":1}`),
		finish("Accept-Encoding: gzip\r\n", ""),
		strings.Replace(finish("", "{}"), "/a/", "/gone/", 1),
		strings.Replace(finish("", "{}"), "/a/", "/boom/", 1),
	} {
		conn, seen := lane(t)
		in := bufio.NewReader(conn)
		quick, text := exchange(t, conn, in, request)
		if seen.Load() != 0 {
			t.Fatalf("net/http was asked:\n%s", request)
		}
		// A header that the lane does not decide about sends the connection to net/http.
		usual, other := exchange(t, conn, in, strings.Replace(request, "Host: x\r\n", "Host: x\r\nTE: trailers\r\n", 1))
		if seen.Load() != 1 {
			t.Fatalf("net/http was not asked:\n%s", request)
		}
		cut := func(s string) string { // the request's id is its own
			if at := strings.Index(s, `"requestId"`); at >= 0 {
				return s[:at]
			}
			return strings.TrimSpace(s)
		}
		if quick.StatusCode != usual.StatusCode || cut(text) != cut(other) {
			t.Errorf("%d %s\nbut %d %s", quick.StatusCode, text, usual.StatusCode, other)
		}
		for name := range usual.Header {
			if name != "X-Request-Id" && name != "Date" && name != "Content-Length" && quick.Header.Get(name) != usual.Header.Get(name) {
				t.Errorf("%s: %q but %q", name, quick.Header.Get(name), usual.Header.Get(name))
			}
		}
	}
}

// Whatever is unusual goes to net/http as it came, and keeps its connection.
func TestTheLaneGivesAwayWhatItDoesNotUnderstand(t *testing.T) {
	plain := finish("", "{}")
	for name, c := range map[string]struct {
		request string
		status  int
	}{
		"something else":     {"GET /other HTTP/1.1\r\nHost: x\r\n\r\n", 200},
		"chunks":             {"POST /api/v1/learn/a/steps/0/finish HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 200},
		"chunks and length":  {finish("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), 200},
		"two lengths":        {finish("Content-Length: 3\r\n", "{}"), 400},
		"a length that lies": {strings.Replace(plain, "Content-Length: 2", "Content-Length: +2", 1), 400},
		"two requests":       {plain + plain, 200},
		"a folded line":      {finish("X-Device: a\r\n b\r\n", "{}"), 200},
		"space before colon": {finish("Content-Length : 9\r\n", "{}"), 400},
		"no host":            {strings.Replace(plain, "Host: x\r\n", "", 1), 400},
		"an escaped path":    {strings.Replace(plain, "/a/", "/%61/", 1), 200},
		"a question":         {strings.Replace(plain, "finish HTTP", "finish?x=1 HTTP", 1), 200},
		"another origin":     {finish("Sec-Fetch-Site: cross-site\r\n", "{}"), 403},
		"an old browser's":   {finish("Origin: http://evil.example\r\n", "{}"), 403},
		"a key":              {finish("Idempotency-Key: k\r\n", "{}"), 200},
		"HTTP/1.0":           {strings.Replace(plain, "HTTP/1.1", "HTTP/1.0", 1), 200},
		"not HTTP":           {"\x16\x03\x01\x02\x00\r\n\r\n", 400},
	} {
		t.Run(name, func(t *testing.T) {
			conn, seen := lane(t)
			res, body := exchange(t, conn, bufio.NewReader(conn), c.request)
			if res.StatusCode != c.status {
				t.Errorf("%d %s", res.StatusCode, body)
			}
			if c.status/100 == 2 && seen.Load() == 0 {
				t.Error("the lane answered it")
			}
		})
	}
}

// A request that comes in pieces is read by net/http from its beginning.
func TestTheLaneWaitsForNoPieces(t *testing.T) {
	conn, seen := lane(t)
	request := finish("", `{"a":"bcdef"}`)
	if _, err := io.WriteString(conn, request[:40]); err != nil {
		t.Fatal(err)
	}
	// The pieces may still arrive together: it is right either way.
	res, body := exchange(t, conn, bufio.NewReader(conn), request[40:])
	if res.StatusCode != 200 || !strings.Contains(body, "bcdef") || seen.Load() > 1 {
		t.Fatalf("%d %s", res.StatusCode, body)
	}
}

// FuzzLane sends the same bytes to the lane and to net/http alone: whatever the lane
// answers with success, net/http takes for the same request.
func FuzzLane(f *testing.F) {
	f.Add(finish("X-Device: d\r\n", "{}"))
	f.Add(finish("Connection: keep-alive\r\nX-Forwarded-For: 1.2.3.4\r\n", `{"ticket":"x"}`))
	f.Fuzz(func(t *testing.T, request string) {
		api := httpapi.New(slog.New(slog.DiscardHandler), "test")
		var got [1]string
		httpapi.Quick[httpapi.None, httpapi.None](api, httpapi.Op{ID: "thing-plain", Method: http.MethodPost, Path: "/api/v1/learn/{id}/steps/{n}/finish"},
			func(c *httpapi.Call) (any, error) {
				got[0] = fmt.Sprintf("%q %q %q %q %q %q", c.Path("id"), c.Path("n"), c.Body, c.Authorization, c.Device, c.Forwarded)
				return httpapi.None{}, nil
			})
		if !api.Understands([]byte(request)) {
			return
		}
		quick := got[0]
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(request)))
		if err != nil {
			t.Fatalf("net/http: %v\n%q", err, request)
		}
		r.RemoteAddr = "127.0.0.1:1"
		api.Mux().ServeHTTP(discard{}, r)
		if got[0] != quick {
			t.Fatalf("%s\nbut %s\n%q", quick, got[0], request)
		}
	})
}

type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

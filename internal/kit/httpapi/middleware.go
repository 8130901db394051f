package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
)

// Middleware wraps a handler.
type Middleware func(http.Handler) http.Handler

// Chain puts middlewares around h, the first outermost.
func Chain(h http.Handler, ms ...Middleware) http.Handler {
	for i := len(ms) - 1; i >= 0; i-- {
		h = ms[i](h)
	}
	return h
}

type requestKey struct{}

// request is what is known of a request while it is being answered. The route
// it took and who sent it are found out further in, and filled in by the router.
type request struct{ id, pattern, actor string }

// RequestID names the request under ctx in logs and error bodies.
func RequestID(ctx context.Context) string {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		return r.id
	}
	return ""
}

// Router is the mux, telling Observe which route a request took and who sent it.
// who names the actor by id, never by name.
func (a *API) Router(who func(context.Context) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q, observed := r.Context().Value(requestKey{}).(*request)
		if observed {
			q.actor = who(r.Context())
		}
		a.mux.ServeHTTP(w, r)
		if observed {
			q.pattern = r.Pattern
		}
	})
}

// Observe gives each request its id, logs one line when it is over, reports it
// to done (for metrics), and turns a panic into `internal`.
func (a *API) Observe(done func(pattern string, status int, took time.Duration)) Middleware {
	a.done = done
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			began := time.Now()
			rid := id.New("req")
			q := &request{id: rid}
			ctx := context.WithValue(r.Context(), requestKey{}, q)
			r = r.WithContext(ctx)
			rec := &recorder{ResponseWriter: w, status: 200}
			defer func() {
				if p := recover(); p != nil {
					if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
						panic(p)
					}
					a.log.ErrorContext(ctx, "panic", "panic", fmt.Sprint(p), "stack", string(debug.Stack()), "request", rid)
					if !rec.wrote {
						writeProblem(rec, &Problem{Status: 500, Code: "internal", RequestID: rid})
					}
				}
				level := slog.LevelInfo
				if strings.HasPrefix(r.URL.Path, "/assets/") || r.URL.Path == "/healthz" {
					level = slog.LevelDebug
				}
				a.observed(ctx, level, q, r.Method, r.URL.Path, rec.status, rec.bytes, time.Since(began))
			}()
			w.Header().Set("X-Request-Id", rid)
			next.ServeHTTP(rec, r)
		})
	}
}

// observed reports a request that is over, and logs its line.
func (a *API) observed(ctx context.Context, level slog.Level, q *request, method, path string, status int, bytes int64, took time.Duration) {
	if a.done != nil {
		a.done(q.pattern, status, took)
	}
	if !a.log.Enabled(ctx, level) {
		return
	}
	a.log.LogAttrs(ctx, level, "request", slog.String("method", method), slog.String("path", path),
		slog.Int("status", status), slog.Int64("bytes", bytes), slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.String("actor", q.actor), slog.String("request", q.id))
}

type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
	wrote  bool
}

func (r *recorder) WriteHeader(status int) {
	if !r.wrote {
		r.status, r.wrote = status, true
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	r.wrote = true
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// SameOrigin refuses writes that another site made a browser send.
func (a *API) SameOrigin() Middleware {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.Fail(w, r, errs.Forbidden("request.cross_origin"))
	}))
	return guard.Handler
}

const contentPolicy = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; media-src 'self' blob:; " +
	"connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"

// Headers sets what every answer carries: nothing is framed, sniffed or
// referred elsewhere, and pages load from this origin alone.
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

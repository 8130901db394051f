package httpapi

import (
	"bytes"
	"context"
	"net/http"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
)

// Keys remembers which acts have happened and what was answered; kit/db does.
type Keys interface {
	Answer(ctx context.Context, k *db.Key) (status int, body []byte, found bool, err error)
	SaveAnswer(ctx context.Context, k *db.Key, status int, body []byte) error
}

const maxKey = 80

// Once makes an act that comes with an Idempotency-Key happen at most once: the
// first write claims the key in its own transaction, and a repeat is answered
// with what the first was answered. Only an answer lost in a crash between the
// two makes a repeat fail, with `request.repeated`: the act was done.
func (a *API) Once(keys Keys, actor func(context.Context) string) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			text := r.Header.Get("Idempotency-Key")
			if text == "" || r.Method == http.MethodGet || a.own[r.Method+" "+r.URL.Path] {
				next.ServeHTTP(w, r)
				return
			}
			if len(text) > maxKey {
				a.Fail(w, r, errs.Invalid("request.key_too_long"))
				return
			}
			key := &db.Key{Actor: actor(r.Context()), Key: r.Method + " " + r.URL.Path + " " + text}
			if a.replay(w, r, keys, key) {
				return
			}
			buf := &buffered{ResponseWriter: w, status: 200}
			next.ServeHTTP(buf, r.WithContext(db.WithKey(r.Context(), key)))
			if key.Claimed() && buf.status < 500 {
				if err := keys.SaveAnswer(r.Context(), key, buf.status, buf.body.Bytes()); err != nil {
					a.log.WarnContext(r.Context(), "the answer to a keyed act was not kept", "error", err)
				}
			}
			if !key.Claimed() && buf.status == http.StatusConflict && a.replay(w, r, keys, key) {
				return
			}
			buf.flush()
		})
	}
}

// replay answers a repeat and reports whether it was one.
func (a *API) replay(w http.ResponseWriter, r *http.Request, keys Keys, key *db.Key) bool {
	status, body, found, err := keys.Answer(r.Context(), key)
	switch {
	case err != nil:
		a.Fail(w, r, err)
		return true
	case !found:
		return false
	case status == 0:
		a.Fail(w, r, errs.Conflict("request.repeated"))
		return true
	}
	if len(body) > 0 {
		w.Header().Set("Content-Type", "application/json")
	}
	w.Header().Set("Idempotent-Replay", "true")
	w.WriteHeader(status)
	_, _ = w.Write(body)
	return true
}

type buffered struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (b *buffered) WriteHeader(status int)      { b.status = status }
func (b *buffered) Write(p []byte) (int, error) { return b.body.Write(p) }
func (b *buffered) Unwrap() http.ResponseWriter { return b.ResponseWriter }
func (b *buffered) flush() {
	b.ResponseWriter.WriteHeader(b.status)
	_, _ = b.ResponseWriter.Write(b.body.Bytes())
}

package paper

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
	"huxue/internal/kit/qrcode"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pageTemplates = template.Must(template.New("").ParseFS(pageFiles, "pages/*.html"))

// Known is what the public page says of a paper: nothing of whom it concerns.
type Known struct {
	Title, Number, Issuer, Day string
	SHA256                     string
	InForce, Whole             bool
	WithdrawnOn                string
}

// Verify says what the paper with a public code is.
// access: anybody who holds the sheet may ask; nothing personal is said.
func (s *Service) Verify(ctx context.Context, code string) (*Known, error) {
	var p *Paper
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		p, err = get(ctx, tx, `code = $1`, strings.ToLower(strings.TrimSpace(code)))
		return err
	})
	if err != nil {
		return nil, err
	}
	return &Known{Title: s.Title(p.Kind), Number: p.Number, Issuer: p.IssuerName, Day: day(p.IssuedAt), SHA256: p.SHA256, InForce: p.InForce(),
		Whole: p.Whole(), WithdrawnOn: day(p.WithdrawnAt)}, nil
}

// day is a date as papers are dated.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(zone)
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

// The public page needs no account, no JavaScript and nothing from elsewhere.
func (s *Service) routePublic(api *httpapi.API) {
	api.Handle("GET /verify/{code}", func(w http.ResponseWriter, r *http.Request) {
		if !s.visitors.let(s.visitor(r), time.Now()) { //nolint:forbidigo // a limit on visitors, no fact
			show(api, w, r, nil, errBusy)
			return
		}
		k, err := s.Verify(r.Context(), r.PathValue("code"))
		show(api, w, r, k, err)
	})
	api.Handle("GET /verify/{code}/code.svg", func(w http.ResponseWriter, r *http.Request) {
		if _, err := s.Verify(r.Context(), r.PathValue("code")); err != nil {
			api.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		w.Header().Set("Cache-Control", "private, max-age=3600")
		_, _ = w.Write([]byte(qrcode.SVG(httpapi.Base(s.publicURL, r)+"/verify/"+r.PathValue("code"), "")))
	})
}

// show draws the page; who comes to a wrong address is told so in words.
func show(api *httpapi.API, w http.ResponseWriter, r *http.Request, k *Known, err error) {
	status, name := http.StatusOK, "verify.html"
	switch kind := errs.KindOf(err); {
	case err == nil:
	case kind == errs.KindNotFound || kind == errs.KindUnavailable:
		status, name = kind.Status(), "sorry.html"
	default:
		api.Fail(w, r, err)
		return
	}
	var out bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&out, name, k); err != nil {
		api.Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}

// visitor is the address somebody comes from: behind a proxy of our own the last
// one it has written down.
func (s *Service) visitor(r *http.Request) string {
	if s.proxied {
		hops := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last := strings.TrimSpace(hops[len(hops)-1]); last != "" {
			return last
		}
	}
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	return host
}

// visitors counts who comes to the public page, by address and minute, so that
// nobody tries codes one after another.
type visitors struct {
	mu     sync.Mutex
	minute int64
	came   map[string]int
}

const visitsPerMinute = 60

func (v *visitors) let(who string, now time.Time) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if m := now.Unix() / 60; m != v.minute || v.came == nil {
		v.minute, v.came = m, map[string]int{}
	}
	v.came[who]++
	return v.came[who] <= visitsPerMinute
}

package letter

import (
	"bytes"
	"crypto/rand"
	"embed"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
	"huxue/internal/kit/qrcode"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pageTemplates = template.Must(template.New("").Funcs(template.FuncMap{"day": day}).ParseFS(pageFiles, "pages/*.html"))

// zone is the city's.
var zone = time.FixedZone("CST", 8*3600)

// day is a date as letters are dated.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(zone)
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

// sheet is what a page is drawn from.
type sheet struct {
	*Letter
	Link string
	QR   template.HTML
	Seen bool // this browser has pressed 已阅
	Gone bool // withdrawn
}

// The public page needs no account, no JavaScript and nothing from elsewhere.
func (s *Service) routePublic(api *httpapi.API) {
	api.Handle("GET /letter/{code}", func(w http.ResponseWriter, r *http.Request) {
		l, err := s.Open(r.Context(), r.PathValue("code"))
		s.show(api, w, r, "letter.html", l, seen(r, l), err)
	})
	api.Handle("POST /letter/{code}/read", func(w http.ResponseWriter, r *http.Request) {
		if !s.pressing.let(s.visitor(r), time.Now()) { //nolint:forbidigo // a limit on visitors, no fact
			s.show(api, w, r, "letter.html", nil, false, errBusy)
			return
		}
		token := readerOf(w, r)
		l, err := s.Read(r.Context(), r.PathValue("code"), token)
		if err == nil && l.State == Published {
			http.SetCookie(w, &http.Cookie{Name: seenName(l), Value: "1", Path: "/letter/", MaxAge: cookieAge, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil})
			http.Redirect(w, r, "/letter/"+l.Code+"#done", http.StatusSeeOther)
			return
		}
		s.show(api, w, r, "letter.html", l, false, err)
	})
	api.Handle("GET /letter/{code}/code.svg", func(w http.ResponseWriter, r *http.Request) {
		l, err := s.Open(r.Context(), r.PathValue("code"))
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		_, _ = w.Write([]byte(qrcode.SVG(s.link(r, l), codeLabel)))
	})
	api.Handle("GET /api/v1/letters/{id}/paper", func(w http.ResponseWriter, r *http.Request) {
		l, err := s.Letter(r.Context(), r.PathValue("id"))
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		s.show(api, w, r, "paper.html", l, false, nil)
	})
}

// show draws a page; who comes to a wrong address is told so in words, for he is
// a parent and no program.
func (s *Service) show(api *httpapi.API, w http.ResponseWriter, r *http.Request, name string, l *Letter, seen bool, err error) {
	status := http.StatusOK
	switch kind := errs.KindOf(err); {
	case err == nil:
	case kind == errs.KindNotFound || kind == errs.KindUnavailable:
		status, name = kind.Status(), "sorry.html"
	default:
		api.Fail(w, r, err)
		return
	}
	d := sheet{Letter: l, Seen: seen}
	if l != nil {
		d.Gone, d.Link = l.State == Withdrawn, s.link(r, l)
		d.QR = template.HTML(qrcode.SVG(d.Link, codeLabel)) //nolint:gosec // drawn here, from numbers
	}
	var out bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&out, name, d); err != nil {
		api.Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}

const codeLabel = "告家长书二维码"

// link is the public address of a letter.
func (s *Service) link(r *http.Request, l *Letter) string {
	return httpapi.Base(s.publicURL, r) + "/letter/" + l.Code
}

// readerName is the cookie by which a browser is known again, so that it counts
// once. It is random, says nothing of its owner and is set only when he presses.
const (
	readerName = "huxue_reader"
	cookieAge  = 180 * 24 * 3600
)

func seenName(l *Letter) string { return "huxue_read_" + l.Code }

func seen(r *http.Request, l *Letter) bool {
	if l == nil {
		return false
	}
	_, err := r.Cookie(seenName(l))
	return err == nil
}

func readerOf(w http.ResponseWriter, r *http.Request) string {
	if c, err := r.Cookie(readerName); err == nil && len(c.Value) >= 20 && len(c.Value) <= 60 {
		return c.Value
	}
	token := rand.Text()
	http.SetCookie(w, &http.Cookie{Name: readerName, Value: token, Path: "/letter/", MaxAge: cookieAge, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil})
	return token
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

// visitors counts who presses 已阅, by address and minute. Many parents come
// through one address of their telephone company; a script comes more often.
type visitors struct {
	mu     sync.Mutex
	minute int64
	came   map[string]int
}

const pressesPerMinute = 60

func (v *visitors) let(who string, now time.Time) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if m := now.Unix() / 60; m != v.minute || v.came == nil {
		v.minute, v.came = m, map[string]int{}
	}
	v.came[who]++
	return v.came[who] <= pressesPerMinute
}

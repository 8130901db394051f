package tipoff

import (
	"bytes"
	"crypto/rand"
	"embed"
	"errors"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
	"huxue/internal/kit/qrcode"
	"huxue/internal/platform/access"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed pages/shrink.js
var shrinkScript []byte

// pageTemplates are the pages in each language.
var pageTemplates = map[tongue]*template.Template{chinese: pagesIn(chinese), english: pagesIn(english)}

func pagesIn(l tongue) *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{"t": l.say, "kind": l.kind}).ParseFS(pageFiles, "pages/*.html"))
}

// sheet is what a public page is drawn from.
type sheet struct {
	Spot
	Press   string
	In      Words
	Problem string
	Kinds   []string
	Seen    Seen
	State   string
	Steps   []step
	Fresh   bool
	Link    string
	QR      template.HTML
	Other   string // the address of this page in the other language
	Lang    string
}

// step is one stage of the way a report goes.
type step struct {
	Name, When string
	Done       bool
}

const maxBody = maxPhotos*MaxPhoto + 1<<20

// What one address may do: a few reports an hour (many parents share one address
// of their telephone company), and codes looked up slowly enough that nobody
// guesses one.
const (
	sendsPerHour  = 20
	looksPerMin   = 30
	patience      = 3 // times the limit: beyond it nothing is read any more
	hour, aMinute = 3600, 60
)

func (s *Service) routePublic(api *httpapi.API) {
	api.Handle("GET /tipoff", func(w http.ResponseWriter, r *http.Request) { s.ask(api, w, r, "", Words{}, nil) })
	api.Handle("GET /tipoff/at/{school}", func(w http.ResponseWriter, r *http.Request) {
		s.ask(api, w, r, r.PathValue("school"), Words{}, nil)
	})
	api.Handle("POST /tipoff", s.take(api))
	api.Handle("GET /tipoff/follow", func(w http.ResponseWriter, r *http.Request) {
		code := strings.ToLower(strings.TrimSpace(r.URL.Query().Get("code")))
		if code == "" {
			s.show(api, w, r, http.StatusOK, "follow.html", sheet{})
			return
		}
		if !s.callers.let("look", s.caller(r), s.now(), aMinute, looksPerMin) {
			s.show(api, w, r, http.StatusServiceUnavailable, "follow.html", sheet{Problem: "tipoff.looking"})
			return
		}
		seen, err := s.Follow(r.Context(), code)
		switch errs.KindOf(err) {
		case errs.KindNotFound:
			s.show(api, w, r, http.StatusNotFound, "follow.html", sheet{Problem: "tipoff.code_unknown"})
		default:
			if err != nil {
				api.Fail(w, r, err)
				return
			}
			s.show(api, w, r, http.StatusOK, "seen.html", sheet{Seen: seen, Fresh: r.URL.Query().Has("new")})
		}
	})
	// Smaller pictures before they are sent; without it they are sent as they are.
	api.Handle("GET /tipoff/shrink.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(shrinkScript)
	})
	api.Handle("GET /api/v1/tipoffs/poster", func(w http.ResponseWriter, r *http.Request) {
		school := r.URL.Query().Get("school")
		spot, err := s.Poster(r.Context(), school)
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		d := sheet{Spot: spot, Link: s.link(r, school)}
		d.QR = template.HTML(qrcode.SVG(d.Link, "随手拍二维码")) //nolint:gosec // drawn here, from numbers
		s.show(api, w, r, http.StatusOK, "poster.html", d)
	})
}

func (s *Service) now() int64 { return s.db.Clock().Now().Unix() }

// ask shows the form, with what was typed where something was wrong with it.
func (s *Service) ask(api *httpapi.API, w http.ResponseWriter, r *http.Request, school string, in Words, wrong error) {
	spot, err := s.At(r.Context(), school)
	if err != nil {
		if errs.KindOf(err) == errs.KindNotFound {
			s.show(api, w, r, http.StatusNotFound, "sorry.html", sheet{})
			return
		}
		api.Fail(w, r, err)
		return
	}
	d := sheet{Spot: spot, In: in, Kinds: Kinds, Press: rand.Text()}
	status := http.StatusOK
	if wrong != nil {
		status, d.Problem = errs.KindOf(wrong).Status(), errs.Code(wrong)
	}
	s.show(api, w, r, status, "ask.html", d)
}

var pressForm = regexp.MustCompile(`^[A-Z0-9]{20,40}$`)

// take receives the form of the public page.
func (s *Service) take(api *httpapi.API) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		limit := s.limits.Now(access.AsSystem(r.Context(), "tipoff"), "tipoff.hour_limit", access.Everywhere, sendsPerHour)
		// Who is a little over the limit gets his words back with the sentence; a
		// script far over it is not even read.
		came := s.callers.count("send", s.caller(r), s.now(), hour)
		if came > patience*limit {
			s.ask(api, w, r, "", Words{}, errBusy)
			return
		}
		if err := r.ParseMultipartForm(1 << 20); err != nil { // what is larger lies in files
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				s.ask(api, w, r, "", Words{}, errs.Invalid("files.too_large"))
				return
			}
			s.ask(api, w, r, "", Words{}, errShort)
			return
		}
		defer func() { _ = r.MultipartForm.RemoveAll() }()
		in := Words{Kind: r.PostFormValue("kind"), Text: r.PostFormValue("text"), Place: r.PostFormValue("place"), Phone: r.PostFormValue("phone")}
		school, press := r.PostFormValue("school"), r.PostFormValue("press")
		if came > limit {
			s.ask(api, w, r, school, in, errBusy)
			return
		}
		if !pressForm.MatchString(press) {
			press = rand.Text()
		}
		t, err := s.Send(r.Context(), school, press, in, pictures(r))
		switch {
		case err == nil:
			http.Redirect(w, r, "/tipoff/follow?new&code="+url.QueryEscape(t.Code), http.StatusSeeOther)
		case errs.KindOf(err) == errs.KindInternal:
			api.Fail(w, r, err)
		default:
			s.ask(api, w, r, school, in, err)
		}
	}
}

// pictures are what was chosen; a browser sends an empty part where nothing was.
func pictures(r *http.Request) (out []Picture) {
	for _, h := range r.MultipartForm.File["photo"] {
		if h.Size > 0 {
			out = append(out, Picture{h.Filename, func() (io.ReadCloser, error) { return h.Open() }})
		}
	}
	return out
}

// steps tell how far a report has come.
func steps(x Seen, l tongue) []step {
	out := []step{{l.say("step.received"), l.at(x.SentAt), true}, {l.say("step.accepted"), l.at(x.AcceptedAt), !x.AcceptedAt.IsZero() || x.State == Closed}}
	if x.State == Declined {
		return []step{out[0], {l.state(Declined), l.at(x.AnsweredAt), true}}
	}
	if x.State == Hazard {
		out = append(out, step{l.say("step.hazard"), "", true})
	}
	return append(out, step{l.say("step.closed"), l.at(x.AnsweredAt), x.State == Closed})
}

func (s *Service) show(api *httpapi.API, w http.ResponseWriter, r *http.Request, status int, name string, d sheet) {
	l := speaks(w, r)
	d.Lang, d.Other = string(l), l.other(r, d.SchoolID)
	if d.Problem != "" {
		d.Problem = l.problem(d.Problem)
	}
	if d.Seen.Code != "" {
		d.State, d.Steps, d.Seen.Reply = l.state(d.Seen.State), steps(d.Seen, l), l.reply(d.Seen.Reply)
	}
	var out bytes.Buffer
	if err := pageTemplates[l].ExecuteTemplate(&out, name, d); err != nil {
		api.Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", string(l))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}

// link is the public address of a page.
func (s *Service) link(r *http.Request, school string) string {
	base := httpapi.Base(s.publicURL, r)
	if school == "" {
		return base + "/tipoff"
	}
	return base + "/tipoff/at/" + school
}

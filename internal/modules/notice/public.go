package notice

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"huxue/internal/driver/cap"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
	"huxue/internal/kit/qrcode"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pageTemplates = template.Must(template.New("").Funcs(template.FuncMap{"when": when, "lines": lines}).ParseFS(pageFiles, "pages/*.html"))

// when is an instant as people write it.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(zone)
	return fmt.Sprintf("%d年%d月%d日 %02d:%02d", t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute())
}

func lines(text string) []string {
	var out []string
	for l := range strings.SplitSeq(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// sheet is what the public page is drawn from.
type sheet struct {
	*Notice
	Heading, LevelWords, SuspendWords, Where string
	Over, Ahead                              bool
	EndWords                                 string
	Staff                                    bool // may read what schools and classes do
	Confirms                                 bool // and confirms for one
}

// The public page needs no account, no cookie, no JavaScript and nothing from
// elsewhere; it counts nobody.
func (s *Service) routePublic(api *httpapi.API) {
	api.Handle("GET /notice/{code}", func(w http.ResponseWriter, r *http.Request) {
		n, err := s.Open(r.Context(), r.PathValue("code"))
		s.show(api, w, r, n, &sheet{}, err)
	})
	api.Handle("GET "+base+"/{id}/sheet", func(w http.ResponseWriter, r *http.Request) {
		v, err := s.Notice(r.Context(), r.PathValue("id"))
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		s.show(api, w, r, v.Notice, &sheet{Staff: true, Confirms: v.Mine != nil}, nil)
	})
	api.Handle("GET /notice/{code}/code.svg", func(w http.ResponseWriter, r *http.Request) {
		n, err := s.Open(r.Context(), r.PathValue("code"))
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		_, _ = w.Write([]byte(qrcode.SVG(httpapi.Base(s.publicURL, r)+"/notice/"+n.Code, "安全提示二维码")))
	})
	api.Handle("GET "+base+"/{id}/cap", func(w http.ResponseWriter, r *http.Request) {
		name, body, err := s.Document(r.Context(), r.PathValue("id"))
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", cap.ContentType)
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
		_, _ = w.Write(body)
	})
}

// show draws the page; who comes to a wrong address is told so in words.
func (s *Service) show(api *httpapi.API, w http.ResponseWriter, r *http.Request, n *Notice, d *sheet, err error) {
	status, name := http.StatusOK, "notice.html"
	switch kind := errs.KindOf(err); {
	case err == nil:
	case kind == errs.KindNotFound:
		status, name = kind.Status(), "sorry.html"
	default:
		api.Fail(w, r, err)
		return
	}
	d.Notice = n
	if n != nil {
		d.Heading, d.LevelWords, d.SuspendWords, d.Where = n.heading(), levelNames[n.Level], suspendNames[n.Suspend], n.areaWords()
		now := s.db.Clock().Now()
		d.Over = n.State != Issued || !n.EndsAt.After(now)
		d.Ahead = !d.Over && n.StartsAt.After(now)
		d.EndWords = map[State]string{Cancelled: "已解除", Updated: "已变更"}[n.State]
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

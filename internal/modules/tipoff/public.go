package tipoff

import (
	"bytes"
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"

	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
)

//go:embed pages/*.html
var pageFiles embed.FS

var pageTemplates = template.Must(template.New("").Funcs(template.FuncMap{"at": at, "kind": kindWord}).ParseFS(pageFiles, "pages/*.html"))

// at is a time as a reader is told it.
func at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(zone)
	return fmt.Sprintf("%d月%d日 %02d:%02d", t.Month(), t.Day(), t.Hour(), t.Minute())
}

// The public page is Chinese, whatever language a browser speaks.
var kindWords = map[string]string{"fire": "消防", "building": "房屋设施", "traffic": "交通与校车", "food": "食品与饮水", "gate": "门卫与围墙", "crowd": "拥挤踩踏",
	"around": "校园周边", Harm: "欺凌或侵害", "other": "其他"}

func kindWord(kind string) string { return kindWords[kind] }

// stateWords are what a reporter reads.
var stateWords = map[State]string{Received: "已收到，等待受理", Accepted: "已受理，正在核实", Hazard: "已列为隐患，正在整改", Closed: "已办结", Declined: "不予受理", Merged: "已合并办理"}

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
	Most    int
}

// step is one stage of the way a report goes.
type step struct {
	Name, When string
	Done       bool
}

// problems are the sentences of the public page, which has no dictionary.
var problems = map[string]string{
	"tipoff.too_short": "请用几个字说明有什么危险。", "tipoff.kind_needed": "请选择是哪一类问题。", "tipoff.place_needed": "请写明是哪所学校、什么位置。",
	"tipoff.phone_wrong": "电话号码不对，请检查；不想留电话可以不填。", "tipoff.private_number": "请不要写身份证号码。",
	"tipoff.too_many_photos": "最多三张照片。", "files.kind_not_taken": "照片格式不对，请用手机拍的照片（JPG、PNG、HEIC）。", "files.too_large": "照片太大，每张不能超过12MB。",
	"tipoff.busy": "您发得太多了，请过一会儿再发。情况紧急请拨打110。", "tipoff.code_unknown": "没有这个查询码，请核对后再输。",
}

const maxBody = maxPhotos*MaxPhoto + 1<<20

// What one address may do: a few reports an hour (many parents share one address
// of their telephone company), and codes looked up slowly enough that nobody
// guesses one.
const (
	sendsPerHour  = 20
	looksPerMin   = 30
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
			s.show(api, w, r, http.StatusServiceUnavailable, "follow.html", sheet{Problem: problems["tipoff.busy"]})
			return
		}
		seen, err := s.Follow(r.Context(), code)
		switch errs.KindOf(err) {
		case errs.KindNotFound:
			s.show(api, w, r, http.StatusNotFound, "follow.html", sheet{Problem: problems["tipoff.code_unknown"]})
		default:
			if err != nil {
				api.Fail(w, r, err)
				return
			}
			s.show(api, w, r, http.StatusOK, "seen.html", sheet{Seen: seen, State: stateWords[seen.State], Steps: steps(seen), Fresh: r.URL.Query().Has("new")})
		}
	})
	api.Handle("GET /api/v1/tipoffs/poster", func(w http.ResponseWriter, r *http.Request) {
		school := r.URL.Query().Get("school")
		spot, err := s.Poster(r.Context(), school)
		if err != nil {
			api.Fail(w, r, err)
			return
		}
		d := sheet{Spot: spot, Link: s.link(r, school)}
		d.QR = template.HTML(code(d.Link)) //nolint:gosec // drawn here, from numbers
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
	d := sheet{Spot: spot, In: in, Kinds: Kinds, Press: rand.Text(), Most: maxPhotos}
	status := http.StatusOK
	if wrong != nil {
		status, d.Problem = errs.KindOf(wrong).Status(), problems[errs.Code(wrong)]
		if d.Problem == "" {
			d.Problem = "没有发出去，请再试一次。情况紧急请拨打110。"
		}
	}
	s.show(api, w, r, status, "ask.html", d)
}

var pressForm = regexp.MustCompile(`^[A-Z0-9]{20,40}$`)

// take receives the form of the public page.
func (s *Service) take(api *httpapi.API) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		limit := s.limits.Now(access.AsSystem(r.Context(), "tipoff"), "tipoff.hour_limit", access.Everywhere, sendsPerHour)
		if !s.callers.let("send", s.caller(r), s.now(), hour, limit) {
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
func steps(x Seen) []step {
	out := []step{{"收到", at(x.SentAt), true}, {"受理", at(x.AcceptedAt), !x.AcceptedAt.IsZero() || x.State == Closed}}
	if x.State == Declined {
		return []step{out[0], {"不予受理", at(x.AnsweredAt), true}}
	}
	if x.State == Hazard {
		out = append(out, step{"整改中", "", true})
	}
	return append(out, step{"办结", at(x.AnsweredAt), x.State == Closed})
}

func (s *Service) show(api *httpapi.API, w http.ResponseWriter, r *http.Request, status int, name string, d sheet) {
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

// link is the public address of a page, as far as this server knows its own.
func (s *Service) link(r *http.Request, school string) string {
	base := s.publicURL
	switch {
	case base != "":
	case r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https":
		base = "https://" + r.Host
	default:
		base = "http://" + r.Host
	}
	if school == "" {
		return base + "/tipoff"
	}
	return base + "/tipoff/at/" + school
}

// code draws a QR code.
func code(text string) string {
	c, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil { // longer than a code can hold: not an address
		return ""
	}
	n := c.Bounds().Dx()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 %d %d" role="img" aria-label="随手拍二维码" shape-rendering="crispEdges"><path fill="#fff" d="M-4-4h%dv%dh-%dz"/><path fill="#000" d="`, n+8, n+8, n+8, n+8, n+8)
	for y := range n {
		for x := range n {
			if red, _, _, _ := c.At(x, y).RGBA(); red == 0 {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}

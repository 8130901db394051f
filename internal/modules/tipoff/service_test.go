package tipoff_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/kit/db"
	"huxue/internal/modules/tipoff"
	"huxue/internal/platform/access"
)

const (
	county    = "xianju"
	principal = "xiaozhang"
	safety    = "anquan"
)

type ledger struct {
	Items  []tipoff.Card  `json:"items"`
	Counts map[string]int `json:"counts"`
}

func get[T any](a *apptest.App, as, path string) (out T) {
	a.Do(as, http.MethodGet, path, nil).Into(&out)
	return out
}

// home is the school of the demo accounts.
func home(t *testing.T, a *apptest.App) (id string) {
	t.Helper()
	ctx := access.AsSystem(context.Background(), "test")
	if err := a.Database().Read(ctx, func(tx *db.Tx) (err error) {
		id, err = db.One(ctx, tx, db.Value[string], `SELECT school_id FROM people WHERE login = $1`, principal)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return id
}

// form is what the public page sends.
func form(t *testing.T, fields map[string]string, photos ...[]byte) (body, kind string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		_ = w.WriteField(k, v)
	}
	for _, p := range photos {
		f, err := w.CreateFormFile("photo", "IMG_0001.jpg")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write(p)
	}
	_ = w.Close()
	return b.String(), w.FormDataContentType()
}

var codeIn = regexp.MustCompile(`code=([a-z0-9]{10})`)

// report sends a report as anybody and returns its code.
func report(t *testing.T, a *apptest.App, fields map[string]string, photos ...[]byte) string {
	t.Helper()
	body, kind := form(t, fields, photos...)
	r := a.Do(apptest.Guest, http.MethodPost, "/tipoff", body, "Content-Type", kind)
	m := codeIn.FindStringSubmatch(r.Header.Get("Location"))
	if r.Status != http.StatusSeeOther || m == nil {
		t.Fatalf("status %d, to %q: %s", r.Status, r.Header.Get("Location"), r.Body)
	}
	return m[1]
}

// page is what a reporter reads under his code.
func page(a *apptest.App, code string) string {
	return string(a.Do(apptest.Guest, http.MethodGet, "/tipoff/follow?code="+code, nil).Body)
}

func find(t *testing.T, a *apptest.App, as, words string) tipoff.Card {
	t.Helper()
	for _, x := range get[ledger](a, as, "/api/v1/tipoffs").Items {
		if strings.Contains(x.Text, words) {
			return x
		}
	}
	t.Fatalf("%s finds no report of %s", as, words)
	return tipoff.Card{}
}

func act(a *apptest.App, as string, x tipoff.Card, verb string, more map[string]any) apptest.Answer {
	body := map[string]any{"version": x.Version}
	for k, v := range more {
		body[k] = v
	}
	return a.Do(as, http.MethodPost, "/api/v1/tipoffs/"+x.ID+"/"+verb, body)
}

func picture(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for x := range 60 {
		img.Set(x, x%40, color.RGBA{R: 200, A: 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAReportBecomesAHazardAndIsAnswered(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		school := home(t, a)
		ask := string(a.Do(apptest.Guest, http.MethodGet, "/tipoff/at/"+school, nil).Body)
		if !strings.Contains(ask, "校园安全随手拍") || strings.Count(ask, "<script") != 1 || !strings.Contains(ask, `<script src="/tipoff/shrink.js" defer>`) {
			t.Fatalf("the public page: %.300s", ask)
		}
		code := report(t, a, map[string]string{"school": school, "kind": "building", "text": "东侧楼梯扶手松动", "place": "教学楼二楼", "phone": "13800138000", "press": "AAAAAAAAAAAAAAAAAAAAAAAAAA"}, picture(t))
		if again := report(t, a, map[string]string{"school": school, "kind": "building", "text": "东侧楼梯扶手松动", "press": "AAAAAAAAAAAAAAAAAAAAAAAAAA"}); again != code {
			t.Error("pressed twice, two reports")
		}
		if p := page(a, code); !strings.Contains(p, "已收到，等待受理") || strings.Contains(p, "138") || strings.Contains(p, "扶手") {
			t.Errorf("the reporter reads %.400s", p[strings.Index(p, "<main>"):])
		}

		x := find(t, a, safety, "扶手")
		if x.PhoneMask != "138******00" || len(x.Photos) != 1 || x.State != tipoff.Received || x.DueAt-x.CreatedAt != 48*3_600_000 {
			t.Fatalf("%+v", x)
		}
		if r := a.Do(safety, http.MethodGet, "/api/v1/files/"+x.Photos[0], nil); r.Status != 200 || r.Header.Get("Content-Type") != "image/jpeg" {
			t.Errorf("the picture: %d %s", r.Status, r.Header.Get("Content-Type"))
		}
		// The number: nobody before he handles it, the school never, each look in the book.
		if code := a.Do(county, http.MethodPost, "/api/v1/tipoffs/"+x.ID+"/phone", nil).Code(); code != "tipoff.not_handler" {
			t.Errorf("looked at before it was taken up: %q", code)
		}
		var taken tipoff.Card
		act(a, county, x, "accept", nil).Into(&taken)
		if code := act(a, safety, x, "accept", nil).Code(); code != "stale_version" {
			t.Errorf("taken up twice: %q", code)
		}
		if code := a.Do(principal, http.MethodPost, "/api/v1/tipoffs/"+x.ID+"/phone", nil).Code(); code != "forbidden" {
			t.Errorf("the school learnt who reported it: %q", code)
		}
		var phone struct {
			Phone string `json:"phone"`
		}
		a.Do(county, http.MethodPost, "/api/v1/tipoffs/"+x.ID+"/phone", nil).Into(&phone)
		if phone.Phone != "13800138000" {
			t.Errorf("the number is %q", phone.Phone)
		}
		looks := 0
		ctx := access.AsSystem(context.Background(), "test")
		if err := a.Database().Read(ctx, func(tx *db.Tx) (err error) {
			var stored string
			if stored, err = db.One(ctx, tx, db.Value[string], `SELECT phone FROM tipoffs WHERE id = $1`, x.ID); strings.Contains(stored, "13800138000") {
				t.Error("the number lies open in the database")
			}
			if err == nil {
				looks, err = db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM audit_entries WHERE action = 'tipoff.phone_seen'`)
			}
			return err
		}); err != nil || looks != 1 {
			t.Errorf("%d looks are written down, %v", looks, err)
		}

		var handed tipoff.Card
		act(a, county, taken, "hand-over", map[string]any{"category": "building", "major": false, "agency": "education"}).Into(&handed)
		if handed.State != tipoff.Hazard || handed.HazardNumber == "" {
			t.Fatalf("handed over: %+v", handed)
		}
		if p := page(a, code); !strings.Contains(p, "已列为隐患，正在整改") {
			t.Error("the reporter does not read that it is being mended")
		}
		for range 2 { // a fact may come twice
			if err := a.Database().Write(ctx, func(tx *db.Tx) error { return a.Tipoffs().Mended(ctx, tx, handed.HazardID, "closed") }); err != nil {
				t.Fatal(err)
			}
		}
		if p := page(a, code); !strings.Contains(p, "已办结") || !strings.Contains(p, "验收合格") {
			t.Error("the reporter does not read that it has been mended")
		}
	})
}

func TestReportsAreDeclinedMergedAndPlaced(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		school := home(t, a)
		first := report(t, a, map[string]string{"school": school, "kind": "traffic", "text": "校门口车停两排"})
		second := report(t, a, map[string]string{"kind": "traffic", "text": "一中门口车乱停", "place": "一中南门"})
		x, y := find(t, a, "jiaoyuju", "停两排"), find(t, a, "jiaoyuju", "车乱停")
		if y.SchoolID != "" {
			t.Errorf("a report of the city names %q", y.SchoolID)
		}
		if code := act(a, "jiaoyuju", y, "hand-over", map[string]any{"category": "traffic", "major": false, "agency": "traffic"}).Code(); code != "tipoff.school_needed" {
			t.Errorf("a hazard without a school: %q", code)
		}
		act(a, "jiaoyuju", y, "place", map[string]any{"school": school}).Into(&y)
		if find(t, a, safety, "车乱停").SchoolID != school {
			t.Error("the school does not see it")
		}
		act(a, safety, y, "merge", map[string]any{"into": x.Number}).Into(&y)
		if code := act(a, safety, x, "decline", map[string]any{"reply": ""}).Code(); code != "tipoff.reply_needed" {
			t.Errorf("declined without a word: %q", code)
		}
		act(a, safety, x, "decline", map[string]any{"reply": "道路归交警管，已转告。"}).Into(&x)
		for _, code := range []string{first, second} {
			if p := page(a, code); !strings.Contains(p, "不予受理") || !strings.Contains(p, "已转告") {
				t.Error("a reporter does not read why")
			}
		}
		if r := a.Do(apptest.Guest, http.MethodGet, "/tipoff/follow?code=zzzzzzzzzz", nil); r.Status != 404 || !strings.Contains(string(r.Body), "没有这个查询码") {
			t.Errorf("a wrong code: %d", r.Status)
		}
		n := get[tipoff.Numbers](a, safety, "/api/v1/tipoffs/numbers")
		if n.States["declined"] < 1 || n.States["merged"] != 1 || n.Total < 2 || n.Kinds["traffic"] < 2 {
			t.Errorf("numbers %+v", n)
		}
	})
}

// What was done to a child is not told to the school that may have done it.
func TestHarmIsForTheBureau(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		report(t, a, map[string]string{"school": home(t, a), "kind": "harm", "text": "有老师打学生"})
		x := find(t, a, county, "打学生")
		if x.SchoolName == "" {
			t.Error("the bureau does not learn which school")
		}
		if code := act(a, county, x, "hand-over", map[string]any{"category": "other", "major": false, "agency": "police"}).Code(); code != "tipoff.harm_no_hazard" {
			t.Errorf("handed to the ledger that the school reads: %q", code)
		}
		for _, as := range []string{principal, safety} {
			if code := a.Do(as, http.MethodGet, "/api/v1/tipoffs/"+x.ID, nil).Code(); code != "tipoff.not_found" {
				t.Errorf("%s sees it: %q", as, code)
			}
		}
	})
}

func TestBadReportsAreToldInWords(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		school := home(t, a)
		ok := map[string]string{"school": school, "kind": "fire", "text": "楼道应急灯不亮"}
		for name, c := range map[string]struct {
			fields map[string]string
			photos [][]byte
			want   string
		}{
			"a web page for a picture": {ok, [][]byte{[]byte("<html><script>alert(1)</script></html>")}, "照片格式不对"},
			"a drawing that is a page": {ok, [][]byte{[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`)}, "照片格式不对"},
			"four pictures":            {ok, [][]byte{picture(t), picture(t), picture(t), picture(t)}, "最多三张"},
			"no kind":                  {map[string]string{"school": school, "text": "楼道应急灯不亮"}, nil, "请选择是哪一类"},
			"no words":                 {map[string]string{"school": school, "kind": "fire"}, nil, "用几个字说明"},
			"markup":                   {map[string]string{"school": school, "kind": "fire", "text": "<b>x", "phone": "1"}, nil, "电话号码不对"},
		} {
			body, kind := form(t, c.fields, c.photos...)
			r := a.Do(apptest.Guest, http.MethodPost, "/tipoff", body, "Content-Type", kind)
			if r.Status != 422 || !strings.Contains(string(r.Body), c.want) || strings.Contains(string(r.Body), "<b>x") {
				t.Errorf("%s: %d, without %q", name, r.Status, c.want)
			}
		}
		if r := a.Do(apptest.Guest, http.MethodGet, "/tipoff/at/sch_none", nil); r.Status != 404 || !strings.Contains(string(r.Body), "没有找到这所学校") {
			t.Errorf("a school that is none: %d", r.Status)
		}
		for range 20 { // and no more than so many an hour
			body, kind := form(t, ok)
			if r := a.Do(apptest.Guest, http.MethodPost, "/tipoff", body, "Content-Type", kind); r.Status == 503 {
				if p := string(r.Body); !strings.Contains(p, "过一会儿") || !strings.Contains(p, "楼道应急灯不亮") || !strings.Contains(p, school) {
					t.Error("held up without a word, or without what was typed")
				}
				a.Later(time.Hour)
				if r := a.Do(apptest.Guest, http.MethodPost, "/tipoff", body, "Content-Type", kind); r.Status != http.StatusSeeOther {
					t.Errorf("an hour later: %d", r.Status)
				}
				return
			}
		}
		t.Error("a script was never held up")
	})
}

func TestAPosterIsPrinted(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		r := a.Do(safety, http.MethodGet, "/api/v1/tipoffs/poster?school="+home(t, a), nil)
		if r.Status != 200 || !strings.Contains(string(r.Body), "<svg") || !strings.Contains(string(r.Body), "/tipoff/at/") {
			t.Errorf("the poster: %d", r.Status)
		}
		if r := a.Do("banzhuren", http.MethodGet, "/api/v1/tipoffs/poster", nil); r.Code() != "forbidden" {
			t.Errorf("a teacher: %q", r.Code())
		}
	})
}

// A hazard that is joined to another has not been mended: who reported it waits for
// that one, and both reporters are answered when it is struck off.
func TestAHazardJoinedToAnotherIsAnsweredWithIt(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		school := home(t, a)
		var handed [2]tipoff.Card
		var codes [2]string
		for i, words := range []string{"东墙裂了一道缝", "东墙要倒了"} {
			codes[i] = report(t, a, map[string]string{"school": school, "kind": "building", "text": words, "place": "东墙"})
			act(a, county, find(t, a, county, words), "hand-over", map[string]any{"category": "building", "major": false, "agency": "education"}).Into(&handed[i])
		}
		var h struct {
			Version int64 `json:"version"`
		}
		a.Do(county, http.MethodGet, "/api/v1/hazards/"+handed[1].HazardID, nil).Into(&h)
		if r := a.Do(county, http.MethodPost, "/api/v1/hazards/"+handed[1].HazardID+"/merge", map[string]any{"version": h.Version, "into": handed[0].HazardID, "why": "同一面墙"}); r.Status != http.StatusOK {
			t.Fatalf("joined: %d %s", r.Status, r.Body)
		}
		if err := a.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if x := find(t, a, county, "要倒了"); x.State != tipoff.Hazard || x.HazardID != handed[0].HazardID || x.HazardNumber != handed[0].HazardNumber {
			t.Fatalf("the second report: %+v", x)
		}
		if p := page(a, codes[1]); !strings.Contains(p, "正在整改") {
			t.Error("answered before anything was mended")
		}
		ctx := access.AsSystem(context.Background(), "test")
		if err := a.Database().Write(ctx, func(tx *db.Tx) error { return a.Tipoffs().Mended(ctx, tx, handed[0].HazardID, "closed") }); err != nil {
			t.Fatal(err)
		}
		for _, code := range codes {
			if p := page(a, code); !strings.Contains(p, "已办结") || !strings.Contains(p, "验收合格") {
				t.Errorf("%s is not answered", code)
			}
		}
	})
}

package letter_test

import (
	"net/http"
	"strings"
	"testing"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/letter"
)

const (
	bureau    = "jiaoyuju"
	principal = "xiaozhang"
	safety    = "anquan"
	teacher   = "banzhuren"
)

type list struct {
	Items  []letter.Card  `json:"items"`
	Counts map[string]int `json:"counts"`
}

func get[T any](a *apptest.App, as, path string) (out T) {
	a.Do(as, http.MethodGet, path, nil).Into(&out)
	return out
}

func post(a *apptest.App, as, path string, body any) (out letter.Card) {
	a.Do(as, http.MethodPost, path, body).Into(&out)
	return out
}

func act(a *apptest.App, as string, l letter.Card, verb, reason string) letter.Card {
	return post(a, as, "/api/v1/letters/"+l.ID+"/"+verb, map[string]any{"version": l.Version, "reason": reason})
}

// published is a letter of the school, written by the safety officer and
// approved by the principal.
func published(a *apptest.App) letter.Card {
	l := post(a, safety, "/api/v1/letters", map[string]any{"kind": "traffic", "title": "路上小心", "text": "尊敬的家长：\n{学校}请您留心。"})
	return act(a, principal, act(a, safety, l, "submit", ""), "approve", "")
}

func TestALetterIsWrittenApprovedReadAndWithdrawn(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		l := post(a, safety, "/api/v1/letters", map[string]any{"kind": "traffic", "title": "路上小心", "text": "尊敬的家长：\n{学校}请您留心。"})
		address := "/letter/" + l.Code
		if r := a.Do(apptest.Guest, http.MethodGet, address, nil); r.Status != http.StatusNotFound {
			t.Fatalf("a draft is public: %d", r.Status)
		}
		l = act(a, safety, l, "submit", "")
		if code := a.Do(safety, http.MethodPost, "/api/v1/letters/"+l.ID+"/approve", map[string]any{"version": l.Version}).Code(); code != "forbidden" {
			t.Fatalf("the writer approved: %s", code)
		}
		l = act(a, principal, l, "approve", "")
		r := a.Do(apptest.Guest, http.MethodGet, address, nil)
		page := string(r.Body)
		if r.Status != 200 || !strings.Contains(page, l.Publisher+"请您留心。") || strings.Contains(page, "<script") || len(r.Header.Values("Set-Cookie")) > 0 {
			t.Fatalf("%d %v %s", r.Status, r.Header, page)
		}

		// One press counts once, however often it is sent; another reader counts too.
		press := func(cookies ...*http.Cookie) []*http.Cookie {
			var header []string
			for _, c := range cookies {
				header = append(header, c.Name+"="+c.Value)
			}
			r := a.Do(apptest.Guest, http.MethodPost, address+"/read", nil, "Cookie", strings.Join(header, "; "))
			if r.Status != http.StatusSeeOther {
				t.Fatalf("%d %s", r.Status, r.Body)
			}
			return (&http.Response{Header: r.Header}).Cookies()
		}
		mine := press()
		press(mine...)
		press()
		if got := get[letter.Card](a, teacher, "/api/v1/letters/"+l.ID); got.Receipts != 2 {
			t.Fatalf("%d receipts, want 2", got.Receipts)
		}

		l = act(a, safety, l, "withdraw", "电话写错了")
		r = a.Do(apptest.Guest, http.MethodGet, address, nil)
		page = string(r.Body)
		if r.Status != 200 || !strings.Contains(page, "撤回") || !strings.Contains(page, "电话写错了") || strings.Contains(page, "请您留心") {
			t.Fatalf("%d %s", r.Status, page)
		}
		a.Do(apptest.Guest, http.MethodPost, address+"/read", nil)
		if got := get[letter.Card](a, teacher, "/api/v1/letters/"+l.ID); got.Receipts != 2 {
			t.Fatalf("a withdrawn letter was counted: %d", got.Receipts)
		}
	})
}

func TestTheSchoolTakesOverWhatTheCityWrote(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		above := get[list](a, safety, "/api/v1/letters?above=true")
		if len(above.Items) != 2 {
			t.Fatalf("%d letters from above", len(above.Items))
		}
		src := above.Items[0]
		if src.SchoolID != "" || src.Taken {
			t.Fatalf("%+v", src)
		}
		l := post(a, safety, "/api/v1/letters/"+src.ID+"/adopt", map[string]any{})
		if l.SourceID != src.ID || l.Title != src.Title || l.State != letter.Draft || l.Code == src.Code {
			t.Fatalf("%+v", l)
		}
		if code := a.Do(safety, http.MethodPost, "/api/v1/letters/"+src.ID+"/adopt", map[string]any{}).Code(); code != "letter.adopted_already" {
			t.Fatalf("taken over twice: %s", code)
		}
		if got := get[letter.Card](a, bureau, "/api/v1/letters/"+src.ID); got.Adopted != src.Adopted+1 {
			t.Fatalf("adopted by %d, was %d", got.Adopted, src.Adopted)
		}
		act(a, safety, l, "withdraw", "")
		if got := get[letter.Card](a, bureau, "/api/v1/letters/"+src.ID); got.Adopted != src.Adopted {
			t.Fatalf("adopted by %d after it was put away", got.Adopted)
		}
		post(a, safety, "/api/v1/letters/"+src.ID+"/adopt", map[string]any{})
	})
}

func TestWhoMayWhat(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		l := published(a)
		for as, want := range map[string]string{teacher: "forbidden", "duxue": "forbidden", "menwei": "letter.not_found", "shijian": "letter.not_found"} {
			if code := a.Do(as, http.MethodPost, "/api/v1/letters/"+l.ID+"/withdraw", map[string]any{"version": l.Version, "reason": "x"}).Code(); code != want {
				t.Errorf("%s: %s, want %s", as, code, want)
			}
		}
		if code := a.Do(safety, http.MethodPost, "/api/v1/letters", map[string]any{"kind": "other", "title": "x", "text": "x", "path": "/14/1409/"}).Code(); code != "forbidden" {
			t.Errorf("a school wrote for the city: %s", code)
		}
		if code := a.Do(safety, http.MethodPost, "/api/v1/letters/"+l.ID+"/withdraw", map[string]any{"version": l.Version - 1, "reason": "x"}).Code(); code != "stale_version" {
			t.Errorf("an old version was taken back: %s", code)
		}
		paper := a.Do(teacher, http.MethodGet, "/api/v1/letters/"+l.ID+"/paper", nil)
		if paper.Status != 200 || !strings.Contains(string(paper.Body), "<svg") || strings.Contains(string(paper.Body), "回　　执") {
			t.Errorf("%d %s", paper.Status, paper.Body)
		}
		if r := a.Do(apptest.Guest, http.MethodGet, "/letter/nosuchcode", nil); r.Status != 404 || !strings.Contains(string(r.Body), "没有打开这封信") {
			t.Errorf("%d %s", r.Status, r.Body)
		}
	})
}

package lesson_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"huxue/internal/app/apptest"
	"huxue/internal/kit/httpapi"
	"huxue/internal/modules/lesson"
)

const (
	teacher = "banzhuren"
	city    = "jiaoyuju"
	county  = "xianju"
	guard   = "menwei"
	base    = "/api/v1/lessons"
)

func start(a *apptest.App, as, title string) (d lesson.Detail) {
	a.Do(as, http.MethodPost, base, map[string]any{"title": title, "topic": "fire", "block": "accident", "stage": "lower"}).Into(&d)
	return d
}

// ready is a content that can be published.
func ready(title string) map[string]any {
	return map[string]any{
		"title": title, "topic": "fire", "block": "accident", "stage": "lower", "minutes": 10, "minSeconds": 60, "draw": 2, "pass": 1,
		"goal": "教师可见的目标",
		"pages": []any{map[string]any{"title": "一", "blocks": []any{
			map[string]any{"kind": "text", "text": "看到火，告诉大人。"},
			map[string]any{"kind": "picture", "picture": "ground", "alt": "操场"}}}},
		"questions": []any{
			map[string]any{"id": "a", "kind": "single", "text": "?", "options": []string{"甲", "乙"}, "right": []int{1}, "why": "因为乙"},
			map[string]any{"id": "b", "kind": "hotspot", "text": "?", "picture": "ground", "right": []int{0}, "why": "因为门",
				"spots": []any{map[string]any{"x": 10, "y": 10, "w": 20, "h": 20, "name": "门"}}}},
	}
}

func save(a *apptest.App, as string, d lesson.Detail, content any) apptest.Answer {
	return a.Do(as, http.MethodPut, base+"/"+d.ID+"/draft", map[string]any{"version": d.Version, "content": content})
}

func act(a *apptest.App, as string, d lesson.Detail, verb string) apptest.Answer {
	return a.Do(as, http.MethodPost, base+"/"+d.ID+"/"+verb, map[string]any{"version": d.Version})
}

// A teacher writes a lesson, is told what is missing, publishes it; what was published
// stays as it was while he writes on.
func TestWhatIsPublishedStays(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		d := start(a, teacher, "着火了怎么办")
		if d.State != lesson.Draft || !d.Drafted || !strings.HasPrefix(d.Path, "/14/") || d.Place == "" {
			t.Fatalf("%+v", d.Head)
		}
		if r := act(a, teacher, d, "publish"); r.Code() != "lesson.not_ready" || !bytes.Contains(r.Body, []byte("pages.0.blocks.0.text")) {
			t.Fatalf("an empty page was published: %s", r.Body)
		}
		save(a, teacher, d, ready("着火了怎么办")).Into(&d)
		if len(d.Findings.Problems) > 0 || d.Media["ground"].Type != "image/svg+xml" {
			t.Fatalf("%+v", d)
		}
		act(a, teacher, d, "publish").Into(&d)
		if d.State != lesson.Published || d.Newest != 1 || d.Drafted || len(d.Releases) != 1 {
			t.Fatalf("%+v", d.Head)
		}
		if r := act(a, teacher, d, "publish"); r.Code() != "lesson.no_draft" {
			t.Fatalf("%s", r.Body)
		}
		one := base + "/" + d.ID + "/versions/1"
		before := a.Do(teacher, http.MethodGet, one, nil)
		if got := before.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Fatal(got)
		}
		old := d
		save(a, teacher, d, ready("改了标题")).Into(&d)
		if after := a.Do(teacher, http.MethodGet, one, nil); !bytes.Equal(before.Body, after.Body) {
			t.Fatal("a draft changed what is published")
		}
		if r := save(a, teacher, old, ready("从前")); r.Code() != "stale_version" {
			t.Fatalf("%s", r.Body)
		}
		act(a, teacher, d, "publish").Into(&d)
		if d.Newest != 2 || d.Title != "改了标题" {
			t.Fatalf("%+v", d.Head)
		}
		if after := a.Do(teacher, http.MethodGet, one, nil); !bytes.Equal(before.Body, after.Body) {
			t.Fatal("version 2 changed version 1")
		}
		act(a, teacher, d, "retire").Into(&d)
		if r := act(a, teacher, d, "retire"); r.Code() != "lesson.not_published" || d.State != lesson.Retired {
			t.Fatalf("%s", r.Body)
		}
		act(a, teacher, d, "publish").Into(&d)
		if d.State != lesson.Published || d.Newest != 2 {
			t.Fatalf("back into use: %+v", d.Head)
		}
	})
}

// What pupils get holds no answer and nothing that is for the teacher; what teachers
// get does.
func TestPupilsSeeNoAnswers(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		d := start(a, teacher, "着火了怎么办")
		save(a, teacher, d, ready("着火了怎么办")).Into(&d)
		act(a, teacher, d, "publish").Into(&d)
		public := a.Do(teacher, http.MethodGet, base+"/"+d.ID+"/versions/1", nil)
		for _, told := range []string{"因为", "right", "教师可见", "questions", "spots"} {
			if bytes.Contains(public.Body, []byte(told)) {
				t.Errorf("%s in %s", told, public.Body)
			}
		}
		taught := a.Do(teacher, http.MethodGet, base+"/"+d.ID+"/versions/1/teacher", nil)
		if !bytes.Contains(taught.Body, []byte("因为乙")) || !bytes.Contains(taught.Body, []byte("教师可见")) {
			t.Fatalf("%s", taught.Body)
		}
		for _, path := range []string{"", "/" + d.ID, "/" + d.ID + "/versions/1", "/" + d.ID + "/versions/1/teacher"} {
			if r := a.Do(apptest.Guest, http.MethodGet, base+path, nil, "Authorization", "Bearer forged"); r.Status != http.StatusUnauthorized {
				t.Errorf("%s: a guest got %d", path, r.Status)
			}
			if r := a.Do(guard, http.MethodGet, base+path, nil); r.Status != http.StatusForbidden {
				t.Errorf("%s: a guard got %d", path, r.Status)
			}
		}
	})
}

// A lesson holds where it was written and below, and is seen from above.
func TestWhereALessonHolds(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		mine, theirs := start(a, teacher, "本校的"), start(a, city, "全市的")
		titles := func(as, query string) string {
			var list lesson.List
			a.Do(as, http.MethodGet, base+"?limit=500"+query, nil).Into(&list)
			var out []string
			for _, h := range list.Items {
				out = append(out, h.Title)
			}
			return strings.Join(out, " ")
		}
		for _, as := range []string{teacher, county, city} {
			if got := titles(as, "&whose=own"); !strings.Contains(got, "本校的") || !strings.Contains(got, "全市的") {
				t.Errorf("%s sees %s", as, got)
			}
			if got := titles(as, "&whose=ours"); strings.Contains(got, "本校的") || got == "" {
				t.Errorf("%s sees of ours %s", as, got)
			}
		}
		if got := titles(teacher, "&topic=flood&whose=own"); got != "" {
			t.Error(got)
		}
		if r := save(a, teacher, theirs, ready("抢来的")); r.Code() != "forbidden" {
			t.Fatalf("a teacher wrote the city's lesson: %s", r.Body)
		}
		if r := a.Do(teacher, http.MethodPost, base, map[string]any{"title": "越权", "topic": "fire", "block": "accident", "stage": "lower", "path": "/14/1409/"}); r.Code() != "forbidden" {
			t.Fatalf("%s", r.Body)
		}
		if r := a.Do(city, http.MethodPost, base, map[string]any{"title": "无处", "topic": "fire", "block": "accident", "stage": "lower", "path": "/14/1409/nowhere/"}); r.Code() != "lesson.no_place" {
			t.Fatalf("%s", r.Body)
		}
		if r := a.Do(city, http.MethodPost, base, map[string]any{"title": "龙", "topic": "dragons", "block": "accident", "stage": "lower"}); r.Code() != "lesson.not_ready" {
			t.Fatalf("%s", r.Body)
		}
		_ = mine
	})
}

// Lessons that come with the program are there, cannot be changed, and can be copied;
// planting them again writes nothing.
func TestOursAreCopiedNotChanged(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		var list lesson.List
		a.Do(city, http.MethodGet, base+"?whose=ours", nil).Into(&list)
		d := lesson.Detail{Head: list.Items[0]}
		if d.State != lesson.Published || d.Newest != 1 || d.Path != "/" {
			t.Fatalf("%+v", d.Head)
		}
		if r := save(a, city, d, ready("改")); r.Code() != "forbidden" {
			t.Fatalf("%s", r.Body)
		}
		var mine lesson.Detail
		a.Do(teacher, http.MethodPost, base+"/"+d.ID+"/copy", map[string]any{}).Into(&mine)
		if mine.Key != "" || mine.Title != d.Title || mine.Questions != d.Questions || mine.State != lesson.Draft {
			t.Fatalf("%+v", mine.Head)
		}
		act(a, teacher, mine, "publish").Into(&mine)
		if mine.Newest != 1 {
			t.Fatalf("%+v", mine.Head)
		}
	})
}

func upload(t *testing.T, a *apptest.App, as, purpose, path, name string, body []byte) (int, string) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/api/v1/files?purpose="+purpose+"&path="+path, &form)
	r.Header.Set("Content-Type", w.FormDataContentType())
	for _, c := range a.Cookies(as) {
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	a.Handler().ServeHTTP(rec, r)
	if rec.Code >= 400 {
		var p httpapi.Problem
		_ = json.Unmarshal(rec.Body.Bytes(), &p)
		return rec.Code, p.Code
	}
	var f struct{ ID string }
	_ = json.Unmarshal(rec.Body.Bytes(), &f)
	return rec.Code, f.ID
}

func smallPicture(t *testing.T) []byte {
	t.Helper()
	var pic bytes.Buffer
	if err := png.Encode(&pic, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return pic.Bytes()
}

// A teacher's picture belongs to the lesson; a guest gets it once it is published, a
// drawing with a script in it is refused, and so is somebody else's file.
func TestPicturesOfALesson(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		d := start(a, teacher, "有图")
		pic := smallPicture(t)
		if _, code := upload(t, a, teacher, lesson.PurposePicture, d.Path, "x.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`)); code != "files.kind_not_taken" {
			t.Fatal(code)
		}
		status, file := upload(t, a, teacher, lesson.PurposePicture, d.Path, "x.png", pic)
		if status != http.StatusCreated {
			t.Fatal(status, file)
		}
		c := ready("有图")
		c["pages"] = []any{map[string]any{"title": "一", "blocks": []any{map[string]any{"kind": "picture", "picture": file, "alt": "图"}}}}
		other := start(a, city, "别人的")
		if r := save(a, city, other, c); r.Code() != "files.not_found" {
			t.Fatalf("somebody else's file: %s", r.Body)
		}
		save(a, teacher, d, c).Into(&d)
		url := d.Media[file].URL
		if r := a.Do(teacher, http.MethodGet, url, nil); r.Status != http.StatusOK || !bytes.Equal(r.Body, pic) {
			t.Fatalf("%d", r.Status)
		}
		if r := a.Do(apptest.Guest, http.MethodGet, url, nil); r.Status != http.StatusNotFound {
			t.Fatalf("a guest sees a draft's picture: %d", r.Status)
		}
		act(a, teacher, d, "publish").Into(&d)
		r := a.Do(apptest.Guest, http.MethodGet, url, nil, "Range", "bytes=1-3")
		if r.Status != http.StatusPartialContent || string(r.Body) != "PNG" || !strings.Contains(r.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Fatalf("%d %q", r.Status, r.Body)
		}
		var mine lesson.Detail
		a.Do(county, http.MethodPost, base+"/"+d.ID+"/copy", map[string]any{}).Into(&mine)
		if mine.Media[file].URL != url {
			t.Fatal("the copy has lost its picture")
		}
		if r := a.Do(apptest.Guest, http.MethodGet, base+"/media/"+strings.Repeat("0", 64), nil); r.Status != http.StatusNotFound {
			t.Fatalf("%d", r.Status)
		}
	})
}

// What campaigns ask: outline, paper, judgement.
func TestWhatCampaignsAsk(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		d := start(a, teacher, "问")
		ctx, s := context.Background(), a.Lessons()
		if _, err := s.Outline(ctx, d.ID); err == nil {
			t.Fatal("a draft has an outline")
		}
		save(a, teacher, d, ready("问")).Into(&d)
		act(a, teacher, d, "publish").Into(&d)
		o, err := s.Outline(ctx, d.ID)
		if err != nil || o.Version != 1 || o.Title != "问" || o.Draw != 2 || o.Pass != 1 || o.MinSeconds != 60 {
			t.Fatalf("%+v %v", o, err)
		}
		text, err := s.Paper(ctx, d.ID, 1, 5)
		if err != nil {
			t.Fatal(err)
		}
		var p lesson.Paper
		if err := json.Unmarshal(text, &p); err != nil || len(p.Questions) != 2 || p.Media["ground"].URL == "" {
			t.Fatalf("%s %v", text, err)
		}
		place := 0
		for _, q := range p.Questions {
			for i, o := range q.Options {
				if o == "乙" {
					place = i
				}
			}
		}
		right, of, err := s.Judge(ctx, d.ID, 1, 5, json.RawMessage(fmt.Sprintf(`{"a":[%d],"b":[[20,20]]}`, place)))
		if err != nil || right != 2 || of != 2 {
			t.Fatalf("%d of %d %v", right, of, err)
		}
		if _, _, err := s.Judge(ctx, d.ID, 2, 5, nil); err == nil {
			t.Fatal("judged by a version that is not there")
		}
	})
}

package lesson_test

import (
	"archive/zip"
	"bytes"
	"net/http"
	"strings"
	"testing"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/lesson"
)

func zipped(t *testing.T, pairs ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i+1 < len(pairs); i += 2 {
		f, err := w.Create(pairs[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(pairs[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const scorm = `<manifest identifier="m"><metadata><schemaversion>1.2</schemaversion></metadata><organizations><organization><title>防火课件</title>
	<item identifier="i" identifierref="r"/></organization></organizations><resources><resource identifier="r" href="index.html"/></resources></manifest>`

// A package is looked through, taken into a draft and played in its box, whose pages
// are nobody's; a lesson that has one must ask questions of its own.
func TestAPackagePlaysInItsBox(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		d := start(a, teacher, "有课件")
		_, file := upload(t, a, teacher, lesson.PurposeImport, d.Path, "p.zip", zipped(t, "imsmanifest.xml", scorm, "index.html", "<html><head></head>防火</html>", "run.exe", "MZ", "a.css", "p{}"))
		var got lesson.Imported
		imports := func(as, file string) apptest.Answer {
			return a.Do(as, http.MethodPost, base+"/"+d.ID+"/import", map[string]any{"fileId": file})
		}
		if r := imports(county, file); r.Code() != "files.not_found" {
			t.Fatalf("somebody else's file: %s", r.Body)
		}
		imports(teacher, file).Into(&got)
		if got.Package != file || got.Title != "防火课件" || got.Left != 1 {
			t.Fatalf("%+v", got)
		}
		url := got.Media[file].URL
		zip := strings.Split(url, "/")[2]
		if r := a.Do(teacher, http.MethodGet, base+"/media/"+zip, nil); r.Status != http.StatusNotFound {
			t.Fatalf("the zip itself was given away: %d", r.Status)
		}
		c := ready("有课件")
		c["pages"] = []any{map[string]any{"title": "一", "blocks": []any{map[string]any{"kind": "package", "package": file, "alt": "防火课件"}}}}
		c["draw"], c["pass"] = 0, 0
		save(a, teacher, d, c).Into(&d)
		if r := act(a, teacher, d, "publish"); !bytes.Contains(r.Body, []byte("package_needs_quiz")) {
			t.Fatalf("%s", r.Body)
		}
		c["draw"] = 1
		save(a, teacher, d, c).Into(&d)
		act(a, teacher, d, "publish").Into(&d)
		if d.Media[file].URL != url {
			t.Fatalf("%+v", d.Media)
		}
		page := a.Do(apptest.Guest, http.MethodGet, url, nil)
		policy := page.Header.Get("Content-Security-Policy")
		for _, shut := range []string{"sandbox allow-scripts;", "default-src 'none'", "connect-src 'none'", "form-action 'none'"} {
			if !strings.Contains(policy, shut) {
				t.Errorf("%s is not in %s", shut, policy)
			}
		}
		if strings.Contains(policy, "allow-same-origin") || !bytes.Contains(page.Body, []byte(`<head><script src="/box/scorm12.js">`)) {
			t.Fatalf("%s %s", policy, page.Body)
		}
		root := strings.TrimSuffix(url, "index.html")
		if r := a.Do(apptest.Guest, http.MethodGet, root+"a.css", nil); r.Status != http.StatusOK || string(r.Body) != "p{}" {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		for _, no := range []string{"run.exe", "nothing.html", "..%2F..%2Fhuxue.db", ""} {
			if r := a.Do(apptest.Guest, http.MethodGet, root+no, nil); r.Status == http.StatusOK {
				t.Errorf("%s was served", no)
			}
		}
	})
}

// Questions in QTI go into the pool with their picture; what is left out says why.
func TestQuestionsAreImported(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		d := start(a, teacher, "题")
		item := func(answer, body string) string {
			return `<assessmentItem identifier="i" title="一题"><responseDeclaration identifier="R" cardinality="single"><correctResponse><value>` + answer +
				`</value></correctResponse></responseDeclaration><itemBody>` + body + `</itemBody></assessmentItem>`
		}
		choice := `<choiceInteraction responseIdentifier="R"><prompt>几</prompt><simpleChoice identifier="A">甲</simpleChoice><simpleChoice identifier="B">乙</simpleChoice></choiceInteraction>`
		spot := `<p>哪里</p><hotspotInteraction responseIdentifier="R"><object data="a.png" type="image/png" width="8" height="8"/><hotspotChoice identifier="A" shape="rect" coords="0,0,4,4"/></hotspotInteraction>`
		z := zipped(t, "imsmanifest.xml", "<manifest/>", "q/1.xml", item("B", choice), "q/2.xml", item("A", spot), "q/3.xml", item("Z", choice), "q/a.png", string(smallPicture(t)))
		_, file := upload(t, a, teacher, lesson.PurposeImport, d.Path, "q.zip", z)
		var got lesson.Imported
		a.Do(teacher, http.MethodPost, base+"/"+d.ID+"/import", map[string]any{"fileId": file}).Into(&got)
		if len(got.Questions) != 2 || len(got.Skipped) != 1 || got.Skipped[0].Why != "answer" {
			t.Fatalf("%+v", got)
		}
		c := ready("题")
		c["questions"], c["draw"] = got.Questions, 2
		save(a, teacher, d, c).Into(&d)
		act(a, teacher, d, "publish").Into(&d)
		if d.Questions != 2 || d.Media[got.Questions[1].Picture].Type != "image/png" {
			t.Fatalf("%+v %+v", d.Head, d.Media)
		}
		_, bad := upload(t, a, teacher, lesson.PurposeImport, d.Path, "x.xml", []byte(`<?xml version="1.0"?><nothing/>`))
		if r := a.Do(teacher, http.MethodPost, base+"/"+d.ID+"/import", map[string]any{"fileId": bad}); r.Code() != "lesson.package_unknown" {
			t.Fatalf("%s", r.Body)
		}
	})
}

package lesson

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"huxue/internal/kit/errs"
)

// zipped is a zip of names and texts, in order.
func zipped(t testing.TB, pairs ...string) []byte {
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

func lookAt(zip []byte) (*bundle, error) { return look(bytes.NewReader(zip), int64(len(zip))) }

const scorm12 = `<?xml version="1.0"?><manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
	xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
	<organizations default="o"><organization identifier="o"><title>防火课件</title><item identifier="i" identifierref="r"><title>一</title></item></organization></organizations>
	<resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="index.html?x=1"/></resources></manifest>`

func TestAPackageSaysHowItBegins(t *testing.T) {
	b, err := lookAt(zipped(t, manifestName, scorm12, "index.html", "<html></html>", "run.exe", "MZ"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := b.readManifest()
	if err != nil || *m != (manifest{"scorm12", "防火课件", "index.html"}) || b.left != 1 {
		t.Fatalf("%+v %v, %d left", m, err, b.left)
	}
	later := strings.ReplaceAll(scorm12, "<schemaversion>1.2<", "<schemaversion>2004 4th Edition<")
	b, _ = lookAt(zipped(t, manifestName, later, "index.html", "x"))
	if m, err := b.readManifest(); err != nil || m.Kind != "scorm2004" {
		t.Fatalf("%+v %v", m, err)
	}
}

func TestPackagesThatAreRefused(t *testing.T) {
	two := strings.Replace(scorm12, `<item identifier="i"`, `<item identifier="j" identifierref="r"/><item identifier="i"`, 1)
	many := make([]string, 0, 2*(maxEntries+1))
	for i := range maxEntries + 1 {
		many = append(many, fmt.Sprint(i, ".txt"), "")
	}
	var link bytes.Buffer
	w := zip.NewWriter(&link)
	h := &zip.FileHeader{Name: "index.html"}
	h.SetMode(fs.ModeSymlink | 0o777)
	f, _ := w.CreateHeader(h)
	_, _ = f.Write([]byte("/etc/passwd"))
	_ = w.Close()
	for name, tc := range map[string]struct {
		zip  []byte
		code string
	}{
		"no zip":             {[]byte("PK nothing"), "lesson.package_broken"},
		"a name that climbs": {zipped(t, "../../etc/cron.d/x", "1"), "lesson.package_bad_name"},
		"a rooted name":      {zipped(t, "/etc/passwd", "1"), "lesson.package_bad_name"},
		"a drive":            {zipped(t, `C:\x.html`, "1"), "lesson.package_bad_name"},
		"one name twice":     {zipped(t, "a.html", "1", "a.html", "2"), "lesson.package_bad_name"},
		"a link":             {link.Bytes(), "lesson.package_bad_name"},
		"a bomb":             {zipped(t, "a.html", strings.Repeat("0", 8<<20)), "lesson.package_too_large"},
		"a crowd":            {zipped(t, many...), "lesson.package_too_large"},
		"H5P":                {zipped(t, "h5p.json", "{}", "content/content.json", "{}"), "lesson.package_h5p"},
		"nothing known":      {zipped(t, "readme.txt", "hello"), "lesson.package_unknown"},
		"a broken manifest":  {zipped(t, manifestName, "<manifest>"), "lesson.package_unknown"},
		"no such beginning":  {zipped(t, manifestName, scorm12), "lesson.package_unknown"},
		"a program to begin": {zipped(t, manifestName, strings.ReplaceAll(scorm12, "index.html?x=1", "run.exe"), "run.exe", "MZ"), "lesson.package_unknown"},
		"several units":      {zipped(t, manifestName, two, "index.html", "x"), "lesson.package_many_units"},
	} {
		b, err := lookAt(tc.zip)
		if err == nil {
			_, err = b.readManifest()
		}
		if errs.Code(err) != tc.code {
			t.Errorf("%s: %v, want %s", name, err, tc.code)
		}
	}
}

// An entry that says it is small and is not stops at what was said to be the most.
func TestALiarStops(t *testing.T) {
	z := zipped(t, "a.xml", strings.Repeat("x", 5000))
	b, err := lookAt(z)
	if err != nil {
		t.Fatal(err)
	}
	b.files["a.xml"].UncompressedSize64 = 10
	if _, err := b.read("a.xml", 100); err == nil {
		t.Fatal("it was read to its end")
	}
}

const qti2 = `<?xml version="1.0"?><assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="%s" title="题">
	<responseDeclaration identifier="RESPONSE" cardinality="%s" baseType="identifier"><correctResponse>%s</correctResponse></responseDeclaration>
	<itemBody>%s</itemBody><modalFeedback>先停下来听</modalFeedback></assessmentItem>`

func values(ids ...string) (out string) {
	for _, id := range ids {
		out += "<value>" + id + "</value>"
	}
	return out
}

func TestItemsBecomeQuestions(t *testing.T) {
	choice := `<choiceInteraction responseIdentifier="RESPONSE"><prompt>先做 <b>什么</b>？</prompt><simpleChoice identifier="A">跑</simpleChoice>
		<simpleChoice identifier="B">停</simpleChoice><simpleChoice identifier="C">听</simpleChoice></choiceInteraction>`
	order := strings.ReplaceAll(choice, "choiceInteraction", "orderInteraction")
	spots := `<p>哪里危险</p><hotspotInteraction responseIdentifier="RESPONSE"><object type="image/png" data="img/a.png" width="200" height="100">厨房</object>
		<hotspotChoice identifier="A" shape="rect" coords="20,10,60,50"/><hotspotChoice identifier="B" shape="circle" coords="150,50,20"/></hotspotInteraction>`
	for name, tc := range map[string]struct {
		xml  string
		want Question
	}{
		"one":   {fmt.Sprintf(qti2, "i", "single", values("B"), choice), Question{Kind: Single, Text: "先做 什么？", Options: []string{"跑", "停", "听"}, Right: []int{1}}},
		"many":  {fmt.Sprintf(qti2, "i", "multiple", values("B", "C"), choice), Question{Kind: Multiple, Text: "先做 什么？", Options: []string{"跑", "停", "听"}, Right: []int{1, 2}}},
		"order": {fmt.Sprintf(qti2, "i", "ordered", values("C", "A", "B"), order), Question{Kind: Order, Text: "先做 什么？", Options: []string{"跑", "停", "听"}, Right: []int{2, 0, 1}}},
		"spots": {fmt.Sprintf(qti2, "i", "single", values("B"), spots), Question{Kind: Hotspot, Text: "哪里危险", Picture: "d/img/a.png", Alt: "厨房", Right: []int{1},
			Spots: []Spot{{10, 10, 20, 40, "1"}, {65, 30, 20, 40, "2"}}}},
	} {
		got, skipped := readItems([]byte(tc.xml), "d")
		if len(got) != 1 || len(skipped) != 0 {
			t.Fatalf("%s: %+v %+v", name, got, skipped)
		}
		tc.want.Why = "先停下来听"
		if fmt.Sprint(got[0].Question) != fmt.Sprint(tc.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got[0].Question, tc.want)
		}
	}
}

func TestItemsOfTheThirdEdition(t *testing.T) {
	item := `<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="x" title="t"><qti-response-declaration identifier="R" cardinality="single">
		<qti-correct-response><qti-value>B</qti-value></qti-correct-response></qti-response-declaration><qti-item-body><qti-choice-interaction response-identifier="R">
		<qti-prompt>几</qti-prompt><qti-simple-choice identifier="A">甲</qti-simple-choice><qti-simple-choice identifier="B">乙</qti-simple-choice></qti-choice-interaction>
		</qti-item-body></qti-assessment-item>`
	got, skipped := readItems([]byte(item), "")
	if len(got) != 1 || len(skipped) != 0 || got[0].Kind != Single || got[0].Right[0] != 1 {
		t.Fatalf("%+v %+v", got, skipped)
	}
}

func TestItemsThatAreLeftOutSayWhy(t *testing.T) {
	choice := `<choiceInteraction responseIdentifier="RESPONSE"><simpleChoice identifier="A">甲</simpleChoice><simpleChoice identifier="B">乙</simpleChoice></choiceInteraction>`
	for why, xml := range map[string]string{
		"kind":    fmt.Sprintf(qti2, "i", "single", values("A"), `<textEntryInteraction responseIdentifier="RESPONSE"/>`),
		"answer":  fmt.Sprintf(qti2, "i", "single", values("Z"), choice),
		"broken":  `<assessmentItem identifier="i"><itemBody>`,
		"picture": fmt.Sprintf(qti2, "i", "single", values("A"), `<hotspotInteraction responseIdentifier="RESPONSE"><object data="a.png"/></hotspotInteraction>`),
	} {
		if got, skipped := readItems([]byte(xml), ""); len(got) != 0 || len(skipped) != 1 || skipped[0].Why != why {
			t.Errorf("%s: %+v %+v", why, got, skipped)
		}
	}
	if _, skipped := readItems([]byte(fmt.Sprintf(qti2, "i", "single", "", choice)), ""); len(skipped) != 1 || skipped[0].Why != "answer" {
		t.Errorf("without a right answer: %+v", skipped)
	}
	deep := strings.Repeat("<a>", 100_000)
	if _, skipped := readItems([]byte(deep), ""); len(skipped) != 1 {
		t.Error("a bottomless document was read")
	}
	laughs := `<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><assessmentItem>&c;</assessmentItem>`
	if _, skipped := readItems([]byte(laughs), ""); len(skipped) != 1 {
		t.Error("an entity was expanded")
	}
}

func TestTheRuntimeComesFirst(t *testing.T) {
	for page, want := range map[string]string{
		"<html><HEAD lang=x><script>1</script></head>": "<html><HEAD lang=x>§<script>1</script></head>",
		"<!DOCTYPE html><p>x":                          "<!DOCTYPE html>§<p>x",
		"<script>1</script>":                           "§<script>1</script>",
		"<head":                                        "§<head",
	} {
		got := string(withRuntime([]byte(page), "scorm12"))
		tag := `<script src="/box/scorm12.js"></script><script src="/box/bridge.js"></script>`
		if got != strings.Replace(want, "§", tag, 1) {
			t.Errorf("%s: %s", page, got)
		}
	}
}

// Whatever an item, a manifest or a zip holds: it is refused, or what comes out of it
// can be published.
func FuzzItems(f *testing.F) {
	f.Add([]byte(fmt.Sprintf(qti2, "i", "single", values("A"), `<choiceInteraction responseIdentifier="RESPONSE"><simpleChoice identifier="A">甲</simpleChoice></choiceInteraction>`)))
	f.Add([]byte(fmt.Sprintf(qti2, "i", "single", values("A"), `<hotspotInteraction responseIdentifier="RESPONSE"><img src="a" width="1e9" height="-1"/><hotspotChoice identifier="A" shape="circle" coords="1,2,3"/></hotspotInteraction>`)))
	f.Fuzz(func(t *testing.T, text []byte) {
		got, _ := readItems(text, "")
		for _, g := range got {
			var all Findings
			g.check(&all, "q", nil)
			if len(all.Problems) > 0 {
				t.Fatalf("%+v: %+v", g, all.Problems)
			}
		}
	})
}

func FuzzPackage(f *testing.F) {
	f.Add(zipped(f, manifestName, scorm12, "index.html", "<html>"))
	f.Add(zipped(f, "../x", "y"))
	f.Fuzz(func(t *testing.T, z []byte) {
		b, err := lookAt(z)
		if err != nil {
			return
		}
		for name := range b.files {
			if !fs.ValidPath(name) {
				t.Fatalf("%q", name)
			}
		}
		b.itemFiles()
		if m, err := b.readManifest(); err == nil && b.files[m.Entry] == nil {
			t.Fatalf("%+v begins with nothing", m)
		}
	})
}

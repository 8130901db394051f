package handover

import (
	"encoding/json"
	"strings"
	"testing"

	"huxue/internal/driver/cap"
	"huxue/internal/kit/errs"
)

var pressed = Alarm{ID: "alm_1", No: "BJ20261123-154500-AB12", Path: "/14/1409/140902/", Mode: "real", Level: "emergency", Kind: "violence", Severity: "critical",
	Note: "持刀\"一人\"", SchoolCode: "3014000001", SchoolName: "长征小学", Place: "东门", Lon: 112.734, Lat: 38.416, Presser: "门卫", PressedAt: 1795419900000, ReceivedAt: 1795419900500}

func TestFieldsGoWhereThePlatformWantsThem(t *testing.T) {
	target := &Target{Kind: JSON, Template: `{"head":{"ifCode":"YTH-001","ver":1.0},"bjsj":"{pressedTime}","jd":"{lon}","bz":"[{mode}] {note}","list":["{no}",{"n":"{repeats}","s":"{silent}"}]}`}
	if err := checkTemplate(target.Template); err != nil {
		t.Fatal(err)
	}
	body, err := compose(target, &pressed, "hds_1", Raised, "huxue", 1795419901000)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"bjsj":"2026-11-23 15:45:00","bz":"[real] 持刀\"一人\"","head":{"ifCode":"YTH-001","ver":1.0},"jd":112.734,"list":["BJ20261123-154500-AB12",{"n":0,"s":false}]}`
	if string(body) != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}
	standard := &Target{Kind: JSON, Template: StandardTemplate}
	if body, err = compose(standard, &pressed, "hds_1", Raised, "huxue", 1); err != nil || !json.Valid(body) || strings.Contains(string(body), "{no}") {
		t.Errorf("%s %v", body, err)
	}
}

func TestATemplateThatIsNone(t *testing.T) {
	for template, code := range map[string]string{
		`{"a":`: "handover.bad_template", `[]`: "handover.bad_template", `"{no}"`: "handover.bad_template", `{} {}`: "handover.bad_template",
		`{"a":"{nosuch}"}`: "handover.unknown_word", `{"a":{"b":["x{kind}{zz}"]}}`: "handover.unknown_word", StandardTemplate: "",
	} {
		if got := errs.Code(checkTemplate(template)); got != code {
			t.Errorf("%s: %q, want %q", template, got, code)
		}
	}
}

func TestDocumentsOfEveryStage(t *testing.T) {
	target := &Target{Kind: CAP}
	for _, mode := range []string{"real", "drill", "test"} {
		for _, stage := range []string{Raised, Accepted, Closed, Test} {
			for _, outcome := range []string{"handled", "false_alarm"} {
				a := pressed
				a.Mode, a.Outcome = mode, outcome
				body, err := compose(target, &a, "hds_1", stage, "huxue@127.0.0.1", 1795419960000)
				if err != nil || cap.Check(body) != nil {
					t.Fatalf("%s %s %s: %v\n%s", mode, stage, outcome, err, body)
				}
				for text, want := range map[string]bool{
					"<status>Actual</status>": mode == "real" && stage != Test, "<msgType>Cancel</msgType>": stage == Closed && outcome == "false_alarm",
					"<scope>Restricted</scope>": true, "+08:00</sent>": true,
					"<references>huxue@127.0.0.1,alm_1.raised,2026-11-23T15:45:00+08:00</references>": stage == Accepted || stage == Closed,
				} {
					if strings.Contains(string(body), text) != want {
						t.Errorf("%s %s %s: %s is not %v\n%s", mode, stage, outcome, text, want, body)
					}
				}
			}
		}
	}
}

func TestAFormIsLookedAt(t *testing.T) {
	ok := Input{Name: "市局", Kind: JSON, Address: "https://police.example.cn/in"}
	header, short := "X Key: 1", "short"
	for code, spoil := range map[string]func(*Input){
		"":                      func(*Input) {},
		"handover.name_needed":  func(in *Input) { in.Name = " " },
		"handover.kind_unknown": func(in *Input) { in.Kind = "xml" },
		"handover.bad_address":  func(in *Input) { in.Address = "http://police.example.cn/in" },
		"handover.bad_header":   func(in *Input) { in.Header = &header },
		"handover.secret_short": func(in *Input) { in.Secret = &short },
		"handover.bad_template": func(in *Input) { in.Template = "{" },
	} {
		in := ok
		spoil(&in)
		if got := errs.Code(in.apply(&Target{}, &hidden{}, false)); got != code {
			t.Errorf("%q, want %q", got, code)
		}
	}
	in := ok
	in.Address = "http://10.1.2.3/in"
	if err := in.apply(&Target{}, &hidden{}, true); err != nil {
		t.Error(err)
	}
}

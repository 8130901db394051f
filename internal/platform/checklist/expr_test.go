package checklist

import (
	"slices"
	"strings"
	"testing"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/org"
)

// school is a boarding primary with a kitchen, 300 pupils and a nap room.
func school() *org.School {
	s := &org.School{Facts: org.NewFacts()}
	s.Kind, s.Boarding, s.Canteen, s.Pupils, s.Boarders, s.Storeys = org.Primary, true, org.CanteenOwn, 300, 40, 4
	s.Facilities, s.Surroundings = []string{"nap"}, []string{"water"}
	return s
}

func TestExpressionsHold(t *testing.T) {
	for text, want := range map[string]bool{
		"":         true,
		"boarding": true, "not boarding": false, "寄宿": true, "非寄宿": false, "非 寄宿": false, "not not boarding": true,
		"canteen and not central_kitchen": true, "central_kitchen": false, "无食堂": false, "有食堂 且 非集中配餐": true,
		"pupils >= 300": true, "pupils > 300": false, "pupils < 301": true, "pupils<=299": false, "pupils = 300": true, "pupils != 300": false,
		"学生数≥３００": true, "学生数 ＜ 300": false,
		"kind in (kindergarten, primary)": true, "kind not in (kindergarten, primary)": false, "kind = primary": true, "kind != junior": true,
		"学校类型 属于（幼儿园、小学）": true, "类型 不属于（幼儿园，初中）": true, "类型＝小学": true,
		"bus or boarding": true, "bus or elevator": false, "bus and boarding or nap": true, "bus and (boarding or nap)": false,
		"boarding = yes": true, "boarding = 否": false, "boarding != yes": false, "无校车 = 是": true,
		"nap": true, "有午休室": true, "fire_control_room": false, "near_water": true, "near_road || near_water": true,
		"!(bus && boarding)": true, "ownership = 公办": true, "canteen_mode in (own, contracted)": true, "setting = 城区": false,
	} {
		e, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := e.Holds(school()); got != want {
			t.Errorf("%s holds %v, want %v", text, got, want)
		}
	}
}

func TestExpressionsArePrintedInBothLanguages(t *testing.T) {
	for text, want := range map[string][2]string{
		"":                                  {"", ""},
		"寄宿 或 午休室":                          {"boarding or nap", "寄宿 或 有午休室"},
		"(boarding and bus) or not nap":     {"boarding and bus or not nap", "寄宿 且 有校车 或 无午休室"},
		"boarding and (bus or nap)":         {"boarding and (bus or nap)", "寄宿 且 （有校车 或 有午休室）"},
		"not (bus or nap)":                  {"not (bus or nap)", "非 （有校车 或 有午休室）"},
		"pupils>=300":                       {"pupils >= 300", "学生数 ≥ 300"},
		"类型 in (小学, primary, 幼儿园)":          {"kind in (primary, kindergarten)", "学校类型 属于 （小学、幼儿园）"},
		"not kind in (primary, junior)":     {"kind not in (primary, junior)", "学校类型 不属于 （小学、初级中学）"},
		"kind != 小学":                        {"kind != primary", "学校类型 ≠ 小学"},
		"not (not pupils > 5)":              {"pupils > 5", "学生数 > 5"},
		"a":                                 {"", ""},
		"((((boarding))))":                  {"boarding", "寄宿"},
		"bus and bus and (bus and canteen)": {"bus and bus and bus and canteen", "有校车 且 有校车 且 有校车 且 有食堂"},
	} {
		e, err := Parse(text)
		if text == "a" {
			if err == nil {
				t.Error("a is no attribute")
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := [2]string{e.String(), e.Chinese()}; got != want {
			t.Errorf("%s is printed %q, want %q", text, got, want)
		}
	}
}

func TestWhatIsWrongWithAnExpressionIsSaid(t *testing.T) {
	for text, want := range map[string]string{
		"swimming_pool":               "checklist.expr_unknown",
		"boarding and":                "checklist.expr_end",
		"(boarding":                   "checklist.expr_end",
		"boarding)":                   "checklist.expr_near",
		"boarding bus":                "checklist.expr_near",
		"and boarding":                "checklist.expr_near",
		"boarding # bus":              "checklist.expr_near",
		"pupils":                      "checklist.expr_number",
		"pupils >= many":              "checklist.expr_number",
		"pupils >= 99999999999999999": "checklist.expr_number",
		"pupils in (1, 2)":            "checklist.expr_number",
		"boarding >= 3":               "checklist.expr_compare",
		"boarding = 3":                "checklist.expr_compare",
		"kind":                        "checklist.expr_word",
		"kind = castle":               "checklist.expr_word",
		"kind in (primary":            "checklist.expr_end",
		"kind in primary":             "checklist.expr_near",
		"kind in ()":                  "checklist.expr_word",
		"kind not primary":            "checklist.expr_near",
		strings.Repeat("(", 21) + "boarding" + strings.Repeat(")", 21): "checklist.expr_deep",
		strings.Repeat("not ", 30) + "boarding":                        "checklist.expr_deep",
		"boarding" + strings.Repeat(" or boarding", 60):                "checklist.expr_long",
	} {
		if _, err := Parse(text); errs.Code(err) != want {
			t.Errorf("%.60s: %v, want %s", text, err, want)
		}
	}
}

func TestAttributesHaveOneNameEach(t *testing.T) {
	var seen []string
	for i := range attributes {
		a := &attributes[i]
		for _, name := range append([]string{a.name, a.zh, a.no}, a.also...) {
			if name == "" {
				continue
			}
			if slices.Contains(seen, name) {
				t.Errorf("%s is the name of two attributes", name)
			}
			if _, keyword := keywords[name]; keyword {
				t.Errorf("%s is a keyword", name)
			}
			seen = append(seen, name)
		}
		if a.sort == yesNo && (a.no == "" || a.yes == nil) {
			t.Errorf("%s has no opposite", a.name)
		}
		if a.told(school()) == "" {
			t.Errorf("%s of a school has no words", a.name)
		}
	}
}

// What is read and printed is read again as the same, in both languages, and
// means the same.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"boarding or nap", "canteen and not central_kitchen", "pupils >= 300 and kind in (kindergarten, primary)",
		"寄宿 或 有午休室", "学生数≥300 且 类型 不属于（幼儿园、小学）", "not (bus or (nap and gates = 2))", "((", "类型", "!!bus", "无校车 != 否"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err != nil {
			if errs.KindOf(err) != errs.KindInvalid {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		s := school()
		for _, printed := range []string{e.String(), e.Chinese()} {
			again, err := Parse(printed)
			if err != nil {
				if errs.Code(err) == "checklist.expr_long" { // a short word became a long one
					continue
				}
				t.Fatalf("%q is printed %q, which cannot be read: %v", text, printed, err)
			}
			if again.String() != e.String() || again.Holds(s) != e.Holds(s) {
				t.Fatalf("%q is printed %q, which is read as %q", text, printed, again.String())
			}
		}
	})
}

package norm

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

// The rows of domain.md §5.1, as their makers would enter them.
var rules = map[string]Steps{
	"GB/T 29315-2022, day school": {Basis: Pupils, Rounding: "floor",
		Steps: []Step{{Lt: 100, Base: 1}, {Ge: 100, Lt: 1000, Base: 2}, {Ge: 1000, Base: 3, Per: 500, Add: 1}}},
	"GB/T 29315-2022, boarding": {Basis: Pupils, Rounding: "floor", Boarding: &Boarder{Per: 300, Add: 1, Min: 2},
		Steps: []Step{{Lt: 100, Base: 1}, {Ge: 100, Lt: 1000, Base: 2}, {Ge: 1000, Base: 3, Per: 500, Add: 1}}},
	"Beijing 2018": {Basis: PupilsAndStaff, Rounding: "floor", Boarding: &Boarder{Plus: 1, Per: 300, Add: 1},
		Steps: []Step{{Lt: 1000, Base: 3}, {Ge: 1000, Base: 3, Per: 500, Add: 1}}},
	"Hubei": {Basis: Pupils, Rounding: "floor", Boarding: &Boarder{Per: 200, Add: 1},
		Steps: []Step{{Lt: 1000, Base: 2}, {Ge: 1000, Base: 2, Per: 500, Add: 1}}},
	"Chengdu 2014": {Basis: Pupils, Rounding: "ceil", PerGateMin: 2,
		Steps: []Step{{Lt: 600, Base: 2}, {Ge: 600, Base: 2, Per: 300, Add: 1}}},
	"Weifang": {Basis: Pupils, Rounding: "floor",
		Steps: []Step{{Lt: 300, Base: 3}, {Ge: 300, Lt: 1000, Base: 6}, {Ge: 1000, Base: 6, Per: 1000, Add: 3}}},
}

func TestRequiredGuards(t *testing.T) {
	cases := []struct {
		rule  string
		heads Heads
		want  int
	}{
		{"GB/T 29315-2022, day school", Heads{Pupils: 0}, 1},
		{"GB/T 29315-2022, day school", Heads{Pupils: 99}, 1},
		{"GB/T 29315-2022, day school", Heads{Pupils: 100}, 2},
		{"GB/T 29315-2022, day school", Heads{Pupils: 999}, 2},
		{"GB/T 29315-2022, day school", Heads{Pupils: 1000}, 3},
		{"GB/T 29315-2022, day school", Heads{Pupils: 1499}, 3},
		{"GB/T 29315-2022, day school", Heads{Pupils: 1500}, 4},
		{"GB/T 29315-2022, day school", Heads{Pupils: 3200, Boarders: 900, Staff: 800}, 7},
		{"GB/T 29315-2022, boarding", Heads{Pupils: 80, Boarders: 40}, 2},
		{"GB/T 29315-2022, boarding", Heads{Pupils: 1200, Boarders: 299}, 3},
		{"GB/T 29315-2022, boarding", Heads{Pupils: 1200, Boarders: 600}, 5},
		{"GB/T 29315-2022, boarding", Heads{Pupils: 80}, 1},
		{"Beijing 2018", Heads{Pupils: 940, Staff: 59}, 3},
		{"Beijing 2018", Heads{Pupils: 940, Staff: 60, Boarders: 10}, 4},
		{"Beijing 2018", Heads{Pupils: 1440, Staff: 60, Boarders: 300}, 6},
		{"Hubei", Heads{Pupils: 60}, 2},
		{"Hubei", Heads{Pupils: 2000, Boarders: 450}, 6},
		{"Chengdu 2014", Heads{Pupils: 590, Gates: 1}, 2},
		{"Chengdu 2014", Heads{Pupils: 590, Gates: 3}, 6},
		{"Chengdu 2014", Heads{Pupils: 601, Gates: 1}, 3},
		{"Chengdu 2014", Heads{Pupils: 901, Gates: 1}, 4},
		{"Weifang", Heads{Pupils: 299}, 3},
		{"Weifang", Heads{Pupils: 1000}, 6},
		{"Weifang", Heads{Pupils: 2000}, 9},
	}
	for _, c := range cases {
		rule := rules[c.rule]
		if got := rule.Required(c.heads); got != c.want {
			t.Errorf("%s, %+v: got %d, want %d", c.rule, c.heads, got, c.want)
		}
	}
}

func TestEveryRuleIsSoundAndSurvivesItsJSON(t *testing.T) {
	for name, rule := range rules {
		text, err := json.Marshal(rule)
		if err != nil || !fits(Rule, text) {
			t.Errorf("%s is refused: %s %v", name, text, err)
		}
	}
}

func TestUnsoundRulesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no rounding":    `{"basis":"students","steps":[{"base":1}]}`,
		"no steps":       `{"basis":"students","steps":[],"rounding":"floor"}`,
		"unknown basis":  `{"basis":"parents","steps":[{"base":1}],"rounding":"floor"}`,
		"a gap":          `{"basis":"students","steps":[{"lt":100,"base":1},{"ge":200,"base":2}],"rounding":"floor"}`,
		"an overlap":     `{"basis":"students","steps":[{"lt":100,"base":1},{"ge":90,"base":2}],"rounding":"floor"}`,
		"no end":         `{"basis":"students","steps":[{"lt":100,"base":1}],"rounding":"floor"}`,
		"per without":    `{"basis":"students","steps":[{"base":1,"add":1}],"rounding":"floor"}`,
		"negative":       `{"basis":"students","steps":[{"base":-1}],"rounding":"floor"}`,
		"a typing error": `{"basis":"students","steps":[{"base":1}],"rounding":"floor","roundng":1}`,
		"a number":       `3`,
	} {
		if fits(Rule, json.RawMessage(text)) {
			t.Errorf("%s was taken", name)
		}
	}
}

// More pupils never need fewer guards under the rules in use.
func TestMorePupilsNeverNeedFewerGuards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := rules[rapid.SampledFrom([]string{"GB/T 29315-2022, boarding", "Beijing 2018", "Hubei", "Chengdu 2014", "Weifang"}).Draw(t, "rule")]
		h := Heads{Pupils: rapid.IntRange(0, 9000).Draw(t, "pupils"), Staff: rapid.IntRange(0, 900).Draw(t, "staff"),
			Gates: rapid.IntRange(0, 6).Draw(t, "gates")}
		h.Boarders = rapid.IntRange(0, h.Pupils).Draw(t, "boarders")
		more := h
		more.Pupils += rapid.IntRange(0, 900).Draw(t, "more")
		more.Boarders += rapid.IntRange(0, 900).Draw(t, "more boarders")
		if rule.Required(more) < rule.Required(h) {
			t.Fatalf("%+v needs %d, %+v needs %d", h, rule.Required(h), more, rule.Required(more))
		}
	})
}

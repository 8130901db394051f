package norm

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"huxue/internal/kit/errs"
)

func TestFit(t *testing.T) {
	old := from(num("/", 1, Floor), "", "2022-05-31")
	now := from(num("/", 2, Floor), "2022-06-01", "")
	coming := from(num("/", 3, Floor), "2027-01-01", "")
	cases := []struct {
		name                 string
		scope                []Version
		first, last          string
		cut, cutTo, replaced string
		code                 string
	}{
		{name: "the first", first: "2026-09-01"},
		{name: "ends the one before", scope: []Version{old, now}, first: "2026-09-01", cut: now.ID, cutTo: "2026-08-31"},
		{name: "replaces from the same day", scope: []Version{old, now}, first: "2022-06-01", replaced: now.ID},
		{name: "a later one stands in the way", scope: []Version{now, coming}, first: "2026-09-01", code: "norm.overlaps"},
		{name: "up to the later one", scope: []Version{now, coming}, first: "2026-09-01", last: "2026-12-31", cut: now.ID, cutTo: "2026-08-31"},
		{name: "one day too long", scope: []Version{now, coming}, first: "2026-09-01", last: "2027-01-01", code: "norm.overlaps"},
		{name: "into the past", scope: []Version{old, now}, first: "2019-01-01", last: "2019-12-31", cut: old.ID, cutTo: "2018-12-31"},
		{name: "after one that has ended", scope: []Version{old}, first: "2026-09-01"},
		{name: "another scope", scope: []Version{num(cityPath, 2, Floor)}, first: "2026-09-01"},
	}
	for _, c := range cases {
		v := from(num("/", 9, Floor), c.first, c.last)
		p, err := fit(&v, c.scope)
		got := []string{"", p.cutTo, ""}
		if p.cut != nil {
			got[0] = p.cut.ID
		}
		if p.replaced != nil {
			got[2] = p.replaced.ID
		}
		if errs.Code(err) != c.code || (err == nil && !slices.Equal(got, []string{c.cut, c.cutTo, c.replaced})) {
			t.Errorf("%s: %v %v", c.name, got, err)
		}
	}
}

// However rulings come in, no two of a scope ever hold on one day.
func TestNoTwoHoldOnOneDay(t *testing.T) {
	days := []string{"2026-09-01", "2026-09-02", "2026-09-05", "2026-10-01", "2027-01-01"}
	rapid.Check(t, func(t *rapid.T) {
		scope := []Version{from(num("/", 0, Floor), "", "")}
		for range rapid.IntRange(1, 8).Draw(t, "rulings") {
			v := from(num("/", 1, Floor), rapid.SampledFrom(days).Draw(t, "from"), "")
			if last := rapid.SampledFrom(append(days, "")).Draw(t, "to"); last >= v.EffectiveFrom {
				v.EffectiveTo = last
			}
			p, err := fit(&v, scope)
			if err != nil {
				continue
			}
			if p.cut != nil {
				p.cut.EffectiveTo = p.cutTo
			}
			if p.replaced != nil {
				p.replaced.State = Withdrawn
			}
			scope = append(scope, v)
		}
		for _, day := range append(days, "2020-01-01", "2026-09-03", "2030-01-01") {
			n := 0
			for i := range scope {
				if scope[i].InForce(day) {
					n++
				}
			}
			if n > 1 {
				t.Fatalf("%d hold on %s: %+v", n, day, scope)
			}
		}
	})
}

func TestEveryStartingValueIsSound(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range seeds {
		if seen[s.Key] || s.Name == "" || s.NameEn == "" || len(s.start) == 0 {
			t.Errorf("%s is there twice, nameless or empty", s.Key)
		}
		seen[s.Key] = true
		for _, x := range s.start {
			value, err := json.Marshal(x.value)
			v := Version{Key: s.Key, kind: s.Kind, Level: Nation, Path: "/", Value: value, Strictness: x.strictness, Basis: x.basis,
				Mark: x.mark, EffectiveFrom: "2000-01-01"}
			if err == nil {
				err = v.check()
			}
			if err != nil || !slices.Contains([]Mark{Law, Source, Memory, Proposal}, x.mark) || (x.from != "" && !validDay(x.from)) {
				t.Errorf("%s: %v", s.Key, err)
			}
		}
	}
}

package norm

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"huxue/internal/platform/org"
)

const (
	provincePath = "/14/"
	cityPath     = "/14/1409/"
	countyPath   = "/14/1409/140902/"
	schoolPath   = "/14/1409/140902/sch_1/"
)

func num(path string, value float64, s Strictness) Version {
	level, _ := levelOf(path)
	return Version{ID: fmt.Sprintf("%s=%v", path, value), Key: "k", kind: Number, Level: level, Path: path,
		Value: json.RawMessage(fmt.Sprint(value)), Strictness: s, State: Valid}
}

func from(v Version, first, last string) Version {
	v.ID += "@" + first
	v.EffectiveFrom, v.EffectiveTo = first, last
	return v
}

func forKind(v Version, kind org.SchoolKind, boarding string) Version {
	v.ID += string(kind) + boarding
	v.SchoolKind, v.Boarding = kind, boarding
	return v
}

func TestWhichValueHolds(t *testing.T) {
	period := func(path, value string, s Strictness) Version {
		v := num(path, 0, s)
		v.ID, v.kind, v.Value = path+value, Duration, json.RawMessage(`"`+value+`"`)
		return v
	}
	withdrawn := num(countyPath, 99, Floor)
	withdrawn.State = Withdrawn
	cases := []struct {
		name     string
		versions []Version
		where    Where
		want     string
	}{
		{"only the nation", []Version{num("/", 30, Floor)}, Where{Path: schoolPath}, "/=30"},
		{"the nearer advice", []Version{num("/", 20, Advice), num(countyPath, 10, Advice)}, Where{Path: schoolPath}, "/14/1409/140902/=10"},
		{"a stricter local floor", []Version{num("/", 30, Floor), num(cityPath, 60, Floor)}, Where{Path: schoolPath}, "/14/1409/=60"},
		{"a looser local value", []Version{num("/", 30, Floor), num(cityPath, 15, Floor)}, Where{Path: schoolPath}, "/=30"},
		{"a looser value in between", []Version{num("/", 30, Floor), num(cityPath, 15, Advice), num(schoolPath, 45, Advice)},
			Where{Path: schoolPath}, "/14/1409/140902/sch_1/=45"},
		{"a ceiling", []Version{num("/", 60, Ceiling), num(cityPath, 80, Advice)}, Where{Path: schoolPath}, "/=60"},
		{"below a ceiling", []Version{num("/", 60, Ceiling), num(cityPath, 40, Advice)}, Where{Path: schoolPath}, "/14/1409/=40"},
		{"the higher of two that contradict", []Version{num("/", 10, Ceiling), num(provincePath, 12, Floor)}, Where{Path: schoolPath}, "/=10"},
		{"a ceiling that contradicts a floor above", []Version{num("/", 1, Floor), num(provincePath, 0, Ceiling), num(cityPath, 2, Floor)},
			Where{Path: schoolPath}, "/=1"},
		{"the strictest of many", []Version{num("/", 30, Floor), num(provincePath, 90, Floor), num(countyPath, 45, Floor)},
			Where{Path: schoolPath}, "/14/=90"},
		{"a monthly interval is stricter than a quarterly one", []Version{period("/", "P1M", Ceiling), period(cityPath, "P3M", Ceiling)},
			Where{Path: schoolPath}, "/P1M"},
		{"a neighbour's rule", []Version{num("/", 30, Floor), num("/14/1409/140921/", 99, Floor)}, Where{Path: schoolPath}, "/=30"},
		{"not of the school below", []Version{num("/", 30, Floor), num(schoolPath, 99, Floor)}, Where{Path: countyPath}, "/=30"},
		{"withdrawn", []Version{num("/", 30, Floor), withdrawn}, Where{Path: schoolPath}, "/=30"},
		{"for kindergartens", []Version{num("/", 600, Ceiling), forKind(num("/", 150, Ceiling), org.Kindergarten, "")},
			Where{Path: schoolPath, Kind: org.Kindergarten}, "/=150kindergarten"},
		{"not for kindergartens", []Version{num("/", 600, Ceiling), forKind(num("/", 150, Ceiling), org.Kindergarten, "")},
			Where{Path: schoolPath, Kind: org.Primary}, "/=600"},
		{"the sort of school is nearer than boarding", []Version{forKind(num("/", 1, Floor), "", "yes"), forKind(num("/", 2, Floor), org.Senior, "")},
			Where{Path: schoolPath, Kind: org.Senior, Boarding: "yes"}, "/=2senior"},
		{"boarding is not known", []Version{num("/", 1, Floor), forKind(num("/", 2, Floor), "", "yes")}, Where{Path: countyPath}, "/=1"},
		{"by the rule of its day", []Version{from(num("/", 1, Floor), "2013-06-01", "2022-05-31"), from(num("/", 2, Floor), "2022-06-01", "")},
			Where{Path: schoolPath, Day: "2019-09-29"}, "/=1@2013-06-01"},
		{"on its last day", []Version{from(num("/", 1, Floor), "2013-06-01", "2022-05-31"), from(num("/", 2, Floor), "2022-06-01", "")},
			Where{Path: schoolPath, Day: "2022-05-31"}, "/=1@2013-06-01"},
		{"on the first day of the next", []Version{from(num("/", 1, Floor), "2013-06-01", "2022-05-31"), from(num("/", 2, Floor), "2022-06-01", "")},
			Where{Path: schoolPath, Day: "2022-06-01"}, "/=2@2022-06-01"},
		{"before anybody ruled", []Version{from(num("/", 2, Floor), "2022-06-01", "")}, Where{Path: schoolPath, Day: "2019-09-29"}, ""},
	}
	for _, c := range cases {
		if c.where.Day == "" {
			c.where.Day = "2026-09-07"
		}
		got := ""
		if r, ok := Resolve(c.versions, c.where); ok {
			got = r.ID
		}
		if got != c.want {
			t.Errorf("%s: %q holds, want %q", c.name, got, c.want)
		}
	}
}

func TestTheReasonIsTold(t *testing.T) {
	r, _ := Resolve([]Version{num("/", 30, Floor), num(provincePath, 20, Advice), num(cityPath, 15, Floor), num(schoolPath, 10, Floor)},
		Where{Path: schoolPath, Day: "2026-09-07"})
	var got []Verdict
	for _, c := range r.Considered {
		got = append(got, c.Verdict)
	}
	if want := []Verdict{Overruled, Overruled, Yields, Holds}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if over := r.Overruled(); len(over) != 2 || over[0].Level != School {
		t.Errorf("overruled: %+v", over)
	}
}

func TestARuleIsWeighedForTheSchoolAtHand(t *testing.T) {
	rule := func(path string, s Steps) Version {
		v := num(path, 0, Floor)
		v.kind, v.ID = Rule, path
		v.Value, _ = json.Marshal(s)
		return v
	}
	nation := rule("/", rules["GB/T 29315-2022, day school"])
	city := rule(cityPath, Steps{Basis: Pupils, Rounding: "floor", Steps: []Step{{Base: 2, Per: 1000, Add: 1}}})
	for _, c := range []struct {
		heads    *Heads
		want     string
		required int
	}{
		{&Heads{Pupils: 50}, cityPath, 2},
		{&Heads{Pupils: 1000}, cityPath, 3},
		{&Heads{Pupils: 1500}, "/", 4},
		{nil, cityPath, -1},
	} {
		r, _ := Resolve([]Version{nation, city}, Where{Path: schoolPath, Day: "2026-09-07", Heads: c.heads})
		if r.ID != c.want || r.Required != c.required {
			t.Errorf("%+v: %s asks %d, want %s asks %d", c.heads, r.ID, r.Required, c.want, c.required)
		}
		if c.heads == nil && r.Considered[1].Verdict != Depends {
			t.Errorf("without heads: %v", r.Considered[1].Verdict)
		}
	}
}

var paths = []string{"/", provincePath, cityPath, countyPath, schoolPath}

func versionsGen(strict ...Strictness) *rapid.Generator[[]Version] {
	one := rapid.Custom(func(t *rapid.T) Version {
		v := num(rapid.SampledFrom(paths).Draw(t, "path"), float64(rapid.IntRange(0, 9).Draw(t, "value")),
			rapid.SampledFrom(strict).Draw(t, "strictness"))
		v.SchoolKind = rapid.SampledFrom([]org.SchoolKind{"", org.Primary, org.Senior}).Draw(t, "kind")
		v.Boarding = rapid.SampledFrom([]string{"", "yes", "no"}).Draw(t, "boarding")
		v.EffectiveFrom = rapid.SampledFrom([]string{"", "2019-01-01", "2022-06-01"}).Draw(t, "from")
		v.EffectiveTo = rapid.SampledFrom([]string{"", "2022-05-31", "2030-01-01"}).Draw(t, "to")
		return v
	})
	return rapid.Custom(func(t *rapid.T) []Version {
		var out []Version
		seen := map[string]bool{}
		for _, v := range rapid.SliceOfN(one, 0, 14).Draw(t, "versions") {
			if !seen[v.scope()] { // one per scope: two never hold on one day
				seen[v.scope()] = true
				out = append(out, v)
			}
		}
		return out
	})
}

func whereGen(t *rapid.T) Where {
	return Where{Path: rapid.SampledFrom(paths).Draw(t, "at"), Day: rapid.SampledFrom([]string{"2018-05-05", "2019-09-29", "2026-09-07"}).Draw(t, "day"),
		Kind: rapid.SampledFrom([]org.SchoolKind{"", org.Primary, org.Senior}).Draw(t, "at kind"), Boarding: rapid.SampledFrom([]string{"", "yes", "no"}).Draw(t, "at boarding")}
}

func TestAFloorAboveIsNeverUndercut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		versions, at := versionsGen(Floor, Advice).Draw(t, "versions"), whereGen(t)
		r, ok := Resolve(versions, at)
		chain := nearestFirst(versions, at)
		if ok != (len(chain) > 0) {
			t.Fatal("an answer without a version, or none with one")
		}
		if !ok {
			return
		}
		nearest, _ := chain[0].measure(nil)
		highest := nearest
		for _, v := range chain {
			if m, _ := v.measure(nil); v.Strictness == Floor && m > highest {
				highest = m
			}
		}
		if r.Number() != highest {
			t.Fatalf("%v holds, the strictest is %v", r.Number(), highest)
		}
	})
}

func TestOnlyAHigherCeilingBreaksAFloor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		versions, at := versionsGen(Floor, Ceiling, Advice).Draw(t, "versions"), whereGen(t)
		r, ok := Resolve(versions, at)
		if !ok {
			return
		}
		if !r.InForce(at.Day) || !r.meant(at) {
			t.Fatalf("%+v does not hold there and then", r.Version)
		}
		for _, c := range r.Considered {
			floor, _ := c.measure(nil)
			if c.Strictness != Floor || r.Number() >= floor {
				continue
			}
			// The ceiling that broke it need not be what holds: a floor above may have
			// overruled it in turn.
			if !slices.ContainsFunc(r.Considered, func(above Considered) bool {
				ceiling, _ := above.measure(nil)
				return above.Strictness == Ceiling && len(above.Path) < len(c.Path) && ceiling < floor
			}) {
				t.Fatalf("floor %v at %s is undercut by %v at %s", floor, c.Path, r.Number(), r.Path)
			}
		}
		shuffled := slices.Clone(versions)
		slices.Reverse(shuffled)
		if again, _ := Resolve(shuffled, at); again.ID != r.ID || again.scope() != r.scope() {
			t.Fatalf("the order decides: %s, then %s", r.ID, again.ID)
		}
	})
}

func TestPeriods(t *testing.T) {
	at := func(s string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for _, c := range []struct{ period, from, want string }{
		{"P1M", "2026-01-31 08:00", "2026-02-28 08:00"},
		{"P3M", "2026-11-30 08:00", "2027-02-28 08:00"},
		{"P1Y", "2024-02-29 23:30", "2025-02-28 23:30"},
		{"P2W", "2026-09-07 00:00", "2026-09-21 00:00"},
		{"P1M10D", "2026-09-07 00:00", "2026-10-17 00:00"},
	} {
		p, ok := ParsePeriod(c.period)
		if got := p.After(at(c.from)); !ok || !got.Equal(at(c.want)) {
			t.Errorf("%s after %s: %s", c.period, c.from, got.In(zone))
		}
	}
	for _, s := range []string{"P", "1M", "P1H", "PT5M", "P-1D", "", "P1M "} {
		if _, ok := ParsePeriod(s); ok {
			t.Errorf("%q was taken for a period", s)
		}
	}
	if got := Day(at("2026-09-07 00:30")); got != "2026-09-07" {
		t.Errorf("half past midnight is %s", got)
	}
}

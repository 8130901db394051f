package inspection

import (
	"fmt"
	"slices"
	"testing"

	"huxue/internal/platform/checklist"
)

// Who answers for what: those whom the item names, as far as they are there.
func TestDuties(t *testing.T) {
	sheet := &checklist.Sheet{Sections: []checklist.Section{{Items: []checklist.Item{
		{Code: "a", Agencies: []string{"education"}}, {Code: "b", Agencies: []string{"education", "police"}}, {Code: "c", Agencies: []string{"housing"}}, {Code: "d", Agencies: []string{"fire"}},
	}}}}
	got := Duties(sheet, []string{"education", "police"}, "education", false)
	want := map[string][]string{"a": {"education"}, "b": {"education", "police"}, "c": {"education"}, "d": {"education"}}
	for item, duty := range want {
		if !slices.Equal(got[item], duty) {
			t.Errorf("%s: %v", item, got[item])
		}
	}
	if own := Duties(sheet, nil, "", true); !slices.Equal(own["d"], []string{AtSchool}) {
		t.Errorf("own: %v", own)
	}
}

// What becomes of an answer.
func TestDecide(t *testing.T) {
	cur := func(by string, rev int64, disputed bool) *Answered {
		return &Answered{Said: Said{Result: "ok"}, ByID: by, Revision: rev, Disputed: disputed}
	}
	for _, c := range []struct {
		name   string
		cur    *Answered
		by     string
		base   int64
		result string
		sealed bool
		want   Fate
	}{
		{"the first", nil, "a", 0, "fault", false, Applied},
		{"one thinks again", cur("a", 3, false), "a", 0, "fault", false, Applied},
		{"another who has seen it", cur("a", 3, false), "b", 3, "fault", false, Applied},
		{"another who has not", cur("a", 3, false), "b", 0, "fault", false, Disputed},
		{"another who has not, and says the same", cur("a", 3, false), "b", 0, "ok", false, Applied},
		{"in dispute, even if seen", cur("a", 3, true), "b", 3, "fault", false, Disputed},
		{"after the signature", cur("a", 3, false), "a", 3, "fault", true, Disputed},
		{"after the signature, the same", cur("a", 3, false), "b", 0, "ok", true, Applied},
	} {
		if got := Decide(c.cur, &Op{by: c.by, Base: c.base, Answer: Said{Result: c.result}}, c.sealed); got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
	}
}

// A draw follows from what is published: the order of the lists does not matter, a
// changed word changes it, nobody goes where he must not, and nobody gets twice his
// share while others wait.
func TestDraw(t *testing.T) {
	var schools []Candidate
	for i := range 100 {
		schools = append(schools, Candidate{ID: fmt.Sprintf("sch_%03d", i), Path: fmt.Sprintf("/14/1409/14090%d/sch_%03d/", 1+i%4, i)})
	}
	var people []Inspector
	for i := range 10 {
		people = append(people, Inspector{ID: fmt.Sprintf("per_%d", i), Path: "/14/1409/"})
	}
	for i := range schools {
		people[0].Excluded = append(people[0].Excluded, schools[i].ID)
	}
	people[1].Path = "/14/1409/140902/"
	rule := DrawRule{Share: 15, PerCounty: true, Inspectors: 2}
	seed := SeedOf("secret", "五谷丰登")
	got := Draw(DrawAlgorithm, seed, rule, slices.Clone(schools), people)
	if len(got) != 16 { // four counties of 25: four each
		t.Fatalf("%d drawn", len(got))
	}
	turned := slices.Clone(schools)
	slices.Reverse(turned)
	again := Draw(DrawAlgorithm, seed, rule, turned, people)
	other := Draw(DrawAlgorithm, SeedOf("secret", "另一句"), rule, slices.Clone(schools), people)
	same, load := 0, map[string]int{}
	for i, d := range got {
		if again[i].SchoolID != d.SchoolID || !slices.Equal(again[i].Inspectors, d.Inspectors) {
			t.Fatalf("not the same again: %v %v", d, again[i])
		}
		if other[i].SchoolID == d.SchoolID {
			same++
		}
		for _, p := range d.Inspectors {
			load[p]++
		}
		if slices.Contains(d.Inspectors, "per_0") {
			t.Errorf("per_0 goes to %s, which he must not", d.SchoolID)
		}
		if slices.Contains(d.Inspectors, "per_1") && d.SchoolID[len(d.SchoolID)-1] == '0' {
			continue
		}
	}
	if same > 4 {
		t.Errorf("another word, and %d of %d places are the same", same, len(got))
	}
	for p, n := range load {
		if n > 2*4 {
			t.Errorf("%s has %d", p, n)
		}
	}
	if n := len(Draw(DrawAlgorithm, seed, DrawRule{Share: 0.1, Inspectors: 0}, schools, nil)); n != 1 {
		t.Errorf("a tenth of a per cent of a hundred: %d", n)
	}
}

// Whoever goes together comes from different departments while there are others, even
// where one department has most of the people; a draw of before is followed by the rule
// of before.
func TestDrawDepartments(t *testing.T) {
	var schools []Candidate
	for i := range 60 {
		schools = append(schools, Candidate{ID: fmt.Sprintf("sch_%03d", i), Path: fmt.Sprintf("/14/1409/140902/sch_%03d/", i)})
	}
	var people []Inspector
	for i := range 12 {
		people = append(people, Inspector{ID: fmt.Sprintf("per_%02d", i), Path: "/14/1409/", Agency: []string{"education", "education", "education", "police"}[i%4]})
	}
	agency := map[string]string{}
	for _, p := range people {
		agency[p.ID] = p.Agency
	}
	alike := func(algorithm string, people []Inspector) (n int) {
		for _, d := range Draw(algorithm, "seed", DrawRule{Share: 50, Inspectors: 2}, slices.Clone(schools), people) {
			if len(d.Inspectors) != 2 {
				t.Fatalf("%v", d)
			}
			if agency[d.Inspectors[0]] == agency[d.Inspectors[1]] {
				n++
			}
		}
		return n
	}
	if n := alike(DrawAlgorithm, people); n != 0 {
		t.Errorf("%d pairs of one department", n)
	}
	if alike("huxue-draw-1", people) == 0 {
		t.Error("the first rule looked at departments")
	}
	// Where there is one department only, its people go.
	one := slices.DeleteFunc(slices.Clone(people), func(p Inspector) bool { return p.Agency != "education" })
	if n := alike(DrawAlgorithm, one); n != 30 {
		t.Errorf("%d pairs", n)
	}
}

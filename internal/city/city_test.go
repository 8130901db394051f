package city_test

import (
	"crypto/sha256"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"huxue/internal/city"
	"huxue/internal/geo"
)

func TestTotals(t *testing.T) {
	for schools, pupils := range map[int]int{1: 182, 6: 1090, 50: 9086, 300: 54_516, 1500: 272_580} {
		c := city.Generate(city.Options{Schools: schools, Seed: 1})
		got := 0
		for _, s := range c.Schools {
			got += s.Pupils
		}
		if len(c.Schools) != schools || got != pupils {
			t.Errorf("%d schools with %d pupils, want %d with %d", len(c.Schools), got, schools, pupils)
		}
	}
}

func TestSameOptionsSameCity(t *testing.T) {
	hash := func(o city.Options) [32]byte {
		text, err := json.Marshal(city.Generate(o))
		if err != nil {
			t.Fatal(err)
		}
		return sha256.Sum256(text)
	}
	o := city.Options{Schools: 400, Seed: 1}
	first := hash(o)
	for range 3 {
		if hash(o) != first {
			t.Fatal("the same options gave another city")
		}
	}
	if o.Seed = 2; hash(o) == first {
		t.Fatal("another seed gave the same city")
	}
}

func TestAnyCityHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkCity(t, city.Options{Schools: rapid.IntRange(1, 400).Draw(t, "schools"), Seed: rapid.Uint64().Draw(t, "seed")})
	})
}

func TestLargeCitiesHold(t *testing.T) {
	checkCity(t, city.Options{Schools: city.FullSchools, Seed: 1})
	checkCity(t, city.Options{Schools: 10_000, Seed: 2})
}

func checkCity(t failer, o city.Options) {
	c := city.Generate(o)
	if len(c.Schools) != o.Schools {
		t.Fatalf("%d schools", len(c.Schools))
	}
	total := 0
	for _, s := range c.Schools {
		checkSchool(t, s)
		total += s.Pupils
	}
	if total != city.Pupils(o.Schools) {
		t.Fatalf("%d pupils", total)
	}
	checkUnique(t, c)
	checkTree(t, c)
	checkCoverage(t, c)
	checkAccounts(t, c)
}

var (
	landline = regexp.MustCompile(`^0350-0\d{6}$`)
	mobile   = regexp.MustCompile(`^140\d{8}$`)
	code     = regexp.MustCompile(`^\d{10}$`)
)

type failer interface {
	Fatalf(string, ...any)
}

func checkSchool(t failer, s city.School) {
	if !geo.Contains(s.CountyCode, s.Lon, s.Lat) || !strings.HasPrefix(s.TownCode, s.CountyCode) {
		t.Fatalf("%s does not lie in %s", s.Name, s.CountyCode)
	}
	if !code.MatchString(s.Code) || !landline.MatchString(s.Phone) || s.Address == "" {
		t.Fatalf("%s: code %q, phone %q, address %q", s.Name, s.Code, s.Phone, s.Address)
	}
	sum, teachers := 0, 0
	classes := map[string]bool{}
	for _, class := range s.Classes {
		if class.Pupils < 1 || classes[class.Name] {
			t.Fatalf("%s: class %+v", s.Name, class)
		}
		classes[class.Name] = true
		sum += class.Pupils
		teachers++
	}
	if sum != s.Pupils || s.Pupils < 1 || s.Staff < teachers {
		t.Fatalf("%s: %d in classes of %d pupils, staff %d for %d classes", s.Name, sum, s.Pupils, s.Staff, teachers)
	}
	if s.Boarding != (s.Boarders > 0) || s.Boarders > s.Pupils {
		t.Fatalf("%s: %d boarders of %d", s.Name, s.Boarders, s.Pupils)
	}
	if s.Kind.Label() == "" || s.Canteen.Label() == "" || s.Bus.Label() == "" || s.MaxStoreys < 1 {
		t.Fatalf("%s: %q %q %q %d storeys", s.Name, s.Kind, s.Canteen, s.Bus, s.MaxStoreys)
	}
	if s.Boarding && (s.Canteen == city.CanteenNone || s.Kind == city.Kindergarten) {
		t.Fatalf("%s boards pupils without feeding them, or is a kindergarten", s.Name)
	}
	checkPlaces(t, s)
	for _, p := range append([]city.Person{s.Principal, s.Safety}, s.Guards...) {
		if len([]rune(p.Name)) < 2 || !mobile.MatchString(p.Mobile) {
			t.Fatalf("%s: person %+v", s.Name, p)
		}
	}
}

func checkPlaces(t failer, s city.School) {
	names := map[string]bool{}
	kinds := map[string]int{}
	for _, p := range s.Places {
		if names[p.Name] {
			t.Fatalf("%s has %s twice", s.Name, p.Name)
		}
		names[p.Name] = true
		kinds[p.Kind]++
	}
	if len(s.Guards) < 1 || len(s.Gates) < 1 || kinds["gatehouse"] != len(s.Gates) {
		t.Fatalf("%s: %d guards, gates %v, places %v", s.Name, len(s.Guards), s.Gates, s.Places)
	}
	if (kinds["dormitory"] > 0) != s.Boarding {
		t.Fatalf("%s: boarding %v, places %v", s.Name, s.Boarding, s.Places)
	}
}

func checkUnique(t failer, c *city.City) {
	seen := map[string]bool{}
	once := func(what, value string) {
		if key := what + " " + value; value == "" || seen[key] {
			t.Fatalf("%s %q comes twice or is empty", what, value)
		} else {
			seen[key] = true
		}
	}
	for _, s := range c.Schools {
		once("name", s.Name)
		once("code", s.Code)
		once("phone", s.Phone)
		once("mobile", s.Principal.Mobile)
		for _, g := range s.Guards {
			once("mobile", g.Mobile)
		}
	}
	for _, a := range c.Agencies {
		once("agency", a.Code)
		once("agency name", a.Name)
		once("phone", a.Phone)
	}
	for _, a := range c.Areas {
		once("area", a.Code)
	}
	for _, a := range c.Accounts {
		once("login", a.Login)
		once("title", a.Title)
	}
}

func checkTree(t failer, c *city.City) {
	paths := map[string]string{"": "/"}
	counties := 0
	for _, a := range c.Areas {
		up, known := paths[a.Parent]
		if !known || a.Path != up+a.Code+"/" {
			t.Fatalf("%s %s: parent %q, path %s", a.Code, a.Name, a.Parent, a.Path)
		}
		paths[a.Code] = a.Path
		if a.Level == city.County {
			counties++
		}
		if a.Level == city.Town && !geo.Contains(a.Parent, a.Lon, a.Lat) {
			t.Fatalf("%s lies outside its county", a.Name)
		}
	}
	if counties != 14 {
		t.Fatalf("%d counties", counties)
	}
	agencies := map[string]bool{"": true}
	for _, a := range c.Agencies {
		if !agencies[a.Parent] || paths[a.AreaCode] == "" {
			t.Fatalf("%s: parent %s, area %s", a.Name, a.Parent, a.AreaCode)
		}
		agencies[a.Code] = true
	}
	for _, s := range c.Schools {
		if paths[s.TownCode] == "" {
			t.Fatalf("%s: no town %s", s.Name, s.TownCode)
		}
	}
}

func checkCoverage(t failer, c *city.City) {
	stations := map[string]city.Agency{}
	for _, a := range c.Agencies {
		if a.Kind == city.PoliceStation {
			stations[a.Code] = a
		}
	}
	covered := map[string]city.Agency{}
	for _, x := range c.Coverage {
		covered[x.SchoolCode] = stations[x.StationCode]
	}
	for _, s := range c.Schools {
		mine, ok := covered[s.Code]
		if !ok || mine.AreaCode != s.CountyCode {
			t.Fatalf("%s is covered by %q", s.Name, mine.Name)
		}
		at := geo.Point{Lon: s.Lon, Lat: s.Lat}
		for _, other := range stations {
			if other.AreaCode == s.CountyCode &&
				geo.Km(at, geo.Point{Lon: other.Lon, Lat: other.Lat}) < geo.Km(at, geo.Point{Lon: mine.Lon, Lat: mine.Lat}) {
				t.Fatalf("%s is nearer to %s than to %s", s.Name, other.Name, mine.Name)
			}
		}
	}
}

func checkAccounts(t failer, c *city.City) {
	agencies := map[string]bool{"": true}
	for _, a := range c.Agencies {
		agencies[a.Code] = true
	}
	if len(c.Accounts) != 17 {
		t.Fatalf("%d accounts", len(c.Accounts))
	}
	for _, a := range c.Accounts {
		if (a.AreaCode == "") == (a.SchoolCode == "") || !agencies[a.AgencyCode] || a.Person.Name == "" || a.Title == "" {
			t.Fatalf("account %+v", a)
		}
		if a.SchoolCode != "" && a.SchoolCode != c.Schools[0].Code {
			t.Fatalf("%s belongs to %s", a.Login, a.SchoolCode)
		}
	}
}

func TestSmallestUsefulCity(t *testing.T) {
	for n := 3; n < 60; n++ {
		c := city.Generate(city.Options{Schools: n, Seed: 1})
		first, second := c.Schools[0], c.Schools[1]
		if first.Kind != city.Complete || !first.Boarding || first.Private || first.CountyCode != "140902" {
			t.Errorf("%d schools: the first is %+v", n, first)
		}
		if second.Kind != city.Kindergarten || second.CountyCode != "140902" {
			t.Errorf("%d schools: the second is %s", n, second.Name)
		}
	}
}

func BenchmarkFullCity(b *testing.B) {
	for b.Loop() {
		city.Generate(city.Options{Schools: city.FullSchools, Seed: 1})
	}
}

package org

import (
	"regexp"
	"slices"
	"unicode/utf8"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/errs"
)

// Facts are what people enter about a school: the attributes that decide which
// norms hold for it (domain.md §1.2). Code is the 学校标识码, "" where none has
// been given yet. Storeys are those of the tallest building. Lon and Lat are
// degrees, WGS84, null where nobody has measured.
type Facts struct {
	Code          string     `json:"code" maxLength:"20"`
	Name          string     `json:"name" maxLength:"80"`
	Kind          SchoolKind `json:"kind" enum:"kindergarten,primary,junior,nine_year,complete,senior,vocational,special,reform,point"`
	Ownership     Ownership  `json:"ownership" enum:"public,private"`
	Boarding      bool       `json:"boarding"`
	Pupils        int        `json:"pupils" minimum:"0" maximum:"100000"`
	Boarders      int        `json:"boarders" minimum:"0" maximum:"100000"`
	Staff         int        `json:"staff" minimum:"0" maximum:"20000"`
	Guards        int        `json:"guards" minimum:"0" maximum:"1000"`
	Storeys       int        `json:"storeys" minimum:"0" maximum:"100"`
	Canteen       Canteen    `json:"canteen" enum:"none,own,contracted,delivered"`
	Bus           Bus        `json:"bus" enum:"none,own,contracted"`
	Gates         int        `json:"gates" minimum:"0" maximum:"50"`
	LabChemicals  bool       `json:"labChemicals"`
	Boiler        bool       `json:"boiler"`
	Elevator      bool       `json:"elevator"`
	CounterTerror bool       `json:"counterTerror"`
	Surroundings  []string   `json:"surroundings" nullable:"false" enum:"road,water,geohazard" maxItems:"10"`
	Facilities    []string   `json:"facilities" nullable:"false" enum:"nap,fire_control_room,perimeter_alarm,construction,gas,stove_heating,lab,hall" maxItems:"20"`
	Setting       Setting    `json:"setting" enum:"urban,rural"`
	Address       string     `json:"address" maxLength:"200"`
	Phone         string     `json:"phone" maxLength:"40"`
	Principal     string     `json:"principal" maxLength:"40"`
	Lon           *float64   `json:"lon"`
	Lat           *float64   `json:"lat"`
	Status        Status     `json:"status" enum:"active,closed,merged"`
}

// School is a school, kindergarten or teaching point. Path is that of its area
// (a county or town) and its id; instants are UTC milliseconds.
type School struct {
	ID string `json:"id"`
	Facts
	AreaID    string `json:"areaId"`
	Path      string `json:"path"`
	Version   int    `json:"version"`
	CreatedAt int64  `json:"createdAt"`
	UpdatedAt int64  `json:"updatedAt"`
}

// NewFacts are the facts of a school about which nothing has been said.
func NewFacts() Facts {
	return Facts{
		Ownership: Public, Canteen: CanteenNone, Bus: BusNone, Setting: Rural, Status: Active, Surroundings: []string{}, Facilities: []string{},
	}
}

// No school counts more of anything; a larger number is a slip.
const most = 100_000

// China's box in degrees, generously.
const (
	westmost, eastmost   = 73.0, 136.0
	southmost, northmost = 3.0, 54.0
)

var (
	codePattern  = regexp.MustCompile(`^\d{10}$`)
	phonePattern = regexp.MustCompile(`^[0-9+\-() /、;,转]{3,40}$`)
)

// tidy brings what people typed into the form it is kept in.
func (f *Facts) tidy() {
	for _, s := range []*string{&f.Code, &f.Name, &f.Address, &f.Phone, &f.Principal} {
		*s = spreadsheet.Clean(*s)
	}
	if f.Surroundings == nil {
		f.Surroundings = []string{}
	}
	if f.Facilities == nil {
		f.Facilities = []string{}
	}
	for _, list := range []*[]string{&f.Surroundings, &f.Facilities} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
}

// check returns every field that cannot be as it is.
func (f *Facts) check() []errs.Field {
	var bad []errs.Field
	must := func(ok bool, name, code string) {
		if !ok {
			bad = append(bad, errs.Field{Name: name, Code: code})
		}
	}
	must(f.Name != "", "name", "required")
	must(f.Code == "" || codePattern.MatchString(f.Code), "code", "not_ten_digits")
	must(f.Phone == "" || phonePattern.MatchString(f.Phone), "phone", "malformed")
	for name, text := range map[string]struct {
		s   string
		max int
	}{"name": {f.Name, 80}, "address": {f.Address, 200}, "principal": {f.Principal, 40}} {
		if n := utf8.RuneCountInString(text.s); n > text.max {
			bad = append(bad, errs.Field{Name: name, Code: "too_long", Params: map[string]any{"limit": text.max}})
		}
	}
	must(f.Kind != "", "kind", "required")
	must(f.Kind == "" || offered(SchoolKinds, f.Kind), "kind", "not_offered")
	must(offered(ownerships, f.Ownership), "ownership", "not_offered")
	must(offered(canteens, f.Canteen), "canteen", "not_offered")
	must(offered(buses, f.Bus), "bus", "not_offered")
	must(offered(settings, f.Setting), "setting", "not_offered")
	must(offered(statuses, f.Status), "status", "not_offered")
	for _, s := range f.Surroundings {
		must(offered(surroundings, s), "surroundings", "not_offered")
	}
	for _, s := range f.Facilities {
		must(slices.ContainsFunc(Facilities, func(x Facility) bool { return x.Code == s }), "facilities", "not_offered")
	}
	for name, n := range map[string]int{"pupils": f.Pupils, "boarders": f.Boarders, "staff": f.Staff,
		"guards": f.Guards, "storeys": f.Storeys, "gates": f.Gates} {
		must(n >= 0, name, "negative")
		if n > most {
			bad = append(bad, errs.Field{Name: name, Code: "too_large", Params: map[string]any{"limit": most}})
		}
	}
	must(f.Boarders <= f.Pupils, "boarders", "more_than_pupils")
	must(f.Boarders == 0 || f.Boarding, "boarding", "has_boarders")
	bad = append(bad, f.checkPosition()...)
	slices.SortFunc(bad, func(a, b errs.Field) int { return columnOrder(a.Name) - columnOrder(b.Name) })
	return bad
}

func (f *Facts) checkPosition() []errs.Field {
	inside := func(lon, lat float64) bool {
		return lon >= westmost && lon <= eastmost && lat >= southmost && lat <= northmost
	}
	switch {
	case f.Lon == nil && f.Lat == nil:
		return nil
	case f.Lon == nil:
		return []errs.Field{{Name: "lon", Code: "required"}}
	case f.Lat == nil:
		return []errs.Field{{Name: "lat", Code: "required"}}
	case inside(*f.Lon, *f.Lat):
		return nil
	case inside(*f.Lat, *f.Lon):
		return []errs.Field{{Name: "lon", Code: "swapped"}}
	}
	return []errs.Field{{Name: "lon", Code: "outside_china"}}
}

// NameKey makes two spellings of one school's name alike.
func NameKey(name string) string { return spreadsheet.Fold(name) }

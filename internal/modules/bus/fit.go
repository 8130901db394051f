package bus

import (
	"slices"
	"strings"
	"time"
)

// Vehicle is a bus with its file (一车一档). Days are business days, "" for unknown.
type Vehicle struct {
	ID          string   `json:"id"`
	Version     int64    `json:"version"`
	SchoolID    string   `json:"schoolId"`
	School      string   `json:"school"`
	Path        string   `json:"path"`
	Plate       string   `json:"plate"`
	Kind        string   `json:"kind" enum:"kindergarten,primary,school" doc:"幼儿专用、小学生专用、中小学生专用"`
	Seats       int      `json:"seats" doc:"licensed for pupils; crew not counted"`
	Owner       string   `json:"owner" doc:"the school or the provider"`
	PermitNo    string   `json:"permitNo" doc:"校车标牌编号"`
	PermitUntil string   `json:"permitUntil"`
	InspectedOn string   `json:"inspectedOn" doc:"last half-yearly inspection passed"`
	InspectDue  string   `json:"inspectDue"`
	Hammer      bool     `json:"hammer"`
	Extinguish  bool     `json:"extinguisher"`
	FirstAid    bool     `json:"firstAid"`
	Recorder    bool     `json:"recorder"`
	LetterOn    string   `json:"letterOn" doc:"responsibility letter filed with the bureau"`
	Code        string   `json:"code" doc:"of the sticker at the last row"`
	Retired     bool     `json:"retired"`
	Faults      []string `json:"faults" nullable:"false" doc:"why it may not drive"`
}

// Crew is a driver or an attendant, with as little about him as the rules need: born is
// a month, and what was looked into is noted as done, not what was found.
type Crew struct {
	ID         string   `json:"id"`
	Version    int64    `json:"version"`
	SchoolID   string   `json:"schoolId"`
	School     string   `json:"school"`
	Path       string   `json:"path"`
	Kind       string   `json:"kind" enum:"driver,attendant"`
	Name       string   `json:"name"`
	Born       string   `json:"born" doc:"month: 1985-06"`
	LicensedOn string   `json:"licensedOn" doc:"drivers: since when"`
	ReviewOn   string   `json:"reviewOn" doc:"last yearly review"`
	Cleared    []string `json:"cleared" nullable:"false" doc:"what was looked into and found in order"`
	PersonID   string   `json:"personId" doc:"account of an attendant"`
	Retired    bool     `json:"retired"`
	Faults     []string `json:"faults" nullable:"false" doc:"why he may not go along"`
}

// Clearances are what must be in order with a driver besides age and years; an attendant
// needs the last alone. (校车安全管理条例 第二十三条)
var Clearances = []string{"points", "accident", "drink", "speed", "record"}

// Rules are the numbers of the register that vehicles and crews are judged by.
type Rules struct {
	SeatsMin             int // fewer is no school bus
	AgeMin, AgeMax       int // drivers
	AttendMin, AttendMax int // attendants
	Years                int // of driving
	InspectMonths        int
	ReviewMonths         int
}

// fit says why a vehicle may not drive on a day; none is fit.
func (v *Vehicle) fit(r Rules, day string) []string {
	out := []string{}
	no := func(bad bool, fault string) {
		if bad {
			out = append(out, fault)
		}
	}
	no(v.Seats < r.SeatsMin, "seats")
	no(v.PermitNo == "" || v.PermitUntil == "" || v.PermitUntil < day, "permit")
	no(v.InspectDue == "" || v.InspectDue < day, "inspection")
	no(!v.Hammer || !v.Extinguish || !v.FirstAid || !v.Recorder, "equipment")
	no(v.LetterOn == "", "letter")
	return out
}

// due is the last day on which an inspection of a day still holds.
func due(inspectedOn string, months int) string {
	t, err := time.Parse(time.DateOnly, inspectedOn)
	if err != nil {
		return ""
	}
	return t.AddDate(0, months, 0).Format(time.DateOnly)
}

// fit says why somebody may not go along on a day; none is fit.
func (c *Crew) fit(r Rules, day string) []string {
	out := []string{}
	no := func(bad bool, fault string) {
		if bad {
			out = append(out, fault)
		}
	}
	least, most := r.AgeMin, r.AgeMax
	if c.Kind == "attendant" {
		least, most = r.AttendMin, r.AttendMax
	}
	age := ageOn(c.Born, day)
	no(age < least, "young")
	no(age > most, "old")
	if c.Kind == "attendant" {
		no(!slices.Contains(c.Cleared, "record"), "record")
		return out
	}
	no(c.LicensedOn == "" || yearsOn(c.LicensedOn, day) < r.Years, "years")
	no(due(c.ReviewOn, r.ReviewMonths) < day, "review")
	for _, k := range Clearances {
		no(!slices.Contains(c.Cleared, k), k)
	}
	return out
}

// ageOn counts whole years from a month; in the month of a birthday he counts as not
// having had it.
func ageOn(born, day string) int {
	b, err := time.Parse("2006-01", born)
	d, err2 := time.Parse(time.DateOnly, day)
	if err != nil || err2 != nil {
		return 0
	}
	age := d.Year() - b.Year()
	if d.Month() <= b.Month() {
		age--
	}
	return age
}

func yearsOn(since, day string) int {
	s, err := time.Parse(time.DateOnly, since)
	d, err2 := time.Parse(time.DateOnly, day)
	if err != nil || err2 != nil {
		return 0
	}
	n := d.Year() - s.Year()
	if d.YearDay() < s.YearDay() {
		n--
	}
	return n
}

// Stop is a place where a line stops; To and Back are minutes of the day.
type Stop struct {
	N    int    `json:"n"`
	Name string `json:"name" maxLength:"40"`
	To   int    `json:"to" minimum:"0" maximum:"1439" doc:"on the way to school"`
	Back int    `json:"back" minimum:"0" maximum:"1439" doc:"on the way home"`
}

// Rider is a pupil with his seat on a line (一生一档, 定学生、定座位). Seats count from 1;
// there is none beside the driver.
type Rider struct {
	PupilID string `json:"pupilId" maxLength:"40"`
	Name    string `json:"name,omitempty"`
	Class   string `json:"class,omitempty"`
	Stop    int    `json:"stop"`
	Seat    int    `json:"seat"`
}

// Line is a fixed line: school, vehicle, crew, stops, times, riders (六定). Days are the
// weekdays on which it runs, 1 to 7.
type Line struct {
	ID          string `json:"id"`
	Version     int64  `json:"version"`
	SchoolID    string `json:"schoolId"`
	School      string `json:"school"`
	Path        string `json:"path"`
	Name        string `json:"name"`
	VehicleID   string `json:"vehicleId"`
	Plate       string `json:"plate"`
	DriverID    string `json:"driverId"`
	Driver      string `json:"driver"`
	AttendantID string `json:"attendantId"`
	Attendant   string `json:"attendant"`
	Stops       []Stop `json:"stops" nullable:"false"`
	Arrive      int    `json:"arrive" doc:"minute of the day at school"`
	Leave       int    `json:"leave" doc:"minute of the day from school"`
	Days        string `json:"days" doc:"1234567: weekdays"`
	Seats       int    `json:"seats"`
	Riders      int    `json:"riders"`
	Active      bool   `json:"active"`
}

// runs reports whether a line runs on a business day.
func (l *Line) runs(day string) bool {
	t, err := time.Parse(time.DateOnly, day)
	w := (int(t.Weekday())+6)%7 + 1
	return err == nil && l.Active && strings.ContainsRune(l.Days, rune('0'+w))
}

// seat refuses riders that do not fit: more than seats, two on one, one on none, a stop
// that the line has not.
func (l *Line) seat(riders []Rider) error {
	if len(riders) > l.Seats {
		return errFull.With("seats", l.Seats)
	}
	taken, known := map[int]bool{}, map[string]bool{}
	for _, r := range riders {
		switch {
		case r.PupilID == "" || known[r.PupilID]:
			return errRider
		case r.Seat < 1 || r.Seat > l.Seats || taken[r.Seat]:
			return errSeat.With("seat", r.Seat)
		case !slices.ContainsFunc(l.Stops, func(s Stop) bool { return s.N == r.Stop }):
			return errLine
		}
		taken[r.Seat], known[r.PupilID] = true, true
	}
	return nil
}

// check refuses a line without name, stops, times or days.
func (l *Line) check() error {
	if l.Name = clip(l.Name, 40); l.Name == "" {
		return errName
	}
	if len(l.Stops) == 0 || len(l.Stops) > 40 || l.Days == "" || strings.Trim(l.Days, "1234567") != "" {
		return errLine
	}
	for i := range l.Stops {
		s := &l.Stops[i]
		s.N, s.Name = i+1, clip(s.Name, 40)
		if s.Name == "" || s.To <= 0 || s.To > l.Arrive || s.Back < l.Leave || s.Back > 1439 {
			return errLine
		}
		if i > 0 && s.To < l.Stops[i-1].To {
			return errLine
		}
	}
	return nil
}

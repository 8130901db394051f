package alarm

import (
	"slices"
	"time"
)

// Who fills a post: whoever is named for it at the school or nearest above it,
// when named people are on duty; where nobody is named, whoever holds the role.

// filling is one person who may fill a post. A named one has a place and a duty
// time; Covers holds for the people of the station that covers the school.
type filling struct {
	Person
	post   Post
	named  bool
	path   string
	duty   Duty
	covers bool
}

// Duty is when somebody fills a post: days are bits, Monday 1; minutes of the
// city's day, over midnight where Until lies before Since.
type Duty struct {
	Days  int `json:"days" minimum:"1" maximum:"127" doc:"bits, Monday 1, Sunday 64"`
	Since int `json:"since" minimum:"0" maximum:"1439" doc:"minute of the day"`
	Until int `json:"until" minimum:"0" maximum:"1440" doc:"minute of the day; before since: over midnight"`
}

// On reports whether the duty holds at a moment, read in the city's zone. What
// begins on Friday night and lasts until Saturday morning is Friday's.
func (d Duty) On(t time.Time) bool {
	t = t.In(city)
	minute := t.Hour()*60 + t.Minute()
	today := d.Days&dayBit(t) != 0
	if d.Since < d.Until {
		return today && minute >= d.Since && minute < d.Until
	}
	yesterday := d.Days&dayBit(t.AddDate(0, 0, -1)) != 0
	return today && minute >= d.Since || yesterday && minute < d.Until
}

func dayBit(t time.Time) int { return 1 << ((int(t.Weekday()) + 6) % 7) }

// Reasons why a post of a step is passed over.
const (
	SkipEmpty   = "empty"    // nobody fills it
	SkipOffDuty = "off_duty" // those who fill it are off duty now
	SkipPresser = "presser"  // only the one who pressed himself
	SkipNoWay   = "no_way"   // no channel of the step reaches any of them
)

// Skip is a post that a step could not call.
type Skip struct {
	Post   Post   `json:"post"`
	Reason string `json:"reason" enum:"empty,off_duty,presser,no_way"`
}

// fill finds who fills a post now; none come with the reason.
func fill(post Post, from []filling, now time.Time) ([]Person, string) {
	var named, role []filling
	for _, f := range from {
		switch {
		case f.post != post:
		case f.named:
			named = append(named, f)
		default:
			role = append(role, f)
		}
	}
	if len(named) > 0 {
		return onDuty(nearest(named), now)
	}
	if covering := slices.DeleteFunc(slices.Clone(role), func(f filling) bool { return !f.covers }); len(covering) > 0 {
		role = covering // the station of this very school before those around it
	}
	if len(role) == 0 {
		return nil, SkipEmpty
	}
	return people(role), ""
}

// nearest keeps those named at the place closest to the school.
func nearest(named []filling) []filling {
	deepest := slices.MaxFunc(named, func(a, b filling) int { return len(a.path) - len(b.path) }).path
	return slices.DeleteFunc(named, func(f filling) bool { return f.path != deepest })
}

func onDuty(named []filling, now time.Time) ([]Person, string) {
	named = slices.DeleteFunc(named, func(f filling) bool { return !f.duty.On(now) })
	if len(named) == 0 {
		return nil, SkipOffDuty
	}
	return people(named), ""
}

// people are those of the fillings, each once.
func people(from []filling) []Person {
	var out []Person
	for _, f := range from {
		if !slices.ContainsFunc(out, func(p Person) bool { return p.ID == f.ID }) {
			out = append(out, f.Person)
		}
	}
	return out
}

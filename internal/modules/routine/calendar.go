package routine

import (
	"slices"
	"strings"
	"time"
)

// All of China keeps one time.
var zone = time.FixedZone("CST", 8*3600)

// dayOf is the business day of an instant.
func dayOf(t time.Time) string { return t.In(zone).Format(time.DateOnly) }

func validDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// dateOf is the midnight of a day that is known to be one.
func dateOf(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day)
	return t
}

func addDays(day string, n int) string { return dateOf(day).AddDate(0, 0, n).Format(time.DateOnly) }

// Holiday is one day of the calendar that is not what its weekday says.
type Holiday struct {
	Path  string `json:"path" doc:"/ is the nation"`
	Day   string `json:"day"`
	Rest  bool   `json:"rest" doc:"a rest, else a working day by order (调休上班)"`
	Name  string `json:"name"`
	Mark  string `json:"mark" enum:"L,S,M,D" doc:"M is to be checked (待核)"`
	Basis string `json:"basis"`
}

// Term is one term of the schools of an area.
type Term struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Path    string `json:"path"`
	Name    string `json:"name"`
	FromDay string `json:"fromDay"`
	ToDay   string `json:"toDay"`
	Mark    string `json:"mark" enum:"L,S,M,D"`
}

// Calendar is everything there is; At cuts it to one place.
type Calendar struct {
	holidays []Holiday
	terms    []Term
}

// Place is the calendar as it holds at one place: of two that rule on the same
// day the nearer one is right, and the nearest who has terms says when they are.
type Place struct {
	days  map[string]Holiday
	terms []Term
}

// At returns the calendar of a place.
func (c *Calendar) At(path string) *Place {
	p := &Place{days: map[string]Holiday{}}
	for _, h := range c.holidays {
		if was, ok := p.days[h.Day]; strings.HasPrefix(path, h.Path) && (!ok || len(h.Path) > len(was.Path)) {
			p.days[h.Day] = h
		}
	}
	nearest := 0
	for _, t := range c.terms {
		if strings.HasPrefix(path, t.Path) {
			nearest = max(nearest, len(t.Path))
		}
	}
	for _, t := range c.terms {
		if strings.HasPrefix(path, t.Path) && len(t.Path) == nearest {
			p.terms = append(p.terms, t)
		}
	}
	return p
}

// Term returns the term that a day lies in.
func (p *Place) Term(day string) (Term, bool) {
	i := slices.IndexFunc(p.terms, func(t Term) bool { return t.FromDay <= day && day <= t.ToDay })
	if i < 0 {
		return Term{}, false
	}
	return p.terms[i], true
}

// School reports whether there is school on a day; why names the rest, "" for an
// ordinary weekend, "term" outside of the terms.
func (p *Place) School(day string) (yes bool, why string) {
	if _, in := p.Term(day); !in {
		return false, "term"
	}
	if h, ok := p.days[day]; ok {
		return !h.Rest, h.Name
	}
	w := dateOf(day).Weekday()
	return w != time.Saturday && w != time.Sunday, ""
}

// Cadence says which talks are due when. Where Thirty falls: before holidays (1),
// on the last Friday of a month (2), or both (3). Break is how many days without
// school in a row are a holiday.
type Cadence struct {
	Daily, Weekly bool
	Thirty, Break int
}

// Due is what is due on a day: the longest of what falls on it.
func (p *Place) Due(day string, c Cadence) Kind {
	if yes, _ := p.School(day); !yes {
		return None
	}
	switch {
	case c.Thirty&1 != 0 && p.beforeHoliday(day, c.Break), c.Thirty&2 != 0 && p.lastFriday(day):
		return Thirty
	case c.Weekly && p.lastOfWeek(day):
		return Five
	case c.Daily:
		return Minute
	}
	return None
}

// furthest is how far ahead the next school day is looked for.
const furthest = 100

// beforeHoliday reports whether a day is the last before a rest with a name, the
// end of a term or a rest of at least so many days.
func (p *Place) beforeHoliday(day string, atLeast int) bool {
	rest := 0
	for next := addDays(day, 1); rest < furthest; next = addDays(next, 1) {
		yes, why := p.School(next)
		if yes {
			break
		}
		if why != "" {
			return true
		}
		rest++
	}
	return rest >= atLeast
}

// lastOfWeek reports whether no other school day follows before Monday.
func (p *Place) lastOfWeek(day string) bool {
	for next := addDays(day, 1); dateOf(next).Weekday() != time.Monday; next = addDays(next, 1) {
		if yes, _ := p.School(next); yes {
			return false
		}
	}
	return true
}

// lastFriday reports whether a day is the last school day up to the last Friday
// of its month.
func (p *Place) lastFriday(day string) bool {
	end := dateOf(day[:7]+"-01").AddDate(0, 1, -1)
	for end.Weekday() != time.Friday {
		end = end.AddDate(0, 0, -1)
	}
	friday := end.Format(time.DateOnly)
	if day > friday {
		return false
	}
	for next := addDays(day, 1); next <= friday; next = addDays(next, 1) {
		if yes, _ := p.School(next); yes {
			return false
		}
	}
	return true
}

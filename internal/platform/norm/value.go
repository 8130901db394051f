package norm

import (
	"bytes"
	"encoding/json"
	"math"
	"regexp"
	"strconv"
	"time"
)

// Period is a length of time as rules give it.
type Period struct{ Years, Months, Days int }

var periodForm = regexp.MustCompile(`^P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$`)

// ParsePeriod reads an ISO 8601 period of years, months, weeks and days.
func ParsePeriod(s string) (p Period, ok bool) {
	m := periodForm.FindStringSubmatch(s)
	if m == nil || s == "P" {
		return p, false
	}
	n := make([]int, len(m))
	for i := 1; i < len(m); i++ {
		n[i], _ = strconv.Atoi(m[i]) // absent is 0
	}
	return Period{Years: n[1], Months: n[2], Days: n[3]*7 + n[4]}, true
}

// After returns the instant a period after t. A month after the 31st is the
// last day of the next month, as people count.
func (p Period) After(t time.Time) time.Time {
	local := t.In(zone)
	y, m, d := local.Date()
	first := time.Date(y+p.Years, m+time.Month(p.Months), 1, local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), zone)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(d, last)-1+p.Days).UTC()
}

// days is the length of a period for telling which of two is longer.
func (p Period) days() float64 {
	const year = 365.2425
	return float64(p.Years)*year + float64(p.Months)*year/12 + float64(p.Days)
}

// fits reports whether value is a JSON value of the kind.
func fits(k Kind, value json.RawMessage) bool {
	switch k {
	case Number:
		var n float64
		return json.Unmarshal(value, &n) == nil && !math.IsInf(n, 0) && !bytes.Equal(bytes.TrimSpace(value), []byte("null"))
	case Duration:
		var s string
		if json.Unmarshal(value, &s) != nil {
			return false
		}
		p, ok := ParsePeriod(s)
		return ok && p.days() > 0
	case MonthDay:
		var s string
		if json.Unmarshal(value, &s) != nil {
			return false
		}
		_, err := time.Parse(dayForm, "2024-"+s) // a leap year, so that 02-29 may be named
		return err == nil
	case List:
		return fitsList(value)
	case Rule:
		var s Steps
		d := json.NewDecoder(bytes.NewReader(value))
		d.DisallowUnknownFields()
		return d.Decode(&s) == nil && s.sound()
	}
	return false
}

const maxList = 20

func fitsList(value json.RawMessage) bool {
	var list []any
	if json.Unmarshal(value, &list) != nil || len(list) == 0 || len(list) > maxList {
		return false
	}
	for _, v := range list {
		switch v := v.(type) {
		case float64:
		case string:
			if v == "" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// measure returns how much a value asks, so that two can be told stricter and
// looser; ok is false for values that have no more or less, and for a rule when
// nobody said for how many heads.
func (v *Version) measure(h *Heads) (m float64, ok bool) {
	switch v.kind {
	case Number:
		ok = json.Unmarshal(v.Value, &m) == nil
	case Duration:
		var s string
		var p Period
		if json.Unmarshal(v.Value, &s) == nil {
			p, ok = ParsePeriod(s)
		}
		m = p.days()
	case Rule:
		var s Steps
		if ok = h != nil && json.Unmarshal(v.Value, &s) == nil; ok {
			m = float64(s.Required(*h))
		}
	case MonthDay, List: // no more, no less
	}
	return m, ok
}

package notice

import "time"

// How soon a school confirms: "red/orange 15 min, yellow 1 h, blue/prompt 2 h
// (school hours)" [D]. Rows of the norm register; these are what holds where nobody
// has ruled.
const (
	keyGrave, graveMin   = "notice.confirm_grave_min", 15
	keyYellow, yellowMin = "notice.confirm_yellow_min", 60
	keyOther, otherMin   = "notice.confirm_other_min", 120
	keyFrom, fromHour    = "notice.hours_from", 8
	keyTo, toHour        = "notice.hours_to", 18
)

// zone is the city's.
var zone = time.FixedZone("Asia/Shanghai", 8*60*60)

func dayOf(t time.Time) string { return t.In(zone).Format("2006-01-02") }

// patience is how long a school has, and whether only school hours count.
func patience(level string, norm func(key string, otherwise int) int) (limit time.Duration, schoolHours bool) {
	minutes := func(key string, otherwise int) time.Duration {
		return time.Duration(norm(key, otherwise)) * time.Minute
	}
	switch level {
	case Red, Orange:
		return minutes(keyGrave, graveMin), false
	case Yellow:
		return minutes(keyYellow, yellowMin), false
	}
	return minutes(keyOther, otherMin), true
}

// mostDays bounds how far a deadline looks for a school day: over the longest
// holidays.
const mostDays = 70

// withinHours adds limit to at, counting only the hours between from and to of days
// that are no rest.
func withinHours(at time.Time, limit time.Duration, from, to int, rest func(day time.Time) bool) time.Time {
	if to <= from {
		return at.Add(limit)
	}
	t := at.In(zone)
	for range mostDays {
		day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, zone)
		opens, closes := day.Add(time.Duration(from)*time.Hour), day.Add(time.Duration(to)*time.Hour)
		if t.Before(opens) {
			t = opens
		}
		if !rest(day) && t.Before(closes) {
			left := closes.Sub(t)
			if left >= limit {
				return t.Add(limit).UTC()
			}
			limit -= left
		}
		t = day.AddDate(0, 0, 1)
	}
	return t.UTC()
}

// resting says whether a day is none of school: what the calendar rules, else the
// weekend.
func resting(off map[string]bool) func(time.Time) bool {
	return func(day time.Time) bool {
		if rest, ruled := off[dayOf(day)]; ruled {
			return rest
		}
		return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
	}
}

package drill

import "time"

// Duty is what a school owes in a month by the norms of its place and kind.
// Interval is in months; Times is how often in a month where the interval is one.
type Duty struct {
	Interval int
	Times    int
	Term     []int // months of the year in which a drill is due
}

// Owes is how many valid drills are due in a month, 0 where none is: outside term,
// or, where the interval is longer than a month, in the months before the last one
// of the interval, and once the interval has had its drill. earlier is how many
// were held in the months of the interval before this one, own how many in this.
func (u Duty) Owes(month string, earlier, own int) int {
	if !u.inTerm(month) {
		return 0
	}
	if u.Interval <= 1 {
		return max(u.Times, 1)
	}
	switch {
	case own > 0:
		return 1
	case earlier > 0:
		return 0
	case month == u.last(month):
		return 1
	}
	return 0
}

func (u Duty) inTerm(month string) bool {
	m := monthOf(month)
	for _, t := range u.Term {
		if t == m {
			return true
		}
	}
	return false
}

// Span is the first and the last month of the interval that a month lies in:
// quarters of the year, halves, the year.
func (u Duty) Span(month string) (from, to string) {
	first, err := time.Parse("2006-01", month)
	if err != nil || u.Interval <= 1 || u.Interval > 12 {
		return month, month
	}
	first = first.AddDate(0, -((int(first.Month()) - 1) % u.Interval), 0)
	return first.Format("2006-01"), first.AddDate(0, u.Interval-1, 0).Format("2006-01")
}

// last is the last month of term of the interval, in which the drill is due at
// the latest.
func (u Duty) last(month string) string {
	from, to := u.Span(month)
	out := to
	for m := from; m <= to; m = monthAfter(m) {
		if u.inTerm(m) {
			out = m
		}
	}
	return out
}

func monthOf(month string) int {
	at, _ := time.Parse("2006-01", month)
	return int(at.Month())
}

func monthAfter(month string) string { return shift(month, 1) }

// shift is the month n months after another.
func shift(month string, n int) string {
	at, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return at.AddDate(0, n, 0).Format("2006-01")
}

// lastDay is the last day of a month.
func lastDay(month string) string {
	at, _ := time.Parse("2006-01", month)
	return at.AddDate(0, 1, -1).Format(time.DateOnly)
}

// workday moves a day to the next Monday where it is a Saturday or a Sunday; at
// the end of a month, to the Friday before.
func workday(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	month := at.Month()
	for at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
		at = at.AddDate(0, 0, 1)
	}
	for at.Month() != month || at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
		at = at.AddDate(0, 0, -1)
	}
	return at.Format(time.DateOnly)
}

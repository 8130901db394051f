package alarm

// Due is a button that is to be tested this month.
type Due struct {
	ButtonID, Button           string
	SchoolID, SchoolName, Path string
	StationID, Station         string
}

// Load counts the tests of a station on a day.
type Load map[[2]string]int

// Spread puts buttons on days: the buttons of one school together where they
// fit, the schools of one station evenly over the days, and never more than
// perDay tests a day for one station. due is in the order of schools; load holds
// what is planned already and is added to. What does not fit is left over.
func Spread(due []Due, days []string, load Load, perDay func(station, path string) int) (on map[string]string, left []Due) {
	on = map[string]string{}
	schools := map[string]int{} // of a station, so far
	total := schoolsPerStation(due)
	for len(due) > 0 {
		n := 1
		for n < len(due) && due[n].SchoolID == due[0].SchoolID {
			n++
		}
		group := due[:n]
		due = due[n:]
		station := group[0].StationID
		// The k-th of m schools begins to look at the k-th m-th of the month.
		start := 0
		if m := total[station]; m > 0 {
			start = schools[station] * len(days) / m
		}
		schools[station]++
		limit := perDay(station, group[0].Path)
		for len(group) > 0 {
			day, room := roomiest(days, start, station, len(group), limit, load)
			if room == 0 {
				left = append(left, group...)
				break
			}
			k := min(room, len(group))
			for _, d := range group[:k] {
				on[d.ButtonID] = day
			}
			load[[2]string{station, day}] += k
			group = group[k:]
		}
	}
	return on, left
}

// roomiest is the first day from start on, round the month, that takes all n;
// where none does, the day with the most room.
func roomiest(days []string, start int, station string, n, limit int, load Load) (day string, room int) {
	for i := range days {
		d := days[(start+i)%len(days)]
		switch free := limit - load[[2]string{station, d}]; {
		case free >= n:
			return d, free
		case free > room:
			day, room = d, free
		}
	}
	return day, room
}

func schoolsPerStation(due []Due) map[string]int {
	out, last := map[string]int{}, ""
	for _, d := range due {
		if d.SchoolID != last {
			out[d.StationID]++
			last = d.SchoolID
		}
	}
	return out
}

package hazard

import (
	"context"
	"time"
)

// rung is one step on the way from a reminder to the city's list. (domain.md §3.6)
type rung struct {
	Kind string // first, second, last, due, school, county, city
	At   time.Duration
}

const day = 24 * time.Hour

// ladder are the steps around a deadline at a place, in order.
func (s *Service) ladder(ctx context.Context, path string) []rung {
	return []rung{
		{"first", -s.days(ctx, remindFirst, path)},
		{"second", -s.days(ctx, remindSecond, path)},
		{"last", -s.days(ctx, remindLast, path)},
		{"due", 0},
		{"school", s.days(ctx, lateSchool, path)},
		{"county", s.days(ctx, lateCounty, path)},
		{"city", s.days(ctx, lateCity, path)},
	}
}

// nextStep is the step of the ladder that lies ahead of a hazard at now, and when;
// steps before its deadline that have passed already are left out, so that a hazard
// given two days is not reminded of the seventh. Zero where none lies ahead.
func nextStep(h *Hazard, ladder []rung, now time.Time) (int, time.Time) {
	if !h.State.Open() || h.State == Verifying {
		return 0, time.Time{} // mended: whoever verifies has his own task
	}
	for i, r := range ladder {
		at := h.DueAt.Add(r.At)
		if at.After(now) || r.At >= 0 {
			return i, at
		}
	}
	return 0, time.Time{}
}

// after is the step that follows step n, or zero at the end.
func after(h *Hazard, ladder []rung, n int) (int, time.Time) {
	if n+1 >= len(ladder) {
		return n + 1, time.Time{}
	}
	return n + 1, h.DueAt.Add(ladder[n+1].At)
}

// Colour is that of a deadline: green more than three days ahead, yellow within,
// orange on the day, red after. (domain.md §9.2)
func Colour(due, now time.Time) string {
	switch {
	case due.IsZero():
		return ""
	case now.After(due):
		return "red"
	case dayOf(due) == dayOf(now):
		return "orange"
	case due.Sub(now) <= 3*day:
		return "yellow"
	}
	return "green"
}

// LateDays is how many days a hazard was or is late, begun ones counting.
func (h *Hazard) LateDays(now time.Time) int {
	end := now
	switch h.State {
	case Closed, Archived:
		end = h.ClosedAt
	case Verifying:
		end = h.Fixer.At
	case Draft, Registered, Graded, Assigned, Rectifying, Invalid, Merged:
	}
	if h.DueAt.IsZero() || !h.Valid() || !end.After(h.DueAt) {
		return 0
	}
	return int((end.Sub(h.DueAt) + day - 1) / day)
}

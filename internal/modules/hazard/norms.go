package hazard

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/norm"
)

// A number of the norm register and what holds while nobody has ruled. (domain.md
// §3.6, §9.5)
type normKey struct {
	key       string
	otherwise int
}

var (
	nowHours      = normKey{"hazard.deadline.now_h", 24}    // 立即整改
	normalDays    = normKey{"hazard.deadline.normal_d", 15} // 一般, natural days
	normalMost    = normKey{"hazard.deadline.normal_max_d", 30}
	majorDays     = normKey{"hazard.deadline.major_d", 60} // 重大, natural days
	interimHours  = normKey{"hazard.interim_h", 24}        // 临时管控
	confirmDays   = normKey{"hazard.confirm_wd", 2}        // working days
	receiptDays   = normKey{"hazard.transfer_wd", 2}       // working days
	remindFirst   = normKey{"hazard.remind.first_d", 7}    // T−7
	remindSecond  = normKey{"hazard.remind.second_d", 3}   // T−3
	remindLast    = normKey{"hazard.remind.last_d", 1}     // T−1
	lateSchool    = normKey{"hazard.escalate.school_d", 1} // +1 校领导
	lateCounty    = normKey{"hazard.escalate.county_d", 3} // +3 县
	lateCity      = normKey{"hazard.escalate.city_d", 7}   // +7 市
	recurDays     = normKey{"hazard.recur_d", 180}         // 反弹
	extendMost    = normKey{"hazard.extend_max", 2}        // times
	listingReport = normKey{"hazard.listing.report_d", 15} // 半月报
)

func (s *Service) norm(ctx context.Context, k normKey, path string) int {
	return s.norms.Now(ctx, k.key, path, k.otherwise)
}

func (s *Service) days(ctx context.Context, k normKey, path string) time.Duration {
	return time.Duration(s.norm(ctx, k, path)) * 24 * time.Hour
}

func (s *Service) hours(ctx context.Context, k normKey, path string) time.Duration {
	return time.Duration(s.norm(ctx, k, path)) * time.Hour
}

// deadline is when a hazard is to be mended by the norm, and which version of the
// norm says so. What is to be mended at once has hours; the others have until the
// end of a natural day.
func (s *Service) deadline(ctx context.Context, h *Hazard, from time.Time) (time.Time, string) {
	k := normalDays
	switch {
	case h.Kind == Immediate:
		k = nowHours
	case h.Level == Major:
		k = majorDays
	}
	n, version := k.otherwise, ""
	var r norm.Ruling
	var ok bool
	if r, ok = s.norms.Ruled(ctx, k.key, h.Path, from); ok {
		n, version = r.Number, r.Version
	}
	if h.Kind == Immediate {
		return from.Add(time.Duration(n) * time.Hour), version
	}
	return endOfDay(from.AddDate(0, 0, n)), version
}

// workdays is the end of the nth working day after an instant: weekends and the
// holidays of the calendar do not count, days worked by order do.
func (s *Service) workdays(ctx context.Context, tx *db.Tx, path string, from time.Time, n int) time.Time {
	off, err := s.calendar.Off(ctx, tx, path, dayOf(from), dayOf(from.AddDate(0, 0, 7*n+40)))
	if err != nil {
		off = nil // the weekend is known without a calendar
	}
	return endOfDay(addWorkdays(from, n, off))
}

// addWorkdays is the rule: off says of a day whether it is a rest, where the
// calendar says anything about it.
func addWorkdays(from time.Time, n int, off map[string]bool) time.Time {
	at := from.In(city)
	for n > 0 {
		at = at.AddDate(0, 0, 1)
		rest, said := off[at.Format(time.DateOnly)]
		if !said {
			rest = at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
		}
		if !rest {
			n--
		}
	}
	return at.UTC()
}

package routine

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// CalendarDay is a day with what is due on it.
type CalendarDay struct {
	Day    string `json:"day"`
	School bool   `json:"school"`
	Why    string `json:"why"`
	Kind   Kind   `json:"kind"`
}

// CalendarView is the calendar of a place: the rows that hold for it and, day by
// day, what comes out.
type CalendarView struct {
	Path     string        `json:"path"`
	Name     string        `json:"name"`
	Holidays []Holiday     `json:"holidays" nullable:"false"`
	Terms    []Term        `json:"terms" nullable:"false"`
	Days     []CalendarDay `json:"days" nullable:"false"`
}

// Off says of the days from one to another, at a place, which are rests and which
// are worked by order, where the calendar rules on them; another room counts
// working days by it.
// access: exempt, the calendar is public and asked by rooms in the midst of their acts.
func (s *Service) Off(ctx context.Context, tx *db.Tx, path, from, to string) (map[string]bool, error) {
	type ruling struct {
		path, day string
		rest      bool
	}
	list, err := db.All(ctx, tx, func(row db.Scanner) (r ruling, err error) {
		err = row.Scan(&r.path, &r.day, &r.rest)
		return r, err
	}, `SELECT path, day, rest FROM routine_holidays WHERE day >= $1 AND day <= $2 ORDER BY LENGTH(path)`, from, to)
	out := map[string]bool{}
	for _, r := range list { // the nearest comes last
		if strings.HasPrefix(path, r.path) {
			out[r.day] = r.rest
		}
	}
	return out, err
}

// CalendarAt returns the calendar of a place for a month.
func (s *Service) CalendarAt(ctx context.Context, path, month string) (*CalendarView, error) {
	paths, err := within(ctx, PermView, path)
	if err != nil {
		return nil, err
	}
	if path == "" && len(paths) > 0 {
		path = paths[0]
	}
	if !validDay(month + "-01") {
		return nil, errDay
	}
	out := &CalendarView{Path: path, Holidays: []Holiday{}}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if out.Name, _, err = placeName(ctx, tx, path); err != nil {
			return err
		}
		cal, err := loadCalendar(ctx, tx)
		if err != nil {
			return err
		}
		p := cal.At(path)
		for _, h := range cal.holidays {
			if p.days[h.Day] == h {
				out.Holidays = append(out.Holidays, h)
			}
		}
		out.Terms = append([]Term{}, p.terms...)
		rule := s.cadence(ctx, path)
		for day := month + "-01"; strings.HasPrefix(day, month); day = addDays(day, 1) {
			school, why := p.School(day)
			out.Days = append(out.Days, CalendarDay{day, school, why, p.Due(day, rule)})
		}
		return nil
	})
	return out, err
}

// HolidayIn rules on some days of a place. Clear takes the place's own rows off,
// so that what is ruled above holds again.
type HolidayIn struct {
	Path  string   `json:"path" maxLength:"120"`
	Days  []string `json:"days" minItems:"1" maxItems:"60"`
	Rest  bool     `json:"rest"`
	Name  string   `json:"name,omitempty" maxLength:"30"`
	Basis string   `json:"basis,omitempty" maxLength:"80"`
	Clear bool     `json:"clear,omitempty"`
}

// mayRule asks for the right over a calendar: an area's is its bureau's, a
// school's own (for a day without school there) the school's.
func mayRule(ctx context.Context, tx *db.Tx, path string) error {
	if err := access.See(ctx, PermView, path, errPlace); err != nil {
		return err
	}
	_, school, err := placeName(ctx, tx, path)
	if err != nil {
		return err
	}
	if school != "" {
		return access.Require(ctx, PermManage, path)
	}
	return access.Require(ctx, PermCalendar, path)
}

// SetHolidays rules on days, and brings what was due on those that are over into
// line.
func (s *Service) SetHolidays(ctx context.Context, in HolidayIn) error {
	var today string
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		today = dayOf(tx.Now)
		if err := mayRule(ctx, tx, in.Path); err != nil {
			return err
		}
		name := clip(in.Name, 30)
		if name == "" && !in.Clear {
			return errName
		}
		for _, day := range in.Days {
			if !validDay(day) {
				return errDay
			}
			if _, err := tx.Exec(ctx, `DELETE FROM routine_holidays WHERE path = $1 AND day = $2`, in.Path, day); err != nil {
				return err
			}
			if in.Clear {
				continue
			}
			if _, err := tx.Exec(ctx, `INSERT INTO routine_holidays (path, day, rest, name, mark, basis) VALUES ($1, $2, $3, $4, 'S', $5)`,
				in.Path, day, in.Rest, name, clip(in.Basis, 80)); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, "routine.holidays", in.Path, in)
	}); err != nil {
		return err
	}
	for _, day := range in.Days {
		if day <= today && day >= addDays(today, -catchUp) {
			if err := s.settle(ctx, in.Path, day); err != nil {
				return err
			}
		}
	}
	return nil
}

// TermIn is a term as it is entered.
type TermIn struct {
	Path    string `json:"path" maxLength:"120"`
	Name    string `json:"name" maxLength:"40"`
	FromDay string `json:"fromDay" maxLength:"10"`
	ToDay   string `json:"toDay" maxLength:"10"`
}

// SetTerm adds a term of a place, or writes over the one of an id. A place that
// has terms of its own no longer follows those above it.
func (s *Service) SetTerm(ctx context.Context, termID string, version int64, in TermIn) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		name := clip(in.Name, 40)
		switch {
		case name == "":
			return errName
		case !validDay(in.FromDay) || !validDay(in.ToDay) || in.FromDay >= in.ToDay:
			return errTerm
		}
		if err := mayRule(ctx, tx, in.Path); err != nil {
			return err
		}
		if termID == "" {
			termID = id.New("trm")
			if _, err := tx.Exec(ctx, `INSERT INTO routine_terms (id, path, name, from_day, to_day, mark) VALUES ($1, $2, $3, $4, $5, 'S')`,
				termID, in.Path, name, in.FromDay, in.ToDay); err != nil {
				return err
			}
		} else if err := tx.UpdateOne(ctx, `UPDATE routine_terms SET version = version + 1, name = $1, from_day = $2, to_day = $3, mark = 'S'
			WHERE id = $4 AND version = $5 AND path = $6`, name, in.FromDay, in.ToDay, termID, version, in.Path); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "routine.term", termID, in)
	})
}

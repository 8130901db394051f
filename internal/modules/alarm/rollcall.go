package alarm

import (
	"context"
	"regexp"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// Roll is a roll call (清点) in figures. Times are UTC milliseconds; FullAt is
// the first moment when every class had reported and nobody was missing, 0 while
// that is not so: a later report may open it again. Missing are the classes that
// miss somebody.
type Roll struct {
	StartedAt   int64       `json:"startedAt"`
	FullAt      int64       `json:"fullAt"`
	Classes     int         `json:"classes"`
	Reported    int         `json:"reported"`
	Pupils      int         `json:"pupils" doc:"expected, of all classes"`
	Present     int         `json:"present"`
	Unaccounted int         `json:"unaccounted"`
	Missing     []RollClass `json:"missing" nullable:"false"`
}

// RollCall is a roll call with all its classes.
type RollCall struct {
	Roll
	Items []RollClass `json:"items" nullable:"false"`
}

// RollClass is what is known of one class. At is 0 while it has not reported.
// Who is neither present nor unaccounted for is known to be elsewhere: ill, on
// leave. Seats are seat numbers; no pupil is ever named.
type RollClass struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Teacher     string   `json:"teacher"`
	Mine        bool     `json:"mine" doc:"the caller leads this class"`
	Pupils      int      `json:"pupils"`
	Present     int      `json:"present"`
	Unaccounted int      `json:"unaccounted"`
	Seats       []string `json:"seats" nullable:"false"`
	Note        string   `json:"note"`
	ByName      string   `json:"byName"`
	At          int64    `json:"at"`
}

// HeadCount is what a teacher says of a class.
type HeadCount struct {
	Present, Unaccounted int
	Seats                []string
	Note                 string
}

// A class is never larger, and no seat number longer.
const (
	maxInClass = 999
	maxSeats   = 60
)

var seat = regexp.MustCompile(`^[0-9A-Za-z-]{1,6}$`)

var (
	errCounts    = errs.Invalid("alarm.counts_impossible", errs.Field{Name: "present", Code: "out_of_range"})
	errSeats     = errs.Invalid("alarm.seats_only", errs.Field{Name: "seats", Code: "malformed"})
	errClass     = errs.NotFound("alarm.no_such_class")
	errNoClasses = errs.Conflict("alarm.no_classes")
)

// check refuses what cannot be, and every name: a seat is letters and figures.
func (r *HeadCount) check() error {
	if r.Present < 0 || r.Unaccounted < 0 || r.Present > maxInClass || r.Unaccounted > maxInClass {
		return errCounts
	}
	if len(r.Seats) > maxSeats || len(r.Seats) > r.Unaccounted || slices.ContainsFunc(r.Seats, func(s string) bool { return !seat.MatchString(s) }) {
		return errSeats
	}
	if r.Seats == nil {
		r.Seats = []string{}
	}
	r.Note = clip(r.Note, maxPlace)
	return nil
}

// sum puts the figures of the classes together.
func (r *RollCall) sum() {
	r.Missing = []RollClass{}
	r.Classes, r.Reported, r.Pupils, r.Present, r.Unaccounted = len(r.Items), 0, 0, 0, 0
	for _, c := range r.Items {
		r.Pupils += c.Pupils
		if c.At == 0 {
			continue
		}
		r.Reported++
		r.Present += c.Present
		r.Unaccounted += c.Unaccounted
		if c.Unaccounted > 0 {
			r.Missing = append(r.Missing, c)
		}
	}
}

// take puts a report in and says what it changes: "" nothing, "report", or that
// the roll call is "full" or "reopened" by it. A report that was made before the
// one that is known came late and changes nothing.
func (r *RollCall) take(classID string, rep HeadCount, by string, at time.Time) (string, error) {
	i := slices.IndexFunc(r.Items, func(c RollClass) bool { return c.ID == classID })
	if i < 0 {
		return "", errClass
	}
	c := &r.Items[i]
	ms := at.UnixMilli()
	if c.At > ms {
		return "", nil
	}
	c.Present, c.Unaccounted, c.Seats, c.Note, c.ByName, c.At = rep.Present, rep.Unaccounted, rep.Seats, rep.Note, by, ms
	r.sum()
	full := r.Reported == r.Classes && r.Unaccounted == 0
	switch {
	case full && r.FullAt == 0:
		for _, c := range r.Items {
			r.FullAt = max(r.FullAt, c.At)
		}
		return "full", nil
	case !full && r.FullAt != 0:
		r.FullAt = 0
		return "reopened", nil
	}
	return "report", nil
}

// CallRoll starts the roll call of the school over the classes it has now.
func (s *Service) CallRoll(ctx context.Context, alarmID string, deviceAt, sentAt time.Time) (*Alarm, error) {
	return s.assist(ctx, alarmID, deviceAt, sentAt, func(ctx context.Context, tx *db.Tx, a *Alarm, at time.Time) (string, map[string]any, error) {
		started, err := startRoll(ctx, tx, a, at)
		if err != nil || !started {
			return "", nil, err
		}
		return "roll_started", map[string]any{"saidAt": db.Millis(at)}, nil
	})
}

// ReportClass says who of a class is there. The first report also starts the
// roll call.
func (s *Service) ReportClass(ctx context.Context, alarmID, classID string, rep HeadCount, deviceAt, sentAt time.Time) (*Alarm, error) {
	if err := rep.check(); err != nil {
		return nil, err
	}
	return s.assist(ctx, alarmID, deviceAt, sentAt, func(ctx context.Context, tx *db.Tx, a *Alarm, at time.Time) (string, map[string]any, error) {
		if _, err := startRoll(ctx, tx, a, at); err != nil {
			return "", nil, err
		}
		r, err := rollOf(ctx, tx, alarmID)
		if err != nil {
			return "", nil, err
		}
		news, err := r.take(classID, rep, access.From(ctx).Name, at)
		if err != nil || news == "" {
			return "", nil, err
		}
		i := slices.IndexFunc(r.Items, func(c RollClass) bool { return c.ID == classID })
		if err := putReport(ctx, tx, alarmID, &r.Items[i]); err != nil {
			return "", nil, err
		}
		data := map[string]any{"class": r.Items[i].Name, "present": rep.Present, "unaccounted": rep.Unaccounted, "saidAt": db.Millis(at)}
		if len(rep.Seats) > 0 {
			data["seats"] = rep.Seats
		}
		if rep.Note != "" {
			data["note"] = rep.Note
		}
		if news == "report" {
			return "roll_report", data, nil
		}
		if err := putFull(ctx, tx, alarmID, r.FullAt); err != nil {
			return "", nil, err
		}
		if news == "full" {
			data["tookMs"] = r.FullAt - db.Millis(a.T0)
		}
		return "roll_" + news, data, nil
	})
}

// RollCall returns the roll call of an alarm with all its classes, not found
// while none was started.
func (s *Service) RollCall(ctx context.Context, alarmID string) (*RollCall, error) {
	if access.From(ctx).Kind == access.Nobody {
		return nil, access.ErrLogin
	}
	var out *RollCall
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := get(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		if !visible(ctx, a) {
			return ErrNotFound
		}
		out, err = rollOf(ctx, tx, alarmID)
		if err == nil && out == nil {
			out = &RollCall{Items: []RollClass{}}
			out.sum()
		}
		return err
	})
	return out, err
}

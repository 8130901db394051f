package drill

import (
	"slices"
	"time"
)

// Class is one class that takes part, and what is known of it. ArrivedAt is when
// its arrival was pressed, ArrivedGot when the server heard of it; SaidAt and
// GotAt are those of its last report. Nobody is named.
type Class struct {
	ID         string
	Name       string
	Grade      int
	Teacher    string
	TeacherID  string
	Pupils     int
	ArrivedAt  time.Time
	ArrivedGot time.Time
	Present    int
	Missing    int // 未找到
	Note       string
	ByName     string
	SaidAt     time.Time
	GotAt      time.Time
}

// Sum is a roll call in figures.
type Sum struct {
	Classes     int `json:"classes"`
	Arrived     int `json:"arrived"`
	Reported    int `json:"reported"`
	Pupils      int `json:"pupils" doc:"expected, of all classes taking part"`
	Present     int `json:"present"`
	Unaccounted int `json:"unaccounted"`
}

// HeadCount is what is said of a class at the assembly point.
type HeadCount struct {
	Present int    `json:"present" minimum:"0" maximum:"999"`
	Missing int    `json:"missing" minimum:"0" maximum:"999" doc:"nobody knows where they are"`
	Note    string `json:"note,omitempty" maxLength:"80"`
}

// A class is never larger.
const maxInClass = 999

func (h *HeadCount) check() error {
	if h.Present < 0 || h.Missing < 0 || h.Present+h.Missing > maxInClass {
		return errCounts
	}
	h.Note = clip(h.Note, 80)
	return nil
}

// total puts the figures of the classes together and says when all were out and
// when all were accounted for; zero while that is not so.
func (d *Drill) total() {
	s := Sum{Classes: len(d.Classes)}
	var out, full time.Time
	for i := range d.Classes {
		c := &d.Classes[i]
		s.Pupils += c.Pupils
		if c.SaidAt.IsZero() {
			continue
		}
		s.Reported++
		s.Arrived++
		s.Present += c.Present
		s.Unaccounted += c.Missing
		out, full = latest(out, c.ArrivedAt), latest(full, c.SaidAt)
	}
	d.Sum = s
	if s.Classes == 0 || s.Arrived < s.Classes {
		d.OutAt, d.FullAt = time.Time{}, time.Time{}
		return
	}
	d.OutAt = out
	switch {
	case s.Unaccounted > 0:
		d.FullAt = time.Time{}
	case d.FullAt.IsZero():
		d.FullAt = full
	}
}

// Take puts a report in and says what it changes: "" nothing, "arrived", "report",
// or that the roll is "full" or "reopened" by it. A report that was pressed before
// the one that is known came late and changes nothing; one that was pressed while
// the drill ran counts although it comes in after the end.
func (d *Drill) Take(classID string, h HeadCount, by string, pressed, now time.Time) (string, error) {
	switch {
	case d.State == Running:
	case d.State == Held && !pressed.After(d.Stop.At):
	case d.State == Interrupted && !pressed.After(d.EndedAt):
	case d.State == Interrupted:
		return "", errOverruled
	default:
		return "", errNotNow.With("state", string(d.State))
	}
	i := slices.IndexFunc(d.Classes, func(c Class) bool { return c.ID == classID })
	if i < 0 {
		return "", errClass
	}
	c := &d.Classes[i]
	pressed = latest(pressed, d.Signal.At)
	if !c.SaidAt.IsZero() && c.SaidAt.After(pressed) {
		// The first press is the arrival, in whichever order they come in.
		if pressed.Before(c.ArrivedAt) {
			c.ArrivedAt, c.ArrivedGot = pressed, now
			d.total()
			return "report", nil
		}
		return "", nil
	}
	kind := "report"
	if c.ArrivedAt.IsZero() {
		kind, c.ArrivedAt, c.ArrivedGot = "arrived", pressed, now
	}
	c.Present, c.Missing, c.Note, c.ByName, c.SaidAt, c.GotAt = h.Present, h.Missing, h.Note, by, pressed, now
	was := !d.FullAt.IsZero()
	d.total()
	switch is := !d.FullAt.IsZero(); {
	case is && !was:
		kind = "full"
	case was && !is:
		kind = "reopened"
	}
	return kind, nil
}

// Took is how long something lasted from the signal on, 0 while it has not been.
func (d *Drill) Took(until time.Time) time.Duration {
	if until.IsZero() || d.Signal.At.IsZero() {
		return 0
	}
	return until.Sub(d.Signal.At)
}

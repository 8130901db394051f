package drill

import (
	"context"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
	"huxue/internal/platform/realtime"
)

// Drills returns the drills the actor may see, the newest day first, and how many
// there are in each state.
func (s *Service) Drills(ctx context.Context, f Filter) (out []*Drill, by map[string]int, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		paths := access.Areas(ctx, PermView)
		if out, err = list(ctx, tx, paths, f); err != nil {
			return err
		}
		by, err = counts(ctx, tx, paths, f)
		return err
	})
	return out, by, err
}

// Drill returns one drill with everything on its page. Where there is a real alarm
// at its school it says so, whether or not anybody has ended the drill yet.
func (s *Service) Drill(ctx context.Context, drillID string) (*Seen, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var out *Seen
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		d, err := get(ctx, tx, drillID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, d.Path, errGone); err != nil {
			return err
		}
		out = s.seen(ctx, d)
		out.ServerTime = db.Millis(tx.Now)
		if out.Problems, err = problemsOf(ctx, tx, drillID); err != nil {
			return err
		}
		if out.Photos, err = photosOf(ctx, tx, drillID); err != nil {
			return err
		}
		if out.Timeline, err = timeline(ctx, tx, drillID); err != nil {
			return err
		}
		return s.tellAlarm(ctx, tx, d, out)
	})
	return out, err
}

// tellAlarm adds a real alarm to what is seen of a drill that lies ahead or runs.
func (s *Service) tellAlarm(ctx context.Context, tx *db.Tx, d *Drill, out *Seen) error {
	since := tx.Now.Add(time.Hour) // only what is open
	switch d.State {
	case Running:
		since = d.Signal.At
	case Ready, Noticed, Held:
	default:
		return nil
	}
	alarmID, at, err := s.alarms.RealAt(ctx, tx, d.Path, since)
	if err == nil && alarmID != "" {
		out.Alarm = &RealAlarm{alarmID, db.Millis(at)}
		out.Next = slices.DeleteFunc(out.Next, func(v string) bool { return v == "signal" || v == "report" || v == "stop" })
	}
	return err
}

// Today returns today's drills at the schools where the actor reports or gives the
// signal, for a phone; an interrupted one stays to be seen.
func (s *Service) Today(ctx context.Context) (out []*Drill, err error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = list(ctx, tx, access.Areas(ctx, PermReport), Filter{Day: today(tx.Now), Limit: 50})
		return err
	})
	return slices.DeleteFunc(out, func(d *Drill) bool {
		return d.State == Planned || d.State == Submitted || d.State == Cancelled || d.State == Archived
	}), err
}

// Classes are those a school has, for the form of a plan, and its target by norm.
type Classes struct {
	Items   []org.Class `json:"items" nullable:"false"`
	TargetS int         `json:"targetS" doc:"seconds by the norm, 0 where the school sets its own"`
	Storeys int         `json:"storeys"`
}

// ClassesOf returns the classes of a school the actor plans for.
func (s *Service) ClassesOf(ctx context.Context, schoolID string) (*Classes, error) {
	if err := access.RequireSomewhere(ctx, PermPlan); err != nil {
		return nil, err
	}
	out := &Classes{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := s.school(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		out.Storeys = x.Storeys
		if x.Storeys <= fourStoreys {
			out.TargetS = s.limits.Now(ctx, targetKey, x.Path, targetDefault)
		}
		out.Items, err = org.SchoolClasses(ctx, tx, schoolID)
		return err
	})
	return out, err
}

// sweep finds the changes that no hint told.
func (s *Service) sweep(since time.Time) (out []realtime.Change, err error) {
	ctx := context.Background()
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := changedSince(ctx, tx, db.Millis(since))
		for _, d := range list {
			out = append(out, realtime.Change{Topic: "drills", Path: d.Path, ID: d.ID, Version: d.Version, Body: []byte(text(s.live(d)))})
		}
		return err
	})
	return out, err
}

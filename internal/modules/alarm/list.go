package alarm

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/realtime"
)

// List returns the alarms the actor may see, newest first.
func (s *Service) List(ctx context.Context, f Filter) ([]*Alarm, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var out []*Alarm
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = list(ctx, tx, access.Areas(ctx, PermView), f)
		return err
	})
	return out, err
}

// Mine returns the last alarms raised by this person or this device.
func (s *Service) Mine(ctx context.Context, limit int) ([]*Alarm, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	device := who.Device
	if who.Kind == access.Device {
		device = who.ID
	}
	var out []*Alarm
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = pressedBy(ctx, tx, who.ID, device, limit)
		return err
	})
	return out, err
}

// Detail is one alarm with its story and whom to call about it. Next lists what
// the caller may do now.
type Detail struct {
	Alarm    Card       `json:"alarm"`
	Timeline []Event    `json:"timeline" nullable:"false"`
	Contacts []Contact  `json:"contacts" nullable:"false"`
	Calls    []CallView `json:"calls" nullable:"false" doc:"the steps of the plan, carried out and to come"`
	Next     []string   `json:"next" nullable:"false"`
	Aside
}

// Get returns an alarm to those who may see it and to its presser.
func (s *Service) Get(ctx context.Context, alarmID string) (*Detail, error) {
	if access.From(ctx).Kind == access.Nobody {
		return nil, access.ErrLogin
	}
	var d *Detail
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := get(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		if !visible(ctx, a) {
			return ErrNotFound
		}
		d = &Detail{Alarm: a.Card(), Next: allowed(ctx, a)}
		if d.Timeline, err = timeline(ctx, tx, alarmID); err != nil {
			return err
		}
		if d.Contacts, err = contacts(ctx, tx, a); err != nil {
			return err
		}
		calls, err := callsOf(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		d.Calls = callViews(calls)
		d.Aside, err = aside(ctx, tx, a)
		return err
	})
	return d, err
}

// verbNeeds says what each verb needs.
var verbNeeds = map[string]need{
	"accept": (*Alarm).takePerms, "dispatch": only(PermDispatch), "arrive": only(PermDispatch),
	"resolve": (*Alarm).closePerms, "false-alarm": (*Alarm).closePerms, "reset": (*Alarm).closePerms,
}

func allowed(ctx context.Context, a *Alarm) []string {
	out := []string{}
	for _, verb := range a.Next() {
		if may(ctx, a, verbNeeds[verb](a)...) == nil {
			out = append(out, verb)
		}
	}
	return out
}

// Context is what a phone needs before a press, so that it can press with the
// network cut. It is given to an expired session too.
func (s *Service) Context(ctx context.Context) (name string, schools []PressSchool, err error) {
	who := access.From(ctx)
	if who.Kind == access.Nobody {
		return "", nil, access.ErrLogin
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		schools, err = pressSchools(ctx, tx, who.Held[PermRaise])
		return err
	})
	return who.Name, schools, err
}

// sweep finds the alarms changed since a moment, for desks that no hint reached.
func (s *Service) sweep(since time.Time) ([]realtime.Change, error) {
	ctx := context.Background()
	var out []realtime.Change
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		alarms, err := changedSince(ctx, tx, since)
		for _, a := range alarms {
			card := a.Card()
			out = append(out, realtime.Change{
				Topic: "alarms", Path: a.Path, To: a.PresserID, ID: a.ID, Version: a.Version, Body: card.json(),
			})
		}
		return err
	})
	return out, err
}

package drill

import (
	"slices"
	"time"

	"huxue/internal/platform/access"
)

// Plan is what a plan says of a drill.
type Plan struct {
	Day       string   `json:"day" maxLength:"10" doc:"2026-09-18"`
	At        int      `json:"at" minimum:"0" maximum:"1439" doc:"minute of the day"`
	Scenario  string   `json:"scenario" maxLength:"20"`
	Form      Form     `json:"form" enum:"actual,tabletop,discussion"`
	Scope     Scope    `json:"scope" enum:"all,part"`
	Title     string   `json:"title" maxLength:"80" doc:"预案名称"`
	Place     string   `json:"place,omitempty" maxLength:"80"`
	Commander string   `json:"commander,omitempty" maxLength:"40"`
	TargetS   int      `json:"targetS,omitempty" minimum:"0" maximum:"3600" doc:"seconds from the signal until all are out; 0: the norm's"`
	ClassIDs  []string `json:"classIds,omitempty" maxItems:"300" doc:"classes taking part where not all do"`
	Sheet
}

// check cleans a plan and refuses what cannot be held.
func (p *Plan) check(today string) error {
	p.Title, p.Place, p.Commander = clip(p.Title, 80), clip(p.Place, 80), clip(p.Commander, 40)
	p.Departments, p.Supplies, p.Script = clip(p.Departments, 300), clip(p.Supplies, 1000), clip(p.Script, 4000)
	switch {
	case !validDay(p.Day) || p.Day < today:
		return errDay
	case !slices.Contains(Scenarios, p.Scenario):
		return errScenario
	case p.Title == "":
		return errTitle
	case p.Scope == Part && len(p.ClassIDs) == 0:
		return errClasses
	}
	return nil
}

// Edit writes the plan anew. What was approved is no longer what stands there.
func (d *Drill) Edit(p Plan) error {
	if d.State != Planned {
		return errNotNow.With("state", string(d.State))
	}
	d.Day, d.At, d.Scenario, d.Form, d.Scope = p.Day, p.At, p.Scenario, p.Form, p.Scope
	d.Title, d.Place, d.Commander, d.TargetS, d.Sheet = p.Title, p.Place, p.Commander, p.TargetS, p.Sheet
	return nil
}

// Submit hands the script in for approval; by is its author from now on.
func (d *Drill) Submit(by access.Actor, classes int, now time.Time) error {
	switch {
	case d.State != Planned:
		return errNotNow.With("state", string(d.State))
	case d.Sheet.Script == "":
		return errScript
	case d.Measured() && d.TargetS == 0:
		return errTarget
	case d.Measured() && classes == 0:
		return errClasses
	}
	d.State, d.Author, d.ApproveNote = Submitted, Signature{by.ID, by.Name, now}, ""
	return nil
}

// Decide approves the script or gives it back with a reason. Nobody approves
// what he has written himself.
func (d *Drill) Decide(approve bool, note string, by access.Actor, now time.Time) error {
	switch {
	case d.State != Submitted:
		return errNotNow.With("state", string(d.State))
	case d.Author.By == by.ID:
		return errOwnScript
	case !approve && note == "":
		return errReason
	}
	d.ApproveNote = note
	if !approve {
		d.State = Planned
		return nil
	}
	d.State, d.Approver = Approved, Signature{by.ID, by.Name, now}
	return nil
}

// Tell says that parents, neighbours and police know.
func (d *Drill) Tell(n Notice) error {
	if d.State != Approved {
		return errNotNow.With("state", string(d.State))
	}
	d.State, d.Notice = Noticed, &n
	return nil
}

// Inspect is the safety check before the drill. Every point must be well: a drill
// that is not safe is not held. What is talked through at a table needs none.
func (d *Drill) Inspect(s Safety) error {
	if d.State != Noticed {
		return errNotNow.With("state", string(d.State))
	}
	for _, key := range CheckKeys {
		i := slices.IndexFunc(s.Items, func(c CheckItem) bool { return c.Key == key })
		if i < 0 {
			return errCheck
		}
	}
	d.Safety = &s
	if slices.ContainsFunc(s.Items, func(c CheckItem) bool { return !c.OK }) {
		return nil // on record, and not ready
	}
	d.State = Ready
	return nil
}

// startable reports whether the signal may be given now: a drill that people walk
// through needs all that comes before it, one at a table the approval.
func (d *Drill) startable() error {
	switch {
	case d.State == Ready:
		return nil
	case !d.Measured() && (d.State == Approved || d.State == Noticed):
		return nil
	case d.State == Noticed && d.Safety != nil:
		return errUnsafe
	}
	return errNotNow.With("state", string(d.State))
}

// Start is the signal: the server's time is everybody's. A signal that waited in a
// telephone longer than patience starts nothing; people would run long after it.
func (d *Drill) Start(by access.Actor, pressed, now time.Time, patience time.Duration) error {
	if err := d.startable(); err != nil {
		return err
	}
	switch {
	case d.Day != today(now):
		return errOtherDay.With("day", d.Day)
	case now.Sub(pressed) > patience:
		return errWaited.With("seconds", int(now.Sub(pressed).Seconds()))
	}
	d.State, d.Signal, d.SignalPressed = Running, Signature{by.ID, by.Name, now}, pressed
	return nil
}

// Finish stops the drill at the moment that was pressed. Where somebody is still
// unaccounted for, it says why it ends all the same.
func (d *Drill) Finish(by access.Actor, pressed time.Time, note string) error {
	switch {
	case d.State == Interrupted:
		return errOverruled
	case d.State != Running:
		return errNotNow.With("state", string(d.State))
	case d.Measured() && d.FullAt.IsZero() && note == "":
		return errUnfull.With("classes", d.Sum.Classes-d.Sum.Reported).With("pupils", d.Sum.Unaccounted)
	}
	d.State, d.Stop, d.StopNote = Held, Signature{by.ID, by.Name, latest(pressed, d.Signal.At)}, note
	return nil
}

// Interrupt ends a running drill because of a real alarm. It is the one verb that
// nobody can refuse; ok is false where there was nothing to end.
func (d *Drill) Interrupt(alarmID string, at time.Time) (ok bool) {
	if d.State != Running {
		return false
	}
	d.State, d.AlarmID, d.EndedAt = Interrupted, alarmID, latest(at, d.Signal.At)
	return true
}

// Cancel takes a drill off the plan, with a reason; one that has begun stays.
func (d *Drill) Cancel(reason string) error {
	switch d.State {
	case Planned, Submitted, Approved, Noticed, Ready:
	default:
		return errNotNow.With("state", string(d.State))
	}
	if reason == "" {
		return errReason
	}
	d.State, d.CancelReason = Cancelled, reason
	return nil
}

// File puts the record away: evaluated drills, and those a real alarm ended.
func (d *Drill) File(by access.Actor, now time.Time) error {
	if d.State != Evaluated {
		return errNotNow.With("state", string(d.State))
	}
	d.State, d.Archiv = Archived, Signature{by.ID, by.Name, now}
	return nil
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// said is when something was pressed, by the server's clock: the telephone's own
// clock may be hours wrong, but how long the press waited in it is right.
func said(deviceAt, sentAt int64, now time.Time) time.Time {
	if deviceAt == 0 || sentAt == 0 {
		return now
	}
	waited := time.Duration(sentAt-deviceAt) * time.Millisecond
	if waited < 0 || waited > 24*time.Hour {
		return now
	}
	return now.Add(-waited)
}

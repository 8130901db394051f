// Package alarm is the room of the one-key emergency alarm (一键报警). A guard
// presses; the press is on the disk before he is told so; the police desk sees
// it in the same breath, takes it, sends someone, and closes it. Nobody but the
// police can close an alarm, and nothing here replaces the certified line to
// 110: it runs beside it. (domain.md §5.6)
package alarm

import (
	"slices"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// State is how far the response has come.
type State string

// The states, in order. Resolved and Reset alarms are closed.
const (
	Waiting    State = "waiting"    // 待接警
	Accepted   State = "accepted"   // 已接警
	Dispatched State = "dispatched" // 已派警
	OnScene    State = "on_scene"   // 民警到场
	Resolved   State = "resolved"   // 处置完毕
	Reset      State = "reset"      // 现场复位
)

// Mode keeps the real thing apart from practice, everywhere and always.
type Mode string

// The modes.
const (
	Real  Mode = "real"
	Drill Mode = "drill"
	Test  Mode = "test"
)

// Outcomes of a closed alarm.
const (
	Handled    = "handled"
	FalseAlarm = "false_alarm"
)

// The permissions of this room.
const (
	PermRaise    access.Perm = "alarm.raise"
	PermView     access.Perm = "alarm.view"
	PermAssist   access.Perm = "alarm.assist" // school side: on the scene, notes
	PermAccept   access.Perm = "alarm.accept"
	PermDispatch access.Perm = "alarm.dispatch"
	PermClose    access.Perm = "alarm.close"   // police side: resolve, reset, false alarm
	PermReview   access.Perm = "alarm.review"  // the school's after-action review, and the end of a call for help
	PermOversee  access.Perm = "alarm.oversee" // the education duty: acknowledges for education
	PermPlan     access.Perm = "alarm.plan"    // response plans and who fills their posts
	PermDrill    access.Perm = "alarm.drill"   // start a drill
)

// Kinds a presser may name. None is needed: an unnamed alarm is an emergency.
var Kinds = []string{"violence", "intrusion", "fire", "injury", "traffic", "other"}

// FalseReasons are the reasons by which the police may call an alarm false.
var FalseReasons = []string{"mistouch", "equipment", "test_unregistered", "misjudged", "other"}

// Alarm is one alarm from press to reset. Times are instants; zero is "not
// yet". T0 is the press as the server reckons it, T1 its arrival, T2 accepted,
// T3 dispatched, T4 a guard on the scene, T5 the police on the scene, T6
// resolved, T7 the scene reset. (domain.md §5.6)
type Alarm struct {
	ID, No        string
	Version       int64
	Mode          Mode
	Level         Level
	State         State
	Outcome       string
	OutcomeReason string
	Kind          string
	Silent        bool
	Note          string

	Path                                          string
	SchoolID, SchoolName, SchoolPhone, CountyName string
	Lon, Lat                                      float64
	PlaceID, Place                                string
	Source                                        string
	PresserID, PresserName, PresserUnit, DeviceID string
	SessionExpired                                bool
	// Unparsed holds when nobody could read what the device said (未能解析); Battery is
	// its per cent, nil for unknown.
	Unparsed                                        bool
	Battery                                         *int
	Repeats                                         int
	DeskID, DeskName, ResponderUnit, ResponderPhone string

	OwnerID, OwnerName, OwnerUnit string
	OwnerSince                    time.Time
	Acks                          Acks
	// Step is the last one called, NextStepAt when the next is due, zero for none.
	Step       int
	NextStepAt time.Time

	LastPressAt                    time.Time
	DeviceAt                       time.Time
	ClockOff                       time.Duration
	T0, T1, T2, T3, T4, T5, T6, T7 time.Time

	// Where the chain of the timeline ends, as read; see chain.go.
	lines int
	head  string
}

// The refusals of this room.
var (
	ErrNotFound  = errs.NotFound("alarm.not_found")
	errClosed    = errs.Conflict("alarm.already_closed")
	errAccepted  = errs.Conflict("alarm.already_accepted")
	errNotYet    = errs.Conflict("alarm.not_yet")
	errStale     = errs.Conflict("stale_version")
	errReason    = errs.Invalid("alarm.reason_needed", errs.Field{Name: "reason", Code: "required"})
	errKind      = errs.Invalid("alarm.kind_unknown", errs.Field{Name: "kind", Code: "not_offered"})
	errNotYours  = errs.Forbidden("alarm.not_yours")
	errYours     = errs.Conflict("alarm.already_yours")
	errHasIt     = errs.Conflict("alarm.has_it_already")
	errEmergency = errs.Conflict("alarm.is_emergency")
	errNoteEmpty = errs.Invalid("alarm.note_empty", errs.Field{Name: "text", Code: "required"})
)

// Severity orders alarms at the desk. What is not named is taken for the
// worst; practice never outranks the real thing.
func (a *Alarm) Severity() string {
	switch {
	case a.Mode != Real:
		return "slight"
	case a.Level == Help:
		return "major"
	}
	switch a.Kind {
	case "injury", "traffic":
		return "major"
	case "other":
		return "minor"
	}
	return "critical"
}

// Closed reports whether the response is over.
func (a *Alarm) Closed() bool { return a.State == Resolved || a.State == Reset }

// at refuses a decision made on an older picture of the alarm.
func (a *Alarm) at(version int64) error {
	if version != a.Version {
		return errStale.With("state", string(a.State)).With("deskName", a.DeskName)
	}
	return nil
}

// Accept makes desk the one who has the alarm in hand.
func (a *Alarm) Accept(version int64, desk access.Actor, now time.Time) error {
	switch {
	case a.Closed():
		return errClosed.With("deskName", a.DeskName)
	case a.State != Waiting:
		return errAccepted.With("deskName", a.DeskName).With("at", a.T2.UnixMilli())
	}
	a.State, a.T2, a.NextStepAt = Accepted, now, time.Time{}
	a.hold(personOf(desk), now)
	return a.at(version)
}

// Dispatch sends a unit.
func (a *Alarm) Dispatch(version int64, unit, phone string, now time.Time) error {
	if err := a.move(version, Dispatched, Accepted); err != nil {
		return err
	}
	a.T3, a.ResponderUnit, a.ResponderPhone = now, unit, phone
	return nil
}

// Arrive says that the police are on the scene.
func (a *Alarm) Arrive(version int64, now time.Time) error {
	if err := a.move(version, OnScene, Accepted, Dispatched); err != nil {
		return err
	}
	a.T5 = now
	return nil
}

// Resolve says that the matter is dealt with.
func (a *Alarm) Resolve(version int64, now time.Time) error {
	if err := a.move(version, Resolved, Accepted, Dispatched, OnScene); err != nil {
		return err
	}
	a.T6, a.Outcome = now, Handled
	return nil
}

// Reset says that the button is armed again and the scene is as before.
func (a *Alarm) Reset(version int64, now time.Time) error {
	if a.State == Reset {
		return errClosed.With("deskName", a.DeskName)
	}
	if a.State != Resolved {
		return errNotYet.With("state", string(a.State))
	}
	a.State, a.T7 = Reset, now
	return a.at(version)
}

// CallFalse closes an alarm that was none; the police say why.
func (a *Alarm) CallFalse(version int64, desk access.Actor, reason string, now time.Time) error {
	if !slices.Contains(FalseReasons, reason) {
		return errReason
	}
	if err := a.move(version, Resolved, Waiting, Accepted, Dispatched, OnScene); err != nil {
		return err
	}
	if a.T2.IsZero() {
		a.T2, a.NextStepAt = now, time.Time{}
		a.hold(personOf(desk), now)
	}
	a.T6, a.Outcome, a.OutcomeReason = now, FalseAlarm, reason
	return nil
}

// GuardArrive says that the school's own people were on the scene at a moment,
// which may lie before now where the phone had no network; the first one counts.
func (a *Alarm) GuardArrive(at time.Time) error {
	if a.Closed() {
		return errClosed.With("deskName", a.DeskName)
	}
	if at.Before(a.T0) {
		at = a.T0
	}
	if a.T4.IsZero() || at.Before(a.T4) {
		a.T4 = at
	}
	return nil
}

// Refine lets the presser say more once he has hands free.
func (a *Alarm) Refine(kind, place, placeID, note string) error {
	if a.Closed() {
		return errClosed.With("deskName", a.DeskName)
	}
	if kind != "" && !slices.Contains(Kinds, kind) {
		return errKind
	}
	for _, set := range []struct {
		to   *string
		from string
	}{{&a.Kind, kind}, {&a.Place, place}, {&a.PlaceID, placeID}, {&a.Note, note}} {
		if set.from != "" {
			*set.to = set.from
		}
	}
	return nil
}

// move goes to the next state from one of the states it may follow.
func (a *Alarm) move(version int64, to State, from ...State) error {
	switch {
	case a.Closed():
		return errClosed.With("deskName", a.DeskName)
	case !slices.Contains(from, a.State):
		return errNotYet.With("state", string(a.State))
	}
	a.State = to
	return a.at(version)
}

// Next lists the verbs that the police may do now, the main one first.
func (a *Alarm) Next() []string {
	switch a.State {
	case Waiting:
		return []string{"accept", "false-alarm"}
	case Accepted:
		return []string{"dispatch", "arrive", "resolve", "false-alarm"}
	case Dispatched:
		return []string{"arrive", "resolve", "false-alarm"}
	case OnScene:
		return []string{"resolve", "false-alarm"}
	case Resolved:
		return []string{"reset"}
	}
	return []string{}
}

// Reckon says when the button was pressed by the server's clock, and how far
// the phone's clock is off. A phone tells two times by its own clock: of the
// press and of this sending; their difference is how long the press waited,
// whatever the clock says. A phone that tells nothing pressed just now; one
// that claims to have waited for more than a day is not believed.
func Reckon(deviceAt, sentAt, now time.Time) (pressed time.Time, off time.Duration) {
	if deviceAt.IsZero() {
		return now, 0
	}
	if sentAt.IsZero() {
		sentAt = deviceAt
	}
	off = sentAt.Sub(now)
	waited := sentAt.Sub(deviceAt)
	if waited < 0 || waited > 24*time.Hour {
		return now, off
	}
	return now.Add(-waited), off
}

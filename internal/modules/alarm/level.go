package alarm

import (
	"time"

	"huxue/internal/platform/access"
)

// Level is how loudly the button was pressed.
type Level string

// The levels. Staff help (教师求助) calls the school's own people first and has
// a sound of its own; anything unclear is an emergency.
const (
	Emergency Level = "emergency"
	Help      Level = "help"
)

// Taken reports whether somebody has the alarm in hand, so that nobody further
// need be called.
func (a *Alarm) Taken() bool { return a.State != Waiting }

// takePerms are what it takes to take an alarm in hand: the police take
// emergencies; a colleague's cry for help may also be taken by the school.
func (a *Alarm) takePerms() []access.Perm {
	if a.Level == Help {
		return []access.Perm{PermAccept, PermAssist}
	}
	return []access.Perm{PermAccept}
}

// closePerms are what it takes to end it. Only the police end an emergency; what
// stayed a matter of the school may be ended by those who run the school.
func (a *Alarm) closePerms() []access.Perm {
	if a.Level == Help {
		return []access.Perm{PermClose, PermReview}
	}
	return []access.Perm{PermClose}
}

// RaiseLevel makes a cry for help an emergency. What was taken by the school is
// open again for the police to take.
func (a *Alarm) RaiseLevel(now time.Time) error {
	switch {
	case a.Closed():
		return errClosed.With("deskName", a.DeskName)
	case a.Level == Emergency:
		return errEmergency
	}
	a.Level = Emergency
	if a.State == Accepted {
		a.State, a.T2, a.DeskID, a.DeskName = Waiting, time.Time{}, "", ""
	}
	a.LastPressAt = now
	return nil
}

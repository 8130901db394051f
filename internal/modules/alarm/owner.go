package alarm

import (
	"time"

	"huxue/internal/platform/access"
)

// Exactly one person answers for an alarm at any moment: the first of those who
// are being called until somebody takes it, then whoever took it, took it over
// or was handed it.

// Person is somebody who can be called or made answerable.
type Person struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Unit string `json:"unit"`
}

// own makes p answer for the alarm from now on.
func (a *Alarm) own(p Person, now time.Time) {
	if a.OwnerID == p.ID {
		return
	}
	a.OwnerID, a.OwnerName, a.OwnerUnit, a.OwnerSince = p.ID, p.Name, p.Unit, now
}

func personOf(who access.Actor) Person { return Person{who.ID, who.Name, who.Unit} }

// Take makes desk answer for the alarm, whoever did so before.
func (a *Alarm) Take(version int64, desk access.Actor, now time.Time) error {
	switch {
	case a.State == Waiting:
		return a.Accept(version, desk, now)
	case a.Closed():
		return errClosed.With("deskName", a.DeskName)
	case a.DeskID == desk.ID:
		return errYours
	}
	a.hold(personOf(desk), now)
	return a.at(version)
}

// HandOver gives the alarm to a colleague, who must be able to take it.
func (a *Alarm) HandOver(version int64, to Person, now time.Time) error {
	switch {
	case a.Closed():
		return errClosed.With("deskName", a.DeskName)
	case a.State == Waiting:
		return errNotYet.With("state", string(a.State))
	case a.DeskID == to.ID:
		return errHasIt.With("deskName", a.DeskName)
	}
	a.hold(to, now)
	return a.at(version)
}

// hold puts the alarm into somebody's hands.
func (a *Alarm) hold(p Person, now time.Time) {
	a.DeskID, a.DeskName = p.ID, p.Name
	a.own(p, now)
}

// Agency is who acknowledges for itself.
type Agency string

// The three agencies that every alarm concerns.
const (
	Police    Agency = "police"
	OfSchool  Agency = "school"
	Education Agency = "education"
)

// Ack is the first word of an agency that it knows; a zero At means none yet.
type Ack struct {
	Name string
	At   time.Time
}

// Acks are those of the three agencies.
type Acks struct{ Police, School, Education Ack }

func (a *Acks) of(g Agency) *Ack {
	switch g {
	case Police:
		return &a.Police
	case Education:
		return &a.Education
	}
	return &a.School
}

// Acknowledge notes that an agency knows; the first word counts.
func (a *Alarm) Acknowledge(g Agency, name string, now time.Time) error {
	if a.Closed() {
		return errClosed.With("deskName", a.DeskName)
	}
	a.knows(g, name, now)
	return nil
}

func (a *Alarm) knows(g Agency, name string, now time.Time) {
	if k := a.Acks.of(g); k.At.IsZero() {
		*k = Ack{name, now}
	}
}

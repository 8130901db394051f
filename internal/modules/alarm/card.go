package alarm

import (
	"encoding/json"

	"huxue/internal/kit/db"
)

// Card is an alarm as desks and phones show it. Times are UTC milliseconds, 0
// for "not yet".
type Card struct {
	ID             string     `json:"id"`
	No             string     `json:"no"`
	Version        int64      `json:"version"`
	Mode           Mode       `json:"mode" enum:"real,drill,test"`
	Level          Level      `json:"level" enum:"emergency,help"`
	State          State      `json:"state" enum:"waiting,accepted,dispatched,on_scene,resolved,reset"`
	Outcome        string     `json:"outcome"`
	OutcomeReason  string     `json:"outcomeReason"`
	Kind           string     `json:"kind"`
	Severity       string     `json:"severity" enum:"critical,major,minor,slight"`
	Silent         bool       `json:"silent"`
	Note           string     `json:"note"`
	School         School     `json:"school"`
	Place          string     `json:"place"`
	Presser        Presser    `json:"presser"`
	Source         string     `json:"source"`
	Device         *BoxCard   `json:"device,omitempty" doc:"the box that was pressed, if it was one"`
	Repeats        int        `json:"repeats"`
	Desk           *Desk      `json:"desk"`
	Owner          *Owner     `json:"owner" doc:"the one person who answers for it now"`
	Acks           []AckCard  `json:"acks" nullable:"false" doc:"always one per agency; at is 0 for one that has not acknowledged"`
	Step           int        `json:"step" doc:"the step of the plan that was called last"`
	NextStepAt     int64      `json:"nextStepAt" doc:"when the next step is called unless somebody takes it; 0 for none"`
	Responder      *Responder `json:"responder"`
	T0             int64      `json:"t0"`
	T1             int64      `json:"t1"`
	T2             int64      `json:"t2"`
	T3             int64      `json:"t3"`
	T4             int64      `json:"t4"`
	T5             int64      `json:"t5"`
	T6             int64      `json:"t6"`
	T7             int64      `json:"t7"`
	DeviceAt       int64      `json:"deviceAt"`
	ClockOffMs     int64      `json:"clockOffMs"`
	SessionExpired bool       `json:"sessionExpired"`
}

// School is where it happens; ID is "" when the press did not say.
type School struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	CountyName string  `json:"countyName"`
	Lon        float64 `json:"lon"`
	Lat        float64 `json:"lat"`
	Phone      string  `json:"phone"`
}

// Presser is who pressed, or the device if nobody had logged in on it.
type Presser struct {
	Name string `json:"name"`
	Role string `json:"role"`
}

// BoxCard is the box that was pressed.
type BoxCard struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Unparsed bool   `json:"unparsed" doc:"nobody could read what it said"`
	Battery  int    `json:"battery" doc:"per cent, -1 for unknown"`
}

// Desk is who has the alarm in hand: exactly one person.
type Desk struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Owner is who answers for the alarm now, and since when.
type Owner struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Unit  string `json:"unit"`
	Since int64  `json:"since"`
}

// AckCard is one agency's acknowledgement.
type AckCard struct {
	Agency Agency `json:"agency" enum:"police,school,education"`
	Name   string `json:"name"`
	At     int64  `json:"at"`
}

// Responder is the unit that was sent.
type Responder struct {
	Unit  string `json:"unit"`
	Phone string `json:"phone"`
}

// Card returns the alarm as it is shown.
func (a *Alarm) Card() Card {
	c := Card{
		ID: a.ID, No: a.No, Version: a.Version, Mode: a.Mode, Level: a.Level, State: a.State, Outcome: a.Outcome,
		OutcomeReason: a.OutcomeReason, Kind: a.Kind, Severity: a.Severity(), Silent: a.Silent, Note: a.Note,
		School: School{ID: a.SchoolID, Name: a.SchoolName, CountyName: a.CountyName, Lon: a.Lon, Lat: a.Lat, Phone: a.SchoolPhone},
		Place:  a.Place, Presser: Presser{Name: a.PresserName, Role: a.PresserUnit}, Source: a.Source, Repeats: a.Repeats,
		T0: db.Millis(a.T0), T1: db.Millis(a.T1), T2: db.Millis(a.T2), T3: db.Millis(a.T3),
		T4: db.Millis(a.T4), T5: db.Millis(a.T5), T6: db.Millis(a.T6), T7: db.Millis(a.T7),
		DeviceAt: db.Millis(a.DeviceAt), ClockOffMs: a.ClockOff.Milliseconds(), SessionExpired: a.SessionExpired,
		Step: a.Step, NextStepAt: db.Millis(a.NextStepAt),
	}
	for _, g := range []Agency{Police, OfSchool, Education} {
		k := a.Acks.of(g)
		c.Acks = append(c.Acks, AckCard{g, k.Name, db.Millis(k.At)})
	}
	if a.Source == "device" {
		c.Device = &BoxCard{ID: a.DeviceID, Name: a.PresserName, Unparsed: a.Unparsed, Battery: -1}
		if a.Battery != nil {
			c.Device.Battery = *a.Battery
		}
	}
	if a.OwnerID != "" {
		c.Owner = &Owner{a.OwnerID, a.OwnerName, a.OwnerUnit, db.Millis(a.OwnerSince)}
	}
	if a.DeskID != "" {
		c.Desk = &Desk{ID: a.DeskID, Name: a.DeskName}
	}
	if a.ResponderUnit != "" {
		c.Responder = &Responder{Unit: a.ResponderUnit, Phone: a.ResponderPhone}
	}
	return c
}

// CallView is a step of the plan as it is shown. Times are UTC milliseconds, 0 for
// "not yet".
type CallView struct {
	Seq    int    `json:"seq"`
	Round  int    `json:"round"`
	Step   int    `json:"step"`
	State  string `json:"state" enum:"pending,called,skipped,cancelled"`
	DueAt  int64  `json:"dueAt"`
	DoneAt int64  `json:"doneAt"`
	Whom
}

func callViews(calls []Call) []CallView {
	out := make([]CallView, len(calls))
	for i, c := range calls {
		out[i] = CallView{c.Seq, c.Round, c.Step, c.State, db.Millis(c.DueAt), db.Millis(c.DoneAt), c.Whom}
		if c.Whom.People == nil {
			out[i].People, out[i].Skipped = []Called{}, []Skip{}
		}
	}
	return out
}

// json is the card as it goes to the open desks.
func (c *Card) json() json.RawMessage {
	text, _ := json.Marshal(c)
	return text
}

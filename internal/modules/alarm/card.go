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
	Repeats        int        `json:"repeats"`
	Desk           *Desk      `json:"desk"`
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

// Desk is who has the alarm in hand: exactly one person.
type Desk struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Responder is the unit that was sent.
type Responder struct {
	Unit  string `json:"unit"`
	Phone string `json:"phone"`
}

// Card returns the alarm as it is shown.
func (a *Alarm) Card() Card {
	c := Card{
		ID: a.ID, No: a.No, Version: a.Version, Mode: a.Mode, State: a.State, Outcome: a.Outcome,
		OutcomeReason: a.OutcomeReason, Kind: a.Kind, Severity: a.Severity(), Silent: a.Silent, Note: a.Note,
		School: School{ID: a.SchoolID, Name: a.SchoolName, CountyName: a.CountyName, Lon: a.Lon, Lat: a.Lat, Phone: a.SchoolPhone},
		Place:  a.Place, Presser: Presser{Name: a.PresserName, Role: a.PresserUnit}, Source: a.Source, Repeats: a.Repeats,
		T0: db.Millis(a.T0), T1: db.Millis(a.T1), T2: db.Millis(a.T2), T3: db.Millis(a.T3),
		T4: db.Millis(a.T4), T5: db.Millis(a.T5), T6: db.Millis(a.T6), T7: db.Millis(a.T7),
		DeviceAt: db.Millis(a.DeviceAt), ClockOffMs: a.ClockOff.Milliseconds(), SessionExpired: a.SessionExpired,
	}
	if a.DeskID != "" {
		c.Desk = &Desk{ID: a.DeskID, Name: a.DeskName}
	}
	if a.ResponderUnit != "" {
		c.Responder = &Responder{Unit: a.ResponderUnit, Phone: a.ResponderPhone}
	}
	return c
}

// json is the card as it goes to the open desks.
func (c *Card) json() json.RawMessage {
	text, _ := json.Marshal(c)
	return text
}

package alarm

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// PermRing is held by the siren of a duty room: it sees what rings there, and may
// do nothing.
const PermRing access.Perm = "alarm.ring"

// sirenMost is how many alarms a siren shows; whoever is that late needs the desk.
const sirenMost = 200

// SirenCard is an open alarm as the siren of a duty room shows it to whoever comes
// by: no name of who pressed, nothing that was written or said.
type SirenCard struct {
	ID       string    `json:"id"`
	No       string    `json:"no"`
	Version  int64     `json:"version"`
	Mode     Mode      `json:"mode" enum:"real,drill,test"`
	Level    Level     `json:"level" enum:"emergency,help"`
	State    State     `json:"state" enum:"waiting,accepted,dispatched,on_scene,resolved,reset"`
	Kind     string    `json:"kind"`
	Severity string    `json:"severity" enum:"critical,major,minor,slight"`
	Silent   bool      `json:"silent"`
	Hush     bool      `json:"hush" doc:"shown without a sound: a silent alarm must not be heard at its school"`
	School   string    `json:"school"`
	County   string    `json:"county"`
	Place    string    `json:"place"`
	Owner    *Owner    `json:"owner" doc:"the one person who answers for it now"`
	Acks     []AckCard `json:"acks" nullable:"false" doc:"always one per agency; at is 0 for one that has not acknowledged"`
	Step     int       `json:"step" doc:"the step of the plan that was called last"`
	T0       int64     `json:"t0"`
}

// sirenCard shows less of a than its card. atSchool holds for a siren in a school.
func (a *Alarm) sirenCard(atSchool bool) SirenCard {
	c := a.Card()
	return SirenCard{
		ID: c.ID, No: c.No, Version: c.Version, Mode: c.Mode, Level: c.Level, State: c.State, Kind: c.Kind, Severity: c.Severity,
		Silent: c.Silent, Hush: c.Silent && atSchool, School: c.School.Name, County: c.School.CountyName, Place: c.Place,
		Owner: c.Owner, Acks: c.Acks, Step: c.Step, T0: c.T0,
	}
}

// SirenRoom is what the siren of a duty room shows: where it stands and the open
// alarms there, newest first.
type SirenRoom struct {
	Name       string      `json:"name"`
	Place      string      `json:"place" doc:"the school or agency where it stands"`
	Items      []SirenCard `json:"items" nullable:"false"`
	ServerTime int64       `json:"serverTime"`
}

// SirenRoom returns the open alarms of the place where the calling siren stands.
func (s *Service) SirenRoom(ctx context.Context) (*SirenRoom, error) {
	if err := access.RequireSomewhere(ctx, PermRing); err != nil {
		return nil, err
	}
	who := access.From(ctx)
	room := &SirenRoom{Name: who.Name, Place: who.Unit, Items: []SirenCard{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		atSchool, err := standsAtSchool(ctx, tx, who.Device)
		if err != nil {
			return err
		}
		alarms, err := list(ctx, tx, access.Areas(ctx, PermRing), Filter{Open: true, Limit: sirenMost})
		for _, a := range alarms {
			room.Items = append(room.Items, a.sirenCard(atSchool))
		}
		return err
	})
	room.ServerTime = s.db.Clock().Now().UnixMilli()
	return room, err
}

package bus

import (
	"context"
	"time"

	"huxue/internal/kit/db"
)

// TripCard is a trip as it is shown. Times are UTC milliseconds, 0 for not yet; From and
// To are minutes of the day.
type TripCard struct {
	ID         string        `json:"id"`
	Version    int64         `json:"version"`
	LineID     string        `json:"lineId"`
	Line       string        `json:"line"`
	SchoolID   string        `json:"schoolId"`
	School     string        `json:"school"`
	Path       string        `json:"path"`
	Plate      string        `json:"plate"`
	Driver     string        `json:"driver"`
	Attendant  string        `json:"attendant"`
	Day        string        `json:"day"`
	Direction  string        `json:"direction" enum:"to,back"`
	From       int           `json:"from"`
	To         int           `json:"to"`
	Seats      int           `json:"seats"`
	State      State         `json:"state" enum:"planned,checked,running,arrived,done,cancelled"`
	Check      []CheckAnswer `json:"check" nullable:"false"`
	CheckedBy  string        `json:"checkedBy"`
	CheckedAt  int64         `json:"checkedAt"`
	StartedAt  int64         `json:"startedAt"`
	ArrivedAt  int64         `json:"arrivedAt"`
	ClearedAt  int64         `json:"clearedAt"`
	ClearedBy  string        `json:"clearedBy"`
	ClearWay   string        `json:"clearWay" enum:",photo,code"`
	ClearFile  string        `json:"clearFile"`
	Expected   int           `json:"expected"`
	Boarded    int           `json:"boarded"`
	Alighted   int           `json:"alighted"`
	Absent     int           `json:"absent"`
	ClearBy    int64         `json:"clearBy" doc:"until when somebody must have looked at the last row, 0 for never"`
	Red        bool          `json:"red"`
	Alarm      Alarm         `json:"alarm" enum:",uncleared,mismatch,silent"`
	AlarmAt    int64         `json:"alarmAt"`
	ResolvedAt int64         `json:"resolvedAt"`
	ResolvedBy string        `json:"resolvedBy"`
	Reason     string        `json:"reason"`
}

// RollRow is a child on a trip.
type RollRow struct {
	PupilID string `json:"pupilId"`
	Name    string `json:"name"`
	Class   string `json:"class"`
	Stop    int    `json:"stop"`
	Seat    int    `json:"seat"`
	OnAt    int64  `json:"onAt"`
	OffAt   int64  `json:"offAt"`
	Absent  bool   `json:"absent"`
}

func (s *Service) card(ctx context.Context, t *Trip) TripCard {
	c := TripCard{ID: t.ID, Version: t.Version, LineID: t.LineID, Line: t.Line, SchoolID: t.SchoolID, School: t.School, Path: t.Path, Plate: t.Plate, Driver: t.Driver,
		Attendant: t.Attendant, Day: t.Day, Direction: t.Direction, From: t.From, To: t.To, Seats: t.Seats, State: t.State, Check: t.Check, CheckedBy: t.CheckedBy,
		CheckedAt: db.Millis(t.CheckedAt), StartedAt: db.Millis(t.StartedAt), ArrivedAt: db.Millis(t.ArrivedAt), ClearedAt: db.Millis(t.ClearedAt),
		ClearedBy: t.ClearedBy, ClearWay: t.ClearWay, ClearFile: t.ClearFile, Expected: t.Expected, Boarded: t.Boarded, Alighted: t.Alighted, Absent: t.Absent,
		Red: t.Red(), Alarm: t.Alarm, AlarmAt: db.Millis(t.AlarmAt), ResolvedAt: db.Millis(t.ResolvedAt), ResolvedBy: t.ResolvedBy, Reason: t.Reason}
	if c.Check == nil {
		c.Check = []CheckAnswer{}
	}
	if t.State == Arrived {
		within := time.Duration(s.limits.Now(ctx, clearKey, t.Path, clearDefault)) * time.Minute
		c.ClearBy = db.Millis(t.ArrivedAt.Add(within))
	}
	return c
}

func rollRows(list []OnBoard) []RollRow {
	out := make([]RollRow, len(list))
	for i, r := range list {
		out[i] = RollRow{PupilID: r.PupilID, Name: r.Name, Class: r.Class, Stop: r.Stop, Seat: r.Seat, OnAt: db.Millis(r.On), OffAt: db.Millis(r.Off), Absent: r.Absent}
	}
	return out
}

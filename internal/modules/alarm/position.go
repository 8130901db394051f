package alarm

import (
	"context"
	"encoding/json"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/realtime"
)

// Position is where somebody with a part in an alarm is now: WGS84 degrees,
// metres, UTC milliseconds. Only the latest is kept, only while the alarm runs.
type Position struct {
	AlarmID  string  `json:"alarmId"`
	PersonID string  `json:"personId"`
	Name     string  `json:"name"`
	Unit     string  `json:"unit"`
	Lon      float64 `json:"lon"`
	Lat      float64 `json:"lat"`
	Accuracy float64 `json:"accuracy"`
	At       int64   `json:"at"`
	Version  int64   `json:"version"`
	// Gone says that it is shared no longer.
	Gone bool `json:"gone"`
}

var errPosition = errs.Invalid("alarm.position_impossible", errs.Field{Name: "lon", Code: "malformed"})

// check refuses what is nowhere on earth.
func (p *Position) check() error {
	if !(p.Lon >= -180 && p.Lon <= 180 && p.Lat >= -90 && p.Lat <= 90 && p.Accuracy >= 0) || p.Lon == 0 && p.Lat == 0 {
		return errPosition
	}
	return nil
}

// ShareAt says where the actor is now. The first time of an alarm is a line of
// its story; after that only the mark on the map moves.
// audit: that it is shared is recorded; where the person walks is not.
func (s *Service) ShareAt(ctx context.Context, alarmID string, p Position, deviceAt, sentAt time.Time) error {
	if err := p.check(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := lockAlarm(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		if err := maySpeak(ctx, a, false); err != nil {
			return err
		}
		if a.Closed() { // a place is true now or not at all
			return errOver.With("at", a.T6.UnixMilli())
		}
		at, _ := Reckon(deviceAt, sentAt, tx.Now)
		who := access.From(ctx)
		p.AlarmID, p.PersonID, p.Name, p.Unit, p.At = alarmID, who.ID, who.Name, who.Unit, db.Millis(at)
		if p.Version, err = putPosition(ctx, tx, p); err != nil || p.Version == 0 {
			return err
		}
		s.announcePosition(tx, placed{p, a.Path, a.PresserID})
		if p.Version > 1 {
			return nil
		}
		return s.save(ctx, tx, a, "position_shared", map[string]any{"lon": p.Lon, "lat": p.Lat, "accuracy": p.Accuracy})
	})
}

// ShareNoMore takes the actor's mark off the map.
func (s *Service) ShareNoMore(ctx context.Context, alarmID string) error {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := get(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		if !visible(ctx, a) {
			return ErrNotFound
		}
		if err := s.takeOff(ctx, tx, a, who.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "alarm.position_ended", a.ID, nil)
	})
}

// Positions returns the marks of all running alarms in the actor's area.
func (s *Service) Positions(ctx context.Context) ([]Position, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var out []Position
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = positionsWithin(ctx, tx, access.Areas(ctx, PermView))
		return err
	})
	return out, err
}

// takeOff removes the marks of one person, or of all with "".
func (s *Service) takeOff(ctx context.Context, tx *db.Tx, a *Alarm, personID string) error {
	gone, err := dropPositions(ctx, tx, a.ID, personID)
	for _, p := range gone {
		p.Version++
		p.Gone = true
		s.announcePosition(tx, placed{p, a.Path, a.PresserID})
	}
	return err
}

func (s *Service) announcePosition(tx *db.Tx, p placed) { s.hub.Announce(tx, p.change()) }

func (p placed) change() realtime.Change {
	body, _ := json.Marshal(p.Position)
	return realtime.Change{Topic: "positions", Path: p.path, To: p.presser, ID: p.AlarmID + " " + p.PersonID, Version: p.Version, Body: body}
}

// sweepPositions finds the marks moved since a moment, for pages that no hint
// reached.
func (s *Service) sweepPositions(since time.Time) ([]realtime.Change, error) {
	ctx := context.Background()
	var out []realtime.Change
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		told, err := positionsTold(ctx, tx, since)
		for _, p := range told {
			out = append(out, p.change())
		}
		return err
	})
	return out, err
}

package bus

import (
	"context"
	"io"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/files"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/realtime"
	"huxue/internal/platform/todo"
)

// Pressed says when something was pressed, by the phone's own clock, and when the phone
// sends it; UTC milliseconds, both may be missing.
type Pressed struct {
	DeviceAt int64 `json:"deviceAt,omitempty" doc:"when it was pressed, by the phone's clock"`
	SentAt   int64 `json:"sentAt,omitempty" doc:"now, by the phone's clock"`
}

// The norms of a trip. [D]
const (
	clearKey, clearDefault   = "bus.clear_min", 5
	silentKey, silentDefault = "bus.silent_min", 30
)

// act is the shape of every verb on a trip: load, authorise, decide, save, record,
// announce. An attendant acts on his own trips only.
func (s *Service) act(ctx context.Context, tripID, kind string, data map[string]any, decide func(context.Context, *db.Tx, *Trip) error) (*Trip, error) {
	var out *Trip
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := getTrip(ctx, tx, tripID, tx.Lock())
		if err != nil {
			return err
		}
		if err := t.attends(ctx); err != nil {
			return err
		}
		if err := decide(ctx, tx, t); err != nil {
			return err
		}
		out = t
		return s.save(ctx, tx, t, kind, data)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// attends lets the attendant of the trip act, and whoever keeps the school's buses.
func (t *Trip) attends(ctx context.Context) error {
	who := access.From(ctx)
	if who.Holds(PermManage, t.Path) {
		return nil
	}
	if err := access.See(ctx, PermAttend, t.Path, errGone); err != nil {
		return err
	}
	if t.AttendantPerson != who.ID {
		return errGone
	}
	return nil
}

// save writes a changed trip with its story, and sets its timer once that is durable.
func (s *Service) save(ctx context.Context, tx *db.Tx, t *Trip, kind string, data map[string]any) error {
	if err := updateTrip(ctx, tx, t); err != nil {
		return err
	}
	if err := addLine(ctx, tx, t.ID, kind, data); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, "bus."+kind, t.ID, data); err != nil {
		return err
	}
	tripID, due := t.ID, t.DueAt
	tx.AfterCommit(func() { s.watch.arm(tripID, due) })
	s.announce(tx, t)
	return nil
}

func (s *Service) announce(tx *db.Tx, t *Trip) {
	s.hub.Announce(tx, realtime.Change{Topic: "trips", Path: t.Path, To: t.AttendantPerson, ID: t.ID, Version: t.Version})
}

// Inspect is the look round before the trip.
func (s *Service) Inspect(ctx context.Context, tripID string, answers []CheckAnswer, p Pressed) (*Trip, error) {
	data := map[string]any{}
	return s.act(ctx, tripID, "check", data, func(ctx context.Context, tx *db.Tx, t *Trip) error {
		list, codes, err := s.items(ctx, tx, t.Path)
		if err != nil {
			return err
		}
		t.List = list
		err = t.Inspect(answers, codes, access.From(ctx).Name, said(p.DeviceAt, p.SentAt, tx.Now))
		data["bad"] = len(slices.DeleteFunc(slices.Clone(t.Check), func(a CheckAnswer) bool { return a.OK }))
		return err
	})
}

// Start is the drive-off. A vehicle or a crew that the rules do not let drive stays.
func (s *Service) Start(ctx context.Context, tripID string, p Pressed) (*Trip, error) {
	data := map[string]any{}
	return s.act(ctx, tripID, "start", data, func(ctx context.Context, tx *db.Tx, t *Trip) error {
		if err := s.fitToDrive(ctx, tx, t); err != nil {
			return err
		}
		roll, err := seatsOf(ctx, tx, t.LineID)
		if err != nil {
			return err
		}
		late := time.Duration(s.limits.Now(ctx, silentKey, t.Path, silentDefault)) * time.Minute
		if err := t.Start(said(p.DeviceAt, p.SentAt, tx.Now), tx.Steady, today(tx.Now), roll, late); err != nil {
			return err
		}
		data["expected"] = t.Expected
		return putRoll(ctx, tx, t.ID, t.Riders)
	})
}

// Board ticks children as boarded, or as absent today.
func (s *Service) Board(ctx context.Context, tripID string, pupils []string, absent bool, p Pressed) (*Trip, error) {
	kind := map[bool]string{true: "absent", false: "board"}[absent]
	data := map[string]any{}
	return s.act(ctx, tripID, kind, data, func(ctx context.Context, tx *db.Tx, t *Trip) error {
		for _, pupil := range pupils {
			if err := t.Board(pupil, absent, said(p.DeviceAt, p.SentAt, tx.Now)); err != nil {
				return err
			}
		}
		data["n"], data["boarded"] = len(pupils), t.Boarded
		return putRoll(ctx, tx, t.ID, t.of(pupils))
	})
}

// Alight ticks children as off the bus.
func (s *Service) Alight(ctx context.Context, tripID string, pupils []string, p Pressed) (*Trip, error) {
	data := map[string]any{}
	return s.act(ctx, tripID, "alight", data, func(ctx context.Context, tx *db.Tx, t *Trip) error {
		for _, pupil := range pupils {
			if err := t.Alight(pupil, said(p.DeviceAt, p.SentAt, tx.Now)); err != nil {
				return err
			}
		}
		data["n"], data["alighted"] = len(pupils), t.Alighted
		return putRoll(ctx, tx, t.ID, t.of(pupils))
	})
}

func (t *Trip) of(pupils []string) []OnBoard {
	return slices.DeleteFunc(slices.Clone(t.Riders), func(r OnBoard) bool { return !slices.Contains(pupils, r.PupilID) })
}

// Arrive ends the drive; the look at the last row is due within minutes.
func (s *Service) Arrive(ctx context.Context, tripID string, p Pressed) (*Trip, error) {
	data := map[string]any{}
	return s.act(ctx, tripID, "arrive", data, func(ctx context.Context, tx *db.Tx, t *Trip) error {
		within := time.Duration(s.limits.Now(ctx, clearKey, t.Path, clearDefault)) * time.Minute
		data["boarded"] = t.Boarded
		return t.Arrive(said(p.DeviceAt, p.SentAt, tx.Now), tx.Now, tx.Steady, within)
	})
}

// ClearByCode is the look at the last row, shown by the code that stands there.
func (s *Service) ClearByCode(ctx context.Context, tripID, code string, p Pressed) (*Trip, error) {
	return s.clear(ctx, tripID, "code", p, func(_ context.Context, _ *db.Tx, t *Trip) error {
		if code == "" || code != t.code {
			return errSticker
		}
		return nil
	})
}

// ClearByPhoto is the look at the last row, shown by a picture of it.
func (s *Service) ClearByPhoto(ctx context.Context, tripID string, r io.Reader, p Pressed) (*Trip, error) {
	var path string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		t, err := getTrip(ctx, tx, tripID, "")
		if err != nil {
			return err
		}
		path = t.Path
		return t.attends(ctx)
	})
	if err != nil {
		return nil, err
	}
	f, err := s.files.Take(db.WithoutKey(ctx), PurposePhoto, path, "last-row.jpg", r)
	if err != nil {
		return nil, err
	}
	return s.clear(ctx, tripID, "photo", p, func(ctx context.Context, tx *db.Tx, t *Trip) error {
		t.ClearFile = f.ID
		_, err := files.Keep(ctx, tx, f.ID, PurposePhoto, t.Path)
		return err
	})
}

func (s *Service) clear(ctx context.Context, tripID, way string, p Pressed, shown func(context.Context, *db.Tx, *Trip) error) (*Trip, error) {
	data := map[string]any{"way": way}
	return s.act(ctx, tripID, "clear", data, func(ctx context.Context, tx *db.Tx, t *Trip) error {
		if err := shown(ctx, tx, t); err != nil {
			return err
		}
		alarm, err := t.Clear(way, access.From(ctx).Name, said(p.DeviceAt, p.SentAt, tx.Now))
		if err != nil || alarm == "" {
			return err
		}
		return s.redden(ctx, tx, t, alarm)
	})
}

// redden turns a trip red and calls those who must act, in the urgent lane.
func (s *Service) redden(ctx context.Context, tx *db.Tx, t *Trip, alarm Alarm) error {
	if !t.Turn(alarm, tx.Now) {
		return nil
	}
	to, err := s.holders.Holders(ctx, tx, append(slices.Clone(s.roles.School), s.roles.Bureau...), t.Path)
	if err != nil {
		return err
	}
	to = append(to, t.AttendantPerson)
	params := map[string]any{"school": t.School, "line": t.Line, "plate": t.Plate, "missing": t.Boarded - t.Alighted}
	if err := s.notify.Urgent(ctx, tx, notify.Message{Room: "bus", Kind: string(alarm), SubjectID: t.ID, Path: t.Path, Link: "/bus?open=" + t.ID, To: to, Params: params}); err != nil {
		return err
	}
	if err := todo.Put(ctx, tx, todo.Task{Room: "bus", Kind: "task_red", Subject: t.ID, Path: t.Path, Perm: PermResolve, Priority: 2, Link: "/bus?open=" + t.ID, Params: params}); err != nil {
		return err
	}
	return addLine(ctx, tx, t.ID, "red", map[string]any{"alarm": alarm, "called": len(to)})
}

// turn is what the timer does: the trip turns red unless somebody has said meanwhile
// that the bus is empty.
func (s *Service) turn(ctx context.Context, tripID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := getTrip(ctx, tx, tripID, tx.Lock())
		if err != nil {
			return err
		}
		if t.DueAt.IsZero() || t.DueAt.After(tx.Steady) {
			return nil
		}
		alarm := t.Overdue()
		t.DueAt = time.Time{}
		if err := s.redden(ctx, tx, t, alarm); err != nil {
			return err
		}
		return s.save(ctx, tx, t, "due", map[string]any{"alarm": alarm})
	})
}

// Resolve settles a red trip with what it was, by a person who answers for the school or
// the area.
func (s *Service) Resolve(ctx context.Context, tripID, reason string) (*Trip, error) {
	reason = clip(reason, 300)
	var out *Trip
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := getTrip(ctx, tx, tripID, tx.Lock())
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, t.Path, errGone); err != nil {
			return err
		}
		if err := access.Require(ctx, PermResolve, t.Path); err != nil {
			return err
		}
		if err := t.Resolve(reason, access.From(ctx).Name, tx.Now); err != nil {
			return err
		}
		out = t
		if err := todo.Finish(ctx, tx, "bus", "task_red", t.ID); err != nil {
			return err
		}
		return s.save(ctx, tx, t, "resolve", map[string]any{"note": reason})
	})
	return out, err
}

// CancelTrip takes a trip off the day before it has begun.
func (s *Service) CancelTrip(ctx context.Context, tripID, reason string) (*Trip, error) {
	reason = clip(reason, 300)
	var out *Trip
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := getTrip(ctx, tx, tripID, tx.Lock())
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, t.Path, errGone); err != nil {
			return err
		}
		if err := access.Require(ctx, PermManage, t.Path); err != nil {
			return err
		}
		if err := t.Cancel(reason, access.From(ctx).Name); err != nil {
			return err
		}
		out = t
		return s.save(ctx, tx, t, "cancel", map[string]any{"note": reason})
	})
	return out, err
}

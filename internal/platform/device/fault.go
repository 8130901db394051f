package device

import (
	"context"
	"errors"
	"strconv"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/realtime"
	"huxue/internal/platform/todo"
)

// Fault is something wrong with a device, from when to when. It ends by itself when
// the device shows that it is well.
type Fault struct {
	ID         string
	DeviceID   string
	DeviceName string
	SchoolName string
	PlaceName  string
	Path       string
	Kind       string
	Panic      bool
	BeganAt    int64
	EndedAt    int64
	Detail     string
}

// The faults. A picture is reported by who watches pictures.
const (
	Silent     = "silent"
	LowBattery = "battery"
	Tampered   = "tamper"
	WrongClock = "clock"
	WrongKey   = "credential"
	NoPicture  = "picture"
)

const selectFault = `SELECT f.id, f.device_id, d.name, s.name, COALESCE(p.name, ''), f.path, f.kind, d.panic, f.began_at, f.ended_at, f.detail
	FROM device_faults f JOIN device_registry d ON d.id = f.device_id JOIN schools s ON s.id = d.school_id
	LEFT JOIN school_places p ON p.id = d.place_id AND d.place_id <> '' `

func scanFault(row db.Scanner) (*Fault, error) {
	f := &Fault{}
	return f, row.Scan(&f.ID, &f.DeviceID, &f.DeviceName, &f.SchoolName, &f.PlaceName, &f.Path, &f.Kind, &f.Panic, &f.BeganAt, &f.EndedAt, &f.Detail)
}

// faultsOf opens and ends what the device itself has shown.
func (s *Service) faultsOf(ctx context.Context, tx *db.Tx, d *Device, v Verdict) error {
	if v.Gone {
		if err := s.fail(ctx, tx, d, Silent, "gone"); err != nil {
			return err
		}
	} else if d.State == Online {
		if err := s.mend(ctx, tx, d, Silent); err != nil {
			return err
		}
	}
	if v.Battery != nil {
		low := s.norms.Now(ctx, keyBattery, d.Path, batteryDefault)
		if err := s.turn(ctx, tx, d, LowBattery, *v.Battery <= low, strconv.Itoa(*v.Battery)); err != nil {
			return err
		}
	}
	if v.DeviceAt != 0 {
		most := int64(s.norms.Now(ctx, keyDrift, d.Path, driftDefault)) * 1000
		if err := s.turn(ctx, tx, d, WrongClock, d.ClockDriftMs > most || d.ClockDriftMs < -most, strconv.FormatInt(d.ClockDriftMs/1000, 10)); err != nil {
			return err
		}
	}
	if v.Picture != nil {
		if err := s.turn(ctx, tx, d, NoPicture, !*v.Picture, ""); err != nil {
			return err
		}
	}
	if v.Tamper {
		return s.fail(ctx, tx, d, Tampered, "")
	}
	if v.Heartbeat && v.Outcome == Understood {
		return s.mend(ctx, tx, d, Tampered)
	}
	return nil
}

func (s *Service) turn(ctx context.Context, tx *db.Tx, d *Device, kind string, wrong bool, detail string) error {
	if wrong {
		return s.fail(ctx, tx, d, kind, detail)
	}
	return s.mend(ctx, tx, d, kind)
}

// fail opens a fault that is not open yet, puts it on the list of who keeps the
// school's devices, and tells them where a press hangs on it.
func (s *Service) fail(ctx context.Context, tx *db.Tx, d *Device, kind, detail string) error {
	faultID := id.New("flt")
	n, err := tx.Insert(ctx, "device_faults", []string{"id", "device_id", "path", "kind", "began_at", "detail"},
		[][]any{{faultID, d.ID, d.Path, kind, db.Millis(tx.Now), detail}}, "ON CONFLICT DO NOTHING")
	if err != nil || n == 0 {
		return err
	}
	s.announce(tx, d)
	priority := 0
	if d.Panic {
		priority = 1
	}
	told := map[string]any{"school": d.SchoolName, "device": d.Name, "place": d.PlaceName, "kind": kind, "detail": detail}
	if err := todo.Put(ctx, tx, todo.Task{Room: "device", Kind: "fault", Subject: faultID, Path: d.Path, Perm: PermManage, Priority: priority,
		Link: pageOf(d), Params: told}); err != nil {
		return err
	}
	if !d.Panic || s.notify == nil || kind == WrongClock {
		return nil
	}
	people, err := s.holders.Holders(ctx, tx, s.roles, d.Path)
	if err != nil || len(people) == 0 {
		return err
	}
	return s.notify.Send(ctx, tx, notify.Message{Room: "device", Kind: "fault_" + kind, SubjectID: d.ID, Path: d.Path, Params: told, Link: pageOf(d),
		To: people, Once: faultID})
}

// pageOf is where a fault leads: the page of its device.
func pageOf(d *Device) string { return "/equipment/" + d.ID }

// mend ends a fault that is open.
func (s *Service) mend(ctx context.Context, tx *db.Tx, d *Device, kind string) error {
	faultID, err := db.One(ctx, tx, db.Value[string], `UPDATE device_faults SET ended_at = $1 WHERE device_id = $2 AND kind = $3 AND ended_at = 0 RETURNING id`,
		db.Millis(tx.Now), d.ID, kind)
	if db.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	s.announce(tx, d)
	return todo.Finish(ctx, tx, "device", "fault", faultID)
}

func (s *Service) mendAll(ctx context.Context, tx *db.Tx, d *Device) error {
	for _, kind := range []string{Silent, LowBattery, Tampered, WrongClock, WrongKey, NoPicture} {
		if err := s.mend(ctx, tx, d, kind); err != nil {
			return err
		}
	}
	return nil
}

// Fault opens (or, with open false, ends) a fault that somebody else has found: a
// listener that was given a wrong secret too often, or whoever watches the pictures.
// access: only the house's own parts call it. audit: a fault is a record itself.
func (s *Service) Fault(ctx context.Context, deviceID, kind, detail string, open bool) error {
	ctx = access.AsSystem(ctx, "device")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := lock(ctx, tx, deviceID)
		if errors.Is(err, ErrNotFound) || err == nil && d.State == Retired {
			return nil
		}
		if err != nil {
			return err
		}
		return s.turn(ctx, tx, d, kind, open, plain(detail, 120))
	})
}

// announce tells open pages that a device has changed; they fetch what they show.
func (s *Service) announce(tx *db.Tx, d *Device) {
	if s.hub != nil {
		s.hub.Announce(tx, realtime.Change{Topic: Topic, Path: d.Path, ID: d.ID, Version: db.Millis(tx.Now)})
	}
}

// Topic is what pages of devices listen to.
const Topic = "equipment"

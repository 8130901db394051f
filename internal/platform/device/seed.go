package device

import (
	"context"
	"fmt"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/todo"
)

// seedPortion is how many devices one transaction of the seed writes.
const seedPortion = 300

// seedSerial is where the serial numbers of the demo's devices begin, so that whoever
// tries his own device may call it number one.
const seedSerial = 800_000

// planted is a place where a device of the demo city hangs.
type planted struct{ schoolID, path, placeID, place, kind string }

// SeedRegister gives a freshly planted city its devices: a one-key box at every place
// that needs one, a recorder, and a camera at each gate. None has ever spoken, but for
// two of schools somewhere in the list, which have fallen silent since.
func (s *Service) SeedRegister(ctx context.Context, buttons []string) error {
	if err := access.Require(ctx, PermManage, access.Everywhere); err != nil {
		return err
	}
	var places []planted
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var a db.Args
		places, err = db.All(ctx, tx, func(row db.Scanner) (p planted, err error) {
			err = row.Scan(&p.schoolID, &p.path, &p.placeID, &p.place, &p.kind)
			return p, err
		}, `SELECT s.id, s.path, p.id, p.name, p.kind FROM schools s JOIN school_places p ON p.school_id = s.id
			WHERE s.status = 'active' AND `+a.In("p.kind", buttons)+` ORDER BY s.code, p.sort`, a.Values()...)
		return err
	}); err != nil {
		return err
	}
	list := s.plan(places)
	silent := fallSilent(list)
	for at := 0; at < len(list); at += seedPortion {
		part := list[at:min(at+seedPortion, len(list))]
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			for _, d := range part {
				d.CreatedAt = tx.Now.AddDate(0, -2, 0)
			}
			if at == 0 {
				if err := audit.Record(ctx, tx, "device.seed", "register", map[string]any{"devices": len(list)}); err != nil {
					return err
				}
			}
			return insert(ctx, tx, part...)
		}); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, d := range silent {
			if err := seedFault(ctx, tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

// plan is what stands where; the places come school by school.
func (s *Service) plan(places []planted) (out []*Device) {
	serial := map[string]int{} // GB/T 28181 numbers by county (appendix E)
	gb := func(p planted, kind string) string {
		county := strings.Split(strings.Trim(p.path, "/"), "/")[2]
		serial[county]++
		return fmt.Sprintf("%s0000%s0%06d", county, kind, seedSerial+serial[county])
	}
	add := func(p planted, name string, kind Kind, protocol, code, parent string) *Device {
		d := &Device{ID: id.New("dev"), Version: 1, SchoolID: p.schoolID, Path: p.path, PlaceID: p.placeID, PlaceName: p.place, Name: name, Kind: kind,
			Protocol: protocol, Code: code, ParentID: parent, Panic: kind == Box, HeartbeatS: 60, State: Unseen}
		if parent == "" {
			s.seal(d, newSecret(protocol))
		} else {
			d.HeartbeatS = 0
		}
		out = append(out, d)
		return d
	}
	school, recorder, n := "", "", 0
	for i, p := range places {
		if p.schoolID != school {
			school, n = p.schoolID, n+1
			at := p
			for _, q := range places[i:] {
				if q.schoolID != school {
					break
				}
				if q.kind == "monitor_room" {
					at = q
				}
			}
			recorder = add(at, "校园录像机", Recorder, GB28181, gb(p, "118"), "").ID
		}
		switch n % 3 {
		case 0:
			add(p, p.place+"一键报警", Box, GB28181, gb(p, "134"), "")
		case 1:
			add(p, p.place+"一键报警", Box, DC09, fmt.Sprintf("%06d", i+1), "")
		default:
			add(p, p.place+"一键报警", Box, MQTT, fmt.Sprintf("hxbox%06d", i+1), "")
		}
		if p.kind == "guardroom" {
			add(p, strings.TrimSuffix(p.place, "门卫室")+"校门摄像机", Camera, GB28181, gb(p, "132"), recorder)
		}
	}
	return out
}

// fallSilent picks a box and a recorder of two schools and lets them have been heard
// last days ago.
func fallSilent(list []*Device) (out []*Device) {
	kinds, school, n := []Kind{Box, Recorder}, "", 0
	for _, d := range list {
		if d.SchoolID != school {
			school, n = d.SchoolID, n+1
		}
		if len(out) < len(kinds) && n > 4*(len(out)+1) && d.Kind == kinds[len(out)] {
			out = append(out, d)
			d.State, d.LastAddr = Lost, fmt.Sprintf("10.14.9.%d:5060", 20+n)
		}
	}
	return out
}

func seedFault(ctx context.Context, tx *db.Tx, d *Device) error {
	began := tx.Now.Add(-52 * time.Hour)
	d.LastSeenAt = began.Add(-3 * time.Minute)
	if d.Panic {
		low := 14
		d.Battery = &low
		d.LastProvenAt = tx.Now.AddDate(0, 0, -20)
	}
	if err := updateHeard(ctx, tx, d); err != nil {
		return err
	}
	faults := []string{Silent}
	if d.Battery != nil {
		faults = append(faults, LowBattery)
	}
	for _, kind := range faults {
		faultID, detail := id.New("flt"), ""
		if kind == LowBattery {
			detail = fmt.Sprint(*d.Battery)
		}
		if _, err := tx.Insert(ctx, "device_faults", []string{"id", "device_id", "path", "kind", "began_at", "detail"},
			[][]any{{faultID, d.ID, d.Path, kind, db.Millis(began), detail}}, ""); err != nil {
			return err
		}
		school, err := db.One(ctx, tx, db.Value[string], `SELECT name FROM schools WHERE id = $1`, d.SchoolID)
		if err != nil {
			return err
		}
		if err := todo.Put(ctx, tx, todo.Task{Room: "device", Kind: "fault", Subject: faultID, Path: d.Path, Perm: PermManage, Priority: 1, Link: pageOf(d),
			Params: map[string]any{"school": school, "device": d.Name, "place": d.PlaceName, "kind": kind, "detail": detail}}); err != nil {
			return err
		}
	}
	return nil
}

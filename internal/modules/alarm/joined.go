package alarm

import (
	"context"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/device"
)

// A box of the register of devices (设备台账) that a press may come from, and the button
// of the same place (按钮台账), are one thing (ADR 43): the button says which device it
// is, a device without a button brings one, and what proves the one proves the other.

// joinPortion is how many lines one transaction joins.
const joinPortion = 100

// pressable is a device in use that a press may come from.
type pressable struct {
	id, school, path, place, name, code string
	proven                              int64
}

// joining is what is to be done about one button. Of a device that has none, button is "".
type joining struct {
	device pressable
	button string
	was    string // the device that the button said
}

// JoinDevices makes the two registers one: it links what stands at the same place,
// brings a button for each device that has none, lets go what is out of use, and takes
// each proof over. access: the house calls it each minute.
func (s *Service) JoinDevices(ctx context.Context) error {
	ctx = access.AsSystem(ctx, "alarm")
	var todo []joining
	var over []Button
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if todo, err = unjoined(ctx, tx); err != nil {
			return err
		}
		over, err = letGo(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	for part := range slices.Chunk(over, joinPortion) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return unjoin(ctx, tx, part) }); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(todo, joinPortion) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return join(ctx, tx, part) }); err != nil {
			return err
		}
	}
	return s.shareProofs(ctx)
}

// unjoined finds the devices that no button names, each with the first free button of
// its place: one that names no device, or one that is not in use any more.
func unjoined(ctx context.Context, tx *db.Tx) ([]joining, error) {
	free := map[string][][2]string{} // by place: button, the device it said
	if err := db.Each(ctx, tx, func(row db.Scanner) error {
		var button, place, said string
		err := row.Scan(&button, &place, &said)
		free[place] = append(free[place], [2]string{button, said})
		return err
	}, `SELECT b.id, b.place_id, b.device_id FROM alarm_buttons b WHERE b.status = 'active' AND b.place_id <> '' AND (b.device_id = '' OR EXISTS
		(SELECT 1 FROM device_registry d WHERE d.id = b.device_id AND (NOT d.panic OR d.state = 'retired'))) ORDER BY b.id`); err != nil {
		return nil, err
	}
	list, err := db.All(ctx, tx, func(row db.Scanner) (p pressable, err error) {
		err = row.Scan(&p.id, &p.school, &p.path, &p.place, &p.name, &p.code, &p.proven)
		return p, err
	}, `SELECT d.id, d.school_id, d.path, d.place_id, d.name, d.code, d.last_proven_at FROM device_registry d
		WHERE d.panic AND d.state <> 'retired' AND NOT EXISTS (SELECT 1 FROM alarm_buttons b WHERE b.device_id = d.id AND b.status = 'active') ORDER BY d.id`)
	out := make([]joining, len(list))
	for i, p := range list {
		out[i].device = p
		if at := free[p.place]; p.place != "" && len(at) > 0 {
			out[i].button, out[i].was, free[p.place] = at[0][0], at[0][1], at[1:]
		}
	}
	return out, err
}

// letGo finds the buttons of devices that are out of use, or not to be pressed any more.
func letGo(ctx context.Context, tx *db.Tx) ([]Button, error) {
	return db.All(ctx, tx, func(row db.Scanner) (b Button, err error) {
		err = row.Scan(&b.ID, &b.DeviceID, &b.byDevice)
		return b, err
	}, `SELECT b.id, b.device_id, b.by_device FROM alarm_buttons b JOIN device_registry d ON d.id = b.device_id
		WHERE b.status = 'active' AND (d.state = 'retired' OR NOT d.panic) ORDER BY b.id`)
}

// unjoin takes out of use what a device has brought, and lets the others go on without.
func unjoin(ctx context.Context, tx *db.Tx, part []Button) error {
	for _, b := range part {
		set := `UPDATE alarm_buttons SET version = version + 1, device_id = '' WHERE id = $1 AND device_id = $2 AND status = 'active'`
		args := []any{b.ID, b.DeviceID}
		if b.byDevice {
			set = `UPDATE alarm_buttons SET version = version + 1, status = 'retired', retired_on = $3 WHERE id = $1 AND device_id = $2 AND status = 'active'`
			args = append(args, today(tx.Now))
			if err := cancelOpen(ctx, tx, b.ID, "button_retired"); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, set, args...); err != nil {
			return err
		}
	}
	return audit.Record(ctx, tx, "alarm.buttons_unjoined", "buttons", map[string]any{"buttons": len(part), "first": part[0].ID})
}

func join(ctx context.Context, tx *db.Tx, part []joining) error {
	linked, made := 0, 0
	for _, j := range part {
		if j.button != "" {
			if _, err := tx.Exec(ctx, `UPDATE alarm_buttons SET version = version + 1, device_id = $1 WHERE id = $2 AND device_id = $3 AND status = 'active'`,
				j.device.id, j.button, j.was); err != nil {
				return err
			}
			linked++
			continue
		}
		known, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM alarm_buttons WHERE device_id = $1 AND status = 'active'`, j.device.id)
		if err != nil {
			return err
		}
		if known > 0 {
			continue // another server was faster
		}
		if err := bring(ctx, tx, j.device); err != nil {
			return err
		}
		made++
	}
	return audit.Record(ctx, tx, "alarm.buttons_joined", "buttons", map[string]any{"linked": linked, "made": made, "first": part[0].device.id})
}

// bring makes the button of a device; where its name is taken at the school, its code
// tells it apart, and where that is taken too, its number: one name that two want must
// not keep the boxes of a city waiting.
func bring(ctx context.Context, tx *db.Tx, d pressable) error {
	b := &Button{ID: id.New("btn"), SchoolID: d.school, Path: d.path, PlaceID: d.place, DeviceID: d.id, Since: today(tx.Now), Status: "active", LastProvenAt: d.proven, byDevice: true}
	for _, name := range []string{d.name, d.code + " " + d.name, d.id} {
		b.Name = clip(name, maxPlace)
		taken, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM alarm_buttons WHERE school_id = $1 AND name = $2 AND status = 'active'`, b.SchoolID, b.Name)
		if err != nil {
			return err
		}
		if taken == 0 {
			break
		}
	}
	_, err := insertButtons(ctx, tx, []*Button{b}, "")
	return err
}

// shareProofs takes the later proof of a button and its device for both. How its last
// joint test ended stays, for a press outside of one measures nothing.
func (s *Service) shareProofs(ctx context.Context) error {
	type proof struct {
		button, device string
		ofButton, ofIt int64
	}
	var list []proof
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.All(ctx, tx, func(row db.Scanner) (p proof, err error) {
			err = row.Scan(&p.button, &p.device, &p.ofButton, &p.ofIt)
			return p, err
		}, `SELECT b.id, d.id, b.last_proven_at, d.last_proven_at FROM alarm_buttons b JOIN device_registry d ON d.id = b.device_id
			WHERE b.status = 'active' AND d.state <> 'retired' AND d.panic AND b.last_proven_at <> d.last_proven_at ORDER BY b.id`)
		return err
	})
	if err != nil {
		return err
	}
	for part := range slices.Chunk(list, joinPortion) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			for _, p := range part {
				if p.ofButton > p.ofIt {
					if err := device.Proven(ctx, tx, p.device, p.ofButton); err != nil {
						return err
					}
				} else if _, err := tx.Exec(ctx, `UPDATE alarm_buttons SET last_proven_at = $1 WHERE id = $2 AND last_proven_at < $1`, p.ofIt, p.button); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

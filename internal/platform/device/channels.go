package device

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Channels are the channels of a recorder that are in use, for listeners.
// access: only the house's own listeners call it.
func (s *Service) Channels(ctx context.Context, deviceID string) ([]*Device, error) {
	var out []*Device
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = channels(ctx, tx, deviceID)
		return err
	})
	return out, err
}

func channels(ctx context.Context, tx *db.Tx, deviceID string) ([]*Device, error) {
	return db.All(ctx, tx, scanDevice, selectDevice+`WHERE d.parent_id = $1 AND d.state <> 'retired' ORDER BY d.code`, deviceID)
}

// Shown tells which channels of a recorder it says are on, by their codes: a channel
// never speaks for itself. One that is off is lost and has a fault until it is on
// again; of one that is not named nothing is known. access: listeners tell it.
// audit: a fault is a record itself.
func (s *Service) Shown(ctx context.Context, recorderID string, on map[string]bool) error {
	ctx = access.AsSystem(ctx, "device")
	list, err := s.Channels(ctx, recorderID)
	if err != nil {
		return err
	}
	var changed []*Device
	for _, d := range list {
		want := Lost
		if on[d.Code] {
			want = Online
		}
		if _, named := on[d.Code]; named && d.State != want {
			changed = append(changed, d)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, c := range changed {
			d, err := lock(ctx, tx, c.ID)
			if err != nil {
				return err
			}
			if d.State == Retired {
				continue
			}
			if d.State = Lost; on[d.Code] {
				d.State, d.LastSeenAt = Online, tx.Now
			}
			if err := updateHeard(ctx, tx, d); err != nil {
				return err
			}
			s.announce(tx, d)
			if err := s.turn(ctx, tx, d, Silent, d.State == Lost, "off"); err != nil {
				return err
			}
		}
		return nil
	})
}

// follow lets the channels go with their recorder: while it is not heard, they are not
// seen either; when it is back, so are those it has not called off.
func follow(ctx context.Context, tx *db.Tx, d *Device, before State) error {
	if d.Kind != Recorder || before == d.State {
		return nil
	}
	switch {
	case d.State == Lost:
		_, err := tx.Exec(ctx, `UPDATE device_registry SET state = 'lost' WHERE parent_id = $1 AND state = 'online'`, d.ID)
		return err
	case before == Lost:
		_, err := tx.Exec(ctx, `UPDATE device_registry SET state = 'online' WHERE parent_id = $1 AND state = 'lost' AND NOT EXISTS
			(SELECT 1 FROM device_faults f WHERE f.device_id = device_registry.id AND f.kind = 'silent' AND f.ended_at = 0)`, d.ID)
		return err
	}
	return nil
}

// Recorded notes how many days of pictures a camera or recorder keeps, when somebody
// has asked it. access: the house's own parts call it. audit: a figure, no act.
func (s *Service) Recorded(ctx context.Context, deviceID string, days int) error {
	return s.db.Write(access.AsSystem(ctx, "device"), func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE device_registry SET recorded_days = $1, recorded_at = $2 WHERE id = $3 AND state <> 'retired'`, max(0, days), db.Millis(tx.Now), deviceID)
		return err
	})
}

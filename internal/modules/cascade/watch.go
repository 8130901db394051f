package cascade

import (
	"context"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
)

// Look writes down which new alarms are to go up, for every platform that wants them.
// access: the house calls it. audit: what it writes is a record itself.
func (s *Service) Look(ctx context.Context) error {
	s.watching.Lock()
	defer s.watching.Unlock()
	ctx = access.AsSystem(ctx, "cascade")
	var uppers []*Upper
	var since int64
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if uppers, err = enabledUppers(ctx, tx); err != nil || len(uppers) == 0 {
			return err
		}
		since, err = db.One(ctx, tx, db.Value[int64], `SELECT CAST(COALESCE(MAX(at), 0) AS BIGINT) FROM cascade_cursor`)
		return err
	})
	uppers = slices.DeleteFunc(uppers, func(u *Upper) bool { return !u.Alarms })
	if err != nil || len(uppers) == 0 {
		return err
	}
	first := slices.MinFunc(uppers, func(a, b *Upper) int { return int(a.since - b.since) }).since
	return s.follower.Walk(ctx, s.alarms, since, first, func(alarms []Alarm, upTo int64) error {
		return s.put(ctx, uppers, alarms, max(since, upTo))
	})
}

// put writes a sending for each alarm and platform that has none yet, and remembers how
// far it came.
func (s *Service) put(ctx context.Context, uppers []*Upper, alarms []Alarm, upTo int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for i := range alarms {
			a := &alarms[i]
			for _, u := range uppers {
				if !u.wants(a) {
					continue
				}
				if err := s.putOne(ctx, tx, u, a); err != nil {
					return err
				}
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO cascade_cursor (one, at) VALUES (1, $1)
			ON CONFLICT (one) DO UPDATE SET at = CASE WHEN excluded.at > cascade_cursor.at THEN excluded.at ELSE cascade_cursor.at END`, upTo)
		return err
	})
}

func (s *Service) putOne(ctx context.Context, tx *db.Tx, u *Upper, a *Alarm) error {
	known, err := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM cascade_sendings WHERE upper_id = $1 AND subject_id = $2`, u.ID, a.ID)
	if err != nil || known > 0 {
		return err
	}
	code, err := sender(ctx, tx, u, a)
	if err != nil {
		return err
	}
	sn, err := takeNumber(ctx, tx, u.ID)
	if err != nil {
		return err
	}
	_, err = insertSent(ctx, tx, &Sent{ID: id.New("cas"), UpperID: u.ID, SubjectID: a.ID, No: a.No, School: a.SchoolName, Mode: a.Mode, Code: code, SN: sn,
		Priority: a.priority(), PressedAt: a.PressedAt, Description: a.describe(), path: a.Path, lon: a.Lon, lat: a.Lat})
	return err
}

// sender is the number in whose name an alarm goes up: that of the box that was
// pressed, or of the box at the same place, if it is shared; else our own. A box of
// another place would send the police to the wrong door.
func sender(ctx context.Context, tx *db.Tx, u *Upper, a *Alarm) (string, error) {
	code, err := db.One(ctx, tx, db.Value[string], `SELECT sh.code FROM cascade_shares sh JOIN device_registry d ON d.id = sh.device_id
		WHERE sh.upper_id = $1 AND d.school_id = $2 AND d.state <> 'retired' AND (d.id = $3 OR d.kind = 'box' AND d.place_id = $4 AND d.place_id <> '')
		ORDER BY CASE WHEN d.id = $3 THEN 0 ELSE 1 END, d.id LIMIT 1`, u.ID, a.SchoolID, a.DeviceID, a.PlaceID)
	if db.IsNotFound(err) {
		return u.OwnCode, nil
	}
	return code, err
}

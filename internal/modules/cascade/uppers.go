package cascade

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Uppers lists the platforms of the caller's area, and how each stands.
func (s *Service) Uppers(ctx context.Context) ([]*Upper, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var out []*Upper
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var args db.Args
		if out, err = db.All(ctx, tx, scanUpper, selectUpper+`WHERE `+args.Within("u.path", access.Areas(ctx, PermView))+` ORDER BY u.path, u.id`, args.Values()...); err != nil {
			return err
		}
		return count(ctx, tx, out)
	})
	for _, u := range out {
		u.Viewing = s.views.of(u.ID)
	}
	return out, err
}

// count puts the figures beside the platforms.
func count(ctx context.Context, tx *db.Tx, uppers []*Upper) error {
	by := map[string]*Upper{}
	for _, u := range uppers {
		by[u.ID] = u
	}
	each := func(text string, put func(u *Upper, n int)) error {
		return db.Each(ctx, tx, func(row db.Scanner) error {
			var id string
			var n int
			err := row.Scan(&id, &n)
			if u := by[id]; u != nil {
				put(u, n)
			}
			return err
		}, text)
	}
	if err := each(`SELECT sh.upper_id, CAST(COUNT(*) AS INTEGER) FROM cascade_shares sh JOIN device_registry d ON d.id = sh.device_id
		WHERE d.state <> 'retired' GROUP BY sh.upper_id`, func(u *Upper, n int) { u.Shared = n }); err != nil {
		return err
	}
	return each(`SELECT upper_id, CAST(COUNT(*) AS INTEGER) FROM cascade_sendings WHERE state = 'waiting' GROUP BY upper_id`, func(u *Upper, n int) { u.Waiting = n })
}

// Add sets a platform up. It is told of alarms from now on, and shown nothing yet.
func (s *Service) Add(ctx context.Context, in Input) (*Upper, error) {
	if err := access.Require(ctx, PermManage, in.Path); err != nil {
		return nil, err
	}
	u := &Upper{ID: id.New("cup"), Path: in.Path}
	if err := in.apply(u); err != nil {
		return nil, err
	}
	if in.Secret == nil || *in.Secret == "" {
		return nil, errSecret
	}
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := areaExists(ctx, tx, in.Path); err != nil {
			return err
		}
		u.sealed, u.since, u.State = s.sealer.Seal(sealPlace(u.ID), *in.Secret), db.Millis(tx.Now), firstState(u)
		if err := insertUpper(ctx, tx, u); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "cascade.upper_added", u.ID, u.told()); err != nil {
			return err
		}
		u, err = getUpper(ctx, tx, u.ID)
		return err
	})
	s.wakeUp()
	return u, err
}

// Edit changes a platform that nobody has changed since version; the line to it is
// made anew. One that is switched on again is not told of what happened meanwhile.
func (s *Service) Edit(ctx context.Context, upperID string, version int64, in Input) (*Upper, error) {
	var u *Upper
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if u, err = s.managed(ctx, tx, upperID, PermManage); err != nil {
			return err
		}
		if err := access.Require(ctx, PermManage, in.Path); err != nil {
			return err
		}
		if in.Path != u.Path {
			if err := areaExists(ctx, tx, in.Path); err != nil {
				return err
			}
		}
		was := u.Enabled
		u.Path = in.Path
		if err := in.apply(u); err != nil {
			return err
		}
		if in.Secret != nil && *in.Secret != "" {
			u.sealed = s.sealer.Seal(sealPlace(u.ID), *in.Secret)
		}
		if u.Enabled && !was {
			u.since = db.Millis(tx.Now)
		}
		if u.State = firstState(u); !u.Enabled {
			if err := found(ctx, tx, u); err != nil {
				return err
			}
		}
		if err := updateUpper(ctx, tx, u, version); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "cascade.upper_edited", u.ID, u.told()); err != nil {
			return err
		}
		u, err = getUpper(ctx, tx, u.ID)
		return err
	})
	s.wakeUp()
	return u, err
}

func firstState(u *Upper) string {
	if u.Enabled {
		return Connecting
	}
	return Off
}

func sealPlace(upperID string) string { return "cascade/upper/" + upperID }

// managed is a platform that the caller may see, and on which he may do this.
func (s *Service) managed(ctx context.Context, tx *db.Tx, upperID string, perm access.Perm) (*Upper, error) {
	u, err := getUpper(ctx, tx, upperID)
	if err != nil {
		return nil, err
	}
	if err := access.See(ctx, PermView, u.Path, errNotFound); err != nil {
		return nil, err
	}
	return u, access.Require(ctx, perm, u.Path)
}

// told is what the audit book keeps: no password.
func (u *Upper) told() map[string]any {
	return map[string]any{"path": u.Path, "name": u.Name, "address": u.Address, "code": u.Code, "ownCode": u.OwnCode, "transport": u.Transport,
		"mediaHosts": u.MediaHosts, "alarms": u.Alarms, "practice": u.Practice, "mayView": u.MayView, "mayReplay": u.MayReplay, "mayTurn": u.MayTurn, "enabled": u.Enabled}
}

// stands writes down how a platform stands. It is the line's own word, and no edit.
func (s *Service) stands(ctx context.Context, u *Upper, state, why, said string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		now := db.Millis(tx.Now)
		was, err := getUpper(ctx, tx, u.ID)
		if err != nil || was.Version != u.Version || !was.Enabled { // it was edited meanwhile; the next line tells
			return err
		}
		at, heard := was.StateAt, was.HeardAt
		if was.State != state {
			at = now
		}
		if state == Registered {
			heard = now
		}
		if _, err := tx.Exec(ctx, `UPDATE cascade_uppers SET state = $1, why = $2, said = $3, state_at = $4, heard_at = $5 WHERE id = $6`, state, why, said, at, heard, u.ID); err != nil {
			return err
		}
		if state == Registered {
			if err := found(ctx, tx, was); err != nil {
				return err
			}
		}
		if (was.State == Registered) == (state == Registered) {
			return nil
		}
		action := "cascade.lost"
		if state == Registered {
			action = "cascade.registered"
		}
		return audit.Record(ctx, tx, action, u.ID, map[string]any{"state": state, "why": why, "said": said})
	})
}

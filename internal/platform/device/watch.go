package device

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

const (
	lookEvery = time.Second
	portion   = 100
)

// Run looks each second for silent devices and for what a crash left unjudged, until
// ctx ends. access: the house starts it. audit: what it finds are faults and inputs,
// which are records themselves.
func (s *Service) Run(ctx context.Context) {
	ctx = access.AsSystem(ctx, "device")
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := s.Look(ctx); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "devices were not looked at", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			s.flush(context.WithoutCancel(ctx))
			return
		}
	}
}

// Look does once what Run does each second; for tests, whose clock stands still.
// access: the house calls it. audit: see Run.
func (s *Service) Look(ctx context.Context) error {
	ctx = access.AsSystem(ctx, "device")
	for {
		done, err := s.takeUp(ctx)
		if err != nil {
			return err
		}
		if done < batch {
			break
		}
	}
	s.flush(ctx)
	for {
		more, err := s.silent(ctx)
		if err != nil || !more {
			return err
		}
	}
}

// silent moves the state of a portion of those that should have spoken, and reports
// whether there may be more.
func (s *Service) silent(ctx context.Context) (more bool, err error) {
	l := s.limits(ctx, access.Everywhere)
	var quiet []string
	now := s.db.Clock().Now()
	since := s.since
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		// How long each may be silent is reckoned in SQL, so that a city of thousands
		// is not read every second.
		quiet, err = db.All(ctx, tx, db.Value[string], `SELECT id FROM device_registry WHERE state IN ('online', 'late') AND heartbeat_s > 0
			AND (CASE WHEN last_seen_at > $1 THEN last_seen_at ELSE $1 END) + heartbeat_s * 10 * (CASE WHEN state = 'online' THEN CAST($2 AS BIGINT) ELSE CAST($3 AS BIGINT) END) <= $4
			ORDER BY id LIMIT $5`, db.Millis(since), int64(l.LatePct), int64(l.LostPct), db.Millis(now), portion)
		return err
	})
	if err != nil || len(quiet) == 0 {
		return false, err
	}
	moved := 0
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		moved = 0
		for _, deviceID := range quiet {
			d, err := lock(ctx, tx, deviceID)
			if err != nil {
				return err
			}
			state := l.StateAt(d, d.LastSeenAt, since, tx.Now)
			if state == d.State {
				continue
			}
			moved++
			before := d.State
			d.State = state
			if err := updateHeard(ctx, tx, d); err != nil {
				return err
			}
			if err := follow(ctx, tx, d, before); err != nil {
				return err
			}
			s.announce(tx, d)
			if state == Lost {
				if err := s.fail(ctx, tx, d, Silent, ""); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return moved > 0 && len(quiet) == portion, err
}

// Prune forgets heartbeats after hours and other messages after months, as the norm
// register says, a portion at a time. access: the house calls it every day.
// audit: what is forgotten are raw messages whose time is over.
func (s *Service) Prune(ctx context.Context) error {
	beats := time.Duration(s.norms.Now(ctx, keyBeats, access.Everywhere, beatsDefault)) * time.Hour
	others := time.Duration(s.norms.Now(ctx, keyKeep, access.Everywhere, keepDefault)) * 24 * time.Hour
	for _, x := range []struct {
		which string
		age   time.Duration
	}{{"beat", beats}, {"NOT beat", others}} {
		for {
			var n int64
			err := s.db.Write(ctx, func(tx *db.Tx) error {
				res, err := tx.Exec(ctx, `DELETE FROM device_inputs WHERE id IN (SELECT id FROM device_inputs WHERE `+x.which+
					` AND at < $1 AND outcome <> 'taken' ORDER BY at LIMIT 300)`, db.Millis(tx.Now.Add(-x.age)))
				if err == nil {
					n, err = res.RowsAffected()
				}
				return err
			})
			if err != nil {
				return err
			}
			if n < 300 {
				break
			}
		}
	}
	return nil
}

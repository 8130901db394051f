package handover

import (
	"context"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

const lookEvery = time.Second

// Run looks each second for alarms that have come to a new stage, until ctx ends.
// access: the house starts it. audit: what it writes is a record itself.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := s.Look(ctx); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "alarms were not handed over", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Look does once what Run does each second; for tests, whose clock stands still.
// access: the house calls it. audit: see Run.
func (s *Service) Look(ctx context.Context) error {
	s.watching.Lock()
	defer s.watching.Unlock()
	ctx = access.AsSystem(ctx, "handover")
	var targets []*Target
	var since int64
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if targets, err = s.enabledTargets(ctx, tx); err != nil || len(targets) == 0 {
			return err
		}
		since, err = db.One(ctx, tx, db.Value[int64], `SELECT CAST(COALESCE(MAX(at), 0) AS BIGINT) FROM handover_cursor`)
		return err
	})
	if err != nil || len(targets) == 0 {
		return err
	}
	first := slices.MinFunc(targets, func(a, b *Target) int { return int(a.since - b.since) }).since
	return s.follower.Walk(ctx, s.alarms, since, first, func(alarms []Alarm, upTo int64) error {
		return s.take(ctx, targets, alarms, max(since, upTo))
	})
}

// take hands over what is not yet, and remembers how far it came.
func (s *Service) take(ctx context.Context, targets []*Target, alarms []Alarm, upTo int64) error {
	known, seen, err := s.known(ctx, alarms)
	if err != nil {
		return err
	}
	type due struct {
		t     *Target
		a     *Alarm
		stage string
	}
	var out []due
	for i := range alarms {
		a := &alarms[i]
		for _, t := range targets {
			if !t.wants(a) {
				continue
			}
			for _, stage := range a.stages() {
				if !known[t.ID+a.ID+stage] {
					out = append(out, due{t, a, stage})
				}
			}
		}
	}
	if len(out) == 0 && upTo <= seen {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, d := range out {
			if _, err := s.put(ctx, tx, d.t, d.a, d.stage); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO handover_cursor (one, at) VALUES (1, $1)
			ON CONFLICT (one) DO UPDATE SET at = CASE WHEN excluded.at > handover_cursor.at THEN excluded.at ELSE handover_cursor.at END`, upTo)
		return err
	})
}

func (s *Service) known(ctx context.Context, alarms []Alarm) (map[string]bool, int64, error) {
	out, seen := map[string]bool{}, int64(0)
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var args db.Args
		in := ""
		for i := range alarms {
			if i > 0 {
				in += ", "
			}
			in += args.Add(alarms[i].ID)
		}
		keys, err := db.All(ctx, tx, db.Value[string], `SELECT target_id || subject_id || stage FROM handover_sendings WHERE subject_id IN (`+in+`)`, args.Values()...)
		for _, k := range keys {
			out[k] = true
		}
		if err != nil {
			return err
		}
		seen, err = db.One(ctx, tx, db.Value[int64], `SELECT CAST(COALESCE(MAX(at), 0) AS BIGINT) FROM handover_cursor`)
		return err
	})
	return out, seen, err
}

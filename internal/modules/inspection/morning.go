package inspection

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/todo"
)

// remindKey is the norm: how many days before its end a round is called to mind. [D]
const (
	remindKey     = "inspection.remind_d"
	remindDefault = 3
)

// Morning looks at the open rounds once a day: schools that have closed are due no
// more, a round that began in the middle of a crash gets the rest of its visits, and
// whoever runs it hears that it ends.
func (s *Service) Morning(ctx context.Context) error {
	if err := access.Require(ctx, PermRun, access.Everywhere); err != nil {
		return err
	}
	var open []*Round
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		open, err = db.All(ctx, tx, scanRound, selectRound+`WHERE state = 'open' ORDER BY id`)
		return err
	}); err != nil {
		return err
	}
	for _, r := range open {
		if err := s.leaveOut(ctx, r); err != nil {
			return err
		}
		if err := s.fillRound(ctx, r); err != nil {
			return err
		}
		if err := s.remindRound(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// leaveOut takes the schools that have closed out of a round. (domain.md §9.3)
func (s *Service) leaveOut(ctx context.Context, r *Round) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.Exec(ctx, `UPDATE inspection_targets SET state = 'excluded' WHERE round_id = $1 AND state IN ('due', 'planned')
			AND school_id IN (SELECT id FROM schools WHERE status <> 'active')`, r.ID)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil || n == 0 {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE inspection_rounds SET due = due - $1, version = version + 1, changed_at = $2 WHERE id = $3`,
			n, db.Millis(tx.Now), r.ID); err != nil {
			return err
		}
		if err := addLine(ctx, tx, r.ID, "excluded", map[string]any{"schools": n}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "inspection.round_excluded", r.ID, map[string]int64{"schools": n})
	})
}

func (s *Service) remindRound(ctx context.Context, r *Round) error {
	now := today(s.db.Clock().Now())
	if r.Submitted >= r.Due || shiftDay(now, s.limits.Now(ctx, remindKey, r.Path, remindDefault)) < r.Ends {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := todo.Put(ctx, tx, todo.Task{Room: "inspection", Kind: "round_ends", Subject: r.ID, Path: r.Path, Perm: PermRun, Priority: 1, Due: endOf(r.Ends),
			Link: "/inspections/rounds/" + r.ID, Params: map[string]any{"title": r.Title, "day": r.Ends, "n": r.Due - r.Submitted}}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "inspection.round_reminded", r.ID, map[string]int{"left": r.Due - r.Submitted})
	})
}

package drill

import (
	"context"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/todo"
)

// remindKey is the norm that says how many days before the end of a month a
// school is reminded of the drill it still owes. [D]
const (
	remindKey     = "drill.remind_d"
	remindDefault = 10
)

// piece is how many rows are written at once: a press of the alarm waits for no
// whole city.
const piece = 200

func dueSubject(schoolID, month string) string { return schoolID + " " + month }

// Remind puts "this month's drill" on the list of every school that still owes it
// when the month nears its end, and takes last month's off.
func (s *Service) Remind(ctx context.Context) error {
	if err := access.Require(ctx, PermPlan, access.Everywhere); err != nil {
		return err
	}
	now := s.db.Clock().Now()
	day := today(now)
	month := day[:7]
	if err := s.forgetMonths(ctx, month); err != nil {
		return err
	}
	end := dayStart(lastDay(month)).Add(24 * time.Hour)
	within := time.Duration(s.limits.Now(ctx, remindKey, access.Everywhere, remindDefault)) * 24 * time.Hour
	if end.Sub(now) > within {
		return nil
	}
	var owing []Rate
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := s.schoolRates(ctx, tx, []string{access.Everywhere}, "", month)
		owing = slices.DeleteFunc(all, func(r Rate) bool { return r.Short == 0 })
		return err
	}); err != nil {
		return err
	}
	for part := range slices.Chunk(owing, piece) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			for _, r := range part {
				if err := todo.Put(ctx, tx, todo.Task{
					Room: "drill", Kind: "month_due", Subject: dueSubject(r.ID, month), Path: r.Path, Perm: PermPlan, Priority: 1, Due: end,
					Link: "/drills?month=" + month, Params: map[string]any{"school": r.Name, "month": month, "n": r.Owes - r.N},
				}); err != nil {
					return err
				}
			}
			return audit.Record(ctx, tx, "drill.remind", month, map[string]int{"schools": len(part)})
		}); err != nil {
			return err
		}
	}
	return nil
}

// forgetMonths takes off what can no longer be done: the months that are over.
func (s *Service) forgetMonths(ctx context.Context, month string) error {
	var old []string
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		old, err = db.All(ctx, tx, db.Value[string], `SELECT subject_id FROM todos WHERE room = 'drill' AND kind = 'month_due' AND state = 'open'`)
		old = slices.DeleteFunc(old, func(subject string) bool { return strings.HasSuffix(subject, " "+month) })
		return err
	}); err != nil {
		return err
	}
	for part := range slices.Chunk(old, piece) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			for _, subject := range part {
				if err := todo.Finish(ctx, tx, "drill", "month_due", subject); err != nil {
					return err
				}
			}
			return audit.Record(ctx, tx, "drill.month_over", month, map[string]int{"schools": len(part)})
		}); err != nil {
			return err
		}
	}
	return nil
}

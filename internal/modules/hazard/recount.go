package hazard

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// piece is how many hazards are worked on at once: a press of the alarm waits for
// no ledger.
const piece = 200

// Recount counts the whole ledger again and mends the numbers where they differ;
// it returns how many rows differed, which is none unless something is broken.
func (s *Service) Recount(ctx context.Context) (wrong int, err error) {
	if err := access.Require(ctx, PermOversee, access.Everywhere); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		right := tally{}
		if err := db.Each(ctx, tx, func(row db.Scanner) error {
			h, err := scanHazard(row)
			if err == nil {
				right.add(h, 1)
			}
			return err
		}, selectHazard); err != nil {
			return err
		}
		kept := tally{}
		if err := db.Each(ctx, tx, func(row db.Scanner) error {
			k, c, err := scanCount(row)
			if err == nil {
				*kept.at(k) = c
			}
			return err
		}, `SELECT path, month, dim, key, found, closed, major, major_open, listed, overdue, recurred, extended, reworked, invalid, due, on_time, closed_in
			FROM hazard_counts`); err != nil {
			return err
		}
		// What is wrong is mended by what is missing.
		for k, c := range kept {
			want := right.at(k)
			for i, v := range want.fields() {
				*v -= *c.fields()[i]
			}
		}
		for _, c := range right {
			if *c != (Count{}) {
				wrong++
			}
		}
		if wrong == 0 {
			return nil
		}
		if err := right.save(ctx, tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "hazard.recount", "counts", map[string]int{"rows": wrong})
	})
	return wrong, err
}

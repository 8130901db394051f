package hazard

import (
	"context"
	"iter"

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
	differ := func(tx *db.Tx) (tally, error) {
		right := tally{}
		if err := db.Each(ctx, tx, func(row db.Scanner) error {
			h, err := scanHazard(row)
			if err == nil {
				right.add(h, 1)
			}
			return err
		}, selectHazard); err != nil {
			return nil, err
		}
		err := db.Each(ctx, tx, func(row db.Scanner) error {
			k, c, err := scanCount(row)
			if err != nil {
				return err
			}
			want := right.at(k)
			for i, v := range want.fields() {
				*v -= *c.fields()[i]
			}
			return nil
		}, `SELECT path, month, dim, key, found, closed, major, major_open, listed, overdue, recurred, extended, reworked, invalid, due, on_time, closed_in
			FROM hazard_counts`)
		wrong = 0
		for _, c := range right {
			wrong += int(one(*c != (Count{})))
		}
		return right, err
	}
	// What differs goes on differing by the same, however much is written meanwhile:
	// every writer adds alike to the ledger and to its numbers. So looking holds nobody
	// up, and the mending is an addition in portions.
	var missing tally
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) { missing, err = differ(tx); return err }); err != nil || wrong == 0 {
		return wrong, err
	}
	for part := range missing.portions(piece) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			if err := part.save(ctx, tx); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "hazard.recount", "counts", map[string]int{"rows": len(part)})
		}); err != nil {
			return wrong, err
		}
	}
	return wrong, nil
}

// portions are the rows of a sum that are not nothing, so many at a time.
func (t tally) portions(most int) iter.Seq[tally] {
	return func(yield func(tally) bool) {
		part := tally{}
		for k, c := range t {
			if *c == (Count{}) {
				continue
			}
			if part[k] = c; len(part) == most {
				if !yield(part) {
					return
				}
				part = tally{}
			}
		}
		if len(part) > 0 {
			yield(part)
		}
	}
}

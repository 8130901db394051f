package pupil

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// ClassSeed is a class whose pupils are to be planted. Names are in the order of their
// seats; numbers begin with Prefix.
type ClassSeed struct {
	ID, SchoolID string
	Prefix       string
	Names        []string
}

// seedPortion is how many rows one transaction plants.
const seedPortion = 4000

// Seed plants the pupils of many classes and gives every class its code.
func (s *Service) Seed(ctx context.Context, classes []ClassSeed) error {
	if err := access.Require(ctx, PermImport, access.Everywhere); err != nil {
		return err
	}
	codes := make([][]any, len(classes))
	given := map[string]bool{}
	var pupils [][]any
	for i, c := range classes {
		code := newClassCode()
		for given[code] {
			code = newClassCode()
		}
		given[code] = true
		codes[i] = []any{c.ID, code}
		for k, name := range c.Names {
			seat := k + 1
			pupils = append(pupils, []any{id.New("pup"), c.SchoolID, c.ID, seat, name, c.Prefix + twoDigits(seat), string(Active), 1})
		}
	}
	if err := s.plant(ctx, "pupil_classes", []string{"class_id", "code"}, codes); err != nil {
		return err
	}
	return s.plant(ctx, "pupils", pupilColumns, pupils)
}

var pupilColumns = []string{"id", "school_id", "class_id", "seat", "name", "number", "status", "version"}

func (s *Service) plant(ctx context.Context, table string, columns []string, rows [][]any) error {
	for len(rows) > 0 {
		n := min(seedPortion, len(rows))
		portion := rows[:n]
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Insert(ctx, table, columns, portion, ""); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "pupil.seed", table, map[string]int{"count": n})
		})
		if err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10%10), byte('0' + n%10)}) }

package hazard

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/kit/jobs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// runApply brings in what was confirmed. It may run twice: a row that is in already
// is known by its source and left alone.
func (s *Service) runApply(ctx context.Context, importID string) error {
	var m Import
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := access.Require(ctx, PermImport, access.Everywhere); err != nil {
			return err
		}
		m, err = getImport(ctx, tx, importID)
		return err
	})
	if errors.Is(err, errNoImport) || err == nil && m.State != stateApplying {
		return nil
	}
	if err != nil {
		return err
	}
	f, err := os.Open(s.importFile(m.ID, "plan"))
	if err != nil {
		return jobs.GiveUp(err)
	}
	defer func() { _ = f.Close() }()
	dec := json.NewDecoder(bufio.NewReader(f))
	for last := false; !last; {
		var part []planned
		for len(part) < portion {
			var p planned
			if err := dec.Decode(&p); errors.Is(err, io.EOF) {
				last = true
				break
			} else if err != nil {
				return jobs.GiveUp(err)
			}
			part = append(part, p)
		}
		if err := s.bringIn(ctx, &m, part); err != nil {
			return err
		}
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		m.State, m.Total = stateDone, m.Result.New
		m.Done = m.Total
		if err := setImport(ctx, tx, &m, stateApplying); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "hazard.import_done", m.ID, map[string]any{"rows": m.Result.New, "person": m.person})
	})
	if err == nil {
		s.discardFiles(m.ID)
	}
	return err
}

// bringIn writes one portion and how far the import has come.
func (s *Service) bringIn(ctx context.Context, m *Import, part []planned) error {
	if len(part) == 0 {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		sources := make([]string, len(part))
		for i, p := range part {
			sources[i] = sourceOf(m.ID, p.Row)
		}
		var a db.Args
		in, err := db.All(ctx, tx, db.Value[string], `SELECT source FROM hazards WHERE `+a.In("source", sources), a.Values()...)
		if err != nil {
			return err
		}
		there := map[string]bool{}
		for _, x := range in {
			there[x] = true
		}
		var list []*Hazard
		var notes [][]any
		sums := tally{}
		for i, p := range part {
			if there[sources[i]] {
				continue
			}
			r, err := s.planned(ctx, tx, m, p)
			if err != nil {
				return err
			}
			list = append(list, r.Hazard)
			sums.add(r.Hazard, 1)
			notes = append(notes, []any{r.ID, m.ID, p.Row, r.BeforeNote, r.AfterNote})
		}
		if len(list) > 0 {
			if err := insertHazards(ctx, tx, list); err != nil {
				return err
			}
			if _, err := tx.Insert(ctx, "hazard_imported", []string{"hazard_id", "import_id", "row", "before_note", "after_note"}, notes, ""); err != nil {
				return err
			}
			for _, h := range list {
				if err := addLine(ctx, tx, h.ID, "imported", map[string]any{"file": m.FileName}); err != nil {
					return err
				}
			}
			if err := sums.save(ctx, tx); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `UPDATE hazard_imports SET done = done + $1, changed_at = $2 WHERE id = $3`, len(list), db.Millis(tx.Now), m.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "hazard.import_portion", m.ID, map[string]int{"rows": len(list)})
	})
}

func sourceOf(importID string, row int) string { return fmt.Sprintf("ledger:%s:%06d", importID, row) }

// planned makes a hazard of a row that the check has found good.
func (s *Service) planned(ctx context.Context, tx *db.Tx, m *Import, p planned) (*ledgerRow, error) {
	r := &ledgerRow{row: p.Row}
	r.read(func(key string) string {
		for i, c := range ledgerColumns {
			if c.key == key {
				return p.Cells[i]
			}
		}
		return ""
	})
	x, err := org.GetSchool(ctx, tx, p.School)
	if err != nil {
		return nil, err
	}
	h := r.Hazard
	h.ID, h.Source = id.New("hzd"), sourceOf(m.ID, p.Row)
	h.SchoolID, h.SchoolName, h.Path, h.County = x.ID, x.Name, x.Path, countyPath(x.Path)
	if h.Number == "" {
		n, err := serial(ctx, tx, h.County, h.Year, 1)
		if err != nil {
			return nil, err
		}
		h.Number = number(h.County, h.Year, n)
	}
	h.Overdue = h.State.Open() && h.LateDays(tx.Now) > 0
	s.schedule(ctx, h, tx.Now)
	return r, nil
}

// readLedgerOf reads rows of the ledger by a condition, for comparing.
func readLedgerOf(ctx context.Context, tx *db.Tx, where string, args []any, do func(*ledgerRow)) error {
	counties, err := countyNames(ctx, tx)
	if err != nil {
		return err
	}
	return db.Each(ctx, tx, func(row db.Scanner) error {
		r := ledgerRow{Hazard: &Hazard{}}
		err := r.scan(row, counties)
		do(&r)
		return err
	}, selectLedger+`WHERE `+where, args...)
}

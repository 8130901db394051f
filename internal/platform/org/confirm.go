package org

import (
	"context"
	"encoding/json"
	"errors"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/audit"
)

// Confirm does exactly what the preview of this fingerprint showed, in one
// transaction, or nothing. rest says that bad rows may be left out; without it
// one bad row stops everything. Confirming twice does it once.
func (s *Service) Confirm(ctx context.Context, importID, fp string, rest bool) (ImportResult, error) {
	d, err := s.draft(ctx, importID)
	if err != nil {
		return ImportResult{}, err
	}
	if d.State == "done" {
		return repeated(d, fp)
	}
	book, err := s.readBook(d)
	if err != nil {
		return s.unlessDone(ctx, importID, fp, err)
	}
	// The plan is worked out before the transaction, so that no alarm waits for
	// it; inside, the stamp tells whether it still holds.
	w, rows, err := s.planAll(ctx, d, book)
	if err != nil {
		return ImportResult{}, err
	}
	if fingerprint(d, rows) != fp {
		return s.unlessDone(ctx, importID, fp, errStale)
	}
	if err := confirmable(d, rows, rest); err != nil {
		return ImportResult{}, err
	}
	var result ImportResult
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := getDraft(ctx, tx, importID, tx.Lock())
		if err != nil {
			return err
		}
		if now.State == "done" {
			result, err = repeated(&now, fp)
			return err
		}
		stamp, err := stampOf(ctx, tx)
		if err != nil {
			return err
		}
		if stamp != w.stamp || now.Sheet != d.Sheet {
			return errStale
		}
		result, err = s.apply(ctx, tx, d, rows, fp)
		return err
	})
	if err != nil {
		return ImportResult{}, stale(err)
	}
	s.discard(importID)
	return result, nil
}

// unlessDone answers err, unless another click has meanwhile done the import.
func (s *Service) unlessDone(ctx context.Context, importID, fp string, err error) (ImportResult, error) {
	if d, again := s.draft(ctx, importID); again == nil && d.State == "done" {
		return repeated(d, fp)
	}
	return ImportResult{}, err
}

// stale turns the marks of another's simultaneous write into one answer.
func stale(err error) error {
	var e *errs.Error
	if errors.Is(err, db.ErrDuplicate) || errors.As(err, &e) && (e.Code == "stale_version" || e.Code == "org.school_invalid") {
		return errStale.Because(err)
	}
	return err
}

func repeated(d *draft, fp string) (ImportResult, error) {
	if d.Fingerprint != fp {
		return ImportResult{}, errDone
	}
	return d.Result, nil
}

func confirmable(d *draft, rows []planned, rest bool) error {
	n := count(rows)
	switch {
	case len(missing(d.Mapping)) > 0:
		return errIncomplete.With("columns", missing(d.Mapping))
	case n[RowBad] > 0 && !rest:
		return errBadRows.With("count", n[RowBad])
	case n[RowBad] == len(rows):
		return errNothing
	}
	return nil
}

// apply writes the new and the changed rows and closes the draft.
func (s *Service) apply(ctx context.Context, tx *db.Tx, d *draft, rows []planned, fp string) (ImportResult, error) {
	n := count(rows)
	result := ImportResult{New: n[RowNew], Changed: n[RowChanged], Unchanged: n[RowUnchanged], Left: n[RowBad]}
	var fresh []School
	var added []string
	changed := map[string]map[string][2]any{}
	for i := range rows {
		p := &rows[i]
		switch p.outcome {
		case RowNew:
			x := p.is.School
			x.ID, x.Version, x.CreatedAt, x.UpdatedAt = id.New("sch"), 1, db.Millis(tx.Now), db.Millis(tx.Now)
			x.Path = ChildPath(p.is.Path, x.ID)
			fresh, added = append(fresh, x), append(added, x.ID)
		case RowChanged:
			x := p.is.School
			if err := s.updateSchool(ctx, tx, &p.was.School, &x); err != nil {
				return result, err
			}
			changed[x.ID] = changes(&p.was.School, &x)
		}
	}
	if err := insertSchools(ctx, tx, fresh); err != nil {
		return result, err
	}
	text, err := json.Marshal(result)
	if err != nil {
		return result, err
	}
	err = tx.UpdateOne(ctx, `UPDATE org_imports SET state = 'done', fingerprint = $1, result = $2 WHERE id = $3 AND state = 'draft'`,
		fp, string(text), d.ID)
	if err != nil {
		return result, err
	}
	return result, audit.Record(ctx, tx, "org.import_confirm", d.ID, map[string]any{
		"file": d.FileName, "digest": d.Digest, "result": result, "added": added, "changed": changed,
	})
}

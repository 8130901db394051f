package org

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// How an import goes: a person uploads the workbook (a draft), sees what would
// happen to each row, changes which column means what, and confirms exactly what
// was shown. Nothing is written to the schools before that, and then everything
// is, in one transaction.

// Why an import cannot go on.
var (
	ErrNoImport   = errs.NotFound("org.import_not_found")
	errNoHeadings = errs.Invalid("org.import_no_headings")
	errBadRows    = errs.Invalid("org.import_has_bad_rows")
	errIncomplete = errs.Invalid("org.import_column_missing")
	errNothing    = errs.Invalid("org.import_nothing")
	errStale      = errs.Conflict("org.import_stale")
	errDone       = errs.Conflict("org.import_done")
)

const (
	// MaxUpload is the largest workbook taken, in bytes.
	MaxUpload = 20 << 20
	// maxImportRows is how many filled rows one sheet may have.
	maxImportRows = 20_000
	draftLife     = 24 * time.Hour
	leastHeadings = 2
)

// draft is an uploaded workbook on its way. Mapping says which column, from 0,
// holds which key.
type draft struct {
	ID          string
	PersonID    string
	FileName    string
	Digest      string
	State       string
	Sheet       string
	Mapping     map[string]int
	Fingerprint string
	Result      ImportResult
	CreatedAt   int64
	ExpiresAt   int64
}

// ImportResult is what a confirmed import did.
type ImportResult struct {
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	// Left is how many bad rows were left out.
	Left int `json:"left"`
}

// Upload takes a workbook, finds its headings and keeps it for a day as a draft
// of the person who acts.
func (s *Service) Upload(ctx context.Context, fileName string, file []byte) (*Preview, error) {
	if err := access.RequireSomewhere(ctx, PermImport); err != nil {
		return nil, err
	}
	d := draft{ID: id.New("imp"), PersonID: access.From(ctx).ID, FileName: shortName(fileName), State: "draft"}
	sum := sha256.Sum256(file)
	d.Digest = hex.EncodeToString(sum[:])
	dir, err := s.folder()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, d.ID+".xlsx"), file, 0o600); err != nil {
		return nil, err
	}
	book, err := s.readBook(&d)
	if err == nil {
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			d.CreatedAt, d.ExpiresAt = db.Millis(tx.Now), db.Millis(tx.Now.Add(draftLife))
			if err := insertDraft(ctx, tx, &d); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "org.import_upload", d.ID, map[string]any{"file": d.FileName, "digest": d.Digest})
		})
	}
	if err != nil {
		s.discard(d.ID)
		return nil, err
	}
	return s.preview(ctx, &d, book)
}

// Remap chooses another sheet, or says which column holds what; an empty mapping
// lets the headings decide.
func (s *Service) Remap(ctx context.Context, importID, sheet string, mapping map[string]int) (*Preview, error) {
	d, err := s.draft(ctx, importID)
	if err != nil {
		return nil, err
	}
	if d.State == "done" {
		return nil, errDone
	}
	d.Sheet, d.Mapping = sheet, mapping
	book, err := s.readBook(d)
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		text, err := json.Marshal(d.Mapping)
		if err != nil {
			return err
		}
		if err := tx.UpdateOne(ctx, `UPDATE org_imports SET sheet = $1, mapping = $2 WHERE id = $3 AND state = 'draft'`,
			d.Sheet, string(text), d.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "org.import_remap", d.ID, map[string]any{"sheet": d.Sheet, "mapping": d.Mapping})
	})
	if err != nil {
		return nil, err
	}
	return s.preview(ctx, d, book)
}

// Imports returns the actor's own drafts that can be gone on with, newest first.
func (s *Service) Imports(ctx context.Context) ([]DraftRow, error) {
	if err := access.RequireSomewhere(ctx, PermImport); err != nil {
		return nil, err
	}
	var list []DraftRow
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.All(ctx, tx, func(row db.Scanner) (DraftRow, error) {
			var r DraftRow
			err := row.Scan(&r.ID, &r.FileName, &r.CreatedAt, &r.ExpiresAt)
			return r, err
		}, `SELECT id, file_name, created_at, expires_at FROM org_imports
			WHERE person_id = $1 AND state = 'draft' AND expires_at > $2 ORDER BY id DESC LIMIT 20`,
			access.From(ctx).ID, db.Millis(tx.Now))
		return err
	})
	return list, err
}

// DraftRow is one draft in the list of those one may go on with.
type DraftRow struct {
	ID        string `json:"id"`
	FileName  string `json:"fileName"`
	CreatedAt int64  `json:"createdAt"`
	ExpiresAt int64  `json:"expiresAt"`
}

// Discard throws a draft away.
func (s *Service) Discard(ctx context.Context, importID string) error {
	d, err := s.draft(ctx, importID)
	if err != nil {
		return err
	}
	if d.State == "done" {
		return errDone
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.UpdateOne(ctx, `DELETE FROM org_imports WHERE id = $1 AND state = 'draft'`, d.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "org.import_discard", d.ID, nil)
	})
	if err == nil {
		s.discard(d.ID)
	}
	return err
}

// PurgeImports removes drafts whose day is over, with their files, and what is
// known about imports done a month ago; the audit book remembers those. A job
// runs it every hour.
func (s *Service) PurgeImports(ctx context.Context) (int, error) {
	if err := access.Require(ctx, PermImport, access.Everywhere); err != nil {
		return 0, err
	}
	var gone []string
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		gone, err = db.All(ctx, tx, db.Value[string], `DELETE FROM org_imports
			WHERE state = 'draft' AND expires_at <= $1 OR expires_at <= $2 RETURNING id`,
			db.Millis(tx.Now), db.Millis(tx.Now.Add(-30*24*time.Hour)))
		if err != nil || len(gone) == 0 {
			return err
		}
		return audit.Record(ctx, tx, "org.import_purge", "org", map[string]int{"count": len(gone)})
	})
	if err != nil {
		return 0, err
	}
	for _, key := range gone {
		s.discard(key)
	}
	return len(gone), s.sweep()
}

// sweep removes files so old that no draft can still want them: those of a
// server that stopped half-way, or whose draft another server has closed.
func (s *Service) sweep() error {
	list, err := os.ReadDir(s.dir)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	for _, f := range list {
		info, err := f.Info()
		if err == nil && s.db.Clock().Now().Sub(info.ModTime()) > 2*draftLife {
			_ = os.Remove(filepath.Join(s.dir, f.Name()))
		}
	}
	return nil
}

// folder is where uploaded workbooks lie; it is made when first needed.
func (s *Service) folder() (string, error) { return s.dir, os.MkdirAll(s.dir, 0o700) }

// discard removes the file of an import; a file that cannot be removed now is
// no reason to fail, it holds nothing that is not in the bureau's own copy.
func (s *Service) discard(importID string) { _ = os.Remove(filepath.Join(s.dir, importID+".xlsx")) }

func shortName(name string) string {
	name = spreadsheet.Clean(filepath.Base(name))
	if r := []rune(name); len(r) > 120 {
		name = string(r[:120])
	}
	return name
}

// draft loads an import of the person who acts; others' do not exist.
func (s *Service) draft(ctx context.Context, importID string) (*draft, error) {
	if err := access.RequireSomewhere(ctx, PermImport); err != nil {
		return nil, err
	}
	var d draft
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		d, err = getDraft(ctx, tx, importID, "")
		return err
	})
	if err != nil {
		return nil, err
	}
	if d.PersonID != access.From(ctx).ID {
		return nil, ErrNoImport
	}
	return &d, nil
}

func getDraft(ctx context.Context, tx *db.Tx, importID, lock string) (draft, error) {
	d, err := db.One(ctx, tx, scanDraft, `SELECT id, person_id, file_name, digest, state, sheet, mapping, fingerprint, result,
		created_at, expires_at FROM org_imports WHERE id = $1 `+lock, importID)
	if err == nil && d.State == "draft" && d.ExpiresAt <= db.Millis(tx.Now) {
		err = ErrNoImport
	}
	return d, orMissing(err, ErrNoImport)
}

func scanDraft(s db.Scanner) (d draft, err error) {
	var mapping, result string
	err = s.Scan(&d.ID, &d.PersonID, &d.FileName, &d.Digest, &d.State, &d.Sheet, &mapping, &d.Fingerprint, &result, &d.CreatedAt, &d.ExpiresAt)
	if err == nil {
		err = json.Unmarshal([]byte(mapping), &d.Mapping)
	}
	if err == nil {
		err = json.Unmarshal([]byte(result), &d.Result)
	}
	return d, err
}

func insertDraft(ctx context.Context, tx *db.Tx, d *draft) error {
	mapping, err := json.Marshal(d.Mapping)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO org_imports (id, person_id, file_name, digest, state, sheet, mapping, fingerprint, result,
		created_at, expires_at) VALUES ($1, $2, $3, $4, 'draft', $5, $6, '', '{}', $7, $8)`,
		d.ID, d.PersonID, d.FileName, d.Digest, d.Sheet, string(mapping), d.CreatedAt, d.ExpiresAt)
	return err
}

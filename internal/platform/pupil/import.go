package pupil

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/kit/jobs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// How a roster is imported: a person uploads the workbook; a job reads it from end to
// end and lists every row that is wrong; only a workbook without one can be confirmed,
// and then a job brings it in, class by class, in portions so small that no alarm
// waits. Both can be left and found again. What is done twice is done once.

// The states of an import.
const (
	stateChecking = "checking"
	stateChecked  = "checked"
	stateApplying = "applying"
	stateDone     = "done"
	stateFailed   = "failed"
)

// Why an import cannot go on.
var (
	errNoImport   = errs.NotFound("pupil.import_not_found")
	errNoHeadings = errs.Invalid("pupil.import_no_headings")
	errBadRows    = errs.Conflict("pupil.import_bad_rows")
	errNotChecked = errs.Conflict("pupil.import_not_checked")
	errNoRows     = errs.Invalid("pupil.import_no_rows")
	errLost       = errs.Invalid("pupil.import_file_lost")
)

const (
	// MaxUpload is the largest workbook taken, in bytes.
	MaxUpload = 48 << 20
	// maxRows is how many filled rows one workbook may have: the pupils of a large city.
	maxRows    = 400_000
	importLife = 7 * 24 * time.Hour
	jobLimit   = 15 * time.Minute
)

// Import is one import as its person sees it.
type Import struct {
	ID        string  `json:"id"`
	FileName  string  `json:"fileName"`
	State     string  `json:"state" enum:"checking,checked,applying,done,failed"`
	Failure   string  `json:"failure" doc:"error code, when it failed"`
	Whole     bool    `json:"whole" doc:"classes of the schools named that the workbook does not name count as gone"`
	Total     int     `json:"total" doc:"steps of the work under way, 0 while unknown"`
	Done      int     `json:"done"`
	Result    Outcome `json:"result"`
	CreatedAt int64   `json:"createdAt"`
	ChangedAt int64   `json:"changedAt"`

	person string
	paths  []string
}

// Outcome is what an import found or did, by rows.
type Outcome struct {
	Rows       int        `json:"rows"`
	Schools    int        `json:"schools"`
	Classes    int        `json:"classes"`
	NewClasses []NewClass `json:"newClasses" nullable:"false"`
	New        int        `json:"new"`
	Moved      int        `json:"moved" doc:"pupils who change class or school, or come back"`
	Changed    int        `json:"changed" doc:"name or seat"`
	Unchanged  int        `json:"unchanged"`
	Left       int        `json:"left" doc:"pupils of these classes whom the workbook does not name"`
	Bad        int        `json:"bad"`
}

// NewClass is a class that the import would make.
type NewClass struct {
	School string `json:"school"`
	Name   string `json:"name"`
	Pupils int    `json:"pupils"`
}

// shownClasses is how many new classes are named; people look at the first.
const shownClasses = 200

type checkArgs struct {
	ID string `json:"id"`
}

// Kind implements jobs.Args.
func (checkArgs) Kind() string { return "pupil.import_check" }

type applyArgs struct {
	ID string `json:"id"`
}

// Kind implements jobs.Args.
func (applyArgs) Kind() string { return "pupil.import_apply" }

// Jobs adds what this rung does by itself.
func (s *Service) Jobs(j *jobs.Jobs) {
	s.jobs = j
	jobs.Register(j, jobLimit, func(ctx context.Context, a checkArgs) error { return s.runCheck(ctx, a.ID) })
	jobs.Register(j, jobLimit, func(ctx context.Context, a applyArgs) error { return s.runApply(ctx, a.ID) })
	j.Every("pupil-imports-purge", jobs.Each(time.Hour), jobLimit, func(ctx context.Context, _ time.Time) error { return s.Purge(ctx) })
}

// Upload takes a workbook and has it checked.
func (s *Service) Upload(ctx context.Context, fileName string, whole bool, file io.Reader) (Import, error) {
	if err := access.RequireSomewhere(ctx, PermImport); err != nil {
		return Import{}, err
	}
	m := Import{ID: id.New("pim"), FileName: shortName(fileName), State: stateChecking, Whole: whole, person: access.From(ctx).ID,
		paths: access.Areas(ctx, PermImport), Result: Outcome{NewClasses: []NewClass{}}}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return m, err
	}
	size, err := keep(s.file(m.ID, "xlsx"), file)
	if err == nil { // what is no roster at all is told at once
		err = s.openBook(m.ID, func(*spreadsheet.Book, string, spreadsheet.Headings) error { return nil })
	}
	if err == nil {
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			m.CreatedAt, m.ChangedAt = db.Millis(tx.Now), db.Millis(tx.Now)
			paths, err := json.Marshal(m.paths)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO pupil_imports (id, person_id, file_name, paths, whole, state, failure, total, done, result, created_at, changed_at)
				VALUES ($1, $2, $3, $4, $5, $6, '', 0, 0, '{}', $7, $7)`,
				m.ID, m.person, m.FileName, string(paths), m.Whole, m.State, m.CreatedAt); err != nil {
				return err
			}
			if err := s.jobs.Enqueue(ctx, tx, checkArgs{m.ID}, jobs.InBulk()); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "pupil.import_upload", m.ID, map[string]any{"file": m.FileName, "bytes": size, "whole": whole})
		})
	}
	if err != nil {
		s.discardFiles(m.ID)
	}
	return m, err
}

// keep writes what comes in to the disk, and returns how many bytes that were.
func keep(name string, file io.Reader) (int64, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(f, file)
	return n, errors.Join(err, f.Close())
}

// Imports are the actor's own, newest first.
func (s *Service) Imports(ctx context.Context) ([]Import, error) {
	if err := access.RequireSomewhere(ctx, PermImport); err != nil {
		return nil, err
	}
	var list []Import
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.All(ctx, tx, scanImport, `SELECT `+importColumns+` FROM pupil_imports WHERE person_id = $1 ORDER BY id DESC LIMIT 20`, access.From(ctx).ID)
		return err
	})
	return list, err
}

// Import returns one of the actor's own, with how far it has come.
func (s *Service) Import(ctx context.Context, importID string) (Import, error) {
	if err := access.RequireSomewhere(ctx, PermImport); err != nil {
		return Import{}, err
	}
	var m Import
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		m, err = s.own(ctx, tx, importID)
		return err
	})
	return m, err
}

func (s *Service) own(ctx context.Context, tx *db.Tx, importID string) (Import, error) {
	m, err := getImport(ctx, tx, importID)
	if err == nil && m.person != access.From(ctx).ID {
		err = errNoImport
	}
	return m, err
}

// Confirm brings in what the check has shown; a workbook with one bad row is refused
// as a whole. Confirming twice does it once.
func (s *Service) Confirm(ctx context.Context, importID string) (Import, error) {
	var m Import
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if m, err = s.own(ctx, tx, importID); err != nil {
			return err
		}
		for _, path := range m.paths { // the right may have been taken away since
			if err := access.Require(ctx, PermImport, path); err != nil {
				return err
			}
		}
		switch {
		case m.State == stateApplying || m.State == stateDone:
			return nil
		case m.State != stateChecked:
			return errNotChecked
		case m.Result.Bad > 0:
			return errBadRows.With("count", m.Result.Bad)
		}
		m.State, m.Total, m.Done = stateApplying, m.Result.Rows, 0
		if err := setState(ctx, tx, &m, stateChecked); err != nil {
			return err
		}
		if err := s.jobs.Enqueue(ctx, tx, applyArgs{m.ID}, jobs.InBulk()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "pupil.import_confirm", m.ID, map[string]any{"file": m.FileName, "rows": m.Result.Rows, "left": m.Result.Left})
	})
	return m, err
}

// Discard throws an import away that has not begun to be applied.
func (s *Service) Discard(ctx context.Context, importID string) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.RequireSomewhere(ctx, PermImport); err != nil {
			return err
		}
		m, err := s.own(ctx, tx, importID)
		if err != nil {
			return err
		}
		if m.State == stateApplying {
			return errNotChecked
		}
		if _, err := tx.Exec(ctx, `DELETE FROM pupil_imports WHERE id = $1`, m.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "pupil.import_discard", m.ID, nil)
	})
	if err == nil {
		s.discardFiles(importID)
	}
	return err
}

// Purge removes imports that nobody has gone on with for a week; names of minors lie in
// their files.
func (s *Service) Purge(ctx context.Context) error {
	if err := access.Require(ctx, PermImport, access.Everywhere); err != nil {
		return err
	}
	var gone []string
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		gone, err = db.All(ctx, tx, db.Value[string], `DELETE FROM pupil_imports WHERE changed_at < $1 AND state <> $2 RETURNING id`,
			db.Millis(tx.Now.Add(-importLife)), stateApplying)
		if err != nil || len(gone) == 0 {
			return err
		}
		return audit.Record(ctx, tx, "pupil.import_purge", "pupil", map[string]int{"count": len(gone)})
	})
	for _, g := range gone {
		s.discardFiles(g)
	}
	return err
}

func (s *Service) file(importID, kind string) string {
	return filepath.Join(s.dir, importID+"."+kind)
}

// discardFiles removes what lies on the disk of an import; what cannot be removed now
// is no reason to fail.
func (s *Service) discardFiles(importID string) {
	for _, kind := range []string{"xlsx", "bad", "plan"} {
		_ = os.Remove(s.file(importID, kind))
	}
}

func shortName(name string) string {
	name = spreadsheet.Clean(filepath.Base(name))
	if r := []rune(name); len(r) > 120 {
		name = string(r[:120])
	}
	return name
}

const importColumns = `id, person_id, file_name, paths, whole, state, failure, total, done, result, created_at, changed_at`

func scanImport(sc db.Scanner) (m Import, err error) {
	var paths, result string
	err = sc.Scan(&m.ID, &m.person, &m.FileName, &paths, &m.Whole, &m.State, &m.Failure, &m.Total, &m.Done, &result, &m.CreatedAt, &m.ChangedAt)
	m.Result.NewClasses = []NewClass{}
	if err == nil {
		err = json.Unmarshal([]byte(paths), &m.paths)
	}
	if err == nil {
		err = json.Unmarshal([]byte(result), &m.Result)
	}
	return m, err
}

func getImport(ctx context.Context, tx *db.Tx, importID string) (Import, error) {
	m, err := db.One(ctx, tx, scanImport, `SELECT `+importColumns+` FROM pupil_imports WHERE id = $1`, importID)
	if db.IsNotFound(err) {
		err = errNoImport
	}
	return m, err
}

// setState writes how far an import is, if it is still in the state it was read at.
func setState(ctx context.Context, tx *db.Tx, m *Import, was string) error {
	result, err := json.Marshal(m.Result)
	if err != nil {
		return err
	}
	m.ChangedAt = db.Millis(tx.Now)
	return tx.UpdateOne(ctx, `UPDATE pupil_imports SET state = $1, failure = $2, total = $3, done = $4, result = $5, changed_at = $6
		WHERE id = $7 AND state = $8`, m.State, m.Failure, m.Total, m.Done, string(result), m.ChangedAt, m.ID, was)
}

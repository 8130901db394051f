package hazard

import (
	"context"
	"encoding/json"
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

// How an old ledger comes in: a person uploads the workbook; a job reads it from end
// to end and lists every row that is wrong; only a workbook without one can be
// confirmed, and then a job brings it in, in portions so small that no alarm waits.
// A job that was cut off goes on where it was: each row has a name of its own, so
// that none comes in twice.

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
	errNoImport   = errs.NotFound("hazard.import_not_found")
	errNoHeadings = errs.Invalid("hazard.import_no_headings")
	errBadRows    = errs.Conflict("hazard.import_bad_rows")
	errNotChecked = errs.Conflict("hazard.import_not_checked")
	errNoRows     = errs.Invalid("hazard.import_no_rows")
	errLost       = errs.Invalid("hazard.import_file_lost")
)

const (
	// MaxUpload is the largest workbook taken, in bytes.
	MaxUpload  = 64 << 20
	maxRows    = 400_000
	importLife = 7 * 24 * time.Hour
	jobLimit   = 30 * time.Minute
	portion    = 150
)

// Import is one import as its person sees it.
type Import struct {
	ID        string  `json:"id"`
	FileName  string  `json:"fileName"`
	State     string  `json:"state" enum:"checking,checked,applying,done,failed"`
	Failure   string  `json:"failure" doc:"error code, when it failed"`
	Total     int     `json:"total"`
	Done      int     `json:"done"`
	Result    Outcome `json:"result"`
	CreatedAt int64   `json:"createdAt"`

	person string
	paths  []string
}

// Outcome is what an import found, by rows.
type Outcome struct {
	Rows    int `json:"rows"`
	New     int `json:"new"`
	Same    int `json:"same" doc:"rows that stand in the ledger already, as they are"`
	Open    int `json:"open" doc:"new ones that are not closed"`
	Schools int `json:"schools"`
	Bad     int `json:"bad"`
}

type checkArgs struct {
	ID string `json:"id"`
}

// Kind implements jobs.Args.
func (checkArgs) Kind() string { return "hazard.import_check" }

type applyArgs struct {
	ID string `json:"id"`
}

// Kind implements jobs.Args.
func (applyArgs) Kind() string { return "hazard.import_apply" }

// Jobs adds what imports do by themselves.
func (s *Service) Jobs(j *jobs.Jobs) {
	s.jobs = j
	jobs.Register(j, jobLimit, func(ctx context.Context, a checkArgs) error { return s.runCheck(ctx, a.ID) })
	jobs.Register(j, jobLimit, func(ctx context.Context, a applyArgs) error { return s.runApply(ctx, a.ID) })
	j.Every("hazard-imports-purge", jobs.Each(time.Hour), time.Minute, func(ctx context.Context, _ time.Time) error { return s.PurgeImports(ctx) })
}

// Upload takes a workbook and has it checked.
func (s *Service) Upload(ctx context.Context, fileName string, file []byte) (Import, error) {
	if err := access.RequireSomewhere(ctx, PermImport); err != nil {
		return Import{}, err
	}
	m := Import{ID: id.New("him"), FileName: clip(spreadsheet.Clean(filepath.Base(fileName)), 120), State: stateChecking, person: access.From(ctx).ID,
		paths: access.Areas(ctx, PermImport)}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return m, err
	}
	if err := os.WriteFile(s.importFile(m.ID, "xlsx"), file, 0o600); err != nil {
		return m, err
	}
	// What is no ledger at all is told at once.
	err := s.openBook(m.ID, func(*spreadsheet.Book, string, spreadsheet.Headings) error { return nil })
	if err == nil {
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			m.CreatedAt = db.Millis(tx.Now)
			paths, err := json.Marshal(m.paths)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO hazard_imports (id, person_id, file_name, paths, state, failure, total, done, result, created_at, changed_at)
				VALUES ($1, $2, $3, $4, $5, '', 0, 0, '{}', $6, $6)`, m.ID, m.person, m.FileName, string(paths), m.State, m.CreatedAt); err != nil {
				return err
			}
			if err := s.jobs.Enqueue(ctx, tx, checkArgs{m.ID}, jobs.InBulk()); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "hazard.import_upload", m.ID, map[string]any{"file": m.FileName, "bytes": len(file)})
		})
	}
	if err != nil {
		s.discardFiles(m.ID)
	}
	return m, err
}

// Import returns one of the actor's own, with how far it has come.
func (s *Service) Import(ctx context.Context, importID string) (Import, error) {
	if err := access.RequireSomewhere(ctx, PermImport); err != nil {
		return Import{}, err
	}
	var m Import
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		m, err = ownImport(ctx, tx, importID)
		return err
	})
	return m, err
}

// Imports are the actor's own, newest first.
func (s *Service) Imports(ctx context.Context) ([]Import, error) {
	if err := access.RequireSomewhere(ctx, PermImport); err != nil {
		return nil, err
	}
	var list []Import
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.All(ctx, tx, scanImport, `SELECT `+importColumns+` FROM hazard_imports WHERE person_id = $1 ORDER BY id DESC LIMIT 20`, access.From(ctx).ID)
		return err
	})
	return list, err
}

func ownImport(ctx context.Context, tx *db.Tx, importID string) (Import, error) {
	m, err := getImport(ctx, tx, importID)
	if err == nil && m.person != access.From(ctx).ID {
		err = errNoImport
	}
	return m, err
}

// ConfirmImport brings in what the check has shown; a workbook with one bad row is
// refused as a whole. Confirming twice does it once.
func (s *Service) ConfirmImport(ctx context.Context, importID string) (Import, error) {
	var m Import
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := access.RequireSomewhere(ctx, PermImport); err != nil {
			return err
		}
		if m, err = ownImport(ctx, tx, importID); err != nil {
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
		m.State, m.Total, m.Done = stateApplying, m.Result.New, 0
		if err := setImport(ctx, tx, &m, stateChecked); err != nil {
			return err
		}
		if err := s.jobs.Enqueue(ctx, tx, applyArgs{m.ID}, jobs.InBulk()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "hazard.import_confirm", m.ID, map[string]any{"file": m.FileName, "rows": m.Result.New})
	})
	return m, err
}

// PurgeImports removes imports that nobody has gone on with for a week.
func (s *Service) PurgeImports(ctx context.Context) error {
	if err := access.Require(ctx, PermImport, access.Everywhere); err != nil {
		return err
	}
	var gone []string
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		gone, err = db.All(ctx, tx, db.Value[string], `DELETE FROM hazard_imports WHERE changed_at < $1 AND state <> $2 RETURNING id`,
			db.Millis(tx.Now.Add(-importLife)), stateApplying)
		if err != nil || len(gone) == 0 {
			return err
		}
		return audit.Record(ctx, tx, "hazard.import_purge", "imports", map[string]int{"count": len(gone)})
	})
	for _, g := range gone {
		s.discardFiles(g)
	}
	return err
}

func (s *Service) importFile(importID, kind string) string {
	return filepath.Join(s.dir, importID+"."+kind)
}

func (s *Service) discardFiles(importID string) {
	for _, kind := range []string{"xlsx", "bad", "plan"} {
		_ = os.Remove(s.importFile(importID, kind))
	}
}

const importColumns = `id, person_id, file_name, paths, state, failure, total, done, result, created_at`

func scanImport(sc db.Scanner) (m Import, err error) {
	var paths, result string
	err = sc.Scan(&m.ID, &m.person, &m.FileName, &paths, &m.State, &m.Failure, &m.Total, &m.Done, &result, &m.CreatedAt)
	if err == nil {
		err = json.Unmarshal([]byte(paths), &m.paths)
	}
	if err == nil {
		err = json.Unmarshal([]byte(result), &m.Result)
	}
	return m, err
}

func getImport(ctx context.Context, tx *db.Tx, importID string) (Import, error) {
	m, err := db.One(ctx, tx, scanImport, `SELECT `+importColumns+` FROM hazard_imports WHERE id = $1`, importID)
	if db.IsNotFound(err) {
		err = errNoImport
	}
	return m, err
}

// setImport writes how far an import is, if it is still in the state it was read at.
func setImport(ctx context.Context, tx *db.Tx, m *Import, was string) error {
	result, err := json.Marshal(m.Result)
	if err != nil {
		return err
	}
	return tx.UpdateOne(ctx, `UPDATE hazard_imports SET state = $1, failure = $2, total = $3, done = $4, result = $5, changed_at = $6
		WHERE id = $7 AND state = $8`, m.State, m.Failure, m.Total, m.Done, string(result), db.Millis(tx.Now), m.ID, was)
}

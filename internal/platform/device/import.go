package device

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/kit/jobs"
	"huxue/internal/kit/lines"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// How a workbook of devices comes in: it is read from end to end while its person
// waits, and every row that is wrong is listed; only one without a bad row can be
// confirmed. Confirming asks once more whether the register is still what was shown,
// and then a job writes portions so small that no alarm waits. The workbook is never
// kept, since secrets stand in it: what it comes to is, with the secrets sealed.

// The states of an import.
const (
	stateChecked  = "checked"
	stateApplying = "applying"
	stateDone     = "done"
	stateFailed   = "failed"
)

// Why an import cannot go on.
var (
	errNoImport = errs.NotFound("device.import_not_found")
	errBadRows  = errs.Conflict("device.import_bad_rows")
	errNothing  = errs.Conflict("device.import_nothing")
	errMoved    = errs.Conflict("device.import_stale")
	errLost     = errs.Invalid("device.import_lost")
)

const (
	importLife = 7 * 24 * time.Hour
	jobLimit   = 15 * time.Minute
)

// Import is one import as its person sees it.
type Import struct {
	ID        string        `json:"id"`
	FileName  string        `json:"fileName"`
	State     string        `json:"state" enum:"checked,applying,done,failed"`
	Failure   string        `json:"failure" doc:"error code, when it failed"`
	Done      int           `json:"done" doc:"rows that are in the register"`
	Result    ImportOutcome `json:"result"`
	CreatedAt int64         `json:"createdAt"`

	person string
	paths  []string
}

// ImportOutcome is what the check of a workbook found, by rows.
type ImportOutcome struct {
	Rows    int `json:"rows"`
	Schools int `json:"schools"`
	New     int `json:"new"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
	Bad     int `json:"bad"`
}

type applyArgs struct {
	ID string `json:"id"`
}

// Kind implements jobs.Args.
func (applyArgs) Kind() string { return "device.import_apply" }

// Jobs adds what imports do by themselves.
func (s *Service) Jobs(j *jobs.Jobs) {
	s.jobs = j
	jobs.Register(j, jobLimit, func(ctx context.Context, a applyArgs) error { return s.runApply(ctx, a.ID) })
	j.Every("device-imports-purge", jobs.Each(time.Hour), time.Minute, func(ctx context.Context, _ time.Time) error { return s.PurgeImports(ctx) })
}

// Upload reads a workbook of devices and says what it would do; nothing is done yet.
func (s *Service) Upload(ctx context.Context, fileName string, file []byte) (Import, error) {
	if err := access.RequireSomewhere(ctx, PermManage); err != nil {
		return Import{}, err
	}
	m := Import{ID: id.New("dim"), FileName: plain(spreadsheet.Clean(filepath.Base(fileName)), 120), State: stateChecked, person: access.From(ctx).ID, paths: access.Areas(ctx, PermManage)}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return m, err
	}
	rows, has, err := readBook(file, s.dir)
	if err != nil {
		return m, err
	}
	var w *world
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		w, err = look(ctx, tx, m.paths, rows)
		return err
	}); err != nil {
		return m, err
	}
	good, bad, out := s.planBook(rows, has, w)
	m.Result = out
	err = errors.Join(lines.Write(s.importFile(m.ID, "plan"), good), lines.Write(s.importFile(m.ID, "bad"), bad))
	if err == nil {
		err = s.db.Write(ctx, func(tx *db.Tx) error {
			m.CreatedAt = db.Millis(tx.Now)
			if err := insertImport(ctx, tx, &m); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "device.import_upload", m.ID, map[string]any{"file": m.FileName, "result": m.Result})
		})
	}
	if err != nil {
		s.discardFiles(m.ID)
	}
	return m, err
}

// Imports are the actor's own, newest first.
func (s *Service) Imports(ctx context.Context) ([]Import, error) {
	if err := access.RequireSomewhere(ctx, PermManage); err != nil {
		return nil, err
	}
	var list []Import
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.All(ctx, tx, scanImport, `SELECT `+importColumns+` FROM device_imports WHERE person_id = $1 ORDER BY id DESC LIMIT 20`, access.From(ctx).ID)
		return err
	})
	return list, err
}

// Import returns one of the actor's own, with how far it has come.
func (s *Service) Import(ctx context.Context, importID string) (Import, error) {
	if err := access.RequireSomewhere(ctx, PermManage); err != nil {
		return Import{}, err
	}
	var m Import
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		m, err = ownImport(ctx, tx, importID)
		return err
	})
	return m, err
}

// ConfirmImport brings in what the check has shown, if the register is still what it
// was then; a workbook with one bad row is refused as a whole. Confirming twice does it
// once.
func (s *Service) ConfirmImport(ctx context.Context, importID string) (Import, error) {
	m, err := s.Import(ctx, importID)
	if err != nil || m.State != stateChecked {
		return m, err
	}
	holds := m.Result.Bad > 0 // then it is refused below
	if !holds {
		if holds, err = s.stillHolds(ctx, &m); err != nil {
			return m, err
		}
	}
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if m, err = ownImport(ctx, tx, importID); err != nil {
			return err
		}
		for _, path := range m.paths { // the right may have been taken away since
			if err := access.Require(ctx, PermManage, path); err != nil {
				return err
			}
		}
		switch {
		case m.State != stateChecked:
			return nil // a second click
		case m.Result.Bad > 0:
			return errBadRows.With("count", m.Result.Bad)
		case m.Result.New+m.Result.Changed == 0:
			return errNothing
		case !holds:
			return errMoved
		}
		m.State = stateApplying
		if err := setImport(ctx, tx, &m, stateChecked); err != nil {
			return err
		}
		if err := s.jobs.Enqueue(ctx, tx, applyArgs{m.ID}, jobs.InBulk()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "device.import_confirm", m.ID, map[string]any{"file": m.FileName, "new": m.Result.New, "changed": m.Result.Changed})
	})
	return m, err
}

// PurgeImports removes imports that nobody has gone on with for a week.
func (s *Service) PurgeImports(ctx context.Context) error {
	if err := access.Require(ctx, PermManage, access.Everywhere); err != nil {
		return err
	}
	var gone []string
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		gone, err = db.All(ctx, tx, db.Value[string], `DELETE FROM device_imports WHERE changed_at < $1 AND state <> $2 RETURNING id`,
			db.Millis(tx.Now.Add(-importLife)), stateApplying)
		if err != nil || len(gone) == 0 {
			return err
		}
		return audit.Record(ctx, tx, "device.import_purge", "imports", map[string]int{"count": len(gone)})
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
	for _, kind := range []string{"plan", "bad"} {
		_ = os.Remove(s.importFile(importID, kind))
	}
}

const importColumns = `id, person_id, file_name, paths, state, failure, done, result, created_at`

func scanImport(sc db.Scanner) (m Import, err error) {
	var paths, result string
	err = sc.Scan(&m.ID, &m.person, &m.FileName, &paths, &m.State, &m.Failure, &m.Done, &result, &m.CreatedAt)
	if err == nil {
		err = json.Unmarshal([]byte(paths), &m.paths)
	}
	if err == nil {
		err = json.Unmarshal([]byte(result), &m.Result)
	}
	return m, err
}

func getImport(ctx context.Context, tx *db.Tx, importID string) (Import, error) {
	m, err := db.One(ctx, tx, scanImport, `SELECT `+importColumns+` FROM device_imports WHERE id = $1`, importID)
	if db.IsNotFound(err) {
		err = errNoImport
	}
	return m, err
}

func ownImport(ctx context.Context, tx *db.Tx, importID string) (Import, error) {
	m, err := getImport(ctx, tx, importID)
	if err == nil && m.person != access.From(ctx).ID {
		err = errNoImport
	}
	return m, err
}

func insertImport(ctx context.Context, tx *db.Tx, m *Import) error {
	paths, err := json.Marshal(m.paths)
	if err != nil {
		return err
	}
	result, err := json.Marshal(m.Result)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO device_imports (id, person_id, file_name, paths, state, result, created_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`, m.ID, m.person, m.FileName, string(paths), m.State, string(result), m.CreatedAt)
	return err
}

// setImport writes how far an import is, if it is still in the state it was read at.
func setImport(ctx context.Context, tx *db.Tx, m *Import, was string) error {
	return tx.UpdateOne(ctx, `UPDATE device_imports SET state = $1, failure = $2, done = $3, changed_at = $4 WHERE id = $5 AND state = $6`,
		m.State, m.Failure, m.Done, db.Millis(tx.Now), m.ID, was)
}

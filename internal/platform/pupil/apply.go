package pupil

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/kit/jobs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// portionRows is how many pupils one transaction touches: SQLite has one writer, and an
// alarm waits behind it.
const portionRows = 200

// parked is added to a seat while somebody else moves into it.
const parked = 1000

// runApply brings in what was confirmed. It may run twice: what is so already is left
// alone, so it simply begins anew.
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
	f, err := os.Open(s.file(m.ID, "plan"))
	if err != nil {
		return jobs.GiveUp(err)
	}
	defer func() { _ = f.Close() }()
	dec := json.NewDecoder(bufio.NewReader(f))
	done, told := 0, 0
	touched := map[string]bool{} // classes to be counted at the end
	for last := false; !last; {
		var portion []planLine
		rows := 0
		for rows < portionRows {
			var p planLine
			if err := dec.Decode(&p); errors.Is(err, io.EOF) {
				last = true
				break
			} else if err != nil {
				return jobs.GiveUp(err)
			}
			portion = append(portion, p)
			rows += max(1, len(p.Rows)+len(p.Left))
			done += len(p.Rows)
		}
		if err := s.bringIn(ctx, &m, portion, touched); err != nil {
			return err
		}
		if done-told >= progressEvery/10 {
			told = done
			s.progress(ctx, m.ID, done, m.Result.Rows)
		}
	}
	if err := s.countAll(ctx, slices.Sorted(maps.Keys(touched))); err != nil {
		return err
	}
	m.State, m.Done, m.Total = stateDone, done, done
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := setState(ctx, tx, &m, stateApplying); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "pupil.import_done", m.ID, map[string]any{"rows": done, "person": m.person})
	})
	if err == nil {
		s.discardFiles(m.ID)
	}
	return err
}

// bringIn applies one portion; where somebody has changed a pupil under its eyes it
// looks again.
func (s *Service) bringIn(ctx context.Context, m *Import, portion []planLine, touched map[string]bool) error {
	for try := 0; ; try++ {
		var c changes
		err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			c, err = changesOf(ctx, tx, portion)
			return err
		})
		for _, p := range portion {
			touched[p.Class] = true
		}
		for _, class := range c.from {
			touched[class] = true
		}
		if err != nil || c.none() {
			return err
		}
		err = s.db.Write(ctx, func(tx *db.Tx) error { return s.apply(ctx, tx, m, &c) })
		if again := errors.Is(err, errStale) || errors.Is(err, db.ErrDuplicate); !again || try == 3 {
			return err
		}
	}
}

var errStale = errs.Conflict("stale_version")

// countAll tells org how many pupils the classes have now.
func (s *Service) countAll(ctx context.Context, classes []string) error {
	for part := range slices.Chunk(classes, portionRows) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return count(ctx, tx, part...) }); err != nil {
			return err
		}
	}
	return nil
}

// changes are what a portion comes to, worked out before the transaction.
type changes struct {
	classes []org.Class // to be made
	codes   [][]any     // class codes to be made
	new     [][]any
	updates []Pupil // at the version they were read at
	left    []Pupil
	park    []string // ids of those whose seat somebody else gets, or who change theirs
	moved   []string // ids of those whose tokens say where they were
	from    []string // the classes they come from
}

func (c *changes) none() bool {
	return len(c.classes)+len(c.codes)+len(c.new)+len(c.updates)+len(c.left) == 0
}

func changesOf(ctx context.Context, tx *db.Tx, portion []planLine) (changes, error) {
	c := changes{}
	if err := c.findClasses(ctx, tx, portion); err != nil {
		return c, err
	}
	var numbers, classes []string
	for _, p := range portion {
		classes = append(classes, p.Class)
		numbers = append(numbers, p.Left...)
		for _, r := range p.Rows {
			numbers = append(numbers, r.Number)
		}
	}
	var a db.Args
	where := a.In("p.number", numbers) + ` OR p.class_id IN (` + join(&a, classes) + `) AND p.status = 'active'`
	known := map[string]Pupil{}
	sits := map[string]map[int]Pupil{}
	err := db.Each(ctx, tx, func(sc db.Scanner) error {
		x, err := scanPupil(sc)
		known[x.Number] = x
		if x.Status == Active {
			if sits[x.ClassID] == nil {
				sits[x.ClassID] = map[int]Pupil{}
			}
			sits[x.ClassID][x.Seat] = x
		}
		return err
	}, `SELECT `+columns+` FROM pupils p WHERE `+where, a.Values()...)
	if err != nil {
		return c, err
	}
	for i := range portion {
		c.plan(&portion[i], known, sits[portion[i].Class])
	}
	return c, nil
}

func join(a *db.Args, values []string) string {
	out := ""
	for i, v := range values {
		if i > 0 {
			out += ", "
		}
		out += a.Add(v)
	}
	return out
}

// plan works out one class.
func (c *changes) plan(p *planLine, known map[string]Pupil, sits map[int]Pupil) {
	mine := map[string]bool{}
	for _, r := range p.Rows {
		mine[r.Number] = true
		x, found := known[r.Number]
		if !found {
			x = Pupil{ID: id.New("pup"), SchoolID: p.School, ClassID: p.Class, Seat: r.Seat, Name: r.Name, Number: r.Number, Status: Active, Version: 1}
			c.new = append(c.new, x.values())
			continue
		}
		was := x
		x.SchoolID, x.ClassID, x.Seat, x.Name, x.Status = p.School, p.Class, r.Seat, r.Name, Active
		if x == was {
			continue
		}
		c.updates = append(c.updates, x)
		if was.ClassID != x.ClassID || was.Status != Active {
			c.moved, c.from = append(c.moved, x.ID), append(c.from, was.ClassID)
		}
		if was.Status == Active && (was.ClassID != x.ClassID || was.Seat != x.Seat) {
			c.park = append(c.park, x.ID)
		}
	}
	for _, number := range p.Left {
		if x, ok := known[number]; ok && x.Status == Active && x.ClassID == p.Class {
			mine[number] = true
			x.Status = Left
			c.left = append(c.left, x)
			c.moved = append(c.moved, x.ID)
		}
	}
	for _, r := range p.Rows { // who sits there moves later in this import, or was added by hand since
		if x, taken := sits[r.Seat]; taken && !mine[x.Number] {
			c.park = append(c.park, x.ID)
		}
	}
}

// findClasses gives the classes to be made their ids; one that is there by now, perhaps
// from a first run, is taken.
func (c *changes) findClasses(ctx context.Context, tx *db.Tx, portion []planLine) error {
	for i := range portion {
		p := &portion[i]
		if p.Class == "" {
			found, err := db.One(ctx, tx, db.Value[string], `SELECT id FROM school_classes WHERE school_id = $1 AND name = $2 AND status = 'active'`, p.School, p.Name)
			switch {
			case db.IsNotFound(err):
				p.Class = id.New("cls")
				c.classes = append(c.classes, org.Class{ID: p.Class, SchoolID: p.School, Grade: p.Grade, Name: p.Name, Pupils: len(p.Rows), Version: 1})
			case err != nil:
				return err
			default:
				p.Class = found
			}
		}
		code, err := knownCode(ctx, tx, p.Class)
		if err != nil {
			return err
		}
		if code == "" {
			c.codes = append(c.codes, []any{p.Class, newClassCode()})
		}
	}
	return nil
}

// apply writes a portion.
func (s *Service) apply(ctx context.Context, tx *db.Tx, m *Import, c *changes) error {
	if err := org.InsertClasses(ctx, tx, c.classes); err != nil {
		return err
	}
	if len(c.codes) > 0 {
		if _, err := tx.Insert(ctx, "pupil_classes", []string{"class_id", "code"}, c.codes, ""); err != nil {
			return err
		}
	}
	if len(c.park) > 0 {
		var a db.Args
		if _, err := tx.Exec(ctx, `UPDATE pupils SET seat = seat + `+a.Add(parked)+` WHERE `+a.In("id", c.park)+` AND seat < `+a.Add(parked), a.Values()...); err != nil {
			return err
		}
	}
	for _, list := range [][]Pupil{c.left, c.updates} {
		for i := range list {
			x := &list[i]
			if err := tx.UpdateOne(ctx, `UPDATE pupils SET school_id = $1, class_id = $2, seat = $3, name = $4, status = $5, version = version + 1
				WHERE id = $6 AND version = $7`, x.SchoolID, x.ClassID, x.Seat, x.Name, string(x.Status), x.ID, x.Version); err != nil {
				return err
			}
		}
	}
	if _, err := tx.Insert(ctx, "pupils", pupilColumns, c.new, ""); err != nil {
		return err
	}
	if err := s.revokeMoved(ctx, tx, c.moved); err != nil {
		return err
	}
	left := make([]string, len(c.left))
	for i := range c.left {
		left[i] = c.left[i].ID
	}
	return audit.Record(ctx, tx, "pupil.import_portion", m.ID, map[string]any{"new": len(c.new), "changed": len(c.updates), "left": left, "classes": len(c.classes)})
}

// revokeMoved makes the tokens void of those who have a PIN; others have none.
func (s *Service) revokeMoved(ctx context.Context, tx *db.Tx, moved []string) error {
	if len(moved) == 0 {
		return nil
	}
	var a db.Args
	pinned, err := db.All(ctx, tx, db.Value[string], `SELECT pupil_id FROM pupil_keys WHERE pin_hash <> '' AND `+a.In("pupil_id", moved), a.Values()...)
	if err != nil {
		return err
	}
	return s.revoke(ctx, tx, pinned...)
}

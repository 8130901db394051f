package hazard

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// BadRow is a row that cannot be taken: as it was written, and why.
type BadRow struct {
	Row     int         `json:"row"`
	Reasons []rowReason `json:"reasons" nullable:"false"`
	Cells   []string    `json:"cells" nullable:"false" doc:"in the order of the ledger's columns"`
}

// openBook opens the workbook of an import at the visible sheet whose headings name
// most columns of the ledger.
func (s *Service) openBook(importID string, read func(*spreadsheet.Book, string, spreadsheet.Headings) error) error {
	f, err := os.Open(s.importFile(importID, "xlsx"))
	if err != nil {
		return errLost.Because(err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	limits := spreadsheet.Usual
	limits.Rows, limits.Columns, limits.Cell, limits.TempDir, limits.Unpacked = maxRows+spreadsheet.HeadingDepth, 60, 4000, s.dir, 2<<30
	x, err := spreadsheet.Open(f, info.Size(), limits)
	if err != nil {
		return err
	}
	defer func() { _ = x.Close() }()
	columns := make([]spreadsheet.Column, len(ledgerColumns))
	for i, c := range ledgerColumns {
		columns[i] = spreadsheet.Column{Key: c.key, Names: append([]string{c.head}, c.other...)}
	}
	best, head := "", spreadsheet.Headings{}
	for _, sheet := range x.Sheets() {
		var top []spreadsheet.Row
		if err := x.Stream(sheet, func(r spreadsheet.Row) error {
			if r.Number > spreadsheet.HeadingDepth {
				return spreadsheet.ErrEnough
			}
			top = append(top, r)
			return nil
		}); err != nil {
			return err
		}
		if h, ok := spreadsheet.FindHeadings(top, columns, 6); ok && len(h.Found) > len(head.Found) {
			best, head = sheet, h
		}
	}
	if best == "" {
		return errNoHeadings
	}
	for _, c := range ledgerColumns {
		if _, ok := head.Found[c.key]; !ok && slices.Contains([]string{"school", "found", "category", "place", "text", "level", "owner", "due"}, c.key) {
			return errNoHeadings.With("column", c.head)
		}
	}
	return read(x, best, head)
}

// checking is one reading of a workbook.
type checking struct {
	paths    []string
	schools  map[string][]schoolRef // by name
	counties map[string]string      // names by path
	numbers  map[string]int         // of the workbook: number → row
	used     map[string]bool
	plan     *json.Encoder
	bad      *json.Encoder
	out      Outcome
	now      time.Time
}

type schoolRef struct{ ID, Name, County, Path string }

// runCheck reads the workbook of an import. It may run twice.
func (s *Service) runCheck(ctx context.Context, importID string) error {
	var m Import
	c := &checking{schools: map[string][]schoolRef{}, numbers: map[string]int{}, used: map[string]bool{}}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := access.Require(ctx, PermImport, access.Everywhere); err != nil {
			return err
		}
		if m, err = getImport(ctx, tx, importID); err != nil {
			return err
		}
		c.now = tx.Now
		if c.counties, err = countyNames(ctx, tx); err != nil {
			return err
		}
		return db.Each(ctx, tx, func(row db.Scanner) error {
			var x schoolRef
			err := row.Scan(&x.ID, &x.Name, &x.Path)
			x.County = countyPath(x.Path)
			c.schools[spreadsheet.Fold(x.Name)] = append(c.schools[spreadsheet.Fold(x.Name)], x)
			return err
		}, `SELECT id, name, path FROM schools`)
	})
	if errors.Is(err, errNoImport) || err == nil && m.State != stateChecking {
		return nil
	}
	if err != nil {
		return err
	}
	c.paths = m.paths
	failure := s.checkBook(ctx, &m, c)
	var said *errs.Error
	if failure != nil && !(errors.As(failure, &said) && said.Kind != errs.KindInternal && said.Kind != errs.KindUnavailable) {
		return failure
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		m.State, m.Result, m.Total, m.Done = stateChecked, c.out, c.out.Rows, c.out.Rows
		if failure != nil {
			m.State, m.Failure = stateFailed, errs.Code(failure)
		}
		return setImport(ctx, tx, &m, stateChecking)
	})
}

func (s *Service) checkBook(ctx context.Context, m *Import, c *checking) (err error) {
	plan, bad, done, err := s.checkFiles(m.ID)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	c.plan, c.bad = json.NewEncoder(plan), json.NewEncoder(bad)
	err = s.openBook(m.ID, func(b *spreadsheet.Book, sheet string, h spreadsheet.Headings) error {
		var rows []spreadsheet.Row
		if err := b.Stream(sheet, func(r spreadsheet.Row) error {
			if r.Number <= h.Last || h.Repeats(r) || spreadsheet.Footing(r, 2) {
				return nil
			}
			r.Cells = slices.Clone(r.Cells)
			if rows = append(rows, r); len(rows) < 500 {
				return nil
			}
			err := s.checkRows(ctx, c, rows, h)
			rows = rows[:0]
			return err
		}); err != nil {
			return err
		}
		return s.checkRows(ctx, c, rows, h)
	})
	if err == nil && c.out.Rows == 0 {
		err = errNoRows
	}
	return errors.Join(err, plan.Flush(), bad.Flush())
}

func (s *Service) checkFiles(importID string) (plan, bad *bufio.Writer, done func() error, err error) {
	p, err := os.OpenFile(s.importFile(importID, "plan"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, nil, err
	}
	b, err := os.OpenFile(s.importFile(importID, "bad"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		_ = p.Close()
		return nil, nil, nil, err
	}
	return bufio.NewWriter(p), bufio.NewWriter(b), func() error { return errors.Join(p.Close(), b.Close()) }, nil
}

// planned is a row that comes in: its number in the workbook and its cells.
type planned struct {
	Row    int      `json:"row"`
	School string   `json:"school"`
	Cells  []string `json:"cells"`
}

// checkRows judges some rows, and looks up at once which of their numbers stand in
// the ledger.
func (s *Service) checkRows(ctx context.Context, c *checking, rows []spreadsheet.Row, h spreadsheet.Headings) error {
	if len(rows) == 0 {
		return nil
	}
	numbers := make([]string, 0, len(rows))
	for _, r := range rows {
		if n := at(r, h, "number"); n != "" {
			numbers = append(numbers, n)
		}
	}
	known := map[string][]string{}
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		var a db.Args
		return readLedgerOf(ctx, tx, a.In("h.number", numbers), a.Values(), func(r *ledgerRow) {
			known[r.Number] = r.cells(nil, c.now)
		})
	}); err != nil {
		return err
	}
	for _, r := range rows {
		if err := c.row(r, h, known); err != nil {
			return err
		}
	}
	return nil
}

func at(r spreadsheet.Row, h spreadsheet.Headings, key string) string {
	i, ok := h.Found[key]
	if !ok {
		return ""
	}
	return strings.TrimSpace(r.Cell(i))
}

// row judges one row.
func (c *checking) row(r spreadsheet.Row, h spreadsheet.Headings, known map[string][]string) error {
	c.out.Rows++
	cells := make([]string, len(ledgerColumns))
	for i, col := range ledgerColumns {
		cells[i] = at(r, h, col.key)
	}
	cell := func(key string) string { return at(r, h, key) }
	x := ledgerRow{row: r.Number}
	bad := x.read(cell)
	school, why := c.school(&x)
	if why != "" {
		bad = append(bad, rowReason{Column: "school", Code: why, Other: x.CountyName})
	}
	if x.Number != "" {
		if first, twice := c.numbers[x.Number]; twice {
			bad = append(bad, rowReason{Column: "number", Code: "twice", Other: fmt.Sprint(first)})
		}
		c.numbers[x.Number] = r.Number
	}
	if was, ok := known[x.Number]; ok && x.Number != "" {
		diff := differs(was, cells[1:], h)
		if diff == "" {
			c.out.Same++
			return nil
		}
		bad = append(bad, rowReason{Column: "number", Code: "differs", Other: diff})
	}
	if len(bad) > 0 {
		c.out.Bad++
		return c.bad.Encode(BadRow{Row: r.Number, Reasons: bad, Cells: cells})
	}
	c.out.New++
	if x.State.Open() {
		c.out.Open++
	}
	if !c.used[school.ID] {
		c.used[school.ID] = true
		c.out.Schools++
	}
	return c.plan.Encode(planned{r.Number, school.ID, cells})
}

// differs names the first column in which a row is not what the ledger has. Columns
// that the workbook does not have say nothing.
func differs(was, now []string, h spreadsheet.Headings) string {
	for i, w := range was {
		if _, there := h.Found[ledgerColumns[i+1].key]; there && spreadsheet.Clean(w) != now[i] {
			return ledgerColumns[i+1].head
		}
	}
	return ""
}

// school finds the school of a row by its name, and by its county where two are
// called alike.
func (c *checking) school(x *ledgerRow) (schoolRef, string) {
	list := c.schools[spreadsheet.Fold(x.SchoolName)]
	if x.SchoolName == "" {
		return schoolRef{}, ""
	}
	if len(list) == 0 {
		return schoolRef{}, "unknown"
	}
	if len(list) > 1 {
		var near []schoolRef
		for _, l := range list {
			if spreadsheet.Fold(c.counties[l.County]) == spreadsheet.Fold(x.CountyName) {
				near = append(near, l)
			}
		}
		if list = near; len(list) != 1 {
			return schoolRef{}, "twice"
		}
	}
	for _, p := range c.paths {
		if strings.HasPrefix(list[0].Path, p) {
			return list[0], ""
		}
	}
	return schoolRef{}, "forbidden"
}

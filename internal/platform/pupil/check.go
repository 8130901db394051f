package pupil

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// line is one good row, packed: a city has 272,580 of them and they lie in memory once.
// Its name and number stand in reading.text.
type line struct {
	row, class   int32
	at           uint32
	seat         int16
	name, number uint8
}

// mark stands for a number in the book of those seen; of 272,580 no two are alike but
// by one chance in 10^27.
type mark [16]byte

func printOf(number string) (p mark) {
	sum := sha256.Sum256([]byte(number))
	copy(p[:], sum[:])
	return p
}

// reading is a workbook as far as it has been read.
type reading struct {
	*directory
	single  int32 // the school of a workbook that names none, -1 otherwise
	lines   []line
	text    []byte
	numbers map[mark]int32   // number → row
	seats   map[uint64]int32 // class and seat → row
	bad     *badRows
	out     Outcome
}

const progressEvery = 20_000

// runCheck reads an uploaded workbook from end to end and says what is wrong with it,
// or what it would do. It changes no pupil.
func (s *Service) runCheck(ctx context.Context, importID string) error {
	var m Import
	var dir *directory
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := access.Require(ctx, PermImport, access.Everywhere); err != nil {
			return err
		}
		if m, err = getImport(ctx, tx, importID); err != nil {
			return err
		}
		dir, err = readDirectory(ctx, tx, m.paths)
		return err
	})
	if errors.Is(err, errNoImport) || err == nil && m.State != stateChecking {
		return nil // thrown away meanwhile, or done before a crash
	}
	if err != nil {
		return err
	}
	defer thrifty()()
	r := &reading{directory: dir, single: dir.only(), numbers: map[mark]int32{}, seats: map[uint64]int32{}, out: Outcome{NewClasses: []NewClass{}}}
	if r.bad, err = newBadRows(s.file(m.ID, "bad")); err != nil {
		return err
	}
	defer r.bad.close()
	err = s.openBook(m.ID, func(x *spreadsheet.Book, sheet string, h spreadsheet.Headings) error {
		return x.Stream(sheet, func(row spreadsheet.Row) error {
			if row.Number <= h.Last || h.Repeats(row) || spreadsheet.Footing(row, 2) {
				return nil
			}
			if r.out.Rows++; r.out.Rows%progressEvery == 0 {
				s.progress(ctx, m.ID, r.out.Rows, 0)
			}
			return r.take(row, h)
		})
	})
	if err == nil && r.out.Rows == 0 {
		err = errNoRows
	}
	if err == nil {
		err = s.compare(ctx, &m, r)
	}
	if err == nil {
		err = r.bad.finish()
	}
	if failure := refusal(err); failure != "" {
		m.State, m.Failure = stateFailed, failure
	} else if err != nil {
		return err
	} else {
		m.State = stateChecked
	}
	r.out.Bad = r.bad.count()
	m.Result, m.Total, m.Done = r.out, r.out.Rows, r.out.Rows
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := setState(ctx, tx, &m, stateChecking); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "pupil.import_check", m.ID, map[string]any{"rows": m.Result.Rows, "bad": m.Result.Bad, "failure": m.Failure})
	})
}

// thrift is how much garbage may lie about, in per cent, while a large workbook is read:
// memory is dearer then than processor.
const thrift = 25

var saving sync.Mutex

// thrifty makes the process collect its garbage sooner until the function it returns is
// called; one reader at a time, so that the usual measure comes back.
func thrifty() func() {
	saving.Lock()
	usual := debug.SetGCPercent(thrift)
	return func() {
		debug.SetGCPercent(usual)
		saving.Unlock()
	}
}

// refusal is the code of an error that the workbook is to blame for, "" otherwise.
func refusal(err error) string {
	var e *errs.Error
	if errors.As(err, &e) && e.Kind == errs.KindInvalid {
		return e.Code
	}
	return ""
}

// progress says how far a job is; a figure that is not written is no reason to fail.
func (s *Service) progress(ctx context.Context, importID string, done, total int) {
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE pupil_imports SET done = $1, total = $2 WHERE id = $3`, done, total, importID)
		return err
	}); err != nil {
		s.log.WarnContext(ctx, "progress of an import was not written", "error", err)
	}
}

// take judges one row by itself and against those before it.
func (r *reading) take(row spreadsheet.Row, h spreadsheet.Headings) error {
	var bad reasons
	in := Input{Name: cell(row, h, "name"), Number: cell(row, h, "number")}
	seat, blank, ok := spreadsheet.Number(cell(row, h, "seat"))
	if ok && !blank {
		in.Seat = seat
	}
	for field, code := in.check(); code != ""; field, code = "", "" {
		bad.add(field+"."+strings.TrimPrefix(code, "pupil."), 0)
	}
	class, code := r.classFor(cell(row, h, "code"), cell(row, h, "school"), cell(row, h, "grade"), cell(row, h, "class"))
	if code != "" {
		bad.add(code, 0)
	}
	n := int32(row.Number)
	if in.Number != "" {
		if other, twice := r.numbers[printOf(in.Number)]; twice {
			bad.add("number.twice", int(other))
		} else {
			r.numbers[printOf(in.Number)] = n
		}
	}
	if class >= 0 && in.Seat > 0 {
		at := uint64(class)<<16 | uint64(in.Seat) //nolint:gosec // both small and positive
		if other, twice := r.seats[at]; twice {
			bad.add("seat.twice", int(other))
		} else {
			r.seats[at] = n
		}
	}
	if len(bad) > 0 {
		cells := make([]string, len(rosterColumns))
		for i, c := range rosterColumns {
			cells[i] = cell(row, h, c.Key)
		}
		return r.bad.add(badRow{Row: row.Number, Reasons: bad, Cells: cells})
	}
	r.lines = append(r.lines, line{row: n, class: class, at: uint32(len(r.text)), seat: int16(in.Seat), //nolint:gosec // bounded by check
		name: uint8(len(in.Name)), number: uint8(len(in.Number))}) //nolint:gosec // bounded by check
	r.text = append(append(r.text, in.Name...), in.Number...)
	return nil
}

func (r *reading) nameOf(l line) string { return string(r.text[l.at : l.at+uint32(l.name)]) }
func (r *reading) numberOf(l line) string {
	from := l.at + uint32(l.name)
	return string(r.text[from : from+uint32(l.number)])
}

// planLine is what the import does to one class; those to come have no id yet.
type planLine struct {
	Class  string    `json:"class,omitempty"`
	School string    `json:"school"`
	Grade  int       `json:"grade,omitempty"`
	Name   string    `json:"name,omitempty"`
	Rows   []planRow `json:"rows,omitempty"`
	Left   []string  `json:"left,omitempty"` // numbers of those it does not name any more
}

type planRow struct {
	Seat   int    `json:"s"`
	Name   string `json:"n"`
	Number string `json:"u"`
}

// compare holds the rows against the rosters of today, class by class, and writes the
// plan that is applied once somebody has confirmed it.
func (s *Service) compare(ctx context.Context, m *Import, r *reading) (err error) {
	slices.SortFunc(r.lines, func(a, b line) int {
		if a.class != b.class {
			return int(a.class - b.class)
		}
		return int(a.seat - b.seat)
	})
	f, err := os.OpenFile(s.file(m.ID, "plan"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 64<<10)
	enc := json.NewEncoder(w)
	schools := map[int32]bool{}
	for from := 0; from < len(r.lines); {
		var group [][]line
		first := from
		for from < len(r.lines) && from-first < compareRows {
			to := from
			for to < len(r.lines) && r.lines[to].class == r.lines[from].class {
				to++
			}
			group, from = append(group, r.lines[from:to]), to
		}
		known, err := s.known(ctx, r, r.lines[first:from])
		if err != nil {
			return err
		}
		for _, lines := range group {
			c := &r.classes[lines[0].class]
			c.touched, schools[c.school] = true, true
			p := planLine{Class: c.id, School: r.schools[c.school].id, Grade: c.grade, Name: c.name}
			if err := r.compareClass(lines, c, &p, known); err != nil {
				return err
			}
			if err := enc.Encode(p); err != nil {
				return err
			}
			r.out.Classes++
		}
		if from/progressEvery != first/progressEvery {
			s.progress(ctx, m.ID, from, len(r.lines))
		}
	}
	r.out.Schools = len(schools)
	if m.Whole {
		for i := range r.classes {
			c := &r.classes[i]
			if c.touched || c.id == "" || !schools[c.school] {
				continue
			}
			p := planLine{Class: c.id, School: r.schools[c.school].id}
			known, err := s.knownIn(ctx, nil, []string{c.id})
			if err != nil {
				return err
			}
			if err := r.compareClass(nil, c, &p, known); err != nil {
				return err
			}
			if err := enc.Encode(p); err != nil {
				return err
			}
		}
	}
	return w.Flush()
}

// compareRows is how many rows are looked up at once.
const compareRows = 300

// roll are pupils as they are now, by number and by class.
type roll struct {
	byNumber map[string]Pupil
	byClass  map[string][]Pupil // the active ones
}

// known reads what there is of these lines: the pupils named, and those who sit in the
// classes.
func (s *Service) known(ctx context.Context, r *reading, lines []line) (roll, error) {
	numbers := make([]string, len(lines))
	var classes []string
	for i, l := range lines {
		numbers[i] = r.numberOf(l)
		if id := r.classes[l.class].id; id != "" && (i == 0 || lines[i-1].class != l.class) {
			classes = append(classes, id)
		}
	}
	return s.knownIn(ctx, numbers, classes)
}

func (s *Service) knownIn(ctx context.Context, numbers, classes []string) (roll, error) {
	k := roll{map[string]Pupil{}, map[string][]Pupil{}}
	read := func(tx *db.Tx, where string, a *db.Args) error {
		return db.Each(ctx, tx, func(sc db.Scanner) error {
			x, err := scanPupil(sc)
			if _, twice := k.byNumber[x.Number]; !twice {
				k.byNumber[x.Number] = x
				if x.Status == Active {
					k.byClass[x.ClassID] = append(k.byClass[x.ClassID], x)
				}
			}
			return err
		}, `SELECT `+columns+` FROM pupils p WHERE `+where, a.Values()...)
	}
	return k, s.db.Read(ctx, func(tx *db.Tx) error {
		var a, b db.Args
		if err := read(tx, a.In("p.number", numbers), &a); err != nil {
			return err
		}
		return read(tx, b.In("p.class_id", classes)+` AND p.status = 'active'`, &b)
	})
}

// compareClass fills the plan of one class.
func (r *reading) compareClass(lines []line, c *classRef, p *planLine, known roll) error {
	for _, l := range lines {
		row := planRow{Seat: int(l.seat), Name: r.nameOf(l), Number: r.numberOf(l)}
		x, found := known.byNumber[row.Number]
		switch {
		case !found:
			r.out.New++
		case x.Status == Active && !r.mine(x.SchoolID):
			if err := r.bad.addLine(r, l, c, "number.elsewhere"); err != nil {
				return err
			}
		case x.Status == Left && x.Name != row.Name:
			if err := r.bad.addLine(r, l, c, "number.other"); err != nil {
				return err
			}
		case x.ClassID != c.id || x.Status == Left:
			r.out.Moved++
		case x.Seat != row.Seat || x.Name != row.Name:
			r.out.Changed++
		default:
			r.out.Unchanged++
		}
		p.Rows = append(p.Rows, row)
	}
	for _, x := range known.byClass[c.id] {
		if _, named := r.numbers[printOf(x.Number)]; !named && c.id != "" {
			p.Left = append(p.Left, x.Number)
		}
	}
	slices.Sort(p.Left)
	r.out.Left += len(p.Left)
	if c.id == "" && len(r.out.NewClasses) < shownClasses {
		r.out.NewClasses = append(r.out.NewClasses, NewClass{School: r.schools[c.school].name, Name: c.name, Pupils: len(lines)})
	}
	return nil
}

// mine reports whether the person who imports keeps the rosters of a school.
func (r *reading) mine(schoolID string) bool { return r.allowed[schoolID] }

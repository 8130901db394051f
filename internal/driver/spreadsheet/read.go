package spreadsheet

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Row is one row of a sheet. Number counts from 1, as people see it; Cells are
// from the left, trimmed, numbers written out plainly and dates as 2026-09-01.
type Row struct {
	Number int
	Cells  []string
	// Marks say by column what a cell was besides its text, as far as there is
	// anything to say; only Stream tells. Formula and AsNumber read them.
	Marks []byte
}

// What a cell was besides its text.
const (
	wasNumber  = 'n'
	wasFormula = 'f'
)

func (r *Row) mark(column int, what byte) {
	for len(r.Marks) <= column {
		r.Marks = append(r.Marks, 0)
	}
	r.Marks[column] = what
}

func (r Row) marked(column int, what byte) bool {
	return column >= 0 && column < len(r.Marks) && r.Marks[column] == what
}

// Formula reports whether the cell of a row of Stream is worked out by a formula.
func (r Row) Formula(column int) bool { return r.marked(column, wasFormula) }

// AsNumber reports whether the cell of a row of Stream was kept as a number: of a code
// that was typed as one, leading zeros and all beyond 15 digits are lost.
func (r Row) AsNumber(column int) bool { return r.marked(column, wasNumber) }

// Cell returns the cell of a column from 0, "" beyond the row's end.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Blank reports whether nothing is written in the row.
func (r Row) Blank() bool {
	for _, c := range r.Cells {
		if c != "" {
			return false
		}
	}
	return true
}

// ErrEnough is what a reader of rows returns when it needs no more of them;
// nothing has failed.
var ErrEnough = errors.New("enough rows")

// Each calls f for every row of a sheet that has something in it. Cells merged
// downwards stand in each of their rows.
func (b *Book) Each(sheet string, f func(Row) error) error {
	raw, err := b.file.Rows(sheet)
	if err != nil {
		return ErrNoSheet.Because(err)
	}
	defer func() { _ = raw.Close() }()
	// A second reader goes along for what the cells look like: only by it can a
	// date be told from a number.
	shown, err := b.file.Rows(sheet)
	if err != nil {
		return ErrNoSheet.Because(err)
	}
	defer func() { _ = shown.Close() }()
	filled := 0
	down := filler{ahead: b.merges(sheet)}
	for n := 1; raw.Next() && shown.Next(); n++ {
		values, err := raw.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return ErrDamaged.Because(err)
		}
		looks, err := shown.Columns(excelize.Options{RawCellValue: false})
		if err != nil {
			return ErrDamaged.Because(err)
		}
		row := Row{Number: n, Cells: b.cells(values, looks)}
		if row.Blank() {
			continue
		}
		down.fill(&row, b.limits.Columns)
		if filled++; filled > b.limits.Rows {
			return ErrTooMany.With("limit", b.limits.Rows)
		}
		if err := f(row); err != nil {
			if errors.Is(err, ErrEnough) {
				return nil
			}
			return err
		}
	}
	if err := raw.Error(); err != nil {
		return ErrDamaged.Because(err)
	}
	return nil
}

func (b *Book) cells(values, looks []string) []string {
	values = values[:min(len(values), b.limits.Columns)]
	out := make([]string, len(values))
	for i, v := range values {
		look := ""
		if i < len(looks) {
			look = looks[i]
		}
		out[i] = b.cell(v, look)
	}
	return out
}

var dateLook = regexp.MustCompile(`^\d{1,4}[-/年]\d{1,2}([-/月日]|$)|^(\d{1,2}-)?[A-Z][a-z]{2}-\d{2}|^\d{1,2}月\d{1,2}日`)

// cell turns what is stored and what is shown into one text.
func (b *Book) cell(value, look string) string {
	value = Clean(value)
	if runes := []rune(value); len(runes) > b.limits.Cell {
		value = string(runes[:b.limits.Cell])
	}
	if value == "" || !plainNumber.MatchString(value) {
		return value
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return value
	}
	if look != value && dateLook.MatchString(look) {
		if t, err := excelize.ExcelDateToTime(n, false); err == nil {
			return t.Format("2006-01-02")
		}
	}
	if strings.ContainsAny(value, "eE") || strings.Contains(value, ".") {
		return strconv.FormatFloat(n, 'f', -1, 64) // 2.114001234E9, 12.000000000000002
	}
	return value
}

var plainNumber = regexp.MustCompile(`^-?\d+(\.\d+)?([eE][+-]?\d{1,3})?$`)

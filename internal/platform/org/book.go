package org

import (
	"os"
	"path/filepath"
	"slices"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/errs"
)

// book is a workbook as read: the chosen sheet's headings and data rows.
type book struct {
	sheets   []string
	headings spreadsheet.Headings
	rows     []spreadsheet.Row
}

func wanted() []spreadsheet.Column {
	list := make([]spreadsheet.Column, len(bookColumns))
	for i := range bookColumns {
		list[i] = spreadsheet.Column{Key: bookColumns[i].key, Names: bookColumns[i].names()}
	}
	return list
}

// readBook reads the draft's workbook. Without a chosen sheet it takes the one
// whose headings name most; without a mapping it takes what the headings say.
func (s *Service) readBook(d *draft) (*book, error) {
	f, err := os.Open(filepath.Join(s.dir, d.ID+".xlsx"))
	if os.IsNotExist(err) {
		return nil, ErrNoImport
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	limits := spreadsheet.Usual
	limits.Rows, limits.TempDir = maxImportRows, s.dir
	x, err := spreadsheet.Open(f, info.Size(), limits)
	if err != nil {
		return nil, err
	}
	defer func() { _ = x.Close() }()
	b := &book{sheets: x.Sheets()}
	if d.Sheet == "" {
		if d.Sheet, err = bestSheet(x); err != nil {
			return nil, err
		}
	}
	if !slices.Contains(b.sheets, d.Sheet) {
		return nil, spreadsheet.ErrNoSheet
	}
	if err := b.read(x, d.Sheet); err != nil {
		return nil, err
	}
	if len(d.Mapping) == 0 {
		d.Mapping = b.headings.Found
	}
	return b, checkMapping(d.Mapping)
}

// bestSheet is the visible sheet whose headings name most columns.
func bestSheet(x *spreadsheet.Book) (string, error) {
	best, most := "", 0
	for _, name := range x.Sheets() {
		top, err := top(x, name)
		if err != nil {
			return "", err
		}
		if h, ok := spreadsheet.FindHeadings(top, wanted(), leastHeadings); ok && len(h.Found) > most {
			best, most = name, len(h.Found)
		}
	}
	if best == "" {
		return "", errNoHeadings
	}
	return best, nil
}

// top are the rows of a sheet in which headings may stand.
func top(x *spreadsheet.Book, sheet string) ([]spreadsheet.Row, error) {
	var rows []spreadsheet.Row
	err := x.Each(sheet, func(r spreadsheet.Row) error {
		if r.Number > spreadsheet.HeadingDepth {
			return spreadsheet.ErrEnough
		}
		rows = append(rows, r)
		return nil
	})
	return rows, err
}

func (b *book) read(x *spreadsheet.Book, sheet string) error {
	head, err := top(x, sheet)
	if err != nil {
		return err
	}
	h, ok := spreadsheet.FindHeadings(head, wanted(), leastHeadings)
	if !ok {
		return errNoHeadings.With("sheet", sheet)
	}
	b.headings = h
	within := max(h.Found["name"], h.Found["county"], 2)
	return x.Each(sheet, func(r spreadsheet.Row) error {
		if r.Number > h.Last && !h.Repeats(r) && !spreadsheet.Footing(r, within) {
			b.rows = append(b.rows, r)
		}
		return nil
	})
}

func checkMapping(m map[string]int) error {
	for key, i := range m {
		if columnOrder(key) == len(bookColumns) || i < 0 || i >= spreadsheet.Usual.Columns {
			return errs.Invalid("org.import_mapping", errs.Field{Name: key, Code: "not_offered"})
		}
	}
	return nil
}

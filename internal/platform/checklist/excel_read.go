package checklist

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/errs"
)

// MaxUpload is the size of the largest workbook that is looked at.
const MaxUpload = 4 << 20

// BadCell is one cell that cannot be taken as it is. Row counts as people see it,
// 0 for what lies in no row; Column is a heading.
type BadCell struct {
	Row    int            `json:"row"`
	Column string         `json:"column"`
	Value  string         `json:"value"`
	Code   string         `json:"code"`
	Params map[string]any `json:"params"`
}

// draft is what a workbook says, with all that is wrong in it.
type draft struct {
	Words
	bad  []BadCell
	rows map[string]int // row of each path of the sheet
}

var errNoHeadings = errs.Invalid("checklist.no_headings")

// readBook reads a workbook of either form: the table of officials, or an XLSForm.
func readBook(data []byte, dir string) (*draft, error) {
	limits := spreadsheet.Usual
	limits.Rows, limits.Columns, limits.TempDir, limits.Unpacked = 3000, 40, dir, 64<<20
	book, err := spreadsheet.Open(bytes.NewReader(data), int64(len(data)), limits)
	if err != nil {
		return nil, err
	}
	defer func() { _ = book.Close() }()
	d := &draft{rows: map[string]int{}}
	d.Kind = Theme
	if slices.Contains(book.Sheets(), "survey") {
		err = d.survey(book)
	} else {
		err = d.table(book)
	}
	if err != nil {
		return nil, err
	}
	d.judge()
	return d, nil
}

// table reads the table of officials from the sheet that has its headings.
func (d *draft) table(book *spreadsheet.Book) error {
	columns := make([]spreadsheet.Column, len(excelColumns))
	for i, c := range excelColumns {
		columns[i] = spreadsheet.Column{Key: c.key, Names: c.names}
	}
	found := false
	for _, name := range book.Sheets() {
		var rows []spreadsheet.Row
		if err := book.Each(name, func(r spreadsheet.Row) error { rows = append(rows, r); return nil }); err != nil {
			return err
		}
		if name == aboutSheet {
			d.about(rows)
			continue
		}
		h, ok := spreadsheet.FindHeadings(rows, columns, 2)
		if _, text := h.Found["text"]; found || !ok || !text {
			continue
		}
		found = true
		for _, r := range rows {
			if r.Number > h.Last && !h.Repeats(r) {
				d.row(r, h)
			}
		}
	}
	if !found {
		return errNoHeadings
	}
	return nil
}

func (d *draft) about(rows []spreadsheet.Row) {
	scoring := Scoring{}
	for _, r := range rows {
		value := spreadsheet.Clean(r.Cell(1))
		n, err := strconv.ParseFloat(value, 64)
		switch r.Cell(0) {
		case aboutWords.title:
			d.Title = value
		case aboutWords.kind:
			if k, ok := parseKind(value); ok {
				d.Kind = k
			}
		case aboutWords.fault:
			scoring.Fault, d.Sheet.Scoring = n, &scoring
		case aboutWords.partly:
			scoring.Partly = n
		case aboutWords.pass:
			scoring.Pass = n
		default:
			continue
		}
		if _, number := map[string]bool{aboutWords.fault: true, aboutWords.partly: true, aboutWords.pass: true}[r.Cell(0)]; number && err != nil {
			d.wrong(r.Number, r.Cell(0), value, "not_a_number", nil)
		}
	}
}

func (d *draft) wrong(row int, column, value, code string, params map[string]any) {
	d.bad = append(d.bad, BadCell{row, column, value, code, params})
}

// row takes one line: a section begins where its name changes, and a line without
// a code gets the next number of its section.
func (d *draft) row(r spreadsheet.Row, h spreadsheet.Headings) {
	cell := func(key string) string {
		at, ok := h.Found[key]
		if !ok {
			return ""
		}
		return spreadsheet.Clean(r.Cell(at))
	}
	wrong := func(key, code string, params map[string]any) {
		d.wrong(r.Number, headingOf(key), cell(key), code, params)
	}
	if cell("text") == "" && cell("code") == "" {
		return // a title, a sum, a line of signatures
	}
	section := d.sectionOf(cell("sectionCode"), cell("section"), r.Number)
	item := Item{Code: strings.ToUpper(cell("code")), Text: cell("text"), Applies: cell("applies")}
	if _, err := strconv.Atoi(item.Code); item.Code == "" || err == nil { // 序号 1, 2, 3 …
		item.Code = section.Code + "-" + twoDigits(len(section.Items)+1)
	}
	level, stop, ok := parseLevel(cell("level"))
	if !ok {
		wrong("level", "checklist.unknown_level", nil)
		level = General
	}
	item.Level = level
	flag := func(key string) bool {
		v, _, ok := spreadsheet.Flag(cell(key))
		if !ok {
			wrong(key, "not_yes_or_no", nil)
		}
		return v
	}
	item.Stop, item.Photo, item.Veto = flag("stop") || stop, flag("photo"), flag("veto")
	agencies, strange := parseAgencies(cell("agencies"))
	if strange != "" {
		wrong("agencies", "checklist.unknown_agency", map[string]any{"word": strange})
	}
	if _, told := h.Found["agencies"]; !told {
		agencies = []string{"education"} // a school's own table names nobody
	}
	item.Agencies = agencies
	if item.Fact, ok = parseFact(cell("fact")); !ok {
		wrong("fact", "unknown_word", nil)
	}
	number := func(key string) *float64 {
		if cell(key) == "" {
			return nil
		}
		n, err := strconv.ParseFloat(cell(key), 64)
		if err != nil {
			wrong(key, "not_a_number", nil)
		}
		return &n
	}
	item.Points = number("points")
	if len(section.Items) == 0 {
		section.Full, section.Floor = number("full"), number("floor")
	}
	at := len(d.Sheet.Sections) - 1
	for i := range d.Sheet.Sections {
		if &d.Sheet.Sections[i] == section {
			at = i
		}
	}
	d.rows[path("sections", at, "items", len(section.Items))] = r.Number
	section.Items = append(section.Items, item)
}

// sectionOf finds the section a line belongs to, or begins it. A line that names
// none goes on with the last.
func (d *draft) sectionOf(code, title string, row int) *Section {
	code = strings.ToUpper(code)
	list := d.Sheet.Sections
	if code == "" && title == "" && len(list) > 0 {
		return &list[len(list)-1]
	}
	for i := range list {
		if (code != "" && list[i].Code == code) || (code == "" && list[i].Title == title) {
			return &list[i]
		}
	}
	if code == "" {
		code = "A" + twoDigits(len(list)+1)
	}
	if title == "" {
		title = "检查内容"
	}
	d.rows[path("sections", len(list))] = row
	d.Sheet.Sections = append(list, Section{Code: code, Title: title, Items: []Item{}})
	return &d.Sheet.Sections[len(list)]
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

func headingOf(key string) string {
	for _, c := range excelColumns {
		if c.key == key {
			return c.names[0]
		}
	}
	return ""
}

// judge adds what is wrong with the sheet as such, at the rows it came from.
func (d *draft) judge() {
	var bad *errs.Error
	if err := d.Sheet.tidy(); !errors.As(err, &bad) {
		return
	}
	for _, f := range bad.Fields {
		at, field := f.Name, ""
		if i := strings.LastIndexByte(f.Name, '.'); i > 0 {
			at, field = f.Name[:i], f.Name[i+1:]
		}
		row := d.rows[at]
		if row == 0 && strings.Contains(at, "items") {
			row = d.rows[at[:strings.Index(at, ".items")]]
		}
		if slices.ContainsFunc(d.bad, func(b BadCell) bool { return b.Row == row && b.Column == headingOf(field) }) {
			continue // said already, and better
		}
		d.wrong(row, headingOf(field), "", f.Code, f.Params)
	}
	slices.SortStableFunc(d.bad, func(a, b BadCell) int { return a.Row - b.Row })
}

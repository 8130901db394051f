package checklist

import (
	"regexp"
	"strconv"
	"strings"

	"huxue/internal/driver/spreadsheet"
)

// survey reads an XLSForm: groups become sections and questions with one choice
// become items. What was written by us carries all in its own columns; of a form
// made elsewhere the conditions are read where they ask what we know.
func (d *draft) survey(book *spreadsheet.Book) error {
	at := map[string]int{}
	var section *Section
	if err := book.Each("survey", func(r spreadsheet.Row) error {
		if len(at) == 0 {
			for i, h := range r.Cells {
				name, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(h)), "::") // label::中文
				if _, twice := at[name]; !twice {
					at[name] = i
				}
			}
			return nil
		}
		cell := func(key string) string {
			i, ok := at[key]
			if !ok {
				return ""
			}
			return spreadsheet.Clean(r.Cell(i))
		}
		kind := strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(cell("type")), "_", " ")), " ")
		switch {
		case kind == "begin group" && cell("name") != "school":
			section = d.group(cell, r.Number)
		case strings.HasPrefix(kind, "select one") && section != nil, strings.HasPrefix(kind, "select one") && !isAttribute(cell("name")):
			if section == nil {
				section = d.sectionOf("", "检查内容", r.Number)
			}
			d.question(section, cell, r.Number)
			section = &d.Sheet.Sections[len(d.Sheet.Sections)-1]
		}
		return nil
	}); err != nil {
		return err
	}
	if _, ok := at["type"]; !ok {
		return errNoHeadings
	}
	return d.settings(book)
}

func isAttribute(name string) bool {
	a, _ := find(name)
	return a != nil
}

func (d *draft) group(cell func(string) string, row int) *Section {
	code, title := cell("huxue_code"), cell("label")
	if code == "" {
		code = "A" + twoDigits(len(d.Sheet.Sections)+1)
	}
	title = strings.TrimSpace(strings.TrimPrefix(title, code+" "))
	s := d.sectionOf(code, title, row)
	s.Full, s.Floor = d.marks(cell, "huxue_full", row), d.marks(cell, "huxue_floor", row)
	return s
}

func (d *draft) marks(cell func(string) string, key string, row int) *float64 {
	if cell(key) == "" {
		return nil
	}
	n, err := strconv.ParseFloat(cell(key), 64)
	if err != nil {
		d.wrong(row, key, cell(key), "not_a_number", nil)
	}
	return &n
}

func (d *draft) question(section *Section, cell func(string) string, row int) {
	item := Item{Code: cell("huxue_code"), Level: General, Applies: cell("huxue_applies"), Fact: cell("huxue_fact"), Points: d.marks(cell, "huxue_points", row)}
	ours := item.Code != ""
	if !ours {
		item.Code = section.Code + "-" + twoDigits(len(section.Items)+1)
		item.Applies = fromXPath(cell("relevant"))
	}
	item.Text = strings.TrimSpace(strings.TrimPrefix(cell("label"), item.Code+" "))
	item.Photo, _, _ = spreadsheet.Flag(cell("huxue_photo"))
	item.Veto, _, _ = spreadsheet.Flag(cell("huxue_veto"))
	level, stop, ok := parseLevel(cell("huxue_level"))
	if !ok {
		d.wrong(row, "huxue_level", cell("huxue_level"), "checklist.unknown_level", nil)
		level = General
	}
	item.Level, item.Stop = level, stop
	agencies, strange := parseAgencies(cell("huxue_agencies"))
	if strange != "" {
		d.wrong(row, "huxue_agencies", cell("huxue_agencies"), "checklist.unknown_agency", map[string]any{"word": strange})
	}
	if len(agencies) == 0 && !ours {
		agencies = []string{"education"}
	}
	item.Agencies = agencies
	d.rows[path("sections", len(d.Sheet.Sections)-1, "items", len(section.Items))] = row
	section.Items = append(section.Items, item)
}

func (d *draft) settings(book *spreadsheet.Book) error {
	at := map[string]int{}
	err := book.Each("settings", func(r spreadsheet.Row) error {
		if len(at) == 0 {
			for i, h := range r.Cells {
				at[strings.ToLower(strings.TrimSpace(h))] = i
			}
			return nil
		}
		cell := func(key string) string {
			if i, ok := at[key]; ok {
				return spreadsheet.Clean(r.Cell(i))
			}
			return ""
		}
		if d.Title = cell("form_title"); d.Title == "" {
			d.Title = cell("form_id")
		}
		if k, ok := parseKind(cell("huxue_kind")); ok {
			d.Kind = k
		}
		if fault := d.marks(cell, "huxue_fault", r.Number); fault != nil {
			d.Sheet.Scoring = &Scoring{Fault: *fault}
			if n := d.marks(cell, "huxue_partly", r.Number); n != nil {
				d.Sheet.Scoring.Partly = *n
			}
			if n := d.marks(cell, "huxue_pass", r.Number); n != nil {
				d.Sheet.Scoring.Pass = *n
			}
		}
		return spreadsheet.ErrEnough
	})
	if err == spreadsheet.ErrEnough || err == spreadsheet.ErrNoSheet { //nolint:errorlint // both are returned as they are
		return nil
	}
	return err
}

var (
	selected = regexp.MustCompile(`selected\(\s*\$\{(\w+)\}\s*,\s*['"](\w+)['"]\s*\)`)
	asked    = regexp.MustCompile(`\$\{(\w+)\}`)
	quoted   = regexp.MustCompile(`['"](\w+)['"]`)
)

// fromXPath reads a condition as far as it asks what we know of a school.
func fromXPath(relevant string) string {
	text := selected.ReplaceAllString(relevant, "$1 = $2")
	text = quoted.ReplaceAllString(asked.ReplaceAllString(text, "$1"), "$1")
	e, err := Parse(text)
	if err != nil {
		return "" // asks another question of the form, which we have not
	}
	return e.String()
}

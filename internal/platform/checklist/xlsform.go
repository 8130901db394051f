package checklist

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"huxue/internal/driver/spreadsheet"
)

// ODK, KoboToolbox and their like read a questionnaire from a workbook of three
// sheets. A checklist becomes one group per section; under each item the four
// results, words and a picture, shown where the school is one it is for. Columns
// that begin with huxue_ mean nothing to them and bring the rest back to us.

var (
	surveyHead   = []string{"type", "name", "label", "hint", "required", "relevant", "huxue_code", "huxue_level", "huxue_agencies", "huxue_applies", "huxue_fact", "huxue_photo", "huxue_points", "huxue_veto", "huxue_full", "huxue_floor"}
	choicesHead  = []string{"list_name", "name", "label"}
	settingsHead = []string{"form_title", "form_id", "version", "huxue_kind", "huxue_fault", "huxue_partly", "huxue_pass"}
)

// ExportForm writes a version as an XLSForm.
func (s *Service) ExportForm(ctx context.Context, listID string, version int, w io.Writer) error {
	card, err := s.taken(ctx, listID, version, "xlsform")
	if err != nil {
		return err
	}
	book := spreadsheet.NewSheet("survey", []float64{22, 16, 52, 24, 9, 40}, s.dir)
	book.Head(surveyHead...)
	asked := survey(&card.Edition.Sheet, func(cells ...any) {
		row := make([]any, len(surveyHead))
		copy(row, cells)
		book.Row(row, nil)
	})
	book.Next("choices", []float64{16, 16, 24})
	book.Head(choicesHead...)
	for _, r := range Results {
		book.Row([]any{"result", string(r), ResultWords[r]}, nil)
	}
	book.Row([]any{"yesno", "yes", "是"}, nil)
	book.Row([]any{"yesno", "no", "否"}, nil)
	for _, a := range asked {
		for _, c := range a.words {
			book.Row([]any{a.name, c.code, c.zh}, nil)
		}
	}
	book.Next("settings", []float64{30, 30, 16})
	book.Head(settingsHead...)
	row := []any{card.Edition.Title, "huxue_" + xmlName(card.Key), strconv.Itoa(card.Edition.Version), string(card.Kind), nil, nil, nil}
	if sc := card.Edition.Sheet.Scoring; sc != nil {
		row[4], row[5], row[6] = sc.Fault, sc.Partly, sc.Pass
	}
	book.Row(row, nil)
	_, err = book.WriteTo(w)
	return err
}

// survey calls row for each line of the first sheet and returns the attributes
// whose words are asked.
func survey(s *Sheet, row func(cells ...any)) (asked []*attribute) {
	var all []*attribute
	s.Each(func(_ *Section, i *Item) {
		e, err := Parse(i.Applies)
		if err != nil {
			return
		}
		e.each(func(a *attribute) {
			for _, known := range all {
				if known == a {
					return
				}
			}
			all = append(all, a)
		})
	})
	row("begin_group", "school", "学校情况")
	row("text", "school_name", "学校名称", nil, "yes")
	row("date", "day", "检查日期", nil, "yes")
	for _, a := range all {
		switch a.sort {
		case count:
			row("integer", a.name, a.zh, nil, "yes")
		case word:
			row("select_one "+a.name, a.name, a.zh, nil, "yes")
			asked = append(asked, a)
		case yesNo:
			row("select_one yesno", a.name, a.zh, nil, "yes")
		}
	}
	row("end_group")
	for i := range s.Sections {
		c := &s.Sections[i]
		row("begin_group", "s_"+xmlName(c.Code), c.Code+" "+c.Title, nil, nil, nil, c.Code, nil, nil, nil, nil, nil, nil, nil, marks(c.Full), marks(c.Floor))
		for k := range c.Items {
			surveyItem(&c.Items[k], row)
		}
		row("end_group")
	}
	row("text", "remarks", "备注")
	return asked
}

func surveyItem(i *Item, row func(cells ...any)) {
	name := "i_" + xmlName(i.Code)
	relevant := ""
	if e, err := Parse(i.Applies); err == nil && e.root != nil {
		relevant = xpath(e.root)
	}
	hint := levelHint(i) + namesOf(i.Agencies)
	row("select_one result", name, i.Code+" "+i.Text, hint, "yes", orNil(relevant), i.Code, levelWord(i), agencyWords(i.Agencies), orNil(i.Applies),
		orNil(i.Fact), blankNo(i.Photo), marks(i.Points), blankNo(i.Veto))
	problem := fmt.Sprintf("${%s} = 'fault' or ${%s} = 'partly'", name, name)
	row("text", name+"_text", "存在问题和具体位置", nil, nil, problem)
	if i.Photo {
		row("image", name+"_photo", "现场照片", nil, "yes", fmt.Sprintf("${%s} != '' and ${%s} != 'na'", name, name))
		return
	}
	row("image", name+"_photo", "问题照片", nil, nil, problem)
}

func levelHint(i *Item) string {
	switch {
	case i.Stop:
		return "重大，立即停用；"
	case i.Level == Major:
		return "重大候选；"
	}
	return ""
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

var noXMLName = regexp.MustCompile(`[^a-z0-9_]+`)

// xmlName makes a name of a code: B05-09 is b05_09.
func xmlName(code string) string { return noXMLName.ReplaceAllString(strings.ToLower(code), "_") }

// xpath says an expression in the language of XForms.
func xpath(n node) string {
	switch n := n.(type) {
	case *join:
		parts := make([]string, len(n.parts))
		for i, p := range n.parts {
			parts[i] = xpath(p)
			if _, nested := p.(*join); nested {
				parts[i] = "(" + parts[i] + ")"
			}
		}
		return strings.Join(parts, map[bool]string{true: " or ", false: " and "}[n.or])
	case *inverse:
		return "not(" + xpath(n.of) + ")"
	case *flag:
		return "${" + n.a.name + "} = 'yes'"
	case *compare:
		return "${" + n.a.name + "} " + n.op + " " + strconv.Itoa(n.n)
	case *among:
		parts := make([]string, len(n.codes))
		for i, c := range n.codes {
			parts[i] = "${" + n.a.name + "} = '" + c + "'"
		}
		if len(parts) == 1 {
			return parts[0]
		}
		return "(" + strings.Join(parts, " or ") + ")"
	}
	return ""
}

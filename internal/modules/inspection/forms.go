package inspection

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/checklist"
)

// The five forms in real use are renderings of one model: the answers of a visit by
// the sections of its checklist. (domain.md §3.2)

// Form names one of the five.
type Form string

// The forms.
const (
	Register Form = "register" // 检查登记表
	SelfForm Form = "self"     // 自查表
	TwoLooks Form = "recheck"  // 两次复核表
	Marks    Form = "score"    // 评分表
	AskForm  Form = "ask"      // 问卷式
)

// formColumns are the columns of each form, by key; formWords are their headings.
var (
	formColumns = map[Form][]string{
		Register: {"section", "item", "found", "problem", "demand", "note"},
		SelfForm: {"no", "item", "found", "hazard", "measure", "by"},
		TwoLooks: {"no", "item", "first", "second"},
		Marks:    {"section", "item", "found", "points"},
		AskForm:  {"no", "item", "yesno", "where"},
	}
	formWords = map[string]string{"section": "项目", "item": "检查内容", "found": "检查情况", "problem": "存在问题", "demand": "整改意见", "note": "备注", "no": "序号",
		"hazard": "需整改的隐患", "measure": "整改措施", "by": "检查人", "first": "执检", "second": "复检", "points": "得分", "yesno": "有/无", "where": "若有，请描述、写明位置"}
	formTitles  = map[Form]string{Register: "学校安全检查登记表", SelfForm: "学校安全自查表", TwoLooks: "学校安全检查复核表", Marks: "学校安全检查评分表", AskForm: "学校安全隐患排查问卷"}
	agencyWords = map[string]string{"education": "教育", "police": "公安", "market": "市场监管", "fire": "消防", "housing": "住建", "health": "卫健", "traffic": "交通", "city": "城管",
		"culture": "文旅", "school": "学校"}
)

// FormRow is a section's heading, or an item with its cells in the order of the columns.
type FormRow struct {
	Section string   `json:"section,omitempty" doc:"heading of a section; then there are no cells"`
	Score   string   `json:"score,omitempty" doc:"what the section scored of its full marks"`
	Item    string   `json:"item,omitempty"`
	Bad     bool     `json:"bad,omitempty"`
	Cells   []string `json:"cells,omitempty"`
}

// Sheet is a visit as one of the forms.
type Sheet struct {
	Form    Form      `json:"form" enum:"register,self,recheck,score,ask"`
	Title   string    `json:"title"`
	Columns []string  `json:"columns" nullable:"false"`
	Rows    []FormRow `json:"rows" nullable:"false"`
	Visit   Card      `json:"visit"`
	Address string    `json:"address"`
}

// line is an item with its answer, from which every form takes what it prints.
type line struct {
	n       int
	section *checklist.Section
	item    *checklist.Item
	answer  *Answered
	note    checklist.Note
	scoring *checklist.Scoring
}

// cell is what a form prints in a column for an item.
func (l *line) cell(column string) string {
	a := l.answer
	switch column {
	case "no":
		return strconv.Itoa(l.n)
	case "section":
		return l.section.Title
	case "item":
		return l.item.Code + " " + l.item.Text
	case "second":
		if a == nil || a.Recheck == nil {
			return ""
		}
		return joined(checklist.ResultWords[checklist.Result(a.Recheck.Result)], a.Recheck.Text, a.Recheck.ByName)
	}
	if a == nil || a.Result == "" {
		if !l.note.Applies && (column == "found" || column == "first" || column == "yesno") {
			return checklist.ResultWords[checklist.NA]
		}
		return ""
	}
	word := checklist.ResultWords[checklist.Result(a.Result)]
	switch column {
	case "found", "first":
		if l.wrong() && column == "found" {
			return joined(word, a.Place)
		}
		return joined(word, a.Place, a.Text)
	case "by":
		return a.ByName
	case "yesno":
		return map[bool]string{true: "有", false: "无"}[l.wrong()]
	case "note":
		return joined(l.factText(), pictures(a))
	case "points":
		return l.loss()
	}
	if !l.wrong() {
		return ""
	}
	switch column {
	case "problem", "hazard":
		return joined(a.Text, orText(a.Text, l.item.Text))
	case "where":
		return joined(a.Place, a.Text)
	case "demand", "measure":
		return l.demand()
	}
	return ""
}

// loss is what the item costs its section.
func (l *line) loss() string {
	if l.scoring == nil || !l.wrong() {
		return ""
	}
	lost := l.scoring.Fault
	if l.item.Points != nil {
		lost = *l.item.Points
	}
	if l.answer.Result == "partly" && l.scoring.Fault > 0 {
		lost *= l.scoring.Partly / l.scoring.Fault
	}
	return "-" + number0(lost)
}

func (l *line) wrong() bool {
	return l.answer != nil && (l.answer.Result == "fault" || l.answer.Result == "partly")
}

// demand is what is asked for: at once where use stops, otherwise within a time.
func (l *line) demand() string {
	agency := ""
	if len(l.item.Agencies) > 0 {
		agency = "由" + agencyWords[l.item.Agencies[0]] + "督促"
	}
	switch {
	case l.answer.Fixed:
		return "已当场整改"
	case l.item.Stop:
		return joined("立即停用、立即整改", agency)
	case l.answer.Level == string(checklist.Major) || l.answer.Level == "" && l.item.Level == checklist.Major:
		return joined("按重大隐患判定，限期整改", agency)
	}
	return joined("限期整改", agency)
}

// factText is what the norms ask, and what there is.
func (l *line) factText() string {
	f := l.note.Fact
	if f == nil || f.Held == nil {
		return ""
	}
	return "应" + number0(f.Required) + "，实" + number0(*f.Held) + "（" + f.Basis + "）"
}

func number0(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func pictures(a *Answered) string {
	if n := len(a.Photos) + len(a.After); n > 0 {
		return "照片" + strconv.Itoa(n) + "张"
	}
	return ""
}

func orText(has, otherwise string) string {
	if has != "" {
		return ""
	}
	return otherwise
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "；")
}

// render puts a visit into one of the forms.
func render(form Form, sheet *checklist.Sheet, p *checklist.Prepared, answers map[string]*Answered, score *checklist.Score) []FormRow {
	columns := formColumns[form]
	var rows []FormRow
	n := 0
	for i := range sheet.Sections {
		section := &sheet.Sections[i]
		head := FormRow{Section: section.Title}
		if score != nil && i < len(score.Sections) && score.Sections[i].Full > 0 {
			head.Score = number0(score.Sections[i].Got) + " / " + number0(score.Sections[i].Full)
		}
		rows = append(rows, head)
		for k := range section.Items {
			n++
			note, ok := p.Notes[section.Items[k].Code]
			note.Applies = note.Applies || !ok
			l := line{n, section, &section.Items[k], answers[section.Items[k].Code], note, sheet.Scoring}
			row := FormRow{Item: l.item.Code, Bad: l.wrong()}
			for _, c := range columns {
				row.Cells = append(row.Cells, l.cell(c))
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// FormOf shows a visit as one of the five forms.
func (s *Service) FormOf(ctx context.Context, visitID string, form Form) (*Sheet, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	if _, ok := formColumns[form]; !ok {
		return nil, errForm
	}
	var out *Sheet
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := see(ctx, tx, visitID)
		if err != nil {
			return err
		}
		c, err := s.scene(ctx, tx, v)
		if err != nil {
			return err
		}
		p, err := preparedOf(ctx, tx, v.ID)
		if err != nil {
			return err
		}
		score := v.Score
		if score == nil {
			now := checklist.ScoreOf(*c.sheet, toScore(c, nil))
			score = &now
		}
		out = &Sheet{Form: form, Title: formTitles[form], Columns: formColumns[form], Rows: render(form, c.sheet, p, c.answers, score), Visit: card(ctx, v)}
		out.Address, err = db.One(ctx, tx, db.Value[string], `SELECT address FROM schools WHERE id = $1`, v.SchoolID)
		return err
	})
	return out, err
}

// Workbook writes a visit as one of the five forms, for Excel.
func (s *Service) Workbook(ctx context.Context, visitID string, form Form, w io.Writer) error {
	f, err := s.FormOf(ctx, visitID, form)
	if err != nil {
		return err
	}
	widths := make([]float64, len(f.Columns))
	head := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		widths[i], head[i] = 24, formWords[c]
		switch c {
		case "item":
			widths[i] = 56
		case "no", "yesno", "points":
			widths[i] = 8
		}
	}
	sheet := spreadsheet.NewSheet(f.Title, widths, s.dir)
	blank := func(first string) []any {
		row := make([]any, len(f.Columns))
		row[0] = first
		return row
	}
	v := &f.Visit
	sheet.Head(head...)
	sheet.Row(blank(joined(f.Title+" "+v.No, v.SchoolName, v.Day, v.Title, "牵头"+v.LeadName)), nil)
	for _, r := range f.Rows {
		if r.Section != "" {
			sheet.Row(blank(joined(r.Section, r.Score)), nil)
			continue
		}
		row := make([]any, len(r.Cells))
		bad := map[int]bool{}
		for i, c := range r.Cells {
			row[i] = c
			bad[i] = r.Bad && f.Columns[i] == "found"
		}
		sheet.Row(row, bad)
	}
	for _, g := range v.Signs {
		text := agencyWords[g.Agency] + "：" + g.Name
		if g.Refused {
			text = agencyWords[g.Agency] + "：拒绝签字（" + g.Note + "）"
		}
		sheet.Row(blank(text), nil)
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, "inspection.exported", visitID, map[string]any{"form": form})
	}); err != nil {
		_ = sheet.Close()
		return err
	}
	_, err = sheet.WriteTo(w)
	return err
}

package pupil

import (
	"cmp"
	"os"

	"huxue/internal/driver/spreadsheet"
)

// The columns of a roster, by the headings people give them.
var rosterColumns = []spreadsheet.Column{
	{Key: "code", Names: []string{"学校标识码", "学校代码", "标识码", "机构标识码", "学校编码"}},
	{Key: "school", Names: []string{"学校", "校名", "学校名称", "所在学校", "就读学校", "园所", "幼儿园名称", "单位"}},
	{Key: "grade", Names: []string{"年级", "所在年级", "就读年级"}},
	{Key: "class", Names: []string{"班级", "班级名称", "所在班级", "班", "班别", "班号"}},
	{Key: "seat", Names: []string{"座号", "座位号", "班内序号", "班内学号", "座次"}},
	{Key: "name", Names: []string{"姓名", "学生姓名", "幼儿姓名", "名字"}},
	{Key: "number", Names: []string{"学号", "学籍号", "全国学籍号", "学生学籍号", "学籍编号", "幼儿学籍号"}},
}

var titles = map[string]string{"code": "学校标识码", "school": "学校", "grade": "年级", "class": "班级", "seat": "座号", "name": "姓名", "number": "学号"}

const leastHeadings = 4

// openBook opens the workbook of an import at the visible sheet whose headings name most.
func (s *Service) openBook(importID string, read func(*spreadsheet.Book, string, spreadsheet.Headings) error) error {
	f, err := os.Open(s.file(importID, "xlsx"))
	if err != nil {
		return errLost.Because(err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	limits := spreadsheet.Usual
	limits.Rows, limits.Columns, limits.Cell, limits.TempDir, limits.Unpacked = maxRows+spreadsheet.HeadingDepth, 40, 200, s.dir, 512<<20
	x, err := spreadsheet.Open(f, info.Size(), limits)
	if err != nil {
		return err
	}
	defer func() { _ = x.Close() }()
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
		if h, ok := spreadsheet.FindHeadings(top, rosterColumns, leastHeadings); ok && len(h.Found) > len(head.Found) {
			best, head = sheet, h
		}
	}
	if best == "" {
		return errNoHeadings
	}
	for _, key := range []string{"class", "seat", "name", "number"} {
		if _, ok := head.Found[key]; !ok {
			return errNoHeadings.With("column", titles[key])
		}
	}
	return read(x, best, head)
}

// Template writes an empty roster with one example row.
// access: exempt, the form is no secret.
func template(sheet func(name string, widths []float64) *spreadsheet.Sheet) *spreadsheet.Sheet {
	x := sheet("花名册", []float64{16, 28, 10, 12, 8, 12, 24})
	var heads []string
	for _, c := range rosterColumns {
		heads = append(heads, titles[c.Key])
	}
	x.Head(heads...)
	x.Row([]any{"3114090001", "示例小学（请删去本行）", "三年级", "2班", 1, "张三", "20240001"}, nil)
	return x
}

func cell(r spreadsheet.Row, h spreadsheet.Headings, key string) string {
	i, ok := h.Found[key]
	if !ok {
		return ""
	}
	return cmp.Or(r.Cell(i), "")
}

package spreadsheet_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"huxue/internal/driver/spreadsheet"
)

func read(t *testing.T, file []byte, sheet string) []spreadsheet.Row {
	t.Helper()
	b, err := open(file, spreadsheet.Usual)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	var rows []spreadsheet.Row
	if err := b.Each(sheet, func(r spreadsheet.Row) error { rows = append(rows, r); return nil }); err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCellsAreReadAsPeopleMeanThem(t *testing.T) {
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	thousands, err := f.NewStyle(&excelize.Style{NumFmt: 3})
	must(err)
	must(f.SetCellValue("Sheet1", "A3", "  一\n中　"))
	must(f.SetCellValue("Sheet1", "B3", 2114001234))
	must(f.SetCellValue("Sheet1", "C3", 1234))
	must(f.SetCellStyle("Sheet1", "C3", "C3", thousands))
	must(f.SetCellValue("Sheet1", "D3", time.Date(2019, 9, 1, 0, 0, 0, 0, time.UTC)))
	must(f.SetCellValue("Sheet1", "E3", 112.730001))
	must(f.SetCellValue("Sheet1", "F3", "'=1+1"))
	must(f.SetCellFormula("Sheet1", "H3", "1+1"))
	_, err = f.NewSheet("藏")
	must(err)
	must(f.SetSheetVisible("藏", false))
	got := read(t, bytesOf(t, f), "Sheet1")
	want := []spreadsheet.Row{{Number: 3, Cells: []string{"一 中", "2114001234", "1234", "2019-09-01", "112.730001", "=1+1", "", ""}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
	b, err := open(bytesOf(t, f), spreadsheet.Usual)
	must(err)
	if got := b.Sheets(); !cmp.Equal(got, []string{"Sheet1"}) {
		t.Fatalf("sheets %v", got)
	}
	must(b.Close())
}

func TestNumbers(t *testing.T) {
	cases := []struct {
		in    string
		n     int
		blank bool
		ok    bool
	}{
		{"1234", 1234, false, true}, {"1,234", 1234, false, true}, {"１２３", 123, false, true}, {" 300 人", 300, false, true},
		{"12.0", 12, false, true}, {"0", 0, false, true}, {"无", 0, false, true}, {"", 0, true, true}, {"—", 0, true, true},
		{"-5", -5, false, true}, {"约300人", 0, false, false}, {"300余人", 0, false, false}, {"12,34", 0, false, false},
		{"12.5", 0, false, false}, {"2019-09-01", 0, false, false}, {"1e400", 0, false, false}, {"#REF!", 0, false, false},
		{"99999999999", 0, false, false}, {"0x10", 0, false, false}, {"1_000", 0, false, false}, {"Inf", 0, false, false},
	}
	for _, c := range cases {
		n, blank, ok := spreadsheet.Number(c.in)
		if n != c.n || blank != c.blank || ok != c.ok {
			t.Errorf("%q: got %d %v %v", c.in, n, blank, ok)
		}
	}
}

func TestFlagsAndDegrees(t *testing.T) {
	for in, want := range map[string][3]bool{
		"是": {true, false, true}, "√": {true, false, true}, "否": {false, false, true}, "": {false, true, true}, "也许": {false, false, false},
	} {
		v, blank, ok := spreadsheet.Flag(in)
		if got := [3]bool{v, blank, ok}; got != want {
			t.Errorf("%q: got %v", in, got)
		}
	}
	if v, blank, ok := spreadsheet.Degrees("112.7300014°E"); v != 112.730001 || blank || !ok {
		t.Errorf("degrees: %v %v %v", v, blank, ok)
	}
	if _, _, ok := spreadsheet.Degrees("112度44分"); ok {
		t.Error("degrees and minutes were taken")
	}
}

var columns = []spreadsheet.Column{
	{Key: "name", Names: []string{"学校名称", "单位名称"}}, {Key: "pupils", Names: []string{"学生数", "在校生数"}},
	{Key: "boarders", Names: []string{"寄宿生数", "寄宿生"}}, {Key: "county", Names: []string{"县区", "县(市、区)"}},
}

func rowsOf(rows ...[]string) []spreadsheet.Row {
	var out []spreadsheet.Row
	for i, cells := range rows {
		out = append(out, spreadsheet.Row{Number: i + 1, Cells: cells})
	}
	return out
}

func TestHeadingsAreFoundUnderTitles(t *testing.T) {
	cases := []struct {
		name  string
		rows  []spreadsheet.Row
		last  int
		found map[string]int
	}{
		{"under two titles, any order", rowsOf([]string{"忻州市学校基本情况统计表"}, []string{"", "填报单位：忻府区"},
			[]string{"序号", "学 生 数\n（人）", "县　区", "学校名称*"}, []string{"1", "300", "忻府区", "一中"}),
			3, map[string]int{"pupils": 1, "county": 2, "name": 3}},
		{"split over two rows", rowsOf([]string{"学校名称", "县(市、区)", "学生情况", ""}, []string{"", "", "在校生数", "寄宿生"}, []string{"一中", "忻府区", "300", "20"}),
			2, map[string]int{"name": 0, "county": 1, "pupils": 2, "boarders": 3}},
		{"full width", rowsOf([]string{"单位名称", "【必填】学生数"}), 1, map[string]int{"name": 0, "pupils": 1}},
	}
	for _, c := range cases {
		h, ok := spreadsheet.FindHeadings(c.rows, columns, 2)
		if !ok || h.Last != c.last || !cmp.Equal(h.Found, c.found) {
			t.Errorf("%s: got %+v %v", c.name, h, ok)
		}
	}
	if _, ok := spreadsheet.FindHeadings(rowsOf([]string{"姓名", "电话"}, []string{"张三", "139"}), columns, 2); ok {
		t.Error("found headings where there are none")
	}
}

func TestFootingsAndRepeatedHeadings(t *testing.T) {
	for text, want := range map[string]bool{
		"合计": true, "总 计": true, "忻府区小计": true, "填表人：张三": true, "注：含教学点": true, "一中": false, "注店小学": false, "共计划小学": false, "合计（12所）": true,
	} {
		if got := spreadsheet.Footing(spreadsheet.Row{Cells: []string{"", text, "300"}}, 2); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
	rows := rowsOf([]string{"学校名称", "学生数"}, []string{"一中", "3"}, []string{"学校名称", "学生数"})
	h, _ := spreadsheet.FindHeadings(rows, columns, 2)
	if h.Repeats(rows[1]) || !h.Repeats(rows[2]) {
		t.Error("headings printed again were not told from data")
	}
}

func TestWhatIsWrittenIsReadBackAndHarmless(t *testing.T) {
	s := spreadsheet.NewSheet("学校", []float64{20, 10}, t.TempDir())
	s.Head("学校名称", "学生数")
	s.Row([]any{`=HYPERLINK("http://x","点我")`, 12}, map[int]bool{1: true})
	s.Row([]any{"+86 350", nil}, nil)
	var b bytes.Buffer
	if _, err := s.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := f.GetCellValue("学校", "A2"); v != `'=HYPERLINK("http://x","点我")` {
		t.Errorf("a formula got out: %q", v)
	}
	got := read(t, b.Bytes(), "学校")
	want := rowsOf([]string{"学校名称", "学生数"}, []string{`=HYPERLINK("http://x","点我")`, "12"}, []string{"+86 350"})
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestWhatIsMergedDownwardsStandsInEveryRow(t *testing.T) {
	f := excelize.NewFile()
	for i, row := range [][]any{{"统计表"}, {"县区", "学校名称", "学生数"}, {"忻府区", "一小", 1}, {"", "二小", 2}, {}, {"", "三小", 3}, {"", "四小", 4}} {
		if err := f.SetSheetRow("Sheet1", cell(t, 1, i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range [][2]string{{"A1", "C1"}, {"A3", "A6"}} {
		if err := f.MergeCell("Sheet1", m[0], m[1]); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, r := range read(t, bytesOf(t, f), "Sheet1") {
		got = append(got, r.Cell(0)+" "+r.Cell(1))
	}
	if d := cmp.Diff([]string{"统计表 ", "县区 学校名称", "忻府区 一小", "忻府区 二小", "忻府区 三小", " 四小"}, got); d != "" {
		t.Fatal(d)
	}
}

func cell(t *testing.T, column, row int) string {
	t.Helper()
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

package spreadsheet_test

import (
	"testing"

	"huxue/internal/driver/spreadsheet"
)

// Whatever the bytes, reading ends, stays within the limits and never panics.
func FuzzOpen(f *testing.F) {
	good := workbook(f, "学校", [][]any{{"学校名称", "学生数"}, {"一中", 1200}, {"合计", 1200}})
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte("学校名称,学生数\n"))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	limits := spreadsheet.Limits{Unpacked: 1 << 20, Part: 1 << 18, Parts: 50, Rows: 200, Columns: 20, Cell: 100, TempDir: f.TempDir()}
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := open(file, limits)
		if err != nil {
			return
		}
		defer func() { _ = b.Close() }()
		for _, sheet := range b.Sheets() {
			n := 0
			_ = b.Each(sheet, func(r spreadsheet.Row) error {
				if n++; n > limits.Rows || len(r.Cells) > limits.Columns {
					t.Fatalf("row %d with %d cells", n, len(r.Cells))
				}
				return nil
			})
		}
	})
}

// Values and headings take any text.
func FuzzValues(f *testing.F) {
	for _, s := range []string{"1,234", "约300人", "学 生 数（人）", "'=1+1", "112.73°E", "\ufeff是"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, blank, ok := spreadsheet.Number(s); !ok && (n != 0 || blank) {
			t.Fatalf("%q: %d %v", s, n, blank)
		}
		spreadsheet.Degrees(s)
		spreadsheet.Flag(s)
		if once := spreadsheet.Clean(s); spreadsheet.Clean(spreadsheet.Escape(once)) != spreadsheet.Clean(once) {
			t.Fatalf("%q does not come back", s)
		}
		spreadsheet.FindHeadings(rowsOf([]string{s, s}), columns, 1)
		spreadsheet.Footing(spreadsheet.Row{Cells: []string{s}}, 1)
	})
}

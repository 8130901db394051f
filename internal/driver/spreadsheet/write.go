package spreadsheet

import (
	"io"

	"github.com/xuri/excelize/v2"
)

// Sheet writes one sheet of a new workbook as a stream: what does not fit into
// memory goes to a file. Texts are escaped; a number stays a number.
type Sheet struct {
	file   *excelize.File
	stream *excelize.StreamWriter
	row    int
	width  int
	head   int
	bad    int
	text   int
	err    error
}

// NewSheet begins a workbook with one sheet of the given column widths, in
// characters. tempDir holds what does not fit into memory.
func NewSheet(name string, widths []float64, tempDir string) *Sheet {
	s := &Sheet{file: excelize.NewFile(excelize.Options{TmpDir: tempDir}), width: len(widths)}
	s.check(s.file.SetSheetName("Sheet1", name))
	line := []excelize.Border{
		{Type: "left", Style: 1, Color: "BFBFBF"}, {Type: "right", Style: 1, Color: "BFBFBF"},
		{Type: "top", Style: 1, Color: "BFBFBF"}, {Type: "bottom", Style: 1, Color: "BFBFBF"},
	}
	text := 49 // "@": a code of ten digits stays as it is written
	s.head = s.style(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Border: line, NumFmt: text,
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF5"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	})
	s.text = s.style(&excelize.Style{Border: line, NumFmt: text})
	s.bad = s.style(&excelize.Style{Border: line, NumFmt: text, Font: &excelize.Font{Color: "CF1322"},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF1F0"}}})
	stream, err := s.file.NewStreamWriter(name)
	s.check(err)
	s.stream = stream
	for i, w := range widths {
		if s.err == nil {
			s.check(s.stream.SetColWidth(i+1, i+1, w))
		}
	}
	return s
}

func (s *Sheet) style(st *excelize.Style) int {
	n, err := s.file.NewStyle(st)
	s.check(err)
	return n
}

func (s *Sheet) check(err error) {
	if s.err == nil {
		s.err = err
	}
}

// Next goes on with another sheet of the same workbook.
func (s *Sheet) Next(name string, widths []float64) {
	if s.err != nil {
		return
	}
	s.check(s.stream.Flush())
	if _, err := s.file.NewSheet(name); err != nil {
		s.check(err)
		return
	}
	stream, err := s.file.NewStreamWriter(name)
	s.check(err)
	s.stream, s.row, s.width = stream, 0, len(widths)
	for i, w := range widths {
		if s.err == nil {
			s.check(s.stream.SetColWidth(i+1, i+1, w))
		}
	}
}

// Head writes the heading row and keeps it in sight while people scroll.
func (s *Sheet) Head(texts ...string) {
	if s.err == nil {
		s.check(s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: s.row + 1,
			TopLeftCell: cellName(1, s.row+2), ActivePane: "bottomLeft"}))
	}
	cells := make([]any, len(texts))
	for i, t := range texts {
		cells[i] = excelize.Cell{StyleID: s.head, Value: Escape(t)}
	}
	s.write(cells)
}

// Row writes one row of texts, numbers and blanks (nil). Columns in bad, from 0,
// are marked.
func (s *Sheet) Row(values []any, bad map[int]bool) {
	cells := make([]any, len(values))
	for i, v := range values {
		if t, ok := v.(string); ok {
			v = Escape(t)
		}
		style := s.text
		if bad[i] {
			style = s.bad
		}
		cells[i] = excelize.Cell{StyleID: style, Value: v}
	}
	s.write(cells)
}

func (s *Sheet) write(cells []any) {
	s.row++
	if s.err == nil {
		s.check(s.stream.SetRow(cellName(1, s.row), cells))
	}
}

// WriteTo sends the workbook and frees it, whether or not all went well.
func (s *Sheet) WriteTo(w io.Writer) (int64, error) {
	defer func() { _ = s.file.Close() }()
	if s.err == nil {
		s.check(s.stream.Flush())
	}
	if s.err != nil {
		return 0, s.err
	}
	return s.file.WriteTo(w)
}

// Close frees a workbook that is not going to be sent.
func (s *Sheet) Close() error { return s.file.Close() }

func cellName(column, row int) string {
	name, _ := excelize.CoordinatesToCellName(column, row)
	return name
}

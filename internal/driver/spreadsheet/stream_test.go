package spreadsheet

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// What Stream reads is what Each reads: shared and inline texts, numbers, entities,
// gaps, cells merged downwards, rows that are left out.
func TestStreamReadsWhatEachReads(t *testing.T) {
	f := excelize.NewFile()
	for cell, v := range map[string]any{"A1": "学校 & <园>", "B1": "座号", "C1": "姓名", "A2": "一小", "B2": 1, "C2": " 张三 ", "B3": 2, "C3": "李\"四\"", "B6": 12.5,
		"E6": "3114090001", "AB7": "远", "A8": true} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.MergeCell("Sheet1", "A2", "A3"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	x, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len()), Usual)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	read := func(each func(string, func(Row) error) error) (rows []Row) {
		if err := each("Sheet1", func(r Row) error {
			for len(r.Cells) > 0 && r.Cells[len(r.Cells)-1] == "" {
				r.Cells = r.Cells[:len(r.Cells)-1]
			}
			rows = append(rows, Row{Number: r.Number, Cells: slices.Clone(r.Cells)})
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	want, got := read(x.Each), read(x.Stream)
	if len(want) != 6 || !slices.EqualFunc(want, got, func(a, b Row) bool { return a.Number == b.Number && slices.Equal(a.Cells, b.Cells) }) {
		t.Errorf("Each   %+v\nStream %+v", want, got)
	}
}

// Texts come back as they went in, also where one piece of memory ends and the next
// begins.
func TestTextsAcrossPieces(t *testing.T) {
	x := &texts{}
	var want []string
	for i := range 5000 {
		s := strings.Repeat("学", i%700)
		if i%1000 == 0 {
			s = strings.Repeat("x", 1<<pieceBits)
		}
		want = append(want, s)
		x.add([]byte(s))
	}
	x.close()
	for i, s := range want {
		if got := x.at(strconv.Itoa(i)); got != s {
			t.Fatalf("text %d: %d bytes, want %d", i, len(got), len(s))
		}
	}
	if x.at("5000") != "" || x.at("-1") != "" || x.at("x") != "" {
		t.Fatal("a text that is not there")
	}
}

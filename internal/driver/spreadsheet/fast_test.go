package spreadsheet_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"huxue/internal/driver/spreadsheet"
)

func TestAFastWorkbookIsReadByOthersAndByUs(t *testing.T) {
	var out bytes.Buffer
	f := spreadsheet.NewFast(&out, "台账 & 表", []string{"序号", "学校", "描述"}, []float64{6, 20, 40})
	texts := [][]string{{"忻府区第一中学", "出口<上锁> & \"堵塞\"\n第二行"}, {"", "=1+1"}, {"忻府区第一中学", "坏字\x00\x01\xff尾"}, {" 前后空格 ", "-5"}}
	for i, row := range texts {
		if err := f.Row(i+1, row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"序号", "学校", "描述"}, {"1", "忻府区第一中学", "出口<上锁> & \"堵塞\" 第二行"}, {"2", "", "'=1+1"}, {"3", "忻府区第一中学", "坏字尾"}, {"4", " 前后空格 ", "'-5"}}
	x, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := x.GetRows("台账 & 表")
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if !slices.Equal(rows[i], want[i]) {
			t.Errorf("row %d: %q, want %q", i, rows[i], want[i])
		}
	}
	b, err := open(out.Bytes(), spreadsheet.Usual)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	var ours []string
	if err := b.Stream("台账 & 表", func(r spreadsheet.Row) error {
		ours = append(ours, fmt.Sprint(r.Number, r.Cells))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(ours) != 5 || ours[2] != "3 [2  =1+1]" {
		t.Fatalf("%q", ours)
	}
}

func BenchmarkFast(b *testing.B) {
	row := make([]string, 33)
	for i := range row {
		row[i] = fmt.Sprintf("第%d列的内容", i)
	}
	for b.Loop() {
		var out bytes.Buffer
		f := spreadsheet.NewFast(&out, "台账", make([]string, 34), nil)
		for i := range 10_000 {
			row[1], row[9] = fmt.Sprintf("140902-YH-2026-%06d", i), fmt.Sprintf("教学楼%d层安全出口上锁，疏散指示标志损坏，没有应急照明灯具，共%d处", i%7, i)
			if err := f.Row(i+1, row); err != nil {
				b.Fatal(err)
			}
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

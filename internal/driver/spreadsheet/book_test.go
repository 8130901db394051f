package spreadsheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/errs"
)

func open(b []byte, l spreadsheet.Limits) (*spreadsheet.Book, error) {
	return spreadsheet.Open(bytes.NewReader(b), int64(len(b)), l)
}

// workbook builds a file of one sheet out of rows.
func workbook(t testing.TB, sheet string, rows [][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	return bytesOf(t, f)
}

func bytesOf(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func wide(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

func TestWhatIsNoWorkbookIsNamed(t *testing.T) {
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	protected := func() string {
		f := excelize.NewFile()
		var b bytes.Buffer
		if err := f.Write(&b, excelize.Options{Password: "1234"}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}()
	zipOf := func(names ...string) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, n := range names {
			w, err := z.Create(n)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write([]byte("<x/>")); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	good := string(workbook(t, "学校", [][]any{{"学校名称"}}))
	cases := []struct{ name, file, code string }{
		{"nothing", "", "spreadsheet.empty"},
		{"old Excel", ole + wide("Workbook"), "spreadsheet.old_excel"},
		{"behind a password", protected, "spreadsheet.encrypted"},
		{"old Word", ole + wide("WordDocument"), "spreadsheet.not_excel"},
		{"csv in UTF-8", "学校名称,学生数\n一中,1200\n", "spreadsheet.text"},
		{"csv in GB18030", "\xd1\xa7\xd0\xa3,\xc8\xcb\xca\xfd\n", "spreadsheet.text"},
		{"html of a reporting system", "\xef\xbb\xbf<html><body><table><tr><td>学校</td></tr></table>", "spreadsheet.html"},
		{"xml of 2003", `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`, "spreadsheet.html"},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "spreadsheet.not_excel"},
		{"a Word document", zipOf("[Content_Types].xml", "word/document.xml"), "spreadsheet.not_excel"},
		{"cut short", good[:len(good)/2], "spreadsheet.damaged"},
		{"hollow", zipOf("[Content_Types].xml", "xl/workbook.xml"), "spreadsheet.damaged"},
	}
	for _, c := range cases {
		_, err := open([]byte(c.file), spreadsheet.Usual)
		if got := errs.Code(err); got != c.code {
			t.Errorf("%s: got %q (%v), want %q", c.name, got, err, c.code)
		}
	}
}

// zeros is an endless stream of the letter 0.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

func TestAZipBombIsRefusedBeforeItUnpacks(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, size := range map[string]int64{"xl/workbook.xml": 10, "xl/worksheets/sheet1.xml": 1 << 30} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(w, zeros{}, size); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	_, err := open(b.Bytes(), spreadsheet.Usual)
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, spreadsheet.ErrTooBig) {
		t.Fatalf("got %v", err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
		t.Errorf("refusing 1 GB in a file of %d bytes allocated %d bytes", b.Len(), used)
	}
	t.Logf("1 GB in %d bytes refused in %v", b.Len(), took)
}

func TestATableOfContentsThatLiesGainsNothing(t *testing.T) {
	good := workbook(t, "学校", [][]any{{"学校名称"}, {strings.Repeat("一", 30000)}})
	// The declared size of every part in the table of contents becomes 10 bytes.
	lying := bytes.Clone(good)
	for i := 0; ; {
		j := bytes.Index(lying[i:], []byte("PK\x01\x02"))
		if j < 0 {
			break
		}
		i += j + 4
		copy(lying[i+20:i+24], []byte{10, 0, 0, 0})
	}
	b, err := open(lying, spreadsheet.Usual)
	if err == nil {
		for _, s := range b.Sheets() {
			err = errors.Join(err, b.Each(s, func(spreadsheet.Row) error { return nil }))
		}
		if len(b.Sheets()) > 0 && err == nil {
			t.Fatal("read a workbook whose table of contents lies")
		}
	}
}

func TestTooManyRowsAreCountedNotRead(t *testing.T) {
	rows := make([][]any, 50)
	for i := range rows {
		rows[i] = []any{"一中", i}
	}
	l := spreadsheet.Usual
	l.Rows = 20
	b, err := open(workbook(t, "学校", rows), l)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Close() }()
	n := 0
	err = b.Each("学校", func(spreadsheet.Row) error { n++; return nil })
	if !errors.Is(err, spreadsheet.ErrTooMany) || n != 20 {
		t.Fatalf("%d rows, %v", n, err)
	}
}

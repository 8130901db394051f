// Package spreadsheet reads and writes the workbooks that bureaus really have:
// merged title rows above the headings, headings in any order and spelling,
// numbers kept as text, sums at the foot. A workbook is read as a stream and
// within firm limits, so that a hostile file costs neither memory nor time; each
// thing that is not a workbook is refused by its own code.
package spreadsheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"huxue/internal/kit/errs"
)

// Why a file is no workbook for us.
var (
	ErrEmpty     = errs.Invalid("spreadsheet.empty")
	ErrOldExcel  = errs.Invalid("spreadsheet.old_excel") // .xls of Excel 97 to 2003
	ErrEncrypted = errs.Invalid("spreadsheet.encrypted") // asks for a password
	ErrText      = errs.Invalid("spreadsheet.text")      // .csv under another name
	ErrHTML      = errs.Invalid("spreadsheet.html")      // a web page saved as a workbook
	ErrNotExcel  = errs.Invalid("spreadsheet.not_excel") // anything else
	ErrTooBig    = errs.Invalid("spreadsheet.too_big")   // unpacks to more than the limit
	ErrTooMany   = errs.Invalid("spreadsheet.too_many_rows")
	ErrDamaged   = errs.Invalid("spreadsheet.damaged")
	ErrNoSheet   = errs.Invalid("spreadsheet.no_sheet")
)

// Limits bound what a workbook may cost. Unpacked is the sum of its parts in
// bytes, Part the size of any part that has to be held in memory; bigger sheets
// are unpacked to files in TempDir. Rows counts every row of a sheet, Columns
// are read from the left.
type Limits struct {
	Unpacked int64
	Part     int64
	Parts    int
	Rows     int
	Columns  int
	Cell     int // characters
	TempDir  string
}

// Usual are limits that every honest ledger of a province keeps.
var Usual = Limits{Unpacked: 256 << 20, Part: 16 << 20, Parts: 2000, Rows: 60_000, Columns: 120, Cell: 2000}

// Book is an open workbook; Close removes what it put into files. What it was
// opened from must stay readable until then.
type Book struct {
	file   *excelize.File
	limits Limits
	zip    *zip.Reader
	merged map[string][]merge // by sheet, once asked for
	shared *texts             // once asked for
}

// Open judges the first bytes and the table of contents before it unpacks
// anything, then opens the workbook.
func Open(r io.ReaderAt, size int64, l Limits) (*Book, error) {
	if err := judge(r, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, ErrDamaged.Because(err)
	}
	if err := judgeParts(z, l); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		UnzipSizeLimit: l.Unpacked, UnzipXMLSizeLimit: min(4<<20, l.Unpacked), TmpDir: l.TempDir,
	})
	if err != nil {
		if f != nil {
			_ = f.Close()
		}
		return nil, ErrDamaged.Because(err)
	}
	return &Book{file: f, limits: l, zip: z, merged: map[string][]merge{}}, nil
}

// Close frees the workbook.
func (b *Book) Close() error { return b.file.Close() }

// Sheets are the names of the visible sheets, in order.
func (b *Book) Sheets() []string {
	var names []string
	for _, name := range b.file.GetSheetList() {
		if visible, err := b.file.GetSheetVisible(name); err == nil && visible {
			names = append(names, name)
		}
	}
	return names
}

var (
	oleMagic  = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}
	zipMagic  = []byte("PK\x03\x04")
	encrypted = wide("EncryptedPackage")
	oldStream = wide("Workbook")
	olderBook = wide("Book")
)

// wide is s as an OLE directory spells it.
func wide(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

// judge tells by its bytes what a file is, whatever its name says.
func judge(r io.ReaderAt, size int64) error {
	if size == 0 {
		return ErrEmpty
	}
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch {
	case bytes.HasPrefix(head, zipMagic):
		return nil
	case bytes.HasPrefix(head, oleMagic):
		return judgeOLE(r, size)
	case looksLikeHTML(head):
		return ErrHTML
	case looksLikeText(head):
		return ErrText
	}
	return ErrNotExcel
}

// judgeOLE tells a workbook behind a password from one of the old format.
func judgeOLE(r io.ReaderAt, size int64) error {
	all, err := io.ReadAll(io.NewSectionReader(r, 0, min(size, 64<<20)))
	if err != nil {
		return err
	}
	switch {
	case bytes.Contains(all, encrypted):
		return ErrEncrypted
	case bytes.Contains(all, oldStream), bytes.Contains(all, olderBook):
		return ErrOldExcel
	}
	return ErrNotExcel
}

func looksLikeHTML(head []byte) bool {
	text := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")))
	if strings.HasPrefix(text, "<?xml") {
		return strings.Contains(text, "<html") || strings.Contains(text, "<table") || strings.Contains(text, "<workbook")
	}
	for _, begin := range []string{"<html", "<!doctype html", "<table", "<meta", "<head"} {
		if strings.HasPrefix(text, begin) {
			return true
		}
	}
	return false
}

// looksLikeText holds for UTF-8, UTF-16 and GB18030 text: no control characters.
func looksLikeText(head []byte) bool {
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) {
		return true
	}
	for _, c := range head {
		if c < 0x20 && c != '\t' && c != '\r' && c != '\n' {
			return false
		}
	}
	return utf8.Valid(head) || bytes.ContainsAny(head, ",;\t\n")
}

// judgeParts refuses by the table of contents: what is no workbook, and what
// would not fit. The unpacker stops at the declared size, so a table that lies
// gains nothing.
func judgeParts(z *zip.Reader, l Limits) error {
	if len(z.File) > l.Parts {
		return ErrTooBig
	}
	var sum int64
	workbook := false
	for _, f := range z.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		if f.UncompressedSize64 > uint64(l.Unpacked) {
			return ErrTooBig
		}
		n := int64(f.UncompressedSize64) //nolint:gosec // bounded one line up
		if sum += n; sum > l.Unpacked {
			return ErrTooBig
		}
		streamed := name == "xl/sharedstrings.xml" || strings.HasPrefix(name, "xl/worksheets/sheet")
		if n > l.Part && !streamed && path.Ext(name) != ".bin" {
			return ErrTooBig
		}
		workbook = workbook || strings.HasPrefix(name, "xl/workbook")
	}
	if !workbook {
		return ErrNotExcel
	}
	return nil
}

package spreadsheet

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fast writes a workbook of one sheet with hundreds of thousands of rows: it keeps
// no row, packs at the highest speed, and writes a text that comes again and again
// only once. Use Sheet where rows are few, or some of them are marked.
type Fast struct {
	zip    *zip.Writer
	out    *bufio.Writer
	buf    []byte
	row    int
	width  int
	shared map[string]int
	texts  []string
	bytes  int
	err    error
}

// What of texts is remembered, and how long one may be to be worth it.
const (
	mostTexts     = 60_000
	mostTextBytes = 4 << 20
	longestShared = 60
)

// NewFast begins a workbook; heads is its first row, widths the columns in
// characters.
func NewFast(w io.Writer, name string, heads []string, widths []float64) *Fast {
	f := &Fast{zip: zip.NewWriter(w), shared: map[string]int{}, width: len(heads)}
	f.zip.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	for _, part := range fixedParts(name) {
		f.part(part[0], part[1])
	}
	sheet, err := f.zip.Create("xl/worksheets/sheet1.xml")
	f.check(err)
	if f.err != nil {
		return f
	}
	f.out = bufio.NewWriterSize(sheet, 256<<10)
	f.text(xmlHead + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	for i, width := range widths {
		f.text(fmt.Sprintf(`<col min="%d" max="%d" width="%g" customWidth="1" style="1"/>`, i+1, i+1, width))
	}
	f.text(`</cols><sheetData><row r="1">`)
	f.row = 1
	for _, h := range heads {
		f.text(`<c t="inlineStr" s="2"><is><t>`)
		f.buf = appendEscaped(f.buf[:0], Escape(h))
		f.flush()
		f.text(`</t></is></c>`)
	}
	f.text(`</row>`)
	return f
}

// Row writes one row: a serial number and texts.
func (f *Fast) Row(serial int, texts []string) error {
	if f.err != nil {
		return f.err
	}
	f.row++
	b := append(f.buf[:0], `<row r="`...)
	b = strconv.AppendInt(b, int64(f.row), 10)
	b = append(b, `"><c><v>`...)
	b = strconv.AppendInt(b, int64(serial), 10)
	b = append(b, `</v></c>`...)
	for _, t := range texts {
		b = f.cell(b, t)
	}
	f.buf = append(b, `</row>`...)
	f.flush()
	return f.err
}

func (f *Fast) cell(b []byte, t string) []byte {
	if t == "" {
		return append(b, `<c/>`...)
	}
	if n, ok := f.known(t); ok {
		b = append(b, `<c t="s" s="1"><v>`...)
		b = strconv.AppendInt(b, int64(n), 10)
		return append(b, `</v></c>`...)
	}
	b = append(b, `<c t="inlineStr" s="1"><is><t xml:space="preserve">`...)
	b = appendEscaped(b, Escape(t))
	return append(b, `</t></is></c>`...)
}

// known gives a short text its place among the shared ones, as long as there is room.
func (f *Fast) known(t string) (int, bool) {
	if len(t) > longestShared {
		return 0, false
	}
	n, ok := f.shared[t]
	if ok {
		return n, true
	}
	if len(f.texts) >= mostTexts || f.bytes+len(t) > mostTextBytes {
		return 0, false
	}
	t = strings.Clone(t)
	n = len(f.texts)
	f.shared[t], f.texts, f.bytes = n, append(f.texts, t), f.bytes+len(t)
	return n, true
}

// Close ends the workbook; without it the file is none.
func (f *Fast) Close() error {
	if f.err != nil {
		return f.err
	}
	f.text(`</sheetData></worksheet>`)
	f.check(f.out.Flush())
	shared, err := f.zip.Create("xl/sharedStrings.xml")
	f.check(err)
	if f.err != nil {
		return f.err
	}
	f.out.Reset(shared)
	f.text(xmlHead + `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	for _, t := range f.texts {
		f.buf = append(f.buf[:0], `<si><t xml:space="preserve">`...)
		f.buf = appendEscaped(f.buf, Escape(t))
		f.buf = append(f.buf, `</t></si>`...)
		f.flush()
	}
	f.text(`</sst>`)
	f.check(f.out.Flush())
	f.check(f.zip.Close())
	return f.err
}

func (f *Fast) check(err error) {
	if f.err == nil {
		f.err = err
	}
}

func (f *Fast) flush() {
	if f.err == nil {
		_, err := f.out.Write(f.buf)
		f.check(err)
	}
}

func (f *Fast) text(s string) {
	if f.err == nil {
		_, err := f.out.WriteString(s)
		f.check(err)
	}
}

func (f *Fast) part(name, text string) {
	w, err := f.zip.Create(name)
	f.check(err)
	if f.err == nil {
		_, err = io.WriteString(w, text)
		f.check(err)
	}
}

// appendEscaped writes a text into XML as Clean would read it again: breaks and wide
// blanks are blanks, what cannot be seen or XML cannot hold is left out.
func appendEscaped(b []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); {
		c, size := rune(s[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(s[i:])
		}
		var say string
		switch {
		case c == '&':
			say = "&amp;"
		case c == '<':
			say = "&lt;"
		case c == '>':
			say = "&gt;"
		case c == '\n' || c == '\t' || c == '\r' || c == 0xa0 || c == 0x3000:
			say = " "
		case c >= 0x20 && c < 0x7f || c > 0xa0 && c != utf8.RuneError && (c < 0x2000 || c >= 0x3000 || !unicode.Is(unicode.Cf, c)) && c != 0xfeff && c < 0xfffe || c > 0xffff:
			i += size
			continue
		}
		b = append(append(b, s[from:i]...), say...)
		i += size
		from = i
	}
	return append(b, s[from:]...)
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// fixedParts is everything of the file but the sheet and the shared texts.
func fixedParts(name string) [][2]string {
	var title strings.Builder
	_ = xml.EscapeText(&title, []byte(name))
	const main = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	return [][2]string{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + main + `sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + main + `worksheet+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + main + `styles+xml"/>` +
			`<Override PartName="/xl/sharedStrings.xml" ContentType="` + main + `sharedStrings+xml"/></Types>`},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + rel + `">` +
			`<sheets><sheet name="` + title.String() + `" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="` + rel + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + rel + `/styles" Target="styles.xml"/>` +
			`<Relationship Id="rId3" Type="` + rel + `/sharedStrings" Target="sharedStrings.xml"/></Relationships>`},
		// Style 1 is text ("@"), so that a number typed beside stays as it is; 2 the head.
		{"xl/styles.xml", xmlHead + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
			`<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>` +
			`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
			`<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF5"/></patternFill></fill></fills>` +
			`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
			`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
			`<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
			`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
			`<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyNumberFormat="1"/></cellXfs></styleSheet>`},
	}
}

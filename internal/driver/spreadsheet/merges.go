package spreadsheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// A merge is a column of cells that look like one: ledgers write a county once
// and merge it over all its schools. Value is what stands in the top cell.
type merge struct {
	column, first, last int // column from 0, rows from 1
	value               string
}

// mostMerges bounds what a hostile workbook can make us remember.
const mostMerges = 20_000

// parts finds the file of each sheet: name → path within the archive.
func parts(z *zip.Reader) map[string]string {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if !decode(z, "xl/workbook.xml", &book) || !decode(z, "xl/_rels/workbook.xml.rels", &rels) {
		return nil
	}
	target := map[string]string{}
	for _, r := range rels.List {
		if strings.HasPrefix(r.Target, "/") {
			target[r.ID] = strings.TrimPrefix(r.Target, "/")
		} else {
			target[r.ID] = path.Join("xl", r.Target)
		}
	}
	out := map[string]string{}
	for _, s := range book.Sheets {
		out[s.Name] = target[s.ID]
	}
	return out
}

func decode(z *zip.Reader, name string, into any) bool {
	f, err := z.Open(name)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	return xml.NewDecoder(f).Decode(into) == nil
}

// merges returns which cells of a sheet are merged downwards, by first row.
func (b *Book) merges(sheet string) []merge {
	list, known := b.merged[sheet]
	if !known {
		list = readMerges(b.zip, parts(b.zip)[sheet])
		b.merged[sheet] = list
	}
	return list
}

// readMerges reads them from the sheet's part. What cannot be read counts as not
// merged: the person then sees empty cells.
func readMerges(z *zip.Reader, name string) []merge {
	f, err := z.Open(name)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	var list []merge
	tags := bufio.NewScanner(f)
	tags.Buffer(make([]byte, 0, 64<<10), 1<<20)
	tags.Split(untilTagEnd)
	for tags.Scan() && len(list) < mostMerges {
		if m, ok := parseMerge(tags.Bytes()); ok {
			list = append(list, m)
		}
	}
	slices.SortFunc(list, func(a, b merge) int { return a.first - b.first })
	return list
}

// untilTagEnd splits XML after each ">", which is all it takes to find a tag.
func untilTagEnd(data []byte, atEOF bool) (int, []byte, error) {
	if i := bytes.IndexByte(data, '>'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF {
		return len(data), nil, nil
	}
	return 0, nil, nil
}

// parseMerge reads `<mergeCell ref="B4:B38"/`; only merges down are of interest.
func parseMerge(tag []byte) (m merge, ok bool) {
	at := bytes.Index(tag, []byte("mergeCell "))
	if at < 0 {
		return m, false
	}
	_, rest, found := strings.Cut(string(tag[at:]), `ref="`)
	from, to, both := strings.Cut(strings.SplitN(rest, `"`, 2)[0], ":")
	if !found || !both {
		return m, false
	}
	column, first, err1 := excelize.CellNameToCoordinates(from)
	_, last, err2 := excelize.CellNameToCoordinates(to)
	return merge{column: column - 1, first: first, last: last}, err1 == nil && err2 == nil && last > first
}

// filler writes the value of a merged cell into every row it covers.
type filler struct {
	ahead []merge // by first row
	live  []merge
}

func (f *filler) fill(r *Row, width int) {
	f.live = slices.DeleteFunc(f.live, func(m merge) bool { return m.last < r.Number })
	for len(f.ahead) > 0 && f.ahead[0].first <= r.Number {
		m := f.ahead[0]
		f.ahead = f.ahead[1:]
		if m.first == r.Number && m.column < width {
			if m.value = r.Cell(m.column); m.value != "" {
				f.live = append(f.live, m)
			}
		}
	}
	for _, m := range f.live {
		for len(r.Cells) <= m.column {
			r.Cells = append(r.Cells, "")
		}
		if r.Cells[m.column] == "" {
			r.Cells[m.column] = m.value
		}
	}
}

package spreadsheet

import (
	"regexp"
	"strings"
)

// Column is one column a reader looks for: Key names it, Names are the headings
// people give it.
type Column struct {
	Key   string
	Names []string
}

// Headings say where the columns are. First and Last are the heading rows (two
// when a heading is split over two), Found maps keys to columns from 0, Texts
// are the headings as written, by column.
type Headings struct {
	First, Last int
	Found       map[string]int
	Texts       []string
}

// HeadingDepth is how many rows from the top are searched for the headings.
const HeadingDepth = 30

var inBrackets = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】`)

// foldHeading makes headings comparable: "学 生 数\n（人）*" is "学生数".
func foldHeading(s string) string {
	s = inBrackets.ReplaceAllString(Fold(s), "")
	return strings.Trim(s, "*:：·、.。")
}

// FindHeadings finds the row, or the pair of rows, that names most columns.
// least is how many must be named for the row to count; ok is false otherwise.
func FindHeadings(rows []Row, columns []Column, least int) (h Headings, ok bool) {
	byName := map[string]string{}
	for _, c := range columns {
		for _, n := range c.Names {
			byName[foldHeading(n)] = c.Key
		}
	}
	for i, row := range rows {
		if row.Number > HeadingDepth {
			break
		}
		if one := match(row.Number, row.Number, row.Cells, byName); len(one.Found) > len(h.Found) {
			h = one
		}
		if i+1 < len(rows) && rows[i+1].Number == row.Number+1 {
			two := match(row.Number, row.Number+1, overlay(row.Cells, rows[i+1].Cells), byName)
			if len(two.Found) > len(h.Found) {
				h = two
			}
		}
	}
	return h, len(h.Found) >= max(least, 1)
}

func match(first, last int, cells []string, byName map[string]string) Headings {
	h := Headings{First: first, Last: last, Found: map[string]int{}, Texts: cells}
	for i, c := range cells {
		key, known := byName[foldHeading(c)]
		if _, taken := h.Found[key]; known && !taken {
			h.Found[key] = i
		}
	}
	return h
}

// overlay puts the lower heading row over the upper one.
func overlay(upper, lower []string) []string {
	out := make([]string, max(len(upper), len(lower)))
	copy(out, upper)
	for i, c := range lower {
		if c != "" {
			out[i] = c
		}
	}
	return out
}

// Repeats reports whether a row is the headings printed once more, as they are
// at the top of each page of some ledgers.
func (h Headings) Repeats(r Row) bool {
	same := 0
	for _, i := range h.Found {
		if i < len(h.Texts) && r.Cell(i) != "" && foldHeading(r.Cell(i)) == foldHeading(h.Texts[i]) {
			same++
		}
	}
	return same*2 > len(h.Found)
}

var (
	sums  = regexp.MustCompile(`^(合计|总计|小计|共计|累计)([:(\d].*)?$|(合计|总计|小计|共计):?$`)
	notes = regexp.MustCompile(`^(注|备注|说明|填表|制表|审核|填报|联系人|单位负责人|统计)[^,]{0,12}:`)
)

// Footing reports whether a row is a sum or a note under the table, not data:
// one of its first cells says so.
func Footing(r Row, within int) bool {
	seen := 0
	for i, c := range r.Cells {
		if c == "" {
			continue
		}
		if i > within || seen == 3 {
			break
		}
		seen++
		text := Fold(c)
		if sums.MatchString(text) || notes.MatchString(text) {
			return true
		}
	}
	return false
}

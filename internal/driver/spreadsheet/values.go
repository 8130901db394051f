package spreadsheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Clean takes out of a cell what nobody meant to write: spaces of every width at
// the ends, line breaks and tabs within, invisible characters, and the
// apostrophe by which Escape defused a formula.
func Clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u00a0' || r == '\u3000':
			return ' '
		case r == unicode.ReplacementChar || unicode.Is(unicode.Cf, r) || unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune(formulaStarts, rune(s[1])) {
		s = s[1:]
	}
	return s
}

// Fold makes two spellings of one word alike: full and half width, spaces
// within, upper and lower case.
func Fold(s string) string {
	s = width.Fold.String(Clean(s))
	return strings.ToLower(strings.Join(strings.Fields(s), ""))
}

var (
	grouped = regexp.MustCompile(`^-?\d{1,3}(,\d{3})+(\.\d+)?$`)
	units   = []string{"人", "名", "个", "层", "所"}
)

// Number reads a whole number as people write it: "1,234", "１２３", "300人",
// "12.0", "无" for none. blank holds for an empty cell and for a dash. What is
// not exact, such as "约300" or "300余人", is no number.
func Number(s string) (n int, blank, ok bool) {
	s = Fold(s)
	switch s {
	case "", "-", "—", "--", "——", "/":
		return 0, true, true
	case "无", "没有":
		return 0, false, true
	}
	for _, u := range units {
		s = strings.TrimSuffix(s, u)
	}
	if grouped.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !plainNumber.MatchString(s) || f != math.Trunc(f) || math.Abs(f) > 1e9 {
		return 0, false, false
	}
	return int(f), false, true
}

// Degrees reads a coordinate in decimal degrees.
func Degrees(s string) (v float64, blank, ok bool) {
	s = strings.TrimRight(Fold(s), "°en")
	if s == "" || s == "-" || s == "/" || s == "无" {
		return 0, true, true
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !plainNumber.MatchString(s) {
		return 0, false, false
	}
	return math.Round(v*1e6) / 1e6, false, true
}

var flags = map[string]bool{
	"是": true, "有": true, "√": true, "y": true, "yes": true, "true": true, "1": true, "v": true,
	"否": false, "无": false, "×": false, "x": false, "n": false, "no": false, "false": false, "0": false, "没有": false, "不是": false,
}

// Flag reads yes or no as people write it.
func Flag(s string) (v, blank, ok bool) {
	s = Fold(s)
	if s == "" || s == "-" || s == "/" {
		return false, true, true
	}
	v, ok = flags[s]
	return v, false, ok
}

const formulaStarts = "=+-@\t\r"

// Escape defuses a text that a spreadsheet would take for a formula, now or
// after it has been saved as text once.
func Escape(s string) string {
	if s == "" || !strings.ContainsRune(formulaStarts, rune(s[0])) {
		return s
	}
	return "'" + s
}

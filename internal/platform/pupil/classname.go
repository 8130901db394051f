package pupil

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/platform/org"
)

// Rosters name a class in a dozen ways: 三年级 + 2班, 三（2）班, 3年级2, 初一3班, 小一班. All of
// them are brought to one key, a stage with a grade and the number of the class.

// classKey is a class by what its name says: grade as people count it through all
// schools (一年级 1 … 九年级 9, 高一 10; in kindergartens 小班 -3, 中班 -2, 大班 -1).
type classKey struct {
	grade, number int
}

var (
	kindergartenName = regexp.MustCompile(`^([托小中大])(?:班)?([一二三四五六七八九十\d]+)?班?$`)
	gradeName        = regexp.MustCompile(`^(?:小学?|初中?|高中?|职[高中]?|中职)?([一二三四五六七八九]|十[一二]?|1[0-2]|[1-9])年?级?`)
	digitsOf         = map[rune]int{'一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	unbracket        = strings.NewReplacer("(", "", ")", "", "[", "", "]", "", "第", "", "【", "", "】", "")
)

// parseClass reads the two columns 年级 and 班级; the second alone is enough when it says
// the grade too.
func parseClass(grade, name string) (classKey, bool) {
	g, n := foldClass(grade), foldClass(name)
	if k, ok := parseOne(n); ok && (g == "" || sameGrade(g, k)) {
		return k, true
	}
	number, ok := chineseNumber(strings.TrimSuffix(n, "班"))
	of, isGrade := parseGrade(g)
	if !isGrade || !ok || number == 0 {
		return classKey{}, false
	}
	if number > 100 && number/100 == of { // 302 班
		number %= 100
	}
	return classKey{of, number}, true
}

func foldClass(s string) string {
	return unbracket.Replace(spreadsheet.Fold(s))
}

func sameGrade(g string, k classKey) bool {
	of, ok := parseGrade(g)
	return ok && of == k.grade
}

// parseGrade reads a grade by itself: 三年级, 3, 初一, 高二, 大班.
func parseGrade(g string) (int, bool) {
	if m := kindergartenName.FindStringSubmatch(g); m != nil && m[2] == "" {
		return kindergartenGrade(m[1]), true
	}
	m := gradeName.FindStringSubmatch(g)
	if m == nil || m[0] != g {
		return 0, false
	}
	return raise(g, m[1])
}

// raise counts 初一 and 高一 through: 7 and 10.
func raise(text, digits string) (int, bool) {
	n, ok := chineseNumber(digits)
	if !ok || n == 0 {
		return 0, false
	}
	switch {
	case strings.HasPrefix(text, "初") && n <= 3:
		n += 6
	case (strings.HasPrefix(text, "高") || strings.HasPrefix(text, "职") || strings.HasPrefix(text, "中职")) && n <= 3:
		n += 9
	}
	return n, n <= 12
}

func kindergartenGrade(letter string) int {
	return map[string]int{"托": -4, "小": -3, "中": -2, "大": -1}[letter]
}

// parseOne reads a name that says grade and class: 三年级2班, 三2班, 初一3班, 小一班.
func parseOne(n string) (classKey, bool) {
	if m := kindergartenName.FindStringSubmatch(n); m != nil && m[2] != "" {
		if number, ok := chineseNumber(m[2]); ok && number > 0 {
			return classKey{kindergartenGrade(m[1]), number}, true
		}
	}
	m := gradeName.FindStringSubmatch(n)
	if m == nil || m[0] == m[1] && !strings.ContainsAny(m[1], "一二三四五六七八九") {
		return classKey{}, false // a bare number is the class, not the grade
	}
	digits, rest := m[1], strings.TrimSuffix(strings.TrimPrefix(n, m[0]), "班")
	number, ok := chineseNumber(rest)
	of, isGrade := raise(n, digits)
	return classKey{of, number}, ok && isGrade && number > 0
}

// chineseNumber reads 0 to 99 in either script.
func chineseNumber(s string) (int, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return n, n >= 0 && n < 1000
	}
	tens, ones, cut := strings.Cut(s, "十")
	one := func(t string, none int) (int, bool) {
		if t == "" {
			return none, true
		}
		r := []rune(t)
		n, ok := digitsOf[r[0]]
		return n, ok && len(r) == 1
	}
	if !cut {
		n, ok := one(s, 0)
		return n, ok && s != ""
	}
	a, ok1 := one(tens, 1)
	b, ok2 := one(ones, 0)
	return 10*a + b, ok1 && ok2
}

// within is the grade as org counts it, from 1 within the kind of school; false when the
// kind has no such grade.
func (k classKey) within(kind org.SchoolKind) (int, bool) {
	from, to := 1, 9
	switch kind {
	case org.Kindergarten:
		from, to = -3, -1
		if k.grade == -4 {
			return 1, true
		}
	case org.Primary, org.Point:
		to = 6
	case org.Junior:
		from, to = 7, 9
	case org.Complete:
		from, to = 7, 12
	case org.Senior, org.Vocational:
		from, to = 10, 12
	}
	return k.grade - from + 1, k.grade >= from && k.grade <= to
}

// name is the class' name as the city writes it.
func (k classKey) name(kind org.SchoolKind) string {
	chinese := []rune("零一二三四五六七八九")
	switch {
	case k.grade < 0:
		return string([]rune("托小中大")[k.grade+4]) + small(k.number) + "班"
	case k.grade >= 10 && kind == org.Vocational:
		return fmt.Sprintf("职%c%d班", chinese[k.grade-9], k.number)
	case k.grade >= 10:
		return fmt.Sprintf("高%c%d班", chinese[k.grade-9], k.number)
	}
	return fmt.Sprintf("%c年级%d班", chinese[k.grade], k.number)
}

func small(n int) string {
	if n < 10 {
		return string([]rune("零一二三四五六七八九")[n])
	}
	return strconv.Itoa(n)
}

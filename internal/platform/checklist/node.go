package checklist

import (
	"strconv"
	"strings"

	"huxue/internal/platform/org"
)

// How tightly the parts of an expression bind.
const (
	loose = iota
	byOr
	byAnd
	byNot
)

// join is several parts of which one must hold, or all.
type join struct {
	or    bool
	parts []node
}

func (j *join) holds(s *org.School) bool {
	for _, p := range j.parts {
		if p.holds(s) == j.or {
			return j.or
		}
	}
	return !j.or
}

func (j *join) write(b *strings.Builder, l language, outer int) {
	binds, between := byAnd, []string{" and ", " 且 "}[l]
	if j.or {
		binds, between = byOr, []string{" or ", " 或 "}[l]
	}
	// A part of the same kind was put in brackets by a person; it needs none.
	open, shut := brackets(l)
	if binds < outer {
		b.WriteString(open)
		defer b.WriteString(shut)
	}
	for i, p := range j.parts {
		if i > 0 {
			b.WriteString(between)
		}
		p.write(b, l, binds)
	}
}

func (j *join) asks(do func(*attribute)) {
	for _, p := range j.parts {
		p.asks(do)
	}
}

func brackets(l language) (open, shut string) {
	if l == chinese {
		return "（", "）"
	}
	return "(", ")"
}

// inverse is what does not hold.
type inverse struct{ of node }

// negate keeps an expression from being denied twice.
func negate(n node) node {
	if i, ok := n.(*inverse); ok {
		return i.of
	}
	return &inverse{n}
}

func (i *inverse) holds(s *org.School) bool { return !i.of.holds(s) }

func (i *inverse) write(b *strings.Builder, l language, _ int) {
	switch of := i.of.(type) {
	case *flag:
		if l == chinese {
			b.WriteString(of.a.no)
			return
		}
	case *among:
		of.text(b, l, true)
		return
	}
	b.WriteString([]string{"not ", "非 "}[l])
	i.of.write(b, l, byNot)
}

func (i *inverse) asks(do func(*attribute)) { i.of.asks(do) }

// flag is an attribute that holds or not.
type flag struct{ a *attribute }

func (f *flag) holds(s *org.School) bool { return f.a.yes(s) }

func (f *flag) write(b *strings.Builder, l language, _ int) {
	b.WriteString([]string{f.a.name, f.a.zh}[l])
}

func (f *flag) asks(do func(*attribute)) { do(f.a) }

// compare is a number against a number.
type compare struct {
	a  *attribute
	op string
	n  int
}

func (c *compare) holds(s *org.School) bool {
	n := c.a.number(s)
	switch c.op {
	case ">=":
		return n >= c.n
	case "<=":
		return n <= c.n
	case ">":
		return n > c.n
	case "<":
		return n < c.n
	case "!=":
		return n != c.n
	}
	return n == c.n
}

func (c *compare) write(b *strings.Builder, l language, _ int) {
	op := c.op
	if l == chinese {
		if sign, ok := map[string]string{">=": "≥", "<=": "≤", "!=": "≠"}[op]; ok {
			op = sign
		}
	}
	b.WriteString([]string{c.a.name, c.a.zh}[l] + " " + op + " " + strconv.Itoa(c.n))
}

func (c *compare) asks(do func(*attribute)) { do(c.a) }

// among is a word that is one of several.
type among struct {
	a     *attribute
	codes []string
}

func (m *among) holds(s *org.School) bool {
	is := m.a.word(s)
	for _, c := range m.codes {
		if c == is {
			return true
		}
	}
	return false
}

func (m *among) write(b *strings.Builder, l language, _ int) { m.text(b, l, false) }

func (m *among) text(b *strings.Builder, l language, not bool) {
	words := make([]string, len(m.codes))
	for i, c := range m.codes {
		words[i] = []string{c, m.a.wordOf(c)}[l]
	}
	name := []string{m.a.name, m.a.zh}[l]
	if len(words) == 1 {
		op := map[bool]string{false: "=", true: []string{"!=", "≠"}[l]}[not]
		b.WriteString(name + " " + op + " " + words[0])
		return
	}
	op := map[bool][]string{false: {"in", "属于"}, true: {"not in", "不属于"}}[not][l]
	open, shut := brackets(l)
	b.WriteString(name + " " + op + " " + open + strings.Join(words, []string{", ", "、"}[l]) + shut)
}

func (m *among) asks(do func(*attribute)) { do(m.a) }

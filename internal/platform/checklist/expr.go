package checklist

import (
	"slices"
	"strconv"
	"strings"

	"huxue/internal/platform/org"
)

// Expr is an applicability expression, read: which schools an item is for. The
// zero Expr is for every school.
//
//	boarding or nap
//	canteen and not central_kitchen
//	pupils >= 300 and kind in (kindergarten, primary)
//	寄宿 或 有午休室；学生数 ≥ 300 且 学校类型 属于（幼儿园、小学）
type Expr struct{ root node }

// node is a part of an expression.
type node interface {
	holds(s *org.School) bool
	// write appends the part as text; outer is how tightly what stands around it binds.
	write(b *strings.Builder, l language, outer int)
	asks(do func(*attribute))
}

// language is that of a printed expression: the program's own, or Chinese.
type language int

const (
	plain language = iota
	chinese
)

// Parse reads an expression. What is wrong with it is an *errs.Error with one
// sentence.
func Parse(text string) (Expr, error) {
	list, err := tokens(text)
	if err != nil {
		return Expr{}, err
	}
	if len(list) == 1 {
		return Expr{}, nil
	}
	p := &parser{tokens: list}
	root, err := p.either()
	if err == nil && p.peek().kind != 0 {
		err = errExprNear.With("near", p.peek().text)
	}
	if err != nil {
		return Expr{}, err
	}
	return Expr{root}, nil
}

// Holds reports whether the school is one of those meant.
func (e Expr) Holds(s *org.School) bool { return e.root == nil || e.root.holds(s) }

// String is the expression in its plain form, which Parse reads again.
func (e Expr) String() string { return e.in(plain) }

// Chinese is the expression as an official reads it; Parse reads it again.
func (e Expr) Chinese() string { return e.in(chinese) }

func (e Expr) in(l language) string {
	if e.root == nil {
		return ""
	}
	var b strings.Builder
	e.root.write(&b, l, 0)
	return b.String()
}

// Names are the attributes the expression asks, each once.
func (e Expr) Names() (out []string) {
	e.each(func(a *attribute) { out = append(out, a.name) })
	return out
}

func (e Expr) each(do func(*attribute)) {
	if e.root == nil {
		return
	}
	var seen []*attribute
	e.root.asks(func(a *attribute) {
		if !slices.Contains(seen, a) {
			seen = append(seen, a)
			do(a)
		}
	})
}

// parser reads by descent: or, and, not, one comparison.
type parser struct {
	tokens []token
	at     int
	depth  int
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) sign(text string) bool {
	if t := p.peek(); t.kind == 'o' && t.text == text {
		p.at++
		return true
	}
	return false
}

// wrong says what stands in the way.
func (p *parser) wrong() error {
	if t := p.peek(); t.kind != 0 {
		return errExprNear.With("near", t.text)
	}
	return errExprEnd
}

func (p *parser) either() (node, error) { return p.joined("or", p.both) }
func (p *parser) both() (node, error)   { return p.joined("and", p.negated) }

func (p *parser) joined(by string, part func() (node, error)) (node, error) {
	first, err := part()
	if err != nil {
		return nil, err
	}
	parts := []node{first}
	for p.sign(by) {
		next, err := part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, next)
	}
	if len(parts) == 1 {
		return first, nil
	}
	return &join{or: by == "or", parts: parts}, nil
}

func (p *parser) negated() (node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, errExprDeep
	}
	defer func() { p.depth-- }()
	switch {
	case p.sign("not"):
		inner, err := p.negated()
		if err != nil {
			return nil, err
		}
		return negate(inner), nil
	case p.sign("("):
		inner, err := p.either()
		if err != nil {
			return nil, err
		}
		if !p.sign(")") {
			return nil, p.wrong()
		}
		return inner, nil
	}
	return p.comparison()
}

func (p *parser) comparison() (node, error) {
	t := p.peek()
	if t.kind != 'n' {
		return nil, p.wrong()
	}
	a, opposite := find(t.text)
	if a == nil {
		return nil, errExprUnknown.With("name", t.text).With("known", known())
	}
	p.at++
	switch a.sort {
	case yesNo:
		return p.flag(a, opposite)
	case count:
		return p.count(a)
	case word:
	}
	return p.word(a)
}

// flag is an attribute that holds or not; `= 是`, `= no` may follow.
func (p *parser) flag(a *attribute, opposite bool) (node, error) {
	is := &flag{a}
	var out node = is
	for _, op := range []string{"=", "!="} {
		if !p.sign(op) {
			continue
		}
		v, ok := map[string]bool{"yes": true, "true": true, "是": true, "有": true, "no": false, "false": false, "否": false, "无": false}[strings.ToLower(p.peek().text)]
		if !ok {
			return nil, errExprCompare.With("name", a.zh)
		}
		p.at++
		opposite = opposite != (v == (op == "!="))
	}
	if t := p.peek(); t.kind == 'o' && slices.Contains([]string{"<", ">", "<=", ">=", "=", "!=", "in", "not in"}, t.text) {
		return nil, errExprCompare.With("name", a.zh)
	}
	if opposite {
		out = negate(out)
	}
	return out, nil
}

func (p *parser) count(a *attribute) (node, error) {
	for _, op := range []string{">=", "<=", "!=", "=", ">", "<"} {
		if !p.sign(op) {
			continue
		}
		n, err := strconv.Atoi(p.peek().text)
		if err != nil || n < 0 || n > mostCounted || p.peek().kind != 'n' {
			return nil, errExprNumber.With("name", a.zh)
		}
		p.at++
		return &compare{a, op, n}, nil
	}
	return nil, errExprNumber.With("name", a.zh)
}

// No school counts more of anything.
const mostCounted = 1_000_000

func (p *parser) word(a *attribute) (node, error) {
	not, many := false, false
	switch {
	case p.sign("="):
	case p.sign("!="):
		not = true
	case p.sign("in"):
		many = true
	case p.sign("not in"):
		not, many = true, true
	case p.sign("not"):
		if !p.sign("in") {
			return nil, p.wrong()
		}
		not, many = true, true
	default:
		return nil, errExprWord.With("name", a.zh).With("word", "").With("words", a.list())
	}
	if many && !p.sign("(") {
		return nil, p.wrong()
	}
	out := &among{a: a}
	for {
		t := p.peek()
		code, ok := a.choose(t.text)
		if t.kind != 'n' || !ok {
			return nil, errExprWord.With("name", a.zh).With("word", t.text).With("words", a.list())
		}
		p.at++
		if !slices.Contains(out.codes, code) {
			out.codes = append(out.codes, code)
		}
		if !many || !p.sign(",") {
			break
		}
	}
	if many && !p.sign(")") {
		return nil, p.wrong()
	}
	if not {
		return negate(out), nil
	}
	return out, nil
}

func (a *attribute) list() string {
	words := make([]string, len(a.words))
	for i, w := range a.words {
		words[i] = w.zh
	}
	return strings.Join(words, "、")
}

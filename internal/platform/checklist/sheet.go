package checklist

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/errs"
)

// How large a list may become. A phone carries it for a day.
const (
	maxSections = 60
	maxItems    = 600
	maxMarks    = 10_000
)

var codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.\-]{0,19}$`)

// tidy brings what people typed into the form it is kept in, expressions into
// their plain form, and returns all that cannot be as it is, as fields named like
// `sections.0.items.3.applies`.
func (s *Sheet) tidy() error {
	var bad []errs.Field
	wrong := func(code string, at ...any) {
		bad = append(bad, errs.Field{Name: path(at...), Code: code})
	}
	if s.Sections == nil {
		s.Sections = []Section{}
	}
	switch {
	case s.Items() == 0:
		wrong("checklist.no_items", "sections")
	case len(s.Sections) > maxSections || s.Items() > maxItems:
		bad = append(bad, errs.Field{Name: "sections", Code: "checklist.too_many", Params: map[string]any{"limit": maxItems}})
	}
	codes := map[string]bool{}
	code := func(c *string, at ...any) {
		*c = strings.ToUpper(spreadsheet.Clean(*c))
		switch {
		case *c == "":
			wrong("required", at...)
		case !codeForm.MatchString(*c):
			wrong("checklist.code_form", at...)
		case codes[*c]:
			wrong("checklist.code_twice", at...)
		}
		codes[*c] = true
	}
	text := func(t *string, limit int, at ...any) {
		*t = spreadsheet.Clean(*t)
		switch {
		case *t == "":
			wrong("required", at...)
		case utf8.RuneCountInString(*t) > limit:
			bad = append(bad, errs.Field{Name: path(at...), Code: "too_long", Params: map[string]any{"limit": limit}})
		}
	}
	for i := range s.Sections {
		c := &s.Sections[i]
		code(&c.Code, "sections", i, "code")
		text(&c.Title, 80, "sections", i, "title")
		if (c.Full != nil && !fair(*c.Full)) || (c.Floor != nil && (c.Full == nil || !fair(*c.Floor) || *c.Floor > *c.Full)) {
			wrong("checklist.marks", "sections", i, "full")
		}
		if c.Items == nil {
			c.Items = []Item{}
		}
		for k := range c.Items {
			item := &c.Items[k]
			at := func(field string) []any { return []any{"sections", i, "items", k, field} }
			code(&item.Code, at("code")...)
			text(&item.Text, 400, at("text")...)
			bad = append(bad, item.tidy(path("sections", i, "items", k)+".")...)
		}
	}
	if s.Scoring != nil && (!fair(s.Scoring.Fault) || !fair(s.Scoring.Partly) || s.Scoring.Partly > s.Scoring.Fault || s.Scoring.Pass < 0 || s.Scoring.Pass > 100) {
		wrong("checklist.marks", "scoring")
	}
	if len(bad) > 0 {
		return errs.Invalid("checklist.sheet_invalid", bad...)
	}
	return nil
}

func fair(marks float64) bool { return marks >= 0 && marks <= maxMarks }

func path(at ...any) string {
	parts := make([]string, len(at))
	for i, a := range at {
		parts[i] = fmt.Sprint(a)
	}
	return strings.Join(parts, ".")
}

func (i *Item) tidy(prefix string) (bad []errs.Field) {
	wrong := func(field, code string) { bad = append(bad, errs.Field{Name: prefix + field, Code: code}) }
	if i.Level != General && i.Level != Major {
		wrong("level", "not_offered")
	}
	if i.Agencies == nil {
		i.Agencies = []string{}
	}
	for k, a := range i.Agencies {
		if !slices.Contains(Agencies, a) || slices.Contains(i.Agencies[:k], a) {
			wrong("agencies", "not_offered")
		}
	}
	if len(i.Agencies) == 0 {
		wrong("agencies", "required")
	}
	if i.Fact != "" && findFact(i.Fact) == nil {
		wrong("fact", "not_offered")
	}
	if i.Points != nil && !fair(*i.Points) {
		wrong("points", "checklist.marks")
	}
	if e, err := Parse(i.Applies); err != nil {
		f := errs.Field{Name: prefix + "applies", Code: errs.Code(err)}
		if said, ok := err.(*errs.Error); ok { //nolint:errorlint // Parse returns nothing else
			f.Params = said.Params
		}
		bad = append(bad, f)
	} else {
		i.Applies = e.String()
	}
	return bad
}

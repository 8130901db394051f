package lesson

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/org"
)

// Findings is what is wrong with a lesson: Problems keep it from being published,
// Warnings are for its author to think about. Each names its place in the content,
// such as questions.2.right.
type Findings struct {
	Problems []errs.Field `json:"problems" nullable:"false"`
	Warnings []errs.Field `json:"warnings" nullable:"false"`
}

func (f *Findings) bad(place, code string) {
	f.Problems = append(f.Problems, errs.Field{Name: place, Code: code})
}

func (f *Findings) warn(place, code string, params map[string]any) {
	f.Warnings = append(f.Warnings, errs.Field{Name: place, Code: code, Params: params})
}

// Check judges a lesson. perMinute is how many characters somebody of its stage
// reads in a minute at most; 0 leaves that out. known says whether a picture, video
// or package of this name is there.
func (c *Content) Check(perMinute int, known func(kind, name string) bool) Findings {
	f := Findings{Problems: []errs.Field{}, Warnings: []errs.Field{}}
	c.checkHead(&f)
	if len(c.Pages) == 0 {
		f.bad("pages", codeNoPages)
	}
	if len(c.Pages) > maxPages {
		f.bad("pages", codeTooMany)
	}
	for i := range c.Pages {
		c.Pages[i].check(&f, fmt.Sprintf("pages.%d", i), known)
	}
	seen := map[string]bool{}
	for i := range c.Questions {
		place := fmt.Sprintf("questions.%d", i)
		q := &c.Questions[i]
		if q.ID == "" || seen[q.ID] {
			f.bad(place+".id", codeTwice)
		}
		seen[q.ID] = true
		q.check(&f, place, known)
	}
	if need := neededSeconds(c.characters(), perMinute); need > c.MinSeconds {
		f.warn("minSeconds", codeTooQuick, map[string]any{"seconds": need})
	}
	if c.MinSeconds > c.Minutes*60 {
		f.warn("minSeconds", codeTooSlow, nil)
	}
	return f
}

// The codes of findings.
const (
	codeRequired   = "required"
	codeTooLong    = "lesson.text_too_long"
	codeTooMany    = "lesson.too_many"
	codeNoPages    = "lesson.no_pages"
	codeEmpty      = "lesson.page_empty"
	codeTwice      = "lesson.twice"
	codeFewOptions = "lesson.options_few"
	codeNoRight    = "lesson.no_right"
	codeOneRight   = "lesson.one_right"
	codeUnknown    = "lesson.right_unknown"
	codeNoOrder    = "lesson.order_incomplete"
	codeOutside    = "lesson.spot_outside"
	codeTiny       = "lesson.spot_tiny"
	codeNoFile     = "lesson.file_missing"
	codeDrawOver   = "lesson.draw_over_pool"
	codePassOver   = "lesson.pass_over_draw"
	codeNotOffered = "not_offered"
	codeTooQuick   = "lesson.too_quick"
	codeTooSlow    = "lesson.too_slow"
	codeNoWhy      = "lesson.no_why"
	codeNoAlt      = "lesson.no_alt"
	codeOverlap    = "lesson.spots_overlap"
	codeAllRight   = "lesson.all_right"
	codeNoQuiz     = "lesson.package_needs_quiz"
	codeRange      = "lesson.out_of_range"
)

func (c *Content) checkHead(f *Findings) {
	line(f, "title", c.Title, maxTitle, true)
	line(f, "goal", c.Goal, maxText, false)
	line(f, "practice", c.Practice, maxText, false)
	if !slices.Contains(Topics, c.Topic) {
		f.bad("topic", codeNotOffered)
	}
	if !slices.Contains(Blocks, c.Block) {
		f.bad("block", codeNotOffered)
	}
	if !slices.Contains(org.Stages, c.Stage) {
		f.bad("stage", codeNotOffered)
	}
	if c.Minutes < 1 || c.Minutes > 180 {
		f.bad("minutes", codeRange)
	}
	if c.MinSeconds < 0 || c.MinSeconds > 3*60*60 {
		f.bad("minSeconds", codeRange)
	}
	if len(c.Questions) > maxQuestions {
		f.bad("questions", codeTooMany)
	}
	switch {
	case c.Draw < 0 || c.Draw > len(c.Questions):
		f.bad("draw", codeDrawOver)
	case c.Draw == 0 && len(c.packages()) > 0: // what a package reports proves nothing
		f.bad("draw", codeNoQuiz)
	case c.Pass < 0 || c.Pass > c.Draw:
		f.bad("pass", codePassOver)
	}
}

func (p *Page) check(f *Findings, place string, known func(kind, name string) bool) {
	line(f, place+".title", p.Title, maxTitle, false)
	if len(p.Parts) == 0 {
		f.bad(place+".blocks", codeEmpty)
	}
	if len(p.Parts) > maxParts {
		f.bad(place+".blocks", codeTooMany)
	}
	for i := range p.Parts {
		p.Parts[i].check(f, fmt.Sprintf("%s.blocks.%d", place, i), known)
	}
}

func (b *Part) check(f *Findings, place string, known func(kind, name string) bool) {
	switch b.Kind {
	case PartText, PartWarn, PartSay:
		line(f, place+".text", b.Text, maxText, true)
	case PartPoints:
		if len(b.Items) == 0 || slices.Contains(b.Items, "") {
			f.bad(place+".items", codeRequired)
		}
		if len(b.Items) > maxItems {
			f.bad(place+".items", codeTooMany)
		}
		for i, item := range b.Items {
			line(f, fmt.Sprintf("%s.items.%d", place, i), item, maxLine, false)
		}
	case PartPicture:
		file(f, place+".picture", b.Kind, b.Picture, known)
		b.describe(f, place)
	case PartVideo: // one without a file is its text alternative until there is one
		if b.File != "" {
			file(f, place+".file", b.Kind, b.File, known)
		}
		line(f, place+".alt", b.Alt, maxText, true)
	case PartPackage:
		file(f, place+".package", b.Kind, b.Package, known)
		b.describe(f, place)
	default:
		f.bad(place+".kind", codeNotOffered)
	}
}

func (b *Part) describe(f *Findings, place string) {
	line(f, place+".alt", b.Alt, maxText, false)
	if b.Alt == "" {
		f.warn(place+".alt", codeNoAlt, nil)
	}
}

func line(f *Findings, place, text string, longest int, wanted bool) {
	switch {
	case wanted && text == "":
		f.bad(place, codeRequired)
	case utf8.RuneCountInString(text) > longest:
		f.bad(place, codeTooLong)
	}
}

func file(f *Findings, place, kind, name string, known func(kind, name string) bool) {
	switch {
	case name == "":
		f.bad(place, codeRequired)
	case known != nil && !known(kind, name):
		f.bad(place, codeNoFile)
	}
}

func neededSeconds(characters, perMinute int) int {
	if perMinute <= 0 {
		return 0
	}
	return characters * 60 / perMinute
}

package lesson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"huxue/internal/platform/org"
)

// Content is all of a lesson: what a version of it freezes. Goal and Practice are
// for the teacher alone, Right and Why of a question for whoever may see answers.
type Content struct {
	Key     string    `json:"key,omitempty" maxLength:"60"`
	Topic   string    `json:"topic" maxLength:"40"`
	Block   string    `json:"block" maxLength:"40"`
	Stage   org.Stage `json:"stage" maxLength:"40"`
	Title   string    `json:"title" maxLength:"60"`
	Minutes int       `json:"minutes" doc:"how long it takes in class"`
	// MinSeconds is the shortest time in which it can honestly be gone through.
	MinSeconds int        `json:"minSeconds"`
	Draw       int        `json:"draw" doc:"how many questions of the pool are asked"`
	Pass       int        `json:"pass" doc:"how many of them must be right"`
	Goal       string     `json:"goal,omitempty"`
	Practice   string     `json:"practice,omitempty"`
	Pages      []Page     `json:"pages" nullable:"false"`
	Questions  []Question `json:"questions" nullable:"false"`
}

// Page is what stands on the screen at once.
type Page struct {
	Title string `json:"title"`
	Parts []Part `json:"blocks" nullable:"false"`
}

// Part is one block of a page: text · points (Items) · warn · say (read aloud, shown
// as speech) · picture · video · package (an imported one). Picture is the name of a
// picture of ours or the id of a file; File that of a video; Package of a package.
// Alt is what stands for it where it cannot be seen.
type Part struct {
	Kind    string   `json:"kind" maxLength:"20"`
	Text    string   `json:"text,omitempty"`
	Items   []string `json:"items,omitempty" nullable:"false"`
	Picture string   `json:"picture,omitempty" maxLength:"80"`
	File    string   `json:"file,omitempty" maxLength:"80"`
	Package string   `json:"package,omitempty" maxLength:"80"`
	Alt     string   `json:"alt,omitempty"`
}

// The kinds of parts.
const (
	PartText    = "text"
	PartPoints  = "points"
	PartWarn    = "warn"
	PartSay     = "say"
	PartPicture = "picture"
	PartVideo   = "video"
	PartPackage = "package"
)

// Question is one of the pool. Right are positions: in Options for a single or
// multiple choice, the right order of all Options for order, in Spots for hotspot.
type Question struct {
	ID      string   `json:"id" maxLength:"40"`
	Kind    string   `json:"kind" maxLength:"20"`
	Text    string   `json:"text"`
	Options []string `json:"options,omitempty" nullable:"false"`
	Picture string   `json:"picture,omitempty" maxLength:"80"`
	Alt     string   `json:"alt,omitempty"`
	Spots   []Spot   `json:"spots,omitempty" nullable:"false"`
	Right   []int    `json:"right" nullable:"false"`
	Why     string   `json:"why,omitempty"`
}

// The kinds of questions: 单选 · 多选 · 排序 · 点图.
const (
	Single   = "single"
	Multiple = "multiple"
	Order    = "order"
	Hotspot  = "hotspot"
)

// Spot is a rectangle on a picture, in per cent of its width and height.
type Spot struct {
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	W    float64 `json:"w"`
	H    float64 `json:"h"`
	Name string  `json:"name"`
}

// Limits of one lesson. They keep a page readable and a version small enough to be
// kept in memory; they are no norms.
const (
	maxContent   = 512 << 10 // bytes of JSON
	maxPages     = 60
	maxParts     = 20
	maxItems     = 20
	maxQuestions = 200
	maxOptions   = 10
	maxSpots     = 20
	maxText      = 3000 // characters
	maxLine      = 300
	maxTitle     = 60
)

// Parse reads a lesson from JSON. A field that lessons do not have is an error, so
// that a slip of the pen does not quietly vanish.
func Parse(text []byte) (*Content, error) {
	if len(text) > maxContent {
		return nil, errTooLong
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	c := &Content{}
	if err := d.Decode(c); err != nil {
		return nil, fmt.Errorf("lesson: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("lesson: something stands after the lesson")
	}
	c.tidy()
	return c, nil
}

// tidy trims what people typed and leaves no list nil.
func (c *Content) tidy() {
	trim(&c.Title, &c.Goal, &c.Practice)
	if c.Pages == nil {
		c.Pages = []Page{}
	}
	if c.Questions == nil {
		c.Questions = []Question{}
	}
	for i := range c.Pages {
		p := &c.Pages[i]
		trim(&p.Title)
		if p.Parts == nil {
			p.Parts = []Part{}
		}
		for j := range p.Parts {
			trim(&p.Parts[j].Text, &p.Parts[j].Alt)
			trimAll(p.Parts[j].Items)
		}
	}
	for i := range c.Questions {
		q := &c.Questions[i]
		trim(&q.Text, &q.Why, &q.Alt)
		trimAll(q.Options)
		if q.Right == nil {
			q.Right = []int{}
		}
		for j := range q.Spots {
			trim(&q.Spots[j].Name)
		}
	}
}

func trim(texts ...*string) {
	for _, t := range texts {
		*t = strings.TrimSpace(strings.ToValidUTF8(*t, ""))
	}
}

func trimAll(texts []string) {
	for i := range texts {
		trim(&texts[i])
	}
}

// characters counts what has to be read from the first page to the last, questions
// not included: nobody is made to wait for them.
func (c *Content) characters() int {
	n := 0
	for _, p := range c.Pages {
		n += utf8.RuneCountInString(p.Title)
		for _, b := range p.Parts {
			n += utf8.RuneCountInString(b.Text)
			for _, item := range b.Items {
				n += utf8.RuneCountInString(item)
			}
		}
	}
	return n
}

// pictures are the names under which the lesson uses pictures, films are those of
// its videos, packages those of its packages.
func (c *Content) pictures() (names []string) {
	for _, b := range c.parts() {
		if b.Kind == PartPicture && b.Picture != "" {
			names = append(names, b.Picture)
		}
	}
	for _, q := range c.Questions {
		if q.Kind == Hotspot && q.Picture != "" {
			names = append(names, q.Picture)
		}
	}
	return names
}

func (c *Content) films() (names []string) {
	for _, b := range c.parts() {
		if b.Kind == PartVideo && b.File != "" {
			names = append(names, b.File)
		}
	}
	return names
}

func (c *Content) packages() (names []string) {
	for _, b := range c.parts() {
		if b.Kind == PartPackage && b.Package != "" {
			names = append(names, b.Package)
		}
	}
	return names
}

func (c *Content) parts() (all []Part) {
	for _, p := range c.Pages {
		all = append(all, p.Parts...)
	}
	return all
}

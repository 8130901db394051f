package lesson

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"huxue/internal/kit/errs"
)

// small is a lesson with one question of each kind.
func small() *Content {
	c := &Content{Topic: "fire", Block: "accident", Stage: "lower", Title: "着火了", Minutes: 10, MinSeconds: 60, Draw: 4, Pass: 3,
		Pages: []Page{{Title: "一", Parts: []Part{{Kind: PartText, Text: "看到火，告诉大人。"}}}},
		Questions: []Question{
			{ID: "a", Kind: Single, Text: "?", Options: []string{"甲", "乙", "丙"}, Right: []int{1}, Why: "因"},
			{ID: "b", Kind: Multiple, Text: "?", Options: []string{"甲", "乙", "丙"}, Right: []int{0, 2}, Why: "因"},
			{ID: "c", Kind: Order, Text: "?", Options: []string{"甲", "乙", "丙"}, Right: []int{2, 0, 1}, Why: "因"},
			{ID: "d", Kind: Hotspot, Text: "?", Picture: "ground", Right: []int{0, 2}, Why: "因",
				Spots: []Spot{{10, 10, 20, 20, "门"}, {40, 40, 10, 10, "窗"}, {70, 70, 30, 30, "火"}}},
		}}
	c.tidy()
	return c
}

func here(_, name string) bool { return name == "ground" }

func TestWhatIsWrongIsSaid(t *testing.T) {
	if f := small().Check(200, here); len(f.Problems)+len(f.Warnings) != 0 {
		t.Fatalf("the small lesson: %+v", f)
	}
	for name, tc := range map[string]struct {
		spoil func(*Content)
		place string
		code  string
		warns bool
	}{
		"no title":              {func(c *Content) { c.Title = "" }, "title", codeRequired, false},
		"a topic of its own":    {func(c *Content) { c.Topic = "dragons" }, "topic", codeNotOffered, false},
		"no pages":              {func(c *Content) { c.Pages = nil }, "pages", codeNoPages, false},
		"an empty page":         {func(c *Content) { c.Pages[0].Parts = nil }, "pages.0.blocks", codeEmpty, false},
		"an empty text":         {func(c *Content) { c.Pages[0].Parts[0].Text = "" }, "pages.0.blocks.0.text", codeRequired, false},
		"a picture not there":   {func(c *Content) { c.Pages[0].Parts[0] = Part{Kind: PartPicture, Picture: "moon", Alt: "月"} }, "pages.0.blocks.0.picture", codeNoFile, false},
		"a picture undescribed": {func(c *Content) { c.Pages[0].Parts[0] = Part{Kind: PartPicture, Picture: "ground"} }, "pages.0.blocks.0.alt", codeNoAlt, true},
		"a video without words": {func(c *Content) { c.Pages[0].Parts[0] = Part{Kind: PartVideo} }, "pages.0.blocks.0.alt", codeRequired, false},
		"a kind unheard of":     {func(c *Content) { c.Pages[0].Parts[0].Kind = "iframe" }, "pages.0.blocks.0.kind", codeNotOffered, false},
		"no right answer":       {func(c *Content) { c.Questions[0].Right = nil }, "questions.0.right", codeNoRight, false},
		"two right of one":      {func(c *Content) { c.Questions[0].Right = []int{0, 1} }, "questions.0.right", codeOneRight, false},
		"right is not offered":  {func(c *Content) { c.Questions[0].Right = []int{3} }, "questions.0.right", codeUnknown, false},
		"right below nothing":   {func(c *Content) { c.Questions[0].Right = []int{-1} }, "questions.0.right", codeUnknown, false},
		"right named twice":     {func(c *Content) { c.Questions[1].Right = []int{0, 0} }, "questions.1.right", codeUnknown, false},
		"half an order":         {func(c *Content) { c.Questions[2].Right = []int{2, 0} }, "questions.2.right", codeNoOrder, false},
		"one option":            {func(c *Content) { c.Questions[0].Options = []string{"甲"}; c.Questions[0].Right = []int{0} }, "questions.0.options", codeFewOptions, false},
		"an option twice":       {func(c *Content) { c.Questions[0].Options[2] = "甲" }, "questions.0.options.2", codeTwice, false},
		"a name twice":          {func(c *Content) { c.Questions[1].ID = "a" }, "questions.1.id", codeTwice, false},
		"a spot outside":        {func(c *Content) { c.Questions[3].Spots[2].X = 71 }, "questions.3.spots.2", codeOutside, false},
		"a spot left of it":     {func(c *Content) { c.Questions[3].Spots[0].X = -1 }, "questions.3.spots.0", codeOutside, false},
		"a spot of no size":     {func(c *Content) { c.Questions[3].Spots[0].W = 0 }, "questions.3.spots.0", codeOutside, false},
		"a spot too small":      {func(c *Content) { c.Questions[3].Spots[0].W = 1 }, "questions.3.spots.0", codeTiny, false},
		"spots one over other":  {func(c *Content) { c.Questions[3].Spots[1].X = 15; c.Questions[3].Spots[1].Y = 15 }, "questions.3.spots.1", codeOverlap, true},
		"more drawn than there": {func(c *Content) { c.Draw = 5 }, "draw", codeDrawOver, false},
		"more right than drawn": {func(c *Content) { c.Draw = 2 }, "pass", codePassOver, false},
		"quicker than reading":  {func(c *Content) { c.Pages[0].Parts[0].Text = strings.Repeat("字", 400) }, "minSeconds", codeTooQuick, true},
		"no reason":             {func(c *Content) { c.Questions[0].Why = "" }, "questions.0.why", codeNoWhy, true},
		"all of them right":     {func(c *Content) { c.Questions[1].Right = []int{0, 1, 2} }, "questions.1.right", codeAllRight, true},
	} {
		c := small()
		tc.spoil(c)
		f := c.Check(200, here)
		in := f.Problems
		if tc.warns {
			in = f.Warnings
		}
		if !slices.ContainsFunc(in, func(x errs.Field) bool { return x.Name == tc.place && x.Code == tc.code }) {
			t.Errorf("%s: want %s at %s, got %+v", name, tc.code, tc.place, f)
		}
	}
}

// solve answers a paper as the page of somebody who knows everything would.
func solve(c *Content, p Paper) map[string]any {
	out := map[string]any{}
	for _, a := range p.Questions {
		i := slices.IndexFunc(c.Questions, func(q Question) bool { return q.ID == a.ID })
		q := c.Questions[i]
		if q.Kind == Hotspot {
			points := [][2]float64{}
			for _, r := range q.Right {
				s := q.Spots[r]
				points = append(points, [2]float64{s.X + s.W/2, s.Y + s.H/2})
			}
			out[a.ID] = points
			continue
		}
		places := []int{}
		for _, r := range q.Right {
			places = append(places, slices.Index(a.Options, q.Options[r]))
		}
		out[a.ID] = places
	}
	return out
}

func paperOf(c *Content, seed uint64) Paper {
	return (&Version{Content: c, media: map[string]Medium{}}).paper(seed)
}

// Whatever the seed: a paper has as many questions as are drawn, each once, with all
// their options, and whoever knows the lesson has all of them right.
func TestAPaperCanBeSolvedWhateverTheSeed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := small()
		for i := range 6 {
			q := c.Questions[i%3]
			q.ID = fmt.Sprint("x", i)
			c.Questions = append(c.Questions, q)
		}
		c.Draw = rapid.IntRange(0, len(c.Questions)).Draw(t, "draw")
		seed := rapid.Uint64().Draw(t, "seed")
		p := paperOf(c, seed)
		if len(p.Questions) != c.Draw {
			t.Fatalf("%d questions, want %d", len(p.Questions), c.Draw)
		}
		seen := map[string]bool{}
		for _, a := range p.Questions {
			if seen[a.ID] {
				t.Fatalf("%s twice", a.ID)
			}
			seen[a.ID] = true
		}
		text, _ := json.Marshal(solve(c, p))
		right, of, err := c.Judge(seed, text)
		if err != nil || right != c.Draw || of != c.Draw {
			t.Fatalf("%d of %d, %v", right, of, err)
		}
		review, err := c.Review(seed, text)
		if err != nil || len(review) != of || slices.ContainsFunc(review, func(j Judged) bool { return !j.OK }) {
			t.Fatalf("%+v %v", review, err)
		}
	})
}

func TestAPaperTellsNoAnswer(t *testing.T) {
	text, err := json.Marshal(paperOf(small(), 7))
	if err != nil {
		t.Fatal(err)
	}
	for _, told := range []string{`"right"`, `"why"`, `"spots"`, "因"} {
		if strings.Contains(string(text), told) {
			t.Errorf("%s in %s", told, text)
		}
	}
}

// The same seed draws the same paper in every release: this one was drawn by the first.
func TestASeedKeepsItsPaper(t *testing.T) {
	var got []string
	for _, a := range paperOf(small(), 20260901).Questions {
		got = append(got, a.ID+strings.Join(a.Options, ""))
	}
	want := []string{"d", "c丙乙甲", "b乙丙甲", "a甲丙乙"}
	if !slices.Equal(got, want) {
		t.Fatalf("%q", got)
	}
}

func TestWrongAnswersAreWrong(t *testing.T) {
	c := small()
	c.Draw = len(c.Questions)
	const seed = 3
	p := paperOf(c, seed)
	good := solve(c, p)
	for name, spoil := range map[string]func(map[string]any){
		"a":  func(m map[string]any) { m["a"] = []int{(m["a"].([]int)[0] + 1) % 3} },
		"a2": func(m map[string]any) { m["a"] = []int{0, 1, 2} },
		"b":  func(m map[string]any) { m["b"] = m["b"].([]int)[:1] },
		"b2": func(m map[string]any) { x := m["b"].([]int)[0]; m["b"] = []int{x, x} },
		"c":  func(m map[string]any) { x := m["c"].([]int); m["c"] = []int{x[1], x[0], x[2]} },
		"d":  func(m map[string]any) { m["d"] = [][2]float64{{20, 20}, {20, 21}} },
		"d2": func(m map[string]any) { m["d"] = [][2]float64{{20, 20}} },
		"d3": func(m map[string]any) { m["d"] = [][2]float64{{20, 20}, {45, 45}} },
		"d4": func(m map[string]any) { m["d"] = "everywhere" },
		"a3": func(m map[string]any) { m["a"] = []int{99} },
		"a4": func(m map[string]any) { delete(m, "a") },
		"a5": func(m map[string]any) { m["a"] = []int{-1} },
	} {
		m := map[string]any{}
		for k, v := range good {
			m[k] = v
		}
		spoil(m)
		text, _ := json.Marshal(m)
		right, of, err := c.Judge(seed, text)
		if err != nil || right != of-1 {
			t.Errorf("%s: %d of %d, %v", name, right, of, err)
		}
	}
	for _, text := range []string{`[1]`, `{`, `"x"`, `{"a":` + strings.Repeat(" ", maxAnswers) + `[1]}`} {
		if _, _, err := c.Judge(seed, json.RawMessage(text)); errs.Code(err) != "lesson.answers_malformed" {
			t.Errorf("%.20s: %v", text, err)
		}
	}
	if right, of, err := c.Judge(seed, nil); right != 0 || of != 4 || err != nil {
		t.Errorf("nothing handed in: %d of %d, %v", right, of, err)
	}
}

// Two spots lie over each other: the order in which the points were set does not matter.
func TestPointsFindTheirSpots(t *testing.T) {
	q := Question{Kind: Hotspot, Spots: []Spot{{0, 0, 60, 60, ""}, {0, 0, 20, 20, ""}}, Right: []int{0, 1}}
	d := drawn{&q, nil}
	for _, points := range [][][2]float64{{{10, 10}, {50, 50}}, {{50, 50}, {10, 10}}} {
		if !d.hit(points) {
			t.Errorf("%v missed", points)
		}
	}
	if d.hit([][2]float64{{50, 50}, {40, 40}}) {
		t.Error("both in the large one")
	}
}

// Our own lessons can be published as they are, and their pictures are there.
func TestOurLessonsAreReady(t *testing.T) {
	list, err := ours()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Fatal("no lessons")
	}
	pictures, _ := drawings()
	keys := map[string]bool{}
	for _, c := range list {
		f := c.Check(readAtMost[string(c.Stage)], func(_, name string) bool { return pictures[name].body != nil })
		if len(f.Problems) > 0 {
			t.Errorf("%s: %+v", c.Key, f.Problems)
		}
		for _, w := range f.Warnings {
			if w.Code == codeTooQuick || w.Code == codeNoWhy || w.Code == codeNoAlt {
				t.Errorf("%s: %+v", c.Key, w)
			}
		}
		if c.Key == "" || keys[c.Key] {
			t.Errorf("key %q twice or missing", c.Key)
		}
		keys[c.Key] = true
	}
}

// readAtMost are the starting values of lesson.read_speed in the norm register.
var readAtMost = map[string]int{"kindergarten": 180, "lower": 200, "upper": 300, "junior": 500, "senior": 600}

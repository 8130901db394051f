package lesson

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Skipped is an item of a QTI file that did not become a question, and why.
type Skipped struct {
	Name string `json:"name"`
	Why  string `json:"why" enum:"kind,answer,picture,broken"`
}

// found is an item that became one. picture is the file in the zip that a hotspot is
// on, "" for none.
type found struct {
	Question
	picture string
}

// readItems reads the items of a QTI 2.x or 3.0 document (assessmentItem): choice,
// order and hotspot on a picture. What it cannot show as one of our four kinds it
// leaves out and says so; nothing is guessed.
func readItems(text []byte, dir string) (out []found, skipped []Skipped) {
	root, err := parseXML(text)
	if err != nil {
		return nil, []Skipped{{Name: "", Why: "broken"}}
	}
	items := root.all("assessmentitem")
	if root.name == "assessmentitem" {
		items = []*node{root}
	}
	for _, item := range items {
		f, why := readItem(item, dir)
		if why != "" {
			skipped = append(skipped, Skipped{Name: shortName(itemName(item)), Why: why})
			continue
		}
		out = append(out, f)
	}
	return out, skipped
}

func itemName(item *node) string {
	if t := item.attr["title"]; t != "" {
		return t
	}
	return item.attr["identifier"]
}

func readItem(item *node, dir string) (f found, why string) {
	body := item.first("itembody")
	if body == nil {
		return f, "broken"
	}
	var inter *node
	for _, name := range interactions {
		for _, n := range body.all(name) {
			if inter != nil {
				return f, "kind" // two interactions in one item
			}
			inter = n
		}
	}
	if inter == nil {
		return f, "kind"
	}
	right, several := answerOf(item, inter.attr["responseidentifier"])
	f.Text = questionText(body, inter, item)
	f.Why = firstWords(item, "modalfeedback", "rubricblock")
	switch inter.name {
	case "hotspotinteraction":
		f.Kind = Hotspot
		why = f.readSpots(inter, right, dir)
	case "orderinteraction":
		f.Kind = Order
		why = f.readChoices(inter, right)
	case "choiceinteraction":
		f.Kind = Single
		if several {
			f.Kind = Multiple
		}
		why = f.readChoices(inter, right)
	default:
		why = "kind"
	}
	return f, why
}

var interactions = []string{"choiceinteraction", "orderinteraction", "hotspotinteraction", "textentryinteraction", "extendedtextinteraction",
	"matchinteraction", "associateinteraction", "gapmatchinteraction", "inlinechoiceinteraction", "hottextinteraction", "sliderinteraction",
	"uploadinteraction", "graphicorderinteraction", "graphicassociateinteraction", "graphicgapmatchinteraction", "selectpointinteraction",
	"positionobjectinteraction", "mediainteraction", "drawinginteraction", "custominteraction", "portablecustominteraction", "endattemptinteraction"}

// answerOf returns the identifiers of the right answers of a response.
func answerOf(item *node, response string) (right []string, several bool) {
	for _, d := range item.all("responsedeclaration") {
		if d.attr["identifier"] != response {
			continue
		}
		several = d.attr["cardinality"] == "multiple"
		if c := d.first("correctresponse"); c != nil {
			for _, v := range c.all("value") {
				right = append(right, v.words())
			}
		}
	}
	return right, several
}

func questionText(body, inter, item *node) string {
	if p := inter.first("prompt"); p != nil && p.words() != "" {
		return p.words()
	}
	var lines []string
	for _, k := range body.kids {
		if k != inter && k.first(inter.name) == nil && k.words() != "" {
			lines = append(lines, k.words())
		}
	}
	if len(lines) == 0 {
		return strings.TrimSpace(item.attr["title"])
	}
	return strings.Join(lines, " ")
}

func firstWords(n *node, names ...string) string {
	for _, name := range names {
		if t := n.first(name).words(); t != "" {
			return t
		}
	}
	return ""
}

func (f *found) readChoices(inter *node, right []string) (why string) {
	var ids []string
	for _, c := range inter.all("simplechoice") {
		ids = append(ids, c.attr["identifier"])
		f.Options = append(f.Options, c.words())
	}
	for _, r := range right {
		i := slices.Index(ids, r)
		if i < 0 {
			return "answer"
		}
		f.Right = append(f.Right, i)
	}
	return f.sound()
}

// readSpots reads the rectangles and circles of a picture, which are in pixels.
func (f *found) readSpots(inter *node, right []string, dir string) (why string) {
	pic := inter.first("object")
	src := "data"
	if pic == nil {
		pic, src = inter.first("img"), "src"
	}
	if pic == nil || pic.attr[src] == "" {
		return "picture"
	}
	width, height := pixels(pic.attr["width"]), pixels(pic.attr["height"])
	if width <= 0 || height <= 0 {
		return "picture"
	}
	f.picture = path.Join(dir, entryOf(pic.attr[src]))
	f.Picture, f.Alt = f.picture, firstOf(pic.attr["alt"], pic.words())
	var ids []string
	for i, c := range inter.all("hotspotchoice") {
		s, ok := spotOf(c.attr["shape"], c.attr["coords"], width, height)
		if !ok {
			return "kind"
		}
		s.Name = firstOf(c.attr["hotspotlabel"], c.attr["label"], fmt.Sprint(i+1))
		ids, f.Spots = append(ids, c.attr["identifier"]), append(f.Spots, s)
	}
	for _, r := range right {
		i := slices.Index(ids, r)
		if i < 0 {
			return "answer"
		}
		f.Right = append(f.Right, i)
	}
	return f.sound()
}

// sound reports why the question could not be published, "" if it could.
func (f *found) sound() string {
	c := Content{Questions: []Question{f.Question}}
	c.tidy()
	f.Question = c.Questions[0]
	var all Findings
	f.check(&all, "q", nil)
	for _, p := range all.Problems {
		if strings.HasSuffix(p.Name, ".right") {
			return "answer"
		}
	}
	if len(all.Problems) > 0 {
		return "broken"
	}
	return ""
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			return t
		}
	}
	return ""
}

func pixels(s string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || v > 20_000 {
		return 0
	}
	return v
}

func spotOf(shape, coords string, width, height float64) (s Spot, ok bool) {
	var v []float64
	for p := range strings.SplitSeq(coords, ",") {
		f, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil {
			return s, false
		}
		v = append(v, f)
	}
	switch {
	case shape == "rect" && len(v) == 4:
	case shape == "circle" && len(v) == 3:
		v = []float64{v[0] - v[2], v[1] - v[2], v[0] + v[2], v[1] + v[2]}
	default:
		return s, false
	}
	x1, x2 := max(0, v[0])*100/width, min(width, v[2])*100/width
	y1, y2 := max(0, v[1])*100/height, min(height, v[3])*100/height
	s = Spot{X: x1, Y: y1, W: x2 - x1, H: y2 - y1}
	return s, s.inside()
}

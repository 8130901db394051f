package checklist

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"huxue/internal/kit/db"
)

// Change is one difference between two versions. What says whether a section or
// an item; How whether it was added, removed, changed or put elsewhere. Field is
// set for what has changed in it, Was and Is in Chinese words.
type Change struct {
	What    string `json:"what" enum:"section,item,scoring"`
	How     string `json:"how" enum:"added,removed,changed,moved"`
	Code    string `json:"code"`
	Section string `json:"section" doc:"code of the section, where it is an item"`
	Text    string `json:"text"`
	Field   string `json:"field"`
	Was     string `json:"was"`
	Is      string `json:"is"`
}

// Compare tells what b has made of a, in b's order, what was removed last.
func Compare(a, b Sheet) []Change {
	out := []Change{}
	if was, is := a.Scoring.words(), b.Scoring.words(); was != is {
		out = append(out, Change{What: "scoring", How: "changed", Field: "scoring", Was: was, Is: is})
	}
	order := newOrder(&a, &b)
	for i := range b.Sections {
		s := &b.Sections[i]
		was := a.section(s.Code)
		if was == nil {
			out = append(out, Change{What: "section", How: "added", Code: s.Code, Text: s.Title})
		} else {
			out = append(out, changed(Change{What: "section", Code: s.Code, Text: s.Title}, was.fields(), s.fields())...)
		}
		for k := range s.Items {
			item := &s.Items[k]
			c := Change{What: "item", Code: item.Code, Section: s.Code, Text: item.Text}
			old, from := a.find(item.Code)
			switch {
			case old == nil:
				c.How = "added"
				out = append(out, c)
				continue
			case from.Code != s.Code:
				c.How, c.Field, c.Was, c.Is = "moved", "section", from.Code+" "+from.Title, s.Code+" "+s.Title
				out = append(out, c)
			case order.moved(item.Code):
				c.How, c.Field = "moved", "order"
				out = append(out, c)
			}
			c.Field, c.Was, c.Is = "", "", ""
			out = append(out, changed(c, old.fields(), item.fields())...)
		}
	}
	for i := range a.Sections {
		s := &a.Sections[i]
		if b.section(s.Code) == nil {
			out = append(out, Change{What: "section", How: "removed", Code: s.Code, Text: s.Title})
		}
		for k := range s.Items {
			if now, _ := b.find(s.Items[k].Code); now == nil {
				out = append(out, Change{What: "item", How: "removed", Code: s.Items[k].Code, Section: s.Code, Text: s.Items[k].Text})
			}
		}
	}
	return out
}

// changed returns one change for each field that differs.
func changed(c Change, was, is [][2]string) []Change {
	var out []Change
	for i := range was {
		if was[i] != is[i] {
			c.How, c.Field, c.Was, c.Is = "changed", was[i][0], was[i][1], is[i][1]
			out = append(out, c)
		}
	}
	return out
}

// fields are what can change in an item, in the words of people.
func (i *Item) fields() [][2]string {
	e, err := Parse(i.Applies)
	applies := e.Chinese()
	if err != nil {
		applies = i.Applies
	}
	return [][2]string{{"text", i.Text}, {"level", levelWord(i)}, {"agencies", agencyWords(i.Agencies)}, {"applies", applies},
		{"fact", factWord(i.Fact)}, {"photo", yesWord(i.Photo)}, {"points", marksWord(i.Points)}, {"veto", yesWord(i.Veto)}}
}

func (s *Section) fields() [][2]string {
	return [][2]string{{"title", s.Title}, {"full", marksWord(s.Full)}, {"floor", marksWord(s.Floor)}}
}

func (s *Scoring) words() string {
	if s == nil {
		return ""
	}
	return fmt.Sprintf("不符合扣%s，部分符合扣%s，合格线%s%%", number(s.Fault), number(s.Partly), number(s.Pass))
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func marksWord(f *float64) string {
	if f == nil {
		return ""
	}
	return number(*f)
}

func yesWord(b bool) string { return map[bool]string{true: "是", false: ""}[b] }

func levelWord(i *Item) string {
	word := "G"
	if i.Level == Major {
		word = "Z"
	}
	if i.Stop {
		word += "※"
	}
	return word
}

func agencyWords(list []string) string {
	var b strings.Builder
	for _, a := range list {
		for sign, code := range agencySigns {
			if code == a {
				b.WriteRune(sign)
			}
		}
	}
	return b.String()
}

func factWord(key string) string {
	if f := findFact(key); f != nil {
		return f.name
	}
	return key
}

func (s *Sheet) section(code string) *Section {
	for i := range s.Sections {
		if s.Sections[i].Code == code {
			return &s.Sections[i]
		}
	}
	return nil
}

func (s *Sheet) find(code string) (*Item, *Section) {
	for i := range s.Sections {
		for k := range s.Sections[i].Items {
			if s.Sections[i].Items[k].Code == code {
				return &s.Sections[i].Items[k], &s.Sections[i]
			}
		}
	}
	return nil, nil
}

// order knows which items stand elsewhere among those that both versions have:
// those outside the longest run that has kept its order.
type order struct{ kept map[string]bool }

func newOrder(a, b *Sheet) order {
	place := map[string]int{}
	a.Each(func(_ *Section, i *Item) { place[i.Code] = len(place) })
	var codes []string
	b.Each(func(_ *Section, i *Item) {
		if _, both := place[i.Code]; both {
			codes = append(codes, i.Code)
		}
	})
	// The longest increasing run, by the last of each length.
	ends, before := []int{}, make([]int, len(codes))
	for i, c := range codes {
		at, _ := slices.BinarySearchFunc(ends, place[c], func(e, p int) int { return place[codes[e]] - p })
		before[i] = -1
		if at > 0 {
			before[i] = ends[at-1]
		}
		if at == len(ends) {
			ends = append(ends, i)
		} else {
			ends[at] = i
		}
	}
	o := order{map[string]bool{}}
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = before[i] {
			o.kept[codes[i]] = true
		}
	}
	return o
}

func (o order) moved(code string) bool { return !o.kept[code] }

// Differences compares two versions of one list.
func (s *Service) Differences(ctx context.Context, listID string, from, to int) ([]Change, error) {
	var out []Change
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := open(ctx, tx, listID, from)
		if err != nil {
			return err
		}
		b, err := open(ctx, tx, listID, to)
		if err != nil {
			return err
		}
		out = Compare(a.Edition.Sheet, b.Edition.Sheet)
		return nil
	})
	return out, err
}

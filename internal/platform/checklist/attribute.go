package checklist

import (
	"slices"
	"strconv"
	"strings"

	"huxue/internal/platform/org"
)

// sort is what an attribute can be compared with.
type sort int

const (
	yesNo sort = iota
	count
	word
)

// attribute is one thing about a school that an expression may ask. An official
// writes it in Chinese, a program in English; both are read. Zh and its opposite
// No are what is printed of a yes or no; Zh is the name of a number or a word.
type attribute struct {
	name, zh, no, en string
	also             []string // other words people use
	sort             sort
	yes              func(*org.School) bool
	number           func(*org.School) int
	word             func(*org.School) string
	words            []choice
}

// choice is one word that an attribute can be.
type choice struct{ code, zh string }

// attributes are what org.School knows and norms depend on (domain.md §1.2).
var attributes = slices.Concat([]attribute{
	{name: "boarding", zh: "寄宿", no: "非寄宿", en: "boarding school", also: []string{"寄宿制", "住宿"},
		yes: func(s *org.School) bool { return s.Boarding }},
	{name: "canteen", zh: "有食堂", no: "无食堂", en: "own kitchen", also: []string{"食堂"},
		yes: func(s *org.School) bool { return s.Canteen == org.CanteenOwn || s.Canteen == org.CanteenContracted }},
	{name: "central_kitchen", zh: "集中配餐", no: "非集中配餐", en: "meals are delivered", also: []string{"配餐"},
		yes: func(s *org.School) bool { return s.Canteen == org.CanteenDelivered }},
	{name: "bus", zh: "有校车", no: "无校车", en: "school buses", also: []string{"校车"},
		yes: func(s *org.School) bool { return s.Bus != "" && s.Bus != org.BusNone }},
	{name: "lab_chemicals", zh: "有实验室危化品", no: "无实验室危化品", en: "laboratory chemicals", also: []string{"危化品", "实验室危化品"},
		yes: func(s *org.School) bool { return s.LabChemicals }},
	{name: "boiler", zh: "有锅炉", no: "无锅炉", en: "boiler", also: []string{"锅炉"}, yes: func(s *org.School) bool { return s.Boiler }},
	{name: "elevator", zh: "有电梯", no: "无电梯", en: "lift", also: []string{"电梯"}, yes: func(s *org.School) bool { return s.Elevator }},
	{name: "counter_terror", zh: "反恐重点目标", no: "非反恐重点目标", en: "counter-terror key target", also: []string{"反恐重点"},
		yes: func(s *org.School) bool { return s.CounterTerror }},
	around("near_road", "临路", "不临路", "by a road", "road"),
	around("near_water", "临水", "不临水", "by water", "water"),
	around("near_geohazard", "有地灾点", "无地灾点", "near a geological hazard", "geohazard"),
	{name: "pupils", zh: "学生数", en: "pupils", also: []string{"学生人数", "在校生数"}, sort: count, number: func(s *org.School) int { return s.Pupils }},
	{name: "boarders", zh: "寄宿生数", en: "boarders", also: []string{"住宿生数"}, sort: count, number: func(s *org.School) int { return s.Boarders }},
	{name: "staff", zh: "教职工数", en: "staff", sort: count, number: func(s *org.School) int { return s.Staff }},
	{name: "guards", zh: "保安数", en: "guards", sort: count, number: func(s *org.School) int { return s.Guards }},
	{name: "storeys", zh: "最高楼层", en: "storeys", also: []string{"楼层数"}, sort: count, number: func(s *org.School) int { return s.Storeys }},
	{name: "gates", zh: "校门数", en: "gates", sort: count, number: func(s *org.School) int { return s.Gates }},
	{name: "kind", zh: "学校类型", en: "sort of school", also: []string{"类型", "办学类型"}, sort: word,
		word: func(s *org.School) string { return string(s.Kind) }, words: kinds()},
	{name: "ownership", zh: "办学性质", en: "ownership", sort: word, word: func(s *org.School) string { return string(s.Ownership) },
		words: []choice{{"public", "公办"}, {"private", "民办"}}},
	{name: "setting", zh: "城乡", en: "town or country", sort: word, word: func(s *org.School) string { return string(s.Setting) },
		words: []choice{{"urban", "城区"}, {"rural", "乡村"}}},
	{name: "canteen_mode", zh: "食堂类型", en: "who cooks", sort: word, word: func(s *org.School) string { return string(s.Canteen) },
		words: []choice{{"none", "无"}, {"own", "自营"}, {"contracted", "委托"}, {"delivered", "配餐"}}},
	{name: "bus_mode", zh: "校车类型", en: "whose buses", sort: word, word: func(s *org.School) string { return string(s.Bus) },
		words: []choice{{"none", "无"}, {"own", "自有"}, {"contracted", "委托"}}},
}, facilities())

func around(name, zh, no, en, code string) attribute {
	return attribute{name: name, zh: zh, no: no, en: en, yes: func(s *org.School) bool { return slices.Contains(s.Surroundings, code) }}
}

// facilities are yes or no: the school has it, or it has not.
func facilities() []attribute {
	out := make([]attribute, len(org.Facilities))
	for i, f := range org.Facilities {
		out[i] = attribute{name: f.Code, zh: "有" + f.Word, no: "无" + f.Word, en: f.English, also: []string{f.Word},
			yes: func(s *org.School) bool { return slices.Contains(s.Facilities, f.Code) }}
	}
	return out
}

func kinds() []choice {
	out := make([]choice, len(org.SchoolKinds))
	for i, k := range org.SchoolKinds {
		out[i] = choice{string(k), k.Word()}
	}
	return out
}

// find returns the attribute a name stands for, and whether the name is that of
// its opposite (无食堂).
func find(name string) (a *attribute, opposite bool) {
	for i := range attributes {
		a := &attributes[i]
		switch {
		case a.name == name || a.zh == name || slices.Contains(a.also, name):
			return a, false
		case a.no != "" && a.no == name:
			return a, true
		}
	}
	return nil, false
}

// choose returns the word a text stands for; a sort of school is also known by
// the other names people give it.
func (a *attribute) choose(text string) (code string, ok bool) {
	for _, c := range a.words {
		if c.code == text || c.zh == text {
			return c.code, true
		}
	}
	if a.name == "kind" {
		k, ok := org.ParseKind(text)
		return string(k), ok
	}
	return "", false
}

func (a *attribute) wordOf(code string) string {
	for _, c := range a.words {
		if c.code == code {
			return c.zh
		}
	}
	return code
}

// told is what the school at hand is, in words: 学生数 860, 无食堂.
func (a *attribute) told(s *org.School) string {
	switch a.sort {
	case count:
		return a.zh + " " + strconv.Itoa(a.number(s))
	case word:
		return a.wordOf(a.word(s))
	case yesNo:
	}
	if a.yes(s) {
		return a.zh
	}
	return a.no
}

// Attribute is an attribute as the editor offers it.
type Attribute struct {
	Name  string   `json:"name"`
	Zh    string   `json:"zh"`
	En    string   `json:"en"`
	Sort  string   `json:"sort" enum:"yesno,count,word"`
	Words []string `json:"words" nullable:"false" doc:"what a word can be, in Chinese"`
}

// Offered are the attributes there are, for who writes an expression.
func Offered() []Attribute {
	out := make([]Attribute, len(attributes))
	for i := range attributes {
		a := &attributes[i]
		out[i] = Attribute{Name: a.name, Zh: a.zh, En: a.en, Sort: []string{"yesno", "count", "word"}[a.sort], Words: []string{}}
		for _, w := range a.words {
			out[i].Words = append(out[i].Words, w.zh)
		}
	}
	return out
}

func known() string {
	names := make([]string, len(attributes))
	for i := range attributes {
		names[i] = attributes[i].zh
	}
	return strings.Join(names, "、")
}

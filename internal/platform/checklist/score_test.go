package checklist

import (
	"slices"
	"testing"
)

func TestScore(t *testing.T) {
	ten, five, three := 10.0, 5.0, 3.0
	sheet := Sheet{Scoring: &Scoring{Fault: 1, Partly: 0.5, Pass: 80}, Sections: []Section{
		{Code: "A", Full: &ten, Items: []Item{{Code: "A1"}, {Code: "A2", Points: &three}, {Code: "A3"}, {Code: "A4", Veto: true}}},
		{Code: "B", Full: &five, Floor: &three, Items: []Item{{Code: "B1", Points: &three}, {Code: "B2"}}},
		{Code: "C", Full: &five, Items: []Item{{Code: "C1"}}},
	}}
	answers := func(results ...Result) map[string]Answer {
		out := map[string]Answer{}
		for i, code := range []string{"A1", "A2", "A3", "A4", "B1", "B2", "C1"} {
			if i < len(results) && results[i] != "" {
				out[code] = Answer{Result: results[i]}
			}
		}
		return out
	}
	for name, c := range map[string]struct {
		given     map[string]Answer
		got, full float64
		rate      float64
		passed    bool
		vetoed    []string
	}{
		"all well":                     {answers(OK, OK, OK, OK, OK, OK, OK), 20, 20, 100, true, nil},
		"one fault":                    {answers(Fault, OK, OK, OK, OK, OK, OK), 19, 20, 95, true, nil},
		"partly costs half":            {answers(Partly, OK, OK, OK, OK, OK, OK), 19.5, 20, 97.5, true, nil},
		"points of its own":            {answers(OK, Fault, OK, OK, OK, OK, OK), 17, 20, 85, true, nil},
		"half of points of its own":    {answers(OK, Partly, OK, OK, OK, OK, OK), 18.5, 20, 92.5, true, nil},
		"not below the floor":          {answers(OK, OK, OK, OK, Fault, Fault, OK), 18, 20, 90, true, nil},
		"a section that does not hold": {answers(OK, OK, OK, OK, OK, OK, NA), 15, 15, 100, true, nil},
		"too few":                      {answers(Fault, Fault, Fault, OK, OK, OK, OK), 15, 20, 75, false, nil},
		"a veto":                       {answers(OK, OK, OK, Fault, OK, OK, OK), 19, 20, 95, false, []string{"A4"}},
		"not finished":                 {answers(OK, OK, OK, OK, OK, OK), 20, 20, 100, false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := ScoreOf(sheet, c.given)
			if s.Got != c.got || s.Full != c.full || s.Rate != c.rate || s.Passed != c.passed || !slices.Equal(s.Vetoed, c.vetoed) || len(s.Sections) != 3 {
				t.Errorf("got %+v", s)
			}
		})
	}
	if s := ScoreOf(Sheet{Sections: []Section{{Items: []Item{{Code: "A1"}, {Code: "A2"}}}}}, answers(Fault, OK)); s.Scored || s.Fault != 1 || s.Ok != 1 || !s.Passed {
		t.Errorf("without marks: %+v", s)
	}
}

func TestWhatIsMissing(t *testing.T) {
	sheet := Sheet{Sections: []Section{{Items: []Item{{Code: "1"}, {Code: "2", Photo: true}, {Code: "3", Photo: true}, {Code: "4"}, {Code: "5"}}}}}
	open, photo := sheet.Missing(map[string]Answer{"1": {Result: OK}, "2": {Result: OK}, "3": {Result: Fault, Photos: []string{"f"}}, "5": {Result: "well"}},
		map[string]bool{"4": true})
	if !slices.Equal(open, []string{"5"}) || !slices.Equal(photo, []string{"2"}) {
		t.Errorf("open %v, without a picture %v", open, photo)
	}
}

func TestASheetIsTidied(t *testing.T) {
	good := func() Sheet {
		return Sheet{Sections: []Section{{Code: "a1", Title: "甲", Items: []Item{{Code: "a1-01", Text: " 门 ", Level: General, Agencies: []string{"police"}, Applies: "寄宿 或 午休室"}}}}}
	}
	s := good()
	if err := s.tidy(); err != nil || s.Sections[0].Items[0].Code != "A1-01" || s.Sections[0].Items[0].Text != "门" || s.Sections[0].Items[0].Applies != "boarding or nap" {
		t.Fatalf("%v %+v", err, s)
	}
	minus := -1.0
	for name, spoil := range map[string]func(*Sheet){
		"no items":         func(s *Sheet) { s.Sections[0].Items = nil },
		"no code":          func(s *Sheet) { s.Sections[0].Items[0].Code = "" },
		"a code twice":     func(s *Sheet) { s.Sections[0].Items = append(s.Sections[0].Items, s.Sections[0].Items[0]) },
		"a code of words":  func(s *Sheet) { s.Sections[0].Code = "第一章" },
		"no text":          func(s *Sheet) { s.Sections[0].Items[0].Text = " " },
		"no agency":        func(s *Sheet) { s.Sections[0].Items[0].Agencies = nil },
		"a strange agency": func(s *Sheet) { s.Sections[0].Items[0].Agencies = []string{"army"} },
		"a strange level":  func(s *Sheet) { s.Sections[0].Items[0].Level = "huge" },
		"a strange fact":   func(s *Sheet) { s.Sections[0].Items[0].Fact = "moon" },
		"no expression":    func(s *Sheet) { s.Sections[0].Items[0].Applies = "pool" },
		"negative points":  func(s *Sheet) { s.Sections[0].Items[0].Points = &minus },
		"a floor alone":    func(s *Sheet) { s.Sections[0].Floor = new(float64) },
		"a strange scale":  func(s *Sheet) { s.Scoring = &Scoring{Fault: 1, Partly: 2} },
	} {
		t.Run(name, func(t *testing.T) {
			s := good()
			spoil(&s)
			if err := s.tidy(); err == nil {
				t.Error("was taken")
			}
		})
	}
}

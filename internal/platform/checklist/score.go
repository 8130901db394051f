package checklist

import "math"

// Marks are the marks of one section or of the whole. Rate is Got of Full in per
// cent; both are 0 where nothing is scored.
type Marks struct {
	Code  string  `json:"code"`
	Full  float64 `json:"full"`
	Got   float64 `json:"got"`
	Rate  float64 `json:"rate"`
	Ok    int     `json:"ok"`
	Fault int     `json:"fault"`
	Part  int     `json:"partly"`
	NA    int     `json:"na"`
	Open  int     `json:"open"`
}

// Score is what answers come to. Scored is false for a list without marks, of
// which only the counts mean something. Vetoed are the items that fail the whole
// by themselves. Passed is false until every item has its answer.
type Score struct {
	Marks
	Scored   bool     `json:"scored"`
	Sections []Marks  `json:"sections" nullable:"false"`
	Vetoed   []string `json:"vetoed" nullable:"false"`
	Passed   bool     `json:"passed"`
}

// ScoreOf reckons the marks: each section begins with its full marks and loses
// points for each problem, never below its floor. A section of which nothing
// applies counts neither for nor against. (domain.md §3.2, form 4)
func ScoreOf(s Sheet, answers map[string]Answer) Score {
	out := Score{Scored: s.Scoring != nil, Sections: []Marks{}, Vetoed: []string{}}
	for i := range s.Sections {
		section := &s.Sections[i]
		m, lost := Marks{Code: section.Code}, 0.0
		for k := range section.Items {
			item := &section.Items[k]
			a := answers[item.Code]
			m.count(a.Result)
			if a.Problem() {
				lost += s.cost(item, a.Result)
				if item.Veto {
					out.Vetoed = append(out.Vetoed, item.Code)
				}
			}
		}
		if out.Scored && section.Full != nil && m.NA < len(section.Items) {
			floor := 0.0
			if section.Floor != nil {
				floor = *section.Floor
			}
			m.Full = *section.Full
			m.Got = max(floor, m.Full-lost)
			m.rate()
		}
		out.Sections = append(out.Sections, m)
		out.add(m)
	}
	out.rate()
	out.Passed = out.Open == 0 && len(out.Vetoed) == 0 && (s.Scoring == nil || out.Full == 0 || out.Rate >= s.Scoring.Pass)
	return out
}

// cost is what one problem takes away. An item with points of its own loses half
// of what the sheet's ratio of partly to fault says.
func (s *Sheet) cost(i *Item, r Result) float64 {
	if s.Scoring == nil {
		return 0
	}
	full, part := s.Scoring.Fault, s.Scoring.Partly
	if i.Points != nil {
		if full > 0 {
			part *= *i.Points / full
		}
		full = *i.Points
	}
	if r == Partly {
		return part
	}
	return full
}

func (m *Marks) count(r Result) {
	switch r {
	case OK:
		m.Ok++
	case Fault:
		m.Fault++
	case Partly:
		m.Part++
	case NA:
		m.NA++
	default:
		m.Open++
	}
}

func (m *Marks) add(o Marks) {
	m.Full, m.Got = m.Full+o.Full, m.Got+o.Got
	m.Ok, m.Fault, m.Part, m.NA, m.Open = m.Ok+o.Ok, m.Fault+o.Fault, m.Part+o.Part, m.NA+o.NA, m.Open+o.Open
}

// rate is rounded to two places, half up, as it is printed.
func (m *Marks) rate() {
	if m.Full > 0 {
		m.Rate = math.Floor(m.Got/m.Full*10000+0.5) / 100
	}
}

package norm

import (
	"slices"
)

// Steps is a number that grows with the school, as rules on guards have it:
// "below 100 one, below 1000 two, from 1000 three and one more for each further
// 500, and one for each 300 boarders" (domain.md §5.1). Rounding says whether a
// further group counts when it is full (floor) or when it is begun (ceil); a
// rule that leaves it open is refused.
type Steps struct {
	Basis      Basis    `json:"basis"`
	Steps      []Step   `json:"steps"`
	Boarding   *Boarder `json:"boarding,omitempty"`
	PerGateMin int      `json:"perGateMin,omitempty"`
	Rounding   string   `json:"rounding"`
}

// Basis is whose number decides.
type Basis string

// The heads that rules count.
const (
	Pupils         Basis = "students"
	PupilsAndStaff Basis = "students+staff"
	Boarders       Basis = "boarders"
)

// Step holds from Ge to below Lt (0: without end): Base, and Add for each Per
// heads beyond Ge.
type Step struct {
	Ge   int `json:"ge,omitempty"`
	Lt   int `json:"lt,omitempty"`
	Base int `json:"base"`
	Per  int `json:"per,omitempty"`
	Add  int `json:"add,omitempty"`
}

// Boarder is what boarders add: Plus as soon as there are any, Add for each Per
// of them, and never fewer than Min in all.
type Boarder struct {
	Plus int `json:"plus,omitempty"`
	Per  int `json:"per,omitempty"`
	Add  int `json:"add,omitempty"`
	Min  int `json:"min,omitempty"`
}

// Heads is what a rule counts at a school.
type Heads struct {
	Pupils   int
	Staff    int
	Boarders int
	Gates    int
}

// Required returns the number the rule asks of a school with so many pupils,
// staff and boarders; gates count only under a rule per gate.
func (s *Steps) Required(h Heads) int {
	n := map[Basis]int{Pupils: h.Pupils, PupilsAndStaff: h.Pupils + h.Staff, Boarders: h.Boarders}[s.Basis]
	need := 0
	for _, step := range s.Steps {
		if n >= step.Ge && (step.Lt == 0 || n < step.Lt) {
			need = step.Base + s.groups(n-step.Ge, step.Per)*step.Add
			break
		}
	}
	if b := s.Boarding; b != nil && h.Boarders > 0 {
		need = max(need+b.Plus+s.groups(h.Boarders, b.Per)*b.Add, b.Min)
	}
	return max(need, s.PerGateMin*h.Gates)
}

func (s *Steps) groups(n, per int) int {
	switch {
	case per <= 0:
		return 0
	case s.Rounding == "ceil":
		return (n + per - 1) / per
	}
	return n / per
}

// sound reports whether the rule answers for every number of heads: its steps
// follow one another without a gap from 0 to without end, and nothing shrinks.
func (s *Steps) sound() bool {
	if !slices.Contains([]Basis{Pupils, PupilsAndStaff, Boarders}, s.Basis) || len(s.Steps) == 0 ||
		(s.Rounding != "floor" && s.Rounding != "ceil") || s.PerGateMin < 0 {
		return false
	}
	at := 0
	for i, step := range s.Steps {
		last := i == len(s.Steps)-1
		if step.Ge != at || (step.Lt == 0) != last || (!last && step.Lt <= step.Ge) ||
			step.Base < 0 || step.Add < 0 || step.Per < 0 || (step.Add > 0) != (step.Per > 0) {
			return false
		}
		at = step.Lt
	}
	b := s.Boarding
	return b == nil || (b.Plus >= 0 && b.Min >= 0 && b.Add >= 0 && b.Per >= 0 && (b.Add > 0) == (b.Per > 0))
}

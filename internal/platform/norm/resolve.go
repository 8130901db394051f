package norm

import (
	"encoding/json"
	"slices"
	"strings"

	"huxue/internal/platform/org"
)

// Where is the place and the day a question is about. Kind and Boarding are
// those of the school, "" where it is about an area as such; Heads is nil there.
type Where struct {
	Path     string
	Day      string
	Kind     org.SchoolKind
	Boarding string
	Heads    *Heads
}

// At returns the question's place for a school on a business day.
func At(s *org.School, day string) Where {
	w := Where{Path: s.Path, Day: day, Kind: s.Kind, Boarding: "no",
		Heads: &Heads{Pupils: s.Pupils, Staff: s.Staff, Boarders: s.Boarders, Gates: s.Gates}}
	if s.Boarding {
		w.Boarding = "yes"
	}
	return w
}

// Verdict says what became of a version that could have held.
type Verdict string

// The verdicts. Depends means that which of two is stricter can only be said
// for a school with its heads counted.
const (
	Holds     Verdict = "holds"
	Yields    Verdict = "yields"    // a nearer value takes its place
	Overruled Verdict = "overruled" // undercuts a stricter one from above
	Depends   Verdict = "depends"
)

// Considered is one version that was looked at, and what became of it.
type Considered struct {
	Version
	Verdict Verdict `json:"verdict" enum:"holds,yields,overruled,depends"`
}

// Resolved is the answer to "what holds here": the version whose value holds and
// all that were looked at, nearest first. Required is what a rule asks of the
// school at hand, -1 where heads are not known or the value is no rule.
type Resolved struct {
	Version
	Required   int          `json:"required"`
	Considered []Considered `json:"considered" nullable:"false"`
}

// Overruled returns the nearer values that undercut the one that holds.
func (r *Resolved) Overruled() []Version {
	var out []Version
	for _, c := range r.Considered {
		if c.Verdict == Overruled {
			out = append(out, c.Version)
		}
	}
	return out
}

// Resolve finds which of the versions of one parameter holds at a place on a
// day: the nearest, unless a floor or ceiling above it is stricter. Of two that
// contradict each other the higher one stands. ok is false when none holds.
func Resolve(versions []Version, at Where) (r *Resolved, ok bool) {
	chain := nearestFirst(versions, at)
	if len(chain) == 0 {
		return nil, false
	}
	verdicts := make([]Verdict, len(chain))
	winner := 0
	verdicts[0] = Holds
	for i := 1; i < len(chain); i++ {
		verdicts[i] = Yields
		switch stricter, weighed := undercut(&chain[i], &chain[winner], at.Heads); {
		case !weighed:
			verdicts[i] = Depends
		case stricter:
			verdicts[winner], verdicts[i], winner = Overruled, Holds, i
		}
	}
	r = &Resolved{Version: chain[winner], Required: -1}
	if n, ok := r.measure(at.Heads); ok && r.kind == Rule {
		r.Required = int(n)
	}
	for i := range chain {
		r.Considered = append(r.Considered, Considered{chain[i], verdicts[i]})
	}
	return r, true
}

// undercut reports whether nearer gives less than upper demands. weighed is
// false when upper demands something that cannot be weighed here.
func undercut(upper, nearer *Version, h *Heads) (yes, weighed bool) {
	if upper.Strictness == Advice {
		return false, true
	}
	u, ok1 := upper.measure(h)
	n, ok2 := nearer.measure(h)
	if !ok1 || !ok2 {
		return false, false
	}
	if upper.Strictness == Floor {
		return n < u, true
	}
	return n > u, true
}

// nearestFirst keeps what is in force at the place, one version per level (the
// one made for this sort of school, where there is one), the nearest first.
func nearestFirst(versions []Version, at Where) []Version {
	best := map[string]Version{}
	for _, v := range versions {
		if !v.InForce(at.Day) || !strings.HasPrefix(at.Path, v.Path) || !v.meant(at) {
			continue
		}
		if was, ok := best[v.Path]; !ok || v.closeness() > was.closeness() {
			best[v.Path] = v
		}
	}
	chain := make([]Version, 0, len(best))
	for _, v := range best {
		chain = append(chain, v)
	}
	slices.SortFunc(chain, func(a, b Version) int { return len(b.Path) - len(a.Path) })
	return chain
}

// meant reports whether the version is for this sort of school.
func (v *Version) meant(at Where) bool {
	return (v.SchoolKind == "" || v.SchoolKind == at.Kind) && (v.Boarding == "" || v.Boarding == at.Boarding)
}

// closeness ranks versions of one level by how exactly they name the school.
func (v *Version) closeness() int {
	n := 0
	if v.SchoolKind != "" {
		n += 2
	}
	if v.Boarding != "" {
		n++
	}
	return n
}

// Number returns a number, 0 for any other kind.
func (r *Resolved) Number() float64 {
	var n float64
	_ = json.Unmarshal(r.Value, &n)
	return n
}

// Period returns a length of time, nothing for any other kind.
func (r *Resolved) Period() Period {
	p, _ := ParsePeriod(r.Text())
	return p
}

// Text returns a period or day of the year as it is written.
func (r *Resolved) Text() string {
	var s string
	_ = json.Unmarshal(r.Value, &s)
	return s
}

// Steps returns a rule, an empty one for any other kind.
func (r *Resolved) Steps() Steps {
	var s Steps
	_ = json.Unmarshal(r.Value, &s)
	return s
}

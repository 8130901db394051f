package campaign

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"
)

// What looks doubtful. The rules find what a proxy or a script leaves behind; none
// of them proves anything, so each finding is judged by people, and until then it
// stands beside the rate. A computer room and a class that learns together are not
// doubtful by being what they are: there only overlap and speed count.
// (domain.md §6.1, Integrity)

// The rules.
const (
	ruleDevice    = "device"    // one device finished many
	ruleAddress   = "address"   // one address finished many
	ruleOverlap   = "overlap"   // two pupils at one device at the same time
	ruleIdentical = "identical" // the same duration, or the same instant, in a class or from an address
	ruleSpeed     = "speed"     // faster than the lesson can be read
	ruleReissued  = "reissued"  // a class completed right after its slips were issued again
)

// sighting is a completion as the rules look at it. Times in milliseconds.
type sighting struct {
	no       int64
	pupil    string
	doneAt   int64
	took     int64
	device   int64
	address  int64
	mode     int
	planned  int64 // how long the lessons are meant to take, 0 for unknown
	reissued int64 // when a second slip was issued, 0 for never
}

func (s sighting) began() int64 { return s.doneAt - s.took }

// doubts are the numbers of the norm register by which sightings are judged.
type doubts struct {
	DeviceN    int `json:"deviceN"`
	AddressN   int `json:"addressN"`
	ManyMin    int `json:"manyMin"`
	OverlapS   int `json:"overlapS"`
	SameN      int `json:"sameN"`
	SameMS     int `json:"sameMs"`
	SpeedPct   int `json:"speedPct"`
	ReissueMin int `json:"reissueMin"`
	ReissueN   int `json:"reissueN"`
}

// finding is what a rule has found: about whom, and which completions.
type finding struct {
	rule    string
	subject string
	seen    []sighting
}

// find looks at completions with all rules. What one rule finds of one subject is one
// finding.
func find(list []sighting, by doubts) []finding {
	var out []finding
	own := func(s sighting) bool { return s.mode == modeOwn }
	many := (time.Duration(by.ManyMin) * time.Minute).Milliseconds()
	for _, g := range groups(list, "device", func(s sighting) int64 { return s.device }) {
		out = append(out, g.with(ruleOverlap, overlapping(g.seen, int64(by.OverlapS)*1000)))
		out = append(out, g.with(ruleDevice, crowded(only(g.seen, own), doneAt, many, by.DeviceN)))
	}
	for _, g := range groups(only(list, own), "address", func(s sighting) int64 { return s.address }) {
		out = append(out, g.with(ruleAddress, crowded(g.seen, doneAt, many, by.AddressN)))
		out = append(out, g.with(ruleIdentical, identical(g.seen, by)))
	}
	for _, g := range groups(list, "class", func(s sighting) int64 { return classOf(s.no) }) {
		out = append(out, g.with(ruleIdentical, identical(only(g.seen, own), by)))
		out = append(out, g.with(ruleSpeed, only(g.seen, func(s sighting) bool { return s.planned > 0 && s.took*100 < s.planned*int64(by.SpeedPct) })))
		soon := only(g.seen, func(s sighting) bool {
			return s.mode != modeCollective && s.reissued > 0 && s.doneAt >= s.reissued &&
				s.doneAt-s.reissued < (time.Duration(by.ReissueMin)*time.Minute).Milliseconds()
		})
		if len(soon) >= by.ReissueN {
			out = append(out, g.with(ruleReissued, soon))
		}
	}
	return slices.DeleteFunc(out, func(f finding) bool { return len(f.seen) == 0 })
}

func doneAt(s sighting) int64 { return s.doneAt }
func took(s sighting) int64   { return s.took }

// with is a finding of a rule about the group's subject.
func (f finding) with(rule string, seen []sighting) finding { return finding{rule, f.subject, seen} }

// groups sorts sightings by what they have in common; 0 is nothing in common.
func groups(list []sighting, what string, by func(sighting) int64) []finding {
	m := map[int64][]sighting{}
	for _, s := range list {
		if k := by(s); k != 0 {
			m[k] = append(m[k], s)
		}
	}
	out := make([]finding, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, finding{subject: what + ":" + strconv.FormatInt(k, 36), seen: m[k]})
	}
	return out
}

func only(list []sighting, is func(sighting) bool) []sighting {
	var out []sighting
	for _, s := range list {
		if is(s) {
			out = append(out, s)
		}
	}
	return out
}

// crowded are the sightings that lie, by some measure, with at least n in all within
// one span.
func crowded(list []sighting, measure func(sighting) int64, span int64, n int) []sighting {
	if n <= 1 || len(list) < n {
		return nil
	}
	list = slices.SortedFunc(slices.Values(list), func(a, b sighting) int { return cmp.Compare(measure(a), measure(b)) })
	in := make([]bool, len(list))
	from := 0
	for to := range list {
		for measure(list[to])-measure(list[from]) > span {
			from++
		}
		if to-from+1 >= n {
			for i := to; i >= from && !in[i]; i-- {
				in[i] = true
			}
		}
	}
	var out []sighting
	for i, s := range list {
		if in[i] {
			out = append(out, s)
		}
	}
	return out
}

// identical are completions that took the same time, or were made in the same
// instant, as several others.
func identical(list []sighting, by doubts) []sighting {
	out := crowded(list, took, int64(by.SameMS), by.SameN)
	for _, s := range crowded(list, doneAt, int64(by.SameMS), by.SameN) {
		if !slices.ContainsFunc(out, func(o sighting) bool { return o.no == s.no }) {
			out = append(out, s)
		}
	}
	return out
}

// overlapping are completions during which another pupil learned on the same device
// for longer than the allowance. Classes together need no device.
func overlapping(list []sighting, allowance int64) []sighting {
	list = only(list, func(s sighting) bool { return s.mode != modeCollective })
	slices.SortFunc(list, func(a, b sighting) int { return cmp.Compare(a.began(), b.began()) })
	in := make([]bool, len(list))
	last := 0 // whoever ends last of those before
	for i := 1; i < len(list); i++ {
		if min(list[last].doneAt, list[i].doneAt)-list[i].began() > allowance {
			in[last], in[i] = true, true
		}
		if list[i].doneAt > list[last].doneAt {
			last = i
		}
	}
	var out []sighting
	for i, s := range list {
		if in[i] {
			out = append(out, s)
		}
	}
	return out
}

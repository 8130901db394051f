package campaign

import (
	"cmp"
	"slices"
)

// Count is what is counted of a unit. Done are the completions in time of those
// due, Late those after the deadline; Questioned of the done wait for somebody's
// judgement, Collective were made with the class. ReachedAt is when Done became
// what it is, UTC milliseconds.
type Count struct {
	Enrolled   int64 `json:"enrolled"`
	Excluded   int64 `json:"excluded"`
	Done       int64 `json:"done"`
	Late       int64 `json:"late"`
	Questioned int64 `json:"questioned"`
	Collective int64 `json:"collective"`
	ReachedAt  int64 `json:"reachedAt"`
}

// Due is how many should complete (应完成人数).
func (c Count) Due() int64 { return c.Enrolled - c.Excluded }

// Rate is Done of Due in ten-thousandths, half up: 9525 is 95.25 %; the headline's
// four decimals. Where nobody is due it is 0.
func (c Count) Rate() int64 { return share(c.Done, c.Due()) }

// QuestionedRate is the questioned share of those due, as Rate.
func (c Count) QuestionedRate() int64 { return share(c.Questioned, c.Due()) }

func share(part, whole int64) int64 {
	if whole <= 0 {
		return 0
	}
	return (part*20000 + whole) / (2 * whole)
}

func (c *Count) add(o Count) {
	c.Enrolled += o.Enrolled
	c.Excluded += o.Excluded
	c.Done += o.Done
	c.Late += o.Late
	c.Questioned += o.Questioned
	c.Collective += o.Collective
	c.ReachedAt = max(c.ReachedAt, o.ReachedAt)
}

// Ranked is a unit in an order of merit.
type Ranked struct {
	Rank int `json:"rank" doc:"0: too few pupils to be ranked"`
	Row
}

// Rank orders units by rate to four decimals; of equal ones the one with more
// completed stands first, then the one that reached it earlier. What is equal in
// all three shares a rank. Units of fewer than least due stand last, unranked.
// (domain.md §6.1 [D], §9.3)
func Rank(rows []Row, least int64) []Ranked {
	out := make([]Ranked, len(rows))
	for i, r := range rows {
		out[i].Row = r.told()
	}
	small := func(r Ranked) int { return boolInt(r.DueNow < max(least, 1)) }
	merit := func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(b.RateNow, a.RateNow), cmp.Compare(b.Done, a.Done), cmp.Compare(a.ReachedAt, b.ReachedAt))
	}
	slices.SortStableFunc(out, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(small(a), small(b)), merit(a, b), cmp.Compare(a.Path, b.Path))
	})
	for i := range out {
		switch {
		case small(out[i]) > 0:
		case i > 0 && out[i-1].Rank > 0 && merit(out[i-1], out[i]) == 0:
			out[i].Rank = out[i-1].Rank
		default:
			out[i].Rank = i + 1
		}
	}
	return out
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

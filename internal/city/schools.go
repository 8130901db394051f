package city

import (
	"fmt"
	"math"
	"math/rand/v2"

	"huxue/internal/geo"
)

// draft is a school before it is known how many pupils it gets.
type draft struct {
	School
	kindFacts
	county *county
	town   *town
	r      *rand.Rand
}

func (g *generator) schools(counties []*county, n int) []School {
	var drafts []*draft
	for i, count := range perCounty(n) {
		drafts = append(drafts, g.drafts(counties[i], count)...)
	}
	shareOut(drafts, Pupils(n))
	schools := make([]School, len(drafts))
	for i, d := range drafts {
		g.furnish(d)
		schools[i] = d.School
	}
	return schools
}

// perCounty shares n schools out in proportion to the population, by largest
// remainders; 忻府区 gets at least two, of one school the only one.
func perCounty(n int) []int {
	weights := make([]float64, len(facts))
	for i, f := range facts {
		weights[i] = float64(f.weight)
	}
	own := min(n, 2)
	counts := apportion(n, weights)
	if counts[0] < own {
		counts = apportion(n-own, weights)
		counts[0] += own
	}
	return counts
}

// drafts decides kinds, places and names of a county's schools. The first two
// of 忻府区 are those one tries the system in.
func (g *generator) drafts(c *county, count int) []*draft {
	given := map[Kind]int{}
	drafts := make([]*draft, count)
	for i := range drafts {
		r := g.stream(fmt.Sprintf("school %s %d", c.code, i))
		d := &draft{kindFacts: nextKind(c, given, i), county: c, r: r}
		given[d.kind]++
		d.Kind = d.kind
		d.town = g.siteOf(d)
		d.Private = !d.tryOut(i) && chance(r, d.private)
		d.Urban = d.town.seat
		place := 1
		if d.Urban {
			place = 0
		}
		d.Boarding = chance(r, d.boarding[place]) || d.tryOut(i) && d.kind == Complete
		d.CountyCode, d.TownCode = c.code, d.town.Code
		d.Code = fmt.Sprintf("%c114%s%04d", d.digit, c.code[len(c.code)-2:], i+1)
		g.locate(d)
		drafts[i] = d
	}
	return drafts
}

// tryOut says whether the i-th school of its county is one of the two that must
// be as promised: public, the first boarding.
func (d *draft) tryOut(i int) bool { return d.county.code == seatCode && i < 2 }

// nextKind picks the kind that lags most behind its share; a county has one
// special school at most. 忻府区 begins with a complete middle school and a
// kindergarten, every county with what a small one has.
func nextKind(c *county, given map[Kind]int, i int) kindFacts {
	start := []Kind{Primary, Kindergarten, Junior}
	if c.code == seatCode {
		start = []Kind{Complete, Kindergarten, Primary, Junior}
	}
	if i < len(start) {
		return factsOf(start[i])
	}
	best, lag := kindTable[0], math.Inf(-1)
	for _, f := range kindTable {
		l := float64(f.share*(i+1))/1000 - float64(given[f.kind])
		if l > lag && !(f.kind == Special && given[Special] > 0) {
			best, lag = f, l
		}
	}
	return best
}

func (g *generator) siteOf(d *draft) *town {
	if chance(d.r, d.seat) {
		return pick(d.r, d.county.seatTowns())
	}
	return d.county.rural(d.r)
}

// locate names the school, gives it an address and a place on the map: in the
// seat and the towns near the centre, in the villages around it.
func (g *generator) locate(d *draft) {
	name, village := g.nameOf(d)
	d.Name = name
	at := "山西省忻州市" + d.county.name + d.town.Name
	km := 0.5
	switch {
	case village != "":
		d.Address = at + village + "村"
		km = 2.5
	default:
		d.Address = fmt.Sprintf("%s%s%d号", at, pick(d.r, streets), between(d.r, 1, 188))
		if d.Urban {
			km = 0.9
		}
	}
	p := d.county.outline.Near(d.r, geo.Point{Lon: d.town.Lon, Lat: d.town.Lat}, km)
	d.Lon, d.Lat = p.Lon, p.Lat
	d.Phone = g.line()
}

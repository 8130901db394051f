package city

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"huxue/internal/geo"
)

// county is a county while the city is being made.
type county struct {
	countyFacts
	name     string
	outline  geo.County
	towns    []*town
	villages map[string][]string // by town code, not given away yet
	counts   map[string]int      // next number of a row of names: 第N小学
}

type town struct {
	Area
	seat bool
	last bool // 乡, the smallest sort
}

func (c *county) seatTowns() []*town  { return c.towns[:c.seats] }
func (c *county) otherTowns() []*town { return c.towns[c.seats:] }

// rural tells a county's town by chance: a 镇 is twice as likely as a 乡.
func (c *county) rural(r *rand.Rand) *town {
	for {
		if t := pick(r, c.otherTowns()); !t.last || chance(r, 0.5) {
			return t
		}
	}
}

func (g *generator) areas() ([]Area, []*county) {
	centre, _ := geo.Find(seatCode)
	areas := []Area{
		{Code: "14", Name: "山西省", Level: Province, Path: "/14/", Lon: 112.5627, Lat: 37.8734},
		{Code: cityCode, Name: "忻州市", Level: Prefect, Parent: "14", Path: "/14/1409/", Lon: centre.Centre.Lon, Lat: centre.Centre.Lat},
	}
	var counties []*county
	for _, f := range facts {
		outline, ok := geo.Find(f.code)
		if !ok {
			panic("city: no outline of " + f.code) // two tables of the program disagree
		}
		c := &county{countyFacts: f, name: outline.Name, outline: outline, villages: map[string][]string{}, counts: map[string]int{}}
		c.towns = g.towns(c)
		counties = append(counties, c)
		areas = append(areas, Area{
			Code: f.code, Name: c.name, Level: County, Parent: cityCode,
			Path: "/14/1409/" + f.code + "/", Lon: outline.Centre.Lon, Lat: outline.Centre.Lat,
		})
	}
	for _, c := range counties {
		for _, t := range c.towns {
			areas = append(areas, t.Area)
		}
	}
	return areas, counties
}

// towns numbers the towns of a county and spreads them over it: those of the
// seat around the government, each other one as far as it gets from the rest and
// from the border.
func (g *generator) towns(c *county) []*town {
	r := g.stream("towns " + c.code)
	next := map[string]int{"道": 1, "镇": 100, "乡": 200}
	var towns []*town
	for i, name := range strings.Fields(c.countyFacts.towns) {
		sort := name[len(name)-len("镇"):]
		t := &town{seat: i < c.seats, last: sort == "乡"}
		p := spread(r, c, towns)
		if t.seat {
			p = around(c.outline.Centre, i, c.seats)
		}
		t.Area = Area{Code: fmt.Sprintf("%s%03d", c.code, next[sort]), Name: name, Level: Town, Parent: c.code, Lon: p.Lon, Lat: p.Lat}
		t.Path = "/14/1409/" + c.code + "/" + t.Code + "/"
		next[sort]++
		towns = append(towns, t)
	}
	return towns
}

func around(centre geo.Point, i, n int) geo.Point {
	if n == 1 {
		return centre
	}
	const degrees = 0.011 // about 1.2 km
	turn := 2 * math.Pi * float64(i) / float64(n)
	round := func(v float64) float64 { return math.Round(v*1e5) / 1e5 }
	return geo.Point{Lon: round(centre.Lon + degrees*math.Cos(turn)), Lat: round(centre.Lat + degrees*math.Sin(turn))}
}

func spread(r *rand.Rand, c *county, towns []*town) geo.Point {
	var best geo.Point
	far := -1.0
	for range 12 {
		p := c.outline.PointIn(r)
		near := math.Inf(1)
		for i := 0; i < len(c.outline.Ring); i += 4 {
			near = min(near, 1.6*geo.Km(p, c.outline.Ring[i])) // nobody lives beyond it
		}
		for _, t := range towns {
			near = min(near, geo.Km(p, geo.Point{Lon: t.Lon, Lat: t.Lat}))
		}
		if near > far {
			best, far = p, near
		}
	}
	return best
}

// village gives away one more village name of a town.
func (g *generator) village(c *county, t *town) string {
	free, seen := c.villages[t.Code]
	if !seen {
		r := g.stream("villages " + t.Code)
		for _, head := range villageHeads {
			for _, tail := range villageTails {
				free = append(free, head+tail)
			}
		}
		r.Shuffle(len(free), func(i, j int) { free[i], free[j] = free[j], free[i] })
	}
	if len(free) == 0 { // a city many times the real one
		free = []string{"第" + chinese(c.number(t.Code)) + "村"}
	}
	c.villages[t.Code] = free[1:]
	return free[0]
}

// number counts a row of names from 1.
func (c *county) number(row string) int {
	c.counts[row]++
	return c.counts[row]
}

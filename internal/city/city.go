// Package city invents a believable city in the shape of Xinzhou: its 14
// counties with their towns, schools and kindergartens with classes, staff and
// guards, the agencies around them, and one person per role to try the system
// as. Place names are real; every person, number, size, telephone and position
// is made up. The same options always give the same city, byte for byte, so
// demonstrations, browser tests and load tests all talk about the same schools.
package city

import (
	"hash/fnv"
	"math/rand/v2"
)

// The headline figures of the city this one is modelled on: 1,500 schools and
// kindergartens, and the pupils due to complete the safety campaign (259,633
// completed = 95.25 %).
const (
	FullSchools = 1500
	FullPupils  = 272_580
)

// MaxSchools is the largest city there are school codes for.
const MaxSchools = 40_000

// Options choose the size of the city. Schools is how many schools and
// kindergartens it has (1 to MaxSchools); Seed changes everything that is invented.
type Options struct {
	Schools int
	Seed    uint64
}

// City is all of it, each list in a stable order. Parents precede children.
type City struct {
	Areas    []Area
	Agencies []Agency
	Schools  []School
	Coverage []Coverage
	Accounts []Account
}

// Generate invents the city. Its pupils number FullPupils × Schools ÷
// FullSchools, rounded. From three schools on, 忻府区 has at least two, of which
// the first in the list is a boarding middle school and the second a kindergarten.
func Generate(o Options) *City {
	o.Schools = min(max(o.Schools, 1), MaxSchools)
	g := &generator{seed: o.Seed, names: map[string]bool{}}
	areas, counties := g.areas()
	c := &City{Areas: areas}
	c.Schools = g.schools(counties, o.Schools)
	c.Agencies = g.agencies(counties)
	c.Coverage = cover(c.Agencies, c.Schools)
	c.Accounts = g.accounts(c)
	return c
}

// Pupils is the number of pupils a city of so many schools has.
func Pupils(schools int) int {
	return (2*FullPupils*schools + FullSchools) / (2 * FullSchools)
}

// generator carries what must be unique over the whole city.
type generator struct {
	seed    uint64
	names   map[string]bool // school names given away
	mobiles int
	lines   int
}

// stream returns the dice of one thing, named by label: adding a die for one
// school changes no other.
func (g *generator) stream(label string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(label))
	return rand.New(rand.NewPCG(g.seed, h.Sum64()))
}

func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// between is a whole number from lo to hi, both included.
func between(r *rand.Rand, lo, hi int) int { return lo + r.IntN(hi-lo+1) }

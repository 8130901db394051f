package inspection

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"strings"

	"huxue/internal/platform/org"
)

// The double random draw (双随机): which schools, and who inspects them, follow from
// published things by a rule that anybody can follow with a calculator:
//
//	seed   = SHA-256(secret + ":" + word)
//	rank   = SHA-256(seed + ":school:" + id of the school)
//	rank'  = SHA-256(seed + ":" + id of the school + ":" + id of the inspector)
//
// Schools are taken in the order of their ranks, the least first, county by county if
// so ordered. For each drawn school, in that order, inspectors are taken by rank',
// leaving out whoever must not go there and whoever has as many schools as his share.
// Those sent together come from different departments as long as there are others:
// after each one taken, whose department has the fewest there comes first. (The first
// version of the rule did not look at departments; what was drawn by it is followed by
// it.)
// Before the draw the hashes of the secret and of both lists are published, so that
// nobody can try secrets or lists until he likes the result; the word is spoken at the
// draw by a witness, so that whoever knows the secret cannot foresee it either.

// DrawAlgorithm names the rule above, firstDraw that without departments.
const (
	DrawAlgorithm = "huxue-draw-2"
	firstDraw     = "huxue-draw-1"
)

// Candidate is a school that may be drawn.
type Candidate struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Path string `json:"path"`
}

// Inspector is somebody who may be drawn to inspect. Path is where he may inspect.
type Inspector struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Unit     string   `json:"unit"`
	Agency   string   `json:"agency"`
	Path     string   `json:"path"`
	Excluded []string `json:"excluded,omitempty" doc:"schools he must not inspect: his own, and those he has declared"`
}

// DrawRule says how many are drawn: a share of the schools in per cent, of each county
// for itself if PerCounty, and so many inspectors for each school.
type DrawRule struct {
	Share      float64 `json:"share" minimum:"0.1" maximum:"100"`
	PerCounty  bool    `json:"perCounty"`
	Inspectors int     `json:"inspectors" minimum:"0" maximum:"6"`
}

// Drawn is one school that was drawn, and who goes there. Short says that there were
// fewer inspectors than ordered.
type Drawn struct {
	SchoolID   string   `json:"schoolId"`
	School     string   `json:"school"`
	Rank       string   `json:"rank"`
	Inspectors []string `json:"inspectors" nullable:"false"`
	Names      []string `json:"names" nullable:"false"`
	Short      bool     `json:"short"`
}

// SeedOf is the seed that a secret and the word of a witness make.
func SeedOf(secret, word string) string { return hashOf(secret + ":" + word) }

func hashOf(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// HashOfList seals a list of candidates: the ids in order, one a line.
func HashOfList(ids []string) string {
	sorted := slices.Clone(ids)
	slices.Sort(sorted)
	return hashOf(strings.Join(sorted, "\n"))
}

// Draw draws by one of the algorithms. It is a function of its arguments alone: the
// order in which candidates and inspectors are given does not matter.
func Draw(algorithm, seed string, rule DrawRule, schools []Candidate, people []Inspector) []Drawn {
	groups := map[string][]Candidate{}
	for _, c := range schools {
		key := ""
		if rule.PerCounty {
			key = org.CountyOf(c.Path)
		}
		groups[key] = append(groups[key], c)
	}
	var out []Drawn
	for _, g := range groups {
		ranks := map[string]string{}
		for _, c := range g {
			ranks[c.ID] = hashOf(seed + ":school:" + c.ID)
		}
		slices.SortFunc(g, func(a, b Candidate) int { return strings.Compare(ranks[a.ID], ranks[b.ID]) })
		n := min(len(g), int(math.Ceil(float64(len(g))*rule.Share/100-1e-9)))
		for _, c := range g[:n] {
			out = append(out, Drawn{SchoolID: c.ID, School: c.Name, Rank: ranks[c.ID]})
		}
	}
	slices.SortFunc(out, func(a, b Drawn) int { return strings.Compare(a.Rank, b.Rank) })
	paths := map[string]string{}
	for _, c := range schools {
		paths[c.ID] = c.Path
	}
	load := map[string]int{}
	for i := range out {
		out[i].assign(algorithm, seed, paths[out[i].SchoolID], rule.Inspectors, len(out), people, load)
	}
	return out
}

// assign gives a drawn school its inspectors. An inspector's share is what each would
// have if all were spread evenly; only when everybody who may go has his share does
// anyone get more.
func (d *Drawn) assign(algorithm, seed, path string, want, drawn int, people []Inspector, load map[string]int) {
	d.Inspectors, d.Names = []string{}, []string{}
	if want == 0 {
		return
	}
	type ranked struct {
		*Inspector
		rank string
	}
	var may []ranked
	for i := range people {
		p := &people[i]
		if strings.HasPrefix(path, p.Path) && !slices.Contains(p.Excluded, d.SchoolID) {
			may = append(may, ranked{p, hashOf(seed + ":" + d.SchoolID + ":" + p.ID)})
		}
	}
	share := 1
	if len(people) > 0 {
		share = max(1, (drawn*want+len(people)-1)/len(people))
	}
	slices.SortFunc(may, func(a, b ranked) int {
		// Whoever has his share already comes after those who have not.
		if x, y := load[a.ID]/share, load[b.ID]/share; x != y {
			return x - y
		}
		return strings.Compare(a.rank, b.rank)
	})
	for sent := map[string]int{}; len(may) > 0 && len(d.Inspectors) < want; {
		next := 0
		for i, p := range may {
			if algorithm != firstDraw && sent[p.Agency] < sent[may[next].Agency] {
				next = i
			}
		}
		p := may[next]
		d.Inspectors, d.Names = append(d.Inspectors, p.ID), append(d.Names, p.Name)
		load[p.ID]++
		sent[p.Agency]++
		may = slices.Delete(may, next, next+1)
	}
	d.Short = len(d.Inspectors) < want
}

package city

import (
	"cmp"
	"math"
	"slices"
)

// apportion divides total into whole parts in proportion to the weights, by
// largest remainders; among equal remainders the earlier wins. The parts sum up
// to total exactly.
func apportion(total int, weights []float64) []int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	parts := make([]int, len(weights))
	order := make([]int, len(weights))
	rest := make([]float64, len(weights))
	left := total
	for i, w := range weights {
		share := float64(total) * w / sum
		parts[i] = int(share)
		rest[i] = share - float64(parts[i])
		order[i] = i
		left -= parts[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for _, i := range order[:left] {
		parts[i]++
	}
	return parts
}

// shareOut gives every school its least number of pupils and divides the rest of
// the city's pupils by size. Schools of a kind differ as a lognormal: many
// small, few large; in the seats they are larger.
func shareOut(drafts []*draft, total int) {
	weights := make([]float64, len(drafts))
	left := total
	for i, d := range drafts {
		size := d.size * math.Exp(0.45*d.r.NormFloat64())
		if d.Urban && d.kind != Senior && d.kind != Complete {
			size *= 1.5
		}
		if d.tryOut(i) { // well-known schools are large
			size = d.size * 2
		}
		weights[i] = max(min(size, 4*d.size)-float64(d.least), 1)
		left -= d.least
	}
	for i, extra := range apportion(left, weights) {
		drafts[i].Pupils = drafts[i].least + extra
	}
}

// classes divides the pupils over the grades of the school, a little unevenly,
// and each grade over classes of at most the usual size.
func (g *generator) classes(d *draft) []Class {
	grades := d.grades
	if d.kind == Point { // the smallest teach one or two grades
		grades = grades[:min(max(d.Pupils/5, 1), len(grades))]
	}
	weights := make([]float64, len(grades))
	for i := range weights {
		weights[i] = 1 + 0.12*(2*d.r.Float64()-1)
	}
	var classes []Class
	for grade, pupils := range apportion(d.Pupils, weights) {
		count := (pupils + d.classMax - 1) / d.classMax
		for i := range count {
			size := pupils / count
			if i < pupils%count {
				size++
			}
			classes = append(classes, Class{
				Name: className(grades[grade], i+1), Grade: grade + 1, Pupils: size, Teacher: g.person(d.r, 0.72),
			})
		}
	}
	return classes
}

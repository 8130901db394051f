package city

import "math"

// FullCompleted is how many pupils of the full city have completed the autumn
// campaign: 95.25 % of FullPupils.
const FullCompleted = 259_633

// Completed is the number of pupils who have completed it in a city of so many pupils.
func Completed(pupils int) int {
	return (2*FullCompleted*pupils + FullPupils) / (2 * FullPupils)
}

// Missing spreads those who have not completed the campaign over the city, school by
// school and class by class, in the order of the lists: a few counties and schools lag
// far behind, most miss a handful of pupils, many nobody. They add up to what Completed
// leaves over.
func (c *City) Missing() [][]int {
	pupils := 0
	for i := range c.Schools {
		pupils += c.Schools[i].Pupils
	}
	g := &generator{seed: 7}
	weights, most := make([]float64, len(c.Schools)), make([]int, len(c.Schools))
	county := map[string]float64{}
	for i := range c.Schools {
		x := &c.Schools[i]
		if county[x.CountyCode] == 0 {
			county[x.CountyCode] = math.Exp(0.35 * g.stream("completion "+x.CountyCode).NormFloat64())
		}
		weights[i] = float64(x.Pupils) * county[x.CountyCode] * math.Exp(1.1*g.stream("completion "+x.Code).NormFloat64())
		most[i] = x.Pupils
	}
	out := make([][]int, len(c.Schools))
	for i, n := range apportionAtMost(pupils-Completed(pupils), weights, most) {
		x := &c.Schools[i]
		r := g.stream("classes of completion " + x.Code)
		weights, most := make([]float64, len(x.Classes)), make([]int, len(x.Classes))
		for k := range x.Classes {
			weights[k] = float64(x.Classes[k].Pupils) * math.Exp(1.2*r.NormFloat64())
			most[k] = x.Classes[k].Pupils
		}
		out[i] = apportionAtMost(n, weights, most)
	}
	return out
}

// apportionAtMost is apportion with a limit to each part; what is over goes to the
// others. The limits allow for total.
func apportionAtMost(total int, weights []float64, most []int) []int {
	parts := make([]int, len(weights))
	for total > 0 {
		open := make([]float64, len(weights))
		for i, w := range weights {
			if parts[i] < most[i] {
				open[i] = max(w, 1e-9)
			}
		}
		left := 0
		for i, n := range apportion(total, open) {
			if open[i] == 0 { // it may have got one by rounding
				left += n
				continue
			}
			take := min(n, most[i]-parts[i])
			parts[i] += take
			left += n - take
		}
		total = left
	}
	return parts
}

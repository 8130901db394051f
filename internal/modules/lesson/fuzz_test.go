package lesson

import (
	"encoding/json"
	"testing"
)

// Whatever somebody sends as a lesson is refused, or can be judged, drawn and
// answered without a panic; what passes the check can be solved.
func FuzzParse(f *testing.F) {
	text, _ := json.Marshal(small())
	f.Add(text, uint64(1), []byte(`{"a":[0]}`))
	f.Add([]byte(`{"questions":[{"kind":"hotspot","right":[5],"spots":[{"x":1e300}]}],"draw":9}`), uint64(0), []byte(`{"":[[1,2]]}`))
	f.Add([]byte(`{"pages":[{"blocks":null}],"draw":-1}`), uint64(9), []byte(`null`))
	f.Fuzz(func(t *testing.T, text []byte, seed uint64, given []byte) {
		c, err := Parse(text)
		if err != nil {
			return
		}
		found := c.Check(300, nil)
		if len(found.Problems) > 0 {
			return // it is never published, so never drawn
		}
		right, of, err := c.Judge(seed, given)
		if err == nil && (right > of || of != c.Draw) {
			t.Fatalf("%d of %d", right, of)
		}
		solved, _ := json.Marshal(solve(c, paperOf(c, seed)))
		if len(solved) > maxAnswers {
			return
		}
		if right, of, err := c.Judge(seed, solved); err != nil || (right != of && !overlapping(c)) {
			t.Fatalf("%d of %d: %v\n%s", right, of, err, text)
		}
	})
}

// overlapping spots may hold one another's middles, so that solve's points do not fit.
func overlapping(c *Content) bool {
	for _, q := range c.Questions {
		for i, s := range q.Spots {
			for _, o := range q.Spots[:i] {
				if s.overlaps(Spot{o.X - 2*slack, o.Y - 2*slack, o.W + 4*slack, o.H + 4*slack, ""}) {
					return true
				}
			}
		}
	}
	return false
}

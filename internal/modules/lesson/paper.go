package lesson

import "math/rand/v2"

// Paper is a set of questions as one person is asked them: drawn from the pool and
// with their options in an order of their own, both by a seed, and without answers.
type Paper struct {
	Questions []Asked           `json:"questions" nullable:"false"`
	Media     map[string]Medium `json:"media" nullable:"false"`
}

// Asked is one question on a paper. Marks is how many places on the picture are
// asked for, 0 where the question is none of a picture.
type Asked struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind" enum:"single,multiple,order,hotspot"`
	Text    string   `json:"text"`
	Options []string `json:"options" nullable:"false"`
	Picture string   `json:"picture,omitempty"`
	Alt     string   `json:"alt,omitempty"`
	Marks   int      `json:"marks,omitempty"`
}

// drawn is a question of a paper and the order in which its options are shown:
// shown[i] is the option that stands at place i.
type drawn struct {
	*Question
	shown []int
}

// draw picks the questions of a seed. It is written out here, not taken from a
// library, because a paper that one server drew is judged by another, perhaps after
// an update.
func (c *Content) draw(seed uint64) []drawn {
	dice := rand.NewPCG(seed, uint64(len(c.Questions))) //nolint:gosec // a paper is no secret
	order := shuffled(dice, len(c.Questions))
	out := make([]drawn, 0, c.Draw)
	for _, i := range order[:min(c.Draw, len(order))] {
		q := &c.Questions[i]
		out = append(out, drawn{q, q.shuffle(dice)})
	}
	return out
}

// shuffle returns the order of the options; that of a question of order is never
// the right one, or there would be nothing to do.
func (q *Question) shuffle(dice *rand.PCG) []int {
	shown := shuffled(dice, len(q.Options))
	if q.Kind == Order && len(shown) > 1 && equal(shown, q.Right) {
		shown[0], shown[1] = shown[1], shown[0]
	}
	return shown
}

// shuffled returns 0 … n-1 in an order of the dice (Fisher and Yates).
func shuffled(dice *rand.PCG, n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	for i := n - 1; i > 0; i-- {
		j := int(dice.Uint64() % uint64(i+1))
		out[i], out[j] = out[j], out[i]
	}
	return out
}

func (d drawn) asked() Asked {
	a := Asked{ID: d.ID, Kind: d.Kind, Text: d.Text, Picture: d.Picture, Alt: d.Alt, Options: make([]string, len(d.shown))}
	for i, from := range d.shown {
		a.Options[i] = d.Options[from]
	}
	if d.Kind == Hotspot {
		a.Marks = len(d.Right)
	}
	return a
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

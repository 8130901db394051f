package lesson

import "encoding/json"

const maxAnswers = 32 << 10

// answers are what a page sends, by the question's id: the places of the options
// chosen as they were shown ([1], [0,2], for an order all of them), or the points
// set on a picture in per cent ([[12.5,40]]). What is missing or malformed is wrong.
type answers map[string]json.RawMessage

func readAnswers(text json.RawMessage) (answers, error) {
	if len(text) > maxAnswers {
		return nil, errAnswers
	}
	out := answers{}
	if len(text) == 0 {
		return out, nil
	}
	if err := json.Unmarshal(text, &out); err != nil {
		return nil, errAnswers.Because(err)
	}
	return out, nil
}

// Judged is how one question was answered, with what its author says about it.
// Right are places as they were shown, or the spots of a picture.
type Judged struct {
	ID    string `json:"id"`
	OK    bool   `json:"ok"`
	Right []int  `json:"right" nullable:"false"`
	Spots []Spot `json:"spots,omitempty" nullable:"false"`
	Why   string `json:"why"`
}

// Judge counts the right answers to the paper of a seed.
func (c *Content) Judge(seed uint64, text json.RawMessage) (right, of int, err error) {
	given, err := readAnswers(text)
	if err != nil {
		return 0, 0, err
	}
	for _, d := range c.draw(seed) {
		of++
		if d.right(given[d.ID]) {
			right++
		}
	}
	return right, of, nil
}

// Review judges each question of the paper of a seed and says why.
func (c *Content) Review(seed uint64, text json.RawMessage) ([]Judged, error) {
	given, err := readAnswers(text)
	if err != nil {
		return nil, err
	}
	out := []Judged{}
	for _, d := range c.draw(seed) {
		j := Judged{ID: d.ID, OK: d.right(given[d.ID]), Right: []int{}, Why: d.Why}
		for _, r := range d.Right {
			if d.Kind == Hotspot {
				j.Spots = append(j.Spots, d.Spots[r])
			} else {
				j.Right = append(j.Right, d.place(r))
			}
		}
		out = append(out, j)
	}
	return out, nil
}

// place is where an option was shown.
func (d drawn) place(option int) int {
	for at, from := range d.shown {
		if from == option {
			return at
		}
	}
	return -1
}

func (d drawn) right(answer json.RawMessage) bool {
	if d.Kind == Hotspot {
		var points [][2]float64
		return json.Unmarshal(answer, &points) == nil && d.hit(points)
	}
	var places []int
	if json.Unmarshal(answer, &places) != nil || len(places) != len(d.Right) {
		return false
	}
	chosen := make([]int, 0, len(places))
	seen := map[int]bool{}
	for _, at := range places {
		if at < 0 || at >= len(d.shown) || seen[at] {
			return false
		}
		seen[at] = true
		chosen = append(chosen, d.shown[at])
	}
	if d.Kind == Order {
		return equal(chosen, d.Right)
	}
	wanted := map[int]bool{}
	for _, r := range d.Right {
		wanted[r] = true
	}
	for _, c := range chosen {
		if !wanted[c] {
			return false
		}
	}
	return true
}

// hit reports whether there is one point in each right spot, and no other. Spots may
// overlap, so that the first point that fits is not always the one: this is Kuhn's
// matching, which stays quick whatever was sent.
func (d drawn) hit(points [][2]float64) bool {
	if len(points) != len(d.Right) {
		return false
	}
	of := make([]int, len(points)) // the spot a point was taken for, counted from 1
	for spot := range d.Right {
		if !d.take(points, of, spot, make([]bool, len(points))) {
			return false
		}
	}
	return true
}

// take finds a point for a right spot, moving those taken for others where it must.
func (d drawn) take(points [][2]float64, of []int, spot int, tried []bool) bool {
	for k, p := range points {
		if tried[k] || !d.Spots[d.Right[spot]].holds(p[0], p[1]) {
			continue
		}
		tried[k] = true
		if of[k] == 0 || d.take(points, of, of[k]-1, tried) {
			of[k] = spot + 1
			return true
		}
	}
	return false
}

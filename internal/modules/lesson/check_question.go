package lesson

import (
	"fmt"
	"math"
	"slices"
)

func (q *Question) check(f *Findings, place string, known func(kind, name string) bool) {
	line(f, place+".text", q.Text, maxText, true)
	line(f, place+".why", q.Why, maxText, false)
	if q.Why == "" {
		f.warn(place+".why", codeNoWhy, nil)
	}
	switch q.Kind {
	case Single, Multiple, Order:
		q.checkOptions(f, place)
	case Hotspot:
		file(f, place+".picture", PartPicture, q.Picture, known)
		q.checkSpots(f, place)
	default:
		f.bad(place+".kind", codeNotOffered)
		return
	}
	q.checkRight(f, place)
}

func (q *Question) checkOptions(f *Findings, place string) {
	if len(q.Options) < 2 {
		f.bad(place+".options", codeFewOptions)
	}
	if len(q.Options) > maxOptions {
		f.bad(place+".options", codeTooMany)
	}
	for i, o := range q.Options {
		at := fmt.Sprintf("%s.options.%d", place, i)
		line(f, at, o, maxLine, true)
		if o != "" && slices.Contains(q.Options[:i], o) {
			f.bad(at, codeTwice)
		}
	}
}

// smallest is the side of a spot, in per cent, that a finger still finds.
const smallest = 3

func (q *Question) checkSpots(f *Findings, place string) {
	if len(q.Spots) > maxSpots {
		f.bad(place+".spots", codeTooMany)
	}
	for i, s := range q.Spots {
		at := fmt.Sprintf("%s.spots.%d", place, i)
		switch {
		case !s.inside():
			f.bad(at, codeOutside)
		case s.W < smallest || s.H < smallest:
			f.bad(at, codeTiny)
		}
		line(f, at+".name", s.Name, maxLine, true)
		if slices.ContainsFunc(q.Spots[:i], s.overlaps) {
			f.warn(at, codeOverlap, nil)
		}
	}
}

func (s Spot) inside() bool {
	for _, v := range []float64{s.X, s.Y, s.W, s.H} {
		if math.IsNaN(v) || v < 0 {
			return false
		}
	}
	const dust = 0.01 // what is left of a sum of rounded numbers
	return s.W > 0 && s.H > 0 && s.X+s.W <= 100+dust && s.Y+s.H <= 100+dust
}

func (s Spot) overlaps(o Spot) bool {
	return s.X < o.X+o.W && o.X < s.X+s.W && s.Y < o.Y+o.H && o.Y < s.Y+s.H
}

// slack is how far beside a spot, in per cent, a finger still means it.
const slack = 1.5

func (s Spot) holds(x, y float64) bool {
	return x >= s.X-slack && x <= s.X+s.W+slack && y >= s.Y-slack && y <= s.Y+s.H+slack
}

func (q *Question) checkRight(f *Findings, place string) {
	at, of := place+".right", len(q.Options)
	if q.Kind == Hotspot {
		of = len(q.Spots)
	}
	seen := map[int]bool{}
	for _, r := range q.Right {
		if r < 0 || r >= of || seen[r] {
			f.bad(at, codeUnknown)
			return
		}
		seen[r] = true
	}
	switch {
	case len(q.Right) == 0:
		f.bad(at, codeNoRight)
	case q.Kind == Single && len(q.Right) != 1:
		f.bad(at, codeOneRight)
	case q.Kind == Order && len(q.Right) != of:
		f.bad(at, codeNoOrder)
	case q.Kind == Multiple && len(q.Right) == of:
		f.warn(at, codeAllRight, nil)
	}
}

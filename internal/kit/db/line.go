package db

import (
	"container/list"
	"sync"
)

// line is where those who want to write wait for their turn. Urgent ones go
// before all others. Among them it is the newest's turn three times and then the
// oldest's: a press made in the middle of a storm does not wait for the whole storm,
// and the first of the storm is not forgotten over those that came after. Ordinary ones
// go in the order they came.
type line[T any] struct {
	mu       sync.Mutex
	urgent   list.List
	ordinary list.List
	turn     int // counts turns of urgent ones
}

// newestOf is how many turns in newestOf+1 the newest has. It must have so many
// that those who keep coming do not bury one another.
const newestOf = 3

// place is where one waits, until the line has given it out.
type place[T any] struct {
	in *list.List
	at *list.Element
}

func (l *line[T]) join(v T, urgent bool) place[T] {
	l.mu.Lock()
	defer l.mu.Unlock()
	in := &l.ordinary
	if urgent {
		in = &l.urgent
	}
	return place[T]{in, in.PushBack(v)}
}

// next gives out whose turn it is; ok is false when nobody waits. With
// urgentOnly set, ordinary ones go on waiting.
func (l *line[T]) next(urgentOnly bool) (v T, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.urgent.Front()
	switch {
	case at != nil:
		if l.turn++; l.turn%(newestOf+1) != 0 {
			at = l.urgent.Back()
		}
		return l.urgent.Remove(at).(T), true
	case urgentOnly || l.ordinary.Len() == 0:
		return v, false
	}
	return l.ordinary.Remove(l.ordinary.Front()).(T), true
}

// leave takes back one who still waits; false means that its turn has come.
func (l *line[T]) leave(p place[T]) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := p.in.Len()
	p.in.Remove(p.at) // does nothing to one that is in no list any more
	return p.in.Len() < before
}

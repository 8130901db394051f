package notify

import "container/heap"

// fair is a queue that gives out the newest three times and then the oldest: a
// fresh alarm never waits behind a storm of others, nor does one of a few that keep
// coming, and the oldest is never starved.
// Age is that of the message, so that one which was tried before keeps its place.
type fair struct {
	n     int
	seq   int64
	turn  int
	young ends
	old   ends
}

// newestOf is how many turns in newestOf+1 the newest has.
const newestOf = 3

type waiter struct {
	d     Delivery
	seq   int64
	taken bool
}

// ends is one end of the queue. What the other end has given out stays in it,
// marked, until it would be its turn.
type ends struct {
	ws    []*waiter
	young bool
}

func (e *ends) Len() int { return len(e.ws) }

func (e *ends) Less(i, j int) bool {
	a, b := e.ws[i], e.ws[j]
	if a.d.At != b.d.At {
		return (a.d.At < b.d.At) != e.young
	}
	return (a.seq < b.seq) != e.young
}

func (e *ends) Swap(i, j int) { e.ws[i], e.ws[j] = e.ws[j], e.ws[i] }

func (e *ends) Push(x any) { e.ws = append(e.ws, x.(*waiter)) }

func (e *ends) Pop() any {
	last := len(e.ws) - 1
	w := e.ws[last]
	e.ws[last] = nil
	e.ws = e.ws[:last]
	return w
}

func (f *fair) add(d Delivery) {
	f.seq++
	f.young.young = true
	w := &waiter{d: d, seq: f.seq}
	heap.Push(&f.young, w)
	heap.Push(&f.old, w)
	f.n++
}

func (f *fair) take() (Delivery, bool) {
	if f.n == 0 {
		return Delivery{}, false
	}
	end := &f.young
	if f.turn++; f.turn%(newestOf+1) == 0 {
		end = &f.old
	}
	for {
		w := heap.Pop(end).(*waiter)
		if w.taken {
			continue
		}
		w.taken = true
		if f.n--; f.n == 0 {
			f.young.ws, f.old.ws = nil, nil
		}
		return w.d, true
	}
}

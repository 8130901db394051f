package media

import "bytes"

// maxHeld is how many packets wait for one that is late: at 2 Mbit/s a quarter of a second.
const maxHeld = 48

// reorder puts packets back into the order of their numbers. What does not come
// within maxHeld others is given up and the sink hears of it.
type reorder struct {
	sink    Sink
	counts  *Counts
	next    uint16
	started bool
	held    map[uint16][]byte
}

func newReorder(sink Sink, counts *Counts) *reorder {
	return &reorder{sink: sink, counts: counts, held: map[uint16][]byte{}}
}

func (q *reorder) push(seq uint16, payload []byte) {
	if !q.started {
		q.started, q.next = true, seq
	}
	switch ahead := int16(seq - q.next); {
	case ahead == 0:
		q.sink.Write(payload)
		q.next++
		q.follow()
	case ahead < 0 && ahead > -1000: // late or twice: given up already
	case ahead < 0 || ahead > 1000: // the device began anew
		q.gap(seq)
		q.sink.Write(payload)
		q.next = seq + 1
		clear(q.held)
	default:
		q.held[seq] = bytes.Clone(payload)
		if len(q.held) >= maxHeld {
			q.giveUp()
		}
	}
}

// follow writes what waited for the packet just written.
func (q *reorder) follow() {
	for len(q.held) > 0 {
		p, ok := q.held[q.next]
		if !ok {
			return
		}
		delete(q.held, q.next)
		q.sink.Write(p)
		q.next++
	}
}

// giveUp goes on with the first packet that is there.
func (q *reorder) giveUp() {
	seq := q.next
	for {
		if _, ok := q.held[seq]; ok {
			break
		}
		seq++
	}
	q.gap(seq)
	q.next = seq
	q.follow()
}

func (q *reorder) gap(to uint16) {
	if n := int64(to - q.next); n < 1000 {
		q.counts.Lost.Add(n)
	} else {
		q.counts.Lost.Add(1)
	}
	q.sink.Lost()
}

package media

import (
	"errors"
	"sync"
	"time"
)

// Bounds of what a stream holds.
const (
	maxRing   = 48 << 20 // bytes: half a minute at 12 Mbit/s
	maxBehind = 150      // pictures a viewer may be late: six seconds at 25 a second
)

// The reasons why a viewer gets nothing more.
var (
	ErrSlow  = errors.New("media: the viewer is too slow")
	ErrEnded = errors.New("media: the stream has ended")
)

// Stream is one camera's picture for all its viewers, whatever calls bring it: a new
// call goes on where the last one ended. It keeps the last moments, from a key frame on.
type Stream struct {
	keep time.Duration
	now  func() time.Time

	mu      sync.Mutex
	ring    []*Frame
	size    int
	key     int // index in ring of the newest key frame
	viewers map[*Viewer]struct{}
	ended   bool
	offset  int64 // what makes the times of the present call go on from the last one
	last    *Frame
	number  uint32
}

// NewStream keeps the pictures of the last keep; now tells the time.
func NewStream(keep time.Duration, now func() time.Time) *Stream {
	return &Stream{keep: keep, now: now, viewers: map[*Viewer]struct{}{}}
}

// Put takes the next picture. It never waits for a viewer.
func (s *Stream) Put(in *Frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended || s.last == nil && !in.Key {
		return
	}
	f := &Frame{NALUs: in.NALUs, Key: in.Key, At: s.now(), Span: ClockRate / 25}
	dts := in.DTS + s.offset
	if s.last == nil {
		s.offset, dts = -in.DTS, 0
	} else if step := dts - s.last.DTS; step <= 0 || step > 5*ClockRate {
		dts = s.last.DTS + s.last.Span
		s.offset = dts - in.DTS
	} else {
		f.Span = step
	}
	f.DTS, f.PTS = dts, dts+in.PTS-in.DTS
	s.number++
	f.number = s.number
	s.last = f
	s.push(f)
	for v := range s.viewers {
		select {
		case v.frames <- f:
		default:
			s.drop(v, ErrSlow)
		}
	}
}

func (s *Stream) push(f *Frame) {
	if f.Key {
		s.key = len(s.ring)
	}
	s.ring = append(s.ring, f)
	s.size += f.Size()
	// A group goes when the one after it is old enough to begin with, or when there are too many bytes.
	for {
		next := 0
		for i := 1; i < len(s.ring); i++ {
			if s.ring[i].Key {
				next = i
				break
			}
		}
		if next == 0 || s.size <= maxRing && f.At.Sub(s.ring[next].At) < s.keep {
			break
		}
		for _, old := range s.ring[:next] {
			s.size -= old.Size()
		}
		s.ring = append(s.ring[:0:0], s.ring[next:]...)
		s.key -= next
	}
	if s.size > maxRing { // one endless group: nobody can begin in its middle
		s.ring, s.size, s.key = nil, 0, 0
	}
}

// Since is what is kept from a moment on, beginning with the key frame before it.
func (s *Stream) Since(t time.Time) []*Frame {
	s.mu.Lock()
	defer s.mu.Unlock()
	begin := -1
	for i, f := range s.ring {
		if f.Key && (begin < 0 || !f.At.After(t)) {
			begin = i
		}
	}
	if begin < 0 {
		return nil
	}
	return append([]*Frame(nil), s.ring[begin:]...)
}

// LastAt is when the last picture came, zero while none has.
func (s *Stream) LastAt() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last == nil {
		return time.Time{}
	}
	return s.last.At
}

// Viewers is how many look on.
func (s *Stream) Viewers() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.viewers)
}

// End ends the stream for all its viewers.
func (s *Stream) End() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	for v := range s.viewers {
		s.drop(v, ErrEnded)
	}
}

func (s *Stream) drop(v *Viewer, why error) {
	if _, ok := s.viewers[v]; ok {
		delete(s.viewers, v)
		v.why = why
		close(v.frames)
	}
}

// Viewer is one who looks on.
type Viewer struct {
	stream *Stream
	frames chan *Frame
	Behind int // the first so many pictures are past: show them fast
	why    error
}

// Watch lets somebody look on, from the newest key frame on, so that he sees
// something at once.
func (s *Stream) Watch() *Viewer {
	s.mu.Lock()
	defer s.mu.Unlock()
	var group []*Frame
	if len(s.ring) > 0 {
		group = s.ring[s.key:]
	}
	v := &Viewer{stream: s, frames: make(chan *Frame, len(group)+maxBehind), Behind: len(group)}
	for _, f := range group {
		v.frames <- f
	}
	if s.ended {
		v.why = ErrEnded
		close(v.frames)
		return v
	}
	s.viewers[v] = struct{}{}
	return v
}

// Frames gives the pictures; it is closed when there will be no more.
func (v *Viewer) Frames() <-chan *Frame { return v.frames }

// Why says why Frames was closed.
func (v *Viewer) Why() error {
	v.stream.mu.Lock()
	defer v.stream.mu.Unlock()
	return v.why
}

// Close looks away.
func (v *Viewer) Close() {
	v.stream.mu.Lock()
	defer v.stream.mu.Unlock()
	v.stream.drop(v, nil)
}

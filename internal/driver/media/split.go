package media

import "bytes"

// Bounds of one picture. A key frame of a 4K camera has about 1 MB.
const (
	maxPicture = 4 << 20
	maxNALUs   = 512
)

// Splitter cuts a stream of H.264 into pictures by what the standard calls access
// units (H.264 §7.4.1.2.3), wherever the packets that carried it begin and end.
type Splitter struct {
	emit     func(*Frame)
	buf      []byte // the unit under way, with its start code if seen
	scanned  int
	inside   bool // buf begins with a unit, not with rubbish
	units    [][]byte
	size     int
	vcl      bool // units hold a picture already
	key      bool
	waiting  bool // for a key frame, after a loss
	sps, pps []byte

	pts, dts         int64 // of the picture under way, -1: none said
	nextPTS, nextDTS int64 // for the picture that begins next
	unitPTS, unitDTS int64 // said where the unit in buf begins
	lastDTS, step    int64
	base, high       int64 // unwraps the 33 bits
	trouble          Trouble
	Dropped          int64 // pictures thrown away: too large, or useless without one that was lost
}

// NewSplitter gives every whole picture to emit, beginning with a key frame.
func NewSplitter(emit func(*Frame)) *Splitter {
	return &Splitter{emit: emit, waiting: true, pts: -1, dts: -1, nextPTS: -1, nextDTS: -1, unitPTS: -1, step: ClockRate / 25, lastDTS: -1, high: -1}
}

// Trouble says why there are no pictures.
func (s *Splitter) Trouble() Trouble { return s.trouble }

// Stamp gives the times of the picture that begins next in the bytes to come.
func (s *Splitter) Stamp(pts, dts int64) { s.nextPTS, s.nextDTS = pts, dts }

// Lost throws the picture under way away and waits for a key frame.
func (s *Splitter) Lost() {
	s.buf, s.scanned, s.inside, s.waiting = s.buf[:0], 0, false, true
	s.begin()
}

func (s *Splitter) begin() {
	s.units, s.size, s.vcl, s.key = nil, 0, false, false
	s.pts, s.dts = -1, -1
}

// Write takes the next bytes. A unit is whole when the next one begins.
func (s *Splitter) Write(p []byte) {
	s.buf = append(s.buf, p...)
	at, look := 0, s.scanned
	for {
		i := bytes.Index(s.buf[look:], []byte{0, 0, 1})
		if i < 0 {
			break
		}
		i += look
		if s.inside {
			s.unit(bytes.TrimRight(s.buf[at:i], "\x00"))
		}
		at, look = i+3, i+3
		s.inside = true
		s.unitPTS, s.unitDTS, s.nextPTS = s.nextPTS, s.nextDTS, -1
	}
	s.buf = append(s.buf[:0], s.buf[at:]...) // once a call, however many units there were
	s.scanned = max(0, len(s.buf)-2)
	if s.inside && len(s.buf) >= 2 && s.begins(s.buf) {
		s.end() // seen by the first bytes of the next one: half as late as by its last
	}
	if len(s.buf) > maxPicture || !s.inside && len(s.buf) > 1024 {
		if s.inside {
			s.Dropped++
		}
		s.Lost()
	}
}

// Flush ends the picture under way, for a stream that ends here.
func (s *Splitter) Flush() {
	if s.inside {
		s.unit(bytes.TrimRight(s.buf, "\x00"))
	}
	s.buf, s.scanned, s.inside = s.buf[:0], 0, false
	s.end()
}

func (s *Splitter) unit(u []byte) {
	if len(u) == 0 {
		return
	}
	if u[0]&0x80 != 0 { // the forbidden bit
		s.waiting = true
		s.begin()
		return
	}
	if h265(u) {
		s.trouble = TroubleH265
		return
	}
	if s.begins(u) {
		s.end()
	}
	t := nalType(u)
	if s.unitPTS >= 0 {
		if len(s.units) == 0 {
			s.pts, s.dts = s.unitPTS, s.unitDTS
		} else if s.nextPTS < 0 { // still the picture before: the time is that of the next to begin
			s.nextPTS, s.nextDTS = s.unitPTS, s.unitDTS
		}
		s.unitPTS = -1
	}
	if s.size += len(u); s.size > maxPicture || len(s.units) >= maxNALUs {
		s.Dropped++
		s.begin()
		s.waiting = true
		return
	}
	switch t {
	case nalAUD:
		return // no use to anybody behind us
	case nalSPS:
		s.sps = bytes.Clone(u)
	case nalPPS:
		s.pps = bytes.Clone(u)
	case nalIDR:
		s.key = true
	}
	s.vcl = s.vcl || slice(t)
	s.units = append(s.units, bytes.Clone(u))
}

// begins reports that a unit is the first of another picture than the one under way.
func (s *Splitter) begins(u []byte) bool {
	t := nalType(u)
	return s.vcl && (t >= nalSEI && t <= nalAUD || t >= 14 && t <= 18 || slice(t) && first(u))
}

func slice(t byte) bool { return t == nalSlice || t == 2 || t == nalIDR }

// first reports the first slice of a picture: first_mb_in_slice is 0, one bit.
func first(u []byte) bool { return len(u) > 1 && u[1]&0x80 != 0 }

// h265 reports a parameter set of H.265, whose headers have two bytes.
func h265(u []byte) bool {
	return len(u) > 2 && (u[0] == 0x40 || u[0] == 0x42 || u[0] == 0x44) && u[1] == 1
}

// end gives the picture under way away.
func (s *Splitter) end() {
	defer s.begin()
	if !s.vcl {
		return
	}
	if s.key && s.sps != nil && s.pps != nil {
		s.waiting = false
		s.units = withSets(s.units, s.sps, s.pps)
	} else {
		s.key = false
	}
	f := &Frame{NALUs: s.units, Key: s.key}
	f.PTS, f.DTS = s.times()
	if s.waiting {
		s.Dropped++
		return
	}
	s.trouble = ""
	s.emit(f)
}

// withSets puts the parameter sets before a key frame that came without them.
func withSets(units [][]byte, sps, pps []byte) [][]byte {
	var rest [][]byte
	for _, u := range units {
		if t := nalType(u); t != nalSPS && t != nalPPS {
			rest = append(rest, u)
		}
	}
	return append([][]byte{sps, pps}, rest...)
}

// times unwraps the picture's time stamps, and guesses what the device left out
// or made jump: one step after the picture before.
func (s *Splitter) times() (pts, dts int64) {
	guess := s.lastDTS + s.step
	if s.dts < 0 {
		s.lastDTS = guess
		return guess, guess
	}
	const wrap = 1 << 33
	if s.high >= 0 && s.high-s.dts > wrap/2 {
		s.base += wrap
	}
	s.high = s.dts
	offset := s.pts - s.dts
	if offset < 0 || offset > ClockRate {
		offset = 0
	}
	dts = s.dts + s.base
	if s.lastDTS >= 0 {
		step := dts - s.lastDTS
		if step <= 0 || step > 10*ClockRate { // the device's clock was set
			s.base += guess - dts
			dts = guess
		} else if step < ClockRate {
			s.step = step
		}
	}
	s.lastDTS = dts
	return dts + offset, dts
}

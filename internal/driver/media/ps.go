package media

import "bytes"

// The start codes of a program stream, after 00 00 01.
const (
	codeEnd    = 0xb9
	codePack   = 0xba
	codeSystem = 0xbb
	codeMap    = 0xbc
)

// maxPending is how much of an unfinished unit the demuxer keeps. A PES packet
// that says its length has at most 64 KB.
const maxPending = 1 << 17

// Demuxer takes a program stream (ISO 13818-1) apart as its bytes come and gives
// its H.264 to a Splitter. It trusts nothing: what does not parse is skipped up
// to the next start code and counted. One goroutine at a time.
type Demuxer struct {
	split   *Splitter
	buf     []byte
	open    int   // 1: inside a video PES that names no length
	video   byte  // the stream id that carries the picture, 0 while unknown
	codec   byte  // stream type of the program stream map, 0 while unknown
	Skipped int64 // bytes that made no sense
	trouble Trouble
}

// NewDemuxer gives every picture it finds to emit.
func NewDemuxer(emit func(*Frame)) *Demuxer { return &Demuxer{split: NewSplitter(emit)} }

// Trouble says why there are no pictures.
func (d *Demuxer) Trouble() Trouble {
	if d.trouble != "" {
		return d.trouble
	}
	return d.split.Trouble()
}

// Lost says that bytes are missing here: what is unfinished is thrown away, and
// nothing is shown before the next picture that stands alone.
func (d *Demuxer) Lost() {
	d.buf, d.open = d.buf[:0], 0
	d.split.Lost()
}

// Write takes the next bytes of the stream.
func (d *Demuxer) Write(p []byte) {
	if len(p) >= 188*2 && p[0] == 0x47 && p[188] == 0x47 || len(p) == 188 && p[0] == 0x47 {
		d.trouble = TroubleTS
		return
	}
	for len(p) > 0 {
		n := min(len(p), maxPending-len(d.buf))
		if n == 0 { // a unit that never ends
			d.Skipped += int64(len(d.buf))
			d.Lost()
			continue
		}
		d.buf = append(d.buf, p[:n]...)
		p = p[n:]
		used := 0
		for {
			k := d.unit(d.buf[used:])
			if k == 0 {
				break
			}
			used += k
		}
		if used > 0 {
			d.buf = append(d.buf[:0], d.buf[used:]...)
		}
	}
}

// unit eats one unit from the front of b and returns its length, 0 when more
// bytes are needed.
func (d *Demuxer) unit(b []byte) int {
	if d.open != 0 || !startsUnit(b) {
		return d.loose(b)
	}
	if len(b) < 6 {
		return 0
	}
	switch id := b[3]; id {
	case codeEnd:
		return 4
	case codePack:
		return packLength(b)
	default:
		n := 6 + int(b[4])<<8 + int(b[5])
		if n == 6 && id >= 0xe0 && id <= 0xef {
			return d.endless(b)
		}
		if len(b) < n {
			return 0
		}
		switch {
		case id == codeMap:
			d.readMap(b[6:n])
		case id >= 0xe0 && id <= 0xef:
			d.pes(id, b[6:n])
		}
		return n
	}
}

// packLength is the length of a pack header: MPEG-2 says its stuffing, MPEG-1
// has a fixed one.
func packLength(b []byte) int {
	if b[4]>>6 != 1 {
		if len(b) < 12 {
			return 0
		}
		return 12
	}
	if len(b) < 14 {
		return 0
	}
	n := 14 + int(b[13]&7)
	if len(b) < n {
		return 0
	}
	return n
}

// startsUnit reports a start code of the program stream at the front of b, or
// too few bytes to say no. H.264 cannot contain one: its own are below 0x80.
func startsUnit(b []byte) bool {
	for i, want := range []byte{0, 0, 1} {
		if i >= len(b) {
			return true
		}
		if b[i] != want {
			return false
		}
	}
	return len(b) < 4 || b[3] >= codeEnd
}

// loose eats bytes up to the next start code of the program stream: of an open
// PES packet they are the picture's, otherwise nobody's.
func (d *Demuxer) loose(b []byte) int {
	n := d.nextUnit(b)
	found := n < len(b) && len(b)-n >= 4
	if n > 0 {
		if d.open != 0 {
			d.split.Write(b[:n])
		} else {
			d.Skipped += int64(n)
		}
	}
	if found {
		d.open = 0
	}
	if n == 0 && found {
		return d.unit(b)
	}
	return n
}

// nextUnit is where the next start code of a unit begins, or may begin with the
// bytes to come.
func (d *Demuxer) nextUnit(b []byte) int {
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte{0, 0, 1})
		if i < 0 {
			break
		}
		at += i
		if at+3 >= len(b) || b[at+3] >= codeEnd {
			return at
		}
		at += 3
	}
	for tail := min(2, len(b)); tail > 0; tail-- {
		if bytes.HasSuffix(b, []byte{0, 0}[:tail]) {
			return len(b) - tail
		}
	}
	return len(b)
}

// endless begins a video PES packet without a length: it lasts until the next unit.
func (d *Demuxer) endless(b []byte) int {
	if len(b) < 9 {
		return 0
	}
	n := 9 + int(b[8])
	if len(b) < n {
		return 0
	}
	d.pes(b[3], b[6:n])
	d.open = 1
	return n
}

// pes takes the payload of one packet of video, from after its length field.
func (d *Demuxer) pes(id byte, b []byte) {
	if d.video == 0 {
		d.video = id
	}
	if id != d.video || d.trouble != "" {
		return
	}
	if len(b) < 3 || b[0]>>6 != 2 || len(b) < 3+int(b[2]) {
		d.Skipped += int64(len(b))
		return
	}
	head := b[3 : 3+int(b[2])]
	pts, dts := int64(-1), int64(-1)
	if b[1]&0x80 != 0 && len(head) >= 5 {
		pts = stamp(head)
		if dts = pts; b[1]&0x40 != 0 && len(head) >= 10 {
			dts = stamp(head[5:])
		}
	}
	d.split.Stamp(pts, dts)
	d.split.Write(b[3+len(head):])
}

// stamp reads the 33 bits of a time stamp from their five bytes.
func stamp(b []byte) int64 {
	return int64(b[0]>>1&7)<<30 | int64(b[1])<<22 | int64(b[2]>>1)<<15 | int64(b[3])<<7 | int64(b[4]>>1)
}

// readMap reads which stream is the picture and in which codec it is.
func (d *Demuxer) readMap(b []byte) {
	if len(b) < 4 {
		return
	}
	info := int(b[2])<<8 | int(b[3])
	if len(b) < 6+info {
		return
	}
	list := b[6+info:]
	list = list[:min(len(list), int(b[4+info])<<8|int(b[5+info]))]
	for len(list) >= 4 {
		kind, id := list[0], list[1]
		if id >= 0xe0 && id <= 0xef {
			d.video, d.codec = id, kind
			switch kind {
			case 0x1b:
				d.trouble = ""
			case 0x24:
				d.trouble = TroubleH265
			default:
				d.trouble = TroubleCodec
			}
			return
		}
		list = list[min(len(list), 4+int(list[2])<<8+int(list[3])):]
	}
}

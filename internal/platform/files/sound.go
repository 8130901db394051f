package files

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
)

// Sound and film come in the same containers; which of them a file is stands in
// its list of tracks. A container whose list cannot be read is taken for film,
// which no purpose of sound takes.

// tracks are the sorts of tracks that a container says it has.
type tracks struct{ sound, film bool }

func (t tracks) kind(sound, film string) string {
	if t.sound && !t.film {
		return sound
	}
	return film
}

// isMP4 recognises the family by its first box.
func isMP4(head []byte) bool { return len(head) >= 12 && string(head[4:8]) == "ftyp" }

// insideMP4 walks the boxes down to the handler of each track (ISO/IEC 14496-12
// 8.4.3).
func insideMP4(r io.ReaderAt, size int64) string {
	var t tracks
	steps := maxSteps
	walkBoxes(r, 0, size, 0, &steps, &t)
	return t.kind(AudioMP4, MP4)
}

// A walk that takes longer than any true file needs is given up.
const (
	maxSteps = 4096
	maxDepth = 4
)

var boxesWithTracks = []string{"moov", "trak", "mdia"}

func walkBoxes(r io.ReaderAt, from, to int64, depth int, steps *int, t *tracks) {
	var head [16]byte
	for at := from; to-at >= 8 && *steps > 0; *steps-- {
		n, _ := r.ReadAt(head[:], at)
		if n < 8 {
			return
		}
		length, begin := int64(binary.BigEndian.Uint32(head[:4])), int64(8)
		switch {
		case length == 0: // to the end
			length = to - at
		case length == 1 && n == 16:
			length, begin = int64(binary.BigEndian.Uint64(head[8:])&(1<<62-1)), 16
		}
		if length < begin || length > to-at {
			return
		}
		switch name := string(head[4:8]); {
		case slices.Contains(boxesWithTracks, name) && depth < maxDepth:
			walkBoxes(r, at+begin, at+length, depth+1, steps, t)
		case name == "hdlr":
			t.handler(r, at+begin)
		}
		at += length
	}
}

// handler reads what a track is played by: after four bytes of version and four
// of nothing.
func (t *tracks) handler(r io.ReaderAt, at int64) {
	var b [12]byte
	if n, _ := r.ReadAt(b[:], at); n < len(b) {
		return
	}
	switch string(b[8:12]) {
	case "soun":
		t.sound = true
	case "vide":
		t.film = true
	}
}

// The elements of Matroska on the way to a track's type (RFC 9559).
const (
	mkvSegment  = 0x18538067
	mkvTracks   = 0x1654AE6B
	mkvTrack    = 0xAE
	mkvType     = 0x83
	mkvSound    = 2
	mkvEndless  = -1
	maxHeadWebM = 64 << 10 // the tracks stand before the first cluster
)

// insideWebM reads the track types of a WebM file, whose segment browsers leave
// without a length.
func insideWebM(r io.ReaderAt, size int64) string {
	head := make([]byte, min(size, maxHeadWebM))
	n, _ := r.ReadAt(head, 0)
	var t tracks
	steps := maxSteps
	walkEBML(head[:n], &steps, &t)
	return t.kind(AudioWebM, WebM)
}

func walkEBML(b []byte, steps *int, t *tracks) {
	for ; len(b) > 0 && *steps > 0; *steps-- {
		name, rest, ok := vint(b, true)
		if !ok {
			return
		}
		length, rest, ok := vint(rest, false)
		if !ok {
			return
		}
		if length == mkvEndless || length > int64(len(rest)) {
			length = int64(len(rest))
		}
		body := rest[:length]
		switch name {
		case mkvSegment, mkvTracks, mkvTrack:
			walkEBML(body, steps, t)
		case mkvType:
			t.sound = t.sound || bytes.Equal(body, []byte{mkvSound})
			t.film = t.film || !bytes.Equal(body, []byte{mkvSound})
		}
		b = rest[length:]
	}
}

// vint reads a number of EBML: the leading zeros of its first byte tell how many
// bytes it has. An element's name keeps that mark, a length does not, and one
// of nothing but ones means "until the end".
func vint(b []byte, keep bool) (n int64, rest []byte, ok bool) {
	if len(b) == 0 || b[0] == 0 {
		return 0, nil, false
	}
	width := 1
	for mask := byte(0x80); b[0]&mask == 0; mask >>= 1 {
		width++
	}
	if len(b) < width {
		return 0, nil, false
	}
	n = int64(b[0])
	if !keep {
		n &= 1<<(8-width) - 1
	}
	for _, c := range b[1:width] {
		n = n<<8 | int64(c)
	}
	if !keep && n == 1<<(7*width)-1 {
		n = mkvEndless
	}
	return n, b[width:], true
}

// oggSounds are how the codecs of sound begin their first page.
var oggSounds = []string{"OpusHead", "\x01vorbis", "Speex   ", "\x7fFLAC"}

const (
	oggPage  = 27
	oggFirst = 2 // the flag of a stream's first page
)

// insideOgg looks at the first page of every stream; they stand before all
// others (RFC 3533).
func insideOgg(r io.ReaderAt, size int64) string {
	var t tracks
	for at, pages := int64(0), 0; at < size && pages < 8; pages++ {
		head := make([]byte, oggPage+255+8)
		n, _ := r.ReadAt(head, at)
		head = head[:n]
		if n < oggPage || string(head[:4]) != "OggS" || head[5]&oggFirst == 0 || n < oggPage+int(head[26]) {
			break
		}
		begin, length := oggPage+int(head[26]), 0
		for _, part := range head[oggPage:begin] {
			length += int(part)
		}
		if slices.ContainsFunc(oggSounds, func(s string) bool { return bytes.HasPrefix(head[begin:], []byte(s)) }) {
			t.sound = true
		} else {
			t.film = true
		}
		at += int64(begin + length)
	}
	return t.kind(AudioOgg, "application/ogg")
}

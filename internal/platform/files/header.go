package files

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// header is what stands at the beginning of a picture: its size, which way up it
// is to be held, and what taking it apart will cost. It is read before a single
// pixel is, since the whole point of a picture that is a bomb is that its pixels
// are many and its bytes few.
type header struct {
	width, height int
	// turn is the orientation of Exif, 1 to 8; 1 is upright.
	turn int
	// weight is how many bytes its decoder will hold at once, at most.
	weight int64
}

func (h header) pixels() int64 { return int64(h.width) * int64(h.height) }

var errHeader = errors.New("the header of the picture cannot be read")

// Headers are short; what hides its size behind more than this is not read.
const maxSegments = 1024

// readHeader reads the header of a picture of a known sort.
func readHeader(r io.ReaderAt, size int64, kind string) (header, error) {
	var h header
	var err error
	switch kind {
	case JPEG:
		h, err = jpegHeader(r, size)
	case PNG:
		h, err = pngHeader(r)
	case WebP:
		h, err = webpHeader(r, size)
	default:
		return h, errHeader
	}
	if err == nil && (h.width <= 0 || h.height <= 0) {
		err = errHeader
	}
	return h, err
}

// The markers of JPEG (ITU-T T.81 table B.1).
const (
	markSOI   = 0xd8
	markEOI   = 0xd9
	markSOS   = 0xda
	markAPP1  = 0xe1
	markAPP14 = 0xee
)

// jpegHeader walks the segments to the first frame, with which the decoder begins
// as well.
func jpegHeader(r io.ReaderAt, size int64) (header, error) {
	h := header{turn: 1}
	var rgb bool
	var b [4]byte
	if _, err := r.ReadAt(b[:2], 0); err != nil || b[0] != 0xff || b[1] != markSOI {
		return h, errHeader
	}
	at := int64(2)
	for range maxSegments {
		mark, next, err := nextMark(r, at)
		if err != nil || mark == markSOS || mark == markEOI {
			return h, errHeader
		}
		if mark == 0x01 || mark >= 0xd0 && mark <= 0xd7 { // these have no length
			at = next
			continue
		}
		if _, err := r.ReadAt(b[:2], next); err != nil {
			return h, errHeader
		}
		length := int64(binary.BigEndian.Uint16(b[:]))
		if length < 2 || next+length > size {
			return h, errHeader
		}
		body := make([]byte, length-2)
		if _, err := r.ReadAt(body, next+2); err != nil && err != io.EOF {
			return h, errHeader
		}
		switch {
		case mark == markAPP1:
			if turn := exifTurn(body); turn != 0 {
				h.turn = turn
			}
		case mark == markAPP14 && len(body) >= 12 && string(body[:5]) == "Adobe":
			rgb = body[11] == 0
		case mark >= 0xc0 && mark <= 0xc2:
			return h, h.frame(body, mark == 0xc2, rgb)
		case mark >= 0xc3 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc:
			return h, errHeader // a way of packing that no camera uses and our decoder does not know
		}
		at = next + length
	}
	return h, errHeader
}

// nextMark finds the next marker at or after at, and where its body begins. Like
// the decoder it passes over what does not belong there.
func nextMark(r io.ReaderAt, at int64) (mark byte, next int64, err error) {
	var b [1]byte
	ff := false
	for range 1 << 16 {
		if _, err := r.ReadAt(b[:], at); err != nil {
			return 0, 0, err
		}
		at++
		switch {
		case b[0] == 0xff:
			ff = true
		case ff && b[0] != 0:
			return b[0], at, nil
		default:
			ff = false
		}
	}
	return 0, 0, errHeader
}

// frame reads the frame header (T.81 B.2.2).
func (h *header) frame(b []byte, progressive, rgb bool) error {
	if len(b) < 6 {
		return errHeader
	}
	h.height, h.width = int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	n := int(b[5])
	if n < 1 || n > 4 || len(b) < 6+3*n {
		return errHeader
	}
	var areas, across, down, names = 0, 1, 1, ""
	for i := range n {
		c := b[6+3*i:]
		x, y := int(c[1]>>4), int(c[1]&15)
		if x < 1 || x > 4 || y < 1 || y > 4 {
			return errHeader
		}
		areas, across, down, names = areas+x*y, max(across, x), max(down, y), names+string(rune(c[0]))
	}
	each := int64(1) // a byte a sample, and four more for its coefficient until the last scan
	if progressive {
		each = 5
	}
	h.weight = h.pixels() * int64(areas) * each / int64(across*down)
	if n == 4 || rgb || names == "RGB" {
		h.weight += 4 * h.pixels()
	}
	return nil
}

// exifTurn reads the orientation out of a segment of Exif; 0 means it says none.
func exifTurn(b []byte) int {
	if len(b) < 14 || string(b[:6]) != "Exif\x00\x00" {
		return 0
	}
	b = b[6:]
	var order binary.ByteOrder
	switch string(b[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 0
	}
	entries := int64(order.Uint16(b[at:]))
	for i := range entries {
		e := at + 2 + 12*i
		if e+12 > int64(len(b)) {
			return 0
		}
		const orientation, short = 0x0112, 3
		if order.Uint16(b[e:]) != orientation || order.Uint16(b[e+2:]) != short {
			continue
		}
		if turn := int(order.Uint16(b[e+8:])); turn >= 1 && turn <= 8 {
			return turn
		}
		return 0
	}
	return 0
}

// pngHeader reads the first chunk, which is always the header (ISO/IEC 15948).
func pngHeader(r io.ReaderAt) (header, error) {
	h := header{turn: 1}
	var b [33]byte
	if _, err := r.ReadAt(b[:], 0); err != nil || string(b[:8]) != "\x89PNG\r\n\x1a\n" || string(b[12:16]) != "IHDR" {
		return h, errHeader
	}
	w, t := binary.BigEndian.Uint32(b[16:]), binary.BigEndian.Uint32(b[20:])
	if w > maxEdge || t > maxEdge {
		w, t = min(w, maxEdge), min(t, maxEdge) // far over every budget, and no number runs over
	}
	h.width, h.height = int(w), int(t)
	each := int64(4)
	if b[24] == 16 {
		each = 8
	}
	if b[28] != 0 { // interlaced: it is put together from parts
		each *= 2
	}
	h.weight = h.pixels() * each
	return h, nil
}

// maxEdge is larger than any picture within a budget.
const maxEdge = 1 << 24

// webpHeader walks the chunks to the frame itself (RFC 9649): the size that an
// extended header declares is not the one that is decoded.
func webpHeader(r io.ReaderAt, size int64) (header, error) {
	h := header{turn: 1}
	var b [18]byte
	if _, err := r.ReadAt(b[:12], 0); err != nil || string(b[:4]) != "RIFF" || string(b[8:12]) != "WEBP" {
		return h, errHeader
	}
	at := int64(12)
	for range maxSegments {
		n, _ := r.ReadAt(b[:], at)
		if n < 13 {
			return h, errHeader
		}
		name, length, body := string(b[:4]), int64(binary.LittleEndian.Uint32(b[4:])), b[8:n]
		switch {
		case name == "VP8 " && len(body) >= 10 && string(body[3:6]) == "\x9d\x01\x2a":
			h.width, h.height = int(binary.LittleEndian.Uint16(body[6:])&0x3fff), int(binary.LittleEndian.Uint16(body[8:])&0x3fff)
			h.weight = 7 * h.pixels() // its planes, and those of a mask that may come before it
			return h, nil
		case name == "VP8L" && body[0] == 0x2f:
			v := binary.LittleEndian.Uint32(body[1:])
			h.width, h.height = int(v&0x3fff)+1, int(v>>14&0x3fff)+1
			h.weight = 8 * h.pixels()
			return h, nil
		case slices.Contains([]string{"VP8 ", "VP8L", "ANIM", "ANMF"}, name) || at+8+length > size:
			return h, errHeader
		}
		at += 8 + length + length&1
	}
	return h, errHeader
}

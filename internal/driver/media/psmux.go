package media

import "encoding/binary"

// maxPES is how much of a picture goes into one PES packet.
const maxPES = 65000

// Mux writes one picture of H.264 as a pack of a program stream, as cameras do: pack
// header, before a key frame system header and stream map, then PES packets.
func Mux(f *Frame) []byte {
	es := AnnexB(f.NALUs)
	out := make([]byte, 0, len(es)+128)
	out = append(out, pack(f.DTS)...)
	if f.Key {
		out = append(out, systemHeader...)
		out = append(out, streamMap()...)
	}
	for first := true; first || len(es) > 0; first = false {
		n := min(len(es), maxPES)
		out = append(out, pesHead(f, first, n)...)
		out = append(out, es[:n]...)
		es = es[n:]
	}
	return out
}

// AnnexB puts units in a row, each behind a start code.
func AnnexB(units [][]byte) []byte {
	var out []byte
	for _, u := range units {
		out = append(append(out, 0, 0, 0, 1), u...)
	}
	return out
}

func pack(scr int64) []byte {
	t := uint64(scr) & (1<<33 - 1)
	b := []byte{0, 0, 1, codePack, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xf8}
	b[4] = 0x44 | byte(t>>30&7)<<3 | byte(t>>28&3)
	b[5] = byte(t >> 20)
	b[6] = byte(t>>15&0x1f)<<3 | 4 | byte(t>>13&3)
	b[7] = byte(t >> 5)
	b[8] = byte(t&0x1f)<<3 | 4
	b[9] = 1
	rate := 20000 // in 50 bytes a second
	b[10], b[11], b[12] = byte(rate>>14), byte(rate>>6), byte(rate<<2)|3
	return b
}

// systemHeader announces one stream of video.
var systemHeader = []byte{0, 0, 1, codeSystem, 0, 9, 0x80 | 20000>>15, 20000 >> 7 & 0xff, 20000&0x7f<<1 | 1, 0x04, 0x21, 0x7f, 0xe0, 0xe0, 0x80}

func streamMap() []byte {
	b := []byte{0, 0, 1, codeMap, 0, 14, 0xe0, 0xff, 0, 0, 0, 4, 0x1b, 0xe0, 0, 0}
	return binary.BigEndian.AppendUint32(b, crc32mpeg(b[3:]))
}

func pesHead(f *Frame, first bool, payload int) []byte {
	if !first {
		return []byte{0, 0, 1, 0xe0, byte((payload + 3) >> 8), byte(payload + 3), 0x80, 0, 0}
	}
	n := payload + 13
	b := []byte{0, 0, 1, 0xe0, byte(n >> 8), byte(n), 0x80, 0xc0, 10}
	b = append(b, stamped(3, f.PTS)...)
	return append(b, stamped(1, f.DTS)...)
}

func stamped(mark byte, t int64) []byte {
	return []byte{mark<<4 | byte(t>>30&7)<<1 | 1, byte(t >> 22), byte(t>>15&0x7f)<<1 | 1, byte(t >> 7), byte(t&0x7f)<<1 | 1}
}

// crc32mpeg is the checksum of ISO 13818-1 annex A, most significant bit first.
func crc32mpeg(b []byte) uint32 {
	crc := uint32(0xffffffff)
	for _, x := range b {
		crc ^= uint32(x) << 24
		for range 8 {
			if crc&0x80000000 != 0 {
				crc = crc<<1 ^ 0x04c11db7
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

// Package media carries a camera's picture: it takes RTP off the wire, finds the
// pictures in the program stream that GB/T 28181 devices send, keeps the last
// half minute, and hands the pictures to as many viewers as there are, to
// browsers by WebRTC (WHEP) or as fragmented MP4. It speaks no SIP and knows no
// school; whoever has invited a camera gives it a port and a source to believe.
//
// Everything from the wire has a bound: bytes per packet, per picture and per
// ring, pictures per viewer. What does not fit is counted and thrown away.
package media

import (
	"sync"
	"time"
)

// ClockRate is the clock of all time stamps here, per second.
const ClockRate = 90000

// Frame is one picture (access unit) of H.264. Viewers share it: nobody changes it.
type Frame struct {
	NALUs [][]byte  // without start codes
	Key   bool      // can be shown without any picture before it
	PTS   int64     // when to show, in units of ClockRate; never falls back except for B frames
	DTS   int64     // when to decode, in the same units
	Span  int64     // how long it is shown, in the same units
	At    time.Time // when it arrived

	number  uint32 // in its stream, from 1
	once    sync.Once
	part    []byte
	partErr error
}

// Size is the number of bytes of the picture.
func (f *Frame) Size() int {
	n := 0
	for _, u := range f.NALUs {
		n += len(u)
	}
	return n
}

// Trouble says in one word why a stream shows no picture; "" is no trouble.
type Trouble string

// The words for trouble.
const (
	TroubleH265   Trouble = "h265"   // the camera sends H.265, which browsers do not play
	TroubleTS     Trouble = "ts"     // a transport stream instead of a program stream
	TroubleCodec  Trouble = "codec"  // another codec altogether
	TroubleSource Trouble = "source" // packets come, but from somebody else's address
	TroubleSSRC   Trouble = "ssrc"   // packets come, but under another stream's number
	TroubleBroken Trouble = "broken" // packets come and hold no picture
)

// The NAL unit types of H.264 that matter here.
const (
	nalSlice = 1
	nalIDR   = 5
	nalSEI   = 6
	nalSPS   = 7
	nalPPS   = 8
	nalAUD   = 9
)

func nalType(u []byte) byte {
	if len(u) == 0 {
		return 0
	}
	return u[0] & 0x1f
}

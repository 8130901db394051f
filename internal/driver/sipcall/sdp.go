package sipcall

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Codec is one of the two ways of G.711, by its number in RTP.
type Codec uint8

// PCMA is spoken in China and Europe, PCMU in America and Japan.
const (
	PCMU Codec = 0
	PCMA Codec = 8
)

// String is the codec's name in SDP.
func (c Codec) String() string {
	if c == PCMU {
		return "PCMU"
	}
	return "PCMA"
}

// silence is what nobody's voice sounds like.
func (c Codec) silence() byte {
	if c == PCMU {
		return 0xff
	}
	return 0xd5
}

const maxSDP = 8 << 10

// ErrSDP says that an offer has no sound in G.711.
var ErrSDP = errors.New("sipcall: no audio in G.711 is offered")

// SDP is what we read in an offer: where the other side hears, and in what.
type SDP struct {
	Addr   netip.AddrPort // the address may be unspecified: then where its packets come from
	Codecs []Codec        // in its order, PCMA and PCMU only
}

// ParseSDP reads an offer, whatever else stands in it: the first audio line and the
// address that holds for it.
func ParseSDP(body []byte) (SDP, error) {
	var s SDP
	var all, own string
	port, audio, other := 0, false, false
	if len(body) > maxSDP {
		return s, ErrSDP
	}
	for line := range strings.Lines(string(body)) {
		kind, v, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok {
			continue
		}
		f := strings.Fields(v)
		switch kind {
		case "m":
			if other = audio || len(f) < 4 || f[0] != "audio" || !strings.EqualFold(f[2], "RTP/AVP"); other {
				continue
			}
			audio = true
			text, _, _ := strings.Cut(f[1], "/")
			port, _ = strconv.Atoi(text)
			for _, n := range f[3:] {
				switch n {
				case "8":
					s.Codecs = append(s.Codecs, PCMA)
				case "0":
					s.Codecs = append(s.Codecs, PCMU)
				}
			}
		case "c":
			if len(f) != 3 || other {
				continue
			}
			if host, _, _ := strings.Cut(f[2], "/"); audio {
				own = host
			} else {
				all = host
			}
		}
	}
	if own == "" {
		own = all
	}
	ip, err := netip.ParseAddr(own)
	if err != nil {
		ip = netip.IPv4Unspecified() // a name: nothing is looked up for a stranger
	}
	if !audio || port < 1 || port > 65535 || len(s.Codecs) == 0 || len(s.Codecs) > 16 {
		return SDP{}, ErrSDP
	}
	s.Addr = netip.AddrPortFrom(ip.Unmap(), uint16(port))
	return s, nil
}

// choose is the codec of the call: A-law where it is offered, as everywhere in China.
func (s SDP) choose() Codec {
	for _, c := range s.Codecs {
		if c == PCMA {
			return PCMA
		}
	}
	return PCMU
}

// describe is our side of a call, or an offer of several codecs.
func describe(ip string, port int, codecs ...Codec) []byte {
	kind := "IP4"
	if strings.Contains(ip, ":") {
		kind = "IP6"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "v=0\r\no=huxue %d 1 IN %s %s\r\ns=huxue\r\nc=IN %s %s\r\nt=0 0\r\nm=audio %d RTP/AVP", port, kind, ip, kind, ip, port)
	for _, c := range codecs {
		fmt.Fprintf(&b, " %d", c)
	}
	b.WriteString("\r\n")
	for _, c := range codecs {
		fmt.Fprintf(&b, "a=rtpmap:%d %s/8000\r\n", c, c)
	}
	b.WriteString("a=ptime:20\r\na=sendrecv\r\n")
	return []byte(b.String())
}

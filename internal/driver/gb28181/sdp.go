package gb28181

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ErrSDP says that a description of a stream has no usable media line.
var ErrSDP = errors.New("gb28181: no media line in the SDP")

// SDP is what we read in a description of a stream. A password that some cameras
// print in theirs has no place in it and so reaches no log.
type SDP struct {
	Session    string // Play, Playback, Download, Talk
	IP         string
	Port       int
	TCP        bool
	Setup      string         // active or passive
	SSRC       string         // the y line as it came
	Payloads   map[int]string // 96 → PS
	Start, End int64          // unix seconds; playback only
	URI        string
	Sub        bool // the small stream is asked for
	Speed      int  // download: times the real speed
}

// ParseSDP reads a description, whatever else stands in it.
func ParseSDP(body []byte) (SDP, error) {
	s := SDP{Payloads: map[int]string{}}
	if len(body) > maxBody {
		return s, ErrSDP
	}
	for line := range strings.Lines(decode(body)) {
		kind, v, ok := strings.Cut(strings.TrimSpace(line), "=")
		if !ok || len(v) > 256 {
			continue
		}
		f := strings.Fields(v)
		switch kind {
		case "s":
			s.Session = v
		case "u":
			s.URI = v
		case "y":
			s.SSRC = v
		case "c":
			if len(f) == 3 {
				s.IP = f[2]
			}
		case "t":
			if len(f) == 2 {
				s.Start, _ = strconv.ParseInt(f[0], 10, 64)
				s.End, _ = strconv.ParseInt(f[1], 10, 64)
			}
		case "m":
			if len(f) < 3 || f[0] != "video" && f[0] != "audio" || s.Port != 0 {
				continue
			}
			s.Port, _ = strconv.Atoi(f[1])
			s.TCP = strings.HasPrefix(strings.ToUpper(f[2]), "TCP")
			if s.Port < 1 || s.Port > 65535 {
				return s, ErrSDP
			}
		case "a":
			if setup, ok := strings.CutPrefix(v, "setup:"); ok {
				s.Setup = setup
			}
			if speed, ok := strings.CutPrefix(v, "downloadspeed:"); ok {
				s.Speed, _ = strconv.Atoi(strings.TrimSpace(speed))
			}
			if rest, ok := strings.CutPrefix(v, "rtpmap:"); ok {
				s.rtpmap(rest)
			}
			s.Sub = s.Sub || slices.Contains(subStream, "a="+v)
		}
	}
	if s.Port == 0 {
		return s, ErrSDP
	}
	return s, nil
}

func (s *SDP) rtpmap(v string) {
	number, codec, ok := strings.Cut(v, " ")
	n, err := strconv.Atoi(number)
	codec, _, _ = strings.Cut(codec, "/")
	if ok && err == nil && n >= 0 && n < 128 {
		s.Payloads[n] = strings.ToUpper(strings.TrimSpace(codec))
	}
}

// Number is the SSRC as RTP packets carry it. Devices leave out the leading zero, so
// it is compared as a number. ok is false if they gave none.
func (s SDP) Number() (n uint32, ok bool) {
	v, err := strconv.ParseUint(strings.TrimSpace(s.SSRC), 10, 32)
	return uint32(v), err == nil && v != 0
}

// Addr is where the media is, if the description says so in numbers.
func (s SDP) Addr() (netip.AddrPort, bool) {
	ip, err := netip.ParseAddr(s.IP)
	return netip.AddrPortFrom(ip, uint16(s.Port)), err == nil
}

// Offer asks for a stream, or answers one.
type Offer struct {
	Session string // Play, Playback or Download
	Owner   string // the code in the o line
	IP      string // ours, where the media goes
	Port    int
	TCP     bool   // over TCP; then Setup says who waits: passive = we listen
	Setup   string // passive or active
	Send    bool   // an answer: we send, and only PS
	SSRC    string
	Start   time.Time // playback
	End     time.Time
	Channel string // playback: the u line
	Speed   int    // download: times the real speed
	Sub     bool   // the small stream, which even new cameras send in H.264
}

// subStream is how vendors want to be asked for the small stream. A device passes over
// the lines that it does not know.
var subStream = []string{"a=streamnumber:1", "a=streamprofile:1", "a=stream:1", "a=streamMode:SUB"}

// SDP is the offer as bytes.
func (o Offer) SDP() []byte {
	var b strings.Builder
	line := func(format string, a ...any) { fmt.Fprintf(&b, format+"\r\n", a...) }
	line("v=0")
	line("o=%s 0 0 IN IP4 %s", o.Owner, o.IP)
	line("s=%s", o.Session)
	if o.Channel != "" {
		line("u=%s:0", o.Channel)
	}
	line("c=IN IP4 %s", o.IP)
	if o.Start.IsZero() {
		line("t=0 0")
	} else {
		line("t=%d %d", o.Start.Unix(), o.End.Unix())
	}
	proto := "RTP/AVP"
	if o.TCP {
		proto = "TCP/RTP/AVP"
	}
	if o.Send {
		line("m=video %d %s 96", o.Port, proto)
		line("a=sendonly")
		line("a=rtpmap:96 PS/90000")
	} else {
		line("m=video %d %s 96 98 97", o.Port, proto)
		line("a=recvonly")
		line("a=rtpmap:96 PS/90000")
		line("a=rtpmap:98 H264/90000")
		line("a=rtpmap:97 MPEG4/90000")
	}
	if o.TCP {
		line("a=setup:%s", o.Setup)
		line("a=connection:new")
	}
	if o.Speed > 0 {
		line("a=downloadspeed:%d", o.Speed)
	}
	if o.Sub {
		for _, a := range subStream {
			line("%s", a)
		}
	}
	line("y=%s", o.SSRC)
	return []byte(b.String())
}

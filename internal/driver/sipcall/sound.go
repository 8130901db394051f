package sipcall

import (
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// Counts is what went over a call.
type Counts struct{ In, Out, Turned atomic.Int64 }

// Sound is the RTP of one call. It believes the host that signals and the one in its
// offer, and answers where the sound comes from: behind a NAT nothing else arrives.
type Sound struct {
	Codec  Codec
	Counts Counts
	udp    *net.UDPConn
	hosts  []netip.Addr

	mu     sync.Mutex
	to     netip.AddrPort
	seq    uint16
	ts     uint32
	ssrc   uint32
	theirs uint32 // timestamp of the last packet that was passed on
	spoken time.Time
}

// errNoPort says that every port of the range is taken.
var errNoPort = errors.New("sipcall: no port of the range is free")

var nextPort atomic.Int64

func listenSound(host string, low, high int) (*net.UDPConn, error) {
	ip := net.ParseIP(host)
	if low == 0 {
		return net.ListenUDP("udp", &net.UDPAddr{IP: ip})
	}
	span := (high-low)/2 + 1
	begin := int(nextPort.Add(1)) % span
	for i := range span {
		if c, err := net.ListenUDP("udp", &net.UDPAddr{IP: ip, Port: low + 2*((begin+i)%span)}); err == nil {
			return c, nil
		}
	}
	return nil, errNoPort
}

func newSound(udp *net.UDPConn, codec Codec, signals netip.Addr, offered netip.AddrPort) *Sound {
	s := &Sound{Codec: codec, udp: udp, hosts: []netip.Addr{signals.Unmap()}, to: offered, seq: uint16(rand.Uint32()), ts: rand.Uint32(), ssrc: rand.Uint32()}
	if offered.Addr().IsUnspecified() {
		s.to = netip.AddrPortFrom(signals.Unmap(), offered.Port())
	} else {
		s.hosts = append(s.hosts, offered.Addr())
	}
	return s
}

func (s *Sound) port() int { return s.udp.LocalAddr().(*net.UDPAddr).Port }

// PCMA says which of the two codecs it is.
func (s *Sound) PCMA() bool { return s.Codec == PCMA }

func (s *Sound) believes(a netip.Addr) bool {
	for _, h := range s.hosts {
		if h == a {
			return true
		}
	}
	return false
}

// Read takes the next packet of the help-point's voice, with its header, in the codec
// of the call; comfort noise, keys and strangers' packets are passed over.
func (s *Sound) Read(buf []byte) (int, error) {
	for {
		n, from, err := s.udp.ReadFromUDPAddrPort(buf)
		if err != nil {
			return 0, err
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		if n <= 12 || buf[0]>>6 != 2 || Codec(buf[1]&0x7f) != s.Codec || !s.believes(from.Addr()) {
			s.Counts.Turned.Add(1)
			continue
		}
		s.mu.Lock()
		s.to = from
		s.mu.Unlock()
		s.Counts.In.Add(1)
		return n, nil
	}
}

// Say sends a voice to the help-point: samples in the call's codec, and their time by
// whatever clock of 8000 Hz they have.
func (s *Sound) Say(samples []byte, at uint32, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	step := at - s.theirs
	if s.spoken.IsZero() || step == 0 || step > 8000 { // somebody begins to speak
		step = uint32(len(samples))
	}
	s.theirs, s.spoken = at, now
	return s.send(samples, step)
}

// send has the lock.
func (s *Sound) send(samples []byte, step uint32) error {
	s.seq++
	s.ts += step
	p := make([]byte, 12, 12+len(samples))
	p[0], p[1] = 0x80, byte(s.Codec)
	binary.BigEndian.PutUint16(p[2:], s.seq)
	binary.BigEndian.PutUint32(p[4:], s.ts)
	binary.BigEndian.PutUint32(p[8:], s.ssrc)
	if _, err := s.udp.WriteToUDPAddrPort(append(p, samples...), s.to); err != nil {
		return err
	}
	s.Counts.Out.Add(1)
	return nil
}

// hush sends silence while nobody speaks: it opens the way through a NAT, and help-points
// hang up on a line that is dead.
func (s *Sound) hush(ctx context.Context, now func() time.Time) {
	quiet := make([]byte, 160)
	for i := range quiet {
		quiet[i] = s.Codec.silence()
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		s.mu.Lock()
		if now().Sub(s.spoken) > 200*time.Millisecond {
			_ = s.send(quiet, 160) // the next one follows at once
		}
		s.mu.Unlock()
	}
}

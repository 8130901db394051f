package media

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/pion/rtp"
)

// Counts is what a receiver has seen. Read it at any time.
type Counts struct {
	Packets, Bytes, Lost, Malformed, WrongSource, WrongSSRC atomic.Int64
}

// Receiver is a port of its own for one stream that we invited: by UDP, or by TCP,
// where the device dials us (setup:passive). It believes one address and the stream
// numbers that were agreed, and nothing else.
type Receiver struct {
	udp    *net.UDPConn
	tcp    *net.TCPListener
	Counts Counts
	// Patience is how long a line may be silent until it is given up (TCP), 0 for half a
	// minute. Set it before Run.
	Patience time.Duration

	source netip.Addr
	ssrcs  []uint32
	last   atomic.Int64 // when something of the stream came last, unix nanoseconds
}

// ErrNoPort says that every port of the range is taken.
var ErrNoPort = errors.New("media: no port of the range is free")

// Listen opens a port for one stream. low and high bound it (0, 0: any); UDP takes even
// ones, as RFC 3550 asks.
func Listen(host string, low, high int, tcp bool) (*Receiver, error) {
	try := func(port int) (*Receiver, error) {
		r := &Receiver{}
		ip := net.ParseIP(host)
		var err error
		if tcp {
			r.tcp, err = net.ListenTCP("tcp", &net.TCPAddr{IP: ip, Port: port})
		} else if r.udp, err = net.ListenUDP("udp", &net.UDPAddr{IP: ip, Port: port}); err == nil {
			_ = r.udp.SetReadBuffer(1 << 20) // a key frame comes in one burst; the system may grant less
		}
		return r, err
	}
	if low == 0 {
		return try(0)
	}
	// Not always the lowest: a device may still send to the port of a call that is over.
	span := (high-low)/2 + 1
	begin := int(nextPort.Add(1)) % span
	for i := range span {
		if r, err := try(low + 2*((begin+i)%span)); err == nil {
			return r, nil
		}
	}
	return nil, ErrNoPort
}

var nextPort atomic.Int64

// Port is what the SDP names.
func (r *Receiver) Port() int {
	if r.tcp != nil {
		return r.tcp.Addr().(*net.TCPAddr).Port
	}
	return r.udp.LocalAddr().(*net.UDPAddr).Port
}

// Expect says whom to believe: the address that answered the invitation, and the
// numbers of the stream, ours and the one the device answered. Call it before Run;
// what came earlier waits in the socket.
func (r *Receiver) Expect(source netip.Addr, ssrcs ...uint32) {
	r.source, r.ssrcs = source.Unmap(), ssrcs
}

// LastAt is when something of the stream came last, zero before.
func (r *Receiver) LastAt() time.Time {
	if n := r.last.Load(); n != 0 {
		return time.Unix(0, n)
	}
	return time.Time{}
}

// Trouble says what the packets that were refused had in common.
func (r *Receiver) Trouble() Trouble {
	switch {
	case r.Counts.Packets.Load() > 0:
		return ""
	case r.Counts.WrongSSRC.Load() > 0:
		return TroubleSSRC
	case r.Counts.WrongSource.Load() > 0:
		return TroubleSource
	case r.Counts.Malformed.Load() > 0:
		return TroubleBroken
	}
	return ""
}

// Close frees the port and ends Run.
func (r *Receiver) Close() {
	if r.tcp != nil {
		_ = r.tcp.Close()
		return
	}
	_ = r.udp.Close()
}

// Sink takes the payloads of a stream in order, and hears of gaps.
type Sink interface {
	Write(p []byte)
	Lost()
}

// Run feeds sink until ctx ends, the port is closed, or the device hangs up (TCP).
func (r *Receiver) Run(ctx context.Context, sink Sink) error {
	defer context.AfterFunc(ctx, r.Close)()
	if r.tcp != nil {
		return r.runTCP(ctx, sink)
	}
	q := newReorder(sink, &r.Counts)
	buf := make([]byte, 2048)
	for {
		n, from, err := r.udp.ReadFromUDPAddrPort(buf)
		if err != nil {
			return ended(ctx, err)
		}
		if from.Addr().Unmap() != r.source {
			r.Counts.WrongSource.Add(1)
			continue
		}
		r.packet(buf[:n], q)
	}
}

func (r *Receiver) runTCP(ctx context.Context, sink Sink) error {
	for {
		c, err := r.tcp.Accept()
		if err != nil {
			return ended(ctx, err)
		}
		if c.RemoteAddr().(*net.TCPAddr).AddrPort().Addr().Unmap() != r.source {
			r.Counts.WrongSource.Add(1)
			_ = c.Close()
			continue
		}
		_ = r.tcp.Close() // one device, one call
		stop := context.AfterFunc(ctx, func() { _ = c.Close() })
		err = r.framed(c, sink)
		stop()
		_ = c.Close()
		return ended(ctx, err)
	}
}

// framed reads packets behind two bytes of length each (RFC 4571).
func (r *Receiver) framed(c net.Conn, sink Sink) error {
	q := newReorder(sink, &r.Counts)
	in := bufio.NewReaderSize(c, 64<<10)
	var size [2]byte
	buf := make([]byte, 1<<16)
	patience := r.Patience
	if patience == 0 {
		patience = 30 * time.Second
	}
	for bad := 0; ; {
		_ = c.SetReadDeadline(time.Now().Add(patience))
		if _, err := io.ReadFull(in, size[:]); err != nil {
			return err
		}
		n := int(binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(in, buf[:n]); err != nil {
			return err
		}
		if r.packet(buf[:n], q) {
			bad = 0
		} else if bad++; bad > 100 {
			return errors.New("media: not RTP behind two bytes of length")
		}
	}
}

func (r *Receiver) packet(b []byte, q *reorder) bool {
	var p rtp.Packet
	if err := p.Unmarshal(b); err != nil || len(p.Payload) == 0 {
		r.Counts.Malformed.Add(1)
		return false
	}
	known := false
	for _, s := range r.ssrcs {
		known = known || s == p.SSRC
	}
	if !known {
		r.Counts.WrongSSRC.Add(1)
		return false
	}
	r.Counts.Packets.Add(1)
	r.Counts.Bytes.Add(int64(len(b)))
	r.last.Store(time.Now().UnixNano())
	q.push(p.SequenceNumber, p.Payload)
	return true
}

func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

package media

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

// Outlet is the way of one picture to somebody who asked for it by SIP, a platform
// above us: a program stream over RTP under his number, by UDP, or by TCP where one of
// the two listens (setup).
type Outlet struct {
	to   netip.AddrPort
	ssrc uint32
	udp  *net.UDPConn
	tcp  *net.TCPListener // they call us
	from func(netip.Addr) bool
}

// Bounds of an outlet.
const (
	callWithin = 10 * time.Second     // for the TCP call, theirs or ours
	lostAfter  = 30 * time.Second     // without a picture until it ends
	deafAfter  = 5 * time.Second      // of refused packets until it ends
	pastPace   = 2 * time.Millisecond // between pictures of the past: their buffers are as small as ours
)

// Why an outlet ended.
var (
	ErrNoPicture = errors.New("media: the camera shows nothing")
	ErrNotTaken  = errors.New("media: nobody takes the picture")
)

// NewOutlet sends from local by UDP to an address.
func NewOutlet(local net.IP, to netip.AddrPort, ssrc uint32) (*Outlet, error) {
	c, err := net.DialUDP("udp", &net.UDPAddr{IP: local}, net.UDPAddrFromAddrPort(to))
	if err != nil {
		return nil, err
	}
	return &Outlet{to: to, ssrc: ssrc, udp: c}, nil
}

// NewOutletTCP sends by TCP: it calls the address (setup:active of ours), or waits for
// their call, and only from whom from allows.
func NewOutletTCP(local net.IP, to netip.AddrPort, ssrc uint32, theyCall bool, from func(netip.Addr) bool) (*Outlet, error) {
	o := &Outlet{to: to, ssrc: ssrc, from: from}
	if !theyCall {
		return o, nil
	}
	var err error
	o.tcp, err = net.ListenTCP("tcp", &net.TCPAddr{IP: local})
	return o, err
}

// Port is what our SDP names; 9 where we call, as RFC 4145 has it.
func (o *Outlet) Port() int {
	switch {
	case o.udp != nil:
		return o.udp.LocalAddr().(*net.UDPAddr).Port
	case o.tcp != nil:
		return o.tcp.Addr().(*net.TCPAddr).Port
	}
	return 9
}

// Close frees the port and ends Run.
func (o *Outlet) Close() {
	if o.udp != nil {
		_ = o.udp.Close()
	}
	if o.tcp != nil {
		_ = o.tcp.Close()
	}
}

func (o *Outlet) open(ctx context.Context) (net.Conn, error) {
	switch {
	case o.udp != nil:
		return o.udp, nil
	case o.tcp == nil:
		return (&net.Dialer{Timeout: callWithin}).DialContext(ctx, "tcp", o.to.String())
	}
	defer context.AfterFunc(ctx, o.Close)()
	_ = o.tcp.SetDeadline(time.Now().Add(callWithin))
	for {
		c, err := o.tcp.AcceptTCP()
		if err != nil {
			return nil, err
		}
		if o.from(c.RemoteAddr().(*net.TCPAddr).AddrPort().Addr().Unmap()) {
			return c, nil
		}
		_ = c.Close()
	}
}

// First waits for the first picture of a viewer.
func (v *Viewer) First(ctx context.Context, wait time.Duration) (*Frame, error) {
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case f, ok := <-v.frames:
		if ok {
			return f, nil
		}
		return nil, v.Why()
	case <-t.C:
		return nil, ErrNoPicture
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Run sends first, then what v sees of the stream, until ctx ends, the camera is lost
// (ErrNoPicture) or nobody takes it (ErrNotTaken). It closes v.
func (o *Outlet) Run(ctx context.Context, v *Viewer, first *Frame) error {
	defer func() { v.Close() }()
	conn, err := o.open(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotTaken, err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	out := &patient{Sender: NewSender(conn, o.ssrc), conn: conn}
	if err := out.send(first); err != nil {
		return err
	}
	for past := v.Behind - 1; ; past-- {
		f, err := v.First(ctx, lostAfter)
		switch {
		case errors.Is(err, ErrSlow): // once more, from the newest key frame
			v = v.stream.Watch()
			past = v.Behind
			continue
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return ErrNoPicture
		}
		if err := out.send(f); err != nil {
			return err
		}
		if past > 0 {
			select {
			case <-ctx.Done():
			case <-time.After(pastPace):
			}
		}
	}
}

// patient is a sender that bears with a far end which is not there for a moment.
type patient struct {
	*Sender
	conn net.Conn
	deaf time.Time
}

func (p *patient) send(f *Frame) error {
	_ = p.conn.SetWriteDeadline(time.Now().Add(deafAfter))
	err := p.Send(f)
	switch {
	case err == nil:
		p.deaf = time.Time{}
		return nil
	case !p.framed && p.deaf.IsZero():
		p.deaf = time.Now()
		return nil
	case !p.framed && time.Since(p.deaf) <= deafAfter:
		return nil
	}
	return fmt.Errorf("%w: %w", ErrNotTaken, err)
}

package sipwire

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

func init() {
	// The library refuses to send more than 1300 bytes over UDP; no device here knows
	// how to change to TCP for one message, and all take the fragments.
	sip.UDPMTUSize = 60_000
	// How long an answered request is remembered for its repeats, over UDP: 32 s by RFC 3261
	// (17.2.2), which is 25 MB while 1,500 boxes come. A sender whose answer was lost
	// repeats after 0.5, 1.5 and 3.5 s; what comes later meets our own memory on disk (the
	// name of an alarm, a challenge that is spent).
	sip.Timer_J = 4 * time.Second
	// What it says outside the loggers it is given, it says of its own bookkeeping.
	sip.SetDefaultLogger(slog.New(slog.DiscardHandler))
}

// maxDatagram is the longest SIP message we take.
const maxDatagram = 32_000

// maxConns bounds the TCP connections of one listener; every device has one.
const maxConns = 8192

// Why what came in on the wire was not even a message.
const (
	ReasonOversize  = "oversize"
	ReasonMalformed = "malformed"
)

// wire stands between the socket and the SIP library. The library drops what it
// cannot read with a line in its log; here it is counted and told instead. And it
// mends the one mistake devices make most: a Content-Length that counts characters.
type wire struct {
	parser *sip.Parser
	bad    func(source, reason string, raw []byte)
}

func (w *wire) filter(p sip.TransportReadProps, data []byte) ([]byte, error) {
	source := p.RemoteAddr.String()
	if p.Transport != "UDP" && p.Transport != "udp" {
		return data, nil // a stream has no messages yet; see quiet
	}
	if len(data) > maxDatagram {
		w.bad(source, ReasonOversize, data)
		return nil, nil
	}
	if len(bytes.Trim(data, "\r\n\x00")) == 0 {
		return data, nil
	}
	mended := mendLength(data)
	if _, err := w.parser.ParseSIP(mended); err != nil {
		w.bad(source, ReasonMalformed, data)
		return nil, nil
	}
	return mended, nil
}

// mendLength gives a datagram the Content-Length that it has: in UDP the body ends
// where the datagram ends, whatever the header says.
func mendLength(data []byte) []byte {
	end := bytes.Index(data, []byte("\r\n\r\n"))
	if end < 0 {
		return data
	}
	body := len(data) - end - 4
	for at := 0; at < end; {
		next := bytes.Index(data[at:end], []byte("\r\n"))
		line := data[at:end]
		if next >= 0 {
			line = data[at : at+next]
		}
		if name, value, ok := bytes.Cut(line, []byte(":")); ok {
			n := strings.ToLower(string(bytes.TrimSpace(name)))
			if n == "content-length" || n == "l" {
				if string(bytes.TrimSpace(value)) == strconv.Itoa(body) {
					return data
				}
				out := make([]byte, 0, len(data)+8)
				out = append(out, data[:at]...)
				out = append(out, "Content-Length: "+strconv.Itoa(body)...)
				return append(out, data[at+len(line):]...)
			}
		}
		if next < 0 {
			break
		}
		at += next + 2
	}
	return data
}

// quiet is the library's log. Nothing of it is written down, for it prints whole
// messages, and a camera's SDP may hold its password; but what it says of a broken
// stream is counted.
type quiet struct {
	bad func(source, reason string, raw []byte)
}

// Enabled keeps the library from making the texts that nobody reads.
func (q quiet) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }

// Handle counts the streams that broke.
func (q quiet) Handle(_ context.Context, r slog.Record) error {
	if r.Message != "failed to parse" {
		return nil
	}
	reason := ReasonMalformed
	var raw string
	r.Attrs(func(a slog.Attr) bool {
		if err, ok := a.Value.Any().(error); ok && errors.Is(err, sip.ErrMessageTooLarge) {
			reason = ReasonOversize
		}
		if a.Key == "data" {
			raw = a.Value.String()
		}
		return true
	})
	q.bad("tcp", reason, []byte(raw))
	return nil
}

// WithAttrs and WithGroup change nothing.
func (q quiet) WithAttrs([]slog.Attr) slog.Handler { return q }

// WithGroup changes nothing.
func (q quiet) WithGroup(string) slog.Handler { return q }

// agent makes the library's user agent behind a wire.
func agent(name string, bad func(source, reason string, raw []byte)) (*sipgo.UserAgent, error) {
	w := &wire{parser: sip.NewParser(), bad: bad}
	log := slog.New(quiet{bad})
	return sipgo.NewUA(
		sipgo.WithUserAgent(name),
		sipgo.WithUserAgentTransportLayerOptions(sip.WithTransportLayerReadFilter(w.filter), sip.WithTransportLayerLogger(log)),
		sipgo.WithUserAgentTransactionLayerOptions(sip.WithTransactionLayerLogger(log), sip.WithTransactionLayerTerminateOnConnClose(),
			sip.WithTransactionLayerUnhandledResponseHandler(func(*sip.Response) {})),
	)
}

// Ends are the library's three ends of one wire: who listens, who asks, and what both
// stand on.
type Ends struct {
	UA     *sipgo.UserAgent
	SIP    *sipgo.Server
	Client *sipgo.Client
}

// NewEnds makes them; bad hears what could not be read.
func NewEnds(bad func(source, reason string, raw []byte)) (e Ends, err error) {
	if e.UA, err = agent("Huxue", bad); err != nil {
		return e, err
	}
	if e.SIP, err = sipgo.NewServer(e.UA); err != nil {
		return e, err
	}
	e.Client, err = sipgo.NewClient(e.UA, sipgo.WithClientNAT())
	return e, err
}

// Listen opens an address over UDP and TCP and serves it until ctx ends, as part of work;
// a connection that says nothing for idle is ended. With port 0 both get the same free
// port; the address is returned.
func (e Ends) Listen(ctx context.Context, work *sync.WaitGroup, addr string, idle time.Duration) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", err
	}
	for try := 0; ; try++ {
		packets, err := ListenUDP(net.JoinHostPort(host, port))
		if err != nil {
			return "", err
		}
		at := packets.LocalAddr().String()
		l, err := net.Listen("tcp", at)
		if err != nil {
			_ = packets.Close()
			if port == "0" && try < 10 {
				continue
			}
			return "", err
		}
		l = bound(l, maxConns, idle)
		work.Go(func() { _ = e.SIP.ServeUDP(packets) })
		work.Go(func() { _ = e.SIP.ServeTCP(l) })
		work.Go(func() { <-ctx.Done(); _ = packets.Close(); _ = l.Close() })
		return at, Ready(e.UA, packets)
	}
}

// ListenUDP opens a socket with room for a town's boxes that all come back after one
// power cut.
func ListenUDP(addr string) (net.PacketConn, error) {
	c, err := net.ListenPacket("udp", addr)
	if err != nil {
		return nil, err
	}
	if u, ok := c.(*net.UDPConn); ok {
		_ = u.SetReadBuffer(4 << 20) // the system gives what it allows
	}
	return c, nil
}

// Ready waits until the library knows a socket that it has just been given: a
// request sent earlier would leave by another one.
func Ready(ua *sipgo.UserAgent, packets net.PacketConn) error {
	for range 2000 {
		if c, err := ua.TransportLayer().GetConnection("udp", packets.LocalAddr().String()); err == nil && c != nil {
			_, _ = c.TryClose()
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return errors.New("sipwire: the socket is not served")
}

// bounded is a listener that holds only so many connections, and ends those that say
// nothing for longer than any heartbeat.
type bounded struct {
	net.Listener
	places chan struct{}
	idle   time.Duration
	now    func() time.Time
}

// bound makes such a listener.
func bound(l net.Listener, n int, idle time.Duration) net.Listener {
	return &bounded{Listener: l, places: make(chan struct{}, n), idle: idle, now: time.Now}
}

// Accept takes a connection, and hangs up at once on those for whom there is no
// place.
func (b *bounded) Accept() (net.Conn, error) {
	for {
		c, err := b.Listener.Accept()
		if err != nil {
			return nil, err
		}
		select {
		case b.places <- struct{}{}:
			return &boundedConn{Conn: c, of: b}, nil
		default:
			_ = c.Close()
		}
	}
}

type boundedConn struct {
	net.Conn
	of   *bounded
	once sync.Once
}

// Read waits no longer than a device may be silent. The library cannot be told of a
// time-out and says it were an error; the end of the stream is what it is.
func (c *boundedConn) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(c.of.now().Add(c.of.idle)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(p)
	if ne := net.Error(nil); errors.As(err, &ne) && ne.Timeout() {
		return n, io.EOF
	}
	return n, err
}

// Close frees the place once.
func (c *boundedConn) Close() error {
	c.once.Do(func() { <-c.of.places })
	return c.Conn.Close()
}

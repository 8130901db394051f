package mqtt

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mochi-mqtt/server/v2/listeners"
)

// What one who has not logged in yet may cost us.
const (
	greetWithin = 10 * time.Second
	greetBytes  = 8 << 10
	mostConns   = 4096
	perHost     = 64 // strangers of one address; a county's boxes may share one
)

var errTooMuch = errors.New("mqtt: too long for a stranger")

// gate lets boxes in. The library's own listener waits for ever for the first packet,
// reads any length from strangers and lets a panic of its decoder end the process.
type gate struct {
	net.Listener
	turned func(source, reason string)

	mu    sync.Mutex
	open  map[*line]struct{}
	hosts map[string]int
	shut  bool
}

func newGate(l net.Listener, turned func(source, reason string)) *gate {
	return &gate{Listener: l, turned: turned, open: map[*line]struct{}{}, hosts: map[string]int{}}
}

// ID, Address, Protocol, Init, Serve and Close make it a listener of the library's.
func (g *gate) ID() string              { return "boxes" }
func (g *gate) Address() string         { return g.Addr().String() }
func (g *gate) Protocol() string        { return "tcp" }
func (g *gate) Init(*slog.Logger) error { return nil }

func (g *gate) Serve(establish listeners.EstablishFn) {
	for {
		c, err := g.Accept()
		if err != nil {
			g.mu.Lock()
			shut := g.shut
			g.mu.Unlock()
			if shut || errors.Is(err, net.ErrClosed) {
				return
			}
			time.Sleep(50 * time.Millisecond) // out of file descriptors, most likely
			continue
		}
		l := &line{Conn: c}
		if !g.enter(l) {
			g.turned(l.source(), "too_many")
			_ = c.Close()
			continue
		}
		go g.talk(l, establish)
	}
}

func (g *gate) talk(l *line, establish listeners.EstablishFn) {
	defer g.leave(l)
	defer func() {
		if recover() != nil {
			g.turned(l.source(), "malformed")
		}
	}()
	_ = l.SetDeadline(time.Now().Add(greetWithin))
	err := establish(g.ID(), l)
	if why := reason(err, l.user.Load() != nil); why != "" {
		g.turned(l.source(), why)
	}
}

func (g *gate) enter(l *line) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut || len(g.open) >= mostConns || g.hosts[l.host()] >= perHost {
		return false
	}
	g.open[l] = struct{}{}
	l.stranger = true
	g.hosts[l.host()]++
	return true
}

// known says that a line has logged in and is no stranger any more.
func (g *gate) known(l *line) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.forget(l)
}

func (g *gate) forget(l *line) {
	if !l.stranger {
		return
	}
	l.stranger = false
	if g.hosts[l.host()]--; g.hosts[l.host()] <= 0 {
		delete(g.hosts, l.host())
	}
}

func (g *gate) leave(l *line) {
	_ = l.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.open, l)
	g.forget(l)
}

// another says whether a box has a second line that is open.
func (g *gate) another(than *line) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	mine := than.user.Load()
	for l := range g.open {
		if u := l.user.Load(); l != than && mine != nil && u != nil && *u == *mine && !l.over.Load() {
			return true
		}
	}
	return false
}

// closing says that it is we who hang up: nobody's last will counts then.
func (g *gate) closing() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.shut
}

// Close hangs up on everybody, those too who have not said anything yet.
func (g *gate) Close(listeners.CloseFn) {
	g.mu.Lock()
	g.shut = true
	for l := range g.open {
		_ = l.Conn.Close()
	}
	g.mu.Unlock()
	_ = g.Listener.Close()
}

// line is the connection of one box. user is set once it has logged in.
type line struct {
	net.Conn
	user atomic.Pointer[string]
	over atomic.Bool // its end has been seen
	read atomic.Int64
	pace pace

	stranger bool // under the gate's lock
}

func (l *line) Read(p []byte) (int, error) {
	if l.user.Load() == nil && l.read.Load() > greetBytes {
		return 0, errTooMuch
	}
	n, err := l.Conn.Read(p)
	l.read.Add(int64(n))
	if err != nil {
		l.over.Store(true)
	}
	return n, err
}

// Close marks the end.
func (l *line) Close() error {
	l.over.Store(true)
	return l.Conn.Close()
}

func (l *line) source() string { return l.RemoteAddr().String() }

func (l *line) host() string {
	host, _, err := net.SplitHostPort(l.source())
	if err != nil {
		return l.source()
	}
	return host
}

// pace slows a box that talks without end; it loses nothing by it.
type pace struct {
	left float64
	at   time.Time
}

const (
	paceBurst  = 60.0
	paceSecond = 20.0
)

// wait returns when the box may be heard again.
func (p *pace) wait(ctx context.Context, now time.Time) {
	if p.at.IsZero() {
		p.left = paceBurst
	}
	p.left = min(paceBurst, p.left+now.Sub(p.at).Seconds()*paceSecond) - 1
	p.at = now
	if p.left >= 0 {
		return
	}
	slow := time.NewTimer(time.Duration(-p.left / paceSecond * float64(time.Second)))
	defer slow.Stop()
	select {
	case <-slow.C:
	case <-ctx.Done():
	}
}

package dc09

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Handler takes one frame as it came, stores it, and then says what to answer;
// nil for nothing. It is called by several goroutines at once. raw is its own
// to keep.
type Handler func(ctx context.Context, from string, raw []byte) []byte

// Receiver listens for boxes. All it may hold is bounded: frames waiting,
// connections, connections of one address, and bytes of one frame.
type Receiver struct {
	Handle Handler
	// Conns is the most TCP connections at once. PerHost are those of one address
	// that have shown nothing yet, Known those of one address on which a frame was
	// acknowledged: the boxes of a whole county may come from one. Workers is how
	// many frames of UDP are handled at once. Zero takes the default.
	Conns, PerHost, Known, Workers int
	// Idle is how long a TCP connection may be silent, Greet how long one that has
	// shown nothing yet.
	Idle, Greet time.Duration

	Counters Counters

	mu    sync.Mutex
	hosts map[string]int    // strangers by address
	known map[string]int    // the others by address
	open  map[net.Conn]bool // whether it is known
}

// Counters tell an operator what the wire brings.
type Counters struct {
	Frames, Answered, TooLong, Turned atomic.Int64
}

const (
	defaultConns   = 4096
	defaultPerHost = 64
	defaultKnown   = 2000
	defaultWorkers = 256 // they mostly wait for one commit together
	defaultIdle    = 10 * time.Minute
	defaultGreet   = time.Minute
	handleLimit    = 10 * time.Second
	socketBuffer   = 4 << 20
)

func (r *Receiver) or(n, d int) int {
	if n > 0 {
		return n
	}
	return d
}

// ServeUDP answers frames until ctx ends. A datagram is one frame. When all workers are
// busy the next waits in the socket, which holds some thousands: a box whose frame was
// dropped would send it again only after seconds, and it may be a press.
func (r *Receiver) ServeUDP(ctx context.Context, conn net.PacketConn) error {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if u, ok := conn.(*net.UDPConn); ok {
		_ = u.SetReadBuffer(socketBuffer) // the system gives what it allows
	}
	var all sync.WaitGroup
	defer all.Wait()
	free := make(chan struct{}, r.or(r.Workers, defaultWorkers))
	buf := make([]byte, mostFrame+2)
	for {
		n, from, err := conn.ReadFrom(buf)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			if errors.Is(err, net.ErrClosed) {
				return err
			}
			continue // an ICMP error of an earlier answer
		}
		if n > mostFrame+1 {
			r.Counters.TooLong.Add(1)
			continue
		}
		raw := bytes.Clone(buf[:n])
		select {
		case free <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		all.Go(func() {
			defer func() { <-free }()
			if out := r.handle(ctx, from.String(), raw); out != nil {
				_, _ = conn.WriteTo(out, from)
			}
		})
	}
}

// ServeTCP answers frames on each connection, one after the other, until ctx
// ends.
func (r *Receiver) ServeTCP(ctx context.Context, l net.Listener) error {
	stop := context.AfterFunc(ctx, func() {
		_ = l.Close()
		r.mu.Lock()
		defer r.mu.Unlock()
		for c := range r.open {
			_ = c.Close()
		}
	})
	defer stop()
	var all sync.WaitGroup
	defer all.Wait()
	for {
		c, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			if errors.Is(err, net.ErrClosed) {
				return err
			}
			select { // out of file descriptors, most likely
			case <-ctx.Done():
				return nil
			case <-time.After(50 * time.Millisecond):
			}
			continue
		}
		if !r.enter(ctx, c) {
			r.Counters.Turned.Add(1)
			_ = c.Close()
			continue
		}
		all.Go(func() {
			defer r.leave(c)
			r.talk(ctx, c)
		})
	}
}

func (r *Receiver) enter(ctx context.Context, c net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open == nil {
		r.open, r.hosts, r.known = map[net.Conn]bool{}, map[string]int{}, map[string]int{}
	}
	h := hostOf(c)
	if ctx.Err() != nil || len(r.open) >= r.or(r.Conns, defaultConns) || r.hosts[h] >= r.or(r.PerHost, defaultPerHost) {
		return false
	}
	r.open[c] = false
	r.hosts[h]++
	return true
}

// trust makes a known line of one on which a frame was acknowledged; false where an
// address has too many of them.
func (r *Receiver) trust(c net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := hostOf(c)
	if known, open := r.open[c]; known || !open {
		return open
	}
	if r.known[h] >= r.or(r.Known, defaultKnown) {
		return false
	}
	r.open[c] = true
	r.known[h]++
	less(r.hosts, h)
	return true
}

func less(n map[string]int, host string) {
	if n[host]--; n[host] <= 0 {
		delete(n, host)
	}
}

func (r *Receiver) leave(c net.Conn) {
	_ = c.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	from := r.hosts
	if r.open[c] {
		from = r.known
	}
	delete(r.open, c)
	less(from, hostOf(c))
}

func hostOf(c net.Conn) string {
	host, _, err := net.SplitHostPort(c.RemoteAddr().String())
	if err != nil {
		return c.RemoteAddr().String()
	}
	return host
}

// talk reads frames that end with CR. What is longer than a frame can be ends
// the connection, after the handler has seen its beginning.
func (r *Receiver) talk(ctx context.Context, c net.Conn) {
	idle, greet := r.Idle, r.Greet
	if idle <= 0 {
		idle = defaultIdle
	}
	if greet <= 0 {
		greet = min(idle, defaultGreet)
	}
	known := false
	in := bufio.NewReaderSize(c, mostFrame+2)
	for {
		wait := greet
		if known {
			wait = idle
		}
		_ = c.SetDeadline(time.Now().Add(wait))
		raw, err := in.ReadSlice('\r')
		if errors.Is(err, bufio.ErrBufferFull) {
			r.Counters.TooLong.Add(1)
			r.handle(ctx, c.RemoteAddr().String(), bytes.Clone(raw))
			return
		}
		if len(bytes.Trim(raw, "\r\n\x00 ")) > 0 {
			// Also a last frame whose CR never came.
			if out := r.handle(ctx, c.RemoteAddr().String(), bytes.Clone(raw)); out != nil {
				if _, err := c.Write(out); err != nil {
					return
				}
				if !known && acknowledged(out) {
					if known = r.trust(c); !known {
						r.Counters.Turned.Add(1)
						return // answered, but it may not stay
					}
				}
			}
		}
		if err != nil {
			return
		}
	}
}

func (r *Receiver) handle(ctx context.Context, from string, raw []byte) []byte {
	r.Counters.Frames.Add(1)
	// What was received is stored even while the server is going down.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), handleLimit)
	defer cancel()
	out := r.Handle(ctx, from, raw)
	if out != nil {
		r.Counters.Answered.Add(1)
	}
	return out
}

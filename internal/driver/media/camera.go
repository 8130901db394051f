package media

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"sync"
)

// Direct is a Puller over cameras of our own making that are called without SIP: each
// is told where to send and under what number, and really sends RTP there. It drives
// everything behind the call in tests and in measurements.
type Direct struct {
	Clip []*Frame
	TCP  bool

	mu     sync.Mutex
	calls  map[string]int
	silent map[string]bool // these agree and send nothing
	hangUp map[string]context.CancelFunc
}

type directCall struct {
	done <-chan struct{}
	in   *Receiver
	key  chan struct{}
}

// Done implements Call.
func (c *directCall) Done() <-chan struct{} { return c.done }

// Trouble implements Call.
func (c *directCall) Trouble() Trouble { return c.in.Trouble() }

// WantKey implements Call.
func (c *directCall) WantKey() {
	select {
	case c.key <- struct{}{}:
	default:
	}
}

// Calls is how often a camera was called.
func (x *Direct) Calls(camera string) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.calls[camera]
}

// Silence makes a camera send nothing from now on, or send again from its next call on.
func (x *Direct) Silence(camera string, silent bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.silent == nil {
		x.silent = map[string]bool{}
	}
	x.silent[camera] = silent
	if end := x.hangUp[camera]; silent && end != nil {
		end()
	}
}

// Pull implements Puller.
func (x *Direct) Pull(ctx context.Context, camera string, stream *Stream) (Call, error) {
	in, err := Listen("127.0.0.1", 0, 0, x.TCP)
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	if x.calls == nil {
		x.calls, x.hangUp = map[string]int{}, map[string]context.CancelFunc{}
	}
	x.calls[camera]++
	ssrc := uint32(200000000 + x.calls[camera])
	silent := x.silent[camera]
	sending, stop := context.WithCancel(ctx)
	x.hangUp[camera] = stop
	x.mu.Unlock()
	in.Expect(netip.MustParseAddr("127.0.0.1"), ssrc)
	done := make(chan struct{})
	c := &directCall{done: done, in: in, key: make(chan struct{}, 1)}
	d := NewDemuxer(stream.Put)
	go func() {
		defer close(done)
		_ = in.Run(ctx, d)
	}()
	if silent {
		return c, nil
	}
	network := "udp"
	if x.TCP {
		network = "tcp"
	}
	out, err := net.Dial(network, net.JoinHostPort("127.0.0.1", strconv.Itoa(in.Port())))
	if err != nil {
		in.Close()
		stop()
		return nil, err
	}
	go func() {
		defer stop()
		s := NewSender(out, ssrc)
		_ = Loop(sending, x.Clip, c.key, s.Send)
		if !x.TCP { // a silent camera keeps its connection
			_ = out.Close()
			return
		}
		<-ctx.Done()
		_ = out.Close()
	}()
	return c, nil
}

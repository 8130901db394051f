package simulate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/driver/media/sample"
)

// Cameras are cameras on one socket that really send: H.264 in a program stream over
// RTP, of a school gate that we drew ourselves. A login with the number of a recorder
// has Channels cameras; every other one is a camera itself.
type Cameras struct {
	Server   string
	Platform gb28181.Code
	Logins   []Login
	Bind     string // our own address, "" for 127.0.0.1
	Channels int
	TCP      bool // SIP; how the picture goes the platform says
	Beat     time.Duration
	Press    time.Duration    // 0: never; else one of them calls for help
	H265     bool             // the main stream is H.265, the small one H.264
	OnlyTCP  bool             // asked to send by UDP, they agree and nothing arrives
	Mute     atomic.Bool      // they agree and send nothing
	Slow     atomic.Bool      // they refuse to hand a recording over faster than it plays
	Now      func() time.Time // until when they have recorded; nil: the clock of this machine
	Out      io.Writer

	Calls atomic.Int64 // how often they were called
	st    *gb28181.Station
	clip  []*media.Frame
	mu    sync.Mutex
	keys  map[string]chan struct{} // by channel, of the call under way
	moves map[string][]gb28181.Move
	hosts map[string]*gb28181.Device // by the number that is logged in
}

// Sending is how many pictures are being sent now.
func (c *Cameras) Sending() int { return c.st.Calls() }

// Open makes the cameras; Run lets them live.
func (c *Cameras) Open() (err error) {
	if len(c.Logins) == 0 {
		return errors.New("simulate: no cameras")
	}
	if c.Bind == "" {
		c.Bind = "127.0.0.1"
	}
	c.clip, c.keys = media.ReadClip(sample.Gate(), sample.Rate), map[string]chan struct{}{}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.moves, c.hosts = map[string][]gb28181.Move{}, map[string]*gb28181.Device{}
	c.st, err = gb28181.NewStation(net.JoinHostPort(c.Bind, "0"), nil)
	return err
}

// Run lets them live until ctx ends.
func (c *Cameras) Run(ctx context.Context) error {
	if c.st == nil {
		if err := c.Open(); err != nil {
			return err
		}
	}
	defer c.st.Close()
	ready := make(chan *gb28181.Device, len(c.Logins))
	var live sync.WaitGroup
	for _, l := range c.Logins {
		d := c.st.Add(c.profile(l))
		c.mu.Lock()
		c.hosts[l.Code] = d
		c.mu.Unlock()
		var first sync.Once
		live.Go(func() {
			d.Live(ctx, c.Beat, time.Minute, func(state string, err error) {
				fmt.Fprintln(c.Out, d.Code, state, orNothing(err))
				if state == gb28181.StateRegistered {
					first.Do(func() { ready <- d })
				}
			})
		})
	}
	if c.Press > 0 {
		b := Boxes{Press: c.Press, Out: c.Out}
		b.press(ctx, ready)
	}
	<-ctx.Done()
	live.Wait()
	fmt.Fprintf(c.Out, "cameras %d, calls %d\n", len(c.Logins), c.Calls.Load())
	return nil
}

func orNothing(err error) any {
	if err == nil {
		return ""
	}
	return err
}

// ChannelCode is the number of a recorder's n-th camera, from 1.
func ChannelCode(recorder string, n int) string {
	serial, _ := strconv.Atoi(recorder[14:])
	return string(gb28181.MakeCode(recorder[:8], gb28181.TypeIPC, serial*100%1_000_000+n))
}

func (c *Cameras) profile(l Login) gb28181.Profile {
	channels := []gb28181.Channel{{Code: l.Code, Name: "模拟摄像头", Civil: l.Code[:6]}}
	if kind := gb28181.Code(l.Code).Type(); kind == gb28181.TypeNVR || kind == gb28181.TypeDVR {
		channels = nil
		for n := range max(1, c.Channels) {
			name := fmt.Sprintf("模拟摄像头 %d", n+1)
			channels = append(channels, gb28181.Channel{Code: ChannelCode(l.Code, n+1), Name: name, Civil: l.Code[:6]})
		}
	}
	return gb28181.Profile{
		Code: l.Code, Password: []byte(l.Password), Server: c.Server, Platform: c.Platform, TCP: c.TCP, Maker: "Huxue", Model: "simulated camera",
		Channels: func() []gb28181.Channel { return channels }, Recordings: c.recordings, Commanded: c.commanded,
		Invited: func(ctx context.Context, in gb28181.Call) (gb28181.Offer, func(), func(), error) {
			return c.invited(ctx, l.Code, in)
		},
	}
}

// commanded hears the wish for a key frame, and that a camera should turn.
func (c *Cameras) commanded(m *gb28181.Message) {
	if move, err := gb28181.ParseMove(m.Get("PTZCmd")); err == nil {
		c.mu.Lock()
		c.moves[m.DeviceID] = append(c.moves[m.DeviceID], move)
		c.mu.Unlock()
		fmt.Fprintf(c.Out, "%s turns %+v\n", m.DeviceID, move)
		return
	}
	if m.Get("IFameCmd") == "" {
		return
	}
	c.mu.Lock()
	key := c.keys[m.DeviceID]
	c.mu.Unlock()
	select {
	case key <- struct{}{}:
	default:
	}
}

// invited agrees to every call and sends where it is told to.
func (c *Cameras) invited(_ context.Context, host string, in gb28181.Call) (gb28181.Offer, func(), func(), error) {
	c.Calls.Add(1)
	to, ok := in.Offer.Addr()
	ssrc, numbered := in.Offer.Number()
	if !ok || !numbered {
		return gb28181.Offer{}, nil, nil, errors.New("simulate: nowhere to send to")
	}
	var recorded *tape
	if in.Offer.Session == "Playback" || in.Offer.Session == "Download" {
		var err error
		if recorded, err = c.tape(in); err != nil {
			return gb28181.Offer{}, nil, nil, err
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	key := make(chan struct{}, 1)
	c.mu.Lock()
	c.keys[in.Channel] = key
	c.mu.Unlock()
	network := "udp"
	if in.Offer.TCP {
		network = "tcp"
	}
	clip := c.clip
	if c.H265 && !in.Offer.Sub {
		clip = h265
	}
	start := func() {
		fmt.Fprintln(c.Out, in.Channel, "sends to", network, to, "ssrc", ssrc)
		go func() {
			d := net.Dialer{LocalAddr: local(network, c.Bind)}
			out, err := d.DialContext(ctx, network, to.String())
			if err != nil {
				fmt.Fprintln(c.Out, in.Channel, err)
				return
			}
			defer out.Close()
			s := media.NewSender(out, ssrc)
			if recorded != nil {
				if recorded.run(ctx, c.clip, s.Send) {
					c.mu.Lock()
					d := c.hosts[host]
					c.mu.Unlock()
					_ = d.FileEnd(ctx, in.Channel)
				}
				<-ctx.Done() // the platform hangs up
				return
			}
			_ = media.Loop(ctx, clip, key, func(f *media.Frame) error {
				if c.Mute.Load() || c.OnlyTCP && !in.Offer.TCP {
					return nil
				}
				return s.Send(f)
			})
		}()
	}
	return gb28181.Offer{IP: c.Bind, Port: 15060, TCP: in.Offer.TCP, Setup: "active"}, start, func() {
		stop()
		fmt.Fprintln(c.Out, in.Channel, "was hung up")
	}, nil
}

func local(network, host string) net.Addr {
	ip := net.ParseIP(host)
	if network == "tcp" {
		return &net.TCPAddr{IP: ip}
	}
	return &net.UDPAddr{IP: ip}
}

// h265 is a stream of H.265 as far as anybody reads it here: parameter sets and a slice.
var h265 = []*media.Frame{{Key: true, Span: media.ClockRate / sample.Rate, NALUs: [][]byte{
	{0x40, 1, 0x0c, 1, 0xff, 0xff}, {0x42, 1, 1, 1, 0x60}, {0x44, 1, 0xc0, 0xf3}, {0x26, 1, 0xaf, 0x09, 0x80, 0x11, 0x22, 0x33},
}}}

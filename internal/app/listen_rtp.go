package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

// Why a camera cannot be called at all.
var (
	errPicturesOff = errors.New("app: no address for pictures is set")
	errNotCamera   = errors.New("app: not a camera in GB/T 28181")
)

// inviteWait is how long a camera may take to agree; recorders wake their channels.
const inviteWait = 8 * time.Second

// listenRTP makes the pictures ready, if an address is set for them: cameras are called
// in GB/T 28181 and send here, browsers fetch by WebRTC.
func (a *App) listenRTP(ctx context.Context) error {
	if a.cfg.RTPListen == "" {
		return nil
	}
	host, low, high, err := portRange(a.cfg.RTPListen)
	if err != nil {
		return fmt.Errorf("-rtp-listen: %w", err)
	}
	if a.cfg.RTPOver != "udp" && a.cfg.RTPOver != "tcp" {
		return fmt.Errorf("-rtp-over %q is none of udp, tcp", a.cfg.RTPOver)
	}
	if a.cfg.RTPAddress != "" && net.ParseIP(a.cfg.RTPAddress) == nil {
		return fmt.Errorf("-rtp-address %q is no address", a.cfg.RTPAddress)
	}
	return a.ShowPictures(ctx, PictureOptions{Host: host, Low: low, High: high, TCP: a.cfg.RTPOver == "tcp", Times: media.DefaultTimes})
}

// PictureOptions say where cameras send and how long is waited for them.
type PictureOptions struct {
	Host      string
	Low, High int
	TCP       bool
	Times     media.Times
}

// ShowPictures lets cameras be called until ctx ends; HearGB28181 comes first.
func (a *App) ShowPictures(ctx context.Context, o PictureOptions) error {
	if _, err := a.browsers(); err != nil {
		return err
	}
	p := &gbPuller{a: a, o: o, habits: map[string]habit{}}
	a.pictureAt = o
	a.pictures = media.NewPool(ctx, p, o.Times, a.pictureChanged)
	a.hungUp = sync.OnceFunc(func() {
		a.pictures.Wait()
		p.calls.Wait()
	})
	a.working.Go(func() { <-ctx.Done(); a.hungUp() })
	return nil
}

// browsers is the way to browsers, for pictures and voices; opened by the first listener
// that needs it, before anybody asks.
func (a *App) browsers() (*media.WebRTC, error) {
	if a.webrtc != nil {
		return a.webrtc, nil
	}
	w := media.WebRTCOptions{Hosts: list(a.cfg.RTCHosts), Servers: list(a.cfg.RTCServers)}
	if a.cfg.RTCPort != "" {
		port, err := strconv.ParseUint(a.cfg.RTCPort, 10, 16)
		if err != nil {
			return nil, fmt.Errorf("-webrtc-port %q is no port", a.cfg.RTCPort)
		}
		w.Port = int(port)
	}
	rtc, err := media.NewWebRTC(w)
	if err != nil {
		return nil, err
	}
	a.webrtc = rtc
	return rtc, nil
}

// HoldPicture has a camera called and kept as long as release was not called; all who
// look at it share one call.
func (a *App) HoldPicture(deviceID string) (l *media.Live, release func(), err error) {
	if a.pictures == nil {
		return nil, nil, errPicturesOff
	}
	l, release = a.pictures.Hold(deviceID)
	return l, release, nil
}

// pictureChanged hears how a camera's picture stands.
func (a *App) pictureChanged(camera string, s media.Status) {
	a.log.Info("picture", "device", camera, "state", s.State, "trouble", s.Trouble, "error", s.Err, "first_ms", s.FirstMs)
}

func list(s string) (out []string) {
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// portRange reads host:low-high, or host:0 for any port.
func portRange(s string) (host string, low, high int, err error) {
	host, ports, err := net.SplitHostPort(s)
	if err != nil {
		return "", 0, 0, err
	}
	from, to, ranged := strings.Cut(ports, "-")
	if !ranged {
		to = from
	}
	l, err1 := strconv.ParseUint(from, 10, 16)
	h, err2 := strconv.ParseUint(to, 10, 16)
	if err := errors.Join(err1, err2); err != nil || h < l || ranged && l == 0 || host != "" && net.ParseIP(host) == nil {
		return "", 0, 0, fmt.Errorf("%q is not like 0.0.0.0:30000-30999", s)
	}
	low, high = int(l), int(h)
	if low%2 == 1 {
		low++
	}
	return host, low, max(low, high), nil
}

// gbPuller calls cameras that are registered in GB/T 28181; see media.Puller.
type gbPuller struct {
	a     *App
	o     PictureOptions
	n     atomic.Int64
	calls sync.WaitGroup

	mu     sync.Mutex
	habits map[string]habit
}

// habit is what a camera has taught us: that its main stream is H.265, that the way we
// asked it to send brings nothing.
type habit struct{ sub, other bool }

func (p *gbPuller) habit(camera string) habit {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.habits[camera]
}

func (p *gbPuller) learn(camera string, h habit) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.habits[camera] = h
}

// cameraCodes are those of the device that is registered and of its camera.
func (a *App) cameraCodes(ctx context.Context, camera string) (peer, channel string, err error) {
	ctx = access.AsSystem(ctx, "video")
	d, err := a.devices.Open(ctx, camera)
	if err != nil {
		return "", "", err
	}
	if d.Kind != device.Camera || d.Protocol != device.GB28181 || d.State == device.Retired {
		return "", "", errNotCamera
	}
	if d.ParentID == "" {
		return d.Code, d.Code, nil
	}
	r, err := a.devices.Open(ctx, d.ParentID)
	if err != nil {
		return "", "", err
	}
	return r.Code, d.Code, nil
}

// Pull implements media.Puller.
func (p *gbPuller) Pull(ctx context.Context, camera string, stream *media.Stream) (media.Call, error) {
	if p.a.gb == nil {
		return nil, errPicturesOff
	}
	device, channel, err := p.a.cameraCodes(ctx, camera)
	if err != nil {
		return nil, err
	}
	peer, ok := p.a.gb.Peer(device)
	if !ok {
		return nil, gb28181.ErrAbsent
	}
	h := p.habit(camera)
	tcp := p.o.TCP != h.other
	in, err := media.Listen(p.o.Host, p.o.Low, p.o.High, tcp)
	if err != nil {
		return nil, err
	}
	offer := gb28181.Offer{IP: p.a.cfg.RTPAddress, Port: in.Port(), TCP: tcp, Sub: h.sub,
		SSRC: gb28181.SSRC(p.a.gbCode, false, int(p.n.Add(1)))}
	if offer.IP == "" {
		offer.IP = p.a.gb.LocalIP(peer.Addr)
	}
	asking, enough := context.WithTimeout(ctx, inviteWait)
	defer enough()
	session, err := p.a.gb.Invite(asking, device, channel, offer)
	if err != nil {
		in.Close()
		return nil, err
	}
	from, err := netip.ParseAddrPort(session.From)
	if err != nil {
		in.Close()
		session.Bye(ctx)
		return nil, err
	}
	ours, _ := strconv.ParseUint(offer.SSRC, 10, 32)
	numbers := []uint32{uint32(ours)}
	if theirs, ok := session.Answer.Number(); ok {
		numbers = append(numbers, theirs)
	}
	in.Expect(from.Addr(), numbers...)
	c := &gbCall{p: p, camera: camera, device: device, channel: channel, habit: h, in: in, session: session, began: time.Now(), done: make(chan struct{})}
	p.calls.Go(func() { c.run(ctx, stream) })
	return c, nil
}

// gbCall is one call that is up; see media.Call.
type gbCall struct {
	p                       *gbPuller
	camera, device, channel string
	habit                   habit
	in                      *media.Receiver
	session                 *gb28181.Session
	began                   time.Time
	done                    chan struct{}
	trouble                 atomic.Value // media.Trouble
}

func (c *gbCall) run(ctx context.Context, stream *media.Stream) {
	defer close(c.done)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-c.session.Over():
			stop()
		case <-ctx.Done():
		}
	}()
	d := media.NewDemuxer(stream.Put)
	_ = c.in.Run(ctx, &watched{Demuxer: d, said: func(t media.Trouble) {
		c.trouble.Store(t)
		if t == media.TroubleH265 && !c.habit.sub {
			stop() // called again at once, for the small stream
		}
	}})
	c.session.Bye(ctx)
	h := c.habit
	switch {
	case c.Trouble() == media.TroubleH265:
		h.sub = true
	case c.in.Counts.Packets.Load() == 0 && c.in.Trouble() == "" && time.Since(c.began) > c.p.o.Times.First*3/4:
		h.other = !h.other
	}
	c.p.learn(c.camera, h)
}

// Done implements media.Call.
func (c *gbCall) Done() <-chan struct{} { return c.done }

// Trouble implements media.Call.
func (c *gbCall) Trouble() media.Trouble {
	if t, ok := c.trouble.Load().(media.Trouble); ok && t != "" {
		return t
	}
	return c.in.Trouble()
}

// WantKey implements media.Call.
func (c *gbCall) WantKey() {
	c.p.calls.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		_ = c.p.a.gb.KeyFrame(ctx, c.device, c.channel) // the next one comes by itself as well
	})
}

// watched is a demuxer that says when its trouble changes.
type watched struct {
	*media.Demuxer
	last media.Trouble
	said func(media.Trouble)
}

// Write implements media.Sink.
func (w *watched) Write(p []byte) {
	w.Demuxer.Write(p)
	if t := w.Trouble(); t != w.last {
		w.last = t
		w.said(t)
	}
}

package app

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
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

// gbPuller calls cameras that are registered in GB/T 28181; see media.Puller.
type gbPuller struct {
	a     *App
	o     PictureOptions
	n     atomic.Int64
	ctx   context.Context // ends when this server ends
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
	device, channel, err := p.a.cameraCodes(ctx, camera)
	if err != nil {
		return nil, err
	}
	h := p.habit(camera)
	in, session, err := p.a.dialGB(ctx, device, channel, p.o.TCP != h.other, gb28181.Offer{Sub: h.sub, SSRC: gb28181.SSRC(p.a.gbCode, false, int(p.n.Add(1)))})
	if err != nil {
		return nil, err
	}
	c := &gbCall{p: p, camera: camera, device: device, channel: channel, habit: h, in: in, session: session, began: time.Now(), done: make(chan struct{})}
	p.calls.Go(func() { c.run(ctx, stream) })
	return c, nil
}

// dialGB calls a camera, or its recorder for a recording, and has it send to a port of
// ours, which hears nobody else. The caller says in offer what is wanted.
func (a *App) dialGB(ctx context.Context, peer, channel string, tcp bool, offer gb28181.Offer) (*media.Receiver, *gb28181.Session, error) {
	if a.gb == nil || a.pictures == nil {
		return nil, nil, errPicturesOff
	}
	p, ok := a.gb.Peer(peer)
	if !ok {
		return nil, nil, gb28181.ErrAbsent
	}
	in, err := media.Listen(a.pictureAt.Host, a.pictureAt.Low, a.pictureAt.High, tcp)
	if err != nil {
		return nil, nil, err
	}
	offer.IP, offer.Port, offer.TCP = a.cfg.RTPAddress, in.Port(), tcp
	if offer.IP == "" {
		offer.IP = a.gb.LocalIP(p.Addr)
	}
	asking, enough := context.WithTimeout(ctx, inviteWait)
	defer enough()
	session, err := a.gb.Invite(asking, peer, channel, offer)
	if err != nil {
		in.Close()
		return nil, nil, err
	}
	from, err := netip.ParseAddrPort(session.From)
	if err != nil {
		in.Close()
		session.Bye(ctx)
		return nil, nil, err
	}
	ours, _ := strconv.ParseUint(offer.SSRC, 10, 32)
	numbers := []uint32{uint32(ours)}
	if theirs, ok := session.Answer.Number(); ok {
		numbers = append(numbers, theirs)
	}
	in.Expect(from.Addr(), numbers...)
	return in, session, nil
}

// receiveGB takes what a call sends until one side ends it, and hangs up.
func receiveGB(ctx context.Context, in *media.Receiver, session *gb28181.Session, to media.Sink) {
	hearing, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-session.Over():
			stop()
		case <-hearing.Done():
		}
	}()
	_ = in.Run(hearing, to)
	session.Bye(context.WithoutCancel(ctx))
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
	receiveGB(ctx, c.in, c.session, &watched{Demuxer: media.NewDemuxer(stream.Put), said: func(t media.Trouble) {
		c.trouble.Store(t)
		if t == media.TroubleH265 && !c.habit.sub {
			stop() // called again at once, for the small stream
		}
	}})
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

package cascade

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
)

// firstWithin is for the camera's first picture, before we agree.
const firstWithin = 10 * time.Second

// views are the pictures that platforms look at now.
type views struct {
	mu  sync.Mutex
	all map[*view]struct{}
}

// view is one picture on its way up.
type view struct {
	upper, device, code string
	asked               string // its line in the record
	live                *media.Live
	hangUp              func(context.Context)
}

func (v *views) put(x *view) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.all == nil {
		v.all = map[*view]struct{}{}
	}
	v.all[x] = struct{}{}
}

func (v *views) drop(x *view) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.all, x)
}

func (v *views) find(fits func(*view) bool) (out []*view) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for x := range v.all {
		if fits(x) {
			out = append(out, x)
		}
	}
	return out
}

// of is how many pictures a platform looks at.
func (v *views) of(upper string) int {
	return len(v.find(func(x *view) bool { return x.upper == upper }))
}

// end hangs up what a platform sees of a device.
func (v *views) end(upper, device string) {
	for _, x := range v.find(func(x *view) bool { return x.upper == upper && x.device == device }) {
		go x.hangUp(context.Background())
	}
}

// key asks a camera that a platform looks at for a key frame.
func (v *views) key(upper, code string) {
	for _, x := range v.find(func(x *view) bool { return x.upper == upper && x.code == code }) {
		x.live.WantKey()
	}
}

// invited answers a platform that wants a picture. The camera is called first, or joined
// if somebody looks at it already; we agree once it shows something, so that nobody
// above stares at nothing.
func (l *link) invited(ctx context.Context, c gb28181.Call) (gb28181.Offer, func(), func(), error) {
	none := gb28181.Offer{}
	d := l.share(ctx, c.Channel)
	refuse := func(status int, words, why string) (gb28181.Offer, func(), func(), error) {
		l.noted(ctx, question{u: l.u, what: whatCalled(c.Offer.Session), code: c.Channel, of: d, state: refused, why: why})
		return none, nil, nil, &gb28181.RefusedError{Status: status, Reason: words}
	}
	if d == nil {
		return refuse(404, "Not Found", "cascade.not_shared")
	}
	if why := l.denied(d, l.u.MayView, "cascade.no_view"); why != "" {
		return refuse(403, "Forbidden", why)
	}
	if c.Offer.Session != "Play" && c.Offer.Session != "" {
		return refuse(488, "Not Acceptable Here", "cascade.live_only")
	}
	to, ok := c.Offer.Addr()
	if !ok || !l.u.sendsTo(to.Addr(), c.From) {
		return refuse(403, "Forbidden", "cascade.media_elsewhere")
	}
	live, release, err := l.s.cameras.HoldPicture(d.DeviceID)
	if err != nil {
		return refuse(480, "Temporarily Unavailable", "cascade.no_picture")
	}
	looking := live.Stream.Watch()
	first, err := looking.First(ctx, firstWithin)
	if err != nil {
		looking.Close()
		release()
		return refuse(480, "Temporarily Unavailable", "cascade.no_picture")
	}
	out, answer, err := l.outlet(c, to)
	if err != nil {
		looking.Close()
		release()
		return refuse(500, "Server Internal Error", "cascade.no_way")
	}
	asked, err := l.s.note(ctx, question{u: l.u, what: "view", code: c.Channel, of: d, state: running})
	if err != nil { // what cannot be written down is not shown
		out.Close()
		looking.Close()
		release()
		return none, nil, nil, &gb28181.RefusedError{Status: 500, Reason: "Server Internal Error"}
	}
	x := &view{upper: l.u.ID, device: d.DeviceID, code: c.Channel, asked: asked, live: live}
	why := &reasonOf{}
	x.hangUp = func(ctx context.Context) { why.set("cascade.unshared"); c.HangUp(ctx) }
	l.s.views.put(x)
	streaming, stop := context.WithCancel(context.Background())
	start := func() {
		go func() {
			if err := out.Run(streaming, looking, first); err != nil && streaming.Err() == nil {
				why.set(endCode(err))
				c.HangUp(context.Background())
			}
		}()
	}
	return answer, start, sync.OnceFunc(func() {
		stop()
		out.Close()
		looking.Close()
		release()
		l.s.views.drop(x)
		if err := l.s.over(context.Background(), asked, why.get()); err != nil {
			l.s.log.Warn("the end of a view was not written down", "asked", asked, "error", err)
		}
	}), nil
}

func whatCalled(session string) string {
	if session == "Play" || session == "" {
		return "view"
	}
	return "replay"
}

// reasonOf keeps the first reason given.
type reasonOf struct {
	mu  sync.Mutex
	why string
}

func (r *reasonOf) set(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.why == "" {
		r.why = why
	}
}

func (r *reasonOf) get() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.why
}

func endCode(err error) string {
	if errors.Is(err, media.ErrNoPicture) {
		return "cascade.picture_lost"
	}
	return "cascade.not_taken"
}

// outlet makes ready what the platform has asked for: by UDP we send to its port; by TCP
// one of the two listens and the other calls (setup). The number is the platform's own.
func (l *link) outlet(c gb28181.Call, to netip.AddrPort) (*media.Outlet, gb28181.Offer, error) {
	ip := l.dev.LocalIP()
	answer := gb28181.Offer{IP: ip, Session: "Play", TCP: c.Offer.TCP, SSRC: c.Offer.SSRC}
	ssrc, ok := c.Offer.Number()
	if !ok {
		answer.SSRC = gb28181.SSRC(gb28181.Code(l.u.Code), false, int(l.s.calls.Add(1)))
		n, _ := strconv.ParseUint(answer.SSRC, 10, 32)
		ssrc = uint32(n)
	}
	var out *media.Outlet
	var err error
	if !c.Offer.TCP {
		out, err = media.NewOutlet(net.ParseIP(ip), to, ssrc)
	} else {
		theyCall := c.Offer.Setup == "active"
		if answer.Setup = "active"; theyCall {
			answer.Setup = "passive"
		}
		out, err = media.NewOutletTCP(net.ParseIP(ip), to, ssrc, theyCall, func(from netip.Addr) bool { return l.u.sendsTo(from, c.From) })
	}
	if err == nil {
		answer.Port = out.Port()
	}
	return out, answer, err
}

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

const (
	firstWithin = 10 * time.Second // for the camera's first picture, before we agree
	steerWithin = 5 * time.Second  // for a device to do what steers a playback
	mostViews   = 64               // of one platform at once
)

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
		if x.live != nil {
			x.live.WantKey()
		}
	}
}

// source is where a picture comes from: a camera that is shared with whoever looks at
// it already, or a recording of its own.
type source struct {
	stream   *media.Stream
	live     *media.Live // nil for a recording
	recorded Recorded    // nil for a camera
	release  func()
}

func (l *link) source(ctx context.Context, d *Share, c gb28181.Call) (source, error) {
	if whatCalled(c.Offer.Session) == "view" {
		live, release, err := l.s.cameras.HoldPicture(d.DeviceID)
		if err != nil {
			return source{}, err
		}
		return source{stream: live.Stream, live: live, release: release}, nil
	}
	r, err := l.s.cameras.Replay(ctx, d.DeviceID, time.Unix(c.Offer.Start, 0), time.Unix(c.Offer.End, 0))
	if err != nil {
		return source{}, err
	}
	c.OnInfo(func(command string) error {
		ctx, cancel := context.WithTimeout(context.Background(), steerWithin)
		defer cancel()
		return r.Steer(ctx, command)
	})
	return source{stream: r.Stream(), recorded: r, release: r.Close}, nil
}

// why says why a picture is refused, with the status for it, before anything is called.
func (l *link) why(d *Share, c gb28181.Call, to netip.Addr) (status int, words, why string) {
	replay := c.Offer.Session == "Playback"
	denied := l.denied(d, l.u.MayView, "cascade.no_view")
	if replay {
		denied = l.denied(d, l.u.MayReplay, "cascade.no_replay")
	}
	switch {
	case d == nil:
		return 404, "Not Found", "cascade.not_shared"
	case whatCalled(c.Offer.Session) == "replay" && !replay, replay && c.Offer.End <= c.Offer.Start:
		return 488, "Not Acceptable Here", "cascade.live_only"
	case denied != "":
		return 403, "Forbidden", denied
	case !l.u.sendsTo(to, c.From):
		return 403, "Forbidden", "cascade.media_elsewhere"
	case l.s.views.of(l.u.ID) >= mostViews:
		return 486, "Busy Here", "cascade.too_busy"
	}
	return 0, "", ""
}

// invited answers a platform that wants a picture. The camera is called first, or joined
// if somebody looks at it already; we agree once it shows something, so that nobody
// above stares at nothing.
func (l *link) invited(ctx context.Context, c gb28181.Call) (gb28181.Offer, func(), func(), error) {
	d, what := l.share(ctx, c.Channel), whatCalled(c.Offer.Session)
	refuse := func(status int, words, why string) (gb28181.Offer, func(), func(), error) {
		l.noted(ctx, question{u: l.u, what: what, code: c.Channel, of: d, state: refused, why: why})
		return gb28181.Offer{}, nil, nil, &gb28181.RefusedError{Status: status, Reason: words}
	}
	to, _ := c.Offer.Addr()
	if status, words, why := l.why(d, c, to.Addr()); why != "" {
		return refuse(status, words, why)
	}
	from, err := l.source(ctx, d, c)
	if err != nil {
		return refuse(480, "Temporarily Unavailable", "cascade.no_picture")
	}
	looking := from.stream.Watch()
	undo := func() { looking.Close(); from.release() }
	first, err := looking.First(ctx, firstWithin)
	if err != nil {
		undo()
		return refuse(480, "Temporarily Unavailable", "cascade.no_picture")
	}
	out, answer, err := l.outlet(c, to)
	if err != nil {
		undo()
		return refuse(500, "Server Internal Error", "cascade.no_way")
	}
	asked, err := l.s.note(ctx, question{u: l.u, what: what, code: c.Channel, of: d, state: running})
	if err != nil { // what cannot be written down is not shown
		out.Close()
		undo()
		return gb28181.Offer{}, nil, nil, &gb28181.RefusedError{Status: 500, Reason: "Server Internal Error"}
	}
	why := &reasonOf{}
	x := &view{upper: l.u.ID, device: d.DeviceID, code: c.Channel, asked: asked, live: from.live}
	x.hangUp = func(ctx context.Context) { why.set("cascade.unshared"); c.HangUp(ctx) }
	l.s.views.put(x)
	streaming, stop := context.WithCancel(context.Background())
	start := func() {
		go func() {
			if err := out.Run(streaming, looking, first); err != nil && streaming.Err() == nil {
				why.set(endCode(err, from))
				if why.get() == "cascade.file_end" {
					l.fileEnd(c.Channel)
				}
				c.HangUp(context.Background())
			}
		}()
	}
	return answer, start, sync.OnceFunc(func() {
		stop()
		out.Close()
		undo()
		l.s.views.drop(x)
		if err := l.s.over(context.Background(), asked, why.get()); err != nil {
			l.s.log.Warn("the end of a view was not written down", "asked", asked, "error", err)
		}
	}), nil
}

// endCode says why a picture ended by itself.
func endCode(err error, from source) string {
	switch {
	case errors.Is(err, media.ErrNotTaken):
		return "cascade.not_taken"
	case from.recorded != nil && from.recorded.AtEnd():
		return "cascade.file_end"
	}
	return "cascade.picture_lost"
}

// fileEnd tells a platform that a recording is at its end; BYE says it once more.
func (l *link) fileEnd(channel string) {
	ctx, cancel := context.WithTimeout(context.Background(), steerWithin)
	defer cancel()
	if err := l.dev.FileEnd(ctx, channel); err != nil {
		l.s.log.InfoContext(ctx, "the end of a recording was not told", "upper", l.u.ID, "error", err)
	}
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

// outlet makes ready what the platform has asked for: by UDP we send to its port; by TCP
// one of the two listens and the other calls (setup). The number is the platform's own.
func (l *link) outlet(c gb28181.Call, to netip.AddrPort) (*media.Outlet, gb28181.Offer, error) {
	ip := l.dev.LocalIP()
	answer := gb28181.Offer{IP: ip, TCP: c.Offer.TCP, SSRC: c.Offer.SSRC}
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

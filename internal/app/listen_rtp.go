package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"

	"huxue/internal/driver/media"
	"huxue/internal/platform/device"
)

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
	p := &gbPuller{a: a, o: o, ctx: ctx, habits: map[string]habit{}}
	a.pictureAt, a.puller = o, p
	a.pictures = media.NewPool(ctx, p, o.Times, func(camera string, s media.Status) { a.pictureChanged(ctx, camera, s) })
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

// pictureChanged hears how a camera's picture stands. One that plays is not lost,
// whatever its recorder has said before.
func (a *App) pictureChanged(ctx context.Context, camera string, s media.Status) {
	a.log.Info("picture", "device", camera, "state", s.State, "trouble", s.Trouble, "error", s.Err, "first_ms", s.FirstMs)
	if s.State != media.Playing || ctx.Err() != nil {
		return
	}
	a.working.Go(func() {
		if err := a.devices.Fault(ctx, camera, device.NoPicture, "", false); err != nil && ctx.Err() == nil {
			a.log.WarnContext(ctx, "a lost picture is back, and was not written down", "device", camera, "error", err)
		}
	})
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

package app

import (
	"context"
	"fmt"
	"net"
	"time"

	"huxue/internal/driver/media"
	"huxue/internal/driver/sipcall"
	"huxue/internal/kit/errs"
	"huxue/internal/modules/alarm"
	"huxue/internal/modules/helpcall"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

// How long a help-point may ring before it is told that nobody answers. [D]
const (
	keyRing     = "helpcall.ring_s"
	ringDefault = 180
)

// sipPost is what the house does with what help-points say.
type sipPost struct{ sipGate }

// listenSIP opens the address of help-points, if one is set.
func (a *App) listenSIP(ctx context.Context) error {
	if a.cfg.SIPListen == "" {
		return nil
	}
	_, err := a.HearSIP(ctx, a.cfg.SIPListen, a.cfg.SIPRTP)
	return err
}

// HearSIP lets help-points register at addr and call until ctx ends, and returns the
// address. sound bounds the ports of voices, like 31000-31199; "" is any.
func (a *App) HearSIP(ctx context.Context, addr, sound string) (string, error) {
	o := sipcall.Options{Handler: sipPost{sipGate{a, device.SIP}}, Now: a.clock.Now, Address: a.cfg.SIPAddress, Ring: func() time.Duration {
		return time.Duration(a.norms.Now(ctx, keyRing, access.Everywhere, ringDefault)) * time.Second
	}}
	if sound != "" {
		var err error
		if _, o.Low, o.High, err = portRange(":" + sound); err != nil {
			return "", fmt.Errorf("-sip-rtp: %w", err)
		}
	}
	if a.cfg.SIPAddress != "" && net.ParseIP(a.cfg.SIPAddress) == nil {
		return "", fmt.Errorf("-sip-address %q is no address", a.cfg.SIPAddress)
	}
	if _, err := a.browsers(); err != nil {
		return "", err
	}
	s, err := sipcall.NewServer(o)
	if err != nil {
		return "", err
	}
	at, err := s.Listen(addr)
	if err != nil {
		s.Close()
		return "", err
	}
	a.log.InfoContext(ctx, "help-points are heard in SIP", "address", at)
	a.working.Go(func() {
		<-ctx.Done()
		s.Close()
	})
	return at, nil
}

// Secret implements sipcall.Handler. Without a password nobody registers: an empty one
// would be everybody's.
func (p sipPost) Secret(ctx context.Context, code string) ([]byte, bool, error) {
	d, secret, err := p.a.devices.Secret(ctx, device.SIP, code)
	if errs.KindOf(err) == errs.KindNotFound {
		return nil, false, nil
	}
	return secret, err == nil && len(secret) > 0 && d.State != device.Retired, err
}

// Take implements sipcall.Handler: stored, then judged; a call is an alarm before it
// rings. What could not be judged now is stored all the same, and device takes it up
// again.
func (p sipPost) Take(ctx context.Context, in sipcall.Input) (string, error) {
	ctx = access.AsSystem(ctx, "sip")
	id, err := p.a.devices.Take(ctx, device.Input{Protocol: device.SIP, Source: in.Source, Code: in.Code, Once: in.Once, Body: in.Raw})
	if err != nil {
		p.a.log.ErrorContext(ctx, "a message was not stored and the help-point was told so", "error", err)
		return "", err
	}
	d, _, err := p.a.devices.Secret(ctx, device.SIP, in.Code)
	if err == nil {
		err = p.a.devices.Judge(ctx, id, sipVerdict(d, in.Raw))
	}
	if err != nil {
		p.a.log.WarnContext(ctx, "a message was stored and not yet judged", "input", id, "error", err)
	}
	return id, nil
}

// Ring implements sipcall.Handler: the call rings at the alarm that it has raised.
func (p sipPost) Ring(ctx context.Context, c *sipcall.Call) bool {
	ctx = access.AsSystem(ctx, "sip")
	d, _, err := p.a.devices.Secret(ctx, device.SIP, c.Code)
	if err != nil || !d.Panic || d.State == device.Retired {
		return false
	}
	if err := p.a.helpcalls.Ring(ctx, helpLine{c}, c.Input, &d); err != nil {
		p.a.log.ErrorContext(ctx, "a help-point rings and nobody can answer", "device", d.ID, "error", err)
		return false
	}
	return true
}

// sipVerdict reads a stored message; see device.Parser.
func sipVerdict(d device.Device, raw []byte) device.Verdict {
	v := device.Verdict{DeviceID: d.ID, Outcome: device.Understood, Heartbeat: true}
	switch kind := sipcall.Kind(raw); {
	case kind == sipcall.SaidCall && d.Panic:
		v.Reason, v.Press = "sip.call", &device.Press{}
	case kind == sipcall.SaidCall:
		v.Reason = "sip.not_panic"
	case kind == sipcall.SaidLogout:
		v.Reason, v.Gone, v.Heartbeat = "sip.left", true, false
	case kind == sipcall.SaidRegister:
		v.Reason = "sip.registered"
	case kind == "":
		v.Outcome, v.Reason = device.Unparsed, "sip.unreadable"
	}
	return v
}

// helpLine is a call as the room of calls wants it.
type helpLine struct{ *sipcall.Call }

// Answer implements helpcall.Line.
func (l helpLine) Answer(ctx context.Context) (media.Voice, error) {
	sound, err := l.Call.Answer(ctx)
	if err != nil {
		return nil, err
	}
	return sound, nil
}

// calledAlarms answers helpcall from the room of alarms.
type calledAlarms struct{ alarms *alarm.Service }

// Pressed implements helpcall.Alarms.
func (c calledAlarms) Pressed(ctx context.Context, pressID string) (helpcall.Alarm, error) {
	return calledAlarm(c.alarms.Pressed(ctx, pressID))
}

// MayTake implements helpcall.Alarms.
func (c calledAlarms) MayTake(ctx context.Context, alarmID string) (helpcall.Alarm, error) {
	return calledAlarm(c.alarms.MayTake(ctx, alarmID))
}

func calledAlarm(a *alarm.Alarm, err error) (helpcall.Alarm, error) {
	if err != nil {
		return helpcall.Alarm{}, err
	}
	return helpcall.Alarm{ID: a.ID, Path: a.Path}, nil
}

// talkers let browsers speak.
type talkers struct{ a *App }

// Talk implements helpcall.Browsers.
func (t talkers) Talk(ctx context.Context, offer string, v media.Voice, over func()) (string, error) {
	w, err := t.a.browsers()
	if err != nil {
		return "", err
	}
	return w.Talk(ctx, offer, v, over)
}

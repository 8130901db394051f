package app

import (
	"context"
	"errors"
	"strings"

	"huxue/internal/driver/gb28181"
	"huxue/internal/kit/errs"
	"huxue/internal/modules/cascade"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

// gbChannels is how many channels of one recorder are put on the register by
// themselves; no school's recorder has more.
const gbChannels = 64

// gbPost is what the house does with what devices say in GB/T 28181.
type gbPost struct{ sipGate }

// listenGB28181 opens the SIP address, if one is set.
func (a *App) listenGB28181(ctx context.Context) error {
	if a.cfg.GBListen == "" {
		return nil
	}
	_, err := a.HearGB28181(ctx, a.cfg.GBListen, a.cfg.GBCode)
	return err
}

// HearGB28181 lets devices register at addr with the platform of this number until
// ctx ends, and returns the address; port 0 is any.
func (a *App) HearGB28181(ctx context.Context, addr, number string) (string, error) {
	code, err := gb28181.ParseCode(number)
	if err != nil {
		return "", err
	}
	s, err := gb28181.NewServer(gb28181.Options{Code: code, Handler: gbPost{sipGate{a, device.GB28181}}, Now: a.clock.Now, Arm: true})
	if err != nil {
		return "", err
	}
	at, err := s.Listen(addr)
	if err != nil {
		s.Close()
		return "", err
	}
	a.gb, a.gbCode = s, code
	a.log.InfoContext(ctx, "devices are heard in GB/T 28181", "address", at, "platform", number)
	a.working.Go(func() {
		<-ctx.Done()
		if a.hungUp != nil { // cameras are hung up in SIP
			a.hungUp()
		}
		s.Close()
	})
	return at, nil
}

// GB28181 is the SIP server, nil if no address is set; for tests.
func (a *App) GB28181() *gb28181.Server { return a.gb }

// Secret implements gb28181.Handler. A channel has none of its own, and a device
// without a password cannot register: an empty one would be everybody's.
func (p gbPost) Secret(ctx context.Context, code string) ([]byte, bool, error) {
	d, secret, err := p.a.devices.Secret(ctx, device.GB28181, code)
	if errs.KindOf(err) == errs.KindNotFound {
		return nil, false, nil
	}
	return secret, err == nil && d.ParentID == "" && len(secret) > 0, err
}

// Address implements gb28181.Handler.
func (p gbPost) Address(ctx context.Context, code string) string {
	d, _, err := p.a.devices.Secret(ctx, device.GB28181, code)
	if err != nil || d.State == device.Retired {
		return ""
	}
	return d.LastAddr
}

// Take implements gb28181.Handler: stored, then judged. What could not be judged now
// is stored all the same, and device takes it up again.
func (p gbPost) Take(ctx context.Context, in gb28181.Input) error {
	ctx = access.AsSystem(ctx, "gb28181")
	id, err := p.a.devices.Take(ctx, device.Input{
		Protocol: device.GB28181, Source: in.Source, Code: in.Code, Once: in.Once, Body: in.Raw, Doubted: in.Doubted != "",
	})
	if err != nil {
		p.a.log.ErrorContext(ctx, "a message was not stored and the device was told so", "error", err)
		return err
	}
	if m := in.Message; m != nil && m.Cmd == gb28181.CmdAlarm && in.Doubted == "" {
		background := context.WithoutCancel(ctx)
		p.a.patient(func() { p.settle(background, id, in) })
		return nil
	}
	p.settle(ctx, id, in)
	return nil
}

// settle judges what is stored.
func (p gbPost) settle(ctx context.Context, id string, in gb28181.Input) {
	d, _, err := p.a.devices.Secret(ctx, device.GB28181, in.Code)
	switch {
	case err != nil && errs.KindOf(err) != errs.KindNotFound:
		return // stored; device takes it up again
	case err == nil:
		err = p.judge(ctx, id, d, in)
	default:
		err = p.a.devices.Judge(ctx, id, device.Verdict{Outcome: device.Refused, Reason: "gb28181.unknown"})
	}
	if err != nil {
		p.a.log.WarnContext(ctx, "a message was stored and not yet judged", "input", id, "error", err)
	}
}

func (p gbPost) judge(ctx context.Context, id string, d device.Device, in gb28181.Input) error {
	if in.Doubted != "" {
		return p.a.devices.Judge(ctx, id, device.Verdict{DeviceID: d.ID, Outcome: device.Refused, Reason: "gb28181." + in.Doubted})
	}
	v := p.a.gbVerdict(d, in.Raw)
	err := p.a.devices.Judge(ctx, id, v)
	if m := in.Message; m != nil && m.Cmd == gb28181.CmdAlarm && gb28181.AlarmOf(m).Meaning() == gb28181.MeansVideoLost {
		err = errors.Join(err, p.a.devices.Fault(ctx, v.DeviceID, device.NoPicture, "", true))
	}
	if m := in.Message; m != nil && m.Kind != gb28181.Query && m.Cmd == gb28181.CmdCatalog && len(m.Items) > 0 {
		err = errors.Join(err, p.channels(ctx, d, m))
	}
	return err
}

// gbVerdict reads a stored message; see device.Parser.
func (a *App) gbVerdict(d device.Device, raw []byte) device.Verdict {
	v := device.Verdict{DeviceID: d.ID, Outcome: device.Understood, Heartbeat: true}
	if seconds, ok := gb28181.Registration(raw); ok {
		v.Reason = "gb28181.registered"
		if seconds == 0 {
			v.Reason, v.Gone, v.Heartbeat = "gb28181.left", true, false
		}
		return v
	}
	m, err := gb28181.Parse(gb28181.Body(raw))
	if err != nil {
		v.Outcome, v.Reason = device.Unparsed, "gb28181.unreadable"
		return v
	}
	switch {
	case m.Cmd == gb28181.CmdAlarm && m.Kind != gb28181.Response:
		return gbAlarm(a.gbChannel(d, m.DeviceID), gb28181.AlarmOf(m), v)
	case m.Cmd == gb28181.CmdDeviceStatus:
		if at := gb28181.Time(m.Get("DeviceTime")); !at.IsZero() {
			v.DeviceAt = at.UnixMilli()
		}
	case m.Kind == gb28181.Notify && m.Cmd == "" || m.Cmd == "" && m.Cut:
		v.Outcome, v.Reason = device.Unparsed, "gb28181.no_command"
	}
	return v
}

// gbChannel is the registered channel that an alarm names, or the device itself.
func (a *App) gbChannel(d device.Device, code string) device.Device {
	if code == "" || code == d.Code {
		return d
	}
	c, _, err := a.devices.Secret(access.AsSystem(context.Background(), "gb28181"), device.GB28181, code)
	if err == nil && c.ParentID == d.ID {
		c.Panic = c.Panic || d.Panic && d.Kind == device.Box
		return c
	}
	return d
}

// gbAlarm is what an alarm of a device means to us. From one that a press may come
// from, what no table knows is an emergency; from others it is written down only.
func gbAlarm(d device.Device, al gb28181.Alarm, v device.Verdict) device.Verdict {
	v.DeviceID = d.ID
	meaning := al.Meaning()
	v.Reason = "gb28181." + meaning
	switch {
	case meaning == gb28181.MeansTamper:
		v.Tamper = true
	case meaning == gb28181.MeansUnknown:
		v.Outcome = device.Unparsed // device makes it a press if it is a panic channel
	case meaning == gb28181.MeansPress && d.Panic:
		v.Press = &device.Press{Note: al.Description}
		if mode := cascade.Mode(al.Description); mode != "real" {
			v.Press.Mode = mode // a lower platform of our own says so
		}
		if !al.At.IsZero() {
			v.DeviceAt = al.At.UnixMilli()
		}
	case meaning == gb28181.MeansPress:
		v.Reason = "gb28181.not_panic"
	}
	return v
}

// channels puts the cameras of a recorder on the register, at its school, when it
// first names them; what is known stays as people have written it.
func (p gbPost) channels(ctx context.Context, d device.Device, m *gb28181.Message) error {
	known, err := p.a.devices.Channels(ctx, d.ID)
	if err != nil {
		return err
	}
	n := len(known)
	on := map[string]bool{}
	for _, item := range m.Items {
		switch strings.ToUpper(strings.TrimSpace(item.Get("Status"))) {
		case "ON", "OK", "ONLINE":
			on[item.Get("DeviceID")] = true
		case "OFF", "OFFLINE", "VLOST", "DEFECT":
			on[item.Get("DeviceID")] = false
		}
		code, err := gb28181.ParseCode(item.Get("DeviceID"))
		if err != nil || string(code) == d.Code || code.Type() != gb28181.TypeIPC && code.Type() != gb28181.TypeCamera || n >= gbChannels ||
			item.Get("Event") == gb28181.ChannelGone { // what is gone above is for people to take out of use
			continue
		}
		if _, _, err := p.a.devices.Secret(ctx, device.GB28181, string(code)); err == nil {
			continue
		}
		name := item.Get("Name")
		if name == "" {
			name = string(code)
		}
		if r := []rune(name); len(r) > 60 {
			name = string(r[:60])
		}
		if _, _, err := p.a.devices.Register(ctx, device.Registration{
			SchoolID: d.SchoolID, PlaceID: d.PlaceID, Name: name, Kind: device.Camera, Protocol: device.GB28181, Code: string(code), ParentID: d.ID,
		}); err != nil {
			return err
		}
		n++
	}
	return p.a.devices.Shown(ctx, d.ID, on)
}

package app

import (
	"context"
	"encoding/hex"
	"errors"
	"net"
	"sync"
	"time"

	"huxue/internal/driver/dc09"
	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/device"
)

// The same words under the same number, sent again because their answer was lost, or
// another press of a box that does not count? (protocols.md §2) Sealed frames carry the
// second in which they were made: the same second is the same message for five minutes,
// a later one is another. Frames without a time are the same for as long as boxes wait
// for an answer and try again. What is wrongly taken for a press joins the alarm that
// is open; what is wrongly taken for a repetition would be lost.
const (
	dc09Again = 5 * time.Minute
	dc09Retry = 20 * time.Second
)

// maxAgain bounds the memory of what was said.
const maxAgain = 50_000

// saidAt is when something was said, and when its box made it.
type saidAt struct{ at, made time.Time }

// dc09Line takes what DC-09 boxes send: it stores first, judges, and answers last.
type dc09Line struct {
	devices *device.Service
	clock   clock.Clock
	patient func(func())

	mu   sync.Mutex
	said map[string]saidAt
}

func newDC09(devices *device.Service, c clock.Clock, patient func(func())) *dc09Line {
	l := &dc09Line{devices: devices, clock: c, patient: patient, said: map[string]saidAt{}}
	devices.RegisterParser(device.DC09, l.reread)
	return l
}

// listenDC09 opens the boxes' door, UDP and TCP of one address, if one is set, until
// ctx ends.
func (a *App) listenDC09(ctx context.Context) error {
	if a.cfg.DC09Listen == "" {
		return nil
	}
	p, err := net.ListenPacket("udp", a.cfg.DC09Listen)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", p.LocalAddr().String())
	if err != nil {
		_ = p.Close()
		return err
	}
	r := &dc09.Receiver{Handle: a.dc09.handle}
	for _, serve := range []func() error{
		func() error { return r.ServeUDP(ctx, p) }, func() error { return r.ServeTCP(ctx, l) },
	} {
		a.working.Go(func() {
			if err := serve(); err != nil {
				a.log.ErrorContext(ctx, "boxes are not heard any more", "protocol", device.DC09, "error", err)
			}
		})
	}
	return nil
}

// handle answers one frame. A frame whose checksum is wrong is not answered, and
// one of nobody's box is not stored, only counted: else anybody could fill the disk.
func (l *dc09Line) handle(ctx context.Context, from string, raw []byte) []byte {
	f, broken := dc09.Parse(raw)
	d, key, err := l.owner(ctx, f.Account)
	if err != nil {
		l.devices.Count(device.DC09, "not_reached")
		return nil // the box sends again
	}
	if d == nil {
		l.devices.Count(device.DC09, turned(broken))
		return nil
	}
	now := l.clock.Now()
	v, reply := l.judge(d, key, &f, broken, now)
	// Whoever guesses is not even stored after some tries. The right key always
	// passes: an address of UDP is soon forged, and no button may fall silent by it.
	if v.Outcome == device.Refused && l.devices.Locked(ctx, device.DC09, d.Code, from) {
		l.devices.Count(device.DC09, "locked")
		return reply
	}
	if v.Outcome == device.Understood || v.Outcome == device.Unparsed {
		if l.again(d.Code, f, now) {
			v = device.Verdict{DeviceID: d.ID, Outcome: device.Repeated, Reason: "dc09.repeated", Heartbeat: true}
		}
	}
	input, err := l.devices.Take(ctx, device.Input{Protocol: device.DC09, Source: from, Code: d.Code, Body: raw, Doubted: v.Outcome == device.Refused})
	if err != nil {
		return nil // not on the disk: the box sends again
	}
	if v.Outcome == device.Refused && v.Reason != "dc09.clock" {
		_, _ = l.devices.Wrong(ctx, device.DC09, d.Code, from)
	}
	if v.Press != nil { // stored: what comes again from now on is a repetition
		l.remember(d.Code, f, now)
		background := context.WithoutCancel(ctx)
		l.patient(func() { l.settle(background, input, from, d, &f, v, now) })
		return reply
	}
	l.settle(ctx, input, from, d, &f, v, now)
	return reply
}

// settle judges what is stored. What cannot be judged now is taken up again by the rung.
func (l *dc09Line) settle(ctx context.Context, input, from string, d *device.Device, f *dc09.Frame, v device.Verdict, now time.Time) {
	if err := l.devices.Judge(ctx, input, v); err != nil || v.Outcome == device.Refused {
		return
	}
	if v.Outcome != device.Repeated {
		l.remember(d.Code, *f, now)
	}
	l.battery(ctx, d, *f)
	l.devices.Right(ctx, device.DC09, d.Code, from)
}

func turned(broken error) string {
	switch {
	case errors.Is(broken, dc09.ErrCRC):
		return "checksum"
	case broken != nil:
		return "malformed"
	}
	return "unknown_account"
}

// owner is the box of an account and its key; nil for nobody's.
func (l *dc09Line) owner(ctx context.Context, account string) (*device.Device, []byte, error) {
	if account == "" {
		return nil, nil, nil
	}
	d, secret, err := l.devices.Secret(ctx, device.DC09, account)
	if errs.KindOf(err) == errs.KindNotFound {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	key, err := hex.DecodeString(string(secret))
	return &d, key, err
}

// judge says what a frame is and what its box is told. A box that has a key must
// use it, or everybody could press in its name.
func (l *dc09Line) judge(d *device.Device, key []byte, f *dc09.Frame, broken error, now time.Time) (device.Verdict, []byte) {
	refused := func(why string, reply []byte) (device.Verdict, []byte) {
		return device.Verdict{DeviceID: d.ID, Outcome: device.Refused, Reason: why}, reply
	}
	switch {
	case len(key) > 0 && (broken != nil || !f.Sealed):
		return refused("dc09.not_encrypted", dc09.Nak(now))
	case f.Sealed && len(key) == 0, f.Sealed && f.Open(key) != nil:
		return refused("dc09.wrong_key", dc09.Nak(now))
	case !f.InTime(now):
		return refused("dc09.clock", dc09.Nak(now))
	}
	return verdictDC09(d, *f, broken), dc09.Ack(*f, key, now)
}

// reread reads a stored frame anew; when it came in, its time was looked at.
func (l *dc09Line) reread(d device.Device, raw []byte) device.Verdict {
	f, broken := dc09.Parse(raw)
	_, key, err := l.owner(context.Background(), d.Code)
	if err != nil || f.Sealed && f.Open(key) != nil || len(key) > 0 && !f.Sealed {
		return device.Verdict{DeviceID: d.ID, Outcome: device.Refused, Reason: "dc09.wrong_key"}
	}
	return verdictDC09(&d, f, broken)
}

var dc09Kinds = map[dc09.What]string{dc09.Fire: "fire", dc09.Medical: "injury", dc09.Burglary: "intrusion"}

// verdictDC09 says in the house's words what an opened frame means.
func verdictDC09(d *device.Device, f dc09.Frame, broken error) device.Verdict {
	v := device.Verdict{DeviceID: d.ID, Outcome: device.Understood, Heartbeat: true}
	if !f.Time.IsZero() {
		v.DeviceAt = db.Millis(f.Time)
	}
	if broken != nil {
		v.Outcome, v.Reason = device.Unparsed, "dc09.broken"
		return v
	}
	e := dc09.Heaviest(f.Events())
	switch {
	case e.Still: // it was pressed before, and the box says so again
	case e.What.Emergency():
		v.Press = &device.Press{Kind: dc09Kinds[e.What], Note: f.Token + " " + e.Code + " " + e.Zone}
	case e.What == dc09.Tamper:
		v.Tamper = true
	case e.What == dc09.Unknown:
		v.Outcome, v.Reason = device.Unparsed, "dc09.unknown"
	}
	return v
}

// battery opens and ends the fault of a weak battery: these boxes tell no figure.
func (l *dc09Line) battery(ctx context.Context, d *device.Device, f dc09.Frame) {
	for _, e := range f.Events() {
		if e.What == dc09.BatteryLow || e.What == dc09.BatteryOK {
			_ = l.devices.Fault(ctx, d.ID, device.LowBattery, "", e.What == dc09.BatteryLow) // told again with the next report
		}
	}
}

func saidKey(code string, f dc09.Frame) string {
	return code + " " + f.Seq + " " + f.Token + " " + f.Data
}

// again says whether the box has said the same before and only says it again.
// Supervision has no number of its own in many boxes and is never a repetition.
func (l *dc09Line) again(code string, f dc09.Frame, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	was, known := l.said[saidKey(code, f)]
	window := dc09Again
	if f.Time.IsZero() {
		window = dc09Retry
	}
	return known && was.made.Equal(f.Time) && now.Sub(was.at) < window && f.Token != dc09.Null && f.Token != dc09.OH
}

// remember keeps what was said. A repetition does not count anew: a box that says the
// same each ten seconds would never be heard again.
func (l *dc09Line) remember(code string, f dc09.Frame, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.said) >= maxAgain {
		for k, was := range l.said {
			if now.Sub(was.at) >= dc09Again || len(l.said) >= maxAgain {
				delete(l.said, k)
			}
		}
	}
	l.said[saidKey(code, f)] = saidAt{at: now, made: f.Time}
}

// HearDC09 takes one frame of a box as its listener does, for tests.
func (a *App) HearDC09(ctx context.Context, from string, raw []byte) []byte {
	return a.dc09.handle(ctx, from, raw)
}

package app

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"log/slog"
	"sync"
	"time"

	"huxue/internal/driver/mqtt"
	"huxue/internal/kit/clock"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

// mqttAgain is how long a message that its box marks as sent before may be the same
// as one that we have. [D]
const mqttAgain = 5 * time.Minute

// mqttLine is what the house does with what boxes say in MQTT.
type mqttLine struct {
	devices *device.Service
	clock   clock.Clock
	log     *slog.Logger
	patient func(func())

	mu    sync.Mutex
	alive map[string]time.Time // when a box last said anything, by user
}

func newMQTT(devices *device.Service, c clock.Clock, log *slog.Logger, patient func(func())) *mqttLine {
	devices.RegisterParser(device.MQTT, mqttVerdict)
	return &mqttLine{devices: devices, clock: c, log: log, patient: patient, alive: map[string]time.Time{}}
}

// listenMQTT opens our own broker, if an address is set, and follows the one of
// somebody else that the settings may name, until ctx ends.
func (a *App) listenMQTT(ctx context.Context) error {
	a.working.Go(func() { a.followMQTT(ctx) })
	if a.cfg.MQTTListen == "" {
		return nil
	}
	_, err := a.HearMQTT(ctx, a.cfg.MQTTListen)
	return err
}

// HearMQTT lets boxes log in at addr until ctx ends, and returns the address; port 0
// is any.
func (a *App) HearMQTT(ctx context.Context, addr string) (string, error) {
	return a.HearMQTTS(ctx, addr, nil)
}

// HearMQTTS is HearMQTT over TLS; without a configuration it is in the clear.
func (a *App) HearMQTTS(ctx context.Context, addr string, c *tls.Config) (string, error) {
	b, err := mqtt.ListenTLS(ctx, addr, c, a.mqtt)
	if err != nil {
		return "", err
	}
	a.log.InfoContext(ctx, "boxes are heard in MQTT", "address", b.Address(), "tls", c != nil)
	a.working.Go(func() { <-ctx.Done(); b.Close() })
	return b.Address(), nil
}

// Login implements mqtt.Handler. The right password always passes: behind one router
// box and guesser share an address, and no button may fall silent by guessing (ADR 33).
func (l *mqttLine) Login(ctx context.Context, user string, password []byte, source string) error {
	ctx = access.AsSystem(ctx, "mqtt")
	d, secret, err := l.devices.Secret(ctx, device.MQTT, user)
	known := err == nil
	if err != nil && errs.KindOf(err) != errs.KindNotFound {
		l.devices.Count(device.MQTT, "not_reached")
		return err
	}
	// A channel speaks through its gateway only; an empty password would be everybody's.
	if known && d.ParentID == "" && len(secret) > 0 && subtle.ConstantTimeCompare(secret, password) == 1 {
		l.devices.Right(ctx, device.MQTT, user, source)
		return nil
	}
	if l.devices.Locked(ctx, device.MQTT, user, source) {
		l.devices.Count(device.MQTT, "locked")
		return mqtt.ErrLocked
	}
	if known {
		m := mqtt.Message{Kind: mqtt.Connect, Topic: user}
		if err := l.refuse(ctx, d, source, m.Raw(), "mqtt.wrong_password"); err != nil {
			l.log.WarnContext(ctx, "a wrong password was not written down", "error", err)
		}
	}
	if _, err := l.devices.Wrong(ctx, device.MQTT, user, source); err != nil {
		l.log.WarnContext(ctx, "a wrong password was not counted", "error", err)
	}
	return mqtt.ErrWrong
}

// Turned implements mqtt.Handler.
func (l *mqttLine) Turned(_, reason string) { l.devices.Count(device.MQTT, reason) }

func (l *mqttLine) refuse(ctx context.Context, d device.Device, source string, raw []byte, reason string) error {
	input, err := l.devices.Take(ctx, device.Input{Protocol: device.MQTT, Source: source, Code: d.Code, Body: raw, Doubted: true})
	if err != nil {
		return err
	}
	return l.judge(ctx, input, device.Verdict{DeviceID: d.ID, Outcome: device.Refused, Reason: reason})
}

// judge writes a verdict down; what cannot be judged now is stored, and device takes it
// up again.
func (l *mqttLine) judge(ctx context.Context, input string, v device.Verdict) error {
	if err := l.devices.Judge(ctx, input, v); err != nil {
		l.log.WarnContext(ctx, "a message was stored and not yet judged", "input", input, "error", err)
	}
	return nil
}

// Take implements mqtt.Handler.
func (l *mqttLine) Take(ctx context.Context, m mqtt.Message) error {
	ctx = access.AsSystem(ctx, "mqtt")
	d, _, err := l.devices.Secret(ctx, device.MQTT, m.User)
	if errs.KindOf(err) == errs.KindNotFound {
		l.devices.Count(device.MQTT, "unknown_user")
		return nil
	}
	if err != nil {
		return err
	}
	raw := m.Raw()
	_, channel, part, _ := mqtt.Address(m.Topic)
	switch {
	case m.Foreign:
		return l.refuse(ctx, d, m.Source, raw, "mqtt.foreign_topic")
	case m.Kind == mqtt.Publish && mqtt.Bridge(channel) && part != "state":
		l.devices.Count(device.MQTT, "bridge") // a gateway about itself
		return nil
	case m.Kind == mqtt.Ping && !l.due(d):
		return nil
	case m.Kind == mqtt.Publish:
		d = l.channel(ctx, d, channel)
	}
	v := mqttVerdict(d, raw)
	if m.Dup {
		said, err := l.devices.Said(ctx, d, raw, l.clock.Now().Add(-mqttAgain))
		if err != nil {
			return err
		}
		if said {
			v = device.Verdict{DeviceID: d.ID, Outcome: device.Repeated, Reason: "mqtt.repeated", Heartbeat: true}
		}
	}
	input, err := l.devices.Take(ctx, device.Input{Protocol: device.MQTT, Source: m.Source, Code: d.Code, Body: raw})
	if err != nil {
		l.log.ErrorContext(ctx, "a message was not stored and the box was not told that it was", "error", err)
		return err
	}
	if m.Kind != mqtt.Will {
		l.note(m.User)
	}
	if v.Press != nil {
		background := context.WithoutCancel(ctx)
		l.patient(func() { _ = l.judge(background, input, v) }) // it never fails
		return nil
	}
	return l.judge(ctx, input, v)
}

// due says whether a ping is worth a line: the box has said nothing for half of its
// heartbeat.
func (l *mqttLine) due(d device.Device) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	beat := time.Duration(d.HeartbeatS) * time.Second
	return beat > 0 && (d.State == device.Lost || d.State == device.Late || l.clock.Now().Sub(l.alive[d.Code]) >= beat/2)
}

func (l *mqttLine) note(user string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.alive) >= maxAgain {
		clear(l.alive)
	}
	l.alive[user] = l.clock.Now()
}

// channel is the registered device behind a gateway that a topic names, by its own
// name or by the gateway's and its own; otherwise it is the gateway that speaks.
func (l *mqttLine) channel(ctx context.Context, gateway device.Device, name string) device.Device {
	if name == "" || len(name) > 64 {
		return gateway
	}
	for _, code := range []string{name, gateway.Code + "." + name} {
		if c, _, err := l.devices.Secret(ctx, device.MQTT, code); err == nil && c.ParentID == gateway.ID {
			return c
		}
	}
	return gateway
}

// mqttVerdict reads a stored message; see device.Parser.
func mqttVerdict(d device.Device, raw []byte) device.Verdict {
	m, err := mqtt.ReadRaw(raw)
	v := device.Verdict{DeviceID: d.ID, Outcome: device.Understood, Heartbeat: true}
	user, channel, part, _ := mqtt.Address(m.Topic)
	switch {
	case err != nil:
		v.Outcome, v.Reason = device.Unparsed, "mqtt.unreadable"
		return v
	case m.Foreign:
		return device.Verdict{DeviceID: d.ID, Outcome: device.Refused, Reason: "mqtt.foreign_topic"}
	case m.Kind == mqtt.Will:
		v.Heartbeat, v.Gone, v.Reason = false, true, "mqtt.gone"
		return v
	case m.Kind != mqtt.Publish:
		return v
	case part == "state":
		if here, known := mqtt.Presence(m.Payload); known {
			if v.Heartbeat, v.Gone = here, !here; v.Gone {
				v.Reason = "mqtt.gone"
			}
			return v
		}
	}
	if len(m.Payload) == 0 && m.Retained {
		return v // a retained message is being wiped out
	}
	v = device.ReadJSON(d, m.Payload)
	if v.Press != nil && channel != "" && d.Code == user { // a button that is not on the register
		v.Press.Note = channel + " " + v.Press.Note
	}
	return v
}

// MQTT takes what boxes say as its listeners do, for tests.
func (a *App) MQTT() mqtt.Handler { return a.mqtt }

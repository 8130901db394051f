package app_test

import (
	"context"
	"net"
	"net/http"
	"os/exec"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/driver/mqtt"
	"huxue/internal/modules/alarm"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

// mqttStory is a city with an open broker.
type mqttStory struct {
	*apptest.App
	t      *testing.T
	addr   string
	keeper context.Context
	school string
	place  string
}

func tellMQTT(t *testing.T, f func(s *mqttStory)) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		ctx, stop := context.WithTimeout(context.Background(), time.Minute)
		t.Cleanup(stop)
		addr, err := a.HearMQTT(ctx, "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		var where struct {
			Schools []alarm.PressSchool `json:"schools"`
		}
		a.Do("xiaozhang", http.MethodGet, "/api/v1/alarms/context", nil).Into(&where)
		f(&mqttStory{App: a, t: t, addr: addr, keeper: access.AsSystem(ctx, "test"), school: where.Schools[0].ID, place: where.Schools[0].Places[0].ID})
	})
}

func (s *mqttStory) register(change func(*device.Registration)) (*device.Device, *mqtt.Box) {
	s.t.Helper()
	r := device.Registration{SchoolID: s.school, PlaceID: s.place, Name: "门卫室一键报警", Kind: device.Box, Protocol: device.MQTT, Panic: true, HeartbeatS: 60}
	if change != nil {
		change(&r)
	}
	d, secret, err := s.Devices().Register(s.keeper, r)
	if err != nil {
		s.t.Fatal(err)
	}
	b := &mqtt.Box{Address: s.addr, User: d.Code, Password: secret, Wait: 5 * time.Second}
	s.t.Cleanup(func() { b.Close(false) })
	return d, b
}

func (s *mqttStory) state(d *device.Device) *device.Device {
	s.t.Helper()
	got, err := s.Devices().Open(s.keeper, d.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return got
}

func (s *mqttStory) until(what string, ok func() bool) {
	s.t.Helper()
	for range 500 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatal("never: " + what)
}

// inputs is how many stored messages of a device have this outcome and reason.
func (s *mqttStory) inputs(d *device.Device, o device.Outcome, reason string) (n int) {
	s.t.Helper()
	list, err := s.Devices().Messages(s.keeper, device.MessageFilter{DeviceID: d.ID, Beats: true, Limit: 200})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range list {
		if m.Outcome == o && m.Reason == reason {
			n++
		}
	}
	return n
}

func TestABoxOfMQTTRings(t *testing.T) {
	tellMQTT(t, func(s *mqttStory) {
		d, box := s.register(nil)
		say := func(topic, payload string) {
			t.Helper()
			if err := box.Say(t.Context(), topic, []byte(payload), 1); err != nil {
				t.Fatal(err)
			}
		}
		if err := box.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.until("it is there", func() bool { return s.state(d).State == device.Online })
		say(box.Topic(), `{"heartbeat":true,"battery":87}`)
		say(box.Topic()+"/state", "online")
		if n := len(alarms(t, s.App)); n != 0 {
			t.Fatalf("%d alarms of heartbeats", n)
		}
		// Somebody else's client presses; then the box says what nobody understands.
		host, port, _ := net.SplitHostPort(s.addr)
		if out, err := exec.Command("mosquitto_pub", "-h", host, "-p", port, "-u", d.Code, "-P", box.Password, "-q", "1", "-t", box.Topic()+"/press", "-m",
			`{"press":true,"battery":12,"note":"门口有人持刀","kind":"violence"}`).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		list := alarms(t, s.App)
		if len(list) != 1 || list[0].Kind != "violence" || list[0].Device.Unparsed {
			t.Fatalf("%+v", list)
		}
		if got := s.state(d); got.Battery == nil || *got.Battery != 12 || got.LastProvenAt.IsZero() {
			t.Fatalf("%+v", got)
		}
		s.Clock.Add(2 * time.Minute)
		say(box.Topic(), "SOS!")
		if list = alarms(t, s.App); len(list) != 2 || !list[0].Device.Unparsed && !list[1].Device.Unparsed {
			t.Fatalf("%+v", list)
		}
		// Only to its own topic, and only with its own password.
		s.Clock.Add(2 * time.Minute)
		_ = box.Say(t.Context(), "huxue/another/press", []byte(`{"press":true}`), 1)
		s.until("what it may not say is kept", func() bool { return s.inputs(d, device.Refused, "mqtt.foreign_topic") == 1 })
		thief := &mqtt.Box{Address: s.addr, User: d.Code, Password: "guess", Wait: 4 * time.Second}
		for range 6 {
			if err := thief.Say(t.Context(), thief.Topic(), []byte(`{"press":true}`), 1); err == nil {
				t.Fatal("a thief pressed")
			}
		}
		if n := s.inputs(d, device.Refused, "mqtt.wrong_password"); n != 5 {
			t.Errorf("%d guesses are kept", n)
		}
		if len(alarms(t, s.App)) != 2 {
			t.Fatal("a guess rang")
		}
		say(box.Topic(), `{"press":true}`) // from the same address, locked for guesses
		if len(alarms(t, s.App)) != 3 {
			t.Fatal("the box was silenced by a guesser")
		}
	})
}

func TestALastWillIsAFault(t *testing.T) {
	tellMQTT(t, func(s *mqttStory) {
		d, box := s.register(nil)
		if err := box.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.until("it is there", func() bool { return s.state(d).State == device.Online })
		box.Close(true)
		s.until("it is gone", func() bool { return s.state(d).State == device.Lost })
		faults, err := s.Devices().Faults(s.keeper, device.FaultFilter{DeviceID: d.ID, Open: true, Limit: 10})
		if err != nil || len(faults) != 1 || faults[0].Kind != device.Silent {
			t.Fatalf("%+v %v", faults, err)
		}
		if err := box.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.until("it is back", func() bool { return s.state(d).State == device.Online })
		if faults, _ = s.Devices().Faults(s.keeper, device.FaultFilter{DeviceID: d.ID, Open: true, Limit: 10}); len(faults) != 0 {
			t.Fatalf("%+v", faults)
		}
	})
}

// A box that only pings lives all the same; its pings do not fill the disk.
func TestPingsAreHeartbeats(t *testing.T) {
	tellMQTT(t, func(s *mqttStory) {
		d, box := s.register(nil)
		for range 10 {
			for range 20 {
				if err := box.Ping(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			s.Clock.Add(31 * time.Second)
			if err := s.Devices().Look(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := s.state(d); got.State != device.Online {
			t.Fatalf("%+v", got)
		}
		if n := s.inputs(d, device.Understood, ""); n < 10 || n > 14 {
			t.Errorf("%d lines for 200 pings in five minutes", n)
		}
	})
}

// A gateway speaks for the buttons behind it; one that is on the register stands at its
// own place, and what the gateway says of itself rings nobody.
func TestAZigbeeGateway(t *testing.T) {
	tellMQTT(t, func(s *mqttStory) {
		gateway, box := s.register(func(r *device.Registration) { r.Name, r.Panic, r.HeartbeatS = "Zigbee 网关", false, 0 })
		button, _, err := s.Devices().Register(s.keeper, device.Registration{SchoolID: s.school, PlaceID: s.place, Name: "教室按钮", Kind: device.Box, Protocol: device.MQTT,
			Code: "0x00158d0001aa", ParentID: gateway.ID, Panic: true})
		if err != nil {
			t.Fatal(err)
		}
		root := "zigbee2mqtt/" + gateway.Code
		for _, x := range [][2]string{
			{"/bridge/state", `{"state":"online"}`}, {"/bridge/devices", `[{"ieee_address":"0x00158d0001aa"}]`}, {"/0x00158d0001aa", `{"action":"","battery":97}`},
			{"/thermometer", `{"temperature":21.5}`}, {"/0x00158d0001aa/availability", `{"state":"offline"}`},
		} {
			if err := box.Say(t.Context(), root+x[0], []byte(x[1]), 1); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(alarms(t, s.App)); n != 0 {
			t.Fatalf("%d alarms without a press", n)
		}
		if s.state(button).State != device.Lost || s.state(gateway).State != device.Online {
			t.Fatalf("%+v %+v", s.state(button), s.state(gateway))
		}
		if err := box.Say(t.Context(), root+"/0x00158d0001aa", []byte(`{"action":"emergency","battery":97}`), 1); err != nil {
			t.Fatal(err)
		}
		list := alarms(t, s.App)
		if len(list) != 1 || s.state(button).LastProvenAt.IsZero() || s.state(button).State != device.Online {
			t.Fatalf("%+v %+v", list, s.state(button))
		}
		// A button that nobody has put down rings too, at the gateway.
		s.Clock.Add(2 * time.Minute)
		if err := box.Say(t.Context(), root+"/new button", []byte(`{"action":"emergency"}`), 1); err != nil || len(alarms(t, s.App)) != 2 {
			t.Fatalf("%v %d", err, len(alarms(t, s.App)))
		}
		// A channel cannot log in by itself.
		alone := &mqtt.Box{Address: s.addr, User: button.Code, Password: ""}
		if err := alone.Ping(t.Context()); err == nil {
			t.Error("a channel came in")
		}
	})
}

// What a box marks as sent before is no second press, also after a restart; what it
// does not mark is.
func TestABoxSendsAgain(t *testing.T) {
	tellMQTT(t, func(s *mqttStory) {
		d, _ := s.register(nil)
		handler := s.MQTT()
		m := mqtt.Message{Kind: mqtt.Publish, User: d.Code, Source: "10.0.0.9:999", Topic: "huxue/" + d.Code, QoS: 1, ID: 7, Payload: []byte(`{"press":true}`)}
		for _, step := range []struct {
			dup  bool
			id   uint16
			wait time.Duration
			want int
		}{{false, 7, 0, 1}, {true, 7, 2 * time.Minute, 1}, {false, 7, 0, 2}, {true, 8, 2 * time.Minute, 3}, {true, 8, 6 * time.Minute, 4}} {
			s.Clock.Add(step.wait)
			m.Dup, m.ID = step.dup, step.id
			if err := handler.Take(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			if n := len(alarms(t, s.App)); n != step.want {
				t.Fatalf("%+v: %d alarms", step, n)
			}
		}
		if n := s.inputs(d, device.Repeated, "mqtt.repeated"); n != 1 {
			t.Errorf("%d repetitions", n)
		}
	})
}

// What a crash left is read by the same reader; what is stored can be judged anew.
func TestMQTTAfterACrash(t *testing.T) {
	tellMQTT(t, func(s *mqttStory) {
		d, _ := s.register(nil)
		for _, m := range []mqtt.Message{
			{Kind: mqtt.Publish, Topic: "huxue/" + d.Code, QoS: 1, ID: 3, Payload: []byte(`{"press":true}`)},
			{Kind: mqtt.Ping},
		} {
			if _, err := s.Devices().Take(t.Context(), device.Input{Protocol: device.MQTT, Source: "10.0.0.9:1", Code: d.Code, Body: m.Raw()}); err != nil {
				t.Fatal(err)
			}
		}
		s.Clock.Add(5 * time.Second)
		if err := s.Devices().Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := len(alarms(t, s.App)); n != 1 {
			t.Fatalf("%d alarms", n)
		}
	})
}

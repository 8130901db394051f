package device_test

import (
	"slices"
	"testing"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

var keeps = []access.Perm{device.PermView, device.PermManage, device.PermReplay}

func TestADeviceIsRegisteredAndItsSecretShownOnce(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		ctx := as(keeps, county)
		d, secret, err := h.Register(ctx, device.Registration{SchoolID: "sch_one", Name: "值班室", Kind: device.Box, Protocol: device.MQTT, HeartbeatS: 60})
		must(t, err)
		if d.State != device.Unseen || len(secret) < 20 || d.Code == "" || !d.HasSecret {
			t.Fatalf("%+v %q", d, secret)
		}
		found, key, err := h.Secret(h.ctx, device.MQTT, d.Code)
		must(t, err)
		if found.ID != d.ID || string(key) != secret {
			t.Fatalf("%s %q", found.ID, key)
		}
		for name, in := range map[string]device.Registration{
			"device.code_taken":      {SchoolID: "sch_one", Name: "x", Kind: device.Box, Protocol: device.MQTT, Code: d.Code},
			"device.school_unknown":  {SchoolID: "sch_two", Name: "x", Kind: device.Box, Protocol: device.MQTT},
			"device.code_wrong":      {SchoolID: "sch_one", Name: "x", Kind: device.Camera, Protocol: device.GB28181, Code: "12"},
			"device.name_needed":     {SchoolID: "sch_one", Name: " ", Kind: device.Box, Protocol: device.MQTT},
			"device.secret_wrong":    {SchoolID: "sch_one", Name: "x", Kind: device.Box, Protocol: device.Webhook, Secret: "short"},
			"device.heartbeat_wrong": {SchoolID: "sch_one", Name: "x", Kind: device.Box, Protocol: device.MQTT, HeartbeatS: 2},
			"device.place_unknown":   {SchoolID: "sch_one", Name: "x", Kind: device.Box, Protocol: device.MQTT, PlaceID: "plc_none"},
		} {
			if _, _, err := h.Register(ctx, in); errs.Code(err) != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := h.Open(as(keeps, other), d.ID); errs.Code(err) != "device.not_found" {
			t.Errorf("seen from another county: %v", err)
		}
		if _, err := h.Retire(ctx, d.ID, d.Version, "换新"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.Secret(h.ctx, device.MQTT, d.Code); errs.Code(err) != "device.not_found" {
			t.Errorf("a retired device is known: %v", err)
		}
		if _, _, err := h.Register(ctx, device.Registration{SchoolID: "sch_one", Name: "新", Kind: device.Box, Protocol: device.MQTT, Code: d.Code}); err != nil {
			t.Errorf("its code is not free: %v", err)
		}
	})
}

func TestAPressIsRaisedOnceHoweverOftenItIsJudged(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		d := h.box(t, nil)
		id := h.take(t, d, `{"press":true}`)
		full := 88
		v := device.Verdict{DeviceID: d.ID, Outcome: device.Understood, Heartbeat: true, Press: &device.Press{Note: "校门"}, Battery: &full, DeviceAt: h.clk.Now().Add(90 * time.Second).UnixMilli()}
		must(t, h.Judge(h.ctx, id, v))
		must(t, h.Judge(h.ctx, id, v))
		p, rung := h.bell.rung[id]
		if len(h.bell.rung) != 1 || !rung || p.Unparsed || p.Battery == nil || *p.Battery != 88 {
			t.Fatalf("%+v", h.bell.rung)
		}
		got := h.device(t, d)
		if got.State != device.Online || got.Battery == nil || *got.Battery != 88 || got.LastProvenAt.IsZero() || got.LastAddr != "10.1.1.9:4000" || got.ClockDriftMs != 90000 {
			t.Fatalf("%+v", got)
		}
		if kinds := h.faults(t, true); !slices.Equal(kinds, []string{device.WrongClock}) {
			t.Fatalf("%v", kinds)
		}
	})
}

func TestWhatNobodyCanReadFromAPanicDeviceIsAPress(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		box, camera := h.box(t, nil), h.box(t, func(r *device.Registration) { r.Panic, r.Kind, r.Name = false, device.Camera, "摄像头" })
		first, second := h.take(t, box, "\x00\xff?"), h.take(t, camera, "\x00\xff?")
		must(t, h.Judge(h.ctx, first, device.Verdict{DeviceID: box.ID, Outcome: device.Unparsed, Reason: "webhook.malformed"}))
		must(t, h.Judge(h.ctx, second, device.Verdict{DeviceID: camera.ID, Outcome: device.Unparsed, Reason: "webhook.malformed"}))
		if len(h.bell.rung) != 1 || !h.bell.rung[first].Unparsed {
			t.Fatalf("%+v", h.bell.rung)
		}
		if m, err := h.Message(h.ctx, first); err != nil || m.Outcome != device.Unparsed || !m.Press || string(m.Body) != "\x00\xff?" {
			t.Fatalf("%+v %v", m, err)
		}
		if got := h.device(t, box); !got.LastProvenAt.IsZero() {
			t.Error("what nobody could read proves nothing")
		}
	})
}

func TestWhatACrashLeftIsTakenUp(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		d := h.box(t, nil)
		h.RegisterParser(device.Webhook, func(d device.Device, body []byte) device.Verdict {
			if string(body) == "stumble" {
				panic("a bad reader")
			}
			return device.Verdict{DeviceID: d.ID, Outcome: device.Understood, Heartbeat: true, Press: &device.Press{Note: string(body)}}
		})
		at := h.clk.Now()
		id, stumbled := h.take(t, d, "help"), h.take(t, d, "stumble")
		doubted, err := h.Take(h.ctx, device.Input{Protocol: d.Protocol, Code: d.Code, Body: []byte("help"), Doubted: true})
		must(t, err)
		stranger, err := h.Take(h.ctx, device.Input{Protocol: d.Protocol, Code: "nobody", Body: []byte("help")})
		must(t, err)
		must(t, h.Look(h.ctx))
		if len(h.bell.rung) != 0 {
			t.Fatal("taken from the hands of the listener")
		}
		h.clk.Add(10 * time.Minute)
		h.bell.broken = true
		must(t, h.Look(h.ctx))
		if h.count(t, `SELECT COUNT(*) FROM device_inputs WHERE outcome = 'taken'`) != 2 {
			t.Fatal("a press was given up while the bell was out of order")
		}
		h.bell.broken = false
		h.clk.Add(time.Second)
		must(t, h.Look(h.ctx))
		if p := h.bell.rung[id]; p.Note != "help" || p.At != at.UnixMilli() {
			t.Fatalf("%+v", h.bell.rung)
		}
		if !h.bell.rung[stumbled].Unparsed || len(h.bell.rung) != 2 {
			t.Fatalf("%+v", h.bell.rung)
		}
		for _, x := range []string{doubted, stranger} {
			if m, err := h.Message(h.ctx, x); err != nil || m.Outcome != device.Refused {
				t.Errorf("%+v %v", m, err)
			}
		}
		if m, err := h.Message(as(keeps, city), stranger); err != nil || m.Reason != "device.unknown" {
			t.Errorf("the city does not see who is nobody: %v", err)
		}
		if _, err := h.Message(as(keeps, county), stranger); errs.Code(err) != "device.input_not_found" {
			t.Errorf("a county does: %v", err)
		}
	})
}

func TestASilentDeviceIsLateThenLostAndMendsItself(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		d := h.box(t, nil)
		beat := func() {
			t.Helper()
			must(t, h.Judge(h.ctx, h.take(t, d, "beat"), device.Verdict{DeviceID: d.ID, Outcome: device.Understood, Heartbeat: true}))
		}
		state := func(want device.State) {
			t.Helper()
			must(t, h.Look(h.ctx))
			if got := h.device(t, d).State; got != want {
				t.Fatalf("%s, want %s", got, want)
			}
		}
		state(device.Unseen)
		beat()
		h.clk.Add(89 * time.Second)
		state(device.Online)
		h.clk.Add(time.Second)
		state(device.Late)
		h.clk.Add(89 * time.Second)
		state(device.Late)
		h.clk.Add(time.Second)
		state(device.Lost)
		state(device.Lost)
		if kinds := h.faults(t, true); !slices.Equal(kinds, []string{device.Silent}) {
			t.Fatalf("%v", kinds)
		}
		if h.count(t, `SELECT COUNT(*) FROM todos WHERE room = 'device' AND state = 'open'`) != 1 || h.count(t, `SELECT COUNT(*) FROM notify_messages WHERE room = 'device'`) != 1 {
			t.Fatal("nobody was told")
		}
		beat()
		state(device.Online)
		if kinds := h.faults(t, true); kinds != nil {
			t.Fatalf("%v", kinds)
		}
		if h.count(t, `SELECT COUNT(*) FROM todos WHERE room = 'device' AND state = 'open'`) != 0 {
			t.Fatal("the task stayed")
		}
		must(t, h.Judge(h.ctx, h.take(t, d, "will"), device.Verdict{DeviceID: d.ID, Outcome: device.Understood, Gone: true}))
		if got := h.device(t, d); got.State != device.Lost {
			t.Fatalf("%+v", got)
		}
		all, parts, err := h.Figures(h.ctx, "", "")
		must(t, err)
		if all.All != 1 || all.Lost != 1 || all.Rate != 0 || all.Buttons != 1 || all.Faults != 1 || len(parts) != 2 || parts[0].Name != "忻府区" {
			t.Fatalf("%+v %+v", all, parts)
		}
	})
}

func TestTheSameMessageIsStoredOnce(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		d := h.box(t, nil)
		in := device.Input{Protocol: d.Protocol, Code: d.Code, Once: "n1", Body: []byte("a")}
		first, err := h.Take(h.ctx, in)
		must(t, err)
		again, err := h.Take(h.ctx, in)
		must(t, err)
		in.Once = "n2"
		other, err := h.Take(h.ctx, in)
		must(t, err)
		if first != again || first == other {
			t.Fatal(first, again, other)
		}
	})
}

func TestReplayReadsWithTodaysReaderAndRaisesOnce(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		d := h.box(t, func(r *device.Registration) { r.Panic = false })
		id := h.take(t, d, "sos")
		must(t, h.Judge(h.ctx, id, device.Verdict{DeviceID: d.ID, Outcome: device.Unparsed, Reason: "webhook.malformed"}))
		h.RegisterParser(device.Webhook, func(d device.Device, _ []byte) device.Verdict {
			return device.Verdict{DeviceID: d.ID, Outcome: device.Understood, Press: &device.Press{Note: "sos"}}
		})
		ctx := as(keeps, county)
		if r, err := h.Reread(ctx, id); err != nil || !r.Press || len(h.bell.rung) != 0 {
			t.Fatalf("%+v %v", r, err)
		}
		for range 2 {
			if r, err := h.Replay(ctx, id); err != nil || r.Message.Outcome != device.Understood {
				t.Fatalf("%+v %v", r, err)
			}
		}
		if len(h.bell.rung) != 1 {
			t.Fatalf("%+v", h.bell.rung)
		}
		if _, err := h.Replay(as([]access.Perm{device.PermView}, county), id); errs.KindOf(err) != errs.KindForbidden {
			t.Fatal(err)
		}
	})
}

func TestWrongSecretsLockTheAddressAndNotTheDevice(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		d := h.box(t, nil)
		for i := range 5 {
			locked, err := h.Wrong(h.ctx, d.Protocol, d.Code, "6.6.6.6:1")
			must(t, err)
			if locked != (i == 4) {
				t.Fatal(i, locked)
			}
		}
		if !h.Locked(h.ctx, d.Protocol, d.Code, "6.6.6.6:9") || h.Locked(h.ctx, d.Protocol, d.Code, "10.1.1.9:4000") {
			t.Fatal("the wrong one is locked")
		}
		if kinds := h.faults(t, true); !slices.Equal(kinds, []string{device.WrongKey}) {
			t.Fatalf("%v", kinds)
		}
		h.clk.Add(11 * time.Minute)
		if h.Locked(h.ctx, d.Protocol, d.Code, "6.6.6.6:9") {
			t.Fatal("locked for ever")
		}
		must(t, h.Look(h.ctx))
		if list, err := h.TurnedAway(h.ctx); err != nil || len(list) != 1 || list[0].N != 5 {
			t.Fatalf("%+v %v", list, err)
		}
	})
}

func TestHeartbeatsAreForgottenFirst(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		d := h.box(t, nil)
		must(t, h.Judge(h.ctx, h.take(t, d, "beat"), device.Verdict{DeviceID: d.ID, Outcome: device.Understood, Heartbeat: true}))
		must(t, h.Judge(h.ctx, h.take(t, d, "press"), device.Verdict{DeviceID: d.ID, Outcome: device.Understood, Press: &device.Press{}}))
		h.clk.Add(25 * time.Hour)
		must(t, h.Prune(h.ctx))
		if n := h.count(t, `SELECT COUNT(*) FROM device_inputs`); n != 1 {
			t.Fatal(n)
		}
		h.clk.Add(180 * 24 * time.Hour)
		must(t, h.Prune(h.ctx))
		if n := h.count(t, `SELECT COUNT(*) FROM device_inputs`); n != 0 {
			t.Fatal(n)
		}
	})
}

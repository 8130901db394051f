package app_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/driver/gb28181"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

const (
	ourNumber = "14090000002000000001"
	gbBox     = "14090200001340000001"
	gbNVR     = "14090200001180000001"
	gbSecret  = "box-secret-2026"
)

type gbStory struct {
	*apptest.App
	t    *testing.T
	ctx  context.Context
	addr string
}

func (g *gbStory) register(r device.Registration) *device.Device {
	g.t.Helper()
	school := ""
	if err := g.Database().Read(g.ctx, func(tx *db.Tx) (err error) {
		school, err = db.One(g.ctx, tx, db.Value[string], `SELECT id FROM schools ORDER BY path, id LIMIT 1`)
		return err
	}); err != nil {
		g.t.Fatal(err)
	}
	r.SchoolID, r.Protocol, r.Secret = school, device.GB28181, gbSecret
	d, _, err := g.Devices().Register(g.ctx, r)
	if err != nil {
		g.t.Fatal(err)
	}
	return d
}

func (g *gbStory) station(p gb28181.Profile) *gb28181.Device {
	g.t.Helper()
	st, err := gb28181.NewStation("127.0.0.1:0", nil)
	if err != nil {
		g.t.Fatal(err)
	}
	g.t.Cleanup(st.Close)
	p.Server, p.Platform = g.addr, ourNumber
	if p.Password == nil {
		p.Password = []byte(gbSecret)
	}
	return st.Add(p)
}

// alarms are the alarms that devices have raised, as "device unparsed".
func (g *gbStory) count(text string, args ...any) int {
	g.t.Helper()
	n := 0
	if err := g.Database().Read(g.ctx, func(tx *db.Tx) (err error) {
		n, err = db.One(g.ctx, tx, db.Value[int], text, args...)
		return err
	}); err != nil {
		g.t.Fatal(err)
	}
	return n
}

// until waits for something that the house does after it has answered.
func (g *gbStory) until(what string, ok func() bool) {
	g.t.Helper()
	for range 500 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	g.t.Fatal("never: " + what)
}

func tellGB(t *testing.T, f func(g *gbStory)) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		ctx, stop := context.WithTimeout(access.AsSystem(context.Background(), "test"), time.Minute)
		t.Cleanup(stop)
		addr, err := a.HearGB28181(ctx, "127.0.0.1:0", ourNumber)
		if err != nil {
			t.Fatal(err)
		}
		f(&gbStory{App: a, t: t, ctx: ctx, addr: addr})
	})
}

func TestABoxCallsForHelp(t *testing.T) {
	tellGB(t, func(g *gbStory) {
		d := g.register(device.Registration{Name: "门卫室报警盒", Kind: device.Box, Code: gbBox, Panic: true, HeartbeatS: 60})
		box := g.station(gb28181.Profile{Code: gbBox})
		if err := box.Register(g.ctx); err != nil {
			t.Fatal(err)
		}
		now, _, err := g.Devices().Secret(g.ctx, device.GB28181, gbBox)
		if err != nil || now.State != device.Online || now.LastAddr == "" {
			t.Fatal(now, err)
		}
		press := gb28181.Alarm{Method: 2, At: g.Clock.Now(), Description: "门卫室一键报警"}
		if err := box.Raise(g.ctx, press); err != nil {
			t.Fatal(err)
		}
		alarms := `SELECT COUNT(*) FROM alarms WHERE device_id = $1 AND unparsed = $2`
		if n := g.count(alarms, d.ID, false); n != 1 {
			t.Fatal("alarms", n)
		}
		// Its case is opened: no press, a fault.
		if err := box.Raise(g.ctx, gb28181.Alarm{Method: 2, Type: 2, At: g.Clock.Now()}); err != nil {
			t.Fatal(err)
		}
		if n := g.count(`SELECT COUNT(*) FROM device_faults WHERE device_id = $1 AND kind = 'tamper' AND ended_at = 0`, d.ID); n != 1 {
			t.Fatal("faults", n)
		}
		if n := g.count(`SELECT COUNT(*) FROM device_inputs WHERE press`); n != 1 {
			t.Fatal("presses", n)
		}
		// What no table knows is an emergency when it comes from a button.
		if err := box.Raise(g.ctx, gb28181.Alarm{Method: 7, At: g.Clock.Now()}); err != nil {
			t.Fatal(err)
		}
		if n := g.count(`SELECT COUNT(*) FROM device_inputs WHERE press AND outcome = 'unparsed'`); n != 1 {
			t.Fatal("unparsed presses", n)
		}
		if err := box.Logout(g.ctx); err != nil {
			t.Fatal(err)
		}
		if now, _, _ = g.Devices().Secret(g.ctx, device.GB28181, gbBox); now.State != device.Lost {
			t.Fatal(now.State)
		}
	})
}

// A recorder's cameras come onto the register by themselves, once.
func TestARecorderBringsItsCameras(t *testing.T) {
	tellGB(t, func(g *gbStory) {
		d := g.register(device.Registration{Name: "录像机", Kind: device.Recorder, Code: gbNVR, HeartbeatS: 60})
		nvr := g.station(gb28181.Profile{Code: gbNVR, Channels: func() []gb28181.Channel {
			return []gb28181.Channel{{Code: "14090200001320000001", Name: "大门"}, {Code: "14090200001320000002", Name: "操场", Off: true}}
		}})
		for range 2 {
			if err := nvr.Register(g.ctx); err != nil {
				t.Fatal(err)
			}
			asked := nvr.Asked.Load()
			g.until("the catalogue asked for", func() bool { return nvr.Asked.Load() >= asked })
			g.until("two cameras", func() bool {
				return g.count(`SELECT COUNT(*) FROM device_registry WHERE parent_id = $1`, d.ID) == 2
			})
		}
		// It says which of them are on.
		g.until("one on and one off", func() bool {
			return g.count(`SELECT COUNT(*) FROM device_registry WHERE parent_id = $1 AND state = 'online'`, d.ID) == 1 &&
				g.count(`SELECT COUNT(*) FROM device_faults f JOIN device_registry d ON d.id = f.device_id WHERE d.name = '操场' AND f.kind = 'silent' AND f.ended_at = 0`) == 1
		})
		// A recorder is no button: its alarm input rings nobody.
		if err := nvr.Raise(g.ctx, gb28181.Alarm{Method: 2, At: g.Clock.Now()}); err != nil {
			t.Fatal(err)
		}
		if n := g.count(`SELECT COUNT(*) FROM device_inputs WHERE press`); n != 0 {
			t.Fatal("presses", n)
		}
	})
}

func TestAStrangerIsTurnedAwayAndLocked(t *testing.T) {
	tellGB(t, func(g *gbStory) {
		g.register(device.Registration{Name: "门卫室报警盒", Kind: device.Box, Code: gbBox, Panic: true, HeartbeatS: 60})
		bad := g.station(gb28181.Profile{Code: gbBox, Password: []byte("a-wrong-guess")})
		for range 5 {
			if r := (*gb28181.RefusedError)(nil); !errors.As(bad.Register(g.ctx), &r) || r.Status != 403 {
				t.Fatal(r)
			}
		}
		good := g.station(gb28181.Profile{Code: gbBox})
		if r := (*gb28181.RefusedError)(nil); !errors.As(good.Register(g.ctx), &r) || r.Status != 403 {
			t.Fatal("not locked", r)
		}
		g.Later(11 * time.Minute)
		if err := good.Register(g.ctx); err != nil {
			t.Fatal(err)
		}
		if n := g.count(`SELECT COUNT(*) FROM device_faults WHERE kind = 'credential'`); n != 1 {
			t.Fatal("faults", n)
		}
	})
}

package device_test

import (
	"testing"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/device"
)

// place puts a place into a school of the rig.
func (h *rig) place(t *testing.T, id, school, kind string) {
	t.Helper()
	must(t, h.db.Write(h.ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(h.ctx, `INSERT INTO school_places (id, school_id, kind, name, sort) VALUES ($1, $2, $3, $1, 1)`, id, school, kind)
		return err
	}))
}

// say lets a device say something in JSON.
func (h *rig) say(t *testing.T, d *device.Device, body string) {
	t.Helper()
	must(t, h.Judge(h.ctx, h.take(t, d, body), device.ReadJSON(*d, []byte(body))))
}

func TestASchoolIsLinkedWhenItsButtonsAndCamerasAreHeardAndProven(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		figures := func() (all, one device.Health) {
			t.Helper()
			all, parts, err := h.Figures(as(keeps, city), county, "")
			must(t, err)
			if len(parts) != 1 || parts[0].Name != "实验小学" {
				t.Fatalf("%+v", parts)
			}
			return all, *parts[0]
		}
		if _, one := figures(); one.Schools != 1 || one.Linked != 0 || one.Rate != -1 {
			t.Fatalf("a school without devices: %+v", one)
		}
		h.place(t, "plc_room", "sch_one", "guardroom")
		h.place(t, "plc_monitor", "sch_one", "monitor_room")
		at := func(place string, kind device.Kind, panics bool) *device.Device {
			return h.box(t, func(r *device.Registration) {
				r.PlaceID, r.Kind, r.Panic, r.Name, r.HeartbeatS = place, kind, panics, place+string(kind), 0
			})
		}
		room, monitor, camera := at("plc_room", device.Box, true), at("plc_monitor", device.Box, true), at("plc_room", device.Camera, false)
		h.say(t, room, `{"press":true,"mode":"test"}`)
		h.say(t, monitor, `{"heartbeat":true}`)
		h.say(t, camera, `{"picture":true,"recorded_days":29}`)
		if _, one := figures(); one.ButtonsOK != 0 || one.CamerasOK != 1 || one.Recorded != 1 || one.Kept != 0 || one.Rate != 100 {
			t.Fatalf("one button was never proven: %+v", one)
		}
		h.say(t, monitor, `{"press":true,"mode":"test"}`)
		h.say(t, camera, `{"picture":false,"recorded_days":30}`)
		if _, one := figures(); one.ButtonsOK != 1 || one.CamerasOK != 0 || one.Pictures != 1 || one.Kept != 1 || one.Linked != 0 {
			t.Fatalf("no picture: %+v", one)
		}
		h.say(t, camera, `{"picture":true}`)
		if all, one := figures(); one.Linked != 1 || all.Linked != 1 || all.Buttons != 2 || all.Proven != 2 {
			t.Fatalf("%+v", one)
		}
		h.clk.Add(32 * 24 * time.Hour)
		if _, one := figures(); one.Linked != 0 || one.Proven != 0 {
			t.Fatalf("proven too long ago: %+v", one)
		}
		all, parts, err := h.Figures(h.ctx, "", "")
		must(t, err)
		if all.Schools != 2 || len(parts) != 2 || parts[1].Name != "定襄县" || parts[1].Schools != 1 {
			t.Fatalf("%+v %+v", all, parts)
		}
	})
}

func TestChannelsGoWithTheirRecorder(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		nvr := h.box(t, func(r *device.Registration) { r.Kind, r.Panic, r.Name = device.Recorder, false, "录像机" })
		channel := func(name string) *device.Device {
			return h.box(t, func(r *device.Registration) {
				r.Kind, r.Panic, r.Name, r.ParentID, r.HeartbeatS = device.Camera, false, name, nvr.ID, 0
			})
		}
		gate, yard := channel("大门"), channel("操场")
		state := func(wants ...device.State) {
			t.Helper()
			for i, d := range []*device.Device{nvr, gate, yard} {
				if got := h.device(t, d).State; got != wants[i] {
					t.Fatalf("%s is %s, want %s", d.Name, got, wants[i])
				}
			}
		}
		h.say(t, nvr, `{"heartbeat":true}`)
		must(t, h.Shown(h.ctx, nvr.ID, map[string]bool{gate.Code: true, yard.Code: false, "other": true}))
		state(device.Online, device.Online, device.Lost)
		h.clk.Add(4 * time.Minute)
		must(t, h.Look(h.ctx))
		must(t, h.Look(h.ctx))
		state(device.Lost, device.Lost, device.Lost)
		h.say(t, nvr, `{"heartbeat":true}`)
		state(device.Online, device.Online, device.Lost)
		must(t, h.Shown(h.ctx, nvr.ID, map[string]bool{yard.Code: true}))
		state(device.Online, device.Online, device.Online)
		if kinds := h.faults(t, true); kinds != nil {
			t.Fatalf("%v", kinds)
		}
		must(t, h.Recorded(h.ctx, gate.ID, 31))
		if d := h.device(t, gate); d.RecordedDays == nil || *d.RecordedDays != 31 {
			t.Fatalf("%+v", d)
		}
	})
}

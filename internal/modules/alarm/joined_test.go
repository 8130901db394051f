package alarm_test

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/kit/db"
	"huxue/internal/modules/alarm"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

type buttonList struct {
	Items  []alarm.Button `json:"items"`
	Counts map[string]int `json:"counts"`
}

type missingList struct {
	Items []alarm.Missing `json:"items"`
}

// The county registers a box at a place that has no button, another at one that has, and
// takes them out of use again. The ledger of buttons, what is missing, the last proof and
// the joint test always mean the same thing on the wall.
func TestABoxAndTheButtonOfItsPlaceAreOneThing(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		ctx := access.AsSystem(context.Background(), "test")
		exec := func(query string, args ...any) {
			t.Helper()
			if err := a.Database().Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, query, args...); return err }); err != nil {
				t.Fatal(err)
			}
		}
		ledger := func() []alarm.Button { return get[buttonList](a, principal, "/api/v1/alarm-buttons?limit=200").Items }
		named := func(deviceID string) *alarm.Button {
			for _, b := range ledger() {
				if b.DeviceID == deviceID {
					return &b
				}
			}
			return nil
		}
		missing := func(place string) bool {
			return slices.ContainsFunc(get[missingList](a, principal, "/api/v1/alarm-buttons/missing?limit=200").Items, func(m alarm.Missing) bool { return m.PlaceID == place })
		}
		open := func(deviceID string) *device.Device {
			d, err := a.Devices().Open(ctx, deviceID)
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		register := func(at alarm.Button, name string) *device.Device {
			t.Helper()
			d, _, err := a.Devices().Register(ctx, device.Registration{SchoolID: at.SchoolID, PlaceID: at.PlaceID, Name: name, Kind: device.Box, Protocol: device.MQTT, Panic: true, HeartbeatS: 60})
			if err != nil {
				t.Fatal(err)
			}
			return d
		}
		// Of the demo's boxes and buttons none is left over; two places are cleared for the story.
		chore(t, a, "alarm.join_devices")
		all := ledger()
		if len(all) < 2 || all[0].DeviceName == "" || all[1].DeviceName == "" {
			t.Fatalf("the demo's boxes are no buttons: %+v", all)
		}
		empty, older := all[0], all[1]
		exec(`UPDATE device_registry SET state = 'retired', retired_at = 1 WHERE place_id IN ($1, $2)`, empty.PlaceID, older.PlaceID)
		chore(t, a, "alarm.join_devices")
		if b := ledger(); len(b) != len(all) || slices.ContainsFunc(b, func(b alarm.Button) bool { return b.ID == older.ID && b.DeviceID != "" }) {
			t.Fatalf("a line that people made goes on without a device: %+v", b)
		}
		exec(`UPDATE alarm_buttons SET status = 'retired', retired_on = '2026-09-01' WHERE id = $1`, empty.ID)
		if !missing(empty.PlaceID) {
			t.Fatal("the place has neither")
		}

		// A box where nothing was: not missing at once, on the ledger after a minute.
		fresh := register(empty, "新装报警盒")
		if missing(empty.PlaceID) {
			t.Error("a place with a registered box is told to be missing")
		}
		chore(t, a, "alarm.join_devices")
		chore(t, a, "alarm.join_devices")
		b := named(fresh.ID)
		if b == nil || b.Name != "新装报警盒" || b.PlaceID != empty.PlaceID || len(ledger()) != len(all) {
			t.Fatalf("%+v of %d", b, len(ledger()))
		}
		// A box where a button was: one line, not two; its joint test proves the box.
		box := register(older, "更换的报警盒")
		proven := a.Clock.Now().Add(-24 * time.Hour).UnixMilli()
		exec(`UPDATE alarm_buttons SET last_proven_at = $1 WHERE id = $2`, proven, older.ID)
		chore(t, a, "alarm.join_devices")
		if b := named(box.ID); b == nil || b.ID != older.ID || b.Name != older.Name || len(ledger()) != len(all) {
			t.Fatalf("%+v", b)
		}
		if at := open(box.ID).LastProvenAt; at.UnixMilli() != proven {
			t.Errorf("the box is proven at %v", at)
		}
		// And a press of the box proves the button, whose last test ended as it did.
		later := a.Clock.Now().UnixMilli()
		exec(`UPDATE device_registry SET last_proven_at = $1 WHERE id = $2`, later, box.ID)
		chore(t, a, "alarm.join_devices")
		if b := named(box.ID); b.LastProvenAt != later || b.LastResult != older.LastResult || b.Days != 0 {
			t.Errorf("%+v", b)
		}
		// A second box at the same place is a second thing on the wall.
		second := register(older, "第二个报警盒")
		chore(t, a, "alarm.join_devices")
		if b := named(second.ID); b == nil || b.ID == older.ID || len(ledger()) != len(all)+1 {
			t.Fatalf("%+v", b)
		}
		// People have given others the names it would have: it has one all the same, and the
		// boxes after it are not kept waiting.
		third := register(older, "第三个报警盒")
		exec(`UPDATE alarm_buttons SET name = $1 WHERE id = $2`, third.Name, older.ID)
		exec(`UPDATE alarm_buttons SET name = $1 WHERE id = $2`, third.Code+" "+third.Name, b.ID)
		chore(t, a, "alarm.join_devices")
		if b := named(third.ID); b == nil {
			t.Fatalf("%+v", ledger())
		}
		if _, err := a.Devices().Retire(ctx, third.ID, open(third.ID).Version, "拆除"); err != nil {
			t.Fatal(err)
		}
		chore(t, a, "alarm.join_devices")
		// Out of use: the line that a box has brought goes with it.
		for _, d := range []*device.Device{fresh, second} {
			if _, err := a.Devices().Retire(ctx, d.ID, open(d.ID).Version, "拆除"); err != nil {
				t.Fatal(err)
			}
		}
		chore(t, a, "alarm.join_devices")
		if named(fresh.ID) != nil || named(second.ID) != nil || len(ledger()) != len(all)-1 || !missing(empty.PlaceID) {
			t.Errorf("%+v", ledger())
		}
		if named(box.ID) == nil {
			t.Error("the other box is gone from the ledger")
		}
		a.Do(principal, http.MethodGet, "/api/v1/equipment/"+box.ID, nil).Into(&struct{}{})
	})
}

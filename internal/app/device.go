package app

import (
	"context"
	"encoding/json"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/modules/alarm"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

// pressedDevices answers device: the press of a box is a press like any other, of an
// actor who is the box and belongs to its school.
type pressedDevices struct {
	alarms *alarm.Service
	clock  clock.Clock
}

// Press implements device.Alarms.
func (p pressedDevices) Press(ctx context.Context, id string, d *device.Device, press device.Press) error {
	ctx = access.With(ctx, access.Actor{
		Kind: access.Device, ID: d.ID, Name: d.Name, Unit: d.PlaceName,
		Held: map[access.Perm][]string{alarm.PermRaise: {d.Path}, alarm.PermDrill: {d.Path}},
	})
	// What lay between Take and Judge while the server was down was pressed then.
	at := press.DeviceAt
	if at == 0 {
		at = press.At
	}
	waited := max(0, db.Millis(p.clock.Now())-press.At)
	body, err := json.Marshal(alarm.Press{
		SchoolID: d.SchoolID, PlaceID: d.PlaceID, Place: d.PlaceName, Kind: press.Kind, Mode: alarm.Mode(press.Mode), Note: press.Note,
		DeviceAt: at, SentAt: at + waited, Unparsed: press.Unparsed, Battery: press.Battery,
	})
	if err != nil {
		return err
	}
	_, _, err = p.alarms.Raise(ctx, id, body)
	return err
}

// Devices is the register of boxes and cameras, for listeners and tests.
func (a *App) Devices() *device.Service { return a.devices }

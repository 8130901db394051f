package app_test

import (
	"testing"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/platform/device"
)

func TestARecorderIsAskedHowManyDaysItKeeps(t *testing.T) {
	tellGB(t, func(g *gbStory) {
		d := g.register(device.Registration{Name: "录像机", Kind: device.Recorder, Code: gbNVR, HeartbeatS: 60})
		kept := 41 * 24 * time.Hour
		nvr := g.station(gb28181.Profile{Code: gbNVR,
			Channels: func() []gb28181.Channel { return []gb28181.Channel{{Code: "14090200001320000001", Name: "大门"}} },
			Recordings: func(_ string, from, to time.Time) (out []gb28181.Recording) {
				// Hour by hour, as recorders cut their files; nothing older than it keeps.
				oldest := g.Clock.Now().Add(-kept)
				for at := from.Truncate(time.Hour); at.Before(to); at = at.Add(time.Hour) {
					if !at.Before(oldest) && at.Before(g.Clock.Now()) {
						out = append(out, gb28181.Recording{Name: "f", Start: at, End: at.Add(time.Hour)})
					}
				}
				return out
			}})
		if err := nvr.Register(g.ctx); err != nil {
			t.Fatal(err)
		}
		g.until("the camera is on", func() bool {
			return g.count(`SELECT COUNT(*) FROM device_registry WHERE parent_id = $1 AND state = 'online'`, d.ID) == 1
		})
		if err := g.Chore(g.ctx, "device.recordings"); err != nil {
			t.Fatal(err)
		}
		if days := g.count(`SELECT COALESCE(recorded_days, -1) FROM device_registry WHERE parent_id = $1`, d.ID); days != 41 {
			t.Fatalf("%d days", days)
		}
	})
}

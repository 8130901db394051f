package app

import (
	"context"

	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

// mostDays is how far back recordings are asked for: more than any norm wants. [L 反恐法 32: 90]
const mostDays = 127

// askRecordings asks every camera that is heard how many days of pictures it keeps
// (录像天数). A recorder writes over its oldest, so that seven questions find where its
// memory ends; a whole list of three months would be thousands of lines.
func (a *App) askRecordings(ctx context.Context) error {
	if a.gb == nil {
		return nil
	}
	ctx = access.AsSystem(ctx, "device.recordings")
	list, err := a.devices.InUse(ctx, device.GB28181)
	if err != nil {
		return err
	}
	dumb := map[string]bool{} // who has not answered is not asked about its other cameras
	for _, d := range list {
		if d.Kind != device.Camera || d.State != device.Online {
			continue
		}
		peer, _, err := (upwardCameras{a}).reach(ctx, d.ID)
		if err != nil || dumb[peer] {
			continue
		}
		days, err := daysKept(mostDays, func(back int) (bool, error) { return a.hasRecording(ctx, d.ID, back) })
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			dumb[peer] = true
			a.log.InfoContext(ctx, "a recorder did not say what it keeps", "device", d.ID, "error", err)
			continue
		}
		if err := a.devices.Recorded(ctx, d.ID, days); err != nil {
			return err
		}
	}
	return nil
}

// daysKept finds by halving how many whole days back something is kept, at most most;
// kept says whether the day so many days ago is. A hole in the middle is not found.
func daysKept(most int, kept func(back int) (bool, error)) (int, error) {
	low, high := 0, most // low is kept, what lies beyond high is not
	for low < high {
		middle := (low + high + 1) / 2
		ok, err := kept(middle)
		if err != nil {
			return 0, err
		}
		if ok {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low, nil
}

// hasRecording reports whether a camera keeps anything of the day so many days ago.
// What the recorder answers is looked at: some send all they have, whatever is asked.
func (a *App) hasRecording(ctx context.Context, deviceID string, back int) (bool, error) {
	to := a.clock.Now().AddDate(0, 0, 1-back)
	from := to.AddDate(0, 0, -1)
	list, err := (upwardCameras{a}).Recordings(ctx, deviceID, from, to)
	for _, r := range list {
		if r.Start.Before(to) && r.End.After(from) {
			return true, nil
		}
	}
	return false, err
}

package app

import (
	"context"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/kit/follow"
	"huxue/internal/modules/alarm"
	"huxue/internal/modules/cascade"
	"huxue/internal/platform/device"
)

// upwardRetry is how long is waited after a refused registration; the standard wants no
// less (protocols.md §1.2).
const upwardRetry = time.Minute

// listenCascade opens the SIP address from which we register with platforms above, if
// one is set.
func (a *App) listenCascade(ctx context.Context) error {
	if a.cfg.UpListen == "" {
		return nil
	}
	return a.RegisterUpwards(ctx, a.cfg.UpListen, upwardRetry)
}

// RegisterUpwards keeps the lines to platforms above from addr until ctx ends; port 0
// is any.
func (a *App) RegisterUpwards(ctx context.Context, addr string, retry time.Duration) error {
	st, err := gb28181.NewStation(addr, func(_, reason string, _ []byte) { a.devices.Count(device.GB28181, reason) })
	if err != nil {
		return err
	}
	a.working.Go(func() {
		defer st.Close()
		a.uppers.Run(ctx, st, retry)
	})
	return nil
}

// Uppers is the room of platforms above us, for tests.
func (a *App) Uppers() *cascade.Service { return a.uppers }

// upwardAlarms answers cascade from the room of alarms.
type upwardAlarms struct{ alarms *alarm.Service }

// Changes implements cascade.Alarms.
func (u upwardAlarms) Changes(ctx context.Context, since int64, after string, limit int) ([]follow.Change, error) {
	return u.alarms.Changes(ctx, since, after, limit)
}

// Some implements cascade.Alarms.
func (u upwardAlarms) Some(ctx context.Context, ids []string) ([]cascade.Alarm, error) {
	list, err := u.alarms.Some(ctx, ids)
	out := make([]cascade.Alarm, len(list))
	for i, a := range list {
		c := a.Card()
		out[i] = cascade.Alarm{ID: a.ID, No: a.No, Path: a.Path, Mode: string(a.Mode), Kind: a.Kind, Severity: c.Severity, Silent: a.Silent, Unparsed: a.Unparsed,
			Note: a.Note, SchoolID: a.SchoolID, SchoolName: a.SchoolName, PlaceID: a.PlaceID, Place: a.Place, DeviceID: a.DeviceID, Lon: a.Lon, Lat: a.Lat,
			PressedAt: c.T0, ReceivedAt: c.T1}
	}
	return out, err
}

// upwardCameras reaches down to cameras for the platforms above.
type upwardCameras struct{ a *App }

// HoldPicture implements cascade.Cameras.
func (u upwardCameras) HoldPicture(deviceID string) (*media.Live, func(), error) {
	if u.a.hold != nil {
		return u.a.hold(deviceID)
	}
	return u.a.HoldPicture(deviceID)
}

// LendPictures names who has cameras called, instead of the house; for tests.
func (a *App) LendPictures(hold func(deviceID string) (*media.Live, func(), error)) { a.hold = hold }

// reach finds whom to speak to about a camera: what is registered with us, and which of
// its channels.
func (u upwardCameras) reach(ctx context.Context, deviceID string) (peer, channel string, err error) {
	if u.a.gb == nil {
		return "", "", gb28181.ErrAbsent
	}
	return u.a.cameraCodes(ctx, deviceID)
}

// Recordings implements cascade.Cameras.
func (u upwardCameras) Recordings(ctx context.Context, deviceID string, from, to time.Time) ([]gb28181.Recording, error) {
	peer, channel, err := u.reach(ctx, deviceID)
	if err != nil {
		return nil, err
	}
	items, err := u.a.gb.Recordings(ctx, peer, channel, from, to)
	out := make([]gb28181.Recording, 0, len(items))
	for _, it := range items {
		r := gb28181.Recording{Name: it.Get("Name"), Start: gb28181.Time(it.Get("StartTime")), End: gb28181.Time(it.Get("EndTime"))}
		if !r.Start.IsZero() && r.End.After(r.Start) {
			out = append(out, r)
		}
	}
	return out, err
}

// Turn implements cascade.Cameras.
func (u upwardCameras) Turn(ctx context.Context, deviceID, ptz string) error {
	peer, channel, err := u.reach(ctx, deviceID)
	if err != nil {
		return err
	}
	return u.a.gb.PTZ(ctx, peer, channel, ptz)
}

// Replay implements cascade.Cameras: the device is called for its recording, which comes
// to a port of its own, for this one viewer.
func (u upwardCameras) Replay(ctx context.Context, deviceID string, from, to time.Time) (cascade.Recorded, error) {
	stream := media.NewStream(2*time.Second, time.Now)
	r, err := u.a.playRecording(ctx, deviceID, gb28181.Offer{Session: "Playback", Start: from, End: to}, false, stream.Put, stream.End)
	if err != nil {
		return nil, err
	}
	return handedOn{r, stream}, nil
}

// handedOn is a recording that a platform above steers; see cascade.Recorded.
type handedOn struct {
	*recording
	stream *media.Stream
}

// Stream implements cascade.Recorded.
func (r handedOn) Stream() *media.Stream { return r.stream }

// Steer implements cascade.Recorded.
func (r handedOn) Steer(ctx context.Context, command string) error {
	return r.session.Play(ctx, command)
}

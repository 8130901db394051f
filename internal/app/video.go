package app

import (
	"context"
	"errors"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/kit/db"
	"huxue/internal/kit/follow"
	"huxue/internal/modules/alarm"
	"huxue/internal/modules/video"
)

// livePictures are the calls of this server, as the room of pictures wants them.
type livePictures struct{ a *App }

// Off implements video.Pictures.
func (p livePictures) Off() bool { return p.a.pictures == nil || p.a.puller.ctx.Err() != nil }

// Here implements video.Pictures.
func (p livePictures) Here(ctx context.Context, deviceID string) bool {
	if p.a.gb == nil || p.a.pictures == nil {
		return false
	}
	peer, _, err := p.a.cameraCodes(ctx, deviceID)
	if err != nil {
		return false
	}
	_, ok := p.a.gb.Peer(peer)
	return ok
}

// Hold implements video.Pictures.
func (p livePictures) Hold(deviceID string) (*media.Live, func()) { return p.a.pictures.Hold(deviceID) }

// Answer implements video.Pictures.
func (p livePictures) Answer(ctx context.Context, offer string, v *media.Viewer, wantKey, over func()) (string, error) {
	return p.a.webrtc.Answer(ctx, offer, v, wantKey, over)
}

// Now implements video.Pictures.
func (p livePictures) Now() time.Time { return time.Now() }

// Absent implements video.Pictures.
func (p livePictures) Absent(err error) bool { return errors.Is(err, gb28181.ErrAbsent) }

// seenAlarms tell the room of pictures what it has to know of alarms.
type seenAlarms struct{ alarms *alarm.Service }

// Find implements video.Alarms.
func (s seenAlarms) Find(ctx context.Context, alarmID string) (*video.Alarm, error) {
	a, err := s.alarms.See(ctx, alarmID)
	if err != nil {
		return nil, err
	}
	return shown(a), nil
}

// Changes implements video.Alarms.
func (s seenAlarms) Changes(ctx context.Context, since int64, after string, limit int) ([]follow.Change, error) {
	return s.alarms.Changes(ctx, since, after, limit)
}

// Some implements video.Alarms.
func (s seenAlarms) Some(ctx context.Context, ids []string) ([]*video.Alarm, error) {
	list, err := s.alarms.Some(ctx, ids)
	out := make([]*video.Alarm, len(list))
	for i, a := range list {
		out[i] = shown(a)
	}
	return out, err
}

func shown(a *alarm.Alarm) *video.Alarm {
	return &video.Alarm{ID: a.ID, SchoolID: a.SchoolID, Path: a.Path, PlaceID: a.PlaceID, Real: a.Mode == alarm.Real, Pressed: db.Millis(a.T0), Closed: db.Millis(a.T6)}
}

// Videos is the room of pictures, for tests.
func (a *App) Videos() *video.Service { return a.videos }

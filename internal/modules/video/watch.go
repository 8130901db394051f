package video

import (
	"context"
	"maps"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
)

const (
	lookEvery = time.Second
	keptEvery = 3 * time.Second
)

// Run calls the cameras that are kept, records alarms, and ends looks that nobody is
// at any more, until ctx ends.
// access: the house starts it. audit: what it writes is a record itself.
func (s *Service) Run(ctx context.Context) {
	if s.pictures.Off() {
		return
	}
	ctx = access.AsSystem(ctx, "video")
	if err := s.takeUp(ctx); err != nil {
		s.log.WarnContext(ctx, "evidence of before was not taken up", "error", err)
	}
	if err := s.untake(ctx); err != nil {
		s.log.WarnContext(ctx, "downloads of before were not ended", "error", err)
	}
	held := map[string]func(){}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for n := 0; ; n++ {
		if n%int(keptEvery/lookEvery) == 0 {
			if err := s.holdKept(ctx, held); err != nil && ctx.Err() == nil {
				s.log.WarnContext(ctx, "cameras to be kept were not read", "error", err)
			}
		}
		if err := s.Look(ctx); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "alarms were not recorded", "error", err)
		}
		if err := s.sweep(ctx); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "looks were not ended", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			s.fetches.end("")
			s.fetches.work.Wait()
			s.recordings.Wait()
			s.endAll(context.WithoutCancel(ctx))
			return
		}
	}
}

func (s *Service) endAll(ctx context.Context) {
	s.mu.Lock()
	open := make([]*look, 0, len(s.looks))
	for _, l := range s.looks {
		open = append(open, l)
	}
	s.mu.Unlock()
	for _, l := range open {
		if err := s.end(ctx, l); err != nil {
			s.log.WarnContext(ctx, "a look was not ended", "view", l.view.ID, "error", err)
		}
	}
	s.stops.Wait()
}

// holdKept has the cameras called that are kept, and lets go of the others.
func (s *Service) holdKept(ctx context.Context, held map[string]func()) error {
	var want []string
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		want, err = db.All(ctx, tx, db.Value[string], `SELECT k.device_id FROM video_kept k JOIN device_registry d ON d.id = k.device_id WHERE `+isCamera)
		return err
	}); err != nil {
		return err
	}
	gone := maps.Clone(held)
	for _, deviceID := range want {
		delete(gone, deviceID)
		if held[deviceID] == nil && s.pictures.Here(ctx, deviceID) {
			_, held[deviceID] = s.pictures.Hold(deviceID)
		}
	}
	for deviceID, release := range gone {
		release()
		delete(held, deviceID)
	}
	return nil
}

// Look begins to record the real alarms that were pressed, and ends the recording of
// those that are closed. Run does it each second.
// access: the house calls it. audit: record writes it down.
func (s *Service) Look(ctx context.Context) error {
	ctx = access.AsSystem(ctx, "video")
	now := db.Millis(s.db.Clock().Now())
	if s.seen == 0 { // a start looks back a little, too
		s.seen = now
	}
	err := s.follower.Walk(ctx, s.alarms, s.seen, 0, func(alarms []*Alarm, _ int64) error {
		for _, a := range alarms {
			if err := s.follow(ctx, a); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.seen = now
	}
	return err
}

// follow records one alarm or ends its recording.
func (s *Service) follow(ctx context.Context, a *Alarm) error {
	stop := s.running[a.ID]
	switch {
	case a.Closed != 0:
		if stop != nil {
			stop()
			delete(s.running, a.ID)
		}
		return nil
	case !a.Real || a.SchoolID == "" || stop != nil:
		return nil
	}
	var cameras []*Camera
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		cameras, err = camerasOf(ctx, tx, a.SchoolID)
		return err
	}); err != nil {
		return err
	}
	nearest(cameras, a.PlaceID)
	over, done := context.WithCancel(ctx)
	s.running[a.ID] = done
	for _, c := range cameras[:min(clipCameras, len(cameras))] {
		if s.pictures.Here(ctx, c.ID) {
			s.recordings.Go(func() { s.record(ctx, over, a, c) })
		} else if err := s.noPicture(ctx, a, c); err != nil {
			return err
		}
	}
	return nil
}

// noPicture writes down that there is no evidence of a camera, because it is away.
func (s *Service) noPicture(ctx context.Context, a *Alarm, c *Camera) error {
	now := db.Millis(s.db.Clock().Now())
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := insertClip(ctx, tx, &Clip{ID: id.New("vcl"), AlarmID: a.ID, CameraID: c.ID, Camera: c.Name, Place: c.Place, Part: 1, State: Failed, Why: "absent",
			BeganAt: now, EndedAt: now, path: a.Path, schoolID: a.SchoolID})
		return err
	})
}

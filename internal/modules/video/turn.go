package video

import (
	"context"
	"sync"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Bounds of turning a camera (云台). A page says again and again that a button is held;
// when it is not heard any more, the camera is stopped.
const (
	turnLasts = 2 * time.Second  // without being told again
	turnMost  = 20 * time.Second // in one go, however often told
	turnWaits = 3 * time.Second  // for the device to say that it heard
	stopTries = 3
)

// How fast a camera turns, of three.
var turnSpeeds = [...]int{0, 40, 100, 200}

// Motion is how a camera should turn: -1, 0 or 1 on each axis, all 0 stops it. N counts
// the commands of one look, so that one that was overtaken does nothing.
type Motion struct {
	N     int64 `json:"n" minimum:"1"`
	Pan   int   `json:"pan" minimum:"-1" maximum:"1"`
	Tilt  int   `json:"tilt" minimum:"-1" maximum:"1"`
	Zoom  int   `json:"zoom" minimum:"-1" maximum:"1"`
	Speed int   `json:"speed" minimum:"1" maximum:"3"`
}

func (m Motion) still() bool { return m.Pan == 0 && m.Tilt == 0 && m.Zoom == 0 }

func (m Motion) move() gb28181.Move {
	v := gb28181.Move{Pan: m.Pan, Tilt: m.Tilt, Zoom: m.Zoom}
	n := turnSpeeds[max(1, min(m.Speed, len(turnSpeeds)-1))]
	if m.Pan != 0 {
		v.PanSpeed = n
	}
	if m.Tilt != 0 {
		v.TiltSpeed = n
	}
	if m.Zoom != 0 {
		v.Speed = max(1, n*15/255)
	}
	return v
}

// motor is what a look does with its camera.
type motor struct {
	mu     sync.Mutex
	n      int64
	begun  bool      // written down
	since  time.Time // moving, zero while it stands
	timer  *time.Timer
	moving Motion
}

// take decides what a command does: nothing if it was overtaken, or if the camera does
// this already and only goes on.
func (m *motor) take(in Motion, now time.Time, halt func()) (send bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if in.N <= m.n {
		return false
	}
	m.n = in.N
	if m.timer != nil {
		m.timer.Stop()
	}
	if in.still() {
		m.since = time.Time{}
		return true
	}
	same := !m.since.IsZero() && in.move() == m.moving.move()
	if m.since.IsZero() {
		m.since = now
	}
	if same && now.Sub(m.since) > turnMost {
		m.since = time.Time{}
		go halt()
		return false
	}
	m.moving = in
	m.timer = time.AfterFunc(turnLasts, halt)
	return !same
}

// overtaken tells whether the camera should stand by now.
func (m *motor) overtaken(n int64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.n > n && m.since.IsZero()
}

// halt says that the camera stands from now on; false if it did.
func (m *motor) halt() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.timer != nil {
		m.timer.Stop()
	}
	moved := !m.since.IsZero()
	m.since = time.Time{}
	return moved
}

// Turn turns the camera of a live look of the caller's own, or stops it. The first time
// is written down, for the whole look. access: mine asks for the look.
func (s *Service) Turn(ctx context.Context, viewID string, m Motion) error {
	l, err := s.mine(ctx, viewID)
	if err != nil {
		return err
	}
	if err := access.Require(ctx, PermTurn, l.view.path); err != nil {
		return err
	}
	if l.view.Kind != Live {
		return errNotLive
	}
	if err := s.turned(ctx, l); err != nil {
		return err
	}
	if !l.motor.take(m, s.pictures.Now(), func() { l.motor.halt(); _ = s.stopTurning(l.view.CameraID, l.view.ID) }) {
		return nil
	}
	if m.still() {
		return s.stopTurning(l.view.CameraID, l.view.ID)
	}
	asking, enough := context.WithTimeout(context.WithoutCancel(ctx), turnWaits)
	defer enough()
	if err := s.recorders.Turn(asking, l.view.CameraID, m.move()); err != nil {
		l.motor.halt()
		_ = s.stopTurning(l.view.CameraID, l.view.ID) // it may turn all the same
		return errTurn.Because(err)
	}
	if l.motor.overtaken(m.N) { // it was stopped while this was on its way
		return s.stopTurning(l.view.CameraID, l.view.ID)
	}
	return nil
}

// turned writes down, once for a look, that the camera is turned.
func (s *Service) turned(ctx context.Context, l *look) error {
	l.motor.mu.Lock()
	defer l.motor.mu.Unlock()
	if l.motor.begun {
		return nil
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE video_views SET turned = 1 WHERE id = $1`, l.view.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "video.turn", l.view.CameraID, map[string]any{"view": l.view.ID, "school": l.view.SchoolID})
	})
	l.motor.begun = err == nil
	return err
}

// stopTurning tells a camera to stand, and tells it again if it does not say that it heard.
func (s *Service) stopTurning(cameraID, viewID string) (err error) {
	for range stopTries {
		ctx, enough := context.WithTimeout(context.Background(), turnWaits)
		err = s.recorders.Turn(ctx, cameraID, gb28181.Move{})
		enough()
		if err == nil {
			return nil
		}
	}
	s.log.Warn("a camera did not hear that it should stand", "device", cameraID, "view", viewID, "error", err)
	return errTurn.Because(err)
}

// still stops the camera of a look that ends.
func (s *Service) still(l *look) {
	if l.motor.halt() {
		s.stops.Go(func() { _ = s.stopTurning(l.view.CameraID, l.view.ID) })
	}
}

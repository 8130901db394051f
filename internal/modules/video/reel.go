package video

import (
	"context"
	"errors"
	"sync"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/kit/db"
)

// Bounds of a recording that is looked at.
const (
	reelKeeps  = 2 * time.Second  // of pictures, so that a viewer who comes again sees something at once
	reelFirst  = 15 * time.Second // for the first picture: recorders search their disks
	reelStall  = 10 * time.Second // without a picture while it should play
	steerWaits = 5 * time.Second
)

// reel is a recording on its way to one look. What it cannot have by steering the call
// that is up, it calls for anew: many recorders know no jump back.
type reel struct {
	recorders Recorders
	cameraID  string
	end       time.Time
	stream    *media.Stream
	pace      *media.Pace
	absent    func(error) bool
	now       func() time.Time
	ctx       context.Context
	stop      context.CancelFunc
	steering  sync.Mutex // one command at a time

	mu        sync.Mutex
	tape      Recorded
	from      time.Time // where the call that is up began
	call      int       // its number; what an older one sends is not shown
	speed     int
	paused    bool
	over      bool
	failed    string
	began     time.Time
	first     time.Duration
	last      time.Time
	low, high time.Time
}

func (s *Service) newReel(cameraID string, from, end time.Time) *reel {
	r := &reel{recorders: s.recorders, cameraID: cameraID, end: end, stream: media.NewStream(reelKeeps, s.pictures.Now), pace: media.NewPace(from, s.pictures.Now),
		absent: s.pictures.Absent, now: s.pictures.Now, speed: 1, began: s.pictures.Now(), low: from, high: from}
	r.ctx, r.stop = context.WithCancel(context.Background())
	return r
}

// play calls for the recording from a moment on, in place of what is played now.
func (r *reel) play(at time.Time) error {
	r.mu.Lock()
	r.call++
	call, old, speed := r.call, r.tape, r.speed
	r.tape, r.over, r.failed, r.paused = nil, false, "", false
	r.began, r.last = r.now(), time.Time{}
	r.mu.Unlock()
	if old != nil {
		old.Close()
	}
	r.pace.Jump(at)
	tape, err := r.recorders.Play(r.ctx, r.cameraID, Tape{From: at, To: r.end}, func(f *media.Frame) { r.put(call, f) })
	if err == nil && speed != 1 {
		_ = tape.Steer(r.ctx, gb28181.Steering{Scale: float64(speed)}) // it goes on at once as it is
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err != nil:
		if r.call == call {
			r.failed = whyNot(err, r.absent)
		}
		return err
	case r.ctx.Err() != nil || r.call != call: // nobody waits for it any more
		go tape.Close()
		return context.Canceled
	}
	r.tape, r.from = tape, at
	go r.watch(call, tape)
	return nil
}

// whyNot is the word for a call that came to nothing.
func whyNot(err error, absent func(error) bool) string {
	refusal := (*gb28181.RefusedError)(nil)
	switch {
	case absent(err):
		return "absent"
	case errors.Is(err, media.ErrNoPort):
		return "port"
	case errors.As(err, &refusal) && refusal.Status == 404:
		return "none"
	}
	return "refused"
}

func (r *reel) put(call int, f *media.Frame) {
	r.mu.Lock()
	if r.call != call {
		r.mu.Unlock()
		return
	}
	r.last = r.now()
	if r.first == 0 {
		r.first = max(time.Millisecond, r.last.Sub(r.began))
	}
	r.mu.Unlock()
	shown := r.pace.Step(f)
	at := r.pace.At()
	r.mu.Lock()
	if at.Before(r.low) {
		r.low = at
	}
	if at.After(r.high) {
		r.high = at
	}
	r.mu.Unlock()
	r.stream.Put(shown)
}

// watch notes that nothing more comes of a call.
func (r *reel) watch(call int, tape Recorded) {
	<-tape.Over()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.call != call {
		return
	}
	r.over = true
	if r.last.IsZero() {
		if r.failed = string(tape.Trouble()); r.failed == "" {
			r.failed = "silent"
		}
	}
}

// steer does what the viewer wants: stand still, go on, faster.
func (r *reel) steer(ctx context.Context, s gb28181.Steering, speed int) error {
	r.steering.Lock()
	defer r.steering.Unlock()
	r.mu.Lock()
	tape, over := r.tape, r.over
	r.mu.Unlock()
	if tape == nil || over {
		return errSteer
	}
	ctx, enough := context.WithTimeout(ctx, steerWaits)
	defer enough()
	if err := tape.Steer(ctx, s); err != nil {
		return errSteer.Because(err)
	}
	r.mu.Lock()
	r.paused = s.Pause
	r.last = r.now()
	if speed > 0 {
		r.speed = speed
	}
	r.mu.Unlock()
	if r.pace.Rest(); speed > 0 {
		r.pace.Scale(float64(speed))
	}
	return nil
}

// seek goes on at another moment. Back before the beginning of the call, or where the
// device does not do it, the recording is called for anew.
func (r *reel) seek(ctx context.Context, at time.Time) error {
	r.steering.Lock()
	defer r.steering.Unlock()
	r.mu.Lock()
	tape, from, over := r.tape, r.from, r.over
	r.mu.Unlock()
	if tape != nil && !over && !at.Before(from) {
		ctx, enough := context.WithTimeout(ctx, steerWaits)
		defer enough()
		if tape.Steer(ctx, gb28181.Steering{Seek: true, To: at.Sub(from)}) == nil {
			r.pace.Jump(at)
			r.mu.Lock()
			r.paused, r.last = false, r.now()
			r.mu.Unlock()
			return nil
		}
	}
	if err := r.play(at); err != nil {
		return errSteer.Because(err)
	}
	return nil
}

func (r *reel) pictures() *media.Stream { return r.stream }
func (r *reel) wantKey()                {}

func (r *reel) standing(v *View) {
	at := r.pace.At()
	r.mu.Lock()
	defer r.mu.Unlock()
	v.At, v.Speed, v.Paused, v.FirstMs = db.Millis(at), r.speed, r.paused, r.first.Milliseconds()
	v.FromAt, v.ToAt = db.Millis(r.low), db.Millis(r.high)
	v.Why = ""
	switch {
	case r.failed != "":
		v.State, v.Why = "failed", r.failed
	case r.over:
		v.State = "ended"
	case r.tape == nil:
		v.State = "calling"
	case r.last.IsZero() && r.now().Sub(r.began) > reelFirst, !r.last.IsZero() && !r.paused && r.now().Sub(r.last) > reelStall:
		v.State, v.Why = "stalled", "silent"
		if t := r.tape.Trouble(); t != "" {
			v.Why = string(t)
		}
	case r.last.IsZero():
		v.State = "waiting"
	default:
		v.State = "playing"
	}
}

// release has the device hung up.
func (r *reel) release() {
	r.stop()
	r.mu.Lock()
	r.call++
	tape := r.tape
	r.tape = nil
	r.mu.Unlock()
	if tape != nil {
		go tape.Close() // a device that is gone does not answer
	}
	r.stream.End()
}

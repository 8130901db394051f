package media

import (
	"context"
	"errors"
	"sync"
	"time"
)

// State is how a camera's live picture stands.
type State string

// The states of a live picture. (protocols.md §1.3)
const (
	Idle    State = "idle"    // nobody looks
	Calling State = "calling" // invited, no answer yet
	Waiting State = "waiting" // the camera agreed, nothing has come
	Playing State = "playing"
	Stalled State = "stalled" // it came and stopped: called again
	Failed  State = "failed"  // it could not be called; tried again
)

// Puller calls a camera. Pull returns once the camera has agreed; from then on pictures
// go into stream until ctx ends, which hangs up, or the call is over (Call.Done).
type Puller interface {
	Pull(ctx context.Context, camera string, stream *Stream) (Call, error)
}

// Call is one call that is up.
type Call interface {
	Done() <-chan struct{} // closed when the camera hung up
	Trouble() Trouble      // why no picture comes
	WantKey()              // asks the camera for a key frame
}

// Times bound what is waited for.
type Times struct {
	First   time.Duration // for the first picture after the camera agreed
	Stall   time.Duration // without a picture until it counts as lost and is called again
	Linger  time.Duration // after the last viewer until it is hung up
	Retry   time.Duration // between two calls
	PreRoll time.Duration // how much of the past is kept
}

// DefaultTimes are those of protocols.md §1.3 [D].
var DefaultTimes = Times{First: 5 * time.Second, Stall: 10 * time.Second, Linger: 30 * time.Second, Retry: 3 * time.Second, PreRoll: 30 * time.Second}

// Status is how a live picture stands and why.
type Status struct {
	State   State
	Trouble Trouble
	Err     error
	Viewers int
	FirstMs int64 // from the call to the first picture
}

// Pool has one upstream call for each camera that somebody looks at, however many look.
type Pool struct {
	pull    Puller
	times   Times
	changed func(camera string, s Status)

	mu   sync.Mutex
	live map[string]*Live
	ctx  context.Context
	work sync.WaitGroup
}

// NewPool calls cameras with pull until ctx ends. changed hears every change of a
// camera's state, in order, and must not wait.
func NewPool(ctx context.Context, pull Puller, times Times, changed func(camera string, s Status)) *Pool {
	return &Pool{pull: pull, times: times, changed: changed, live: map[string]*Live{}, ctx: ctx}
}

// Wait returns when every call has been hung up, after ctx has ended.
func (p *Pool) Wait() { p.work.Wait() }

// Live is a camera's picture while somebody looks, and a little longer.
type Live struct {
	Stream *Stream
	camera string
	pool   *Pool

	mu      sync.Mutex
	status  Status
	holders int
	call    Call
	left    chan struct{} // tells run that somebody came or went
	keyAt   time.Time
}

// Hold has the camera called and kept as long as release was not called.
func (p *Pool) Hold(camera string) (l *Live, release func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l = p.live[camera]
	if l == nil {
		l = &Live{Stream: NewStream(p.times.PreRoll, time.Now), camera: camera, pool: p, status: Status{State: Calling}, left: make(chan struct{}, 1)}
		p.live[camera] = l
		p.work.Go(func() { l.run(p.ctx) })
	}
	l.count(1)
	return l, sync.OnceFunc(func() { l.count(-1) })
}

// Look is the camera's picture if it is up.
func (p *Pool) Look(camera string) (*Live, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l, ok := p.live[camera]
	return l, ok
}

func (l *Live) count(by int) {
	l.mu.Lock()
	l.holders += by
	l.mu.Unlock()
	select {
	case l.left <- struct{}{}:
	default:
	}
}

// Status says how it stands.
func (l *Live) Status() Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.status
	s.Viewers = l.holders
	return s
}

// WantKey asks the camera for a key frame, at most once a second.
func (l *Live) WantKey() {
	l.mu.Lock()
	c := l.call
	if c == nil || time.Since(l.keyAt) < time.Second {
		l.mu.Unlock()
		return
	}
	l.keyAt = time.Now()
	l.mu.Unlock()
	c.WantKey()
}

func (l *Live) become(s Status) {
	l.mu.Lock()
	same := l.status.State == s.State && l.status.Trouble == s.Trouble
	if s.FirstMs == 0 {
		s.FirstMs = l.status.FirstMs
	}
	l.status = s
	l.mu.Unlock()
	if !same {
		l.pool.changed(l.camera, s)
	}
}

// errUnwanted says that nobody looks any more.
var errUnwanted = errors.New("media: nobody looks")

func (l *Live) run(ctx context.Context) {
	l.pool.changed(l.camera, l.Status())
	for again := false; ; again = true {
		err := l.once(ctx, again)
		if ctx.Err() != nil || errors.Is(err, errUnwanted) {
			break
		}
		if err := l.pause(ctx, l.pool.times.Retry); err != nil {
			break
		}
	}
	l.Stream.End()
	l.become(Status{State: Idle})
}

// once makes one call and stays with it to its end.
func (l *Live) once(ctx context.Context, again bool) error {
	ctx, hangUp := context.WithCancel(ctx)
	defer hangUp()
	began := time.Now()
	before := l.Stream.LastAt()
	call, err := l.pull(ctx)
	if err != nil {
		l.become(Status{State: Failed, Err: err})
		return err
	}
	l.mu.Lock()
	l.call = call
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		l.call = nil
		l.mu.Unlock()
	}()
	if !again {
		l.become(Status{State: Waiting})
	}
	tick := time.NewTicker(min(200*time.Millisecond, l.pool.times.Stall/4))
	defer tick.Stop()
	var unwanted time.Time
	for {
		last := l.Stream.LastAt()
		switch now := time.Now(); {
		case last.After(before) && now.Sub(last) < l.pool.times.Stall:
			if l.Status().State != Playing {
				l.become(Status{State: Playing, FirstMs: max(1, last.Sub(began).Milliseconds())})
			}
		case last.After(before), now.Sub(began) > l.pool.times.First && !again:
			l.become(Status{State: Stalled, Trouble: call.Trouble()})
			return nil
		case now.Sub(began) > max(l.pool.times.First, l.pool.times.Stall):
			l.become(Status{State: Stalled, Trouble: call.Trouble()})
			return nil
		}
		if l.wanted() {
			unwanted = time.Time{}
		} else if unwanted.IsZero() {
			unwanted = time.Now()
		} else if time.Since(unwanted) >= l.pool.times.Linger && l.leave() {
			return errUnwanted
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-call.Done():
			l.become(Status{State: Stalled, Trouble: call.Trouble()})
			return nil
		case <-tick.C:
		case <-l.left:
		}
	}
}

// pull calls the camera; the call is given up when the pool ends.
func (l *Live) pull(ctx context.Context) (Call, error) {
	return l.pool.pull.Pull(ctx, l.camera, l.Stream)
}

func (l *Live) wanted() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.holders > 0
}

// leave takes it out of the pool unless somebody came this very moment.
func (l *Live) leave() bool {
	l.pool.mu.Lock()
	defer l.pool.mu.Unlock()
	if l.wanted() {
		return false
	}
	delete(l.pool.live, l.camera)
	return true
}

// pause waits before the next call, or ends it all when nobody looks.
func (l *Live) pause(ctx context.Context, d time.Duration) error {
	if !l.wanted() && l.leave() {
		return errUnwanted
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

package media

import (
	"sync"
	"time"
)

// Pace is the clock of a recording that is played: it gives its pictures the times at
// which they should be seen, whatever the speed, and knows what moment of the past is
// on the screen. Devices do one of two things when they play faster: most keep the
// times of the recording in the stream, some write new ones. Which it is shows when
// pictures have come for a while.
type Pace struct {
	now func() time.Time

	mu     sync.Mutex
	at     time.Time // of the recording, of the last picture
	scale  float64
	anew   bool // the device writes new times
	last   int64
	begun  bool
	out    int64
	began  time.Time // of what is measured
	came   int64     // in it, in the device's units
	frames int
}

// Bounds of a pace: what is farther apart is a jump, and how long is measured.
const (
	paceJump    = 5 * ClockRate
	paceMeasure = 2 * time.Second
)

// NewPace begins at a moment of the past; now tells the time.
func NewPace(at time.Time, now func() time.Time) *Pace { return &Pace{at: at, scale: 1, now: now} }

// At is the moment of the past that was shown last.
func (p *Pace) At() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.at
}

// Scale says how fast it is played from now on.
func (p *Pace) Scale(times float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.scale, p.anew = times, false
	p.began = time.Time{}
}

// Jump says that it goes on at another moment; the times of the device begin anew.
func (p *Pace) Jump(at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at, p.begun = at, false
	p.began = time.Time{}
}

// Rest says that nothing came for a while because nothing should.
func (p *Pace) Rest() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.began = time.Time{}
}

// Step is the picture with the time at which it should be seen.
func (p *Pace) Step(in *Frame) *Frame {
	p.mu.Lock()
	defer p.mu.Unlock()
	step := in.DTS - p.last
	switch {
	case !p.begun:
		step = ClockRate / 25
		p.begun = true
		if p.out == 0 {
			step = 0
		}
	case step <= 0 || step > paceJump:
		if step > 0 && step < 24*3600*ClockRate { // a hole in what is recorded, passed over
			p.at = p.at.Add(time.Duration(step/ClockRate) * time.Second)
		}
		step = ClockRate / 25
	default:
		p.measure(step)
	}
	p.last = in.DTS
	shown, past := float64(step), float64(step)
	if p.anew {
		past *= p.scale
	} else {
		shown /= p.scale
	}
	p.at = p.at.Add(time.Duration(past * float64(time.Second) / ClockRate))
	p.out += max(1, int64(shown))
	return &Frame{NALUs: in.NALUs, Key: in.Key, DTS: p.out, PTS: p.out + int64(float64(in.PTS-in.DTS)*shown/max(1, float64(step)))}
}

// measure finds out what the device does with its times: at four times the speed those
// of the recording run four times as fast as the clock on the wall.
func (p *Pace) measure(step int64) {
	if p.scale == 1 {
		return
	}
	now := p.now()
	if p.began.IsZero() {
		p.began, p.came, p.frames = now, 0, 0
		return
	}
	p.came += step
	p.frames++
	took := now.Sub(p.began)
	if took < paceMeasure || p.frames < 8 {
		return
	}
	rate := float64(p.came) / ClockRate / took.Seconds()
	p.anew = rate*rate < p.scale // nearer to once than to scale times
	if p.scale < 1 {
		p.anew = rate*rate > p.scale
	}
	p.began = time.Time{}
}

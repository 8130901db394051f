package media_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"huxue/internal/driver/media"
	"huxue/internal/driver/media/sample"
)

type diary struct {
	mu     sync.Mutex
	states []media.State
}

func (d *diary) add(_ string, s media.Status) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.states = append(d.states, s.State)
}

func (d *diary) has(want ...media.State) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := 0
	for _, s := range d.states {
		if i < len(want) && s == want[i] {
			i++
		}
	}
	return i == len(want)
}

// short is DefaultTimes in a hurry.
var short = media.Times{First: 5 * time.Second, Stall: 400 * time.Millisecond, Linger: 200 * time.Millisecond, Retry: 20 * time.Millisecond, PreRoll: 2 * time.Second}

func TestOneCallServesManyAndIsHungUpAfterTheLast(t *testing.T) {
	for _, tcp := range []bool{false, true} {
		ctx, stop := context.WithCancel(t.Context())
		cams, d := &media.Direct{Clip: media.ReadClip(sample.Gate(), sample.Rate), TCP: tcp}, &diary{}
		p := media.NewPool(ctx, cams, short, d.add)
		one, release := p.Hold("gate")
		_, release2 := p.Hold("gate")
		v := one.Stream.Watch()
		<-v.Frames()
		until(t, func() bool { return one.Status().State == media.Playing })
		if s := one.Status(); s.Viewers != 2 || s.FirstMs <= 0 || cams.Calls("gate") != 1 {
			t.Errorf("%+v after %d calls", s, cams.Calls("gate"))
		}
		release()
		release()
		if one.Status().Viewers != 1 {
			t.Error("released twice")
		}
		release2()
		until(t, func() bool { _, up := p.Look("gate"); return !up })
		until(t, func() bool { return d.has(media.Calling, media.Waiting, media.Playing, media.Idle) })
		for range v.Frames() {
			continue
		}
		if !errors.Is(v.Why(), media.ErrEnded) {
			t.Error(v.Why())
		}
		stop()
		p.Wait()
	}
}

func TestAPictureThatStopsIsCalledAgainAndComesBack(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	cams, d := &media.Direct{Clip: media.ReadClip(sample.Gate(), sample.Rate)}, &diary{}
	hasty := short
	hasty.First = 500 * time.Millisecond
	p := media.NewPool(ctx, cams, hasty, d.add)
	l, release := p.Hold("gate")
	defer release()
	v := l.Stream.Watch()
	until(t, func() bool { return l.Status().State == media.Playing })
	cams.Silence("gate", true)
	until(t, func() bool { return l.Status().State == media.Stalled && cams.Calls("gate") > 1 })
	cams.Silence("gate", false)
	until(t, func() bool { return d.has(media.Playing, media.Stalled, media.Playing) })
	if v.Why() != nil {
		t.Error("the viewer was sent away")
	}
}

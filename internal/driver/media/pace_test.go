package media

import (
	"testing"
	"time"
)

// A device that keeps the times of its recording and one that writes new ones look the
// same to a viewer: four seconds of the past in each second.
func TestPaceWhateverADeviceDoesWithItsTimes(t *testing.T) {
	begin := time.Date(2026, 11, 28, 8, 0, 0, 0, time.UTC)
	for name, step := range map[string]int64{"keeps its times": ClockRate / 25, "writes new ones": ClockRate / 100} {
		now := begin
		p := NewPace(begin, func() time.Time { return now })
		p.Step(&Frame{Key: true, DTS: 500})
		p.Scale(4)
		dts, before, at := int64(500), int64(0), time.Time{}
		for n := range 1000 { // ten seconds, a hundred pictures in each
			now = now.Add(10 * time.Millisecond)
			dts += step
			f := p.Step(&Frame{DTS: dts, PTS: dts})
			if f.DTS <= before {
				t.Fatalf("%s: %d after %d", name, f.DTS, before)
			}
			switch n {
			case 499:
				at, before = p.At(), f.DTS
			case 999:
				if past := p.At().Sub(at); past < 19*time.Second || past > 21*time.Second {
					t.Errorf("%s: in five seconds %v of the past", name, past)
				}
				if shown := f.DTS - before; shown < 4.8*ClockRate || shown > 5.2*ClockRate {
					t.Errorf("%s: five seconds are seen in %d", name, shown)
				}
			}
			if n < 499 {
				before = f.DTS
			}
		}
	}
}

func TestPaceJumps(t *testing.T) {
	begin := time.Date(2026, 11, 28, 8, 0, 0, 0, time.UTC)
	p := NewPace(begin, time.Now)
	p.Step(&Frame{Key: true, DTS: 0})
	a := p.Step(&Frame{DTS: ClockRate})
	p.Jump(begin.Add(time.Hour))
	b := p.Step(&Frame{Key: true, DTS: 3600 * ClockRate})
	if got := p.At().Sub(begin.Add(time.Hour)); got < 0 || got > 100*time.Millisecond || b.DTS <= a.DTS || b.DTS > a.DTS+ClockRate {
		t.Fatalf("%v %d %d", got, a.DTS, b.DTS)
	}
	// A hole in the recording is passed over and the clock does not stand.
	c := p.Step(&Frame{Key: true, DTS: 9000 * ClockRate})
	if c.DTS <= b.DTS || c.DTS > b.DTS+ClockRate {
		t.Fatal(b.DTS, c.DTS)
	}
	if got := p.At().Sub(begin); got < 2*time.Hour+29*time.Minute || got > 2*time.Hour+31*time.Minute {
		t.Fatal("after the hole it is", got)
	}
}

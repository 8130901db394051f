package simulate

import (
	"context"
	"slices"
	"sync"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/driver/media/sample"
)

// What the cameras have recorded: the last days in pieces of an hour until this minute,
// but for the hour after two in the night, when somebody had pulled the plug.
const (
	tapeDays = 30
	tapeGap  = 2 // the hour, by the clock in China
)

// recordings lists what a channel has between two times.
func (c *Cameras) recordings(_ string, from, to time.Time) (out []gb28181.Recording) {
	now := c.Now().Truncate(time.Minute)
	if first := now.AddDate(0, 0, -tapeDays).Truncate(time.Hour); from.Before(first) {
		from = first
	}
	for at := from.Truncate(time.Hour); at.Before(to) && at.Before(now); at = at.Add(time.Hour) {
		end := at.Add(time.Hour)
		if end.After(now) {
			end = now
		}
		if at.In(gb28181.China).Hour() != tapeGap && end.After(from) {
			out = append(out, gb28181.Recording{Name: at.In(gb28181.China).Format("20060102-15"), Start: at, End: end})
		}
	}
	return out
}

// tape is one recording that is being played. It keeps the times of the recording in
// the stream, whatever the speed, as most devices do.
type tape struct {
	begin, end time.Time
	pieces     []gb28181.Recording
	changed    chan struct{}

	mu     sync.Mutex
	at     time.Time
	scale  float64
	paused bool
	anew   bool // goes on elsewhere: with a key frame
}

// tape gets a recording ready that a platform has called for.
func (c *Cameras) tape(in gb28181.Call) (*tape, error) {
	from, to := time.Unix(in.Offer.Start, 0), time.Unix(in.Offer.End, 0)
	t := &tape{begin: from, end: to, pieces: c.recordings(in.Channel, from, to), changed: make(chan struct{}, 1), scale: 1, anew: true}
	if len(t.pieces) == 0 {
		return nil, &gb28181.RefusedError{Status: 404, Reason: "Not Found"}
	}
	if in.Offer.Session == "Download" {
		if c.Slow.Load() {
			return nil, &gb28181.RefusedError{Status: 488, Reason: "Not Acceptable Here"}
		}
		t.scale = float64(max(1, in.Offer.Speed))
	}
	t.at = t.there(from)
	in.OnInfo(t.steer)
	return t, nil
}

// there is the moment, or the next one that was recorded.
func (t *tape) there(at time.Time) time.Time {
	for _, p := range t.pieces {
		if at.Before(p.Start) {
			return p.Start
		}
		if at.Before(p.End) {
			return at
		}
	}
	return t.end
}

func (t *tape) steer(command string) error {
	s, err := gb28181.ParseSteering(command)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.paused = s.Pause
	if s.Scale > 0 {
		t.scale = s.Scale
	}
	if s.Seek {
		t.at, t.anew = t.there(t.begin.Add(s.To)), true
	}
	select {
	case t.changed <- struct{}{}:
	default:
	}
	return nil
}

// run plays it; true says that it came to its end.
func (t *tape) run(ctx context.Context, clip []*media.Frame, send func(*media.Frame) error) bool {
	const span = time.Second / sample.Rate
	clock, sent, n := time.Now(), 0, 0
	for {
		t.mu.Lock()
		if t.anew {
			t.anew, n = false, 0
		}
		at, scale, paused := t.at, t.scale, t.paused
		t.mu.Unlock()
		if !at.Before(t.end) {
			return true
		}
		due := time.Until(clock.Add(time.Duration(float64(sent) * float64(span) / scale)))
		if paused {
			due = 365 * 24 * time.Hour
		}
		timer := time.NewTimer(due)
		select {
		case <-ctx.Done():
			timer.Stop()
			return false
		case <-t.changed:
			timer.Stop()
			clock, sent = time.Now(), 0
			continue
		case <-timer.C:
		}
		f := clip[n%len(clip)]
		dts := int64(at.Sub(t.begin)/time.Millisecond) * media.ClockRate / 1000
		if send(&media.Frame{NALUs: f.NALUs, Key: f.Key, DTS: dts, PTS: dts, Span: f.Span}) != nil {
			return false
		}
		t.mu.Lock()
		if !t.anew {
			t.at = t.there(at.Add(span))
		}
		t.mu.Unlock()
		n++
		sent++
	}
}

// Turned is how a camera was told to turn, one after the other.
func (c *Cameras) Turned(channel string) []gb28181.Move {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.moves[channel])
}

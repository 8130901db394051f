package media

import (
	"context"
	"time"
)

// ReadClip cuts a file of bare H.264 into pictures, rate of them a second.
func ReadClip(file []byte, rate int64) []*Frame {
	var out []*Frame
	s := NewSplitter(func(f *Frame) {
		f.DTS = int64(len(out)) * ClockRate / rate
		f.PTS, f.Span = f.DTS, ClockRate/rate
		out = append(out, f)
	})
	s.Write(file)
	s.Flush()
	return out
}

// Loop gives the clip's pictures to send round and round, each at its time, until ctx
// ends or send fails. A push on again begins with a key frame at once.
func Loop(ctx context.Context, clip []*Frame, again <-chan struct{}, send func(*Frame) error) error {
	begin := time.Now()
	for n, at := int64(0), 0; ; n, at = n+1, (at+1)%len(clip) {
		f := clip[at]
		due := begin.Add(time.Duration(n*f.Span) * time.Second / ClockRate)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-again:
			at = 0
		case <-time.After(time.Until(due)):
		}
		f = clip[at]
		g := &Frame{NALUs: f.NALUs, Key: f.Key, DTS: n * f.Span, PTS: n * f.Span, Span: f.Span}
		if err := send(g); err != nil {
			return err
		}
	}
}

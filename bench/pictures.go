package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/pion/webrtc/v4"

	"huxue/internal/driver/media"
)

// What issue 6 asks for: cameras, viewers of each, and what it may cost.
const (
	cameras     = 8
	lookers     = 3 // two by WebRTC, one by MP4
	measuredFor = 20 * time.Second
)

// benchPictures relays eight cameras of 2 Mbit/s in 720p to three viewers each. Cameras
// and viewers run in this same process and their work counts in: the figure is above
// what a server alone would need.
func benchPictures(ctx context.Context, r *report, _ string) error {
	clip, err := draw(ctx)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	w, err := media.NewWebRTC(media.WebRTCOptions{})
	if err != nil {
		return err
	}
	cams := &media.Direct{Clip: clip}
	pool := media.NewPool(ctx, cams, media.DefaultTimes, func(string, media.Status) {})
	var seen, bytes atomic.Int64
	var lives []*media.Live
	var undo []func() // when it is over
	defer func() {
		for _, f := range undo {
			f()
		}
	}()
	for i := range cameras {
		l, release := pool.Hold(fmt.Sprintf("camera %d", i))
		undo = append(undo, release)
		lives = append(lives, l)
	}
	if err := wait(ctx, func() bool {
		return !slices.ContainsFunc(lives, func(l *media.Live) bool { return l.Status().State != media.Playing })
	}); err != nil {
		return err
	}
	first := int64(0)
	for _, l := range lives {
		first = max(first, l.Status().FirstMs)
	}
	r.most("first picture after the call, slowest of 8", float64(first), "ms", 1000)
	var work sync.WaitGroup
	for _, l := range lives {
		for n := range lookers {
			v := l.Stream.Watch()
			undo = append(undo, v.Close)
			if n == 0 {
				work.Go(func() {
					_ = v.Serve(ctx, writer{&bytes, &seen}, func(string) {}, func() error { return nil })
				})
				continue
			}
			pc, err := look(ctx, w, v, &seen, &bytes)
			if err != nil {
				return err
			}
			undo = append(undo, func() { _ = pc.Close() })
		}
	}
	if err := wait(ctx, func() bool { return seen.Load() > cameras*lookers*50 }); err != nil {
		return err
	}
	before, began, cpu := seen.Load(), time.Now(), used()
	bytesBefore := bytes.Load()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(measuredFor):
	}
	took := time.Since(began)
	r.most("CPU of 2 cores, 8 cameras to 24 viewers, both ends included", 100*(used()-cpu).Seconds()/took.Seconds()/2, "%", 60)
	r.least("pictures shown of those sent", 100*float64(seen.Load()-before)/(took.Seconds()*25*cameras*lookers), "%", 98)
	r.plain("to viewers", float64(bytes.Load()-bytesBefore)*8/took.Seconds()/1e6, "Mbit/s")
	stop()
	work.Wait()
	pool.Wait()
	return nil
}

// draw makes a moving picture with noise, as cameras at night send it.
func draw(ctx context.Context) ([]*media.Frame, error) {
	out, err := exec.CommandContext(ctx, "ffmpeg", "-hide_banner", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=s=1280x720:r=25:d=4", "-vf", "noise=alls=8:allf=t",
		"-c:v", "libx264", "-profile:v", "baseline", "-preset", "ultrafast", "-b:v", "2M", "-maxrate", "2M", "-bufsize", "1M", "-g", "50", "-f", "h264", "-").Output()
	if err != nil {
		return nil, fmt.Errorf("ffmpeg: %w (scripts/need.sh ffmpeg)", err)
	}
	return media.ReadClip(out, 25), nil
}

func look(ctx context.Context, w *media.WebRTC, v *media.Viewer, seen, bytes *atomic.Int64) (*webrtc.PeerConnection, error) {
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, err
	}
	if _, err := pc.AddTransceiverFromKind(webrtc.RTPCodecTypeVideo, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
		return pc, err
	}
	pc.OnTrack(func(t *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			p, _, err := t.ReadRTP()
			if err != nil {
				return
			}
			bytes.Add(int64(len(p.Payload)))
			if p.Marker {
				seen.Add(1)
			}
		}
	})
	offer, err := pc.CreateOffer(nil)
	if err != nil {
		return pc, err
	}
	if err := pc.SetLocalDescription(offer); err != nil {
		return pc, err
	}
	answer, err := w.Answer(ctx, pc.LocalDescription().SDP, v, func() {}, func() {})
	if err != nil {
		return pc, err
	}
	return pc, pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer})
}

// writer is a browser that takes MP4: one write is one picture, but for the head.
type writer struct{ bytes, seen *atomic.Int64 }

func (w writer) Write(p []byte) (int, error) {
	w.bytes.Add(int64(len(p)))
	w.seen.Add(1)
	return io.Discard.Write(p)
}

func used() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func wait(ctx context.Context, ok func() bool) error {
	for end := time.Now().Add(30 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) || ctx.Err() != nil {
			return fmt.Errorf("the pictures did not come: %w", os.ErrDeadlineExceeded)
		}
	}
	return nil
}

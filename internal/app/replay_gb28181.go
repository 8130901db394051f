package app

import (
	"context"
	"sync/atomic"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/modules/video"
)

// Bounds of a recording that is played: how long it may stand still where the picture
// comes over a line that would be given up as dead, and what still comes after its end.
const (
	tapePatience = time.Hour
	tapeRest     = 300 * time.Millisecond
	tapeRestMost = 3 * time.Second
)

// playRecording calls a device for a recording, which comes to a port of its own, for one
// who looks. The offer says which and how.
func (a *App) playRecording(ctx context.Context, deviceID string, o gb28181.Offer, tcp bool, put func(*media.Frame), over func()) (*recording, error) {
	if a.gb == nil || a.puller == nil {
		return nil, errPicturesOff
	}
	peer, channel, err := a.cameraCodes(ctx, deviceID)
	if err != nil {
		return nil, err
	}
	o.Channel, o.SSRC = channel, gb28181.SSRC(a.gbCode, true, int(a.replays.Add(1)))
	in, session, err := a.dialGB(ctx, peer, channel, tcp, o)
	if err != nil {
		return nil, err
	}
	in.Patience = tapePatience
	r := &recording{session: session, in: in, over: over, done: make(chan struct{})}
	r.demux = &watched{Demuxer: media.NewDemuxer(put), said: func(t media.Trouble) { r.trouble.Store(t) }}
	a.puller.calls.Go(func() { r.run(a.puller.ctx) })
	return r, nil
}

// recording is one that a device plays; see video.Recorded and cascade.Recorded.
type recording struct {
	session *gb28181.Session
	in      *media.Receiver
	trouble atomic.Value // media.Trouble
	demux   media.Sink
	over    func() // called when all has come, before done
	seq     int
	done    chan struct{}
}

func (r *recording) run(ctx context.Context) {
	defer close(r.done)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-r.session.Over():
			r.settle(ctx)
			stop()
		case <-ctx.Done():
		}
	}()
	_ = r.in.Run(ctx, r.demux)
	r.session.Bye(context.WithoutCancel(ctx))
	r.over()
}

// settle waits for what is on its way when the device has said that it was all.
func (r *recording) settle(ctx context.Context) {
	if !r.AtEnd() {
		return
	}
	tick := time.NewTicker(tapeRest / 3)
	defer tick.Stop()
	for began := time.Now(); time.Since(began) < tapeRestMost && time.Since(r.in.LastAt()) < tapeRest; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Steer implements video.Recorded.
func (r *recording) Steer(ctx context.Context, s gb28181.Steering) error {
	r.seq++
	return r.session.Play(ctx, s.Text(r.seq))
}

// Over implements video.Recorded.
func (r *recording) Over() <-chan struct{} { return r.done }

// AtEnd implements video.Recorded and cascade.Recorded.
func (r *recording) AtEnd() bool { return r.session.Why() == "file" }

// Trouble implements video.Recorded.
func (r *recording) Trouble() media.Trouble {
	if t, ok := r.trouble.Load().(media.Trouble); ok && t != "" {
		return t
	}
	return r.in.Trouble()
}

// Close implements video.Recorded and cascade.Recorded.
func (r *recording) Close() {
	r.in.Close()
	<-r.done
}

// recordedPictures ask devices for what they have recorded, and turn them, for the room
// of pictures.
type recordedPictures struct{ a *App }

// Recordings implements video.Recorders.
func (p recordedPictures) Recordings(ctx context.Context, deviceID string, from, to time.Time) ([]gb28181.Recording, error) {
	return upwardCameras(p).Recordings(ctx, deviceID, from, to)
}

// Play implements video.Recorders.
func (p recordedPictures) Play(ctx context.Context, deviceID string, t video.Tape, put func(*media.Frame)) (video.Recorded, error) {
	o := gb28181.Offer{Session: "Playback", Start: t.From, End: t.To}
	if t.Speed > 0 {
		o.Session, o.Speed = "Download", t.Speed
	}
	r, err := p.a.playRecording(ctx, deviceID, o, p.a.pictureAt.TCP, put, func() {})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Turn implements video.Recorders.
func (p recordedPictures) Turn(ctx context.Context, deviceID string, m gb28181.Move) error {
	return upwardCameras(p).Turn(ctx, deviceID, m.PTZ())
}

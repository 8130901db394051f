package media_test

import (
	"context"
	"testing"
	"time"

	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"

	"huxue/internal/driver/media"
	"huxue/internal/driver/media/sample"
)

// A WebRTC stack as a browser's: it offers, connects, and unpacks whole pictures.
func TestAViewerSeesByWebRTCFromTheKeyFrameOn(t *testing.T) {
	w, err := media.NewWebRTC(media.WebRTCOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	s := media.NewStream(time.Second, time.Now)
	clip := media.ReadClip(sample.Gate(), sample.Rate)
	for _, f := range clip[:30] {
		s.Put(f)
	}
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pc.Close() }()
	if _, err := pc.AddTransceiverFromKind(webrtc.RTPCodecTypeVideo, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
		t.Fatal(err)
	}
	pictures, keys := make(chan uint32, 200), 0
	pc.OnTrack(func(tr *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		var un codecs.H264Packet
		for {
			p, _, err := tr.ReadRTP()
			if err != nil {
				return
			}
			b, err := un.Unmarshal(p.Payload)
			if err != nil {
				t.Error(err)
			}
			if len(b) > 4 && b[4]&0x1f == 7 {
				keys++
			}
			if p.Marker {
				pictures <- p.Timestamp
			}
		}
	})
	offer, err := pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := pc.SetLocalDescription(offer); err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	v := s.Watch()
	answer, err := w.Answer(ctx, pc.LocalDescription().SDP, v, func() {}, func() { close(over) })
	if err != nil {
		t.Fatal(err)
	}
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		t.Fatal(err)
	}
	var first, last uint32
	for n := range 5 { // what was kept since the key frame
		select {
		case at := <-pictures:
			if n == 0 {
				first = at
			}
			last = at
		case <-time.After(20 * time.Second):
			t.Fatalf("only %d pictures", n)
		}
	}
	if last-first != 4*90 || keys != 1 {
		t.Errorf("the past took %d ticks and had %d key frames", last-first, keys)
	}
	s.End()
	select {
	case <-over:
	case <-time.After(20 * time.Second):
		t.Fatal("the stream ended and the call went on")
	}
}

func TestWhatIsNoOfferIsRefused(t *testing.T) {
	w, err := media.NewWebRTC(media.WebRTCOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s := media.NewStream(time.Second, time.Now)
	if _, err := w.Answer(t.Context(), "v=0\r\n", s.Watch(), func() {}, func() {}); err == nil {
		t.Fatal("answered")
	}
}

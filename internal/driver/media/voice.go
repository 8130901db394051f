package media

import (
	"context"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// Voice is the other end of a talk: packets of RTP in G.711. Say gets the samples of one
// packet and their time in the browser's clock of 8000 Hz.
type Voice interface {
	PCMA() bool
	Read(buf []byte) (int, error)
	Say(samples []byte, at uint32, now time.Time) error
}

// The two ways of G.711 and their numbers, which are fixed (RFC 3551).
var voiceNumbers = map[string]webrtc.PayloadType{webrtc.MimeTypePCMU: 0, webrtc.MimeTypePCMA: 8}

func voiceCapability(mime string) webrtc.RTPCodecCapability {
	return webrtc.RTPCodecCapability{MimeType: mime, ClockRate: 8000}
}

// Talk answers a browser's offer and lets it speak with a voice in the voice's own codec,
// until ctx ends or the browser goes; then over is called once. Nothing is recoded. A
// browser without a microphone offers only to hear.
func (w *WebRTC) Talk(ctx context.Context, offer string, v Voice, over func()) (string, error) {
	mime := webrtc.MimeTypePCMU
	if v.PCMA() {
		mime = webrtc.MimeTypePCMA
	}
	pc, err := w.voices[mime].NewPeerConnection(w.conf)
	if err != nil {
		return "", err
	}
	ctx, stop := context.WithCancel(ctx)
	connected := connecting(pc, stop)
	pc.OnTrack(func(t *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		for {
			p, _, err := t.ReadRTP()
			if err != nil {
				return
			}
			if len(p.Payload) > 0 && v.Say(p.Payload, p.Timestamp, time.Now()) != nil {
				return
			}
		}
	})
	answer, track, sender, err := agree(ctx, pc, voiceCapability(mime), "voice", offer)
	if err != nil {
		stop()
		_ = pc.Close()
		return "", err
	}
	go func() {
		for { // reports; read so that they do not pile up
			if _, _, err := sender.ReadRTCP(); err != nil {
				return
			}
		}
	}()
	go func() {
		defer over()
		defer stop()
		defer func() { _ = pc.Close() }()
		select {
		case <-connected:
		case <-ctx.Done():
			return
		case <-time.After(15 * time.Second):
			return
		}
		go func() { defer stop(); pass(v, track) }()
		<-ctx.Done()
	}()
	return answer, nil
}

// pass hands the voice on until it ends.
func pass(v Voice, track *webrtc.TrackLocalStaticRTP) {
	buf := make([]byte, 2048)
	var p rtp.Packet
	for {
		n, err := v.Read(buf)
		if err != nil {
			return
		}
		if p.Unmarshal(buf[:n]) != nil {
			continue
		}
		// What cannot go out now would be too late later.
		_ = track.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, Marker: p.Marker, SequenceNumber: p.SequenceNumber, Timestamp: p.Timestamp}, Payload: p.Payload})
	}
}

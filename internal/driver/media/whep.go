package media

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"
)

// WebRTCOptions say how browsers reach us.
type WebRTCOptions struct {
	// Port is the one UDP port of all viewers, so that a firewall needs one rule; 0 takes any.
	Port int
	// Hosts are addresses under which we are known outside, where they differ from the machine's own.
	Hosts []string
	// Servers are the addresses of STUN servers. None is asked by default: nothing leaves the network.
	Servers []string
}

// WebRTC answers browsers that want to look (WHEP).
type WebRTC struct {
	api    *webrtc.API
	voices map[string]*webrtc.API // by MIME type; see Talk
	conf   webrtc.Configuration
	mux    net.PacketConn
}

// The one way of packing H.264 that every browser takes.
var h264Capability = webrtc.RTPCodecCapability{
	MimeType: webrtc.MimeTypeH264, ClockRate: ClockRate, SDPFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
	RTCPFeedback: []webrtc.RTCPFeedback{{Type: "nack"}, {Type: "nack", Parameter: "pli"}, {Type: "ccm", Parameter: "fir"}},
}

// NewWebRTC opens the port of all viewers.
func NewWebRTC(o WebRTCOptions) (*WebRTC, error) {
	w := &WebRTC{}
	if len(o.Servers) > 0 {
		w.conf.ICEServers = []webrtc.ICEServer{{URLs: o.Servers}}
	}
	var s webrtc.SettingEngine
	s.SetIncludeLoopbackCandidate(true)
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetICETimeouts(5*time.Second, 10*time.Second, 2*time.Second)
	if len(o.Hosts) > 0 {
		rule := webrtc.ICEAddressRewriteRule{External: o.Hosts, AsCandidateType: webrtc.ICECandidateTypeHost, Mode: webrtc.ICEAddressRewriteReplace}
		if err := s.SetICEAddressRewriteRules(rule); err != nil {
			return nil, err
		}
	}
	if o.Port != 0 {
		c, err := net.ListenUDP("udp", &net.UDPAddr{Port: o.Port})
		if err != nil {
			return nil, err
		}
		w.mux = c
		s.SetICEUDPMux(webrtc.NewICEUDPMux(nil, c))
	}
	var err error
	if w.api, err = speaking(s, webrtc.RTPCodecParameters{RTPCodecCapability: h264Capability, PayloadType: 96}, webrtc.RTPCodecTypeVideo); err != nil {
		return nil, err
	}
	w.voices = map[string]*webrtc.API{}
	for mime, number := range voiceNumbers {
		codec := webrtc.RTPCodecParameters{RTPCodecCapability: voiceCapability(mime), PayloadType: number}
		if w.voices[mime], err = speaking(s, codec, webrtc.RTPCodecTypeAudio); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// speaking is an API that agrees to one codec and no other.
func speaking(s webrtc.SettingEngine, codec webrtc.RTPCodecParameters, kind webrtc.RTPCodecType) (*webrtc.API, error) {
	m := &webrtc.MediaEngine{}
	if err := m.RegisterCodec(codec, kind); err != nil {
		return nil, err
	}
	i := &interceptor.Registry{}
	if kind == webrtc.RTPCodecTypeVideo {
		if err := webrtc.ConfigureNack(m, i); err != nil {
			return nil, err
		}
	}
	if err := webrtc.ConfigureRTCPReports(i); err != nil {
		return nil, err
	}
	return webrtc.NewAPI(webrtc.WithMediaEngine(m), webrtc.WithInterceptorRegistry(i), webrtc.WithSettingEngine(s)), nil
}

// Close frees the port.
func (w *WebRTC) Close() {
	if w.mux != nil {
		_ = w.mux.Close()
	}
}

// ErrOffer says that the browser's offer is none, or does not take what we send.
var ErrOffer = errors.New("media: no offer that takes what we send")

// Answer answers a browser's offer and shows it what the viewer sees until ctx ends, the
// browser goes, or the stream ends; then over is called once. wantKey is called when the
// browser cannot go on without a key frame.
func (w *WebRTC) Answer(ctx context.Context, offer string, v *Viewer, wantKey, over func()) (string, error) {
	pc, err := w.api.NewPeerConnection(w.conf)
	if err != nil {
		return "", err
	}
	answer, track, sender, err := agree(ctx, pc, h264Capability, "video", offer)
	if err != nil {
		_ = pc.Close()
		return "", err
	}
	ctx, stop := context.WithCancel(ctx)
	connected := connecting(pc, stop)
	go func() {
		for {
			packets, _, err := sender.ReadRTCP()
			if err != nil {
				return
			}
			for _, p := range packets {
				switch p.(type) {
				case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
					wantKey()
				}
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
		show(ctx, track, v)
	}()
	return answer, nil
}

// connecting is closed when the browser is there; gone is called when it is not any more.
func connecting(pc *webrtc.PeerConnection, gone func()) <-chan struct{} {
	connected := make(chan struct{})
	var once sync.Once
	pc.OnConnectionStateChange(func(s webrtc.PeerConnectionState) {
		switch s {
		case webrtc.PeerConnectionStateConnected:
			once.Do(func() { close(connected) })
		case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
			gone()
		}
	})
	return connected
}

func agree(ctx context.Context, pc *webrtc.PeerConnection, codec webrtc.RTPCodecCapability, name, offer string) (string, *webrtc.TrackLocalStaticRTP, *webrtc.RTPSender, error) {
	track, err := webrtc.NewTrackLocalStaticRTP(codec, name, "huxue")
	if err != nil {
		return "", nil, nil, err
	}
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return "", nil, nil, errors.Join(ErrOffer, err)
	}
	sender, err := pc.AddTrack(track)
	if err != nil {
		return "", nil, nil, errors.Join(ErrOffer, err)
	}
	answer, err := pc.CreateAnswer(nil)
	if err != nil {
		return "", nil, nil, errors.Join(ErrOffer, err)
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err := pc.SetLocalDescription(answer); err != nil {
		return "", nil, nil, errors.Join(ErrOffer, err)
	}
	select {
	case <-gathered:
	case <-ctx.Done():
		return "", nil, nil, ctx.Err()
	case <-time.After(3 * time.Second): // what was found by then has to do
	}
	return pc.LocalDescription().SDP, track, sender, nil
}

// show sends the pictures. Those that are past already are given times one
// millisecond apart, so that the browser hurries through them to the present.
func show(ctx context.Context, track *webrtc.TrackLocalStaticRTP, v *Viewer) {
	pack := &codecs.H264Payloader{}
	var seq uint16
	var ts uint32
	var before *Frame
	for n := 0; ; n++ {
		var f *Frame
		select {
		case <-ctx.Done():
			return
		case g, ok := <-v.frames:
			if !ok {
				return
			}
			f = g
		}
		switch late := n < v.Behind || len(v.frames) > 3; {
		case before == nil:
		case late:
			ts += 90
			time.Sleep(2 * time.Millisecond) // a whole group at once would not fit into the path's buffers
		default:
			ts += uint32(f.PTS - before.PTS)
		}
		before = f
		payloads := pack.Payload(1180, AnnexB(f.NALUs))
		for i, p := range payloads {
			err := track.WriteRTP(&rtp.Packet{Header: rtp.Header{Version: 2, Marker: i == len(payloads)-1, SequenceNumber: seq, Timestamp: ts}, Payload: p})
			if err != nil {
				return
			}
			seq++
		}
	}
}

package media_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pion/rtp"

	"huxue/internal/driver/media"
	"huxue/internal/driver/media/sample"
)

func same(t *testing.T, got, want []*media.Frame) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d pictures, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i].Key != want[i].Key || !bytes.Equal(media.AnnexB(got[i].NALUs), media.AnnexB(want[i].NALUs)) {
			t.Fatalf("picture %d differs", i)
		}
		if got[i].DTS-got[0].DTS != want[i].DTS-want[0].DTS {
			t.Fatalf("picture %d is at %d, want %d", i, got[i].DTS, want[i].DTS)
		}
	}
}

func collect() (*[]*media.Frame, func(*media.Frame)) {
	var out []*media.Frame
	return &out, func(f *media.Frame) { out = append(out, f) }
}

func TestTheClipHasAHundredPicturesAndFourKeyFrames(t *testing.T) {
	clip, keys := media.ReadClip(sample.Gate(), sample.Rate), 0
	for _, f := range clip {
		if f.Key {
			keys++
		}
	}
	if len(clip) != 100 || keys != 4 {
		t.Fatalf("%d pictures, %d key frames", len(clip), keys)
	}
}

func TestWhatIsMuxedComesOutAgainWhereverThePacketsAreCut(t *testing.T) {
	clip := media.ReadClip(sample.Gate(), sample.Rate)
	var ps []byte
	for _, f := range clip {
		ps = append(ps, media.Mux(f)...)
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{1, 7, 1380, 50000} {
		got, emit := collect()
		d := media.NewDemuxer(emit)
		for rest := ps; len(rest) > 0; {
			n := min(len(rest), 1+rnd.IntN(size))
			d.Write(rest[:n])
			rest = rest[n:]
		}
		same(t, *got, clip[:len(clip)-1]) // the last one is whole only when another begins
		if d.Skipped != 0 || d.Trouble() != "" {
			t.Fatalf("skipped %d, trouble %q", d.Skipped, d.Trouble())
		}
	}
}

// ffmpeg's own program stream cuts pictures across PES packets.
func TestAForeignProgramStreamIsCutByPicture(t *testing.T) {
	clip := media.ReadClip(sample.Gate(), sample.Rate)
	var es []byte
	for _, f := range clip {
		es = append(es, media.AnnexB(f.NALUs)...)
	}
	for _, format := range []string{"vob", "dvd"} {
		got, emit := collect()
		d := media.NewDemuxer(emit)
		d.Write(ffmpeg(t, es, "-f", "h264", "-r", "25", "-i", "-", "-c", "copy", "-f", format, "-"))
		if n := len(*got); n < 97 || n > 100 || d.Trouble() != "" {
			t.Fatalf("%s: %d pictures, trouble %q", format, n, d.Trouble())
		}
		for i, f := range *got {
			if !bytes.Equal(media.AnnexB(f.NALUs), media.AnnexB(clip[i].NALUs)) {
				t.Fatalf("%s: picture %d differs", format, i)
			}
		}
	}
}

func TestH265AndTransportStreamsAreNamed(t *testing.T) {
	d := media.NewDemuxer(func(*media.Frame) { t.Fatal("a picture") })
	d.Write(ffmpeg(t, nil, "-f", "lavfi", "-i", "testsrc=s=64x64:d=1", "-c:v", "libx265", "-x265-params", "log-level=none", "-f", "vob", "-"))
	if d.Trouble() != media.TroubleH265 {
		t.Errorf("H.265: %q", d.Trouble())
	}
	d = media.NewDemuxer(func(*media.Frame) { t.Fatal("a picture") })
	d.Write(ffmpeg(t, nil, "-f", "lavfi", "-i", "testsrc=s=64x64:d=1", "-c:v", "libx264", "-f", "mpegts", "-"))
	if d.Trouble() != media.TroubleTS {
		t.Errorf("TS: %q", d.Trouble())
	}
}

func TestAfterALossNothingIsShownBeforeAKeyFrame(t *testing.T) {
	clip := media.ReadClip(sample.Gate(), sample.Rate)
	got, emit := collect()
	d := media.NewDemuxer(emit)
	for i, f := range clip {
		if i == 30 {
			d.Lost()
			continue
		}
		d.Write(media.Mux(f))
	}
	want := append(append([]*media.Frame{}, clip[:29]...), clip[50:99]...) // 29 was under way when bytes got lost
	same(t, *got, want)
}

func TestAnEndlessPESIsBounded(t *testing.T) {
	n := 0
	d := media.NewDemuxer(func(*media.Frame) { n++ })
	clip := media.ReadClip(sample.Gate(), sample.Rate)
	for _, f := range clip {
		ps := media.Mux(f)
		if i := bytes.Index(ps, []byte{0, 0, 1, 0xe0}); i >= 0 && f.Size() < 60000 {
			ps[i+4], ps[i+5] = 0, 0
		}
		d.Write(ps)
	}
	if n != 99 {
		t.Fatalf("%d pictures", n)
	}
	d.Write([]byte{0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0})
	for range 200 {
		d.Write(bytes.Repeat([]byte{9}, 1<<16)) // 13 MB without an end
	}
}

func FuzzDemuxer(f *testing.F) {
	clip := media.ReadClip(sample.Gate(), sample.Rate)
	f.Add(media.Mux(clip[0])[:2000], 100)
	f.Add(media.Mux(clip[1]), 3)
	f.Add([]byte{0, 0, 1, 0xba, 0x44, 0, 0, 1, 0xe0, 0, 0, 0x80, 0xc0, 0xff, 0, 0, 1, 0x65}, 1)
	f.Add([]byte{0, 0, 1, 0xbc, 0, 10, 0xe0, 0xff, 0xff, 0xff, 0, 4, 0x1b, 0xe0, 0xff, 0xff}, 5)
	f.Fuzz(func(t *testing.T, b []byte, cut int) {
		total := 0
		d := media.NewDemuxer(func(f *media.Frame) { total += f.Size() })
		cut = max(1, cut&0xfff)
		for rest := b; len(rest) > 0; {
			n := min(len(rest), cut)
			d.Write(rest[:n])
			rest = rest[n:]
		}
		if total > len(b)*4+4096 {
			t.Fatalf("%d bytes of pictures out of %d", total, len(b))
		}
	})
}

func receive(t *testing.T, tcp bool) (*media.Receiver, net.Conn, chan *media.Frame) {
	t.Helper()
	r, err := media.Listen("127.0.0.1", 0, 0, tcp)
	if err != nil {
		t.Fatal(err)
	}
	out := make(chan *media.Frame, 200)
	r.Expect(netip.MustParseAddr("127.0.0.1"), 200000001)
	go func() { _ = r.Run(t.Context(), media.NewDemuxer(func(f *media.Frame) { out <- f })) }()
	network := map[bool]string{false: "udp", true: "tcp"}[tcp]
	c, err := net.Dial(network, netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(r.Port())).String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(); r.Close() })
	return r, c, out
}

func take(t *testing.T, out chan *media.Frame, n int) []*media.Frame {
	t.Helper()
	var got []*media.Frame
	for len(got) < n {
		select {
		case f := <-out:
			got = append(got, f)
		case <-time.After(5 * time.Second):
			t.Fatalf("only %d of %d pictures", len(got), n)
		}
	}
	return got
}

func TestAStreamComesByUDPAndByTCP(t *testing.T) {
	for _, tcp := range []bool{false, true} {
		_, c, out := receive(t, tcp)
		s := media.NewSender(c, 200000001)
		clip := media.ReadClip(sample.Gate(), sample.Rate)[:60]
		for _, f := range clip {
			if err := s.Send(f); err != nil {
				t.Fatal(err)
			}
			if !tcp {
				time.Sleep(time.Millisecond) // a camera paces, too; loopback has no congestion to wait for
			}
		}
		same(t, take(t, out, 59), clip[:59])
	}
}

func TestAnotherNumberAndAnotherAddressAreRefused(t *testing.T) {
	r, c, _ := receive(t, false)
	if err := media.NewSender(c, 7).Send(media.ReadClip(sample.Gate(), sample.Rate)[1]); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write([]byte("not RTP")); err != nil {
		t.Fatal(err)
	}
	until(t, func() bool { return r.Counts.WrongSSRC.Load() > 0 && r.Counts.Malformed.Load() == 1 })
	if r.Counts.Packets.Load() != 0 || r.Trouble() != media.TroubleSSRC {
		t.Errorf("%d packets, trouble %q", r.Counts.Packets.Load(), r.Trouble())
	}
	d := net.Dialer{LocalAddr: &net.UDPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	other, err := d.Dial("udp", c.RemoteAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	if err := media.NewSender(other, 200000001).Send(media.ReadClip(sample.Gate(), sample.Rate)[1]); err != nil {
		t.Fatal(err)
	}
	until(t, func() bool { return r.Counts.WrongSource.Load() > 0 })
	if r.Counts.Packets.Load() != 0 {
		t.Error("a packet from another address was taken")
	}
}

func until(t *testing.T, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("never")
		}
	}
}

func TestPacketsOutOfOrderAreSortedAndGapsGivenUp(t *testing.T) {
	r, c, out := receive(t, false)
	var packets [][]byte
	for i, f := range media.ReadClip(sample.Gate(), sample.Rate)[:50] {
		p := rtp.Packet{Header: rtp.Header{Version: 2, PayloadType: 96, SequenceNumber: uint16(65500 + i), SSRC: 200000001}, Payload: media.Mux(f)[:min(1300, len(media.Mux(f)))]}
		b, _ := p.Marshal()
		packets = append(packets, b)
	}
	packets[10], packets[13] = packets[13], packets[10]
	packets[40], packets[41] = packets[41], packets[40]
	for _, b := range packets {
		if _, err := c.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	until(t, func() bool { return r.Counts.Packets.Load() == 50 })
	if r.Counts.Lost.Load() != 0 {
		t.Errorf("%d lost", r.Counts.Lost.Load())
	}
	_ = out
}

func ffmpeg(t *testing.T, in []byte, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Fatal("ffmpeg is needed for this test: scripts/need.sh ffmpeg")
	}
	var out, errs bytes.Buffer
	c := exec.Command(path, append([]string{"-hide_banner", "-loglevel", "error"}, args...)...)
	c.Stdin, c.Stdout, c.Stderr = bytes.NewReader(in), &out, &errs
	if err := c.Run(); err != nil {
		t.Fatalf("ffmpeg: %v %s", err, errs.String())
	}
	return out.Bytes()
}

func probe(t *testing.T, file []byte) (frames int, seconds float64, codec string) {
	t.Helper()
	path, err := exec.LookPath("ffprobe")
	if err != nil {
		t.Fatal("ffprobe is needed for this test: scripts/need.sh ffmpeg")
	}
	c := exec.Command(path, "-v", "error", "-count_frames", "-show_entries", "stream=codec_name,nb_read_frames:packet=pts_time,duration_time", "-of", "json", "-")
	c.Stdin = bytes.NewReader(file)
	raw, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	var said struct {
		Streams []struct {
			Codec  string `json:"codec_name"`
			Frames int    `json:"nb_read_frames,string"`
		}
		Packets []struct {
			PTS float64 `json:"pts_time,string"`
			Dur float64 `json:"duration_time,string"`
		}
	}
	if err := json.Unmarshal(raw, &said); err != nil || len(said.Streams) != 1 || len(said.Packets) == 0 {
		t.Fatalf("%v %s", err, raw)
	}
	end := said.Packets[len(said.Packets)-1]
	return said.Streams[0].Frames, end.PTS + end.Dur - said.Packets[0].PTS, said.Streams[0].Codec
}

type hand struct{ at atomic.Int64 }

func (h *hand) now() time.Time { return time.UnixMilli(h.at.Load()).UTC() }

func TestTheRingKeepsHalfAMinuteFromAKeyFrameOn(t *testing.T) {
	h := &hand{}
	s := media.NewStream(30*time.Second, h.now)
	clip := media.ReadClip(sample.Gate(), sample.Rate)
	for i := range 40 * 25 {
		h.at.Store(int64(i) * 40)
		f := clip[i%100]
		s.Put(&media.Frame{NALUs: f.NALUs, Key: f.Key, DTS: int64(i) * 3600, PTS: int64(i) * 3600})
	}
	kept := s.Since(h.now().Add(-30 * time.Second))
	if !kept[0].Key || h.now().Sub(kept[0].At) < 30*time.Second || h.now().Sub(kept[0].At) > 31*time.Second {
		t.Fatalf("kept from %v, key %v", h.now().Sub(kept[0].At), kept[0].Key)
	}
	var file bytes.Buffer
	x := media.NewFile(&file)
	for _, f := range kept {
		if err := x.Add(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Flush(); err != nil {
		t.Fatal(err)
	}
	frames, seconds, codec := probe(t, file.Bytes())
	if frames != len(kept) || codec != "h264" || seconds < 30 || seconds > 31 {
		t.Errorf("ffprobe: %d of %d pictures, %.2f s of %s", frames, len(kept), seconds, codec)
	}
}

func TestASlowViewerIsDroppedAndTheOthersSeeOn(t *testing.T) {
	s := media.NewStream(time.Second, time.Now)
	slow, quick := s.Watch(), s.Watch()
	clip := media.ReadClip(sample.Gate(), sample.Rate)
	for i := range 300 {
		s.Put(clip[i%100])
		<-quick.Frames()
	}
	n := 0
	for range slow.Frames() {
		n++
	}
	if n > 150 || !errors.Is(slow.Why(), media.ErrSlow) || s.Viewers() != 1 {
		t.Errorf("the slow one got %d and heard %v; %d look on", n, slow.Why(), s.Viewers())
	}
	s.End()
	if _, ok := <-quick.Frames(); ok || !errors.Is(quick.Why(), media.ErrEnded) {
		t.Error("the stream ended and nobody told")
	}
}

// A camera that is invited anew begins its clock anew; viewers see it go on.
func TestASecondCallGoesOnWhereTheFirstEnded(t *testing.T) {
	s := media.NewStream(time.Minute, time.Now)
	clip := media.ReadClip(sample.Gate(), sample.Rate)
	for range 2 {
		for _, f := range clip {
			s.Put(f)
		}
	}
	list := s.Since(time.Time{})
	for i := 1; i < len(list); i++ {
		if step := list[i].DTS - list[i-1].DTS; step != 3600 {
			t.Fatalf("a step of %d at %d", step, i)
		}
	}
}

func TestWhatIsServedPlays(t *testing.T) {
	s := media.NewStream(time.Second, time.Now)
	clip := media.ReadClip(sample.Gate(), sample.Rate)
	for _, f := range clip[:30] {
		s.Put(f)
	}
	v := s.Watch() // from the key frame before: five pictures are past
	for _, f := range clip[30:] {
		s.Put(f)
	}
	s.End()
	var out bytes.Buffer
	kind := ""
	if err := v.Serve(context.Background(), &out, func(c string) { kind = c }, func() error { return nil }); !errors.Is(err, media.ErrEnded) {
		t.Fatal(err)
	}
	if frames, seconds, _ := probe(t, out.Bytes()); frames != 75 || seconds < 2.9 || seconds > 3.1 || kind != `video/mp4; codecs="avc1.42c01f"` {
		t.Errorf("%d pictures, %.2f s, %s", frames, seconds, kind)
	}
}

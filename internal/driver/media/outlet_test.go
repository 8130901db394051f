package media_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"huxue/internal/driver/media"
	"huxue/internal/driver/media/sample"
)

// playing is a stream into which the clip runs until the test ends.
func playing(t *testing.T) *media.Stream {
	s := media.NewStream(30*time.Second, time.Now)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = media.Loop(ctx, media.ReadClip(sample.Gate(), sample.Rate), nil, func(f *media.Frame) error { s.Put(f); return nil })
	}()
	t.Cleanup(func() { stop(); <-done })
	return s
}

func first(t *testing.T, s *media.Stream) (*media.Viewer, *media.Frame) {
	t.Helper()
	v := s.Watch()
	f, err := v.First(t.Context(), 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return v, f
}

// One who joins late begins with a whole picture, and has them under his own number.
func TestAPictureGoesOnUnderAnothersNumber(t *testing.T) {
	s := playing(t)
	for early := s.Watch(); ; { // into the middle of a group
		if f := <-early.Frames(); !f.Key {
			early.Close()
			break
		}
	}
	for _, tcp := range []bool{false, true} {
		in, err := media.Listen("127.0.0.1", 0, 0, tcp)
		if err != nil {
			t.Fatal(err)
		}
		to := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(in.Port()))
		v, f := first(t, s)
		var out *media.Outlet
		if tcp {
			out, err = media.NewOutletTCP(nil, to, 900000001, false, nil)
		} else {
			out, err = media.NewOutlet(nil, to, 900000001)
		}
		if err != nil {
			t.Fatal(err)
		}
		in.Expect(to.Addr(), 900000001)
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		ended := make(chan error, 1)
		go func() { ended <- out.Run(ctx, v, f) }()
		n, key := 0, false
		_ = in.Run(ctx, media.NewDemuxer(func(f *media.Frame) {
			if n == 0 {
				key = f.Key
			}
			if n++; n == 30 {
				stop()
			}
		}))
		if n < 30 || !key || in.Counts.Lost.Load() != 0 {
			t.Errorf("tcp %v: %d pictures, the first whole: %v, %d lost", tcp, n, key, in.Counts.Lost.Load())
		}
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		out.Close()
	}
	if s.Viewers() != 0 {
		t.Errorf("%d still look", s.Viewers())
	}
}

// Whoever else calls is hung up on; a far end that goes away ends it.
func TestOnlyWhoAskedIsShown(t *testing.T) {
	s := playing(t)
	stranger := true
	out, err := media.NewOutletTCP(net.IPv4(127, 0, 0, 1), netip.AddrPort{}, 7, true, func(netip.Addr) bool { was := stranger; stranger = false; return !was })
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	v, f := first(t, s)
	ended := make(chan error, 1)
	go func() { ended <- out.Run(t.Context(), v, f) }()
	at := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(out.Port())).String()
	a, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	_ = a.SetReadDeadline(time.Now().Add(5 * time.Second))
	if n, err := a.Read(make([]byte, 1)); err == nil {
		t.Fatalf("a stranger was sent %d bytes", n)
	}
	b, err := net.Dial("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	_ = b.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := b.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	_ = b.Close()
	select {
	case err := <-ended:
		if !errors.Is(err, media.ErrNotTaken) {
			t.Error(err)
		}
	case <-time.After(15 * time.Second):
		t.Fatal("it goes on into nothing")
	}
}

// A camera that ends is said to show nothing.
func TestACameraThatEnds(t *testing.T) {
	s := media.NewStream(time.Second, time.Now)
	clip := media.ReadClip(sample.Gate(), sample.Rate)
	s.Put(clip[0])
	v, f := first(t, s)
	out, err := media.NewOutlet(nil, netip.MustParseAddrPort("127.0.0.1:9"), 7)
	if err != nil {
		t.Fatal(err)
	}
	s.End()
	if err := out.Run(t.Context(), v, f); !errors.Is(err, media.ErrNoPicture) {
		t.Error(err)
	}
}

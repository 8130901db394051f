package dc09

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// station is a receiver on loopback that keeps what it got and answers as reply says.
type station struct {
	Receiver
	udp, tcp string
	mu       sync.Mutex
	got      []string
}

func open(t *testing.T, reply func(raw []byte, nth int) []byte) *station {
	t.Helper()
	s := &station{}
	s.Handle = func(_ context.Context, _ string, raw []byte) []byte {
		s.mu.Lock()
		s.got = append(s.got, string(raw))
		n := len(s.got)
		s.mu.Unlock()
		return reply(raw, n)
	}
	s.listen(t)
	return s
}

// listen opens both doors until the test ends.
func (s *station) listen(t *testing.T) {
	t.Helper()
	p, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.udp, s.tcp = p.LocalAddr().String(), l.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { _ = s.ServeUDP(ctx, p) })
	all.Go(func() { _ = s.ServeTCP(ctx, l) })
	t.Cleanup(func() { stop(); all.Wait() })
}

func (s *station) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

func (s *station) dialler(network string, key []byte) *Dialler {
	at := s.udp
	if network == "tcp" {
		at = s.tcp
	}
	return &Dialler{Network: network, Address: at, Account: "1234", Key: key, Wait: 300 * time.Millisecond, Now: func() time.Time { return noon }}
}

func acks(key []byte) func([]byte, int) []byte {
	return func(raw []byte, _ int) []byte {
		f, err := Parse(raw)
		if err != nil {
			return nil
		}
		if f.Open(key) != nil || !f.InTime(noon) {
			return Nak(noon)
		}
		return Ack(f, key, noon)
	}
}

func TestABoxReports(t *testing.T) {
	for _, network := range []string{"udp", "tcp"} {
		for _, key := range [][]byte{nil, keys["AES-128"], keys["AES-256"]} {
			s := open(t, acks(key))
			d := s.dialler(network, key)
			for _, data := range []string{EventCID("1234", 1, 120, 1), EventCID("1234", 3, 120, 1)} {
				if err := d.Send(t.Context(), CID, data); err != nil {
					t.Fatalf("%s: %v", network, err)
				}
			}
			if err := d.Send(t.Context(), Null, ""); err != nil {
				t.Fatal(err)
			}
			d.Close()
			if got := s.all(); len(got) != 3 || !strings.Contains(got[1], `"0002L0#1234[`) {
				t.Errorf("%q", got)
			}
		}
	}
}

func TestABoxTriesAgain(t *testing.T) {
	for _, network := range []string{"udp", "tcp"} {
		s := open(t, func(raw []byte, nth int) []byte {
			if nth < 3 {
				return nil
			}
			return acks(nil)(raw, nth)
		})
		d := s.dialler(network, nil)
		if err := d.Send(t.Context(), SIA, EventSIA("1234", "PA", "1")); err != nil {
			t.Fatal(err)
		}
		d.Close()
		got := s.all()
		if len(got) != 3 || got[0] != got[2] {
			t.Errorf("%q", got)
		}
	}
}

// While the disk is slow nothing is thrown away: a press that was dropped would come again
// only after the seconds that a box waits for its answer.
func TestFramesWaitWhileAllHandsAreFull(t *testing.T) {
	const boxes = 40
	slow := make(chan struct{})
	s := &station{}
	s.Workers = 2
	s.Handle = func(_ context.Context, _ string, raw []byte) []byte {
		<-slow
		s.mu.Lock()
		defer s.mu.Unlock()
		s.got = append(s.got, string(raw))
		return acks(nil)(raw, 1)
	}
	s.listen(t)
	sent := make(chan error, boxes)
	for i := range boxes {
		d := s.dialler("udp", nil)
		d.Account, d.Wait, d.Tries = fmt.Sprintf("%04d", i), time.Minute, 1
		go func() { sent <- d.Send(t.Context(), CID, EventCID(d.Account, 1, 120, 1)); d.Close() }()
	}
	for s.Counters.Frames.Load() < 2 {
		runtime.Gosched()
	}
	close(slow)
	for range boxes {
		if err := <-sent; err != nil {
			t.Fatal(err)
		}
	}
	if n := len(s.all()); n != boxes {
		t.Errorf("%d frames", n)
	}
}

func TestABoxSetsItsClockOnce(t *testing.T) {
	s := open(t, acks(keys["AES-128"]))
	d := s.dialler("udp", keys["AES-128"])
	d.Now = func() time.Time { return noon.Add(-3 * time.Hour) }
	if err := d.Send(t.Context(), CID, EventCID("1234", 1, 120, 1)); err != nil {
		t.Fatal(err)
	}
	wrong := s.dialler("udp", []byte("FEDCBA9876543210"))
	if err := wrong.Send(t.Context(), CID, EventCID("1234", 1, 120, 1)); !errors.Is(err, ErrRefused) {
		t.Errorf("a wrong key: %v", err)
	}
	if n := len(s.all()); n != 4 {
		t.Errorf("%d frames", n)
	}
}

func TestAForgedAcknowledgementIsNotBelieved(t *testing.T) {
	s := open(t, func(raw []byte, _ int) []byte {
		f, _ := Parse(raw)
		f.Sealed = false
		return Ack(f, nil, noon)
	})
	d := s.dialler("tcp", keys["AES-128"])
	defer d.Close()
	if err := d.Send(t.Context(), CID, EventCID("1234", 1, 120, 1)); !errors.Is(err, ErrKey) {
		t.Error(err)
	}
}

func TestDuhIsNotSentAgain(t *testing.T) {
	s := open(t, func(raw []byte, _ int) []byte {
		f, _ := Parse(raw)
		return Duh(f, nil, noon)
	})
	d := s.dialler("udp", nil)
	if err := d.Send(t.Context(), "XXX", "?"); !errors.Is(err, ErrNotTaken) || len(s.all()) != 1 {
		t.Error(err, s.all())
	}
}

func TestARightAnswerLate(t *testing.T) {
	s := open(t, func(raw []byte, nth int) []byte {
		f, _ := Parse(raw)
		if nth == 1 {
			f.Seq = "9998"
			return append(Ack(f, nil, noon), acks(nil)(raw, nth)...)
		}
		return acks(nil)(raw, nth)
	})
	d := s.dialler("tcp", nil)
	defer d.Close()
	if err := d.Send(t.Context(), Null, ""); err != nil || len(s.all()) != 1 {
		t.Error(err, s.all())
	}
}

func TestTheReceiverIsBounded(t *testing.T) {
	s := open(t, acks(nil))
	s.PerHost = 2
	hold := func() net.Conn {
		c, err := net.Dial("tcp", s.tcp)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	good := bytesOf(`"NULL"0001L0#1[]`)
	talks := func(c net.Conn) bool {
		_ = c.SetDeadline(time.Now().Add(5 * time.Second))
		if _, err := c.Write(good); err != nil {
			return false
		}
		n, _ := c.Read(make([]byte, 100))
		return n > 0
	}
	// Behind one router sit the boxes of a county: who was acknowledged is no stranger.
	var boxes []net.Conn
	for range 5 {
		if boxes = append(boxes, hold()); !talks(boxes[len(boxes)-1]) {
			t.Fatal("a box of a large address may not talk")
		}
	}
	a, b := boxes[0], boxes[1]
	silent := []net.Conn{hold(), hold()}
	for _, c := range silent { // they have shown nothing, but are there
		if _, err := c.Write([]byte("\r")); err != nil {
			t.Fatal(err)
		}
	}
	if talks(hold()) || s.Counters.Turned.Load() != 1 {
		t.Error("the third stranger of one address may not")
	}
	_ = silent[0].Close()
	for room := false; !room; time.Sleep(time.Millisecond) {
		s.mu.Lock()
		room = s.hosts["127.0.0.1"] < 2
		s.mu.Unlock()
	}
	if !talks(hold()) {
		t.Error("there is room again")
	}
	if _, err := a.Write([]byte(strings.Repeat("x", 3*mostFrame))); err != nil {
		t.Fatal(err)
	}
	_ = a.SetDeadline(time.Now().Add(5 * time.Second))
	if n, err := a.Read(make([]byte, 1)); n > 0 || err == nil {
		t.Error("a flood is not read")
	}
	if s.Counters.TooLong.Load() != 1 || !talks(b) {
		t.Error("counted, and the other goes on")
	}
}

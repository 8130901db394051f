package app_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/driver/dc09"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

// wired gives the boxes of a test a line of their own into the house.
func wired(t *testing.T, a *apptest.App) string {
	t.Helper()
	p, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	r := &dc09.Receiver{Handle: a.HearDC09}
	go func() { defer close(done); _ = r.ServeUDP(ctx, p) }()
	t.Cleanup(func() { stop(); <-done })
	return p.LocalAddr().String()
}

func TestABoxOfDC09Rings(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		address := wired(t, a)
		var mine struct{ Items []struct{ ID string } }
		a.Do("anquan", http.MethodGet, "/api/v1/schools?limit=1", nil).Into(&mine)
		keeper := access.With(t.Context(), access.Actor{Kind: access.Person, ID: "per_keeper", Held: map[access.Perm][]string{device.PermManage: {"/"}, device.PermView: {"/"}}})
		_, secret, err := a.Devices().Register(keeper, device.Registration{SchoolID: mine.Items[0].ID, Name: "门卫室一键报警", Kind: device.Box, Protocol: device.DC09,
			Code: "A1B2", Panic: true, HeartbeatS: 60})
		if err != nil {
			t.Fatal(err)
		}
		key, err := hex.DecodeString(secret)
		if err != nil || len(key) != 16 {
			t.Fatalf("%q %v", secret, err)
		}
		box := func(key []byte) *dc09.Dialler {
			d := &dc09.Dialler{Network: "udp", Address: address, Account: "A1B2", Key: key, Tries: 2, Wait: 5 * time.Second, Now: a.Clock.Now}
			t.Cleanup(d.Close)
			return d
		}
		rung := func() int {
			var page struct {
				Items []struct{ Source, Mode string }
			}
			a.Do("zhihui", http.MethodGet, "/api/v1/alarms?limit=100", nil).Into(&page)
			n := 0
			for _, x := range page.Items {
				if x.Source == "device" && x.Mode == "real" {
					n++
				}
			}
			return n
		}
		before := rung()
		good := box(key)
		if err := good.Send(t.Context(), dc09.Null, ""); err != nil {
			t.Fatal(err)
		}
		if rung() != before {
			t.Fatal("a heartbeat rang")
		}
		for name, wrong := range map[string][]byte{"another key": []byte("0123456789ABCDEF"), "no key": nil} {
			if err := box(wrong).Send(t.Context(), dc09.CID, dc09.EventCID("A1B2", 1, 120, 1)); err == nil || rung() != before {
				t.Errorf("%s: %v, %d alarms", name, err, rung()-before)
			}
		}
		for range 6 { // from the address of the box itself, which is easily forged
			_ = box([]byte("0123456789ABCDEF")).Send(t.Context(), dc09.CID, dc09.EventCID("A1B2", 1, 120, 1))
		}
		if err := good.Send(t.Context(), dc09.CID, dc09.EventCID("A1B2", 1, 120, 1)); err != nil || rung() != before+1 {
			t.Fatalf("a press: %v, %d alarms", err, rung()-before)
		}
		a.Clock.Add(3 * time.Minute)
		if err := good.Send(t.Context(), dc09.CID, dc09.EventCID("A1B2", 3, 120, 1)); err != nil || rung() != before+1 {
			t.Fatalf("its end: %v, %d alarms", err, rung()-before)
		}
		if err := good.Send(t.Context(), dc09.SIA, "#A1B2|NZZ9"); err != nil || rung() != before+2 {
			t.Fatalf("what nobody understands: %v, %d alarms", err, rung()-before)
		}
	})
}

// dcStory is a city with a box of DC-09 and what it says over a line of its own.
type dcStory struct {
	*apptest.App
	t       *testing.T
	address string
	heard   func() [][]byte
}

func tellDC09(t *testing.T, f func(s *dcStory)) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		p, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan struct{})
		var mu sync.Mutex
		var frames [][]byte
		r := &dc09.Receiver{Handle: func(ctx context.Context, from string, raw []byte) []byte {
			mu.Lock()
			frames = append(frames, raw)
			mu.Unlock()
			return a.HearDC09(ctx, from, raw)
		}}
		go func() { defer close(done); _ = r.ServeUDP(ctx, p) }()
		t.Cleanup(func() { stop(); <-done })
		f(&dcStory{App: a, t: t, address: p.LocalAddr().String(), heard: func() [][]byte { mu.Lock(); defer mu.Unlock(); return frames }})
	})
}

func (s *dcStory) register(r device.Registration) (*device.Device, []byte) {
	s.t.Helper()
	var mine struct{ Items []struct{ ID string } }
	s.Do("anquan", http.MethodGet, "/api/v1/schools?limit=1", nil).Into(&mine)
	r.SchoolID, r.Name, r.Kind, r.Protocol, r.Panic = mine.Items[0].ID, "门卫室一键报警", device.Box, device.DC09, true
	d, secret, err := s.Devices().Register(access.AsSystem(s.t.Context(), "test"), r)
	if err != nil {
		s.t.Fatal(err)
	}
	key, err := hex.DecodeString(secret)
	if err != nil {
		s.t.Fatal(err)
	}
	return d, key
}

// press sends with a number that always is the first one, as boxes do that never count.
func (s *dcStory) press(account string, key []byte) {
	s.t.Helper()
	if len(key) == 0 {
		key = nil
	}
	d := &dc09.Dialler{Network: "udp", Address: s.address, Account: account, Key: key, Tries: 1, Wait: 5 * time.Second, Now: s.Clock.Now}
	defer d.Close()
	if err := d.Send(s.t.Context(), dc09.CID, dc09.EventCID(account, 1, 120, 1)); err != nil {
		s.t.Fatal(err)
	}
}

func (s *dcStory) repeated(d *device.Device) (n int) {
	s.t.Helper()
	list, err := s.Devices().Messages(access.AsSystem(s.t.Context(), "test"), device.MessageFilter{DeviceID: d.ID, Outcome: string(device.Repeated), Limit: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	return len(list)
}

// A box that never counts is heard each time it is pressed; what it sends again, because
// our answer was lost, is not a second press.
func TestABoxThatNeverCounts(t *testing.T) {
	tellDC09(t, func(s *dcStory) {
		d, key := s.register(device.Registration{Code: "A1B2", HeartbeatS: 60})
		s.press("A1B2", key)
		sent := s.heard()
		for range 3 {
			s.Clock.Add(5 * time.Second)
			if s.HearDC09(t.Context(), "10.0.0.1:5", sent[len(sent)-1]) == nil {
				t.Fatal("a box that sends again is not answered")
			}
		}
		if n := len(alarms(t, s.App)); n != 1 || s.repeated(d) != 3 {
			t.Fatalf("%d alarms, %d repetitions", n, s.repeated(d))
		}
		s.Clock.Add(90 * time.Second)
		s.press("A1B2", key)
		if n := len(alarms(t, s.App)); n != 2 {
			t.Fatalf("the second press: %d alarms", n)
		}
		// Within the minute it joins the alarm that is open, and is no repetition.
		s.Clock.Add(2 * time.Second)
		s.press("A1B2", key)
		list := alarms(t, s.App)
		if len(list) != 2 || list[0].Repeats+list[1].Repeats != 1 || s.repeated(d) != 3 {
			t.Fatalf("%d alarms, %d repetitions, %+v", len(list), s.repeated(d), list)
		}
	})
}

// clearFrame is a frame without a time, as the simplest boxes send it.
func clearFrame(account string) []byte {
	body := `"ADM-CID"0001L0#` + account + `[#` + account + `|1120 00 001]`
	var crc uint16
	for _, c := range []byte(body) {
		crc ^= uint16(c)
		for range 8 {
			if crc&1 == 1 {
				crc = crc>>1 ^ 0xA001
			} else {
				crc >>= 1
			}
		}
	}
	return fmt.Appendf(nil, "\n%04X%04X%s\r", crc, len(body), body)
}

// A box that cannot encrypt is let in where somebody has said so, and nowhere else.
func TestABoxInTheClear(t *testing.T) {
	tellDC09(t, func(s *dcStory) {
		d, key := s.register(device.Registration{Code: "C1EA", HeartbeatS: 60, Clear: true})
		if len(key) != 0 || d.HasSecret {
			t.Fatalf("%x %+v", key, d)
		}
		s.press("C1EA", nil)
		if n := len(alarms(t, s.App)); n != 1 {
			t.Fatalf("%d alarms", n)
		}
		// Without a time, the same within seconds is sent again; later on it is a press.
		for i, step := range []struct {
			wait time.Duration
			want int
		}{{90 * time.Second, 2}, {10 * time.Second, 2}, {90 * time.Second, 3}} {
			s.Clock.Add(step.wait)
			if s.HearDC09(t.Context(), "10.0.0.1:5", clearFrame("C1EA")) == nil || len(alarms(t, s.App)) != step.want {
				t.Fatalf("step %d: %d alarms", i, len(alarms(t, s.App)))
			}
		}
		if s.repeated(d) != 1 {
			t.Errorf("%d repetitions", s.repeated(d))
		}
		for _, r := range []device.Registration{{Protocol: device.MQTT, Clear: true}, {Protocol: device.DC09, Code: "ABCD", Clear: true, Secret: "00112233445566778899AABBCCDDEEFF"}} {
			r.SchoolID, r.Name, r.Kind = d.SchoolID, "盒子", device.Box
			if _, _, err := s.Devices().Register(access.AsSystem(t.Context(), "test"), r); errs.Code(err) != "device.clear_not_here" {
				t.Errorf("%+v: %v", r, err)
			}
		}
		// Given a key, it must use it.
		d, _, err := s.Devices().NewSecret(access.AsSystem(t.Context(), "test"), d.ID, d.Version)
		if err != nil || !d.HasSecret {
			t.Fatal(err)
		}
		s.Clock.Add(90 * time.Second)
		_ = s.HearDC09(t.Context(), "10.0.0.1:5", clearFrame("C1EA"))
		if n := len(alarms(t, s.App)); n != 3 {
			t.Errorf("%d alarms", n)
		}
	})
}

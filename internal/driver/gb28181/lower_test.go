package gb28181

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const (
	lower    = "14090000002000000009"
	lowerCam = "14090200001320009001"
)

// lowerAt puts a lower platform on a station of its own.
func lowerAt(t *testing.T, st *Station, addr string, above Code, tcp bool, f func(*Profile)) *Device {
	t.Helper()
	p := Profile{Code: lower, Password: []byte("lower-secret"), Server: addr, Platform: above, TCP: tcp}
	if f != nil {
		f(&p)
	}
	return st.Add(p)
}

func station(t *testing.T) *Station {
	t.Helper()
	st, err := NewStation("127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	return st
}

// An alarm sent again under its name, after a crash of ours, is the same alarm to the
// platform; and its receipt comes back under its number.
func TestAnAlarmKeepsItsName(t *testing.T) {
	for _, tcp := range []bool{false, true} {
		p := newPost()
		p.secrets["login"] = "lower-secret"
		p.secrets[lower] = "lower-secret"
		_, addr := serve(t, p)
		a := Alarm{SN: "77", DeviceID: lowerCam, Priority: 1, Method: 2, At: time.Date(2026, 11, 23, 15, 45, 0, 0, China), Description: "实验小学 东门 一键报警"}
		for range 2 { // two lives of one lower platform
			receipts := make(chan string, 4)
			st := station(t)
			d := lowerAt(t, st, addr, platform, tcp, func(p *Profile) {
				p.Responded = func(m *Message) { receipts <- m.SN + m.Get("Result") }
			})
			ctx := within(t)
			if err := d.Register(ctx); err != nil {
				t.Fatal(err)
			}
			if err := d.Deliver(ctx, "cas_1", a); err != nil {
				t.Fatal(err)
			}
			select {
			case r := <-receipts:
				if r != "77OK" {
					t.Errorf("%q", r)
				}
			case <-ctx.Done():
				t.Fatal("no receipt")
			}
			st.Close()
		}
		var names []string
		for _, in := range p.all() {
			if m := in.Message; m != nil && m.Cmd == CmdAlarm {
				names = append(names, in.Once)
				if got := AlarmOf(m); got.Meaning() != MeansPress || got.Description != a.Description || got.DeviceID != lowerCam {
					t.Errorf("%+v", got)
				}
			}
		}
		if len(names) != 2 || names[0] != names[1] {
			t.Errorf("tcp %v: %q", tcp, names)
		}
	}
}

// One number, several platforms above it at one address: each gets what is its own.
func TestSeveralPlatformsAbove(t *testing.T) {
	const second = Code("14000000002000000001")
	st := station(t)
	asked := map[Code]*atomic.Int64{platform: {}, second: {}}
	var servers []*Server
	for _, above := range []Code{platform, second} {
		p := newPost()
		p.secrets[lower] = "lower-secret"
		s, err := NewServer(Options{Code: above, Handler: p})
		if err != nil {
			t.Fatal(err)
		}
		addr, err := s.Listen("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		servers = append(servers, s)
		d := lowerAt(t, st, addr, above, false, func(p *Profile) {
			p.Channels = func() []Channel {
				asked[above].Add(1)
				return []Channel{{Code: lowerCam, Name: "东门"}}
			}
		})
		if err := d.Register(within(t)); err != nil {
			t.Fatal(err)
		}
	}
	for i, above := range []Code{platform, second} {
		items, err := servers[i].Catalog(within(t), lower)
		if err != nil || len(items) != 1 || items[0].Get("DeviceID") != lowerCam {
			t.Fatalf("%v %v", items, err)
		}
		if asked[above].Load() == 0 {
			t.Errorf("%s was answered by the other", above)
		}
	}
}

// What is not allowed is said to be: a refused call with its status, a control with 403.
func TestRefusalsAreSaid(t *testing.T) {
	p := newPost()
	p.secrets[lower] = "lower-secret"
	s, addr := serve(t, p)
	var stopped atomic.Int64
	hangUp := make(chan func(context.Context), 1)
	refuse := &RefusedError{403, "Forbidden"}
	d := lowerAt(t, station(t), addr, platform, false, func(p *Profile) {
		p.Has = func(code string) bool { return code == lowerCam }
		p.May = func(m *Message) bool { return m.Get("PTZCmd") == "" }
		p.Invited = func(_ context.Context, c Call) (Offer, func(), func(), error) {
			if refuse != nil {
				return Offer{}, nil, nil, refuse
			}
			hangUp <- c.HangUp
			return Offer{IP: "127.0.0.1", Port: 30000}, func() {}, func() { stopped.Add(1) }, nil
		}
	})
	ctx := within(t)
	if err := d.Register(ctx); err != nil {
		t.Fatal(err)
	}
	status := func(err error) int {
		r := (*RefusedError)(nil)
		if !errors.As(err, &r) {
			t.Fatalf("%v", err)
		}
		return r.Status
	}
	if got := status(s.Turn(ctx, lower, lowerCam, Move{Pan: 1, PanSpeed: 31})); got != 403 {
		t.Errorf("PTZ: %d", got)
	}
	if err := s.KeyFrame(ctx, lower, lowerCam); err != nil {
		t.Errorf("a key frame: %v", err)
	}
	offer := Offer{IP: "127.0.0.1", Port: 40000, SSRC: "0900000001"}
	_, err := s.Invite(ctx, lower, lowerCam, offer)
	if got := status(err); got != 403 {
		t.Errorf("INVITE: %d", got)
	}
	refuse = nil
	n, err := s.Invite(ctx, lower, lowerCam, offer)
	if err != nil || !strings.Contains(n.Answer.SSRC, "0900000001") {
		t.Fatalf("%+v %v", n, err)
	}
	(<-hangUp)(ctx) // the camera is gone
	select {
	case <-n.Over():
	case <-ctx.Done():
		t.Fatal("the platform does not know that it is over")
	}
	if n.Why() != "device" || stopped.Load() != 1 {
		t.Errorf("%s, stopped %d", n.Why(), stopped.Load())
	}
}

// A call that is taken back while the camera is still being called ends there.
func TestACallIsTakenBack(t *testing.T) {
	p := newPost()
	p.secrets[lower] = "lower-secret"
	s, addr := serve(t, p)
	calling, gone := make(chan struct{}), make(chan struct{})
	d := lowerAt(t, station(t), addr, platform, false, func(p *Profile) {
		p.Has = func(string) bool { return true }
		p.Invited = func(ctx context.Context, _ Call) (Offer, func(), func(), error) {
			close(calling)
			<-ctx.Done()
			close(gone)
			return Offer{}, nil, nil, ctx.Err()
		}
	})
	if err := d.Register(within(t)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(within(t))
	go func() { <-calling; cancel() }()
	if _, err := s.Invite(ctx, lower, lowerCam, Offer{IP: "127.0.0.1", Port: 40000, SSRC: "0900000001"}); err == nil {
		t.Error("it was answered")
	}
	select {
	case <-gone:
	case <-within(t).Done():
		t.Fatal("the camera is still being called")
	}
}

// A platform that refuses is tried again, later and later; once it takes us, it is told.
func TestItComesBackByItself(t *testing.T) {
	p := newPost() // it does not know the lower platform yet
	_, addr := serve(t, p)
	states := make(chan string, 64)
	beats := make(chan struct{}, 64)
	d := lowerAt(t, station(t), addr, platform, false, func(p *Profile) { p.Alive = func() { beats <- struct{}{} } })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		d.Live(ctx, 20*time.Millisecond, 10*time.Millisecond, func(state string, _ error) { states <- state })
	}()
	next := func() string {
		select {
		case s := <-states:
			return s
		case <-within(t).Done():
			t.Fatal("nothing more is told")
			return ""
		}
	}
	if s := next(); s != StateRefused {
		t.Fatal(s)
	}
	p.mu.Lock()
	p.secrets[lower] = "lower-secret"
	p.wrong = map[string]int{}
	p.mu.Unlock()
	for next() != StateRegistered {
	}
	<-beats
	stop()
	<-ended
	p.until(t, "it logs out", func() bool { return p.took[len(p.took)-1].Kind == SaidLogout })
}

func TestCommandsOfMotors(t *testing.T) {
	right := Move{Pan: 1, PanSpeed: 31}.PTZ()
	if got, err := CheckPTZ(strings.ToLower(right) + " "); err != nil || got != right {
		t.Errorf("%q %v", got, err)
	}
	for _, s := range []string{"", "A50F01021F0000D7", "A50F01", "00" + right[2:], right + "00", "xx"} {
		if _, err := CheckPTZ(s); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
}

func FuzzPTZ(f *testing.F) {
	f.Add("A50F01021F0000D6")
	f.Fuzz(func(t *testing.T, s string) {
		if out, err := CheckPTZ(s); err == nil {
			if again, err := CheckPTZ(out); err != nil || again != out {
				t.Fatalf("%q %q", out, again)
			}
		}
	})
}

// A platform that wants to know is told when channels come and go.
func TestThePlatformIsToldOfItsCatalogue(t *testing.T) {
	p := newPost()
	p.secrets[lower] = "lower-secret"
	s, err := NewServer(Options{Code: platform, Handler: p}) // one that arms would listen by itself
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	addr, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := lowerAt(t, station(t), addr, platform, false, nil)
	ctx := within(t)
	if err := d.Register(ctx); err != nil {
		t.Fatal(err)
	}
	c := Channel{Code: lowerCam, Name: "东门"}
	if err := s.SubscribeCatalog(ctx, lower, 0); err != nil {
		t.Fatal(err)
	}
	if err := d.Changed(ctx, ChannelAdded, c); err != nil { // nobody listens
		t.Fatal(err)
	}
	if err := s.SubscribeCatalog(ctx, lower, time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Changed(ctx, ChannelAdded, c), d.Changed(ctx, ChannelGone, c)); err != nil {
		t.Fatal(err)
	}
	var events []string
	for _, in := range p.all() {
		if m := in.Message; m != nil && m.Kind == Notify && m.Cmd == CmdCatalog {
			events = append(events, m.Items[0].Get("Event")+m.Items[0].Get("DeviceID"))
		}
	}
	if len(events) != 2 || events[0] != "ADD"+lowerCam || events[1] != "DEL"+lowerCam {
		t.Errorf("%q", events)
	}
}

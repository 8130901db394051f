package gb28181

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"

	"huxue/internal/driver/sipwire"
)

const (
	platform = Code("14090000002000000001")
	box      = "14090200001340000001"
	camera   = "14090200001320000001"
)

// post is a platform's memory for tests.
type post struct {
	mu      sync.Mutex
	secrets map[string]string
	took    []Input
	turned  map[string]int
	wrong   map[string]int
	last    map[string]string
	full    bool // the disk
	news    chan struct{}
}

func newPost() *post {
	return &post{secrets: map[string]string{box: "box-secret-1", camera: "cam-secret-1"}, turned: map[string]int{}, wrong: map[string]int{}, last: map[string]string{}, news: make(chan struct{}, 1)}
}

func (p *post) Secret(_ context.Context, code string) ([]byte, bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.secrets[code]
	return []byte(s), ok, nil
}
func (p *post) Address(_ context.Context, code string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last[code]
}
func (p *post) Locked(_ context.Context, code, _ string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.wrong[code] >= 5
}
func (p *post) Wrong(_ context.Context, code, _ string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wrong[code]++
}
func (p *post) Right(_ context.Context, code, _ string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.wrong, code)
}
func (p *post) Take(_ context.Context, in Input) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.full {
		return errors.New("the disk is full")
	}
	p.took = append(p.took, in)
	p.tick()
	return nil
}
func (p *post) Turned(_, reason string, _ []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turned[reason]++
	p.tick()
}
func (p *post) tick() {
	select {
	case p.news <- struct{}{}:
	default:
	}
}

func (p *post) all() []Input {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.took)
}

// until waits for a condition on what has been taken.
func (p *post) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	end := time.After(10 * time.Second)
	for {
		p.mu.Lock()
		done := ok()
		p.mu.Unlock()
		if done {
			return
		}
		select {
		case <-p.news:
		case <-time.After(20 * time.Millisecond):
		case <-end:
			t.Fatalf("never: %s; took %d, turned %v", what, len(p.took), p.turned)
		}
	}
}

func (p *post) cmds(cmd string) (n int) {
	for _, in := range p.took {
		if in.Message != nil && in.Message.Cmd == cmd {
			n++
		}
	}
	return n
}

func serve(t *testing.T, p *post) (*Server, string) {
	t.Helper()
	s, err := NewServer(Options{Code: platform, Handler: p, Arm: true})
	if err != nil {
		t.Fatal(err)
	}
	addr, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, addr
}

func device(t *testing.T, addr string, tcp bool, f func(*Profile)) *Device {
	t.Helper()
	st, err := NewStation("127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	p := Profile{Code: box, Password: []byte("box-secret-1"), Server: addr, Platform: platform, TCP: tcp, Maker: "护学", Model: "box"}
	if f != nil {
		f(&p)
	}
	return st.Add(p)
}

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func TestRegisterArmAlarm(t *testing.T) {
	for _, tcp := range []bool{false, true} {
		t.Run(fmt.Sprint("tcp ", tcp), func(t *testing.T) {
			p := newPost()
			s, addr := serve(t, p)
			d := device(t, addr, tcp, func(p *Profile) {
				p.Channels = func() []Channel {
					return []Channel{{Code: camera, Name: "大门", Civil: "140902"}, {Code: "14090200001320000002", Name: "操场", Off: true}}
				}
			})
			ctx := within(t)
			if err := d.Register(ctx); err != nil {
				t.Fatal(err)
			}
			p.until(t, "the catalogue in two pieces", func() bool {
				return p.cmds(CmdCatalog) == 2 && p.cmds(CmdDeviceInfo) == 1 && p.cmds(CmdDeviceStatus) == 1
			})
			if !d.Guarded.Load() {
				t.Error("not armed")
			}
			if err := d.Keepalive(ctx); err != nil {
				t.Fatal(err)
			}
			if err := d.Raise(ctx, Alarm{Method: 2, At: time.Now(), Description: "门卫室一键报警"}); err != nil {
				t.Fatal(err)
			}
			p.until(t, "the alarm", func() bool { return p.cmds(CmdAlarm) == 1 && d.Thanked.Load() == 1 })
			var last Input
			for _, in := range p.all() {
				if in.Message != nil && in.Message.Cmd == CmdAlarm {
					last = in
				}
				if strings.Contains(string(in.Raw), "response=") {
					t.Error("an answer to a challenge was stored")
				}
			}
			m, err := Parse(Body(last.Raw))
			if err != nil || AlarmOf(m).Meaning() != MeansPress || AlarmOf(m).Description != "门卫室一键报警" || last.Once == "" || last.Code != box {
				t.Fatalf("%+v %v", last, err)
			}
			items, err := s.Catalog(ctx, box)
			if err != nil || len(items) != 2 || items[1].Get("Status") != "OFF" {
				t.Fatalf("%v %v", items, err)
			}
			if err := s.KeyFrame(ctx, box, camera); err != nil {
				t.Fatal(err)
			}
			if err := d.Logout(ctx); err != nil {
				t.Fatal(err)
			}
			if _, ok := s.Peer(box); ok {
				t.Error("still registered")
			}
		})
	}
}

func TestNothingIsAnsweredThatIsNotStored(t *testing.T) {
	p := newPost()
	_, addr := serve(t, p)
	d := device(t, addr, false, nil)
	if err := d.Register(within(t)); err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	p.full = true
	p.mu.Unlock()
	err := d.Raise(within(t), Alarm{Method: 2, At: time.Now()})
	if r := (*RefusedError)(nil); !errors.As(err, &r) || r.Status != 500 {
		t.Fatal(err)
	}
}

func TestWrongPasswordsLock(t *testing.T) {
	p := newPost()
	_, addr := serve(t, p)
	bad := device(t, addr, false, func(p *Profile) { p.Password = []byte("guess") })
	for i := range 5 {
		if r := (*RefusedError)(nil); !errors.As(bad.Register(within(t)), &r) || r.Status != 403 {
			t.Fatal(i, r)
		}
	}
	good := device(t, addr, false, nil)
	if r := (*RefusedError)(nil); !errors.As(good.Register(within(t)), &r) || r.Status != 403 {
		t.Fatal("not locked", r)
	}
	unknown := device(t, addr, false, func(p *Profile) { p.Code = "14090200001349999999" })
	if r := (*RefusedError)(nil); !errors.As(unknown.Register(within(t)), &r) || r.Status != 403 {
		t.Fatal(r)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.took) != 0 || p.turned["locked"] != 1 || p.turned["wrong_password"] != 6 {
		t.Fatal(len(p.took), p.turned)
	}
}

// An answer to a challenge that was overheard is worth nothing, however fresh.
func TestReplayIsRefused(t *testing.T) {
	p := newPost()
	_, addr := serve(t, p)
	d := device(t, addr, false, nil)
	ctx := within(t)
	send := func(authorization string) *sip.Response {
		req := d.request(sip.REGISTER, d.Code, nil)
		req.AppendHeader(sip.NewHeader("Expires", "3600"))
		if authorization != "" {
			req.AppendHeader(sip.NewHeader("Authorization", authorization))
		}
		res, err := d.st.Client.Do(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	c, err := digest.ParseChallenge(send("").GetHeader("WWW-Authenticate").Value())
	if err != nil {
		t.Fatal(err)
	}
	given := digest.Credentials{Username: d.Code, Realm: c.Realm, Nonce: c.Nonce, URI: "sip:x@y", Algorithm: "MD5"}
	given.Response = sipwire.Answer(given, c.Realm, "REGISTER", d.Password)
	if res := send(given.String()); res.StatusCode != 200 || res.GetHeader("Date") == nil {
		t.Fatal(res.StatusCode)
	}
	if res := send(given.String()); res.StatusCode != 403 {
		t.Fatal(res.StatusCode)
	}
	p.until(t, "a replay", func() bool { return p.turned["replayed"] == 1 })
	given.Nonce = "6560.aa.bb" // made up
	if res := send(given.String()); res.StatusCode != 401 {
		t.Fatal(res.StatusCode)
	}
}

func TestStrangersAndBrokenPackets(t *testing.T) {
	p := newPost()
	_, addr := serve(t, p)
	d := device(t, addr, false, nil)
	// Never registered and never heard: nothing of it is stored.
	err := d.Raise(within(t), Alarm{Method: 2, At: time.Now()})
	if r := (*RefusedError)(nil); !errors.As(err, &r) || r.Status != 403 || len(p.all()) != 0 {
		t.Fatal(err, len(p.all()))
	}
	// Heard before we were restarted, and at the same address: it is believed.
	p.mu.Lock()
	p.last[box] = "127.0.0.1:9"
	p.mu.Unlock()
	if err := d.Raise(within(t), Alarm{Method: 2, At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	// At another address: kept, but not believed.
	p.mu.Lock()
	p.last[box] = "10.9.9.9:5060"
	p.mu.Unlock()
	err = d.Raise(within(t), Alarm{Method: 2, At: time.Now()})
	if r := (*RefusedError)(nil); !errors.As(err, &r) || r.Status != 403 {
		t.Fatal(err)
	}
	p.until(t, "a doubted alarm", func() bool { return len(p.took) == 2 && p.took[1].Doubted == "unregistered" })

	conn, err := net.Dial("udp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, junk := range []string{"hello", "MESSAGE sip:x SIP/2.0\r\nVia: broken\r\nFrom\r\n\r\n", "SIP/2.0 abc\r\n\r\n"} {
		if _, err := conn.Write([]byte(junk)); err != nil {
			t.Fatal(err)
		}
	}
	p.until(t, "three malformed packets", func() bool { return p.turned[sipwire.ReasonMalformed] == 3 })
	stream, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	if _, err := stream.Write([]byte("\x16\x03\x01 this is TLS\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	p.until(t, "a broken stream", func() bool { return p.turned[sipwire.ReasonMalformed] == 4 })
	// It still works.
	if err := d.Register(within(t)); err != nil {
		t.Fatal(err)
	}
}

func TestInviteAckBye(t *testing.T) {
	for _, tcp := range []bool{false, true} {
		t.Run(fmt.Sprint("tcp ", tcp), func(t *testing.T) {
			p := newPost()
			s, addr := serve(t, p)
			started, stopped := make(chan Call, 1), make(chan struct{})
			d := device(t, addr, tcp, func(p *Profile) {
				p.Code, p.Password = camera, []byte("cam-secret-1")
				p.Channels = func() []Channel { return []Channel{{Code: camera, Name: "大门"}} }
				p.Recordings = func(string, time.Time, time.Time) []Recording {
					return []Recording{{Name: "a", Start: time.Unix(1, 0), End: time.Unix(2, 0)}, {Name: "b", Start: time.Unix(2, 0), End: time.Unix(3, 0)}}
				}
				p.Invited = func(_ context.Context, c Call) (Offer, func(), func(), error) {
					return Offer{IP: "127.0.0.1", Port: 15060, TCP: c.Offer.TCP, Setup: "active"}, func() { started <- c }, func() { close(stopped) }, nil
				}
			})
			ctx := within(t)
			if _, err := s.Invite(ctx, camera, camera, Offer{IP: "127.0.0.1", Port: 30000}); !errors.Is(err, ErrAbsent) {
				t.Fatal(err)
			}
			if err := d.Register(ctx); err != nil {
				t.Fatal(err)
			}
			n, err := s.Invite(ctx, camera, camera, Offer{IP: "127.0.0.1", Port: 30000, TCP: true, SSRC: SSRC(platform, false, 7)})
			if err != nil {
				t.Fatal(err)
			}
			if ssrc, _ := n.Answer.Number(); n.Answer.Port != 15060 || ssrc == 0 || n.Answer.Setup != "active" {
				t.Fatalf("%+v", n.Answer)
			}
			c := <-started
			if c.Channel != camera || c.Offer.Port != 30000 {
				t.Fatalf("%+v", c)
			}
			if files, err := s.Recordings(ctx, camera, camera, time.Unix(0, 0), time.Unix(9, 0)); err != nil || len(files) != 2 {
				t.Fatal(files, err)
			}
			n.Bye(ctx)
			<-stopped
			if d.st.Calls() != 0 || n.Why() != "ours" {
				t.Fatal(d.st.Calls(), n.Why())
			}
			// A recording that ends says so.
			n, err = s.Invite(ctx, camera, camera, Offer{Session: "Playback", IP: "127.0.0.1", Port: 30002, SSRC: SSRC(platform, true, 8), Channel: camera, Start: time.Unix(1, 0), End: time.Unix(2, 0)})
			if err != nil {
				t.Fatal(err)
			}
			stopped = make(chan struct{})
			<-started
			if err := d.tell(ctx, Write(Notify, CmdMediaStatus, "9", camera, []Field{F("NotifyType", "121")}, "")); err != nil {
				t.Fatal(err)
			}
			<-n.Over()
			if n.Why() != "file" {
				t.Fatal(n.Why())
			}
		})
	}
}

// A thousand and more boxes share one socket in the simulator.
func TestManyOnOneStation(t *testing.T) {
	p := newPost()
	s, addr := serve(t, p)
	st, err := NewStation("127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	const n = 100
	var wg sync.WaitGroup
	ctx := within(t)
	for i := range n {
		code := string(MakeCode("14090200", TypeAlarmIn, 100+i))
		p.mu.Lock()
		p.secrets[code] = "secret-" + code
		p.mu.Unlock()
		d := st.Add(Profile{Code: code, Password: []byte("secret-" + code), Server: addr, Platform: platform})
		wg.Go(func() {
			if err := d.Register(ctx); err != nil {
				t.Error(err)
				return
			}
			if err := d.Raise(ctx, Alarm{Method: 2, At: time.Now(), Description: code}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	p.until(t, "all of them", func() bool { return p.cmds(CmdAlarm) == n })
	if s.Count() != n {
		t.Fatal(s.Count())
	}
}

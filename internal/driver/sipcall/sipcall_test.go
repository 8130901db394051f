package sipcall

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// desk is a platform's memory for tests.
type desk struct {
	mu     sync.Mutex
	wrong  int
	locked bool
	taken  map[string]int
	turned map[string]int
	calls  chan *Call
	deny   bool
}

const (
	gate   = "gate-01"
	secret = "help-secret-2026"
)

func (d *desk) Secret(_ context.Context, code string) ([]byte, bool, error) {
	return []byte(secret), code == gate, nil
}

func (d *desk) Locked(context.Context, string, string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.locked
}

func (d *desk) Wrong(context.Context, string, string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wrong++
	d.locked = d.wrong >= 3
}

func (d *desk) Right(context.Context, string, string) {}

func (d *desk) Turned(_, reason string, _ []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turned[reason]++
}

func (d *desk) Take(_ context.Context, in Input) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if strings.Contains(string(in.Raw), "Authorization") {
		return "", errors.New("the answer to the challenge was stored")
	}
	if Kind(in.Raw) != in.Kind {
		return "", errors.New("stored, it is something else")
	}
	d.taken[in.Kind]++
	return "input", nil
}

func (d *desk) Ring(_ context.Context, c *Call) bool {
	if !d.deny {
		d.calls <- c
	}
	return !d.deny
}

func (d *desk) count(kind string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.taken[kind]
}

func open(t *testing.T) (*desk, *Post, context.Context) {
	t.Helper()
	d := &desk{taken: map[string]int{}, turned: map[string]int{}, calls: make(chan *Call, 4)}
	s, err := NewServer(Options{Handler: d})
	if err != nil {
		t.Fatal(err)
	}
	at, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	p := &Post{Code: gate, Password: secret, Server: at}
	if err := p.Open("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(stop)
	return d, p, ctx
}

// placed lets a post call and returns both ends of the call once it was answered.
func placed(ctx context.Context, t *testing.T, d *desk, p *Post) (*Call, *Sound, *Spoken) {
	t.Helper()
	type end struct {
		c   *Spoken
		err error
	}
	rang, got := make(chan struct{}), make(chan end, 1)
	go func() {
		c, err := p.Call(ctx, func() { close(rang) })
		got <- end{c, err}
	}()
	c := <-d.calls
	<-rang
	sound, err := c.Answer(ctx)
	if err != nil {
		t.Fatal(err)
	}
	e := <-got
	if e.err != nil {
		t.Fatal(e.err)
	}
	return c, sound, e.c
}

func TestACallIsAnsweredAndBothHear(t *testing.T) {
	for _, codec := range []Codec{PCMA, PCMU} {
		d, p, ctx := open(t)
		p.Codecs = []Codec{codec}
		if err := p.Register(ctx, 60); err != nil {
			t.Fatal(err)
		}
		if err := p.Alive(ctx); err != nil {
			t.Fatal(err)
		}
		c, sound, far := placed(ctx, t, d, p)
		if sound.Codec != codec || c.State() != "up" {
			t.Fatal(sound.Codec, c.State())
		}
		buf, loud := make([]byte, 2048), 0
		for range 10 {
			n, err := sound.Read(buf)
			if err != nil || n != 172 {
				t.Fatal(n, err)
			}
			if buf[12] != codec.silence() || buf[20] != codec.silence() {
				loud++
			}
		}
		if loud != 10 {
			t.Error("the tone is silence", loud)
		}
		// Before anybody speaks the help-point hears silence, then a voice.
		for far.Sound.Counts.In.Load() < 5 {
			time.Sleep(5 * time.Millisecond)
		}
		if far.Voices.Load() != 0 {
			t.Error("somebody spoke")
		}
		for n := range uint32(5) {
			if err := sound.Say(make([]byte, 160), n*160, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		for far.Voices.Load() < 5 {
			time.Sleep(5 * time.Millisecond)
		}
		c.HangUp(ctx)
		select {
		case <-far.Over():
		case <-ctx.Done():
			t.Fatal("the help-point was not hung up")
		}
		if c.Why() != EndedByUs || d.count(SaidCall) != 1 || d.count(SaidAlive) != 1 || d.count(SaidRegister) != 1 {
			t.Error(c.Why(), d.taken)
		}
	}
}

func TestAHelpPointHangsUpAndTakesBack(t *testing.T) {
	d, p, ctx := open(t)
	// It was registered before we were started: it shows its password with the call.
	c, _, far := placed(ctx, t, d, p)
	if err := far.HangUp(ctx); err != nil {
		t.Fatal(err)
	}
	<-c.Over()
	if c.Why() != EndedByThem {
		t.Error(c.Why())
	}
	short, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { _, err := p.Call(short, stop); done <- err }()
	c = <-d.calls
	<-c.Over()
	if c.Why() != EndedByThem {
		t.Error(c.Why())
	}
	if r := (*RefusedError)(nil); !errors.As(<-done, &r) || r.Status != 487 {
		t.Error(r)
	}
	if _, err := c.Answer(ctx); err == nil {
		t.Error("answered what is over")
	}
}

func TestCallsAreRefused(t *testing.T) {
	d, p, ctx := open(t)
	status := func(want int) {
		t.Helper()
		_, err := p.Call(ctx, nil)
		if r := (*RefusedError)(nil); !errors.As(err, &r) || r.Status != want {
			t.Errorf("%v, not %d", err, want)
		}
	}
	p.Codecs = []Codec{97}
	status(488)
	if d.count(SaidCall) != 1 {
		t.Error("a call that nobody can hear was not stored")
	}
	p.Codecs = nil
	d.deny = true
	status(403)
	d.deny = false
	go func() { c := <-d.calls; c.HangUp(ctx) }()
	status(486)
	p.Password = "guess"
	for range 3 {
		status(403)
	}
	silent, stop := context.WithTimeout(ctx, time.Second)
	defer stop()
	if err := p.Register(silent, 60); !errors.Is(err, context.DeadlineExceeded) {
		t.Error("a guess was answered", err)
	}
	p.Password = secret
	if err := p.Register(ctx, 60); err != nil {
		t.Error("the right password is locked", err)
	}
	if d.turned["wrong_password"] != 3 || d.turned["locked"] == 0 || d.count(SaidCall) != 3 {
		t.Error(d.turned, d.taken)
	}
}

func TestWhatIsOfferedIsRead(t *testing.T) {
	s, err := ParseSDP([]byte("v=0\r\nc=IN IP4 10.0.0.9\r\nm=video 9 RTP/AVP 96\r\nc=IN IP4 10.0.0.7\r\nm=audio 4000 RTP/AVP 0 18 8 101\r\na=rtpmap:8 PCMA/8000\r\nm=audio 5000 RTP/AVP 8\r\nc=IN IP4 1.2.3.4\r\n"))
	if err != nil || s.Addr != netip.MustParseAddrPort("10.0.0.9:4000") || s.choose() != PCMA || len(s.Codecs) != 2 {
		t.Fatal(s, err)
	}
	for _, bad := range []string{"", "m=audio 4000 RTP/AVP 18", "m=audio 0 RTP/AVP 8", "m=audio 70000 RTP/AVP 8", "m=audio x RTP/AVP 8", "m=audio 4000 RTP/SAVP 8"} {
		if s, err := ParseSDP([]byte(bad)); err == nil {
			t.Error(bad, s)
		}
	}
}

func FuzzSDP(f *testing.F) {
	f.Add([]byte("v=0\r\nc=IN IP4 10.0.0.9\r\nm=audio 4000/2 RTP/AVP 0 8 101\r\na=rtpmap:8 PCMA/8000\r\n"))
	f.Add(describe("::1", 4000, PCMA, PCMU))
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := ParseSDP(body)
		if err == nil && (s.Addr.Port() == 0 || !s.Addr.IsValid() || len(s.Codecs) == 0 || s.choose() != PCMA && s.choose() != PCMU) {
			t.Fatal(s)
		}
	})
}

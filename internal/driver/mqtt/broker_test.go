package mqtt

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"huxue/internal/kit/tlsca"
)

// post is a house that keeps what it hears in memory.
type post struct {
	mu      sync.Mutex
	heard   []Message
	turned  map[string]int
	broken  bool
	guesses int
}

func newPost() *post { return &post{turned: map[string]int{}} }

func (p *post) Login(_ context.Context, user string, password []byte, _ string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if strings.HasPrefix(user, "hx") && string(password) == "secret-"+user {
		return nil
	}
	if p.guesses++; p.guesses > 3 {
		return ErrLocked
	}
	return ErrWrong
}

func (p *post) Take(_ context.Context, m Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken {
		return errors.New("the disk is full")
	}
	p.heard = append(p.heard, m)
	return nil
}

func (p *post) Turned(_, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turned[reason]++
}

func (p *post) count(kind Kind, of func(Message) bool) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.heard {
		if m.Kind == kind && (of == nil || of(m)) {
			n++
		}
	}
	return n
}

func (p *post) reasons(reason string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.turned[reason]
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 1000 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("never: " + what)
}

func open(t *testing.T) (*post, string) {
	t.Helper()
	p := newPost()
	b, err := Listen(t.Context(), "127.0.0.1:0", p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return p, b.Address()
}

// tool runs a client of mosquitto's; it fails the test where there is none.
func tool(t *testing.T, addr, name string, args ...string) (string, error) {
	t.Helper()
	host, port, _ := net.SplitHostPort(addr)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, append([]string{"-h", host, "-p", port}, args...)...).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		t.Fatal("mosquitto's clients are missing: scripts/need.sh mosquitto")
	}
	return string(out), err
}

func TestMosquittosClientsAreHeard(t *testing.T) {
	p, addr := open(t)
	for i, version := range []string{"311", "5", "31"} {
		for qos := range 3 {
			said := fmt.Sprintf(`{"press":true,"n":%d}`, i*3+qos)
			out, err := tool(t, addr, "mosquitto_pub", "-V", "mqttv"+version, "-u", "hx1", "-P", "secret-hx1", "-i", fmt.Sprintf("box-%s-%d", version, qos), "-q", fmt.Sprint(qos),
				"-t", "huxue/hx1/press", "-m", said)
			if err != nil {
				t.Fatalf("%s qos %d: %v %s", version, qos, err, out)
			}
			until(t, said, func() bool {
				return p.count(Publish, func(m Message) bool {
					return string(m.Payload) == said && m.User == "hx1" && m.Topic == "huxue/hx1/press"
				}) == 1
			})
		}
	}
	// Zigbee2MQTT keeps its messages; nobody is told them again later.
	if out, err := tool(t, addr, "mosquitto_pub", "-u", "hx1", "-P", "secret-hx1", "-q", "1", "-r", "-t", "zigbee2mqtt/hx1/0x0015", "-m", `{"action":"emergency"}`); err != nil {
		t.Fatal(out, err)
	}
	if out, err := tool(t, addr, "mosquitto_sub", "-u", "hx1", "-P", "secret-hx1", "-t", "zigbee2mqtt/hx1/#", "-W", "1"); err == nil || strings.Contains(out, "emergency") {
		t.Fatalf("a message of then was told again: %s", out)
	}
}

func TestABoxKeepsToItsOwnTopics(t *testing.T) {
	p, addr := open(t)
	own := []string{"-u", "hx1", "-P", "secret-hx1", "-q", "1", "-m", `{"press":true}`, "-t"}
	if _, err := tool(t, addr, "mosquitto_pub", append(own, "huxue/hx2/press")...); err == nil && p.reasons("foreign_topic") == 0 {
		t.Error("a box spoke for another")
	}
	until(t, "the foreign message is kept as one", func() bool {
		return p.count(Publish, func(m Message) bool { return m.Foreign && m.User == "hx1" }) == 1
	})
	if p.count(Publish, func(m Message) bool { return !m.Foreign }) != 0 {
		t.Error("it was taken for a message")
	}
	for _, filter := range []string{"#", "huxue/#", "huxue/+/press", "huxue/hx2/#", "$SYS/#", "$share/x/huxue/hx1/#"} {
		out, err := tool(t, addr, "mosquitto_sub", "-V", "mqttv5", "-u", "hx1", "-P", "secret-hx1", "-t", filter, "-W", "2")
		if !strings.Contains(out, "All subscription requests were denied") {
			t.Errorf("%s: %v %s", filter, err, out)
		}
	}
}

func TestWhoGuessesWaits(t *testing.T) {
	p, addr := open(t)
	for _, who := range [][2]string{{"hx1", "wrong"}, {"hx1", ""}, {"nobody", "secret-nobody"}} {
		if out, err := tool(t, addr, "mosquitto_pub", "-u", who[0], "-P", who[1], "-q", "1", "-t", "huxue/hx1", "-m", "x"); err == nil {
			t.Errorf("%v came in: %s", who, out)
		}
	}
	if _, err := tool(t, addr, "mosquitto_pub", "-q", "1", "-t", "huxue/hx1", "-m", "x"); err == nil {
		t.Error("somebody without a name came in")
	}
	began := time.Now()
	if _, err := tool(t, addr, "mosquitto_pub", "-u", "hx1", "-P", "guess", "-q", "1", "-t", "huxue/hx1", "-m", "x"); err == nil || time.Since(began) < lockedWait {
		t.Errorf("a guess was answered after %v: %v", time.Since(began), err)
	}
	// The right password passes all the same.
	b := &Box{Address: addr, User: "hx1", Password: "secret-hx1"}
	defer b.Close(false)
	if err := b.Say(t.Context(), b.Topic(), []byte(`{"press":true}`), 1); err != nil {
		t.Fatal(err)
	}
	if p.count(Publish, nil) != 1 {
		t.Error("it was not heard")
	}
}

func TestNothingIsAcknowledgedThatIsNotStored(t *testing.T) {
	p, addr := open(t)
	b := &Box{Address: addr, User: "hx1", Password: "secret-hx1", Wait: 2 * time.Second}
	defer b.Close(false)
	if err := b.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	p.broken = true
	p.mu.Unlock()
	if err := b.Say(t.Context(), b.Topic(), []byte("1"), 2); !errors.Is(err, ErrNoAnswer) {
		t.Fatalf("acknowledged though the disk is full: %v", err)
	}
	// mosquitto's own client hears nothing either, in both versions.
	for _, version := range []string{"mqttv311", "mqttv5"} {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		host, port, _ := net.SplitHostPort(addr)
		err := exec.CommandContext(ctx, "mosquitto_pub", "-h", host, "-p", port, "-V", version, "-u", "hx1", "-P", "secret-hx1", "-q", "1", "-t", "huxue/hx1", "-m", "2").Run()
		cancel()
		if err == nil {
			t.Error(version, "was told that its message arrived")
		}
	}
	p.mu.Lock()
	p.broken = false
	p.mu.Unlock()
	if err := b.Say(t.Context(), b.Topic(), []byte("3"), 3); err != nil {
		t.Fatal(err)
	}
}

func TestALastWillIsABoxGone(t *testing.T) {
	p, addr := open(t)
	one := &Box{Address: addr, User: "hx1", Password: "secret-hx1", ClientID: "a"}
	if err := one.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	// It comes back on another line before the first one is found dead.
	two := &Box{Address: addr, User: "hx1", Password: "secret-hx1", ClientID: "b"}
	if err := two.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	one.Close(true)
	until(t, "two lines", func() bool { return p.count(Connect, nil) == 2 })
	three := &Box{Address: addr, User: "hx1", Password: "secret-hx1", ClientID: "b"} // takes the second one's place
	if err := three.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	three.Close(true)
	until(t, "the will", func() bool {
		return p.count(Will, func(m Message) bool { return m.User == "hx1" && string(m.Payload) == "offline" }) == 1
	})
	four := &Box{Address: addr, User: "hx2", Password: "secret-hx2"}
	if err := four.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	four.Close(false)
	until(t, "goodbye", func() bool { return p.count(Connect, nil) == 4 })
	if n := p.count(Will, nil); n != 1 {
		t.Errorf("%d wills", n)
	}
}

// When it is we who hang up, nobody has gone.
func TestOurOwnEndIsNobodysLastWill(t *testing.T) {
	p := newPost()
	b, err := Listen(t.Context(), "127.0.0.1:0", p)
	if err != nil {
		t.Fatal(err)
	}
	box := &Box{Address: b.Address(), User: "hx1", Password: "secret-hx1"}
	if err := box.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	stranger, err := net.Dial("tcp", b.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	began := time.Now()
	b.Close()
	if n := p.count(Will, nil); n != 0 || time.Since(began) > 5*time.Second {
		t.Errorf("%d wills after %v", n, time.Since(began))
	}
}

// Anything at all may come in; it is counted and the broker goes on.
func TestHostilePackets(t *testing.T) {
	p, addr := open(t)
	hello := func(c net.Conn) {
		body := append(text("MQTT"), 4, 0xc2, 0, 60)
		for _, s := range []string{"x", "hx1", "secret-hx1"} {
			body = append(body, text(s)...)
		}
		_, _ = c.Write(frame(0x10, body))
		_, _ = io.ReadFull(c, make([]byte, 4))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(2 * time.Second))
		if i%2 == 0 {
			hello(c)
		}
		junk := make([]byte, r.IntN(60))
		for k := range junk {
			junk[k] = byte(r.Uint32())
		}
		// Every kind of packet, with a length that fits.
		_, _ = c.Write(frame(byte(i)<<4|byte(r.IntN(16)), junk))
		_, _ = c.Write(junk)
		_ = c.Close()
	}
	for what, raw := range map[string][]byte{
		"a stranger's long story": append([]byte{0x10, 0xff, 0xff, 0x03}, bytes.Repeat([]byte{'a'}, 60_000)...),
		"no end of length":        {0x10, 0xff, 0xff, 0xff, 0xff, 0xff},
		"too long":                {0x10, 0xff, 0xff, 0xff, 0x7f, 0},
	} {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(5 * time.Second))
		_, _ = c.Write(raw)
		if n, err := io.Copy(io.Discard, c); err != nil && errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s: still listened to, %d bytes", what, n)
		}
		_ = c.Close()
	}
	until(t, "they are counted", func() bool { return p.reasons("malformed") > 50 && p.reasons("oversize") >= 2 })
	b := &Box{Address: addr, User: "hx1", Password: "secret-hx1"}
	defer b.Close(false)
	if err := b.Say(t.Context(), b.Topic(), bytes.Repeat([]byte("a"), 100_000), 1); err != nil {
		t.Fatalf("a long message of a box: %v", err)
	}
	if err := b.Say(t.Context(), b.Topic(), bytes.Repeat([]byte("a"), mostPacket), 1); err == nil {
		t.Fatal("an endless one was taken")
	}
	if err := b.Say(t.Context(), b.Topic(), []byte("{}"), 3); err != nil {
		t.Fatal(err)
	}
}

// At mosquitto's own broker, too: what is stored is acknowledged, what was said while
// we were away is told afterwards, what was retained is not.
func TestSomebodyElsesBroker(t *testing.T) {
	dir := t.TempDir()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	_, port, _ := net.SplitHostPort(addr)
	conf := filepath.Join(dir, "m.conf")
	if err := os.WriteFile(conf, []byte("listener "+port+" 127.0.0.1\nallow_anonymous true\nuser root\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	bin, err := exec.LookPath("mosquitto")
	if err != nil {
		bin = "/usr/sbin/mosquitto"
	}
	cmd := exec.Command(bin, "-v", "-c", conf)
	log := &written{}
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatalf("mosquitto is missing: scripts/need.sh mosquitto: %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	until(t, "mosquitto listens", func() bool {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	if out, err := tool(t, addr, "mosquitto_pub", "-q", "1", "-r", "-t", "huxue/hx1", "-m", "of yesterday"); err != nil {
		t.Fatal(out, err)
	}
	p := newPost()
	follow := func() (stop func()) {
		ctx, cancel := context.WithCancel(t.Context())
		done, up := make(chan error, 1), make(chan error, 8)
		go func() {
			done <- Outside{URL: "mqtt://" + addr, ClientID: "huxue", Said: func(err error) { up <- err }}.Follow(ctx, p)
		}()
		if err := <-up; err != nil {
			t.Fatal(err)
		}
		return func() {
			cancel()
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
	}
	say := func(text string) {
		if out, err := tool(t, addr, "mosquitto_pub", "-q", "1", "-t", "huxue/hx1/press", "-m", text); err != nil {
			t.Fatal(out, err)
		}
	}
	heard := func(text string) int {
		return p.count(Publish, func(m Message) bool { return string(m.Payload) == text && m.User == "hx1" })
	}
	stop := follow()
	say("one")
	until(t, "one", func() bool { return heard("one") == 1 && log.has("Received PUBACK from huxue") })
	p.mu.Lock()
	p.broken = true
	p.mu.Unlock()
	say("two")
	stop()
	say("three")
	p.mu.Lock()
	p.broken = false
	p.mu.Unlock()
	stop = follow()
	defer func() { stop() }()
	until(t, "what was not stored, and what was said meanwhile", func() bool { return heard("two") == 1 && heard("three") == 1 })
	if heard("one") != 1 || heard("of yesterday") != 0 {
		t.Errorf("%+v", p.heard)
	}
	for _, bad := range []string{"", "http://x", "mqtt://", "mqtt://u:p@host:1", "huxue"} {
		if (Outside{URL: bad}).Check() == nil {
			t.Errorf("%q is no broker", bad)
		}
	}
}

// written is what a program says, to be looked into while it runs.
type written struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *written) has(words string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Contains(w.text.String(), words)
}

func TestALongKeepAliveIsNoShortOne(t *testing.T) {
	_, addr := open(t)
	b := &Box{Address: addr, User: "hx1", Password: "secret-hx1", KeepS: 43691} // one and a half times runs over 16 bits
	defer b.Close(false)
	for range 3 {
		if err := b.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// A county's boxes may come from one address; strangers of one address are few.
func TestManyBoxesOfOneAddress(t *testing.T) {
	p, addr := open(t)
	for i := range perHost + 40 {
		b := &Box{Address: addr, User: fmt.Sprintf("hx%d", i), Password: fmt.Sprintf("secret-hx%d", i)}
		t.Cleanup(func() { b.Close(false) })
		if err := b.Ping(t.Context()); err != nil {
			t.Fatalf("box %d: %v", i, err)
		}
	}
	for range perHost + 10 {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
	}
	until(t, "strangers are turned away", func() bool { return p.reasons("too_many") == 10 })
}

// Over TLS a box checks the certificate of this server against its authority; without
// it, it hangs up before it has said its password.
func TestABoxChecksTheCertificate(t *testing.T) {
	p := newPost()
	setup, err := tlsca.Config(tlsca.Options{Mode: tlsca.ModeLocal, Dir: t.TempDir(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	c := setup.TLS.Clone()
	c.NextProtos = nil
	b, err := ListenTLS(t.Context(), "127.0.0.1:0", c, p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	authority := filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: setup.CA.Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	say := []string{"-u", "hx1", "-P", "secret-hx1", "-q", "1", "-t", "huxue/hx1", "-m", `{"press":true}`}
	if out, err := tool(t, b.Address(), "mosquitto_pub", append(say, "--cafile", authority)...); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if n := p.count(Publish, nil); n != 1 {
		t.Fatalf("%d messages", n)
	}
	if _, err := tool(t, b.Address(), "mosquitto_pub", say...); err == nil {
		t.Error("in the clear it may not talk")
	}
	if _, err := tool(t, b.Address(), "mosquitto_pub", append(say, "--capath", "/etc/ssl/certs")...); err == nil {
		t.Error("another authority's server would get the password")
	}
	if n := p.count(Publish, nil); n != 1 {
		t.Errorf("%d messages", n)
	}
}

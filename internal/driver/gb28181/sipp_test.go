package gb28181

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// sipp runs SIPp as a device that registers, lives and calls for help; it is a SIP
// stack that nobody of us has written.
func sipp(ctx context.Context, t *testing.T, addr, code, password, words, transport string) error {
	t.Helper()
	bin, err := exec.LookPath("sipp")
	if err != nil {
		t.Fatal("SIPp is needed for this test: scripts/need.sh sipp (Debian: apt-get install sip-tester)")
	}
	dir := t.TempDir()
	csv := "SEQUENTIAL\n" + code + ";[authentication username=" + code + " password=" + password + "];" + words + "\n"
	if err := os.WriteFile(filepath.Join(dir, "box.csv"), []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, bin, addr, "-sf", filepath.Join(here, "sipp_box.xml"), "-oocsf", filepath.Join(here, "sipp_out.xml"),
		"-inf", "box.csv", "-s", string(platform), "-m", "1", "-l", "1", "-t", transport, "-i", "127.0.0.1", "-p", freePort(t),
		"-nostdin", "-timeout", "20s", "-timeout_error", "-trace_err")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil && ctx.Err() == nil {
		logs, _ := filepath.Glob(filepath.Join(dir, "*errors.log"))
		for _, l := range logs {
			b, _ := os.ReadFile(l)
			t.Logf("%s", b)
		}
		t.Logf("%s", last(string(out), 1500))
	}
	return err
}

func last(s string, n int) string { return s[max(0, len(s)-n):] }

func freePort(t *testing.T) string {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, port, _ := net.SplitHostPort(c.LocalAddr().String())
	return port
}

func TestForeignBox(t *testing.T) {
	for _, transport := range []string{"u1", "t1"} {
		t.Run(transport, func(t *testing.T) {
			p := newPost()
			s, addr := serve(t, p)
			ctx, cancel := context.WithCancel(context.Background())
			done := make(chan error, 1)
			words := string(encode("门卫室一键报警"))
			go func() { done <- sipp(ctx, t, addr, box, "box-secret-1", words, transport) }()
			p.until(t, "its alarm", func() bool { return p.cmds(CmdAlarm) == 1 && p.cmds(CmdKeepalive) == 1 })
			for _, in := range p.all() {
				if in.Message == nil || in.Message.Cmd != CmdAlarm {
					continue
				}
				if a := AlarmOf(in.Message); a.Meaning() != MeansPress || a.Description != "门卫室一键报警" || in.Doubted != "" || a.Broken {
					t.Errorf("%+v %+v", a, in)
				}
			}
			if peer, ok := s.Peer(box); !ok || peer.Version != "3.0" {
				t.Errorf("%+v", peer)
			}
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			cancel()
		})
	}
}

// Its 200 has no To tag, which the library's own dialogs refuse; and what it says of
// its stream holds its password, which must not get further than the parser.
func TestForeignCamera(t *testing.T) {
	p := newPost()
	s, addr := serve(t, p)
	done := make(chan error, 1)
	go func() { done <- sipp(context.Background(), t, addr, camera, "cam-secret-1", "x", "u1") }()
	p.until(t, "the registration", func() bool { return p.cmds(CmdAlarm) == 1 })
	n, err := s.Invite(within(t), camera, camera, Offer{IP: "127.0.0.1", Port: 30000, SSRC: SSRC(platform, false, 7)})
	if err != nil {
		t.Fatal(err)
	}
	if n.ok.To().Params != nil {
		if tag, ok := n.ok.To().Params.Get("tag"); ok {
			t.Errorf("SIPp gave a tag %q: this test would show nothing", tag)
		}
	}
	if ssrc, _ := n.Answer.Number(); ssrc != 100000007 || n.Answer.Port != 15060 {
		t.Fatalf("%+v", n.Answer)
	}
	n.Bye(within(t))
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for _, in := range p.all() {
		if strings.Contains(string(in.Raw), "Secret12345") {
			t.Error("a password was stored")
		}
	}
}

func TestForeignBoxWithTheWrongPassword(t *testing.T) {
	p := newPost()
	_, addr := serve(t, p)
	if err := sipp(within(t), t, addr, box, "guess-guess", "x", "u1"); err == nil {
		t.Fatal("it was let in")
	}
	if len(p.all()) != 0 || p.wrong[box] != 1 {
		t.Fatal(len(p.all()), p.wrong)
	}
}

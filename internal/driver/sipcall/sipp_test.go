package sipcall

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// SIPp is a SIP stack that nobody of us has written, with a tone of its own.
func TestForeignHelpPoint(t *testing.T) {
	bin, err := exec.LookPath("sipp")
	if err != nil {
		t.Fatal("SIPp is needed for this test: scripts/need.sh sipp (Debian: apt-get install sip-tester)")
	}
	d, p, ctx := open(t)
	dir := t.TempDir()
	scenario, err := filepath.Abs("testdata/sipp_post.xml")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"post.csv": []byte("SEQUENTIAL\n" + gate + ";[authentication username=" + gate + " password=" + secret + "]\n"),
		"tone.al":  bytes.Repeat([]byte{0x31, 0x07, 0xb1, 0x87}, 2000),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(ctx, bin, p.Server, "-sf", scenario, "-inf", "post.csv", "-s", "huxue", "-m", "1", "-l", "1", "-t", "u1",
		"-i", "127.0.0.1", "-mi", "127.0.0.1", "-nostdin", "-timeout", "20s", "-timeout_error", "-trace_err")
	cmd.Dir = dir
	done := make(chan error, 1)
	go func() {
		out, err := cmd.CombinedOutput()
		if err != nil {
			logs, _ := filepath.Glob(filepath.Join(dir, "*errors.log"))
			for _, l := range logs {
				b, _ := os.ReadFile(l)
				t.Logf("%s", b)
			}
			t.Logf("%s", out[max(0, len(out)-1500):])
		}
		done <- err
	}()
	select {
	case c := <-d.calls:
		sound, err := c.Answer(ctx)
		if err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 2048)
		for range 10 {
			if n, err := sound.Read(buf); err != nil || n <= 12 || buf[12] == PCMA.silence() {
				t.Fatal(n, err)
			}
		}
		<-c.Over()
		if c.Why() != EndedByThem {
			t.Error(c.Why())
		}
	case err := <-done:
		t.Fatal("it never rang", err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

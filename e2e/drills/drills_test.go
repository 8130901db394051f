// Package drills breaks the real binary on purpose and looks what is left.
package drills

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const password = "Drill-2026-huxue"

var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "huxue-drills-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "huxue")
	build := exec.Command("go", "build", "-o", binary, "../../cmd/huxue")
	build.Stdout, build.Stderr = os.Stdout, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "the binary does not build:", err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// city is a running server over a small seeded city.
type city struct {
	t      *testing.T
	dir    string
	addr   string
	cmd    *exec.Cmd
	exited chan error
	cookie string
}

func newCity(t *testing.T) *city {
	t.Helper()
	c := &city{t: t, dir: t.TempDir()}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.addr = ln.Addr().String()
	_ = ln.Close()
	seed := exec.Command(binary, "seed", "-data", c.dir, "-schools", "6")
	seed.Env = append(os.Environ(), "HUXUE_SEED_PASSWORD="+password)
	if out, err := seed.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c.start()
	t.Cleanup(func() { _ = c.cmd.Process.Kill() })
	return c
}

func (c *city) start() {
	c.t.Helper()
	c.cmd = exec.Command(binary, "serve", "-data", c.dir, "-listen", c.addr, "-log-level", "error")
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.exited = make(chan error, 1)
	go func(cmd *exec.Cmd, out chan error) { out <- cmd.Wait() }(c.cmd, c.exited)
	c.until("the server answers", func() bool {
		res, err := http.Get("http://" + c.addr + "/healthz")
		if err != nil {
			return false
		}
		_ = res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
}

// until asks again and again, and gives up after twenty seconds.
func (c *city) until(what string, ask func() bool) {
	c.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !ask() {
		if time.Now().After(deadline) {
			c.t.Fatalf("in vain: %s", what)
		}
	}
}

func (c *city) do(method, path, key string, body any) (int, string, error) {
	text, _ := json.Marshal(body)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, "http://"+c.addr+path, bytes.NewReader(text))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	req.Header.Set("Cookie", c.cookie)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = res.Body.Close() }()
	for _, k := range res.Cookies() {
		if k.Name == "huxue_session" {
			c.cookie = k.Name + "=" + k.Value
		}
	}
	out, err := io.ReadAll(res.Body)
	return res.StatusCode, string(out), err
}

func (c *city) logIn(login string) {
	c.t.Helper()
	status, text, err := c.do(http.MethodPost, "/api/v1/auth/login", "", map[string]string{"login": login, "password": password})
	if err != nil || status != http.StatusOK {
		c.t.Fatalf("log in: %d %s %v", status, text, err)
	}
}

// failFsync makes every fsync of the running server fail from now on, as a
// dying disk would.
func (c *city) failFsync() {
	c.t.Helper()
	trace := exec.Command("strace", "-f", "-p", fmt.Sprint(c.cmd.Process.Pid), "-e", "trace=fsync,fdatasync",
		"-e", "inject=fsync,fdatasync:error=EIO", "-o", "/dev/null")
	notes, err := trace.StderrPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := trace.Start(); err != nil {
		c.t.Fatalf("strace is needed for this drill: %v", err)
	}
	c.t.Cleanup(func() { _ = trace.Process.Kill(); _ = trace.Wait() })
	buf := make([]byte, 4096)
	if n, err := notes.Read(buf); err != nil || !strings.Contains(string(buf[:n]), "attached") {
		c.t.Fatalf("strace did not attach: %v %s", err, buf[:n])
	}
}

// After a failed fsync nobody knows what is on the disk. The press that met it
// is not acknowledged, the server stops, and the next start finds a sound
// database in which the press, sent again, is one alarm.
func TestAFailedFsyncStopsTheServer(t *testing.T) {
	c := newCity(t)
	c.logIn("menwei")
	if status, text, err := c.do(http.MethodPost, "/api/v1/alarms", "before", nil); err != nil || status != 201 {
		t.Fatalf("%d %s %v", status, text, err)
	}
	c.failFsync()
	status, text, err := c.do(http.MethodPost, "/api/v1/alarms", "during", map[string]string{"place": "during"})
	if err == nil && status/100 == 2 {
		t.Fatalf("acknowledged on a dead disk: %d %s", status, text)
	}
	select {
	case err := <-c.exited:
		if err == nil {
			t.Fatal("the server stopped as if all were well")
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the server goes on over a dead disk")
	}
	c.start()
	status, text, err = c.do(http.MethodPost, "/api/v1/alarms", "during", map[string]string{"place": "during"})
	if err != nil || status/100 != 2 {
		t.Fatalf("sent again: %d %s %v", status, text, err)
	}
	c.cookie = ""
	c.logIn("zhihui")
	_, list, _ := c.do(http.MethodGet, "/api/v1/alarms?open=true", "", nil)
	if n := strings.Count(list, `"no":`); n != 2 {
		t.Fatalf("%d alarms, want 2: %s", n, list)
	}
	_ = c.cmd.Process.Signal(os.Interrupt)
	<-c.exited
	out, err := exec.Command(binary, "doctor", "-data", c.dir).CombinedOutput()
	if err != nil {
		t.Fatalf("the doctor: %v\n%s", err, out)
	}
}

// A book in which one line was changed is found, and the line is named.
func TestTheDoctorFindsATouchedBook(t *testing.T) {
	c := newCity(t)
	_ = c.cmd.Process.Signal(os.Interrupt)
	<-c.exited
	touch := exec.Command("go", "run", "./touch", filepath.Join(c.dir, "huxue.db"))
	if out, err := touch.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.Command(binary, "doctor", "-data", c.dir).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "was altered") {
		t.Fatalf("the doctor said: %v\n%s", err, out)
	}
}

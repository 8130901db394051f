package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const password = "Bench-2026-huxue"

// server is the real binary over a seeded city in a folder of its own.
type server struct {
	dir, dbURL, addr string
	more             []string // further flags of serve
	stopDB           func()
	cmd              *exec.Cmd
	log              *os.File
}

// newServer seeds a city of so many schools; the caller starts it.
func newServer(ctx context.Context, database string, schools int) (*server, error) {
	dir, err := os.MkdirTemp("", "huxue-bench-")
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, stopDB: func() {}}
	s.dbURL = "sqlite:" + filepath.Join(dir, "huxue.db")
	if database == "postgres" {
		if s.dbURL, s.stopDB, err = postgres(ctx, dir); err != nil {
			return nil, err
		}
	}
	if s.addr, err = freeAddress(); err != nil {
		return nil, err
	}
	if s.log, err = os.Create(filepath.Join(dir, "serve.log")); err != nil {
		return nil, err
	}
	// A city that was seeded before spares minutes while one looks for a bottleneck.
	if city := os.Getenv("BENCH_CITY"); city != "" && database == "sqlite" {
		return s, os.CopyFS(dir, os.DirFS(city))
	}
	seed := exec.CommandContext(ctx, "bin/huxue", "seed", "-data", dir, "-db", s.dbURL, "-schools", strconv.Itoa(schools))
	seed.Env = append(os.Environ(), "HUXUE_SEED_PASSWORD="+password)
	if out, err := seed.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("seed: %w\n%s", err, out)
	}
	return s, nil
}

// postgres starts a private, durable cluster (fsync on) and returns its url.
func postgres(ctx context.Context, dir string) (string, func(), error) {
	home := dir + "-pg" // beside it: the cluster runs as another user, who may not look into dir
	var out, errs bytes.Buffer
	start := exec.CommandContext(ctx, "scripts/pg.sh", "start", home, "--durable")
	start.Stdout, start.Stderr = &out, &errs
	if err := start.Run(); err != nil {
		return "", nil, fmt.Errorf("start postgres: %w\n%s", err, errs.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	return lines[len(lines)-1], func() { _ = exec.Command("scripts/pg.sh", "stop", home).Run() }, nil
}

func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String(), nil
}

// start runs the binary and returns when it answers, with the time that took.
func (s *server) start(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	args := append([]string{"serve", "-data", s.dir, "-db", s.dbURL, "-listen", s.addr, "-log-level", "warn", "-trust-proxy"}, s.more...)
	s.cmd = exec.CommandContext(ctx, "bin/huxue", args...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		return 0, err
	}
	for time.Since(began) < 30*time.Second {
		if res, err := http.Get("http://" + s.addr + "/healthz"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return time.Since(began), nil
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return 0, fmt.Errorf("the server did not answer in 30 s; see %s", s.log.Name())
}

// kill ends the binary as a power cut would.
func (s *server) kill() {
	_ = s.cmd.Process.Signal(syscall.SIGKILL)
	_ = s.cmd.Wait()
}

func (s *server) close() {
	if s.cmd != nil && s.cmd.ProcessState == nil {
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
		_ = s.cmd.Wait()
	}
	s.stopDB()
	_ = s.log.Close()
	_ = os.RemoveAll(s.dir)
}

// processor is the processor time that a process has taken, its threads together.
func processor(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	const perTick = 10 * time.Millisecond // USER_HZ is 100 on every Linux there is
	// After the name, which may hold spaces: state is the first, utime and stime the 12th and 13th.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	user, uerr := strconv.Atoi(fields[11])
	system, serr := strconv.Atoi(fields[12])
	return time.Duration(user+system) * perTick, errors.Join(uerr, serr)
}

// memory is the resident memory of the binary in MB.
func (s *server) memory() (float64, error) { return s.status("VmRSS") }

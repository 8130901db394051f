package main

import (
	"context"
	_ "embed"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// The reference is PocketBase, built from the Go module proxy in the cache folder:
// it is no dependency of ours and must not come into go.mod.
const pocketBase = "v0.39.2"

//go:embed reference/main.go.txt
var pocketBaseMain []byte

// reference is a running PocketBase over an empty database.
type reference struct {
	addr, dir string
	cmd       *exec.Cmd
}

// buildReference returns the program, built at first use.
func buildReference(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "huxue-bench", "pocketbase-"+pocketBase)
	program := filepath.Join(dir, "pocketbase")
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "main.go"), pocketBaseMain, 0o600); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module reference\n\ngo 1.25\n"), 0o600); err != nil {
		return "", err
	}
	for _, args := range [][]string{{"get", "github.com/pocketbase/pocketbase@" + pocketBase}, {"mod", "tidy"}, {"build", "-o", program, "."}} {
		c := exec.CommandContext(ctx, "go", args...)
		c.Dir = dir
		if out, err := c.CombinedOutput(); err != nil {
			return "", fmt.Errorf("build PocketBase: go %v: %w\n%s", args, err, out)
		}
	}
	return program, nil
}

func startReference(ctx context.Context) (*reference, error) {
	program, err := buildReference(ctx)
	if err != nil {
		return nil, err
	}
	p := &reference{}
	if p.dir, err = os.MkdirTemp("", "huxue-bench-pb-"); err != nil {
		return nil, err
	}
	if p.addr, err = freeAddress(); err != nil {
		return nil, err
	}
	p.cmd = exec.CommandContext(ctx, program, "serve", "--http", p.addr, "--dir", p.dir)
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	for range 2000 {
		if res, err := http.Get("http://" + p.addr + "/api/health"); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return p, nil
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil, fmt.Errorf("PocketBase did not answer")
}

func (p *reference) close() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
	_ = os.RemoveAll(p.dir)
}

// create is one record as a request.
func (p *reference) create(pupil string) []byte {
	return request(http.MethodPost, p.addr, "/api/collections/completions/records",
		fmt.Appendf(nil, `{"pupil":%q,"campaign":"cam_reference","took":90000}`, pupil))
}

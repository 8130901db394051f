package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// inBrowser measures in real Chromium: press → visible in the desk's page, and
// the phone page on a slow phone. bench/browser.mjs drives it; it says READY
// when the desk is open, is told the presses, and answers with what it saw.
func inBrowser(ctx context.Context, r *report, s *server, guard *client, schools []string) error {
	cmd := exec.CommandContext(ctx, "node", "browser.mjs", "http://"+s.addr, password)
	cmd.Dir = "bench"
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err != nil || strings.TrimSpace(line) != "READY" {
		_ = cmd.Process.Kill()
		return fmt.Errorf("the browser did not get ready: %q %w", line, err)
	}
	n := 10 * perSecond
	presses, err := pace(n, func(i int) (pressed, error) {
		return guard.press(ctx, fmt.Sprintf("dom-%d", i), schools[(i*7)%len(schools)], "浏览器")
	})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(in, "DONE\n"); err != nil {
		return err
	}
	if err := in.Close(); err != nil { // an open pipe would keep the browser's driver alive
		return err
	}
	var seen struct {
		Rows  map[string]float64 `json:"rows"`
		Phone struct {
			UsableMs float64 `json:"usableMs"`
			ScriptKB float64 `json:"scriptKB"`
		} `json:"phone"`
	}
	if err := json.NewDecoder(lines).Decode(&seen); err != nil {
		return err
	}
	if err := cmd.Wait(); err != nil {
		return err
	}
	var shown []time.Duration
	for _, p := range presses {
		if at, ok := seen.Rows[p.alarm]; ok {
			began := float64(p.began.UnixMicro()) / 1000
			shown = append(shown, time.Duration((at-began)*float64(time.Millisecond)))
		}
	}
	r.most("press → visible in the desk's DOM, p50", quantile(shown, .5), "ms", 40)
	r.most("press → visible in the desk's DOM, p99", quantile(shown, .99), "ms", 100)
	r.exactly("of those, shown", float64(len(shown)), "", float64(n))
	r.most("phone alarm page: JavaScript on first load, gzip", seen.Phone.ScriptKB, "KB", 60)
	r.most("phone alarm page usable at 4× CPU slowdown", seen.Phone.UsableMs/1000, "s", 1.5)
	return nil
}

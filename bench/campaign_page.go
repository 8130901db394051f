package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
)

// page measures the lesson page of a pupil on a slow phone: what its scripts weigh, and
// how long from nothing loaded to the first page of a lesson begun before, the touch on
// "go on" included; the median of five. bench/learn.mjs drives the browser.
func (b *campaigns) page(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "node", "learn.mjs", "http://"+b.s.addr, b.pupils[0].token)
	cmd.Dir = "bench"
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("the browser: %w", err)
	}
	var seen struct {
		UsableMs float64 `json:"usableMs"`
		ScriptKB float64 `json:"scriptKB"`
	}
	if err := json.Unmarshal(out, &seen); err != nil {
		return err
	}
	b.r.most("lesson page of a pupil: JavaScript, packed", seen.ScriptKB, "KB", 60)
	b.r.most("lesson page usable at 4× CPU slowdown", seen.UsableMs/1000, "s", 1.5)
	return nil
}

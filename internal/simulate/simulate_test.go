package simulate

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huxue/internal/driver/gb28181"
)

const number = "14000000002000000001"

// Boxes and the platform know each other only over the wire.
func TestBoxesAtAnUpperPlatform(t *testing.T) {
	for _, tcp := range []bool{false, true} {
		var logins []Login
		for i := range 20 {
			code := string(gb28181.MakeCode("14090200", gb28181.TypeAlarmIn, i+1))
			logins = append(logins, Login{code, "secret-" + code})
		}
		var said bytes.Buffer
		u := NewUpper(logins, &slow{w: &said})
		at, err := u.Listen("127.0.0.1:0", number)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
		done := make(chan error, 1)
		var told bytes.Buffer
		b := &Boxes{Server: at, Platform: number, Logins: logins, TCP: tcp, Beat: 200 * time.Millisecond, Press: 20 * time.Millisecond, Out: &slow{w: &told}}
		go func() { done <- b.Run(ctx) }()
		for ctx.Err() == nil && (u.Heard("Alarm") < 5 || u.Heard("Keepalive") < 20 || u.Count() < len(logins)) {
			time.Sleep(10 * time.Millisecond)
		}
		late := ctx.Err() != nil
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		u.Close()
		if late || u.Heard("logout") != len(logins) || !strings.Contains(said.String(), "press 模拟设备一键报警") {
			t.Fatalf("tcp %v late %v logouts %d: %s", tcp, late, u.Heard("logout"), told.String())
		}
	}
}

func TestDevicesFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "d.csv")
	for text, ok := range map[string]bool{"14090200001340000001,abc\n": true, "1409,abc\n": false, "14090200001340000001\n": false} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(file); (err == nil) != ok {
			t.Error(fmt.Sprintf("%q", text), err)
		}
	}
	if err := Run(context.Background(), []string{"nonsense"}, &bytes.Buffer{}, &bytes.Buffer{}); err == nil {
		t.Error("nonsense was simulated")
	}
}

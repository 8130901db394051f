package simulate

import (
	"bytes"
	"context"
	"encoding/hex"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"huxue/internal/driver/dc09"
	"huxue/internal/driver/mqtt"
)

// ears count what boxes say.
type ears struct {
	mu      sync.Mutex
	beats   map[string]int
	presses map[string]int
}

func (e *ears) hear(who string, press bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if press {
		e.presses[who]++
	} else {
		e.beats[who]++
	}
}

func (e *ears) enough(n int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.beats) == n && len(e.presses) == n
}

const boxSecret = "00112233445566778899AABBCCDDEEFF"

func (e *ears) Login(_ context.Context, _ string, password []byte, _ string) error {
	if string(password) != boxSecret {
		return mqtt.ErrWrong
	}
	return nil
}

func (e *ears) Take(_ context.Context, m mqtt.Message) error {
	e.hear(m.User, m.Kind == mqtt.Publish)
	return nil
}

func (e *ears) Turned(string, string) {}

func (e *ears) frame(_ context.Context, _ string, raw []byte) []byte {
	key, _ := hex.DecodeString(boxSecret)
	f, err := dc09.Parse(raw)
	if err != nil || f.Open(key) != nil {
		return dc09.Nak(time.Now())
	}
	e.hear(f.Account, f.Token != dc09.Null)
	return dc09.Ack(f, key, time.Now())
}

// Boxes of both protocols live and press, each on its own line.
func TestLines(t *testing.T) {
	const n = 30
	for _, protocol := range []string{"dc09", "dc09 tcp", "mqtt"} {
		t.Run(protocol, func(t *testing.T) {
			ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
			defer stop()
			e := &ears{beats: map[string]int{}, presses: map[string]int{}}
			address := ""
			switch protocol {
			case "mqtt":
				b, err := mqtt.Listen(ctx, "127.0.0.1:0", e)
				if err != nil {
					t.Fatal(err)
				}
				defer b.Close()
				address = b.Address()
			default:
				p, err := net.ListenPacket("udp", "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				address = p.LocalAddr().String()
				l, err := net.Listen("tcp", address)
				if err != nil {
					t.Fatal(err)
				}
				r := &dc09.Receiver{Handle: e.frame}
				go func() { _ = r.ServeUDP(ctx, p) }()
				go func() { _ = r.ServeTCP(ctx, l) }()
			}
			var rows strings.Builder
			for i := range n {
				rows.WriteString("AB" + strconv.Itoa(100+i) + "," + boxSecret + "\n")
			}
			file := filepath.Join(t.TempDir(), "boxes.csv")
			if err := os.WriteFile(file, []byte(rows.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			done := make(chan error, 1)
			args := []string{"boxes", "-protocol", strings.Fields(protocol)[0], "-server", address, "-devices", file, "-beat", "200ms", "-press", "10ms"}
			if protocol == "dc09 tcp" {
				args = append(args, "-tcp")
			}
			live, end := context.WithCancel(ctx)
			go func() { done <- Run(live, args, &out, &out) }()
			for ctx.Err() == nil && !e.enough(n) {
				time.Sleep(10 * time.Millisecond)
			}
			end()
			if err := <-done; err != nil || ctx.Err() != nil || !strings.Contains(out.String(), "boxes 30") || !strings.Contains(out.String(), "lost 0") {
				t.Fatal(err, out.String())
			}
		})
	}
}

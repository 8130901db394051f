package drills

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"huxue/internal/driver/dc09"
	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/mqtt"
	"huxue/internal/kit/db/dbtest"
)

const (
	platform = "14090000002000000001"
	ofEach   = 12 // boxes of each protocol in one round
	rounds   = 3
)

// pressing is one box that can be pressed; it returns once somebody has said that the
// press has arrived.
type pressing struct {
	id    string // of the device
	press func(ctx context.Context) error
}

// boxes registers boxes of a protocol for all rounds, spread over the schools.
func boxesOf(t *testing.T, keeper *person, schools []string, protocol string, build func(code, secret string) func(context.Context) error) (out []pressing) {
	t.Helper()
	for i := range rounds * ofEach {
		code := map[string]string{"gb28181": string(gb28181.MakeCode("14090200", gb28181.TypeAlarmIn, 7000+i)), "dc09": fmt.Sprintf("%05X", 0xA0000+i), "mqtt": ""}[protocol]
		text := keeper.must(http.MethodPost, "/api/v1/equipment", map[string]any{"schoolId": schools[i%len(schools)], "name": fmt.Sprintf("%s %d", protocol, i), "kind": "box",
			"protocol": protocol, "code": code, "panic": true, "heartbeatS": 60})
		var made struct {
			Device struct{ ID, Code string } `json:"device"`
			Secret string                    `json:"secret"`
		}
		if err := json.Unmarshal([]byte(text), &made); err != nil {
			t.Fatal(err)
		}
		out = append(out, pressing{made.Device.ID, build(made.Device.Code, made.Secret)})
	}
	return out
}

// The power fails in the middle of presses from boxes of every protocol, again and
// again. Boxes send until somebody has answered, as boxes do: each press that was
// acknowledged, before the cut or after it, is on the desk, and none twice.
func TestAPowerCutInTheMiddleOfPressesOfBoxes(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			n := &node{t: t, addr: freeAddress(t)}
			dir := t.TempDir()
			gb, dc, mq := freeAddress(t), freeAddress(t), freeAddress(t)
			where := []string{"-data", dir}
			if engine == "postgres" {
				where = append(where, "-db", dbtest.Postgres(t))
			}
			n.args = append([]string{"serve", "-listen", n.addr, "-log-level", "error", "-gb28181-listen", gb, "-dc09-listen", dc, "-mqtt-listen", mq}, where...)
			seedWith(t, where...)
			n.launch()
			n.answers()
			keeper, desk := logInAt(t, "http://"+n.addr, "jiaoyuju"), logInAt(t, "http://"+n.addr, "zhihui")
			cutPower(t, n, keeper, desk, gb, dc, mq)
		})
	}
}

func cutPower(t *testing.T, n *node, keeper, desk *person, gb, dc, mq string) {
	var schools struct{ Items []struct{ ID string } }
	if err := json.Unmarshal([]byte(keeper.must(http.MethodGet, "/api/v1/schools?limit=50", nil)), &schools); err != nil || len(schools.Items) == 0 {
		t.Fatal(err)
	}
	var ids []string
	for _, s := range schools.Items {
		ids = append(ids, s.ID)
	}
	station, err := gb28181.NewStation("127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(station.Close)
	var all [][]pressing
	all = append(all,
		boxesOf(t, keeper, ids, "gb28181", func(code, secret string) func(context.Context) error {
			d := station.Add(gb28181.Profile{Code: code, Password: []byte(secret), Server: gb, Platform: platform})
			if err := d.Register(t.Context()); err != nil {
				t.Fatal(err)
			}
			return func(ctx context.Context) error {
				// Its transaction repeats the message by itself; what nobody answers is said anew.
				one, cancel := context.WithTimeout(ctx, 2*time.Second)
				defer cancel()
				return d.Raise(one, gb28181.Alarm{Method: 2, At: time.Now(), Description: "一键报警"})
			}
		}),
		boxesOf(t, keeper, ids, "dc09", func(code, secret string) func(context.Context) error {
			key, err := hex.DecodeString(secret)
			if err != nil {
				t.Fatal(err)
			}
			d := &dc09.Dialler{Network: "udp", Address: dc, Account: code, Key: key, Tries: 30, Wait: time.Second, Now: time.Now}
			t.Cleanup(d.Close)
			return func(ctx context.Context) error { return d.Send(ctx, dc09.CID, dc09.EventCID(code, 1, 120, 1)) }
		}),
		boxesOf(t, keeper, ids, "mqtt", func(code, secret string) func(context.Context) error {
			b := &mqtt.Box{Address: mq, User: code, Password: secret, Wait: time.Second}
			t.Cleanup(func() { b.Close(false) })
			return func(ctx context.Context) error { return b.Say(ctx, b.Topic(), []byte(`{"press":true}`), 300) }
		}))
	acknowledged, cutOff := 0, 0
	for round := range rounds {
		var before, after atomic.Int64
		var cut atomic.Bool
		ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
		var wg sync.WaitGroup
		var in []pressing
		for i := range ofEach {
			for _, of := range all {
				in = append(in, of[round*ofEach+i])
			}
		}
		half := make(chan struct{})
		for i, b := range in {
			wg.Go(func() {
				// A press every four milliseconds, so that the cut comes between them.
				time.Sleep(time.Duration(i) * 4 * time.Millisecond)
				for ctx.Err() == nil {
					if b.press(ctx) == nil {
						if cut.Load() {
							after.Add(1)
						} else if before.Add(1) == int64(len(in)/3) {
							close(half)
						}
						return
					}
				}
			})
		}
		<-half
		n.kill()
		cut.Store(true)
		n.launch()
		n.answers()
		wg.Wait()
		if err := ctx.Err(); errors.Is(err, context.DeadlineExceeded) {
			t.Fatal("boxes were not answered after the restart")
		}
		cancel()
		acknowledged, cutOff = acknowledged+int(before.Load()), cutOff+int(after.Load())
		// Before anything else is asked of it: what lies between Take and Judge is taken up.
		onDesk := map[string]int{}
		until(t, "every press is on the desk", func() bool {
			clear(onDesk)
			var list struct {
				Items []struct {
					Mode   string
					Device *struct{ ID string }
				}
			}
			if err := json.Unmarshal([]byte(desk.must(http.MethodGet, "/api/v1/alarms?open=true&limit=2000", nil)), &list); err != nil {
				t.Fatal(err)
			}
			for _, a := range list.Items {
				if a.Device != nil && a.Mode == "real" {
					onDesk[a.Device.ID]++
				}
			}
			for _, b := range in {
				if onDesk[b.id] == 0 {
					return false
				}
			}
			return true
		})
		for _, b := range in {
			if onDesk[b.id] != 1 {
				t.Errorf("round %d: %d alarms of one press", round, onDesk[b.id])
			}
		}
	}
	if acknowledged == 0 || cutOff == 0 {
		t.Fatalf("%d acknowledged before the cut, %d after: the cut was not in the middle", acknowledged, cutOff)
	}
	t.Logf("%d acknowledged before a cut, %d after it", acknowledged, cutOff)
}

package app_test

import (
	"context"
	"encoding/hex"
	"net"
	"net/http"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/driver/dc09"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

// wired gives the boxes of a test a line of their own into the house.
func wired(t *testing.T, a *apptest.App) string {
	t.Helper()
	p, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	r := &dc09.Receiver{Handle: a.HearDC09}
	go func() { defer close(done); _ = r.ServeUDP(ctx, p) }()
	t.Cleanup(func() { stop(); <-done })
	return p.LocalAddr().String()
}

func TestABoxOfDC09Rings(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		address := wired(t, a)
		var mine struct{ Items []struct{ ID string } }
		a.Do("anquan", http.MethodGet, "/api/v1/schools?limit=1", nil).Into(&mine)
		keeper := access.With(t.Context(), access.Actor{Kind: access.Person, ID: "per_keeper", Held: map[access.Perm][]string{device.PermManage: {"/"}, device.PermView: {"/"}}})
		_, secret, err := a.Devices().Register(keeper, device.Registration{SchoolID: mine.Items[0].ID, Name: "门卫室一键报警", Kind: device.Box, Protocol: device.DC09,
			Code: "A1B2", Panic: true, HeartbeatS: 60})
		if err != nil {
			t.Fatal(err)
		}
		key, err := hex.DecodeString(secret)
		if err != nil || len(key) != 16 {
			t.Fatalf("%q %v", secret, err)
		}
		box := func(key []byte) *dc09.Dialler {
			d := &dc09.Dialler{Network: "udp", Address: address, Account: "A1B2", Key: key, Tries: 2, Wait: 5 * time.Second, Now: a.Clock.Now}
			t.Cleanup(d.Close)
			return d
		}
		rung := func() int {
			var page struct {
				Items []struct{ Source, Mode string }
			}
			a.Do("zhihui", http.MethodGet, "/api/v1/alarms?limit=100", nil).Into(&page)
			n := 0
			for _, x := range page.Items {
				if x.Source == "device" && x.Mode == "real" {
					n++
				}
			}
			return n
		}
		before := rung()
		good := box(key)
		if err := good.Send(t.Context(), dc09.Null, ""); err != nil {
			t.Fatal(err)
		}
		if rung() != before {
			t.Fatal("a heartbeat rang")
		}
		for name, wrong := range map[string][]byte{"another key": []byte("0123456789ABCDEF"), "no key": nil} {
			if err := box(wrong).Send(t.Context(), dc09.CID, dc09.EventCID("A1B2", 1, 120, 1)); err == nil || rung() != before {
				t.Errorf("%s: %v, %d alarms", name, err, rung()-before)
			}
		}
		for range 6 { // from the address of the box itself, which is easily forged
			_ = box([]byte("0123456789ABCDEF")).Send(t.Context(), dc09.CID, dc09.EventCID("A1B2", 1, 120, 1))
		}
		if err := good.Send(t.Context(), dc09.CID, dc09.EventCID("A1B2", 1, 120, 1)); err != nil || rung() != before+1 {
			t.Fatalf("a press: %v, %d alarms", err, rung()-before)
		}
		a.Clock.Add(3 * time.Minute)
		if err := good.Send(t.Context(), dc09.CID, dc09.EventCID("A1B2", 3, 120, 1)); err != nil || rung() != before+1 {
			t.Fatalf("its end: %v, %d alarms", err, rung()-before)
		}
		if err := good.Send(t.Context(), dc09.SIA, "#A1B2|NZZ9"); err != nil || rung() != before+2 {
			t.Fatalf("what nobody understands: %v, %d alarms", err, rung()-before)
		}
	})
}

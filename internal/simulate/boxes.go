package simulate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"huxue/internal/driver/gb28181"
)

// Boxes are one-key boxes on one socket. They register, say that they live, and take
// turns in pressing.
type Boxes struct {
	Server   string
	Platform gb28181.Code
	Logins   []Login
	TCP      bool
	Beat     time.Duration
	Press    time.Duration // 0: never
	Out      io.Writer

	registered, refused, pressed, lost atomic.Int64
}

// Run lets them live until ctx ends; then they log out, and what they did is printed.
func (b *Boxes) Run(ctx context.Context) error {
	if len(b.Logins) == 0 {
		return errors.New("simulate: no boxes")
	}
	st, err := gb28181.NewStation("127.0.0.1:0", nil)
	if err != nil {
		return err
	}
	defer st.Close()
	var live sync.WaitGroup
	all := make([]*gb28181.Device, 0, len(b.Logins))
	ready := make(chan *gb28181.Device, len(b.Logins))
	for _, l := range b.Logins {
		d := st.Add(gb28181.Profile{Code: l.Code, Password: []byte(l.Password), Server: b.Server, Platform: b.Platform, TCP: b.TCP, Maker: "Huxue", Model: "simulated box"})
		all = append(all, d)
		var first sync.Once
		live.Go(func() {
			d.Live(ctx, b.Beat, time.Minute, func(state string, err error) {
				if state == gb28181.StateRegistered {
					b.registered.Add(1)
					first.Do(func() { ready <- d })
					return
				}
				b.refused.Add(1)
				fmt.Fprintln(b.Out, d.Code, state, err)
			})
		})
	}
	if b.Press > 0 {
		b.press(ctx, ready)
	}
	<-ctx.Done()
	live.Wait()
	fmt.Fprintf(b.Out, "boxes %d, registrations %d, failures %d, presses %d, lost %d\n", len(all), b.registered.Load(), b.refused.Load(), b.pressed.Load(), b.lost.Load())
	return nil
}

// press lets those that are registered press in turn.
func (b *Boxes) press(ctx context.Context, ready <-chan *gb28181.Device) {
	tick := time.NewTicker(b.Press)
	defer tick.Stop()
	var in []*gb28181.Device
	for n := 0; ; {
		select {
		case <-ctx.Done():
			return
		case d := <-ready:
			in = append(in, d)
		case <-tick.C:
			if len(in) == 0 {
				continue
			}
			d := in[n%len(in)]
			n++
			if err := d.Raise(ctx, gb28181.Alarm{Method: 2, At: time.Now(), Description: "模拟设备一键报警"}); err != nil {
				b.lost.Add(1)
				fmt.Fprintln(b.Out, d.Code, "press", err)
				continue
			}
			b.pressed.Add(1)
		}
	}
}

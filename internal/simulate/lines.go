package simulate

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"huxue/internal/driver/dc09"
	"huxue/internal/driver/mqtt"
)

// Lines are one-key boxes that each hold a line of their own, in DC-09 or MQTT. They
// say that they live, and take turns in pressing.
type Lines struct {
	Protocol string // dc09 or mqtt
	Server   string
	Logins   []Login
	TCP      bool // of dc09: over TCP instead of UDP
	Beat     time.Duration
	Press    time.Duration // 0: never
	Out      io.Writer

	heard, refused, pressed, lost atomic.Int64
}

// Line is one box of the two protocols; its methods return once it has been answered.
type Line interface {
	Beat(ctx context.Context) error
	Press(ctx context.Context, note string) error
	Close()
}

// NewLine makes the box of a log-in: of dc09 the password is the key in hexadecimal, ""
// for one that speaks in the clear.
func (l *Lines) NewLine(login Login) (Line, error) {
	switch l.Protocol {
	case "mqtt":
		keep := max(10, min(l.Beat*2/time.Second, 3600))
		return mqttLine{&mqtt.Box{Address: l.Server, User: login.Code, Password: login.Password, KeepS: uint16(keep)}}, nil
	case "dc09":
		key, err := hex.DecodeString(login.Password)
		if err != nil {
			return nil, fmt.Errorf("key of %s: %w", login.Code, err)
		}
		if len(key) == 0 {
			key = nil
		}
		network := "udp"
		if l.TCP {
			network = "tcp"
		}
		return dcLine{&dc09.Dialler{Network: network, Address: l.Server, Account: login.Code, Key: key, Now: time.Now}}, nil
	}
	return nil, errors.New("simulate: -protocol is gb28181, dc09 or mqtt")
}

type mqttLine struct{ box *mqtt.Box }

// mostTries is how often a box sends what was not answered before it gives up.
const mostTries = 5

func (m mqttLine) Beat(ctx context.Context) error { return m.box.Ping(ctx) }
func (m mqttLine) Close()                         { m.box.Close(false) }

func (m mqttLine) Press(ctx context.Context, note string) error {
	return m.box.Say(ctx, m.box.Topic()+"/press", fmt.Appendf(nil, `{"press":true,"note":%q,"at":%d}`, note, time.Now().UnixMilli()), mostTries)
}

type dcLine struct{ dialler *dc09.Dialler }

func (d dcLine) Beat(ctx context.Context) error { return d.dialler.Send(ctx, dc09.Null, "") }
func (d dcLine) Close()                         { d.dialler.Close() }

// Press reports a silent panic button; the protocol has no words for people in it.
func (d dcLine) Press(ctx context.Context, _ string) error {
	return d.dialler.Send(ctx, dc09.CID, dc09.EventCID(d.dialler.Account, 1, 120, 1))
}

// Run lets them live until ctx ends; then what they did is printed.
func (l *Lines) Run(ctx context.Context) error {
	if len(l.Logins) == 0 {
		return errors.New("simulate: no boxes")
	}
	all := make([]Line, len(l.Logins))
	for i, login := range l.Logins {
		var err error
		if all[i], err = l.NewLine(login); err != nil {
			return err
		}
	}
	ready := make(chan int, len(all))
	var live sync.WaitGroup
	for i, box := range all {
		live.Go(func() {
			defer box.Close()
			l.live(ctx, i, box, ready)
		})
	}
	if l.Press > 0 {
		l.press(ctx, all, ready)
	}
	<-ctx.Done()
	live.Wait()
	fmt.Fprintf(l.Out, "boxes %d, heartbeats %d, failures %d, presses %d, lost %d\n", len(all), l.heard.Load(), l.refused.Load(), l.pressed.Load(), l.lost.Load())
	return nil
}

// live says at once and then every while that the box is there. Boxes begin one after
// the other, so that a city of them does not call in one moment.
func (l *Lines) live(ctx context.Context, i int, box Line, ready chan<- int) {
	first := l.Beat * time.Duration(i) / time.Duration(len(l.Logins))
	next := time.NewTimer(min(first, 5*time.Second*time.Duration(i)/time.Duration(len(l.Logins))))
	defer next.Stop()
	began := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
		}
		switch err := box.Beat(ctx); {
		case err == nil:
			l.heard.Add(1)
			if !began {
				began = true
				ready <- i
			}
		case ctx.Err() == nil:
			l.refused.Add(1)
			fmt.Fprintln(l.Out, l.Logins[i].Code, err)
		}
		next.Reset(l.Beat)
	}
}

// press lets those that are there press in turn.
func (l *Lines) press(ctx context.Context, all []Line, ready <-chan int) {
	tick := time.NewTicker(l.Press)
	defer tick.Stop()
	var in []int
	for n := 0; ; {
		select {
		case <-ctx.Done():
			return
		case i := <-ready:
			in = append(in, i)
		case <-tick.C:
			if len(in) == 0 {
				continue
			}
			i := in[n%len(in)]
			n++
			if err := all[i].Press(ctx, "模拟设备一键报警"); err != nil {
				if ctx.Err() != nil {
					return
				}
				l.lost.Add(1)
				fmt.Fprintln(l.Out, l.Logins[i].Code, "press", err)
				continue
			}
			l.pressed.Add(1)
		}
	}
}

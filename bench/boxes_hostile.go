package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	hostileFor  = 8 * time.Second
	hostileRate = 10 // presses a second meanwhile
	noisePause  = 500 * time.Microsecond
)

// hostile floods every port with what is no message, half right and half wrong, while
// boxes are pressed: they are heard, the rest is counted, and the server goes on.
func (w *walls) hostile(ctx context.Context) error {
	boxes, err := w.boxes()
	if err != nil {
		return err
	}
	n := int(hostileFor.Seconds()) * hostileRate
	boxes = boxes[:n]
	defer func() {
		for _, b := range boxes {
			b.Close()
		}
	}()
	for _, b := range boxes {
		if err := b.Beat(ctx); err != nil {
			return err
		}
	}
	d, err := w.police.openDeskOf(ctx, schoolOf)
	if err != nil {
		return err
	}
	defer d.close()
	noisy, quiet := context.WithCancel(ctx)
	defer quiet()
	var sent atomic.Int64
	var noise sync.WaitGroup
	for _, p := range []string{"gb28181", "dc09"} {
		noise.Go(func() { noiseByUDP(noisy, w.hears[p], &sent) })
	}
	noise.Go(func() { noiseByTCP(noisy, w.hears["mqtt"], w.logins[0].Code, &sent) })
	noise.Go(func() { noiseByTCP(noisy, w.hears["gb28181"], "", &sent) })
	presses := make([]pressed, n)
	errs := make([]error, n)
	tick := time.NewTicker(time.Second / hostileRate)
	defer tick.Stop()
	var all sync.WaitGroup
	for i := range n {
		<-tick.C
		all.Go(func() {
			p := pressed{alarm: w.schools[i], began: time.Now()}
			errs[i] = boxes[i].Press(ctx, "一键报警")
			presses[i] = p
		})
	}
	all.Wait()
	quiet()
	noise.Wait()
	d.waitFor(n, 5*time.Second)
	var seen []time.Duration
	d.mu.Lock()
	for i, p := range presses {
		if at, ok := d.heard[p.alarm]; ok && errs[i] == nil {
			seen = append(seen, at.Sub(p.began))
		}
	}
	d.mu.Unlock()
	label := "hostile packets on every port: "
	w.r.plain(label+"packets and connections a second", float64(sent.Load())/hostileFor.Seconds(), "/s")
	w.r.exactly(label+"presses on the desk", float64(len(seen)), "", float64(n))
	w.r.most(label+"press → desk event, p99", quantile(seen, .99), "ms", boxP99)
	counted, err := w.turnedAway(ctx)
	if err != nil {
		return err
	}
	for _, p := range []string{"gb28181", "dc09", "mqtt"} {
		w.r.least(label+"counted as turned away, "+p, float64(counted[p]), "", 100)
	}
	said, err := os.ReadFile(w.s.log.Name())
	if err != nil {
		return err
	}
	w.r.exactly(label+"panics in the log", float64(bytes.Count(said, []byte("panic"))), "", 0)
	mb, err := w.s.memory()
	if err != nil {
		return err
	}
	w.r.most(label+"memory of huxue serve after it", mb, "MB", boxMemory)
	return nil
}

// turnedAway is how often something was turned away, by protocol; it is written each
// second.
func (w *walls) turnedAway(ctx context.Context) (map[string]int64, error) {
	time.Sleep(2 * time.Second)
	var out struct {
		Items []struct {
			Protocol string `json:"protocol"`
			N        int64  `json:"n"`
		} `json:"items"`
	}
	if err := w.bureau.get(ctx, "/api/v1/equipment/turned-away", &out); err != nil {
		return nil, err
	}
	n := map[string]int64{}
	for _, x := range out.Items {
		n[x.Protocol] += x.N
	}
	return n, nil
}

// right are messages that were right once; the flood breaks them.
var right = [][]byte{
	[]byte("MESSAGE sip:14090000002000000001@1409000000 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bK77\r\nFrom: <sip:14090200001340000001@1409000000>;tag=1\r\n" +
		"To: <sip:14090000002000000001@1409000000>\r\nCall-ID: 77\r\nCSeq: 1 MESSAGE\r\nContent-Type: Application/MANSCDP+xml\r\nContent-Length: 999\r\n\r\n" +
		"<?xml version=\"1.0\"?><Notify><CmdType>Alarm</CmdType><SN>1</SN><DeviceID>14090200001340000001</DeviceID>"),
	[]byte("REGISTER sip:14090000002000000001@1409000000 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1\r\nFrom: x\r\n\r\n"),
	[]byte("\n1234001D\"ADM-CID\"0001L0#B00001[#B00001|1120 00 001]\r"),
	[]byte("\nZZZZ\"SIA-DCS\"0001[[[[|||\r"),
	{0x10, 0x20, 0, 4, 'M', 'Q', 'T', 'T', 4, 0xc2, 0, 60, 0, 1, 'x', 0, 3, 'h', 'x', '1', 0, 200},
	{0x32, 0xff, 0xff, 0xff, 0x7f},
}

// broken is one of them with some bytes wrong, or noise.
func broken() []byte {
	b := bytes.Clone(right[rand.IntN(len(right))])
	for range 1 + rand.IntN(6) {
		b[rand.IntN(len(b))] = byte(rand.Uint32())
	}
	if rand.IntN(4) == 0 {
		b = b[:rand.IntN(len(b))]
	}
	if rand.IntN(10) == 0 {
		b = append(b, bytes.Repeat([]byte{byte(rand.Uint32())}, 1200)...)
	}
	return b
}

func noiseByUDP(ctx context.Context, addr string, sent *atomic.Int64) {
	c, err := net.Dial("udp", addr)
	if err != nil {
		return
	}
	defer func() { _ = c.Close() }()
	for ctx.Err() == nil {
		_, _ = c.Write(broken())
		sent.Add(1)
		time.Sleep(noisePause)
	}
}

// noiseByTCP sends noise over connections that last for one packet; where a user is
// named, every other one guesses at his password.
func noiseByTCP(ctx context.Context, addr, user string, sent *atomic.Int64) {
	for i := 0; ctx.Err() == nil; i++ {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			continue
		}
		if user != "" && i%2 == 0 {
			_, _ = c.Write(guess(user, fmt.Sprint("guess", i)))
		} else {
			_, _ = c.Write(broken())
		}
		sent.Add(1)
		_ = c.Close()
		time.Sleep(4 * noisePause)
	}
}

// guess is a log-in to an MQTT broker.
func guess(user, secret string) []byte {
	body := []byte{0, 4, 'M', 'Q', 'T', 'T', 4, 0xc2, 0, 60}
	for _, s := range []string{"x", user, secret} {
		body = append(append(body, byte(len(s)>>8), byte(len(s))), s...)
	}
	return append([]byte{0x10, byte(len(body))}, body...)
}

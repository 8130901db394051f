package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/simulate"
)

// What issue 6 asks for: every school has a box, and in an evil moment 150 of them are
// pressed each second, for ten seconds.
const (
	boxCount    = 1500
	alarmRate   = 150
	alarmFor    = 10 * time.Second
	boxBeat     = 60 * time.Second
	boxP99      = 200 // ms, from the press to the desk
	boxMemory   = 150 // MB
	marksWithin = 10 * time.Second
	boxPlatform = "14090000002000000001"
	boxKey      = "00112233445566778899AABBCCDDEEFF"
)

// benchBoxes measures boxes on walls, a protocol after the other, each over a city of
// its own.
func benchBoxes(ctx context.Context, r *report, database string) error {
	for _, protocol := range []string{"gb28181", "dc09", "mqtt", "hostile"} {
		if !r.wanted(protocol) {
			continue
		}
		w, err := newWalls(ctx, r, database, protocol)
		if err != nil {
			return err
		}
		if protocol == "hostile" {
			err = w.hostile(ctx)
		} else {
			err = w.run(ctx)
		}
		w.close()
		if err != nil {
			return fmt.Errorf("%s: %w", protocol, err)
		}
	}
	return nil
}

// walls is a city with a box at every school.
type walls struct {
	r        *report
	s        *server
	protocol string // of the boxes
	hears    map[string]string
	bureau   *client
	police   *client
	schools  []string
	logins   []simulate.Login
	devices  []string
	station  *gb28181.Station
}

// box is one of them; its methods return once the server has answered.
type box interface {
	Beat(ctx context.Context) error
	Press(ctx context.Context, note string) error
	Close()
}

func newWalls(ctx context.Context, r *report, database, protocol string) (*walls, error) {
	s, err := newServer(ctx, database, citySchools)
	if err != nil {
		return nil, err
	}
	w := &walls{r: r, s: s, protocol: protocol, hears: map[string]string{}}
	if protocol == "hostile" {
		w.protocol = "mqtt"
	}
	for _, p := range []string{"gb28181", "dc09", "mqtt"} {
		if w.hears[p], err = freeAddress(); err != nil {
			return w, err
		}
		s.more = append(s.more, "-"+p+"-listen", w.hears[p])
	}
	if _, err := s.start(ctx); err != nil {
		return w, err
	}
	if w.bureau, err = logIn(ctx, s.addr, "jiaoyuju"); err != nil {
		return w, err
	}
	if w.police, err = logIn(ctx, s.addr, "zhihui"); err != nil {
		return w, err
	}
	if w.schools, err = w.bureau.schools(ctx); err != nil {
		return w, err
	}
	if len(w.schools) < boxCount {
		return w, fmt.Errorf("%d schools", len(w.schools))
	}
	return w, w.register(ctx)
}

func (w *walls) close() {
	if w.station != nil {
		w.station.Close()
	}
	w.s.close()
}

// register puts a box at every school.
func (w *walls) register(ctx context.Context) error {
	w.logins, w.devices = make([]simulate.Login, boxCount), make([]string, boxCount)
	errs := make([]error, boxCount)
	slots := make(chan struct{}, 16)
	var all sync.WaitGroup
	for i := range boxCount {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			code := map[string]string{"gb28181": string(gb28181.MakeCode("14090200", gb28181.TypeAlarmIn, i+1)), "dc09": fmt.Sprintf("%06X", 0xB00000+i), "mqtt": fmt.Sprintf("hxbench%04d", i)}[w.protocol]
			var made struct {
				Device struct {
					ID string `json:"id"`
				} `json:"device"`
			}
			errs[i] = w.bureau.send(ctx, http.MethodPost, "/api/v1/equipment", map[string]any{"schoolId": w.schools[i], "name": "门卫室一键报警", "kind": "box",
				"protocol": w.protocol, "code": code, "secret": boxKey, "panic": true, "heartbeatS": int(boxBeat.Seconds())}, &made)
			w.logins[i], w.devices[i] = simulate.Login{Code: code, Password: boxKey}, made.Device.ID
		})
	}
	all.Wait()
	return firstOf(errs)
}

// gbBox is a box of GB/T 28181 on the station's one socket.
type gbBox struct {
	*gb28181.Device
	once sync.Once
	err  error
}

func (g *gbBox) Beat(ctx context.Context) error {
	g.once.Do(func() { g.err = g.Register(ctx) })
	if g.err != nil {
		return g.err
	}
	return g.Keepalive(ctx)
}

func (g *gbBox) Press(ctx context.Context, note string) error {
	return g.Raise(ctx, gb28181.Alarm{Method: 2, At: time.Now(), Description: note})
}

func (g *gbBox) Close() {}

func (w *walls) boxes() ([]box, error) {
	out := make([]box, len(w.logins))
	if w.protocol == "gb28181" {
		st, err := gb28181.NewStation("127.0.0.1:0", nil)
		if err != nil {
			return nil, err
		}
		w.station = st
		for i, l := range w.logins {
			out[i] = &gbBox{Device: st.Add(gb28181.Profile{Code: l.Code, Password: []byte(l.Password), Server: w.hears["gb28181"], Platform: boxPlatform})}
		}
		return out, nil
	}
	lines := simulate.Lines{Protocol: w.protocol, Server: w.hears[w.protocol], Beat: boxBeat}
	for i, l := range w.logins {
		var err error
		if out[i], err = lines.NewLine(l); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// run lets all boxes come, live, and then call for help.
func (w *walls) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	boxes, err := w.boxes()
	if err != nil {
		return err
	}
	name := w.protocol + ": "
	idle, err := w.s.memory()
	if err != nil {
		return err
	}
	w.r.plain(name+"memory before the first box", idle, "MB")
	top := watchMemory(ctx, w.s)
	began := time.Now()
	refused, beats, missed := w.comeAlive(ctx, boxes)
	w.r.plain(fmt.Sprintf("%s%d boxes have come", name, len(boxes)), time.Since(began).Seconds(), "s")
	w.r.exactly(name+"boxes refused", float64(refused), "", 0)
	online, err := w.online(ctx, len(boxes))
	if err != nil {
		return err
	}
	w.r.exactly(name+"of those, online on the register", float64(online), "", boxCount)

	d, err := w.police.openDeskOf(ctx, schoolOf)
	if err != nil {
		return err
	}
	presses, lost := w.cry(ctx, boxes)
	d.waitFor(len(presses), 5*time.Second)
	d.close()
	var answers, seen []time.Duration
	for _, p := range presses {
		answers = append(answers, p.settled.Sub(p.began))
		if at, ok := d.heard[p.alarm]; ok { // by school
			seen = append(seen, at.Sub(p.began))
		}
	}
	label := fmt.Sprintf("%s%d alarms/s for %g s: ", name, alarmRate, alarmFor.Seconds())
	w.r.exactly(label+"presses without an answer", float64(lost), "", 0)
	w.r.exactly(label+"on the desk", float64(len(seen)), "", float64(boxCount))
	w.r.plain(label+"press → answer, p50", quantile(answers, .5), "ms")
	w.r.plain(label+"press → answer, p99", quantile(answers, .99), "ms")
	w.r.plain(label+"press → desk event, p50", quantile(seen, .5), "ms")
	w.r.most(label+"press → desk event, p99", quantile(seen, .99), "ms", boxP99)
	// Answered is what is stored; the mark comes behind the answer, and is waited for.
	pressed := time.Now()
	var stored int
	for until := pressed.Add(marksWithin); ; time.Sleep(100 * time.Millisecond) {
		if stored, err = w.stored(ctx); err != nil {
			return err
		}
		if stored >= boxCount || time.Now().After(until) {
			break
		}
	}
	w.r.plain(label+"all marked after the last", time.Since(pressed).Seconds(), "s")
	w.r.exactly(label+"stored and understood", float64(stored), "", float64(boxCount))
	w.r.plain(name+"heartbeats meanwhile", float64(beats.Load()), "")
	w.r.exactly(name+"heartbeats lost", float64(missed.Load()), "", 0)
	w.r.most(name+"memory of huxue serve at its highest", top(), "MB", boxMemory)
	stop()
	for _, b := range boxes {
		b.Close()
	}
	return nil
}

// comeAlive lets each box register within a few seconds and then say every so often that
// it is there.
func (w *walls) comeAlive(ctx context.Context, boxes []box) (refused int64, beats, missed *atomic.Int64) {
	beats, missed = &atomic.Int64{}, &atomic.Int64{}
	var turned atomic.Int64
	var first sync.WaitGroup
	for i, b := range boxes {
		first.Add(1)
		go func() {
			pause := time.NewTimer(time.Duration(i) * 20 * time.Millisecond)
			defer pause.Stop()
			for began := false; ; {
				select {
				case <-ctx.Done():
					return
				case <-pause.C:
				}
				err := b.Beat(ctx)
				switch {
				case !began:
					if err != nil && turned.Add(1) == 1 {
						fmt.Fprintln(os.Stderr, "  a box did not come in:", err)
					}
					began = true
					first.Done()
				case err == nil:
					beats.Add(1)
				case ctx.Err() == nil:
					missed.Add(1)
				}
				// Spread over the beat, as boxes are.
				pause.Reset(boxBeat - time.Duration(i%60)*500*time.Millisecond)
			}
		}()
	}
	first.Wait()
	return turned.Load(), beats, missed
}

// cry presses every box once, evenly.
func (w *walls) cry(ctx context.Context, boxes []box) (out []pressed, lost int) {
	n := min(len(boxes), int(alarmFor.Seconds())*alarmRate)
	got := make([]pressed, n)
	errs := make([]error, n)
	tick := time.NewTicker(time.Second / alarmRate)
	defer tick.Stop()
	var all sync.WaitGroup
	for i := range n {
		<-tick.C
		all.Go(func() {
			p := pressed{alarm: w.schools[i], began: time.Now()}
			errs[i] = boxes[i].Press(ctx, "一键报警")
			p.settled = time.Now()
			got[i] = p
		})
	}
	all.Wait()
	for i, p := range got {
		if errs[i] != nil {
			lost++
			continue
		}
		out = append(out, p)
	}
	return out, lost
}

// online is how many boxes the register calls so, once it has judged what they said.
func (w *walls) online(ctx context.Context, want int) (n int, err error) {
	for range 50 {
		var out struct {
			Counts map[string]int `json:"counts"`
		}
		if err := w.bureau.get(ctx, "/api/v1/equipment?limit=1&protocol="+w.protocol+"&q=门卫室一键报警", &out); err != nil {
			return 0, err
		}
		if n = out.Counts["online"]; n >= want {
			return n, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return n, nil
}

// stored is how many presses the record of raw messages holds as understood.
func (w *walls) stored(ctx context.Context) (n int, err error) {
	after := ""
	for {
		var out struct {
			Items []struct {
				Press bool `json:"press"`
			} `json:"items"`
			Next string `json:"next"`
		}
		if err := w.bureau.get(ctx, "/api/v1/equipment/inputs?press=true&outcome=understood&limit=200&protocol="+w.protocol+"&after="+after, &out); err != nil {
			return 0, err
		}
		n += len(out.Items)
		if after = out.Next; after == "" {
			return n, nil
		}
	}
}

// watchMemory looks at the server's memory until ctx ends; the result is the highest.
func watchMemory(ctx context.Context, s *server) func() float64 {
	var mu sync.Mutex
	var top float64
	look := func() {
		if mb, err := s.memory(); err == nil {
			mu.Lock()
			top = max(top, mb)
			mu.Unlock()
		}
	}
	go func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				look()
			}
		}
	}()
	return func() float64 {
		look()
		mu.Lock()
		defer mu.Unlock()
		return top
	}
}

// schoolOf names an alarm by its school: a box does not learn what its press is called.
func schoolOf(data []byte) string {
	var e struct {
		Body struct {
			School struct {
				ID string `json:"id"`
			} `json:"school"`
			Source string `json:"source"`
			Mode   string `json:"mode"`
		} `json:"body"`
	}
	if json.Unmarshal(data, &e) != nil || e.Body.Mode != "real" || e.Body.Source != "device" {
		return ""
	}
	return e.Body.School.ID
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	manyTerminals = 1500
	beatEvery     = 3 * time.Second
	beatFor       = 60 * time.Second
	beatLoss      = 0.02
	cutTerminals  = 50
)

// terminals enrols a device at each school, lets all beat with one beat in fifty
// lost on the way, and then cuts some off.
func (b *room) terminals(ctx context.Context) error {
	cookies, err := b.enrol(ctx)
	if err != nil {
		return err
	}
	lost, stop, err := b.hearTerminals(ctx)
	if err != nil {
		return err
	}
	defer stop()
	cut := make([]atomic.Int64, len(cookies)) // when a terminal fell silent, by its last beat; 0 while it beats
	beating, end := context.WithCancel(ctx)
	defer end()
	var all sync.WaitGroup
	var beats, refused atomic.Int64
	last := make([]atomic.Int64, len(cookies))
	for i, cookie := range cookies {
		all.Go(func() {
			// Spread over the interval, as they are in a city.
			next := time.NewTimer(time.Duration(rand.Int64N(int64(beatEvery))))
			defer next.Stop()
			for {
				select {
				case <-beating.Done():
					return
				case <-next.C:
				}
				next.Reset(beatEvery)
				if cut[i].Load() != 0 {
					return
				}
				if rand.Float64() < beatLoss {
					continue
				}
				beats.Add(1)
				if err := beat(beating, b.s.addr, cookie); err != nil && beating.Err() == nil {
					refused.Add(1)
					continue
				}
				last[i].Store(time.Now().UnixMilli())
			}
		})
	}
	began := time.Now()
	time.Sleep(beatFor)
	wrong := len(lost())
	b.r.plain(fmt.Sprintf("%d terminals, 2 %% of beats missing, %v: beats a second", len(cookies), beatFor), float64(beats.Load())/time.Since(began).Seconds(), "/s")
	b.r.exactly("of those, not answered", float64(refused.Load()), "", 0)
	b.r.exactly("of those, false losses", float64(wrong), "", 0)
	for i := range cutTerminals {
		cut[i].Store(1)
	}
	time.Sleep(25 * time.Second)
	shown := lost()
	var took []time.Duration
	for i := range cutTerminals {
		if at, ok := shown[b.devices[i]]; ok {
			took = append(took, at.Sub(time.UnixMilli(last[i].Load())))
		}
	}
	b.r.exactly("terminals cut off: shown as lost", float64(len(took)), "", cutTerminals)
	b.r.most("last beat → lost on the desk, worst", quantile(took, 1)/1000, "s", 20)
	b.r.exactly("others lost meanwhile", float64(len(shown)-len(took)), "", 0)
	end()
	all.Wait()
	return nil
}

// enrol pairs a device for each school and returns their cookies.
func (b *room) enrol(ctx context.Context) ([]string, error) {
	n := min(manyTerminals, len(b.schools))
	cookies, errs := make([]string, n), make([]error, n)
	b.devices = make([]string, n)
	var wg sync.WaitGroup
	slots := make(chan struct{}, 32)
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			var d struct{ ID, Code string }
			if errs[i] = b.bureau.send(ctx, http.MethodPost, "/api/v1/devices", map[string]string{"name": fmt.Sprint("终端", i), "kind": "gate", "schoolId": b.schools[i]}, &d); errs[i] != nil {
				return
			}
			text, _ := json.Marshal(map[string]string{"code": d.Code})
			res, err := b.bureau.http.Post(b.bureau.base+"/api/v1/auth/device/pair", "application/json", bytes.NewReader(text))
			if errs[i] = err; err != nil {
				return
			}
			drain(res)
			for _, k := range res.Cookies() {
				if k.Name == "huxue_device" {
					cookies[i] = k.Name + "=" + k.Value
				}
			}
			if b.devices[i] = d.ID; cookies[i] == "" {
				errs[i] = fmt.Errorf("pair: %s", res.Status)
			}
		})
	}
	wg.Wait()
	return cookies, firstOf(errs)
}

func beat(ctx context.Context, addr, cookie string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/api/v1/terminals/beat", strings.NewReader(`{"battery":80}`))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Cookie", cookie)
	res, err := transport.RoundTrip(req)
	if err != nil {
		return err
	}
	drain(res)
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("beat: %s", res.Status)
	}
	return nil
}

// hearTerminals opens the desk's stream of terminals; lost are those it was told
// are lost now, and when.
func (b *room) hearTerminals(ctx context.Context) (lost func() map[string]time.Time, stop func(), err error) {
	ctx, stop = context.WithCancel(ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.police.base+"/api/v1/realtime?topics=terminals", nil)
	if err != nil {
		return nil, stop, err
	}
	req.Header.Set("Cookie", b.police.cookie)
	res, err := (&http.Client{Transport: transport}).Do(req) //nolint:bodyclose // its reader closes it when the stream ends
	if err != nil {
		return nil, stop, err
	}
	var mu sync.Mutex
	missing := map[string]time.Time{}
	go func() {
		defer func() { _, _ = io.Copy(io.Discard, res.Body); _ = res.Body.Close() }()
		in, event := bufio.NewScanner(res.Body), ""
		for in.Scan() {
			if name, ok := strings.CutPrefix(in.Text(), "event: "); ok {
				event = name
			}
			data, ok := strings.CutPrefix(in.Text(), "data: ")
			var c struct {
				ID   string `json:"id"`
				Body struct {
					State string `json:"state"`
				} `json:"body"`
			}
			if !ok || event != "terminals" || json.Unmarshal([]byte(data), &c) != nil {
				continue
			}
			mu.Lock()
			delete(missing, c.ID)
			if c.Body.State == "lost" {
				missing[c.ID] = time.Now()
			}
			mu.Unlock()
		}
	}()
	return func() map[string]time.Time {
		mu.Lock()
		defer mu.Unlock()
		out := map[string]time.Time{}
		for id, at := range missing {
			out[id] = at
		}
		return out
	}, stop, nil
}

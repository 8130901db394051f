package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A sweep as the issue asks for it: every school of the city, ninety-five items each,
// from two hundred phones that find a network at the same moment.
const (
	itemsPerVisit = 95
	phones        = 200
	powerFails    = 8
	sweepWithin   = 60
)

// bodyOf is what a phone sends for a visit after a day without a network.
func bodyOf(v visited, at int64) []byte {
	type op struct {
		ID       string         `json:"id"`
		Item     string         `json:"item"`
		Kind     string         `json:"kind"`
		Answer   map[string]any `json:"answer"`
		DeviceAt int64          `json:"deviceAt"`
		Base     int64          `json:"base"`
	}
	ops := make([]op, len(v.items))
	for i, item := range v.items {
		answer := map[string]any{"result": "ok"}
		if i%9 == 4 {
			answer = map[string]any{"result": "fault", "text": "灭火器压力不足，未在效期内；当场要求更换", "place": "教学楼二层东侧"}
		}
		ops[i] = op{ID: fmt.Sprintf("%s-%s", v.id, item), Item: item, Kind: "answer", Answer: answer, DeviceAt: at + int64(i)*40_000}
	}
	b, _ := json.Marshal(map[string]any{"device": "bench", "since": 0, "ops": ops})
	return b
}

func (b *inspections) requests(list []visited) [][]byte {
	at := time.Now().Add(-6 * time.Hour).UnixMilli()
	out := make([][]byte, len(list))
	for i, v := range list {
		out[i] = request(http.MethodPost, b.s.addr, "/api/v1/inspections/visits/"+v.id+"/sync", bodyOf(v, at), "Cookie", b.bureau.cookie)
	}
	return out
}

// sync sends the sweep of the whole city at once, while alarms are pressed.
func (b *inspections) sync(ctx context.Context) error {
	list, err := b.plan(ctx, len(b.schools), dayFrom(0))
	if err != nil {
		return err
	}
	reqs := b.requests(list)
	stop := make(chan struct{})
	var presses sync.WaitGroup
	var heard []time.Duration
	var lost int
	var perr error
	helper := &campaigns{s: b.s, bureau: b.bureau}
	presses.Go(func() { heard, lost, perr = helper.pressMeanwhile(ctx, stop) })
	f, err := flood(ctx, b.s.addr, phones, len(reqs), 0, func(i int) []byte { return reqs[i] }, nil)
	close(stop)
	presses.Wait()
	switch {
	case err != nil:
		return err
	case perr != nil:
		return perr
	case f.refused > 0:
		return fmt.Errorf("%d phones were refused: %s", f.refused, f.first)
	}
	answers := 0
	for _, v := range list {
		answers += len(v.items)
	}
	b.r.plain("answers sent by "+fmt.Sprint(phones)+" phones at once", float64(answers), "")
	b.r.most("the sweep of the city is taken", f.took.Seconds(), "s", sweepWithin)
	b.r.plain("answers a second", float64(answers)/f.took.Seconds(), "/s")
	b.r.plain("a phone waits for 95 answers, p95", quantile(f.each, 0.95), "ms")
	if len(heard) > 0 {
		b.r.most("alarms pressed meanwhile, to the desk, p95", quantile(heard, 0.95), "ms", 1000)
	}
	b.r.exactly("alarms lost meanwhile", float64(lost), "", 0)
	return b.same(ctx, list, "")
}

// same reads every visit again: each answer is there, and was taken once.
func (b *inspections) same(ctx context.Context, list []visited, what string) error {
	off := 0
	for _, v := range list {
		var page struct {
			Visit struct {
				Answered int   `json:"answered"`
				Revision int64 `json:"revision"`
				Disputes int   `json:"disputes"`
			} `json:"visit"`
		}
		if err := b.bureau.get(ctx, "/api/v1/inspections/visits/"+v.id, &page); err != nil {
			return err
		}
		if page.Visit.Answered != len(v.items) || page.Visit.Revision != int64(len(v.items)) || page.Visit.Disputes != 0 {
			off++
		}
	}
	b.r.exactly("visits with an answer lost or doubled"+what, float64(off), "", 0)
	return nil
}

// kills cuts the power in the middle of the sweep, again and again. Phones send again
// whatever was not acknowledged, and some of what was: as phones do that lose the
// network before the answer comes.
func (b *inspections) kills(ctx context.Context) error {
	list, err := b.plan(ctx, len(b.schools), dayFrom(1))
	if err != nil {
		return err
	}
	reqs := b.requests(list)
	acked := make([]bool, len(list))
	again := 0
	for round := 0; ; round++ {
		var rest []int
		for i := range list {
			if !acked[i] || rand.IntN(10) == 0 {
				rest = append(rest, i)
			}
			if acked[i] && len(rest) > 0 && rest[len(rest)-1] == i {
				again++
			}
		}
		dying := round < powerFails
		var answered atomic.Int64
		cut := int64(40 + rand.IntN(80))
		f, err := flood(ctx, b.s.addr, phones, len(rest), 0, func(i int) []byte { return reqs[rest[i]] }, func(int, []byte) {
			if dying && answered.Add(1) == cut {
				go b.s.kill()
			}
		})
		if f == nil {
			return fmt.Errorf("no connection: %w", err)
		}
		for i, ok := range f.ok {
			acked[rest[i]] = acked[rest[i]] || ok
		}
		if !dying {
			if err != nil {
				return err
			}
			if f.refused > 0 {
				return fmt.Errorf("%d refused: %s", f.refused, f.first)
			}
			break
		}
		<-waitDead(b.s)
		if _, err := b.s.start(ctx); err != nil {
			return err
		}
	}
	b.r.least(fmt.Sprintf("kill -9 × %d: visits sent again though acknowledged", powerFails), float64(again), "", 1)
	return b.same(ctx, list, " under kill -9")
}

// dayFrom is a business day, n days from today.
func dayFrom(n int) string {
	return time.Now().In(time.FixedZone("CST", 8*3600)).AddDate(0, 0, n).Format(time.DateOnly)
}

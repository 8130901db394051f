package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"
)

const (
	killedPupils = 40_000
	powerCuts    = 10
)

// kills cuts the power in the middle of a flood, ten times: every completion that was
// acknowledged is there afterwards, and is counted once.
func (b *campaigns) kills(ctx context.Context) error {
	c, _, err := b.begin(ctx, "断电", 1)
	if err != nil {
		return err
	}
	list := shuffled(b.pupils)[:min(killedPupils, len(b.pupils))]
	finish, _, err := b.tickets(ctx, c, list)
	if err != nil {
		return err
	}
	time.Sleep(1100 * time.Millisecond)
	acked := make([]bool, len(list))
	for range powerCuts {
		var rest []int
		for i := range list {
			if !acked[i] {
				rest = append(rest, i)
			}
		}
		time.AfterFunc(time.Duration(100+rand.IntN(400))*time.Millisecond, b.s.kill)
		// The flood ends in broken connections: that is the point of it.
		f, _ := flood(ctx, b.s.addr, connections, len(rest), 0, func(i int) []byte { return finish[rest[i]] }, nil)
		if f == nil {
			return fmt.Errorf("no connection")
		}
		for i, ok := range f.ok {
			acked[rest[i]] = acked[rest[i]] || ok
		}
		<-waitDead(b.s)
		if _, err := b.s.start(ctx); err != nil {
			return err
		}
	}
	var sure []learner
	for i, ok := range acked {
		if ok {
			sure = append(sure, list[i])
		}
	}
	var there atomic.Int64
	f, err := flood(ctx, b.s.addr, 32, len(sure), 0, func(i int) []byte {
		return request(http.MethodGet, b.s.addr, "/api/v1/learn/"+c.ID, nil, "Authorization", "Bearer "+sure[i].token)
	}, func(_ int, body []byte) {
		if bytes.Contains(body, []byte(`"done":true`)) {
			there.Add(1)
		}
	})
	if err != nil {
		return err
	}
	if f.refused > 0 {
		return fmt.Errorf("%d pupils were not told: %s", f.refused, f.first)
	}
	if err := b.logIn(ctx); err != nil {
		return err
	}
	b.school = nil
	b.r.plain(fmt.Sprintf("kill -9 × %d: completions acknowledged", powerCuts), float64(len(sure)), "")
	b.r.exactly("acknowledged completions missing afterwards", float64(len(sure))-float64(there.Load()), "", 0)
	return b.recount(ctx, c, "kill")
}

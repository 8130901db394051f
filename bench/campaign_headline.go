package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"huxue/internal/app"
	"huxue/internal/platform/access"
)

const (
	classesAtOnce = 16
	headlineBar   = 15.0 // seconds
	pressEvery    = 20 * time.Millisecond
)

// teacherOfAll may lead every class of the city: one more grant for a principal. He
// holds the lessons in his own name and gets no pupil's token.
func (b *campaigns) teacherOfAll(ctx context.Context) (*client, error) {
	if b.school != nil {
		return b.school, nil
	}
	admin, err := logIn(ctx, b.s.addr, "guanli")
	if err != nil {
		return nil, err
	}
	head, err := logIn(ctx, b.s.addr, "xiaozhang")
	if err != nil {
		return nil, err
	}
	var me struct{ Person struct{ ID string } }
	var areas struct{ Items []struct{ ID, Path string } }
	if err := head.get(ctx, "/api/v1/auth/me", &me); err != nil {
		return nil, err
	}
	if err := admin.get(ctx, "/api/v1/areas", &areas); err != nil {
		return nil, err
	}
	for _, a := range areas.Items {
		if a.Path == b.path {
			err = admin.send(ctx, http.MethodPost, "/api/v1/people/"+me.Person.ID+"/grants", map[string]string{"role": "principal", "areaId": a.ID}, nil)
		}
	}
	if err != nil {
		return nil, err
	}
	time.Sleep(3 * time.Second) // until what is remembered of grants is new
	b.school = head
	return head, nil
}

// classes marks whole classes, each with one request.
func (b *campaigns) classes(ctx context.Context) error {
	school, err := b.teacherOfAll(ctx)
	if err != nil {
		return err
	}
	c, _, err := b.begin(ctx, "班级", 60)
	if err != nil {
		return err
	}
	took, each, err := b.hold(ctx, school, c, b.classList())
	if err != nil {
		return err
	}
	n, err := b.figures(ctx, c)
	if err != nil {
		return err
	}
	b.r.exactly("class mode: completions counted", float64(n.Row.Collective), "", float64(len(b.pupils)))
	b.r.least("class mode, one request a class", float64(n.Row.Done)/took.Seconds(), "pupils/s", 15_000)
	b.r.plain("  p99 of a class", quantile(each, .99), "ms")
	return nil
}

func (b *campaigns) classList() []string {
	var out []string
	for _, l := range b.pupils {
		if len(out) == 0 || out[len(out)-1] != l.class {
			out = append(out, l.class)
		}
	}
	return out
}

// hold holds the lesson in every class of the list.
func (b *campaigns) hold(ctx context.Context, school *client, c campaignCard, classes []string) (time.Duration, []time.Duration, error) {
	f, err := flood(ctx, b.s.addr, classesAtOnce, len(classes), 0, func(i int) []byte {
		return request(http.MethodPost, b.s.addr, "/api/v1/campaigns/"+c.ID+"/classes/"+classes[i]+"/hold",
			[]byte(`{"everybody":true,"minutes":20,"asked":3,"understood":3}`), "Cookie", school.cookie)
	}, nil)
	if err == nil && f.refused > 0 {
		err = fmt.Errorf("%d classes refused: %s", f.refused, f.first)
	}
	if err != nil {
		return 0, nil, err
	}
	return f.took, f.each, nil
}

// headline is the evening itself: 259,633 pupils complete from zero, each by a request
// of his own, while alarms are pressed; then all counters are counted again and every
// request is sent once more.
func (b *campaigns) headline(ctx context.Context) error {
	c, _, err := b.begin(ctx, "秋季安全第一课", 1)
	if err != nil {
		return err
	}
	list := shuffled(b.pupils)[:min(headlineDone, len(b.pupils))]
	finish, _, err := b.tickets(ctx, c, list)
	if err != nil {
		return err
	}
	time.Sleep(1100 * time.Millisecond)
	stop := make(chan struct{})
	var presses sync.WaitGroup
	var heard []time.Duration
	var lost int
	presses.Go(func() { heard, lost, err = b.pressMeanwhile(ctx, stop) })
	f, ferr := flood(ctx, b.s.addr, connections, len(finish), 0, func(i int) []byte { return finish[i] }, nil)
	close(stop)
	presses.Wait()
	if ferr != nil || err != nil {
		return fmt.Errorf("flood: %w, presses: %w", ferr, err)
	}
	if f.refused > 0 {
		return fmt.Errorf("%d completions refused: %s", f.refused, f.first)
	}
	n, err := b.figures(ctx, c)
	if err != nil {
		return err
	}
	b.r.exactly("headline: completed", float64(n.Row.Done), "", float64(len(list)))
	b.r.exactly("headline: rate in ten-thousandths", float64(n.Row.Rate), "", 9525)
	b.r.most("headline: all of them, from zero", f.took.Seconds(), "s", headlineBar)
	b.r.plain("  p99 of a completion", quantile(f.each, .99), "ms")
	b.r.most("press → desk during the flood, p99", quantile(heard, .99), "ms", 100)
	b.r.plain(fmt.Sprintf("  p50, of %d presses", len(heard)), quantile(heard, .5), "ms")
	b.r.exactly("  presses that reached no desk", float64(lost), "", 0)

	g, err := flood(ctx, b.s.addr, connections, len(finish), 0, func(i int) []byte { return finish[i] }, nil)
	if err != nil {
		return err
	}
	again, err := b.figures(ctx, c)
	if err != nil {
		return err
	}
	b.r.plain("all of them sent once more", g.took.Seconds(), "s")
	b.r.exactly("replays refused", float64(g.refused), "", 0)
	b.r.exactly("completions counted twice", float64(again.Row.Done-n.Row.Done+again.Row.Late), "", 0)
	return b.recount(ctx, c, "headline")
}

// recount counts every pupil again, from the rows.
func (b *campaigns) recount(ctx context.Context, c campaignCard, what string) error {
	return b.inside(ctx, func(a *app.App) error {
		off, err := a.Campaigns().Recount(access.AsSystem(ctx, "bench"), c.ID)
		if err != nil {
			return err
		}
		for i := range min(len(off), 5) {
			fmt.Println("  off:", off[i])
		}
		b.r.exactly(what+": counters that differ from a recount", float64(len(off)), "", 0)
		return nil
	})
}

// pressMeanwhile presses until stop, and returns how long each press took to the desk.
func (b *campaigns) pressMeanwhile(ctx context.Context, stop <-chan struct{}) (took []time.Duration, lost int, err error) {
	police, err := logIn(ctx, b.s.addr, "zhihui")
	if err != nil {
		return nil, 0, err
	}
	schools, err := b.bureau.schools(ctx)
	if err != nil {
		return nil, 0, err
	}
	d, err := police.openDesk(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer d.close()
	var mu sync.Mutex
	var sent []pressed
	var all sync.WaitGroup
	tick := time.NewTicker(pressEvery)
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-tick.C:
			all.Go(func() {
				p, perr := b.bureau.press(ctx, fmt.Sprintf("flood-%s-%d", schools[0], i), schools[i%len(schools)], fmt.Sprintf("洪峰%d", i))
				mu.Lock()
				defer mu.Unlock()
				if perr != nil {
					err = perr
					return
				}
				sent = append(sent, p)
			})
			continue
		case <-stop:
		}
		break
	}
	all.Wait()
	d.waitFor(len(sent), 10*time.Second)
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range sent {
		at, ok := d.heard[p.alarm]
		if !ok {
			lost++
			continue
		}
		took = append(took, at.Sub(p.began))
	}
	return took, lost, err
}

package main

import (
	"context"
	"fmt"
	"net/http/httptrace"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	citySchools = 1500
	manyDesks   = 50
	stormDesks  = 20
	perSecond   = 20
	steadyFor   = 30 * time.Second
	kills       = 20
)

// benchPress measures the main job: from a press on a phone to the desk.
func benchPress(ctx context.Context, r *report, database string) error {
	s, err := newServer(ctx, database, citySchools)
	if err != nil {
		return err
	}
	defer s.close()
	if _, err := s.start(ctx); err != nil {
		return err
	}
	if err := idleMemory(r, s); err != nil {
		return err
	}
	guard, err := logIn(ctx, s.addr, "jiaoyuju")
	if err != nil {
		return err
	}
	police, err := logIn(ctx, s.addr, "zhihui")
	if err != nil {
		return err
	}
	schools, err := guard.schools(ctx)
	if err != nil {
		return err
	}
	if err := floorSteady(ctx, r, database, s); err != nil {
		return err
	}
	if err := steady(ctx, r, guard, police, schools); err != nil {
		return err
	}
	if err := inBrowser(ctx, r, s, guard, schools); err != nil {
		return err
	}
	if err := storm(ctx, r, guard, police, schools); err != nil {
		return err
	}
	return killStorms(ctx, r, s, schools)
}

func idleMemory(r *report, s *server) error {
	time.Sleep(5 * time.Second)
	mb, err := s.memory()
	if err == nil {
		r.most("idle memory of huxue serve, 1,500 schools", mb, "MB", 120)
	}
	return err
}

func openDesks(ctx context.Context, police *client, n int) ([]*desk, error) {
	desks := make([]*desk, n)
	for i := range desks {
		d, err := police.openDesk(ctx)
		if err != nil {
			return nil, err
		}
		desks[i] = d
	}
	return desks, nil
}

// steady presses so many times a second, evenly, with many desks open.
func steady(ctx context.Context, r *report, guard, police *client, schools []string) error {
	desks, err := openDesks(ctx, police, manyDesks)
	if err != nil {
		return err
	}
	n := int(steadyFor.Seconds()) * perSecond
	presses, err := pace(n, func(i int) (pressed, error) {
		return guard.press(ctx, fmt.Sprintf("steady-%d", i), schools[i%len(schools)], "")
	})
	if err != nil {
		return err
	}
	answer, arrival := latencies(presses, desks)
	label := fmt.Sprintf("press → %%s, %d/s, %d desks, %%s", perSecond, manyDesks)
	r.plain(fmt.Sprintf(label, "answer", "p50"), quantile(answer, .5), "ms")
	r.plain(fmt.Sprintf(label, "answer", "p99"), quantile(answer, .99), "ms")
	r.most(fmt.Sprintf(label, "desk event", "p50"), quantile(arrival, .5), "ms", 5)
	r.most(fmt.Sprintf(label, "desk event", "p99"), quantile(arrival, .99), "ms", 25)
	r.ratio("of those, p50 to the floor's", fmt.Sprintf(label, "desk event", "p50"), floorP50)
	r.ratio("of those, p99 to the floor's", fmt.Sprintf(label, "desk event", "p99"), floorP99)
	r.exactly("of those, deliveries", float64(len(arrival)), "", float64(n*manyDesks))
	return nil
}

// pace runs do n times at the steady rate, each in its own goroutine.
func pace(n int, do func(i int) (pressed, error)) ([]pressed, error) {
	out := make([]pressed, n)
	errs := make([]error, n)
	tick := time.NewTicker(time.Second / perSecond)
	defer tick.Stop()
	var wg sync.WaitGroup
	for i := range n {
		<-tick.C
		wg.Go(func() { out[i], errs[i] = do(i) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// latencies returns press → answer, and press → every desk that heard of it.
func latencies(presses []pressed, desks []*desk) (answer, arrival []time.Duration) {
	for _, d := range desks {
		d.waitFor(len(presses), 5*time.Second)
		d.close()
	}
	for _, p := range presses {
		answer = append(answer, p.settled.Sub(p.began))
		for _, d := range desks {
			d.mu.Lock()
			at, heard := d.heard[p.alarm]
			d.mu.Unlock()
			if heard {
				arrival = append(arrival, at.Sub(p.began))
			}
		}
	}
	return answer, arrival
}

// storm presses at every school at once.
func storm(ctx context.Context, r *report, guard, police *client, schools []string) error {
	desks, err := openDesks(ctx, police, stormDesks)
	if err != nil {
		return err
	}
	began := time.Now()
	presses, lost := burst(ctx, guard, schools, "storm")
	answered := time.Since(began)
	delivered, doubled := 0, 0
	last := began
	for _, d := range desks {
		d.waitFor(len(presses), 10*time.Second)
		d.close()
		d.mu.Lock()
		doubled += d.doubled
		for _, p := range presses {
			if at, heard := d.heard[p.alarm]; heard {
				delivered++
				if at.After(last) {
					last = at
				}
			}
		}
		d.mu.Unlock()
	}
	r.most("1,500 presses at once, 20 desks: all deliveries", last.Sub(began).Seconds(), "s", 1)
	r.plain("of those, the last press answered", answered.Seconds(), "s")
	r.exactly("of those, deliveries", float64(delivered), "", float64(len(schools)*stormDesks))
	r.exactly("of those, presses refused", float64(lost), "", 0)
	r.exactly("of those, doubled", float64(doubled), "", 0)
	return nil
}

// sentAll returns ctx under which requests are counted as they leave, and a channel
// that closes once n have left.
func sentAll(ctx context.Context, n int) (context.Context, <-chan struct{}) {
	left, all := atomic.Int64{}, make(chan struct{})
	left.Store(int64(n))
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) {
		if left.Add(-1) == 0 {
			close(all)
		}
	}}), all
}

// burst presses at all schools at once and returns those that were answered.
func burst(ctx context.Context, guard *client, schools []string, name string) (answered []pressed, lost int) {
	out := make([]pressed, len(schools))
	errs := make([]error, len(schools))
	var wg sync.WaitGroup
	for i, school := range schools {
		wg.Go(func() { out[i], errs[i] = guard.press(ctx, fmt.Sprintf("%s-%d", name, i), school, name) })
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			lost++
			continue
		}
		answered = append(answered, out[i])
	}
	if lost > 0 {
		fmt.Fprintf(os.Stderr, "  %s: %d not answered, such as: %v\n", name, lost, firstOf(errs))
	}
	return answered, lost
}

func firstOf(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

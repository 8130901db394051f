package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	recipients  = 10
	drillQueue  = 50_000
	slowSinks   = 10
	webhookFor  = 20 * time.Second
	probeEvery  = 20 * time.Millisecond
	stormOutSQL = 5.0 // seconds, SQLite
	stormOutPG  = 4.0 // seconds, PostgreSQL
)

// benchAlarm measures what follows a press: the messages that leave, the steps
// that are called, the terminals that are missed.
func benchAlarm(ctx context.Context, r *report, database string) error {
	s, err := newServer(ctx, database, citySchools)
	if err != nil {
		return err
	}
	defer s.close()
	if _, err := s.start(ctx); err != nil {
		return err
	}
	b, err := newRoom(ctx, r, s)
	if err != nil {
		return err
	}
	defer b.sink.close()
	for _, part := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"floor", func(ctx context.Context) error { return floorSteady(ctx, r, database, s) }},
		{"terminals", b.terminals},
		{"webhooks", b.webhooks},
		{"steps", b.steps},
		{"storm", func(ctx context.Context) error { return b.storm(ctx, "", stormBar(database)) }},
		{"load", b.stepsUnderLoad},
		{"drills", func(ctx context.Context) error {
			if err := b.queueDrills(ctx); err != nil {
				return err
			}
			return b.storm(ctx, fmt.Sprintf(", %d drill notifications in front", drillQueue), stormBar(database))
		}},
		{"kill", b.stepsAfterKill},
	} {
		if !r.wanted(part.name) {
			continue
		}
		if err := part.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

func stormBar(database string) float64 {
	if database == "postgres" {
		return stormOutPG
	}
	return stormOutSQL
}

// room is the city with a duty room: ten people who are called, a webhook that
// is told.
type room struct {
	r                       *report
	s                       *server
	sink                    *sink
	bureau, police, manager *client
	late                    *client // who presses in the middle of a storm
	schools, devices        []string
	path                    string
	rounds                  int
	plans                   int // how many times the plan was changed
}

func newRoom(ctx context.Context, r *report, s *server) (b *room, err error) {
	b = &room{r: r, s: s}
	if b.sink, err = openSink(); err != nil {
		return nil, err
	}
	for login, c := range map[string]**client{"jiaoyuju": &b.bureau, "zhihui": &b.police, "guanli": &b.manager} {
		if *c, err = logIn(ctx, s.addr, login); err != nil {
			return nil, err
		}
	}
	if b.late, err = logIn(ctx, s.addr, "jiaoyuju"); err != nil {
		return nil, err
	}
	if b.schools, err = b.bureau.schools(ctx); err != nil {
		return nil, err
	}
	var me struct {
		Permissions map[string][]string `json:"permissions"`
	}
	if err := b.bureau.get(ctx, "/api/v1/auth/me", &me); err != nil {
		return nil, err
	}
	b.path = me.Permissions["alarm.plan"][0]
	if err := b.manager.send(ctx, http.MethodPatch, "/api/v1/settings/notify.private_networks", map[string]any{"value": "true", "version": 0}, nil); err != nil {
		return nil, err
	}
	if err := b.officers(ctx); err != nil {
		return nil, err
	}
	if err := b.plan(ctx, quiet); err != nil {
		return nil, err
	}
	time.Sleep(3 * time.Second) // until what is remembered of settings and grants is new
	return b, b.endpoint(ctx, "/fast", "real")
}

// send is one act with a JSON body; into may be nil.
func (c *client) send(ctx context.Context, method, path string, body, into any) error {
	text, _ := json.Marshal(body)
	res, err := c.do(ctx, method, path, "", text)
	if err != nil {
		return err
	}
	defer drain(res)
	if res.StatusCode/100 != 2 {
		var p struct {
			Code   string `json:"code"`
			Fields any    `json:"fields"`
		}
		_ = json.NewDecoder(res.Body).Decode(&p)
		return fmt.Errorf("%s %s: %s %s %v", method, path, res.Status, p.Code, p.Fields)
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(res.Body).Decode(into)
}

// officers makes as many officers on duty at the command as are to be called.
func (b *room) officers(ctx context.Context) error {
	var areas struct {
		Items []struct {
			ID   string `json:"id"`
			Path string `json:"path"`
		} `json:"items"`
	}
	if err := b.manager.get(ctx, "/api/v1/areas", &areas); err != nil {
		return err
	}
	i := slices.IndexFunc(areas.Items, func(a struct {
		ID   string `json:"id"`
		Path string `json:"path"`
	}) bool {
		return a.Path == b.path
	})
	if i < 0 {
		return fmt.Errorf("no area at %s", b.path)
	}
	for n := range recipients - 1 { // the demo account is the tenth
		var p struct {
			ID string `json:"id"`
		}
		if err := b.manager.send(ctx, http.MethodPost, "/api/v1/people", map[string]string{"login": fmt.Sprintf("zhiban%d", n), "name": fmt.Sprintf("值班员%d", n)}, &p); err != nil {
			return err
		}
		if err := b.manager.send(ctx, http.MethodPost, "/api/v1/people/"+p.ID+"/grants", map[string]string{"role": "police_command", "areaId": areas.Items[i].ID}, nil); err != nil {
			return err
		}
	}
	return nil
}

// quiet is an interval after which nothing is called again while we measure.
const quiet = 10 * time.Minute

// plan calls the command and the shared addresses at once, and the command again
// after a while.
func (b *room) plan(ctx context.Context, again time.Duration) error {
	posts := []string{"command", "shared"}
	b.plans++
	return b.bureau.send(ctx, http.MethodPut, "/api/v1/alarms/plans", map[string]any{"path": b.path, "level": "emergency", "version": b.plans - 1,
		"steps":   []any{map[string]any{"afterS": 0, "posts": posts}, map[string]any{"afterS": int(again.Seconds()), "posts": []string{"command"}}},
		"repeatS": 3600}, nil)
}

func (b *room) endpoint(ctx context.Context, path, mode string) error {
	return b.bureau.send(ctx, http.MethodPost, "/api/v1/endpoints", map[string]any{"path": b.path, "channel": "webhook", "name": "值班室 " + path,
		"address": "http://" + b.sink.addr + path, "secret": "bench-secret-of-32-characters-00", "modes": []string{mode}, "enabled": true}, nil)
}

// webhooks: press → first outgoing webhook, with nothing else going on.
func (b *room) webhooks(ctx context.Context) error {
	n := int(webhookFor.Seconds()) * perSecond
	presses, err := pace(n, func(i int) (pressed, error) {
		return b.bureau.press(ctx, fmt.Sprintf("webhook-%d", i), b.schools[i%len(b.schools)], "电话")
	})
	if err != nil {
		return err
	}
	out, _ := b.sink.wait(presses, 10*time.Second)
	b.r.most("press → first outgoing webhook, 20/s, p50", quantile(out, .5), "ms", 10)
	b.r.most("press → first outgoing webhook, 20/s, p99", quantile(out, .99), "ms", 40)
	b.r.ratio("of those, p50 to the floor's press → event", "press → first outgoing webhook, 20/s, p50", floorP50)
	b.r.exactly("of those, webhooks", float64(len(out)), "", float64(n))
	return nil
}

// storm presses at every school at once; once all of these are on their way,
// somebody else presses every 20 ms until all webhooks are out.
func (b *room) storm(ctx context.Context, what string, bar float64) error {
	b.rounds++
	d, err := b.police.openDesk(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	over := make(chan struct{})
	var probes []pressed
	var probing sync.WaitGroup
	counted, sent := sentAll(ctx, len(b.schools))
	probing.Go(func() {
		<-sent
		probes = b.probe(ctx, over)
	})
	again := b.sink.again()
	began := time.Now()
	presses, lost := burst(counted, b.bureau, b.schools, fmt.Sprintf("storm%d", b.rounds))
	written := time.Since(began)
	out, last := b.sink.wait(presses, time.Minute)
	close(over)
	probing.Wait()
	name := fmt.Sprintf("%d alarms at once, %d recipients each%s: ", len(b.schools), recipients, what)
	b.r.most(name+"all receipts written", written.Seconds(), "s", bar)
	b.r.most(name+"all webhooks out", last.Sub(began).Seconds(), "s", bar)
	b.r.exactly(name+"webhooks", float64(len(out)), "", float64(len(b.schools)))
	b.r.exactly(name+"presses refused", float64(lost), "", 0)
	if len(presses) > 0 {
		reached, err := b.reached(ctx, presses)
		if err != nil {
			return err
		}
		b.r.exactly(name+"receipts of people, by 50 alarms looked at", reached, "each", recipients)
	}
	hooks, _ := b.sink.wait(probes, time.Minute)
	b.r.exactly(name+"webhooks sent twice", float64(b.sink.again()-again), "", 0)
	d.waitFor(len(probes)+len(presses), 5*time.Second)
	var seen []time.Duration
	d.mu.Lock()
	for _, p := range probes {
		if at, ok := d.heard[p.alarm]; ok {
			seen = append(seen, at.Sub(p.began))
		}
	}
	d.mu.Unlock()
	b.r.plain("presses made during it", float64(len(probes)), "")
	b.r.most("of those, press → desk event, p50"+what, quantile(seen, .5), "ms", 100)
	b.r.most("of those, press → desk event, p99"+what, quantile(seen, .99), "ms", 100)
	b.r.most("of those, press → webhook, p99"+what, quantile(hooks, .99), "ms", 100)
	b.r.exactly("of those, on desk and webhook", float64(min(len(seen), len(hooks))), "", float64(len(probes)))
	return nil
}

// probe presses again and again, by a client of its own.
func (b *room) probe(ctx context.Context, over chan struct{}) []pressed {
	var mu sync.Mutex
	var out []pressed
	var busy sync.WaitGroup
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-over:
			busy.Wait()
			return out
		case <-tick.C:
		}
		busy.Go(func() {
			if p, err := b.late.press(ctx, fmt.Sprintf("probe%d-%d", b.rounds, i), b.schools[(i*7)%len(b.schools)], fmt.Sprintf("途中%d-%d", b.rounds, i)); err == nil {
				mu.Lock()
				out = append(out, p)
				mu.Unlock()
			}
		})
	}
}

// reached is how many people's receipts the fewest of fifty alarms have.
func (b *room) reached(ctx context.Context, presses []pressed) (float64, error) {
	fewest := -1
	for i := range 50 {
		var out struct {
			Items []struct {
				Receipts []struct {
					PersonID string `json:"personId"`
					Shared   bool   `json:"shared"`
				} `json:"receipts"`
			} `json:"items"`
		}
		if err := b.police.get(ctx, "/api/v1/notices/receipts?subjectId="+presses[i*len(presses)/50].alarm, &out); err != nil {
			return 0, err
		}
		people := map[string]bool{}
		for _, sheet := range out.Items {
			for _, x := range sheet.Receipts {
				if !x.Shared {
					people[x.PersonID] = true
				}
			}
		}
		if fewest < 0 || len(people) < fewest {
			fewest = len(people)
		}
	}
	return float64(fewest), nil
}

// queueDrills fills the ordinary lane: drills are called out to ten robots that
// answer after three seconds, so that tens of thousands of messages wait.
func (b *room) queueDrills(ctx context.Context) error {
	for i := range slowSinks {
		if err := b.endpoint(ctx, fmt.Sprintf("/slow/%d", i), "drill"); err != nil {
			return err
		}
	}
	n := drillQueue / slowSinks
	var wg sync.WaitGroup
	slots := make(chan struct{}, 64)
	errs := make([]error, n)
	began := time.Now()
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			errs[i] = b.bureau.send(ctx, http.MethodPost, "/api/v1/alarms", map[string]any{"schoolId": b.schools[i%len(b.schools)],
				"place": fmt.Sprintf("演练%d", i), "mode": "drill"}, nil)
		})
	}
	wg.Wait()
	if err := firstOf(errs); err != nil {
		return fmt.Errorf("drill: %w", err)
	}
	b.sink.mu.Lock()
	sent := b.sink.slow
	b.sink.mu.Unlock()
	b.r.plain("drill notifications waiting in the ordinary lane", float64(n*slowSinks-sent), "")
	b.r.plain("drill alarms raised a second, meanwhile", float64(n)/time.Since(began).Seconds(), "/s")
	return nil
}

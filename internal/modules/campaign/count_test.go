package campaign_test

import (
	"context"
	"flag"
	"net/http"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/campaign"
)

// Whatever happens in whatever order, the counters are what a recount counts, and no
// rate passes 100 %.
func TestCountersEqualARecount(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := begin(t, a)
		class, own := s.own()
		other := s.children(20)
		few(t)
		rapid.Check(t, func(rt *rapid.T) {
			for range rapid.IntRange(1, 4).Draw(rt, "acts") {
				switch rapid.IntRange(0, 3).Draw(rt, "act") {
				case 0:
					s.complete(rapid.SampledFrom(other).Draw(rt, "pupil"), "X-Device", rapid.SampledFrom([]string{"", "a", "b"}).Draw(rt, "device"))
				case 1:
					absent := []string{own[rapid.IntRange(0, len(own)-1).Draw(rt, "absent")].PupilID}
					a.Do(teacher, http.MethodPost, "/api/v1/campaigns/"+s.card.ID+"/classes/"+class+"/hold",
						map[string]any{"everybody": true, "absent": absent, "minutes": 20, "asked": 0, "understood": 0})
				case 2:
					if err := a.Chore(context.Background(), "campaign.sweep"); err != nil {
						rt.Fatal(err)
					}
				default:
					var list struct{ Items []campaign.Flag }
					a.Do(bureau, http.MethodGet, "/api/v1/campaigns/"+s.card.ID+"/flags?state=open", nil).Into(&list)
					if len(list.Items) > 0 {
						f := list.Items[0]
						verb := rapid.SampledFrom([]string{"clear", "confirm"}).Draw(rt, "verb")
						a.Do(bureau, http.MethodPost, "/api/v1/campaigns/"+s.card.ID+"/flags/"+f.ID+"/"+verb, map[string]any{"version": f.Version, "note": "核实"})
					}
				}
			}
			s.recount()
			if n := s.numbers(bureau, "").Row; n.Done > n.Due() || n.Questioned > n.Done {
				rt.Fatalf("%+v", n)
			}
		})
	})
}

// few lets rapid play few games: each is a whole story over HTTP.
func few(t *testing.T) {
	t.Helper()
	checks := flag.Lookup("rapid.checks")
	usual := checks.Value.String()
	_ = checks.Value.Set("6")
	t.Cleanup(func() { _ = checks.Value.Set(usual) })
}

// A page that hangs up while its completion is being written is counted all the same,
// and a thousand at once are each counted once.
func TestTheIntakeCountsEachOnceWhoeverHangsUp(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		s := begin(t, a, func(body map[string]any) {
			body["steps"] = []any{map[string]any{"kind": "learn", "title": "看一看", "minSeconds": 30}}
		})
		pupils := s.children(300)
		tickets := make([]campaign.Started, len(pupils))
		for i, c := range pupils {
			s.learn(c, 0, "start", nil).Into(&tickets[i])
		}
		a.Later(time.Minute)
		var all sync.WaitGroup
		for i, c := range pupils {
			for range 2 { // each sends twice
				all.Go(func() {
					ctx, hangUp := context.WithCancel(context.Background())
					if i%3 == 0 {
						hangUp()
					}
					defer hangUp()
					_, _ = a.Campaigns().Finish(ctx, "Bearer "+c.token, s.card.ID, 0, campaign.Finishing{Ticket: tickets[i].Ticket})
				})
			}
		}
		all.Wait()
		// Whoever hung up asks again; nobody is counted twice for it.
		for i, c := range pupils {
			var done campaign.Finished
			s.learn(c, 0, "finish", map[string]any{"ticket": tickets[i].Ticket}).Into(&done)
			if !done.Done {
				t.Fatalf("%+v", done)
			}
		}
		if n := s.numbers(bureau, "").Row; n.Done != int64(len(pupils)) {
			t.Fatalf("%d counted of %d", n.Done, len(pupils))
		}
		s.recount()
	})
}

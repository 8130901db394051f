package alarm_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/alarm"
)

// reach lets everybody do his verb on the alarm in the same moment, all having
// seen the same version of it.
func reach(a *apptest.App, c alarm.Card, verbs map[string]string) map[string]apptest.Answer {
	for as := range verbs {
		a.Cookies(as)
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	out, now := map[string]apptest.Answer{}, make(chan struct{})
	for as, verb := range verbs {
		all.Go(func() {
			<-now
			r := a.Do(as, http.MethodPost, "/api/v1/alarms/"+c.ID+"/"+verb, map[string]any{"version": c.Version})
			mu.Lock()
			defer mu.Unlock()
			out[as] = r
		})
	}
	close(now)
	all.Wait()
	return out
}

// Two desks accept in the same millisecond: one has it, the other is told who, and
// the alarm was accepted once.
func TestTwoDesksAcceptInTheSameMillisecond(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		won := map[string]int{}
		for i := range 20 {
			c := press(a, guard, "m"+string(rune('a'+i)), map[string]any{"place": "门" + string(rune('a'+i))})
			verbs := map[string]string{police: "accept", station: "accept"}
			if i%2 == 1 {
				verbs[station] = "take" // the key T does the same to one that waits
			}
			got := reach(a, c, verbs)
			d := detail(a, police, c.ID)
			for as, r := range got {
				switch {
				case r.Status == http.StatusOK:
					won[as]++
				case r.Status != http.StatusConflict || r.Code() != "alarm.already_accepted" && r.Code() != "stale_version" || i%2 == 0 && !strings.Contains(string(r.Body), d.Alarm.Desk.Name):
					t.Fatalf("round %d: %s was told %d %s", i, as, r.Status, r.Body)
				}
			}
			taken := 0
			for _, e := range d.Timeline {
				if e.Kind == "accepted" || e.Kind == "taken" {
					taken++
				}
			}
			if won[police]+won[station] != i+1 || taken != 1 || d.Alarm.Owner.ID != d.Alarm.Desk.ID {
				t.Fatalf("round %d: won %v, taken %d times, %+v has it", i, won, taken, d.Alarm.Owner)
			}
		}
		t.Logf("won by %v", won)
	})
}

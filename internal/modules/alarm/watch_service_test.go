package alarm_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/alarm"
)

func look(a *apptest.App, as, id string) (l alarm.Looks) {
	a.Do(as, http.MethodPost, "/api/v1/alarms/"+id+"/look", nil).Into(&l)
	return l
}

// looking is who has the alarm open, as an officer's desk is told it.
func looking(a *apptest.App, id string) []string {
	var got struct{ Items []alarm.Looks }
	a.Do(police, http.MethodGet, "/api/v1/alarms/looks", nil).Into(&got)
	names := []string{}
	for _, l := range got.Items {
		for _, p := range l.People {
			if l.AlarmID == id {
				names = append(names, p.Name)
			}
		}
	}
	return names
}

// Two officers open the same alarm; each sees the other. One closes it, the
// other one's desk dies: within 25 seconds nobody looks any more.
func TestTheDeskSeesWhoElseLooks(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		first := look(a, police, c.ID)
		if len(first.People) != 1 || first.Version != 1 {
			t.Fatalf("alone: %+v", first)
		}
		a.Later(time.Second)
		both := look(a, "paichusuo", c.ID)
		if len(both.People) != 2 || both.People[0] != first.People[0] || both.Version != 2 {
			t.Fatalf("both: %+v", both)
		}
		a.Later(9 * time.Second)
		if again := look(a, police, c.ID); again.Version != 2 || len(again.People) != 2 {
			t.Fatalf("a beat changed the group: %+v", again)
		}
		// The station's desk falls silent.
		a.Later(8 * time.Second)
		look(a, police, c.ID)
		a.Later(7 * time.Second)
		if got := looking(a, c.ID); len(got) != 2 {
			t.Fatalf("after 24 s without a beat only %v look", got)
		}
		a.Later(3 * time.Second)
		if got := looking(a, c.ID); len(got) != 1 || got[0] != first.People[0].Name {
			t.Fatalf("after 27 s without a beat %v look", got)
		}
		if r := a.Do(police, http.MethodDelete, "/api/v1/alarms/"+c.ID+"/look", nil); r.Status != http.StatusNoContent {
			t.Fatalf("looking away: %d %s", r.Status, r.Body)
		}
		if got := looking(a, c.ID); len(got) != 0 {
			t.Fatalf("%v still look", got)
		}
	})
}

// A machine whose clock is set neither throws out who looks nor keeps who is
// gone.
func TestASetClockDoesNotTouchWhoLooks(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		look(a, police, c.ID)
		a.Clock.Jump(time.Hour)
		a.Later(10 * time.Second)
		if got := looking(a, c.ID); len(got) != 1 {
			t.Fatalf("an hour's jump ahead left %v", got)
		}
		a.Clock.Jump(-2 * time.Hour)
		a.Later(17 * time.Second)
		if got := looking(a, c.ID); len(got) != 0 {
			t.Fatalf("a jump back keeps %v", got)
		}
	})
}

// The bureau's duty officer may look, and is seen to; who else looks is for
// those who take alarms in hand. Nobody looks at what he may not see.
func TestWhoMayKnowWhoLooks(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		c := press(a, guard, "p1", nil)
		look(a, bureau, c.ID)
		if got := looking(a, c.ID); len(got) != 1 {
			t.Fatalf("%v", got)
		}
		for _, k := range []struct{ as, method, path, code string }{
			{bureau, "GET", "/api/v1/alarms/looks", "forbidden"},
			{auditor, "POST", "/api/v1/alarms/" + c.ID + "/look", "alarm.not_found"},
			{auditor, "DELETE", "/api/v1/alarms/" + c.ID + "/look", "alarm.not_found"},
			{apptest.Guest, "POST", "/api/v1/alarms/" + c.ID + "/look", "unauthorized"},
			{police, "POST", "/api/v1/alarms/alm_x/look", "alarm.not_found"},
			{auditor, "GET", "/api/v1/alarms/today", "forbidden"},
			{auditor, "GET", "/api/v1/alarms/stations", "forbidden"},
		} {
			if got := a.Do(k.as, k.method, k.path, nil).Code(); got != k.code {
				t.Errorf("%s %s as %q: %q, want %q", k.method, k.path, k.as, got, k.code)
			}
		}
	})
}

// The figures of the day: what was pressed, how fast it was taken, and the drill
// apart from it.
func TestTheFiguresOfTheDay(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		one := press(a, guard, "p1", map[string]any{"place": "南门"})
		press(a, guard, "p2", map[string]any{"place": "北门"})
		a.Later(12 * time.Second)
		act(a, police, &one, "accept", nil)
		a.Later(48 * time.Second)
		act(a, police, &one, "arrive", nil)
		var got alarm.Today
		a.Do(bureau, http.MethodGet, "/api/v1/alarms/today", nil).Into(&got)
		if got.Pressed != 2 || got.Waiting != 1 || got.InHand != 1 || got.Practice != 0 {
			t.Fatalf("%+v", got)
		}
		if got.Accept != (alarm.Median{Ms: 12_000, Of: 1, Due: 2}) || got.Arrive != (alarm.Median{Ms: 60_000, Of: 1, Due: 2}) {
			t.Fatalf("%+v", got)
		}
		a.Later(24 * time.Hour)
		a.Forget(police)
		a.Do(police, http.MethodGet, "/api/v1/alarms/today", nil).Into(&got)
		if got.Pressed != 0 || got.Waiting != 1 {
			t.Fatalf("the next day: %+v", got)
		}
	})
}

// A station's officer finds his own station marked, with the schools it answers
// for, and no station outside his area.
func TestTheStationsOfAnArea(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		var all, own struct{ Items []alarm.Station }
		a.Do(police, http.MethodGet, "/api/v1/alarms/stations", nil).Into(&all)
		a.Do("paichusuo", http.MethodGet, "/api/v1/alarms/stations", nil).Into(&own)
		if len(all.Items) < len(own.Items) || len(own.Items) == 0 {
			t.Fatalf("%d stations in the city, %d in the county", len(all.Items), len(own.Items))
		}
		schools := 0
		for _, st := range all.Items {
			schools += len(st.Schools)
			if st.Mine {
				t.Errorf("the command room belongs to %s", st.Name)
			}
		}
		if schools != apptest.Schools {
			t.Errorf("%d of %d schools have a station", schools, apptest.Schools)
		}
		var mine []string
		for _, st := range own.Items {
			if st.Mine {
				mine = append(mine, st.Name)
			}
		}
		if len(mine) != 1 || !strings.Contains(mine[0], "派出所") {
			t.Fatalf("own stations: %v", mine)
		}
	})
}

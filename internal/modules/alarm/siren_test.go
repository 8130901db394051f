package alarm_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/alarm"
)

// siren is the siren of a duty room, paired and its page open.
func siren(t *testing.T, a *apptest.App, body map[string]any) *terminal {
	t.Helper()
	body["name"], body["kind"] = "值班室警笛", "siren"
	var d struct{ ID, Code string }
	a.Do("jiaoyuju", http.MethodPost, "/api/v1/devices", body).Into(&d)
	r := a.Do(apptest.Guest, http.MethodPost, "/api/v1/auth/device/pair", map[string]string{"code": d.Code})
	cookie, _, _ := strings.Cut(r.Header.Get("Set-Cookie"), ";")
	x := &terminal{a, d.ID, cookie}
	if r := x.ask(http.MethodPost, "/api/v1/sirens/on", nil); r.Status != http.StatusNoContent {
		t.Fatalf("on: %d %s", r.Status, r.Body)
	}
	return x
}

func (d *terminal) ask(method, path string, body any) apptest.Answer {
	return d.a.Do(apptest.Guest, method, path, body, "Cookie", d.cookie)
}

func (d *terminal) room() (room alarm.SirenRoom) {
	d.ask(http.MethodGet, "/api/v1/sirens/alarms", nil).Into(&room)
	return room
}

// agencyOf finds the first agency of a kind.
func agencyOf(t *testing.T, a *apptest.App, kind string) string {
	t.Helper()
	var out struct {
		Items []struct{ ID, Name string }
	}
	a.Do("jiaoyuju", http.MethodGet, "/api/v1/agencies?kind="+kind, nil).Into(&out)
	if len(out.Items) == 0 {
		t.Fatalf("no %s in the city", kind)
	}
	return out.Items[0].ID
}

// The siren of the police shows what is pressed at once and until it is over, to
// whoever comes by: where and what, who answers for it, and nobody who pressed.
// The ledger knows that it rang. It can do nothing but that.
func TestTheSirenOfADutyRoom(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		command := siren(t, a, map[string]any{"agencyId": agencyOf(t, a, "police_command")})
		if r := command.room(); len(r.Items) != 0 || r.Place == "" || r.Name != "值班室警笛" {
			t.Fatalf("before: %+v", r)
		}
		pressed := press(a, guard, "silent-1", map[string]any{"silent": true})
		answer := command.ask(http.MethodGet, "/api/v1/sirens/alarms", nil)
		var room alarm.SirenRoom
		answer.Into(&room)
		if len(room.Items) != 1 {
			t.Fatalf("%s", answer.Body)
		}
		it := room.Items[0]
		if it.ID != pressed.ID || it.State != alarm.Waiting || it.School == "" || it.Owner == nil || len(it.Acks) != 3 || !it.Silent || it.Hush {
			t.Fatalf("%+v", it)
		}
		if name := pressed.Presser.Name; name == "" || strings.Contains(string(answer.Body), name) {
			t.Fatalf("it says that %q pressed: %s", name, answer.Body)
		}

		if r := command.ask(http.MethodPost, "/api/v1/sirens/rang", map[string]any{"subjectIds": []string{pressed.ID}}); r.Status != http.StatusNoContent {
			t.Fatalf("rang: %d %s", r.Status, r.Body)
		}
		var ledger struct {
			Items []struct {
				Receipts []struct{ Channel, Name, State string }
			}
		}
		a.Do(police, http.MethodGet, "/api/v1/notices/receipts?subjectId="+pressed.ID, nil).Into(&ledger)
		rang := 0
		for _, m := range ledger.Items {
			for _, r := range m.Receipts {
				if r.Channel == "siren" && r.State == "delivered" && r.Name == "值班室警笛" {
					rang++
				}
			}
		}
		if rang != 1 {
			t.Fatalf("the ledger: %+v", ledger)
		}

		for what, r := range map[string]apptest.Answer{
			"press":  command.ask(http.MethodPost, "/api/v1/alarms", map[string]any{}),
			"list":   command.ask(http.MethodGet, "/api/v1/alarms", nil),
			"people": command.ask(http.MethodGet, "/api/v1/people", nil),
		} {
			if r.Status != http.StatusForbidden {
				t.Errorf("%s: %d %s", what, r.Status, r.Body)
			}
		}
		// The alarm itself is not there for it: neither its story nor any act.
		for what, r := range map[string]apptest.Answer{
			"story":  command.ask(http.MethodGet, "/api/v1/alarms/"+pressed.ID, nil),
			"accept": command.ask(http.MethodPost, "/api/v1/alarms/"+pressed.ID+"/accept", map[string]any{"version": it.Version}),
		} {
			if r.Status != http.StatusNotFound {
				t.Errorf("%s: %d %s", what, r.Status, r.Body)
			}
		}
		if r := a.Do(police, http.MethodGet, "/api/v1/sirens/alarms", nil); r.Status != http.StatusUnauthorized {
			t.Errorf("a desk that asks as a siren: %d %s", r.Status, r.Body)
		}
	})
}

// A silent alarm is shown and not heard at the school itself, where whoever is to
// be feared would hear it; a siren elsewhere shows nothing of it.
func TestASilentAlarmIsNotHeardAtItsSchool(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		var schools struct{ Items []struct{ ID string } }
		a.Do("jiaoyuju", http.MethodGet, "/api/v1/schools?limit=5", nil).Into(&schools)
		pressed := press(a, guard, "silent-1", map[string]any{"silent": true})
		seen := 0
		for _, school := range schools.Items {
			for _, it := range siren(t, a, map[string]any{"schoolId": school.ID}).room().Items {
				if seen++; it.ID != pressed.ID || school.ID != pressed.School.ID || !it.Hush {
					t.Errorf("at %s: %+v", school.ID, it)
				}
			}
		}
		if seen != 1 {
			t.Fatalf("shown at %d schools", seen)
		}
	})
}

// A siren that falls silent is missed like a terminal at a gate.
func TestALostSirenIsSeenByTheDesk(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		command := siren(t, a, map[string]any{"agencyId": agencyOf(t, a, "police_command")})
		command.beat(nil)
		a.Later(18 * time.Second)
		list := missing(a, police)
		if len(list) != 1 || list[0].ID != command.id || list[0].Kind != "siren" || list[0].School == "" || list[0].SchoolID != "" {
			t.Fatalf("the desk sees %+v", list)
		}
	})
}

package alarm_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/modules/alarm"
)

// terminal is an enrolled device that says it is there.
type terminal struct {
	a      *apptest.App
	id     string
	cookie string
}

func enrol(t *testing.T, a *apptest.App, kind string) *terminal {
	t.Helper()
	var schools struct {
		Schools []struct {
			ID string `json:"id"`
		} `json:"schools"`
	}
	a.Do(guard, http.MethodGet, "/api/v1/alarms/context", nil).Into(&schools)
	var d struct{ ID, Code string }
	a.Do("anquan", http.MethodPost, "/api/v1/devices", map[string]string{"name": "东门终端", "kind": kind, "schoolId": schools.Schools[0].ID}).Into(&d)
	r := a.Do(apptest.Guest, http.MethodPost, "/api/v1/auth/device/pair", map[string]string{"code": d.Code})
	cookie, _, _ := strings.Cut(r.Header.Get("Set-Cookie"), ";")
	if r.Status != http.StatusOK || !strings.HasPrefix(cookie, "huxue_device=") {
		t.Fatalf("pair: %d %s %q", r.Status, r.Body, cookie)
	}
	return &terminal{a, d.ID, cookie}
}

func (d *terminal) beat(body any) apptest.Answer {
	return d.a.Do(apptest.Guest, http.MethodPost, "/api/v1/terminals/beat", body, "Cookie", d.cookie)
}

// beats is heard every three seconds for so long; the n-th beat may get lost.
func (d *terminal) beats(during time.Duration, lost func(n int) bool) {
	for n := range int(during / (3 * time.Second)) {
		if lost == nil || !lost(n) {
			d.beat(nil)
		}
		d.a.Later(3 * time.Second)
	}
}

func missing(a *apptest.App, as string) (list []alarm.Terminal) {
	var out struct{ Items []alarm.Terminal }
	a.Do(as, http.MethodGet, "/api/v1/terminals?missing=true", nil).Into(&out)
	return out.Items
}

// The cable of a gate terminal is pulled: within twenty seconds of its last beat
// the desk sees which, where, since when and whom to call. Plugged in again, it
// is gone from the desk at once. Nobody elsewhere hears of it.
func TestALostTerminalIsSeenByTheDesk(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		d := enrol(t, a, "gate")
		var answer struct {
			NextMs int64 `json:"nextMs"`
		}
		d.beat(map[string]any{"battery": 71}).Into(&answer)
		if answer.NextMs != 3000 {
			t.Fatalf("it is to be heard again after %d ms", answer.NextMs)
		}
		d.beats(time.Minute, nil)
		if list := missing(a, police); len(list) != 0 {
			t.Fatalf("missing while it is heard: %+v", list)
		}
		d.beat(nil)
		last := a.Clock.Now()
		a.Later(16 * time.Second)
		if list := missing(a, police); len(list) != 0 {
			t.Fatalf("lost after 16 s: %+v", list)
		}
		a.Later(2 * time.Second)
		list := missing(a, police)
		if len(list) != 1 || list[0].ID != d.id || list[0].State != alarm.TerminalLost || list[0].School == "" || list[0].Phone == "" {
			t.Fatalf("the desk sees %+v", list)
		}
		if got := list[0]; got.SeenAt != last.UnixMilli() || got.Battery != 71 || got.Since-got.SeenAt > 18_000 {
			t.Fatalf("since when: %+v, last heard %d", got, last.UnixMilli())
		}
		if list := missing(a, "xianju"); len(list) != 1 {
			t.Fatalf("the county's duty sees %+v", list)
		}
		if r := a.Do("shijian", http.MethodGet, "/api/v1/terminals?missing=true", nil); r.Status != http.StatusForbidden {
			t.Fatalf("the market office: %d", r.Status)
		}
		d.beat(nil)
		a.Later(time.Second)
		if list := missing(a, police); len(list) != 0 {
			t.Fatalf("still missing though it is back: %+v", list)
		}
	})
}

// Four beats in a row get lost on the way, again and again, and a time server
// sets the machine's clock an hour ahead and two back: nothing is lost.
func TestATerminalThatIsBarelyHeardIsNotLost(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		d := enrol(t, a, "gate")
		d.beats(time.Minute, func(n int) bool { return n%5 != 0 })
		a.Clock.Jump(time.Hour)
		d.beats(15*time.Second, func(n int) bool { return n%5 != 0 })
		a.Clock.Jump(-2 * time.Hour)
		d.beats(15*time.Second, func(n int) bool { return n%5 != 0 })
		if list := missing(a, police); len(list) != 0 {
			t.Fatalf("missing: %+v", list)
		}
		var out struct{ Items []alarm.Terminal }
		a.Do("anquan", http.MethodGet, "/api/v1/terminals?ids="+d.id, nil).Into(&out)
		if len(out.Items) != 1 || out.Items[0].State != alarm.TerminalOn || out.Items[0].Version != 1 {
			t.Fatalf("it has changed state meanwhile: %+v", out.Items)
		}
	})
}

// Who closes the page of a gate terminal is told apart from a cut cable: the desk
// sees it as closed. A duty phone that is put away is nobody's trouble.
func TestAClosedTerminalIsOffAndNotLost(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		gate, phone := enrol(t, a, "gate"), enrol(t, a, "phone")
		for _, d := range []*terminal{gate, phone} {
			d.beat(nil)
			a.Later(time.Second)
			d.beat(map[string]any{"bye": true})
		}
		a.Later(18 * time.Second)
		list := missing(a, police)
		if len(list) != 1 || list[0].ID != gate.id || list[0].State != alarm.TerminalOff {
			t.Fatalf("the desk sees %+v", list)
		}
		if r := gate.a.Do(guard, http.MethodPost, "/api/v1/terminals/beat", nil); r.Code() != "alarm.not_a_terminal" {
			t.Fatalf("a browser that is no terminal: %d %s", r.Status, r.Body)
		}
	})
}

// A whole county loses its line: every terminal is seen to be lost, none twice.
func TestManyTerminalsAreLostAtOnce(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		const many = 30
		all := make([]*terminal, many)
		for i := range all {
			all[i] = enrol(t, a, "gate")
			all[i].beat(nil)
		}
		a.Later(20 * time.Second)
		list := missing(a, police)
		seen := map[string]bool{}
		for _, x := range list {
			seen[x.ID] = true
		}
		if len(seen) != many || len(list) != many {
			t.Fatalf("%d terminals listed, %d of them different", len(list), len(seen))
		}
	})
}

package video_test

import (
	"bytes"
	"net/http"
	"slices"
	"testing"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/modules/video"
	"huxue/internal/simulate"
)

// yesterday is a moment of the day before, by the city's clock.
func (g *story) yesterday(hour int) time.Time {
	y, m, d := g.Clock.Now().In(gb28181.China).AddDate(0, 0, -1).Date()
	return time.Date(y, m, d, hour, 0, 0, 0, gb28181.China)
}

func (g *story) view(as, viewID string) (v video.View) {
	g.Do(as, http.MethodGet, "/api/v1/video/views/"+viewID, nil).Into(&v)
	return v
}

// replay looks at the gate's recording and waits until it plays.
func (g *story) replay(from time.Time) (v video.View) {
	g.t.Helper()
	r := g.Do(desk, http.MethodPost, "/api/v1/video/cameras/"+g.cameras[0].ID+"/replays", map[string]any{"reason": "核实昨日放学情况", "from": from.UnixMilli()})
	if r.Status != http.StatusCreated {
		g.t.Fatalf("%d %s", r.Status, r.Body)
	}
	r.Into(&v)
	g.until("it plays", func() bool { return g.view(desk, v.ID).State == "playing" })
	return v
}

func (g *story) steer(viewID string, body map[string]any) (v video.View) {
	g.t.Helper()
	r := g.Do(desk, http.MethodPost, "/api/v1/video/views/"+viewID+"/steer", body)
	if r.Status != http.StatusOK {
		g.t.Fatalf("%v: %d %s", body, r.Status, r.Body)
	}
	r.Into(&v)
	return v
}

func TestARecorderSaysWhatItHasOfADay(t *testing.T) {
	tell(t, func(g *story) {
		t := g.t
		path := "/api/v1/video/cameras/" + g.cameras[0].ID + "/recordings?day="
		day := g.yesterday(0)
		var list struct{ Items []video.Stretch }
		g.Do(desk, http.MethodGet, path+day.Format(time.DateOnly), nil).Into(&list)
		want := []video.Stretch{{From: day.UnixMilli(), To: day.Add(2 * time.Hour).UnixMilli()}, {From: day.Add(3 * time.Hour).UnixMilli(), To: day.Add(24 * time.Hour).UnixMilli()}}
		if !slices.Equal(list.Items, want) {
			t.Fatalf("%+v", list.Items)
		}
		g.Do(desk, http.MethodGet, path+day.AddDate(0, 0, -60).Format(time.DateOnly), nil).Into(&list)
		if len(list.Items) != 0 {
			t.Fatalf("of two months ago: %+v", list.Items)
		}
		g.refused(g.Do(desk, http.MethodGet, path+day.AddDate(0, 0, 3).Format(time.DateOnly), nil), "video.day_wrong")
		g.refused(g.Do(guard, http.MethodGet, path+day.Format(time.DateOnly), nil), "forbidden")
		// A camera whose recorder was never heard.
		c := g.register(simulate.ChannelCode("14090200001180000009", 1), "")
		g.refused(g.Do(desk, http.MethodGet, "/api/v1/video/cameras/"+c+"/recordings?day="+day.Format(time.DateOnly), nil), "video.recorder_away")
	})
}

func TestARecordingIsLookedAt(t *testing.T) {
	tell(t, func(g *story) {
		t := g.t
		at := g.yesterday(8)
		open := "/api/v1/video/cameras/" + g.cameras[0].ID + "/replays"
		g.refused(g.Do(guard, http.MethodPost, open, map[string]any{"reason": "看看", "from": at.UnixMilli()}), "forbidden")
		g.refused(g.Do(desk, http.MethodPost, open, map[string]any{"from": at.UnixMilli()}), "video.reason_needed")
		g.refused(g.Do(desk, http.MethodPost, open, map[string]any{"reason": "看看", "from": at.AddDate(0, 0, 4).UnixMilli()}), "video.time_wrong")
		if n := g.audited("video.replay"); n != 0 {
			t.Fatal("refused looks in the book", n)
		}
		v := g.replay(at)
		one := "/api/v1/video/views/" + v.ID
		g.refused(g.Do("jiaoyuju", http.MethodGet, one+"/live.mp4", nil), "video.view_not_found")
		pictures := make(chan []byte, 1)
		go func() { pictures <- g.Do(desk, http.MethodGet, one+"/live.mp4", nil).Body }()
		near := func(want time.Time, off time.Duration) func() bool {
			return func() bool {
				now := time.UnixMilli(g.view(desk, v.ID).At)
				return now.After(want.Add(500*time.Millisecond)) && now.Before(want.Add(off))
			}
		}
		g.until("it begins where it was asked for", near(at, 5*time.Second))

		// It stands still, and stays where it is.
		if v := g.steer(v.ID, map[string]any{"do": "pause"}); !v.Paused {
			t.Fatalf("%+v", v)
		}
		time.Sleep(100 * time.Millisecond) // what was on its way
		stood := g.view(desk, v.ID).At
		time.Sleep(300 * time.Millisecond)
		if now := g.view(desk, v.ID); now.At != stood || now.State != "playing" {
			t.Fatalf("it went on for %d ms: %+v", now.At-stood, now)
		}
		// Four times as fast, by the clock on the wall.
		g.steer(v.ID, map[string]any{"do": "speed", "speed": 4})
		began, from := time.Now(), g.view(desk, v.ID).At
		g.until("twelve seconds of the past", func() bool { return g.view(desk, v.ID).At-from > 12_000 })
		if took := time.Since(began); took < 2*time.Second || took > 6*time.Second {
			t.Errorf("twelve seconds took %v", took)
		}
		g.steer(v.ID, map[string]any{"do": "speed", "speed": 1})
		// On, and back before the beginning of the call.
		called := g.sim.Calls.Load()
		g.steer(v.ID, map[string]any{"do": "seek", "at": at.Add(time.Hour).UnixMilli()})
		g.until("an hour on", near(at.Add(time.Hour), 5*time.Second))
		if g.sim.Calls.Load() != called {
			t.Error("the call that is up can jump")
		}
		g.steer(v.ID, map[string]any{"do": "seek", "at": at.Add(-time.Hour).UnixMilli()})
		g.until("an hour back", near(at.Add(-time.Hour), 5*time.Second))
		if g.sim.Calls.Load() != called+1 {
			t.Error("it was called anew", g.sim.Calls.Load()-called)
		}
		g.until("the older call is hung up", func() bool { return g.sim.Sending() == 1 })
		g.refused(g.Do(desk, http.MethodPost, one+"/steer", map[string]any{"do": "seek", "at": at.AddDate(0, 0, -1).UnixMilli()}), "video.time_wrong")

		if r := g.Do(desk, http.MethodDelete, one, nil); r.Status != http.StatusNoContent {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		g.until("hung up", func() bool { return g.sim.Sending() == 0 })
		if body := <-pictures; !bytes.Contains(body, []byte("moov")) || bytes.Count(body, []byte("moof")) < 50 {
			t.Fatalf("no picture in %d bytes", len(body))
		}
		list := views(g, desk)
		if len(list) != 1 || list[0].Kind != video.Replay || list[0].FromAt > at.Add(-time.Hour+time.Second).UnixMilli() || list[0].ToAt < at.Add(time.Hour).UnixMilli() || list[0].FirstMs == 0 {
			t.Fatalf("%+v", list)
		}
		if n := g.audited("video.replay"); n != 1 {
			t.Fatal("lines in the book", n)
		}
	})
}

func TestARecordingComesToItsEnd(t *testing.T) {
	tell(t, func(g *story) {
		v := g.replay(g.yesterday(23).Add(59*time.Minute + 57*time.Second))
		g.until("its end", func() bool { return g.view(desk, v.ID).State == "ended" })
		g.until("hung up", func() bool { return g.sim.Sending() == 0 })
		g.refused(g.Do(desk, http.MethodPost, "/api/v1/video/views/"+v.ID+"/steer", map[string]any{"do": "pause"}), "video.steer_refused")
		g.steer(v.ID, map[string]any{"do": "seek", "at": g.yesterday(9).UnixMilli()})
		g.until("it plays again", func() bool { return g.view(desk, v.ID).State == "playing" && g.sim.Sending() == 1 })
		// Nothing was recorded then.
		r := g.Do(desk, http.MethodPost, "/api/v1/video/cameras/"+g.cameras[0].ID+"/replays", map[string]any{"reason": "核实昨日情况", "from": g.Clock.Now().AddDate(0, 0, -100).UnixMilli()})
		r.Into(&v)
		g.until("it says that there is none", func() bool { v = g.view(desk, v.ID); return v.State == "failed" && v.Why == "none" })
	})
}

func TestACameraIsTurnedAndAlwaysStands(t *testing.T) {
	tell(t, func(g *story) {
		t := g.t
		camera := g.cameras[0]
		turned := func() []gb28181.Move { return g.sim.Turned(camera.Code) }
		stands := func() bool { m := turned(); return len(m) > 0 && m[len(m)-1].Still() }
		look := func(as string) string {
			var v video.View
			g.Do(as, http.MethodPost, "/api/v1/video/cameras/"+camera.ID+"/views", map[string]any{"reason": "上下学时段看护"}).Into(&v)
			return v.ID
		}
		turn := func(as, viewID string, n, pan, zoom int) int {
			return g.Do(as, http.MethodPut, "/api/v1/video/views/"+viewID+"/motion", map[string]any{"n": n, "pan": pan, "tilt": 0, "zoom": zoom, "speed": 2}).Status
		}
		id := look(desk)
		if s := turn(desk, id, 1, 1, 0); s != http.StatusNoContent {
			t.Fatal(s)
		}
		for range 3 { // the button is held
			turn(desk, id, len(turned())+1, 1, 0)
		}
		if s := turn(desk, id, 50, 0, 0); s != http.StatusNoContent {
			t.Fatal(s)
		}
		g.until("it stands", stands)
		if m := turned(); len(m) != 2 || m[0].Pan != 1 || m[0].PanSpeed == 0 {
			t.Fatalf("%+v", m)
		}
		turn(desk, id, 49, 1, 0) // overtaken on the way
		if m := turned(); len(m) != 2 {
			t.Fatalf("%+v", m)
		}
		// Nobody says stop: it stops all the same.
		turn(desk, id, 51, 0, 1)
		if stands() {
			t.Fatal("it should zoom")
		}
		g.until("it stands by itself", stands)
		// The look ends while it turns.
		turn(desk, id, 52, -1, 0)
		g.Do(desk, http.MethodDelete, "/api/v1/video/views/"+id, nil)
		g.until("it stands after the look", stands)
		if n := g.audited("video.turn"); n != 1 {
			t.Fatal("lines in the book", n)
		}
		if list := views(g, desk); !list[0].Turned {
			t.Fatalf("%+v", list[0])
		}
		// The safety officer looks and may not turn.
		mine := look("anquan")
		if mine == "" {
			t.Fatal("no look")
		}
		if s := turn("anquan", mine, 1, 1, 0); s != http.StatusForbidden {
			t.Fatal(s)
		}
		v := g.replay(g.yesterday(8))
		g.refused(g.Do(desk, http.MethodPut, "/api/v1/video/views/"+v.ID+"/motion", map[string]any{"n": 1, "pan": 1, "tilt": 0, "zoom": 0, "speed": 1}), "video.not_live")
	})
}

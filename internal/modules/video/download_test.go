package video_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"
	"time"

	"huxue/internal/modules/video"
)

func (g *story) fetch(from time.Time, length time.Duration) (k video.Download) {
	g.t.Helper()
	r := g.Do(desk, http.MethodPost, "/api/v1/video/cameras/"+g.cameras[0].ID+"/downloads",
		map[string]any{"reason": "调取昨日放学录像", "from": from.UnixMilli(), "to": from.Add(length).UnixMilli()})
	if r.Status != http.StatusCreated {
		g.t.Fatalf("%d %s", r.Status, r.Body)
	}
	r.Into(&k)
	return k
}

func (g *story) fetched(as, query string) []video.Download {
	var list struct{ Items []video.Download }
	g.Do(as, http.MethodGet, "/api/v1/video/downloads"+query, nil).Into(&list)
	return list.Items
}

// A stretch is handed over faster than it plays, hashed, to the one who asked for it and
// to nobody else, and goes when it has been kept long enough.
func TestAStretchOfARecordingIsHandedOver(t *testing.T) {
	tell(t, func(g *story) {
		t := g.t
		at := g.yesterday(16)
		path := "/api/v1/video/cameras/" + g.cameras[0].ID + "/downloads"
		ask := func(as string, body map[string]any) string { return g.Do(as, http.MethodPost, path, body).Code() }
		for _, c := range []struct {
			as, want string
			body     map[string]any
		}{
			{guard, "forbidden", map[string]any{"reason": "看看", "from": at.UnixMilli(), "to": at.Add(time.Minute).UnixMilli()}},
			{desk, "video.reason_needed", map[string]any{"from": at.UnixMilli(), "to": at.Add(time.Minute).UnixMilli()}},
			{desk, "video.download_too_long", map[string]any{"reason": "看看", "from": at.UnixMilli(), "to": at.Add(31 * time.Minute).UnixMilli()}},
			{desk, "video.time_wrong", map[string]any{"reason": "看看", "from": at.UnixMilli(), "to": at.UnixMilli()}},
		} {
			if got := ask(c.as, c.body); got != c.want {
				t.Errorf("%s %v: %s", c.as, c.body, got)
			}
		}
		if n := g.audited("video.download"); n != 0 {
			t.Fatal("refused ones in the book", n)
		}
		began := time.Now()
		k := g.fetch(at, 16*time.Second)
		g.until("it is kept", func() bool { k = g.fetched(desk, "?camera="+g.cameras[0].ID)[0]; return k.State != video.Fetching })
		if k.State != video.Kept || k.GotMs < 15_500 || k.GotMs > 16_000 || !k.Mine {
			t.Fatalf("%+v", k)
		}
		if took := time.Since(began); took > 12*time.Second {
			t.Errorf("sixteen seconds took %v", took)
		}
		g.until("hung up", func() bool { return g.sim.Sending() == 0 })
		file := "/api/v1/video/downloads/" + k.ID + "/file"
		r := g.Do(desk, http.MethodGet, file, nil)
		if sum := sha256.Sum256(r.Body); hex.EncodeToString(sum[:]) != k.SHA256 || int64(len(r.Body)) != k.Size || !bytes.Contains(r.Body, []byte("moof")) {
			t.Fatalf("%d bytes of %+v", len(r.Body), k)
		}
		for _, action := range []string{"video.download", "video.hand"} {
			if n := g.audited(action); n != 1 {
				t.Error(action, n)
			}
		}
		// Others read that it was fetched, not what.
		g.refused(g.Do("jiaoyuju", http.MethodGet, file, nil), "video.download_not_found")
		if n := len(g.fetched("jiaoyuju", "")); n != 0 {
			t.Error("of his own", n)
		}
		if list := g.fetched("jiaoyuju", "?all=true"); len(list) != 1 || list[0].Mine || list[0].Reason != "调取昨日放学录像" {
			t.Errorf("%+v", list)
		}
		g.Later(31 * 24 * time.Hour)
		if err := g.Chore(g.ctx, "video.forget"); err != nil {
			t.Fatal(err)
		}
		g.Forget(desk)
		if k = g.fetched(desk, "")[0]; k.State != video.Expired {
			t.Fatalf("%+v", k)
		}
		g.refused(g.Do(desk, http.MethodGet, file, nil), "video.download_not_found")
	})
}

// What a stop of the server cuts off is not for ever under way.
func TestAStopEndsWhatIsFetched(t *testing.T) {
	tell(t, func(g *story) {
		g.sim.Slow.Store(true)
		g.fetch(g.yesterday(10), 20*time.Minute)
		g.until("it comes", func() bool { return g.fetched(desk, "")[0].GotMs > 500 })
		g.stop()
		g.until("it is written down", func() bool {
			k := g.fetched(desk, "")[0]
			return k.State == video.Failed && k.Why == "stopped"
		})
	})
}

// A device that only plays is let play.
func TestADeviceThatCannotHurryPlaysIt(t *testing.T) {
	tell(t, func(g *story) {
		t := g.t
		g.sim.Slow.Store(true)
		k := g.fetch(g.yesterday(16), 4*time.Second)
		g.until("it is kept", func() bool { k = g.fetched(desk, "")[0]; return k.State != video.Fetching })
		if k.State != video.Kept || k.GotMs < 3_500 {
			t.Fatalf("%+v", k)
		}
		// One that sends nothing, and what there is not.
		k = g.fetch(g.Clock.Now().AddDate(0, 0, -100), time.Minute)
		g.until("there is none", func() bool { k = g.fetched(desk, "")[0]; return k.State == video.Failed && k.Why == "none" })
		// It is given up while it comes; a third one at once is too many.
		k = g.fetch(g.yesterday(10), 20*time.Minute)
		g.fetch(g.yesterday(11), 20*time.Minute)
		g.refused(g.Do(desk, http.MethodPost, "/api/v1/video/cameras/"+g.cameras[0].ID+"/downloads",
			map[string]any{"reason": "再来一段", "from": g.yesterday(12).UnixMilli(), "to": g.yesterday(13).Add(-45 * time.Minute).UnixMilli()}), "video.too_many_downloads")
		g.until("it comes", func() bool { return g.fetched(desk, "")[1].GotMs > 500 })
		for _, k := range g.fetched(desk, "")[:2] {
			if r := g.Do(desk, http.MethodDelete, "/api/v1/video/downloads/"+k.ID, nil); r.Status != http.StatusNoContent {
				t.Fatalf("%d %s", r.Status, r.Body)
			}
		}
		g.until("they are given up", func() bool {
			list := g.fetched(desk, "")
			return list[0].State == video.Failed && list[0].Why == "stopped" && list[1].Why == "stopped"
		})
		g.until("hung up", func() bool { return g.sim.Sending() == 0 })
	})
}

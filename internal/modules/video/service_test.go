package video_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"huxue/internal/app"
	"huxue/internal/app/apptest"
	"huxue/internal/driver/gb28181"
	"huxue/internal/driver/media"
	"huxue/internal/kit/db"
	"huxue/internal/modules/video"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
	"huxue/internal/simulate"
)

const (
	platform = "14090000002000000001"
	recorder = "14090200001180000001"
	secret   = "recorder-2026"
	guard    = "menwei"
	desk     = "zhihui"
)

var times = media.Times{First: time.Second, Stall: time.Second, Linger: 200 * time.Millisecond, Retry: 50 * time.Millisecond, PreRoll: 30 * time.Second}

type story struct {
	*apptest.App
	t       *testing.T
	ctx     context.Context
	stop    context.CancelFunc // of the server's work
	cameras []*device.Device   // of the demo principal's school: the gate's, and one without a place
	sim     *simulate.Cameras
}

// tell has a recorder with two cameras at the school of the demo guard, the second of
// them at its gate.
func tell(t *testing.T, f func(g *story)) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		ctx, stop := context.WithTimeout(access.AsSystem(context.Background(), "test"), time.Minute)
		t.Cleanup(stop)
		addr, err := a.HearGB28181(ctx, "127.0.0.1:0", platform)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.ShowPictures(ctx, app.PictureOptions{Host: "127.0.0.1", Times: times}); err != nil {
			t.Fatal(err)
		}
		g := &story{App: a, t: t, ctx: ctx, stop: stop}
		var school, gate string
		if err := a.Database().Read(ctx, func(tx *db.Tx) error {
			return tx.QueryRow(ctx, `SELECT s.id, p.id FROM people g JOIN schools s ON s.id = g.school_id JOIN school_places p ON p.school_id = s.id AND p.kind = 'gate'
				WHERE g.login = $1 ORDER BY p.id LIMIT 1`, guard).Scan(&school, &gate)
		}); err != nil {
			t.Fatal(err)
		}
		nvr, _, err := a.Devices().Register(ctx, device.Registration{SchoolID: school, Name: "录像机", Kind: device.Recorder, Protocol: device.GB28181, Code: recorder, HeartbeatS: 60, Secret: secret})
		if err != nil {
			t.Fatal(err)
		}
		for n, place := range []string{"", gate} {
			c, _, err := a.Devices().Register(ctx, device.Registration{SchoolID: school, PlaceID: place, Name: "摄像机", Kind: device.Camera, Protocol: device.GB28181,
				Code: simulate.ChannelCode(recorder, n+1), ParentID: nvr.ID})
			if err != nil {
				t.Fatal(err)
			}
			g.cameras = append([]*device.Device{c}, g.cameras...)
		}
		g.sim = &simulate.Cameras{Server: addr, Platform: gb28181.Code(platform), Logins: []simulate.Login{{Code: recorder, Password: secret}}, Channels: 2, Beat: time.Minute, Now: a.Clock.Now, Out: io.Discard}
		if err := g.sim.Open(); err != nil {
			t.Fatal(err)
		}
		live, end := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() { ended <- g.sim.Run(live) }()
		t.Cleanup(func() { end(); <-ended })
		g.until("the recorder is there", func() bool { _, ok := a.GB28181().Peer(recorder); return ok })
		f(g)
	})
}

// register puts one more camera on the register and returns its id.
func (g *story) register(code, parentID string) string {
	g.t.Helper()
	d := device.Registration{SchoolID: g.cameras[0].SchoolID, Name: "摄像机", Kind: device.Camera, Protocol: device.GB28181, Code: code, ParentID: parentID}
	if parentID == "" {
		d.Secret = secret
	}
	c, _, err := g.Devices().Register(g.ctx, d)
	if err != nil {
		g.t.Fatal(err)
	}
	return c.ID
}

func (g *story) until(what string, ok func() bool) {
	g.t.Helper()
	for range 1000 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	g.t.Fatal("never: " + what)
}

func (g *story) refused(r apptest.Answer, code string) {
	g.t.Helper()
	if r.Code() != code {
		g.t.Fatalf("want %s, got %d %s", code, r.Status, r.Body)
	}
}

func (g *story) press() string {
	var body struct{ ID string }
	g.Do(guard, http.MethodPost, "/api/v1/alarms", map[string]any{"kind": "violence"}, "Idempotency-Key", "a-press-of-the-guard").Into(&body)
	return body.ID
}

func (g *story) close(alarmID string) {
	g.t.Helper()
	for _, act := range []string{"accept", "resolve"} {
		var c struct{ Alarm struct{ Version int64 } }
		g.Do(desk, http.MethodGet, "/api/v1/alarms/"+alarmID, nil).Into(&c)
		if r := g.Do(desk, http.MethodPost, "/api/v1/alarms/"+alarmID+"/"+act, map[string]any{"version": c.Alarm.Version}); r.Status != http.StatusOK {
			g.t.Fatalf("%s: %d %s", act, r.Status, r.Body)
		}
	}
}

func views(g *story, as string) []video.View {
	var page struct{ Items []video.View }
	g.Do(as, http.MethodGet, "/api/v1/video/views", nil).Into(&page)
	return page.Items
}

func TestOutsideAnAlarmALookNeedsAReasonAndIsInTheLog(t *testing.T) {
	tell(t, func(g *story) {
		t := g.t
		open := "/api/v1/video/cameras/" + g.cameras[0].ID + "/views"
		g.refused(g.Do(guard, http.MethodPost, open, map[string]any{"reason": "看看"}), "forbidden")
		g.refused(g.Do(desk, http.MethodPost, open, map[string]any{}), "video.reason_needed")
		g.refused(g.Do(desk, http.MethodPost, open, map[string]any{"reason": " 看 "}), "video.reason_needed")
		g.refused(g.Do(desk, http.MethodPost, open, map[string]any{"alarmId": "alm_nothing"}), "alarm.not_found")
		if n := len(views(g, desk)); n != 0 {
			t.Fatal("refused looks in the log", n)
		}
		var v video.View
		if r := g.Do(desk, http.MethodPost, open, map[string]any{"reason": "核实家长举报"}); r.Status != http.StatusCreated {
			t.Fatalf("%d %s", r.Status, r.Body)
		} else {
			r.Into(&v)
		}
		one := "/api/v1/video/views/" + v.ID
		g.refused(g.Do("jiaoyuju", http.MethodGet, one, nil), "video.view_not_found")
		g.refused(g.Do("jiaoyuju", http.MethodGet, one+"/live.mp4", nil), "video.view_not_found")
		g.until("a picture", func() bool {
			g.Do(desk, http.MethodGet, one, nil).Into(&v)
			return v.State == "playing"
		})
		g.refused(g.Do(desk, http.MethodPost, one+"/whep", "v=0\r\n"), "video.offer_wrong")
		// A browser takes the picture until the look is ended.
		go func() {
			time.Sleep(700 * time.Millisecond)
			g.Do(desk, http.MethodDelete, one, nil)
		}()
		r := g.Do(desk, http.MethodGet, one+"/live.mp4", nil)
		if !bytes.Contains(r.Body, []byte("moov")) || bytes.Count(r.Body, []byte("moof")) < 5 {
			t.Fatalf("no picture in %d bytes", len(r.Body))
		}
		g.refused(g.Do(desk, http.MethodGet, one, nil), "video.view_not_found")
		var list []video.View
		g.until("the look is over", func() bool {
			list = views(g, desk)
			return len(list) == 0 || list[0].EndedAt != 0
		})
		if len(list) != 1 || list[0].Reason != "核实家长举报" || list[0].How != "mp4" || list[0].EndedAt == 0 || list[0].FirstMs == 0 || list[0].Person == "" {
			t.Fatalf("%+v", list)
		}
		if n := g.audited("video.view"); n != 1 {
			t.Fatal("lines in the book", n)
		}
		g.until("hung up", func() bool { return g.sim.Sending() == 0 })
	})
}

func (g *story) audited(action string) (n int) {
	if err := g.Database().Read(g.ctx, func(tx *db.Tx) (err error) {
		n, err = db.One(g.ctx, tx, db.Value[int], `SELECT COUNT(*) FROM audit_entries WHERE action = $1`, action)
		return err
	}); err != nil {
		g.t.Fatal(err)
	}
	return n
}

func TestAPressOpensTheGate(t *testing.T) {
	tell(t, func(g *story) {
		t := g.t
		alarmID := g.press()
		began := time.Now()
		var at struct {
			Views   []video.View
			Cameras []video.Camera
		}
		path := "/api/v1/video/alarms/" + alarmID + "/views"
		g.Do(desk, http.MethodPost, path, nil).Into(&at)
		if len(at.Views) != 2 || at.Views[0].CameraID != g.cameras[0].ID || len(at.Cameras) < 2 || at.Cameras[0].PlaceKind != "gate" {
			t.Fatalf("%+v", at)
		}
		first := at.Views[0].ID
		g.until("a picture", func() bool {
			var v video.View
			g.Do(desk, http.MethodGet, "/api/v1/video/views/"+first, nil).Into(&v)
			return v.State == "playing"
		})
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("the picture was there after %v", took)
		}
		for range 4 { // a page that opens and opens is stopped
			if r := g.Do(desk, http.MethodPost, path, nil); r.Status == http.StatusConflict {
				g.refused(r, "video.too_many")
			}
		}
		if n := len(views(g, desk)); n != 9 {
			t.Fatal("looks", n)
		}
		g.close(alarmID)
		g.Do("jiaoyuju", http.MethodPost, path, nil).Into(&at)
		if len(at.Views) != 0 || len(at.Cameras) < 2 {
			t.Fatalf("a closed alarm opens nothing: %+v", at)
		}
		g.refused(g.Do(desk, http.MethodPost, "/api/v1/video/cameras/"+g.cameras[0].ID+"/views", map[string]any{"alarmId": alarmID}), "video.reason_needed")
	})
}

func TestAnAlarmLeavesEvidence(t *testing.T) {
	tell(t, func(g *story) {
		t := g.t
		gate := g.cameras[0].ID
		if r := g.Do("jiaoyuju", http.MethodPut, "/api/v1/video/cameras/"+gate+"/kept", map[string]any{"kept": true}); r.Status != http.StatusOK {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		// The watch calls the camera that is kept, before anything happens.
		watching, stop := context.WithCancel(g.ctx)
		over := make(chan struct{})
		go func() { defer close(over); g.Videos().Run(watching) }()
		g.until("the kept camera is called", func() bool { return g.sim.Sending() == 1 })
		live, release, err := g.HoldPicture(gate)
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		g.until("a second of the past", func() bool { return len(live.Stream.Since(time.Time{})) > 25 })
		alarmID := g.press()
		var list struct{ Items []video.Clip }
		clips := func() []video.Clip {
			g.Do(desk, http.MethodGet, "/api/v1/video/clips?alarm="+alarmID, nil).Into(&list)
			// The camera that the demo city has there was never heard.
			list.Items = slices.DeleteFunc(list.Items, func(k video.Clip) bool { return k.State == video.Failed && k.Why == "absent" })
			return list.Items
		}
		g.until("both cameras are recorded", func() bool { return len(clips()) == 2 })
		seen := live.Stream.LastAt()
		g.until("a second more", func() bool { return live.Stream.LastAt().Sub(seen) > time.Second })
		g.close(alarmID)
		g.until("the evidence is kept", func() bool {
			for _, k := range clips() {
				if k.State != video.Kept {
					return false
				}
			}
			return true
		})
		for _, k := range list.Items {
			r := g.Do(desk, http.MethodGet, "/api/v1/video/clips/"+k.ID+"/file", nil)
			if sum := sha256.Sum256(r.Body); hex.EncodeToString(sum[:]) != k.SHA256 || int64(len(r.Body)) != k.Size || !bytes.Contains(r.Body, []byte("moof")) {
				t.Fatalf("%+v: %d bytes", k, len(r.Body))
			}
			if k.CameraID == gate && k.BeforeMs < 500 {
				t.Errorf("of before the press %d ms are there", k.BeforeMs)
			}
			g.refused(g.Do(guard, http.MethodGet, "/api/v1/video/clips/"+k.ID+"/file", nil), "video.clip_not_found")
		}
		if n := g.audited("video.play_clip"); n != 2 {
			t.Fatal("playing is a look", n)
		}
		stop()
		<-over
		g.Later(31 * 24 * time.Hour)
		if err := g.Chore(g.ctx, "video.forget"); err != nil {
			t.Fatal(err)
		}
		g.Forget(desk)
		for _, k := range clips() {
			if k.State != video.Expired {
				t.Fatalf("%+v", k)
			}
			g.refused(g.Do(desk, http.MethodGet, "/api/v1/video/clips/"+k.ID+"/file", nil), "video.clip_not_found")
		}
	})
}

package cascade_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/kit/db"
	"huxue/internal/platform/device"
)

// The platform's disk is full at first; then it takes the alarm, and gives a receipt.
// What is taken goes up no second time, not even after a crash.
func TestAnAlarmGoesUpUntilItIsTaken(t *testing.T) {
	tell(t, func(r *rig) {
		p := startPolice(t, above, "127.0.0.1:0")
		p.fill(true)
		u := r.add(p, nil)
		if u.State != "connecting" || !u.HasSecret {
			t.Errorf("%+v", u)
		}
		down := r.up()
		r.registered()
		no := r.press("press-1", nil)
		r.until("it was tried", func() bool { s := r.sendings(); return len(s) == 1 && s[0].Tries == 1 })
		x := r.sendings()[0]
		if x.State != "waiting" || x.Why != "cascade.refused" || !strings.HasPrefix(x.Said, "500") || x.No != no || x.Code != own {
			t.Fatalf("%+v", x)
		}
		if u := r.uppers()[0]; u.Waiting != 1 {
			t.Errorf("%+v", u)
		}
		p.fill(false)
		r.Clock.Add(10 * time.Second)
		r.until("it has its receipt", func() bool { return r.sendings()[0].State == "confirmed" })
		got, _ := p.alarms()
		if len(got) != 1 || got[0].Meaning() != gb28181.MeansPress || got[0].Priority != 1 || got[0].DeviceID != own || !strings.Contains(got[0].Description, no) {
			t.Fatalf("%+v", got)
		}
		r.until("it is written down", func() bool { x := r.sendings()[0]; return x.SentAt != 0 && x.ReceiptAt != 0 })

		// The power fails after the alarm has left and before that was written down.
		down()
		if err := r.Database().Write(r.ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(r.ctx, `UPDATE cascade_sendings SET state = 'waiting', sent_at = 0, receipt_at = 0, next_at = 0`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		r.up()
		r.until("it has its receipt again", func() bool { return r.sendings()[0].State == "confirmed" })
		if _, names := p.alarms(); len(names) != 2 || names[0] != names[1] {
			t.Errorf("the platform cannot know that it is the same: %q", names)
		}
		if r := r.Do(desk, http.MethodPost, "/api/v1/cascade/sendings/"+x.ID+"/again", nil); r.Code() != "cascade.taken_already" {
			t.Errorf("%s", r.Body)
		}
	})
}

// What the platform was not there for a whole day is for people; they send it again.
func TestWhatNobodyTookIsSentAgainByHand(t *testing.T) {
	tell(t, func(r *rig) {
		p := startPolice(t, above, "127.0.0.1:0")
		p.known = map[string]string{}
		r.add(p, nil)
		r.up()
		r.until("we are refused", func() bool { return r.uppers()[0].State == "refused" })
		if u := r.uppers()[0]; u.Why != "cascade.refused" || !strings.HasPrefix(u.Said, "403") {
			t.Errorf("%+v", u)
		}
		r.press("press-2", nil)
		r.until("it waits", func() bool { return len(r.sendings()) == 1 })
		r.Clock.Add(25 * time.Hour)
		r.Forget(desk) // everybody has to log in anew
		r.Forget(guard)
		p.mu.Lock()
		p.known = map[string]string{own: secret}
		p.mu.Unlock()
		r.until("it is given up", func() bool { x := r.sendings()[0]; return x.State == "failed" && x.Why == "cascade.too_old" })
		x := r.sendings()[0]
		if r := r.Do(guard, http.MethodPost, "/api/v1/cascade/sendings/"+x.ID+"/again", nil); r.Status != http.StatusNotFound && r.Status != http.StatusForbidden {
			t.Errorf("a guard: %d", r.Status)
		}
		r.Do(desk, http.MethodPost, "/api/v1/cascade/sendings/"+x.ID+"/again", nil).Into(&x)
		r.until("it is taken", func() bool { return r.sendings()[0].State == "confirmed" })
	})
}

// Practice stays here unless it was agreed; then it says what it is.
func TestPracticeGoesUpOnlyWhenAgreed(t *testing.T) {
	tell(t, func(r *rig) {
		p, q := startPolice(t, above, "127.0.0.1:0"), startPolice(t, "14000000002000000001", "127.0.0.1:0")
		r.add(p, nil)
		r.add(q, map[string]any{"name": "省厅视频平台", "code": "14000000002000000001", "practice": true, "transport": "tcp"})
		r.up()
		r.press("press-3", map[string]any{"mode": "test"})
		r.until("the second platform has it", func() bool { got, _ := q.alarms(); return len(got) == 1 })
		got, _ := q.alarms()
		if !strings.HasPrefix(got[0].Description, "【测试】") || got[0].Priority != 4 {
			t.Errorf("%+v", got[0])
		}
		if n := len(r.sendings()); n != 1 {
			t.Errorf("%d sendings", n)
		}
		if got, _ := p.alarms(); len(got) != 0 {
			t.Errorf("%+v", got)
		}
	})
}

// Nothing is shared by itself. What is shared has a number of the platform's own, by
// the rule or as the police want it, and a box that is pressed calls under it.
func TestTheCatalogueIsWhatSomebodyShared(t *testing.T) {
	tell(t, func(r *rig) {
		p := startPolice(t, above, "127.0.0.1:0")
		u := r.add(p, nil)
		camera, box := r.device(device.Camera, "14090200001320000001", "东门摄像机"), r.device(device.Box, "14090200001340000001", "门卫室报警盒")
		r.up()
		r.registered()
		if items, err := p.Catalog(r.ctx, own); err != nil || len(items) != 0 {
			t.Fatalf("%v %v", items, err)
		}
		var done struct{ N int }
		if a := r.Do(admin, http.MethodPost, "/api/v1/cascade/uppers/"+u.ID+"/share", map[string]any{"deviceIds": []string{camera.ID}}); a.Status != http.StatusForbidden {
			t.Errorf("an administrator shares nothing: %d", a.Status)
		}
		r.Do(desk, http.MethodPost, "/api/v1/cascade/uppers/"+u.ID+"/share", map[string]any{"deviceIds": []string{camera.ID, box.ID, "dev_none"}}).Into(&done)
		if done.N != 2 {
			t.Errorf("%+v", done)
		}
		shared := r.shares(u.ID, "&shared=yes")
		if len(shared) != 2 {
			t.Fatalf("%+v", shared)
		}
		by := map[string]share{}
		for _, x := range shared {
			by[x.DeviceID] = x
			if c := gb28181.Code(x.Code); len(x.Code) != 20 || x.Code[6:10] != own[6:10] || x.Code[13:14] != own[13:14] || !strings.HasSuffix(x.Code, "000001") || c.Area()[:4] != "1409" && c.Area()[:2] == "" {
				t.Errorf("%+v", x)
			}
		}
		if gb28181.Code(by[camera.ID].Code).Type() != gb28181.TypeIPC || gb28181.Code(by[box.ID].Code).Type() != gb28181.TypeAlarmIn {
			t.Errorf("%+v", by)
		}
		const wanted = "14090200031321100777"
		for code, want := range map[string]string{"1409": "cascade.bad_share_code", by[box.ID].Code: "cascade.code_taken", own: "cascade.code_taken"} {
			if a := r.Do(desk, http.MethodPut, "/api/v1/cascade/shares/"+by[camera.ID].ShareID, map[string]any{"version": 1, "code": code}); a.Code() != want {
				t.Errorf("%s: %s", code, a.Body)
			}
		}
		r.Do(desk, http.MethodPut, "/api/v1/cascade/shares/"+by[camera.ID].ShareID, map[string]any{"version": 1, "code": wanted}).Into(&share{})
		items, err := p.Catalog(r.ctx, own)
		if err != nil || len(items) != 2 {
			t.Fatalf("%v %v", items, err)
		}
		found := false
		for _, it := range items {
			if it.Get("DeviceID") == wanted {
				found = strings.Contains(it.Get("Name"), "东门摄像机") && strings.Contains(it.Get("Name"), by[camera.ID].School) && it.Get("ParentID") == own && it.Get("Status") == "OFF"
			}
		}
		if !found {
			t.Errorf("%v", items)
		}
		if m, err := p.Info(r.ctx, own); err != nil || m.Get("Channel") != "2" {
			t.Errorf("%+v %v", m, err)
		}
		if m, err := p.Ask(r.ctx, own, wanted, gb28181.CmdDeviceStatus); err != nil || m.Get("Online") != "OFFLINE" {
			t.Errorf("%+v %v", m, err)
		}
		r.until("the questions are written down", func() bool {
			return r.saw("catalog", "answered") && r.saw("info", "answered") && r.saw("status", "answered")
		})
		r.Do(desk, http.MethodPost, "/api/v1/cascade/uppers/"+u.ID+"/unshare", map[string]any{"deviceIds": []string{camera.ID}}).Into(&done)
		if items, err := p.Catalog(r.ctx, own); err != nil || len(items) != 1 {
			t.Errorf("%v %v", items, err)
		}
	})
}

// A platform that was started again does not know us; the alarm waits for us to have
// registered anew, which is at once.
func TestAPlatformThatWasStartedAgain(t *testing.T) {
	tell(t, func(r *rig) {
		p := startPolice(t, above, "127.0.0.1:0")
		r.add(p, nil)
		r.up()
		r.registered()
		p.Close()
		startPolice(t, above, p.addr)
		r.press("press-5", nil)
		r.until("it is refused", func() bool { s := r.sendings(); return len(s) == 1 && s[0].Tries > 0 })
		r.Clock.Add(time.Minute)
		r.until("it is taken", func() bool { return r.sendings()[0].State == "confirmed" })
	})
}

// A line follows what is written down about it: off is off.
func TestALineIsSwitchedOff(t *testing.T) {
	tell(t, func(r *rig) {
		p := startPolice(t, above, "127.0.0.1:0")
		u := r.add(p, nil)
		r.up()
		r.registered()
		f := r.form(p, map[string]any{"enabled": false, "version": u.Version + 4})
		if a := r.Do(admin, http.MethodPut, "/api/v1/cascade/uppers/"+u.ID, f); a.Code() != "stale_version" {
			t.Errorf("%s", a.Body)
		}
		f["version"] = u.Version
		delete(f, "secret")
		r.Do(admin, http.MethodPut, "/api/v1/cascade/uppers/"+u.ID, f).Into(&u)
		r.until("we have logged out", func() bool { _, ok := p.Peer(own); return !ok })
		r.press("press-6", nil)
		if err := r.Uppers().Look(r.ctx); err != nil || len(r.sendings()) != 0 || r.uppers()[0].State != "off" {
			t.Errorf("%v %+v", err, r.uppers())
		}
		delete(f, "version")
		if a := r.Do(desk, http.MethodPost, "/api/v1/cascade/uppers", f); a.Status != http.StatusForbidden {
			t.Errorf("only an administrator sets one up: %d", a.Status)
		}
	})
}

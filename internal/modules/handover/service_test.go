package handover_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/driver/cap"
	"huxue/internal/driver/outbound/outboundtest"
)

const (
	guard = "menwei"
	desk  = "zhihui"
	admin = "guanli"
)

type sent struct {
	ID, TargetID, No, Stage, Mode, State, Code, Receipt, Body string
	Tries                                                     int
}

type target struct {
	ID        string
	Version   int64
	HasHeader bool
	HasSecret bool
	Template  string
}

func record(a *apptest.App, as string) []sent {
	var page struct{ Items []sent }
	a.Do(as, http.MethodGet, "/api/v1/handover/sendings", nil).Into(&page)
	return page.Items
}

func look(t *testing.T, a *apptest.App) {
	t.Helper()
	if err := a.Handovers().Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func allowInner(t *testing.T, a *apptest.App) {
	t.Helper()
	if r := a.Do(admin, http.MethodPatch, "/api/v1/settings/notify.private_networks", map[string]any{"value": "true", "version": 0}); r.Status/100 != 2 {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
}

func press(a *apptest.App, id string) (alarmID string) {
	var body struct{ ID string }
	a.Do(guard, http.MethodPost, "/api/v1/alarms", map[string]any{"kind": "violence", "note": "持刀"}, "Idempotency-Key", id).Into(&body)
	return body.ID
}

// The platform of the police is away at first, then takes what it is given, and
// gives a receipt; both shapes, and every stage once.
func TestAnAlarmIsHandedOverUntilItIsTaken(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		allowInner(t, a)
		away := true
		police := outboundtest.New(func(w http.ResponseWriter, _ *http.Request, _ []byte) {
			if away {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			_, _ = w.Write([]byte(`{"code":"0","data":{"jjdbh":"J2026-77"}}`))
		})
		defer police.Close()
		documents := outboundtest.Says(http.StatusAccepted, "")
		defer documents.Close()
		var json, xml target
		a.Do(admin, http.MethodPost, "/api/v1/handover/targets", map[string]any{
			"path": cityPath(a), "name": "市公安局", "kind": "json", "address": police.URL + "/yth/001", "header": "X-App: huxue", "secret": "0123456789abcdef",
			"template": `{"bjbh":"{no}","hj":"{event}","jd":"{lon}"}`, "okField": "code", "okValue": "0", "receiptField": "data.jjdbh", "practice": false, "enabled": true,
		}).Into(&json)
		a.Do(admin, http.MethodPost, "/api/v1/handover/targets", map[string]any{
			"path": cityPath(a), "name": "预警平台", "kind": "cap", "address": documents.URL, "practice": false, "enabled": true,
		}).Into(&xml)
		if !json.HasHeader || !json.HasSecret {
			t.Errorf("%+v", json)
		}
		alarmID := press(a, "press-1")
		if err := a.Handovers().Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		// The first retry falls due by a clock that stands still, so the queue is not drained here.
		var first *sent
		for until := time.Now().Add(20 * time.Second); time.Now().Before(until); {
			taken := false
			for _, x := range record(a, desk) {
				if x.TargetID == json.ID && x.Tries > 0 {
					first = &x
				}
				taken = taken || x.TargetID == xml.ID && x.State == "delivered"
			}
			if first != nil && taken {
				break
			}
		}
		if first == nil || first.State != "sending" || first.Code != "notify.gateway_busy" || first.Tries != 1 || first.Stage != "raised" {
			t.Fatalf("%+v", first)
		}
		if g := documents.Got()[0]; cap.Check([]byte(g.Body)) != nil || !strings.Contains(g.Header.Get("Content-Type"), "cap+xml") || !strings.Contains(g.Body, "<severity>Extreme</severity>") {
			t.Errorf("%v\n%s", cap.Check([]byte(g.Body)), g.Body)
		}
		away = false
		a.Clock.Add(time.Minute)
		look(t, a)
		g := police.Got()
		if last := g[len(g)-1]; len(g) != 2 || last.Path != "/yth/001" || last.Header.Get("X-App") != "huxue" || !outboundtest.Signed(last, "0123456789abcdef") ||
			last.Header.Get("Huxue-Event-Id") != first.ID || !strings.Contains(last.Body, `"hj":"raised"`) || !strings.Contains(last.Body, `"jd":1`) {
			t.Fatalf("%+v", g)
		}
		var one sent
		a.Do(desk, http.MethodGet, "/api/v1/handover/sendings/"+first.ID, nil).Into(&one)
		if one.State != "delivered" || one.Receipt != "J2026-77" || one.Tries != 2 || one.Body == "" {
			t.Errorf("%+v", one)
		}
		if r := a.Do(desk, http.MethodPost, "/api/v1/handover/sendings/"+first.ID+"/again", nil); r.Code() != "handover.taken_already" {
			t.Errorf("%s", r.Body)
		}
		var d struct{ Alarm struct{ Version int64 } }
		a.Do(desk, http.MethodGet, "/api/v1/alarms/"+alarmID, nil).Into(&d)
		a.Do(desk, http.MethodPost, "/api/v1/alarms/"+alarmID+"/accept", map[string]any{"version": d.Alarm.Version}).Into(&struct{}{})
		look(t, a)
		look(t, a) // looked at again, and handed over once
		if g := police.Got(); len(g) != 3 || !strings.Contains(g[2].Body, `"hj":"accepted"`) {
			t.Errorf("%+v", g)
		}
		if g := documents.Got(); len(g) != 2 || !strings.Contains(g[1].Body, "<msgType>Update</msgType>") {
			t.Errorf("%+v", g)
		}
	})
}

// What the platform refuses is for people: they see why, and send it again.
func TestWhatIsRefusedIsSentAgainByHand(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		allowInner(t, a)
		answer := `{"code":"4001","msg":"deptCode 必填"}`
		police := outboundtest.New(func(w http.ResponseWriter, _ *http.Request, _ []byte) { _, _ = w.Write([]byte(answer)) })
		defer police.Close()
		form := map[string]any{"path": cityPath(a), "name": "市公安局", "kind": "json", "address": police.URL, "okField": "code", "okValue": "0", "practice": false, "enabled": true}
		var to target
		a.Do(admin, http.MethodPost, "/api/v1/handover/targets", form).Into(&to)
		press(a, "press-2")
		look(t, a)
		x := record(a, desk)[0]
		if x.State != "failed" || x.Code != "notify.refused" || !strings.Contains(x.Receipt, "必填") {
			t.Fatalf("%+v", x)
		}
		if r := a.Do(guard, http.MethodPost, "/api/v1/handover/sendings/"+x.ID+"/again", nil); r.Status != http.StatusForbidden {
			t.Errorf("a guard: %d", r.Status)
		}
		answer = `{"code":"0"}`
		a.Do(desk, http.MethodPost, "/api/v1/handover/sendings/"+x.ID+"/again", nil).Into(&struct{}{})
		look(t, a)
		if x := record(a, desk)[0]; x.State != "delivered" {
			t.Errorf("%+v", x)
		}
		if r := a.Do(desk, http.MethodPost, "/api/v1/handover/targets", form); r.Status != http.StatusForbidden {
			t.Errorf("only an administrator sets one up: %d", r.Status)
		}
		form["version"], form["enabled"] = to.Version+5, false
		if r := a.Do(admin, http.MethodPut, "/api/v1/handover/targets/"+to.ID, form); r.Code() != "stale_version" {
			t.Errorf("%s", r.Body)
		}
		form["version"] = to.Version
		a.Do(admin, http.MethodPut, "/api/v1/handover/targets/"+to.ID, form).Into(&to)
		n := len(police.Got())
		a.Clock.Add(2 * time.Minute) // another alarm, not the same pressed again
		press(a, "press-3")
		look(t, a)
		if len(police.Got()) != n {
			t.Error("a platform that is switched off was told")
		}
	})
}

// A test says of itself that it is one.
func TestAPlatformIsTriedOut(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		allowInner(t, a)
		documents := outboundtest.Says(http.StatusOK, "ok")
		defer documents.Close()
		var to target
		a.Do(admin, http.MethodPost, "/api/v1/handover/targets", map[string]any{"path": cityPath(a), "name": "预警平台", "kind": "cap", "address": documents.URL, "practice": false, "enabled": true}).Into(&to)
		var x sent
		a.Do(admin, http.MethodPost, "/api/v1/handover/targets/"+to.ID+"/try", nil).Into(&x)
		look(t, a)
		g := documents.Got()
		if len(g) != 1 || !strings.Contains(g[0].Body, "<status>Test</status>") || cap.Check([]byte(g[0].Body)) != nil {
			t.Fatalf("%+v", g)
		}
		if got := record(a, admin); len(got) != 1 || got[0].State != "delivered" || got[0].Receipt != "ok" || got[0].Mode != "test" {
			t.Errorf("%+v", got)
		}
	})
}

func cityPath(a *apptest.App) string {
	var page struct {
		Items []struct{ Path, Level string }
	}
	a.Do(admin, http.MethodGet, "/api/v1/areas", nil).Into(&page)
	for _, x := range page.Items {
		if x.Level == "city" {
			return x.Path
		}
	}
	return "/"
}

package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"huxue/internal/app/apptest"
	"huxue/internal/driver/signed"
	"huxue/internal/modules/alarm"
	"huxue/internal/platform/device"
)

type boxed struct {
	Device device.Card `json:"device"`
	Secret string      `json:"secret"`
}

type received struct {
	ID      string         `json:"id"`
	Outcome device.Outcome `json:"outcome"`
	Press   bool           `json:"press"`
}

// register puts a box at the school of the demo principal.
func register(t *testing.T, a *apptest.App) boxed {
	t.Helper()
	var where struct {
		Schools []alarm.PressSchool `json:"schools"`
	}
	a.Do("xiaozhang", http.MethodGet, "/api/v1/alarms/context", nil).Into(&where)
	school := where.Schools[0]
	var out boxed
	a.Do("anquan", http.MethodPost, "/api/v1/equipment", map[string]any{"schoolId": school.ID, "placeId": school.Places[0].ID, "name": "门卫室一键报警",
		"kind": "box", "protocol": "webhook", "panic": true, "heartbeatS": 60}).Into(&out)
	return out
}

// post is a box speaking: signed by its secret at a moment.
func post(a *apptest.App, code, secret string, at time.Time, once, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/api/v1/equipment/inputs", bytes.NewReader([]byte(body)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Huxue-Device", code)
	r.Header.Set("X-Huxue-Time", strconv.FormatInt(at.Unix(), 10))
	r.Header.Set("X-Huxue-Signature", signed.Sign([]byte(secret), at.Unix(), once, []byte(body)))
	if once != "" {
		r.Header.Set("Idempotency-Key", once)
	}
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, r)
	return w
}

// alarms are those at the desk.
func alarms(t *testing.T, a *apptest.App) (out []alarm.Card) {
	t.Helper()
	var list struct {
		Items []alarm.Card `json:"items"`
	}
	a.Do("zhihui", http.MethodGet, "/api/v1/alarms?open=true", nil).Into(&list)
	for _, c := range list.Items {
		if c.Source == "device" {
			out = append(out, c)
		}
	}
	return out
}

func TestABoxPressesByWebhookAndRingsOnTheDesk(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		box := register(t, a)
		send := func(at time.Time, secret, once, body string, status int) (r received) {
			t.Helper()
			w := post(a, box.Device.Code, secret, at, once, body)
			if w.Code != status {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			_ = json.Unmarshal(w.Body.Bytes(), &r)
			return r
		}
		now := a.Clock.Now()
		first := send(now, box.Secret, "n1", `{"press":true,"battery":15,"note":"门口有人持刀"}`, http.StatusAccepted)
		again := send(now, box.Secret, "n1", `{"press":true,"battery":15,"note":"门口有人持刀"}`, http.StatusAccepted)
		if first.Outcome != device.Understood || !first.Press || first.ID != again.ID {
			t.Fatalf("%+v %+v", first, again)
		}
		send(now.Add(-6*time.Minute), box.Secret, "n2", `{"press":true}`, http.StatusUnauthorized)
		send(now, "not the secret of the box", "n3", `{"press":true}`, http.StatusUnauthorized)
		rung := alarms(t, a)
		if len(rung) != 1 || rung[0].Repeats != 0 || rung[0].Device == nil || rung[0].Device.ID != box.Device.ID || rung[0].Device.Name != "门卫室一键报警" ||
			rung[0].Device.Battery != 15 || rung[0].Device.Unparsed || rung[0].School.ID != box.Device.SchoolID || rung[0].Place == "" || rung[0].Note != "门口有人持刀" {
			t.Fatalf("%+v", rung)
		}
		a.Clock.Add(2 * time.Minute)
		send(a.Clock.Now(), box.Secret, "n4", `{"whatever":1}`, http.StatusAccepted)
		if rung = alarms(t, a); len(rung) != 2 || !(rung[0].Device.Unparsed != rung[1].Device.Unparsed) {
			t.Fatalf("%+v", rung)
		}
		var stored struct {
			Items []device.MessageCard `json:"items"`
		}
		a.Do("anquan", http.MethodGet, "/api/v1/equipment/inputs?device="+box.Device.ID, nil).Into(&stored)
		if len(stored.Items) != 4 || stored.Items[0].Outcome != device.Unparsed || stored.Items[1].Reason != "webhook.wrong_signature" || stored.Items[2].Reason != "webhook.stale" {
			t.Fatalf("%+v", stored.Items)
		}
		for i := range 5 { // five wrong ones; a right one before them had been forgiven
			status := http.StatusUnauthorized
			if i == 4 {
				status = http.StatusServiceUnavailable
			}
			send(a.Clock.Now(), "guess", "", `{"press":true}`, status)
		}
		send(a.Clock.Now(), box.Secret, "n5", `{"heartbeat":true}`, http.StatusAccepted)
		var faults struct {
			Items []device.FaultCard `json:"items"`
		}
		a.Do("anquan", http.MethodGet, "/api/v1/equipment/faults?open=true", nil).Into(&faults)
		if len(faults.Items) != 2 || faults.Items[0].Kind != device.WrongKey || faults.Items[1].Kind != device.LowBattery {
			t.Fatalf("%+v", faults.Items)
		}
		if r := a.Do("anquan", http.MethodPost, "/api/v1/equipment/inputs/"+first.ID+"/replay", map[string]any{}); r.Status != http.StatusForbidden {
			t.Fatalf("a school replays: %d", r.Status)
		}
		a.Do("xianju", http.MethodPost, "/api/v1/equipment/inputs/"+first.ID+"/replay", map[string]any{}).Into(&struct{}{})
		if rung = alarms(t, a); len(rung) != 2 {
			t.Fatalf("replayed into another alarm: %+v", rung)
		}
	})
}

// What a server took and did not judge before it died rings when another starts on the
// same database.
func TestAPressThatWasTakenAndNotJudgedStillRings(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		box := register(t, a)
		at := a.Clock.Now()
		id, err := a.Devices().Take(context.Background(), device.Input{Protocol: device.Webhook, Code: box.Device.Code, Source: "10.1.1.9", Body: []byte(`{"press":true}`)})
		if err != nil {
			t.Fatal(err)
		}
		a.Clock.Add(4 * time.Minute)
		if err := a.Devices().Look(context.Background()); err != nil {
			t.Fatal(err)
		}
		rung := alarms(t, a)
		if len(rung) != 1 || rung[0].T0 != at.UnixMilli() || rung[0].ClockOffMs != 0 {
			t.Fatalf("%s %+v", id, rung)
		}
	})
}

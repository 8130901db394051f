package auth_test

import (
	"testing"
	"time"
)

func (b *browser) enrol(t *testing.T, body map[string]any) (device, code string) {
	t.Helper()
	b.post("/api/v1/devices", body).want(201)
	return b.str("id"), b.str("code")
}

func (b *browser) issuePIN(person string) string {
	b.post("/api/v1/people/"+person+"/pin", nil).want(200)
	return b.str("pin")
}

func TestAGateTerminalAndItsPeople(t *testing.T) {
	story(t, func(x *town) {
		head := x.in("head1")
		head.post("/api/v1/devices", map[string]any{"name": "别校", "kind": "gate", "schoolId": "sch_2"}).want(403, "forbidden")
		head.post("/api/v1/devices", map[string]any{"name": "东门", "kind": "gate", "schoolId": "sch_1", "placeId": "pla_2"}).want(404)
		device, code := head.enrol(t, map[string]any{"name": "东门终端", "kind": "gate", "schoolId": "sch_1", "placeId": "pla_1"})

		gate := x.browser()
		gate.get("/api/v1/auth/device/people").want(401, "auth.not_a_device")
		gate.post("/api/v1/auth/device/pair", map[string]any{"code": "wrongone"}).want(422, "auth.pairing")
		gate.post("/api/v1/auth/device/pair", map[string]any{"code": code[:4] + "-" + code[4:]}).want(200)
		x.browser().post("/api/v1/auth/device/pair", map[string]any{"code": code}).want(422, "auth.pairing") // good once

		if gate.get("/api/v1/press"); gate.body["kind"] != "device" || !gate.is("may") {
			t.Fatalf("the device itself presses: %v", gate.body)
		}
		if d, _ := gate.me()["device"].(map[string]any); d["id"] != device || d["placeId"] != "pla_1" {
			t.Errorf("the device says it is %v", d)
		}
		gate.get("/api/v1/people").want(403)

		pin := head.issuePIN(x.ids["guard1"])
		gate.get("/api/v1/auth/device/people").want(200)
		if len(gate.items()) != 1 || gate.item(0, "id") != x.ids["guard1"] {
			t.Fatalf("on the list: %v", gate.items())
		}
		gate.pin(x.ids["guard1"], pin).want(200)
		me := gate.me()
		if p, _ := me["person"].(map[string]any); p["id"] != x.ids["guard1"] || me["device"] == nil {
			t.Errorf("after the PIN: %v", me)
		}
		// The PIN's session is of no use on another machine.
		stolen := x.browser()
		stolen.cookies["huxue_session"] = gate.cookies["huxue_session"]
		stolen.get("/api/v1/auth/me").want(401)

		x.later(31 * time.Minute)
		if gate.get("/api/v1/press"); !gate.is("may") || gate.is("expired") || gate.body["kind"] != "device" {
			t.Errorf("after the guard's session ran out the device itself goes on: %v", gate.body)
		}
		gate.get("/api/v1/auth/device/people").want(200)
		gate.pin(x.ids["guard1"], pin).want(200)

		head = x.in("head1")
		head.get("/api/v1/devices").want(200)
		if head.item(0, "status") != "paired" || head.item(0, "seenAt") == 0.0 {
			t.Errorf("listed as %v", head.items())
		}
		head.post("/api/v1/devices/"+device+"/revoke", map[string]any{"version": head.item(0, "version")}).want(204)
		gate.get("/api/v1/auth/me").want(401)
		if gate.get("/api/v1/press"); gate.is("may") {
			t.Error("a revoked device presses")
		}
	})
}

func (b *browser) pin(person, pin string) *browser {
	return b.post("/api/v1/auth/device/pin", map[string]any{"personId": person, "pin": pin})
}

func TestPINsLockAndHoldOnlyAtTheirSchool(t *testing.T) {
	story(t, func(x *town) {
		root := x.in("root")
		_, code := root.enrol(t, map[string]any{"name": "东门终端", "kind": "gate", "schoolId": "sch_1"})
		gate := x.browser()
		gate.post("/api/v1/auth/device/pair", map[string]any{"code": code}).want(200)
		own, far := root.issuePIN(x.ids["guard1"]), root.issuePIN(x.ids["guard2"])
		gate.pin(x.ids["guard2"], far).want(422, "auth.bad_pin") // not of this school
		for range 4 {
			gate.pin(x.ids["guard1"], "111111").want(422, "auth.bad_pin")
		}
		gate.pin(x.ids["guard1"], "111111").want(403, "auth.locked")
		gate.pin(x.ids["guard1"], own).want(403, "auth.locked")
		x.in("guard1") // the password is another door
		x.later(16 * time.Minute)
		gate.pin(x.ids["guard1"], own).want(200)

		// Of an official's roles nothing that asks for a second factor comes with a PIN.
		root = x.in("root")
		root.post("/api/v1/people/"+x.ids["guard1"]+"/grants", map[string]any{"role": "bureau", "areaId": "area_1409"}).want(201)
		if gate.perms()["auth.people.manage"] != nil || gate.perms()["alarm.raise"] == nil {
			t.Errorf("a PIN opens %v", gate.perms())
		}
	})
}

func TestAPairingCodeRunsOut(t *testing.T) {
	story(t, func(x *town) {
		head := x.in("head1")
		device, code := head.enrol(t, map[string]any{"name": "保安手机", "kind": "phone", "schoolId": "sch_1"})
		x.later(15 * time.Minute)
		phone := x.browser()
		phone.post("/api/v1/auth/device/pair", map[string]any{"code": code}).want(422, "auth.pairing")
		head.post("/api/v1/devices/"+device+"/code", nil).want(200)
		phone.post("/api/v1/auth/device/pair", map[string]any{"code": head.str("code")}).want(200)
		// A replacement takes the identity over.
		head.post("/api/v1/devices/"+device+"/code", nil).want(200)
		next := x.browser().post("/api/v1/auth/device/pair", map[string]any{"code": head.str("code")}).want(200)
		phone.get("/api/v1/auth/me").want(401)
		next.me()
		version := head.get("/api/v1/devices").want(200).item(0, "version")
		head.put("/api/v1/devices/"+device, map[string]any{"name": "新手机", "version": 1}).want(409, "stale_version")
		head.put("/api/v1/devices/"+device, map[string]any{"name": "新手机", "placeId": "pla_1", "version": version}).want(204)
	})
}

func TestASchoolThatMovesTakesItsGrantsAlong(t *testing.T) {
	story(t, func(x *town) {
		g := x.in("guard1")
		x.exec(`UPDATE schools SET path = '/14/1409/140921/sch_1/', area_id = 'area_140921' WHERE id = 'sch_1'`)
		x.later(2 * time.Second)
		if held, _ := g.perms()["alarm.raise"].([]any); len(held) != 1 || held[0] != "/14/1409/140921/sch_1/" {
			t.Errorf("holds %v", held)
		}
	})
}

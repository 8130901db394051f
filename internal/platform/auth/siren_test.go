package auth_test

import (
	"context"
	"io/fs"
	"testing"
	"testing/fstest"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/org"
)

// The siren of a duty room stands at an agency or a school, rings for its place
// alone and is nobody's door: nobody logs in on it, and it does not press.
func TestASirenStandsInADutyRoom(t *testing.T) {
	story(t, func(x *town) {
		bureau := x.in("bureau")
		siren := func(at map[string]any) (*browser, string) {
			at["name"], at["kind"] = "值班室警笛", "siren"
			id, code := bureau.enrol(t, at)
			b := x.browser()
			if b.post("/api/v1/auth/device/pair", map[string]any{"code": code}).want(200); b.body["kind"] != "siren" {
				t.Fatalf("paired as %v", b.body)
			}
			return b, id
		}
		for _, c := range []struct {
			at         map[string]any
			unit, ring string
		}{
			{map[string]any{"agencyId": "agy_cmd"}, "忻府区110指挥中心", "/14/1409/140902/"},
			// A station rings for the schools it answers for, not for the whole county.
			{map[string]any{"agencyId": "agy_sta"}, "城关派出所", "/14/1409/140921/sch_2/"},
			{map[string]any{"schoolId": "sch_1", "placeId": "pla_1"}, "学校sch_1", "/14/1409/140902/sch_1/"},
		} {
			b, _ := siren(c.at)
			b.get("/api/v1/sirens/who").want(200)
			if b.body["kind"] != "device" || b.body["unit"] != c.unit || b.body["ring"] != c.ring || b.is("may") {
				t.Errorf("%v: %v", c.at, b.body)
			}
			b.get("/api/v1/auth/device/people").want(401, "auth.not_a_device")
			b.pin(x.ids["guard1"], "135790").want(401, "auth.not_a_device")
		}

		// An officer logs in at the desk in the same browser: the siren stays what it is.
		b, id := siren(map[string]any{"agencyId": "agy_cmd"})
		b.cookies["huxue_session"] = x.in("desk").cookies["huxue_session"]
		if b.get("/api/v1/press"); b.body["kind"] != "person" {
			t.Fatalf("%v", b.body)
		}
		if b.get("/api/v1/sirens/who"); b.body["id"] != id {
			t.Fatalf("%v", b.body)
		}
		bureau.get("/api/v1/devices?q=110").want(200)
		if bureau.item(0, "id") != id || bureau.item(0, "agencyName") != "忻府区110指挥中心" {
			t.Fatalf("listed as %v", bureau.items())
		}
		bureau.post("/api/v1/devices/"+id+"/revoke", map[string]any{"version": bureau.item(0, "version")}).want(204)
		if b.get("/api/v1/sirens/who"); b.body["kind"] != "" || b.body["ring"] != "" {
			t.Fatalf("revoked, and still %v", b.body)
		}
	})
}

func TestWhereASirenMayNotStand(t *testing.T) {
	story(t, func(x *town) {
		add := func(who *browser, kind string, at map[string]any) *browser {
			at["name"], at["kind"] = "警笛", kind
			return who.post("/api/v1/devices", at)
		}
		bureau := x.in("bureau")
		add(bureau, "gate", map[string]any{"agencyId": "agy_cmd"}).want(422, "request.invalid")
		add(bureau, "siren", map[string]any{"agencyId": "agy_cmd", "schoolId": "sch_1"}).want(422, "request.invalid")
		add(bureau, "siren", map[string]any{"agencyId": "agy_none"}).want(404)
		add(bureau, "siren", map[string]any{}).want(404)
		add(x.in("head1"), "siren", map[string]any{"agencyId": "agy_cmd"}).want(403, "forbidden")
		add(x.in("county"), "siren", map[string]any{"agencyId": "agy_sta"}).want(403, "forbidden")
	})
}

// A database of an earlier release, with devices and who is logged in on them,
// takes the change and goes on.
func TestDevicesOfAnEarlierReleaseStay(t *testing.T) {
	first, err := fs.ReadFile(auth.Schema.Files, "migrations/0001_auth.sql")
	if err != nil {
		t.Fatal(err)
	}
	earlier := db.Schema{Room: "auth", Files: fstest.MapFS{"migrations/0001_auth.sql": {Data: first}}}
	dbtest.Run(t, []db.Schema{audit.Schema, org.Schema, earlier}, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		ctx := context.Background()
		x := &town{t: t, db: d}
		x.exec(`INSERT INTO areas (id, code, name, level, parent_id, path) VALUES ('area_1', '1', '县', 'county', NULL, '/1/')`)
		x.exec(`INSERT INTO schools (id, name, name_key, kind, ownership, boarding, pupils, boarders, staff, guards, storeys, canteen, bus,
				gates, lab_chemicals, boiler, elevator, counter_terror, surroundings, setting, address, phone, principal, area_id, path,
				status, version, created_at, updated_at)
			VALUES ('sch_1', '学校', '学校', 'primary', 'public', FALSE, 0, 0, 0, 0, 0, 'none', 'none', 1, FALSE, FALSE, FALSE, FALSE, '[]', 'urban',
				'', '', '', 'area_1', '/1/sch_1/', 'active', 1, 0, 0)`)
		x.exec(`INSERT INTO people (id, login, name, unit, phone, status, lang, version, created_at, updated_at)
			VALUES ('per_1', 'a', '甲', '', '', 'active', 'zh', 1, 0, 0)`)
		const device = `INSERT INTO devices (id, name, kind, school_id, status, code_until, paired_at, seen_at, version, created_at)
			VALUES ($1, '东门', $2, 'sch_1', 'paired', 0, 0, 0, 1, 0)`
		x.exec(device, "dev_1", "gate")
		x.exec(`INSERT INTO sessions (id, token_hash, person_id, device_id, method, second, created_at, seen_at, until, revoked_at, ip, agent)
			VALUES ('ses_1', 'h', 'per_1', 'dev_1', 'pin', FALSE, 0, 0, 0, 0, '', '')`)

		if err := d.Migrate(ctx, audit.Schema, org.Schema, auth.Schema); err != nil {
			t.Fatal(err)
		}
		x.exec(device, "dev_2", "siren")
		x.exec(`INSERT INTO agencies (id, kind, name, area_id, path, address, phone, duty_phone, version)
			VALUES ('agy_1', 'police_command', '110', 'area_1', '/1/', '', '', '', 1)`)
		const atAgency = `INSERT INTO devices (id, name, kind, school_id, agency_id, status, code_until, paired_at, seen_at, version, created_at)
			VALUES ($1, '警笛', $2, $3, 'agy_1', 'new', 0, 0, 0, 1, 0)`
		x.exec(atAgency, "dev_3", "siren", nil)
		for why, args := range map[string][]any{
			"a gate at an agency": {atAgency, "dev_4", "gate", nil}, "at two places": {atAgency, "dev_5", "siren", "sch_1"}, "no such kind": {device, "dev_6", "lamp"},
		} {
			if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, args[0].(string), args[1:]...); return err }); err == nil {
				t.Errorf("%s was taken", why)
			}
		}
		n := 0
		if err := d.Read(ctx, func(tx *db.Tx) (err error) {
			n, err = db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM sessions s JOIN devices d ON d.id = s.device_id WHERE d.kind = 'gate'`)
			return err
		}); err != nil || n != 1 {
			t.Fatalf("%d %v", n, err)
		}
	})
}

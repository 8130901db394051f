package notify_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/notify"
)

func do(t *testing.T, d *db.DB, sql string, args ...any) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), sql, args...); return err }); err != nil {
		t.Fatal(err)
	}
}

// county has two schools, a command for all of it and a station that answers for
// the first school; a siren of each.
func county(t *testing.T, d *db.DB) (command, station context.Context) {
	t.Helper()
	do(t, d, `INSERT INTO areas (id, code, name, level, parent_id, path) VALUES ('area_1', '140902', '忻府区', 'county', NULL, '/14/1409/140902/')`)
	for _, id := range []string{"sch_1", "sch_2"} {
		do(t, d, `INSERT INTO schools (id, name, name_key, kind, ownership, boarding, pupils, boarders, staff, guards, storeys, canteen, bus,
				gates, lab_chemicals, boiler, elevator, counter_terror, surroundings, setting, address, phone, principal, area_id, path,
				status, version, created_at, updated_at)
			VALUES ($1, $1, $1, 'primary', 'public', FALSE, 0, 0, 0, 0, 0, 'none', 'none', 1, FALSE, FALSE, FALSE, FALSE, '[]', 'urban',
				'', '', '', 'area_1', '/14/1409/140902/' || $1 || '/', 'active', 1, 0, 0)`, id)
	}
	do(t, d, `INSERT INTO agencies (id, kind, name, area_id, path, address, phone, duty_phone, version) VALUES
		('agy_c', 'police_command', '指挥中心', 'area_1', '/14/1409/140902/', '', '', '', 1),
		('agy_s', 'police_station', '派出所', 'area_1', '/14/1409/140902/', '', '', '', 1)`)
	do(t, d, `INSERT INTO agency_coverage (agency_id, school_id) VALUES ('agy_s', 'sch_1')`)
	siren := func(id, agency string) context.Context {
		do(t, d, `INSERT INTO devices (id, name, kind, agency_id, status, code_until, paired_at, seen_at, version, created_at)
			VALUES ($1, '值班室', 'siren', $2, 'paired', 0, 0, 0, 1, 0)`, id, agency)
		return access.With(t.Context(), access.Actor{Kind: access.Device, ID: id, Name: "值班室", Held: map[access.Perm][]string{notify.PermSiren: {"/14/1409/140902/"}}})
	}
	return siren("dev_c", "agy_c"), siren("dev_s", "agy_s")
}

const firstSchool, secondSchool = "/14/1409/140902/sch_1/", "/14/1409/140902/sch_2/"

// The siren of a duty room enters itself, is told what happens at its place, and
// says that it rang.
func TestASirenSaysThatItRang(t *testing.T) {
	dbtest.Run(t, withPlaces, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		s := outsideOf(t, d, true, nil)
		device, _ := county(t, d)
		for range 2 {
			if err := s.SirenOn(device); err != nil {
				t.Fatal(err)
			}
		}
		to := endpointsFor(t, d, s, firstSchool, notify.Drill)
		if len(to) != 1 || len(endpointsFor(t, d, s, "/14/1408/", notify.Real)) != 0 {
			t.Fatalf("%v", to)
		}
		m := pressed("alm_1")
		m.Endpoints = to
		urgent(t, d, s, m)
		if err := s.SirenRang(as(t, "per_x"), []string{"alm_1"}); errs.Code(err) != "forbidden" {
			t.Fatal(err)
		}
		if err := s.SirenRang(device, []string{"alm_1", "alm_unknown"}); err != nil {
			t.Fatal(err)
		}
		sheets, err := s.Receipts(as(t, "per_x", "/14/"), "alm_1")
		if err != nil || len(sheets) != 1 || sheets[0].Receipts[0].State != notify.Delivered || sheets[0].Receipts[0].Name != "值班室" {
			t.Fatalf("%+v %v", sheets, err)
		}
	})
}

// The siren of a station is told of the schools it answers for, one of a command
// of all; one that was revoked is told nothing, and one whose agency has moved
// goes along when its page is opened.
func TestWhichSirensAreTold(t *testing.T) {
	dbtest.Run(t, withPlaces, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		s := outsideOf(t, d, true, nil)
		command, station := county(t, d)
		for _, c := range []context.Context{command, station} {
			if err := s.SirenOn(c); err != nil {
				t.Fatal(err)
			}
		}
		if a, b := endpointsFor(t, d, s, firstSchool, notify.Real), endpointsFor(t, d, s, secondSchool, notify.Real); len(a) != 2 || len(b) != 1 {
			t.Fatalf("%v %v", a, b)
		}
		do(t, d, `UPDATE devices SET status = 'revoked' WHERE id = 'dev_c'`)
		clk.Add(2 * time.Second)
		if got := endpointsFor(t, d, s, secondSchool, notify.Real); len(got) != 0 {
			t.Fatalf("a revoked siren is told: %v", got)
		}
		do(t, d, `INSERT INTO areas (id, code, name, level, parent_id, path) VALUES ('area_2', '140921', '定襄县', 'county', NULL, '/14/1409/140921/')`)
		do(t, d, `UPDATE agencies SET area_id = 'area_2', path = '/14/1409/140921/' WHERE id = 'agy_s'`)
		do(t, d, `DELETE FROM agency_coverage`)
		if err := s.SirenOn(station); err != nil {
			t.Fatal(err)
		}
		if a, b := endpointsFor(t, d, s, firstSchool, notify.Real), endpointsFor(t, d, s, "/14/1409/140921/sch_9/", notify.Real); len(a) != 0 || len(b) != 1 {
			t.Fatalf("%v %v", a, b)
		}
	})
}

// A press asks the memory, not the database: what is changed through this server
// holds at once, what another one changes within two seconds.
func TestSharedAddressesAreKeptInMemory(t *testing.T) {
	dbtest.Run(t, withPlaces, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		here := notify.New(notify.Options{DB: d, Sealer: sealed(t, d)})
		there := notify.New(notify.Options{DB: d, Sealer: sealed(t, d)})
		if got := endpointsFor(t, d, here, "/14/", notify.Real); len(got) != 0 {
			t.Fatalf("%v", got)
		}
		e := add(t, here, hook("市平台", "https://example.cn/hook"))
		if got := endpointsFor(t, d, here, "/14/", notify.Real); !slices.Equal(got, []string{e.ID}) {
			t.Fatalf("just added: %v", got)
		}
		other := add(t, there, hook("省平台", "https://example.org/hook"))
		if got := endpointsFor(t, d, here, "/14/", notify.Real); !slices.Equal(got, []string{e.ID}) {
			t.Fatalf("the database was asked: %v", got)
		}
		clk.Add(2 * time.Second)
		if got := endpointsFor(t, d, here, "/14/", notify.Real); !slices.Equal(got, []string{e.ID, other.ID}) {
			t.Fatalf("after two seconds: %v", got)
		}
		off := hook("市平台", "")
		off.Address, off.Secret, off.Enabled = nil, nil, false
		if _, err := here.EditEndpoint(operator(t, "/"), e.ID, e.Version, off); err != nil {
			t.Fatal(err)
		}
		if got := endpointsFor(t, d, here, "/14/", notify.Real); !slices.Equal(got, []string{other.ID}) {
			t.Fatalf("switched off: %v", got)
		}
	})
}

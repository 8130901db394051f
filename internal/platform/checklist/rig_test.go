package checklist_test

import (
	"context"
	"testing"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/checklist"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/org"
)

var schemas = []db.Schema{audit.Schema, org.Schema, norm.Schema, checklist.Schema}

const city, county, other = "/14/1409/", "/14/1409/140902/", "/14/1409/140921/"

// rig is the seeded lists and norms over a city of two schools.
type rig struct {
	lists *checklist.Service
	db    *db.DB
	clk   *clock.Fake
	ctx   context.Context // the system's
}

func as(paths ...string) context.Context {
	return access.With(context.Background(), access.Actor{Kind: access.Person, ID: "per_1", Name: "安全科",
		Held: map[access.Perm][]string{checklist.PermView: paths, checklist.PermEdit: paths}})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func house(t *testing.T, f func(t *testing.T, h *rig)) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		h := &rig{checklist.New(checklist.Options{DB: d, Dir: t.TempDir()}), d, clk, access.AsSystem(context.Background(), "test")}
		must(t, norm.New(norm.Options{DB: d}).Seed(h.ctx))
		must(t, h.lists.Seed(h.ctx))
		must(t, d.Write(h.ctx, func(tx *db.Tx) error {
			for _, a := range [][]any{{"are_1", "14", "山西省", "province", nil, "/14/"}, {"are_2", "1409", "忻州市", "city", "are_1", city},
				{"are_3", "140902", "忻府区", "county", "are_2", county}, {"are_4", "140921", "定襄县", "county", "are_2", other}} {
				if _, err := tx.Exec(h.ctx, `INSERT INTO areas (id, code, name, level, parent_id, path) VALUES ($1, $2, $3, $4, $5, $6)`, a...); err != nil {
					return err
				}
			}
			for _, x := range [][]any{{"sch_senior", "senior", true, 1600, 650, "own", "are_3", county + "sch_senior/"},
				{"sch_nursery", "kindergarten", false, 90, 0, "none", "are_4", other + "sch_nursery/"}} {
				if _, err := tx.Exec(h.ctx, `INSERT INTO schools (id, name, name_key, kind, ownership, boarding, pupils, boarders, staff, guards, storeys,
					canteen, bus, gates, lab_chemicals, boiler, elevator, counter_terror, surroundings, setting, address, phone, principal,
					area_id, path, status, version, created_at, updated_at)
					VALUES ($1, $1, $1, $2, 'public', $3, $4, $5, 100, 2, 4, $6, 'none', 2, FALSE, FALSE, FALSE, FALSE, '[]', 'urban', '', '', '',
					$7, $8, 'active', 1, 0, 0)`, x...); err != nil {
					return err
				}
			}
			return nil
		}))
		f(t, h)
	})
}

func (h *rig) inUse(t *testing.T, key, path string) (l *checklist.List) {
	t.Helper()
	must(t, h.db.Read(h.ctx, func(tx *db.Tx) (err error) {
		l, err = h.lists.InUse(h.ctx, tx, key, path)
		return err
	}))
	return l
}

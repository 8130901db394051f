package device_test

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"sync"
	"testing"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/device"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/org"
	"huxue/internal/platform/setting"
	"huxue/internal/platform/todo"
)

var schemas = []db.Schema{audit.Schema, setting.Schema, org.Schema, norm.Schema, auth.Schema, todo.Schema, notify.Schema, device.Schema}

const city, county, other = "/14/1409/", "/14/1409/140902/", "/14/1409/140921/"

// bell stands for the room of alarms: it keeps the presses and can be out of order.
type bell struct {
	mu     sync.Mutex
	rung   map[string]device.Press
	broken bool
}

func (b *bell) Press(_ context.Context, id string, _ *device.Device, p device.Press) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.broken {
		return errors.New("out of order")
	}
	if _, known := b.rung[id]; !known {
		b.rung[id] = p
	}
	return nil
}

type nobody struct{}

func (nobody) Holders(context.Context, *db.Tx, []string, string) ([]string, error) {
	return []string{"per_1"}, nil
}

type seal struct{}

func (seal) Seal(place, plain string) string { return place + "|" + hex.EncodeToString([]byte(plain)) }

func (seal) Unseal(place, sealed string) (string, error) {
	plain, err := hex.DecodeString(sealed[len(place)+1:])
	return string(plain), err
}

type rig struct {
	*device.Service
	db   *db.DB
	clk  *clock.Fake
	bell *bell
	ctx  context.Context // the system's
	dir  string
}

func as(perms []access.Perm, paths ...string) context.Context {
	held := map[access.Perm][]string{}
	for _, p := range perms {
		held[p] = paths
	}
	return access.With(context.Background(), access.Actor{Kind: access.Person, ID: "per_1", Name: "安全管理员", Held: held})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func house(t *testing.T, f func(t *testing.T, h *rig)) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		ctx := access.AsSystem(context.Background(), "test")
		norms := norm.New(norm.Options{DB: d})
		must(t, norms.Seed(ctx))
		h := &rig{db: d, clk: clk, ctx: ctx, dir: t.TempDir(), bell: &bell{rung: map[string]device.Press{}}}
		h.Service = device.New(device.Options{DB: d, Sealer: seal{}, Norms: norms, Holders: nobody{}, Notify: notify.New(notify.Options{DB: d}), Roles: []string{"safety_officer"}, Dir: h.dir})
		h.Ring(h.bell)
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			for _, a := range [][]any{{"are_1", "14", "山西省", "province", nil, "/14/"}, {"are_2", "1409", "忻州市", "city", "are_1", city},
				{"are_3", "140902", "忻府区", "county", "are_2", county}, {"are_4", "140921", "定襄县", "county", "are_2", other}} {
				if _, err := tx.Exec(ctx, `INSERT INTO areas (id, code, name, level, parent_id, path) VALUES ($1, $2, $3, $4, $5, $6)`, a...); err != nil {
					return err
				}
			}
			for _, x := range [][]any{{"sch_one", "实验小学", "are_3", county + "sch_one/"}, {"sch_two", "二中", "are_4", other + "sch_two/"}} {
				if _, err := tx.Exec(ctx, `INSERT INTO schools (id, name, name_key, kind, ownership, boarding, pupils, boarders, staff, guards, storeys,
					canteen, bus, gates, lab_chemicals, boiler, elevator, counter_terror, surroundings, setting, address, phone, principal,
					area_id, path, status, version, created_at, updated_at)
					VALUES ($1, $2, $2, 'primary', 'public', FALSE, 900, 0, 60, 2, 4, 'own', 'none', 2, FALSE, FALSE, FALSE, FALSE, '[]', 'urban', '', '', '',
					$3, $4, 'active', 1, 0, 0)`, x...); err != nil {
					return err
				}
			}
			_, err := tx.Exec(ctx, `INSERT INTO school_places (id, school_id, kind, name, sort) VALUES ('plc_gate', 'sch_one', 'gate', '校门', 1)`)
			return err
		}))
		f(t, h)
	})
}

// box registers a box of the first school.
func (h *rig) box(t *testing.T, change func(*device.Registration)) *device.Device {
	t.Helper()
	in := device.Registration{SchoolID: "sch_one", PlaceID: "plc_gate", Name: "校门一键报警", Kind: device.Box, Protocol: device.Webhook, Panic: true, HeartbeatS: 60}
	if change != nil {
		change(&in)
	}
	d, _, err := h.Register(h.ctx, in)
	must(t, err)
	return d
}

func (h *rig) take(t *testing.T, d *device.Device, body string) string {
	t.Helper()
	id, err := h.Take(h.ctx, device.Input{Protocol: d.Protocol, Code: d.Code, Source: "10.1.1.9:4000", Body: []byte(body)})
	must(t, err)
	return id
}

func (h *rig) device(t *testing.T, d *device.Device) *device.Device {
	t.Helper()
	out, err := h.Open(h.ctx, d.ID)
	must(t, err)
	return out
}

func (h *rig) faults(t *testing.T, open bool) (kinds []string) {
	t.Helper()
	list, err := h.Faults(h.ctx, device.FaultFilter{Open: open, Limit: 100})
	must(t, err)
	for _, f := range list {
		kinds = append(kinds, f.Kind)
	}
	slices.Sort(kinds)
	return kinds
}

func (h *rig) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	must(t, h.db.Read(h.ctx, func(tx *db.Tx) (err error) {
		n, err = db.One(h.ctx, tx, db.Value[int], query, args...)
		return err
	}))
	return n
}

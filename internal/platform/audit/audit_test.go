package audit_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

func TestTheBookShowsWhereItWasTouched(t *testing.T) {
	cases := []struct{ name, sql, want string }{
		{"nothing", ``, ""},
		{"altered", `UPDATE audit_entries SET actor_name = 'nobody' WHERE lane = 0 AND seq = 3`, "line 3 (aud_"},
		{"removed", `DELETE FROM audit_entries WHERE lane = 0 AND seq = 3`, "line 3 is missing"},
		{"cut short", `DELETE FROM audit_entries WHERE lane = 0 AND seq >= 20`, "its head says"},
		{"resealed", `UPDATE audit_entries SET hash = 'abc' WHERE lane = 0 AND seq = 2`, "line 2"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Run(t, []db.Schema{audit.Schema}, func(t *testing.T, d *db.DB, _ *clock.Fake) {
				ctx := access.AsSystem(context.Background(), "test")
				for range 20 {
					write(t, d, func(tx *db.Tx) error { return audit.Record(ctx, tx, "t.act", "x_1", map[string]int{"n": 1}) })
				}
				if c.sql != "" {
					write(t, d, func(tx *db.Tx) error { _, err := tx.Exec(ctx, c.sql); return err })
				}
				r := verify(t, d)
				if (r.Broken == "") != (c.want == "") || !strings.Contains(r.Broken, c.want) {
					t.Fatalf("got %q, want %q", r.Broken, c.want)
				}
			})
		})
	}
}

func TestManyWritersAtOnceKeepTheChains(t *testing.T) {
	dbtest.Run(t, []db.Schema{audit.Schema}, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		ctx := access.AsSystem(context.Background(), "test")
		var wg sync.WaitGroup
		for range 200 {
			wg.Go(func() {
				if err := d.Write(ctx, func(tx *db.Tx) error {
					return audit.Record(ctx, tx, "t.act", "x_1", nil)
				}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if r := verify(t, d); r.Broken != "" || r.Entries != 200 {
			t.Fatalf("%d entries, %q", r.Entries, r.Broken)
		}
	})
}

func write(t *testing.T, d *db.DB, f func(*db.Tx) error) {
	t.Helper()
	if err := d.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func verify(t *testing.T, d *db.DB) (r *audit.Report) {
	t.Helper()
	if err := d.Read(context.Background(), func(tx *db.Tx) (err error) {
		r, err = audit.Verify(context.Background(), tx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return r
}

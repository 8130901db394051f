package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
)

// A full disk refuses what does not fit, keeps what was acknowledged, and once
// there is room again everything goes on. It is not a failed disk.
func TestAFullDisk(t *testing.T) {
	dbtest.Run(t, schema, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		if d.Engine() != db.SQLite {
			return // PostgreSQL's disk is PostgreSQL's to watch
		}
		ctx := context.Background()
		limit := func(pages string) {
			if _, err := d.Pool().Exec("PRAGMA max_page_count = " + pages); err != nil {
				t.Fatal(err)
			}
		}
		limit("60")
		fat := func(id string) func(*db.Tx) error {
			return func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO things (id, path, n) VALUES ($1, $2, 0)`, id, strings.Repeat(id, 500))
				return err
			}
		}
		var mu sync.Mutex
		var wg sync.WaitGroup
		kept, refused := 0, 0
		for i := range 200 {
			wg.Go(func() {
				err := d.Write(ctx, fat("fat"+string(rune('0'+i%10))+string(rune('a'+i/10))))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					kept++
				case errors.Is(err, db.ErrFull), errors.Is(err, db.ErrBusy):
					refused++
				default:
					t.Errorf("unexpected: %v", err)
				}
			})
		}
		wg.Wait()
		if n := count(t, d); n != kept || refused == 0 {
			t.Fatalf("%d rows, %d acknowledged, %d refused", n, kept, refused)
		}
		limit("100000")
		if err := d.Write(ctx, fat("room again")); err != nil {
			t.Fatal(err)
		}
		if err := d.Healthy(ctx); err != nil {
			t.Fatal(err)
		}
	})
}

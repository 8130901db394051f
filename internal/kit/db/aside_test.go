package db_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
)

// Everybody who reads asks a memory at the same moment, and the memory has to be
// filled: it is filled beside them, and nobody waits for ever.
func TestAMemoryIsFilledWhileEveryReaderIsTaken(t *testing.T) {
	dbtest.Run(t, schema, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		const readers = 40 // more than there are connections
		var memory sync.Mutex
		filled := false
		fill := func() error {
			memory.Lock()
			defer memory.Unlock()
			if filled {
				return nil
			}
			err := d.Aside(ctx, func(tx *db.Tx) error {
				_, err := db.One(ctx, tx, db.Value[int64], `SELECT CAST(1 AS BIGINT)`)
				return err
			})
			filled = err == nil
			return err
		}
		failed := make(chan error, readers)
		memory.Lock() // nobody fills it before all are there
		for range readers {
			go func() { failed <- d.Read(ctx, func(*db.Tx) error { return fill() }) }()
		}
		for taken := false; !taken; {
			at, stop := context.WithTimeout(ctx, 50*time.Millisecond)
			taken = d.Read(at, func(*db.Tx) error { return nil }) != nil
			stop()
		}
		memory.Unlock()
		for range readers {
			if err := <-failed; err != nil {
				t.Fatal(err)
			}
		}
	})
}

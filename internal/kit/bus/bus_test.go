package bus_test

import (
	"context"
	"errors"
	"testing"
	"testing/fstest"
	"time"

	"huxue/internal/kit/bus"
	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/jobs"
)

type pressed struct {
	ID string `json:"id"`
}

func (pressed) Fact() string { return "test.pressed" }

type ignored struct{}

func (ignored) Fact() string { return "test.ignored" }

var schema = db.Schema{Room: "heard", Files: fstest.MapFS{"migrations/0001_heard.sql": {Data: []byte(`-- +goose Up
CREATE TABLE heard (id TEXT NOT NULL, who TEXT NOT NULL, PRIMARY KEY (id, who));
`)}}}

func hear(who string) func(context.Context, *db.Tx, pressed) error {
	return func(ctx context.Context, tx *db.Tx, e pressed) error {
		_, err := tx.Exec(ctx, `INSERT INTO heard (id, who) VALUES ($1, $2) ON CONFLICT DO NOTHING`, e.ID, who)
		return err
	}
}

func count(t *testing.T, d *db.DB, query string) int {
	t.Helper()
	var n int
	err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.QueryRow(t.Context(), query).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEverySubscriberHearsAFactThatWasCommitted(t *testing.T) {
	dbtest.Run(t, []db.Schema{schema}, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if err := jobs.Migrate(ctx, d); err != nil {
			t.Fatal(err)
		}
		j := jobs.New(jobs.Options{DB: d, Retry: func(int) time.Duration { return 0 }})
		b := bus.New(d, j)
		bus.Subscribe(b, "todo.remind", hear("todo"))
		failed := false
		bus.Subscribe(b, "board.count", func(ctx context.Context, tx *db.Tx, e pressed) error {
			if err := hear("board")(ctx, tx, e); err != nil {
				return err
			}
			if !failed { // what it wrote goes with its failure
				failed = true
				return errors.New("not yet")
			}
			return nil
		})
		publish := func(e bus.Event, end error) {
			got := d.Write(ctx, func(tx *db.Tx) error {
				if err := b.Publish(ctx, tx, e); err != nil {
					return err
				}
				return end
			})
			if !errors.Is(got, end) {
				t.Fatal(got)
			}
		}
		publish(ignored{}, nil)
		if n := count(t, d, `SELECT COUNT(*) FROM river_job`); n != 0 {
			t.Fatalf("a fact nobody asked for left %d jobs", n)
		}
		publish(pressed{"rolled back"}, errors.New("no"))
		publish(pressed{"kept"}, nil)
		if n := count(t, d, `SELECT COUNT(*) FROM river_job`); n != 2 {
			t.Fatalf("%d jobs for two subscribers", n)
		}
		if err := j.Start(ctx); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = j.Stop(ctx) }()
		for range 2 { // the second round takes the failed one
			if err := j.Drain(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if n := count(t, d, `SELECT COUNT(*) FROM heard WHERE id = 'kept'`); n != 2 {
			t.Fatalf("heard by %d", n)
		}
		if n := count(t, d, `SELECT COUNT(*) FROM heard`); n != 2 {
			t.Fatalf("%d notes in all", n)
		}
	})
}

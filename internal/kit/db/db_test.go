package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
)

var schema = []db.Schema{{Room: "t", Files: fstest.MapFS{"migrations/0001_t.sql": {Data: []byte(`-- +goose ENVSUB ON
-- +goose Up
CREATE TABLE things (id TEXT PRIMARY KEY, path TEXT NOT NULL ${BYTEWISE}, n INTEGER NOT NULL, version INTEGER NOT NULL DEFAULT 1);
CREATE TABLE parts (id TEXT PRIMARY KEY, thing TEXT NOT NULL REFERENCES things (id));
`)}}}}

func put(ctx context.Context, id string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO things (id, path, n) VALUES ($1, $2, 0)`, id, "/"+id+"/")
		return err
	}
}

func count(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	ctx := context.Background()
	if err := d.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT count(*) FROM things`).Scan(&n)
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWriteIsAllOrNothing(t *testing.T) {
	dbtest.Run(t, schema, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		ctx := context.Background()
		woken := 0
		boom := errors.New("boom")
		err := d.Write(ctx, func(tx *db.Tx) error {
			tx.AfterCommit(func() { woken++ })
			if err := put(ctx, "a")(tx); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) || count(t, d) != 0 || woken != 0 {
			t.Fatalf("half a transaction stayed: %v, %d rows, %d woken", err, count(t, d), woken)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			tx.AfterCommit(func() { woken++ })
			return put(ctx, "a")(tx)
		}); err != nil || count(t, d) != 1 || woken != 1 {
			t.Fatalf("got %v, %d rows, %d woken", err, count(t, d), woken)
		}
	})
}

// Many callers at once share commits; the bad ones among them must fail alone.
func TestNeighboursInACommitDoNotHurtEachOther(t *testing.T) {
	dbtest.Run(t, schema, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		ctx := context.Background()
		const callers = 300
		var wg sync.WaitGroup
		failures := make([]error, callers)
		for i := range callers {
			wg.Go(func() {
				failures[i] = d.Write(ctx, func(tx *db.Tx) error {
					if err := put(ctx, string(rune('a'+i%3))+time.Duration(i).String())(tx); err != nil {
						return err
					}
					switch i % 10 {
					case 3:
						return errs.Invalid("t.three")
					case 5:
						return put(ctx, string(rune('a'+i%3))+time.Duration(i).String())(tx) // a duplicate
					case 7:
						panic("seven")
					}
					return nil
				})
			})
		}
		wg.Wait()
		for i, err := range failures {
			if bad := i%10 == 3 || i%10 == 5 || i%10 == 7; bad != (err != nil) {
				t.Fatalf("caller %d: %v", i, err)
			}
			if i%10 == 5 && !errors.Is(err, db.ErrDuplicate) {
				t.Fatalf("caller %d: %v is no duplicate", i, err)
			}
		}
		if n := count(t, d); n != callers*7/10 {
			t.Fatalf("%d rows, want %d", n, callers*7/10)
		}
	})
}

func TestErrorsSpeakOurLanguage(t *testing.T) {
	dbtest.Run(t, schema, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		ctx := context.Background()
		if err := d.Write(ctx, put(ctx, "a")); err != nil {
			t.Fatal(err)
		}
		cases := []struct {
			code string
			act  func(tx *db.Tx) error
		}{
			{"db.duplicate", put(ctx, "a")},
			{"db.in_use", func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO parts (id, thing) VALUES ('p', 'nobody')`)
				return err
			}},
			{"not_found", func(tx *db.Tx) error {
				_, err := db.One(ctx, tx, db.Value[int], `SELECT n FROM things WHERE id = $1`, "zzz")
				return err
			}},
			{"stale_version", func(tx *db.Tx) error {
				return tx.UpdateOne(ctx, `UPDATE things SET n = 1 WHERE id = $1 AND version = $2`, "a", 9)
			}},
		}
		for _, c := range cases {
			if err := d.Write(ctx, c.act); errs.Code(err) != c.code {
				t.Errorf("got %q, want %q (%v)", errs.Code(err), c.code, err)
			}
		}
	})
}

func TestAKeyHappensOnce(t *testing.T) {
	dbtest.Run(t, schema, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		ctx := context.Background()
		key := &db.Key{Actor: "per_1", Key: "k1"}
		keyed := db.WithKey(ctx, key)
		if err := d.Write(keyed, put(ctx, "a")); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(keyed, put(ctx, "b")); err != nil {
			t.Fatalf("a second step of the same act: %v", err)
		}
		if _, _, found, _ := d.Answer(ctx, key); !found {
			t.Fatal("the key is not on record")
		}
		if err := d.SaveAnswer(ctx, key, 201, []byte(`{"id":"a"}`)); err != nil {
			t.Fatal(err)
		}
		again := &db.Key{Actor: "per_1", Key: "k1"}
		if err := d.Write(db.WithKey(ctx, again), put(ctx, "c")); !db.ErrRepeated(err) {
			t.Fatalf("the act happened twice: %v", err)
		}
		status, body, found, err := d.Answer(ctx, again)
		if status != 201 || string(body) != `{"id":"a"}` || !found || err != nil {
			t.Fatalf("got %d %s %v %v", status, body, found, err)
		}
		if n := count(t, d); n != 2 {
			t.Fatalf("%d rows", n)
		}
	})
}

func TestSubtreeAndContains(t *testing.T) {
	dbtest.Run(t, schema, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		ctx := context.Background()
		rows := [][]any{{"x", "/14/1409/", 1}, {"y", "/14/1409/140902/", 2}, {"z", "/14/14090/", 3}, {"Q%", "/14/141/", 4}}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			n, err := tx.Insert(ctx, "things", []string{"id", "path", "n"}, rows, "")
			if n != 4 {
				t.Errorf("inserted %d", n)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		ids := func(where func(*db.Args) string) (out []string) {
			if err := d.Read(ctx, func(tx *db.Tx) error {
				var a db.Args
				var err error
				out, err = db.All(ctx, tx, db.Value[string], `SELECT id FROM things WHERE `+where(&a)+` ORDER BY id`, a.Values()...)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return out
		}
		if got := ids(func(a *db.Args) string { return a.Within("path", []string{"/14/1409/"}) }); len(got) != 2 || got[0] != "x" || got[1] != "y" {
			t.Errorf("subtree: %v", got)
		}
		if got := ids(func(a *db.Args) string { return a.Within("path", nil) }); len(got) != 0 {
			t.Errorf("no grant must see nothing: %v", got)
		}
		if got := ids(func(a *db.Args) string { return a.Contains("q%", "id") }); len(got) != 1 {
			t.Errorf("contains: %v", got)
		}
	})
}

func TestWhatWasAnsweredSurvivesReopening(t *testing.T) {
	dbtest.Engines(t, func(t *testing.T, url string) {
		ctx := context.Background()
		d, err := db.Open(ctx, db.Options{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(ctx, schema...); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(ctx, put(ctx, "a")); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(ctx, put(ctx, "b")); err == nil {
			t.Fatal("a closed database took a write")
		}
		again := dbtest.Open(t, url, clock.System{}, schema...)
		if n := count(t, again); n != 1 {
			t.Fatalf("%d rows after reopening", n)
		}
	})
}

// The same statement inside the reading of its own rows must not disturb them.
func TestAStatementWithinItsOwnRows(t *testing.T) {
	dbtest.Run(t, schema, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		if d.Engine() == db.Postgres {
			return // one connection reads one result at a time there
		}
		ctx := context.Background()
		const query = `SELECT id FROM things WHERE n >= $1 ORDER BY id`
		for range 3 { // the first time round it is not ready yet
			var seen []string
			if err := d.Write(ctx, func(tx *db.Tx) error {
				seen = nil
				for _, id := range []string{"a", "b", "c"} {
					if _, err := tx.Exec(ctx, `INSERT INTO things (id, path, n) VALUES ($1, '/', 1) ON CONFLICT DO NOTHING`, id); err != nil {
						return err
					}
				}
				return db.Each(ctx, tx, func(s db.Scanner) error {
					outer, err := db.Value[string](s)
					if err != nil {
						return err
					}
					inner, err := db.All(ctx, tx, db.Value[string], query, 0)
					seen = append(seen, outer+inner[0])
					return err
				}, query, 0)
			}); err != nil {
				t.Fatal(err)
			}
			if len(seen) != 3 || seen[0] != "aa" || seen[2] != "ca" {
				t.Fatalf("read %v", seen)
			}
		}
	})
}

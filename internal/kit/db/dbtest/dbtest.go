// Package dbtest gives a test a fresh, migrated database on every engine that
// is at hand: SQLite always, PostgreSQL when HUXUE_TEST_PG names a server (make
// test starts one). A test that passes here has passed on both.
package dbtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
)

// Start is the moment at which every test's clock stands at first: a Monday
// morning in September, 07:30 in Xinzhou.
var Start = time.Date(2026, 9, 7, 7, 30, 0, 0, time.FixedZone("CST", 8*3600)).UTC()

// Run runs f once per engine, each time over a fresh database with the rooms'
// tables and a clock that stands at Start.
func Run(t *testing.T, schemas []db.Schema, f func(t *testing.T, d *db.DB, clk *clock.Fake)) {
	t.Helper()
	Engines(t, func(t *testing.T, url string) {
		clk := clock.NewFake(Start)
		f(t, Open(t, url, clk, schemas...), clk)
	})
}

// Engines runs f once per engine with the url of a fresh, empty database that
// goes with the test.
func Engines(t *testing.T, f func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, sqliteURL(t)) })
	if os.Getenv("HUXUE_TEST_PG") != "" {
		t.Run("postgres", func(t *testing.T) { f(t, postgresURL(t)) })
	}
}

// Postgres returns the url of a fresh, empty PostgreSQL database that goes with
// the test, and skips the test where there is no server.
func Postgres(t testing.TB) string {
	t.Helper()
	if os.Getenv("HUXUE_TEST_PG") == "" {
		t.Skip("HUXUE_TEST_PG names no PostgreSQL server; make test starts one")
	}
	return postgresURL(t)
}

// Open opens and migrates a database for the life of the test.
func Open(t testing.TB, url string, clk clock.Clock, schemas ...db.Schema) *db.DB {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{URL: url, Clock: clk})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	if err := d.Migrate(ctx, schemas...); err != nil {
		t.Fatal(err)
	}
	return d
}

func sqliteURL(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "huxue.db") }

func postgresURL(t testing.TB) string {
	t.Helper()
	return ownPostgres(t, "")
}

// ownPostgres returns the url of a database that goes with the test: an empty
// one, or a copy of the one at from.
func ownPostgres(t testing.TB, from string) string {
	t.Helper()
	made, err := createPostgres(from)
	if err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	t.Cleanup(func() {
		if err := asAdmin("DROP DATABASE IF EXISTS " + databaseOf(made) + " WITH (FORCE)"); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return made
}

func createPostgres(from string) (string, error) {
	name := strings.ReplaceAll(id.New("test"), "-", "_")
	sql := "CREATE DATABASE " + name
	if from != "" {
		sql += " TEMPLATE " + databaseOf(from)
	}
	if err := asAdmin(sql); err != nil {
		return "", err
	}
	u, err := url.Parse(os.Getenv("HUXUE_TEST_PG"))
	if err != nil {
		return "", fmt.Errorf("HUXUE_TEST_PG: %w", err)
	}
	u.Path = "/" + name
	return u.String(), nil
}

// databaseOf returns the name of the database in a PostgreSQL url.
func databaseOf(made string) string {
	u, err := url.Parse(made)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Path, "/")
}

func asAdmin(sql string) error {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, os.Getenv("HUXUE_TEST_PG"))
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(ctx) }()
	_, err = c.Exec(ctx, sql)
	return err
}

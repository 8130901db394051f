package dbtest

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Stencil is a database that is made and filled once for all tests of a
// package, and copied for each of them: copying takes a fraction of the time.
type Stencil struct {
	// Fill makes the database at url ready, with whatever belongs to it on the disk
	// in dir, and closes it again.
	Fill func(url, dir string) error

	sqlite, postgres original
}

// original is what the copies of one engine are made from.
type original struct {
	once sync.Once
	url  string
	dir  string
	err  error
}

// Engines runs f once per engine with the url of a copy and the folder that
// belongs to it.
func (s *Stencil) Engines(t *testing.T, f func(t *testing.T, url, dir string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		from := s.original(t, &s.sqlite, func(dir string) (string, error) { return "sqlite:" + filepath.Join(dir, "huxue.db"), nil })
		copyDir(t, from.dir, dir)
		f(t, "sqlite:"+filepath.Join(dir, "huxue.db"), dir)
	})
	if os.Getenv("HUXUE_TEST_PG") == "" {
		return
	}
	t.Run("postgres", func(t *testing.T) {
		dir := t.TempDir()
		from := s.original(t, &s.postgres, func(string) (string, error) { return createPostgres("") })
		copyDir(t, from.dir, dir)
		f(t, ownPostgres(t, from.url), dir)
	})
}

// original fills what is copied, the first time it is asked for. It outlives the
// test; a PostgreSQL for tests goes away as a whole.
func (s *Stencil) original(t *testing.T, o *original, place func(dir string) (string, error)) *original {
	t.Helper()
	o.once.Do(func() {
		if o.dir, o.err = os.MkdirTemp("", "huxue-stencil-"); o.err != nil {
			return
		}
		if o.url, o.err = place(o.dir); o.err == nil {
			o.err = s.Fill(o.url, o.dir)
		}
	})
	if o.err != nil {
		t.Fatal(fmt.Errorf("fill the stencil: %w", o.err))
	}
	return o
}

func copyDir(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

package files_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/files"
)

const (
	school  = "/14/1409/140902/sch_1/"
	other   = "/14/1409/140921/sch_2/"
	photo   = "\xff\xd8\xff\xe0\x00\x10JFIF and so on"
	purpose = "drill_photo"
	maxSize = 1 << 20
)

var purposes = []files.Purpose{
	{Key: purpose, Add: "drill.write", View: "drill.view", MaxBytes: maxSize, Kinds: files.Photos},
	{Key: "visit_photo", Add: "drill.write", View: "drill.view", MaxBytes: 10 << 20, Kinds: files.Photos, Photo: true},
}

// limits is a norm register in which nobody has ruled, but for how many uploads
// may be under way.
type limits struct{}

func (limits) Now(_ context.Context, key, _ string, otherwise int) int {
	if key == "files.upload_open" {
		return 3
	}
	return otherwise
}

// as is a person who may add and look at the paths.
func as(person string, paths ...string) context.Context {
	return access.With(context.Background(), access.Actor{Kind: access.Person, ID: person,
		Held: map[access.Perm][]string{"drill.write": paths, "drill.view": paths}})
}

// stage is the rung over one engine and a folder of its own.
type stage struct {
	*files.Service
	t   *testing.T
	db  *db.DB
	clk *clock.Fake
	dir string
}

func play(t *testing.T, f func(s *stage)) {
	t.Helper()
	dbtest.Run(t, []db.Schema{audit.Schema, files.Schema}, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		dir := t.TempDir()
		f(&stage{files.New(files.Options{DB: d, Dir: dir, Purposes: purposes, Limits: limits{}}), t, d, clk, dir})
	})
}

func (s *stage) add(ctx context.Context, content string) *files.File {
	s.t.Helper()
	f, err := s.Add(ctx, purpose, school, "照片.jpg", strings.NewReader(content))
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

func (s *stage) keep(ctx context.Context, f *files.File, path string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := files.Keep(ctx, tx, f.ID, purpose, path)
		return err
	})
}

// stored counts what lies in the folder.
func (s *stage) stored() (n int) {
	s.t.Helper()
	if err := filepath.WalkDir(filepath.Join(s.dir, "files"), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (s *stage) code(ctx context.Context, id string) string {
	_, b, err := s.Open(ctx, id)
	if err == nil {
		_ = b.Close()
	}
	return errs.Code(err)
}

func TestOnceOnTheShelfHoweverOftenHandedIn(t *testing.T) {
	play(t, func(s *stage) {
		guard := as("per_guard", school)
		one, two := s.add(guard, photo), s.add(guard, photo)
		if one.ID == two.ID || one.SHA256 != two.SHA256 || one.MediaType != files.JPEG || one.Size != int64(len(photo)) {
			s.t.Fatalf("%+v %+v", one, two)
		}
		if n := s.stored(); n != 1 {
			s.t.Fatalf("%d on the shelf", n)
		}
		_, b, err := s.Open(guard, two.ID)
		if err != nil {
			s.t.Fatal(err)
		}
		defer func() { _ = b.Close() }()
		if got, err := io.ReadAll(b); err != nil || string(got) != photo {
			s.t.Fatalf("%q %v", got, err)
		}
	})
}

func TestWhoSeesWhat(t *testing.T) {
	play(t, func(s *stage) {
		guard, principal, stranger := as("per_guard", school), as("per_head", school), as("per_far", other)
		f := s.add(guard, photo)
		if got := s.code(principal, f.ID); got != "files.not_found" {
			s.t.Errorf("before a room took it: %q", got)
		}
		if err := s.keep(principal, f, school); errs.Code(err) != "files.not_found" {
			s.t.Errorf("another takes it into his record: %v", err)
		}
		if err := s.keep(guard, f, school); err != nil {
			s.t.Fatal(err)
		}
		if err := s.keep(guard, f, school); errs.Code(err) != "files.kept_elsewhere" {
			s.t.Errorf("taken twice: %v", err)
		}
		for who, want := range map[string]string{"guard": "", "principal": "", "stranger": "files.not_found", "nobody": "unauthorized"} {
			ctx := map[string]context.Context{"guard": guard, "principal": principal, "stranger": stranger, "nobody": context.Background()}[who]
			if got := s.code(ctx, f.ID); got != want {
				s.t.Errorf("%s: %q, want %q", who, got, want)
			}
		}
		if err := s.db.Write(guard, func(tx *db.Tx) error { return files.Moved(guard, tx, school, other) }); err != nil {
			s.t.Fatal(err)
		}
		if a, b := s.code(principal, f.ID), s.code(stranger, f.ID); a != "files.not_found" || b != "" {
			s.t.Errorf("after the school moved: %q %q", a, b)
		}
	})
}

func TestWhatIsRefused(t *testing.T) {
	play(t, func(s *stage) {
		guard := as("per_guard", school)
		broken := io.MultiReader(strings.NewReader(photo), reader{errors.New("the line went dead")})
		for _, c := range []struct {
			what    string
			ctx     context.Context
			purpose string
			path    string
			content io.Reader
			code    string
		}{
			{"nobody", context.Background(), purpose, school, strings.NewReader(photo), "unauthorized"},
			{"elsewhere", guard, purpose, other, strings.NewReader(photo), "forbidden"},
			{"no purpose", guard, "wallpaper", school, strings.NewReader(photo), "files.unknown_purpose"},
			{"no place", guard, purpose, "sch_1", strings.NewReader(photo), "files.no_place"},
			{"empty", guard, purpose, school, strings.NewReader(""), "files.empty"},
			{"too large", guard, purpose, school, bytes.NewReader(make([]byte, maxSize+1)), "files.too_large"},
			{"a page", guard, purpose, school, strings.NewReader("<!DOCTYPE html><p>"), "files.kind_not_taken"},
			{"broken off", guard, purpose, school, broken, "files.upload_broken"},
		} {
			if _, err := s.Add(c.ctx, c.purpose, c.path, "x.jpg", c.content); errs.Code(err) != c.code {
				s.t.Errorf("%s: %v, want %s", c.what, err, c.code)
			}
		}
		if n := s.stored(); n != 0 {
			s.t.Errorf("%d left on the shelf", n)
		}
	})
}

type reader struct{ err error }

func (r reader) Read([]byte) (int, error) { return 0, r.err }

func TestTheSweepTakesOnlyWhatNobodyWants(t *testing.T) {
	play(t, func(s *stage) {
		guard := as("per_guard", school)
		kept, twin, dropped := s.add(guard, photo), s.add(guard, photo), s.add(guard, photo+" 2")
		if err := s.keep(guard, kept, school); err != nil {
			s.t.Fatal(err)
		}
		leftover := filepath.Join(s.dir, "files", "tmp", "in-cut-off")
		if err := os.WriteFile(leftover, []byte("half"), 0o600); err != nil {
			s.t.Fatal(err)
		}
		if err := os.Chtimes(leftover, s.clk.Now(), s.clk.Now()); err != nil {
			s.t.Fatal(err)
		}
		system := access.AsSystem(context.Background(), "files-purge")
		sweep := func(wantRows, wantBlobs int64) {
			s.t.Helper()
			if rows, blobs, err := s.Purge(system); rows != wantRows || blobs != wantBlobs || err != nil {
				s.t.Fatalf("swept %d rows and %d blobs (%v), want %d and %d", rows, blobs, err, wantRows, wantBlobs)
			}
		}
		s.clk.Add(23 * time.Hour)
		sweep(0, 0)
		s.clk.Add(2 * time.Hour)
		fresh := s.add(guard, photo+" 3")
		sweep(2, 2)
		for id, want := range map[string]string{kept.ID: "", fresh.ID: "", twin.ID: "files.not_found", dropped.ID: "files.not_found"} {
			if got := s.code(guard, id); got != want {
				s.t.Errorf("%q, want %q", got, want)
			}
		}
	})
}

func TestADamagedFileIsSaidToBeDamaged(t *testing.T) {
	play(t, func(s *stage) {
		guard := as("per_guard", school)
		f := s.add(guard, photo)
		place := filepath.Join(s.dir, "files", f.SHA256[:2], f.SHA256)
		if err := os.WriteFile(place, []byte("short"), 0o600); err != nil {
			s.t.Fatal(err)
		}
		if got := s.code(guard, f.ID); got != "files.damaged" {
			s.t.Fatalf("%q", got)
		}
		s.add(guard, photo) // who hands it in again mends it
		if got := s.code(guard, f.ID); got != "" {
			s.t.Fatalf("%q", got)
		}
	})
}

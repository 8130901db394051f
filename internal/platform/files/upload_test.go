package files_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/files"
)

const hour = time.Hour

func system() context.Context { return access.AsSystem(context.Background(), "files-purge") }

func (s *stage) keepAs(ctx context.Context, f *files.File, purpose string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := files.Keep(ctx, tx, f.ID, purpose, school)
		return err
	})
}

func announced(key string, content []byte) files.Upload {
	sum := sha256.Sum256(content)
	return files.Upload{Key: key, Purpose: "visit_photo", Path: school, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]), Name: "照片.jpg"}
}

func (s *stage) begin(ctx context.Context, u files.Upload) *files.Standing {
	s.t.Helper()
	st, err := s.Begin(ctx, u)
	if err != nil {
		s.t.Fatal(err)
	}
	return st
}

func (s *stage) byKey(ctx context.Context, keys ...string) (out map[string]string) {
	s.t.Helper()
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.ByKey(ctx, tx, keys)
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return out
}

const key = "01JZ0000000000000000000001"

// The line breaks in the middle, the server is started anew, a piece comes twice:
// one file comes of it.
func TestAnUploadGoesOnWhereItWas(t *testing.T) {
	play(t, func(s *stage) {
		guard, content := as("per_guard", school), asJPEG(s.t, gate(900, 600))
		u := announced(key, content)
		if st := s.begin(guard, u); st.Offset != 0 || st.File != nil {
			s.t.Fatalf("%+v", st)
		}
		cut := io.MultiReader(bytes.NewReader(content[:1000]), reader{errors.New("the line went dead")})
		if _, err := s.Append(guard, key, 0, cut); errs.Code(err) != "files.upload_broken" {
			s.t.Fatal(err)
		}
		s.Service = files.New(files.Options{DB: s.db, Dir: s.dir, Purposes: purposes, Limits: limits{}})
		if st := s.begin(guard, u); st.Offset != 1000 {
			s.t.Fatalf("%+v", st)
		}
		if len(s.byKey(guard, key)) != 0 {
			s.t.Fatal("half an upload is no file")
		}
		st, err := s.Append(guard, key, 500, bytes.NewReader(content[500:1500]))
		if err != nil || st.Offset != 1500 {
			s.t.Fatal(st, err)
		}
		if _, err := s.Append(guard, key, 1600, bytes.NewReader(content[1600:])); errs.Code(err) != "files.upload_gap" {
			s.t.Fatal(err)
		}
		st, err = s.Append(guard, key, 1500, bytes.NewReader(content[1500:]))
		if err != nil || st.File == nil || st.File.Original != u.SHA256 {
			s.t.Fatal(st, err)
		}
		for range 2 { // the answer was lost: both ways of asking again give the same file
			again, err := s.Append(guard, key, 1500, bytes.NewReader(content[1500:]))
			if err != nil || again.File.ID != st.File.ID || s.begin(guard, u).File.ID != st.File.ID {
				s.t.Fatal(again, err)
			}
		}
		if got := s.byKey(guard, key, "01JZ0000000000000000000002"); len(got) != 1 || got[key] != st.File.ID {
			s.t.Fatal(got)
		}
		if got := s.byKey(as("per_other", school), key); len(got) != 0 {
			s.t.Fatal("another's key", got)
		}
		if n := s.stored(); n != 2 { // the picture, large and small
			s.t.Fatalf("%d on the shelf", n)
		}
	})
}

// last gives all of its bytes together with an error.
type last struct{ rest []byte }

func (l *last) Read(p []byte) (int, error) {
	n := copy(p, l.rest)
	if l.rest = l.rest[n:]; len(l.rest) > 0 {
		return n, nil
	}
	return n, errors.New("killed")
}

// The server was killed when the last byte had come and the file was not made yet.
func TestTheLastPieceMayBeEmpty(t *testing.T) {
	play(t, func(s *stage) {
		guard, content := as("per_guard", school), asJPEG(s.t, gate(90, 60))
		u := announced(key, content)
		s.begin(guard, u)
		if _, err := s.Append(guard, key, 0, &last{content}); errs.Code(err) != "files.upload_broken" {
			s.t.Fatal("it did not break")
		}
		if st := s.begin(guard, u); st.Offset != u.Size || st.File != nil {
			s.t.Fatalf("%+v", st)
		}
		if st, err := s.Append(guard, key, u.Size, bytes.NewReader(nil)); err != nil || st.File == nil {
			s.t.Fatal(st, err)
		}
	})
}

// Two tabs of one phone send the same photograph at once.
func TestTwoSendersOneFile(t *testing.T) {
	play(t, func(s *stage) {
		guard, content := as("per_guard", school), asJPEG(s.t, gate(400, 300))
		u := announced(key, content)
		var ids sync.Map
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				if _, err := s.Begin(guard, u); err != nil {
					s.t.Error(err)
					return
				}
				st, err := s.Append(guard, key, 0, bytes.NewReader(content))
				if err != nil || st.File == nil {
					s.t.Error(st, err)
					return
				}
				ids.Store(st.File.ID, true)
			})
		}
		all.Wait()
		n := 0
		ids.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			s.t.Fatalf("%d files", n)
		}
	})
}

func TestUploadsThatAreRefused(t *testing.T) {
	play(t, func(s *stage) {
		guard, content := as("per_guard", school), asJPEG(s.t, gate(90, 60))
		good := announced(key, content)
		with := func(change func(*files.Upload)) files.Upload {
			u := good
			change(&u)
			return u
		}
		s.begin(guard, good)
		for _, c := range []struct {
			what, code string
			ctx        context.Context
			u          files.Upload
		}{
			{"nobody", "unauthorized", context.Background(), good},
			{"elsewhere", "forbidden", as("per_far", other), good},
			{"a name like a path", "files.upload_key", guard, with(func(u *files.Upload) { u.Key = "../../../etc/passwd" })},
			{"no hash", "files.upload_sum", guard, with(func(u *files.Upload) { u.SHA256 = "zz" })},
			{"too large", "files.too_large", guard, with(func(u *files.Upload) { u.Size = 1 << 30 })},
			{"empty", "files.empty", guard, with(func(u *files.Upload) { u.Size = 0 })},
			{"another file under the key", "files.upload_other", guard, with(func(u *files.Upload) { u.Size++ })},
		} {
			if _, err := s.Begin(c.ctx, c.u); errs.Code(err) != c.code {
				s.t.Errorf("%s: %v, want %s", c.what, err, c.code)
			}
		}
		if _, err := s.Append(as("per_other", school), key, 0, bytes.NewReader(content)); errs.Code(err) != "files.upload_unknown" {
			s.t.Errorf("another's upload: %v", err)
		}
		wrong := append([]byte{}, content...)
		wrong[len(wrong)-3] ^= 1
		if _, err := s.Append(guard, key, 0, bytes.NewReader(wrong)); errs.Code(err) != "files.upload_differs" {
			s.t.Errorf("other bytes: %v", err)
		}
		page := []byte("<!DOCTYPE html><script>1</script>")
		s.begin(guard, announced("01JZ0000000000000000000009", page))
		if _, err := s.Append(guard, "01JZ0000000000000000000009", 0, bytes.NewReader(page)); errs.Code(err) != "files.kind_not_taken" {
			s.t.Errorf("a page: %v", err)
		}
		if n := s.stored(); n != 0 {
			s.t.Errorf("%d left on the shelf", n)
		}
		if st := s.begin(guard, good); st.Offset != 0 { // and may begin anew
			s.t.Errorf("%+v", st)
		}
	})
}

func TestUploadsAreBoundedAndSwept(t *testing.T) {
	play(t, func(s *stage) {
		guard, content := as("per_guard", school), asJPEG(s.t, gate(90, 60))
		names := []string{"01JZ000000000000000000000A", "01JZ000000000000000000000B", "01JZ000000000000000000000C"}
		for _, name := range names {
			s.begin(guard, announced(name, content))
		}
		if _, err := s.Begin(guard, announced(key, content)); errs.Code(err) != "files.uploads_open" {
			s.t.Fatal(err)
		}
		st, err := s.Append(guard, names[0], 0, bytes.NewReader(content))
		if err != nil {
			s.t.Fatal(err)
		}
		s.begin(guard, announced(key, content)) // one has ended, one may begin
		s.clk.Add(25 * hour)                    // no room has taken the file
		if rows, _, err := s.Purge(system()); rows != 1 || err != nil {
			s.t.Fatal(rows, err)
		}
		if got := s.byKey(guard, names[0]); len(got) != 0 {
			s.t.Fatalf("the file %s is gone, its key must be too: %v", st.File.ID, got)
		}
		s.clk.Add(48 * hour)
		if _, _, err := s.Purge(system()); err != nil {
			s.t.Fatal(err)
		}
		for _, name := range []string{"01JZ000000000000000000000D", "01JZ000000000000000000000E", "01JZ000000000000000000000F"} {
			s.begin(guard, announced(name, content))
		}
	})
}

package files_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/files"
)

// Two servers share the folder: what is handed in on one is seen on the other.
func TestAPhotoIsSeenOnEveryServer(t *testing.T) {
	play(t, func(s *stage) {
		if err := files.ClaimFolder(context.Background(), s.db, s.dir, false); err != nil {
			t.Fatal(err)
		}
		other := files.New(files.Options{DB: s.db, Dir: s.dir, Purposes: purposes, Limits: limits{}})
		f := s.add(as("per_1", school), photo)
		_, bytes, err := other.Open(as("per_1", school), f.ID)
		if err != nil {
			t.Fatal(err)
		}
		_ = bytes.Close()
	})
}

// The share is not mounted on one server: it takes no photos, which nobody else
// would see, and its sweep leaves alone what lies there. Once it is mounted, it
// goes on by itself.
func TestAFolderThatIsNotSharedTakesNothing(t *testing.T) {
	play(t, func(s *stage) {
		ctx := context.Background()
		if err := files.ClaimFolder(ctx, s.db, s.dir, false); err != nil {
			t.Fatal(err)
		}
		elsewhere := t.TempDir()
		if err := files.ClaimFolder(ctx, s.db, elsewhere, false); err == nil {
			t.Fatal("another folder was taken")
		}
		apart := files.New(files.Options{DB: s.db, Dir: elsewhere, Purposes: purposes, Limits: limits{}})
		add := func() error {
			_, err := apart.Add(as("per_1", school), purpose, school, "照片.jpg", strings.NewReader(photo))
			return err
		}
		if err := add(); errs.Code(err) != "files.not_shared" {
			t.Fatalf("handed in: %v", err)
		}
		if _, _, err := apart.Purge(ctx); errs.Code(err) != "files.not_shared" {
			t.Fatalf("swept: %v", err)
		}
		mark, err := os.ReadFile(filepath.Join(s.dir, "files.mark"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(elsewhere, "files.mark"), mark, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := add(); err != nil {
			t.Fatalf("mounted: %v", err)
		}
	})
}

package setting_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/platform/setting"
)

// The first server makes the key; one that has another, or none, is refused and
// makes nothing; only the operator who has lost the key may go on with a new one.
func TestADatabaseKnowsItsKey(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		ctx := context.Background()
		first, second := filepath.Join(t.TempDir(), "secret.key"), filepath.Join(t.TempDir(), "secret.key")
		for range 2 {
			if err := setting.ClaimKey(ctx, d, first, false); err != nil {
				t.Fatalf("the first server: %v", err)
			}
		}
		if err := setting.ClaimKey(ctx, d, second, false); err == nil {
			t.Fatal("a server without the key was let in")
		}
		if _, err := os.Stat(second); !os.IsNotExist(err) {
			t.Fatalf("and it made a key of its own: %v", err)
		}
		if err := os.WriteFile(second, make([]byte, 32), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := setting.ClaimKey(ctx, d, second, false); err == nil {
			t.Fatal("a server with another key was let in")
		}
		if err := setting.ClaimKey(ctx, d, second, true); err != nil {
			t.Fatalf("the key is lost: %v", err)
		}
		if err := setting.CheckKey(ctx, d, second); err != nil {
			t.Fatal(err)
		}
		if err := setting.CheckKey(ctx, d, first); err == nil {
			t.Fatal("the old key still counts")
		}
	})
}

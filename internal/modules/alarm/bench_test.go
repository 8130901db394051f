package alarm_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"testing"

	"huxue/internal/app/apptest"
)

// BenchmarkPress is a press through the whole handler, durable, one after the
// other: what a press costs the server.
func BenchmarkPress(b *testing.B) {
	a := apptest.Open(b, "sqlite:"+filepath.Join(b.TempDir(), "huxue.db"))
	a.Do(bureau, http.MethodGet, "/api/v1/auth/me", nil)
	for i := 0; b.Loop(); i++ {
		body := fmt.Sprintf(`{"place":"%d"}`, i)
		if r := a.Do(guard, http.MethodPost, "/api/v1/alarms", body, "Idempotency-Key", fmt.Sprint("b", i)); r.Status != http.StatusCreated {
			b.Fatalf("%d %s", r.Status, r.Body)
		}
	}
}

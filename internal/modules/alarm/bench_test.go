package alarm_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"huxue/internal/app/apptest"
)

// BenchmarkPress is presses through the whole handler, durable, many at once:
// what a press costs the server when commits are shared.
func BenchmarkPress(b *testing.B) {
	a := apptest.Fresh(b)
	a.Do(guard, http.MethodGet, "/api/v1/auth/me", nil)
	var n atomic.Int64
	b.SetParallelism(64)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			body := fmt.Sprintf(`{"place":"%d"}`, i)
			if r := a.Do(guard, http.MethodPost, "/api/v1/alarms", body, "Idempotency-Key", fmt.Sprint("b", i)); r.Status != http.StatusCreated {
				b.Errorf("%d %s", r.Status, r.Body)
			}
		}
	})
}

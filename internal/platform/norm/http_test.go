package norm_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/norm"
)

// A county shortens the retention of access records, the nation's floor stands,
// and everybody can see why: as a browser asks it.
func TestOverTheDoor(t *testing.T) {
	register(t, func(t *testing.T, s *norm.Service, _ *db.DB, _ *clock.Fake) {
		api := httpapi.New(slog.New(slog.DiscardHandler), "test")
		s.Routes(api)
		officer := as("officer", county)
		call := func(ctx context.Context, method, target, body string, status int) map[string]any {
			t.Helper()
			r := httptest.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
			w := httptest.NewRecorder()
			api.Mux().ServeHTTP(w, r)
			if w.Code != status {
				t.Fatalf("%s %s: %d %s, want %d", method, target, w.Code, w.Body, status)
			}
			var out map[string]any
			if w.Body.Len() > 0 {
				must(t, json.Unmarshal(w.Body.Bytes(), &out))
			}
			return out
		}
		const ruling = `{"areaCode":"140902","schoolId":"","schoolKind":"","boarding":"","value":90,"strictness":"advice",
			"basis":"忻教安〔2026〕9号","clause":"","mark":"L","effectiveFrom":"2026-09-01","effectiveTo":"","note":""}`
		added := call(officer, http.MethodPost, "/api/v1/norms/access.retention_days/versions", ruling, 201)
		if above, _ := added["overruledBy"].(map[string]any); above["level"] != "nation" {
			t.Fatalf("a looser value was not told to be without effect: %v", added)
		}
		answer := call(officer, http.MethodGet, "/api/v1/norms/access.retention_days/holds?school=sch_senior&day=2026-09-07", "", 200)
		if r, _ := answer["resolved"].(map[string]any); r["value"] != 180.0 || answer["place"] != "sch_senior" {
			t.Fatalf("holds: %v", answer)
		}
		page := call(officer, http.MethodGet, "/api/v1/norms?q=access.retention&mark=L", "", 200)
		counts, _ := page["counts"].(map[string]any)
		if page["total"] != 1.0 || counts[""] != 2.0 || counts["S"] != 1.0 {
			t.Fatalf("page: total %v, counts %v", page["total"], counts)
		}
		one := call(officer, http.MethodGet, "/api/v1/norms/access.retention_days", "", 200)
		if versions, _ := one["versions"].([]any); len(versions) != 2 {
			t.Fatalf("history: %v", one)
		}
		for _, c := range []struct {
			ctx                  context.Context
			method, target, body string
			status               int
		}{
			{officer, http.MethodPost, "/api/v1/norms/no.such/versions", ruling, 404},
			{officer, http.MethodPost, "/api/v1/norms/access.retention_days/versions", strings.Replace(ruling, "90", `"many"`, 1), 422},
			{as("neighbour", other), http.MethodPost, "/api/v1/norms/access.retention_days/versions", ruling, 403},
			{as("neighbour", other), http.MethodGet, "/api/v1/norms/access.retention_days/holds?school=sch_senior", "", 404},
			{context.Background(), http.MethodGet, "/api/v1/norms", "", 401},
		} {
			call(c.ctx, c.method, c.target, c.body, c.status)
		}
	})
}

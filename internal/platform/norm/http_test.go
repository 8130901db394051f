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

func TestTheDoor(t *testing.T) {
	register(t, func(t *testing.T, s *norm.Service, _ *db.DB, _ *clock.Fake) {
		api := httpapi.New(slog.New(slog.DiscardHandler), "test")
		s.Routes(api)
		call := func(ctx context.Context, method, path, body string) (int, map[string]any) {
			t.Helper()
			r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			api.Mux().ServeHTTP(w, r)
			out := map[string]any{}
			if w.Body.Len() > 0 {
				if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
					t.Fatalf("%s %s: %v in %s", method, path, err, w.Body)
				}
			}
			return w.Code, out
		}
		bureau := as("bureau", city)
		body := `{"areaCode":"1409","schoolId":"","schoolKind":"","boarding":"","value":60,"strictness":"floor","basis":"忻教安〔2026〕9号",
			"clause":"","mark":"S","effectiveFrom":"2026-09-07","effectiveTo":"","note":""}`
		status, added := call(bureau, http.MethodPost, "/api/v1/norms/video.retention_days/versions", body)
		if status != http.StatusCreated || added["overruledBy"] != nil {
			t.Fatalf("add: %d %v", status, added)
		}
		id, _ := added["version"].(map[string]any)["id"].(string)
		for _, c := range []struct {
			name, method, path, body string
			ctx                      context.Context
			status                   int
			code                     string
		}{
			{"list", "GET", "/api/v1/norms?q=video&level=city&limit=5", "", bureau, 200, ""},
			{"one", "GET", "/api/v1/norms/guard.steps", "", bureau, 200, ""},
			{"unknown", "GET", "/api/v1/norms/no.such", "", bureau, 404, "norm.unknown"},
			{"holds", "GET", "/api/v1/norms/guard.steps/holds?school=sch_senior", "", bureau, 200, ""},
			{"held then", "GET", "/api/v1/norms/guard.steps/holds?school=sch_senior&day=2019-09-29", "", bureau, 404, "norm.none_holds"},
			{"nobody", "GET", "/api/v1/norms", "", context.Background(), 401, "unauthorized"},
			{"a wrong word", "POST", "/api/v1/norms/guard.steps/versions", strings.Replace(body, `"floor"`, `"roof"`, 1), bureau, 422, "request.invalid"},
			{"not for a neighbour", "POST", "/api/v1/norm-versions/" + id + "/end", `{"lastDay":"2026-12-31","version":1}`, as("n", other), 403, "forbidden"},
			{"a stale picture", "POST", "/api/v1/norm-versions/" + id + "/end", `{"lastDay":"2026-12-31","version":7}`, bureau, 409, "stale_version"},
			{"end", "POST", "/api/v1/norm-versions/" + id + "/end", `{"lastDay":"2026-12-31","version":1}`, bureau, 204, ""},
			{"entered in error", "POST", "/api/v1/norm-versions/" + id + "/end", `{"lastDay":"2026-01-01","version":2}`, bureau, 204, ""},
			{"gone", "POST", "/api/v1/norm-versions/" + id + "/end", `{"lastDay":"2026-01-01","version":3}`, bureau, 409, "norm.ended_already"},
		} {
			status, out := call(c.ctx, c.method, c.path, c.body)
			if code, _ := out["code"].(string); status != c.status || code != c.code {
				t.Errorf("%s: %d %s, want %d %s (%v)", c.name, status, code, c.status, c.code, out)
			}
		}
	})
}

package norm_test

import (
	"encoding/json"
	"maps"
	"testing"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/platform/norm"
)

// A county would keep access records for 90 days only. It may write so, and its
// line says that the 180 days from above stand in its place.
func TestALineThatIsSetAsideSaysSo(t *testing.T) {
	register(t, func(t *testing.T, s *norm.Service, _ *db.DB, _ *clock.Fake) {
		officer := as("officer", county)
		for key, value := range map[string]string{"access.retention_days": "90", "video.retention_days": "45"} {
			_, err := s.Add(officer, key, norm.Input{Area: "140902", Value: json.RawMessage(value), Strictness: norm.Floor,
				Basis: "忻区教〔2026〕3号", Mark: norm.Law, EffectiveFrom: today})
			must(t, err)
		}
		page, err := s.List(officer, norm.Query{Q: "忻区教"})
		must(t, err)
		got := map[string]string{}
		for _, r := range page.Items {
			got[r.Key] = r.Status
		}
		if want := map[string]string{"access.retention_days": "overruled", "video.retention_days": "current"}; !maps.Equal(got, want) {
			t.Fatalf("lines %v, want %v", got, want)
		}
		page, err = s.List(officer, norm.Query{Q: "retention_days", Mark: "S"})
		must(t, err)
		if page.Total != 1 || page.Counts["S"] != 1 || page.Counts["L"] != 4 || page.Counts[""] != 5 {
			t.Fatalf("total %d, counts %v", page.Total, page.Counts)
		}
	})
}

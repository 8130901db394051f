package norm

import (
	"context"
	"encoding/json"
	"testing"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// A newer release knows from which day a value holds. It takes the place of the
// older starting value on that day, but not of what people ruled themselves.
func TestANewerReleaseBringsItsValues(t *testing.T) {
	shipped := seeds
	t.Cleanup(func() { seeds = shipped })
	dbtest.Run(t, []db.Schema{audit.Schema, org.Schema, Schema}, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		ctx := access.AsSystem(context.Background(), "test")
		s := New(Options{DB: d})
		ship := func(from string, value int) {
			t.Helper()
			seeds = nil
			for _, key := range []string{"gate.width", "gate.height"} {
				seeds = append(seeds, number(key, "metre", key, key, start{value: value, strictness: Floor, mark: Memory, basis: "x", from: from}))
			}
			for range 2 { // a restart changes nothing
				if err := s.Seed(ctx); err != nil {
					t.Fatal(err)
				}
			}
		}
		ship("", 1)
		if _, err := s.Add(ctx, "gate.height", Input{Value: json.RawMessage("9"), Strictness: Floor, Basis: "y", Mark: Law, EffectiveFrom: "2020-01-01"}); err != nil {
			t.Fatal(err)
		}
		ship("2022-06-01", 2)
		for _, c := range []struct {
			key, day string
			want     float64
		}{
			{"gate.width", "2022-05-31", 1}, {"gate.width", "2022-06-01", 2},
			{"gate.height", "2019-12-31", 1}, {"gate.height", "2022-06-01", 9},
		} {
			if err := d.Read(ctx, func(tx *db.Tx) error {
				r, err := Get(ctx, tx, c.key, Where{Path: "/", Day: c.day})
				if err == nil && (r.Number() != c.want || len(r.Considered) != 1) {
					t.Errorf("%s on %s: %v of %d, want %v", c.key, c.day, r.Number(), len(r.Considered), c.want)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

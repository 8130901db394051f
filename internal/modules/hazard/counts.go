package hazard

import (
	"cmp"
	"context"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// countKey is one row of the numbers; see the migration for what the dims are.
type countKey struct{ Path, Month, Dim, Key string }

// Count are the figures of one row. (domain.md §9.3)
type Count struct {
	Found     int64 `json:"found"`     // valid hazards found in the month
	Closed    int64 `json:"closed"`    // of them, closed by now
	Major     int64 `json:"major"`     // of them, confirmed as major
	MajorOpen int64 `json:"majorOpen"` // and still open
	Listed    int64 `json:"listed"`    // and put on the list
	Overdue   int64 `json:"overdue"`   // open and late by now
	Recurred  int64 `json:"recurred"`  // of them, come back after they had been closed
	Extended  int64 `json:"extended"`
	Reworked  int64 `json:"reworked"` // refused at least once by the verifier
	Invalid   int64 `json:"invalid"`
	Due       int64 `json:"due"`      // whose deadline lies in the month
	OnTime    int64 `json:"onTime"`   // of them, closed by it
	ClosedIn  int64 `json:"closedIn"` // closed in the month, whenever found
}

var countColumns = []string{
	"found", "closed", "major", "major_open", "listed", "overdue", "recurred", "extended", "reworked", "invalid", "due", "on_time", "closed_in",
}

func (c *Count) fields() []*int64 {
	return []*int64{
		&c.Found, &c.Closed, &c.Major, &c.MajorOpen, &c.Listed, &c.Overdue, &c.Recurred, &c.Extended, &c.Reworked, &c.Invalid, &c.Due, &c.OnTime, &c.ClosedIn,
	}
}

// tally gathers what is to be added to the numbers.
type tally map[countKey]*Count

func (t tally) at(k countKey) *Count {
	c := t[k]
	if c == nil {
		c = &Count{}
		t[k] = c
	}
	return c
}

// add adds a hazard n times (1, or −1 to take away what it was) at its school and
// in every area above it.
func (t tally) add(h *Hazard, n int64) {
	if h == nil || h.State == Draft {
		return
	}
	done := h.State == Closed || h.State == Archived
	for _, path := range access.Above(h.Path)[1:] {
		t.at(countKey{path, "", "state", string(h.State) + "|" + h.Agency}).Found += n
		if !h.Valid() {
			if h.State == Invalid {
				t.at(countKey{path, monthOf(h.FoundAt), "", ""}).Invalid += n
			}
			continue
		}
		if h.Overdue {
			t.at(countKey{path, "", "state", "overdue|" + h.Agency}).Found += n
		}
		if h.Level == Major && !done {
			t.at(countKey{path, "", "state", "major|" + h.Agency}).Found += n
		}
		if h.Listed.On() && !done {
			t.at(countKey{path, "", "state", "listed|" + h.Agency}).Found += n
		}
		for _, k := range [][2]string{{"", ""}, {"category", h.Category}, {"agency", h.Agency}} {
			c := t.at(countKey{path, monthOf(h.FoundAt), k[0], k[1]})
			c.Found += n
			c.Closed += n * one(done)
			c.Major += n * one(h.confirmed())
			c.MajorOpen += n * one(h.confirmed() && !done)
			c.Listed += n * one(h.confirmed() && h.Listed.On())
			c.Overdue += n * one(h.Overdue)
			c.Recurred += n * one(h.RecurrenceOf != "")
			c.Extended += n * one(h.Extensions > 0)
			c.Reworked += n * one(h.Reworks > 0)
			c = t.at(countKey{path, monthOf(h.DueAt), k[0], k[1]})
			c.Due += n
			c.OnTime += n * one(done && !h.mendedAt().After(h.DueAt))
			if done {
				t.at(countKey{path, monthOf(h.ClosedAt), k[0], k[1]}).ClosedIn += n
			}
		}
	}
}

// confirmed reports whether somebody who may has judged the hazard to be major.
func (h *Hazard) confirmed() bool { return h.Level == Major && !h.Grader.At.IsZero() }

// mendedAt is when a closed hazard was reported as mended: whoever verifies late does
// not make the school late. What came in without that word was mended when closed.
func (h *Hazard) mendedAt() time.Time {
	if h.Fixer.At.IsZero() {
		return h.ClosedAt
	}
	return h.Fixer.At
}

func one(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// save writes the sums, in one order for everybody so that nobody waits for one who
// waits for him. Callers save last, so that nobody waits long.
func (t tally) save(ctx context.Context, tx *db.Tx) error {
	keys := make([]countKey, 0, len(t))
	for k, c := range t {
		if *c != (Count{}) {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b countKey) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Dim, b.Dim), cmp.Compare(a.Key, b.Key))
	})
	if len(keys) == 0 {
		return nil
	}
	rows := make([][]any, len(keys))
	for i, k := range keys {
		row := []any{k.Path, k.Month, k.Dim, k.Key}
		for _, v := range t[k].fields() {
			row = append(row, *v)
		}
		rows[i] = row
	}
	_, err := tx.Insert(ctx, "hazard_counts", append([]string{"path", "month", "dim", "key"}, countColumns...), rows, addUp)
	return err
}

var addUp = func() string {
	set := ""
	for i, c := range countColumns {
		if i > 0 {
			set += ", "
		}
		set += c + " = hazard_counts." + c + " + excluded." + c
	}
	return "ON CONFLICT (path, month, dim, key) DO UPDATE SET " + set
}()

// count is the only writer of the numbers: what a hazard was is taken away, what it
// is now is added. Either may be nil.
func count(ctx context.Context, tx *db.Tx, before, after *Hazard) error {
	t := tally{}
	t.add(before, -1)
	t.add(after, 1)
	return t.save(ctx, tx)
}

func scanCount(s db.Scanner) (k countKey, c Count, err error) {
	dest := []any{&k.Path, &k.Month, &k.Dim, &k.Key}
	for _, v := range c.fields() {
		dest = append(dest, v)
	}
	err = s.Scan(dest...)
	return k, c, err
}

// states sums up how many hazards there are in each state below the paths, of one
// agency or of all.
func states(ctx context.Context, tx *db.Tx, paths []string, agency string) (map[string]int64, error) {
	out := map[string]int64{}
	if len(paths) == 0 {
		return out, nil
	}
	var a db.Args
	q := `SELECT key, CAST(SUM(found) AS BIGINT) FROM hazard_counts WHERE month = '' AND dim = 'state' AND ` + a.In("path", paths)
	if agency != "" {
		q += ` AND key LIKE ` + a.Add("%|"+agency)
	}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var key string
		var n int64
		if err := s.Scan(&key, &n); err != nil {
			return err
		}
		for i := range key {
			if key[i] == '|' {
				key = key[:i]
				break
			}
		}
		out[key] += n
		return nil
	}, q+` GROUP BY key`, a.Values()...)
	return out, err
}

func countyPath(path string) string {
	if p := org.CountyPath(path); p != "" {
		return p
	}
	return path
}

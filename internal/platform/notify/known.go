package notify

import (
	"context"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/db"
)

// Shared addresses in use are remembered, so that a press does not travel to the
// database for them. Another server's change, and a place that has moved, are seen
// within knownFor.
const knownFor = 2 * time.Second

// listening is where a shared address listens: at its path and below, or, for the
// siren of a police station, at the schools that the station answers for.
type listening struct {
	id, path string
	modes    []string
	schools  []string
}

func (e *listening) hears(path string, mode Mode) bool {
	if !slices.Contains(e.modes, string(mode)) {
		return false
	}
	if len(e.schools) == 0 {
		return strings.HasPrefix(path, e.path)
	}
	return slices.ContainsFunc(e.schools, func(school string) bool { return strings.HasPrefix(path, school) })
}

// listeners reads the enabled shared addresses. A siren whose device was revoked
// is none.
func listeners(ctx context.Context, tx *db.Tx) (out []listening, err error) {
	err = db.Each(ctx, tx, func(row db.Scanner) error {
		var e listening
		var modes, school string
		if err := row.Scan(&e.id, &e.path, &modes, &school); err != nil {
			return err
		}
		if n := len(out); n == 0 || out[n-1].id != e.id {
			e.modes = strings.Split(modes, ",")
			out = append(out, e)
		}
		if school != "" {
			last := &out[len(out)-1]
			last.schools = append(last.schools, school)
		}
		return nil
	}, `SELECT e.id, e.path, e.modes, COALESCE(c.path, '') FROM notify_endpoints e
		LEFT JOIN devices d ON e.channel = 'siren' AND d.id = e.address
		LEFT JOIN agency_coverage v ON v.agency_id = d.agency_id LEFT JOIN schools c ON c.id = v.school_id
		WHERE e.enabled AND (e.channel <> 'siren' OR d.status = 'paired') ORDER BY e.id, c.path`)
	return out, err
}

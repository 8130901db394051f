package tipoff

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Numbers are how reports were dealt with in an area since a moment. OnTime are
// those taken up within their time; Due those whose time has come or that were
// taken up.
type Numbers struct {
	Total    int            `json:"total"`
	States   map[string]int `json:"states"`
	Kinds    map[string]int `json:"kinds"`
	OnTime   int            `json:"onTime"`
	Due      int            `json:"due"`
	Hazards  int            `json:"hazards" doc:"that became hazards, closed ones included"`
	Hours    float64        `json:"hours" doc:"from report to answer, on the average; 0 while there is none"`
	Answered int            `json:"answered"`
}

// Numbers counts the reports the actor may see. They are few: one index range.
func (s *Service) Numbers(ctx context.Context, path string, since int64) (*Numbers, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	out := &Numbers{States: map[string]int{}, Kinds: map[string]int{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var a db.Args
		now := a.Add(db.Millis(tx.Now))
		where := a.Within("path", access.Areas(ctx, PermView)) + " AND created_at >= " + a.Add(since)
		if path != "" {
			where += " AND " + a.Within("path", []string{path})
		}
		return db.Each(ctx, tx, func(r db.Scanner) error {
			var state, kind string
			var n, onTime, due, hazards, answered int
			var took int64
			if err := r.Scan(&state, &kind, &n, &onTime, &due, &hazards, &answered, &took); err != nil {
				return err
			}
			out.Total += n
			out.States[state] += n
			out.Kinds[kind] += n
			out.OnTime, out.Due, out.Hazards, out.Answered = out.OnTime+onTime, out.Due+due, out.Hazards+hazards, out.Answered+answered
			out.Hours += float64(took)
			return nil
		}, `SELECT state, kind, count(*),
			CAST(sum(CASE WHEN (accepted_at > 0 AND accepted_at <= due_at) OR (accepted_at = 0 AND answered_at > 0 AND answered_at <= due_at) THEN 1 ELSE 0 END) AS BIGINT),
			CAST(sum(CASE WHEN accepted_at > 0 OR answered_at > 0 OR due_at < `+now+` THEN 1 ELSE 0 END) AS BIGINT),
			CAST(sum(CASE WHEN hazard_id <> '' THEN 1 ELSE 0 END) AS BIGINT),
			CAST(sum(CASE WHEN answered_at > 0 THEN 1 ELSE 0 END) AS BIGINT),
			CAST(sum(CASE WHEN answered_at > 0 THEN answered_at - created_at ELSE 0 END) AS BIGINT)
			FROM tipoffs WHERE `+where+` GROUP BY state, kind`, a.Values()...)
	})
	if out.Answered > 0 {
		out.Hours = float64(int(out.Hours/float64(out.Answered)/360_000+0.5)) / 10
	}
	return out, err
}

// Poster returns what a printed poster is about: a school of the actor's, or the
// city.
func (s *Service) Poster(ctx context.Context, schoolID string) (Spot, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return Spot{}, err
	}
	at, err := s.At(ctx, schoolID)
	if err != nil || schoolID == "" {
		return at, err
	}
	return at, access.See(ctx, PermView, at.Path, ErrNotFound)
}

package inspection

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Filter narrows a list of visits.
type Filter struct {
	From, To, State, Kind, Round string
	School, Query, Path, Own     string
	After                        string // "day|id" of the last one seen
	Limit                        int
}

// visible is the condition that the actor may see a visit: in his area, or his own;
// an unannounced one that has not begun only where he takes part in inspections.
func visible(ctx context.Context, a *db.Args) string {
	by := access.From(ctx)
	inspects := "(" + a.Within("v.path", access.Areas(ctx, PermTake)) + " OR " + a.Within("v.path", access.Areas(ctx, PermRun)) + ")"
	return "(" + a.Within("v.path", access.Areas(ctx, PermView)) + " AND (NOT v.hidden OR v.state <> 'planned' OR " + inspects +
		") OR EXISTS (SELECT 1 FROM inspection_parts p WHERE p.visit_id = v.id AND p.person_id = " + a.Add(by.ID) + "))"
}

func (f *Filter) where(ctx context.Context, a *db.Args, state bool) string {
	w := []string{visible(ctx, a)}
	add := func(cond, value string) {
		if value != "" {
			w = append(w, cond+a.Add(value))
		}
	}
	add("v.day >= ", f.From)
	add("v.day <= ", f.To)
	add("v.kind = ", f.Kind)
	add("v.round_id = ", f.Round)
	add("v.school_id = ", f.School)
	if state {
		add("v.state = ", f.State)
	}
	switch f.Own {
	case "yes":
		w = append(w, "v.own")
	case "no":
		w = append(w, "NOT v.own")
	}
	if f.Path != "" {
		w = append(w, a.Within("v.path", []string{f.Path}))
	}
	if q := strings.TrimSpace(f.Query); q != "" {
		w = append(w, a.Contains(q, "v.school_name", "v.title", "v.no"))
	}
	return strings.Join(w, " AND ")
}

// Visits returns the visits the actor may see, the newest day first, and how many
// there are in each state.
func (s *Service) Visits(ctx context.Context, f Filter) (cards []Card, by map[string]int, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, nil, err
	}
	by = map[string]int{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var a db.Args
		where := f.where(ctx, &a, true)
		if day, id, ok := strings.Cut(f.After, "|"); ok {
			d := a.Add(day)
			where += " AND (v.day < " + d + " OR (v.day = " + d + " AND v.id < " + a.Add(id) + "))"
		}
		list, err := db.All(ctx, tx, scanVisit, selectVisit+"WHERE "+where+" ORDER BY v.day DESC, v.id DESC LIMIT "+a.Add(f.Limit), a.Values()...)
		if err != nil {
			return err
		}
		if cards, err = s.cards(ctx, tx, list); err != nil {
			return err
		}
		var c db.Args
		return db.Each(ctx, tx, func(row db.Scanner) error {
			var state string
			var n int
			err := row.Scan(&state, &n)
			by[state] = n
			by[""] += n
			return err
		}, "SELECT v.state, COUNT(*) FROM inspection_visits v WHERE "+f.where(ctx, &c, false)+" GROUP BY v.state", c.Values()...)
	})
	return cards, by, err
}

// CalendarDay is how many visits a day has.
type CalendarDay struct {
	Day   string `json:"day"`
	Total int    `json:"total"`
	Done  int    `json:"done"`
	Own   int    `json:"own"`
}

// Calendar counts the visits of each day of a month.
func (s *Service) Calendar(ctx context.Context, month, path string) ([]CalendarDay, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	if !validDay(month + "-01") {
		return nil, errDay
	}
	out := []CalendarDay{}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		f := Filter{From: month + "-01", To: month + "-31", Path: path}
		var a db.Args
		out, err = db.All(ctx, tx, func(row db.Scanner) (d CalendarDay, err error) {
			err = row.Scan(&d.Day, &d.Total, &d.Done, &d.Own)
			return d, err
		}, `SELECT v.day, COUNT(*), CAST(SUM(CASE WHEN v.state = 'submitted' THEN 1 ELSE 0 END) AS BIGINT), CAST(SUM(CASE WHEN v.own THEN 1 ELSE 0 END) AS BIGINT)
			FROM inspection_visits v WHERE v.state <> 'void' AND `+f.where(ctx, &a, false)+` GROUP BY v.day ORDER BY v.day`, a.Values()...)
		return err
	})
	return out, err
}

package hazard

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// Filter narrows the ledger. Days are business days of the finding; Tab is a state,
// or overdue, major, listed, asked.
type Filter struct {
	Tab, Level, Category, Agency, Way string
	Path, School, Query               string
	From, To                          string
	Year                              int
	After                             string // "foundAt|id" of the last one seen
	Limit                             int
}

// visible is the condition that the actor may see a hazard, and the paths whose
// numbers are his ("" agency for all of them).
func visible(ctx context.Context, a *db.Args) string {
	parts := []string{within(a, access.Areas(ctx, PermAll))}
	for _, agency := range Agencies {
		perm, ok := agencyPerms[agency]
		if paths := access.Areas(ctx, perm); ok && len(paths) > 0 && access.From(ctx).Kind != access.System {
			code := a.Add(agency)
			parts = append(parts, "((agency = "+code+" OR from_agency = "+code+") AND "+within(a, paths)+")")
		}
	}
	who := access.From(ctx)
	return "((" + strings.Join(parts, " OR ") + ") AND (state <> 'draft' OR finder_id = " + a.Add(who.ID) + "))"
}

// within is the condition that a hazard lies in one of the paths. Of a whole city nearly
// all do: there the path must not lead the search, or all are read and sorted for the
// fifty that were found last.
func within(a *db.Args, paths []string) string {
	if slices.ContainsFunc(paths, func(p string) bool { return org.CountyPath(p) == "" }) {
		return a.Within("(path || '')", paths)
	}
	return a.Within("path", paths)
}

func (f *Filter) where(a *db.Args) string {
	var w []string
	add := func(column, value string) {
		if value != "" {
			w = append(w, column+" = "+a.Add(value))
		}
	}
	switch f.Tab {
	case "":
	case "overdue":
		w = append(w, "overdue")
	case "major":
		w = append(w, "level = 'major' AND state NOT IN ('closed', 'archived', 'invalid', 'merged')")
	case "listed":
		w = append(w, "listed NOT IN ('', 'proposed', 'refused', 'approved') AND state NOT IN ('closed', 'archived', 'invalid', 'merged')")
	case "open":
		w = append(w, "state IN ('registered', 'graded', 'assigned', 'rectifying', 'verifying')")
	default:
		add("state", f.Tab)
	}
	add("level", f.Level)
	add("category", f.Category)
	add("agency", f.Agency)
	add("way", f.Way)
	add("school_id", f.School)
	if f.Path != "" {
		if f.Path == org.CountyPath(f.Path) { // by the county's index; a school's few are found by their path
			add("county", f.Path)
		}
		w = append(w, a.Within("path", []string{f.Path}))
	}
	if f.Year > 0 {
		w = append(w, "year = "+a.Add(f.Year))
	}
	if at, ok := dayStart(f.From); ok {
		w = append(w, "found_at >= "+a.Add(db.Millis(at)))
	}
	if at, ok := dayStart(f.To); ok {
		w = append(w, "found_at < "+a.Add(db.Millis(at.AddDate(0, 0, 1))))
	}
	if q := strings.TrimSpace(f.Query); q != "" {
		w = append(w, a.Contains(q, "number", "school_name", "place", "text"))
	}
	if len(w) == 0 {
		return "1 = 1"
	}
	return strings.Join(w, " AND ")
}

func list(ctx context.Context, tx *db.Tx, f Filter) ([]*Hazard, error) {
	var a db.Args
	// Who sees one county only gets the list of that county by its index.
	if paths := access.Areas(ctx, PermAll); f.Path == "" && len(paths) == 1 && paths[0] != access.Everywhere && org.CountyPath(paths[0]) != "" && noAgency(ctx) {
		f.Path = paths[0]
	}
	where := f.where(&a) + " AND " + visible(ctx, &a)
	if at, id, ok := strings.Cut(f.After, "|"); ok {
		ms, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			ms = 0
		}
		at := a.Add(ms)
		where += " AND (found_at < " + at + " OR (found_at = " + at + " AND id < " + a.Add(id) + "))"
	}
	return db.All(ctx, tx, scanHazard, selectHazard+"WHERE "+where+" ORDER BY found_at DESC, id DESC LIMIT "+a.Add(f.Limit), a.Values()...)
}

func noAgency(ctx context.Context) bool {
	for _, perm := range agencyPerms {
		if len(access.Areas(ctx, perm)) > 0 {
			return false
		}
	}
	return true
}

// Page is one page of the ledger, and how many there are under each tab.
type Page struct {
	Items  []Card           `json:"items" nullable:"false"`
	Next   string           `json:"next"`
	Counts map[string]int64 `json:"counts" doc:"of the area, whatever else is filtered"`
}

// Hazards returns a page of the ledger, the last found first.
func (s *Service) Hazards(ctx context.Context, f Filter) (*Page, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	out := &Page{Items: []Card{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		found, err := list(ctx, tx, f)
		if err != nil {
			return err
		}
		for _, h := range found {
			out.Items = append(out.Items, s.card(ctx, h, tx.Now))
		}
		if n := len(found); n == f.Limit {
			out.Next = strconv.FormatInt(db.Millis(found[n-1].FoundAt), 10) + "|" + found[n-1].ID
		}
		out.Counts, err = s.tabs(ctx, tx, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// tabs counts the hazards of the area by state, from the numbers that are kept.
func (s *Service) tabs(ctx context.Context, tx *db.Tx, f Filter) (map[string]int64, error) {
	out := map[string]int64{}
	add := func(perm access.Perm, agency string) error {
		paths := access.Areas(ctx, perm)
		if slices.Contains(paths, access.Everywhere) {
			top, err := db.All(ctx, tx, db.Value[string], `SELECT path FROM areas WHERE parent_id IS NULL`)
			if err != nil {
				return err
			}
			paths = top
		}
		if f.Path != "" {
			inside := false
			for _, p := range paths {
				inside = inside || strings.HasPrefix(f.Path, p)
			}
			paths = nil
			if inside {
				paths = []string{f.Path}
			}
		}
		some, err := states(ctx, tx, paths, agency)
		for k, n := range some {
			out[k] += n
		}
		return err
	}
	if err := add(PermAll, ""); err != nil {
		return nil, err
	}
	if len(access.Areas(ctx, PermAll)) == 0 {
		for agency, perm := range agencyPerms {
			if err := add(perm, agency); err != nil {
				return nil, err
			}
		}
	}
	for _, st := range []State{Registered, Graded, Assigned, Rectifying, Verifying} {
		out["open"] += out[string(st)]
	}
	for k, n := range out {
		if isState(k) {
			out[""] += n
		}
	}
	return out, nil
}

func isState(k string) bool {
	switch State(k) {
	case Registered, Graded, Assigned, Rectifying, Verifying, Closed, Archived, Invalid, Merged:
		return true
	case Draft:
	}
	return false
}

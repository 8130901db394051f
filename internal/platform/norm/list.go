package norm

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// Row is one line of the register: a parameter in one scope and what holds
// there today, or next, or held last. Status says which; overruled means that it
// would hold today, did a stricter rule from above not stand in its place.
type Row struct {
	Param
	Version Version `json:"version"`
	Status  string  `json:"status" enum:"current,overruled,coming,past"`
}

// Query selects lines of the register; Level is that of who has ruled.
type Query struct {
	Q     string `query:"q" maxLength:"60"`
	Level string `query:"level"`
	Mark  string `query:"mark"`
	After string `query:"after"`
	Limit int    `query:"limit" minimum:"0" maximum:"500"`
}

// Page is one page of the register, in its own order. Counts says how many
// lines carry each mark under the other filters; "" is their sum.
type Page struct {
	Items  []Row          `json:"items" nullable:"false"`
	Next   string         `json:"next"`
	Total  int            `json:"total"`
	Counts map[string]int `json:"counts"`
}

// visible is the condition that a version rules on the actor's areas or within
// them: everybody may know the rules he is held to, not those of his neighbours.
func visible(ctx context.Context, a *db.Args) string {
	paths := access.Areas(ctx, PermView)
	var up []string
	for _, p := range paths {
		up = append(up, above(p)...)
	}
	slices.Sort(up)
	return "(" + a.Within("v.path", paths) + " OR " + a.In("v.path", slices.Compact(up)) + ")"
}

// List returns a page of the register.
func (s *Service) List(ctx context.Context, q Query) (*Page, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var rows []Row
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var a db.Args
		// All of them, since whether one holds is decided by those above it.
		list, err := versionsWhere(ctx, tx, "v.state = 'valid' AND "+visible(ctx, &a), a.Values()...)
		if err != nil {
			return err
		}
		params, err := db.All(ctx, tx, scanParam, `SELECT `+paramColumns+` FROM norms p`)
		rows = lines(list, params, Day(s.db.Clock().Now()))
		return err
	})
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r Row) bool {
		return (q.Level != "" && string(r.Version.Level) != q.Level) || !r.mentions(q.Q)
	})
	counts := map[string]int{"": len(rows)}
	for _, r := range rows {
		counts[string(r.Version.Mark)]++
	}
	rows = slices.DeleteFunc(rows, func(r Row) bool { return q.Mark != "" && string(r.Version.Mark) != q.Mark })
	page := q.page(rows)
	page.Counts = counts
	return page, nil
}

// mentions reports whether a line has what a person typed in its words.
func (r *Row) mentions(typed string) bool {
	v := &r.Version
	words := strings.Join([]string{r.Key, r.Name, r.NameEn, v.Basis, v.Clause, v.Note, v.PlaceName}, "\n")
	return strings.Contains(strings.ToLower(words), strings.ToLower(strings.TrimSpace(typed)))
}

func (q *Query) page(rows []Row) *Page {
	page := &Page{Total: len(rows)}
	if i := slices.IndexFunc(rows, func(r Row) bool { return r.Version.scope() == q.After }); i >= 0 {
		rows = rows[i+1:]
	}
	limit := q.Limit
	if limit == 0 {
		limit = 100
	}
	page.Items = rows
	if len(rows) > limit {
		page.Items = rows[:limit]
		page.Next = rows[limit-1].Version.scope()
	}
	return page
}

// lines folds versions, which come scope by scope and the newest first, into
// one line each.
func lines(versions []Version, params []Param, today string) []Row {
	byKey := map[string]Param{}
	for _, p := range params {
		byKey[p.Key] = p
	}
	byParam := map[string][]Version{}
	for _, v := range versions {
		byParam[v.Key] = append(byParam[v.Key], v)
	}
	rows := []Row{}
	for i := 0; i < len(versions); {
		end := i + 1
		for end < len(versions) && versions[end].scope() == versions[i].scope() {
			end++
		}
		v, status := telling(versions[i:end], today)
		if status == "current" && v.Level != Nation && undercuts(&v, byParam[v.Key], today) {
			status = "overruled"
		}
		rows = append(rows, Row{byKey[v.Key], v, status})
		i = end
	}
	return rows
}

// undercuts reports whether a version is set aside, where it was made for, by a
// stricter one from above.
func undercuts(v *Version, all []Version, today string) bool {
	r, ok := Resolve(all, Where{Path: v.Path, Day: today, Kind: v.SchoolKind, Boarding: v.Boarding})
	return ok && slices.ContainsFunc(r.Overruled(), func(o Version) bool { return o.ID == v.ID })
}

// telling picks from the versions of one scope, newest first, the one that
// holds today, else the next to come, else the last that held.
func telling(scope []Version, today string) (Version, string) {
	for _, v := range scope {
		if v.InForce(today) {
			return v, "current"
		}
	}
	for _, v := range slices.Backward(scope) {
		if v.EffectiveFrom > today {
			return v, "coming"
		}
	}
	return scope[0], "past"
}

// One is a parameter with its whole history, the withdrawn versions included.
type One struct {
	Param
	Versions []Version `json:"versions" nullable:"false"`
}

// Get returns a parameter with all that was ever ruled on the actor's areas.
func (s *Service) Get(ctx context.Context, key string) (*One, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	one := &One{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := getParam(ctx, tx, key, "")
		if err != nil {
			return err
		}
		one.Param = p
		var a db.Args
		one.Versions, err = versionsWhere(ctx, tx, "v.key = "+a.Add(key)+" AND "+visible(ctx, &a), a.Values()...)
		return err
	})
	return one, err
}

// Question asks what holds at a school, or in an area for a sort of school, on
// a business day ("" for today).
type Question struct {
	School     string `query:"school"`
	Area       string `query:"area" doc:"Code of an area"`
	SchoolKind string `query:"kind"`
	Boarding   string `query:"boarding" enum:",yes,no"`
	Day        string `query:"day"`
}

// Answer says what holds, for which place, and why.
type Answer struct {
	Param    Param     `json:"param"`
	Day      string    `json:"day"`
	Place    string    `json:"place"`
	Resolved *Resolved `json:"resolved"`
}

// Holds answers what holds here and why.
func (s *Service) Holds(ctx context.Context, key string, q Question) (*Answer, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	out := &Answer{Day: q.Day}
	if out.Day == "" || !validDay(out.Day) {
		out.Day = Day(s.db.Clock().Now())
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		at := Where{Path: access.Everywhere, Day: out.Day, Kind: org.SchoolKind(q.SchoolKind), Boarding: q.Boarding}
		missing := org.ErrNoArea
		switch {
		case q.School != "":
			school, err := org.GetSchool(ctx, tx, q.School)
			if err != nil {
				return err
			}
			at, out.Place, missing = At(&school, out.Day), school.Name, org.ErrNoSchool
		case q.Area != "":
			area, err := org.AreaByCode(ctx, tx, q.Area)
			if err != nil {
				return err
			}
			at.Path, out.Place = area.Path, area.Name
		}
		if err := mayAsk(ctx, at.Path); err != nil {
			return missing
		}
		var err error
		if out.Param, err = getParam(ctx, tx, key, ""); err != nil {
			return err
		}
		out.Resolved, err = Get(ctx, tx, key, at)
		return err
	})
	return out, err
}

// mayAsk reports whether the rules of a path concern the actor: he may look at
// it, or his own areas lie below it.
func mayAsk(ctx context.Context, path string) error {
	for _, p := range access.Areas(ctx, PermView) {
		if strings.HasPrefix(p, path) {
			return nil
		}
	}
	return access.Require(ctx, PermView, path)
}

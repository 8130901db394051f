package inspection

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// RoundCard is a round as pages show it.
type RoundCard struct {
	ID          string     `json:"id"`
	Version     int64      `json:"version"`
	Kind        Kind       `json:"kind" enum:"joint,special,county,sample,random,surprise,follow,weekly,monthly,term,self"`
	Own         bool       `json:"own"`
	Title       string     `json:"title"`
	Note        string     `json:"note"`
	Path        string     `json:"path"`
	AreaName    string     `json:"areaName"`
	ListID      string     `json:"listId"`
	ListVersion int        `json:"listVersion"`
	ListTitle   string     `json:"listTitle"`
	Starts      string     `json:"starts"`
	Ends        string     `json:"ends"`
	Agencies    []string   `json:"agencies" nullable:"false"`
	Targeting   Targeting  `json:"targeting" enum:"all,chosen,drawn"`
	Hidden      bool       `json:"hidden"`
	State       RoundState `json:"state" enum:"draft,open,closed,cancelled"`
	Drawn       bool       `json:"drawn"`
	Due         int        `json:"due"`
	Submitted   int        `json:"submitted"`
	Author      string     `json:"author"`
	CreatedAt   int64      `json:"createdAt"`
	OpenedAt    int64      `json:"openedAt"`
	ClosedAt    int64      `json:"closedAt"`
	MayRun      bool       `json:"mayRun"`
}

func roundCard(ctx context.Context, r *Round) RoundCard {
	return RoundCard{ID: r.ID, Version: r.Version, Kind: r.Kind, Own: r.Kind.Own(), Title: r.Title, Note: r.Note, Path: r.Path, AreaName: r.AreaName, ListID: r.ListID,
		ListVersion: r.ListVersion, ListTitle: r.ListTitle, Starts: r.Starts, Ends: r.Ends, Agencies: r.Agencies, Targeting: r.Targeting, Hidden: r.Hidden,
		State: r.State, Drawn: r.Draw != nil && r.Draw.DrawnAt != 0, Due: r.Due, Submitted: r.Submitted, Author: r.Author, CreatedAt: db.Millis(r.CreatedAt),
		OpenedAt: db.Millis(r.OpenedAt), ClosedAt: db.Millis(r.ClosedAt), MayRun: access.From(ctx).Holds(PermRun, r.Path)}
}

// seesRound says whether the actor may see a round: his area's; one from above that
// reaches into his area once it is open and no secret; none that schools must not know
// of, as long as he does not inspect.
func (r *Round) seenBy(by access.Actor) bool {
	if by.Kind == access.System || by.Holds(PermView, r.Path) {
		return true
	}
	reaches := func(perm access.Perm) bool {
		return slices.ContainsFunc(by.Held[perm], func(p string) bool { return strings.HasPrefix(p, r.Path) })
	}
	if r.State == Draft {
		return false
	}
	return reaches(PermTake) || !r.Hidden && reaches(PermView)
}

// Rounds returns the rounds the actor may see, the newest first.
func (s *Service) Rounds(ctx context.Context, state string) ([]RoundCard, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	out := []RoundCard{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		by := access.From(ctx)
		return db.Each(ctx, tx, func(row db.Scanner) error {
			r, err := scanRound(row)
			if err == nil && (state == "" || state == string(r.State)) && r.seenBy(by) {
				out = append(out, roundCard(ctx, r))
			}
			return err
		}, selectRound+`ORDER BY starts DESC, id DESC LIMIT 500`)
	})
	return out, err
}

// AreaRow is how far the schools of one area have come in a round.
type AreaRow struct {
	Path      string `json:"path"`
	Name      string `json:"name"`
	Due       int    `json:"due"`
	Planned   int    `json:"planned"`
	Submitted int    `json:"submitted"`
	Faults    int    `json:"faults"`
}

// RoundPage is a round with how far it has come.
type RoundPage struct {
	Round     RoundCard `json:"round"`
	Due       int       `json:"due" doc:"schools due, without those that have closed"`
	Planned   int       `json:"planned"`
	Submitted int       `json:"submitted"`
	Excluded  int       `json:"excluded" doc:"schools that have closed since"`
	Areas     []AreaRow `json:"areas" nullable:"false" doc:"by county, or by town within one"`
	Lines     []Line    `json:"lines" nullable:"false"`
}

// RoundOf returns a round with its coverage as far as the actor sees it.
func (s *Service) RoundOf(ctx context.Context, roundID string) (*RoundPage, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	out := &RoundPage{Areas: []AreaRow{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := getRound(ctx, tx, roundID)
		if err != nil {
			return err
		}
		if !r.seenBy(access.From(ctx)) {
			return errNoRound
		}
		out.Round = roundCard(ctx, r)
		if out.Lines, err = linesOf(ctx, tx, roundID); err != nil {
			return err
		}
		return s.coverage(ctx, tx, r, out)
	})
	return out, err
}

// coverage counts the targets of a round the actor may see. A school that has closed
// and was not inspected is not due any more. (domain.md §9.3)
func (s *Service) coverage(ctx context.Context, tx *db.Tx, r *Round, out *RoundPage) error {
	var a db.Args
	deep := 3
	if org.CountyOf(r.Path) != "" {
		deep = 4
	}
	rows, order := map[string]*AreaRow{}, []string{}
	where := `t.round_id = ` + a.Add(r.ID) + ` AND ` + a.Within("t.path", access.Areas(ctx, PermView))
	if err := db.Each(ctx, tx, func(row db.Scanner) error {
		var path, state, status string
		var faults int
		if err := row.Scan(&path, &state, &status, &faults); err != nil {
			return err
		}
		if state == "excluded" || status != string(org.Active) && state != "submitted" {
			out.Excluded++
			return nil
		}
		key := prefixOf(path, deep)
		x := rows[key]
		if x == nil {
			x = &AreaRow{Path: key}
			rows[key] = x
			order = append(order, key)
		}
		x.Due++
		x.Faults += faults
		switch state {
		case "planned":
			x.Planned++
		case "submitted":
			x.Submitted++
		}
		return nil
	}, `SELECT t.path, t.state, x.status, COALESCE(v.faults + v.partly, 0) FROM inspection_targets t JOIN schools x ON x.id = t.school_id
		LEFT JOIN inspection_visits v ON v.id = t.visit_id AND v.state = 'submitted' WHERE `+where+` ORDER BY t.path`, a.Values()...); err != nil {
		return err
	}
	for _, key := range order {
		x := rows[key]
		parts := strings.Split(strings.Trim(key, "/"), "/")
		if area, err := org.AreaByCode(ctx, tx, parts[len(parts)-1]); err == nil {
			x.Name = area.Name
		}
		out.Due, out.Planned, out.Submitted = out.Due+x.Due, out.Planned+x.Planned, out.Submitted+x.Submitted
		out.Areas = append(out.Areas, *x)
	}
	return nil
}

// prefixOf is the path of the area n levels deep; where a school hangs right under a
// county, the county's own.
func prefixOf(path string, n int) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	n = min(n, len(parts)-1)
	return "/" + strings.Join(parts[:n], "/") + "/"
}

// TargetRow is one school of a round.
type TargetRow struct {
	SchoolID string `json:"schoolId"`
	School   string `json:"school"`
	Path     string `json:"path"`
	State    string `json:"state" enum:"due,planned,submitted,excluded"`
	VisitID  string `json:"visitId"`
	Day      string `json:"day"`
	Lead     string `json:"lead"`
	Faults   int    `json:"faults"`
	Visit    string `json:"visit" doc:"state of the visit"`
}

// Targets returns the schools of a round, those not inspected first.
func (s *Service) Targets(ctx context.Context, roundID, path, state, query string) ([]TargetRow, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	out := []TargetRow{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := getRound(ctx, tx, roundID)
		if err != nil {
			return err
		}
		by := access.From(ctx)
		if !r.seenBy(by) {
			return errNoRound
		}
		var a db.Args
		where := `t.round_id = ` + a.Add(roundID) + ` AND ` + a.Within("t.path", access.Areas(ctx, PermView))
		if path != "" {
			where += " AND " + a.Within("t.path", []string{path})
		}
		if state != "" {
			where += " AND t.state = " + a.Add(state)
		}
		if q := strings.TrimSpace(query); q != "" {
			where += " AND " + a.Contains(q, "x.name")
		}
		out, err = db.All(ctx, tx, func(row db.Scanner) (t TargetRow, err error) {
			err = row.Scan(&t.SchoolID, &t.School, &t.Path, &t.State, &t.VisitID, &t.Day, &t.Lead, &t.Faults, &t.Visit)
			if r.Hidden && t.Visit == string(Planned) && !by.Holds(PermTake, t.Path) && !by.Holds(PermRun, t.Path) {
				t.State, t.VisitID, t.Day, t.Lead, t.Visit = "due", "", "", "", ""
			}
			return t, err
		}, `SELECT t.school_id, x.name, t.path, t.state, t.visit_id, COALESCE(v.day, ''), COALESCE(v.lead_name, ''), COALESCE(v.faults + v.partly, 0), COALESCE(v.state, '')
			FROM inspection_targets t JOIN schools x ON x.id = t.school_id LEFT JOIN inspection_visits v ON v.id = t.visit_id
			WHERE `+where+` ORDER BY CASE t.state WHEN 'due' THEN 0 WHEN 'planned' THEN 1 ELSE 2 END, t.path LIMIT 2000`, a.Values()...)
		return err
	})
	return out, err
}

// DrawPage is a draw as everybody may check it. Secret and Seed are empty until it has
// been made; Holds says whether drawing again from what is shown gives the same.
type DrawPage struct {
	RoundID string    `json:"roundId"`
	Title   string    `json:"title"`
	Draw    DrawPaper `json:"draw"`
	Secret  string    `json:"secret"`
	Seed    string    `json:"seed"`
	Holds   bool      `json:"holds"`
}

// DrawOf shows a draw with everything that decided it.
func (s *Service) DrawOf(ctx context.Context, roundID string) (*DrawPage, error) {
	if err := access.RequireSomewhere(ctx, PermTake); err != nil {
		return nil, err
	}
	var out *DrawPage
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := getRound(ctx, tx, roundID)
		if err != nil {
			return err
		}
		if !r.seenBy(access.From(ctx)) {
			return errNoRound
		}
		if r.Draw == nil {
			return errNoDraw
		}
		out = &DrawPage{RoundID: r.ID, Title: r.Title, Draw: *r.Draw}
		if r.Draw.DrawnAt == 0 {
			return nil
		}
		out.Secret, out.Seed = r.Secret, SeedOf(r.Secret, r.Draw.Word)
		out.Holds = r.Draw.holds(r.Secret)
		return nil
	})
	return out, err
}

// holds draws again from what was laid down and compares.
func (d *DrawPaper) holds(secret string) bool {
	if hashOf(secret) != d.SecretHash || HashOfList(schoolIDs(d.Schools)) != d.SchoolHash || HashOfList(peopleIDs(d.People)) != d.PeopleHash {
		return false
	}
	again := Draw(d.Algorithm, SeedOf(secret, d.Word), d.Rule, d.Schools, d.People)
	return slices.EqualFunc(again, d.Result, func(a, b Drawn) bool {
		return a.SchoolID == b.SchoolID && a.Rank == b.Rank && slices.Equal(a.Inspectors, b.Inspectors)
	})
}

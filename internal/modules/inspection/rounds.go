package inspection

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// piece is how many rows are written at once: a press of the alarm waits for no whole
// city.
const piece = 300

// PlanRound writes a round down. Of one that draws its schools, the hashes of the
// secret and of both lists are laid down now; see draw.go.
func (s *Service) PlanRound(ctx context.Context, p RoundPlan) (*Round, error) {
	if err := access.RequireSomewhere(ctx, PermRun); err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	by := access.From(ctx)
	var out *Round
	var list []Candidate
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		area, err := s.areaOf(ctx, tx, p.Area)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermRun, area.Path); err != nil {
			return err
		}
		r := &Round{ID: id.New("rnd"), RoundPlan: p, Path: area.Path, AreaName: area.Name, State: Draft, AuthorID: by.ID, Author: by.Name, CreatedAt: tx.Now}
		l, err := s.sheets.Find(ctx, tx, p.ListID)
		if err != nil {
			return err
		}
		r.ListTitle = l.Title
		if r.ListVersion == 0 {
			r.ListVersion = l.Version
		}
		if _, err := s.sheets.SheetIn(ctx, tx, r.ListID, r.ListVersion); err != nil {
			return err
		}
		if list, err = candidates(ctx, tx, r); err != nil {
			return err
		}
		if r.Targeting == ByDraw {
			if err := s.commit(ctx, tx, r, list); err != nil {
				return err
			}
		} else {
			r.Due = len(list)
		}
		r.SchoolIDs = nil
		if err := insertRound(ctx, tx, r); err != nil {
			return err
		}
		if err := addLine(ctx, tx, r.ID, "planned", map[string]any{"schools": len(list)}); err != nil {
			return err
		}
		out = r
		return audit.Record(ctx, tx, "inspection.round_plan", r.ID, map[string]any{"kind": r.Kind, "path": r.Path, "schools": len(list)})
	})
	if err != nil || out.Targeting == ByDraw {
		return out, err
	}
	return out, s.setTargets(ctx, out.ID, list)
}

// setTargets puts the schools of a round down, in portions.
func (s *Service) setTargets(ctx context.Context, roundID string, list []Candidate) error {
	for part := range slices.Chunk(list, piece) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			if err := insertTargets(ctx, tx, roundID, part); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "inspection.round_targets", roundID, map[string]int{"schools": len(part)})
		}); err != nil {
			return err
		}
	}
	return nil
}

// areaOf is the area of a code, or the widest in which the actor runs inspections.
func (s *Service) areaOf(ctx context.Context, tx *db.Tx, code string) (org.Area, error) {
	if code == "" {
		paths := slices.Clone(access.Areas(ctx, PermRun))
		if len(paths) == 0 {
			return org.Area{}, errArea
		}
		slices.SortFunc(paths, func(a, b string) int { return len(a) - len(b) })
		parts := strings.Split(strings.Trim(paths[0], "/"), "/")
		code = parts[len(parts)-1]
	}
	area, err := org.AreaByCode(ctx, tx, code)
	if db.IsNotFound(err) {
		return area, errArea
	}
	return area, err
}

// candidates are the teaching schools a round is for, by path.
func candidates(ctx context.Context, tx *db.Tx, r *Round) ([]Candidate, error) {
	all, err := org.SchoolsWithin(ctx, tx, []string{r.Path})
	if err != nil {
		return nil, err
	}
	out := make([]Candidate, 0, len(all))
	for i := range all {
		if r.Targeting == Chosen && !slices.Contains(r.SchoolIDs, all[i].ID) {
			continue
		}
		out = append(out, Candidate{ID: all[i].ID, Name: all[i].Name, Path: all[i].Path})
	}
	if len(out) == 0 || r.Targeting == Chosen && len(out) < len(r.SchoolIDs) {
		return nil, errTargets
	}
	return out, nil
}

// commit lays down everything that decides a draw before it is made.
func (s *Service) commit(ctx context.Context, tx *db.Tx, r *Round, list []Candidate) error {
	people, err := s.inspectors(ctx, tx, r.Path)
	if err != nil {
		return err
	}
	// Who answers for the whole country above us is nobody's inspector, and only
	// departments that take part are drawn from.
	people = slices.DeleteFunc(people, func(i Inspector) bool { return !slices.Contains(r.Agencies, i.Agency) })
	if err := conflicts(ctx, tx, people); err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b Candidate) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(people, func(a, b Inspector) int { return strings.Compare(a.ID, b.ID) })
	if r.Rule.Inspectors > 0 && len(people) == 0 {
		return errDrawEmpty
	}
	r.Secret = rand.Text() + rand.Text()
	r.Draw = &DrawPaper{Rule: *r.Rule, Algorithm: DrawAlgorithm, Committed: db.Millis(tx.Now), SecretHash: hashOf(r.Secret),
		SchoolHash: HashOfList(schoolIDs(list)), PeopleHash: HashOfList(peopleIDs(people)), Schools: list, People: people, Result: []Drawn{}}
	return nil
}

func schoolIDs(list []Candidate) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.ID
	}
	return out
}

// peopleIDs are the inspectors with what each must not inspect, since that decides too.
func peopleIDs(list []Inspector) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.ID + " " + p.Path + " " + strings.Join(p.Excluded, ",")
	}
	return out
}

// actRound is the shape of every verb on a round.
func (s *Service) actRound(ctx context.Context, roundID string, version int64, kind string, data map[string]any,
	decide func(context.Context, *db.Tx, *Round) error,
) (*Round, error) {
	var out *Round
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := lockRound(ctx, tx, roundID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, r.Path, errNoRound); err != nil {
			return err
		}
		if err := access.Require(ctx, PermRun, r.Path); err != nil {
			return err
		}
		if version != 0 && r.Version != version {
			return errStale.With("state", string(r.State))
		}
		if err := decide(ctx, tx, r); err != nil {
			return err
		}
		if err := updateRound(ctx, tx, r); err != nil {
			return err
		}
		if err := addLine(ctx, tx, r.ID, kind, data); err != nil {
			return err
		}
		out = r
		return audit.Record(ctx, tx, "inspection.round_"+kind, r.ID, data)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// DrawSchools draws: the word of the witness makes the seed, the rule does the rest.
func (s *Service) DrawSchools(ctx context.Context, roundID string, version int64, word, witness string) (*Round, error) {
	word, witness = clip(word, 60), clip(witness, 40)
	r, err := s.actRound(ctx, roundID, version, "drawn", map[string]any{"witness": witness}, func(ctx context.Context, tx *db.Tx, r *Round) error {
		switch {
		case r.Draw == nil || r.State != Draft:
			return errNoDraw
		case r.Draw.DrawnAt != 0:
			return errDrawn
		}
		d := r.Draw
		d.Word, d.Witness, d.DrawnAt, d.DrawnBy = word, witness, db.Millis(tx.Now), access.From(ctx).Name
		d.Result = Draw(d.Algorithm, SeedOf(r.Secret, word), d.Rule, d.Schools, d.People)
		r.Due = len(d.Result)
		return nil
	})
	if err != nil {
		return nil, err
	}
	list := make([]Candidate, len(r.Draw.Result))
	for i, x := range r.Draw.Result {
		k := slices.IndexFunc(r.Draw.Schools, func(c Candidate) bool { return c.ID == x.SchoolID })
		list[i] = r.Draw.Schools[k]
	}
	return r, s.setTargets(ctx, r.ID, list)
}

// OpenRound lets a round begin: schools that inspect themselves find it on their list,
// and whoever was drawn finds his visits.
func (s *Service) OpenRound(ctx context.Context, roundID string, version int64) (*Round, error) {
	r, err := s.actRound(ctx, roundID, version, "opened", nil, func(_ context.Context, tx *db.Tx, r *Round) error {
		switch {
		case r.State != Draft:
			return errNotNow.With("state", string(r.State))
		case r.Draw != nil && r.Draw.DrawnAt == 0:
			return errNoDraw
		}
		r.State, r.OpenedAt = Opened, tx.Now
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, s.fillRound(ctx, r)
}

// CloseRound ends a round, or takes one back that has not begun, with a reason.
func (s *Service) CloseRound(ctx context.Context, roundID string, version int64, reason string) (*Round, error) {
	reason = clip(reason, 300)
	r, err := s.actRound(ctx, roundID, version, "closed", map[string]any{"reason": reason}, func(ctx context.Context, tx *db.Tx, r *Round) error {
		switch r.State {
		case Draft:
			if reason == "" {
				return errReason
			}
			r.State, r.ClosedAt = Cancelled, tx.Now
			return nil
		case Opened:
			n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM inspection_visits WHERE round_id = $1 AND state IN ('running', 'signing')`, r.ID)
			if err != nil {
				return err
			}
			if n > 0 {
				return errOpenVisits.With("n", n)
			}
			if r.Submitted < r.Due && reason == "" {
				return errReason
			}
			r.State, r.ClosedAt = Closed, tx.Now
			return nil
		case Closed, Cancelled:
		}
		return errNotNow.With("state", string(r.State))
	})
	if err != nil {
		return nil, err
	}
	return r, s.emptyRound(ctx, r)
}

// roundFor reads the round a visit is planned in and makes sure the school is of it.
func (s *Service) roundFor(ctx context.Context, tx *db.Tx, roundID, schoolID string) (*Round, error) {
	r, err := getRound(ctx, tx, roundID)
	if err != nil {
		return nil, err
	}
	n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM inspection_targets WHERE round_id = $1 AND school_id = $2 AND state <> 'excluded'`, roundID, schoolID)
	switch {
	case err != nil:
		return nil, err
	case n == 0:
		return nil, errOffList
	case r.State != Opened:
		return nil, errNotNow.With("state", string(r.State))
	}
	return r, nil
}

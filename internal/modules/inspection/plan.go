package inspection

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/checklist"
	"huxue/internal/platform/org"
)

// VisitPlan is what the form of a visit says. Without a round it says itself what
// is looked at. People are ids of inspectors, the lead first; nobody means the actor.
// Reason is why a second department goes to a school that is visited anyway.
type VisitPlan struct {
	RoundID     string   `json:"roundId,omitempty" maxLength:"40"`
	SchoolID    string   `json:"schoolId" maxLength:"40"`
	Kind        Kind     `json:"kind,omitempty" maxLength:"20"`
	Title       string   `json:"title,omitempty" maxLength:"80"`
	ListID      string   `json:"listId,omitempty" maxLength:"40"`
	ListVersion int      `json:"listVersion,omitempty"`
	Day         string   `json:"day" maxLength:"10"`
	People      []string `json:"people,omitempty" maxItems:"20"`
	Hidden      bool     `json:"hidden,omitempty"`
	Note        string   `json:"note,omitempty" maxLength:"500"`
	Reason      string   `json:"reason,omitempty" maxLength:"300"`
}

// PlanVisit puts an inspection of a school on the calendar. Where another department
// goes there within the norm's days it is refused once, naming that visit, so that one
// may join it instead; with a reason it is planned all the same.
func (s *Service) PlanVisit(ctx context.Context, p VisitPlan) (*Visit, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	var out *Visit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := s.plan(ctx, tx, p)
		if err != nil {
			return err
		}
		out = v
		return s.addVisit(ctx, tx, v, nil)
	})
	return out, err
}

// plan makes the visit that a form asks for.
func (s *Service) plan(ctx context.Context, tx *db.Tx, p VisitPlan) (*Visit, error) {
	x, err := org.GetSchool(ctx, tx, p.SchoolID)
	if err != nil {
		return nil, err
	}
	if err := access.See(ctx, PermView, x.Path, org.ErrNoSchool); err != nil {
		return nil, err
	}
	by := access.From(ctx)
	v := &Visit{ID: id.New("vis"), RoundID: p.RoundID, Kind: p.Kind, Title: clip(p.Title, 80), SchoolID: x.ID, SchoolName: x.Name, Path: x.Path,
		Day: p.Day, ListID: p.ListID, ListVersion: p.ListVersion, Hidden: p.Hidden || p.Kind.Hidden(), State: Planned, Note: clip(p.Note, 500),
		Reason: clip(p.Reason, 300), AuthorID: by.ID, Author: by.Name, CreatedAt: tx.Now}
	v.No = number(tx.Now, v.ID)
	if p.RoundID != "" {
		r, err := s.roundFor(ctx, tx, p.RoundID, x.ID)
		if err != nil {
			return nil, err
		}
		v.Kind, v.Title, v.ListID, v.ListVersion, v.Hidden = r.Kind, r.Title, r.ListID, r.ListVersion, r.Hidden
	}
	switch {
	case x.Status != org.Active:
		return nil, errClosedNow
	case !slices.Contains(Kinds, v.Kind):
		return nil, errKind
	case !validDay(v.Day) || v.Day < shiftDay(today(tx.Now), -7):
		return nil, errDay
	}
	perm := PermTake
	if v.Kind.Own() {
		perm, v.Hidden = PermSelf, false
	}
	if err := access.Require(ctx, perm, v.Path); err != nil {
		return nil, err
	}
	if err := s.pin(ctx, tx, v); err != nil {
		return nil, err
	}
	if err := s.fillTeam(ctx, tx, v, p.People); err != nil {
		return nil, err
	}
	return v, s.guard(ctx, tx, v)
}

// pin fixes the version of the checklist that the visit will end by.
func (s *Service) pin(ctx context.Context, tx *db.Tx, v *Visit) error {
	if v.ListID == "" {
		return errList
	}
	if v.ListVersion == 0 || v.Title == "" {
		l, err := s.sheets.Find(ctx, tx, v.ListID)
		if err != nil {
			return err
		}
		if v.ListVersion == 0 {
			v.ListVersion = l.Version
		}
		if v.Title == "" {
			v.Title = l.Title
		}
	}
	if v.ListVersion == 0 {
		return errList
	}
	_, err := s.sheetOf(ctx, tx, v)
	return err
}

// pick finds the inspectors, by id and in that order, who may go to the school.
func (s *Service) pick(ctx context.Context, tx *db.Tx, v *Visit, people []string) ([]Inspector, error) {
	var list []Inspector
	var err error
	if v.Kind.Own() {
		list, err = staff(ctx, tx, v.SchoolID, people...)
	} else {
		list, err = s.inspectors(ctx, tx, v.Path, people...)
	}
	if err != nil {
		return nil, err
	}
	out := make([]Inspector, 0, len(people))
	for _, personID := range people {
		k := slices.IndexFunc(list, func(i Inspector) bool { return i.ID == personID && strings.HasPrefix(v.Path, i.Path) })
		if k < 0 {
			return nil, errTeam.With("person", personID)
		}
		out = append(out, list[k])
	}
	return out, nil
}

// fillTeam puts in who goes, the lead first; nobody named means the actor.
func (s *Service) fillTeam(ctx context.Context, tx *db.Tx, v *Visit, people []string) error {
	if len(people) == 0 {
		people = []string{access.From(ctx).ID}
	}
	list, err := s.pick(ctx, tx, v, people)
	if err != nil {
		return err
	}
	for _, i := range list {
		if v.Part(i.ID) == nil {
			v.Parts = append(v.Parts, Part{PersonID: i.ID, Name: i.Name, Unit: i.Unit, Agency: i.Agency, Lead: len(v.Parts) == 0, JoinedAt: db.Millis(tx.Now)})
		}
	}
	v.LeadID, v.LeadName, v.LeadAgency = v.Parts[0].PersonID, v.Parts[0].Name, v.Parts[0].Agency
	return nil
}

// duplicateKey is the norm: within how many days a second department is asked to join
// the visit there is instead. [D]
const (
	duplicateKey     = "inspection.duplicate_d"
	duplicateDefault = 7
)

// guard refuses a second visit of a school that is visited anyway (一次检查、联合进校),
// unless there is a reason.
func (s *Service) guard(ctx context.Context, tx *db.Tx, v *Visit) error {
	if v.RoundID != "" {
		n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM inspection_visits WHERE round_id = $1 AND school_id = $2 AND state <> 'void'`,
			v.RoundID, v.SchoolID)
		if err != nil {
			return err
		}
		if n > 0 {
			return errTargetDone
		}
	}
	if v.Kind.Own() || v.Reason != "" {
		return nil
	}
	days := s.limits.Now(ctx, duplicateKey, v.Path, duplicateDefault)
	other, err := db.One(ctx, tx, scanVisit, selectVisit+`WHERE v.school_id = $1 AND v.day >= $2 AND v.day <= $3 AND v.state <> 'void' AND NOT v.own
		ORDER BY CASE WHEN v.state IN ('planned', 'running') THEN 0 ELSE 1 END, v.day LIMIT 1`, v.SchoolID, shiftDay(v.Day, -days), shiftDay(v.Day, days))
	if db.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return errDuplicate.With("visit", other.ID).With("day", other.Day).With("title", other.Title).With("lead", other.LeadName).
		With("agency", other.LeadAgency).With("state", string(other.State)).With("days", days)
}

// addVisit writes a new visit, with what applies at the school and by which norms.
func (s *Service) addVisit(ctx context.Context, tx *db.Tx, v *Visit, prepared *checklist.Prepared) error {
	if prepared == nil {
		p, err := s.sheets.PrepareIn(ctx, tx, v.ListID, v.ListVersion, v.SchoolID)
		if err != nil {
			return err
		}
		prepared = &p
	}
	v.Total = prepared.Applying
	if err := insertVisits(ctx, tx, []*Visit{v}); err != nil {
		return err
	}
	if err := keepPrepared(ctx, tx, v.ID, prepared); err != nil {
		return err
	}
	if err := target(ctx, tx, v, "planned"); err != nil {
		return err
	}
	if err := addLine(ctx, tx, v.ID, "planned", map[string]any{"day": v.Day, "people": names(v.Parts)}); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, "inspection.plan", v.ID, map[string]any{"school": v.SchoolID, "day": v.Day, "kind": v.Kind, "round": v.RoundID,
		"reason": v.Reason}); err != nil {
		return err
	}
	s.announce(tx, v)
	return s.tellTeam(ctx, tx, v, v.Parts)
}

func names(parts []Part) []string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = p.Name
	}
	return out
}

// keepPrepared keeps only what is worth saying: what does not apply, and facts.
func keepPrepared(ctx context.Context, tx *db.Tx, visitID string, p *checklist.Prepared) error {
	short := *p
	short.Notes = map[string]checklist.Note{}
	for code, n := range p.Notes {
		if !n.Applies || n.Fact != nil {
			short.Notes[code] = n
		}
	}
	_, err := tx.Insert(ctx, "inspection_prepared", []string{"visit_id", "data"}, [][]any{{visitID, text(short)}}, "")
	return err
}

// Join adds the actor to a visit, as one of his agency: what a second department does
// instead of a visit of its own.
func (s *Service) Join(ctx context.Context, visitID string) (*Visit, error) {
	return s.act(ctx, visitID, "joined", nil, func(ctx context.Context, tx *db.Tx, v *Visit) error {
		perm := PermTake
		if v.Kind.Own() {
			perm = PermSelf
		}
		if err := access.Require(ctx, perm, v.Path); err != nil {
			return err
		}
		if v.State != Planned && v.State != Running {
			return errNotNow.With("state", string(v.State))
		}
		me, err := s.me(ctx, tx, v.Path, v.SchoolID, v.Kind.Own())
		if err != nil {
			return err
		}
		if me == nil {
			return errTeam
		}
		return s.addParts(ctx, tx, v, *me)
	})
}

// Invite adds inspectors to a visit.
func (s *Service) Invite(ctx context.Context, visitID string, people []string) (*Visit, error) {
	return s.act(ctx, visitID, "invited", map[string]any{"people": people}, func(ctx context.Context, tx *db.Tx, v *Visit) error {
		if err := leads(ctx, v); err != nil {
			return err
		}
		if v.State != Planned && v.State != Running {
			return errNotNow.With("state", string(v.State))
		}
		was := len(v.Parts)
		list, err := s.pick(ctx, tx, v, people)
		if err != nil {
			return err
		}
		if err := s.addParts(ctx, tx, v, list...); err != nil {
			return err
		}
		return s.tellTeam(ctx, tx, v, v.Parts[was:])
	})
}

func (s *Service) addParts(ctx context.Context, tx *db.Tx, v *Visit, list ...Inspector) error {
	var rows [][]any
	for _, i := range list {
		if v.Part(i.ID) != nil {
			continue
		}
		p := Part{PersonID: i.ID, Name: i.Name, Unit: i.Unit, Agency: i.Agency, JoinedAt: db.Millis(tx.Now)}
		v.Parts = append(v.Parts, p)
		rows = append(rows, partRow(v.ID, &p))
	}
	_, err := tx.Insert(ctx, "inspection_parts", partColumns, rows, "ON CONFLICT DO NOTHING")
	return err
}

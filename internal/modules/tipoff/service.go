package tipoff

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
	"huxue/internal/platform/todo"
)

// Service holds the verbs of this room.
type Service struct {
	db        *db.DB
	hazards   Hazards
	shelf     Shelf
	sealer    Sealer
	limits    Limits
	publicURL string
	proxied   bool
	callers   visitors
}

// List returns a page of the ledger, newest first, and how many there are of each
// state.
func (s *Service) List(ctx context.Context, f Filter) (out []*Tipoff, counts map[string]int, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, nil, err
	}
	paths := access.Areas(ctx, PermView)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out, err = list(ctx, tx, paths, f); err != nil {
			return err
		}
		counts, err = count(ctx, tx, paths, f)
		return err
	})
	return out, counts, err
}

// Open returns one report.
func (s *Service) Open(ctx context.Context, tipID string) (out *Tipoff, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if out, err = get(ctx, tx, tipID); err != nil {
			return err
		}
		return access.See(ctx, PermView, out.Path, ErrNotFound)
	})
	return out, err
}

// act is the shape of every verb on a report: load, authorise, decide, save, record.
func (s *Service) act(ctx context.Context, tipID string, version int64, action string, detail any, do func(tx *db.Tx, t *Tipoff) error) (*Tipoff, error) {
	var out *Tipoff
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := get(ctx, tx, tipID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, t.Path, ErrNotFound); err != nil {
			return err
		}
		if err := access.Require(ctx, PermHandle, t.Path); err != nil {
			return err
		}
		if t.Version != version {
			return errStale.With("state", string(t.State))
		}
		if err := do(tx, t); err != nil {
			return err
		}
		if err := update(ctx, tx, t); err != nil {
			return err
		}
		out = t
		return audit.Record(ctx, tx, action, t.ID, detail)
	})
	return out, err
}

// Accept takes a report in hand.
func (s *Service) Accept(ctx context.Context, tipID string, version int64) (*Tipoff, error) {
	return s.act(ctx, tipID, version, "tipoff.accept", nil, func(tx *db.Tx, t *Tipoff) error {
		if err := t.Accept(access.From(ctx), tx.Now); err != nil {
			return err
		}
		if err := s.settle(ctx, tx, t); err != nil {
			return err
		}
		return todo.Put(ctx, tx, todo.Task{Room: "tipoff", Kind: "answer", Subject: t.ID, Path: t.Path, Person: t.HandlerID,
			Link: "/tipoffs?open=" + t.ID, Params: map[string]any{"school": t.SchoolName, "text": short(t.Text)}})
	})
}

// settle takes what waits about the report off all lists.
func (s *Service) settle(ctx context.Context, tx *db.Tx, t *Tipoff) error {
	for _, kind := range []string{"triage", "answer"} {
		if err := todo.Finish(ctx, tx, "tipoff", kind, t.ID); err != nil {
			return err
		}
	}
	return nil
}

// Decline does not take it up; the reporter reads why.
func (s *Service) Decline(ctx context.Context, tipID string, version int64, why string) (*Tipoff, error) {
	return s.act(ctx, tipID, version, "tipoff.decline", map[string]string{"reply": why}, func(tx *db.Tx, t *Tipoff) error {
		if err := t.Decline(access.From(ctx), why, tx.Now); err != nil {
			return err
		}
		return s.settle(ctx, tx, t)
	})
}

// Close ends a report that was no hazard, with what was done.
func (s *Service) Close(ctx context.Context, tipID string, version int64, reply string) (*Tipoff, error) {
	return s.act(ctx, tipID, version, "tipoff.close", map[string]string{"reply": reply}, func(tx *db.Tx, t *Tipoff) error {
		if err := t.Close(access.From(ctx), reply, tx.Now); err != nil {
			return err
		}
		return s.settle(ctx, tx, t)
	})
}

// Merge joins it to another report of the same thing, which the actor may see.
func (s *Service) Merge(ctx context.Context, tipID string, version int64, into string) (*Tipoff, error) {
	return s.act(ctx, tipID, version, "tipoff.merge", map[string]string{"into": into}, func(tx *db.Tx, t *Tipoff) error {
		other, err := one(ctx, tx, `WHERE t.id = $1 OR t.number = $1`, into)
		if err != nil || access.See(ctx, PermView, other.Path, ErrNotFound) != nil {
			return errInto
		}
		if err := t.Merge(other, tx.Now); err != nil {
			return err
		}
		return s.settle(ctx, tx, t)
	})
}

// Place says which school a report is about that named none.
func (s *Service) Place(ctx context.Context, tipID string, version int64, schoolID string) (*Tipoff, error) {
	return s.act(ctx, tipID, version, "tipoff.place", map[string]string{"school": schoolID}, func(tx *db.Tx, t *Tipoff) error {
		if err := t.in(Received, Accepted); err != nil {
			return err
		}
		school, err := org.GetSchool(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermHandle, school.Path, org.ErrNoSchool); err != nil {
			return err
		}
		t.SchoolID, t.SchoolName = school.ID, school.Name
		if t.Kind != Harm {
			t.Path = school.Path
		}
		if err := s.settle(ctx, tx, t); err != nil || t.State != Received {
			return err
		}
		return nil
	})
}

// Judgement is what whoever hands a report over says of it.
type Judgement struct {
	Category string `json:"category" maxLength:"20" doc:"大类 of the ledger of hazards"`
	Major    bool   `json:"major" doc:"proposed as a major one"`
	Agency   string `json:"agency" enum:"education,police,market,fire,housing,health,traffic,city,culture"`
}

// HandOver puts the report into the ledger of hazards, where it goes its own way;
// the reporter hears of it when it is closed there.
func (s *Service) HandOver(ctx context.Context, tipID string, version int64, j Judgement) (*Tipoff, error) {
	return s.act(ctx, tipID, version, "tipoff.hand_over", j, func(tx *db.Tx, t *Tipoff) error {
		switch {
		case s.hazards == nil:
			return errNoHazards
		case t.SchoolID == "":
			return errNoSchool
		case t.Kind == Harm:
			return errHarm
		}
		if err := t.in(Received, Accepted); err != nil {
			return err
		}
		hazardID, number, err := s.hazards.Register(ctx, tx, Finding{
			Source: "tipoff:" + t.ID, SchoolID: t.SchoolID, FoundAt: db.Millis(t.CreatedAt), Category: j.Category, Place: t.Place, Text: t.Text,
			Photos: t.Photos, Major: j.Major, Agency: j.Agency,
		})
		if err != nil {
			return err
		}
		if err := t.HandOver(access.From(ctx), hazardID, number, tx.Now); err != nil {
			return err
		}
		return s.settle(ctx, tx, t)
	})
}

// Mended hears that a hazard has left the ledger, and answers everybody who
// reported it. One that was joined to another has not been mended yet: its
// reporters wait for that one. Told twice it does nothing. access: a fact of the
// room of hazards.
func (s *Service) Mended(ctx context.Context, tx *db.Tx, hazardID, outcome string) error {
	list, err := db.All(ctx, tx, scanTipoff, selectTipoff+`WHERE t.hazard_id = $1 AND t.state = 'hazard' ORDER BY t.id LIMIT 300`, hazardID)
	if err != nil || len(list) == 0 {
		return err
	}
	becomes, number := hazardID, ""
	if outcome == "merged" && s.hazards != nil {
		if becomes, number, outcome, err = s.hazards.Becomes(ctx, tx, hazardID); err != nil {
			return err
		}
	}
	for _, t := range list {
		if becomes != hazardID {
			t.HazardID, t.HazardNumber = becomes, number
		}
		if outcome != "" && !t.Mended(outcome, tx.Now) {
			continue
		}
		if err := update(ctx, tx, t); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "tipoff.mended", t.ID, map[string]string{"hazard": becomes, "outcome": outcome}); err != nil {
			return err
		}
	}
	return nil
}

// Phone tells the telephone number to the one who handles the report, and writes
// into the book that he has looked.
func (s *Service) Phone(ctx context.Context, tipID string) (string, error) {
	var phone string
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := get(ctx, tx, tipID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, t.Path, ErrNotFound); err != nil {
			return err
		}
		if err := access.Require(ctx, PermPhone, t.Path); err != nil {
			return err
		}
		switch {
		case t.HandlerID != access.From(ctx).ID:
			return errHandler
		case t.Phone == "":
			return errNoPhone
		}
		if phone, err = s.sealer.Unseal("tipoff/phone/"+t.ID, t.Phone); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "tipoff.phone_seen", t.ID, nil)
	})
	return phone, err
}

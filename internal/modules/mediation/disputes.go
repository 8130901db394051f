package mediation

import (
	"context"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/files"
	"huxue/internal/platform/org"
	"huxue/internal/platform/todo"
)

// Entry is a dispute as somebody enters it.
type Entry struct {
	Day     string  `json:"day" maxLength:"10"`
	Kind    string  `json:"kind" maxLength:"30"`
	Source  string  `json:"source" maxLength:"20"`
	Sheet   Sheet   `json:"sheet"`
	Parties []Party `json:"parties,omitempty" maxItems:"10" doc:"write only: shown to named handlers alone"`
}

// The norms of this room: days a dispute may take where its kind has no rule of its
// own, and how many establish the facts.
const (
	daysKey, daysDefault       = "mediation.days", 30
	findersKey, findersDefault = "mediation.finders_min", 2
)

func (e *Entry) check(now string) error {
	e.Sheet.Facts, e.Sheet.Claim = clip(e.Sheet.Facts, 2000), clip(e.Sheet.Claim, 1000)
	switch {
	case !validDay(e.Day) || e.Day > now:
		return errDay
	case !slices.Contains(Sources, e.Source):
		return errSource
	case e.Sheet.Facts == "":
		return errFacts
	}
	if err := screen(false, e.Sheet.Facts, e.Sheet.Claim); err != nil {
		return err
	}
	e.Sheet.Minors = e.Sheet.Minors || e.Sheet.Harm || slices.ContainsFunc(e.Parties, func(p Party) bool { return p.Minor })
	return checkParties(e.Parties)
}

// RegisterDispute enters a dispute of a school.
func (s *Service) RegisterDispute(ctx context.Context, schoolID string, e Entry) (*Dispute, error) {
	var out *Dispute
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := org.GetSchool(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, x.Path, org.ErrNoSchool); err != nil {
			return err
		}
		if err := access.Require(ctx, PermRegister, x.Path); err != nil {
			return err
		}
		if err := e.check(today(tx.Now)); err != nil {
			return err
		}
		if _, err := kindFor(ctx, tx, e.Kind, x.Path); err != nil {
			return err
		}
		by := access.From(ctx)
		d := &Dispute{ID: id.New("dsp"), SchoolID: x.ID, SchoolName: x.Name, Path: x.Path, Day: e.Day, Kind: e.Kind, Source: e.Source, Sheet: e.Sheet,
			State: Registered, Registrar: Signature{by.ID, by.Name, tx.Now}}
		d.No = number("JF", tx.Now, d.ID)
		if err := insertDisputes(ctx, tx, []*Dispute{d}); err != nil {
			return err
		}
		if err := setParties(ctx, tx, d.ID, e.Parties); err != nil {
			return err
		}
		out = d
		if err := s.story(ctx, tx, d, "register", map[string]any{"kind": d.Kind}); err != nil {
			return err
		}
		if d.Sheet.Harm {
			if err := todo.Put(ctx, tx, d.task("report", PermManage, 2, d.Day)); err != nil {
				return err
			}
		}
		return todo.Put(ctx, tx, d.task("grade", PermManage, 1, ""))
	})
	return out, err
}

// EditDispute writes an entry anew that nobody has handed on yet. Parties that are not
// given stay as they are.
func (s *Service) EditDispute(ctx context.Context, disputeID string, version int64, e Entry) (*Dispute, error) {
	return s.act(ctx, disputeID, version, "edit", nil, PermRegister, func(ctx context.Context, tx *db.Tx, d *Dispute) error {
		if err := d.in(Registered, Graded); err != nil {
			return err
		}
		if err := e.check(today(tx.Now)); err != nil {
			return err
		}
		if _, err := kindFor(ctx, tx, e.Kind, d.Path); err != nil {
			return err
		}
		keep := d.Sheet.Consequences
		d.Day, d.Kind, d.Source, d.Sheet = e.Day, e.Kind, e.Source, e.Sheet
		d.Sheet.Consequences = keep
		if e.Parties == nil {
			return nil
		}
		return setParties(ctx, tx, d.ID, e.Parties)
	})
}

// task is something to do about a dispute; due is a business day or "".
func (d *Dispute) task(kind string, perm access.Perm, priority int, due string) todo.Task {
	t := todo.Task{Room: "mediation", Kind: "task_" + kind, Subject: d.ID, Path: d.Path, Perm: perm, Priority: priority,
		Link: "/disputes?open=" + d.ID, Params: map[string]any{"school": d.SchoolName, "no": d.No}}
	if due != "" {
		t.Due = dayEnd(due)
	}
	return t
}

// story writes the line of the timeline and of the book that belong to an act.
func (s *Service) story(ctx context.Context, tx *db.Tx, d *Dispute, kind string, data map[string]any) error {
	if err := addLine(ctx, tx, d.ID, kind, data); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "mediation."+kind, d.ID, data)
}

// act is the shape of every verb: load, authorise, decide, save, record, and what else
// belongs into the same transaction.
func (s *Service) act(ctx context.Context, disputeID string, version int64, kind string, data map[string]any, perm access.Perm,
	decide func(context.Context, *db.Tx, *Dispute) error, then ...func(context.Context, *db.Tx, *Dispute) error,
) (*Dispute, error) {
	var out *Dispute
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := get(ctx, tx, disputeID, tx.Lock())
		if err != nil {
			return err
		}
		if err := d.seenBy(ctx); err != nil {
			return err
		}
		// Whoever handles it by name works on it wherever he belongs.
		if perm != PermHandle || !d.Handler(access.From(ctx).ID) {
			if err := access.Require(ctx, perm, d.Path); err != nil {
				return err
			}
		}
		if d.Version != version {
			return errStale.With("state", string(d.State))
		}
		if err := decide(ctx, tx, d); err != nil {
			return err
		}
		out = d
		if err := update(ctx, tx, d); err != nil {
			return err
		}
		if err := s.story(ctx, tx, d, kind, data); err != nil {
			return err
		}
		for _, next := range then {
			if err := next(ctx, tx, d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Grade judges a dispute; the next step is to assign it.
func (s *Service) Grade(ctx context.Context, disputeID string, version int64, r Risk, consequences []string) (*Dispute, error) {
	return s.act(ctx, disputeID, version, "grade", map[string]any{"risk": r}, PermManage, func(_ context.Context, _ *db.Tx, d *Dispute) error {
		return d.Grade(r, consequences)
	}, finish("grade"), func(ctx context.Context, tx *db.Tx, d *Dispute) error {
		return todo.Put(ctx, tx, d.task("assign", PermManage, 1, ""))
	})
}

// finish takes tasks about the dispute off everybody's list.
func finish(kinds ...string) func(context.Context, *db.Tx, *Dispute) error {
	return func(ctx context.Context, tx *db.Tx, d *Dispute) error {
		for _, k := range kinds {
			if err := todo.Finish(ctx, tx, "mediation", "task_"+k, d.ID); err != nil {
				return err
			}
		}
		return nil
	}
}

// days is how long a dispute of a kind may take at a place, and by which norm.
func (s *Service) days(ctx context.Context, tx *db.Tx, d *Dispute) (int, string, error) {
	k, err := kindFor(ctx, tx, d.Kind, d.Path)
	if err != nil {
		return 0, "", err
	}
	if r, ok := s.limits.Ruled(ctx, k.DaysKey, d.Path, tx.Now); ok {
		return r.Number, r.Version, nil
	}
	return daysDefault, "", nil
}

// Assign hands a dispute on with the four things fixed.
func (s *Service) Assign(ctx context.Context, disputeID string, version int64, o Order) (*Dispute, error) {
	data := map[string]any{"department": o.Department, "due": o.Due}
	return s.act(ctx, disputeID, version, "assign", data, PermManage, func(ctx context.Context, tx *db.Tx, d *Dispute) error {
		most, rule, err := s.days(ctx, tx, d)
		if err != nil {
			return err
		}
		if err := screen(false, o.Measures, o.Calm); err != nil {
			return err
		}
		if err := d.Assign(o, most, today(tx.Now)); err != nil {
			return err
		}
		d.Rule = rule
		staff, err := staffFor(ctx, tx, d)
		if err != nil {
			return err
		}
		if d.Owner = staff[o.OwnerID].Name; d.Owner == "" {
			return errStaff
		}
		if d.Leader = staff[o.LeaderID].Name; o.LeaderID != "" && d.Leader == "" {
			return errStaff
		}
		data["owner"], data["leader"] = d.Owner, d.Leader
		return nil
	}, finish("assign", "settle", "lead"), func(ctx context.Context, tx *db.Tx, d *Dispute) error {
		t := d.task("settle", "", 1, d.Order.Due)
		t.Person = d.Order.OwnerID
		if err := todo.Put(ctx, tx, t); err != nil || d.Order.LeaderID == "" || d.Order.LeaderID == d.Order.OwnerID {
			return err
		}
		l := d.task("lead", "", 1, d.Order.Due)
		l.Person = d.Order.LeaderID
		return todo.Put(ctx, tx, l)
	})
}

// Begin starts the mediation with those who establish the facts.
func (s *Service) Begin(ctx context.Context, disputeID string, version int64, finders []Finder) (*Dispute, error) {
	data := map[string]any{}
	return s.act(ctx, disputeID, version, "begin", data, PermHandle, func(ctx context.Context, tx *db.Tx, d *Dispute) error {
		staff, err := staffFor(ctx, tx, d)
		if err != nil {
			return err
		}
		names := make([]string, len(finders))
		for i := range finders {
			if finders[i].Name = staff[finders[i].ID].Name; finders[i].Name == "" {
				return errStaff
			}
			names[i] = finders[i].Name
		}
		data["finders"] = names
		parties, err := staffAmong(ctx, tx, d.ID)
		if err != nil {
			return err
		}
		return d.Begin(finders, s.limits.Now(ctx, findersKey, d.Path, findersDefault), parties)
	})
}

// Progress adds what has been done to the story.
func (s *Service) Progress(ctx context.Context, disputeID string, version int64, note string) (*Dispute, error) {
	note = clip(note, 500)
	return s.act(ctx, disputeID, version, "progress", map[string]any{"note": note}, PermHandle, func(_ context.Context, _ *db.Tx, d *Dispute) error {
		if note == "" {
			return errReason
		}
		if err := screen(false, note); err != nil {
			return err
		}
		return d.in(Assigned, Mediating, Agreed, Fulfilled, Tracking)
	})
}

// Agree notes an agreement, with the paper that was signed where there is one.
func (s *Service) Agree(ctx context.Context, disputeID string, version int64, agreement, fileID string) (*Dispute, error) {
	agreement = clip(agreement, 2000)
	return s.act(ctx, disputeID, version, "agree", nil, PermHandle, func(ctx context.Context, tx *db.Tx, d *Dispute) error {
		if err := screen(false, agreement); err != nil {
			return err
		}
		if err := d.Agree(agreement); err != nil {
			return err
		}
		if fileID == "" {
			return nil
		}
		d.AgreementFile = fileID
		_, err := files.Keep(ctx, tx, fileID, PurposePaper, d.Path)
		return err
	})
}

package inspection

import (
	"context"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/org"
	"huxue/internal/platform/todo"
)

// task is something that is to be done about a visit.
func (v *Visit) task(kind string, due time.Time) todo.Task {
	return todo.Task{Room: "inspection", Kind: kind, Subject: v.ID, Path: v.Path, Priority: 1, Due: due, Link: "/inspections/visits/" + v.ID,
		Params: map[string]any{"school": v.SchoolName, "title": v.Title, "day": v.Day}}
}

// tellTeam puts a visit on the lists of those who go, and tells them.
func (s *Service) tellTeam(ctx context.Context, tx *db.Tx, v *Visit, parts []Part) error {
	by := access.From(ctx)
	var others []string
	for _, p := range parts {
		t := v.task("visit_due", endOf(v.Day))
		t.Subject, t.Person = v.ID+" "+p.PersonID, p.PersonID
		if err := todo.Put(ctx, tx, t); err != nil {
			return err
		}
		if p.PersonID != by.ID {
			others = append(others, p.PersonID)
		}
	}
	if len(others) == 0 || s.notify == nil {
		return nil
	}
	return s.notify.Send(ctx, tx, notify.Message{Room: "inspection", Kind: "planned", SubjectID: v.ID, Path: v.Path, Link: "/inspections/visits/" + v.ID,
		Mode: notify.Real, To: others, Params: map[string]any{"school": v.SchoolName, "title": v.Title, "day": v.Day, "lead": v.LeadName}})
}

// begun takes the reminder off the lists once a visit has begun.
func (s *Service) begun(ctx context.Context, tx *db.Tx, v *Visit) error {
	for _, p := range v.Parts {
		if err := todo.Finish(ctx, tx, "inspection", "visit_due", v.ID+" "+p.PersonID); err != nil {
			return err
		}
	}
	return nil
}

// askToSign puts "sign your part" on the lists of the agencies that have yet to sign,
// and takes it off those of the others; the lead is asked to submit once all have.
func (s *Service) askToSign(ctx context.Context, tx *db.Tx, v *Visit) error {
	open := v.unsigned()
	for _, p := range v.Parts {
		subject := v.ID + " " + p.PersonID
		if v.State != Signing || !slices.Contains(open, p.Agency) {
			if err := todo.Finish(ctx, tx, "inspection", "sign_due", subject); err != nil {
				return err
			}
			continue
		}
		t := v.task("sign_due", endOf(v.Day))
		t.Subject, t.Person = subject, p.PersonID
		if err := todo.Put(ctx, tx, t); err != nil {
			return err
		}
	}
	if v.State == Signing && slices.Contains(open, AtSchool) {
		t := v.task("sign_school", endOf(v.Day))
		t.Perm = PermSign
		if err := todo.Put(ctx, tx, t); err != nil {
			return err
		}
	} else if err := todo.Finish(ctx, tx, "inspection", "sign_school", v.ID); err != nil {
		return err
	}
	if v.State != Signing || len(open) > 0 {
		return todo.Finish(ctx, tx, "inspection", "submit_due", v.ID)
	}
	t := v.task("submit_due", endOf(v.Day))
	t.Person = v.LeadID
	return todo.Put(ctx, tx, t)
}

// forget takes all tasks of a visit off the lists.
func (s *Service) forget(ctx context.Context, tx *db.Tx, v *Visit) error {
	for _, p := range v.Parts {
		for _, kind := range []string{"visit_due", "sign_due"} {
			if err := todo.Finish(ctx, tx, "inspection", kind, v.ID+" "+p.PersonID); err != nil {
				return err
			}
		}
	}
	for _, kind := range []string{"sign_school", "submit_due"} {
		if err := todo.Finish(ctx, tx, "inspection", kind, v.ID); err != nil {
			return err
		}
	}
	if v.RoundID != "" && v.Kind.Own() {
		return todo.Finish(ctx, tx, "inspection", "round_self", v.RoundID+" "+v.SchoolID)
	}
	return nil
}

// fillRound gives a round that has begun its visits, as drawn, or its tasks, where
// schools inspect themselves; in portions.
func (s *Service) fillRound(ctx context.Context, r *Round) error {
	if r.Draw != nil {
		return s.fillDrawn(ctx, r)
	}
	if !r.Kind.Own() {
		return nil
	}
	type due struct{ school, path string }
	var list []due
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.All(ctx, tx, func(row db.Scanner) (d due, err error) {
			err = row.Scan(&d.school, &d.path)
			return d, err
		}, `SELECT school_id, path FROM inspection_targets WHERE round_id = $1 AND state = 'due' ORDER BY school_id`, r.ID)
		return err
	}); err != nil {
		return err
	}
	for part := range slices.Chunk(list, piece) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			for _, d := range part {
				if err := todo.Put(ctx, tx, todo.Task{Room: "inspection", Kind: "round_self", Subject: r.ID + " " + d.school, Path: d.path, Perm: PermSelf, Priority: 1,
					Due: endOf(r.Ends), Link: "/inspections/rounds/" + r.ID, Params: map[string]any{"title": r.Title, "day": r.Ends}}); err != nil {
					return err
				}
			}
			return audit.Record(ctx, tx, "inspection.round_tasks", r.ID, map[string]int{"schools": len(part)})
		}); err != nil {
			return err
		}
	}
	return nil
}

// fillDrawn plans the visits that were drawn, at the first day of the round.
func (s *Service) fillDrawn(ctx context.Context, r *Round) error {
	const per = 20
	for part := range slices.Chunk(r.Draw.Result, per) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			for _, d := range part {
				if len(d.Inspectors) == 0 {
					continue
				}
				if err := s.planDrawn(ctx, tx, r, d); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) planDrawn(ctx context.Context, tx *db.Tx, r *Round, d Drawn) error {
	state, err := db.One(ctx, tx, db.Value[string], `SELECT state FROM inspection_targets WHERE round_id = $1 AND school_id = $2`, r.ID, d.SchoolID)
	if db.IsNotFound(err) || err == nil && state != "due" {
		return nil // planned before, and the morning looks again
	}
	if err != nil {
		return err
	}
	x, err := org.GetSchool(ctx, tx, d.SchoolID)
	if err != nil {
		return err
	}
	by := access.From(ctx)
	v := &Visit{ID: id.New("vis"), RoundID: r.ID, Kind: r.Kind, Title: r.Title, SchoolID: x.ID, SchoolName: x.Name, Path: x.Path, Day: max(r.Starts, today(tx.Now)),
		ListID: r.ListID, ListVersion: r.ListVersion, Hidden: r.Hidden, State: Planned, AuthorID: by.ID, Author: by.Name, CreatedAt: tx.Now}
	v.No = number(tx.Now, v.ID)
	if err := s.fillTeam(ctx, tx, v, d.Inspectors); err != nil {
		if errs.Code(err) == errTeam.Code {
			return nil // somebody has left the post since: for people to plan
		}
		return err
	}
	return s.addVisit(ctx, tx, v, nil)
}

// emptyRound takes the tasks of a round that is over off the lists.
func (s *Service) emptyRound(ctx context.Context, r *Round) error {
	var schools []string
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		schools, err = db.All(ctx, tx, db.Value[string], `SELECT school_id FROM inspection_targets WHERE round_id = $1 AND state <> 'submitted'`, r.ID)
		return err
	}); err != nil {
		return err
	}
	for part := range slices.Chunk(schools, piece) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			for _, x := range part {
				if err := todo.Finish(ctx, tx, "inspection", "round_self", r.ID+" "+x); err != nil {
					return err
				}
			}
			if err := todo.Finish(ctx, tx, "inspection", "round_ends", r.ID); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "inspection.round_tasks", r.ID, map[string]int{"schools": len(part)})
		}); err != nil {
			return err
		}
	}
	return nil
}

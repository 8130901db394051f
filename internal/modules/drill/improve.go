package drill

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"huxue/internal/event"
	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/files"
	"huxue/internal/platform/org"
	"huxue/internal/platform/todo"
)

// Evaluate fills in the evaluation table. Each problem becomes a hazard, told to
// the other rooms, and a task of the school; a valid drill counts for its month.
func (s *Service) Evaluate(ctx context.Context, drillID string, version int64, e Evaluation, faults []Fault) (*Drill, error) {
	problems := make([]Problem, len(faults))
	for i, f := range faults {
		p := Problem{ID: id.New("dpb"), N: i + 1, Text: clip(f.Text, 300), Measure: clip(f.Measure, 300), Owner: clip(f.Owner, 40), Due: f.Due, State: "open"}
		if p.Text == "" || (p.Due != "" && !validDay(p.Due)) {
			return nil, errProblem
		}
		problems[i] = p
	}
	by := access.From(ctx)
	data := map[string]any{"problems": len(problems)}
	return s.act(ctx, drillID, version, "evaluate", data, []access.Perm{PermPlan}, func(_ context.Context, tx *db.Tx, d *Drill) error {
		if err := d.Assess(e, by, tx.Now); err != nil {
			return err
		}
		data["grade"], data["valid"] = d.Evaluation.Grade(), d.Valid
		return nil
	}, func(ctx context.Context, tx *db.Tx, d *Drill) error {
		if err := todo.Finish(ctx, tx, "drill", "task_evaluate", d.ID); err != nil {
			return err
		}
		if err := s.count(ctx, tx, d); err != nil {
			return err
		}
		return s.hazards(ctx, tx, d, problems)
	})
}

// count adds a valid drill to its month, which is then no longer owed.
func (s *Service) count(ctx context.Context, tx *db.Tx, d *Drill) error {
	if !d.Valid {
		return nil
	}
	if err := addCounts(ctx, tx, []Count{{
		SchoolID: d.SchoolID, Month: d.Month(), Path: d.Path, Valid: 1, EvacMS: d.Took(d.OutAt).Milliseconds(),
		Present: int64(d.Sum.Present), Enrolled: int64(max(d.Enrolled, d.Sum.Present)),
	}}); err != nil {
		return err
	}
	n, err := db.One(ctx, tx, db.Value[int], `SELECT valid FROM drill_counts WHERE school_id = $1 AND month = $2`, d.SchoolID, d.Month())
	if err != nil {
		return err
	}
	x, err := org.GetSchool(ctx, tx, d.SchoolID)
	if err != nil {
		return err
	}
	duty, err := s.dutyOf(ctx, tx, &x, lastDay(d.Month()))
	if err != nil || n < duty.Owes(d.Month(), 0, n) {
		return err
	}
	return todo.Finish(ctx, tx, "drill", "month_due", dueSubject(d.SchoolID, d.Month()))
}

func (s *Service) hazards(ctx context.Context, tx *db.Tx, d *Drill, problems []Problem) error {
	if err := insertProblems(ctx, tx, d.ID, problems); err != nil {
		return err
	}
	for _, p := range problems {
		t := d.task("task_problem", PermPlan, 1, endOf(p.Due))
		t.Subject = p.ID
		t.Params["problem"] = p.Text
		if err := todo.Put(ctx, tx, t); err != nil {
			return err
		}
		if s.trouble != nil {
			if err := s.trouble.Found(ctx, tx, Trouble{
				Source: fmt.Sprintf("drill:%s:%d", d.ID, p.N), SchoolID: d.SchoolID, By: d.Evaluator.Who, Place: d.Place, Text: p.Text, Measure: p.Measure,
				Owner: p.Owner, Due: endOf(p.Due),
			}); err != nil {
				return err
			}
		}
		if err := s.bus.Publish(ctx, tx, event.DrillProblemFound{
			DrillID: d.ID, ProblemID: p.ID, SchoolID: d.SchoolID, Path: d.Path, Text: p.Text, Measure: p.Measure, Owner: p.Owner, Due: p.Due,
			FoundAt: db.Millis(tx.Now),
		}); err != nil {
			return err
		}
	}
	return nil
}

// Mend says what was done about a problem; its task is done.
func (s *Service) Mend(ctx context.Context, drillID, problemID, what string) (*Drill, error) {
	what = clip(what, 300)
	data := map[string]any{"note": what}
	return s.act(ctx, drillID, 0, "mend", data, []access.Perm{PermPlan}, func(ctx context.Context, tx *db.Tx, d *Drill) error {
		if what == "" {
			return errReason
		}
		res, err := tx.Exec(ctx, `UPDATE drill_problems SET state = 'mended', fixed = $1, fixed_by = $2, fixed_at = $3
			WHERE id = $4 AND drill_id = $5 AND state = 'open'`, what, access.From(ctx).Name, db.Millis(tx.Now), problemID, d.ID)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return either(err, errNoProblem)
		}
		return todo.Finish(ctx, tx, "drill", "task_problem", problemID)
	})
}

// Struck hears that a hazard which came of a problem has left the ledger: the
// problem is mended with it. One that was merged goes on as another hazard, and is
// mended by hand.
// access: a fact of the room of hazards. audit: written down in the book.
func (s *Service) Struck(ctx context.Context, tx *db.Tx, e event.HazardClosed) error {
	of, ours := strings.CutPrefix(e.Source, "drill:")
	drillID, number, ok := strings.Cut(of, ":")
	n, err := strconv.Atoi(number)
	if !ours || !ok || err != nil || e.Outcome == "merged" {
		return nil
	}
	what := "隐患" + e.Number + "已整改验收、销号"
	if e.Outcome == "invalid" {
		what = "隐患" + e.Number + "经复核不成立"
	}
	problemID, err := db.One(ctx, tx, db.Value[string], `UPDATE drill_problems SET state = 'mended', fixed = $1, fixed_at = $2
		WHERE drill_id = $3 AND n = $4 AND state = 'open' RETURNING id`, what, e.ClosedAt, drillID, n)
	if db.IsNotFound(err) {
		return nil // mended by hand before, or told twice
	}
	if err != nil {
		return err
	}
	if err := todo.Finish(ctx, tx, "drill", "task_problem", problemID); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "drill.mend", drillID, map[string]any{"problem": problemID, "hazard": e.HazardID})
}

// Archive puts the record away; its open tasks stay on people's lists.
func (s *Service) Archive(ctx context.Context, drillID string, version int64) (*Drill, error) {
	by := access.From(ctx)
	return s.act(ctx, drillID, version, "archive", nil, []access.Perm{PermPlan}, func(_ context.Context, tx *db.Tx, d *Drill) error {
		return d.File(by, tx.Now)
	})
}

// maxPhotos bounds the pictures of one drill.
const maxPhotos = 30

// AddPhoto takes a picture that was handed in into the record.
func (s *Service) AddPhoto(ctx context.Context, drillID, fileID, caption string) (*Drill, error) {
	caption = clip(caption, 80)
	return s.act(ctx, drillID, 0, "photo", map[string]any{"file": fileID}, []access.Perm{PermPlan, PermReport}, func(ctx context.Context, tx *db.Tx, d *Drill) error {
		n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM drill_photos WHERE drill_id = $1`, d.ID)
		if err != nil {
			return err
		}
		if n >= maxPhotos {
			return errPhotos.With("max", maxPhotos)
		}
		if _, err := files.Keep(ctx, tx, fileID, PurposePhoto, d.Path); err != nil {
			return err
		}
		_, err = tx.Insert(ctx, "drill_photos", []string{"drill_id", "file_id", "caption", "by_name", "at"},
			[][]any{{d.ID, fileID, caption, access.From(ctx).Name, db.Millis(tx.Now)}}, "ON CONFLICT DO NOTHING")
		return err
	})
}

// Attach notes the practice alarm that was pressed for a drill of the same day.
// access: the house tells of a practice alarm that has ended. audit: written down
// on the timeline.
func (s *Service) Attach(ctx context.Context, tx *db.Tx, e event.AlarmClosed) error {
	day := today(db.Time(e.ClosedAt))
	ids, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM drills WHERE day = $1 AND school_id = $2 AND press_id = ''
		AND state IN ('ready', 'running', 'held', 'evaluated')`, day, e.SchoolID)
	if err != nil || len(ids) != 1 {
		return err // none, or nobody can tell which
	}
	d, err := lock(ctx, tx, ids[0])
	if err != nil {
		return err
	}
	d.PressID = e.AlarmID
	if err := update(ctx, tx, d); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, "drill.attach", d.ID, map[string]any{"alarm": e.AlarmID}); err != nil {
		return err
	}
	s.announce(tx, d)
	return addLine(ctx, tx, d.ID, "attach", map[string]any{"alarm": e.AlarmID})
}

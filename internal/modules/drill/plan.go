package drill

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
	"huxue/internal/platform/todo"
)

// PlanDrill puts a drill on a school's plan.
func (s *Service) PlanDrill(ctx context.Context, schoolID string, p Plan) (*Drill, error) {
	var out *Drill
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := s.school(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		if err := p.check(today(tx.Now)); err != nil {
			return err
		}
		d := fresh(&x, tx.Now)
		if err := d.Edit(p); err != nil {
			return err
		}
		if err := s.fill(ctx, tx, d, &x, p.ClassIDs); err != nil {
			return err
		}
		if err := s.add(ctx, tx, d); err != nil {
			return err
		}
		out = d
		return audit.Record(ctx, tx, "drill.plan", d.ID, map[string]any{"school": schoolID, "day": d.Day, "scenario": d.Scenario})
	})
	return out, err
}

// EditPlan writes a plan anew that nobody has approved yet.
func (s *Service) EditPlan(ctx context.Context, drillID string, version int64, p Plan) (*Drill, error) {
	return s.act(ctx, drillID, version, "edit", nil, []access.Perm{PermPlan}, func(ctx context.Context, tx *db.Tx, d *Drill) error {
		if err := p.check(today(tx.Now)); err != nil {
			return err
		}
		if err := d.Edit(p); err != nil {
			return err
		}
		x, err := org.GetSchool(ctx, tx, d.SchoolID)
		if err != nil {
			return err
		}
		if err := s.fill(ctx, tx, d, &x, p.ClassIDs); err != nil {
			return err
		}
		return setClasses(ctx, tx, d)
	})
}

func fresh(x *org.School, now time.Time) *Drill {
	d := &Drill{ID: id.New("drl"), SchoolID: x.ID, SchoolName: x.Name, Path: x.Path, State: Planned}
	d.No = number(now, d.ID)
	return d
}

// number is the 编号: the day it was planned, and the end of its id.
func number(at time.Time, from string) string {
	return "YL" + at.In(city).Format("20060102") + "-" + strings.ToUpper(from[len(from)-6:])
}

// fill puts in what the plan leaves to us: the classes and the target time. For
// buildings of up to four storeys the target is the norm's (domain.md §6.4 [S32]).
func (s *Service) fill(ctx context.Context, tx *db.Tx, d *Drill, x *org.School, classIDs []string) error {
	all, err := org.SchoolClasses(ctx, tx, x.ID)
	if err != nil {
		return err
	}
	d.Classes = nil
	for _, c := range all {
		if d.Scope == Part && !slices.Contains(classIDs, c.ID) {
			continue
		}
		d.Classes = append(d.Classes, Class{ID: c.ID, Name: c.Name, Grade: c.Grade, Teacher: c.Teacher, TeacherID: c.TeacherID, Pupils: c.Pupils})
	}
	if d.Scope == Part && len(d.Classes) == 0 {
		return errClasses
	}
	d.total()
	if d.TargetS == 0 && d.Measured() && x.Storeys <= fourStoreys {
		d.TargetS = s.limits.Now(ctx, targetKey, d.Path, targetDefault)
	}
	return nil
}

// targetKey is the norm for buildings of up to fourStoreys storeys: seconds from
// the signal until all are out. [S 32]
const (
	targetKey     = "drill.target_s.le4floors"
	targetDefault = 120
	fourStoreys   = 4
)

func (s *Service) add(ctx context.Context, tx *db.Tx, list ...*Drill) error {
	if err := insertDrills(ctx, tx, list); err != nil {
		return err
	}
	if err := insertClasses(ctx, tx, list); err != nil {
		return err
	}
	for _, d := range list {
		if err := addLine(ctx, tx, d.ID, "plan", nil); err != nil {
			return err
		}
		s.announce(tx, d)
	}
	return nil
}

// YearPlan says what became of an order for a year.
type YearPlan struct {
	Placed int `json:"placed"`
	Months int `json:"months" doc:"months of the year in which a drill is due"`
}

// yearScenarios is the order in which a year goes through the scenarios: what the
// season brings, fire and earthquake more than once. [D]
var yearScenarios = map[int]string{
	1: "stampede", 2: "blackout", 3: "fire", 4: "terror", 5: "earthquake", 6: "flood", 7: "fall", 8: "flood", 9: "fire", 10: "earthquake",
	11: "stampede", 12: "epidemic",
}

// PlanYear puts a drill on the plan for every month of a year in which one is due
// and none stands yet, from this month on. Nothing is submitted: people fill in
// the script.
func (s *Service) PlanYear(ctx context.Context, schoolID string, year int) (*YearPlan, error) {
	out := &YearPlan{}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := s.school(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		have, err := plannedMonths(ctx, tx, schoolID, year)
		if err != nil {
			return err
		}
		duty, err := s.dutyOf(ctx, tx, &x, today(tx.Now))
		if err != nil {
			return err
		}
		var list []*Drill
		for m := 1; m <= 12; m++ {
			month := fmt.Sprintf("%04d-%02d", year, m)
			need := duty.Owes(month, 0, 0)
			if need == 0 {
				continue
			}
			out.Months++
			if lastDay(month) < today(tx.Now) {
				continue
			}
			for k := have[month]; k < need; k++ {
				d := fresh(&x, tx.Now)
				d.Form, d.Scope, d.Scenario, d.At = Actual, All, yearScenarios[m], 9*60+40
				if k > 0 {
					d.Scenario = "dormitory" // more often is asked of boarding schools
				}
				d.Day = workday(max(fmt.Sprintf("%s-%02d", month, 12+7*k), today(tx.Now)))
				d.Title = "应急疏散演练"
				if err := s.fill(ctx, tx, d, &x, nil); err != nil {
					return err
				}
				list = append(list, d)
			}
		}
		out.Placed = len(list)
		if len(list) == 0 {
			return nil
		}
		if err := s.add(ctx, tx, list...); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "drill.plan_year", schoolID, map[string]any{"year": year, "placed": out.Placed})
	})
	return out, err
}

func plannedMonths(ctx context.Context, tx *db.Tx, schoolID string, year int) (map[string]int, error) {
	out := map[string]int{}
	err := db.Each(ctx, tx, func(row db.Scanner) error {
		var month string
		var n int
		err := row.Scan(&month, &n)
		out[month] = n
		return err
	}, `SELECT month, COUNT(*) FROM drills WHERE school_id = $1 AND month >= $2 AND month <= $3
		AND state NOT IN ('cancelled', 'interrupted') GROUP BY month`, schoolID, fmt.Sprintf("%04d-01", year), fmt.Sprintf("%04d-12", year))
	return out, err
}

// Submit hands the script in for approval.
func (s *Service) Submit(ctx context.Context, drillID string, version int64) (*Drill, error) {
	by := access.From(ctx)
	return s.act(ctx, drillID, version, "submit", nil, []access.Perm{PermPlan}, func(_ context.Context, tx *db.Tx, d *Drill) error {
		return d.Submit(by, len(d.Classes), tx.Now)
	}, func(ctx context.Context, tx *db.Tx, d *Drill) error {
		if err := todo.Finish(ctx, tx, "drill", "task_returned", d.ID); err != nil {
			return err
		}
		// What the head of the school has written himself is approved from above.
		perm := PermApprove
		if by.Holds(PermApprove, d.Path) {
			perm = PermOversee
		}
		return todo.Put(ctx, tx, d.task("task_approve", perm, 1, dayStart(d.Day)))
	})
}

// Approve approves the script, or gives it back with a reason.
func (s *Service) Approve(ctx context.Context, drillID string, version int64, approve bool, note string) (*Drill, error) {
	by := access.From(ctx)
	note = clip(note, 300)
	kind := "approve"
	if !approve {
		kind = "return"
	}
	return s.act(ctx, drillID, version, kind, map[string]any{"note": note}, []access.Perm{PermApprove, PermOversee},
		func(_ context.Context, tx *db.Tx, d *Drill) error { return d.Decide(approve, note, by, tx.Now) },
		func(ctx context.Context, tx *db.Tx, d *Drill) error {
			if err := todo.Finish(ctx, tx, "drill", "task_approve", d.ID); err != nil || approve {
				return err
			}
			t := d.task("task_returned", "", 1, dayStart(d.Day))
			t.Person = d.Author.By
			t.Params["note"] = note
			return todo.Put(ctx, tx, t)
		})
}

// Cancel takes a drill off the plan, with a reason; the month stays due.
func (s *Service) Cancel(ctx context.Context, drillID string, version int64, reason string) (*Drill, error) {
	reason = clip(reason, 300)
	return s.act(ctx, drillID, version, "cancel", map[string]any{"reason": reason}, []access.Perm{PermPlan},
		func(_ context.Context, _ *db.Tx, d *Drill) error { return d.Cancel(reason) },
		func(ctx context.Context, tx *db.Tx, d *Drill) error {
			for _, kind := range []string{"task_approve", "task_returned"} {
				if err := todo.Finish(ctx, tx, "drill", kind, d.ID); err != nil {
					return err
				}
			}
			return nil
		})
}

// task is something that is to be done about the drill.
func (d *Drill) task(kind string, perm access.Perm, priority int, due time.Time) todo.Task {
	return todo.Task{
		Room: "drill", Kind: kind, Subject: d.ID, Path: d.Path, Perm: perm, Priority: priority, Due: due, Link: "/drills/" + d.ID,
		Params: map[string]any{"school": d.SchoolName, "title": d.Title, "day": d.Day},
	}
}

// dayStart is the first moment of a business day.
func dayStart(day string) time.Time {
	at, _ := time.ParseInLocation(time.DateOnly, day, city)
	return at.UTC()
}

// endOf is the end of a business day, zero for none.
func endOf(day string) time.Time {
	if day == "" {
		return time.Time{}
	}
	return dayStart(day).Add(24*time.Hour - time.Minute)
}

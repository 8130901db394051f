package mediation

import (
	"context"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/todo"
)

// piece is how many rows are written at once: a press of the alarm waits for no whole
// city.
const piece = 200

// returnWarnKey is the norm that says how many days before its day schools are reminded
// of the monthly return. [D]
const (
	returnWarnKey     = "mediation.return_warn_d"
	returnWarnDefault = 3
)

// Remind is the work of each morning: what is overdue comes under supervision (跟踪督办),
// schools are reminded of their return, and bureaus learn who has not handed it in.
func (s *Service) Remind(ctx context.Context) error {
	if err := access.Require(ctx, PermManage, access.Everywhere); err != nil {
		return err
	}
	if err := s.superviseOverdue(ctx); err != nil {
		return err
	}
	if err := s.remindLinks(ctx); err != nil {
		return err
	}
	return s.remindReturns(ctx)
}

// Expire ends what has run out: link orders, notices with all they showed, entries of
// the care list.
func (s *Service) Expire(ctx context.Context) error {
	if err := access.Require(ctx, PermManage, access.Everywhere); err != nil {
		return err
	}
	if err := s.purgeNotices(ctx); err != nil {
		return err
	}
	if err := s.expireLinks(ctx); err != nil {
		return err
	}
	return s.endCare(ctx)
}

func (s *Service) superviseOverdue(ctx context.Context) error {
	for {
		n := 0
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			late, err := db.All(ctx, tx, scanDispute, selectDispute+`WHERE state <> 'closed' AND due <> '' AND due < $1 AND supervised_at = 0 ORDER BY due LIMIT 50`, today(tx.Now))
			if err != nil {
				return err
			}
			n = len(late)
			for _, d := range late {
				d.SupervisedAt = tx.Now
				if err := update(ctx, tx, d); err != nil {
					return err
				}
				if err := s.story(ctx, tx, d, "overdue", map[string]any{"due": d.Order.Due}); err != nil {
					return err
				}
				if err := todo.Put(ctx, tx, d.task("overdue", PermOversee, 1, d.Order.Due)); err != nil {
					return err
				}
				if err := s.tellBureau(ctx, tx, d, "overdue"); err != nil {
					return err
				}
			}
			return nil
		}); err != nil || n == 0 {
			return err
		}
	}
}

// remindReturns puts the month's return on the lists of schools that owe it when its
// day draws near, and once it has passed, tells the bureaus how many are missing.
func (s *Service) remindReturns(ctx context.Context) error {
	now := today(s.db.Clock().Now())
	period := now[:7]
	p, err := spanOf(period, s.limits.Now(ctx, returnDayKey, access.Everywhere, returnDayDefault))
	if err != nil {
		return err
	}
	if err := s.forgetPeriods(ctx, period); err != nil {
		return err
	}
	if warn := s.limits.Now(ctx, returnWarnKey, access.Everywhere, returnWarnDefault); now < addDays(p.due, -warn) {
		return nil
	}
	var owing []Return
	missing := map[string]int{}
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := returnsOf(ctx, tx, []string{access.Everywhere}, "", period)
		owing = slices.DeleteFunc(all, func(r Return) bool { return r.State != "missing" })
		for _, r := range owing {
			missing[countyOf(r.Path)]++
		}
		return err
	}); err != nil {
		return err
	}
	for part := range slices.Chunk(owing, piece) {
		if err := s.remindPart(ctx, part, p); err != nil {
			return err
		}
	}
	if now <= p.due || len(missing) == 0 {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for county, n := range missing {
			if err := todo.Put(ctx, tx, todo.Task{Room: "mediation", Kind: "returns_missing", Subject: returnSubject(county, period), Path: county,
				Perm: PermOversee, Priority: 1, Link: "/dispute-returns?period=" + period + "&state=missing", Params: map[string]any{"period": period, "n": n}}); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, "mediation.returns_missing", period, map[string]int{"counties": len(missing)})
	})
}

func (s *Service) remindPart(ctx context.Context, part []Return, p span) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, r := range part {
			if err := todo.Put(ctx, tx, todo.Task{Room: "mediation", Kind: "return_due", Subject: returnSubject(r.SchoolID, r.Period), Path: r.Path,
				Perm: PermRegister, Priority: 1, Due: dayEnd(p.due), Link: "/dispute-returns?period=" + r.Period,
				Params: map[string]any{"school": r.School, "period": r.Period}}); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, "mediation.remind", part[0].Period, map[string]int{"schools": len(part)})
	})
}

// forgetPeriods takes off what can no longer be done: the months before.
func (s *Service) forgetPeriods(ctx context.Context, period string) error {
	type old struct{ kind, subject string }
	var list []old
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.All(ctx, tx, func(row db.Scanner) (o old, err error) {
			err = row.Scan(&o.kind, &o.subject)
			return o, err
		}, `SELECT kind, subject_id FROM todos WHERE room = 'mediation' AND kind IN ('return_due', 'returns_missing') AND state = 'open'`)
		list = slices.DeleteFunc(list, func(o old) bool { return strings.HasSuffix(o.subject, " "+period) })
		return err
	}); err != nil {
		return err
	}
	for part := range slices.Chunk(list, piece) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			for _, o := range part {
				if err := todo.Finish(ctx, tx, "mediation", o.kind, o.subject); err != nil {
					return err
				}
			}
			return audit.Record(ctx, tx, "mediation.period_over", period, map[string]int{"tasks": len(part)})
		}); err != nil {
			return err
		}
	}
	return nil
}

// cell is an instant as a workbook shows it.
func cell(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.In(city).Format("2006-01-02 15:04")
}

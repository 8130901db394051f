package alarm

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/notify"
)

// testPosts are the school's posts that are told in the morning that their button
// is tested today.
var testPosts = []Post{PostPrincipal, PostSafety, PostGuards}

// TestsMorning tells the police and the schools of today's announced tests, once
// however often it is asked.
func (s *Service) TestsMorning(ctx context.Context) error {
	if err := access.Require(ctx, PermTestPlan, access.Everywhere); err != nil {
		return err
	}
	day := today(s.db.Clock().Now())
	var tests []*JointTest
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if tests, err = announcedOn(ctx, tx, day); err != nil || len(tests) == 0 {
			return err
		}
		letters, err := s.policeLetters(ctx, tx, tests)
		if err != nil {
			return err
		}
		for _, l := range letters {
			if err := s.notify.Send(ctx, tx, notify.Message{
				Room: "alarm", Kind: "tests_today", SubjectID: day, Path: tests[0].Path, Mode: notify.Test, To: l.to,
				Link: "/joint-tests?month=" + day[:7] + "&day=" + day, Params: map[string]any{"n": l.n},
				Once: "tests_today " + day + " " + l.to[0],
			}); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, "alarm.tests_morning", day, map[string]int{"tests": len(tests)})
	})
	if err != nil {
		return err
	}
	for len(tests) > 0 {
		n := 1
		for n < len(tests) && tests[n].SchoolID == tests[0].SchoolID {
			n++
		}
		if err := s.tellSchool(ctx, day, tests[:n]); err != nil {
			return err
		}
		tests = tests[n:]
	}
	return nil
}

// tellSchool is a transaction of its own, so that a press waits for one school
// at most.
func (s *Service) tellSchool(ctx context.Context, day string, tests []*JointTest) error {
	t := tests[0]
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var roles []string
		for _, post := range testPosts {
			roles = append(roles, s.roles.Posts[post]...)
		}
		to, err := s.holders.Holders(ctx, tx, roles, t.Path)
		if err != nil {
			return err
		}
		return s.notify.Send(ctx, tx, notify.Message{
			Room: "alarm", Kind: "test_today", SubjectID: t.ID, Path: t.Path, Mode: notify.Test, To: to,
			Link: "/joint-tests?month=" + t.Month + "&open=" + t.ID, Once: "test_today " + day + " " + t.SchoolID,
			Params: map[string]any{"school": t.SchoolName, "n": len(tests), "button": t.Button},
		})
	})
}

// TestsDayOver judges every test whose day has passed: what was not pressed was
// missed, what was pressed is judged by what there is, signed or not.
func (s *Service) TestsDayOver(ctx context.Context) error {
	if err := access.Require(ctx, PermTestPlan, access.Everywhere); err != nil {
		return err
	}
	for {
		more := false
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			day := today(tx.Now)
			tests, err := pastTests(ctx, tx, day, planPiece)
			if err != nil || len(tests) == 0 {
				return err
			}
			more = len(tests) == planPiece
			for _, t := range tests {
				if err := s.dayOver(ctx, tx, t); err != nil {
					return err
				}
			}
			return audit.Record(ctx, tx, "alarm.tests_day_over", day, map[string]int{"tests": len(tests)})
		})
		if err != nil || !more {
			return err
		}
	}
}

func (s *Service) dayOver(ctx context.Context, tx *db.Tx, t *JointTest) error {
	var limits TestLimits
	if t.State == TestRunning {
		var err error
		if limits, err = testLimits(ctx, tx, t); err != nil {
			return err
		}
	}
	t.DayOver(limits, tx.Now)
	if err := updateTest(ctx, tx, t); err != nil {
		return err
	}
	return s.judged(ctx, tx, t)
}

// MovedButtons follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func MovedButtons(ctx context.Context, tx *db.Tx, from, to string) error {
	for _, table := range []string{"alarm_buttons", "alarm_tests"} {
		var a db.Args
		set := `UPDATE ` + table + ` SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
		if _, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...); err != nil {
			return err
		}
	}
	return nil
}

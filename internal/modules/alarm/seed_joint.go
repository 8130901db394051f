package alarm

import (
	"context"
	"math/rand/v2"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// SeedJointTests gives a freshly planted city its buttons, one at every place
// that needs one, and the joint tests of last month: most of them done, a few
// failed, a few missed. The records have no alarms behind them.
func (s *Service) SeedJointTests(ctx context.Context) error {
	if err := access.Require(ctx, PermTestPlan, access.Everywhere); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		kinds, err := requiredPlaces(ctx, tx)
		if err != nil {
			return err
		}
		places, err := missingButtons(ctx, tx, []string{access.Everywhere}, kinds, ButtonFilter{Limit: 1 << 20})
		if err != nil {
			return err
		}
		month := monthBefore(today(tx.Now)[:7], 1)
		var list []*Button
		for _, p := range places {
			if p.PlaceID != "" {
				list = append(list, &Button{ID: id.New("btn"), SchoolID: p.SchoolID, Path: p.Path, PlaceID: p.PlaceID, Name: p.PlaceName,
					Since: monthBefore(month, 11) + "-01", Status: "active"})
			}
		}
		if _, err := insertButtons(ctx, tx, list, ""); err != nil {
			return err
		}
		due, err := dueButtons(ctx, tx, []string{access.Everywhere}, month)
		if err != nil {
			return err
		}
		tests := lastMonth(due, month)
		if _, err := insertTests(ctx, tx, tests); err != nil {
			return err
		}
		if err := proveSeeded(ctx, tx, month); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "alarm.seed_tests", month, map[string]int{"buttons": len(list), "tests": len(tests)})
	})
}

// lastMonth makes up how a month went, always the same for the same city.
func lastMonth(due []Due, month string) []*JointTest {
	r := rand.New(rand.NewPCG(uint64(len(due)), 57)) //nolint:gosec // an invented city, not a secret
	on, _ := Spread(due, WorkingDays(month, "", nil), Load{}, func(string, string) int { return stationDefault * 10 })
	tests := make([]*JointTest, 0, len(due))
	for _, d := range due {
		day, ok := on[d.ButtonID]
		if !ok {
			continue
		}
		t := entry(d, day, 9*60+30, 11*60)
		morning, _ := time.ParseInLocation(time.DateOnly, day, city)
		t.AnnouncedAt = morning.AddDate(0, 0, -3).Add(16 * time.Hour).UTC()
		if r.Float64() < 0.08 {
			t.State, t.JudgedAt = TestMissed, morning.Add(24*time.Hour).UTC()
			tests = append(tests, t)
			continue
		}
		t.T0 = morning.Add(time.Duration(9*60+30)*time.Minute + time.Duration(r.IntN(85*60))*time.Second).UTC()
		t.T1 = t.T0.Add(time.Duration(180+r.IntN(900)) * time.Millisecond)
		t.T2 = t.T0.Add(time.Duration(4+r.IntN(22)) * time.Second)
		t.T5 = t.T0.Add(time.Duration(95+r.IntN(190)) * time.Second)
		t.Located, t.Video, t.Talk = Yes, Yes, Yes
		if r.Float64() < 0.25 {
			t.Talk = NotInstalled
		}
		switch p := r.Float64(); {
		case p < 0.02:
			t.T2 = t.T0.Add(time.Duration(35+r.IntN(40)) * time.Second)
			t.Problem, t.Fix = "指挥席换班时接警偏慢", "交接班时保持一席在岗"
		case p < 0.035:
			t.Video, t.Problem, t.Fix = No, "画面未自动弹出", "重新绑定点位与摄像头"
		}
		signed := t.T5.Add(20 * time.Minute)
		t.School, t.Police = Signature{By: "seed:school", Who: "安全管理员", At: signed}, Signature{By: "seed:police", Who: d.Station, At: signed}
		t.Finish(TestLimits{Accept: acceptDefault * time.Second, Arrive: arriveDefault * time.Second, ArriveNeeded: true}, signed)
		tests = append(tests, t)
	}
	return tests
}

// proveSeeded carries the results over to the buttons.
func proveSeeded(ctx context.Context, tx *db.Tx, month string) error {
	_, err := tx.Exec(ctx, `UPDATE alarm_buttons SET
		last_result = (SELECT t.state FROM alarm_tests t WHERE t.button_id = alarm_buttons.id AND t.month = $1),
		last_proven_at = (SELECT CASE WHEN t.state = 'passed' THEN t.t0 ELSE 0 END FROM alarm_tests t
			WHERE t.button_id = alarm_buttons.id AND t.month = $1)
		WHERE EXISTS (SELECT 1 FROM alarm_tests t WHERE t.button_id = alarm_buttons.id AND t.month = $1)`, month)
	return err
}

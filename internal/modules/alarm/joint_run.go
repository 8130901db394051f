package alarm

import (
	"context"
	"time"

	"huxue/internal/event"
	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/org"
	"huxue/internal/platform/todo"
)

// StartTest presses the button for its joint test: an alarm of mode test at that
// place, by the same way as any press. The phone tells by its own clock when it
// was pressed and when it sends; either may be zero.
func (s *Service) StartTest(ctx context.Context, testID string, deviceAt, sentAt int64) (*Alarm, error) {
	var alarm *Alarm
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := lockTest(ctx, tx, testID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, t.Path, errTestGone); err != nil {
			return err
		}
		if err := access.Require(ctx, PermTest, t.Path); err != nil {
			return err
		}
		if t.State != TestPlanned && t.State != TestAnnounced {
			return errTestState.With("state", string(t.State))
		}
		press := Press{SchoolID: t.SchoolID, PlaceID: t.PlaceID, Place: t.Button, Mode: Test, DeviceAt: deviceAt, SentAt: sentAt, test: t.ID}
		alarm, _, err = s.raise(ctx, tx, id.New("prs"), press, false, nil)
		return err
	})
	if err == nil {
		s.metrics.pressed(alarm, false)
	}
	return alarm, err
}

// bindTest finds the planned test that a press in test mode is, and starts it. A
// press at a button that has none this month is put on record as one that nobody
// was told of. It never refuses: the alarm stands in any case.
func (s *Service) bindTest(ctx context.Context, tx *db.Tx, a *Alarm, testID string) error {
	if a.Mode != Test {
		return nil
	}
	t, err := s.testOf(ctx, tx, a, testID)
	if err != nil || t == nil {
		return err
	}
	fresh := t.AlarmID == a.ID
	if !fresh {
		if err := t.Start(a.ID, today(tx.Now)); err != nil {
			return err
		}
		if err := updateTest(ctx, tx, t); err != nil {
			return err
		}
	}
	kind := "test_started"
	if t.Unannounced {
		kind = "test_unannounced"
	}
	if err := addEvent(ctx, tx, a.ID, kind, map[string]any{"test": t.ID}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "alarm.test_start", t.ID, map[string]any{"alarm": a.ID, "unannounced": t.Unannounced})
}

// testOf is the test that a press belongs to: the one it names, the open one of
// the button at its place, or a new one; nil where there is no button.
func (s *Service) testOf(ctx context.Context, tx *db.Tx, a *Alarm, testID string) (*JointTest, error) {
	if testID != "" {
		return getTest(ctx, tx, testID)
	}
	buttonID, err := buttonAt(ctx, tx, a.PlaceID, a.DeviceID)
	if db.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	day := today(tx.Now)
	t, err := openTest(ctx, tx, buttonID, day[:7])
	switch {
	case err == nil && t.State == TestRunning:
		return nil, nil // this one is a press more
	case err == nil:
		return t, nil
	case !db.IsNotFound(err):
		return nil, err
	}
	d, err := oneDue(ctx, tx, buttonID)
	if err != nil {
		return nil, err
	}
	t = entry(d, day, 0, dayMinutes)
	if err := t.Start(a.ID, day); err != nil {
		return nil, err
	}
	n, err := insertTests(ctx, tx, []*JointTest{t})
	if err != nil || n == 0 {
		return nil, err
	}
	return t, nil
}

// RecordTest writes down what people saw; both sides may, until both have signed.
func (s *Service) RecordTest(ctx context.Context, testID string, version int64, r Report) (*JointTest, error) {
	perm := PermTest
	if len(access.Areas(ctx, PermTest)) == 0 {
		perm = PermAccept
	}
	return s.onTest(ctx, testID, perm, version, "alarm.test_record", r, func(_ *db.Tx, t *JointTest) error { return t.Record(r) })
}

// SignTest is one side's signature; the second one judges the test.
func (s *Service) SignTest(ctx context.Context, testID string, version int64, side string) (*JointTest, error) {
	perm := PermTest
	if side == SidePolice {
		perm = PermAccept
	}
	by := access.From(ctx)
	return s.onTest(ctx, testID, perm, version, "alarm.test_sign", map[string]any{"side": side}, func(tx *db.Tx, t *JointTest) error {
		limits, err := testLimits(ctx, tx, t)
		if err != nil {
			return err
		}
		if err := t.Sign(side, by, limits, tx.Now); err != nil {
			return err
		}
		if t.State == TestRunning && t.Signed() {
			t.Finish(limits, tx.Now)
			return s.judged(ctx, tx, t)
		}
		return nil
	})
}

// failedKey names the task that a failed test leaves with the school.
const failedKey = "test_failed"

// judged tells everybody whom it concerns how a test ended: the button, the
// alarm's story, the other rooms and the school's list.
func (s *Service) judged(ctx context.Context, tx *db.Tx, t *JointTest) error {
	proven := int64(0)
	if t.State == TestPassed {
		proven = db.Millis(t.T0)
	}
	if err := setTested(ctx, tx, t.ButtonID, string(t.State), proven); err != nil {
		return err
	}
	if t.AlarmID != "" {
		if err := addEvent(ctx, tx, t.AlarmID, "test_judged", map[string]any{"test": t.ID, "result": t.State, "faults": t.Reasons}); err != nil {
			return err
		}
	}
	switch t.State {
	case TestPassed:
		return todo.Finish(ctx, tx, "alarm", failedKey, t.ButtonID)
	case TestFailed:
		if err := s.bus.Publish(ctx, tx, event.JointTestFailed{
			TestID: t.ID, ButtonID: t.ButtonID, AlarmID: t.AlarmID, SchoolID: t.SchoolID, Path: t.Path, Button: t.Button,
			Faults: t.Reasons, JudgedAt: db.Millis(tx.Now),
		}); err != nil {
			return err
		}
		return todo.Put(ctx, tx, todo.Task{
			Room: "alarm", Kind: failedKey, Subject: t.ButtonID, Path: t.Path, Perm: PermReview, Priority: 1,
			Link: "/joint-tests?month=" + t.Month + "&open=" + t.ID, Params: map[string]any{"school": t.SchoolName, "button": t.Button},
		})
	}
	return nil
}

// The norms a joint test is judged by. (domain.md §5.6)
const (
	acceptKey     = "alarm.test.accept_s"
	arriveKey     = "alarm.sla.police_s"
	arriveNeedKey = "alarm.test.arrival"

	acceptDefault     = 30
	arriveDefault     = 300
	arriveNeedDefault = 1
)

// testLimits reads what holds at the test's school on its day.
func testLimits(ctx context.Context, tx *db.Tx, t *JointTest) (l TestLimits, err error) {
	school, err := org.GetSchool(ctx, tx, t.SchoolID)
	if err != nil {
		return l, err
	}
	at := norm.At(&school, t.Day)
	read := func(key string, otherwise int) int {
		if err != nil {
			return 0
		}
		n, r, e := norm.Int(ctx, tx, key, at)
		switch {
		case db.IsNotFound(e): // nobody has ruled for that day
			l.Rules = append(l.Rules, Rule{Key: key, Value: otherwise})
			return otherwise
		case e != nil:
			err = e
			return 0
		}
		l.Rules = append(l.Rules, Rule{Key: key, ID: r.ID, Value: n, Basis: r.Basis, Mark: string(r.Mark)})
		return n
	}
	l.Accept = time.Duration(read(acceptKey, acceptDefault)) * time.Second
	l.Arrive = time.Duration(read(arriveKey, arriveDefault)) * time.Second
	l.ArriveNeeded = read(arriveNeedKey, arriveNeedDefault) != 0
	return l, err
}

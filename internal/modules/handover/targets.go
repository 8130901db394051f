package handover

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Targets lists the platforms of the caller's area.
func (s *Service) Targets(ctx context.Context) ([]*Target, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var out []*Target
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var args db.Args
		out, err = db.All(ctx, tx, s.scanTarget, selectTarget+`WHERE `+args.Within("t.path", access.Areas(ctx, PermView))+` ORDER BY t.path, t.id`, args.Values()...)
		return err
	})
	return out, err
}

// Add sets a platform up. It is told of alarms from now on.
func (s *Service) Add(ctx context.Context, in Input) (*Target, error) {
	if err := access.Require(ctx, PermManage, in.Path); err != nil {
		return nil, err
	}
	t, h := &Target{ID: id.New("hdt"), Path: in.Path}, hidden{}
	if err := in.apply(t, &h, s.private(ctx)); err != nil {
		return nil, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := areaExists(ctx, tx, in.Path); err != nil {
			return err
		}
		t.sealed, t.since = s.seal(t, h), db.Millis(tx.Now)
		if err := insertTarget(ctx, tx, t); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "handover.target_added", t.ID, t.told()); err != nil {
			return err
		}
		var err error
		t, err = s.getTarget(ctx, tx, t.ID)
		return err
	})
	return t, err
}

// Edit changes a platform that nobody has changed since version. One that is
// switched on again is not told of what happened meanwhile.
func (s *Service) Edit(ctx context.Context, targetID string, version int64, in Input) (*Target, error) {
	var t *Target
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if t, err = s.managed(ctx, tx, targetID); err != nil {
			return err
		}
		if err := access.Require(ctx, PermManage, in.Path); err != nil {
			return err
		}
		if in.Path != t.Path {
			if err := areaExists(ctx, tx, in.Path); err != nil {
				return err
			}
		}
		h, err := s.unseal(t)
		if err != nil && (in.Header == nil || in.Secret == nil) {
			return errSecret.With("min", leastSecret) // what was sealed cannot be read any more: enter it anew
		}
		was := t.Enabled && t.Alarms
		t.Path = in.Path
		if err := in.apply(t, &h, s.private(ctx)); err != nil {
			return err
		}
		if t.Enabled && t.Alarms && !was {
			t.since = db.Millis(tx.Now)
		}
		t.sealed = s.seal(t, h)
		if err := updateTarget(ctx, tx, t, version); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "handover.target_edited", t.ID, t.told()); err != nil {
			return err
		}
		t, err = s.getTarget(ctx, tx, t.ID)
		return err
	})
	return t, err
}

// managed is a platform that the caller may set up.
func (s *Service) managed(ctx context.Context, tx *db.Tx, targetID string) (*Target, error) {
	t, err := s.getTarget(ctx, tx, targetID)
	if err != nil {
		return nil, err
	}
	if err := access.See(ctx, PermView, t.Path, errNotFound); err != nil {
		return nil, err
	}
	return t, access.Require(ctx, PermManage, t.Path)
}

// told is what the audit book keeps: the field mapping, and no secret.
func (t *Target) told() map[string]any {
	return map[string]any{"path": t.Path, "name": t.Name, "kind": t.Kind, "address": t.Address, "template": t.Template, "okField": t.OKField,
		"okValue": t.OKValue, "receiptField": t.ReceiptField, "practice": t.Practice, "alarms": t.Alarms, "notices": t.Notices, "enabled": t.Enabled}
}

// Try sends a platform an alarm that says of itself that it is a test.
func (s *Service) Try(ctx context.Context, targetID string) (*Sent, error) {
	var out *Sent
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		t, err := s.managed(ctx, tx, targetID)
		if err != nil {
			return err
		}
		now := db.Millis(tx.Now)
		a := &Alarm{ID: id.New("try"), No: "TEST", Path: t.Path, Mode: "test", Level: "emergency", Severity: "slight", SchoolName: "接口测试学校", Place: "测试点位",
			Note: "接口测试，请勿处警", Source: "test", PressedAt: now, ReceivedAt: now}
		if out, err = s.put(ctx, tx, t, a, Test); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "handover.target_tried", t.ID, map[string]any{"sending": out.ID})
	})
	return out, err
}

// put writes a sending and promises the job; nil for one that exists.
func (s *Service) put(ctx context.Context, tx *db.Tx, t *Target, a *Alarm, stage string) (*Sent, error) {
	x := &Sent{ID: id.New("hds"), TargetID: t.ID, SubjectID: a.ID, No: a.No, School: a.SchoolName, Stage: stage, Mode: a.Mode, path: a.Path}
	body, err := compose(t, a, x.ID, stage, s.sender, db.Millis(tx.Now))
	if err != nil {
		// Nobody must miss that an alarm could not be put into words.
		s.log.ErrorContext(ctx, "an alarm could not be composed", "alarm", a.ID, "target", t.ID, "error", err)
		body = []byte{}
	}
	x.Body = string(body)
	n, err := insertSent(ctx, tx, x)
	if err != nil || n == 0 {
		return nil, err
	}
	if err := s.jobs.Enqueue(ctx, tx, handOver{x.ID}); err != nil {
		return nil, err
	}
	return getSent(ctx, tx, x.ID)
}

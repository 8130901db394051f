package notice

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/todo"
)

// Confirm says for a school, in the actor's name, that it has the notice (已收悉).
// schoolID may be empty for whoever works at one school. Confirming again changes
// nothing.
func (s *Service) Confirm(ctx context.Context, noticeID, schoolID string) (*Receipt, error) {
	return s.receive(ctx, noticeID, schoolID, "notice.confirm", nil, func(tx *db.Tx, n *Notice, r *Receipt) (bool, error) {
		switch {
		case r.State == "confirmed":
			return false, nil
		case n.State != Issued || r.State == "ended":
			return false, errState.With("state", string(n.State))
		}
		r.State, r.ConfirmedAt, r.ConfirmedName = "confirmed", db.Millis(tx.Now), access.From(ctx).Name
		if err := confirmReceipt(ctx, tx, r, access.From(ctx).ID); err != nil {
			return false, err
		}
		if err := todo.Finish(ctx, tx, "notice", "confirm", n.ID+"/"+r.SchoolID); err != nil || r.OverdueAt == 0 {
			return true, err
		}
		left, err := listReceipts(ctx, tx, n.ID, "overdue", "", []string{access.Everywhere}, 1)
		if err != nil || len(left) > 0 {
			return true, err
		}
		return true, todo.Finish(ctx, tx, "notice", "phone", n.ID)
	})
}

// Report says for a school what it has done (落实反馈), after it has confirmed.
func (s *Service) Report(ctx context.Context, noticeID, schoolID, note string) (*Receipt, error) {
	note = clip(note, maxReason)
	return s.receive(ctx, noticeID, schoolID, "notice.report", map[string]string{"note": note}, func(tx *db.Tx, n *Notice, r *Receipt) (bool, error) {
		switch {
		case note == "":
			return false, errNote
		case r.ConfirmedAt == 0 || r.DoneAt != 0:
			return false, errState.With("state", string(n.State))
		}
		r.DoneAt, r.DoneName, r.DoneNote = db.Millis(tx.Now), access.From(ctx).Name, note
		return true, doneReceipt(ctx, tx, r)
	})
}

func (s *Service) receive(ctx context.Context, noticeID, schoolID, action string, detail any, do func(*db.Tx, *Notice, *Receipt) (changed bool, err error)) (*Receipt, error) {
	if err := access.RequireSomewhere(ctx, PermConfirm); err != nil {
		return nil, err
	}
	var out *Receipt
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := s.seen(ctx, tx, noticeID)
		if err != nil {
			return err
		}
		if out, err = getReceipt(ctx, tx, noticeID, schoolID, access.Areas(ctx, PermConfirm)); err != nil {
			return err
		}
		changed, err := do(tx, n, out)
		if err != nil || !changed {
			return err
		}
		return audit.Record(ctx, tx, action, n.ID, map[string]any{"school": out.SchoolID, "detail": detail})
	})
	return out, err
}

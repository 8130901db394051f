package notice

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/todo"
)

// Tick is done each minute: what has run out expires, and schools that have not
// confirmed in time are found: "with escalation by phone". Doing it again does
// nothing.
func (s *Service) Tick(ctx context.Context) error {
	if err := access.Require(ctx, PermApprove, access.Everywhere); err != nil {
		return err
	}
	if err := s.expire(ctx); err != nil {
		return err
	}
	for {
		if more, err := s.overdue(ctx); err != nil || !more {
			return err
		}
	}
}

func (s *Service) expire(ctx context.Context) error {
	for more := true; more; {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			list, err := db.All(ctx, tx, scanNotice, selectNotice+`WHERE n.state = 'issued' AND n.ends_at <= $1 ORDER BY n.ends_at LIMIT 20`, db.Millis(tx.Now))
			if err != nil {
				return err
			}
			more = len(list) == 20
			for _, n := range list {
				if err := n.End(Expired, "", tx.Now); err != nil {
					return err
				}
				if err := updateNotice(ctx, tx, n); err != nil {
					return err
				}
				if err := s.jobs.Enqueue(ctx, tx, settle{n.ID}); err != nil {
					return err
				}
				if err := audit.Record(ctx, tx, "notice.expire", n.ID, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// overdue finds some receipts that are late, once each: the school is told again,
// and whoever issued the notice has it on his list to phone.
func (s *Service) overdue(ctx context.Context) (more bool, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		late, err := db.All(ctx, tx, scanReceipt, selectReceipt+`WHERE r.state = 'open' AND r.overdue_at = 0 AND r.due_at <= $1
			AND EXISTS (SELECT 1 FROM notices n WHERE n.id = r.notice_id AND n.state = 'issued') ORDER BY r.due_at LIMIT `+itoa(portion), db.Millis(tx.Now))
		if err != nil {
			return err
		}
		more = len(late) == portion
		known := map[string]*Notice{}
		for _, r := range late {
			n := known[r.NoticeID]
			if n == nil {
				if n, err = getNotice(ctx, tx, r.NoticeID); err != nil {
					return err
				}
				known[n.ID] = n
				if err := todo.Put(ctx, tx, todo.Task{Room: "notice", Kind: "phone", Subject: n.ID, Path: n.Path, Perm: PermApprove, Priority: priority(n.Level),
					Link: link(n), Params: map[string]any{"title": n.Title, "no": n.Number}}); err != nil {
					return err
				}
			}
			if err := tx.UpdateOne(ctx, `UPDATE notice_receipts SET overdue_at = $1 WHERE notice_id = $2 AND school_id = $3`, db.Millis(tx.Now), n.ID, r.SchoolID); err != nil {
				return err
			}
			people, err := s.holders.Holders(ctx, tx, s.roles.Confirm, r.path)
			if err != nil {
				return err
			}
			if err := s.send(ctx, tx, n, "overdue", r.path, people, n.ID+"/"+r.SchoolID); err != nil {
				return err
			}
		}
		return nil
	})
	return more, err
}

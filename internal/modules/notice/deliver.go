package notice

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/todo"
)

// deliver is the job that carries a notice to its schools, and settle the one that
// takes it off the lists of those that have not confirmed when it has ended. Both
// work in portions, so that no press waits behind a city of receipts, and go on
// where a crash has left them.
type (
	deliver struct {
		Notice string `json:"notice"`
	}
	settle struct {
		Notice string `json:"notice"`
	}
)

// Kind implements jobs.Args.
func (deliver) Kind() string { return "notice.deliver" }

// Kind implements jobs.Args.
func (settle) Kind() string { return "notice.settle" }

// portion is how many schools one transaction takes.
const portion = 25

func (s *Service) deliver(ctx context.Context, job deliver) error {
	for after := ""; ; {
		more := false
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			n, err := getNotice(ctx, tx, job.Notice)
			if err != nil || n.State != Issued || !n.DeliveredAt.IsZero() {
				return err
			}
			var schools []school
			if n.SchoolID == "" {
				if schools, err = schoolsAfter(ctx, tx, n, after, portion); err != nil {
					return err
				}
			}
			if len(schools) == 0 {
				_, err := tx.Exec(ctx, `UPDATE notices SET delivered_at = $1 WHERE id = $2`, db.Millis(tx.Now), n.ID)
				if err != nil || n.SchoolID == "" {
					return err
				}
				return s.tellStaff(ctx, tx, n)
			}
			more, after = true, schools[len(schools)-1].id
			return s.reach(ctx, tx, n, schools)
		})
		if err != nil || !more {
			return err
		}
	}
}

// reach gives the notice to some schools: receipt, list of things to do, message.
func (s *Service) reach(ctx context.Context, tx *db.Tx, n *Notice, schools []school) error {
	due, err := s.due(ctx, tx, n)
	if err != nil {
		return err
	}
	if err := insertReceipts(ctx, tx, n.ID, schools, due); err != nil {
		return err
	}
	for _, x := range schools {
		if err := s.ask(ctx, tx, n, x, due); err != nil {
			return err
		}
		people, err := s.holders.Holders(ctx, tx, s.roles.Confirm, x.path)
		if err != nil {
			return err
		}
		if err := s.send(ctx, tx, n, "issued", x.path, people, n.ID+"/"+x.id); err != nil {
			return err
		}
	}
	return nil
}

// ask puts the notice on the list of whoever confirms for a school.
func (s *Service) ask(ctx context.Context, tx *db.Tx, n *Notice, x school, due time.Time) error {
	return todo.Put(ctx, tx, todo.Task{Room: "notice", Kind: "confirm", Subject: n.ID + "/" + x.id, Path: x.path, Perm: PermConfirm,
		Priority: priority(n.Level), Link: link(n), Due: due, Params: map[string]any{"title": n.Title, "from": n.Publisher}})
}

func (s *Service) send(ctx context.Context, tx *db.Tx, n *Notice, kind, path string, to []string, once string) error {
	return s.tell.Send(ctx, tx, notify.Message{Room: "notice", Kind: kind, SubjectID: n.ID, Path: path, Link: link(n), To: to, Once: "notice." + kind + "/" + once,
		Params: map[string]any{"title": n.Title, "from": n.Publisher, "no": n.Number, "heading": n.heading()}})
}

// tellStaff tells those who work at a school of its own prompt.
func (s *Service) tellStaff(ctx context.Context, tx *db.Tx, n *Notice) error {
	people, err := s.holders.Holders(ctx, tx, s.roles.Staff, n.Path)
	if err != nil {
		return err
	}
	return s.send(ctx, tx, n, "told", n.Path, people, n.ID)
}

// due is until when a school that has it now is to confirm.
func (s *Service) due(ctx context.Context, tx *db.Tx, n *Notice) (time.Time, error) {
	norm := func(key string, otherwise int) int { return s.norms.Now(ctx, key, n.Path, otherwise) }
	limit, schoolHours := patience(n.Level, norm)
	if !schoolHours {
		return tx.Now.Add(limit), nil
	}
	off, err := s.calendar.Off(ctx, tx, n.Path, dayOf(tx.Now), dayOf(tx.Now.AddDate(0, 0, mostDays)))
	if err != nil {
		return time.Time{}, err
	}
	return withinHours(tx.Now, limit, norm(keyFrom, fromHour), norm(keyTo, toHour), resting(off)), nil
}

func (s *Service) settle(ctx context.Context, job settle) error {
	for more := true; more; {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			n, err := getNotice(ctx, tx, job.Notice)
			if err != nil || n.State == Issued {
				more = false
				return err
			}
			open, err := listReceipts(ctx, tx, n.ID, "open", "", []string{access.Everywhere}, portion)
			if err != nil {
				return err
			}
			for _, r := range open {
				if err := tx.UpdateOne(ctx, `UPDATE notice_receipts SET state = 'ended' WHERE notice_id = $1 AND school_id = $2`, n.ID, r.SchoolID); err != nil {
					return err
				}
				if err := todo.Finish(ctx, tx, "notice", "confirm", n.ID+"/"+r.SchoolID); err != nil {
					return err
				}
			}
			if more = len(open) == portion; more {
				return nil
			}
			return todo.Finish(ctx, tx, "notice", "phone", n.ID)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

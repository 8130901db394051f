package handover

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Query narrows the record.
type Query struct {
	State  string
	Target string
	After  string // the id of the last line of the page before
	Limit  int
}

// Record lists what was handed over, the newest first.
func (s *Service) Record(ctx context.Context, q Query) (items []*Sent, next string, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, "", err
	}
	if q.Limit < 1 || q.Limit > 200 {
		q.Limit = 50
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var args db.Args
		where := args.Within("s.path", access.Areas(ctx, PermView))
		if q.State != "" {
			where += ` AND s.state = ` + args.Add(q.State)
		}
		if q.Target != "" {
			where += ` AND s.target_id = ` + args.Add(q.Target)
		}
		if q.After != "" {
			where += ` AND s.id < ` + args.Add(q.After)
		}
		items, err = db.All(ctx, tx, scanSent, selectSent+`WHERE `+where+` ORDER BY s.id DESC LIMIT `+args.Add(q.Limit+1), args.Values()...)
		return err
	})
	if len(items) > q.Limit {
		items = items[:q.Limit]
		next = items[q.Limit-1].ID
	}
	for _, x := range items {
		x.Body = ""
	}
	return items, next, err
}

// Sending returns one sending with what was sent.
func (s *Service) Sending(ctx context.Context, id string) (*Sent, error) {
	var x *Sent
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		x, err = s.seen(ctx, tx, id)
		return err
	})
	return x, err
}

func (s *Service) seen(ctx context.Context, tx *db.Tx, id string) (*Sent, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	x, err := getSent(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	return x, access.See(ctx, PermView, x.path, errNoSending)
}

// Again sends once more what the platform has not taken.
func (s *Service) Again(ctx context.Context, id string) (*Sent, error) {
	var x *Sent
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if x, err = s.seen(ctx, tx, id); err != nil {
			return err
		}
		if err := access.Require(ctx, PermSend, x.path); err != nil {
			return err
		}
		t, err := s.getTarget(ctx, tx, x.TargetID)
		switch {
		case err != nil:
			return err
		case x.State == Sending:
			return errSending
		case x.State == Delivered:
			return errTaken
		case !t.Enabled:
			return errOff
		}
		x.State, x.Code, x.Tries, x.DoneAt = Sending, "", 0, 0
		if err := settleSent(ctx, tx, x); err != nil {
			return err
		}
		if err := s.jobs.Enqueue(ctx, tx, handOver{x.ID}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "handover.sent_again", x.SubjectID, map[string]any{"sending": x.ID, "target": x.TargetID, "stage": x.Stage})
	})
	return x, err
}

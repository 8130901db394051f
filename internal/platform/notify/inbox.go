package notify

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Notice is a letter in someone's inbox. SeenAt is 0 while it is unread.
type Notice struct {
	Letter
	SeenAt int64 `json:"seenAt"`

	deliveredAt int64
}

// Inbox is one page of notices, newest first. Next continues it, "" at the end.
type Inbox struct {
	Items  []Notice `json:"items" nullable:"false"`
	Next   string   `json:"next"`
	Unread int      `json:"unread" doc:"how many are unread, 100 for a hundred or more"`
}

const mostUnread = 100

// List returns the caller's own notices and notes that they have reached him.
// audit: reading is no act; the ledger keeps when it was.
func (s *Service) List(ctx context.Context, unread bool, after string, limit int) (*Inbox, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	out := &Inbox{}
	var fresh []string
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var args db.Args
		where := "r.person_id = " + args.Add(who.ID) + " AND r.channel = 'inapp'"
		if unread {
			where += " AND r.seen_at = 0"
		}
		if after != "" {
			where += " AND r.message_id < " + args.Add(after)
		}
		items, err := db.All(ctx, tx, func(s db.Scanner) (n Notice, err error) {
			n.Letter, err = scanLetter(s, &n.SeenAt, &n.deliveredAt)
			return n, err
		}, `SELECT `+letterColumns+`, r.seen_at, r.delivered_at FROM notify_receipts r JOIN notify_messages m ON m.id = r.message_id
			WHERE `+where+` ORDER BY r.message_id DESC LIMIT `+args.Add(limit+1), args.Values()...)
		if err != nil {
			return err
		}
		if len(items) > limit {
			items = items[:limit]
			out.Next = items[limit-1].ID
		}
		for _, n := range items {
			if n.deliveredAt == 0 {
				fresh = append(fresh, n.ID)
			}
		}
		out.Items = items
		out.Unread, err = countUnread(ctx, tx, who.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(fresh) > 0 {
		err = s.db.Write(ctx, func(tx *db.Tx) error { return delivered(ctx, tx, who.ID, InApp, "", fresh) })
		if err != nil { // a full disk keeps nobody from reading
			s.log.WarnContext(ctx, "what was read is not noted as delivered", "error", err)
		}
	}
	return out, nil
}

// Unread is how many of the caller's notices are unread, at most 100.
func (s *Service) Unread(ctx context.Context) (int, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = countUnread(ctx, tx, who.ID)
		return err
	})
	return n, err
}

// countUnread reads the index alone, and no further than a badge can show.
func countUnread(ctx context.Context, tx *db.Tx, person string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM (SELECT 1 FROM notify_receipts
		WHERE person_id = $1 AND channel = 'inapp' AND seen_at = 0 LIMIT $2) AS u`, person, mostUnread)
}

// delivered notes that messages have reached a device of the person.
func delivered(ctx context.Context, tx *db.Tx, person, channel, target string, messages []string) error {
	var args db.Args
	now := args.Add(db.Millis(tx.Now))
	_, err := tx.Exec(ctx, `UPDATE notify_receipts SET delivered_at = `+now+`,
			sent_at = CASE WHEN sent_at = 0 THEN `+now+` ELSE sent_at END,
			state = CASE WHEN state = 'seen' THEN 'seen' ELSE 'delivered' END
		WHERE person_id = `+args.Add(person)+` AND channel = `+args.Add(channel)+` AND target = `+args.Add(target)+` AND delivered_at = 0 AND `+
		args.In("message_id", messages), args.Values()...)
	return err
}

// Arrived notes that a browser of the caller has shown a pushed message; target
// is what the message called that browser. audit: the ledger keeps it.
func (s *Service) Arrived(ctx context.Context, message, target string) error {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return delivered(ctx, tx, who.ID, WebPush, target, []string{message}) })
}

// See notes that the caller has opened one of his notices. audit: the ledger
// keeps it.
func (s *Service) See(ctx context.Context, message string) error {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := seen(ctx, tx, who.ID, message)
		if err != nil {
			return err
		}
		if n == 0 {
			return mine(ctx, tx, who.ID, message)
		}
		s.hint(tx, who.ID, message, 2)
		return nil
	})
}

// mine returns nil when the message is in the person's inbox.
func mine(ctx context.Context, tx *db.Tx, person, message string) error {
	_, err := db.One(ctx, tx, db.Value[int], `SELECT 1 FROM notify_receipts
		WHERE message_id = $1 AND person_id = $2 AND channel = 'inapp'`, message, person)
	if db.IsNotFound(err) {
		return errNotFound
	}
	return err
}

// SeeAll notes that the caller has seen everything up to now. audit: the ledger
// keeps it.
func (s *Service) SeeAll(ctx context.Context) error {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := seen(ctx, tx, who.ID, "")
		if err == nil && n > 0 {
			s.hint(tx, who.ID, "all", db.Millis(tx.Now))
		}
		return err
	})
}

// seen marks one message, or all with "", and returns how many were unread.
func seen(ctx context.Context, tx *db.Tx, person, message string) (int64, error) {
	var args db.Args
	now := args.Add(db.Millis(tx.Now))
	where := `person_id = ` + args.Add(person) + ` AND channel = 'inapp' AND seen_at = 0`
	if message != "" {
		where += ` AND message_id = ` + args.Add(message)
	}
	res, err := tx.Exec(ctx, `UPDATE notify_receipts SET state = 'seen', seen_at = `+now+`,
		delivered_at = CASE WHEN delivered_at = 0 THEN `+now+` ELSE delivered_at END WHERE `+where, args.Values()...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Hint is one change of one inbox, for pages that may have missed it.
type Hint struct {
	Person, ID string
	Version    int64
}

// Since returns the messages that came in since a moment. access: the hub asks,
// and hands each to its own reader only.
func (s *Service) Since(ctx context.Context, since time.Time) ([]Hint, error) {
	var out []Hint
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = db.All(ctx, tx, func(s db.Scanner) (h Hint, err error) {
			err = s.Scan(&h.ID, &h.Person)
			h.ID, h.Version = hintID(h.ID, h.Person), 1
			return h, err
		}, `SELECT r.message_id, r.person_id FROM notify_messages m JOIN notify_receipts r ON r.message_id = m.id
			WHERE m.created_at >= $1 AND r.channel = 'inapp'`, db.Millis(since))
		return err
	})
	return out, err
}

// Prune removes messages older than age with their receipts, a thousand a call,
// and reports whether there may be more. access: a job of the house calls it.
func (s *Service) Prune(ctx context.Context, age time.Duration) (more bool, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.Exec(ctx, `DELETE FROM notify_messages WHERE id IN
			(SELECT id FROM notify_messages WHERE created_at < $1 ORDER BY created_at LIMIT 1000)`, db.Millis(tx.Now.Add(-age)))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil || n == 0 {
			return err
		}
		more = n == 1000
		return audit.Record(ctx, tx, "notify.prune", "", map[string]any{"messages": n, "olderThan": age.String()})
	})
	return more, err
}

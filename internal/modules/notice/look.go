package notice

import (
	"context"
	"errors"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Notices returns a page of notices, newest first, and how many there are of each
// state.
func (s *Service) Notices(ctx context.Context, f Filter) (list []*Notice, counts map[string]int, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, nil, err
	}
	paths := access.Areas(ctx, PermView)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if list, err = listNotices(ctx, tx, paths, f); err != nil {
			return err
		}
		counts, err = countNotices(ctx, tx, paths, f)
		return err
	})
	return list, counts, err
}

// mostCurrent bounds what stands in a banner.
const mostCurrent = 10

// Current returns what is in force for the actor, the gravest first: at a school what
// it was given or has issued itself, above it what was given to its schools.
func (s *Service) Current(ctx context.Context) ([]*Notice, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	paths := access.Areas(ctx, PermView)
	var out []*Notice
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var a db.Args
		var above []string
		for _, p := range paths {
			above = append(above, abovePaths(p)...)
		}
		where := `n.state = 'issued' AND n.ends_at > ` + a.Add(db.Millis(tx.Now)) + ` AND (` + a.In("n.path", paths) +
			` OR EXISTS (SELECT 1 FROM notice_receipts r WHERE r.notice_id = n.id AND (` + a.Within("r.path", paths) + ` OR ` + a.In("r.path", above) + `)))`
		out, err = db.All(ctx, tx, scanNotice, selectNotice+`WHERE `+where+
			` ORDER BY CASE n.level WHEN 'red' THEN 0 WHEN 'orange' THEN 1 WHEN 'yellow' THEN 2 WHEN 'blue' THEN 3 ELSE 4 END, n.id DESC LIMIT `+a.Add(mostCurrent), a.Values()...)
		return err
	})
	return out, err
}

// View is one notice with what has become of it. Mine is the receipt of the actor's
// own school, nil for none. Given tells who took it, for whoever writes there.
type View struct {
	*Notice
	Overdue int
	Mine    *Receipt
	Given   []Given
	Next    string // the notice that took its place
}

// Notice returns one notice.
func (s *Service) Notice(ctx context.Context, noticeID string) (*View, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	v := &View{}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if v.Notice, err = s.seen(ctx, tx, noticeID); err != nil {
			return err
		}
		v.Overdue, err = db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM notice_receipts WHERE notice_id = $1 AND state = 'open' AND overdue_at > 0`, noticeID)
		if err != nil {
			return err
		}
		if own := access.Areas(ctx, PermConfirm); len(own) > 0 && own[0] != access.Everywhere {
			if v.Mine, err = getReceipt(ctx, tx, noticeID, "", own); err != nil && !errors.Is(err, errNotMine) {
				return err
			}
		}
		next, err := db.All(ctx, tx, db.Value[string], `SELECT number FROM notices WHERE prev_id = $1 AND issued_at > 0`, noticeID)
		if err != nil {
			return err
		}
		if len(next) > 0 {
			v.Next = next[0]
		}
		if s.outside == nil || access.Require(ctx, PermWrite, v.Path) != nil {
			return nil
		}
		messages, err := chainMessages(ctx, tx, v.ChainID)
		if err != nil {
			return err
		}
		var ids []string
		for _, m := range messages {
			if m.noticeID == noticeID {
				ids = append(ids, m.id)
			}
		}
		v.Given, err = s.outside.Given(ctx, tx, ids)
		return err
	})
	return v, err
}

// Receipts returns a page of the schools' receipts of a notice, within the actor's
// area.
func (s *Service) Receipts(ctx context.Context, noticeID, tab, after string, limit int) ([]*Receipt, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var out []*Receipt
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = s.seen(ctx, tx, noticeID); err != nil {
			return err
		}
		out, err = listReceipts(ctx, tx, noticeID, tab, after, access.Areas(ctx, PermView), limit)
		return err
	})
	return out, err
}

// Document returns the last message in CAP 1.2 of a notice.
func (s *Service) Document(ctx context.Context, noticeID string) (name string, body []byte, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return "", nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := s.seen(ctx, tx, noticeID)
		if err != nil {
			return err
		}
		messages, err := chainMessages(ctx, tx, n.ChainID)
		for _, m := range messages {
			if m.noticeID == noticeID {
				name, body = m.id+".xml", []byte(m.body)
			}
		}
		if err == nil && name == "" {
			return errState.With("state", string(n.State))
		}
		return err
	})
	return name, body, err
}

// seen loads a notice that the actor may see: of his own area, or once it is issued
// to a place of his or above.
func (s *Service) seen(ctx context.Context, tx *db.Tx, noticeID string) (*Notice, error) {
	n, err := getNotice(ctx, tx, noticeID)
	if err != nil {
		return nil, err
	}
	err = access.See(ctx, PermView, n.Path, ErrNotFound)
	if err == nil || n.IssuedAt.IsZero() {
		return n, err
	}
	var a db.Args
	paths := access.Areas(ctx, PermView)
	reached, err2 := db.One(ctx, tx, db.Value[int], `SELECT count(*) FROM notices n WHERE n.id = `+a.Add(noticeID)+` AND `+reaching(&a, paths)+` AND `+meant(&a, paths), a.Values()...)
	if err2 != nil || reached == 1 {
		return n, err2
	}
	return nil, err
}

// Open returns a notice by its public code. access: everybody may read what was
// issued for the public.
func (s *Service) Open(ctx context.Context, code string) (*Notice, error) {
	var out *Notice
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = byCode(ctx, tx, code)
		return err
	})
	return out, err
}

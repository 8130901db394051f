package audit

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// PermView lets an auditor read the book. It is held for the whole book:
// entries have no place of their own.
const PermView access.Perm = "audit.view"

// Filter narrows the book. Actor is an id or part of a name, Action the begin of
// one (`auth.`), Subject an id; From and To are UTC milliseconds, To excluded,
// 0 for none. After is the id of the last line seen.
type Filter struct {
	Actor, Action, Subject string
	From, To               int64
	After                  string
	Limit                  int
}

// Service lets the book be read.
type Service struct{ db *db.DB }

// New returns the reader of the book.
func New(d *db.DB) *Service { return &Service{db: d} }

// List reads the book, newest line first; next is "" at its beginning.
func (s *Service) List(ctx context.Context, f Filter) (list []Entry, next string, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, "", err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = find(ctx, tx, f)
		return err
	})
	if len(list) > f.Limit {
		list = list[:f.Limit]
		next = list[f.Limit-1].ID
	}
	return list, next, err
}

func find(ctx context.Context, tx *db.Tx, f Filter) ([]Entry, error) {
	var a db.Args
	where := "1 = 1"
	and := func(cond string) { where += " AND " + cond }
	if f.Actor != "" {
		and("(actor_id = " + a.Add(f.Actor) + " OR " + a.Contains(f.Actor, "actor_name") + ")")
	}
	if f.Action != "" {
		and("SUBSTR(action, 1, LENGTH(" + a.Add(f.Action) + ")) = " + a.Add(f.Action))
	}
	if f.Subject != "" {
		and("subject = " + a.Add(f.Subject))
	}
	if f.From != 0 {
		and("at >= " + a.Add(f.From))
	}
	if f.To != 0 {
		and("at < " + a.Add(f.To))
	}
	if f.After != "" {
		and("id < " + a.Add(f.After))
	}
	return db.All(ctx, tx, scanEntry, `SELECT `+columns+` FROM audit_entries WHERE `+where+
		` ORDER BY id DESC LIMIT `+a.Add(f.Limit+1), a.Values()...)
}

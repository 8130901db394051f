package notify

import (
	"context"

	"huxue/internal/kit/db"
)

// Ways returns for each person the channels he can be reached on now, the pages
// first: whoever has only those is called in vain while no page is open.
// access: rooms ask it in the midst of their own acts.
func (s *Service) Ways(ctx context.Context, tx *db.Tx, people []string) (map[string][]string, error) {
	people = recipients(people)
	out := make(map[string][]string, len(people))
	for _, p := range people {
		out[p] = []string{InApp}
	}
	targets, err := s.targets(ctx, tx, people, Urgent, nil)
	for _, t := range targets {
		if has := out[t.person]; has[len(has)-1] != t.channel { // several browsers are one way
			out[t.person] = append(has, t.channel)
		}
	}
	return out, err
}

// Acknowledge notes on all receipts of a person about a thing that he has
// answered for it. access: the act by which he did so has asked already.
// audit: that act records it.
func (s *Service) Acknowledge(ctx context.Context, tx *db.Tx, subjectID, personID string) error {
	_, err := tx.Exec(ctx, `UPDATE notify_receipts SET acked_at = $1 WHERE person_id = $2 AND acked_at = 0
		AND message_id IN (SELECT id FROM notify_messages WHERE subject_id = $3)`, db.Millis(tx.Now), personID, subjectID)
	return err
}

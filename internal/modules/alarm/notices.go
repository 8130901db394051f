package alarm

import (
	"context"

	"huxue/internal/kit/db"
)

// Failed implements notify.Failures: that somebody could not be told stands on
// the alarm's own timeline, in the transaction that gives it up.
// access: the ledger calls it. audit: the timeline keeps it.
func (s *Service) Failed(ctx context.Context, tx *db.Tx, alarmID, recipient, channel, code string) error {
	name, err := db.One(ctx, tx, db.Value[string], `SELECT COALESCE((SELECT name FROM people WHERE id = $1),
		(SELECT name FROM notify_endpoints WHERE id = $1), '')`, recipient)
	if err != nil {
		return err
	}
	err = addEvent(ctx, tx, alarmID, "notice_failed", map[string]any{"name": name, "channel": channel, "code": code})
	if db.IsNotFound(err) { // the message was about something else than one alarm
		return nil
	}
	return err
}

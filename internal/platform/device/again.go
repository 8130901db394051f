package device

import (
	"bytes"
	"context"
	"time"

	"huxue/internal/kit/db"
)

// lately is how many of a device's last messages are looked through.
const lately = 50

// Said reports whether a device has said these very bytes since a moment, for
// protocols whose boxes mark what they send again. It looks into what is stored, so
// that a restart of ours makes no second press of it. access: only the house's own
// listeners call it.
func (s *Service) Said(ctx context.Context, d Device, body []byte, since time.Time) (bool, error) {
	said := false
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(row db.Scanner) error {
			var at time.Time
			var was []byte
			err := row.Scan(db.Instant(&at), &was)
			said = said || bytes.Equal(was, body) && !at.Before(since)
			return err
		}, `SELECT at, body FROM (SELECT at, body FROM device_inputs WHERE device_id = $1 ORDER BY id DESC LIMIT $2) AS judged
			UNION ALL SELECT at, body FROM device_inputs WHERE outcome = 'taken' AND protocol = $3 AND code = $4`, d.ID, lately, d.Protocol, d.Code)
	})
	return said, err
}

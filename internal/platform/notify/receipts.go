package notify

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Receipt is what became of one message on one channel to one person. Times
// are UTC milliseconds, 0 for "not yet".
type Receipt struct {
	PersonID    string `json:"personId"`
	Name        string `json:"name"`
	Channel     string `json:"channel"`
	State       State  `json:"state" enum:"queued,sent,delivered,seen,failed,expired"`
	Error       string `json:"error" doc:"code of what went wrong last"`
	Attempts    int    `json:"attempts"`
	QueuedAt    int64  `json:"queuedAt"`
	SentAt      int64  `json:"sentAt"`
	DeliveredAt int64  `json:"deliveredAt"`
	SeenAt      int64  `json:"seenAt"`
}

// Reach is how many of the people called were reached: a device of theirs has
// the message, by any channel. Percent is rounded half up to two decimals.
type Reach struct {
	People  int     `json:"people"`
	Reached int     `json:"reached"`
	Seen    int     `json:"seen"`
	Percent float64 `json:"percent"`
}

// Sheet is a message with its receipts.
type Sheet struct {
	Letter
	Reach    Reach     `json:"reach"`
	Receipts []Receipt `json:"receipts" nullable:"false"`
}

// measure counts people, not channels: who is reached twice is reached once.
func measure(rs []Receipt) Reach {
	got, saw, all := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, r := range rs {
		all[r.PersonID] = true
		if r.DeliveredAt > 0 || r.SeenAt > 0 {
			got[r.PersonID] = true
		}
		if r.SeenAt > 0 {
			saw[r.PersonID] = true
		}
	}
	m := Reach{People: len(all), Reached: len(got), Seen: len(saw)}
	if m.People > 0 {
		m.Percent = float64((m.Reached*20000+m.People)/(2*m.People)) / 100
	}
	return m
}

// Receipts returns what was sent about a thing, newest message first, as far as
// the caller may see receipts at its place.
func (s *Service) Receipts(ctx context.Context, subject string) ([]Sheet, error) {
	if err := access.RequireSomewhere(ctx, PermReceipts); err != nil {
		return nil, err
	}
	var out []Sheet
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var args db.Args
		where := "m.subject_id = " + args.Add(subject) + " AND " + args.Within("m.path", access.Areas(ctx, PermReceipts))
		var err error
		out, err = db.All(ctx, tx, func(s db.Scanner) (sh Sheet, err error) {
			sh.Letter, err = scanLetter(s)
			return sh, err
		}, `SELECT `+letterColumns+` FROM notify_messages m WHERE `+where+` ORDER BY m.id DESC LIMIT 50`, args.Values()...)
		if err != nil {
			return err
		}
		return s.receiptsOf(ctx, tx, out)
	})
	return out, err
}

func (s *Service) receiptsOf(ctx context.Context, tx *db.Tx, sheets []Sheet) error {
	people := map[string]bool{}
	for i := range sheets {
		rs, err := db.All(ctx, tx, func(s db.Scanner) (r Receipt, err error) {
			err = s.Scan(&r.PersonID, &r.Channel, &r.State, &r.Error, &r.Attempts, &r.QueuedAt, &r.SentAt, &r.DeliveredAt, &r.SeenAt)
			people[r.PersonID] = true
			return r, err
		}, `SELECT person_id, channel, state, error, attempts, queued_at, sent_at, delivered_at, seen_at FROM notify_receipts
			WHERE message_id = $1 ORDER BY person_id, channel, target`, sheets[i].ID)
		if err != nil {
			return err
		}
		sheets[i].Receipts, sheets[i].Reach = rs, measure(rs)
	}
	if s.names == nil || len(people) == 0 {
		return nil
	}
	names, err := s.names.Names(ctx, tx, keys(people))
	if err != nil {
		return err
	}
	for i := range sheets {
		for k := range sheets[i].Receipts {
			r := &sheets[i].Receipts[k]
			r.Name = names[r.PersonID]
		}
	}
	return nil
}

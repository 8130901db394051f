package notify

import (
	"context"
	"maps"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Receipt is what became of one message on one channel to one recipient, a
// person or a shared address. Times are UTC milliseconds, 0 for "not yet".
type Receipt struct {
	PersonID    string `json:"personId" doc:"the recipient: a person, or a shared address"`
	Shared      bool   `json:"shared" doc:"a shared address: a robot, a webhook, a duty mailbox, a siren …"`
	Name        string `json:"name"`
	Channel     string `json:"channel"`
	State       State  `json:"state" enum:"queued,sent,delivered,seen,acknowledged,failed,expired"`
	Error       string `json:"error" doc:"code of what went wrong last"`
	Attempts    int    `json:"attempts"`
	QueuedAt    int64  `json:"queuedAt"`
	SentAt      int64  `json:"sentAt"`
	DeliveredAt int64  `json:"deliveredAt"`
	SeenAt      int64  `json:"seenAt"`
	AckedAt     int64  `json:"ackedAt"`
}

// Reach is how many of the recipients were reached: a device of theirs has the
// message, by any channel, or they have answered. Percent is rounded half up to
// two decimals.
type Reach struct {
	People       int     `json:"people"`
	Reached      int     `json:"reached"`
	Seen         int     `json:"seen"`
	Acknowledged int     `json:"acknowledged"`
	Percent      float64 `json:"percent"`
}

// Sheet is a message with its receipts.
type Sheet struct {
	Letter
	Reach    Reach     `json:"reach"`
	Receipts []Receipt `json:"receipts" nullable:"false"`
}

// measure counts recipients, not channels: who is reached twice is reached once.
func measure(rs []Receipt) Reach {
	got, saw, acked, all := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, r := range rs {
		all[r.PersonID] = true
		if r.DeliveredAt > 0 || r.SeenAt > 0 || r.AckedAt > 0 {
			got[r.PersonID] = true
		}
		if r.SeenAt > 0 || r.AckedAt > 0 {
			saw[r.PersonID] = true
		}
		if r.AckedAt > 0 {
			acked[r.PersonID] = true
		}
	}
	m := Reach{People: len(all), Reached: len(got), Seen: len(saw), Acknowledged: len(acked)}
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
			r, err = scanReceipt(s)
			people[r.PersonID] = true
			return r, err
		}, `SELECT `+receiptColumns+` FROM notify_receipts r
			WHERE r.message_id = $1 ORDER BY r.person_id, r.channel, r.target`, sheets[i].ID)
		if err != nil {
			return err
		}
		sheets[i].Receipts, sheets[i].Reach = rs, measure(rs)
	}
	names, err := s.named(ctx, tx, keys(people))
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

const receiptColumns = `r.person_id, r.channel, r.state, r.error, r.attempts, r.queued_at, r.sent_at, r.delivered_at, r.seen_at, r.acked_at`

func scanReceipt(s db.Scanner) (r Receipt, err error) {
	err = s.Scan(&r.PersonID, &r.Channel, &r.State, &r.Error, &r.Attempts, &r.QueuedAt, &r.SentAt, &r.DeliveredAt, &r.SeenAt, &r.AckedAt)
	r.Shared = isEndpoint(r.PersonID)
	if r.AckedAt > 0 {
		r.State = Acknowledged
	}
	return r, err
}

// named puts names to recipients.
func (s *Service) named(ctx context.Context, tx *db.Tx, ids []string) (map[string]string, error) {
	var people, shared []string
	for _, id := range ids {
		if isEndpoint(id) {
			shared = append(shared, id)
		} else {
			people = append(people, id)
		}
	}
	out := map[string]string{}
	if s.names != nil && len(people) > 0 {
		names, err := s.names.Names(ctx, tx, people)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, names)
	}
	if len(shared) == 0 {
		return out, nil
	}
	var args db.Args
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var key, name string
		err := s.Scan(&key, &name)
		out[key] = name
		return err
	}, `SELECT id, name FROM notify_endpoints WHERE `+args.In("id", shared), args.Values()...)
	return out, err
}

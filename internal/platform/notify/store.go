package notify

import (
	"context"

	"huxue/internal/kit/db"
)

const letterColumns = `m.id, m.lane, m.room, m.kind, m.subject_id, m.path, m.title, m.params, m.link, m.mode, m.silent, m.created_at, m.expires_at`

func scanLetter(s db.Scanner, more ...any) (Letter, error) {
	var l Letter
	var params string
	err := s.Scan(append([]any{&l.ID, &l.Lane, &l.Room, &l.Kind, &l.SubjectID, &l.Path, &l.Title, &params, &l.Link, &l.Mode,
		&l.Silent, &l.At, &l.ExpiresAt}, more...)...)
	l.Params = []byte(params)
	return l, err
}

// insertLetter reports false when a message with the same once exists.
func insertLetter(ctx context.Context, tx *db.Tx, l *Letter, once string) (bool, error) {
	const insert = `INSERT INTO notify_messages
		(id, lane, room, kind, subject_id, path, title, params, link, mode, silent, once, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING`
	args := []any{l.ID, string(l.Lane), l.Room, l.Kind, l.SubjectID, l.Path, l.Title, string(l.Params), l.Link, string(l.Mode),
		l.Silent, once, l.At, l.ExpiresAt}
	if once == "" { // nothing can be in its way
		return true, tx.Post(ctx, insert, args...)
	}
	res, err := tx.Exec(ctx, insert, args...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// target is one address of a person beside the pages.
type target struct {
	id, person, channel, address, secret string
}

func scanTarget(s db.Scanner) (t target, err error) {
	err = s.Scan(&t.id, &t.person, &t.channel, &t.address, &t.secret)
	return t, err
}

// targetsOf returns where the people can be reached in this lane.
func targetsOf(ctx context.Context, tx *db.Tx, people []string, lane Lane) ([]target, error) {
	var out []target
	for len(people) > 0 {
		n := min(len(people), 1000)
		var args db.Args
		where := args.In("person_id", people[:n])
		if lane != Urgent {
			where += ` AND NOT urgent_only`
		}
		more, err := db.All(ctx, tx, scanTarget,
			`SELECT id, person_id, channel, address, secret FROM notify_targets WHERE `+where, args.Values()...)
		if err != nil {
			return nil, err
		}
		out, people = append(out, more...), people[n:]
	}
	return out, nil
}

// insertReceipts writes the ledger. On the pages a message is out the moment it
// is durable; what else there is waits for its sender, and belongs to this
// server already when its lease says so.
func insertReceipts(ctx context.Context, tx *db.Tx, l *Letter, people []string, out []Delivery, node string) error {
	rows := make([][]any, 0, len(people)+len(out))
	lane := string(l.Lane)
	for _, p := range people {
		rows = append(rows, []any{l.ID, p, InApp, "", lane, string(Sent), 1, 0, "", "", l.At, l.At, 0, 0})
	}
	for _, d := range out {
		next, by := l.At, ""
		if !d.until.IsZero() {
			next, by = db.Millis(d.until), node
		}
		rows = append(rows, []any{l.ID, d.PersonID, d.Channel, d.Target, lane, string(Queued), 0, next, by, "", l.At, 0, 0, 0})
	}
	return tx.PostRows(ctx, "notify_receipts", []string{"message_id", "person_id", "channel", "target", "lane", "state",
		"attempts", "next_at", "lease_by", "error", "queued_at", "sent_at", "delivered_at", "seen_at"}, rows)
}

// due reports whether anything of the lane waits for a sender of the channel.
func due(ctx context.Context, tx *db.Tx, lane Lane, channel, node string) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM (SELECT 1 FROM notify_receipts
		WHERE state = 'queued' AND lane = $1 AND channel = $2 AND next_at <= $3 AND lease_by <> $4 LIMIT 1) AS d`,
		string(lane), channel, db.Millis(tx.Now), node)
	return n > 0, err
}

// claim takes up to limit due receipts of a channel for node until the lease
// ends. Rows that another server is claiming at this moment are passed over,
// and so are node's own: those wait in its memory, however long.
func claim(ctx context.Context, tx *db.Tx, lane Lane, channel, node string, until int64, limit int) ([]Delivery, error) {
	out, err := db.All(ctx, tx, func(s db.Scanner) (d Delivery, err error) {
		err = s.Scan(&d.ID, &d.PersonID, &d.Channel, &d.Target, &d.Attempt)
		d.Attempt++
		d.until = db.Time(until)
		return d, err
	}, `WITH mine AS MATERIALIZED (
			SELECT message_id, person_id, channel, target FROM notify_receipts
			WHERE state = 'queued' AND lane = $1 AND channel = $6 AND next_at <= $2 AND lease_by <> $4 ORDER BY next_at LIMIT $3 `+tx.LockFree()+`)
		UPDATE notify_receipts SET lease_by = $4, next_at = $5
		WHERE (message_id, person_id, channel, target) IN (SELECT message_id, person_id, channel, target FROM mine)
		RETURNING message_id, person_id, channel, target, attempts`,
		string(lane), db.Millis(tx.Now), limit, node, until, channel)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	return out, fill(ctx, tx, out)
}

// fill looks up what the claimed deliveries say and where they go. A target
// that is gone keeps an empty address.
func fill(ctx context.Context, tx *db.Tx, ds []Delivery) error {
	messages, targets := map[string]Letter{}, map[string]target{}
	for _, d := range ds {
		messages[d.ID], targets[d.Target] = Letter{}, target{}
	}
	var args db.Args
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		l, err := scanLetter(s)
		messages[l.ID] = l
		return err
	}, `SELECT `+letterColumns+` FROM notify_messages m WHERE `+args.In("m.id", keys(messages)), args.Values()...)
	if err != nil {
		return err
	}
	args = db.Args{}
	err = db.Each(ctx, tx, func(s db.Scanner) error {
		t, err := scanTarget(s)
		targets[t.id] = t
		return err
	}, `SELECT id, person_id, channel, address, secret FROM notify_targets WHERE `+args.In("id", keys(targets)), args.Values()...)
	for i := range ds {
		d := &ds[i]
		d.Letter, d.Address, d.Secret = messages[d.ID], targets[d.Target].address, targets[d.Target].secret
	}
	return err
}

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}

// leased names the receipt of a delivery for as long as it is ours: nobody has
// taken it since, for a new lease ends at another moment.
const leased = ` WHERE message_id = $1 AND person_id = $2 AND channel = $3 AND target = $4
	AND state = 'queued' AND lease_by = $5 AND next_at = $6`

func leasedBy(node string, d *Delivery, more ...any) []any {
	return append([]any{d.ID, d.PersonID, d.Channel, d.Target, node, db.Millis(d.until)}, more...)
}

// renew lengthens node's lease; false means that it has lost it.
func renew(ctx context.Context, tx *db.Tx, d *Delivery, node string, until int64) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE notify_receipts SET next_at = $7`+leased, leasedBy(node, d, until)...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// settle writes how an attempt went, unless someone else has taken it over.
func settle(ctx context.Context, tx *db.Tx, o *outcome, node string) error {
	d := &o.d
	var sent, delivered int64
	if o.state == Sent || o.state == Delivered {
		sent = o.at
	}
	if o.state == Delivered {
		delivered = o.at
	}
	_, err := tx.Exec(ctx, `UPDATE notify_receipts SET state = $7, attempts = $8, error = $9, sent_at = $10,
			delivered_at = $11, next_at = $12, lease_by = ''`+leased,
		leasedBy(node, d, string(o.state), d.Attempt, o.code, sent, delivered, o.next)...)
	if err == nil && o.gone {
		_, err = tx.Exec(ctx, `DELETE FROM notify_targets WHERE id = $1`, d.Target)
	}
	return err
}

// free gives up node's leases, or with "" those of every server there was.
func free(ctx context.Context, tx *db.Tx, node string) error {
	_, err := tx.Exec(ctx, `UPDATE notify_receipts SET next_at = $1, lease_by = ''
		WHERE state = 'queued' AND lease_by <> '' AND (lease_by = $2 OR $2 = '')`, db.Millis(tx.Now), node)
	return err
}

// orphan ends what waits for a channel that this build no longer has.
func orphan(ctx context.Context, tx *db.Tx, channels []string) error {
	var args db.Args
	_, err := tx.Exec(ctx, `UPDATE notify_receipts SET state = 'failed', error = 'notify.no_channel'
		WHERE state = 'queued' AND NOT `+args.In("channel", channels), args.Values()...)
	return err
}

package notify

import (
	"context"
	"slices"
	"time"

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

// insertReceipts writes the ledger. On the pages and for a siren, which look for
// themselves, a message is out the moment it is durable; what else there is
// waits for its sender, and belongs to this server already when its lease says so.
func insertReceipts(ctx context.Context, tx *db.Tx, l *Letter, people []string, posted []target, out []Delivery,
	steady time.Time, node string,
) error {
	rows := make([][]any, 0, len(people)+len(posted)+len(out))
	lane := string(l.Lane)
	for _, p := range people {
		rows = append(rows, []any{l.ID, p, InApp, "", lane, string(Sent), 1, 0, "", "", l.At, l.At, 0, 0})
	}
	for _, t := range posted {
		rows = append(rows, []any{l.ID, t.person, t.channel, t.id, lane, string(Sent), 1, 0, "", "", l.At, l.At, 0, 0})
	}
	for _, d := range out {
		next, by := db.Millis(steady), ""
		if !d.until.IsZero() {
			next, by = db.Millis(d.until), node
		}
		rows = append(rows, []any{l.ID, d.PersonID, d.Channel, d.Target, lane, string(Queued), 0, next, by, "", l.At, 0, 0, 0})
	}
	return tx.PostRows(ctx, "notify_receipts", []string{"message_id", "person_id", "channel", "target", "lane", "state",
		"attempts", "next_at", "lease_by", "error", "queued_at", "sent_at", "delivered_at", "seen_at"}, rows)
}

// due reports whether anything of the lane waits for a sender of the channel.
func due(ctx context.Context, tx *db.Tx, lane Lane, channel, node string, steady time.Time) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM (SELECT 1 FROM notify_receipts
		WHERE state = 'queued' AND lane = $1 AND channel = $2 AND next_at <= $3 AND lease_by <> $4 LIMIT 1) AS d`,
		string(lane), channel, db.Millis(steady), node)
	return n > 0, err
}

// claim takes up to limit due receipts of a channel for node until the lease
// ends, those that wait longest or those that came last. Rows that another server is claiming at this moment are passed over,
// and so are node's own: those wait in its memory, however long.
func claim(ctx context.Context, tx *db.Tx, lane Lane, channel, node string, steady time.Time, limit int, last bool) ([]Delivery, error) {
	until := db.Millis(steady.Add(leaseFor))
	order := "next_at"
	if last {
		order = "next_at DESC"
	}
	out, err := db.All(ctx, tx, func(s db.Scanner) (d Delivery, err error) {
		err = s.Scan(&d.ID, &d.PersonID, &d.Channel, &d.Target, &d.Attempt)
		d.Attempt++
		d.until = db.Time(until)
		return d, err
	}, `WITH mine AS MATERIALIZED (
			SELECT message_id, person_id, channel, target FROM notify_receipts
			WHERE state = 'queued' AND lane = $1 AND channel = $6 AND next_at <= $2 AND lease_by <> $4 ORDER BY `+order+` LIMIT $3 `+tx.LockFree()+`)
		UPDATE notify_receipts SET lease_by = $4, next_at = $5
		WHERE (message_id, person_id, channel, target) IN (SELECT message_id, person_id, channel, target FROM mine)
		RETURNING message_id, person_id, channel, target, attempts`,
		string(lane), db.Millis(steady), limit, node, until, channel)
	if err != nil || len(out) == 0 {
		return nil, err
	}
	return out, fill(ctx, tx, out)
}

// fill looks up what the claimed deliveries say and where they go. A target
// that is gone keeps an empty address.
func fill(ctx context.Context, tx *db.Tx, ds []Delivery) error {
	messages := map[string]Letter{}
	for _, d := range ds {
		messages[d.ID] = Letter{}
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
	if err != nil {
		return err
	}
	targets, err := find(ctx, tx, ds)
	for i := range ds {
		d := &ds[i]
		t := targets[d.Channel+d.Target]
		d.Letter, d.Address, d.Secret = messages[d.ID], t.address, t.secret
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

// settle writes how an attempt went, unless someone else has taken it over, and
// reports whether it did.
func settle(ctx context.Context, tx *db.Tx, o *outcome, node string) (bool, error) {
	d := &o.d
	var sent, delivered int64
	if o.state == Sent || o.state == Delivered {
		sent = o.at
	}
	if o.state == Delivered {
		delivered = o.at
	}
	res, err := tx.Exec(ctx, `UPDATE notify_receipts SET state = $7, attempts = $8, error = $9, sent_at = $10,
			delivered_at = $11, next_at = $12, lease_by = ''`+leased,
		leasedBy(node, d, string(o.state), d.Attempt, o.code, sent, delivered, o.next)...)
	if err != nil {
		return false, err
	}
	if o.gone {
		if _, err := tx.Exec(ctx, `DELETE FROM notify_targets WHERE id = $1`, d.Target); err != nil {
			return false, err
		}
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// noteLines writes how lines did, always in the same order, so that two servers
// never wait for one another.
func noteLines(ctx context.Context, tx *db.Tx, lines map[string]Line) error {
	names := keys(lines)
	slices.Sort(names)
	for _, name := range names {
		l := lines[name]
		if _, err := tx.Exec(ctx, `INSERT INTO notify_lines (line, ok_at, failed_at, error, shut_until) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (line) DO UPDATE SET error = excluded.error, shut_until = excluded.shut_until,
				ok_at = CASE WHEN excluded.ok_at > 0 THEN excluded.ok_at ELSE notify_lines.ok_at END,
				failed_at = CASE WHEN excluded.failed_at > 0 THEN excluded.failed_at ELSE notify_lines.failed_at END`,
			name, l.OKAt, l.FailedAt, l.Error, l.ShutUntil); err != nil {
			return err
		}
	}
	return nil
}

// free gives up node's leases, or with "" those of every server there was.
func free(ctx context.Context, tx *db.Tx, node string, steady time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE notify_receipts SET next_at = $1, lease_by = ''
		WHERE state = 'queued' AND lease_by <> '' AND (lease_by = $2 OR $2 = '')`, db.Millis(steady), node)
	return err
}

// orphan ends what waits for a channel that this build no longer has.
func orphan(ctx context.Context, tx *db.Tx, channels []string) error {
	var args db.Args
	_, err := tx.Exec(ctx, `UPDATE notify_receipts SET state = 'failed', error = 'notify.no_channel'
		WHERE state = 'queued' AND NOT `+args.In("channel", channels), args.Values()...)
	return err
}

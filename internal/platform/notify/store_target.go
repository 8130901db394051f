package notify

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
)

// target is one address of a person beside the pages, or a shared one, whose
// person is itself.
type target struct {
	id, person, channel, address, secret string
}

func scanTarget(s db.Scanner) (t target, err error) {
	err = s.Scan(&t.id, &t.person, &t.channel, &t.address, &t.secret)
	return t, err
}

// split parts the addresses that look for themselves from those that are sent to.
func split(ts []target) (posted, sent []target) {
	for _, t := range ts {
		if t.channel == Siren {
			posted = append(posted, t)
		} else {
			sent = append(sent, t)
		}
	}
	return posted, sent
}

// ways are the questions that find the addresses of people, by channel. A
// person's telephone is what the administrator wrote down, his mailbox what he
// entered himself, and a browser he subscribed.
var ways = map[string]string{
	SMS:  `SELECT id, id, 'sms', phone, '' FROM people WHERE status = 'active' AND phone <> '' AND `,
	Mail: `SELECT person_id, person_id, 'mail', address, '' FROM notify_mailboxes WHERE `,
}

// targets returns where the people can be reached in this lane, by the channels
// that are in use; narrowed to some when only is not nil.
func (s *Service) targets(ctx context.Context, tx *db.Tx, people []string, lane Lane, only []string) ([]target, error) {
	var out []target
	for len(people) > 0 {
		n := min(len(people), 1000)
		more, err := s.targetsOf(ctx, tx, people[:n], lane, only)
		if err != nil {
			return nil, err
		}
		out, people = append(out, more...), people[n:]
	}
	return out, nil
}

func (s *Service) targetsOf(ctx context.Context, tx *db.Tx, people []string, lane Lane, only []string) ([]target, error) {
	wanted := func(channel string) bool { return only == nil || slices.Contains(only, channel) }
	var args db.Args
	where := args.In("person_id", people)
	if lane != Urgent {
		where += ` AND NOT urgent_only`
	}
	out, err := db.All(ctx, tx, scanTarget,
		`SELECT id, person_id, channel, address, secret FROM notify_targets WHERE `+where, args.Values()...)
	if err != nil {
		return nil, err
	}
	out = slices.DeleteFunc(out, func(t target) bool { return !wanted(t.channel) })
	for _, channel := range []string{SMS, Mail} {
		if !wanted(channel) || !s.dispatch.ready(ctx, channel) {
			continue
		}
		more, err := lookUp(ctx, tx, channel, people)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

func lookUp(ctx context.Context, tx *db.Tx, channel string, people []string) ([]target, error) {
	var args db.Args
	column := "person_id"
	if channel == SMS {
		column = "id"
	}
	return db.All(ctx, tx, scanTarget, ways[channel]+args.In(column, people), args.Values()...)
}

// endpointTargets returns the shared addresses of a message that are in use.
func endpointTargets(ctx context.Context, tx *db.Tx, ids []string) ([]target, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var args db.Args
	return db.All(ctx, tx, scanTarget, `SELECT id, id, channel, address, secret FROM notify_endpoints
		WHERE enabled AND `+args.In("id", ids)+` ORDER BY id`, args.Values()...)
}

// find looks up the addresses of claimed deliveries, by channel and id; one that
// is gone is missing.
func find(ctx context.Context, tx *db.Tx, ds []Delivery) (map[string]target, error) {
	var browsers, shared []string
	people := map[string][]string{}
	for _, d := range ds {
		switch {
		case isEndpoint(d.Target):
			shared = append(shared, d.Target)
		case d.Target == d.PersonID:
			people[d.Channel] = append(people[d.Channel], d.Target)
		default:
			browsers = append(browsers, d.Target)
		}
	}
	out := map[string]target{}
	keep := func(ts []target, err error) error {
		for _, t := range ts {
			out[t.channel+t.id] = t
		}
		return err
	}
	if len(browsers) > 0 {
		var args db.Args
		if err := keep(db.All(ctx, tx, scanTarget, `SELECT id, person_id, channel, address, secret FROM notify_targets WHERE `+
			args.In("id", browsers), args.Values()...)); err != nil {
			return nil, err
		}
	}
	for channel, ids := range people {
		if err := keep(lookUp(ctx, tx, channel, ids)); err != nil {
			return nil, err
		}
	}
	return out, keep(endpointTargets(ctx, tx, recipients(shared)))
}

// isEndpoint tells the id of a shared address from that of a person or browser.
func isEndpoint(id string) bool { return strings.HasPrefix(id, "nep_") }

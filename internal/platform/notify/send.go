package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
)

const (
	urgentTTL = 10 * time.Minute
	normalTTL = 72 * time.Hour
)

// Urgent writes the message and one receipt per recipient and channel, and
// sends it the moment tx is durable. It is for real alarms and their escalation
// only; nothing is ever refused, counted or slowed down here. A drill or a test
// goes the other way all the same, whoever calls. access: the act that calls
// people has asked already.
func (s *Service) Urgent(ctx context.Context, tx *db.Tx, m Message) error {
	if m.Mode != "" && m.Mode != Real {
		return s.write(ctx, tx, Normal, m)
	}
	return s.write(ctx, tx, Urgent, m)
}

// Send does the same for everything that can wait its turn. access: the act that
// tells people has asked already.
func (s *Service) Send(ctx context.Context, tx *db.Tx, m Message) error {
	return s.write(ctx, tx, Normal, m)
}

// letter turns what a room says into what is stored.
// Since when it exists is told by the clock on the wall, until when it matters
// by the steady one.
func letter(lane Lane, m Message, now, steady time.Time) (*Letter, error) {
	if m.Room == "" || m.Kind == "" {
		return nil, errors.New("notify: a message needs room and kind")
	}
	l := &Letter{
		ID: id.New("msg"), Lane: lane, Room: m.Room, Kind: m.Kind, SubjectID: m.SubjectID, Path: m.Path, Title: m.Title,
		Params: json.RawMessage(`{}`), Link: m.Link, Mode: m.Mode, Silent: m.Silent, At: db.Millis(now),
	}
	if l.Title == "" {
		l.Title = m.Room + ".notice." + m.Kind
	}
	if l.Mode == "" {
		l.Mode = Real
	}
	ttl := m.TTL
	if ttl == 0 && lane == Urgent {
		ttl = urgentTTL
	} else if ttl == 0 {
		ttl = normalTTL
	}
	l.ExpiresAt = db.Millis(steady.Add(ttl))
	if len(m.Params) > 0 {
		text, err := json.Marshal(m.Params)
		if err != nil {
			return nil, fmt.Errorf("notify %s.%s: %w", m.Room, m.Kind, err)
		}
		l.Params = text
	}
	return l, nil
}

// recipients returns the ids without doubles and blanks.
func recipients(to []string) []string {
	out := slices.Clone(to)
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) > 0 && out[0] == "" {
		out = out[1:]
	}
	return out
}

// write is a handful of statements however many people are called: the message,
// where they can be reached, the receipts.
func (s *Service) write(ctx context.Context, tx *db.Tx, lane Lane, m Message) error {
	_, err := s.post(ctx, tx, lane, m)
	return err
}

// post is write that returns the id of the message, "" when it stood there already.
func (s *Service) post(ctx context.Context, tx *db.Tx, lane Lane, m Message) (string, error) {
	steady := s.db.Clock().Steady()
	l, err := letter(lane, m, tx.Now, steady)
	if err != nil {
		return "", err
	}
	fresh, err := insertLetter(ctx, tx, l, m.Once)
	if err != nil || !fresh {
		return "", err
	}
	to := recipients(m.To)
	targets, err := s.targets(ctx, tx, to, lane, m.Channels)
	if err != nil {
		return "", err
	}
	shared, err := endpointTargets(ctx, tx, recipients(m.Endpoints))
	if err != nil {
		return "", err
	}
	if m.Channels != nil && !slices.Contains(m.Channels, InApp) {
		to = nil // not on the pages
	}
	posted, targets := split(append(targets, shared...))
	out := s.dispatch.address(l, targets, steady)
	if err := insertReceipts(ctx, tx, l, to, posted, out, steady, s.node); err != nil {
		return "", err
	}
	for _, p := range to {
		s.hint(tx, p, l.ID, 1)
	}
	if len(out) > 0 {
		tx.AfterCommit(func() { s.dispatch.wake(lane, out) })
	}
	return l.ID, nil
}

// hint tells the person's open pages. The id names person and message, since a
// page of one must not count as told because that of another was.
func (s *Service) hint(tx *db.Tx, person, message string, version int64) {
	if s.hinter != nil {
		s.hinter.Hint(tx, person, hintID(message, person), version)
	}
}

func hintID(message, person string) string { return message + ":" + person }

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
// sends it the moment tx is durable. It is for alarms and their escalation
// only; nothing is ever refused, counted or slowed down here. access: the act
// that calls people has asked already.
func (s *Service) Urgent(ctx context.Context, tx *db.Tx, m Message) error {
	return s.write(ctx, tx, Urgent, m)
}

// Send does the same for everything that can wait its turn. access: the act that
// tells people has asked already.
func (s *Service) Send(ctx context.Context, tx *db.Tx, m Message) error {
	return s.write(ctx, tx, Normal, m)
}

// letter turns what a room says into what is stored.
func letter(lane Lane, m Message, now time.Time) (*Letter, error) {
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
	l.ExpiresAt = db.Millis(now.Add(ttl))
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

// write is three statements however many people are called: the message, where
// they can be reached, the receipts.
func (s *Service) write(ctx context.Context, tx *db.Tx, lane Lane, m Message) error {
	l, err := letter(lane, m, tx.Now)
	if err != nil {
		return err
	}
	fresh, err := insertLetter(ctx, tx, l, m.Once)
	if err != nil || !fresh {
		return err
	}
	to := recipients(m.To)
	if len(to) == 0 {
		return nil
	}
	targets, err := targetsOf(ctx, tx, to, lane)
	if err != nil {
		return err
	}
	out := s.dispatch.address(l, targets, tx.Now)
	if err := insertReceipts(ctx, tx, l, to, out, s.node); err != nil {
		return err
	}
	for _, p := range to {
		s.hint(tx, p, l.ID, 1)
	}
	if len(out) > 0 {
		tx.AfterCommit(func() { s.dispatch.wake(lane, out) })
	}
	return nil
}

// hint tells the person's open pages. The id names person and message, since a
// page of one must not count as told because that of another was.
func (s *Service) hint(tx *db.Tx, person, message string, version int64) {
	if s.hinter != nil {
		s.hinter.Hint(tx, person, hintID(message, person), version)
	}
}

func hintID(message, person string) string { return message + ":" + person }

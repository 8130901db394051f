package alarm

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/notify"
)

// The verbs by which people answer an alarm beside the desk's own: each agency
// says for itself that it knows, and the alarm goes from hand to hand.

// agencyOf says for whom the actor speaks at the alarm's place.
func (s *Service) agencyOf(ctx context.Context, a *Alarm) Agency {
	switch {
	case access.Require(ctx, PermAccept, a.Path) == nil:
		return Police
	case access.Require(ctx, PermOversee, a.Path) == nil:
		return Education
	}
	return OfSchool
}

// known writes down that this very person knows, in the room's own list and on
// his receipts.
func (s *Service) known(ctx context.Context, tx *db.Tx, a *Alarm) error {
	who := access.From(ctx)
	if who.ID == "" {
		return nil
	}
	if err := addAck(ctx, tx, a.ID, s.agencyOf(ctx, a), personOf(who)); err != nil {
		return err
	}
	return s.notify.Acknowledge(ctx, tx, a.ID, who.ID)
}

// Ack says that the actor, and with him his agency, knows of the alarm. It is
// not the same as taking it: whoever has it in hand stays answerable.
func (s *Service) Ack(ctx context.Context, alarmID string) (*Alarm, error) {
	who := access.From(ctx)
	data := map[string]any{}
	return s.act(ctx, alarmID, func(*Alarm) []access.Perm { return []access.Perm{PermAccept, PermOversee, PermAssist} },
		"acknowledged", data, func(a *Alarm, now time.Time) error {
			agency := s.agencyOf(ctx, a)
			data["agency"] = agency
			return a.Acknowledge(agency, who.Name, now)
		}, s.known)
}

// Take makes the actor answer for the alarm: he accepts one that waits, and
// takes over one that a colleague has.
func (s *Service) Take(ctx context.Context, alarmID string, version int64) (*Alarm, error) {
	desk := access.From(ctx)
	data := map[string]any{}
	return s.act(ctx, alarmID, (*Alarm).takePerms, "taken", data, func(a *Alarm, now time.Time) error {
		if a.DeskName != "" {
			data["from"] = a.DeskName
		}
		if err := a.Take(version, desk, now); err != nil {
			return err
		}
		return a.Acknowledge(s.agencyOf(ctx, a), desk.Name, now)
	}, s.known, s.calls.end)
}

// HandOver makes a colleague answer for the alarm and calls him at once.
func (s *Service) HandOver(ctx context.Context, alarmID string, version int64, to, note string) (*Alarm, error) {
	note = clip(note, maxNote)
	data := map[string]any{"note": note}
	var alarm *Alarm
	err := s.db.Write(db.Urgent(ctx), func(tx *db.Tx) error {
		a, err := lockAlarm(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		if err := may(ctx, a, a.takePerms()...); err != nil {
			return err
		}
		able, err := takers(ctx, tx, a, s.takerRoles(a), to)
		if err != nil {
			return err
		}
		if len(able) == 0 {
			return errNoTaker
		}
		data["from"], data["to"] = a.DeskName, able[0].Name
		if err := a.HandOver(version, able[0], tx.Now); err != nil {
			return err
		}
		if err := s.save(ctx, tx, a, "handed_over", data); err != nil {
			return err
		}
		alarm = a
		return s.notify.Urgent(ctx, tx, s.message(a, "handed_over", map[string]any{"from": access.From(ctx).Name, "note": note}, notify.Message{
			To: []string{able[0].ID},
		}))
	})
	if err != nil {
		return nil, err
	}
	return alarm, nil
}

// Colleagues are the people to whom the alarm can be handed over.
func (s *Service) Colleagues(ctx context.Context, alarmID string) ([]Person, error) {
	var out []Person
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		a, err := get(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		if err := may(ctx, a, a.takePerms()...); err != nil {
			return err
		}
		out, err = takers(ctx, tx, a, s.takerRoles(a), "")
		return err
	})
	return out, err
}

// takerRoles are the roles whose holders may take the alarm.
func (s *Service) takerRoles(a *Alarm) []string {
	if a.Level == Help {
		return append(append([]string{}, s.roles.Desk...), s.roles.Helpers...)
	}
	return s.roles.Desk
}

// RaiseLevel makes a cry for help an emergency and calls everybody whom an
// emergency calls.
func (s *Service) RaiseLevel(ctx context.Context, alarmID string) (*Alarm, error) {
	anyone := func(*Alarm) []access.Perm { return []access.Perm{PermAssist, PermAccept, PermRaise} }
	return s.act(ctx, alarmID, anyone, "level_raised", nil, func(a *Alarm, now time.Time) error {
		return a.RaiseLevel(now)
	}, s.callAgain)
}

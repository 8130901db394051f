package helpcall

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/device"
)

// Ring writes down a call that rings, at the alarm that its press led to, and watches it
// to its end. access: listeners ring; the help-point has shown who it is.
func (s *Service) Ring(ctx context.Context, l Line, pressID string, d *device.Device) error {
	a, err := s.alarms.Pressed(ctx, pressID)
	if err != nil {
		return err
	}
	c := &Call{ID: id.New("hcl"), AlarmID: a.ID, Device: d.Name, State: "ringing", path: a.Path, pressID: pressID, deviceID: d.ID}
	s.mu.Lock()
	s.lines[c.ID] = l
	s.mu.Unlock()
	err = s.db.Write(db.Urgent(ctx), func(tx *db.Tx) error {
		c.BeganAt = db.Millis(tx.Now)
		if err := insert(ctx, tx, c); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "helpcall.ring", c.ID, map[string]any{"alarm": c.AlarmID, "device": c.deviceID})
	})
	if err != nil {
		s.drop(c.ID)
		return err
	}
	s.watching.Go(func() { s.watch(context.WithoutCancel(ctx), c.ID, l) })
	return nil
}

func (s *Service) drop(callID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.lines, callID)
}

// watch writes down how a line ended.
func (s *Service) watch(ctx context.Context, callID string, l Line) {
	<-l.Over()
	s.drop(callID)
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := end(ctx, tx, callID, l.Why()); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "helpcall.end", callID, map[string]any{"why": l.Why()})
	}); err != nil {
		s.log.WarnContext(ctx, "the end of a call was not written down", "call", callID, "error", err) // the sweep does it
	}
}

// Calls are the calls of an alarm, the newest first; for those who may take it in hand.
func (s *Service) Calls(ctx context.Context, alarmID string) (out []*Call, err error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.alarms.MayTake(ctx, alarmID); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = ofAlarm(ctx, tx, alarmID)
		return err
	})
	for _, c := range out {
		c.Mine = c.personID != "" && c.personID == who.ID
	}
	return out, err
}

// mine loads a call that the actor may take.
func (s *Service) mine(ctx context.Context, callID string) (c *Call, who access.Actor, err error) {
	if who, err = access.RequirePerson(ctx); err != nil {
		return nil, who, err
	}
	if err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		c, err = get(ctx, tx, callID)
		return err
	}); err != nil {
		return nil, who, err
	}
	_, err = s.alarms.MayTake(ctx, c.AlarmID)
	return c, who, err
}

// answerWait is how long a help-point may take to confirm.
const answerWait = 10 * time.Second

// Answer takes a call that rings and connects the browser that offers. The first has it.
func (s *Service) Answer(ctx context.Context, callID, offer string) (string, error) {
	c, who, err := s.mine(ctx, callID)
	if err != nil {
		return "", err
	}
	l := s.line(callID)
	if err := c.rings(l != nil); err != nil {
		return "", err
	}
	err = s.db.Write(db.Urgent(ctx), func(tx *db.Tx) error {
		won, err := take(ctx, tx, callID, who)
		if err != nil {
			return err
		}
		if !won {
			if c, err = get(ctx, tx, callID); err != nil {
				return err
			}
			return c.rings(true)
		}
		return audit.Record(ctx, tx, "helpcall.answer", callID, map[string]any{"alarm": c.AlarmID, "device": c.deviceID})
	})
	if err != nil {
		return "", err
	}
	// From here on the line is ours, whatever becomes of the request.
	ctx = context.WithoutCancel(ctx)
	waiting, enough := context.WithTimeout(ctx, answerWait)
	defer enough()
	voice, err := l.Answer(waiting)
	if err != nil {
		return "", errOver.Because(err)
	}
	answer, err := s.browsers.Talk(ctx, offer, voice, func() { l.HangUp(ctx) })
	if err != nil {
		l.HangUp(ctx)
		return "", errOffer.Because(err)
	}
	return answer, nil
}

// rings refuses to answer what does not ring, or not here.
func (c *Call) rings(here bool) error {
	switch {
	case c.State == "over":
		return errOver
	case c.State == "answered":
		return errTaken.With("name", c.Person)
	case !here:
		return errElsewhere
	}
	return nil
}

// HangUp ends a call: who has answered it, or, while it rings, who might answer it.
func (s *Service) HangUp(ctx context.Context, callID string) error {
	c, who, err := s.mine(ctx, callID)
	if err != nil || c.State == "over" {
		return err
	}
	l := s.line(callID)
	switch {
	case c.State == "answered" && c.personID != who.ID:
		return errOther.With("name", c.Person)
	case l == nil:
		return errElsewhere
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, "helpcall.hang_up", callID, map[string]any{"alarm": c.AlarmID})
	}); err != nil {
		return err
	}
	l.HangUp(ctx)
	return nil
}

// sweep says that the lines of this server are up, and ends what no server has.
// access: the house's own work. audit: a line that is lost with its server is a record itself.
func (s *Service) sweep(ctx context.Context) error {
	s.mu.Lock()
	var here []string
	for callID := range s.lines {
		here = append(here, callID)
	}
	s.mu.Unlock()
	stale := false
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		stale, err = someStale(ctx, tx, tx.Now.Add(-silent))
		return err
	}); err != nil || len(here) == 0 && !stale {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := beats(ctx, tx, here); err != nil {
			return err
		}
		return endStale(ctx, tx, tx.Now.Add(-silent))
	})
}

package alarm

import (
	"context"
	"maps"

	"huxue/internal/kit/db"
	"huxue/internal/platform/notify"
)

// roster puts together by which plan and from whom an alarm is called now.
func (s *Service) roster(ctx context.Context, tx *db.Tx, a *Alarm) (*roster, error) {
	from, err := s.fillings(ctx, tx, a.Path, a.SchoolID)
	if err != nil {
		return nil, err
	}
	shared, err := s.notify.EndpointsFor(ctx, tx, a.Path, notify.Mode(a.Mode))
	if err != nil {
		return nil, err
	}
	plan, err := s.plans.of(ctx, tx, a.Path, a.Level)
	if err != nil {
		return nil, err
	}
	return &roster{plan: plan, from: from, shared: shared, presser: a.PresserID, mode: a.Mode}, nil
}

// callOut carries out the first step in the transaction of the press, before the
// alarm is written: it says who answers for it. The returned part writes it down.
func (s *Service) callOut(ctx context.Context, tx *db.Tx, a *Alarm) (func() error, error) {
	r, err := s.roster(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	return s.calling(ctx, tx, a, r, Call{AlarmID: a.ID, Seq: 1, Round: 1, Step: 1, DueAt: tx.Steady}, "raised"), nil
}

// calling decides a call and notes it on the alarm; the returned part writes its
// rows and lines and tells the people, once the alarm itself is written.
func (s *Service) calling(ctx context.Context, tx *db.Tx, a *Alarm, r *roster, c Call, kind string) func() error {
	done, next := r.carryOut(c, tx.Now)
	a.follow(done, next, tx.Now)
	return func() error {
		if err := writeCalls(ctx, tx, done, next); err != nil {
			return err
		}
		for _, d := range done {
			if err := addEvent(ctx, tx, a.ID, "step_"+d.State, d.told()); err != nil {
				return err
			}
		}
		if next.Seq > 0 {
			tx.AfterCommit(func() { s.calls.arm(next) })
		}
		last := &done[len(done)-1]
		step, _, _ := r.plan.at((last.Round-1)*len(r.plan.Steps) + last.Step)
		out := notify.Message{To: last.Whom.who(), Channels: step.Channels}
		if last.Whom.Shared > 0 {
			out.Endpoints = r.shared
		}
		return s.notify.Urgent(ctx, tx, s.message(a, kind, map[string]any{"step": last.Seq, "owner": a.OwnerName}, out))
	}
}

// told is what the timeline says about a call.
func (c *Call) told() map[string]any {
	return map[string]any{"round": c.Round, "step": c.Step, "people": c.Whom.People, "shared": c.Whom.Shared, "skipped": c.Whom.Skipped}
}

// carry carries out a step that has fallen due, exactly once on however many
// servers, unless somebody has taken the alarm meanwhile.
func (s *Service) carry(ctx context.Context, c Call) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := lockAlarm(ctx, tx, c.AlarmID)
		if err != nil {
			return err
		}
		won, err := claimCall(ctx, tx, c)
		if err != nil || !won {
			return err
		}
		if a.Taken() {
			return s.calls.end(ctx, tx, a)
		}
		r, err := s.roster(ctx, tx, a)
		if err != nil {
			return err
		}
		write := s.calling(ctx, tx, a, r, c, "escalated")
		if err := s.save(ctx, tx, a, "escalated", map[string]any{"step": a.Step, "owner": a.OwnerName}); err != nil {
			return err
		}
		return write()
	})
}

// callAgain begins the plan of the alarm's present level from its first step.
func (s *Service) callAgain(ctx context.Context, tx *db.Tx, a *Alarm) error {
	if err := cancelCalls(ctx, tx, a.ID); err != nil {
		return err
	}
	r, err := s.roster(ctx, tx, a)
	if err != nil {
		return err
	}
	write := s.calling(ctx, tx, a, r, Call{AlarmID: a.ID, Seq: a.Step + 1, Round: 1, Step: 1, DueAt: tx.Steady}, "raised")
	if err := s.save(ctx, tx, a, "escalated", map[string]any{"step": a.Step, "owner": a.OwnerName}); err != nil {
		return err
	}
	return write()
}

// message is what people are told about an alarm. Its title names mode and level,
// so that nobody takes practice for the real thing nor the other way round.
func (s *Service) message(a *Alarm, kind string, params map[string]any, m notify.Message) notify.Message {
	title := "alarm.notice." + kind
	if kind == "raised" || kind == "escalated" {
		if a.Level == Help {
			title += "Help"
		}
		if a.Place == "" {
			title += "NoPlace"
		}
	}
	m.Room, m.Kind, m.SubjectID, m.Path, m.Title, m.Link = "alarm", kind, a.ID, a.Path, title, "/alarms?open="+a.ID
	m.Mode, m.Silent = notify.Mode(a.Mode), a.Silent
	m.Params = map[string]any{"school": a.SchoolName, "place": a.Place, "kind": a.Kind, "no": a.No}
	maps.Copy(m.Params, params)
	return m
}

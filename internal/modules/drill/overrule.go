package drill

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/realtime"
)

// A real alarm overrules a drill. Three things see to it, each enough by itself:
// a look at every change of an alarm on this server, a look each second, and every
// page that asks about a running drill is told of an open alarm whether or not
// the drill has been ended yet (see Seen).

const lookEvery = time.Second

// Run watches over running drills until ctx ends. access: the house starts it.
// audit: each interruption records itself.
func (s *Service) Run(ctx context.Context) {
	ctx = access.AsSystem(ctx, "drill.overrule")
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.wake:
		}
		// What cannot be read now is read again in a second.
		_ = s.Overrule(ctx)
	}
}

// alarmChanged is called after the commit of every change of an alarm: it costs a
// press nothing while no drill runs, and next to nothing while one does.
func (s *Service) alarmChanged(realtime.Change) {
	if s.underWay.Load() > 0 {
		s.look()
	}
}

// look wakes Run.
func (s *Service) look() {
	select {
	case s.wake <- struct{}{}:
	default: // it is awake already
	}
}

// Overrule ends every running drill at whose school there is a real alarm.
func (s *Service) Overrule(ctx context.Context) error {
	if err := access.Require(ctx, PermCommand, access.Everywhere); err != nil {
		return err
	}
	hit := map[string]bool{}
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := running(ctx, tx)
		if err != nil {
			return err
		}
		s.underWay.Store(int64(len(list)))
		for _, d := range list {
			alarmID, _, err := s.alarms.RealAt(ctx, tx, d.Path, d.Signal.At)
			if err != nil {
				return err
			}
			if alarmID != "" {
				hit[d.ID] = true
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for drillID := range hit {
		if err := s.interrupt(ctx, drillID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) interrupt(ctx context.Context, drillID string) error {
	return s.db.Write(db.Urgent(ctx), func(tx *db.Tx) error {
		d, err := lock(ctx, tx, drillID)
		if err != nil {
			return err
		}
		alarmID, at, err := s.alarms.RealAt(ctx, tx, d.Path, d.Signal.At)
		if err != nil || alarmID == "" || !d.Interrupt(alarmID, at) {
			return err
		}
		return s.save(ctx, tx, d, "interrupt", map[string]any{"alarm": alarmID})
	})
}

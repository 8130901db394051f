package alarm

import (
	"context"
	"sync"
	"time"

	"huxue/internal/kit/bus"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/files"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/realtime"
)

// Service does what guards, desks and schools ask of this room.
type Service struct {
	db      *db.DB
	hub     *realtime.Hub
	bus     *bus.Bus
	notify  *notify.Service
	files   *files.Service
	limits  Limits
	holders Holders
	roles   roleBook
	plans   *plans
	calls   *caller
	metrics *metrics
	watch   *watch
	roll    *roll

	norms     Norms
	identity  Identity
	publicURL string
	dir       string
	visitors  visitors      // of the public page
	judging   chan struct{} // holds who has a file judged there

	counties sync.Map // code → county, see countyName
}

// announce shows the alarm to every open desk and phone that may see it, as
// soon as tx is durable.
func (s *Service) announce(tx *db.Tx, a *Alarm) {
	card := a.Card()
	s.hub.Announce(tx, realtime.Change{
		Topic: "alarms", Path: a.Path, To: a.PresserID, ID: a.ID, Version: a.Version, Body: card.json(),
	})
}

// save writes a changed alarm with its line in the timeline and in the book.
func (s *Service) save(ctx context.Context, tx *db.Tx, a *Alarm, kind string, data map[string]any) error {
	if err := update(ctx, tx, a); err != nil {
		return err
	}
	if err := addEvent(ctx, tx, a.ID, kind, data); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, "alarm."+kind, a.ID, data); err != nil {
		return err
	}
	s.announce(tx, a)
	return nil
}

// act is the shape of every verb on an alarm: load, authorise, decide, save, and
// then whatever else belongs into the same transaction.
func (s *Service) act(ctx context.Context, alarmID string, need need, kind string, data map[string]any,
	decide func(a *Alarm, now time.Time) error, then ...func(context.Context, *db.Tx, *Alarm) error,
) (*Alarm, error) {
	var alarm *Alarm
	err := s.db.Write(db.Urgent(ctx), func(tx *db.Tx) error {
		a, err := lockAlarm(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		if err := may(ctx, a, need(a)...); err != nil {
			return err
		}
		if err := decide(a, tx.Now); err != nil {
			return err
		}
		alarm = a
		if err := s.save(ctx, tx, a, kind, data); err != nil {
			return err
		}
		for _, next := range then {
			if err := next(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return alarm, nil
}

// need says which permissions allow a verb on an alarm; any of them will do.
type need func(a *Alarm) []access.Perm

func only(p access.Perm) need { return func(*Alarm) []access.Perm { return []access.Perm{p} } }

// may asks for one of perms at the alarm's place; whoever may not even see the
// alarm learns nothing of it.
func may(ctx context.Context, a *Alarm, perms ...access.Perm) error {
	var err error
	for _, p := range perms {
		if err = access.Require(ctx, p, a.Path); err == nil {
			return nil
		}
	}
	if errs.KindOf(err) == errs.KindForbidden && !visible(ctx, a) {
		return ErrNotFound
	}
	return err
}

// visible holds for those who may view alarms there, and for the presser.
func visible(ctx context.Context, a *Alarm) bool {
	return access.Require(ctx, PermView, a.Path) == nil || isPresser(access.From(ctx), a)
}

func isPresser(who access.Actor, a *Alarm) bool {
	return who.ID != "" && (who.ID == a.PresserID || who.ID == a.DeviceID) ||
		who.Device != "" && who.Device == a.DeviceID
}

// Accept takes the alarm in hand; from now on exactly one person answers for it.
func (s *Service) Accept(ctx context.Context, alarmID string, version int64) (*Alarm, error) {
	desk := access.From(ctx)
	return s.act(ctx, alarmID, (*Alarm).takePerms, "accepted", nil, func(a *Alarm, now time.Time) error {
		if err := a.Accept(version, desk, now); err != nil {
			return err
		}
		return a.Acknowledge(s.agencyOf(ctx, a), desk.Name, now)
	}, s.known, s.calls.end)
}

// Dispatch sends a unit to the school.
func (s *Service) Dispatch(ctx context.Context, alarmID string, version int64, unit, phone, note string) (*Alarm, error) {
	// The telephone stands on the alarm; what is written in the chain is printed as it is.
	data := map[string]any{"unit": unit, "note": note}
	return s.act(ctx, alarmID, only(PermDispatch), "dispatched", data, func(a *Alarm, now time.Time) error {
		return a.Dispatch(version, unit, phone, now)
	})
}

// Arrive says that the police are there.
func (s *Service) Arrive(ctx context.Context, alarmID string, version int64) (*Alarm, error) {
	return s.act(ctx, alarmID, only(PermDispatch), "police_arrived", nil, func(a *Alarm, now time.Time) error {
		return a.Arrive(version, now)
	})
}

// Resolve says that the matter is dealt with.
func (s *Service) Resolve(ctx context.Context, alarmID string, version int64, note string) (*Alarm, error) {
	return s.close(ctx, alarmID, "resolved", map[string]any{"note": note}, func(a *Alarm, now time.Time) error {
		return a.Resolve(version, now)
	})
}

// CallFalse closes an alarm that was none. Only the police may, with a reason.
func (s *Service) CallFalse(ctx context.Context, alarmID string, version int64, reason, note string) (*Alarm, error) {
	desk := access.From(ctx)
	data := map[string]any{"reason": reason, "note": note}
	return s.close(ctx, alarmID, "false_alarm", data, func(a *Alarm, now time.Time) error {
		if err := a.CallFalse(version, desk, reason, now); err != nil {
			return err
		}
		a.knows(s.agencyOf(ctx, a), desk.Name, now) // whoever judges it knows of it
		return nil
	})
}

// close is act for the verbs that end an alarm: it also tells the other rooms.
func (s *Service) close(ctx context.Context, alarmID, kind string, data map[string]any,
	decide func(a *Alarm, now time.Time) error,
) (*Alarm, error) {
	return s.act(ctx, alarmID, (*Alarm).closePerms, kind, data, decide, s.calls.end, s.afterClose, s.measureReach)
}

// Reset says that the button is armed again.
func (s *Service) Reset(ctx context.Context, alarmID string, version int64) (*Alarm, error) {
	return s.act(ctx, alarmID, (*Alarm).closePerms, "reset", nil, func(a *Alarm, now time.Time) error {
		return a.Reset(version, now)
	})
}

// GuardArrive says that the school's own people are on the scene. The phone
// tells by its own clock when that was and when it sends; either may be zero.
func (s *Service) GuardArrive(ctx context.Context, alarmID string, deviceAt, sentAt time.Time) (*Alarm, error) {
	return s.act(ctx, alarmID, only(PermAssist), "guard_arrived", nil, func(a *Alarm, now time.Time) error {
		at, _ := Reckon(deviceAt, sentAt, now)
		if err := a.GuardArrive(at); err != nil {
			return err
		}
		return a.Acknowledge(OfSchool, access.From(ctx).Name, now)
	}, s.known)
}

// Note adds a line to the timeline.
func (s *Service) Note(ctx context.Context, alarmID, text string) (*Alarm, error) {
	text = clip(text, maxNote)
	if text == "" {
		return nil, errNoteEmpty
	}
	return s.act(ctx, alarmID, only(PermAssist), "note", map[string]any{"text": text}, func(*Alarm, time.Time) error { return nil })
}

// Mistake tells the desk that the presser says he pressed by mistake. It closes
// nothing: someone may be standing behind him. (domain.md §5.6)
func (s *Service) Mistake(ctx context.Context, alarmID string) (*Alarm, error) {
	return s.byPresser(ctx, alarmID, "says_mistake", nil, func(a *Alarm) error {
		if a.Closed() {
			return errClosed.With("deskName", a.DeskName)
		}
		return nil
	})
}

// Refine lets the presser name what and where once he has hands free.
func (s *Service) Refine(ctx context.Context, alarmID, kind, placeID, place, note string) (*Alarm, error) {
	place, note = clip(place, maxPlace), clip(note, maxNote)
	data := map[string]any{"kind": kind, "place": place, "note": note}
	return s.byPresser(ctx, alarmID, "refined", data, func(a *Alarm) error {
		return a.Refine(kind, place, placeID, note)
	})
}

// byPresser is act for what only the presser's own hand may do.
func (s *Service) byPresser(ctx context.Context, alarmID, kind string, data map[string]any, decide func(*Alarm) error) (*Alarm, error) {
	who := access.From(ctx)
	if who.Kind == access.Nobody {
		return nil, access.ErrLogin
	}
	var alarm *Alarm
	err := s.db.Write(db.Urgent(ctx), func(tx *db.Tx) error {
		a, err := lockAlarm(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		switch {
		case !visible(ctx, a):
			return ErrNotFound
		case !isPresser(who, a):
			return errNotYours
		}
		if err := decide(a); err != nil {
			return err
		}
		alarm = a
		return s.save(ctx, tx, a, kind, data)
	})
	if err != nil {
		return nil, err
	}
	return alarm, nil
}

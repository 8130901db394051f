package alarm

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/realtime"
)

// Who looks (谁在看): officers see on the row who else has the alarm open, before
// two of them do the same thing. A desk says every ten seconds that it still
// looks; one that dies says nothing more and is gone after lookExpires.

const (
	lookExpires = 25 * time.Second // two lost beats and some grace
	lookSweep   = time.Second
)

// Looker is a person who has an alarm open before him.
type Looker struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Looks is everybody who has one alarm open, the first who came first.
type Looks struct {
	AlarmID string   `json:"alarmId"`
	Version int64    `json:"version"`
	People  []Looker `json:"people" nullable:"false"`
}

// look is one row: who looks at what, and how often he has said so.
type look struct {
	alarmID string
	Looker
	beats int64
}

type lookKey struct{ alarmID, personID string }

type lastBeat struct {
	beats int64
	at    time.Time
}

// lastBeats remembers when each look was last heard to go on.
type lastBeats map[lookKey]lastBeat

// silent takes the looks as they stand and returns those that have not gone on
// for lookExpires; now is a steady time.
func (b lastBeats) silent(looks []look, now time.Time) []look {
	var out []look
	standing := make(map[lookKey]bool, len(looks))
	for _, l := range looks {
		key := lookKey{l.alarmID, l.ID}
		standing[key] = true
		switch last, known := b[key]; {
		case !known || last.beats != l.beats:
			b[key] = lastBeat{l.beats, now}
		case now.Sub(last.at) >= lookExpires:
			out = append(out, l)
		}
	}
	for key := range b {
		if !standing[key] {
			delete(b, key)
		}
	}
	return out
}

// watch is this node's watch over the looks: a timer that runs while there are
// any, and what it remembers.
type watch struct {
	clock clock.Clock
	sweep func() (left bool)

	mu    sync.Mutex
	armed bool

	sweeping sync.Mutex
	beats    lastBeats
}

// arm sees to it that the looks are swept within lookSweep.
func (w *watch) arm() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.armed {
		return
	}
	w.armed = true
	w.clock.AfterFunc(lookSweep, func() {
		w.mu.Lock()
		w.armed = false
		w.mu.Unlock()
		if w.sweep() {
			w.arm()
		}
	})
}

func (s *Service) newWatch(c clock.Clock) *watch {
	return &watch{clock: c, sweep: s.sweepLooks, beats: lastBeats{}}
}

// Look says that the actor has the alarm open before him, and again every ten
// seconds as long as he has. It answers who else has. Only the first is worth a
// line in the book.
func (s *Service) Look(ctx context.Context, alarmID string) (*Looks, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	var out *Looks
	err = s.db.Write(db.WithoutKey(ctx), func(tx *db.Tx) error {
		a, err := get(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, a.Path, ErrNotFound); err != nil {
			return err
		}
		beats, err := beatLook(ctx, tx, alarmID, who)
		if err != nil {
			return err
		}
		if beats > 1 {
			out, err = looksOf(ctx, tx, alarmID)
			return err
		}
		if err := audit.Record(ctx, tx, "alarm.look", alarmID, nil); err != nil {
			return err
		}
		out, err = s.announceLooks(ctx, tx, a)
		return err
	})
	s.watch.arm()
	return out, err
}

// LookAway says that the actor has closed the alarm's details.
// audit: looking away is not worth a line.
func (s *Service) LookAway(ctx context.Context, alarmID string) error {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(db.WithoutKey(ctx), func(tx *db.Tx) error {
		a, err := get(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, a.Path, ErrNotFound); err != nil {
			return err
		}
		gone, err := endLook(ctx, tx, alarmID, who.ID)
		if err != nil || !gone {
			return err
		}
		_, err = s.announceLooks(ctx, tx, a)
		return err
	})
}

// Looking lists who looks at what in the actor's area; a desk asks when its
// line is new, and hears of changes from then on. Only those who take alarms in
// hand are told: to them it is who else is about to.
func (s *Service) Looking(ctx context.Context) ([]Looks, error) {
	if err := access.RequireSomewhere(ctx, PermAccept); err != nil {
		return nil, err
	}
	s.watch.arm()
	var out []Looks
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = looksWithin(ctx, tx, access.Areas(ctx, PermAccept))
		return err
	})
	return out, err
}

// announceLooks tells the desks who looks now.
func (s *Service) announceLooks(ctx context.Context, tx *db.Tx, a *Alarm) (*Looks, error) {
	if err := turnLooks(ctx, tx, a.ID); err != nil {
		return nil, err
	}
	l, err := looksOf(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	s.hub.Announce(tx, l.change(a.Path))
	return l, nil
}

func (l *Looks) change(path string) realtime.Change {
	body, _ := json.Marshal(l)
	return realtime.Change{Topic: "looks", Path: path, ID: l.AlarmID, Version: l.Version, Body: body}
}

// sweepLooks removes those who have fallen silent and reports whether anybody
// still looks. On several nodes each watches for itself, and the first to
// remove a row announces it.
func (s *Service) sweepLooks() (left bool) {
	s.watch.sweeping.Lock()
	defer s.watch.sweeping.Unlock()
	ctx := access.AsSystem(context.Background(), "alarm.looks")
	var looks []look
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		looks, err = allLooks(ctx, tx)
		return err
	})
	if err != nil {
		return true // the next sweep finds them
	}
	for _, l := range s.watch.beats.silent(looks, s.db.Clock().Steady()) {
		if s.dropLook(ctx, l) == nil {
			delete(s.watch.beats, lookKey{l.alarmID, l.ID})
		}
	}
	return len(looks) > 0
}

func (s *Service) dropLook(ctx context.Context, l look) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		gone, err := dropSilent(ctx, tx, l)
		if err != nil || !gone {
			return err
		}
		a, err := get(ctx, tx, l.alarmID)
		if err != nil {
			return err
		}
		_, err = s.announceLooks(ctx, tx, a)
		return err
	})
}

// missedLooks finds the groups that changed since a moment, for desks that no
// hint reached.
func (s *Service) missedLooks(since time.Time) ([]realtime.Change, error) {
	ctx := context.Background()
	s.watch.arm()
	var out []realtime.Change
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		changed, err := looksChangedSince(ctx, tx, since)
		for _, l := range changed {
			out = append(out, l.change(l.path))
		}
		return err
	})
	return out, err
}

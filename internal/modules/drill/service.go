package drill

import (
	"context"
	"encoding/json"
	"sync/atomic"

	"huxue/internal/kit/bus"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/org"
	"huxue/internal/platform/realtime"
)

// Service does what schools, their phones and the bureaus ask of this room.
type Service struct {
	db      *db.DB
	hub     *realtime.Hub
	bus     *bus.Bus
	notify  *notify.Service
	limits  Limits
	holders Holders
	letters Letters
	alarms  Alarms
	trouble Hazards
	police  []string
	dir     string

	underWay atomic.Int64  // drills running as far as this server knows
	wake     chan struct{} // an alarm has changed
}

// announce tells every open page and phone that the drill has changed. Body is
// what a stop-watch needs at once; everything else is fetched.
func (s *Service) announce(tx *db.Tx, d *Drill) {
	body, _ := json.Marshal(s.live(d))
	s.hub.Announce(tx, realtime.Change{Topic: "drills", Path: d.Path, ID: d.ID, Version: d.Version, Body: body})
}

// act is the shape of every verb: load, authorise, decide, save, record, and then
// whatever else belongs into the same transaction. version 0 is for phones, whose
// presses are never refused because somebody else was quicker.
func (s *Service) act(ctx context.Context, drillID string, version int64, kind string, data map[string]any, perms []access.Perm,
	decide func(context.Context, *db.Tx, *Drill) error, then ...func(context.Context, *db.Tx, *Drill) error,
) (*Drill, error) {
	var out *Drill
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := lock(ctx, tx, drillID)
		if err != nil {
			return err
		}
		if err := may(ctx, d, perms...); err != nil {
			return err
		}
		if version != 0 && d.Version != version {
			return errStale.With("state", string(d.State))
		}
		if err := decide(ctx, tx, d); err != nil {
			return err
		}
		out = d
		if err := s.save(ctx, tx, d, kind, data); err != nil {
			return err
		}
		for _, next := range then {
			if err := next(ctx, tx, d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// save writes a changed drill with its line in the timeline and in the book.
func (s *Service) save(ctx context.Context, tx *db.Tx, d *Drill, kind string, data map[string]any) error {
	if err := update(ctx, tx, d); err != nil {
		return taken(err)
	}
	if err := addLine(ctx, tx, d.ID, kind, data); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, "drill."+kind, d.ID, data); err != nil {
		return err
	}
	s.announce(tx, d)
	return nil
}

// may asks for one of perms at the school; whoever may not even see the drill
// learns nothing of it.
func may(ctx context.Context, d *Drill, perms ...access.Perm) error {
	if err := access.See(ctx, PermView, d.Path, errGone); err != nil {
		return err
	}
	var err error
	for _, p := range perms {
		if err = access.Require(ctx, p, d.Path); err == nil {
			return nil
		}
	}
	return err
}

// school reads a school the actor plans for.
func (s *Service) school(ctx context.Context, tx *db.Tx, schoolID string) (org.School, error) {
	x, err := org.GetSchool(ctx, tx, schoolID)
	if err != nil {
		return x, err
	}
	if err := access.See(ctx, PermView, x.Path, org.ErrNoSchool); err != nil {
		return x, err
	}
	return x, access.Require(ctx, PermPlan, x.Path)
}

package inspection

import (
	"context"
	"time"

	"huxue/internal/kit/bus"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/checklist"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/realtime"
)

// Service does what bureaus, departments, schools and their phones ask of this room.
type Service struct {
	db      *db.DB
	hub     *realtime.Hub
	bus     *bus.Bus
	notify  *notify.Service
	limits  Limits
	sheets  Sheets
	hazards Hazards
	uploads Uploads
	roles   map[string]string
	dir     string
}

// announce tells open pages and phones that a visit has changed. Of an unannounced
// one that has not begun nobody hears but those who go.
func (s *Service) announce(tx *db.Tx, v *Visit) {
	if v.Hidden && v.State == Planned {
		for _, p := range v.Parts {
			s.hub.Announce(tx, realtime.Change{Topic: "inspections", To: p.PersonID, ID: v.ID, Version: v.Version})
		}
		return
	}
	s.hub.Announce(tx, realtime.Change{Topic: "inspections", Path: v.Path, ID: v.ID, Version: v.Version})
}

// sweep finds the visits that have changed since a moment.
func (s *Service) sweep(since time.Time) (out []realtime.Change, err error) {
	err = s.db.Read(context.Background(), func(tx *db.Tx) error {
		return db.Each(context.Background(), tx, func(row db.Scanner) error {
			c := realtime.Change{Topic: "inspections"}
			err := row.Scan(&c.ID, &c.Path, &c.Version)
			out = append(out, c)
			return err
		}, `SELECT id, path, version FROM inspection_visits WHERE changed_at >= $1 AND NOT (hidden AND state = 'planned')
			ORDER BY changed_at LIMIT 1000`, db.Millis(since))
	})
	return out, err
}

// sheetOf is the checklist of a visit, in the version it was planned with.
func (s *Service) sheetOf(ctx context.Context, tx *db.Tx, v *Visit) (*checklist.Sheet, error) {
	sheet, err := s.sheets.SheetIn(ctx, tx, v.ListID, v.ListVersion)
	return &sheet, err
}

// duties are who answers for what at a visit.
func (v *Visit) duties(sheet *checklist.Sheet) map[string][]string {
	return Duties(sheet, v.Agencies(), v.LeadAgency, v.Kind.Own())
}

// see reads a visit that the actor may see.
func see(ctx context.Context, tx *db.Tx, visitID string) (*Visit, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	v, err := get(ctx, tx, visitID)
	if err != nil {
		return nil, err
	}
	if !v.MaySee(access.From(ctx)) {
		return nil, errGone
	}
	return v, nil
}

// act is the shape of every verb on a visit: load, authorise, decide, save, record,
// announce.
func (s *Service) act(ctx context.Context, visitID, kind string, data map[string]any,
	decide func(context.Context, *db.Tx, *Visit) error,
) (*Visit, error) {
	var out *Visit
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := lock(ctx, tx, visitID)
		if err != nil {
			return err
		}
		if _, err := access.RequirePerson(ctx); err != nil {
			return err
		}
		if !v.MaySee(access.From(ctx)) {
			return errGone
		}
		if err := decide(ctx, tx, v); err != nil {
			return err
		}
		out = v
		return s.save(ctx, tx, v, kind, data)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// save writes a changed visit with its line in the timeline and in the book.
func (s *Service) save(ctx context.Context, tx *db.Tx, v *Visit, kind string, data map[string]any) error {
	if err := update(ctx, tx, v); err != nil {
		return err
	}
	if err := addLine(ctx, tx, v.ID, kind, data); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, "inspection."+kind, v.ID, data); err != nil {
		return err
	}
	s.announce(tx, v)
	return nil
}

// leads returns nil for the lead of a visit, and for whoever runs inspections there.
func leads(ctx context.Context, v *Visit) error {
	by := access.From(ctx)
	if v.LeadID == by.ID || by.Holds(PermRun, v.Path) {
		return nil
	}
	return errLeadOnly
}

// prepared is what applies at the school and what the norms compute, as kept with the
// visit.
func preparedOf(ctx context.Context, tx *db.Tx, visitID string) (*checklist.Prepared, error) {
	data, err := db.One(ctx, tx, db.Value[string], `SELECT data FROM inspection_prepared WHERE visit_id = $1`, visitID)
	if db.IsNotFound(err) {
		return &checklist.Prepared{}, nil
	}
	if err != nil {
		return nil, err
	}
	p, err := unfold[checklist.Prepared](data)
	if p == nil {
		p = &checklist.Prepared{}
	}
	return p, err
}

package hazard

import (
	"context"
	"encoding/json"

	"huxue/internal/kit/bus"
	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/kit/jobs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/files"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/paper"
)

// Service does what schools, bureaus and agencies ask of this room.
type Service struct {
	db       *db.DB
	bus      *bus.Bus
	notify   *notify.Service
	files    *files.Service
	norms    Norms
	calendar Calendar
	holders  Holders
	roles    Roles
	agencies map[string]string
	public   string
	papers   *paper.Service
	jobs     *jobs.Jobs
	dir      string
}

// act is the shape of every verb: load → authorise → decide → save → record. decide
// is given the hazard as it stands and changes it by a rule; who may not even see
// it learns nothing of it. version 0 is for phones, whose acts are never refused
// because somebody else wrote a remark meanwhile.
func (s *Service) act(ctx context.Context, hazardID string, version int64, kind string, data map[string]any,
	decide func(context.Context, *db.Tx, *Hazard) error,
) (*Hazard, error) {
	var out *Hazard
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.change(ctx, tx, hazardID, version, kind, data, decide)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// change is act within a transaction.
func (s *Service) change(ctx context.Context, tx *db.Tx, hazardID string, version int64, kind string, data map[string]any,
	decide func(context.Context, *db.Tx, *Hazard) error,
) (*Hazard, error) {
	h, err := get(ctx, tx, hazardID, tx.Lock())
	if err != nil {
		return nil, err
	}
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	if !sees(ctx, h) {
		return nil, errGone
	}
	if version != 0 && h.Version != version {
		return nil, errStale.With("state", string(h.State))
	}
	was := *h
	if err := decide(ctx, tx, h); err != nil {
		return nil, err
	}
	return h, s.save(ctx, tx, &was, h, kind, data)
}

// save writes a changed hazard with its line, its entry in the book, its tasks and
// its count.
func (s *Service) save(ctx context.Context, tx *db.Tx, was, h *Hazard, kind string, data map[string]any) error {
	if was.State != h.State || !was.DueAt.Equal(h.DueAt) {
		s.schedule(ctx, h, tx.Now)
		h.Overdue = h.State.Open() && h.LateDays(tx.Now) > 0
	}
	if err := update(ctx, tx, h); err != nil {
		return err
	}
	if err := addLine(ctx, tx, h.ID, kind, data); err != nil {
		return err
	}
	if err := audit.Record(ctx, tx, "hazard."+kind, h.ID, data); err != nil {
		return err
	}
	if err := s.tasks(ctx, tx, was, h); err != nil {
		return err
	}
	return count(ctx, tx, was, h)
}

// Line is one line of a hazard's timeline.
type Line struct {
	ID   string          `json:"id"`
	At   int64           `json:"at"`
	Kind string          `json:"kind"`
	By   string          `json:"by"`
	Unit string          `json:"unit"`
	Data json.RawMessage `json:"data"`
}

func addLine(ctx context.Context, tx *db.Tx, hazardID, kind string, data map[string]any) error {
	who := access.From(ctx)
	name := who.Name
	if who.Kind == access.System {
		name = ""
	}
	if data == nil {
		data = map[string]any{}
	}
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO hazard_timeline (id, hazard_id, at, kind, by_id, by_name, unit, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id.New("htl"), hazardID, db.Millis(tx.Now), kind, who.ID, name, who.Unit, string(text))
	return err
}

func timeline(ctx context.Context, tx *db.Tx, hazardID string) ([]Line, error) {
	return db.All(ctx, tx, func(s db.Scanner) (l Line, err error) {
		var data string
		err = s.Scan(&l.ID, &l.At, &l.Kind, &l.By, &l.Unit, &data)
		l.Data = json.RawMessage(data)
		return l, err
	}, `SELECT id, at, kind, by_name, unit, data FROM hazard_timeline WHERE hazard_id = $1 ORDER BY id`, hazardID)
}

package drill

import (
	"context"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/notify"
)

// Telling is what the school says of whom it tells.
type Telling struct {
	Parents string `json:"parents" maxLength:"2000" doc:"the letter to parents"`
	Around  string `json:"around,omitempty" maxLength:"300" doc:"how the neighbourhood is told"`
	Fire    bool   `json:"fire,omitempty" doc:"reported to the fire brigade"`
}

// Tell tells the parents by letter and the police through their notices, and puts
// down how the neighbours know. Whoever hears shouting and a bell must know that
// it is a drill.
func (s *Service) Tell(ctx context.Context, drillID string, version int64, t Telling) (*Drill, error) {
	t.Parents, t.Around = clip(t.Parents, 2000), clip(t.Around, 300)
	data := map[string]any{}
	return s.act(ctx, drillID, version, "notice", data, []access.Perm{PermPlan}, func(ctx context.Context, tx *db.Tx, d *Drill) error {
		n := Notice{Parents: t.Parents, Around: t.Around, Fire: t.Fire, Who: access.From(ctx).Name, At: db.Millis(tx.Now)}
		if t.Parents == "" {
			return errReason.With("field", "parents")
		}
		if d.State != Approved {
			return d.Tell(n) // refuses
		}
		if s.letters != nil {
			code, err := s.letters.Post(ctx, tx, d.SchoolID, "【演练】"+d.Title, t.Parents)
			if err != nil {
				return err
			}
			n.Letter = code
		}
		station, people, err := s.station(ctx, tx, d)
		if err != nil {
			return err
		}
		n.Station, n.Police = station, len(people)
		if err := s.notify.Send(ctx, tx, notify.Message{
			Room: "drill", Kind: "announced", SubjectID: d.ID, Path: d.Path, Mode: notify.Drill, To: people, Link: "/drills/" + d.ID,
			Params: map[string]any{"school": d.SchoolName, "day": d.Day, "at": clock(d.At), "scenario": d.Scenario},
		}); err != nil {
			return err
		}
		data["police"], data["station"], data["letter"] = n.Police, n.Station, n.Letter
		return d.Tell(n)
	})
}

// station is the police station that covers the school, and who is told: its
// officers, and those who answer for the area at a police desk.
func (s *Service) station(ctx context.Context, tx *db.Tx, d *Drill) (name string, people []string, err error) {
	if people, err = s.holders.Holders(ctx, tx, s.police, d.Path); err != nil {
		return "", nil, err
	}
	type covering struct{ id, name string }
	g, err := db.One(ctx, tx, func(row db.Scanner) (g covering, err error) {
		err = row.Scan(&g.id, &g.name)
		return g, err
	}, `SELECT g.id, g.name FROM agency_coverage c JOIN agencies g ON g.id = c.agency_id AND g.kind = 'police_station'
		WHERE c.school_id = $1 ORDER BY g.id LIMIT 1`, d.SchoolID)
	if db.IsNotFound(err) {
		slices.Sort(people)
		return "", slices.Compact(people), nil
	}
	if err != nil {
		return "", nil, err
	}
	own, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM people WHERE agency_id = $1 AND status = 'active'`, g.id)
	people = append(people, own...)
	slices.Sort(people)
	return g.name, slices.Compact(people), err
}

// Inspect is the safety check before the drill.
func (s *Service) Inspect(ctx context.Context, drillID string, version int64, items []CheckItem) (*Drill, error) {
	for i := range items {
		items[i].Note = clip(items[i].Note, 200)
	}
	data := map[string]any{"bad": countBad(items)}
	return s.act(ctx, drillID, version, "check", data, []access.Perm{PermPlan, PermCommand}, func(ctx context.Context, tx *db.Tx, d *Drill) error {
		return d.Inspect(Safety{Items: items, Who: access.From(ctx).Name, At: db.Millis(tx.Now)})
	})
}

func countBad(items []CheckItem) (n int) {
	for _, c := range items {
		if !c.OK {
			n++
		}
	}
	return n
}

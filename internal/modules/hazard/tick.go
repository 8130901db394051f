package hazard

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/notify"
)

// Tick reminds of deadlines that come near and escalates those that have passed:
// T−7, T−3, T−1, due, then the head of the school, the county and the city's list.
// A hazard keeps its place on the ladder, so that doing it again does nothing, and
// a server that slept makes up for the last step only. (domain.md §3.6)
func (s *Service) Tick(ctx context.Context) error {
	if err := access.Require(ctx, PermOversee, access.Everywhere); err != nil {
		return err
	}
	for {
		n := 0
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			list, err := db.All(ctx, tx, scanHazard, selectHazard+`WHERE step_at > 0 AND step_at <= $1 ORDER BY step_at LIMIT $2`, db.Millis(tx.Now), tickPiece)
			if err != nil {
				return err
			}
			n = len(list)
			sum := tally{}
			for _, h := range list {
				was := *h
				if err := s.step(ctx, tx, h); err != nil {
					return err
				}
				sum.add(&was, -1)
				sum.add(h, 1)
			}
			if n == 0 {
				return nil
			}
			if err := sum.save(ctx, tx); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "hazard.tick", "deadlines", map[string]int{"hazards": n})
		})
		if err != nil {
			return err
		}
		if n == 0 {
			return s.remindReports(ctx)
		}
	}
}

// tickPiece is smaller than piece: each of them tells people.
const tickPiece = 50

// step takes one hazard as far up the ladder as it is now, and tells whom the last
// step concerns.
func (s *Service) step(ctx context.Context, tx *db.Tx, h *Hazard) error {
	rungs := s.ladder(ctx, h.Path)
	last := rung{}
	for !h.StepAt.IsZero() && !h.StepAt.After(tx.Now) && h.Step < len(rungs) {
		last = rungs[h.Step]
		if perm, ok := lateTask[last.Kind]; ok {
			t := task{Kind: "late_" + last.Kind, N: h.Extensions + h.Reworks, Perm: perm, Priority: 1, Due: h.DueAt}
			if err := s.put(ctx, tx, h, t); err != nil {
				return err
			}
		}
		h.Step, h.StepAt = after(h, rungs, h.Step)
	}
	h.Overdue = h.State.Open() && h.State != Verifying && h.LateDays(tx.Now) > 0
	if err := update(ctx, tx, h); err != nil {
		return err
	}
	if last.Kind == "" {
		return nil
	}
	data := map[string]any{"step": last.Kind, "due": db.Millis(h.DueAt)}
	if err := addLine(ctx, tx, h.ID, "remind", data); err != nil {
		return err
	}
	to, err := s.told(ctx, tx, h, last.Kind)
	if err != nil || len(to) == 0 {
		return err
	}
	kind := "soon"
	if last.At >= 0 {
		kind = "late"
	}
	return s.notify.Send(ctx, tx, notify.Message{
		Room: "hazard", Kind: kind, SubjectID: h.ID, Path: h.Path, To: to, Link: "/hazards/" + h.ID, Once: h.ID + ":" + last.Kind + ":" + dayOf(h.DueAt),
		Params: map[string]any{"school": h.SchoolName, "no": h.Number, "place": h.Place, "day": dayOf(h.DueAt), "n": h.LateDays(tx.Now)},
	})
}

// lateTask says who finds a late hazard on his list.
var lateTask = map[string]access.Perm{"school": PermLead, "county": PermCounty, "city": PermOversee}

// told are the people whom a step concerns.
func (s *Service) told(ctx context.Context, tx *db.Tx, h *Hazard, kind string) ([]string, error) {
	roles := s.roles.School
	switch kind {
	case "school":
		roles = s.roles.Head
	case "county":
		roles = s.roles.County
		if r := s.roles.Agency[h.Agency]; r != nil {
			roles = r
		}
	case "city":
		roles = s.roles.City
	}
	return s.holders.Holders(ctx, tx, roles, h.Path)
}

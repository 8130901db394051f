package hazard

import (
	"context"
	"strconv"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/todo"
)

// task is one thing a hazard waits for, and of whom. N tells a second time of the
// same from the first.
type task struct {
	Kind     string
	N        int
	Perm     access.Perm
	Priority int
	Due      time.Time
}

func (t task) subject(h *Hazard) string {
	if t.N == 0 {
		return h.ID
	}
	return h.ID + ":" + strconv.Itoa(t.N)
}

// authority is what the people hold who judge and verify a hazard: those of the
// agency it was handed over to, or the county's bureau.
func (h *Hazard) authority() access.Perm {
	if h.Agency == Education {
		return PermCounty
	}
	return PermOf(h.Agency)
}

// tasks takes off the lists what a hazard no longer waits for and puts on what it
// waits for now. was is nil for a new one.
func (s *Service) tasks(ctx context.Context, tx *db.Tx, was, h *Hazard) error {
	old := map[task]bool{}
	if was != nil {
		for _, t := range s.waiting(ctx, was) {
			old[t] = true
		}
	}
	for _, t := range s.waiting(ctx, h) {
		if old[t] {
			delete(old, t)
			continue
		}
		if err := todo.Put(ctx, tx, todo.Task{
			Room: "hazard", Kind: t.Kind, Subject: t.subject(h), Path: h.Path, Perm: t.Perm, Priority: t.Priority, Due: t.Due, Link: "/hazards/" + h.ID,
			Params: map[string]any{"school": h.SchoolName, "no": h.Number, "place": h.Place, "text": clip(h.Text, 60)},
		}); err != nil {
			return err
		}
	}
	for t := range old {
		if err := todo.Finish(ctx, tx, "hazard", t.Kind, t.subject(h)); err != nil {
			return err
		}
	}
	return nil
}

// waiting lists what a hazard waits for.
func (s *Service) waiting(ctx context.Context, h *Hazard) []task {
	if !h.State.Open() {
		return nil
	}
	urgent := int(one(h.Stop || h.Level == Major))
	switch h.State {
	case Registered:
		t := task{Kind: "task_grade", Perm: h.authority(), Priority: urgent}
		if h.Proposed == Major {
			t.Due = s.workdays(ctx, h.Path, h.FoundAt, s.norm(ctx, confirmDays, h.Path))
		}
		return []task{t}
	case Graded, Assigned, Rectifying, Verifying, Draft, Closed, Archived, Invalid, Merged:
	}
	return nil
}

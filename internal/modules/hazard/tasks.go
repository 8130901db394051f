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
		for _, t := range s.waiting(ctx, tx, was) {
			old[t] = true
		}
	}
	for _, t := range s.waiting(ctx, tx, h) {
		if old[t] {
			delete(old, t)
			continue
		}
		if err := s.put(ctx, tx, h, t); err != nil {
			return err
		}
	}
	for t := range old {
		if err := todo.Finish(ctx, tx, "hazard", t.Kind, t.subject(h)); err != nil {
			return err
		}
	}
	if was != nil && was.State.Open() && (!h.State.Open() || h.State == Verifying || h.DueAt.After(was.DueAt)) {
		return s.calm(ctx, tx, h)
	}
	return nil
}

func (s *Service) put(ctx context.Context, tx *db.Tx, h *Hazard, t task) error {
	return todo.Put(ctx, tx, todo.Task{
		Room: "hazard", Kind: t.Kind, Subject: t.subject(h), Path: h.Path, Perm: t.Perm, Priority: t.Priority, Due: t.Due, Link: "/hazards/" + h.ID,
		Params: map[string]any{"school": h.SchoolName, "no": h.Number, "place": h.Place, "text": clip(h.Text, 60)},
	})
}

// calm takes the escalations of a hazard off the lists.
func (s *Service) calm(ctx context.Context, tx *db.Tx, h *Hazard) error {
	for _, kind := range []string{"late_school", "late_county", "late_city"} {
		for n := range h.Extensions + h.Reworks + 1 {
			if err := todo.Finish(ctx, tx, "hazard", kind, task{N: n}.subject(h)); err != nil {
				return err
			}
		}
	}
	return nil
}

// waiting lists what a hazard waits for.
func (s *Service) waiting(ctx context.Context, tx *db.Tx, h *Hazard) (out []task) {
	if !h.State.Open() {
		return nil
	}
	urgent := int(one(h.Stop || h.Level == Major))
	judge := h.authority()
	if h.own() {
		judge = PermLead
	}
	switch h.State {
	case Registered:
		t := task{Kind: "task_grade", Perm: judge, Priority: urgent, N: int(one(h.Transfer == "received"))}
		if h.Proposed == Major {
			t.Due = s.workdays(ctx, tx, h.Path, h.FoundAt, s.norm(ctx, confirmDays, h.Path))
		}
		out = append(out, t)
	case Graded:
		out = append(out, task{Kind: "task_assign", Perm: judge, Priority: urgent})
		if h.Level == Major && len(h.Missing()) > 0 {
			out = append(out, task{Kind: "task_five", Perm: PermRectify, Priority: urgent})
		}
	case Assigned:
		out = append(out, task{Kind: "task_receive", Perm: PermRectify, Priority: urgent})
	case Rectifying:
		out = append(out, task{Kind: "task_mend", N: h.Reworks*100 + h.Extensions, Perm: PermRectify, Priority: urgent, Due: h.DueAt})
	case Verifying:
		t := task{Kind: "task_verify", N: h.Reworks, Perm: judge, Priority: urgent}
		if h.own() && h.FixerLed {
			t.Perm = PermCounty
		}
		if h.ListedLevel == "city" && h.Listed.On() {
			t.Perm = PermOversee
		}
		out = append(out, t)
	case Draft, Closed, Archived, Invalid, Merged:
	}
	if h.NeedsInterim() && h.Interim == "" {
		out = append(out, task{Kind: "task_interim", Perm: PermRectify, Priority: 2, Due: h.FoundAt.Add(s.hours(ctx, interimHours, h.Path))})
	}
	if h.ReportedUp != "" {
		out = append(out, task{Kind: "task_reported", Perm: h.authority(), Priority: 1})
	}
	if h.Transfer == "sent" {
		out = append(out, task{Kind: "task_receipt", N: h.Reworks, Perm: PermOf(h.Agency), Priority: urgent})
	}
	if h.Asked.Kind != "" {
		t := task{Kind: "task_" + h.Asked.Kind, N: h.Asks, Perm: h.authority(), Priority: urgent}
		if h.Asked.Kind == "extend" && h.own() {
			t.Perm = PermLead
		}
		out = append(out, t)
	}
	return append(out, listTasks(h)...)
}

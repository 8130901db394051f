package inspection

import (
	"context"

	"huxue/internal/event"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/checklist"
)

// SubmitVisit ends a visit: every department and the school have signed. The score is
// derived, and each fault becomes a hazard in the same transaction. withoutFiles says
// that pictures which have not arrived will not come any more.
func (s *Service) SubmitVisit(ctx context.Context, visitID string, withoutFiles bool) (*Visit, error) {
	data := map[string]any{}
	return s.act(ctx, visitID, "submitted", data, func(ctx context.Context, tx *db.Tx, v *Visit) error {
		if v.LeadID != access.From(ctx).ID {
			return errLeadOnly
		}
		if v.State != Signing && v.State != Running {
			return errNotNow.With("state", string(v.State))
		}
		c, err := s.scene(ctx, tx, v)
		if err != nil {
			return err
		}
		open, disputed := missing("", c.duties, c.answers, c.skip)
		switch {
		case len(disputed) > 0:
			return errDisputes.With("n", len(disputed)).With("items", disputed)
		case len(open) > 0:
			return errItemsOpen.With("n", len(open)).With("items", open)
		case len(v.unsigned()) > 0:
			return errUnsigned.With("agencies", v.unsigned())
		}
		uploads, err := filesOf(ctx, tx, v.ID)
		if err != nil {
			return err
		}
		if n := awaited(c.answers, uploads); n > 0 && !withoutFiles {
			return errUploads.With("n", n)
		}
		v.tally(c.answers, c.skip, c.sheet)
		score := checklist.ScoreOf(*c.sheet, toScore(c, uploads))
		v.Score, v.State, v.SubmittedAt = &score, Submitted, tx.Now
		hazards, err := s.register(ctx, tx, v, c, uploads)
		if err != nil {
			return err
		}
		data["hazards"], data["faults"], data["partly"] = hazards, v.Faults, v.Partly
		return s.done(ctx, tx, v)
	})
}

// awaited is how many uploads of the standing answers have not arrived.
func awaited(answers map[string]*Answered, uploads map[string]string) (n int) {
	for _, a := range answers {
		for _, k := range a.keys() {
			if uploads[k] == "" {
				n++
			}
		}
	}
	return n
}

// toScore are the answers as the checklist's rules take them. What does not apply at
// the school is not applicable.
func toScore(c *scene, uploads map[string]string) map[string]checklist.Answer {
	out := map[string]checklist.Answer{}
	for item := range c.skip {
		out[item] = checklist.Answer{Result: checklist.NA}
	}
	for item, a := range c.answers {
		if a.Result != "" {
			out[item] = checklist.Answer{Result: checklist.Result(a.Result), Text: a.Text, Place: a.Place, Photos: fileIDs(a.Photos, uploads)}
		}
	}
	return out
}

func fileIDs(keys []string, uploads map[string]string) []string {
	out := []string{}
	for _, k := range keys {
		if f := uploads[k]; f != "" {
			out = append(out, f)
		}
	}
	return out
}

// register hands each fault to the ledger of hazards, routed to the agency the item
// names first. The name of the source makes it once, however often it is tried.
func (s *Service) register(ctx context.Context, tx *db.Tx, v *Visit, c *scene, uploads map[string]string) (n int, err error) {
	if s.hazards == nil {
		return 0, nil
	}
	c.sheet.Each(func(section *checklist.Section, i *checklist.Item) {
		a := c.answers[i.Code]
		if a == nil || err != nil || a.Result != "fault" && a.Result != "partly" {
			return
		}
		_, err = s.hazards.Register(ctx, tx, finding(v, section, i, a, uploads))
		n++
	})
	return n, err
}

func finding(v *Visit, section *checklist.Section, i *checklist.Item, a *Answered, uploads map[string]string) Finding {
	f := Finding{Source: "inspection:" + v.ID + ":" + i.Code, SchoolID: v.SchoolID, FoundAt: a.At, Way: string(v.Kind), FinderID: a.ByID, FinderName: a.ByName,
		FinderAgency: a.Agency, Category: section.Code, Sub: section.Title, ItemCode: i.Code, Place: a.Place, Text: a.Text, Photos: fileIDs(a.Photos, uploads),
		Level: a.Level, Stop: i.Stop, Agency: Education, Fixed: a.Fixed, After: fileIDs(a.After, uploads)}
	if f.Text == "" {
		f.Text = i.Text
	}
	if f.Level == "" {
		f.Level = string(i.Level)
	}
	if len(i.Agencies) > 0 {
		f.Agency = i.Agencies[0]
	}
	return f
}

// done counts a submitted visit for its school, its round and its month.
func (s *Service) done(ctx context.Context, tx *db.Tx, v *Visit) error {
	if err := target(ctx, tx, v, "submitted"); err != nil {
		return err
	}
	if err := addMonths(ctx, tx, []*Visit{v}); err != nil {
		return err
	}
	if err := s.forget(ctx, tx, v); err != nil {
		return err
	}
	return s.bus.Publish(ctx, tx, event.InspectionSubmitted{VisitID: v.ID, RoundID: v.RoundID, SchoolID: v.SchoolID, Path: v.Path, Kind: string(v.Kind),
		Day: v.Day, Faults: v.Faults + v.Partly, SubmittedAt: db.Millis(tx.Now)})
}

// Second is a second look at an item that was wrong.
type Second struct {
	Item   string `json:"item" maxLength:"40"`
	Result string `json:"result" enum:"ok,fault,partly,na"`
	Text   string `json:"text,omitempty" maxLength:"1000"`
}

// LookAgain writes the second look (复检) beside the first, which stays as it was. It
// is never the school's own, except at its own inspections.
func (s *Service) LookAgain(ctx context.Context, visitID string, in Second) (*Visit, error) {
	in.Text = clip(in.Text, maxText)
	return s.act(ctx, visitID, "rechecked", map[string]any{"item": in.Item, "result": in.Result}, func(ctx context.Context, tx *db.Tx, v *Visit) error {
		by := access.From(ctx)
		if v.Part(by.ID) == nil && !by.Holds(PermTake, v.Path) {
			return errOwnRecheck
		}
		if v.State != Submitted {
			return errRecheck
		}
		answers, err := answersIn(ctx, tx, v.ID, []string{in.Item})
		if err != nil {
			return err
		}
		a := answers[in.Item]
		if a == nil {
			return errNoItem.With("item", in.Item)
		}
		v.Revision++
		a.Revision = v.Revision
		a.Recheck = &Recheck{Result: in.Result, Text: in.Text, ByName: by.Name, At: db.Millis(tx.Now)}
		return putAnswers(ctx, tx, v.ID, []*Answered{a})
	})
}

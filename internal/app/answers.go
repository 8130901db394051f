package app

import (
	"cmp"
	"context"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/modules/campaign"
	"huxue/internal/modules/federation"
	"huxue/internal/modules/hazard"
	"huxue/internal/modules/inspection"
	"huxue/internal/modules/lesson"
	"huxue/internal/modules/routine"
	"huxue/internal/platform/access"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/realtime"
)

// What one part asks of another is answered here, in a line or two each.

// loginLimits answers auth from the norm register.
type loginLimits struct{ norms *norm.Service }

// LockFail implements auth.Limits.
func (l loginLimits) LockFail(ctx context.Context) int {
	return l.norms.Now(ctx, "auth.lock_fail", access.Everywhere, auth.Norms{}.LockFail(ctx))
}

// LockMinutes implements auth.Limits.
func (l loginLimits) LockMinutes(ctx context.Context) int {
	return l.norms.Now(ctx, "auth.lock_min", access.Everywhere, auth.Norms{}.LockMinutes(ctx))
}

// IdleMinutes implements auth.Limits; guards get twice as long (domain.md §8.2).
func (l loginLimits) IdleMinutes(ctx context.Context, official bool) int {
	n := l.norms.Now(ctx, "auth.idle_min", access.Everywhere, auth.Norms{}.IdleMinutes(ctx, true))
	if official {
		return n
	}
	return 2 * n
}

// noticeHints answers notify: a person's open pages hear of a change.
type noticeHints struct{ hub *realtime.Hub }

// Hint implements notify.Hinter.
func (h noticeHints) Hint(tx *db.Tx, person, id string, version int64) {
	h.hub.Announce(tx, realtime.Change{Topic: "notices", To: person, ID: id, Version: version})
}

// campaignLessons answers campaign from the lessons: Paper and Judge are theirs.
type campaignLessons struct{ *lesson.Service }

// Outline implements campaign.Lessons.
func (l campaignLessons) Outline(ctx context.Context, lessonID string) (campaign.Outline, error) {
	o, err := l.Service.Outline(ctx, lessonID)
	return campaign.Outline{ID: o.ID, Version: o.Version, Title: o.Title, Stage: o.Stage, Topic: string(o.Topic), Minutes: o.Minutes,
		MinSeconds: o.MinSeconds, Draw: o.Draw, Pass: o.Pass}, err
}

// cityFigures answers federation from the campaigns: as they were frozen, or as
// they stand.
type cityFigures struct{ campaigns *campaign.Service }

// Figures implements federation.Campaigns.
func (f cityFigures) Figures(ctx context.Context, campaignID string) (federation.Told, error) {
	c, n, frozen, err := f.campaigns.Told(ctx, campaignID)
	if err != nil {
		return federation.Told{}, err
	}
	figures := func(n campaign.Count) federation.Figures {
		return federation.Figures{Due: int(n.Due()), Completed: int(n.Done), Questioned: int(n.Questioned), Late: int(n.Late)}
	}
	code := func(path string) string {
		parts := strings.Split(strings.Trim(path, "/"), "/")
		return parts[len(parts)-1]
	}
	t := federation.Told{Path: c.Path, City: federation.City{Code: code(c.Path), Name: c.AreaName}, At: n.At, Reached: n.Row.ReachedAt, Total: figures(n.Row.Count),
		Campaign: federation.Campaign{ID: c.ID, Title: c.Title, Starts: db.Millis(c.StartAt), Ends: db.Millis(c.UntilAt), Frozen: frozen, Definition: c.Definition,
			Rules: []federation.Rule{{Key: "campaign.steps", Version: c.Rules()}}}}
	for _, r := range n.Children {
		if n.Below == "county" {
			t.Counties = append(t.Counties, federation.County{Code: code(r.Path), Name: r.Name, Figures: figures(r.Count)})
		}
	}
	return t, nil
}

// classLessons answers routine from the campaigns; the block is the lesson's.
type classLessons struct {
	campaigns *campaign.Service
	lessons   *lesson.Service
}

// HeldAt implements routine.Campaigns.
func (l classLessons) HeldAt(ctx context.Context, schoolID string, from, until time.Time) ([]routine.HeldLesson, error) {
	list, err := l.campaigns.HeldAt(ctx, schoolID, from, until)
	out := make([]routine.HeldLesson, len(list))
	for i, h := range list {
		out[i] = routine.HeldLesson{ClassID: h.ClassID, Block: "other", Minutes: h.Minutes}
		if o, err := l.lessons.Outline(ctx, h.Lesson); err == nil { // one that is gone counts under "other"
			out[i].Block = o.Block
		}
	}
	return out, err
}

// inspectionHazards answers inspection from the ledger of hazards.
type inspectionHazards struct{ hazards *hazard.Service }

// The sections of the master checklist are the categories of the ledger, and the kinds
// of inspections its ways.
var (
	hazardCategories = map[string]string{"B01": "duty", "B02": "people", "B03": "kit", "B04": "tech", "B05": "fire", "B06": "building", "B07": "food", "B08": "bus", "B09": "dormitory",
		"B10": "lab", "B11": "utility", "B12": "crowd", "B13": "health", "B15": "around", "B16": "dispute", "B17": "teaching"}
	hazardWays = map[string]string{"sample": "county", "random": "county", "surprise": "county", "follow": "inspector", "self": "weekly"}
)

// Register implements inspection.Hazards.
func (h inspectionHazards) Register(ctx context.Context, tx *db.Tx, f inspection.Finding) (inspection.Hazard, error) {
	in := hazard.Finding{Source: f.Source, SchoolID: f.SchoolID, FoundAt: f.FoundAt, Way: cmp.Or(hazardWays[f.Way], f.Way), FinderID: f.FinderID, FinderName: f.FinderName,
		FinderAgency: f.FinderAgency, Category: hazardCategories[f.Category], Sub: f.Sub, ItemCode: f.ItemCode, Place: f.Place, Text: f.Text, Photos: f.Photos,
		Level: hazard.Level(f.Level), Stop: f.Stop, Agency: f.Agency, Fixed: f.Fixed, After: f.After}
	if f.Fixed {
		in.Measures = "检查时当场整改，待验收"
	}
	ref, err := h.hazards.Register(ctx, tx, in)
	return inspection.Hazard{ID: ref.ID, Number: ref.Number, State: string(ref.State)}, err
}

// OpenAt implements inspection.Hazards.
func (h inspectionHazards) OpenAt(ctx context.Context, schoolID string) ([]inspection.Hazard, error) {
	return besideVisit(h.hazards.OpenAt(ctx, schoolID))
}

// OfSource implements inspection.Hazards.
func (h inspectionHazards) OfSource(ctx context.Context, prefix string) ([]inspection.Hazard, error) {
	return besideVisit(h.hazards.OfSource(ctx, prefix))
}

func besideVisit(list []hazard.Card, err error) ([]inspection.Hazard, error) {
	out := make([]inspection.Hazard, len(list))
	for i, c := range list {
		out[i] = inspection.Hazard{ID: c.ID, Number: c.Number, State: string(c.State), Level: string(c.Level), Text: c.Text, Place: c.Place, ItemCode: c.ItemCode,
			Agency: c.Agency, DueAt: c.DueAt, Source: c.Source}
	}
	return out, err
}

package campaign

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Filter narrows the list of campaigns.
type Filter struct {
	State State
	Query string
	After string
	Limit int
}

func abovePath(path string) []string { return access.Above(path) }

// List returns the campaigns that concern the actor's area, newest first.
func (s *Service) List(ctx context.Context, f Filter) ([]*Campaign, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var out []*Campaign
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		edit := append(access.Areas(ctx, PermEdit), access.Areas(ctx, PermApprove)...)
		out, err = listCampaigns(ctx, tx, access.Areas(ctx, PermView), edit, f)
		return err
	})
	return out, err
}

// Get returns one campaign to who may see it.
func (s *Service) Get(ctx context.Context, campaignID string) (*Campaign, error) {
	var c *Campaign
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		c, err = s.visible(ctx, tx, campaignID)
		return err
	})
	return c, err
}

// visible reads a campaign that concerns the actor's area.
func (s *Service) visible(ctx context.Context, tx *db.Tx, campaignID string) (*Campaign, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	c, err := getCampaign(ctx, tx, campaignID)
	if err != nil {
		return nil, err
	}
	if !concerns(access.Areas(ctx, PermView), c.Path) {
		return nil, ErrNotFound
	}
	if c.State == Draft || c.State == Review {
		if access.Require(ctx, PermEdit, c.Path) != nil && access.Require(ctx, PermApprove, c.Path) != nil {
			return nil, ErrNotFound
		}
	}
	return c, nil
}

// concerns reports whether path lies within one of the areas or above it.
func concerns(areas []string, path string) bool {
	for _, a := range areas {
		if strings.HasPrefix(path, a) || strings.HasPrefix(a, path) {
			return true
		}
	}
	return false
}

// Create begins a campaign for an area or a school.
func (s *Service) Create(ctx context.Context, path string, in Content) (*Campaign, error) {
	var c *Campaign
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.Require(ctx, PermEdit, path); err != nil {
			return err
		}
		name, err := placeName(ctx, tx, path)
		if err != nil {
			return err
		}
		who := access.From(ctx)
		c = &Campaign{ID: id.New("cam"), State: Draft, Path: path, AreaName: name, AuthorID: who.ID, AuthorName: who.Name, CreatedAt: tx.Now}
		if err := in.check(); err != nil {
			return err
		}
		c.Content = in
		if err := insertCampaign(ctx, tx, c); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "campaign.create", c.ID, map[string]any{"title": c.Title, "path": path})
	})
	return c, err
}

var errPlace = errs.Invalid("campaign.place_unknown", errs.Field{Name: "path", Code: "not_offered"})

// placeName is what the area or school at a path is called.
func placeName(ctx context.Context, tx *db.Tx, path string) (string, error) {
	name, err := db.One(ctx, tx, db.Value[string], `SELECT name FROM areas WHERE path = $1
		UNION ALL SELECT name FROM schools WHERE path = $2`, path, path)
	if db.IsNotFound(err) {
		return "", errPlace
	}
	return name, err
}

// Edit replaces the content of a draft.
func (s *Service) Edit(ctx context.Context, campaignID string, version int64, in Content) (*Campaign, error) {
	return s.act(ctx, campaignID, PermEdit, "campaign.edit", func(_ *db.Tx, c *Campaign) (any, error) {
		return map[string]any{"title": in.Title, "untilAt": db.Millis(in.UntilAt)}, c.Edit(version, in)
	})
}

// act is every verb that changes a campaign: load, authorise, decide, save, audit.
func (s *Service) act(ctx context.Context, campaignID string, perm access.Perm, action string,
	decide func(*db.Tx, *Campaign) (any, error),
) (*Campaign, error) {
	var c *Campaign
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if c, err = lockCampaign(ctx, tx, campaignID); err != nil {
			return err
		}
		if err := access.See(ctx, PermView, c.Path, ErrNotFound); err != nil {
			return err
		}
		if err := access.Require(ctx, perm, c.Path); err != nil {
			return err
		}
		detail, err := decide(tx, c)
		if err != nil {
			return err
		}
		if err := updateCampaign(ctx, tx, c); err != nil {
			return err
		}
		if c.State == Archived {
			if err := s.forgetWhenArchived(ctx, tx, c); err != nil {
				return err
			}
		}
		tx.AfterCommit(s.known.forget)
		return audit.Record(ctx, tx, action, c.ID, detail)
	})
	return c, err
}

// Submit hands a draft over for approval.
func (s *Service) Submit(ctx context.Context, campaignID string, version int64) (*Campaign, error) {
	return s.act(ctx, campaignID, PermEdit, "campaign.submit", func(_ *db.Tx, c *Campaign) (any, error) {
		return nil, c.Submit(version)
	})
}

// Approve signs what another has written.
func (s *Service) Approve(ctx context.Context, campaignID string, version int64) (*Campaign, error) {
	return s.act(ctx, campaignID, PermApprove, "campaign.approve", func(tx *db.Tx, c *Campaign) (any, error) {
		return nil, c.Approve(version, access.From(ctx), tx.Now)
	})
}

// Return gives a campaign under review back to its author.
func (s *Service) Return(ctx context.Context, campaignID string, version int64, reason string) (*Campaign, error) {
	return s.act(ctx, campaignID, PermApprove, "campaign.return", func(_ *db.Tx, c *Campaign) (any, error) {
		return map[string]any{"reason": reason}, c.Return(version, reason)
	})
}

// Publish pins the lessons and lets the campaign begin. The roll of those due is
// taken at once, or when its moment comes.
func (s *Service) Publish(ctx context.Context, campaignID string, version int64) (*Campaign, error) {
	draft, err := s.Get(ctx, campaignID)
	if err != nil {
		return nil, err
	}
	// The lessons are another room's: they are asked before the transaction. The
	// version sees to it that the steps are still the same in it.
	pinned, err := s.pin(ctx, draft)
	if err != nil {
		return nil, err
	}
	return s.act(ctx, campaignID, PermEdit, "campaign.publish", func(tx *db.Tx, c *Campaign) (any, error) {
		if err := c.Publish(version, pinned, tx.Now); err != nil {
			return nil, err
		}
		return nil, s.rollWhenDue(ctx, tx, c)
	})
}

// Close ends the counting, at the deadline or early.
func (s *Service) Close(ctx context.Context, campaignID string, version int64, early bool) (*Campaign, error) {
	return s.act(ctx, campaignID, PermEdit, "campaign.close", func(tx *db.Tx, c *Campaign) (any, error) {
		return map[string]any{"early": tx.Now.Before(c.UntilAt)}, c.Close(version, early, tx.Now)
	})
}

// errLesson says which step has no lesson that could be shown.
var errLesson = errs.Invalid("campaign.lesson_missing", errs.Field{Name: "steps", Code: "not_offered"})

// pin asks for the newest version of each lesson.
func (s *Service) pin(ctx context.Context, c *Campaign) (Pinned, error) {
	out := Pinned{}
	for _, stage := range c.Stages {
		for _, step := range c.Steps {
			p := Pin{MinSeconds: step.MinSeconds, Pass: step.Pass}
			if lesson := lessonFor(step, stage); lesson != "" {
				o, err := s.outline(ctx, lesson)
				if err != nil {
					return nil, errLesson.With("step", step.Title).With("stage", string(stage)).Because(err)
				}
				p.LessonID, p.Version, p.Minutes, p.Draw = o.ID, o.Version, o.Minutes, o.Draw
				if p.MinSeconds == 0 && step.Kind != Commit {
					p.MinSeconds = o.MinSeconds
				}
				if p.Pass == 0 {
					p.Pass = o.Pass
				}
			} else if step.Kind == Quiz {
				return nil, errLesson.With("step", step.Title).With("stage", string(stage))
			}
			out[stage] = append(out[stage], p)
		}
	}
	return out, nil
}

func (s *Service) outline(ctx context.Context, lessonID string) (Outline, error) {
	if s.lessons == nil {
		return Outline{}, errLesson
	}
	return s.lessons.Outline(ctx, lessonID)
}

// lessonFor is the lesson of a stage, "" for none.
func lessonFor(step Step, stage org.Stage) string { return step.Lessons[stage] }

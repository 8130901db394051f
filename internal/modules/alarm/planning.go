package alarm

import (
	"context"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Plans are made and checked before anything happens: who would be called now,
// by what, and where there is a hole.

// PlanView is the plan that holds at a place. Version is that of the place's own
// plan, 0 while it has none; FromPath is where the plan was made, "" for the
// standard one.
type PlanView struct {
	Path     string `json:"path"`
	Name     string `json:"name"`
	Level    Level  `json:"level" enum:"emergency,help"`
	Version  int64  `json:"version"`
	Own      bool   `json:"own"`
	Standard bool   `json:"standard"`
	FromPath string `json:"fromPath"`
	FromName string `json:"fromName"`
	Steps    []Step `json:"steps" nullable:"false"`
	RepeatS  int    `json:"repeatS"`
}

// Named is a person named for a post at a place, with his duty time.
type Named struct {
	Post     Post   `json:"post"`
	PersonID string `json:"personId" maxLength:"40"`
	Name     string `json:"name,omitempty"`
	Unit     string `json:"unit,omitempty"`
	Duty
}

var (
	errPlanPlace = errs.NotFound("alarm.plan_no_such_place")
	errPlanOwn   = errs.Conflict("alarm.plan_not_own")
	errDuty      = errs.Invalid("alarm.bad_duty", errs.Field{Name: "people", Code: "malformed"})
	errNotOfHere = errs.Invalid("alarm.not_of_this_place", errs.Field{Name: "people", Code: "not_offered"})
	errNoTaker   = errs.Invalid("alarm.cannot_take", errs.Field{Name: "personId", Code: "not_offered"})
)

// PlanAt returns the plan that holds at a place.
func (s *Service) PlanAt(ctx context.Context, path string, level Level) (*PlanView, error) {
	if !placePath(path) {
		return nil, errPlanPlace
	}
	if err := access.See(ctx, PermView, path, errPlanPlace); err != nil {
		return nil, err
	}
	var v *PlanView
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = s.planView(ctx, tx, path, level)
		return err
	})
	return v, err
}

func (s *Service) planView(ctx context.Context, tx *db.Tx, path string, level Level) (*PlanView, error) {
	name, err := nameOfPath(ctx, tx, path)
	if db.IsNotFound(err) {
		return nil, errPlanPlace
	}
	if err != nil {
		return nil, err
	}
	p, err := s.plans.of(ctx, tx, path, level)
	if err != nil {
		return nil, err
	}
	v := &PlanView{Path: path, Name: name, Level: level, Own: p.Version > 0 && p.Path == path, Standard: p.Version == 0,
		FromPath: p.Path, Steps: p.Steps, RepeatS: p.RepeatS}
	if v.Own {
		v.Version = p.Version
	}
	if p.Version > 0 {
		v.FromName, err = nameOfPath(ctx, tx, p.Path)
	}
	return v, err
}

// SetPlan makes a plan for a place and all below it that have none of their own.
func (s *Service) SetPlan(ctx context.Context, p Plan) (*PlanView, error) {
	if !placePath(p.Path) {
		return nil, errPlanPlace
	}
	if err := access.Require(ctx, PermPlan, p.Path); err != nil {
		return nil, err
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := nameOfPath(ctx, tx, p.Path); db.IsNotFound(err) {
			return errPlanPlace
		} else if err != nil {
			return err
		}
		if err := putPlan(ctx, tx, p); err != nil {
			return err
		}
		tx.AfterCommit(s.plans.known.Forget)
		return audit.Record(ctx, tx, "alarm.plan_set", p.Path, map[string]any{"level": p.Level, "steps": p.Steps, "repeatS": p.RepeatS})
	})
	if err != nil {
		return nil, err
	}
	return s.PlanAt(ctx, p.Path, p.Level)
}

// DropPlan lets a place follow again the plan from above.
func (s *Service) DropPlan(ctx context.Context, path string, level Level, version int64) (*PlanView, error) {
	if err := access.Require(ctx, PermPlan, path); err != nil {
		return nil, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := ownPlan(ctx, tx, path, level); db.IsNotFound(err) {
			return errPlanOwn
		} else if err != nil {
			return err
		}
		if err := dropPlan(ctx, tx, path, level, version); err != nil {
			return err
		}
		tx.AfterCommit(s.plans.known.Forget)
		return audit.Record(ctx, tx, "alarm.plan_dropped", path, map[string]any{"level": level})
	})
	if err != nil {
		return nil, err
	}
	return s.PlanAt(ctx, path, level)
}

// NamedAt returns who is named for the posts at exactly this place.
func (s *Service) NamedAt(ctx context.Context, path string) ([]Named, error) {
	if err := access.See(ctx, PermView, path, errPlanPlace); err != nil {
		return nil, err
	}
	var out []Named
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = namedAt(ctx, tx, path)
		return err
	})
	return out, err
}

// NameFor makes these people all who fill a post at a place; none at all leaves
// it to the places above and to those who hold the role.
func (s *Service) NameFor(ctx context.Context, path string, post Post, list []Named) ([]Named, error) {
	if err := access.Require(ctx, PermPlan, path); err != nil {
		return nil, err
	}
	if !slices.Contains(Posts, post) || post == PostShared {
		return nil, errPlanPost.With("post", string(post))
	}
	who := make([]string, 0, len(list))
	for _, n := range list {
		if n.Days < 1 || n.Days > 127 || n.Since < 0 || n.Since > 1439 || n.Until < 0 || n.Until > 1440 {
			return nil, errDuty
		}
		if !slices.Contains(who, n.PersonID) {
			who = append(who, n.PersonID)
		}
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if n, err := belong(ctx, tx, who, schoolOf(path)); err != nil {
			return err
		} else if n != len(who) {
			return errNotOfHere
		}
		if err := replaceNamed(ctx, tx, path, post, list); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "alarm.posts_named", path, map[string]any{"post": post, "people": who})
	})
	if err != nil {
		return nil, err
	}
	return s.NamedAt(ctx, path)
}

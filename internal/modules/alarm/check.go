package alarm

import (
	"context"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/notify"
)

// The check of the plans: a hole shows before anything happens.

// Hole is where a plan would call nobody. Reason is one of the reasons of Skip, or
// one of two that are no holes yet: page_only, the person sees it only where he has
// a page open, and no_endpoint, no shared channel is set up.
type Hole struct {
	Step   int    `json:"step"`
	Post   Post   `json:"post"`
	Reason string `json:"reason" enum:"empty,off_duty,no_way,page_only,no_endpoint"`
	Name   string `json:"name"`
}

const (
	pageOnly   = "page_only"
	noEndpoint = "no_endpoint"
)

// CheckedStep is whom a step of the plan would call now.
type CheckedStep struct {
	Step   int           `json:"step"`
	AfterS int           `json:"afterS"`
	People []CheckedCall `json:"people" nullable:"false"`
	Shared int           `json:"shared"`
}

// CheckedCall is a person a step would call, with the channels that reach him.
type CheckedCall struct {
	Called
	Ways []string `json:"ways" nullable:"false"`
}

// Checked is a school with what its plan would do now.
type Checked struct {
	SchoolID string        `json:"schoolId"`
	School   string        `json:"school"`
	Path     string        `json:"path"`
	Steps    []CheckedStep `json:"steps" nullable:"false"`
	Holes    []Hole        `json:"holes" nullable:"false"`
}

// Holed reports whether somebody would be called in vain. That a person is reached
// on pages only, or that no shared channel is set up, is worth a word but no hole.
func (c *Checked) Holed() bool {
	return slices.ContainsFunc(c.Holes, func(h Hole) bool { return h.Reason != pageOnly && h.Reason != noEndpoint })
}

// CheckFilter says which schools are checked: those at or below Path whose name
// holds Text, or of them only those with a hole; page by page, After is the last
// path seen.
type CheckFilter struct {
	Path, Text, After string
	Level             Level
	Holed             bool
	Limit             int
}

// checkAtOnce is how many schools are looked at together.
const checkAtOnce = 250

// CheckPlans says for each school at or below a place whom its plan would call
// now, and where it has holes.
func (s *Service) CheckPlans(ctx context.Context, f CheckFilter) ([]Checked, error) {
	if err := access.See(ctx, PermView, f.Path, errPlanPlace); err != nil {
		return nil, err
	}
	out := []Checked{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		for at := f.After; len(out) < f.Limit; {
			n := f.Limit
			if f.Holed {
				n = checkAtOnce
			}
			schools, err := schoolsBelow(ctx, tx, f.Path, f.Text, at, n)
			if err != nil || len(schools) == 0 {
				return err
			}
			found, err := s.checkAll(ctx, tx, schools, f.Level)
			if err != nil {
				return err
			}
			for i := range found {
				if len(out) < f.Limit && (!f.Holed || found[i].Holed()) {
					out = append(out, found[i])
				}
			}
			if len(schools) < n {
				return nil
			}
			at = schools[len(schools)-1].path
		}
		return nil
	})
	return out, err
}

// checkAll checks schools, in the order of their paths, as a press would find them now.
func (s *Service) checkAll(ctx context.Context, tx *db.Tx, schools []checkedSchool, level Level) ([]Checked, error) {
	rosters, err := s.rosters(ctx, tx, schools, level)
	if err != nil {
		return nil, err
	}
	var everybody []string
	for _, r := range rosters {
		for _, f := range r.from {
			everybody = append(everybody, f.ID)
		}
	}
	slices.Sort(everybody)
	ways, err := s.notify.Ways(ctx, tx, slices.Compact(everybody))
	if err != nil {
		return nil, err
	}
	out := make([]Checked, len(schools))
	for i, x := range schools {
		c, r := &out[i], rosters[i]
		*c = Checked{SchoolID: x.id, School: x.name, Path: x.path, Steps: []CheckedStep{}, Holes: []Hole{}}
		for k, step := range r.plan.Steps {
			c.look(k+1, step, resolve(step, r.from, len(r.shared), "", tx.Now), ways)
		}
	}
	return out, nil
}

// look adds one step of the plan with its holes.
func (c *Checked) look(n int, step Step, w Whom, ways map[string][]string) {
	out := CheckedStep{Step: n, AfterS: step.AfterS, Shared: w.Shared, People: []CheckedCall{}}
	for _, skip := range w.Skipped {
		reason := skip.Reason
		if skip.Post == PostShared {
			reason = noEndpoint
		}
		c.Holes = append(c.Holes, Hole{Step: n, Post: skip.Post, Reason: reason})
	}
	for _, p := range w.People {
		open := reach(ways[p.ID], step.Channels)
		out.People = append(out.People, CheckedCall{p, open})
		switch {
		case len(open) == 0:
			c.Holes = append(c.Holes, Hole{n, p.Post, SkipNoWay, p.Name})
		case len(open) == 1 && open[0] == notify.InApp:
			c.Holes = append(c.Holes, Hole{n, p.Post, pageOnly, p.Name})
		}
	}
	c.Steps = append(c.Steps, out)
}

// reach are the ways that a step may use.
func reach(ways, channels []string) []string {
	if len(channels) == 0 {
		return slices.Clone(ways)
	}
	return slices.DeleteFunc(slices.Clone(ways), func(w string) bool { return !slices.Contains(channels, w) })
}

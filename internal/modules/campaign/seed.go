package campaign

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Planted is a campaign of the demo city: what it is, who wrote and approved it, and
// how many pupils of each class have not completed it.
type Planted struct {
	Path, AreaName   string
	Author, Approver [2]string // id and name
	Content          Content
	Missing          map[string]int // by class; a class that is not named has completed
	Until            time.Time      // the last completion, zero for the deadline
	Over             bool           // it is closed
	CollectiveUpTo   org.Stage      // stages that learned with their classes, to the last of them
	from, to         int64
	collective       int
}

// plantedSchools is how many schools are planted in one transaction. Nobody waits in a
// city that is being made.
const plantedSchools = 60

// Plant makes a campaign as if it had been held, pupil by pupil, for the demo city.
func (s *Service) Plant(ctx context.Context, p Planted) (*Campaign, error) {
	if err := access.Require(ctx, PermEdit, access.Everywhere); err != nil {
		return nil, err
	}
	if err := p.Content.check(); err != nil {
		return nil, err
	}
	c := &Campaign{ID: id.New("cam"), State: Published, Path: p.Path, AreaName: p.AreaName, Content: p.Content,
		AuthorID: p.Author[0], AuthorName: p.Author[1], ApproverID: p.Approver[0], ApproverName: p.Approver[1]}
	var err error
	if c.Pinned, err = s.pin(ctx, c); err != nil {
		return nil, err
	}
	day := 24 * time.Hour
	c.CreatedAt, c.ApprovedAt, c.PublishedAt = c.StartAt.Add(-6*day), c.StartAt.Add(-3*day), c.StartAt.Add(-2*day)
	var schools []org.School
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := insertCampaign(ctx, tx, c); err != nil {
			return err
		}
		schools, err = org.SchoolsWithin(ctx, tx, []string{c.Path})
		return err
	}); err != nil {
		return nil, err
	}
	p.from, p.to = db.Millis(c.StartAt), db.Millis(c.UntilAt)-1
	if !p.Until.IsZero() {
		p.to = db.Millis(p.Until)
	}
	p.collective = slices.Index(org.Stages, p.CollectiveUpTo)
	for part := range slices.Chunk(schools, plantedSchools) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.plant(ctx, tx, c, part, &p) }); err != nil {
			return nil, err
		}
	}
	return c, s.db.Write(ctx, func(tx *db.Tx) error {
		if c, err = lockCampaign(ctx, tx, c.ID); err != nil {
			return err
		}
		c.State, c.RunningAt = Running, c.StartAt
		if p.Over {
			c.State, c.ClosedAt = Closed, c.UntilAt
		}
		if err := updateCampaign(ctx, tx, c); err != nil {
			return err
		}
		// What was done before is nothing for the sweep to look at.
		if _, err := tx.Exec(ctx, `UPDATE campaigns SET swept_to = $1 WHERE no = $2`, db.Millis(tx.Now), c.No); err != nil {
			return err
		}
		tx.AfterCommit(s.known.forget)
		return audit.Record(ctx, tx, "campaign.plant", c.ID, map[string]any{"title": c.Title})
	})
}

// plant enrols some schools and lets them learn.
func (s *Service) plant(ctx context.Context, tx *db.Tx, c *Campaign, schools []org.School, p *Planted) error {
	t := newTally()
	var rows [][]any
	for i := range schools {
		x := &schools[i]
		classes, err := org.SchoolClasses(ctx, tx, x.ID)
		if err != nil {
			return err
		}
		classes = slices.DeleteFunc(classes, func(k org.Class) bool { return !c.wants(org.StageOf(x.Kind, k.Grade)) })
		if err := s.enrolClasses(ctx, tx, c, x, classes, true); err != nil {
			return err
		}
		list, err := db.All(ctx, tx, scanRow, `SELECT `+rowColumns+` FROM campaign_units u JOIN campaign_counts c ON c.no = u.no
			WHERE u.campaign_no = $1 AND u.kind = 'class' AND u.path = $2 ORDER BY u.no`, c.No, x.Path)
		if err != nil {
			return err
		}
		for _, k := range list {
			rows = append(rows, p.learn(t, k)...)
		}
	}
	if err := tx.Batch(ctx, markDone, markTypes, rows, func(db.Scanner) error { return nil }); err != nil {
		return err
	}
	return s.count(ctx, tx, t)
}

// learn decides who of a class has completed, when and how, the same in every run: the
// first days bring most, the young ones learn together.
func (p *Planted) learn(t *tally, k Row) [][]any {
	r := rand.New(rand.NewPCG(uint64(k.no), uint64(k.Grade))) //nolint:gosec // numbers of rows
	lo, _ := pupilsOf(k.no)
	order := r.Perm(int(k.Enrolled))
	done := order[min(p.Missing[k.ClassID], len(order)):]
	together := slices.Index(org.Stages, k.Stage) <= p.collective
	when := p.moment(r)
	rows := make([][]any, 0, len(done))
	for _, i := range done {
		d, mode, took := delta{done: 1, at: when}, modeOwn, int64(300_000+r.IntN(600_000))
		switch {
		case together:
			mode, took, d.collective = modeCollective, 1_200_000, 1
		default:
			d.at = p.moment(r)
		}
		t.class(k.no, d)
		rows = append(rows, []any{lo + 1 + int64(i), d.at, took, 0, 0, mode, d.at, 0})
	}
	return rows
}

// moment is a believable one: by day and in the early evening, sooner rather than later.
func (p *Planted) moment(r *rand.Rand) int64 {
	const day = 24 * int64(time.Hour/time.Millisecond)
	days := max((p.to-p.from)/day, 1)
	at := p.from + int64(float64(days)*math.Pow(r.Float64(), 1.7))*day + int64((8+12*r.Float64())*float64(time.Hour/time.Millisecond))
	return min(at, p.to)
}

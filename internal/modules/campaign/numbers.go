package campaign

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// The numbers of the norm register by which campaigns are judged. (domain.md §6.1 [D],
// §9.3) Rates in per cent.
const (
	keyLagMid    = "campaign.lag_mid_pct"
	keyLagEnd    = "campaign.lag_end_pct"
	keyRankLeast = "campaign.rank_least"

	lagMid    = 60
	lagEnd    = 95
	rankLeast = 10
)

// Numbers are how a campaign stands at a place and in what is below it.
type Numbers struct {
	Row      Row    `json:"row"`
	Level    string `json:"level" enum:"city,county,town,school" doc:"what the place is"`
	Below    string `json:"below" enum:"county,school,class"`
	Children []Row  `json:"children" nullable:"false"`
	Grades   []Row  `json:"grades" nullable:"false"`
	At       int64  `json:"at"`
}

// Numbers counts a place: from the counters alone.
func (s *Service) Numbers(ctx context.Context, campaignID, path string) (*Numbers, error) {
	var out *Numbers
	err := s.looking(ctx, campaignID, path, func(tx *db.Tx, c *Campaign, path string, p *picture) error {
		out = &Numbers{Children: []Row{}, Grades: []Row{}, At: db.Millis(tx.Now)}
		out.Level, out.Row = p.place(c, path)
		switch out.Level {
		case "school":
			out.Below = "class"
			classes, err := s.classRows(ctx, tx, out.Row.no)
			if err != nil {
				return err
			}
			out.Grades = grades(classes)
			out.Children = s.ownClasses(ctx, tx, path, classes, &err)
			return err
		case "city":
			out.Below, out.Children, out.Grades = "county", p.counties(), grades(p.areas)
		default:
			out.Below, out.Children = "school", p.within(path)
			if out.Level == "county" {
				out.Grades = grades(slices.DeleteFunc(slices.Clone(p.areas), func(r Row) bool { return r.county != path }))
			}
		}
		return nil
	})
	return out, err
}

// ownClasses leaves a teacher only the classes he leads; classes are compared by
// those who answer for the school, not by their teachers. (domain.md §9.1)
func (s *Service) ownClasses(ctx context.Context, tx *db.Tx, path string, classes []Row, failed *error) []Row {
	who := access.From(ctx)
	if who.Holds(PermTeach, path) || who.Holds(PermReview, path) {
		return classes
	}
	own, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM school_classes WHERE teacher_id = $1`, who.ID)
	if err != nil {
		*failed = err
		return []Row{}
	}
	return slices.DeleteFunc(classes, func(r Row) bool { return !slices.Contains(own, r.ClassID) })
}

// looking lets do look at a campaign from a place that the actor may see; "" is the
// highest he may.
func (s *Service) looking(ctx context.Context, campaignID, path string, do func(tx *db.Tx, c *Campaign, path string, p *picture) error) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := s.visible(ctx, tx, campaignID)
		if err != nil {
			return err
		}
		if path == "" {
			path = highest(access.Areas(ctx, PermView), c.Path)
		}
		if !strings.HasPrefix(path, c.Path) {
			return errNoPlace
		}
		if err := access.See(ctx, PermView, path, errNoPlace); err != nil {
			return err
		}
		p, err := s.picture(ctx, tx, c.No)
		if err != nil {
			return err
		}
		return do(tx, c, path, p)
	})
}

var errNoPlace = errs.NotFound("campaign.no_such_place")

// highest is the highest place of a campaign that one may see who holds the areas.
func highest(areas []string, campaignPath string) string {
	best := ""
	for _, a := range areas {
		if strings.HasPrefix(campaignPath, a) {
			return campaignPath
		}
		if strings.HasPrefix(a, campaignPath) && (best == "" || len(a) < len(best)) {
			best = a
		}
	}
	return best
}

// place is what a path is in the campaign, with its counters.
func (p *picture) place(c *Campaign, path string) (string, Row) {
	if i, ok := slices.BinarySearchFunc(p.schools, path, func(r Row, path string) int { return strings.Compare(r.Path, path) }); ok {
		return "school", p.schools[i]
	}
	row := Row{Path: path, Name: p.county[path]}
	if path == c.Path {
		row.Name, row.Count = c.AreaName, p.whole.Count
	} else {
		for _, r := range p.within(path) {
			row.add(r.Count)
		}
	}
	return levelOf(path), row.told()
}

func levelOf(path string) string {
	switch org.CountyPath(path) {
	case "":
		return "city"
	case path:
		return "county"
	}
	return "town"
}

// within are the schools below a path, by path.
func (p *picture) within(path string) []Row {
	lo, hi := db.Subtree(path)
	at := func(x string) int {
		i, _ := slices.BinarySearchFunc(p.schools, x, func(r Row, x string) int { return strings.Compare(r.Path, x) })
		return i
	}
	return slices.Clone(p.schools[at(lo):at(hi)])
}

// counties are the counties of a city, from their grades.
func (p *picture) counties() []Row {
	out := []Row{}
	for _, r := range p.areas { // by path: those of a county lie together
		if n := len(out); n == 0 || out[n-1].Path != r.county {
			out = append(out, Row{Path: r.county, Name: p.county[r.county]})
		}
		out[len(out)-1].add(r.Count)
	}
	for i := range out {
		out[i] = out[i].told()
	}
	return out
}

// grades sums rows by stage and year of schooling, the youngest first.
func grades(rows []Row) []Row {
	type key struct {
		stage org.Stage
		grade int
	}
	sums := map[key]Count{}
	for _, r := range rows {
		k := key{r.Stage, r.Grade}
		c := sums[k]
		c.add(r.Count)
		sums[k] = c
	}
	out := make([]Row, 0, len(sums))
	for k, c := range sums {
		out = append(out, Row{Stage: k.stage, Grade: k.grade, Count: c}.told())
	}
	slices.SortFunc(out, func(a, b Row) int {
		return cmp.Or(cmp.Compare(slices.Index(org.Stages, a.Stage), slices.Index(org.Stages, b.Stage)), cmp.Compare(a.Grade, b.Grade))
	})
	return out
}

func (s *Service) classRows(ctx context.Context, tx *db.Tx, schoolNo int64) ([]Row, error) {
	rows, err := db.All(ctx, tx, scanRow, `SELECT `+rowColumns+` FROM campaign_units u JOIN campaign_counts c ON c.no = u.no
		WHERE u.school_no = $1 AND u.kind = 'class' ORDER BY u.grade, u.no`, schoolNo)
	if err != nil {
		return nil, err
	}
	return s.withBacklog(ctx, tx, rows)
}

var errRanking = errs.Forbidden("campaign.ranking_forbidden")

// Ranking orders the counties or the schools of a place by rate. Schools are named
// to officials, who hold the place as a whole; classes are ranked only where the
// city has switched that on; pupils never.
func (s *Service) Ranking(ctx context.Context, campaignID, path, level string) (*Ranking, error) {
	var out *Ranking
	err := s.looking(ctx, campaignID, path, func(tx *db.Tx, c *Campaign, path string, p *picture) error {
		least := int64(s.limits.Now(ctx, keyRankLeast, c.Path, rankLeast))
		keep := func(rows func() []Row) {
			out = kept(&p.album, fmt.Sprint(level, path, least), func() *Ranking { return &Ranking{Items: Rank(rows(), least)} })
		}
		switch level {
		case "county":
			if path != c.Path {
				return errRanking
			}
			keep(p.counties)
		case "class":
			if !s.policy.RankClasses(ctx) {
				return errRanking
			}
			where, row := p.place(c, path)
			if where != "school" {
				return errRanking
			}
			classes, err := s.classRows(ctx, tx, row.no)
			if err != nil {
				return err
			}
			out = &Ranking{Items: Rank(classes, least)}
		default:
			keep(func() []Row { return p.within(path) })
		}
		return nil
	})
	return out, err
}

// Lagging lists the schools below the rate that is expected by now: a lower one
// until the middle of the campaign is past, the higher one at its end.
func (s *Service) Lagging(ctx context.Context, campaignID, path string) (*Lagging, error) {
	var out *Lagging
	err := s.looking(ctx, campaignID, path, func(tx *db.Tx, c *Campaign, path string, p *picture) error {
		below := s.limits.Now(ctx, keyLagMid, c.Path, lagMid)
		if c.State != Running || !tx.Now.Before(c.UntilAt) {
			below = s.limits.Now(ctx, keyLagEnd, c.Path, lagEnd)
		}
		out = kept(&p.album, fmt.Sprint("lagging", path, below), func() *Lagging { return &Lagging{Items: lagging(p.within(path), below), Below: below} })
		return nil
	})
	return out, err
}

// lagging are those of the rows that are below a rate in per cent, the worst first.
func lagging(rows []Row, below int) []Row {
	out := slices.DeleteFunc(rows, func(r Row) bool { return r.Due() <= 0 || r.RateNow >= int64(below)*100 })
	slices.SortStableFunc(out, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.RateNow, b.RateNow), cmp.Compare(b.Due()-b.Done, a.Due()-a.Done))
	})
	return out
}

package campaign

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/org"
)

var errNotFrozen = errs.Conflict("campaign.not_frozen")

// FrozenNumbers are how a place stood at the freeze, and what was corrected since.
type FrozenNumbers struct {
	Numbers
	FrozenAt int64  `json:"frozenAt"`
	FrozenBy string `json:"frozenBy"`
	// Ranks are the places of the children as they were frozen, by path.
	Ranks map[string]int `json:"ranks" nullable:"false"`
	// Corrected is the place with the corrections that were approved.
	Corrected   *Row         `json:"corrected,omitempty"`
	Corrections []Correction `json:"corrections" nullable:"false"`
}

// Frozen shows a place as it was frozen.
func (s *Service) Frozen(ctx context.Context, campaignID, path string) (*FrozenNumbers, error) {
	var out *FrozenNumbers
	err := s.looking(ctx, campaignID, path, func(tx *db.Tx, c *Campaign, path string, p *picture) error {
		if c.FrozenAt.IsZero() {
			return errNotFrozen
		}
		out = &FrozenNumbers{FrozenAt: db.Millis(c.FrozenAt), Ranks: map[string]int{}}
		out.At, out.Children, out.Grades = out.FrozenAt, []Row{}, []Row{}
		err := tx.QueryRow(ctx, `SELECT frozen_by FROM campaigns WHERE id = $1`, c.ID).Scan(&out.FrozenBy)
		if err != nil {
			return err
		}
		if err := s.fillFrozen(ctx, tx, c, p, path, out); err != nil {
			return err
		}
		if out.Corrections, err = corrections(ctx, tx, c.No, path); err != nil {
			return err
		}
		out.Corrected = corrected(out.Row, out.Corrections)
		return nil
	})
	return out, err
}

func (s *Service) fillFrozen(ctx context.Context, tx *db.Tx, c *Campaign, p *picture, path string, out *FrozenNumbers) error {
	out.Level, out.Row = p.place(c, path) // what the place is called; its figures follow
	var below []still
	var err error
	switch out.Level {
	case levelSchool:
		out.Below = levelClass
		if below, err = stillsOf(ctx, tx, c.No, levelClass, path); err != nil {
			return err
		}
		live, err := s.classRows(ctx, tx, out.Row.no)
		if err != nil {
			return err
		}
		rows := make([]Row, 0, len(live))
		for _, r := range live { // in their natural order
			if i := slices.IndexFunc(below, func(x still) bool { return x.key == r.ClassID }); i >= 0 {
				r.Count = below[i].Count
				rows = append(rows, r.told())
			}
		}
		out.Grades = grades(rows)
		out.Children = s.ownClasses(ctx, tx, path, rows, &err)
		if err != nil {
			return err
		}
	case "city":
		out.Below = levelCounty
		below, err = stillsOf(ctx, tx, c.No, levelCounty, path)
	default:
		out.Below = levelSchool
		below, err = stillsOf(ctx, tx, c.No, levelSchool, path)
	}
	if err != nil {
		return err
	}
	if out.Below != levelClass {
		for _, x := range below {
			out.Children = append(out.Children, x.Row)
			out.Ranks[x.Path] = x.rank
		}
		if out.Grades, err = frozenGrades(ctx, tx, c.No, path); err != nil {
			return err
		}
	}
	return s.frozenHead(ctx, tx, c, path, out)
}

// frozenHead puts the frozen figures of the place itself.
func (s *Service) frozenHead(ctx context.Context, tx *db.Tx, c *Campaign, path string, out *FrozenNumbers) error {
	level := map[string]string{"school": levelSchool, "county": levelCounty}[out.Level]
	if path == c.Path {
		level = levelWhole
	}
	var head Count
	if level == "" { // a town is the sum of its schools
		for _, r := range out.Children {
			head.add(r.Count)
		}
	} else {
		found, err := stillsOf(ctx, tx, c.No, level, path)
		if err != nil {
			return err
		}
		for _, x := range found {
			if x.Path == path {
				head = x.Count
			}
		}
	}
	out.Row.Count = head
	out.Row = out.Row.told()
	return nil
}

// still is a frozen row.
type still struct {
	Row
	key  string
	rank int
}

func stillsOf(ctx context.Context, tx *db.Tx, campaignNo int64, level, path string) ([]still, error) {
	var a db.Args
	where := "campaign_no = " + a.Add(campaignNo) + " AND level = " + a.Add(level) + " AND " + a.Within("path", []string{path})
	return db.All(ctx, tx, func(sc db.Scanner) (x still, err error) {
		err = sc.Scan(&x.Path, &x.key, &x.Name, &x.Enrolled, &x.Excluded, &x.Done, &x.Late, &x.Questioned, &x.Collective, &x.ReachedAt, &x.rank)
		x.Row = x.told()
		if level == levelClass {
			x.ClassID = x.key
		}
		return x, err
	}, `SELECT path, key, name, enrolled, excluded, done, late, questioned, collective, reached_at, rank FROM campaign_figures WHERE `+where+
		` ORDER BY path, key`, a.Values()...)
}

func frozenGrades(ctx context.Context, tx *db.Tx, campaignNo int64, path string) ([]Row, error) {
	found, err := stillsOf(ctx, tx, campaignNo, levelGrade, path)
	rows := make([]Row, len(found))
	for i, x := range found {
		rows[i] = x.Row
		rows[i].Stage, rows[i].Grade = gradeOf(x.key)
	}
	return grades(rows), err
}

// ranked are the frozen rows of a level in the order in which they were ranked.
func ranked(ctx context.Context, tx *db.Tx, c *Campaign, level string) ([]Ranked, error) {
	found, err := stillsOf(ctx, tx, c.No, level, c.Path)
	out := make([]Ranked, len(found))
	for i, x := range found {
		out[i] = Ranked{Rank: x.rank, Row: x.Row}
	}
	last := func(r Ranked) int { return boolInt(r.Rank == 0) }
	slices.SortStableFunc(out, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(last(a), last(b)), cmp.Compare(a.Rank, b.Rank))
	})
	return out, err
}

// countyOf names the county of a frozen school.
func countyOf(counties []Ranked, path string) string {
	at := org.CountyPath(path)
	for _, c := range counties {
		if c.Path == at {
			return c.Name
		}
	}
	return ""
}

// Told are the figures of a whole campaign: as they were frozen, or as they stand.
func (s *Service) Told(ctx context.Context, campaignID string) (*Campaign, *Numbers, bool, error) {
	c, err := s.Get(ctx, campaignID)
	if err != nil {
		return nil, nil, false, err
	}
	if c.FrozenAt.IsZero() {
		n, err := s.Numbers(ctx, campaignID, c.Path)
		return c, n, false, err
	}
	f, err := s.Frozen(ctx, campaignID, c.Path)
	if err != nil {
		return nil, nil, true, err
	}
	return c, &f.Numbers, true, nil
}

// Rules names by what was counted: the steps that must be done, and the versions of
// the lessons that were pinned.
func (c *Campaign) Rules() string {
	text, _ := json.Marshal(map[string]any{"mandatory": c.mandatory(), "pinned": c.Pinned}) // always marshals
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

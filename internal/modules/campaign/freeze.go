package campaign

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// The freeze (冻结统计) keeps the figures of a closed campaign as they were: of the
// whole, each county with its grades, each school and each class. They are written
// in portions, for a city has nine thousand of them and an alarm must not wait; the
// last transaction looks whether a counter has moved meanwhile, and if so all is
// read again. What is found out afterwards is a correction, never a change.

// errMoving says that completions still come too fast for a still picture.
var errMoving = errs.Unavailable("campaign.still_moving")

// The levels of what is frozen.
const (
	levelWhole  = "whole"
	levelCounty = "county"
	levelGrade  = "grade" // of a county; key is stage and year of schooling
	levelSchool = "school"
	levelClass  = "class" // path is the school's, key the class
)

// Freeze is the moment from which the figures stand.
func (c *Campaign) Freeze(version int64, now time.Time) error {
	c.FrozenAt = now
	return c.move(version, Frozen, Closed)
}

const freezeTries = 5

// Freeze keeps the figures of a closed campaign as they are now.
func (s *Service) Freeze(ctx context.Context, campaignID string, version int64) (*Campaign, error) {
	if err := s.lookLast(ctx, campaignID, version); err != nil {
		return nil, err
	}
	for range freezeTries {
		if err := s.settle(ctx); err != nil {
			return nil, err
		}
		c, err := s.freezeOnce(ctx, campaignID, version)
		if !errors.Is(err, errMoving) {
			return c, err
		}
	}
	return nil, errMoving
}

// lookLast looks for what is doubtful once more, so that the frozen figures bear every
// doubt there is.
func (s *Service) lookLast(ctx context.Context, campaignID string, version int64) error {
	var c *Campaign
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if c, err = s.visible(ctx, tx, campaignID); err != nil {
			return err
		}
		if err := access.Require(ctx, PermEdit, c.Path); err != nil {
			return err
		}
		frozen := *c
		return frozen.Freeze(version, tx.Now)
	})
	if err != nil {
		return err
	}
	return s.sweep(access.AsSystem(ctx, "campaign.sweep"), c)
}

func (s *Service) freezeOnce(ctx context.Context, campaignID string, version int64) (*Campaign, error) {
	var rows [][]any
	var seen int64
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := s.visible(ctx, tx, campaignID)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermEdit, c.Path); err != nil {
			return err
		}
		if err := c.Freeze(version, tx.Now); err != nil {
			return err
		}
		p, err := s.picture(ctx, tx, c.No)
		if err != nil {
			return err
		}
		if p.pending > 0 {
			return errMoving
		}
		seen = p.version
		rows, err = s.stills(ctx, tx, c, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := s.writeStills(ctx, campaignID, version, rows); err != nil {
		return nil, err
	}
	who := access.From(ctx).Name
	return s.act(ctx, campaignID, PermEdit, "campaign.freeze", func(tx *db.Tx, c *Campaign) (any, error) {
		if err := c.Freeze(version, tx.Now); err != nil {
			return nil, err
		}
		now, err := db.One(ctx, tx, db.Value[int64], `SELECT version FROM campaign_counts WHERE no = $1`, wholeOf(c.No))
		if err != nil {
			return nil, err
		}
		kept, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM campaign_figures WHERE campaign_no = $1`, c.No)
		if err != nil {
			return nil, err
		}
		if b, err := s.backlog(ctx, tx); err != nil || b.any(c.No) {
			return nil, errMoving.Because(err)
		}
		if now != seen || kept != int64(len(rows)) {
			return nil, errMoving
		}
		if _, err := tx.Exec(ctx, `UPDATE campaigns SET frozen_by = $1 WHERE id = $2`, who, c.ID); err != nil {
			return nil, err
		}
		whole, err := readCount(ctx, tx, wholeOf(c.No))
		return whole, err
	})
}

// stills are the rows of campaign_figures for how things stand.
func (s *Service) stills(ctx context.Context, tx *db.Tx, c *Campaign, p *picture) ([][]any, error) {
	least := int64(s.limits.Now(ctx, keyRankLeast, c.Path, rankLeast))
	var out [][]any
	add := func(level, path, key, name string, n Count, rank int) {
		out = append(out, []any{c.No, level, path, key, name, n.Enrolled, n.Excluded, n.Done, n.Late, n.Questioned, n.Collective, n.ReachedAt, rank})
	}
	add(levelWhole, c.Path, "", c.AreaName, p.whole.Count, 0)
	for _, r := range Rank(p.counties(), least) {
		add(levelCounty, r.Path, "", r.Name, r.Count, r.Rank)
	}
	for _, r := range p.areas {
		add(levelGrade, r.county, gradeKey(r.Stage, r.Grade), "", r.Count, 0)
	}
	for _, r := range Rank(p.schools, least) {
		add(levelSchool, r.Path, "", r.Name, r.Count, r.Rank)
	}
	lo, hi := unitsOf(c.No)
	classes, err := db.All(ctx, tx, scanRow, `SELECT `+rowColumns+` FROM campaign_units u JOIN campaign_counts c ON c.no = u.no
		WHERE u.no >= $1 AND u.no < $2 AND u.kind = 'class' ORDER BY u.no`, lo, hi)
	for _, r := range classes {
		add(levelClass, r.Path, r.ClassID, r.Name, r.Count, 0)
	}
	return out, err
}

func gradeKey(stage org.Stage, grade int) string { return fmt.Sprintf("%s-%d", stage, grade) }

// gradeOf is gradeKey read back.
func gradeOf(key string) (stage org.Stage, grade int) {
	name, number, _ := strings.Cut(key, "-")
	_, _ = fmt.Sscanf(number, "%d", &grade)
	return org.Stage(name), grade
}

// writeStills writes what is to be frozen, some rows at a time. Nothing of it is
// shown before the campaign is frozen.
func (s *Service) writeStills(ctx context.Context, campaignID string, version int64, rows [][]any) error {
	columns := []string{"campaign_no", "level", "path", "key", "name", "enrolled", "excluded", "done", "late", "questioned", "collective", "reached_at", "rank"}
	for i := 0; i < len(rows); i += enrolAtOnce {
		part := rows[i:min(i+enrolAtOnce, len(rows))]
		// The key of the request belongs to the transaction that decides.
		err := s.db.Write(db.WithoutKey(ctx), func(tx *db.Tx) error {
			c, err := lockCampaign(ctx, tx, campaignID)
			if err != nil {
				return err
			}
			if err := c.Freeze(version, tx.Now); err != nil { // somebody was faster: what he wrote stands
				return err
			}
			_, err = tx.Insert(ctx, "campaign_figures", columns, part, `ON CONFLICT (campaign_no, level, path, key) DO UPDATE SET enrolled = excluded.enrolled,
				excluded = excluded.excluded, done = excluded.done, late = excluded.late, questioned = excluded.questioned,
				collective = excluded.collective, reached_at = excluded.reached_at, rank = excluded.rank`)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

package campaign

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/org"
)

// HeldLesson is a lesson that a class took together. Lesson is "" where the campaign
// teaches that stage without one.
type HeldLesson struct {
	ClassID string
	Lesson  string
	At      time.Time
	Minutes int
}

// HeldAt lists the lessons that the classes of a school took together from one
// moment until before another.
// access: exempt, asked by the system's own parts.
func (s *Service) HeldAt(ctx context.Context, schoolID string, from, until time.Time) ([]HeldLesson, error) {
	var out []HeldLesson
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		campaigns := map[string]*Campaign{}
		type found struct {
			HeldLesson
			campaign string
			stage    org.Stage
		}
		list, err := db.All(ctx, tx, func(r db.Scanner) (f found, err error) {
			var at int64
			err = r.Scan(&f.ClassID, &f.campaign, &f.stage, &at, &f.Minutes)
			f.At = time.UnixMilli(at)
			return f, err
		}, `SELECT u.class_id, c.id, u.stage, h.held_at, h.minutes FROM campaign_units u JOIN campaign_holds h ON h.class_no = u.no
			JOIN campaigns c ON c.no = u.campaign_no JOIN campaign_units s ON s.no = u.school_no
			WHERE s.school_id = $1 AND u.kind = 'class' AND h.held_at >= $2 AND h.held_at < $3 ORDER BY h.held_at, u.no`,
			schoolID, db.Millis(from), db.Millis(until))
		if err != nil {
			return err
		}
		for _, f := range list {
			c := campaigns[f.campaign]
			if c == nil {
				if c, err = getCampaign(ctx, tx, f.campaign); err != nil {
					return err
				}
				campaigns[f.campaign] = c
			}
			f.Lesson = c.teaches(f.stage)
			out = append(out, f.HeldLesson)
		}
		return nil
	})
	return out, err
}

// teaches is the lesson that a stage is taught first.
func (c *Campaign) teaches(stage org.Stage) string {
	for _, p := range c.Pinned[stage] {
		if p.LessonID != "" {
			return p.LessonID
		}
	}
	return ""
}

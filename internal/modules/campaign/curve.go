package campaign

import (
	"context"
	"maps"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/platform/org"
)

// Day is a day of the curve: completions on it, and until its end.
type Day struct {
	Day  string `json:"day"`
	Done int64  `json:"done"`
	Sum  int64  `json:"sum"`
}

// Curve is how a place came along, day by day.
func (s *Service) Curve(ctx context.Context, campaignID, path string) ([]Day, int64, error) {
	out := []Day{}
	var due int64
	err := s.looking(ctx, campaignID, path, func(tx *db.Tx, c *Campaign, path string, p *picture) error {
		_, row := p.place(c, path)
		due = row.Due()
		b, err := s.backlog(ctx, tx)
		if err != nil {
			return err
		}
		sums := map[string]int64{}
		if county := org.CountyPath(path); county == "" || county == path {
			err = s.countyDays(ctx, tx, c.No, path, b, sums)
		} else {
			err = s.schoolDays(ctx, tx, c.No, p.within(path), b, sums)
		}
		var sum int64
		for _, day := range slices.Sorted(maps.Keys(sums)) {
			if n := sums[day]; n != 0 {
				sum += n
				out = append(out, Day{Day: day, Done: n, Sum: sum})
			}
		}
		return err
	})
	return out, due, err
}

// countyDays are the days of a county or of the whole campaign, from their counters.
func (s *Service) countyDays(ctx context.Context, tx *db.Tx, campaignNo int64, path string, b *backlog, sums map[string]int64) error {
	classes := map[int64]delta{}
	b.each(campaignNo, func(c completion) { classes[classOf(c.pupil)] = delta{} })
	where, err := s.places(ctx, tx, classes)
	if err != nil {
		return err
	}
	b.each(campaignNo, func(c completion) {
		if county := where[classOf(c.pupil)].county; county == path || org.CountyPath(path) == "" {
			sums[dayOf(c.at)]++
		}
	})
	var a db.Args
	condition := "campaign_no = " + a.Add(campaignNo) + " AND " + a.Within("county", []string{path})
	return db.Each(ctx, tx, func(r db.Scanner) error {
		var day string
		var n int64
		err := r.Scan(&day, &n)
		sums[day] += n
		return err
	}, `SELECT day, CAST(SUM(done) AS BIGINT) FROM campaign_days WHERE `+condition+` GROUP BY day`, a.Values()...)
}

// schoolDays counts the few hundred pupils of a school, or the schools of a town.
func (s *Service) schoolDays(ctx context.Context, tx *db.Tx, campaignNo int64, schools []Row, b *backlog, sums map[string]int64) error {
	within := map[int64]bool{}
	for _, r := range schools {
		classes, err := s.classRows(ctx, tx, r.no)
		if err != nil {
			return err
		}
		for _, k := range classes {
			within[k.no] = true
			lo, hi := pupilsOf(k.no)
			if err := db.Each(ctx, tx, func(r db.Scanner) error {
				var at int64
				err := r.Scan(&at)
				sums[dayOf(at)]++
				return err
			}, `SELECT done_at FROM campaign_pupils WHERE no >= $1 AND no < $2 AND done_at > 0 AND late = 0`, lo, hi); err != nil {
				return err
			}
		}
	}
	b.each(campaignNo, func(c completion) {
		if within[classOf(c.pupil)] {
			sums[dayOf(c.at)]++
		}
	})
	return nil
}

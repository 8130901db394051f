package campaign

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Recount counts the pupils of a campaign one by one and names each counter that says
// otherwise; none if the counters are right. It is for tests, measurements and the
// doctor: no page ever counts pupils.
func (s *Service) Recount(ctx context.Context, campaignID string) ([]string, error) {
	var off []string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := getCampaign(ctx, tx, campaignID)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermEdit, c.Path); err != nil {
			return err
		}
		where, err := placesIn(ctx, tx, c.No)
		if err != nil {
			return err
		}
		want, days, err := counted(ctx, tx, c.No, where)
		if err != nil {
			return err
		}
		lo, hi := unitsOf(c.No)
		have := map[int64]Count{}
		if err := db.Each(ctx, tx, func(r db.Scanner) error {
			var no int64
			var n Count
			err := r.Scan(&no, &n.Enrolled, &n.Excluded, &n.Done, &n.Late, &n.Questioned, &n.Collective)
			have[no] = n
			return err
		}, `SELECT no, enrolled, excluded, done, late, questioned, collective FROM campaign_counts WHERE no >= $1 AND no < $2`, lo, hi); err != nil {
			return err
		}
		for _, no := range slices.Sorted(maps.Keys(have)) {
			if have[no] != want[no] {
				off = append(off, fmt.Sprintf("unit %d: %+v, counted %+v", no, have[no], want[no]))
			}
		}
		return db.Each(ctx, tx, func(r db.Scanner) error {
			k := dayKey{campaign: c.No}
			var n int64
			err := r.Scan(&k.county, &k.day, &n)
			if n != days[k] {
				off = append(off, fmt.Sprintf("%s %s: %d, counted %d", k.county, k.day, n, days[k]))
			}
			delete(days, k)
			return err
		}, `SELECT county, day, done FROM campaign_days WHERE campaign_no = $1`, c.No)
	})
	return off, err
}

// counted counts every pupil of a campaign, for each unit and day.
func counted(ctx context.Context, tx *db.Tx, campaignNo int64, where map[int64]place) (map[int64]Count, map[dayKey]int64, error) {
	lo, hi := unitsOf(campaignNo)
	units, days := map[int64]Count{}, map[dayKey]int64{}
	err := db.Each(ctx, tx, func(r db.Scanner) error {
		var no, doneAt int64
		var mode, late, excluded, questioned int
		if err := r.Scan(&no, &doneAt, &mode, &late, &excluded, &questioned); err != nil {
			return err
		}
		n := Count{Enrolled: 1, Excluded: int64(excluded)}
		p := where[classOf(no)]
		switch {
		case doneAt == 0:
		case late != 0:
			n.Late = 1
		default:
			n.Done = 1
			n.Questioned = int64(boolInt(questioned > 0))
			n.Collective = int64(boolInt(mode == modeCollective))
			days[dayKey{campaignNo, p.county, dayOf(doneAt)}]++
		}
		for _, unit := range [...]int64{classOf(no), p.school, p.area, wholeOf(campaignNo)} {
			sum := units[unit]
			sum.add(n)
			units[unit] = sum
		}
		return nil
	}, `SELECT no, done_at, mode, late, excluded, questioned FROM campaign_pupils WHERE no >= $1 AND no < $2`, lo<<pupilBits, hi<<pupilBits)
	return units, days, err
}

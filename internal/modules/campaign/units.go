package campaign

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/org"
)

// How the numbers of rows are put together; see the migration. 2^20 units in a
// campaign and 2^12 pupils in a class stay within the 53 bits that JavaScript keeps.
const (
	unitBits  = 20
	pupilBits = 12
)

// wholeOf is the unit that counts a whole campaign.
func wholeOf(campaignNo int64) int64 { return campaignNo << unitBits }

// classOf is the class in which a pupil is enrolled.
func classOf(pupilNo int64) int64 { return pupilNo >> pupilBits }

// campaignOf is the campaign in which a pupil is enrolled.
func campaignOf(pupilNo int64) int64 { return pupilNo >> (pupilBits + unitBits) }

// pupilsOf is the half-open range of a class's pupils.
func pupilsOf(classNo int64) (lo, hi int64) { return classNo << pupilBits, (classNo + 1) << pupilBits }

// unitsOf is the half-open range of a campaign's units.
func unitsOf(campaignNo int64) (lo, hi int64) {
	return campaignNo << unitBits, (campaignNo + 1) << unitBits
}

// yearOf is the year of schooling of a grade, which counts from 1 within its kind
// of school: 1 to 12, in a kindergarten 1 to 3, 0 for a mixed class.
func yearOf(kind org.SchoolKind, grade int) int {
	if grade <= 0 {
		return 0
	}
	switch kind {
	case org.Junior, org.Complete, org.Reform:
		return grade + 6
	case org.Senior, org.Vocational:
		return grade + 9
	}
	return grade
}

// delta is what one act adds to a unit's counters; negative takes away. at is the
// moment of a completion, 0 where the counters move for another reason.
type delta struct {
	enrolled, excluded, done, late, questioned, collective int64
	at                                                     int64
}

func (d *delta) add(o delta) {
	d.enrolled += o.enrolled
	d.excluded += o.excluded
	d.done += o.done
	d.late += o.late
	d.questioned += o.questioned
	d.collective += o.collective
	d.at = max(d.at, o.at)
}

// tally gathers what a transaction adds to classes, and writes it to each class and
// to what lies above it at once.
type tally struct {
	classes map[int64]delta
	days    map[classDay]int64
}

// classDay is a day of a class's curve.
type classDay struct {
	class int64
	day   string
}

func newTally() *tally { return &tally{map[int64]delta{}, map[classDay]int64{}} }

// class adds to a class. A completion also belongs to the day of its moment: taking
// it back takes it from the day on which it was made.
func (t *tally) class(no int64, d delta) {
	sum := t.classes[no]
	sum.add(d)
	t.classes[no] = sum
	if d.done != 0 && d.at != 0 {
		t.days[classDay{no, dayOf(d.at)}] += d.done
	}
}

// place is where a class belongs: its school and the grade of its county.
type place struct {
	school, area int64
	county       string
	stage        org.Stage
}

// places remembers where the classes of campaigns belong. A class once enrolled
// never moves, so what is remembered stays right on every server; one that is not
// known yet is looked up.
func (s *Service) places(ctx context.Context, tx *db.Tx, t map[int64]delta) (map[int64]place, error) {
	out := make(map[int64]place, len(t))
	var missing []int64
	for no := range t {
		if p, ok := s.known.place(no); ok {
			out[no] = p
			continue
		}
		missing = append(missing, no)
	}
	if len(missing) == 0 {
		return out, nil
	}
	asked := map[int64]bool{}
	for _, no := range missing {
		asked[no>>unitBits] = true
	}
	for campaignNo := range asked {
		found, err := placesIn(ctx, tx, campaignNo)
		if err != nil {
			return nil, err
		}
		for no := range t {
			if p, ok := found[no]; ok {
				out[no] = p
			}
		}
		// A class that this transaction has just made may yet be taken back.
		tx.AfterCommit(func() { s.known.learn(campaignNo, found) })
	}
	return out, nil
}

// placesIn reads where all classes of a campaign belong.
func placesIn(ctx context.Context, tx *db.Tx, campaignNo int64) (map[int64]place, error) {
	lo, hi := unitsOf(campaignNo)
	found := map[int64]place{}
	err := db.Each(ctx, tx, func(r db.Scanner) error {
		var no int64
		var p place
		err := r.Scan(&no, &p.school, &p.area, &p.county, &p.stage)
		found[no] = p
		return err
	}, `SELECT no, school_no, area_no, county, stage FROM campaign_units WHERE no >= $1 AND no < $2 AND kind = 'class'`, lo, hi)
	return found, err
}

// addCounts adds deltas to counters.
const addCounts = `WITH v (no, enrolled, excluded, done, late, questioned, collective, at) AS (ROWS)
	UPDATE campaign_counts SET enrolled = campaign_counts.enrolled + v.enrolled, excluded = campaign_counts.excluded + v.excluded,
		done = campaign_counts.done + v.done, late = campaign_counts.late + v.late, questioned = campaign_counts.questioned + v.questioned,
		collective = campaign_counts.collective + v.collective,
		reached_at = CASE WHEN v.at > campaign_counts.reached_at THEN v.at ELSE campaign_counts.reached_at END,
		version = campaign_counts.version + 1
	FROM v WHERE campaign_counts.no = v.no`

var addCountTypes = []string{"bigint", "bigint", "bigint", "bigint", "bigint", "bigint", "bigint", "bigint"}

// count writes a tally: to the classes, their schools, their county's grades and
// the whole campaign, in the order of their numbers, so that servers that write at
// the same moment wait for one another and never for each other.
func (s *Service) count(ctx context.Context, tx *db.Tx, t *tally) error {
	if len(t.classes) == 0 {
		return nil
	}
	where, err := s.places(ctx, tx, t.classes)
	if err != nil {
		return err
	}
	if err := addUp(ctx, tx, sumUp(t.classes, where)); err != nil {
		return err
	}
	days := map[dayKey]int64{}
	for k, n := range t.days {
		days[dayKey{k.class >> unitBits, where[k.class].county, k.day}] += n
	}
	return countDays(ctx, tx, days)
}

// sumUp adds what classes have to all that lies above them.
func sumUp(classes map[int64]delta, where map[int64]place) map[int64]delta {
	sums := make(map[int64]delta, 2*len(classes))
	for no, d := range classes {
		p := where[no]
		for _, unit := range [...]int64{no, p.school, p.area, wholeOf(no >> unitBits)} {
			sum := sums[unit]
			sum.add(d)
			sums[unit] = sum
		}
	}
	return sums
}

// addDone is addCounts for completions alone, which are nearly all there is: half of
// the values, and in a storm they are most of what a transaction costs.
const addDone = `WITH v (no, done, late, collective, at) AS (ROWS)
	UPDATE campaign_counts SET done = campaign_counts.done + v.done, late = campaign_counts.late + v.late,
		collective = campaign_counts.collective + v.collective,
		reached_at = CASE WHEN v.at > campaign_counts.reached_at THEN v.at ELSE campaign_counts.reached_at END,
		version = campaign_counts.version + 1
	FROM v WHERE campaign_counts.no = v.no`

// addUp writes the sums of all units.
func addUp(ctx context.Context, tx *db.Tx, sums map[int64]delta) error {
	completions := true
	for _, d := range sums {
		completions = completions && d.enrolled == 0 && d.excluded == 0 && d.questioned == 0
	}
	rows := make([][]any, 0, len(sums))
	for _, no := range slices.Sorted(maps.Keys(sums)) {
		d := sums[no]
		if completions {
			rows = append(rows, []any{no, d.done, d.late, d.collective, d.at})
			continue
		}
		rows = append(rows, []any{no, d.enrolled, d.excluded, d.done, d.late, d.questioned, d.collective, d.at})
	}
	if completions {
		return tx.Batch(ctx, addDone, addCountTypes[:5], rows, nil)
	}
	return tx.Batch(ctx, addCounts, addCountTypes, rows, nil)
}

type dayKey struct {
	campaign int64
	county   string
	day      string
}

func dayOf(at int64) string { return time.UnixMilli(at).In(city).Format(time.DateOnly) }

// countDays adds to the curve.
func countDays(ctx context.Context, tx *db.Tx, days map[dayKey]int64) error {
	rows := make([][]any, 0, len(days))
	for _, k := range slices.SortedFunc(maps.Keys(days), func(a, b dayKey) int {
		return cmp.Or(cmp.Compare(a.campaign, b.campaign), strings.Compare(a.county, b.county), strings.Compare(a.day, b.day))
	}) {
		rows = append(rows, []any{k.campaign, k.county, k.day, days[k]})
	}
	_, err := tx.Insert(ctx, "campaign_days", []string{"campaign_no", "county", "day", "done"}, rows,
		"ON CONFLICT (campaign_no, county, day) DO UPDATE SET done = campaign_days.done + excluded.done")
	return err
}

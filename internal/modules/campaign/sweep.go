package campaign

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/kit/jobs"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// doubtKeys are the numbers in the norm register, with what holds until somebody has
// ruled.
func (s *Service) doubts(ctx context.Context, path string) doubts {
	n := func(key string, otherwise int) int { return s.limits.Now(ctx, "campaign.flag."+key, path, otherwise) }
	return doubts{DeviceN: n("device_n", 6), AddressN: n("address_n", 100), ManyMin: n("many_min", 30), OverlapS: n("overlap_s", 10),
		SameN: n("same_n", 5), SameMS: n("same_ms", 200), SpeedPct: n("speed_pct", 20), ReissueMin: n("reissue_min", 60), ReissueN: n("reissue_n", 5)}
}

// sweepLag is how far back a sweep looks again: a transaction commits a little after
// the moment it bears, and clocks of servers differ.
const sweepLag = 10 * time.Second

// A sweep that takes long rests so many times as long: in the evening on which a city
// learns it reads the last half an hour of it each time, and nobody waits for it.
const (
	sweepLong = 500 * time.Millisecond
	sweepRest = 20
)

// Sweep looks at what has been completed since the last time, in every campaign that
// takes completions. Nobody waits for it.
// access: the system looks by itself.
func (s *Service) Sweep(ctx context.Context) error {
	began := s.db.Steady()
	if began.UnixMilli() < s.sweepAfter.Load() {
		return nil
	}
	defer func() {
		now := s.db.Steady()
		if took := now.Sub(began); took > sweepLong {
			s.sweepAfter.Store(now.Add(sweepRest * took).UnixMilli())
		}
	}()
	open, err := s.openCampaigns(ctx)
	if err != nil {
		return err
	}
	if err := s.settle(ctx); err != nil { // what a crash has left in the journal is looked at too
		return err
	}
	for _, c := range open {
		if err := s.sweep(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// sweep looks at one campaign.
func (s *Service) sweep(ctx context.Context, c *Campaign) error {
	by := s.doubts(ctx, c.Path)
	var list []sighting
	var where map[int64]place
	var upTo int64
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		upTo = db.Millis(tx.Now)
		swept, err := db.One(ctx, tx, db.Value[int64], `SELECT swept_to FROM campaigns WHERE no = $1`, c.No)
		if err != nil {
			return err
		}
		list, where, err = sightings(ctx, tx, c, swept-sweepLag.Milliseconds(), time.Duration(by.ManyMin)*time.Minute)
		return err
	})
	if err != nil {
		return err
	}
	for _, f := range find(list, by) {
		for _, part := range bySchool(f, where) {
			if err := s.flag(ctx, c, part, by); err != nil {
				return err
			}
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE campaigns SET swept_to = $1 WHERE no = $2 AND swept_to < $3`, upTo, c.No, upTo)
		return err
	})
}

// sightings reads the completions since a moment, none if there are none, with those
// shortly before it, for a rule may need to see both.
func sightings(ctx context.Context, tx *db.Tx, c *Campaign, since int64, before time.Duration) ([]sighting, map[int64]place, error) {
	lo, hi := unitsOf(c.No)
	fresh, err := db.All(ctx, tx, db.Value[int64], `SELECT no FROM campaign_pupils WHERE done_at > $1 AND no >= $2 AND no < $3 LIMIT 1`,
		max(since, 0), lo<<pupilBits, hi<<pupilBits)
	if err != nil || len(fresh) == 0 {
		return nil, nil, err
	}
	places, err := placesIn(ctx, tx, c.No)
	if err != nil {
		return nil, nil, err
	}
	planned := map[org.Stage]int64{}
	for stage, pins := range c.Pinned {
		for _, p := range pins {
			planned[stage] += int64(p.Minutes) * time.Minute.Milliseconds()
		}
	}
	list, err := db.All(ctx, tx, func(r db.Scanner) (x sighting, err error) {
		err = r.Scan(&x.no, &x.pupil, &x.doneAt, &x.took, &x.device, &x.address, &x.mode, &x.reissued)
		x.planned = planned[places[classOf(x.no)].stage]
		return x, err
	}, `SELECT e.no, e.pupil_id, e.done_at, e.took_ms, e.device, e.address, e.mode, COALESCE(k.reissued_at, 0)
		FROM campaign_pupils e LEFT JOIN pupil_keys k ON k.pupil_id = e.pupil_id
		WHERE e.done_at > $1 AND e.no >= $2 AND e.no < $3`,
		max(since-before.Milliseconds(), 0), lo<<pupilBits, hi<<pupilBits)
	return list, places, err
}

// bySchool takes a finding apart: each school judges its own.
func bySchool(f finding, where map[int64]place) map[int64]finding {
	out := map[int64]finding{}
	for _, x := range f.seen {
		no := where[classOf(x.no)].school
		part := finding{rule: f.rule, subject: f.subject, seen: append(out[no].seen, x)}
		out[no] = part
	}
	return out
}

// flaggedAtOnce is how many completions a transaction questions at the most.
const flaggedAtOnce = 200

// flag writes a finding in one school, as far as it is new.
func (s *Service) flag(ctx context.Context, c *Campaign, f finding, by doubts) error {
	for len(f.seen) > 0 {
		n := min(len(f.seen), flaggedAtOnce)
		part := finding{f.rule, f.subject, f.seen[:n]}
		f.seen = f.seen[n:]
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.question(ctx, tx, c, part, by) }); err != nil {
			return err
		}
	}
	return nil
}

// question puts completions into question. One that the same rule has questioned
// before is left alone, whatever came of it; new ones join the finding that is open,
// or begin another.
func (s *Service) question(ctx context.Context, tx *db.Tx, c *Campaign, f finding, by doubts) error {
	// One at a time: the sweep of a freeze may meet the one that looks by itself.
	if _, err := db.One(ctx, tx, db.Value[int64], `SELECT no FROM campaigns WHERE no = $1 `+tx.Lock(), c.No); err != nil {
		return err
	}
	var a db.Args
	nos := make([]string, len(f.seen))
	for i, x := range f.seen {
		nos[i] = a.Add(x.no)
	}
	known := map[[2]int64]bool{}
	if err := db.Each(ctx, tx, func(r db.Scanner) error {
		var k [2]int64
		err := r.Scan(&k[0], &k[1])
		known[k] = true
		return err
	}, `SELECT d.no, d.done_at FROM campaign_flagged d JOIN campaign_flags f ON f.id = d.flag_id
		WHERE d.no IN (`+joined(nos)+`) AND f.rule = `+a.Add(f.rule), a.Values()...); err != nil {
		return err
	}
	fresh := only(f.seen, func(x sighting) bool { return !known[[2]int64{x.no, x.doneAt}] })
	if len(fresh) == 0 {
		return nil
	}
	t := newTally()
	rows := make([][]any, len(fresh))
	for i, x := range fresh {
		rows[i] = []any{x.no, x.doneAt}
	}
	if err := tx.Batch(ctx, `WITH v (no, at) AS (ROWS) UPDATE campaign_pupils SET questioned = campaign_pupils.questioned + 1
		FROM v WHERE campaign_pupils.no = v.no AND campaign_pupils.done_at = v.at
		RETURNING campaign_pupils.no, campaign_pupils.questioned, campaign_pupils.late`, []string{"bigint", "bigint"}, rows, func(r db.Scanner) error {
		var no int64
		var questioned, late int
		err := r.Scan(&no, &questioned, &late)
		if questioned == 1 && late == 0 {
			t.class(classOf(no), delta{questioned: 1})
		}
		return err
	}); err != nil {
		return err
	}
	flagID, err := s.openFlag(ctx, tx, c, f.rule, f.subject, fresh, by)
	if err != nil {
		return err
	}
	for i, x := range fresh {
		rows[i] = []any{flagID, x.no, x.pupil, x.doneAt, x.took}
	}
	if _, err := tx.Insert(ctx, "campaign_flagged", []string{"flag_id", "no", "pupil_id", "done_at", "took_ms"}, rows, ""); err != nil {
		return err
	}
	if err := s.count(ctx, tx, t); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "campaign.question", c.ID, map[string]any{"flag": flagID, "rule": f.rule, "pupils": len(fresh)})
}

func joined(marks []string) string {
	out := ""
	for i, m := range marks {
		if i > 0 {
			out += ", "
		}
		out += m
	}
	return out
}

// openFlag is the open flag of a subject in a school, made if there is none.
func (s *Service) openFlag(ctx context.Context, tx *db.Tx, c *Campaign, rule, subject string, seen []sighting, by doubts) (string, error) {
	first, last := seen[0].doneAt, seen[0].doneAt
	for _, x := range seen {
		first, last = min(first, x.doneAt), max(last, x.doneAt)
	}
	class := classOf(seen[0].no)
	var school int64
	var path string
	if err := tx.QueryRow(ctx, `SELECT u.school_no, u.path FROM campaign_units u WHERE u.no = $1`, class).Scan(&school, &path); err != nil {
		return "", err
	}
	for _, x := range seen {
		if classOf(x.no) != class {
			class = 0
			break
		}
	}
	flagID, err := db.One(ctx, tx, db.Value[string], `SELECT id FROM campaign_flags WHERE campaign_no = $1 AND rule = $2 AND school_no = $3
		AND state = 'open' AND (subject = $4 OR subject LIKE $5) ORDER BY id DESC LIMIT 1`, c.No, rule, school, subject, subject+"/%")
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE campaign_flags SET pupils = pupils + $1, last_at = $2, version = version + 1 WHERE id = $3`, len(seen), last, flagID)
		return flagID, err
	}
	if !db.IsNotFound(err) {
		return "", err
	}
	before, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM campaign_flags WHERE campaign_no = $1 AND rule = $2 AND school_no = $3
		AND (subject = $4 OR subject LIKE $5)`, c.No, rule, school, subject, subject+"/%")
	if err != nil {
		return "", err
	}
	if before > 0 {
		subject += "/" + strconv.Itoa(before+1)
	}
	limits, err := json.Marshal(by)
	if err != nil {
		return "", err
	}
	flagID = id.New("flg")
	_, err = tx.Insert(ctx, "campaign_flags", []string{"id", "campaign_no", "rule", "subject", "school_no", "path", "class_no", "state", "pupils",
		"first_at", "last_at", "limits", "found_at"}, [][]any{{flagID, c.No, rule, subject, school, path, class, "open", len(seen), first, last,
		string(limits), db.Millis(tx.Now)}}, "")
	return flagID, err
}

// forgetJob has the devices and addresses of a campaign forgotten.
type forgetJob struct {
	Campaign int64 `json:"campaign"`
}

// Kind implements jobs.Args.
func (forgetJob) Kind() string { return "campaign.forget" }

// forgetWhenArchived is what the end of a campaign sets off.
func (s *Service) forgetWhenArchived(ctx context.Context, tx *db.Tx, c *Campaign) error {
	return s.jobs.Enqueue(ctx, tx, forgetJob{c.No}, jobs.InBulk())
}

// forget takes devices and addresses out, class by class.
func (s *Service) forget(ctx context.Context, args forgetJob) error {
	if err := s.settle(ctx); err != nil { // or what is folded later would not be forgotten
		return err
	}
	var classes map[int64]place
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		classes, err = placesIn(ctx, tx, args.Campaign)
		return err
	}); err != nil {
		return err
	}
	for no := range classes {
		lo, hi := pupilsOf(no)
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE campaign_pupils SET device = 0, address = 0
				WHERE no >= $1 AND no < $2 AND (device <> 0 OR address <> 0)`, lo, hi)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

package campaign

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/jobs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// The snapshot (名单快照) enrols everybody who is due, school by school, each in a
// short transaction of its own: 272,580 rows at once would hold the one writer
// for seconds, and an alarm must never wait. It goes on where it stopped, enrols
// nobody twice, and the campaign runs when the last school is done.

// snapshotLimit is how long the job may take before it is begun again, where it
// stopped.
const snapshotLimit = 30 * time.Minute

// snapshotJob asks for the roll of a campaign.
type snapshotJob struct {
	Campaign string `json:"campaign"`
}

// Kind implements jobs.Args.
func (snapshotJob) Kind() string { return "campaign.snapshot" }

// rollWhenDue has the roll taken once its moment has come; see Tick.
func (s *Service) rollWhenDue(ctx context.Context, tx *db.Tx, c *Campaign) error {
	if tx.Now.Before(c.SnapshotAt) {
		return nil
	}
	return s.jobs.Enqueue(ctx, tx, snapshotJob{c.ID}, jobs.InBulk(), jobs.UniqueWaiting())
}

// Tick is what happens by itself: rolls are taken and campaigns end when their
// moment has come.
// access: the system's own clock. audit: recorded by what it sets off.
func (s *Service) Tick(ctx context.Context) error {
	var due []*Campaign
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		due, err = db.All(ctx, tx, scanCampaign, selectCampaign+`WHERE (state = 'published' AND snapshot_at <= $1)
			OR (state = 'running' AND until_at <= $2)`, db.Millis(tx.Now), db.Millis(tx.Now))
		return err
	}); err != nil {
		return err
	}
	for _, c := range due {
		if c.State == Published {
			if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.rollWhenDue(ctx, tx, c) }); err != nil {
				return err
			}
			continue
		}
		if _, err := s.Close(ctx, c.ID, c.Version, false); err != nil && errs.KindOf(err) != errs.KindConflict {
			return err
		}
	}
	return nil
}

// takeSnapshot is the job.
func (s *Service) takeSnapshot(ctx context.Context, args snapshotJob) error {
	var c *Campaign
	var schools []org.School
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if c, err = getCampaign(ctx, tx, args.Campaign); err != nil || c.State != Published {
			return err
		}
		schools, err = org.SchoolsWithin(ctx, tx, []string{c.Path})
		return err
	})
	switch {
	case db.IsNotFound(err):
		return nil
	case err != nil || c.State != Published:
		return err
	}
	for i := range schools {
		if err := s.enrolSchool(ctx, c, &schools[i]); err != nil {
			return err
		}
	}
	return s.begin(ctx, c.ID)
}

// begin lets the campaign run.
func (s *Service) begin(ctx context.Context, campaignID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := lockCampaign(ctx, tx, campaignID)
		if err != nil || c.State != Published {
			return err
		}
		c.State, c.RunningAt = Running, tx.Now
		if err := updateCampaign(ctx, tx, c); err != nil {
			return err
		}
		whole, err := readCount(ctx, tx, wholeOf(c.No))
		if err != nil && !db.IsNotFound(err) {
			return err
		}
		tx.AfterCommit(s.known.forget)
		return audit.Record(ctx, tx, "campaign.begin", c.ID, map[string]any{"enrolled": whole.Enrolled})
	})
}

// enrolled at most so many pupils in a transaction.
const enrolAtOnce = 300

// enrolSchool enrols the pupils of a school, some classes at a time.
func (s *Service) enrolSchool(ctx context.Context, c *Campaign, x *org.School) error {
	var classes []org.Class
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		done, err := db.All(ctx, tx, db.Value[int64], `SELECT no FROM campaign_units
			WHERE campaign_no = $1 AND kind = 'school' AND path = $2 AND snapshot_at > 0`, c.No, x.Path)
		if err != nil || len(done) > 0 {
			return err
		}
		classes, err = org.SchoolClasses(ctx, tx, x.ID)
		return err
	}); err != nil {
		return err
	}
	var due []org.Class
	for _, k := range classes {
		if c.wants(org.StageOf(x.Kind, k.Grade)) {
			due = append(due, k)
		}
	}
	if len(due) == 0 {
		return nil
	}
	for len(due) > 0 {
		n, pupils := 0, 0
		for n < len(due) && (n == 0 || pupils+due[n].Pupils <= enrolAtOnce) {
			pupils += due[n].Pupils
			n++
		}
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.enrolClasses(ctx, tx, c, x, due[:n], n == len(due)) }); err != nil {
			return err
		}
		due = due[n:]
	}
	return nil
}

func (c *Campaign) wants(stage org.Stage) bool {
	for _, s := range c.Stages {
		if s == stage {
			return true
		}
	}
	return false
}

// enrolClasses makes the units that are not there yet and enrols the classes.
func (s *Service) enrolClasses(ctx context.Context, tx *db.Tx, c *Campaign, x *org.School, classes []org.Class, last bool) error {
	next, err := db.One(ctx, tx, db.Value[int64], `SELECT next_unit FROM campaigns WHERE no = $1 `+tx.Lock(), c.No)
	if err != nil {
		return err
	}
	u := units{tx: tx, campaign: c, next: next}
	county := org.CountyPath(x.Path)
	if _, err := u.make(ctx, unit{Kind: "whole", Path: c.Path, Name: c.AreaName}); err != nil {
		return err
	}
	school, err := u.make(ctx, unit{Kind: "school", Path: x.Path, County: county, Name: x.Name, SchoolID: x.ID, SchoolKind: string(x.Kind)})
	if err != nil {
		return err
	}
	t := newTally()
	for i := range classes {
		k := &classes[i]
		stage, year := org.StageOf(x.Kind, k.Grade), yearOf(x.Kind, k.Grade)
		area, err := u.make(ctx, unit{Kind: "area", Path: county, County: county, Stage: stage, Grade: year})
		if err != nil {
			return err
		}
		no, err := u.make(ctx, unit{Kind: "class", Path: x.Path, County: county, Name: k.Name, SchoolID: x.ID, ClassID: k.ID, Stage: stage,
			Grade: year, SchoolNo: school, AreaNo: area})
		if err != nil {
			return err
		}
		n, err := enrol(ctx, tx, no, k.ID)
		if err != nil {
			return err
		}
		if n > 0 {
			t.class(no, delta{enrolled: n})
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE campaigns SET next_unit = $1 WHERE no = $2`, u.next, c.No); err != nil {
		return err
	}
	if last {
		if _, err := tx.Exec(ctx, `UPDATE campaign_units SET snapshot_at = $1 WHERE no = $2`, db.Millis(tx.Now), school); err != nil {
			return err
		}
	}
	return s.count(ctx, tx, t)
}

// enrol enrols the pupils of a class who are in no class of the campaign yet.
func enrol(ctx context.Context, tx *db.Tx, classNo int64, classID string) (int64, error) {
	lo, hi := unitsOf(classNo >> unitBits)
	first, end := pupilsOf(classNo)
	res, err := tx.Exec(ctx, `INSERT INTO campaign_pupils (no, pupil_id)
		SELECT COALESCE((SELECT MAX(no) FROM campaign_pupils WHERE no >= $1 AND no < $2), $3) + ROW_NUMBER() OVER (ORDER BY p.seat, p.id), p.id
		FROM pupils p WHERE p.class_id = $4 AND p.status = 'active' AND NOT EXISTS (
			SELECT 1 FROM campaign_pupils e WHERE e.pupil_id = p.id AND e.no >= $5 AND e.no < $6)`,
		first, end, first, classID, lo<<pupilBits, hi<<pupilBits)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	if n >= 1<<pupilBits-1 {
		return 0, errClassSize // its numbers would run into the next class
	}
	return n, err
}

var errClassSize = errs.Invalid("campaign.class_too_big")

// unit is one thing that is counted, as it stood at the snapshot.
type unit struct {
	No                int64
	Kind              string
	Path, County      string
	Name              string
	SchoolID, ClassID string
	Stage             org.Stage
	Grade             int
	SchoolKind        string
	SchoolNo, AreaNo  int64
}

// units makes the units of a campaign one after the other.
type units struct {
	tx       *db.Tx
	campaign *Campaign
	next     int64
}

// make returns the number of a unit, which is made if it is not there yet. The
// whole has the first number of all.
func (m *units) make(ctx context.Context, u unit) (int64, error) {
	no, err := db.One(ctx, m.tx, db.Value[int64], `SELECT no FROM campaign_units WHERE campaign_no = $1 AND kind = $2 AND path = $3
		AND class_id = $4 AND stage = $5 AND grade = $6`, m.campaign.No, u.Kind, u.Path, u.ClassID, u.Stage, u.Grade)
	if !db.IsNotFound(err) {
		return no, err
	}
	if no = wholeOf(m.campaign.No); u.Kind != "whole" {
		no += m.next
		m.next++
	}
	if _, err := m.tx.Exec(ctx, `INSERT INTO campaign_units (no, campaign_no, kind, path, county, name, school_id, class_id, stage, grade,
		school_kind, school_no, area_no) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		no, m.campaign.No, u.Kind, u.Path, u.County, u.Name, u.SchoolID, u.ClassID, u.Stage, u.Grade, u.SchoolKind, u.SchoolNo, u.AreaNo); err != nil {
		return 0, err
	}
	_, err = m.tx.Exec(ctx, `INSERT INTO campaign_counts (no) VALUES ($1)`, no)
	return no, err
}

// Enrol takes the roll of every campaign that waits for it, at once; for seeds.
// access: the system alone, checked by the job. audit: begin records it.
func (s *Service) Enrol(ctx context.Context, campaignID string) error {
	if err := access.Require(ctx, PermEdit, access.Everywhere); err != nil {
		return err
	}
	return s.takeSnapshot(ctx, snapshotJob{campaignID})
}

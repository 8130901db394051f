package campaign

import (
	"context"
	"slices"
	"sync"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/org"
)

// Row is a unit with its counters, as tables show it. Rates are in ten-thousandths:
// 9525 is 95.25 %.
type Row struct {
	Path     string    `json:"path"`
	Name     string    `json:"name"`
	SchoolID string    `json:"schoolId,omitempty"`
	ClassID  string    `json:"classId,omitempty"`
	Kind     string    `json:"kind,omitempty" doc:"kind of school"`
	Stage    org.Stage `json:"stage,omitempty"`
	Grade    int       `json:"grade,omitempty" doc:"year of schooling, 1 to 12; in a kindergarten 1 to 3"`
	Count
	DueNow       int64 `json:"due"`
	RateNow      int64 `json:"rate" doc:"done of due in ten-thousandths, half up"`
	QuestionedOf int64 `json:"questionedRate" doc:"questioned of due in ten-thousandths"`

	no, schoolNo int64
	county       string
}

// told fills in what follows from the counters.
func (r Row) told() Row {
	r.DueNow, r.RateNow, r.QuestionedOf = r.Due(), r.Rate(), r.QuestionedRate()
	return r
}

const rowColumns = `u.no, u.path, u.county, u.name, u.school_id, u.class_id, u.school_kind, u.stage, u.grade, u.school_no,
	c.enrolled, c.excluded, c.done, c.late, c.questioned, c.collective, c.reached_at`

func scanRow(s db.Scanner) (r Row, err error) {
	err = s.Scan(&r.no, &r.Path, &r.county, &r.Name, &r.SchoolID, &r.ClassID, &r.Kind, &r.Stage, &r.Grade, &r.schoolNo,
		&r.Enrolled, &r.Excluded, &r.Done, &r.Late, &r.Questioned, &r.Collective, &r.ReachedAt)
	return r.told(), err
}

// readCount reads the counters of one unit.
func readCount(ctx context.Context, tx *db.Tx, no int64) (c Count, err error) {
	err = tx.QueryRow(ctx, `SELECT enrolled, excluded, done, late, questioned, collective, reached_at FROM campaign_counts WHERE no = $1`, no).
		Scan(&c.Enrolled, &c.Excluded, &c.Done, &c.Late, &c.Questioned, &c.Collective, &c.ReachedAt)
	return c, err
}

// picture is all that is counted of a campaign above the classes: a few thousand
// rows, however many pupils there are.
type picture struct {
	version int64
	pending int64     // completions of it that are in the journal only
	newest  int64     // and the moment of the newest of them
	began   time.Time // when it was read, by the steady clock
	whole   Row
	schools []Row // by path
	areas   []Row // grades of counties
	county  map[string]string
	album   album
}

// shelf keeps the newest picture of each campaign. Every completion raises the
// version of the whole campaign in its own transaction, on whatever server it is
// made; so a picture whose version still stands is exact, and one row tells.
type shelf struct {
	mu    sync.Mutex
	slots map[int64]*slot
}

type slot struct {
	mu   sync.Mutex // one reads, the others wait for what he has read
	at   *picture   // the rows of the counters
	told *picture   // at and the journal, as somebody saw them last
}

func (h *shelf) slot(no int64) *slot {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.slots == nil {
		h.slots = map[int64]*slot{}
	}
	if h.slots[no] == nil {
		h.slots[no] = &slot{}
	}
	return h.slots[no]
}

// picture returns how a campaign stands: its counters, and what the journal adds to
// them. In a storm, when it changes faster than it can be read, one that was begun after
// the question came in is new enough.
func (s *Service) picture(ctx context.Context, tx *db.Tx, campaignNo int64) (*picture, error) {
	asked := s.db.Steady()
	x := s.shelf.slot(campaignNo)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.told != nil && x.told.began.After(asked) {
		return x.told, nil
	}
	p, err := s.counters(ctx, tx, campaignNo, x)
	if err != nil {
		return nil, err
	}
	b, err := s.backlog(ctx, tx)
	if err != nil {
		return nil, err
	}
	sums, err := s.backlogCounts(ctx, tx, b, campaignNo)
	if err != nil {
		return nil, err
	}
	added := sums[wholeOf(campaignNo)]
	switch same := x.told; {
	case added.done == 0:
		x.told = p
	case same != nil && same.version == p.version && same.pending == added.done && same.newest == added.at:
		same.began = tx.Steady // what lies on it is right as well
	default:
		x.told = p.plus(sums, added, tx.Steady)
	}
	return x.told, nil
}

// plus is a picture with what was seen beside it at a moment.
func (p *picture) plus(sums map[int64]delta, added delta, at time.Time) *picture {
	q := &picture{version: p.version, pending: added.done, newest: added.at, began: at, whole: p.whole.plus(added),
		schools: slices.Clone(p.schools), areas: slices.Clone(p.areas), county: p.county}
	for i := range q.schools {
		q.schools[i] = q.schools[i].plus(sums[q.schools[i].no])
	}
	for i := range q.areas {
		q.areas[i] = q.areas[i].plus(sums[q.areas[i].no])
	}
	return q
}

// counters is the picture of the counters alone.
func (s *Service) counters(ctx context.Context, tx *db.Tx, campaignNo int64, x *slot) (*picture, error) {
	version, err := db.One(ctx, tx, db.Value[int64], `SELECT version FROM campaign_counts WHERE no = $1`, wholeOf(campaignNo))
	if db.IsNotFound(err) {
		return &picture{county: map[string]string{}}, nil
	}
	if err != nil {
		return nil, err
	}
	if x.at != nil && x.at.version == version {
		return x.at, nil
	}
	// All that is read is of the moment at which the transaction began.
	p := &picture{version: version, began: tx.Steady, county: map[string]string{}}
	if err := p.read(ctx, tx, campaignNo); err != nil {
		return nil, err
	}
	if x.at == nil || x.at.version < version {
		x.at = p
	}
	return p, nil
}

func (p *picture) read(ctx context.Context, tx *db.Tx, campaignNo int64) error {
	if err := db.Each(ctx, tx, func(s db.Scanner) error {
		r, err := scanRow(s)
		switch {
		case r.no == wholeOf(campaignNo):
			p.whole = r
		case r.SchoolID != "":
			p.schools = append(p.schools, r)
		default:
			p.areas = append(p.areas, r)
		}
		return err
	}, `SELECT `+rowColumns+` FROM campaign_units u JOIN campaign_counts c ON c.no = u.no
		WHERE u.campaign_no = $1 AND u.kind IN ('whole', 'area', 'school') ORDER BY u.path`, campaignNo); err != nil {
		return err
	}
	return db.Each(ctx, tx, func(s db.Scanner) error {
		var path, name string
		err := s.Scan(&path, &name)
		p.county[path] = name
		return err
	}, `SELECT path, name FROM areas WHERE level = 'county'`)
}

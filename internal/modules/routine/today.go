package routine

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// ClassToday is one class on the page of the day.
type ClassToday struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Grade   int    `json:"grade"`
	Pupils  int    `json:"pupils"`
	Mine    bool   `json:"mine" doc:"led by who asks"`
	Stage   string `json:"stage"`
	Record  string `json:"record" doc:"id of today's record, empty while there is none"`
	Theme   string `json:"theme"`
	Kind    Kind   `json:"kind"`
	ByName  string `json:"byName"`
	At      int64  `json:"at"`
	Present int    `json:"present"`
}

// Today is everything a teacher's page needs, so that it works with the network
// cut: the day, what is due, his classes and what to talk about.
type Today struct {
	SchoolID string                `json:"schoolId"`
	School   string                `json:"school"`
	Day      string                `json:"day"`
	Kind     Kind                  `json:"kind" doc:"what is due today, 0 for nothing"`
	Why      string                `json:"why" doc:"why nothing is due: a holiday's name, term, or empty for a weekend"`
	Next     string                `json:"next" doc:"the next school day"`
	NextKind Kind                  `json:"nextKind"`
	Classes  []ClassToday          `json:"classes" nullable:"false"`
	Themes   map[org.Stage][]Theme `json:"themes" nullable:"false"`
}

// TodayAt returns the page of the day for a school; schoolID may be empty for
// who works at one.
func (s *Service) TodayAt(ctx context.Context, schoolID string) (*Today, error) {
	if err := access.RequireSomewhere(ctx, PermRecord); err != nil {
		return nil, err
	}
	paths := access.Areas(ctx, PermRecord)
	var out *Today
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var a db.Args
		where := `s.status = 'active' AND ` + a.Within("s.path", paths)
		if schoolID != "" {
			where += ` AND s.id = ` + a.Add(schoolID)
		}
		t := &Today{Day: dayOf(tx.Now), Themes: map[org.Stage][]Theme{}, Classes: []ClassToday{}}
		var path string
		err := tx.QueryRow(ctx, `SELECT s.id, s.name, s.path FROM schools s WHERE `+where+` ORDER BY s.path LIMIT 1`, a.Values()...).Scan(&t.SchoolID, &t.School, &path)
		if db.IsNotFound(err) {
			return errPlace
		}
		if err != nil {
			return err
		}
		cal, err := loadCalendar(ctx, tx)
		if err != nil {
			return err
		}
		s.fill(ctx, t, cal.At(path), path)
		out = t
		return s.todayClasses(ctx, tx, t)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// fill says what the calendar asks of the day.
func (s *Service) fill(ctx context.Context, t *Today, p *Place, path string) {
	rule := s.cadence(ctx, path)
	if t.Kind = p.Due(t.Day, rule); t.Kind == None {
		_, t.Why = p.School(t.Day)
	}
	for n := 1; n <= furthest; n++ {
		if next := addDays(t.Day, n); p.Due(next, rule) != None {
			t.Next, t.NextKind = next, p.Due(next, rule)
			return
		}
	}
}

func (s *Service) todayClasses(ctx context.Context, tx *db.Tx, t *Today) error {
	classes, err := classesOf(ctx, tx, t.SchoolID)
	if err != nil {
		return err
	}
	done := map[string]*Record{}
	records, err := db.All(ctx, tx, scanRecord, selectRecord+`WHERE r.school_id = $1 AND r.day = $2 AND r.void_at = 0`, t.SchoolID, t.Day)
	if err != nil {
		return err
	}
	for _, r := range records {
		done[r.ClassID] = r
	}
	me := access.From(ctx).ID
	for _, c := range classes {
		one := ClassToday{ID: c.id, Name: c.name, Grade: c.grade, Pupils: c.pupils, Mine: c.teacherID == me && me != "", Stage: string(c.stage())}
		if r := done[c.id]; r != nil {
			one.Record, one.Theme, one.Kind, one.ByName, one.At, one.Present = r.ID, r.Theme, r.Kind, r.ByName, db.Millis(r.RecordedAt), r.Present
		}
		t.Classes = append(t.Classes, one)
		if stage := c.stage(); t.Kind != None && t.Themes[stage] == nil {
			t.Themes[stage] = Suggest(t.Day, t.Kind, stage)
		}
	}
	return nil
}

// placeName names a path: a school or an area.
func placeName(ctx context.Context, tx *db.Tx, path string) (name, schoolID string, err error) {
	if path == access.Everywhere {
		return "", "", nil
	}
	if strings.Contains(path, "/sch_") {
		err = tx.QueryRow(ctx, `SELECT name, id FROM schools WHERE path = $1`, path).Scan(&name, &schoolID)
	} else {
		err = tx.QueryRow(ctx, `SELECT name FROM areas WHERE path = $1`, path).Scan(&name)
	}
	if db.IsNotFound(err) {
		err = errPlace
	}
	return name, schoolID, err
}

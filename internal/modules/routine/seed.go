package routine

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// Of a big city every school has the last days, the first ones the whole term.
const (
	seedWhole = 40 // schools with the whole term
	seedDays  = 8  // school days of the others
	seedRows  = 4000
)

// SeedTerm gives a freshly planted city its talks of the running term up to
// yesterday, a few missed, a few entered late, the way schools are; and lessons
// by police counsellors at the first schools.
func (s *Service) SeedTerm(ctx context.Context) error {
	if err := access.Require(ctx, PermManage, access.Everywhere); err != nil {
		return err
	}
	p := &planting{s: s, r: rand.New(rand.NewPCG(15, 30)), sums: tally{}} //nolint:gosec // an invented city, not a secret
	var schools []pupilSchool
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if p.cal, err = loadCalendar(ctx, tx); err != nil {
			return err
		}
		p.today = dayOf(tx.Now)
		schools, err = schoolsWithClasses(ctx, tx, access.Everywhere)
		return err
	}); err != nil {
		return err
	}
	for n, x := range schools {
		if err := p.school(ctx, x, n < seedWhole); err != nil {
			return err
		}
	}
	return p.flush(ctx, true)
}

// planting gathers rows until a portion is full.
type planting struct {
	s       *Service
	r       *rand.Rand
	cal     *Calendar
	today   string
	days    [][]any
	since   [][]any
	records [][]any
	plans   [][]any
	hours   map[[5]string]int
	sums    tally
	visits  [][]any
	schools int
}

func (p *planting) school(ctx context.Context, x pupilSchool, whole bool) error {
	place := p.cal.At(x.path)
	term, in := place.Term(p.today)
	if !in {
		return nil
	}
	rule := p.s.cadence(ctx, x.path)
	var days []string
	for day := addDays(p.today, -1); day >= term.FromDay && (whole || len(days) < seedDays); day = addDays(day, -1) {
		if place.Due(day, rule) != None {
			days = append(days, day)
		}
	}
	slices.Reverse(days)
	if len(days) == 0 {
		return nil
	}
	var classes []class
	if err := p.s.db.Read(ctx, func(tx *db.Tx) (err error) {
		classes, err = classesOf(ctx, tx, x.id)
		return err
	}); err != nil {
		return err
	}
	for _, c := range classes {
		p.since = append(p.since, []any{c.id, c.schoolID, days[0]})
	}
	if whole {
		p.plan(ctx, x, classes, YearOf(days[0]))
	}
	keen := 0.9 + 0.1*p.r.Float64() // how regular the school is
	for _, day := range days {
		p.day(x, classes, day, place.Due(day, rule), keen)
	}
	if p.schools++; whole && p.schools <= 12 {
		p.counsellor(x, days)
	}
	return p.flush(ctx, false)
}

// plan gives each grade as many hours as the norm asks, spread over the blocks.
func (p *planting) plan(ctx context.Context, x pupilSchool, classes []class, year string) {
	done := map[int]bool{}
	for _, c := range classes {
		key := hoursKey(c.stage())
		if key == "" || done[c.grade] {
			continue
		}
		done[c.grade] = true
		left := p.s.norms.Now(ctx, key, x.path, 0)
		for i, block := range []string{"social", "health", "network", "nature", "other", "accident"} {
			n := left / (6 - i)
			left -= n
			p.plans = append(p.plans, []any{x.id, year, c.grade, block, n})
		}
	}
}

func (p *planting) day(x pupilSchool, classes []class, day string, kind Kind, keen float64) {
	held, late := 0, 0
	for _, c := range classes {
		if p.r.Float64() > keen {
			continue
		}
		is := p.r.Float64() < 0.012
		if is {
			late++
		} else {
			held++
		}
		p.records = append(p.records, p.record(c, day, kind, is))
	}
	p.days = append(p.days, []any{x.id, day, x.path, int(kind), len(classes), held, late})
	p.sums.add(x.path, day, kind, len(classes), held, late)
}

func (p *planting) record(c class, day string, kind Kind, late bool) []any {
	list := Suggest(day, kind, c.stage())
	theme := list[p.r.IntN(len(list))]
	at := dateOf(day).Add(time.Duration(16*60+40+p.r.IntN(25))*time.Minute - 8*time.Hour)
	arrived := at.Add(time.Duration(1+p.r.IntN(4)) * time.Second)
	if late {
		arrived = at.Add(time.Duration(15+p.r.IntN(5)) * time.Hour)
		at = arrived
	}
	speaker := "head_teacher"
	if c.stage() != org.StageLower && kind == Minute && p.r.Float64() < 0.2 {
		speaker = "pupil"
	}
	if kind == Thirty {
		if p.hours == nil {
			p.hours = map[[5]string]int{}
		}
		p.hours[[5]string{c.id, YearOf(day), theme.Block, "1530", c.schoolID}] += int(Thirty)
	}
	r := &Record{ID: id.New("rtr"), ClassID: c.id, SchoolID: c.schoolID, Path: c.path, Day: day, Kind: kind, Theme: theme.Title, Block: theme.Block,
		Speaker: speaker, Present: max(1, c.pupils-p.r.IntN(3)), Points: theme.Points, HeldAt: at, RecordedAt: arrived, Late: late, ByID: c.teacherID, ByName: "班主任"}
	return recordRow(r)
}

// counsellor plans and holds lessons by the police at a school.
func (p *planting) counsellor(x pupilSchool, days []string) {
	for i, v := range []struct{ post, topic, block, audience, state string }{
		{"vice_principal", "拒绝校园欺凌，学会依法保护自己", "social", "各年级学生代表", "confirmed"},
		{"counsellor", "青少年防电信网络诈骗", "network", "高年级各班", "confirmed"},
		{"officer", "上下学路上的交通安全", "accident", "全体学生", "planned"},
	} {
		day := days[(i+1)*len(days)/4]
		present, minutes := 180+p.r.IntN(200), 40
		if v.state == "planned" {
			day, present, minutes = addDays(p.today, 6), 0, 0
		}
		at := dateOf(day).Add(2 * time.Hour)
		if v.state == "planned" {
			at = time.Time{}
		}
		p.visits = append(p.visits, []any{id.New("rtv"), x.id, x.path, day, v.post, v.topic, v.block, v.audience, v.state, present, minutes, db.Millis(at)})
	}
}

// flush writes what has been gathered once it is enough, or at the end.
func (p *planting) flush(ctx context.Context, all bool) error {
	if len(p.records) < seedRows && !all {
		return nil
	}
	err := p.s.db.Write(ctx, func(tx *db.Tx) error {
		for _, part := range []struct {
			table   string
			columns []string
			rows    [][]any
		}{
			{"routine_days", []string{"school_id", "day", "path", "kind", "due", "held", "late"}, p.days},
			{"routine_classes", []string{"class_id", "school_id", "since"}, p.since},
			{"routine_records", recordColumns, p.records},
			{"routine_hours", []string{"class_id", "year", "block", "source", "school_id", "minutes"}, p.hourRows()},
			{"routine_plans", []string{"school_id", "year", "grade", "block", "hours"}, p.plans},
		} {
			if _, err := tx.Insert(ctx, part.table, part.columns, part.rows, ""); err != nil {
				return fmt.Errorf("%s: %w", part.table, err)
			}
		}
		for _, v := range p.visits {
			if err := plantVisit(ctx, tx, v); err != nil {
				return err
			}
		}
		if err := p.sums.save(ctx, tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "routine.seed", p.today, map[string]int{"records": len(p.records), "days": len(p.days)})
	})
	p.days, p.since, p.records, p.plans, p.hours, p.visits, p.sums = nil, nil, nil, nil, nil, nil, tally{}
	return err
}

func (p *planting) hourRows() [][]any {
	keys := make([][5]string, 0, len(p.hours))
	for k := range p.hours {
		keys = append(keys, k)
	}
	rows := make([][]any, len(keys))
	for i, k := range keys {
		rows[i] = []any{k[0], k[1], k[2], k[3], k[4], p.hours[k]}
	}
	return rows
}

// plantVisit writes one visit of a row of counsellor, with the station that
// answers for the school.
func plantVisit(ctx context.Context, tx *db.Tx, v []any) error {
	station, err := org.StationFor(ctx, tx, v[1].(string))
	if err != nil {
		return err
	}
	held, state := v[11].(int64), v[8].(string)
	confirmed := map[bool]string{true: "安全管理员"}[state == "confirmed"]
	_, err = tx.Exec(ctx, `INSERT INTO routine_visits (id, school_id, path, day, post, unit, topic, block, audience, state, present, minutes, created_name, created_at,
		agreed_name, agreed_at, held_at, confirmed_name, confirmed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		v[0], v[1], v[2], v[3], v[4], station.Name, v[5], v[6], v[7], state, v[9], v[10], "安全管理员", db.Millis(tx.Now),
		map[bool]string{true: station.Name}[held > 0], held, held, confirmed, held)
	return err
}

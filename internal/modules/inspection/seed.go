package inspection

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
	"huxue/internal/platform/checklist"
	"huxue/internal/platform/org"
)

// SeedPeople are who inspects in the planted city: the county's bureau leads, the
// others come along. Home is the school where the demo accounts work.
type SeedPeople struct {
	Lead, Police, Market, Fire, Bureau, Safety [2]string // id and name
	Home                                       string
}

// SeedSweep plants a joint sweep of the city that is under way: counties that are
// quicker and slower, visits with all their answers, and one at the demo school that
// is planned for today; and what the demo school has inspected by itself.
func (s *Service) SeedSweep(ctx context.Context, listID string, p SeedPeople) error {
	if err := access.Require(ctx, PermRun, access.Everywhere); err != nil {
		return err
	}
	var schools []org.School
	var sheet checklist.Sheet
	r := &Round{ID: id.New("rnd"), State: Opened, Author: p.Bureau[1], AuthorID: p.Bureau[0]}
	now := s.db.Clock().Now()
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if schools, err = org.SchoolsWithin(ctx, tx, []string{access.Everywhere}); err != nil || len(schools) == 0 {
			return err
		}
		area, err := org.AreaByCode(ctx, tx, "1409")
		if err != nil {
			return err
		}
		l, err := s.sheets.Find(ctx, tx, listID)
		if err != nil {
			return err
		}
		r.Path, r.AreaName, r.ListTitle, r.ListID, r.ListVersion = area.Path, area.Name, l.Title, l.ID, l.Version
		sheet, err = s.sheets.SheetIn(ctx, tx, l.ID, l.Version)
		return err
	}); err != nil || len(schools) == 0 {
		return err
	}
	r.Kind, r.Title, r.Targeting, r.Due = Joint, "冬季校园安全联合检查", AllSchools, len(schools)
	r.Agencies = []string{"education", "police", "market", "fire"}
	r.Starts, r.Ends = shiftDay(today(now), -20), shiftDay(today(now), 10)
	r.Note = "教育牵头，公安、市场监管、消防救援联合进校，一校一表，各签各的字。"
	r.CreatedAt, r.OpenedAt = now.AddDate(0, 0, -22), now.AddDate(0, 0, -20)
	if err := s.plantRound(ctx, r, schools); err != nil {
		return err
	}
	g := &grower{s: s, r: r, sheet: &sheet, people: p, now: now, rand: rand.New(rand.NewPCG(uint64(len(schools)), 95))} //nolint:gosec // an invented city, not a secret
	var done []*org.School
	for i := range schools {
		if schools[i].ID != p.Home && g.quick(&schools[i]) {
			done = append(done, &schools[i])
		}
	}
	for part := range slices.Chunk(done, 12) {
		if err := g.plant(ctx, part, Joint); err != nil {
			return err
		}
	}
	return g.home(ctx, schools)
}

func (s *Service) plantRound(ctx context.Context, r *Round, schools []org.School) error {
	list := make([]Candidate, len(schools))
	for i := range schools {
		list[i] = Candidate{ID: schools[i].ID, Name: schools[i].Name, Path: schools[i].Path}
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := insertRound(ctx, tx, r); err != nil {
			return err
		}
		if err := addLine(ctx, tx, r.ID, "opened", nil); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "inspection.seed", r.ID, map[string]int{"schools": len(list)})
	}); err != nil {
		return err
	}
	return s.setTargets(ctx, r.ID, list)
}

// grower makes up visits.
type grower struct {
	s      *Service
	r      *Round
	sheet  *checklist.Sheet
	people SeedPeople
	now    time.Time
	rand   *rand.Rand
	speed  map[string]float64
}

// quick says whether a school has been inspected: some counties have come further.
func (g *grower) quick(x *org.School) bool {
	if g.speed == nil {
		g.speed = map[string]float64{}
	}
	county := org.CountyOf(x.Path)
	if _, ok := g.speed[county]; !ok {
		g.speed[county] = 0.42 + 0.5*g.rand.Float64()
	}
	return g.rand.Float64() < g.speed[county]
}

// plant writes submitted visits with their answers, signatures and counts.
func (g *grower) plant(ctx context.Context, part []*org.School, kind Kind) error {
	return g.s.db.Write(ctx, func(tx *db.Tx) error {
		var visits []*Visit
		var rows, signs [][]any
		for _, x := range part {
			v, answers := g.visit(x, kind)
			for _, a := range answers {
				rows = append(rows, []any{v.ID, a.Item, a.OpID, a.Revision, a.Result, text(a.Said), a.ByID, a.ByName, a.Agency, "", a.At, 0, a.At, false, ""})
			}
			for _, a := range v.unsigned() {
				name := v.LeadName
				if a == AtSchool {
					name = x.Principal
				}
				signs = append(signs, []any{v.ID, a, name, "seed", name, "", false, "", "", db.Millis(v.SubmittedAt)})
			}
			visits = append(visits, v)
		}
		if err := insertVisits(ctx, tx, visits); err != nil {
			return err
		}
		if _, err := tx.Insert(ctx, "inspection_answers", []string{"visit_id", "item", "op_id", "revision", "result", "said", "by_id", "by_name", "agency", "device",
			"device_at", "skew_ms", "at", "disputed", "recheck"}, rows, ""); err != nil {
			return err
		}
		if _, err := tx.Insert(ctx, "inspection_signs", []string{"visit_id", "agency", "name", "by_id", "by_name", "key", "refused", "note", "digest", "at"}, signs, ""); err != nil {
			return err
		}
		for _, v := range visits {
			if err := target(ctx, tx, v, "submitted"); err != nil {
				return err
			}
		}
		if err := addMonths(ctx, tx, visits); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "inspection.seed", g.r.ID, map[string]int{"visits": len(visits)})
	})
}

// visit makes up one inspection that went well, but for what is commonly found.
func (g *grower) visit(x *org.School, kind Kind) (*Visit, []*Answered) {
	at := g.now.AddDate(0, 0, -1-g.rand.IntN(18))
	at = time.Date(at.In(city).Year(), at.In(city).Month(), at.In(city).Day(), 9+g.rand.IntN(7), g.rand.IntN(60), 0, 0, city).UTC()
	v := &Visit{ID: id.New("vis"), RoundID: g.r.ID, Kind: kind, Title: g.r.Title, SchoolID: x.ID, SchoolName: x.Name, Path: x.Path, Day: today(at), ListID: g.r.ListID,
		ListVersion: g.r.ListVersion, LeadID: g.people.Lead[0], LeadName: g.people.Lead[1], LeadAgency: Education, State: Submitted, AuthorID: g.people.Lead[0],
		Author: g.people.Lead[1], CreatedAt: at.AddDate(0, 0, -3), BegunAt: at, SubmittedAt: at.Add(100 * time.Minute)}
	team := []struct {
		agency string
		who    [2]string
	}{{Education, g.people.Lead}, {"police", g.people.Police}, {"market", g.people.Market}, {"fire", g.people.Fire}}
	if kind.Own() {
		v.RoundID, v.Title, v.LeadAgency = "", "月度安全自查", AtSchool
		v.LeadID, v.LeadName = g.people.Safety[0], g.people.Safety[1]
		team = team[:1]
		team[0].agency, team[0].who = AtSchool, g.people.Safety
	}
	v.No = number(v.CreatedAt, v.ID)
	for i, m := range team {
		v.Parts = append(v.Parts, Part{PersonID: m.who[0], Name: m.who[1], Agency: m.agency, Lead: i == 0, JoinedAt: db.Millis(v.CreatedAt)})
	}
	answers := g.answers(v)
	scored := map[string]checklist.Answer{}
	byItem := map[string]*Answered{}
	for _, a := range answers {
		scored[a.Item] = checklist.Answer{Result: checklist.Result(a.Result)}
		byItem[a.Item] = a
	}
	v.tally(byItem, nil, g.sheet)
	v.Revision = int64(len(answers))
	score := checklist.ScoreOf(*g.sheet, scored)
	v.Score = &score
	return v, answers
}

func (g *grower) answers(v *Visit) []*Answered {
	duties := v.duties(g.sheet)
	var out []*Answered
	g.sheet.Each(func(_ *checklist.Section, i *checklist.Item) {
		part := v.Parts[0]
		for _, p := range v.Parts {
			if p.Agency == duties[i.Code][0] {
				part = p
			}
		}
		a := &Answered{Item: i.Code, OpID: fmt.Sprintf("seed-%d", len(out)+1), Revision: int64(len(out) + 1), ByID: part.PersonID, ByName: part.Name, Agency: part.Agency,
			At: db.Millis(v.BegunAt.Add(time.Duration(len(out)) * time.Minute))}
		a.Result = "ok"
		switch n := g.rand.IntN(100); {
		case i.Applies != "" && n < 60:
			a.Result = "na"
		case n >= 97 && !i.Stop:
			a.Result, a.Text, a.Place = "fault", commonFaults[g.rand.IntN(len(commonFaults))], commonPlaces[g.rand.IntN(len(commonPlaces))]
		case n >= 95 && !i.Stop:
			a.Result, a.Text, a.Fixed = "partly", "记录不全，已要求补齐", true
		}
		out = append(out, a)
	})
	return out
}

var (
	commonFaults = []string{"灭火器压力不足，已过检修期", "疏散通道堆放杂物", "监控有盲区，录像保存不足30日", "门卫器械未按清单配齐", "应急照明不亮", "台账记录不连续", "人车未分流，高峰时段混行"}
	commonPlaces = []string{"教学楼二层东侧", "食堂后门", "宿舍楼一层", "校门口", "实验楼三层", "配电室", "操场看台"}
)

// home gives the demo school its own self-inspections and the visit of today.
func (g *grower) home(ctx context.Context, schools []org.School) error {
	k := slices.IndexFunc(schools, func(x org.School) bool { return x.ID == g.people.Home })
	if k < 0 {
		return nil
	}
	if err := g.plant(ctx, []*org.School{&schools[k]}, Monthly); err != nil {
		return err
	}
	return g.s.db.Write(ctx, func(tx *db.Tx) error {
		x := &schools[k]
		v := &Visit{ID: id.New("vis"), RoundID: g.r.ID, Kind: Joint, Title: g.r.Title, SchoolID: x.ID, SchoolName: x.Name, Path: x.Path, Day: today(tx.Now), ListID: g.r.ListID,
			ListVersion: g.r.ListVersion, State: Planned, AuthorID: g.people.Lead[0], Author: g.people.Lead[1], CreatedAt: tx.Now.AddDate(0, 0, -2)}
		v.No = number(tx.Now, v.ID)
		if err := g.s.fillTeam(ctx, tx, v, []string{g.people.Lead[0], g.people.Police[0], g.people.Market[0], g.people.Fire[0]}); err != nil {
			return err
		}
		return g.s.addVisit(ctx, tx, v, nil)
	})
}

package drill

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

// SeedDrills gives a freshly planted city its past drills: a year for all schools
// of a large city, a few for a small one; and a drill that is ready for today at
// the school where the demo accounts work.
func (s *Service) SeedDrills(ctx context.Context, home string, year bool) error {
	if err := access.Require(ctx, PermPlan, access.Everywhere); err != nil {
		return err
	}
	var schools []org.School
	duties := map[string]Duty{}
	now := s.db.Clock().Now()
	month := today(now)[:7]
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if schools, err = org.SchoolsWithin(ctx, tx, []string{access.Everywhere}); err != nil {
			return err
		}
		for i := range schools {
			if duties[schools[i].ID], err = s.duty(ctx, tx, duties, schools[i].Path, schools[i].Kind, schools[i].Boarding, month); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(uint64(len(schools)), 64)) //nolint:gosec // an invented city, not a secret
	var past []*Drill
	for i := range schools {
		x := &schools[i]
		months := 2
		if year || x.ID == home {
			months = 12
		}
		if !year && x.ID != home && i%2 == 1 {
			continue
		}
		past = append(past, invent(r, x, duties[x.ID], now, months)...)
	}
	for part := range slices.Chunk(past, piece) {
		if err := s.plant(ctx, part, home); err != nil {
			return err
		}
	}
	return s.seedToday(ctx, home)
}

// invent makes up the last months of one school: nearly every due month has its
// drill, and people get quicker.
func invent(r *rand.Rand, x *org.School, u Duty, now time.Time, months int) (out []*Drill) {
	last := today(now.AddDate(0, 0, -1))
	steady := 0.9 + r.Float64()*0.09
	base := 42 + 11*float64(max(1, x.Storeys)) + float64(min(x.Pupils, 2400))/45
	for k := months - 1; k >= 0; k-- {
		month := shift(today(now)[:7], -k)
		need := u.Owes(month, 0, 0)
		if k == 0 && u.Interval > 1 {
			need = 0
		}
		for n := range need {
			day := workday(fmt.Sprintf("%s-%02d", month, 5+11*n+r.IntN(10)))
			if day > last || r.Float64() > steady {
				continue
			}
			took := base * (1 + 0.018*float64(k)) * (0.94 + r.Float64()*0.12)
			out = append(out, held(r, x, day, n, took))
		}
	}
	return out
}

// held is a drill that went its whole way.
func held(r *rand.Rand, x *org.School, day string, n int, took float64) *Drill {
	d := fresh(x, dayStart(day).AddDate(0, 0, -9))
	d.Day, d.At, d.Form, d.Scope = day, 9*60+40, Actual, All
	d.Scenario = yearScenarios[monthOf(day[:7])]
	if n > 0 {
		d.Scenario = "dormitory"
	}
	d.Title, d.Place, d.Commander = scenarioWords[d.Scenario]+"应急疏散演练", "操场", x.Principal
	d.TargetS = targetDefault
	if x.Storeys > fourStoreys {
		d.TargetS += 30 * (x.Storeys - fourStoreys)
	}
	d.Sheet = Sheet{Departments: "安全办、政教处、总务处、各年级组", Supplies: "口哨、扩音器、急救箱、集合点标牌；演练前一周完成培训", Script: demoScript}
	begin := dayStart(day).Add(9*time.Hour + 40*time.Minute + time.Duration(r.IntN(240))*time.Second)
	d.Signal, d.SignalPressed = Signature{"seed", x.Principal, begin}, begin
	d.OutAt = begin.Add(time.Duration(took*1000) * time.Millisecond)
	d.FullAt = d.OutAt.Add(time.Duration(20+r.IntN(70)) * time.Second)
	d.Stop = Signature{"seed", x.Principal, d.FullAt.Add(time.Minute)}
	d.Author = Signature{"seed:safety", "安全管理员", begin.AddDate(0, 0, -8)}
	d.Approver = Signature{"seed:principal", x.Principal, begin.AddDate(0, 0, -7)}
	d.Notice = &Notice{Parents: "应急疏散演练，不是真实警情，请勿惊慌。", Around: "张贴告示，告知社区", Who: "安全管理员", At: db.Millis(begin.AddDate(0, 0, -3))}
	d.Safety = allWell(db.Millis(begin.Add(-30 * time.Minute)))
	d.Enrolled, d.Valid, d.State = x.Pupils, true, Archived
	d.Sum.Pupils = x.Pupils
	d.Sum.Present = x.Pupils - r.IntN(1+x.Pupils/60)
	d.Evaluator = Signature{"seed:safety", "安全管理员", d.Stop.At.Add(3 * time.Hour)}
	d.Archiv = Signature{"seed:safety", "安全管理员", d.Stop.At.AddDate(0, 0, 2)}
	e := Evaluation{Fit: "yes", Sufficient: "yes", Process: "信号发出后各班按路线有序撤到集合点，逐班清点。", Improvement: "继续保持，缩短低年级下楼时间。"}
	for _, k := range Items {
		e.Items = append(e.Items, Mark{Key: k, Score: "yes"})
	}
	for _, k := range Aspects {
		e.Review = append(e.Review, Mark{Key: k, Score: "yes"})
	}
	if took > float64(d.TargetS) {
		e.Items[8].Score, e.Improvement = "partly", "分年级错峰下楼，增加一名楼道疏导员。"
	}
	d.Evaluation = &e
	return d
}

const demoScript = "1. 广播三遍演练信号，任课教师先处置、后疏散；2. 各班按楼层路线下楼，一二年级走东梯，其余走西梯，楼道疏导员就位；" +
	"3. 到操场集合点按班清点，班主任在手机上点“到场”；4. 总指挥确认全员点到后结束，现场讲评。"

func allWell(at int64) *Safety {
	out := &Safety{Who: "安全管理员", At: at}
	for _, k := range CheckKeys {
		out.Items = append(out.Items, CheckItem{Key: k, OK: true})
	}
	return out
}

// plant writes a portion of past drills with their counters. Only those of the demo
// school have their classes, as 1,500 schools would fill the disk with them.
func (s *Service) plant(ctx context.Context, part []*Drill, home string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var all []org.Class
		list := make([]Count, 0, len(part))
		seen := map[string]int{}
		for _, d := range part {
			if d.SchoolID == home {
				if all == nil {
					var err error
					if all, err = org.SchoolClasses(ctx, tx, home); err != nil {
						return err
					}
				}
				d.enrol(all)
			}
			c := Count{SchoolID: d.SchoolID, Month: d.Month(), Path: d.Path, Held: 1, Valid: 1, EvacMS: d.Took(d.OutAt).Milliseconds(),
				Present: int64(d.Sum.Present), Enrolled: int64(d.Enrolled)}
			// One row per school and month: a statement may not meet the same one twice.
			key := d.SchoolID + d.Month()
			if i, ok := seen[key]; ok {
				m := &list[i]
				m.Held, m.Valid, m.EvacMS, m.Present, m.Enrolled = m.Held+1, m.Valid+1, m.EvacMS+c.EvacMS, m.Present+c.Present, m.Enrolled+c.Enrolled
				continue
			}
			seen[key] = len(list)
			list = append(list, c)
		}
		if err := insertDrills(ctx, tx, part); err != nil {
			return err
		}
		if err := insertClasses(ctx, tx, part); err != nil {
			return err
		}
		if err := addCounts(ctx, tx, list); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "drill.seed", "drills", map[string]int{"drills": len(part)})
	})
}

// enrol gives a past drill its classes, arriving one after another.
func (d *Drill) enrol(all []org.Class) {
	gap := d.Took(d.OutAt) / time.Duration(2*max(1, len(all)))
	at := d.OutAt.Add(-gap * time.Duration(len(all)-1))
	for i, c := range all {
		arrived := at.Add(gap * time.Duration(i))
		d.Classes = append(d.Classes, Class{ID: c.ID, Name: c.Name, Grade: c.Grade, Teacher: c.Teacher, TeacherID: c.TeacherID, Pupils: c.Pupils,
			ArrivedAt: arrived, ArrivedGot: arrived, Present: c.Pupils, ByName: c.Teacher, SaidAt: arrived, GotAt: arrived})
	}
	full := d.FullAt
	d.total()
	d.FullAt = full
}

// seedToday leaves a drill that only waits for its signal.
func (s *Service) seedToday(ctx context.Context, home string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := org.GetSchool(ctx, tx, home)
		if err != nil {
			return err
		}
		d := &Drill{ID: id.New("drl"), SchoolID: x.ID, SchoolName: x.Name, Path: x.Path, State: Ready, Day: today(tx.Now), At: 10 * 60,
			Scenario: "fire", Form: Actual, Scope: All, Title: "教学楼火灾应急疏散演练", Place: "操场", Commander: x.Principal, TargetS: targetDefault,
			Sheet:    Sheet{Departments: "安全办、政教处、总务处、各年级组", Supplies: "口哨、扩音器、急救箱、集合点标牌", Script: demoScript},
			Author:   Signature{"seed:safety", "安全管理员", tx.Now.AddDate(0, 0, -6)},
			Approver: Signature{"seed:principal", x.Principal, tx.Now.AddDate(0, 0, -5)},
			Notice:   &Notice{Parents: "应急疏散演练，不是真实警情，请勿惊慌。", Around: "张贴告示，告知社区", Who: "安全管理员", At: db.Millis(tx.Now.AddDate(0, 0, -3))},
			Safety:   allWell(db.Millis(tx.Now.Add(-time.Hour))),
		}
		d.No = number(tx.Now, d.ID)
		if err := s.fill(ctx, tx, d, &x, nil); err != nil {
			return err
		}
		if err := s.add(ctx, tx, d); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "drill.seed", d.ID, nil)
	})
}

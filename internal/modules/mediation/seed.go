package mediation

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

// Cast are the try-out accounts that the seed puts into its stories, ids by their part.
type Cast struct {
	Home                                       string // school
	Principal, Safety, Teacher, Guard, Officer string
}

// story is one sort of dispute as the invented city has it.
type story struct {
	kind, facts, claim, measures string
	risk                         Risk
	minors                       bool
	people                       int
	consequences                 []string
}

var stories = []story{
	{"home_school", "家长对分班结果不满，两次到校找班主任，情绪激动。", "要求调换班级", "年级主任当面说明分班办法，约定一周内书面答复", Yellow, true, 3, []string{"opinion"}},
	{"injury", "体育课上两名学生相撞，一人手臂骨折，双方家长对医药费分担有分歧。", "要求学校承担全部医药费", "保险理赔先行，请街道人民调解员参加协商", Orange, true, 5, []string{"lawsuit"}},
	{"neighbours", "校门东侧修路，居民与学校就围墙外移发生争执。", "要求恢复原通道", "请社区、住建部门现场会商，临时开辟人行通道", Yellow, false, 12, []string{"crowd"}},
	{"fees", "学期中转学，家长要求退还剩余伙食费。", "退还伙食费", "核对就餐天数，五个工作日内退费", Blue, true, 2, nil},
	{"staff", "两名教师因职称评审材料问题发生争执。", "要求复核", "工会约谈，评审小组复核并公示", Blue, false, 2, nil},
	{"pupils", "同宿舍学生因物品丢失发生推搡。", "要求赔礼道歉", "班主任、宿管分别谈话，双方家长到校沟通", Blue, true, 4, nil},
	{"supplies", "部分家长质疑校服采购价格。", "公开采购过程", "公开招标文件和质检报告，召开家委会说明", Yellow, true, 30, []string{"opinion"}},
	{"former_staff", "被解聘的临时工多次到校门口要求补发工资。", "补发两个月工资", "劳动仲裁部门介入，核算工资，加强门卫值守", Orange, false, 1, []string{"extreme"}},
	{"bullying", "家长反映孩子连续几天被同学起绰号、孤立。", "要求学校处理并保证不再发生", "成立调查组，十日内作出认定并告知双方", Orange, true, 4, []string{"opinion", "lawsuit"}},
	{"works", "操场改造工程尾款未付，施工方到校讨要。", "支付尾款", "财务核对合同，与施工方签订付款计划", Yellow, false, 6, []string{"crowd"}},
}

// Seed gives a freshly planted city its disputes, returns, link orders, a notice at the
// gate of the school where people try the system, and children under care.
func (s *Service) Seed(ctx context.Context, cast Cast) error {
	if err := access.Require(ctx, PermManage, access.Everywhere); err != nil {
		return err
	}
	var schools []org.School
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		schools, err = org.SchoolsWithin(ctx, tx, []string{access.Everywhere})
		return err
	}); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(uint64(len(schools)), 38)) //nolint:gosec // an invented city, not a secret
	now := s.db.Clock().Now()
	var list []*Dispute
	for i := range schools {
		x := &schools[i]
		if x.ID == cast.Home {
			list = append(list, s.homeDisputes(x, cast, now)...)
			continue
		}
		if r.Float64() < 0.35 {
			list = append(list, invent(r, x, now, 4+r.IntN(150)))
		}
	}
	for part := range slices.Chunk(list, piece) {
		if err := s.plantDisputes(ctx, part); err != nil {
			return err
		}
	}
	if err := s.seedReturns(ctx, r, schools, cast.Home, now); err != nil {
		return err
	}
	if err := s.seedPolice(ctx, schools, cast); err != nil {
		return err
	}
	return s.seedCare(ctx, schools, cast)
}

// invent is a dispute that has come some way since it was entered, days ago.
func invent(r *rand.Rand, x *org.School, now time.Time, days int) *Dispute {
	y := stories[r.IntN(len(stories))]
	at := now.AddDate(0, 0, -days)
	d := y.begin(x, at)
	d.Registrar.Who = "安全管理员"
	d.Order = Order{Department: "德育处", OwnerID: "seed:owner", Measures: y.measures, Due: addDays(d.Day, 28)}
	d.Owner = "德育主任"
	if y.risk.needsLeader() {
		d.Order.LeaderID, d.Leader = "seed:leader", x.Principal
	}
	d.Finders = []Finder{{"seed:a", "年级主任", true}, {"seed:b", "工会主席", true}}
	switch {
	case days > 26:
		d.State, d.Result, d.Agreement, d.ClosedAt = Closed, "resolved", "双方达成一致，已签字。", at.AddDate(0, 0, 9+r.IntN(15))
		d.Revisit = &Revisit{Day: today(d.ClosedAt), Result: "satisfied"}
		if d.Sheet.Harm || r.IntN(9) == 0 {
			d.Result = "eased"
		}
	case days > 14:
		d.State, d.Agreement = Agreed, "双方达成一致，已签字。"
	default:
		d.State = Mediating
	}
	if days > 26 && r.IntN(12) == 0 { // a few drag on
		d.State, d.Result, d.Agreement, d.Revisit, d.ClosedAt = Mediating, "", "", nil, time.Time{}
	}
	return d
}

func (y story) begin(x *org.School, at time.Time) *Dispute {
	d := &Dispute{ID: id.New("dsp"), SchoolID: x.ID, SchoolName: x.Name, Path: x.Path, Day: today(at), Kind: y.kind, Source: "monthly", State: Registered, Risk: y.risk,
		Sheet:     Sheet{People: y.people, Minors: y.minors, Facts: y.facts, Claim: y.claim, Consequences: y.consequences},
		Registrar: Signature{"seed:safety", "安全管理员", at}}
	d.No = number("JF", at, d.ID)
	return d
}

// homeDisputes are what one finds on trying the system: one to grade, one under way in
// one's own hands, one that is overdue, one that is over.
func (s *Service) homeDisputes(x *org.School, cast Cast, now time.Time) []*Dispute {
	fresh := stories[8].begin(x, now.Add(-3*time.Hour))
	fresh.Risk, fresh.Sheet.Consequences, fresh.Source = "", nil, "report"
	fresh.Registrar.By = cast.Safety
	mid := stories[1].begin(x, now.AddDate(0, 0, -6))
	mid.State, mid.Owner, mid.Leader = Mediating, "安全管理员", x.Principal
	mid.Order = Order{Department: "德育处", OwnerID: cast.Safety, Measures: stories[1].measures, Due: addDays(mid.Day, 30), LeaderID: cast.Principal, Calm: "班主任每天与双方家长沟通一次"}
	mid.Finders = []Finder{{cast.Safety, "安全管理员", true}, {cast.Teacher, "班主任", true}}
	late := stories[2].begin(x, now.AddDate(0, 0, -40))
	late.State, late.Owner = Mediating, "安全管理员"
	late.Order = Order{Department: "总务处", OwnerID: cast.Safety, Measures: stories[2].measures, Due: addDays(late.Day, 30)}
	late.Finders = []Finder{{cast.Safety, "安全管理员", true}, {cast.Principal, x.Principal, true}}
	r := rand.New(rand.NewPCG(1, 38)) //nolint:gosec // as above
	return []*Dispute{fresh, mid, late, invent(r, x, now, 70), invent(r, x, now, 120)}
}

func (s *Service) plantDisputes(ctx context.Context, part []*Dispute) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := insertDisputes(ctx, tx, part); err != nil {
			return err
		}
		var parties, lines [][]any
		for _, d := range part {
			parties = append(parties, []any{d.ID, 1, "甲", partyWord(d), d.Sheet.Minors, ""}, []any{d.ID, 2, "乙", "学校", false, ""})
			for k, at := range map[string]time.Time{"register": d.Registrar.At, "close": d.ClosedAt} {
				if !at.IsZero() {
					lines = append(lines, []any{id.New("mln"), d.ID, db.Millis(at), k, d.Registrar.Who, `{}`})
				}
			}
		}
		if _, err := tx.Insert(ctx, "mediation_parties", []string{"dispute_id", "n", "code", "relation", "minor", "staff_id"}, parties, ""); err != nil {
			return err
		}
		if _, err := tx.Insert(ctx, "mediation_lines", []string{"id", "subject_id", "at", "kind", "by_name", "data"}, lines, ""); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "mediation.seed", "mediation_disputes", map[string]int{"disputes": len(part)})
	})
}

func partyWord(d *Dispute) string {
	if d.Sheet.Minors {
		return "学生家长"
	}
	return map[string]string{"neighbours": "周边居民", "staff": "本校教师", "former_staff": "原聘用人员", "works": "施工单位"}[d.Kind] + "代表"
}

// seedReturns lets nearly all schools have reported last month, and most this month if
// its day is near.
func (s *Service) seedReturns(ctx context.Context, r *rand.Rand, schools []org.School, home string, now time.Time) error {
	last := dayStart(today(now)[:7]+"-01").AddDate(0, -1, 0)
	var list []Return
	for m, share := range []float64{0.96, 0.4} {
		month := last.AddDate(0, m, 0)
		period := month.Format("2006-01")
		for i := range schools {
			x := &schools[i]
			if r.Float64() > share || m == 1 && x.ID == home {
				continue
			}
			at := month.AddDate(0, 0, 8+r.IntN(14)).Add(9 * time.Hour)
			if at.After(now) {
				at = now.Add(-time.Duration(1+r.IntN(40)) * time.Hour)
			}
			found := max(0, r.IntN(5)-3)
			list = append(list, Return{SchoolID: x.ID, School: x.Name, Path: x.Path, Period: period, State: map[bool]string{true: "zero", false: "submitted"}[found == 0],
				Found: found, Open: found, Late: today(at) > period+"-20", By: "安全管理员", At: db.Millis(at)})
		}
	}
	for part := range slices.Chunk(list, piece) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			rows := make([][]any, len(part))
			for i := range part {
				rows[i] = part[i].row("monthly", "seed")
			}
			if _, err := tx.Insert(ctx, "mediation_returns", returnColumns, rows, "ON CONFLICT DO NOTHING"); err != nil {
				return err
			}
			return audit.Record(ctx, tx, "mediation.seed", "mediation_returns", map[string]int{"returns": len(part)})
		}); err != nil {
			return err
		}
	}
	return nil
}

// seedPolice writes link orders and a notice in the name of the try-out officer.
func (s *Service) seedPolice(ctx context.Context, schools []org.School, cast Cast) error {
	near := []string{cast.Home}
	var county string
	for i := range schools {
		if schools[i].ID == cast.Home {
			county = countyOf(schools[i].Path)
		}
	}
	for i := range schools {
		if schools[i].ID != cast.Home && countyOf(schools[i].Path) == county && len(near) < 3 {
			near = append(near, schools[i].ID)
		}
	}
	now := today(s.db.Clock().Now())
	officer, err := s.actor(ctx, cast.Officer, county)
	if err != nil {
		return err
	}
	if _, err := s.WriteLink(officer, LinkOrder{SchoolIDs: near, Risk: Orange, Concerns: []string{"loiter", "gate"}, Measures: []string{"guard_post", "visitors", "pickup"},
		Note: "上下学时段校门东侧加派一名保安，来访一律核验登记。", From: now, To: addDays(now, 20)}); err != nil {
		return err
	}
	_, err = s.WriteLink(officer, LinkOrder{SchoolIDs: near[len(near)-1:], Risk: Yellow, Concerns: []string{"route"}, Measures: []string{"patrol", "pickup"},
		Note: "放学路段夜间施工，提醒家长接送。", From: now, To: addDays(now, 10)})
	if err != nil {
		return err
	}
	return s.seedNotice(officer, cast.Home)
}

func (s *Service) seedNotice(officer context.Context, home string) error {
	var gate string
	if err := s.db.Read(officer, func(tx *db.Tx) (err error) {
		gate, err = db.One(officer, tx, db.Value[string], `SELECT id FROM school_places WHERE school_id = $1 AND kind = 'gate' ORDER BY sort, id LIMIT 1`, home)
		return err
	}); err != nil {
		if db.IsNotFound(err) {
			return nil
		}
		return err
	}
	picture, err := figure()
	if err != nil {
		return err
	}
	_, err = s.IssueNotice(officer, NoticeDraft{PlaceIDs: []string{gate}, Days: 10, Picture: picture,
		Text: "如图所示穿深色外套、戴灰色帽子者再次到校门口，不得放行，立即按一键报警并报告带班领导，不要与其争执。（演示图片）"})
	return err
}

// actor acts as one of the try-out accounts, with what an officer of the county holds.
func (s *Service) actor(ctx context.Context, person, county string) (context.Context, error) {
	var name, unit string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRow(ctx, `SELECT name, unit FROM people WHERE id = $1`, person).Scan(&name, &unit)
	})
	held := map[access.Perm][]string{}
	for _, p := range []access.Perm{PermLinks, PermIssue} {
		held[p] = []string{county}
	}
	return access.With(ctx, access.Actor{Kind: access.Person, ID: person, Name: name, Unit: unit, Held: held}), err
}

// seedCare puts a few children of many schools under care, three of them with the
// try-out teacher; one waits for the principal.
func (s *Service) seedCare(ctx context.Context, schools []org.School, cast Cast) error {
	type kid struct{ pupil, name, class, className, school, schoolName, path, teacher string }
	var kids []kid
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		for i := range schools {
			if schools[i].ID != cast.Home && i%3 != 0 {
				continue
			}
			some, err := db.All(ctx, tx, func(row db.Scanner) (k kid, err error) {
				err = row.Scan(&k.pupil, &k.name, &k.class, &k.className, &k.school, &k.schoolName, &k.path, &k.teacher)
				return k, err
			}, `SELECT p.id, p.name, k.id, k.name, s.id, s.name, s.path, COALESCE(k.teacher_id, '') FROM pupils p JOIN school_classes k ON k.id = p.class_id
				JOIN schools s ON s.id = p.school_id WHERE p.school_id = $1 AND p.status = 'active' AND p.seat = $2 ORDER BY k.grade, k.id LIMIT $3`, schools[i].ID, 3+i%7, 1+i%8)
			if err != nil {
				return err
			}
			kids = append(kids, some...)
		}
		return nil
	}); err != nil {
		return err
	}
	now := s.db.Clock().Now()
	waiting := false
	list := make([]*Care, 0, len(kids))
	for i, k := range kids {
		c := &Care{ID: id.New("car"), Version: 1, SchoolID: k.school, School: k.schoolName, Path: k.path, PupilID: k.pupil, ClassID: k.class, Class: k.className,
			Kinds: []string{CareKinds[i%4]}, Measures: []string{CareMeasures[i%3], CareMeasures[3+i%4]}, State: CareActive, Until: today(now.AddDate(0, 0, 60+i%90)),
			Proposer: Signature{"seed:teacher", "班主任", now.AddDate(0, 0, -20)}, Approver: Signature{"seed:leader", "分管领导", now.AddDate(0, 0, -19)},
			Readers: []CareReader{{"seed:teacher", "班主任", "teacher"}}, masked: mask(k.name)}
		if k.school == cast.Home {
			c.Readers = []CareReader{{cast.Teacher, "班主任", "teacher"}, {cast.Principal, "校长", "leader"}}
			c.Proposer.By = cast.Teacher
			if !waiting {
				waiting = true
				c.State, c.Approver = CareProposed, Signature{}
			}
		}
		list = append(list, c)
	}
	for part := range slices.Chunk(list, piece) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			if err := insertCare(ctx, tx, part); err != nil {
				return fmt.Errorf("care: %w", err)
			}
			return audit.Record(ctx, tx, "mediation.seed", "mediation_care", map[string]int{"children": len(part)})
		}); err != nil {
			return err
		}
	}
	return nil
}

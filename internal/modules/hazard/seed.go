package hazard

import (
	"cmp"
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
)

// sample is a thing that is found wrong at schools; home is where the demo accounts
// work.
type sample struct {
	category, item, place, text, measures, agency string
	level                                         Level
	clause                                        string
}

var samples = []sample{
	{"fire", "B05-12", "教学楼二层走廊", "两具灭火器压力不足，已过检验期", "更换灭火器并登记检查卡", Education, General, ""},
	{"fire", "B05-11", "宿舍楼西侧楼梯", "应急照明灯损坏三盏，疏散指示标志脱落", "更换灯具，补装标志", Education, General, ""},
	{"fire", "B05-15", "教师办公室", "私拉插线板给电暖器供电", "拆除插线板，加装固定插座", Education, General, ""},
	{"fire", "B05-11", "消防车通道", "教职工车辆停在消防车通道上", "划线、立牌，安排门卫引导", "fire", General, ""},
	{"building", "B06-04", "操场看台", "看台栏杆焊缝开裂，有松动", "焊接加固并拉力检查", Education, General, ""},
	{"building", "B06-06", "教学楼外墙", "外墙瓷砖局部空鼓，有脱落风险", "围挡下方，铲除空鼓部分重做", Education, General, ""},
	{"food", "B07-05", "食堂仓库", "调味品两箱超过保质期未清理", "下架销毁，补做效期台账", "market", General, ""},
	{"food", "B07-08", "食堂留样间", "留样量不足125克，时间标签缺失", "按规定留样并逐项登记", "market", General, ""},
	{"people", "B02-02", "门卫室", "一名保安员上岗证过期", "安排换证培训，期间调整岗位", "police", General, ""},
	{"tech", "B04-03", "北校门", "门口摄像机夜间画面模糊，存储不足30天", "更换摄像机，扩充存储", "police", General, ""},
	{"kit", "B03-02", "门卫室", "防暴盾牌破损一面，钢叉卡簧失灵", "更换装备并做使用训练", "police", General, ""},
	{"bus", "B08-04", "校车停靠点", "一辆校车灭火器缺失，安全带两副损坏", "停运检修，补齐后复检", "traffic", General, ""},
	{"traffic", "B08-10", "南校门路口", "放学时段人车混行，缺少硬质隔离", "加装隔离栏，调整护学岗位置", "police", General, ""},
	{"dormitory", "B09-04", "女生宿舍三层", "宿舍窗户限位器缺失六处", "补装限位器", Education, General, ""},
	{"lab", "B10-02", "化学实验室", "强酸与有机试剂混放，通风柜风量不足", "分类存放，检修通风柜", Education, General, ""},
	{"crowd", "B12-01", "教学楼东楼梯", "课间楼梯无疏导员，右行标识磨损", "重做标识，排定疏导值班", Education, General, ""},
	{"around", "B15-02", "校门口", "校门口50米内有流动食品摊点占道", "联系城管清理并加强巡查", "city", General, ""},
	{"utility", "B11-03", "锅炉房", "燃气报警器未按期标定", "请有资质单位标定", Education, General, ""},
	{"fire", "B05-09", "宿舍楼南出口", "夜间安全出口上锁，钥匙不在值班室", "改装推闩式逃生门锁，值班室双备钥匙", "fire", Major, "H1-08"},
	{"fire", "B05-10", "幼儿活动室外窗", "外窗装有固定防盗网，影响逃生", "改为可内开式防盗网", "fire", Major, "H1-09"},
	{"building", "B06-01", "旧仓库", "鉴定为D级的旧仓库仍在堆放教具", "清空停用，报批拆除", Education, Major, "H2-01"},
	{"fire", "B05-07", "办公楼一层门厅", "电动自行车在楼内停放充电", "清出楼内，在室外设集中充电棚", "fire", Major, "H1-06"},
}

// SeedHazards gives a freshly planted city a year of hazards: most of them struck
// off, some under way in every state, a few of them late or major.
func (s *Service) SeedHazards(ctx context.Context, home string) error {
	if err := access.Require(ctx, PermOversee, access.Everywhere); err != nil {
		return err
	}
	now := s.db.Clock().Now()
	var schools []org.School
	var rules string
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if schools, err = org.SchoolsWithin(ctx, tx, []string{access.Everywhere}); err != nil {
			return err
		}
		rs, err := rulesAt(ctx, tx, access.Everywhere, dayOf(now))
		if err == nil {
			rules = rs.ID
		}
		return err
	}); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(uint64(len(schools)), 35)) //nolint:gosec // an invented city, not a secret
	var all []*Hazard
	for i := range schools {
		x := &schools[i]
		n := 2 + r.IntN(3)
		if x.ID == home {
			n = 9
		}
		for k := range n {
			all = append(all, s.invent(ctx, r, x, now, rules, x.ID == home, k))
		}
	}
	slices.SortStableFunc(all, func(a, b *Hazard) int { return a.FoundAt.Compare(b.FoundAt) })
	for part := range slices.Chunk(all, piece) {
		if err := s.plant(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// homeStates are what the demo school shows: something to do for everybody.
var homeStates = []State{Registered, Graded, Assigned, Rectifying, Rectifying, Verifying, Closed, Closed, Closed}

func (s *Service) invent(ctx context.Context, r *rand.Rand, x *org.School, now time.Time, rules string, home bool, k int) *Hazard {
	m := samples[r.IntN(len(samples))]
	for m.level == Major && r.IntN(4) > 0 {
		m = samples[r.IntN(len(samples))]
	}
	state := Closed
	age := time.Duration(24+r.IntN(330*24)) * time.Hour
	if home {
		state, m = homeStates[k], samples[(k*5)%len(samples)]
	} else if r.IntN(8) == 0 {
		state = []State{Registered, Graded, Assigned, Rectifying, Rectifying, Rectifying, Verifying}[r.IntN(7)]
	}
	if state.Open() {
		age = time.Duration(12+r.IntN(16*24)) * time.Hour
	}
	h := &Hazard{
		ID: id.New("hzd"), SchoolID: x.ID, SchoolName: x.Name, Path: x.Path, County: countyPath(x.Path), FoundAt: now.Add(-age).Truncate(time.Minute),
		Way: []string{"weekly", "monthly", "term", "joint", "special"}[r.IntN(5)], Category: CategoryOf(m.category), ItemCode: m.item, Place: m.place, Text: m.text,
		Proposed: m.level, Level: m.level, Kind: Limited, State: state, Agency: m.agency, Unit: x.Name, Owner: x.Principal, Measures: m.measures, Funds: -1,
		Finder: x.Principal, FinderUnit: x.Name, FinderAgency: School,
	}
	if h.Way == "joint" || h.Way == "special" || h.Agency != Education || h.Level == Major {
		h.Finder, h.FinderUnit, h.FinderAgency = "检查组", "联合检查组", Education
	}
	h.Year = yearOf(h.FoundAt)
	h.DueAt, h.DueNorm = s.deadline(ctx, h, h.FoundAt)
	h.FirstDueAt = h.DueAt
	step := func(hours int) Signature {
		return Signature{By: "seed", Who: "县教育局安全股", At: earlier(h.FoundAt.Add(time.Duration(hours)*time.Hour), now)}
	}
	reached := func(states ...State) bool { return slices.Contains(states, state) }
	if !reached(Registered) {
		h.Grader, h.RuleSet = step(6), rules
		if m.clause != "" {
			h.Clauses, h.Basis = []string{m.clause}, "现场检查认定"
			h.Interim, h.InterimKind, h.InterimBy, h.InterimAt = "现场封闭，安排专人看守", "close", x.Principal, step(8).At
		}
	}
	if !reached(Registered, Graded) {
		h.Assigner, h.Leader, h.Funds, h.FundsFrom, h.Plan = step(10), x.Principal, int64(500*(1+r.IntN(40))), "公用经费", "整改期间专人看守，发现险情先疏散后报告"
	}
	if reached(Rectifying, Verifying, Closed) {
		h.ReceivedBy, h.ReceivedAt = x.Principal, step(14).At
	}
	if reached(Verifying, Closed) {
		took := 1 + r.IntN(13)
		if r.IntN(9) == 0 {
			took += 12 // late
		}
		h.Fixer = Signature{By: "seed:safety", Who: "安全管理员", At: earlier(h.FoundAt.AddDate(0, 0, took), now.Add(-time.Hour))}
		h.FixNote, h.Reworks = h.Measures+"，已完成", int(one(r.IntN(12) == 0))
	}
	if state == Closed {
		h.Verifier = Signature{By: "seed:county", Who: "县教育局安全股", At: earlier(h.Fixer.At.Add(26*time.Hour), now)}
		h.VerifyNote, h.ClosedAt = "现场复查，整改到位", h.Verifier.At
		if yearOf(h.ClosedAt) < yearOf(now) {
			h.State, h.ArchivedAt = Archived, now
		}
	} else {
		h.Year = yearOf(now)
	}
	h.Overdue = h.State.Open() && h.State != Verifying && h.LateDays(now) > 0
	s.schedule(ctx, h, now)
	return h
}

func earlier(a, b time.Time) time.Time {
	if a.After(b) {
		return b
	}
	return a
}

// plant writes a portion with numbers, lines, tasks and counts.
func (s *Service) plant(ctx context.Context, part []*Hazard) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := numberAll(ctx, tx, part); err != nil {
			return err
		}
		if err := insertHazards(ctx, tx, part); err != nil {
			return err
		}
		var lines [][]any
		sum := tally{}
		for _, h := range part {
			lines = append(lines, h.story()...)
			sum.add(h, 1)
			if err := s.tasks(ctx, tx, nil, h); err != nil {
				return err
			}
		}
		if _, err := tx.Insert(ctx, "hazard_timeline", []string{"id", "hazard_id", "at", "kind", "by_id", "by_name", "unit", "data"}, lines, ""); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "hazard.seed", "hazards", map[string]int{"hazards": len(part)}); err != nil {
			return err
		}
		return sum.save(ctx, tx)
	})
}

// numberAll numbers a portion, county by county and year by year.
func numberAll(ctx context.Context, tx *db.Tx, part []*Hazard) error {
	type scope struct {
		county string
		year   int
	}
	by := map[scope][]*Hazard{}
	for _, h := range part {
		k := scope{h.County, yearOf(h.FoundAt)}
		by[k] = append(by[k], h)
	}
	keys := make([]scope, 0, len(by))
	for k := range by {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b scope) int { return cmp.Or(cmp.Compare(a.county, b.county), cmp.Compare(a.year, b.year)) })
	for _, k := range keys {
		first, err := serial(ctx, tx, k.county, k.year, len(by[k]))
		if err != nil {
			return err
		}
		for i, h := range by[k] {
			h.Number = number(k.county, k.year, first+int64(i))
		}
	}
	return nil
}

// story are the lines of an invented hazard.
func (h *Hazard) story() (out [][]any) {
	add := func(at time.Time, kind, who string, data map[string]any) {
		if at.IsZero() {
			return
		}
		text, _ := json.Marshal(data)
		out = append(out, []any{id.New("htl"), h.ID, db.Millis(at), kind, "seed", who, "", string(text)})
	}
	add(h.FoundAt, "register", h.Finder, map[string]any{"number": h.Number, "level": string(h.Proposed)})
	add(h.Grader.At, "grade", h.Grader.Who, map[string]any{"level": string(h.Level), "clauses": h.Clauses})
	add(h.InterimAt, "interim", h.InterimBy, map[string]any{"kind": h.InterimKind, "text": h.Interim})
	add(h.Assigner.At, "assign", h.Assigner.Who, map[string]any{"owner": h.Owner, "due": db.Millis(h.DueAt)})
	add(h.ReceivedAt, "receive", h.ReceivedBy, map[string]any{})
	add(h.Fixer.At, "fix", h.Fixer.Who, map[string]any{"note": h.FixNote})
	add(h.ClosedAt, "verify", h.Verifier.Who, map[string]any{"note": h.VerifyNote})
	return out
}

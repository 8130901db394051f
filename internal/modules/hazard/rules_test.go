package hazard

import (
	"errors"
	"slices"
	"testing"
	"time"
)

var (
	noon    = time.Date(2026, 11, 2, 4, 0, 0, 0, time.UTC) // Monday noon in the city
	officer = Actor{ID: "o", Name: "安全员", School: true, At: noon}
	head    = Actor{ID: "h", Name: "校长", School: true, Leads: true, At: noon}
	countyA = Actor{ID: "c1", Name: "县甲", Bureau: true, County: true, At: noon}
	countyB = Actor{ID: "c2", Name: "县乙", Bureau: true, County: true, At: noon}
	cityA   = Actor{ID: "t1", Name: "市甲", Bureau: true, City: true, At: noon}
	cityB   = Actor{ID: "t2", Name: "市乙", Bureau: true, City: true, At: noon}
	brigade = Actor{ID: "f", Name: "消防", Competent: true, At: noon}
	nobody  = Actor{ID: "n", Name: "路人", At: noon}
)

func fresh(change ...func(*Hazard)) *Hazard {
	h := &Hazard{ID: "hzd_1", SchoolID: "sch_1", State: Registered, Level: General, Proposed: General, FinderAgency: Education, Agency: Education,
		Place: "教学楼", Text: "灯坏", Owner: "张三", Unit: "一中", Funds: -1, Kind: Limited, FoundAt: noon.Add(-time.Hour), DueAt: noon.AddDate(0, 0, 15), FirstDueAt: noon.AddDate(0, 0, 15)}
	for _, c := range change {
		c(h)
	}
	return h
}

func in(s State) func(*Hazard) { return func(h *Hazard) { h.State = s } }
func major(h *Hazard)          { h.Level, h.Proposed, h.Grader = Major, Major, countyA.sign() }
func bySchool(h *Hazard)       { h.FinderAgency = School }
func fixedBy(w Actor) func(*Hazard) {
	return func(h *Hazard) { h.State = Verifying; h.Fixer, h.FixerLed = w.sign(), w.Leads }
}
func settled(h *Hazard) {
	h.Measures, h.Leader, h.Funds, h.FundsFrom, h.Plan = "换锁", "李校长", 5000, "公用经费", "专人看守"
}

func want(t *testing.T, what string, err, is error) {
	t.Helper()
	if !errors.Is(err, is) {
		t.Errorf("%s: %v, want %v", what, err, is)
	}
}

func TestGrade(t *testing.T) {
	none := map[string]bool{}
	for _, c := range []struct {
		what    string
		h       *Hazard
		level   Level
		clauses []string
		have    map[string]bool
		w       Actor
		is      error
	}{
		{"the county confirms by a direct clause", fresh(major), Major, []string{"H1-08"}, none, countyA, nil},
		{"the competent agency may", fresh(major), Major, []string{"H1-08"}, none, brigade, nil},
		{"the school may not", fresh(major), Major, []string{"H1-08"}, none, head, errNotJudge},
		{"without a clause", fresh(major), Major, nil, none, countyA, errClauseNeeded},
		{"an unknown clause", fresh(major), Major, []string{"X9"}, none, countyA, errClause},
		{"a member alone is not major", fresh(), Major, []string{"C1-01"}, none, countyA, errClauseNeeded},
		{"a composite that is short", fresh(), Major, []string{"C1-00", "C1-01"}, map[string]bool{"C1-02": true}, countyA, errComposite},
		{"a composite of three", fresh(), Major, []string{"C1-00", "C1-01"}, map[string]bool{"C1-02": true, "C1-03": true}, countyA, nil},
		{"proposed major is not lowered by one", fresh(major), General, nil, none, countyA, errTwoNeeded},
		{"the school grades its own ordinary one", fresh(func(h *Hazard) { h.FinderAgency = School }), General, nil, none, officer, nil},
		{"not one that a bureau has found", fresh(), General, nil, none, officer, errNotJudge},
		{"nobody may", fresh(), General, nil, none, nobody, errNotJudge},
		{"an ordinary one becomes major while it is mended", fresh(in(Rectifying)), Major, []string{"H1-08"}, none, countyA, nil},
		{"not twice", fresh(in(Closed)), General, nil, none, countyA, errNotNow},
	} {
		err := c.h.Grade(c.level, &national, c.clauses, c.have, "", c.w)
		want(t, c.what, err, c.is)
		if err == nil && (c.h.State != Graded || c.h.Level != c.level || c.h.RuleSet != national.ID) {
			t.Errorf("%s: %+v", c.what, c.h)
		}
	}
}

func TestFiveBeforeAMajorOneMayProceed(t *testing.T) {
	latest := noon.AddDate(0, 0, 60)
	h := fresh(major, in(Graded))
	want(t, "nothing settled", h.Assign(time.Time{}, latest, "", countyA), errFive)
	if miss := h.Missing(); !slices.Equal(miss, []string{"measures", "duty", "funds", "plan"}) {
		t.Errorf("missing %v", miss)
	}
	settled(h)
	want(t, "all settled", h.Assign(time.Time{}, latest, "", countyA), nil)
	h = fresh(in(Graded))
	want(t, "an ordinary one needs only who and when", h.Assign(time.Time{}, latest, "", countyA), nil)
	want(t, "too late", fresh(in(Graded)).Assign(noon.AddDate(0, 0, 61), latest, "", countyA), errDueLate)
	want(t, "in the past", fresh(in(Graded)).Assign(noon.Add(-time.Hour), latest, "", countyA), errDuePast)
	want(t, "the head assigns what the school found", fresh(in(Graded), bySchool).Assign(time.Time{}, latest, "", head), nil)
	want(t, "but not what was found from above", fresh(in(Graded)).Assign(time.Time{}, latest, "", head), errNotJudge)
	want(t, "without an owner", fresh(in(Graded), func(h *Hazard) { h.Owner = "" }).Assign(time.Time{}, latest, "", countyA), errMandatory)
}

func TestWhoMayVerify(t *testing.T) {
	listed := func(level string, s ListState) func(*Hazard) {
		return func(h *Hazard) { h.ListedLevel, h.Listed = level, s }
	}
	for _, c := range []struct {
		what string
		h    *Hazard
		w    Actor
		is   error
	}{
		{"who mended it", fresh(fixedBy(officer)), officer, errOwnFix},
		{"the head who mended it", fresh(bySchool, fixedBy(head)), head, errOwnFix},
		{"one below who mended it", fresh(bySchool, fixedBy(head)), officer, errBelow},
		{"a colleague of the same rank", fresh(bySchool, fixedBy(officer)), Actor{ID: "o2", School: true, At: noon}, errBelow},
		{"the head, of what the school found", fresh(bySchool, fixedBy(officer)), head, nil},
		{"the head, of what was found from above", fresh(fixedBy(officer)), head, errFromAbove},
		{"who answers for it", fresh(fixedBy(officer), func(h *Hazard) { h.OwnerID = "c1" }), countyA, errOwnFix},
		{"the county", fresh(fixedBy(officer)), countyA, nil},
		{"an agency that mended it itself", fresh(fixedBy(brigade)), brigade, errOwnFix},
		{"nobody", fresh(fixedBy(officer)), nobody, errNotJudge},
		{"a major one that is not listed", fresh(major, fixedBy(officer)), countyA, nil},
		{"listed by the city, by the county", fresh(major, fixedBy(officer), listed("city", ListDelisted)), countyA, errListBody},
		{"listed by the county, by the city", fresh(major, fixedBy(officer), listed("county", ListDelisted)), cityA, errListBody},
		{"before it is delisted", fresh(major, fixedBy(officer), listed("city", ListInspected)), cityA, errDelistFirst},
		{"after it is delisted", fresh(major, fixedBy(officer), listed("city", ListDelisted)), cityA, nil},
	} {
		want(t, c.what, c.h.MayVerify(c.w), c.is)
	}
	h := fresh(fixedBy(officer))
	want(t, "without a word", h.Verify(true, "", countyA), errVerifyNote)
	want(t, "sent back", h.Verify(false, "仍然锁闭", countyA), nil)
	if h.State != Rectifying || h.Reworks != 1 || h.Fixer.By != "" {
		t.Errorf("sent back: %+v", h)
	}
}

func TestMendNeedsPairs(t *testing.T) {
	b1, b2 := Photo{ID: "b1", Phase: "before"}, Photo{ID: "b2", Phase: "before"}
	a1, a2 := Photo{ID: "a1", Phase: "after", Pair: "b1"}, Photo{ID: "a2", Phase: "after", Pair: "b2"}
	loose := Photo{ID: "a3", Phase: "after"}
	for _, c := range []struct {
		what   string
		h      *Hazard
		photos []Photo
		is     error
	}{
		{"no picture", fresh(in(Rectifying)), nil, errPairs},
		{"no before, one after", fresh(in(Rectifying)), []Photo{loose}, nil},
		{"one of two answered", fresh(in(Rectifying)), []Photo{b1, b2, a1}, errPairs},
		{"both answered", fresh(in(Rectifying)), []Photo{b1, b2, a1, a2}, nil},
		{"answers of the last round", fresh(in(Rectifying), func(h *Hazard) { h.Reworks = 1 }), []Photo{b1, a1}, errPairs},
		{"a major one without interim control", fresh(in(Rectifying), major), []Photo{loose}, errInterimFirst},
	} {
		want(t, c.what, c.h.Mend("已修", c.photos, officer), c.is)
	}
	want(t, "at once with a pair", fresh().MendAtOnce("换灯", []Photo{b1, a1}, officer), nil)
	want(t, "at once without before", fresh().MendAtOnce("换灯", []Photo{loose}, officer), errPairs)
	want(t, "at once, proposed major", fresh(major).MendAtOnce("换灯", []Photo{b1, a1}, officer), errOnSpot)
}

func TestTwoPersons(t *testing.T) {
	h := fresh(major)
	want(t, "without a reason", h.AskFor("downgrade", " ", noon, noon, 2, countyA), errReason)
	want(t, "asked", h.AskFor("downgrade", "现场复核不构成", noon, noon, 2, countyA), nil)
	want(t, "two at once", h.AskFor("invalid", "无", noon, noon, 2, countyB), errAsked)
	want(t, "decided by who asked", h.Decide(true, countyA), errSecond)
	want(t, "decided by the school", h.Decide(true, head), errNotJudge)
	want(t, "decided by another", h.Decide(true, countyB), nil)
	if h.Level != General || h.State != Graded || h.Asked.Kind != "" {
		t.Errorf("downgraded: %+v", h)
	}
	h = fresh()
	want(t, "the school says there is none", h.AskFor("invalid", "误报", noon, noon, 2, officer), nil)
	want(t, "the county agrees", h.Decide(true, countyA), nil)
	if h.State != Invalid || h.EndReason != "误报" {
		t.Errorf("invalid: %+v", h)
	}
	want(t, "only what was just registered", fresh(in(Rectifying)).AskFor("invalid", "误报", noon, noon, 2, officer), errNotNow)
}

func TestExtension(t *testing.T) {
	latest := noon.AddDate(0, 0, 30)
	h := fresh(in(Rectifying))
	want(t, "earlier than now", h.AskFor("extend", "缺配件", noon.AddDate(0, 0, 10), latest, 2, officer), errDueEarlier)
	want(t, "past the norm", h.AskFor("extend", "缺配件", noon.AddDate(0, 0, 31), latest, 2, officer), errDueLate)
	want(t, "asked", h.AskFor("extend", "缺配件", noon.AddDate(0, 0, 25), latest, 2, officer), nil)
	want(t, "refused", h.Decide(false, countyA), nil)
	if h.Extensions != 0 || !h.DueAt.Equal(noon.AddDate(0, 0, 15)) {
		t.Error("a refused extension moved the deadline")
	}
	want(t, "asked again", h.AskFor("extend", "缺配件", noon.AddDate(0, 0, 25), latest, 2, officer), nil)
	want(t, "granted", h.Decide(true, countyA), nil)
	if h.Extensions != 1 || !h.DueAt.Equal(noon.AddDate(0, 0, 25)) {
		t.Errorf("granted: %+v", h)
	}
	h.Extensions = 2
	want(t, "a third time", h.AskFor("extend", "缺配件", noon.AddDate(0, 0, 26), latest, 2, officer), errExtended)
}

func TestHandOverMergeEscalate(t *testing.T) {
	h := fresh()
	want(t, "by the school", h.HandOver("fire", "消防职责", officer), errNotJudge)
	want(t, "to nobody", h.HandOver("moon", "消防职责", countyA), errAgency)
	want(t, "handed over", h.HandOver("fire", "消防职责", countyA), nil)
	want(t, "twice", h.HandOver("police", "又移", countyA), errTransferOpen)
	want(t, "a receipt by the bureau without a number", h.Acknowledge("", countyA), errReceipt)
	want(t, "the receipt", h.Acknowledge("", brigade), nil)
	want(t, "given back without a reason", h.GiveBack("", brigade), errReason)
	want(t, "given back", h.GiveBack("不属消防", brigade), nil)
	if h.Agency != Education || h.FromAgency != "fire" || h.Transfer != "" {
		t.Errorf("given back: %+v", h)
	}
	other := fresh(func(x *Hazard) { x.ID = "hzd_2" })
	want(t, "into itself", h.Join(h, "重复", countyA), errMergeInto)
	want(t, "a major one into an ordinary one", fresh(major).Join(other, "重复", countyA), errMergeLevel)
	want(t, "merged", h.Join(other, "重复", countyA), nil)
	e := fresh(in(Rectifying))
	want(t, "reported up without interim control", e.Escalate("资金不足", officer), errInterimFirst)
	want(t, "interim", e.Guard("close", "封闭通道", officer), nil)
	want(t, "reported up", e.Escalate("资金不足", officer), nil)
}

func TestListingFromProposalToArchive(t *testing.T) {
	h := fresh(major, in(Graded))
	_, err := Propose(fresh(), "city", Sheet{Reason: "久拖"}, cityA)
	want(t, "an ordinary one", err, errNotMajor)
	l, err := Propose(h, "city", Sheet{Reason: "久拖不改"}, cityA)
	want(t, "proposed", err, nil)
	want(t, "approved by who proposed", l.Approve(true, "", cityA), errListSecond)
	want(t, "approved by the county", l.Approve(true, "", countyA), errListBody)
	want(t, "issued before it is approved", l.Issue(Sheet{}, noon.AddDate(0, 0, 60), day, cityA), errListState)
	want(t, "approved", l.Approve(true, "同意", cityB), nil)
	order := Sheet{Supervisor: "王局长", Require: "拆除并验收"}
	want(t, "issued without a supervisor", l.Issue(Sheet{}, noon.AddDate(0, 0, 60), day, cityA), errListFields)
	want(t, "issued", l.Issue(order, noon.AddDate(0, 0, 60), 15*day, cityA), nil)
	want(t, "plan", l.File("分三步拆除", head), nil)
	want(t, "accepted", l.Accept(cityA), nil)
	want(t, "report", l.Report("已拆一半", 15*day, officer), nil)
	want(t, "a stop without a decision", l.Outcome("suspend", "停用宿舍", "", cityA), errDecisionNo)
	want(t, "a stop", l.Outcome("suspend", "停用宿舍", "忻政决〔2026〕3号", cityA), nil)
	want(t, "delisting before it is mended", l.AskDelist(h, "已整改", officer), errNotNow)
	h.State, h.Fixer = Verifying, officer.sign()
	want(t, "asked", l.AskDelist(h, "已整改", officer), nil)
	want(t, "inspected before the reopening check", l.Inspect(h, true, "符合", day, cityA), errReopen)
	want(t, "inspected, not mended", l.Inspect(h, false, "仍有两间", day, cityA), nil)
	if h.State != Rectifying || h.Reworks != 1 || l.State != ListRectifying {
		t.Errorf("not mended: %+v %+v", h, l)
	}
	h.State, h.Fixer = Verifying, officer.sign()
	want(t, "asked again", l.AskDelist(h, "已整改", officer), nil)
	want(t, "reopening check", l.Outcome("reopen", "复查符合，恢复使用", "", cityA), nil)
	want(t, "inspected", l.Inspect(h, true, "符合", day, cityB), nil)
	want(t, "put away too early", l.Put(h, cityA), errListState)
	want(t, "delisted", l.Delist("经验收予以摘牌", cityA), nil)
	want(t, "put away before it is struck off", l.Put(h, cityA), errNotNow)
	h.Listed, h.ListedLevel = l.State, l.Level
	want(t, "struck off", h.Verify(true, "整改到位", cityB), nil)
	want(t, "put away", l.Put(h, cityA), nil)
}

func TestDeadlines(t *testing.T) {
	ladder := []rung{{"first", -7 * day}, {"second", -3 * day}, {"last", -day}, {"due", 0}, {"school", day}, {"county", 3 * day}, {"city", 7 * day}}
	h := fresh(in(Rectifying))
	if n, at := nextStep(h, ladder, noon); n != 0 || !at.Equal(h.DueAt.Add(-7*day)) {
		t.Errorf("first: %d %v", n, at)
	}
	if n, _ := nextStep(h, ladder, h.DueAt.Add(-2*day)); n != 2 {
		t.Errorf("two days before: step %d", n)
	}
	if n, _ := nextStep(h, ladder, h.DueAt.Add(9*day)); n != 3 {
		t.Errorf("late when it came in: step %d", n)
	}
	if _, at := nextStep(fresh(in(Verifying)), ladder, noon); !at.IsZero() {
		t.Error("reminded of what is mended")
	}
	for _, c := range []struct {
		at   time.Duration
		want string
	}{{-4 * day, "green"}, {-3 * day, "yellow"}, {-time.Hour, "orange"}, {time.Second, "red"}} {
		if got := Colour(h.DueAt, h.DueAt.Add(c.at)); got != c.want {
			t.Errorf("%v before: %s, want %s", -c.at, got, c.want)
		}
	}
	if n := h.LateDays(h.DueAt.Add(25 * time.Hour)); n != 2 {
		t.Errorf("late by %d days", n)
	}
	// Friday + 2 working days is Tuesday; with the Monday off by order it is Wednesday,
	// and a Saturday worked by order counts.
	friday := time.Date(2026, 11, 6, 4, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		off  map[string]bool
		want string
	}{{nil, "2026-11-10"}, {map[string]bool{"2026-11-09": true}, "2026-11-11"}, {map[string]bool{"2026-11-07": false}, "2026-11-09"}} {
		if got := dayOf(addWorkdays(friday, 2, c.off)); got != c.want {
			t.Errorf("two working days after Friday: %s, want %s", got, c.want)
		}
	}
}

func TestNationalRulesCanBeJudgedBy(t *testing.T) {
	if err := national.Check(); err != nil {
		t.Fatal(err)
	}
	bad := national
	bad.Rules = append(slices.Clone(national.Rules), Rule{Code: "C9-00", Text: "x", Mode: Composite, Of: []string{"H1-01", "C1-01"}, Min: 2})
	want(t, "a composite of what is no member", bad.Check(), errRuleSet)
}

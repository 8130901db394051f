package mediation

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

func TestTextThatFindsSomebodyIsRefused(t *testing.T) {
	cases := []struct {
		text string
		code string
	}{
		{"校门东侧每天放学有人滋扰，请加强护学岗", ""},
		{"有效期至2026年3月20日，3月9日 16:40 前到岗", ""},
		{"2026-03-20 16:30 至 18:00", ""},
		{"20260320 起执行", ""},
		{"三年级二班、四年级一班", ""},
		{"参加 120 人，涉及 3 所学校", ""},
		{"联系电话13835001234", "mediation.text_numbers"},
		{"电话 138-3500-1234", "mediation.text_numbers"},
		{"电话１３８３５００１２３４", "mediation.text_numbers"},
		{"打一三八三五零零一二三四", "mediation.text_numbers"},
		{"1 3 8 3 5 0 0 1 2 3 4", "mediation.text_numbers"},
		{"140902198601012317", "mediation.text_numbers"},
		{"14090219860101231X", "mediation.text_numbers"},
		{"0350-3123456", "mediation.text_numbers"},
		{"微信号 wang_er_88", "mediation.text_numbers"},
		{"abc@example.com", "mediation.text_numbers"},
		{"6222 0202 0000 1234", "mediation.text_numbers"},
		{"该人系刑满释放人员", "mediation.text_person"},
		{"患精神分裂症", "mediation.text_person"},
		{"姓名：王某", "mediation.text_person"},
	}
	for _, c := range cases {
		if got := errs.Code(screen(true, c.text)); got != c.code {
			t.Errorf("%s: %q, want %q", c.text, got, c.code)
		}
	}
	if err := screen(false, "当事人曾住院治疗，家长要求退费，涉及抑郁症证明"); err != nil {
		t.Errorf("a ledger may say what a dispute is about: %v", err)
	}
}

// A link order names nobody: what looks like a name is shown to its writer, and what
// a school is told to do is not taken for one.
func TestNamesInALinkOrderAreSeen(t *testing.T) {
	for text, name := range map[string]string{
		"注意张三丰，勿让其入校": "张三丰", "注意接送, 李强 , 东门": "李强", "男子王小明在东门徘徊": "王小明", "请留意赵先生": "赵", "欧阳娜娜": "欧阳娜娜", "刘某某可能到校": "刘某某",
	} {
		if got := nameIn(text); got != name {
			t.Errorf("%s: %q, want %q", text, got, name)
		}
		if err := screenLink(text, false); errs.Code(err) != "mediation.text_name" {
			t.Errorf("%s went through: %v", text, err)
		}
		if err := screenLink(text, true); err != nil {
			t.Errorf("%s, looked at: %v", text, err)
		}
	}
	for _, text := range []string{
		"高峰时段加强护学岗", "周边巡逻", "放学时封闭东门，家长在黄线外等候", "请安排专人护送，马上落实", "周五、周末", "高年级，低年级分批放学", "任何车辆不得入内", "家长在校门外等候", "方案，程序，范围",
		"东门加派一名保安", "学生从西门离校", "门卫核对来访人员的证件", "家长接送", "陌生人员不得入校", "万一发生，马上报警",
	} {
		if got := nameIn(text); got != "" {
			t.Errorf("%s holds no name, but %q was seen", text, got)
		}
	}
	if err := screenLink("电话 138 0013 8000", true); errs.Code(err) != "mediation.text_numbers" {
		t.Errorf("a number went through because the writer was sure: %v", err)
	}
}

// Whoever sees a column and its sum, and knows the rule by heart, still cannot tell any
// small count: among all columns of up to four counts, at least two that look the same
// differ in each small count. Only sums that leave no room beyond the largest count
// tried are judged.
func TestSmallCountsCannotBeWorkedOut(t *testing.T) {
	for rows := 1; rows <= 4; rows++ {
		most := map[int]int{1: 20, 2: 20, 3: 20, 4: 13}[rows]
		seen := map[string][]map[int]bool{}
		shape := map[string][]Cell{}
		var walk func(prefix []int)
		walk = func(prefix []int) {
			if len(prefix) == rows {
				sum := 0
				for _, n := range prefix {
					sum += n
				}
				if sum > most {
					return
				}
				cells, total := suppress(prefix, 5)
				key := fmt.Sprint(cells, total)
				if seen[key] == nil {
					seen[key], shape[key] = make([]map[int]bool, rows), cells
					for i := range seen[key] {
						seen[key][i] = map[int]bool{}
					}
				}
				for i, n := range prefix {
					seen[key][i][n] = true
				}
				return
			}
			for n := range most + 1 {
				walk(append(slices.Clone(prefix), n))
			}
		}
		walk(nil)
		for key, possible := range seen {
			for i, c := range shape[key] {
				if c.Mask == "small" && len(possible[i]) < 2 {
					t.Fatalf("%s gives count %d away: %v", key, i, possible[i])
				}
				if c.Mask == "" && len(possible[i]) != 1 {
					t.Fatalf("%s shows count %d wrongly: %v", key, i, possible[i])
				}
			}
		}
	}
}

func TestSuppressKeepsWhatIsHarmless(t *testing.T) {
	cells, total := suppress([]int{0, 12, 30}, 5)
	if cells[0] != told(0) || cells[1] != told(12) || total != told(42) {
		t.Fatalf("%v %v", cells, total)
	}
	cells, total = suppress([]int{3, 12, 30}, 5)
	if cells[0] != smallCell || cells[1] != hiddenCell || cells[2] != told(30) || total.Mask != "" {
		t.Fatalf("one more is withheld, the sum stands: %v %v", cells, total)
	}
}

func staffed(state State, risk Risk) *Dispute {
	return &Dispute{State: state, Risk: risk, Day: "2026-03-02", Order: Order{OwnerID: "per_owner", Due: "2026-03-20"}}
}

func TestNothingIsHandedOnBeforeFourThingsAreFixed(t *testing.T) {
	whole := Order{Department: "德育处", OwnerID: "per_a", Measures: "约谈双方家长", Due: "2026-03-20"}
	cases := []struct {
		name string
		risk Risk
		with func(*Order)
		code string
	}{
		{"whole", Yellow, func(*Order) {}, ""},
		{"no department", Yellow, func(o *Order) { o.Department = " " }, "mediation.order_incomplete"},
		{"nobody", Yellow, func(o *Order) { o.OwnerID = "" }, "mediation.order_incomplete"},
		{"no measures", Blue, func(o *Order) { o.Measures = "" }, "mediation.order_incomplete"},
		{"no day", Blue, func(o *Order) { o.Due = "" }, "mediation.order_incomplete"},
		{"too long", Blue, func(o *Order) { o.Due = "2026-04-02" }, "mediation.due_wrong"},
		{"in the past", Blue, func(o *Order) { o.Due = "2026-03-01" }, "mediation.due_wrong"},
		{"orange without a leader", Orange, func(*Order) {}, "mediation.leader_needed"},
		{"red with one", Red, func(o *Order) { o.LeaderID = "per_b" }, ""},
	}
	for _, c := range cases {
		o := whole
		c.with(&o)
		d := &Dispute{State: Graded, Risk: c.risk, Day: "2026-03-02"}
		if got := errs.Code(d.Assign(o, 30, "2026-03-02")); got != c.code {
			t.Errorf("%s: %q, want %q", c.name, got, c.code)
		}
	}
}

func TestWhoEstablishesTheFacts(t *testing.T) {
	a, b := Finder{ID: "per_a", Apart: true}, Finder{ID: "per_b", Apart: true}
	for name, c := range map[string]struct {
		finders []Finder
		code    string
	}{
		"two":        {[]Finder{a, b}, ""},
		"one":        {[]Finder{a}, "mediation.finders_few"},
		"one twice":  {[]Finder{a, a}, "mediation.finders_few"},
		"undeclared": {[]Finder{a, {ID: "per_b"}}, "mediation.finders_few"},
		"a party":    {[]Finder{a, {ID: "per_party", Apart: true}}, "mediation.finder_is_party"},
	} {
		if got := errs.Code(staffed(Assigned, Blue).Begin(c.finders, 2, []string{"per_party"})); got != c.code {
			t.Errorf("%s: %q, want %q", name, got, c.code)
		}
	}
}

func TestClosing(t *testing.T) {
	now := dayStart("2026-03-10")
	other, owner := access.Actor{ID: "per_other"}, access.Actor{ID: "per_owner"}
	if code := errs.Code(staffed(Revisited, Blue).Close("resolved", owner, now)); code != "mediation.own_close" {
		t.Errorf("his own: %q", code)
	}
	if code := errs.Code(staffed(Mediating, Blue).Close("resolved", other, now)); code != "mediation.not_now" {
		t.Errorf("before the revisit: %q", code)
	}
	d := staffed(Revisited, Blue)
	d.Sheet.Harm = true
	if code := errs.Code(d.Close("resolved", other, now)); code != "mediation.report_first" {
		t.Errorf("harm unreported: %q", code)
	}
	if code := errs.Code(d.Tell(Report{To: "police", At: now.Add(time.Hour).UnixMilli()}, now)); code != "mediation.report_wrong" {
		t.Errorf("reported in the future: %q", code)
	}
	if err := d.Tell(Report{To: "police", At: now.UnixMilli()}, now); err != nil {
		t.Fatal(err)
	}
	if err := d.Close("resolved", other, now); err != nil || d.State != Closed {
		t.Fatalf("%v %s", err, d.State)
	}
	if err := d.Relapse(); err != nil || d.State != Graded || d.Relapses != 1 || !d.ClosedAt.IsZero() {
		t.Fatalf("broke out again: %v %+v", err, d)
	}
}

func TestPuttingOff(t *testing.T) {
	d := staffed(Mediating, Blue)
	if code := errs.Code(d.Extend("2026-03-31", 10)); code != "mediation.due_wrong" {
		t.Errorf("eleven days: %q", code)
	}
	if code := errs.Code(d.Extend("2026-03-25", 0)); code != "mediation.extended_once" {
		t.Errorf("no norm lets it: %q", code)
	}
	if err := d.Extend("2026-03-30", 10); err != nil {
		t.Fatal(err)
	}
	if code := errs.Code(d.Extend("2026-04-02", 10)); code != "mediation.extended_once" {
		t.Errorf("twice: %q", code)
	}
}

func TestPeriods(t *testing.T) {
	for period, want := range map[string]span{
		"2026-03":  {"monthly", "2026-03-01", "2026-03-31", "2026-03-20"},
		"2026-02":  {"monthly", "2026-02-01", "2026-02-28", "2026-02-20"},
		"2026-W10": {"weekly", "2026-03-02", "2026-03-08", "2026-03-08"},
		"2026-W53": {"weekly", "2026-12-28", "2027-01-03", "2027-01-03"},
		"2025-W53": {}, "2026-13": {}, "2026-W00": {}, "": {}, "2026-3": {},
	} {
		got, err := spanOf(period, 20)
		if got != want || (err == nil) != (want.kind != "") {
			t.Errorf("%s: %+v %v, want %+v", period, got, err, want)
		}
	}
	if s, _ := spanOf("2026-02", 31); s.due != "2026-02-28" {
		t.Errorf("a day the month does not have: %s", s.due)
	}
}

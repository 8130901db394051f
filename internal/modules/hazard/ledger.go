package hazard

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"huxue/internal/driver/spreadsheet"
)

// The ledger (台账) as the upper level asks for it: its columns in their order, and
// how each cell is written and read again. What is written and read once is the
// same when it is written a second time. (domain.md §3.6)
var ledgerColumns = []struct {
	key, head string
	width     float64
	other     []string // headings people use for it
}{
	{"serial", "序号", 6, nil},
	{"number", "隐患编号", 22, []string{"编号"}},
	{"county", "县区", 12, []string{"县（市、区）", "县市区", "区县", "县"}},
	{"school", "学校", 26, []string{"学校名称", "单位名称", "校名"}},
	{"found", "排查时间", 17, []string{"检查时间", "发现时间", "排查日期"}},
	{"way", "排查方式", 12, []string{"检查方式"}},
	{"finder", "排查单位/人员", 24, []string{"排查单位", "排查人员", "检查人", "检查单位"}},
	{"category", "大类", 12, []string{"隐患大类", "隐患类别", "类别"}},
	{"sub", "小类", 14, []string{"隐患小类"}},
	{"place", "具体部位", 18, []string{"部位", "位置", "隐患部位"}},
	{"text", "隐患描述", 44, []string{"描述", "隐患内容", "存在问题", "问题描述"}},
	{"before", "整改前照片", 12, nil},
	{"level", "等级(一般/重大)", 10, []string{"等级", "隐患等级"}},
	{"basis", "判定依据条款", 24, []string{"判定依据", "依据"}},
	{"kind", "整改类型(立即/限期)", 12, []string{"整改类型"}},
	{"measures", "整改措施", 36, []string{"措施"}},
	{"unit", "责任单位", 22, []string{"整改责任单位"}},
	{"owner", "整改责任人", 12, []string{"责任人"}},
	{"leader", "包保(督办)领导", 14, []string{"包保领导", "督办领导", "包保责任人"}},
	{"funds", "资金(金额/来源)", 20, []string{"资金", "整改资金"}},
	{"due", "整改时限", 17, []string{"时限", "整改期限"}},
	{"interim", "临时管控措施及预案", 30, []string{"临时管控措施", "管控措施"}},
	{"received", "签收时间", 17, nil},
	{"state", "进展", 18, []string{"整改进展", "状态", "整改情况"}},
	{"fixed", "完成时间", 17, []string{"整改完成时间"}},
	{"after", "整改后照片", 12, nil},
	{"verifier", "验收人", 12, nil},
	{"verified", "验收时间", 17, nil},
	{"verdict", "验收意见", 22, nil},
	{"closed", "销号时间", 17, nil},
	{"listed", "挂牌(编号/级别)", 22, []string{"挂牌"}},
	{"extended", "延期次数", 9, nil},
	{"late", "逾期天数", 9, nil},
	{"remark", "备注", 24, nil},
}

// The words of the ledger. (standard vocabulary of §3.6, ways of §3.1)
var (
	levelWords = map[Level]string{General: "一般", Major: "重大"}
	kindWords  = map[Kind]string{Immediate: "立即整改", Limited: "限期整改"}
	stateWords = map[State]string{Draft: "草稿", Registered: "已登记", Graded: "已定级", Assigned: "已交办", Rectifying: "整改中", Verifying: "待验收",
		Closed: "已销号", Archived: "已归档", Invalid: "不成立", Merged: "已合并"}
	wayWords = map[string]string{"daily": "日巡查", "weekly": "周检查", "monthly": "月排查", "term": "学期大排查", "joint": "联合检查", "county": "县级检查",
		"special": "专项检查", "inspector": "责任督学随访", "public": "群众举报", "event": "校舍安全检查", "drill": "应急演练"}
	categoryWords = map[string]string{"duty": "责任制度", "people": "人防", "kit": "物防", "tech": "技防", "gate": "门卫", "fire": "消防", "building": "校舍设施",
		"utility": "特种设备与水电气暖", "food": "食品饮水", "health": "卫生防疫", "bus": "校车", "traffic": "交通", "lab": "实验室与危化品", "dormitory": "宿舍",
		"sport": "体育设施", "crowd": "集中活动与踩踏", "around": "周边环境", "dispute": "矛盾与重点风险", "teaching": "教育与演练", "other": "其他"}
	listWords = map[string]string{"county": "县级", "city": "市级"}
)

func back[K comparable](words map[K]string, said string) (K, bool) {
	folded := spreadsheet.Fold(said)
	for k, w := range words {
		if spreadsheet.Fold(w) == folded {
			return k, true
		}
	}
	var none K
	return none, false
}

const minuteLayout = "2006-01-02 15:04"

// minute is an instant as the ledger has it, "" for none.
func minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(city).Format(minuteLayout)
}

// deadlineCell is a day where the deadline is the day's end, as most are.
func deadlineCell(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if l := t.In(city); l.Hour() == 23 && l.Minute() == 59 {
		return l.Format(time.DateOnly)
	}
	return minute(t)
}

// pair joins two texts of one cell; a text alone keeps its mark, so that the two are
// told apart again.
func pair(a, mark, b string) string {
	if a == "" && b == "" {
		return ""
	}
	return a + mark + b
}

func fundsCell(n int64, from string) string {
	if n < 0 && from == "" {
		return ""
	}
	if n < 0 {
		return "/" + from
	}
	return pair(strconv.FormatInt(n, 10)+"元", "/", from)
}

func basisCell(clauses []string, basis string) string {
	if len(clauses) == 0 {
		return basis
	}
	return strings.TrimSpace("[" + strings.Join(clauses, " ") + "] " + basis)
}

func photosCell(n int, note string) string {
	if n > 0 {
		return fmt.Sprintf("%d张", n)
	}
	return note
}

// ledgerRow is what stands in a row beside the hazard itself.
type ledgerRow struct {
	*Hazard
	CountyName            string
	BeforeN, AfterN       int
	BeforeNote, AfterNote string
	row                   int // in the workbook it was read from
}

// cells are the texts of a row after its serial number, appended to out.
func (r *ledgerRow) cells(out []string, now time.Time) []string {
	h := r.Hazard
	status := stateWords[h.State]
	if h.Progress != "" {
		status += "：" + h.Progress
	}
	listed := ""
	if h.ListedNo != "" || h.ListedLevel != "" {
		listed = h.ListedNo + "/" + listWords[h.ListedLevel]
	}
	interim := h.Interim
	if h.Plan != "" {
		interim += planMark + h.Plan
	}
	return append(out, h.Number, r.CountyName, h.SchoolName, minute(h.FoundAt), wayWords[h.Way], pair(h.FinderUnit, "/", h.Finder), categoryWords[h.Category],
		h.Sub, h.Place, h.Text, photosCell(r.BeforeN, r.BeforeNote), levelWords[h.Level], basisCell(h.Clauses, h.Basis), kindWords[h.Kind], h.Measures,
		h.Unit, h.Owner, h.Leader, fundsCell(h.Funds, h.FundsFrom), deadlineCell(h.DueAt), interim, minute(h.ReceivedAt), status, minute(h.Fixer.At),
		photosCell(r.AfterN, r.AfterNote), h.Verifier.Who, minute(h.Verifier.At), h.VerifyNote, minute(h.ClosedAt), listed, count0(h.Extensions),
		count0(h.lateInLedger(now)), h.Remark)
}

const planMark = "；预案："

func count0(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// lateInLedger counts from the minutes that the ledger shows, so that a ledger read
// and written again counts the same.
func (h *Hazard) lateInLedger(now time.Time) int {
	x := *h
	x.ClosedAt, x.Fixer.At = h.ClosedAt.Truncate(time.Minute), h.Fixer.At.Truncate(time.Minute)
	if deadlineCell(h.DueAt) == dayOf(h.DueAt) {
		x.DueAt = endOfDay(h.DueAt)
	} else {
		x.DueAt = h.DueAt.Truncate(time.Minute)
	}
	return x.LateDays(now)
}

// rowReason is why a row cannot be taken, by column.
type rowReason struct {
	Column string `json:"column"`
	Code   string `json:"code" enum:"required,unknown,no_date,too_long,twice,differs,forbidden,order,number"`
	Other  string `json:"other,omitempty" doc:"the row or what it clashes with"`
}

// read takes a row's cells by column key. What is missing is said, nothing is
// guessed; school and number are judged where the ledger is at hand.
func (r *ledgerRow) read(cell func(key string) string) (bad []rowReason) {
	h := &Hazard{Funds: -1, Agency: Education, Year: 0}
	r.Hazard = h
	no := func(column, code string) { bad = append(bad, rowReason{Column: column, Code: code}) }
	text := func(key string, most int, need bool) string {
		v := strings.TrimSpace(cell(key))
		if v == "" && need {
			no(key, "required")
		}
		if len([]rune(v)) > most {
			no(key, "too_long")
		}
		return v
	}
	at := func(key string, need bool) time.Time {
		v := strings.TrimSpace(cell(key))
		if v == "" {
			if need {
				no(key, "required")
			}
			return time.Time{}
		}
		t, ok := readTime(v)
		if !ok {
			no(key, "no_date")
		}
		return t
	}
	h.Number, r.CountyName, h.SchoolName = text("number", 60, false), text("county", 40, false), text("school", 80, true)
	h.FoundAt = at("found", true)
	h.Sub, h.Place, h.Text = text("sub", 60, false), text("place", 80, true), text("text", 1000, true)
	h.FinderUnit, h.Finder = split(text("finder", 120, false), "/")
	r.BeforeNote, r.AfterNote = text("before", 200, false), text("after", 200, false)
	h.Clauses, h.Basis = readBasis(text("basis", 600, false))
	h.Measures, h.Unit, h.Owner, h.Leader = text("measures", 1000, false), text("unit", 80, false), text("owner", 40, true), text("leader", 40, false)
	h.Interim, h.Plan = split(text("interim", 2000, false), planMark)
	h.ReceivedAt, h.Fixer.At, h.Verifier.At, h.ClosedAt = at("received", false), at("fixed", false), at("verified", false), at("closed", false)
	h.Verifier.Who, h.VerifyNote, h.Remark = text("verifier", 40, false), text("verdict", 1000, false), text("remark", 1000, false)
	h.DueAt = at("due", true)
	if v := strings.TrimSpace(cell("due")); len(v) <= len(time.DateOnly) && !h.DueAt.IsZero() {
		h.DueAt = endOfDay(h.DueAt)
	}
	h.FirstDueAt = h.DueAt
	r.words(cell, no)
	r.numbers(cell, no)
	if len(bad) == 0 && !h.ClosedAt.IsZero() && h.ClosedAt.Before(h.FoundAt) {
		no("closed", "order")
	}
	h.Proposed = h.Level
	if h.Level == Major {
		h.Grader = Signature{Who: "历史台账", At: h.FoundAt}
	}
	h.Year = yearOf(h.FoundAt)
	return bad
}

// words reads what the ledger has standard words for.
func (r *ledgerRow) words(cell func(string) string, no func(column, code string)) {
	h := r.Hazard
	pick := func(key string, ok bool, need bool) {
		said := strings.TrimSpace(cell(key))
		switch {
		case said == "" && need:
			no(key, "required")
		case said != "" && !ok:
			no(key, "unknown")
		}
	}
	var ok bool
	h.Way, ok = back(wayWords, cell("way"))
	pick("way", ok, false)
	if h.Way == "" {
		h.Way = "special"
	}
	h.Category, ok = back(categoryWords, cell("category"))
	pick("category", ok, true)
	said := strings.TrimSuffix(strings.TrimSpace(cell("level")), "隐患")
	h.Level, ok = back(levelWords, said)
	pick("level", ok, true)
	kind := strings.TrimSpace(cell("kind"))
	if kind == "立即" || kind == "限期" {
		kind += "整改"
	}
	h.Kind, ok = back(kindWords, kind)
	pick("kind", ok, false)
	if h.Kind == "" {
		h.Kind = Limited
	}
	status, progress, _ := strings.Cut(strings.TrimSpace(cell("state")), "：")
	h.State, ok = back(stateWords, status)
	switch {
	case ok && h.State != Draft:
		h.Progress = progress
	case strings.TrimSpace(cell("closed")) != "":
		h.State, h.Progress = Closed, strings.TrimSpace(cell("state"))
	default:
		h.State, h.Progress = Rectifying, strings.TrimSpace(cell("state"))
	}
	if len([]rune(h.Progress)) > 1000 {
		no("state", "too_long")
	}
	if (h.State == Closed || h.State == Archived) && h.ClosedAt.IsZero() {
		no("closed", "required")
	}
	if !(h.State == Closed || h.State == Archived) {
		h.ClosedAt = time.Time{}
	}
	if h.State == Archived {
		h.ArchivedAt = h.ClosedAt
	}
}

var (
	money     = regexp.MustCompile(`^([\d,]+(?:\.\d+)?)(万)?元?$`)
	clausesIn = regexp.MustCompile(`^\[([^\]]+)\]\s?(.*)$`)
)

// numbers reads money, listing and counts.
func (r *ledgerRow) numbers(cell func(string) string, no func(column, code string)) {
	h := r.Hazard
	sum, from := split(strings.TrimSpace(cell("funds")), "/")
	h.FundsFrom = clip(from, 80)
	switch m := money.FindStringSubmatch(strings.ReplaceAll(sum, " ", "")); {
	case sum == "":
	case sum == "无" || sum == "不需要":
		h.Funds = 0
	case m == nil:
		no("funds", "number")
	default:
		n, err := strconv.ParseFloat(strings.ReplaceAll(m[1], ",", ""), 64)
		if m[2] != "" {
			n *= 10_000
		}
		if err != nil || n > 1e11 || n != float64(int64(n)) {
			no("funds", "number")
		}
		h.Funds = int64(n)
	}
	if said := strings.TrimSpace(cell("listed")); said != "" && said != "否" && said != "无" {
		number, level := split(said, "/")
		l, ok := back(listWords, level)
		if !ok && level != "" {
			no("listed", "unknown")
		}
		h.ListedNo, h.ListedLevel = clip(number, 60), l
		h.Listed = ListIssued
		if h.State == Closed || h.State == Archived {
			h.Listed = ListArchived
		}
	}
	n, _, ok := spreadsheet.Number(cell("extended"))
	if !ok || n < 0 || n > 99 {
		no("extended", "number")
	}
	h.Extensions = n
}

// split cuts at the last mark; without one everything is the first.
func split(s, mark string) (a, b string) {
	i := strings.LastIndex(s, mark)
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i+len(mark):]
}

func readBasis(s string) (clauses []string, basis string) {
	if m := clausesIn.FindStringSubmatch(s); m != nil {
		return strings.Fields(m[1]), m[2]
	}
	return nil, s
}

var layouts = []string{minuteLayout, time.DateOnly, "2006-01-02 15:04:05", "2006/1/2 15:04", "2006/1/2", "2006.1.2", "2006年1月2日", "2006-1-2", "2006年1月2日15:04", "20060102"}

// readTime reads a day or a minute as people write it.
func readTime(s string) (time.Time, bool) {
	for _, l := range layouts {
		if t, err := time.ParseInLocation(l, s, city); err == nil && t.Year() >= 1990 && t.Year() <= 2100 {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

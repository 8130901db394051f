package hazard_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"huxue/internal/app/apptest"
	"huxue/internal/driver/spreadsheet"
	"huxue/internal/modules/hazard"
	"huxue/internal/platform/paper"
)

const inspector = "duxue"

func found(school, source, agency, text string) hazard.Finding {
	return hazard.Finding{Source: source, SchoolID: school, Way: "joint", FinderName: "李四", FinderUnit: "县教育局", FinderAgency: "education", Category: "fire",
		Place: "教学楼三层", Text: text, Level: hazard.General, Agency: agency}
}

func TestANoticeIsIssuedReceivedAndAnswered(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		one := register(t, a, found(home(a), "inspection:vis_1:B05-11", "education", "疏散指示标志损坏"))
		register(t, a, found(home(a), "inspection:vis_1:B05-12", "education", "灭火器过期"))
		food := register(t, a, found(home(a), "inspection:vis_1:B07-02", "market", "健康证过期"))
		var begun hazard.Begun
		a.Do(county, http.MethodGet, "/api/v1/hazards/"+one.ID+"/notice?kind=hazard.rectify", nil).Into(&begun)
		if len(begun.Hazards) != 3 || begun.Notice.Checkers != "县教育局李四" {
			t.Fatalf("%+v", begun)
		}
		// Each agency has its own instrument, for what is in its own hands.
		n := begun.Notice
		if code := a.Do(market, http.MethodPost, "/api/v1/hazard-notices", n).Code(); code != "hazard.not_found" && code != "paper.not_your_agency" {
			t.Fatal(code)
		}
		order := n
		order.Kind = "hazard.market_order"
		if code := a.Do(county, http.MethodPost, "/api/v1/hazard-notices", order).Code(); code != "hazard.notice_agency" {
			t.Fatal(code)
		}
		order.Hazards = []string{food.ID}
		var theirs paper.Card
		a.Do(market, http.MethodPost, "/api/v1/hazard-notices", order).Into(&theirs)
		if theirs.Title != "责令改正通知书" || !strings.Contains(theirs.Number, "责改〔2026〕1号") || theirs.IssuerKind != "market" {
			t.Fatalf("%+v", theirs)
		}
		bad := n
		bad.DueDay = "2026-09-01"
		if code := a.Do(county, http.MethodPost, "/api/v1/hazard-notices", bad).Code(); code != "hazard.notice_day" {
			t.Fatal(code)
		}
		bad = n
		bad.Require = "请张三（142201199001010011）负责"
		if code := a.Do(county, http.MethodPost, "/api/v1/hazard-notices", bad).Code(); code != "hazard.notice_private" {
			t.Fatal(code)
		}
		var p paper.Card
		a.Do(county, http.MethodPost, "/api/v1/hazard-notices", n).Into(&p)
		if p.Number != "忻府教安改〔2026〕1号" || !strings.Contains(string(p.Body), "灭火器过期") || !p.Whole {
			t.Fatalf("%+v", p)
		}
		page := a.Do(apptest.Guest, http.MethodGet, "/verify/"+p.Code, nil)
		if s := string(page.Body); page.Status != 200 || !strings.Contains(s, p.Number) || !strings.Contains(s, p.SHA256) || strings.Contains(s, p.To) || strings.Contains(s, "灭火器") {
			t.Fatalf("%d %s", page.Status, s)
		}
		if code := a.Do(inspector, http.MethodPost, "/api/v1/papers/"+p.ID+"/withdraw", map[string]any{"version": p.Version, "reason": "写错"}).Code(); code != "paper.not_your_agency" {
			t.Fatal(code)
		}
		a.Do(safety, http.MethodPost, "/api/v1/papers/"+p.ID+"/receive", map[string]any{"version": p.Version}).Into(&p)
		if p.State != paper.Received || p.ServedWay != "online" {
			t.Fatalf("%+v", p)
		}
		answerIt(t, a, &p)
	})
}

// answerIt writes and files the school's report on the notice.
func answerIt(t *testing.T, a *apptest.App, p *paper.Card) {
	t.Helper()
	var r hazard.Reply
	at := "/api/v1/hazard-notices/" + p.ID + "/reply"
	a.Do(safety, http.MethodGet, at, nil).Into(&r)
	if len(r.Items) != 3 || !r.MayWrite || r.MayFile {
		t.Fatalf("%+v", r)
	}
	for i := range r.Items {
		r.Items[i].Measure, r.Items[i].DoneDay = "已更换", "2026-09-07"
	}
	in := hazard.ReplyInput{Version: 0, Items: r.Items, File: true}
	if code := a.Do(safety, http.MethodPut, at, in).Code(); code != "forbidden" {
		t.Fatalf("the safety officer signed for the head: %s", code)
	}
	in.File = false
	a.Do(safety, http.MethodPut, at, in).Into(&r)
	in.Version, in.File = r.Version, true
	lacking := in
	lacking.Items = slices.Clone(in.Items)
	lacking.Items[1].Owner = ""
	if code := a.Do(principal, http.MethodPut, at, lacking).Code(); code != "hazard.reply_incomplete" {
		t.Fatal(code)
	}
	a.Do(principal, http.MethodPut, at, in).Into(&r)
	if r.State != "filed" || r.Head == "" {
		t.Fatalf("%+v", r)
	}
	in.Version = r.Version
	if code := a.Do(principal, http.MethodPut, at, in).Code(); code != "hazard.reply_filed" {
		t.Fatal(code)
	}
}

// ledger is a workbook as a bureau has it; school is the name of one that exists.
func ledger(t *testing.T, rows ...[]string) string {
	t.Helper()
	heads := []string{"序号", "隐患编号", "县区", "学校", "排查时间", "排查方式", "排查单位/人员", "大类", "小类", "具体部位", "隐患描述", "整改前照片", "等级(一般/重大)", "判定依据条款",
		"整改类型(立即/限期)", "整改措施", "责任单位", "整改责任人", "包保(督办)领导", "资金(金额/来源)", "整改时限", "临时管控措施及预案", "签收时间", "进展", "完成时间", "整改后照片", "验收人",
		"验收时间", "验收意见", "销号时间", "挂牌(编号/级别)", "延期次数", "逾期天数", "备注"}
	var out bytes.Buffer
	f := spreadsheet.NewFast(&out, "台账", heads, nil)
	for i, r := range rows {
		if err := f.Row(i+1, r); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// oldRow is one row of last year's ledger.
func oldRow(n int, school, countyName string) []string {
	day := fmt.Sprintf("2025-10-%02d", n+1)
	row := []string{fmt.Sprintf("旧-2025-%03d", n), countyName, school, day + " 09:30", "学期大排查", "县教育局/王五", "消防", "疏散", "教学楼二层", fmt.Sprintf("第%d处安全出口上锁", n), "2张", "一般",
		"[FIRE-05] 出口锁闭", "限期整改", "拆除门锁", school, "李四", "赵六", "500元/公用经费", "2025-11-01", "专人看守；预案：停用本层", day + " 10:00", "已销号", "2025-10-20 16:00", "见附件",
		"孙七", "2025-10-21 10:00", "整改到位", "2025-10-21 10:05", "", "", "", ""}
	switch n % 4 {
	case 1: // still open and late
		row[12-1], row[22-0] = "重大", "整改中：等待拨款"
		row[23], row[24], row[25], row[26], row[27], row[28] = "", "", "", "", "", ""
		row[29] = "忻府督〔2025〕1号/县级"
	case 2: // late when it was closed, put off twice
		row[23], row[28], row[30], row[31] = "2025-11-02 16:00", "2025-11-03 08:00", "2", "2"
		row[18] = ""
	case 3: // a formula, and quotes
		row[9], row[32] = "=HYPERLINK(\"http://x\",\"点我\")", "+1 -2 @x <b>&"
		row[18] = "/财政专项"
	}
	return row
}

func upload(t *testing.T, a *apptest.App, who, file string) (m hazard.Import) {
	t.Helper()
	a.Do(who, http.MethodPost, "/api/v1/hazard-imports?name=2025.xlsx", file, "Content-Type", "application/octet-stream").Into(&m)
	a.Settle()
	a.Do(who, http.MethodGet, "/api/v1/hazard-imports/"+m.ID, nil).Into(&m)
	return m
}

// rowsOf are the rows of a ledger without the serial numbers.
func rowsOf(t *testing.T, file []byte) (out [][]string) {
	t.Helper()
	b, err := spreadsheet.Open(bytes.NewReader(file), int64(len(file)), spreadsheet.Usual)
	if err != nil {
		t.Fatalf("%v: %.200s", err, file)
	}
	defer func() { _ = b.Close() }()
	if err := b.Stream(b.Sheets()[0], func(r spreadsheet.Row) error {
		cells := slices.Clone(r.Cells)
		for len(cells) < 34 {
			cells = append(cells, "")
		}
		out = append(out, cells[1:])
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheLedgerComesInAndGoesOutUnchanged(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		a.Settle() // what a house does when it wakes, the new register among it, is not to happen in between
		var schools struct {
			Items []struct {
				Name       string `json:"name"`
				CountyName string `json:"countyName"`
			} `json:"items"`
		}
		a.Do(principal, "GET", "/api/v1/schools", nil).Into(&schools)
		school := schools.Items[0].Name
		rows := make([][]string, 20)
		for i := range rows {
			rows[i] = oldRow(i, school, "忻府区")
		}
		// One bad row and nothing comes in; every bad row is shown, with every reason.
		bad := slices.Clone(rows)
		bad[3] = oldRow(3, "没有的学校", "忻府区")
		bad[3][3], bad[3][11] = "去年秋天", "严重"
		bad[7] = slices.Clone(rows[6])
		bad[7][9] = ""
		m := upload(t, a, county, ledger(t, bad...))
		if m.State != "checked" || m.Result.Bad != 2 || m.Result.Rows != 20 {
			t.Fatalf("%+v", m)
		}
		var seen struct {
			Items []hazard.BadRow `json:"items"`
		}
		a.Do(county, "GET", "/api/v1/hazard-imports/"+m.ID+"/bad", nil).Into(&seen)
		if len(seen.Items) != 2 || len(seen.Items[0].Reasons) != 3 || len(seen.Items[1].Reasons) != 2 || seen.Items[0].Row != 5 {
			t.Fatalf("%+v", seen.Items)
		}
		if code := a.Do(county, "POST", "/api/v1/hazard-imports/"+m.ID+"/confirm", nil).Code(); code != "hazard.import_bad_rows" {
			t.Fatal(code)
		}
		var before hazard.Numbers // of the demo city
		a.Do(county, "GET", autumn, nil).Into(&before)
		m = upload(t, a, county, ledger(t, rows...))
		if m.Result.New != 20 || m.Result.Bad != 0 || m.Result.Open != 5 || m.Result.Schools != 1 {
			t.Fatalf("%+v", m)
		}
		a.Do(county, "POST", "/api/v1/hazard-imports/"+m.ID+"/confirm", nil).Into(&m)
		a.Settle()
		// The register of the new year puts what was struck off last year into the archive; it
		// does so each night, and once when the server starts.
		if err := a.Chore(context.Background(), "hazard.year"); err != nil {
			t.Fatal(err)
		}
		// A hazard of the system's own stands beside them.
		register(t, a, found(home(a), "inspection:vis_1:B05-11", "fire", "疏散指示\n标志损坏"))
		got := rowsOf(t, a.Do(county, "GET", "/api/v1/hazards/export?q=旧-2025", nil).Body)[1:]
		if len(got) != 20 {
			t.Fatalf("%d rows", len(got))
		}
		for i := range rows {
			want := slices.Clone(rows[i])
			if j := slices.Index(want, "已销号"); j >= 0 {
				want[j] = "已归档"
			}
			if want[22] == "整改中：等待拨款" {
				want[31] = got[i][31] // it is later every day
			}
			if !slices.Equal(got[i], want) {
				t.Errorf("row %d\n got %q\nwant %q", i, got[i], want)
			}
		}
		// The whole ledger of the county, the hazards that the demo city has with it.
		book := a.Do(county, "GET", "/api/v1/hazards/export", nil).Body
		all := len(rowsOf(t, book)) - 1
		if again := upload(t, a, county, string(book)); all < 21 || again.Result.Same != all || again.Result.New != 0 || again.Result.Bad != 0 {
			var why struct{ Items []hazard.BadRow }
			a.Do(county, "GET", "/api/v1/hazard-imports/"+again.ID+"/bad", nil).Into(&why)
			t.Fatalf("%+v %+v", again, why)
		}
		if n, err := a.Hazards().Recount(system()); err != nil || n != 0 {
			t.Errorf("the numbers differ in %d rows: %v", n, err)
		}
		numbersAndRecheck(t, a, &before.Total)
	})
}

const autumn = "/api/v1/hazards/numbers?from=2025-10&to=2025-11"

func numbersAndRecheck(t *testing.T, a *apptest.App, before *hazard.Figures) {
	t.Helper()
	var n hazard.Numbers
	a.Do(county, "GET", autumn, nil).Into(&n)
	got := []int64{n.Total.Found - before.Found, n.Total.Closed - before.Closed, n.Total.Major - before.Major, n.Total.Listed - before.Listed,
		n.Total.Due - before.Due, n.Total.OnTime - before.OnTime}
	if !slices.Equal(got, []int64{20, 15, 5, 5, 20, 10}) {
		t.Fatalf("%v", got)
	}
	for _, u := range n.Units {
		if u.Small != (u.Found < 10) {
			t.Errorf("%s with %d hazards: small %v", u.Name, u.Found, u.Small)
		}
	}
	if len(n.Units) == 0 || len(n.Heat) == 0 || n.Months[0].Key != "2025-10" {
		t.Fatalf("%+v", n)
	}
	draw := map[string]any{"from": "2025-10-01", "to": "2025-12-31", "size": 4, "seed": "公开种子"}
	var d, again hazard.Draw
	a.Do(county, "POST", "/api/v1/hazard-draws", draw).Into(&d)
	a.Do(county, "POST", "/api/v1/hazard-draws", draw).Into(&again)
	if d.Pool < 15 || d.Size != 4 || len(d.Items) != 4 || d.Items[2].Number != again.Items[2].Number || d.PoolHash != again.PoolHash {
		t.Fatalf("%+v\n%+v", d, again)
	}
	at := func(i int) string { return "/api/v1/hazard-draws/" + d.ID + "/" + d.Items[i].HazardID + "/record" }
	if code := a.Do(principal, "POST", at(0), map[string]any{"result": "fixed"}).Code(); code != "forbidden" {
		t.Fatal(code)
	}
	if code := a.Do(county, "POST", at(0), map[string]any{"result": "unfixed"}).Code(); code != "hazard.recheck_note" {
		t.Fatal(code)
	}
	a.Do(county, "POST", at(0), map[string]any{"result": "unfixed", "note": "门仍上锁"}).Into(&d)
	a.Do(county, "POST", at(1), map[string]any{"result": "fixed"}).Into(&d)
	if code := a.Do(county, "POST", at(1), map[string]any{"result": "fixed"}).Code(); code != "hazard.recheck_done" {
		t.Fatal(code)
	}
	var h hazard.Seen
	a.Do(county, "GET", "/api/v1/hazards/"+d.Items[0].NewID, nil).Into(&h)
	if h.RecurrenceOf != d.Items[0].HazardID || h.State != hazard.Registered {
		t.Fatalf("%+v", h.Card)
	}
	a.Do(county, "GET", "/api/v1/hazards/numbers?from=2026-09&to=2026-09", nil).Into(&n)
	if n.Total.Checked != 2 || n.Total.Unfixed != 1 || n.Total.Recurred == 0 {
		t.Fatalf("%+v", n.Total)
	}
	if code := a.Do(safety, "GET", "/api/v1/hazards/numbers?path=/14/", nil).Code(); code != "forbidden" {
		t.Fatal(code)
	}
}

package org_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/org"
)

// messy is the workbook a bureau really has.
func messy(t *testing.T) []byte {
	return workbook(t,
		[]any{"忻州市 2026 年学校基本情况统计表"},
		[]any{"填报单位：忻州市教育局", "", "", "填报日期：", "2026-09-01"},
		[]any{"序号", "县　区", "学 校 名 称", "学校标识码", "办学类型", "在校生数\n（人）", "寄宿生数", "教职工数", "校长", "联系电话", "经度", "纬度", "食堂面积"},
		[]any{1, "忻府区", "忻府区第一小学", "2114020001", "小学", "1,234", "", 60, "张建国", "0350-3020001", 112.734, 38.416, 300},
		[]any{2, "忻府", "播明中学", 2114020002, "初级中学", "６５０人", 320, 58, "李秀英", "0350-3020002", "", "", ""},
		[]any{3, "定襄县", "定襄县实验幼儿园", "", "幼儿园", 180, 0, 22, "王丽", "", nil, nil, nil},
		[]any{4, "忻府区", "东楼小学", "", "小学", "约300人", "", 20, "", "", "", "", ""},
		[]any{5, "太原市", "迎泽小学", "", "小学", 300, "", 20, "", "", "", "", ""},
		[]any{6, "忻府区", "忻府区 第一小学", "", "小学", 10, "", 2, "", "", "", "", ""},
		[]any{7, "忻府区", "东街中学", "", "中学", 100, 200, 9, "", "", 38.4, 112.7, ""},
		[]any{},
		[]any{"合计", "", "", "", "", 2374, 520, 171},
		[]any{"填表人：赵六", "", "审核人：钱七"},
	)
}

func (s *stage) rows(ctx2 string, p *org.Preview, outcome org.Outcome) []string {
	s.t.Helper()
	page, err := s.ImportRows(as(ctx2, cityPath), p.ID, outcome, 0, 100)
	s.must(err)
	var out []string
	for _, r := range page.Items {
		text := string(r.Outcome) + " " + r.Name
		for _, why := range r.Reasons {
			text += " " + why.Column + ":" + why.Code
		}
		for _, c := range r.Changes {
			text += " " + c.Column + "=" + c.From + ">" + c.To
		}
		out = append(out, text)
	}
	return out
}

func TestABureauBringsItsSchools(t *testing.T) {
	play(t, func(s *stage) {
		ctx := as("zhao", cityPath)
		p, err := s.Upload(ctx, `C:\Users\赵\学校.xlsx`, messy(s.t))
		s.must(err)
		if d := cmp.Diff(map[string]int{"bad": 4, "new": 3, "changed": 0, "unchanged": 0}, p.Counts); d != "" {
			s.t.Fatal(d)
		}
		var unmapped []string
		for _, c := range p.Columns {
			if c.Key == "" {
				unmapped = append(unmapped, c.Heading)
			}
		}
		if d := cmp.Diff([]string{"序号", "食堂面积"}, unmapped); d != "" || p.HeadingRow != 3 {
			s.t.Fatal(d, p.HeadingRow)
		}
		want := []string{
			"bad 东楼小学 pupils:not_a_number",
			"bad 迎泽小学 county:unknown_county",
			"bad 忻府区 第一小学 name:repeats_row",
			"bad 东街中学 kind:unknown_kind lon:swapped boarders:more_than_pupils",
			"new 忻府区第一小学", "new 播明中学", "new 定襄县实验幼儿园",
		}
		got := s.rows("zhao", p, "")
		for i := range got {
			got[i] = sortReasons(got[i])
			want[i] = sortReasons(want[i])
		}
		if d := cmp.Diff(want, got); d != "" {
			s.t.Fatal(d)
		}

		_, err = s.Confirm(ctx, p.ID, p.Fingerprint, false)
		s.refused(err, "org.import_has_bad_rows")
		if n := len(s.all()); n != 0 {
			s.t.Fatalf("%d schools after a refused import", n)
		}
		r, err := s.Confirm(ctx, p.ID, p.Fingerprint, true)
		s.must(err)
		if d := cmp.Diff(org.ImportResult{New: 3, Left: 4}, r); d != "" {
			s.t.Fatal(d)
		}
		if d := cmp.Diff(map[string]int{"忻府区第一小学": 1234, "播明中学": 650, "定襄县实验幼儿园": 180}, s.all()); d != "" {
			s.t.Fatal(d)
		}
		again, err := s.Confirm(ctx, p.ID, p.Fingerprint, true)
		s.must(err)
		if again != r || len(s.all()) != 3 || s.audited("org.import_confirm") != 1 {
			s.t.Fatalf("a second click did something: %+v", again)
		}
		_, err = s.Confirm(ctx, p.ID, "another", true)
		s.refused(err, "org.import_done")
		done, err := s.Import(ctx, p.ID)
		s.must(err)
		if done.State != "done" || done.Result != r {
			s.t.Fatalf("%+v", done)
		}
	})
}

func sortReasons(s string) string {
	parts := strings.Fields(s)
	for i, p := range parts {
		if strings.Contains(p, ":") {
			slices.Sort(parts[i:])
			break
		}
	}
	return strings.Join(parts, " ")
}

func TestImportingAgainUpdatesAndNeverDoubles(t *testing.T) {
	play(t, func(s *stage) {
		ctx := as("zhao", cityPath)
		p, err := s.Upload(ctx, "a.xlsx", messy(s.t))
		s.must(err)
		_, err = s.Confirm(ctx, p.ID, p.Fingerprint, true)
		s.must(err)
		file := workbook(s.t,
			[]any{"学校标识码", "学校名称", "县区", "乡镇", "学生数", "电话"},
			[]any{"2114020001", "忻府区第一小学", "忻府区", "", 1234, ""},
			[]any{"2114020002", "播明初级中学", "忻府区", "播明镇", 700, ""},
			[]any{"2114210001", "定襄县实验幼儿园", "定襄", "", "", "0350-6020001"},
			[]any{"2114020009", "忻府区第一小学", "忻府区", "", 1, ""},
			[]any{"2114020002", "播明初级中学", "定襄县", "", "", ""},
		)
		p, err = s.Upload(ctx, "b.xlsx", file)
		s.must(err)
		want := []string{
			"bad 忻府区第一小学 code:other_code name:repeats_row",
			"bad 播明初级中学 county:other_county name:repeats_row",
			"changed 播明初级中学 name=播明中学>播明初级中学 town=>播明镇 pupils=650>700",
			"changed 定襄县实验幼儿园 code=>2114210001 phone=>0350-6020001",
			"unchanged 忻府区第一小学",
		}
		got := s.rows("zhao", p, "")
		for i := range got {
			if strings.HasPrefix(got[i], "bad") {
				got[i] = sortReasons(got[i])
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			s.t.Fatal(d)
		}
		_, err = s.Confirm(ctx, p.ID, p.Fingerprint, true)
		s.must(err)
		if d := cmp.Diff(map[string]int{"忻府区第一小学": 1234, "播明初级中学": 700, "定襄县实验幼儿园": 180}, s.all()); d != "" {
			s.t.Fatal(d)
		}
		if len(s.moves) != 1 || !strings.HasPrefix(s.moves[0][1], xinfu+"140902100/sch_") {
			s.t.Fatalf("moves %v", s.moves)
		}
	})
}

func TestWhatIsExportedIsUnchangedWhenImported(t *testing.T) {
	play(t, func(s *stage) {
		f := facts("=忻府区第二小学", 400)
		f.Code, f.Phone, f.Boarding, f.Boarders = "2114020007", "+86 350-3020007", true, 12
		f.Surroundings, f.Canteen, f.Bus, f.Elevator = []string{"water", "road"}, org.CanteenDelivered, org.BusContracted, true
		lon, lat := 112.7345, 38.41
		f.Lon, f.Lat = &lon, &lat
		s.school("140902100", f)
		s.school("140921", facts("定襄二小", 90))
		var file bytes.Buffer
		s.must(s.Export(as("zhao", cityPath), org.SchoolQuery{}, &file))
		if cell := open(s.t, file.Bytes())[1][1]; cell != "'=忻府区第二小学" {
			s.t.Fatalf("a formula got out: %q", cell)
		}
		p, err := s.Upload(as("zhao", cityPath), "out.xlsx", file.Bytes())
		s.must(err)
		if p.Counts["unchanged"] != 2 || p.Total != 2 {
			s.t.Fatalf("%v %v", p.Counts, s.rows("zhao", p, ""))
		}
	})
}

func TestAPreviewThatHasGoneStaleImportsNothing(t *testing.T) {
	play(t, func(s *stage) {
		ctx := as("zhao", cityPath)
		p, err := s.Upload(ctx, "a.xlsx", messy(s.t))
		s.must(err)
		s.school("140902", facts("播明中学", 1)) // somebody enters one of them by hand
		_, err = s.Confirm(ctx, p.ID, p.Fingerprint, true)
		s.refused(err, "org.import_stale")
		if len(s.all()) != 1 {
			s.t.Fatal("a stale preview imported something")
		}
		p, err = s.Import(ctx, p.ID)
		s.must(err)
		if p.Counts["changed"] != 1 || p.Counts["new"] != 2 {
			s.t.Fatal(p.Counts)
		}
		_, err = s.Confirm(ctx, p.ID, p.Fingerprint, true)
		s.must(err)
		if len(s.all()) != 3 {
			s.t.Fatal(s.all())
		}
	})
}

func TestTwoClicksAtOnceImportOnce(t *testing.T) {
	play(t, func(s *stage) {
		ctx := as("zhao", cityPath)
		p, err := s.Upload(ctx, "a.xlsx", messy(s.t))
		s.must(err)
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				r, err := s.Confirm(ctx, p.ID, p.Fingerprint, true)
				if err != nil || r.New != 3 {
					s.t.Errorf("%+v %v", r, err)
				}
			})
		}
		wg.Wait()
		if len(s.all()) != 3 || s.audited("org.import_confirm") != 1 {
			s.t.Fatal("imported more than once")
		}
	})
}

func TestACountyImportsOnlyItsOwn(t *testing.T) {
	play(t, func(s *stage) {
		far := facts("定襄中学", 50)
		far.Code = "2114210009"
		s.school("140921", far)
		ctx := as("qian", xinfu)
		p, err := s.Upload(ctx, "a.xlsx", workbook(s.t,
			[]any{"学校名称", "县区", "办学类型", "标识码"},
			[]any{"南关小学", "", "小学", ""},
			[]any{"东关小学", "定襄县", "小学", ""},
			[]any{"定襄中学", "", "小学", "2114210009"},
		))
		s.must(err)
		page, err := s.ImportRows(ctx, p.ID, "bad", 0, 10)
		s.must(err)
		var got []string
		for _, r := range page.Items {
			got = append(got, r.Cells["name"]+" "+r.Reasons[0].Column+":"+r.Reasons[0].Code)
		}
		if d := cmp.Diff([]string{"东关小学 county:outside", "定襄中学 code:outside"}, got); d != "" {
			s.t.Fatal(d)
		}
		if p.Counts["new"] != 1 {
			s.t.Fatal(p.Counts)
		}
		_, err = s.Import(as("sun", cityPath), p.ID)
		s.refused(err, "org.import_not_found")
		_, err = s.Upload(as("li"), "a.xlsx", messy(s.t))
		s.refused(err, "forbidden")
	})
}

func TestTheMappingCanBeCorrected(t *testing.T) {
	play(t, func(s *stage) {
		ctx := as("zhao", cityPath)
		p, err := s.Upload(ctx, "a.xlsx", workbook(s.t,
			[]any{"校区", "县区", "办学类型", "人"}, []any{"南关小学", "忻府区", "小学", 12}))
		s.must(err)
		if d := cmp.Diff([]string{"name"}, p.Missing); d != "" {
			s.t.Fatal(d)
		}
		_, err = s.Confirm(ctx, p.ID, p.Fingerprint, true)
		s.refused(err, "org.import_column_missing")
		_, err = s.Remap(ctx, p.ID, "Sheet1", map[string]int{"nonsense": 0})
		s.refused(err, "org.import_mapping")
		_, err = s.Remap(ctx, p.ID, "另一张", nil)
		s.refused(err, "spreadsheet.no_sheet")
		p, err = s.Remap(ctx, p.ID, "Sheet1", map[string]int{"name": 0, "county": 1, "kind": 2, "pupils": 3})
		s.must(err)
		_, err = s.Confirm(ctx, p.ID, p.Fingerprint, false)
		s.must(err)
		if d := cmp.Diff(map[string]int{"南关小学": 12}, s.all()); d != "" {
			s.t.Fatal(d)
		}
	})
}

func TestTheErrorFileNamesEveryReason(t *testing.T) {
	play(t, func(s *stage) {
		ctx := as("zhao", cityPath)
		p, err := s.Upload(ctx, "a.xlsx", messy(s.t))
		s.must(err)
		var file bytes.Buffer
		s.must(s.ErrorFile(ctx, p.ID, &file))
		rows := open(s.t, file.Bytes())
		if len(rows) != 5 || rows[0][len(rows[0])-1] != "问题" {
			s.t.Fatalf("%v", rows)
		}
		if got := rows[1][len(rows[1])-1]; got != "学生数：应为整数，不能写“约”“余”等字" {
			s.t.Fatalf("%q", got)
		}
		// Put right, it can be uploaded as it is.
		p, err = s.Upload(ctx, "fixed.xlsx", file.Bytes())
		s.must(err)
		if p.Total != 4 {
			s.t.Fatalf("%d rows", p.Total)
		}
	})
}

func TestWhatIsNoWorkbookLeavesNothingBehind(t *testing.T) {
	play(t, func(s *stage) {
		ctx := as("zhao", cityPath)
		var bomb bytes.Buffer
		z := zip.NewWriter(&bomb)
		for _, name := range []string{"xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
			w, err := z.Create(name)
			s.must(err)
			chunk := make([]byte, 1<<20)
			for range 300 {
				_, err := w.Write(chunk)
				s.must(err)
			}
		}
		s.must(z.Close())
		for name, c := range map[string]struct {
			file []byte
			code string
		}{
			"bomb":   {bomb.Bytes(), "spreadsheet.too_big"},
			"csv":    {[]byte("学校名称,县区\n一中,忻府区\n"), "spreadsheet.text"},
			"people": {workbook(s.t, []any{"姓名", "电话"}, []any{"张三", "139"}), "org.import_no_headings"},
		} {
			_, err := s.Upload(ctx, name+".xlsx", c.file)
			if got := errs.Code(err); got != c.code {
				s.t.Errorf("%s: %q", name, got)
			}
		}
		list, err := s.Imports(ctx)
		s.must(err)
		if len(list) != 0 {
			s.t.Fatalf("drafts left: %v", list)
		}
	})
}

func TestDraftsExpire(t *testing.T) {
	play(t, func(s *stage) {
		ctx := as("zhao", cityPath)
		p, err := s.Upload(ctx, "a.xlsx", messy(s.t))
		s.must(err)
		kept, err := s.Upload(ctx, "b.xlsx", messy(s.t))
		s.must(err)
		s.must(s.Discard(ctx, kept.ID))
		list, err := s.Imports(ctx)
		s.must(err)
		if len(list) != 1 || list[0].ID != p.ID {
			s.t.Fatalf("%v", list)
		}
		s.clk.Add(25 * time.Hour)
		_, err = s.Confirm(ctx, p.ID, p.Fingerprint, true)
		s.refused(err, "org.import_not_found")
		_, err = s.PurgeImports(ctx)
		s.refused(err, "forbidden")
		n, err := s.PurgeImports(system())
		s.must(err)
		if n != 1 {
			s.t.Fatalf("%d purged", n)
		}
		orphan := filepath.Join(s.dir, "imports", "imp_of_a_server_that_stopped.xlsx")
		s.must(os.WriteFile(orphan, nil, 0o600))
		old := s.clk.Now().Add(-49 * time.Hour)
		s.must(os.Chtimes(orphan, old, old))
		_, err = s.PurgeImports(system())
		s.must(err)
		if left, err := os.ReadDir(filepath.Join(s.dir, "imports")); err != nil || len(left) != 0 {
			s.t.Fatalf("left behind: %v %v", left, err)
		}
	})
}

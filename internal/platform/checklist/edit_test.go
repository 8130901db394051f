package checklist_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/checklist"
)

// words are those of a card, for the editor to change.
func words(c *checklist.Card) checklist.Words {
	return checklist.Words{Title: c.Edition.Title, Kind: c.Kind, Sheet: c.Edition.Sheet}
}

func TestACountyFitsAListToItself(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		officer, neighbour := as(county), as(other)
		nation := h.inUse(t, checklist.KeyTerm, county)
		if _, err := h.lists.Revise(officer, nation.ID, nation.Revision); errs.Code(err) != "forbidden" {
			t.Fatalf("a county revised the list that comes with the program: %v", err)
		}
		card, err := h.lists.Begin(officer, checklist.Start{Title: "忻府区开学检查", Kind: checklist.Term, From: nation.ID})
		must(t, err)
		if card.State != checklist.Draft || card.Edition.Sheet.Items() != 158 || card.Owner != "忻府区" {
			t.Fatalf("the copy is %+v", card.List)
		}
		if _, err := h.lists.Begin(officer, checklist.Start{Title: "又一份", Kind: checklist.Term, From: nation.ID}); errs.Code(err) != "checklist.copied_already" {
			t.Errorf("a second copy: %v", err)
		}
		if _, err := h.lists.Open(neighbour, card.ID, 0); errs.Code(err) != "checklist.not_found" {
			t.Errorf("a neighbour sees the draft: %v", err)
		}
		if l := h.inUse(t, checklist.KeyTerm, county+"sch_senior/"); l.ID != nation.ID {
			t.Error("a draft is in use")
		}
		w := words(card)
		w.Sheet.Sections[0].Items = w.Sheet.Sections[0].Items[1:] // B01-01 goes
		w.Sheet.Sections[0].Items[0].Applies = "有 泳池"
		if _, err := h.lists.Save(officer, card.ID, card.Revision, w); errs.Code(err) != "checklist.sheet_invalid" || !strings.Contains(err.Error(), "sections.0.items.0.applies: checklist.expr_unknown") {
			t.Fatalf("an expression that asks for a pool: %v", err)
		}
		w.Sheet.Sections[0].Items[0].Applies = "学生数 ≥ 100"
		saved, err := h.lists.Save(officer, card.ID, card.Revision, w)
		must(t, err)
		if _, err := h.lists.Save(officer, card.ID, card.Revision, w); errs.Code(err) != "stale_version" {
			t.Errorf("a stale write: %v", err)
		}
		done, err := h.lists.Publish(officer, card.ID, saved.Revision, "本区版")
		must(t, err)
		if l := h.inUse(t, checklist.KeyTerm, county+"sch_senior/"); l.ID != card.ID || l.Version != 1 || l.Items != 157 {
			t.Errorf("in use in the county: %+v", l)
		}
		if l := h.inUse(t, checklist.KeyTerm, other+"sch_nursery/"); l.ID != nation.ID {
			t.Error("the neighbour works by the county's list")
		}
		if _, err := h.lists.Open(neighbour, card.ID, 0); errs.Code(err) != "checklist.not_found" {
			t.Errorf("the neighbour sees the county's list: %v", err)
		}
		sheet, err := h.lists.Sheet(h.ctx, card.ID, 1)
		must(t, err)
		if sheet.Sections[0].Items[0].Applies != "pupils >= 100" {
			t.Errorf("kept as %q", sheet.Sections[0].Items[0].Applies)
		}

		// What is published stands; the next version is another.
		if _, err := h.lists.Save(officer, card.ID, done.Revision, w); errs.Code(err) != "checklist.no_draft" {
			t.Errorf("a published version was written: %v", err)
		}
		next, err := h.lists.Revise(officer, card.ID, done.Revision)
		must(t, err)
		if _, err := h.lists.Publish(officer, card.ID, next.Revision, ""); errs.Code(err) != "checklist.nothing_changed" {
			t.Errorf("published without a change: %v", err)
		}
		w = words(next)
		w.Sheet.Sections[1].Items[0].Text = "专职保安人数达到标准"
		w.Sheet.Sections[0].Items = append(w.Sheet.Sections[0].Items, checklist.Item{Code: "B01-99", Text: "校长信箱每周开启", Level: checklist.General, Agencies: []string{"education"}})
		next, err = h.lists.Save(officer, card.ID, next.Revision, w)
		must(t, err)
		if old, err := h.lists.Sheet(h.ctx, card.ID, 1); err != nil || old.Items() != 157 {
			t.Errorf("the first version is now %d items, %v", old.Items(), err)
		}
		if _, err := h.lists.Sheet(h.ctx, card.ID, 2); errs.Code(err) != "checklist.no_version" {
			t.Errorf("a draft was handed to a room: %v", err)
		}
		next, err = h.lists.Publish(officer, card.ID, next.Revision, "增加一项")
		must(t, err)
		if next.Version != 2 || next.Draft != 0 || len(next.Versions) != 2 {
			t.Errorf("after publishing: %+v", next.List)
		}
		diff, err := h.lists.Differences(officer, card.ID, 1, 2)
		must(t, err)
		var told []string
		for _, c := range diff {
			told = append(told, c.How+" "+c.Code+" "+c.Field)
		}
		if !slices.Equal(told, []string{"added B01-99 ", "changed B02-01 text"}) {
			t.Errorf("differences %q", told)
		}

		gone, err := h.lists.Retire(officer, card.ID, next.Revision, true)
		must(t, err)
		if l := h.inUse(t, checklist.KeyTerm, county); gone.State != checklist.Retired || l.ID != nation.ID {
			t.Errorf("a retired list is in use: %+v", l)
		}
	})
}

func TestADraftIsThrownAway(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		officer := as(city)
		card, err := h.lists.Begin(officer, checklist.Start{Title: "防溺水专项", Kind: checklist.Theme})
		must(t, err)
		if _, err := h.lists.Publish(officer, card.ID, card.Revision, ""); errs.Code(err) != "checklist.sheet_invalid" {
			t.Errorf("an empty list was published: %v", err)
		}
		out, err := h.lists.Discard(officer, card.ID, card.Revision)
		must(t, err)
		if out.State != checklist.Retired {
			t.Errorf("a list thrown away before it was published is %s", out.State)
		}
		if _, err := h.lists.Begin(officer, checklist.Start{Path: "/14/1409/140902/sch_senior/", Title: "校内", Kind: checklist.Daily}); errs.Code(err) != "checklist.no_place" {
			t.Errorf("a school got a list of its own: %v", err)
		}
		v, err := h.lists.TryExpression(officer, "寄宿 且 学生数 ≥ 1000")
		must(t, err)
		if !v.OK || v.Holds != 1 || v.Schools != 2 || v.Plain != "boarding and pupils >= 1000" {
			t.Errorf("%+v", v)
		}
		if v, err = h.lists.TryExpression(officer, "泳池"); err != nil || v.OK || v.Code != "checklist.expr_unknown" || v.Params["name"] != "泳池" {
			t.Errorf("%+v %v", v, err)
		}
	})
}

func TestAListGoesOutAndComesBackUnchanged(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		officer := as(city)
		for _, key := range []string{checklist.KeyTerm, checklist.KeyQuick, "food_daily", "mixed_traffic"} {
			l := h.inUse(t, key, city)
			was, err := h.lists.Sheet(h.ctx, l.ID, l.Version)
			must(t, err)
			var table, form bytes.Buffer
			must(t, h.lists.Export(officer, l.ID, 0, &table))
			must(t, h.lists.ExportForm(officer, l.ID, 0, &form))
			for name, data := range map[string][]byte{"table": table.Bytes(), "form": form.Bytes()} {
				got, err := h.lists.Import(officer, checklist.Import{Name: "x.xlsx"}, data)
				must(t, err)
				if len(got.Bad) > 0 || got.Card == nil || got.Title != l.Title || got.Kind != l.Kind {
					t.Fatalf("%s of %s: %+v %+v", name, key, got, got.Bad)
				}
				if diff := checklist.Compare(was, got.Card.Edition.Sheet); len(diff) > 0 {
					t.Errorf("%s of %s came back with %d changes: %+v", name, key, len(diff), diff[0])
				}
			}
		}
	})
}

// form returns the cells of a sheet of a workbook.
func cells(t *testing.T, data []byte, sheet string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	rows, err := f.GetRows(sheet)
	must(t, err)
	return rows
}

func TestTheFormIsOneThatODKReads(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		l := h.inUse(t, checklist.KeyTerm, city)
		var b bytes.Buffer
		must(t, h.lists.ExportForm(as(city), l.ID, 0, &b))
		survey, open := cells(t, b.Bytes(), "survey"), 0
		if !slices.Equal(survey[0][:6], []string{"type", "name", "label", "hint", "required", "relevant"}) {
			t.Fatalf("heading %q", survey[0])
		}
		names, lines := map[string]bool{}, map[string][]string{}
		for _, r := range survey[1:] {
			switch r[0] {
			case "begin_group":
				open++
			case "end_group":
				open--
				continue
			}
			if names[r[1]] {
				t.Errorf("the name %s occurs twice", r[1])
			}
			names[r[1]], lines[r[1]] = true, r
		}
		if open != 0 {
			t.Errorf("%d groups are not closed", open)
		}
		if r := lines["i_b05_05"]; len(r) < 6 || r[0] != "select_one result" || r[5] != "${boarding} = 'yes' or ${nap} = 'yes'" {
			t.Errorf("B05-05 is %q", r)
		}
		if r := lines["i_b14_05"]; !strings.HasPrefix(r[5], "(${kind} = 'kindergarten' or ${kind} = 'primary'") {
			t.Errorf("B14-05 is %q", r)
		}
		if r := lines["i_b05_09_photo"]; r[0] != "image" || r[4] != "yes" {
			t.Errorf("the picture of B05-09 is %q", r)
		}
		for _, r := range survey[1:] { // nothing is asked that was not asked before
			if len(r) > 5 {
				for _, m := range strings.Split(r[5], "${")[1:] {
					if name, _, _ := strings.Cut(m, "}"); !names[name] {
						t.Errorf("%s asks %s, which is no question", r[1], name)
					}
				}
			}
		}
		choices := cells(t, b.Bytes(), "choices")
		if !slices.Equal(choices[1], []string{"result", "ok", "符合"}) {
			t.Errorf("choices %q", choices[1])
		}
		if settings := cells(t, b.Bytes(), "settings"); settings[1][1] != "huxue_term" || settings[1][2] != "1" {
			t.Errorf("settings %q", settings[1])
		}
	})
}

// workbook is what an official might send.
func workbook(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, r := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		must(t, f.SetSheetRow("Sheet1", cell, &r))
	}
	var b bytes.Buffer
	must(t, f.Write(&b))
	return b.Bytes()
}

func TestAnOfficialsTableIsTaken(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		officer := as(county)
		data := workbook(t, []any{"忻府区防溺水专项检查表"}, []any{"序号", "检查项目", "检查内容", "隐患等级", "责任部门", "适用范围", "拍照"},
			[]any{1, "制度", "防溺水责任落实到人", "一般", "教育", "", ""}, []any{2, "", "家长告知书已签收", "", "教", "类型 不属于（幼儿园）", "否"},
			[]any{3, "水域", "校园周边水域有警示牌和救生设施", "重大", "教育局、公安局", "临水", "是"},
			[]any{4, "水域", `=HYPERLINK("http://x","救生圈")`, "Z※", "公", "", ""})
		got, err := h.lists.Import(officer, checklist.Import{Name: "防溺水.xlsx"}, data)
		must(t, err)
		if len(got.Bad) > 0 || got.Sections != 2 || got.Items != 4 || got.Title != "防溺水" {
			t.Fatalf("%+v", got)
		}
		s := got.Card.Edition.Sheet
		if i := s.Sections[1].Items[0]; i.Code != "A02-01" || i.Level != checklist.Major || !i.Photo || i.Applies != "near_water" || !slices.Equal(i.Agencies, []string{"education", "police"}) {
			t.Errorf("%+v", i)
		}
		if i := s.Sections[0].Items[1]; i.Applies != "kind != kindergarten" || i.Level != checklist.General {
			t.Errorf("%+v", i)
		}
		if i := s.Sections[1].Items[1]; !i.Stop || i.Level != checklist.Major {
			t.Errorf("%+v", i)
		}
		var out bytes.Buffer
		must(t, h.lists.Export(officer, got.Card.ID, 1, &out))
		for _, r := range cells(t, out.Bytes(), "检查表") {
			for _, c := range r {
				if strings.HasPrefix(c, "=") {
					t.Errorf("a formula went out: %q", c)
				}
			}
		}
	})
}

func TestABadTableIsToldInFullAndTakesNothing(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		officer := as(county)
		before, err := h.lists.Lists(officer, checklist.Filter{})
		must(t, err)
		got, err := h.lists.Import(officer, checklist.Import{Name: "x.xlsx"}, workbook(t,
			[]any{"编号", "检查项目", "检查内容", "等级", "责任部门", "适用条件", "须拍照", "扣分"},
			[]any{"A1-01", "门卫", "门卫值守", "特大", "教育", "", "", ""},
			[]any{"A1-01", "门卫", "登记", "一般", "海关", "有泳池", "也许", "很多"},
			[]any{"A1-03", "门卫", "", "一般", "", "", "", ""}))
		must(t, err)
		var told []string
		for _, b := range got.Bad {
			told = append(told, strings.Join([]string{string(rune('0' + b.Row)), b.Column, b.Code}, " "))
		}
		slices.Sort(told)
		want := []string{"2 等级 checklist.unknown_level", "3 扣分 not_a_number", "3 编号 checklist.code_twice", "3 责任部门 checklist.unknown_agency", "3 适用条件 checklist.expr_unknown",
			"3 须拍照 not_yes_or_no", "4 检查内容 required", "4 责任部门 required"}
		slices.Sort(want)
		if !slices.Equal(told, want) || got.Card != nil {
			t.Errorf("told %q\nwant %q", told, want)
		}
		after, err := h.lists.Lists(officer, checklist.Filter{})
		must(t, err)
		if len(after) != len(before) {
			t.Error("something was taken")
		}
		for name, data := range map[string][]byte{"spreadsheet.empty": {}, "checklist.no_headings": workbook(t, []any{"a", "b"})} {
			if _, err := h.lists.Import(officer, checklist.Import{}, data); errs.Code(err) != name {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

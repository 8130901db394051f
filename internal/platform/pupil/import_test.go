package pupil_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"huxue/internal/app/apptest"
	"huxue/internal/driver/spreadsheet"
	"huxue/internal/platform/pupil"
)

// sheet is a roster ; each row is 校名, 年级, 班级, 座号, 姓名, 学号.
func sheet(t *testing.T, rows [][]any) string {
	t.Helper()
	x := spreadsheet.NewSheet("花名册", []float64{20, 10, 10, 8, 10, 20}, t.TempDir())
	x.Head("学校名称", "年级", "班级", "座号", "姓名", "学 号")
	for _, r := range rows {
		x.Row(r, nil)
	}
	var b bytes.Buffer
	if _, err := x.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func upload(a *apptest.App, as, file, query string) pupil.Import {
	var m pupil.Import
	a.Do(as, "POST", "/api/v1/pupil-imports?name=x.xlsx"+query, file, "Content-Type", "application/octet-stream").Into(&m)
	a.Settle()
	a.Do(as, "GET", "/api/v1/pupil-imports/"+m.ID, nil).Into(&m)
	return m
}

func confirm(a *apptest.App, as string, m pupil.Import) pupil.Import {
	a.Do(as, "POST", "/api/v1/pupil-imports/"+m.ID+"/confirm", map[string]any{}).Into(&m)
	a.Settle()
	a.Do(as, "GET", "/api/v1/pupil-imports/"+m.ID, nil).Into(&m)
	return m
}

// asRows is a roster as it stands, for a workbook.
func asRows(r pupil.Roster) [][]any {
	var rows [][]any
	for _, m := range r.Items {
		rows = append(rows, []any{r.SchoolName, "", r.ClassName, m.Seat, m.Name, m.Number})
	}
	return rows
}

// A new year: two change seats, one changes class, one comes, one is gone; two of one
// name are fine. A second import of the same file changes nothing.
func TestImport(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		h := home(t, a)
		one, two := roster(a, "xiaozhang", h.class), roster(a, "xiaozhang", h.other)
		rows, others := asRows(one), asRows(two)
		rows[0][3], rows[1][3] = rows[1][3], rows[0][3]
		gone := one.Items[len(rows)-1]
		rows = rows[:len(rows)-1]
		mover := one.Items[2]
		others = append(others, []any{two.SchoolName, "", two.ClassName, len(others) + 1, mover.Name, mover.Number})
		rows[2] = []any{one.SchoolName, "", one.ClassName, mover.Seat, one.Items[3].Name, "NEW-1"}
		fresh := []any{one.SchoolName, "九年级", "（9）班", 1, "新同学", "NEW-2"}
		file := sheet(t, append(append(rows, others...), fresh))
		m := upload(a, "xiaozhang", file, "")
		if r := m.Result; m.State != "checked" || r.Bad != 0 || r.New != 2 || r.Moved != 1 || r.Changed != 2 || r.Left != 1 || len(r.NewClasses) != 1 || r.NewClasses[0].Name != "九年级9班" {
			t.Fatalf("%s %+v", m.State, r)
		}
		if m = confirm(a, "xiaozhang", m); m.State != "done" {
			t.Fatalf("%+v", m)
		}
		now, then := roster(a, "xiaozhang", h.class), roster(a, "xiaozhang", h.other)
		if len(now.Items) != len(one.Items)-1 || len(then.Items) != len(two.Items)+1 {
			t.Errorf("%d and %d pupils", len(now.Items), len(then.Items))
		}
		if now.Items[0].ID != one.Items[1].ID || now.Items[1].ID != one.Items[0].ID {
			t.Error("the two who changed seats have not")
		}
		if last := then.Items[len(then.Items)-1]; last.ID != mover.ID {
			t.Errorf("who changed class is another now: %+v", last)
		}
		for _, p := range now.Items {
			if p.ID == gone.ID || p.Seat > 999 {
				t.Errorf("still there: %+v", p)
			}
		}
		var classes struct {
			Items []struct {
				ID     string
				Pupils int
			}
		}
		a.Do("xiaozhang", "GET", "/api/v1/schools/"+h.id+"/classes", nil).Into(&classes)
		for _, c := range classes.Items {
			if c.ID == h.class && c.Pupils != len(now.Items) || c.ID == h.other && c.Pupils != len(then.Items) {
				t.Errorf("head count of %s: %d", c.ID, c.Pupils)
			}
		}
		again := upload(a, "xiaozhang", file, "")
		if r := again.Result; r.New+r.Moved+r.Changed+r.Left != 0 || r.Unchanged != r.Rows || len(r.NewClasses) != 0 {
			t.Errorf("the second time: %+v", r)
		}
	})
}

// Every bad row is listed with its number and reason, in the list and in the workbook,
// and nothing of the file comes in.
func TestBadRows(t *testing.T) {
	apptest.Run(t, func(t *testing.T, a *apptest.App) {
		h := home(t, a)
		one := roster(a, "xiaozhang", h.class)
		rows := asRows(one)[:2]
		for i := range 250 {
			rows = append(rows, []any{one.SchoolName, "", one.ClassName, 100 + i, "某人", ""})
		}
		bad := [][]any{
			{"没有的学校", "", one.ClassName, 1, "甲", "A-1"}, {one.SchoolName, "", "蒲公英", 1, "乙", "A-2"}, {one.SchoolName, "一年级", "1班", 1, "丙", "A-3"},
			{one.SchoolName, "", one.ClassName, "左边", "丁", "A-4"}, {one.SchoolName, "", one.ClassName, 901, "", "A-5"},
			{one.SchoolName, "", one.ClassName, 1, "戊", "A-6"}, {one.SchoolName, "", one.ClassName, 902, "己", one.Items[0].Number},
		}
		m := upload(a, "xiaozhang", sheet(t, append(rows, bad...)), "")
		if m.State != "checked" || m.Result.Bad != 257 || m.Result.Rows != 259 {
			t.Fatalf("%+v", m)
		}
		var all []string
		for after := ""; ; {
			var page struct {
				Items []struct {
					Row     int
					Reasons []struct {
						Code  string
						Other int
					}
				}
				Next string
			}
			a.Do("xiaozhang", "GET", "/api/v1/pupil-imports/"+m.ID+"/rows?after="+after, nil).Into(&page)
			for _, r := range page.Items {
				all = append(all, fmt.Sprintf("%d %s %d", r.Row, r.Reasons[0].Code, r.Reasons[0].Other))
			}
			if after = page.Next; after == "" {
				break
			}
		}
		want := "254 school.unknown 0,255 class.unknown 0,256 class.no_grade 0,257 seat.seat_range 0,258 name.required 0,259 seat.twice 2,260 number.twice 2"
		if len(all) != 257 || all[0] != "4 number.required 0" || strings.Join(all[250:], ",") != want {
			t.Errorf("%d rows, %v", len(all), all[max(0, len(all)-8):])
		}
		r := a.Do("xiaozhang", "GET", "/api/v1/pupil-imports/"+m.ID+"/errors", nil)
		x, err := spreadsheet.Open(bytes.NewReader(r.Body), int64(len(r.Body)), spreadsheet.Usual)
		if err != nil {
			t.Fatal(err)
		}
		n, last := 0, spreadsheet.Row{}
		_ = x.Stream(x.Sheets()[0], func(r spreadsheet.Row) error { n, last = n+1, r; return nil })
		if n != 258 || last.Cell(8) != "学号与第 2 行重复" || last.Cell(0) != "260" {
			t.Errorf("%d rows in the workbook, the last %q", n, last.Cells)
		}
		if code := a.Do("xiaozhang", "POST", "/api/v1/pupil-imports/"+m.ID+"/confirm", map[string]any{}).Code(); code != "pupil.import_bad_rows" {
			t.Errorf("confirmed: %q", code)
		}
		if n := len(roster(a, "xiaozhang", h.class).Items); n != len(one.Items) {
			t.Errorf("%d pupils, there were %d", n, len(one.Items))
		}
		if s := a.Do("xianju", "GET", "/api/v1/pupil-imports/"+m.ID, nil).Status; s != http.StatusNotFound {
			t.Errorf("somebody else sees the import: %d", s)
		}
		if code := a.Do("xiaozhang", "POST", "/api/v1/pupil-imports?name=x", sheet(t, nil)[:100], "Content-Type", "application/octet-stream").Code(); !strings.HasPrefix(code, "spreadsheet.") {
			t.Errorf("half a workbook: %q", code)
		}
	})
}

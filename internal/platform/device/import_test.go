package device_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/jobs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

var importHeads = []string{"学校", "部位", "设备名称", "类型", "接入协议", "编号", "口令", "上级编号", "能否报警", "心跳周期（秒）"}

// workbook is what an officer sends: a title above the headings, then his rows.
func workbook(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	x := spreadsheet.NewSheet("台账", make([]float64, len(importHeads)), t.TempDir())
	x.Row([]any{"忻府区校园设备台账"}, nil)
	heads := make([]any, len(importHeads))
	for i, h := range importHeads {
		heads[i] = h
	}
	for _, r := range append([][]any{heads}, rows...) {
		x.Row(r, nil)
	}
	var out bytes.Buffer
	_, err := x.WriteTo(&out)
	must(t, err)
	return out.Bytes()
}

// bench is the jobs of the house, which run from the first time they are drained.
type bench struct {
	*jobs.Jobs
	running bool
}

func (h *rig) working(t *testing.T) *bench {
	t.Helper()
	must(t, jobs.Migrate(h.ctx, h.db))
	j := &bench{Jobs: jobs.New(jobs.Options{DB: h.db, As: access.AsSystem, Retry: func(int) time.Duration { return time.Hour }})}
	h.Jobs(j.Jobs)
	return j
}

func (j *bench) done(t *testing.T) {
	t.Helper()
	if !j.running {
		must(t, j.Start(t.Context()))
		t.Cleanup(func() { _ = j.Stop(context.Background()) })
		j.running = true
	}
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	must(t, j.Drain(ctx))
}

const recorderCode, cameraCode = "14090200001180000001", "14090200001320000001"

func goodRows() [][]any {
	return [][]any{
		{"实验小学", "校门", "校门摄像机", "摄像头", "国标", cameraCode, "", recorderCode, "否", ""},
		{"实验小学", "校门", "校门一键报警", "一键报警装置", "SIA DC-09", "001234", "明文", "", "", ""},
		{"实验小学", "", "监控室录像机", "录像机", "GB/T 28181", recorderCode, "s3cret-of-nvr", "", "否", "60秒"},
		{"实验小学", "校门", "传达室按钮", "按钮", "MQTT", "hx-box-1", "s3cret-of-box", "", "能", "30"},
	}
}

func TestAWorkbookOfDevicesIsShownConfirmedAndComesBackUnchanged(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		j, officer := h.working(t), as(keeps, county)
		m, err := h.Upload(officer, "台账.xlsx", workbook(t, goodRows()...))
		must(t, err)
		if r := m.Result; m.State != "checked" || r.New != 4 || r.Bad != 0 || r.Schools != 1 {
			t.Fatalf("%+v", m)
		}
		if n := h.count(t, `SELECT COUNT(*) FROM device_registry`); n != 0 {
			t.Fatal("an upload has written", n)
		}
		h.noSecretAnywhere(t, "s3cret")
		for range 2 { // a second click does nothing
			_, err = h.ConfirmImport(officer, m.ID)
			must(t, err)
		}
		j.done(t)
		m, err = h.Import(officer, m.ID)
		must(t, err)
		if m.State != "done" || m.Done != 4 || h.count(t, `SELECT COUNT(*) FROM device_registry`) != 4 {
			t.Fatalf("%+v", m)
		}
		h.noSecretAnywhere(t, "s3cret")
		d, secret, err := h.Secret(h.ctx, device.MQTT, "hx-box-1")
		must(t, err)
		if string(secret) != "s3cret-of-box" || !d.Panic || d.HeartbeatS != 30 || d.PlaceName != "校门" || d.State != device.Unseen {
			t.Fatalf("%+v %s", d, secret)
		}
		camera, secret, err := h.Secret(h.ctx, device.GB28181, cameraCode)
		must(t, err)
		if camera.ParentID == "" || camera.HeartbeatS != 0 || string(secret) != "s3cret-of-nvr" {
			t.Fatalf("%+v", camera)
		}

		// The ledger goes out and comes back: nothing is new, no secret is lost.
		var out bytes.Buffer
		must(t, h.Export(officer, device.Filter{}, &out))
		m, err = h.Upload(officer, "设备台账.xlsx", out.Bytes())
		must(t, err)
		if m.Result.Same != 4 || m.Result.Bad != 0 {
			rows, _, _ := h.BadRows(officer, m.ID, 0)
			t.Fatalf("%+v %+v", m.Result, rows)
		}
		if _, err := h.ConfirmImport(officer, m.ID); errs.Code(err) != "device.import_nothing" {
			t.Fatal(err)
		}

		// One line is changed; only it is written, and the secret stays.
		rows := goodRows()
		rows[3][2], rows[3][6] = "传达室报警按钮", ""
		m, err = h.Upload(officer, "改.xlsx", workbook(t, rows...))
		must(t, err)
		if m.Result.Same != 3 || m.Result.Changed != 1 {
			t.Fatalf("%+v", m.Result)
		}
		_, err = h.ConfirmImport(officer, m.ID)
		must(t, err)
		j.done(t)
		d, secret, err = h.Secret(h.ctx, device.MQTT, "hx-box-1")
		must(t, err)
		if d.Name != "传达室报警按钮" || d.Version != 2 || string(secret) != "s3cret-of-box" {
			t.Fatalf("%+v %s", d, secret)
		}
	})
}

// noSecretAnywhere looks through what is kept on disk and written down.
func (h *rig) noSecretAnywhere(t *testing.T, secret string) {
	t.Helper()
	must(t, filepath.Walk(h.dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if bytes.Contains(body, []byte(secret)) {
			t.Errorf("%s holds a secret", path)
		}
		return err
	}))
	for _, query := range []string{`SELECT COUNT(*) FROM audit_entries WHERE detail LIKE $1`, `SELECT COUNT(*) FROM device_imports WHERE result LIKE $1`,
		`SELECT COUNT(*) FROM device_registry WHERE secret LIKE $1`} {
		if h.count(t, query, "%"+secret+"%") != 0 {
			t.Errorf("a secret stands in: %s", query)
		}
	}
}

func TestEveryBadRowOfAWorkbookIsNamedAndNothingComesIn(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		j, officer := h.working(t), as(keeps, county)
		taken, _, err := h.Register(h.ctx, device.Registration{SchoolID: "sch_two", Name: "别校", Kind: device.Box, Protocol: device.MQTT, Code: "other-school"})
		must(t, err)
		mine := h.box(t, func(r *device.Registration) { r.Protocol, r.Code = device.MQTT, "mine-1" })
		row := func(change ...any) []any {
			r := []any{"实验小学", "校门", "报警盒", "一键报警装置", "MQTT", fmt.Sprintf("box-%d", len(change)*1000+h.count(t, `SELECT COUNT(*) FROM device_registry`)), "long-enough", "", "能", "60"}
			for i := 0; i < len(change); i += 2 {
				r[change[i].(int)] = change[i+1]
			}
			return r
		}
		cases := []struct {
			row  []any
			want string
		}{
			{row(0, "二中", 5, "a-01"), "school:school_unknown"}, // of another county: as if it were not there
			{row(0, "", 5, "a-02"), "school:required"},
			{row(1, "屋顶", 5, "a-03"), "place:place_unknown"},
			{row(2, "", 5, "a-04"), "name:name_needed"},
			{row(3, "无人机", 5, "a-05"), "kind:kind_unknown"},
			{row(4, "电报", 5, "a-06"), "protocol:protocol_unknown"},
			{row(5, ""), "code:required"},
			{row(5, "x"), "code:code_wrong"},
			{row(5, "other-school"), "code:code_taken"},
			{row(5, "mine-1", 3, "录像机"), "kind:kind_differs"},
			{row(5, "a-07"), ""},
			{row(5, "a-07"), "code:code_twice:11"},
			{row(5, "a-08", 6, ""), "secret:secret_needed"},
			{row(5, "a-09", 6, "short"), "secret:secret_wrong"},
			{row(5, "a-10", 6, "明文"), "secret:clear_not_here"},
			{row(5, "a-11", 7, "no-such"), "parent:parent_unknown"},
			{row(5, "a-12", 7, "other-school"), "parent:parent_unknown"},
			{row(5, "a-13", 7, "a-13"), "parent:parent_unknown"},
			{row(5, "a-14", 8, "也许"), "panic:not_yes_or_no"},
			{row(5, "a-15", 9, "常"), "heartbeat:heartbeat_wrong"},
			{row(5, "a-16", 9, "2"), "heartbeat:heartbeat_wrong"},
			{row(3, "录像机", 4, "国标", 5, 14090200001180000001.0), "code:as_number"},
			{row(4, "DC-09", 5, 1234, 6, "明文"), "code:as_number"},
		}
		var rows [][]any
		want := map[int]string{}
		for i, c := range cases {
			rows = append(rows, c.row)
			want[i+3] = c.want
		}
		m, err := h.Upload(officer, "坏.xlsx", workbook(t, rows...))
		must(t, err)
		list, _, err := h.BadRows(officer, m.ID, 0)
		must(t, err)
		got := map[int]string{}
		for _, b := range list {
			var said []string
			for _, r := range b.Reasons {
				one := r.Column + ":" + r.Code
				if r.Other > 0 {
					one += fmt.Sprintf(":%d", r.Other-2)
				}
				said = append(said, one)
			}
			got[b.Row] = strings.Join(said, ",")
			if strings.Contains(strings.Join(b.Cells, ""), "long-enough") {
				t.Error("a secret is shown")
			}
		}
		for n, w := range want {
			if got[n] != w {
				t.Errorf("row %d %v: %q, want %q", n, cases[n-3].row, got[n], w)
			}
		}
		if _, err := h.ConfirmImport(officer, m.ID); errs.Code(err) != "device.import_bad_rows" {
			t.Fatal(err)
		}
		j.done(t)
		if n := h.count(t, `SELECT COUNT(*) FROM device_registry`); n != 2 {
			t.Fatal(n, taken.ID, mine.ID)
		}
		var out bytes.Buffer
		must(t, h.ErrorFile(officer, m.ID, &out))
		book, err := spreadsheet.Open(bytes.NewReader(out.Bytes()), int64(out.Len()), spreadsheet.Usual)
		must(t, err)
		defer book.Close()
		said := 0
		must(t, book.Each(book.Sheets()[0], func(r spreadsheet.Row) error {
			if strings.Contains(strings.Join(r.Cells, ""), "long-enough") {
				t.Error("a secret is in the workbook of errors")
			}
			if r.Number > 1 {
				said++
				if r.Cell(1) == "" || strings.Contains(r.Cell(1), "%") {
					t.Errorf("%v", r.Cells)
				}
			}
			return nil
		}))
		if said != len(cases)-1 {
			t.Fatal(said)
		}
		if _, err := h.Import(access.With(context.Background(), access.Actor{Kind: access.Person, ID: "per_2", Held: map[access.Perm][]string{device.PermManage: {county}}}), m.ID); errs.Code(err) != "device.import_not_found" {
			t.Fatal(err)
		}
		if _, err := h.Upload(as([]access.Perm{device.PermView}, county), "x.xlsx", nil); errs.KindOf(err) != errs.KindForbidden {
			t.Fatal(err)
		}
	})
}

func TestAFormulaIsNoEntry(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		h.working(t)
		f := excelize.NewFile()
		for i, head := range importHeads {
			must(t, f.SetCellStr("Sheet1", string(rune('A'+i))+"1", head))
			must(t, f.SetCellStr("Sheet1", string(rune('A'+i))+"2", goodRows()[3][i].(string)))
		}
		must(t, f.SetCellFormula("Sheet1", "C2", `HYPERLINK("http://x","门卫室")`))
		var file bytes.Buffer
		must(t, f.Write(&file))
		m, err := h.Upload(as(keeps, county), "f.xlsx", file.Bytes())
		must(t, err)
		list, _, err := h.BadRows(as(keeps, county), m.ID, 0)
		must(t, err)
		if len(list) != 1 || list[0].Row != 2 || list[0].Reasons[0].Code != "formula" || list[0].Reasons[0].Column != "name" {
			t.Fatalf("%+v", list)
		}
		for name, body := range map[string]string{"spreadsheet.empty": "", "spreadsheet.text": "学校,名称\n", "spreadsheet.html": "<html><table>", "device.import_no_headings": string(workbookOf(t, []any{"甲", "乙"}))} {
			if _, err := h.Upload(as(keeps, county), "x.xlsx", []byte(body)); errs.Code(err) != name {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func workbookOf(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	x := spreadsheet.NewSheet("表", []float64{10, 10}, t.TempDir())
	for _, r := range rows {
		x.Row(r, nil)
	}
	var out bytes.Buffer
	_, err := x.WriteTo(&out)
	must(t, err)
	return out.Bytes()
}

func TestAnImportDoesNotOverwriteWhatSomebodyHasDoneMeanwhile(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		j, officer := h.working(t), as(keeps, county)
		mine := h.box(t, func(r *device.Registration) { r.Protocol, r.Code = device.MQTT, "mine-1" })
		rows := [][]any{{"实验小学", "校门", "新名", "一键报警装置", "MQTT", "mine-1", "", "", "能", "60"}, {"实验小学", "校门", "新来的", "一键报警装置", "MQTT", "new-1", "long-enough", "", "能", "60"}}
		edit := func() {
			d := h.device(t, mine)
			_, err := h.Edit(h.ctx, d.ID, d.Version, device.Registration{SchoolID: d.SchoolID, PlaceID: d.PlaceID, Name: d.Name + "改", Kind: d.Kind, Protocol: d.Protocol, Code: d.Code, Panic: true, HeartbeatS: 60})
			must(t, err)
		}
		m, err := h.Upload(officer, "a.xlsx", workbook(t, rows...))
		must(t, err)
		edit()
		if _, err := h.ConfirmImport(officer, m.ID); errs.Code(err) != "device.import_stale" {
			t.Fatal(err)
		}
		m, err = h.Upload(officer, "b.xlsx", workbook(t, rows...))
		must(t, err)
		_, err = h.ConfirmImport(officer, m.ID)
		must(t, err)
		edit() // between the confirmation and the job
		j.done(t)
		m, err = h.Import(officer, m.ID)
		must(t, err)
		if m.State != "failed" || m.Failure != "device.import_stale" || m.Done != 0 || h.count(t, `SELECT COUNT(*) FROM device_registry`) != 1 {
			t.Fatalf("%+v", m)
		}
	})
}

func TestAWorkbookOfACountyIsQuick(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		j, officer := h.working(t), as(keeps, county)
		const schools, rowsEach = 300, 10
		must(t, h.db.Write(h.ctx, func(tx *db.Tx) error {
			for i := range schools {
				id := fmt.Sprintf("sch_x%04d", i)
				if _, err := tx.Exec(h.ctx, `INSERT INTO schools (id, name, name_key, kind, ownership, boarding, pupils, boarders, staff, guards, storeys,
					canteen, bus, gates, lab_chemicals, boiler, elevator, counter_terror, surroundings, setting, address, phone, principal,
					area_id, path, status, version, created_at, updated_at)
					VALUES ($1, $2, $2, 'primary', 'public', FALSE, 900, 0, 60, 2, 4, 'own', 'none', 2, FALSE, FALSE, FALSE, FALSE, '[]', 'urban', '', '', '',
					'are_3', $3, 'active', 1, 0, 0)`, id, fmt.Sprintf("第%d小学", i), county+id+"/"); err != nil {
					return err
				}
				if _, err := tx.Exec(h.ctx, `INSERT INTO school_places (id, school_id, kind, name, sort) VALUES ($1, $2, 'gate', '校门', 1)`, "plc_"+id, id); err != nil {
					return err
				}
			}
			return nil
		}))
		var rows [][]any
		for i := range schools * rowsEach {
			rows = append(rows, []any{fmt.Sprintf("第%d小学", i%schools), "校门", "报警盒", "一键报警装置", "MQTT", fmt.Sprintf("hx%06d", i), "long-enough", "", "能", "60"})
		}
		file := workbook(t, rows...)
		began := time.Now()
		m, err := h.Upload(officer, "county.xlsx", file)
		must(t, err)
		checked := time.Since(began)
		_, err = h.ConfirmImport(officer, m.ID)
		must(t, err)
		j.done(t)
		t.Logf("%d rows: checked in %v, in after %v", len(rows), checked, time.Since(began))
		if n := h.count(t, `SELECT COUNT(*) FROM device_registry`); n != len(rows) || checked > 10*time.Second {
			t.Fatal(n, checked)
		}
		if n := h.count(t, `SELECT COUNT(*) FROM audit_entries WHERE action = 'device.import_portion'`); n < len(rows)/300 {
			t.Fatal(n)
		}
	})
}

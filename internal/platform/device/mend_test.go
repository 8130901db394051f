package device_test

import (
	"bytes"
	"testing"
	"time"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/device"
)

// An input that cannot be judged is tried again with growing pauses, and is not given up.
func TestWhatCannotBeJudgedIsTriedWithPauses(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		d := h.box(t, nil)
		h.RegisterParser(device.Webhook, func(d device.Device, _ []byte) device.Verdict {
			return device.Verdict{DeviceID: d.ID, Outcome: device.Understood, Press: &device.Press{}}
		})
		id := h.take(t, d, "help")
		h.clk.Add(4 * time.Second)
		h.bell.broken = true
		for range 120 { // two minutes, a look each second
			must(t, h.Look(h.ctx))
			h.clk.Add(time.Second)
		}
		if n := h.count(t, `SELECT tries FROM device_inputs WHERE id = $1`, id); n < 7 || n > 9 {
			t.Fatalf("%d attempts in two minutes", n) // after 0, 1, 3, 7, 15, 31, 61, 91 seconds
		}
		h.bell.broken = false
		h.clk.Add(30 * time.Second)
		must(t, h.Look(h.ctx))
		if _, rung := h.bell.rung[id]; !rung {
			t.Fatal("the press was given up")
		}
	})
}

func TestALostPictureEndsWhenItIsBackOrSomebodySaysSo(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		d := h.box(t, func(r *device.Registration) { r.Kind, r.Panic, r.Name = device.Camera, false, "校门摄像机" })
		say := func(body string) {
			t.Helper()
			must(t, h.Judge(h.ctx, h.take(t, d, body), device.ReadJSON(*d, []byte(body))))
		}
		say(`{"picture":false,"recorded_days":31}`)
		if kinds := h.faults(t, true); len(kinds) != 1 || kinds[0] != device.NoPicture {
			t.Fatalf("%v", kinds)
		}
		if got := h.device(t, d); got.RecordedDays == nil || *got.RecordedDays != 31 || len(got.Faults) != 1 {
			t.Fatalf("%+v", got)
		}
		say(`{"picture":true}`)
		if kinds := h.faults(t, true); kinds != nil {
			t.Fatalf("%v", kinds)
		}
		say(`{"picture":false}`)
		list, err := h.Faults(h.ctx, device.FaultFilter{Open: true, Limit: 9})
		must(t, err)
		if _, err := h.Clear(as(keeps, county), list[0].ID, " "); errs.Code(err) != "device.fault_note" {
			t.Fatal(err)
		}
		if _, err := h.Clear(as(keeps, other), list[0].ID, "镜头已擦净"); errs.Code(err) != "device.fault_not_found" {
			t.Fatal(err)
		}
		if _, err := h.Clear(as([]access.Perm{device.PermView}, county), list[0].ID, "镜头已擦净"); errs.KindOf(err) != errs.KindForbidden {
			t.Fatal(err)
		}
		f, err := h.Clear(as(keeps, county), list[0].ID, "镜头已擦净")
		must(t, err)
		if f.EndedAt == 0 || h.count(t, `SELECT COUNT(*) FROM todos WHERE room = 'device' AND state = 'open'`) != 0 {
			t.Fatalf("%+v", f)
		}
		must(t, h.Fault(h.ctx, d.ID, device.Silent, "", true))
		list, err = h.Faults(h.ctx, device.FaultFilter{Open: true, Limit: 9})
		must(t, err)
		if _, err := h.Clear(as(keeps, county), list[0].ID, "好了"); errs.Code(err) != "device.fault_by_itself" {
			t.Fatal(err)
		}
	})
}

func TestTheRegisterIsAWorkbook(t *testing.T) {
	house(t, func(t *testing.T, h *rig) {
		d := h.box(t, nil)
		must(t, h.Fault(h.ctx, d.ID, device.Tampered, "", true))
		var out bytes.Buffer
		must(t, h.Export(as(keeps, county), device.Filter{Kind: "box"}, &out))
		book, err := spreadsheet.Open(bytes.NewReader(out.Bytes()), int64(out.Len()), spreadsheet.Usual)
		must(t, err)
		defer book.Close()
		var rows []spreadsheet.Row
		must(t, book.Each(book.Sheets()[0], func(r spreadsheet.Row) error { rows = append(rows, r); return nil }))
		last := rows[len(rows)-1]
		if last.Cell(2) != "实验小学" || last.Cell(3) != "校门" || last.Cell(8) != "" || last.Cell(12) != "未上线" || last.Cell(18) != "防拆" {
			t.Fatalf("%+v", rows)
		}
	})
}

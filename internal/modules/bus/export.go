package bus

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/boombuler/barcode/qr"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// The words of the workbook.
var (
	stateWords = map[State]string{Planned: "待检查", Checked: "待发车", Running: "行驶中", Arrived: "待清车", Done: "已清车", Cancelled: "已取消"}
	alarmWords = map[Alarm]string{Uncleared: "到达后未清车", Mismatch: "下车数与上车数不符", Silent: "超时未到达"}
	wayWords   = map[string]string{"photo": "照片", "code": "扫码"}
)

var head = []string{"日期", "学校", "线路", "方向", "车牌", "驾驶人", "照管人员", "应乘", "上车", "下车", "未乘", "出车前检查", "发车", "到达", "清车", "清车方式", "状态", "警报", "警报时间",
	"处理结果", "处理人"}

// maxExport is how many trips a workbook takes.
const maxExport = 20_000

// Export writes the trips of some days as a workbook; no child is named in it.
func (s *Service) Export(ctx context.Context, f Filter, w io.Writer) error {
	if f.From != "" && (!validDay(f.From) || !validDay(f.To)) {
		return errDay
	}
	if f.From == "" && f.Day == "" {
		f.Day = today(s.db.Clock().Now())
	}
	f.Limit = maxExport
	trips, _, err := s.Trips(ctx, f)
	if err != nil {
		return err
	}
	widths := make([]float64, len(head))
	for i := range widths {
		widths[i] = 13
	}
	sheet := spreadsheet.NewSheet("校车趟次台账", widths, s.dir)
	sheet.Head(head...)
	for _, t := range trips {
		sheet.Row(t.row(), nil)
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, "bus.exported", "bus_trips", map[string]any{"count": len(trips)})
	}); err != nil {
		_ = sheet.Close()
		return err
	}
	_, err = sheet.WriteTo(w)
	return err
}

func (t *Trip) row() []any {
	clock := func(x time.Time) any {
		if x.IsZero() {
			return nil
		}
		return x.In(city).Format("15:04:05")
	}
	return []any{t.Day, t.School, t.Line, map[string]string{ToSchool: "上学", Home: "放学"}[t.Direction], t.Plate, t.Driver, t.Attendant, t.Expected, t.Boarded,
		t.Alighted, t.Absent, clock(t.CheckedAt), clock(t.StartedAt), clock(t.ArrivedAt), clock(t.ClearedAt), wayWords[t.ClearWay], stateWords[t.State],
		alarmWords[t.Alarm], clock(t.AlarmAt), t.Reason, t.ResolvedBy}
}

// Sticker draws the QR code that stands at the last row of a vehicle. Whoever scans it
// comes to the page of his phone that says the bus is empty.
func (s *Service) Sticker(ctx context.Context, vehicleID string) ([]byte, error) {
	var v *Vehicle
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if v, err = db.One(ctx, tx, scanVehicle, selectVehicle+`WHERE v.id = $1`, vehicleID); err != nil {
			if db.IsNotFound(err) {
				return errGone
			}
			return err
		}
		if err := access.See(ctx, PermView, v.Path, errGone); err != nil {
			return err
		}
		return access.Require(ctx, PermManage, v.Path)
	}); err != nil {
		return nil, err
	}
	code, err := qr.Encode(s.public+"/phone#/bus/clear/"+v.Code, qr.M, qr.Auto)
	if err != nil {
		return nil, err
	}
	b := code.Bounds()
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M-4-4h%dv%dh-%dz"/><path d="`,
		b.Dx()+8, b.Dy()+16, b.Dx()+8, b.Dy()+16, b.Dx()+8)
	for y := range b.Dy() {
		for x := range b.Dx() {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				fmt.Fprintf(&out, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	fmt.Fprintf(&out, `"/><text x="%d" y="%d" font-size="6" font-family="sans-serif" text-anchor="middle">%s</text></svg>`, b.Dx()/2, b.Dy()+9, v.Code)
	return out.Bytes(), nil
}

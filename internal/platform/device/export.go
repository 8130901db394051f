package device

import (
	"bufio"
	"context"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// The words of the workbook, which is an official paper and always Chinese.
var (
	kindWords     = map[Kind]string{Box: "一键报警装置", Camera: "摄像机", Recorder: "录像机", HelpPoint: "求助对讲"}
	protocolWords = map[string]string{GB28181: "GB/T 28181", DC09: "SIA DC-09", MQTT: "MQTT", Webhook: "HTTP签名报文", SIP: "SIP对讲"}
	stateWords    = map[State]string{Unseen: "未上线", Online: "在线", Late: "心跳迟到", Lost: "失联", Retired: "已停用"}
	faultWords    = map[string]string{Silent: "失联", LowBattery: "电量低", Tampered: "防拆", WrongClock: "时钟偏差", WrongKey: "口令错误", NoPicture: "画面丢失"}
)

// ledgerExtra is what the ledger says besides the columns that can be imported.
var ledgerExtra = []string{"状态", "最近联系", "电量（%）", "时钟偏差（秒）", "最近验证", "录像天数", "未消除故障", "停用日期", "停用原因"}

// ledgerHeads are the columns of the template and what else is known; the secret is
// never written, and an empty one keeps the old when the ledger is imported.
func ledgerHeads() (heads []string, widths []float64) {
	heads, widths = []string{"序号"}, []float64{6}
	for _, c := range bookColumns {
		heads, widths = append(heads, c.head), append(widths, c.width)
	}
	return append(heads, ledgerExtra...), append(widths, 10, 18, 10, 12, 18, 10, 18, 12, 24)
}

// exportPage is how many devices are read in one go; maxExport what fits into a sheet.
const exportPage, maxExport = 1000, 1_000_000

// Export writes the devices that a filter selects as the ledger (设备台账). It is
// whole before its first byte is sent, and read a portion at a time, so that a slow
// network holds no transaction open.
func (s *Service) Export(ctx context.Context, f Filter, w io.Writer) error {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return err
	}
	temp, err := os.CreateTemp(s.dir, "equipment-*.xlsx")
	if err != nil {
		return err
	}
	defer func() { _ = temp.Close(); _ = os.Remove(temp.Name()) }()
	n, err := s.writeRegister(ctx, f, temp)
	if err != nil {
		return err
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, "device.export", "register", map[string]any{"rows": n, "path": f.Path, "state": f.State, "kind": f.Kind, "protocol": f.Protocol})
	}); err != nil {
		return err
	}
	if _, err := temp.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err = io.Copy(w, temp)
	return err
}

func (s *Service) writeRegister(ctx context.Context, f Filter, file io.Writer) (int, error) {
	out := bufio.NewWriterSize(file, 256<<10)
	heads, widths := ledgerHeads()
	sheet := spreadsheet.NewFast(out, "设备台账", heads, widths)
	paths := access.Areas(ctx, PermView)
	f.After, f.Limit = "", exportPage
	n := 0
	for n < maxExport {
		var part []*Device
		var codes map[string]string
		if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			if part, err = page(ctx, tx, paths, f, s.provenSince(ctx, tx)); err != nil {
				return err
			}
			codes, err = codesOf(ctx, tx, part)
			return err
		}); err != nil {
			return n, err
		}
		for _, d := range part {
			n++
			if err := sheet.Row(n, d.cells(codes)); err != nil {
				return n, err
			}
		}
		if len(part) < exportPage {
			break
		}
		f.After = part[len(part)-1].cursor()
	}
	if err := sheet.Close(); err != nil {
		return n, err
	}
	return n, out.Flush()
}

// codesOf are the codes of the schools and of the recorders of some devices, by id.
func codesOf(ctx context.Context, tx *db.Tx, list []*Device) (map[string]string, error) {
	schools, parents, out := map[string]bool{}, map[string]bool{}, map[string]string{}
	for _, d := range list {
		schools[d.SchoolID], parents[d.ParentID] = true, true
	}
	for table, ids := range map[string]map[string]bool{"schools": schools, "device_registry": parents} {
		delete(ids, "")
		for part := range slices.Chunk(keys(ids), portionRows) {
			var a db.Args
			if err := db.Each(ctx, tx, func(row db.Scanner) error {
				var id, code string
				err := row.Scan(&id, &code)
				out[id] = code
				return err
			}, `SELECT id, COALESCE(code, '') FROM `+table+` WHERE `+a.In("id", part), a.Values()...); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// cells are a line of the workbook but for its number.
func (d *Device) cells(codes map[string]string) []string {
	faults := make([]string, len(d.Faults))
	for i, k := range d.Faults {
		faults[i] = faultWords[k]
	}
	drift := ""
	if !d.LastSeenAt.IsZero() && d.ClockDriftMs != 0 {
		drift = strconv.FormatFloat(float64(d.ClockDriftMs)/1000, 'f', 1, 64)
	}
	secret := ""
	if d.Protocol == DC09 && !d.HasSecret && d.ParentID == "" {
		secret = clearWord
	}
	return []string{codes[d.SchoolID], d.SchoolName, d.PlaceName, d.Name, kindWords[d.Kind], protocolWords[d.Protocol], d.Code, secret, codes[d.ParentID],
		map[bool]string{true: "能", false: "否"}[d.Panic], count(&d.HeartbeatS), stateWords[d.State], clockOf(d.LastSeenAt), count(d.Battery), drift, clockOf(d.LastProvenAt), count(d.RecordedDays),
		strings.Join(faults, "、"), dayOf(d.RetiredAt), d.RetiredWhy}
}

func count(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

func clockOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("2006-01-02 15:04")
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return day(t)
}

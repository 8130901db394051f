package device

import (
	"bytes"
	"context"
	"io"
	"strconv"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// bookColumn is a column of the workbook that template, import and export share, so
// that what is exported can be imported again.
type bookColumn struct {
	key   string
	head  string
	also  []string
	width float64
	says  string // the example of the template
}

const (
	colSchoolCode = "schoolCode"
	colSchool     = "school"
	colPlace      = "place"
	colName       = "name"
	colKind       = "kind"
	colProtocol   = "protocol"
	colCode       = "code"
	colSecret     = "secret"
	colParent     = "parent"
	colPanic      = "panic"
	colHeartbeat  = "heartbeat"
	colState      = "state" // read, to leave out what is out of use; not in the template
)

var bookColumns = []bookColumn{
	{colSchoolCode, "学校标识码", []string{"学校代码", "标识码", "机构标识码"}, 14, ""},
	{colSchool, "学校", []string{"学校名称", "校名", "单位", "所属学校"}, 26, "示例小学（请删去本行）"},
	{colPlace, "部位", []string{"安装部位", "安装位置", "位置", "安装地点"}, 16, "校门"},
	{colName, "设备名称", []string{"名称", "设备"}, 22, "校门一键报警"},
	{colKind, "类型", []string{"设备类型", "类别"}, 14, "一键报警装置"},
	{colProtocol, "接入协议", []string{"协议"}, 14, "SIA DC-09"},
	{colCode, "编号", []string{"设备编号", "设备编码", "国标编码", "账号"}, 24, "001234"},
	{colSecret, "口令", []string{"口令（留空不改）", "密码", "密钥", "接入口令"}, 18, "明文"},
	{colParent, "上级编号", []string{"上级设备编号", "所属录像机编号", "录像机编号", "网关编号"}, 24, ""},
	{colPanic, "能否报警", []string{"按下能报警", "是否报警设备", "报警"}, 10, "能"},
	{colHeartbeat, "心跳周期（秒）", []string{"心跳周期", "心跳"}, 12, "60"},
}

// clearWord in the column of secrets says of a DC-09 box that it cannot encrypt.
const clearWord = "明文"

// needed are the columns without which a workbook is no register; the school may be
// named either way.
var needed = []string{colName, colKind, colProtocol, colCode}

const leastHeadings = 4

// What is wrong with a workbook as a whole.
var (
	errNoHeadings = errs.Invalid("device.import_no_headings")
	errNoRows     = errs.Invalid("device.import_no_rows")
)

const (
	// MaxUpload is the largest workbook of devices taken, in bytes.
	MaxUpload = 16 << 20
	// maxRows is how many filled rows it may have: every device of a city of 1,500 schools.
	maxRows = 20_000
)

// bookRow is a row as it was written. Wrong names the columns whose cell is worked out
// by a formula or was kept as a number where that loses digits.
type bookRow struct {
	n     int
	cells map[string]string
	wrong map[string]string
}

// readBook reads the rows of the sheet whose headings name most; has tells which
// columns it has.
func readBook(file []byte, tempDir string) (rows []bookRow, has map[string]int, err error) {
	limits := spreadsheet.Usual
	limits.Rows, limits.Columns, limits.Cell, limits.TempDir = maxRows+spreadsheet.HeadingDepth, 60, 300, tempDir
	x, err := spreadsheet.Open(bytes.NewReader(file), int64(len(file)), limits)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = x.Close() }()
	columns := []spreadsheet.Column{{Key: colState, Names: []string{"状态"}}}
	for _, c := range bookColumns {
		columns = append(columns, spreadsheet.Column{Key: c.key, Names: append([]string{c.head}, c.also...)})
	}
	sheet, head := "", spreadsheet.Headings{}
	for _, name := range x.Sheets() {
		var top []spreadsheet.Row
		if err := x.Stream(name, func(r spreadsheet.Row) error {
			if r.Number > spreadsheet.HeadingDepth {
				return spreadsheet.ErrEnough
			}
			top = append(top, r)
			return nil
		}); err != nil {
			return nil, nil, err
		}
		if h, ok := spreadsheet.FindHeadings(top, columns, leastHeadings); ok && len(h.Found) > len(head.Found) {
			sheet, head = name, h
		}
	}
	if sheet == "" {
		return nil, nil, errNoHeadings
	}
	for _, key := range needed {
		if _, ok := head.Found[key]; !ok {
			return nil, nil, errNoHeadings.With("column", headOf(key))
		}
	}
	_, byName := head.Found[colSchool]
	if _, byCode := head.Found[colSchoolCode]; !byName && !byCode {
		return nil, nil, errNoHeadings.With("column", headOf(colSchool))
	}
	err = x.Stream(sheet, func(r spreadsheet.Row) error {
		if r.Number <= head.Last || head.Repeats(r) || spreadsheet.Footing(r, 3) {
			return nil
		}
		row := bookRow{n: r.Number, cells: map[string]string{}, wrong: map[string]string{}}
		blank := true
		for key, i := range head.Found {
			row.cells[key] = r.Cell(i)
			blank = blank && row.cells[key] == ""
			switch {
			case r.Formula(i):
				row.wrong[key], blank = "formula", false
			case (key == colCode || key == colParent) && r.AsNumber(i):
				row.wrong[key] = "as_number"
			}
		}
		if blank {
			return nil
		}
		if len(rows) == maxRows {
			return spreadsheet.ErrTooMany.With("limit", maxRows)
		}
		rows = append(rows, row)
		return nil
	})
	if err == nil && len(rows) == 0 {
		err = errNoRows
	}
	return rows, head.Found, err
}

func headOf(key string) string {
	for _, c := range bookColumns {
		if c.key == key {
			return c.head
		}
	}
	return key
}

// templateRows are as many rows as people type in: they are kept as texts, so that a
// code keeps its zeros.
const templateRows = 500

// Template writes an empty workbook of devices with one example row.
func (s *Service) Template(ctx context.Context, w io.Writer) error {
	if err := access.RequireSomewhere(ctx, PermManage); err != nil {
		return err
	}
	heads, widths, example, blank := []string{}, []float64{}, []any{}, []any{}
	for _, c := range bookColumns {
		heads, widths, example, blank = append(heads, c.head), append(widths, c.width), append(example, c.says), append(blank, "")
	}
	x := spreadsheet.NewSheet("设备台账", widths, s.dir)
	x.Head(heads...)
	x.Row(example, nil)
	for range templateRows {
		x.Row(blank, nil)
	}
	_, err := x.WriteTo(w)
	return err
}

var (
	moreKinds = map[string]Kind{"报警盒": Box, "报警装置": Box, "一键报警": Box, "一键报警器": Box, "报警按钮": Box, "按钮": Box, "摄像头": Camera, "监控": Camera, "网络摄像机": Camera,
		"硬盘录像机": Recorder, "nvr": Recorder, "dvr": Recorder, "求助点": HelpPoint, "对讲": HelpPoint, "求助对讲终端": HelpPoint}
	moreProtocols = map[string]string{"国标": GB28181, "28181": GB28181, "gb28181": GB28181, "gb/t28181-2022": GB28181, "gb/t28181-2016": GB28181, "dc-09": DC09, "dc09": DC09,
		"http": Webhook, "webhook": Webhook, "http签名": Webhook, "sip": SIP}
)

// wordIn finds which of some words a cell is.
func wordIn[T comparable](cell string, words map[T]string, more map[string]T) (T, bool) {
	cell = spreadsheet.Fold(cell)
	for v, w := range words {
		if spreadsheet.Fold(w) == cell {
			return v, true
		}
	}
	v, ok := more[cell]
	return v, ok
}

// yes reads whether a device can raise an alarm.
func yes(cell string) (v, blank, ok bool) {
	switch spreadsheet.Fold(cell) {
	case "能":
		return true, false, true
	case "不能", "不可以":
		return false, false, true
	}
	return spreadsheet.Flag(cell)
}

// beatOf reads a heartbeat in seconds.
func beatOf(cell string) (n int, blank, ok bool) {
	cell = spreadsheet.Fold(cell)
	for _, unit := range []string{"秒", "s"} {
		if t, cut := trimmed(cell, unit); cut {
			if _, err := strconv.Atoi(t); err == nil {
				cell = t
			}
		}
	}
	return spreadsheet.Number(cell)
}

func trimmed(s, end string) (string, bool) {
	if len(s) > len(end) && s[len(s)-len(end):] == end {
		return s[:len(s)-len(end)], true
	}
	return s, false
}

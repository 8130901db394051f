package alarm

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Export writes the alarms that a filter selects as a workbook. What it is for
// goes into the audit book.
func (s *Service) Export(ctx context.Context, f Filter, reason string, w io.Writer) error {
	if err := access.RequireSomewhere(ctx, PermRecord); err != nil {
		return err
	}
	reason, err := reasonOf(reason)
	if err != nil {
		return err
	}
	var alarms []*Alarm
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		f.After, f.Limit = "", maxExport
		alarms, err = list(ctx, tx, access.Areas(ctx, PermRecord), f)
		return err
	}); err != nil {
		return err
	}
	sheet := spreadsheet.NewSheet("报警台账", []float64{24, 10, 16, 30, 16, 14, 18, 20, 20, 20, 20, 20, 10, 10, 10, 14, 18, 20}, s.dir)
	sheet.Head("编号", "性质", "县区", "学校", "点位", "类型", "报警人", "按下时间", "接警时间", "派警时间", "民警到场", "处置完毕",
		"接警用时(秒)", "校内到场(秒)", "民警到场(秒)", "结果", "接警人", "出警单位")
	for _, a := range alarms {
		sheet.Row([]any{a.No, word(modeWords, a.Mode), a.CountyName, a.SchoolName, a.Place, word(kindWords, a.Kind), a.PresserName,
			cell(a.T0), cell(a.T2), cell(a.T3), cell(a.T5), cell(a.T6), seconds(a.T0, a.T2), seconds(a.T0, a.T4), seconds(a.T0, a.T5),
			outcomeWord(a.Card()), a.DeskName, a.ResponderUnit}, nil)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, "alarm.exported", "alarms", map[string]any{"reason": reason, "count": len(alarms), "form": "list"})
	})
	if err != nil {
		_ = sheet.Close()
		return err
	}
	_, err = sheet.WriteTo(w)
	return err
}

// maxExport is how many alarms a workbook takes.
const maxExport = 50_000

func cell(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return paperTime(t.UnixMilli())
}

func seconds(from, to time.Time) any {
	if to.IsZero() {
		return nil
	}
	return float64(to.Sub(from).Milliseconds()/100) / 10
}

var (
	statsHead = []string{"县区", "紧急报警", "教师求助", "未办结", "误报", "应通知人次", "送达人次", "送达率",
		"接警中位(秒)", "接警P95(秒)", "接警件数", "校内到场中位(秒)", "校内到场P95(秒)", "校内到场件数",
		"民警到场中位(秒)", "民警到场P95(秒)", "民警到场件数",
		"公安确认件数", "公安确认率", "公安确认中位(秒)", "学校确认件数", "学校确认率", "学校确认中位(秒)",
		"教育确认件数", "教育确认率", "教育确认中位(秒)"}
	statsWidths = append([]float64{16}, slices.Repeat([]float64{13}, len(statsHead)-1)...)
)

// cells is a row of the workbook. What was never measured is empty, not zero.
func (r StatsRow) cells() []any {
	number := func(n int, ms int64) any {
		if n == 0 {
			return nil
		}
		return float64(ms) / 1000
	}
	name := strings.TrimSpace(r.Name)
	if name == "" {
		name = "地点不明"
	}
	out := []any{name, r.Alarms, r.Help, r.Open, r.False, r.Called, r.Reached, percent(r.Reached, r.Called)}
	for _, sp := range []Latency{r.Accept, r.Local, r.Police} {
		out = append(out, number(sp.N, sp.Median), number(sp.N, sp.P95), sp.N)
	}
	for _, sp := range []Latency{r.Acks.Police, r.Acks.School, r.Acks.Education} {
		out = append(out, sp.N, percent(sp.N, r.Alarms), number(sp.N, sp.Median))
	}
	return out
}

// ExportStats writes the figures of a period as a workbook.
func (s *Service) ExportStats(ctx context.Context, from, to time.Time, path string, w io.Writer) error {
	st, err := s.Stats(ctx, from, to, path)
	if err != nil {
		return err
	}
	sheet := spreadsheet.NewSheet("报警统计", statsWidths, s.dir)
	sheet.Head(statsHead...)
	st.All.Name = "合计"
	for _, r := range append(st.Counties, st.All) {
		sheet.Row(r.cells(), nil)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, "alarm.exported", "stats", map[string]any{"from": st.From, "to": st.To, "path": path, "form": "stats"})
	})
	if err != nil {
		_ = sheet.Close()
		return err
	}
	_, err = sheet.WriteTo(w)
	return err
}

package alarm

import (
	"context"
	"io"
	"strings"
	"time"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// PermStats lets someone see the figures of the alarms in his area.
const PermStats access.Perm = "alarm.stats"

// maxPeriod is the longest period that is counted at once.
const maxPeriod = 3 * 366 * 24 * time.Hour

var errPeriod = errs.Invalid("alarm.stats_period", errs.Field{Name: "to", Code: "malformed"})

// Stats are the figures of a period: real alarms by the moment of the press.
// Drills and joint tests are not in them. At is when it was counted.
type Stats struct {
	From     int64         `json:"from"`
	To       int64         `json:"to"`
	At       int64         `json:"at"`
	All      StatsRow      `json:"all"`
	Counties []StatsRow    `json:"counties" nullable:"false"`
	Reasons  []ReasonCount `json:"reasons" nullable:"false"`
	Targets  []StatsTarget `json:"targets" nullable:"false"`
}

// StatsRow are the figures of one county, or of all. Called and Reached count
// people over all closed alarms of the row.
type StatsRow struct {
	Path    string  `json:"path"`
	Name    string  `json:"name"`
	Alarms  int     `json:"alarms"`
	Open    int     `json:"open"`
	False   int     `json:"false"`
	Called  int     `json:"called"`
	Reached int     `json:"reached"`
	Accept  Latency `json:"accept" doc:"from the press to the acceptance"`
	Local   Latency `json:"local" doc:"from the press to the school's own people on the scene"`
	Police  Latency `json:"police" doc:"from the press to the police on the scene"`
}

// Latency is how a time is spread over the N alarms for which it is known:
// median and 95th percentile by nearest rank, exact to a tenth of a second, and
// how many lie within the target.
type Latency struct {
	N      int   `json:"n"`
	Median int64 `json:"medianMs"`
	P95    int64 `json:"p95Ms"`
	Within int   `json:"within"`
}

// ReasonCount is how many alarms were false for one reason.
type ReasonCount struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// StatsTarget is the norm beside a figure; Seconds 0 means that nothing ruled.
type StatsTarget struct {
	Time    string `json:"time" enum:"accept,local,police"`
	Key     string `json:"key"`
	Seconds int    `json:"seconds"`
	Basis   string `json:"basis"`
	Mark    string `json:"mark"`
}

// tally is one bar of a histogram: how many alarms took so many tenths of a second.
type tally struct {
	county string
	tenths int64
	count  int
}

// spread reads median, 95th percentile and share within limit (seconds) off a
// histogram whose bars come in order.
func spread(bars []tally, limit int) Latency {
	var s Latency
	for _, b := range bars {
		s.N += b.count
		if limit > 0 && b.tenths <= int64(limit)*10 {
			s.Within += b.count
		}
	}
	at := func(rank int) int64 {
		for _, b := range bars {
			if rank -= b.count; rank <= 0 {
				return b.tenths * 100
			}
		}
		return 0
	}
	if s.N > 0 {
		s.Median, s.P95 = at((s.N+1)/2), at((s.N*95+99)/100)
	}
	return s
}

// Stats returns the figures of the alarms pressed in [from, to) at or below
// path, as far as the caller sees them; path "" is all of it.
func (s *Service) Stats(ctx context.Context, from, to time.Time, path string) (*Stats, error) {
	if err := access.RequireSomewhere(ctx, PermStats); err != nil {
		return nil, err
	}
	if !from.Before(to) || to.Sub(from) > maxPeriod {
		return nil, errPeriod
	}
	out := &Stats{From: db.Millis(from), To: db.Millis(to), At: db.Millis(s.db.Clock().Now())}
	limits := map[string]int{}
	at := path
	if at == "" {
		at = widest(access.Areas(ctx, PermStats))
	}
	for i, name := range []string{"accept", "local", "police"} {
		r, _ := s.norms.Ruled(ctx, goals[i].key, at, s.db.Clock().Now())
		out.Targets = append(out.Targets, StatsTarget{name, goals[i].key, r.Number, r.Basis, string(r.Mark)})
		limits[name] = r.Number
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		w := window{from: out.From, to: out.To, paths: access.Areas(ctx, PermStats), path: path}
		rows, reasons, err := w.counts(ctx, tx)
		if err != nil {
			return err
		}
		out.Reasons = reasons
		for _, t := range []struct {
			name, column string
			of           func(*StatsRow) *Latency
		}{
			{"accept", "t2", func(r *StatsRow) *Latency { return &r.Accept }},
			{"local", "t4", func(r *StatsRow) *Latency { return &r.Local }},
			{"police", "t5", func(r *StatsRow) *Latency { return &r.Police }},
		} {
			bars, err := w.histogram(ctx, tx, t.column)
			if err != nil {
				return err
			}
			*t.of(&out.All) = spread(bars, limits[t.name])
			by := map[string][]tally{}
			for _, b := range bars {
				by[b.county] = append(by[b.county], b)
			}
			for i := range rows {
				*t.of(&rows[i]) = spread(by[rows[i].Path], limits[t.name])
			}
		}
		out.Counties = rows
		return nil
	})
	for _, r := range out.Counties {
		a := &out.All
		a.Alarms, a.Open, a.False, a.Called, a.Reached = a.Alarms+r.Alarms, a.Open+r.Open, a.False+r.False, a.Called+r.Called, a.Reached+r.Reached
	}
	return out, err
}

// widest is the shortest of some paths.
func widest(paths []string) string {
	out := access.Everywhere
	for i, p := range paths {
		if i == 0 || len(p) < len(out) {
			out = p
		}
	}
	return out
}

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

// ExportStats writes the figures of a period as a workbook.
func (s *Service) ExportStats(ctx context.Context, from, to time.Time, path string, w io.Writer) error {
	st, err := s.Stats(ctx, from, to, path)
	if err != nil {
		return err
	}
	sheet := spreadsheet.NewSheet("报警统计", []float64{16, 10, 10, 10, 12, 14, 14, 14, 14, 14, 14, 14, 14, 14}, s.dir)
	sheet.Head("县区", "报警", "未办结", "误报", "送达率", "接警中位(秒)", "接警P95(秒)", "接警件数", "校内到场中位(秒)", "校内到场P95(秒)", "校内到场件数",
		"民警到场中位(秒)", "民警到场P95(秒)", "民警到场件数")
	st.All.Name = "合计"
	for _, r := range append(st.Counties, st.All) {
		cells := []any{strings.TrimSpace(r.Name), r.Alarms, r.Open, r.False, percent(r.Reached, r.Called)}
		for _, sp := range []Latency{r.Accept, r.Local, r.Police} {
			cells = append(cells, float64(sp.Median)/1000, float64(sp.P95)/1000, sp.N)
		}
		sheet.Row(cells, nil)
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

package mediation

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// The words of the workbook, as the ledger has them. (domain.md §3.8)
var (
	stateWords = map[State]string{Registered: "登记", Graded: "已研判定级", Assigned: "已交办", Mediating: "调处中", Agreed: "达成协议", Fulfilled: "已履行",
		Revisited: "已回访", Tracking: "跟踪", Closed: "已销账"}
	riskWords        = map[Risk]string{Red: "红", Orange: "橙", Yellow: "黄", Blue: "蓝"}
	sourceWords      = map[string]string{"weekly": "周排查", "monthly": "月排查", "report": "师生家长反映", "visit": "来访", "petition": "信访转办", "handover": "上级或部门交办", "other": "其他"}
	consequenceWords = map[string]string{"extreme": "个人极端", "crowd": "群体事件", "opinion": "舆情", "lawsuit": "诉讼"}
	resultWords      = map[string]string{"resolved": "化解", "eased": "缓和", "unresolved": "未化解", "court": "移交司法", "police": "移交公安"}
	revisitWords     = map[string]string{"satisfied": "满意", "stable": "稳定", "unstable": "不稳定"}
)

// head are the columns of the ledger; who the parties are is not among them.
var head = []string{"编号", "学校", "登记日期", "来源", "类型", "涉及人数", "是否涉未成年人", "基本情况", "诉求", "风险等级", "可能后果", "责任单位", "包案领导",
	"责任人", "化解措施", "稳控措施", "化解时限", "状态", "进展", "结果", "协议", "回访", "反复次数", "销账时间"}

// maxExport is how many disputes a workbook takes.
const maxExport = 20_000

// Export writes the ledger that a filter selects as a workbook, without the restricted
// field.
func (s *Service) Export(ctx context.Context, f Filter, w io.Writer) error {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return err
	}
	var all []*Dispute
	kinds, last := map[string]string{}, map[string]string{}
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		f.After, f.Limit = "", maxExport
		if all, err = list(ctx, tx, access.Areas(ctx, PermView), f); err != nil {
			return err
		}
		if err := db.Each(ctx, tx, func(row db.Scanner) error {
			var code, name string
			err := row.Scan(&code, &name)
			kinds[code] = name
			return err
		}, `SELECT code, name FROM mediation_kinds`); err != nil {
			return err
		}
		for _, d := range all {
			lines, err := linesOf(ctx, tx, d.ID)
			if err != nil {
				return err
			}
			for _, l := range lines {
				if l.Kind == "progress" {
					last[d.ID] = noteOf(l.Data)
				}
			}
		}
		return nil
	}); err != nil {
		return err
	}
	widths := make([]float64, len(head))
	for i := range widths {
		widths[i] = 14
	}
	sheet := spreadsheet.NewSheet("涉校涉生矛盾纠纷台账", widths, s.dir)
	sheet.Head(head...)
	for _, d := range all {
		sheet.Row(d.row(kinds[d.Kind], last[d.ID]), nil)
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, "mediation.exported", "mediation_disputes", map[string]any{"count": len(all)})
	}); err != nil {
		_ = sheet.Close()
		return err
	}
	_, err := sheet.WriteTo(w)
	return err
}

func (d *Dispute) row(kind, progress string) []any {
	var consequences []string
	for _, c := range d.Sheet.Consequences {
		consequences = append(consequences, consequenceWords[c])
	}
	revisit := ""
	if d.Revisit != nil {
		revisit = d.Revisit.Day + " " + revisitWords[d.Revisit.Result]
	}
	return []any{d.No, d.SchoolName, d.Day, sourceWords[d.Source], kind, d.Sheet.People, map[bool]string{true: "是", false: "否"}[d.Sheet.Minors],
		d.Sheet.Facts, d.Sheet.Claim, riskWords[d.Risk], strings.Join(consequences, "、"), d.Order.Department, d.Leader, d.Owner, d.Order.Measures,
		d.Order.Calm, d.Order.Due, stateWords[d.State], progress, resultWords[d.Result], d.Agreement, revisit, d.Relapses, cell(d.ClosedAt)}
}

// noteOf is the note in the data of a line.
func noteOf(data []byte) string {
	var v struct {
		Note string `json:"note"`
	}
	_ = json.Unmarshal(data, &v)
	return v.Note
}

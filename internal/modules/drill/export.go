package drill

import (
	"context"
	"io"
	"strings"
	"time"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// The words of the workbook, as the record form has them. (domain.md §6.4)
var (
	scenarioWords = map[string]string{"fire": "火灾", "earthquake": "地震", "stampede": "踩踏", "terror": "暴恐（防暴）", "bus": "校车",
		"gas": "燃气/危化品", "flood": "暴雨山洪", "epidemic": "传染病", "dormitory": "宿舍夜间", "blackout": "停电", "fall": "高坠"}
	formWords  = map[Form]string{Actual: "实际", Tabletop: "桌面", Discussion: "讨论"}
	scopeWords = map[Scope]string{All: "全部", Part: "部分"}
	stateWords = map[State]string{Planned: "计划", Submitted: "待审批", Approved: "待通知", Noticed: "待安全检查", Ready: "待实施", Running: "演练中",
		Held: "待评估", Evaluated: "已评估", Archived: "已归档", Cancelled: "已取消", Interrupted: "因真实警情中止"}
	threeWords = map[string]string{"yes": "是", "partly": "基本", "no": "否"}
	gradeWords = map[string]string{"good": "好", "fair": "一般", "poor": "差"}
)

var head = []string{"编号", "学校", "预案名称", "演练地点", "组织与参加部门", "总指挥", "日期", "演练类别", "范围", "情景", "参加班级", "应到", "实到", "未点到",
	"物资准备与培训", "演练安排", "信号时间", "总用时(秒)", "点名完成(秒)", "目标(秒)", "状态", "预案适宜性", "预案充分性", "效果评审", "过程记录",
	"存在问题", "改进措施", "评估人", "有效演练"}

// maxExport is how many drills a workbook takes.
const maxExport = 20_000

// Export writes the drills that a filter selects as a workbook with the columns of
// the record form.
func (s *Service) Export(ctx context.Context, f Filter, w io.Writer) error {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return err
	}
	var drills []*Drill
	problems := map[string][]string{}
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		f.After, f.Limit = "", maxExport
		paths := access.Areas(ctx, PermView)
		if drills, err = list(ctx, tx, paths, f); err != nil {
			return err
		}
		var a db.Args
		return db.Each(ctx, tx, func(row db.Scanner) error {
			var id, text string
			err := row.Scan(&id, &text)
			problems[id] = append(problems[id], text)
			return err
		}, `SELECT p.drill_id, p.text FROM drill_problems p JOIN drills d ON d.id = p.drill_id WHERE `+a.Within("d.path", paths)+` ORDER BY p.drill_id, p.n`, a.Values()...)
	}); err != nil {
		return err
	}
	widths := make([]float64, len(head))
	for i := range widths {
		widths[i] = 14
	}
	sheet := spreadsheet.NewSheet("应急演练台账", widths, s.dir)
	sheet.Head(head...)
	for _, d := range drills {
		sheet.Row(d.row(problems[d.ID]), nil)
	}
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		return audit.Record(ctx, tx, "drill.exported", "drills", map[string]any{"count": len(drills), "month": f.Month, "year": f.Year})
	}); err != nil {
		_ = sheet.Close()
		return err
	}
	_, err := sheet.WriteTo(w)
	return err
}

func (d *Drill) row(problems []string) []any {
	e, grade := Evaluation{}, any(nil)
	if d.Evaluation != nil {
		e, grade = *d.Evaluation, gradeWords[d.Evaluation.Grade()]
	}
	valid := any(nil)
	if d.Evaluation != nil {
		valid = map[bool]string{true: "是", false: "否"}[d.Valid]
	}
	return []any{d.No, d.SchoolName, d.Title, d.Place, d.Sheet.Departments, d.Commander, d.Day + " " + clock(d.At), formWords[d.Form], scopeWords[d.Scope],
		scenarioWords[d.Scenario], d.Sum.Classes, d.Sum.Pupils, d.Sum.Present, d.Sum.Unaccounted, d.Sheet.Supplies, d.Sheet.Script,
		cell(d.Signal.At), seconds(d.Took(d.OutAt)), seconds(d.Took(d.FullAt)), d.TargetS, stateWords[d.State], threeWords[e.Fit],
		threeWords[e.Sufficient], grade, e.Process, strings.Join(problems, "；"), e.Improvement, d.Evaluator.Who, valid}
}

func cell(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.In(city).Format("2006-01-02 15:04:05")
}

func seconds(d time.Duration) any {
	if d == 0 {
		return nil
	}
	return float64(d.Milliseconds()/100) / 10
}

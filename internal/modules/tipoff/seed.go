package tipoff

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// SeedTipoffs plants a few reports of the last weeks, three of them about the school
// where people try the system. handler is who answered the old ones.
func (s *Service) SeedTipoffs(ctx context.Context, school, handler string) error {
	if err := access.Require(ctx, PermHandle, access.Everywhere); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		schools, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM schools WHERE status = 'active' AND id <> $1 ORDER BY code LIMIT 5`, school)
		if err != nil || len(schools) == 0 {
			return err
		}
		other := func(n int) string { return schools[n%len(schools)] }
		for _, x := range []struct {
			school, kind, text, place, reply string
			hours                            int
			state                            State
		}{
			{other(0), "around", "校门口流动摊贩占着人行道，孩子只能走到马路上。", "东门外", "城管部门已劝离，并在上下学时段安排值守。", 500, Closed},
			{other(1), "traffic", "放学时接送车停两排，公交车过不去。", "南门路口", "交警已增设临时停车线，家长即停即走。", 330, Closed},
			{school, "building", "操场单杠底座松动，孩子一吊就晃。", "操场西北角", "已停用并重新浇筑固定，谢谢您的提醒。", 200, Closed},
			{other(2), "other", "老师布置的作业太多。", "", "作业问题不属于安全隐患，已转学校教务处，请与班主任联系。", 120, Declined},
			{school, "fire", "三楼楼道的应急灯好几个不亮。", "教学楼三楼东侧", "", 30, Accepted},
			{other(3), "gate", "中午校门没人看，外人可以直接进去。", "北门", "", 20, Received},
			{school, "crowd", "下课时楼梯口很挤，低年级的孩子被推倒过。", "教学楼西楼梯", "", 5, Received},
		} {
			at, err := spot(ctx, tx, x.school)
			if err != nil {
				return err
			}
			sent := tx.Now.Add(-time.Duration(x.hours) * time.Hour)
			t := &Tipoff{ID: id.New("tip"), Code: newCode(), Path: at.Path, SchoolID: at.SchoolID, Kind: x.kind, Text: x.text, Place: x.place, Photos: []string{},
				State: x.state, Reply: x.reply, CreatedAt: sent, DueAt: sent.Add(acceptHours * time.Hour)}
			if t.Number, err = nextNumber(ctx, tx, sent); err != nil {
				return err
			}
			if x.state != Received {
				t.AcceptedAt, t.HandlerID, t.HandlerName = sent.Add(3*time.Hour), handler, "安全科"
			}
			if x.reply != "" {
				t.AnsweredAt = sent.Add(40 * time.Hour)
			}
			if err := insert(ctx, tx, "SEED"+t.ID, t); err != nil {
				return err
			}
			if x.state == Received {
				t.SchoolName = at.Name
				if err := s.await(ctx, tx, t); err != nil {
					return err
				}
			}
		}
		return audit.Record(ctx, tx, "tipoff.seed", school, nil)
	})
}

package notice

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Seeds are where notices are planted: paths, and the school where people try the
// system.
type Seeds struct{ City, County, School, SchoolID string }

type planted struct {
	Input
	path         string
	issued, last int // hours before now, hours it holds
	state        State
	reason       string
}

// SeedNotices plants some notices of the last weeks. Nearly every school has
// confirmed; the one where people try the system has not yet confirmed those in
// force.
func (s *Service) SeedNotices(ctx context.Context, in Seeds) error {
	if err := access.Require(ctx, PermApprove, access.Everywhere); err != nil {
		return err
	}
	for _, x := range plantedNotices(in) {
		if x.path == "" {
			continue
		}
		n, err := s.plant(ctx, x)
		if err != nil {
			return err
		}
		if err := s.plantReceipts(ctx, n, in.SchoolID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) plant(ctx context.Context, x planted) (n *Notice, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		at := tx.Now.Add(-time.Duration(x.issued) * time.Hour)
		x.StartsAt, x.EndsAt = db.Millis(at), db.Millis(at.Add(time.Duration(x.last)*time.Hour))
		if n, err = begin(ctx, tx, x.path, x.Input); err != nil {
			return err
		}
		n.CreatedAt, n.CreatedName = at.Add(-20*time.Minute), "安全科值班"
		if err := insertNotice(ctx, tx, n); err != nil {
			return err
		}
		n.State, n.ApprovedName, n.IssuedAt = Issued, "分管领导", at
		if n.Number, err = nextNumber(ctx, tx, n); err != nil {
			return err
		}
		m := message{id: n.ID + ".issued", noticeID: n.ID, chainID: n.ID, msgType: "Alert", sender: s.sender, sentAt: db.Millis(at)}
		if m.body, err = s.document(n, m, at); err != nil {
			return err
		}
		if x.state != Issued {
			n.State, n.EndReason, n.EndedAt = x.state, x.reason, at.Add(time.Duration(x.last)*time.Hour)
		}
		if err := insertMessage(ctx, tx, m); err != nil {
			return err
		}
		if err := updateNotice(ctx, tx, n); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE notices SET delivered_at = $1 WHERE id = $2`, db.Millis(at), n.ID)
		return err
	})
	return n, err
}

// plantReceipts writes how the schools stand, in portions.
func (s *Service) plantReceipts(ctx context.Context, n *Notice, home string) error {
	if n.SchoolID != "" {
		return nil
	}
	for after, more := "", true; more; {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			schools, err := schoolsAfter(ctx, tx, n, after, 300)
			if err != nil || len(schools) == 0 {
				more = false
				return err
			}
			after = schools[len(schools)-1].id
			limit, _ := patience(n.Level, func(_ string, otherwise int) int { return otherwise })
			due := n.IssuedAt.Add(limit)
			rows, confirmed, late := make([][]any, len(schools)), 0, 0
			for i, x := range schools {
				r := []any{n.ID, x.id, x.path, "confirmed", db.Millis(n.IssuedAt), db.Millis(due), 0, db.Millis(n.IssuedAt.Add(time.Duration(2+i%9) * time.Minute)), "学校安全员"}
				switch {
				case n.State == Issued && x.id == home:
					r[3], r[5], r[7], r[8] = "open", db.Millis(tx.Now.Add(limit)), 0, ""
				case i%41 == 7: // nobody in time
					r[6], r[7] = db.Millis(due), db.Millis(due.Add(time.Duration(5+i%30)*time.Minute))
					late++
					confirmed++
				default:
					confirmed++
				}
				rows[i] = r
			}
			if _, err := tx.Insert(ctx, "notice_receipts", []string{"notice_id", "school_id", "path", "state", "delivered_at", "due_at", "overdue_at", "confirmed_at", "confirmed_name"}, rows, ""); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE notices SET schools = schools + $1, confirmed = confirmed + $2, late = late + $3 WHERE id = $4`, len(rows), confirmed, late, n.ID); err != nil {
				return err
			}
			for _, x := range schools {
				if n.State == Issued && x.id == home {
					if err := s.ask(ctx, tx, n, x, tx.Now.Add(2*time.Hour)); err != nil {
						return err
					}
				}
			}
			return audit.Record(ctx, tx, "notice.seed", n.ID, map[string]int{"schools": len(rows)})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func plantedNotices(in Seeds) []planted {
	return []planted{
		{path: in.City, issued: 620, last: 300, state: Expired, Input: Input{Kind: Prompt, Theme: "fraud", Title: "谨防冒充班主任的网络诈骗", Public: true, Contact: "12345",
			Impact:    "近期有人混入班级群冒充班主任收取资料费。",
			ForSchool: "核对班级群成员，清理陌生账号。\n公布学校唯一收费渠道。", ForClass: "班会讲清骗子的常用说法。",
			ForParent: "群里收费先打电话向班主任核实。\n不点陌生链接，不透露验证码。", ForPupil: "不用家长手机给陌生人转账。"}},
		{path: in.City, issued: 230, last: 20, state: Cancelled, reason: "大风已减弱，市气象台解除预警。", Input: Input{Kind: Warning, Level: Blue, Theme: "wind", AuthorityKind: "meteorology",
			Authority: "市气象台", Basis: "大风蓝色预警信号", Title: "大风蓝色预警", Public: true, Impact: "阵风可达7级。",
			ForSchool: "加固户外设施，关好门窗，远离围墙和广告牌。", ForParent: "接送孩子时远离高楼和临时搭建物。", ForPupil: "课间不在窗下停留。"}},
		{path: in.City, issued: 50, last: 24 * 90, state: Issued, Input: Input{Kind: Prompt, Theme: "gas", Title: "冬季取暖防范一氧化碳中毒", Public: true, Contact: "0350-0000119",
			Impact:    "气温下降，用煤炉、炭火取暖的家庭和宿舍容易发生一氧化碳中毒。",
			ForSchool: "逐间检查取暖设施和烟道，宿舍夜间巡查加查取暖。\n停用明火取暖的房间，装好报警器。", ForClass: "讲一次煤气中毒怎么发现、怎么自救。",
			ForParent: "睡前封好炉火，留好通风口。\n有人头晕恶心，马上开窗并拨打120。", ForPupil: "发现家人叫不醒，先开窗，再到屋外打120。"}},
		{path: in.County, issued: 1, last: 11, state: Issued, Input: Input{Kind: Warning, Level: Yellow, Theme: "ice", AuthorityKind: "meteorology", Authority: "市气象台", Basis: "道路结冰黄色预警信号",
			Title: "道路结冰黄色预警", Public: true, Suspend: "outdoor", Contact: "0350-0000114", Impact: "今日夜间至明日上午气温降到零下，路面结冰，影响上下学交通。",
			ForSchool: "校车出车前查防滑，结冰路段暂停运行。\n校门和楼前撒融雪剂，错开放学时间。", ForClass: "提醒学生走路不打闹、不滑冰。",
			ForParent: "接送放慢车速，不骑电动车。", ForPupil: "走人行道，手不插兜。"}},
		{path: in.School, issued: 3, last: 40, state: Issued, Input: Input{Kind: Prompt, Theme: "traffic", Title: "东门外道路施工，请绕行南门", Public: true,
			ForSchool: "东门停用三天，护学岗移到南门。", ForParent: "请到南门接送，即停即走。", ForPupil: "听护学岗老师指挥过马路。"}},
	}
}

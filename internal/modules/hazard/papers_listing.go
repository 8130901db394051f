package hazard

import (
	"context"
	"fmt"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/paper"
	"huxue/internal/platform/todo"
)

// listLevelWords are what papers call the level of a listing.
var listLevelWords = map[string]string{"city": "市级", "county": "县级"}

// orderText is the 挂牌督办通知书 as it is printed. (domain.md §3.6)
func (l *Listing) orderText(h *Hazard) paper.Text {
	s := l.Sheet
	rows := [][]string{
		{"督办编号", l.Number}, {"督办级别", listLevelWords[l.Level]}, {"督办人", s.Supervisor}, {"责任单位", s.Unit}, {"责任人", s.Owner},
		{"隐患编号", h.Number}, {"隐患部位", h.Place}, {"隐患内容", h.Text}, {"判定依据", strings.TrimSpace(strings.Join(h.Clauses, " ") + " " + h.Basis)},
		{"整改要求", s.Require}, {"整改期限", longDay(dayOf(l.DueAt))}, {"停用措施", s.Suspend}, {"公示", s.Public},
	}
	t := paper.Text{Data: map[string]any{"listing": l.ID, "number": l.Number, "hazard": h.Number, "level": l.Level, "due": dayOf(l.DueAt), "sheet": s}}
	t.Blocks = append(t.Blocks,
		paper.P(fmt.Sprintf("经审批，决定对你单位下列重大事故隐患实施%s挂牌督办：", listLevelWords[l.Level])),
		paper.Block{Kind: "facts", Rows: said(rows)},
		paper.P("请制定整改方案报督办单位备案，整改期间按期报送进度，落实临时管控措施。整改完成后书面申请摘牌，经现场验收合格方可摘牌、销号。"),
		paper.P("逾期未整改或者整改不到位的，依法依规约谈、通报，责令停用或者停课整顿，并移交有关部门处理。"))
	return t
}

// offText is the 摘牌公告 as it is printed.
func (l *Listing) offText(h *Hazard) paper.Text {
	s := l.Sheet
	rows := [][]string{
		{"督办编号", l.Number}, {"督办级别", listLevelWords[l.Level]}, {"下达时间", longDay(dayOf(l.IssuedAt))}, {"隐患编号", h.Number}, {"隐患部位", h.Place},
		{"隐患内容", h.Text}, {"整改情况", h.FixNote}, {"验收人", s.Inspector}, {"验收意见", s.InspectNote},
	}
	t := paper.Text{Data: map[string]any{"listing": l.ID, "number": l.Number, "hazard": h.Number}}
	t.Blocks = append(t.Blocks, paper.P("你单位下列挂牌督办的重大事故隐患已整改完毕，经现场验收合格，现予摘牌："),
		paper.Block{Kind: "facts", Rows: said(rows)}, paper.P(s.Announcement))
	return t
}

// said are the rows that say something.
func said(rows [][]string) (out [][]string) {
	for _, r := range rows {
		if r[1] != "" {
			out = append(out, r)
		}
	}
	return out
}

// issueListing issues the paper of a step of a listing, within that step: there is
// no listing without its order, and none ends without its announcement.
func (s *Service) issueListing(ctx context.Context, tx *db.Tx, h *Hazard, l *Listing, kind string) error {
	subject, text := fmt.Sprintf("关于对%s重大事故隐患挂牌督办的通知", h.SchoolName), paper.Text{}
	if kind == PaperListing {
		text = l.orderText(h)
	} else {
		subject, text = fmt.Sprintf("关于%s重大事故隐患摘牌的公告", h.SchoolName), l.offText(h)
	}
	p, err := s.papers.Issue(ctx, tx, paper.Draft{Kind: kind, Path: h.Path, IssuerAgency: Education, To: h.SchoolName, Subject: subject,
		Body: text.JSON(), Source: "listing:" + l.ID})
	if err != nil {
		return err
	}
	if err := s.link(ctx, tx, p, []*Hazard{h}); err != nil || kind == PaperDelisting {
		return err
	}
	return s.askSchool(ctx, tx, p, h, "paper_sign", "", time.Time{})
}

// askSchool puts on the school's list what a paper wants of it: a signature, a
// report. What it has done, or what is out of force, comes off again.
func (s *Service) askSchool(ctx context.Context, tx *db.Tx, p *paper.Paper, h *Hazard, kind, page string, due time.Time) error {
	return todo.Put(ctx, tx, todo.Task{Room: "hazard", Kind: kind, Subject: p.ID, Path: p.Path, Perm: PermRectify, Priority: 1, Due: due,
		Link: "/papers/" + p.ID + page, Params: map[string]any{"school": h.SchoolName, "no": p.Number, "title": s.papers.Title(p.Kind)}})
}

// settled takes off the school's list what a paper no longer waits for.
func (s *Service) settled(ctx context.Context, tx *db.Tx, p *paper.Paper) error {
	done := []string{}
	switch p.State {
	case paper.Received:
		done = append(done, "paper_sign")
	case paper.Withdrawn:
		done = append(done, "paper_sign", "paper_reply")
	case paper.Issued, paper.Served:
	}
	for _, kind := range done {
		if err := todo.Finish(ctx, tx, "hazard", kind, p.ID); err != nil {
			return err
		}
	}
	return nil
}

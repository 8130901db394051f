package hazard

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/paper"
)

// PermNotice is to issue the papers of one's own agency, PermImport to bring in an
// old ledger.
const (
	PermNotice access.Perm = "hazard.notice"
	PermImport access.Perm = "hazard.import"
)

// The kinds of papers. Each agency has its own instruments and nobody else's.
// (domain.md §3.3)
const (
	PaperRectify   = "hazard.rectify"
	PaperSupervise = "hazard.supervise"
	PaperListing   = "hazard.listing"
	PaperDelisting = "hazard.delisting"
)

// instrument is one kind of paper and the sentence it stands on, which the writer
// may change. Listing and delisting are issued by their own acts.
type instrument struct {
	paper.Kind
	basis string
}

const policeOrder = "《企业事业单位内部治安保卫条例》第十六条、第十九条"

var instruments = []instrument{
	{kindOf(PaperRectify, "整改通知书", "改", Education), ""},
	{kindOf(PaperSupervise, "督导整改通知书", "督改", "inspectorate"), ""},
	{kindOf("hazard.police_order", "责令整改通知书", "责改", "police"), policeOrder},
	{kindOf("hazard.police_advice", "公安建议函", "建函", "police"), ""},
	{kindOf("hazard.police_prompt", "提示函", "提函", "police"), ""},
	{kindOf("hazard.fire_order", "责令限期改正通知书", "限改", "fire"), ""},
	{kindOf("hazard.market_order", "责令改正通知书", "责改", "market"), ""},
	{kindOf(PaperListing, "挂牌督办通知书", "督", Education), ""},
	{kindOf(PaperDelisting, "摘牌公告", "摘", Education), ""},
}

func kindOf(key, title, word, agency string) paper.Kind {
	return paper.Kind{Key: key, Title: title, Word: word, Agency: agency, Issue: PermNotice, View: PermAll, Receive: PermRectify}
}

// PaperKinds are the papers this room issues.
func PaperKinds() []paper.Kind {
	out := make([]paper.Kind, len(instruments))
	for i, x := range instruments {
		out[i] = x.Kind
	}
	return out
}

func instrumentOf(key string) (instrument, bool) {
	i := slices.IndexFunc(instruments, func(x instrument) bool { return x.Key == key })
	if i < 0 || key == PaperListing || key == PaperDelisting {
		return instrument{}, false
	}
	return instruments[i], true
}

// The refusals of papers.
var (
	errNoticeKind   = errs.Invalid("hazard.notice_kind", errs.Field{Name: "kind", Code: "not_offered"})
	errNoticeNone   = errs.Invalid("hazard.notice_none", errs.Field{Name: "hazards", Code: "required"})
	errNoticeMixed  = errs.Invalid("hazard.notice_mixed", errs.Field{Name: "hazards", Code: "hazard.notice_mixed"})
	errNoticeAgency = errs.Forbidden("hazard.notice_agency")
	errNoticeOver   = errs.Conflict("hazard.notice_over")
	errNoticeText   = errs.Invalid("hazard.notice_incomplete", errs.Field{Name: "require", Code: "required"})
	errNoticeDay    = errs.Invalid("hazard.notice_day", errs.Field{Name: "dueDay", Code: "hazard.notice_day"})
	errNoticeFree   = errs.Invalid("hazard.notice_private", errs.Field{Name: "require", Code: "hazard.notice_private"})
)

// Notice is a notice as a form sends it: what stands on the paper beside the list
// of hazards. (domain.md §3.6)
type Notice struct {
	Kind        string   `json:"kind" maxLength:"40"`
	Hazards     []string `json:"hazards" maxItems:"60" nullable:"false"`
	Subject     string   `json:"subject" maxLength:"120"`
	CheckedDay  string   `json:"checkedDay" maxLength:"10" doc:"检查时间"`
	Checkers    string   `json:"checkers" maxLength:"200" doc:"检查人员、单位"`
	Basis       string   `json:"basis" maxLength:"300" doc:"依据"`
	Require     string   `json:"require" maxLength:"2000" doc:"整改要求"`
	DueDay      string   `json:"dueDay" maxLength:"10" doc:"时限"`
	RecheckDay  string   `json:"recheckDay" maxLength:"10" doc:"复查时间"`
	Consequence string   `json:"consequence" maxLength:"500" doc:"逾期后果"`
	Signer      string   `json:"signer" maxLength:"40" doc:"签发人"`
	Photos      bool     `json:"photos" doc:"print the pictures of before with it"`
}

// check is the rule of a notice over the hazards it names.
func (n *Notice) check(hazards []*Hazard, agency string, now time.Time) error {
	n.Subject, n.Checkers, n.Basis = clip(n.Subject, 120), clip(n.Checkers, 200), clip(n.Basis, 300)
	n.Require, n.Consequence, n.Signer = clip(n.Require, 2000), clip(n.Consequence, 500), clip(n.Signer, 40)
	if len(hazards) == 0 {
		return errNoticeNone
	}
	for _, h := range hazards {
		switch {
		case h.SchoolID != hazards[0].SchoolID:
			return errNoticeMixed
		case !h.State.Open():
			return errNoticeOver.With("number", h.Number)
		case agency != Education && agency != "inspectorate" && h.Agency != agency && h.FromAgency != agency:
			return errNoticeAgency.With("number", h.Number)
		}
	}
	if n.Subject == "" || n.Require == "" {
		return errNoticeText
	}
	if identity.MatchString(strings.Join([]string{n.Subject, n.Checkers, n.Basis, n.Require, n.Consequence}, " ")) {
		return errNoticeFree
	}
	due, ok := dayStart(n.DueDay)
	if !ok || endOfDay(due).Before(now) {
		return errNoticeDay
	}
	if again, ok := dayStart(n.RecheckDay); n.RecheckDay != "" && (!ok || again.Before(due)) {
		return errNoticeDay
	}
	if _, ok := dayStart(n.CheckedDay); n.CheckedDay != "" && !ok {
		return errNoticeDay
	}
	return nil
}

// identity finds numbers of identity cards: no paper names anybody so.
var identity = regexp.MustCompile(`(?:^|\D)\d{17}[\dXx](?:\D|$)`)

// text is the notice as it is printed.
func (n *Notice) text(hazards []*Hazard, photos map[string][]paper.Photo) paper.Text {
	opening := "经检查"
	if n.CheckedDay != "" {
		opening = longDay(n.CheckedDay)
		if n.Checkers != "" {
			opening += "，" + n.Checkers
		}
		opening += "对你单位进行了安全检查"
	}
	if n.Basis != "" {
		opening += "。依据" + n.Basis
	}
	t := paper.Text{Data: map[string]any{"notice": n}}
	t.Blocks = append(t.Blocks, paper.P(opening+fmt.Sprintf("，发现下列问题和隐患%d项：", len(hazards))))
	table := paper.Block{Kind: "table", Head: []string{"序号", "部位", "问题描述", "等级", "依据", "隐患编号"}}
	for i, h := range hazards {
		table.Rows = append(table.Rows, []string{fmt.Sprint(i + 1), h.Place, h.Text, levelWords[h.Level], strings.Join(append(slices.Clone(h.Clauses), h.Basis), " "), h.Number})
	}
	t.Blocks = append(t.Blocks, table, paper.H("一、整改要求"))
	for line := range strings.SplitSeq(n.Require, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			t.Blocks = append(t.Blocks, paper.P(line))
		}
	}
	t.Blocks = append(t.Blocks, paper.H("二、整改时限和复查"))
	due := "请于" + longDay(n.DueDay) + "前完成整改，并报送整改报告（回执）。"
	if n.RecheckDay != "" {
		due += "复查时间：" + longDay(n.RecheckDay) + "。"
	}
	t.Blocks = append(t.Blocks, paper.P(due))
	if n.Consequence != "" {
		t.Blocks = append(t.Blocks, paper.H("三、逾期后果"), paper.P(n.Consequence))
	}
	if n.Signer != "" {
		t.Blocks = append(t.Blocks, paper.P("签发人："+n.Signer))
	}
	for i, h := range hazards {
		if p := photos[h.ID]; len(p) > 0 && n.Photos {
			for k := range p {
				p[k].Caption = fmt.Sprintf("第%d项 %s", i+1, h.Place)
			}
			t.Blocks = append(t.Blocks, paper.Block{Kind: "photos", Photos: p})
		}
	}
	return t
}

// longDay is 2026年9月7日 for 2026-09-07.
func longDay(day string) string {
	t, ok := dayStart(day)
	if !ok {
		return day
	}
	t = t.In(city)
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

// IssueNotice puts hazards of one school into one paper of the actor's agency.
func (s *Service) IssueNotice(ctx context.Context, n Notice) (*paper.Paper, error) {
	x, ok := instrumentOf(n.Kind)
	if !ok {
		return nil, errNoticeKind
	}
	if err := access.RequireSomewhere(ctx, PermNotice); err != nil {
		return nil, err
	}
	var out *paper.Paper
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		hazards, err := s.toBePut(ctx, tx, n.Hazards)
		if err != nil {
			return err
		}
		if err := n.check(hazards, x.Agency, tx.Now); err != nil {
			return err
		}
		photos, err := beforePhotos(ctx, tx, hazards, n.Photos)
		if err != nil {
			return err
		}
		h := hazards[0]
		out, err = s.papers.Issue(ctx, tx, paper.Draft{Kind: n.Kind, Path: h.Path, IssuerAgency: x.Agency, To: h.SchoolName, Subject: n.Subject,
			Body: n.text(hazards, photos).JSON()})
		if err != nil {
			return err
		}
		if err := s.link(ctx, tx, out, hazards); err != nil {
			return err
		}
		if err := s.askSchool(ctx, tx, out, h, "paper_sign", "", time.Time{}); err != nil {
			return err
		}
		due, _ := dayStart(n.DueDay)
		return s.askSchool(ctx, tx, out, h, "paper_reply", "/reply", endOfDay(due))
	})
	return out, err
}

// toBePut reads the hazards a paper names, each once, in the order of their numbers.
func (s *Service) toBePut(ctx context.Context, tx *db.Tx, ids []string) ([]*Hazard, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	var out []*Hazard
	for _, id := range ids {
		h, err := get(ctx, tx, id, "")
		if err != nil {
			return nil, err
		}
		if !sees(ctx, h) {
			return nil, errGone
		}
		if err := access.Require(ctx, PermNotice, h.Path); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b *Hazard) int { return strings.Compare(a.Number, b.Number) })
	return out, nil
}

// link writes down which hazards stand in a paper, and says so in their timelines.
func (s *Service) link(ctx context.Context, tx *db.Tx, p *paper.Paper, hazards []*Hazard) error {
	rows := make([][]any, len(hazards))
	for i, h := range hazards {
		rows[i] = []any{h.ID, p.ID, i + 1}
		if err := addLine(ctx, tx, h.ID, "paper", map[string]any{"paper": p.ID, "number": p.Number, "title": s.papers.Title(p.Kind), "state": string(p.State)}); err != nil {
			return err
		}
	}
	if _, err := tx.Insert(ctx, "hazard_papers", []string{"hazard_id", "paper_id", "n"}, rows, ""); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "hazard.paper", p.ID, map[string]any{"number": p.Number, "hazards": len(hazards)})
}

// PaperMoved implements paper.Watcher: the timelines of its hazards say what became
// of a paper.
// access: the rung of papers has checked the act. audit: it has recorded it too.
func (s *Service) PaperMoved(ctx context.Context, tx *db.Tx, p *paper.Paper) error {
	ids, err := db.All(ctx, tx, db.Value[string], `SELECT hazard_id FROM hazard_papers WHERE paper_id = $1 ORDER BY n`, p.ID)
	if err != nil {
		return err
	}
	if err := s.settled(ctx, tx, p); err != nil {
		return err
	}
	for _, id := range ids {
		if err := addLine(ctx, tx, id, "paper", map[string]any{"paper": p.ID, "number": p.Number, "title": s.papers.Title(p.Kind), "state": string(p.State)}); err != nil {
			return err
		}
	}
	return nil
}

// beforePhotos are the pictures of before, by hazard.
func beforePhotos(ctx context.Context, tx *db.Tx, hazards []*Hazard, wanted bool) (map[string][]paper.Photo, error) {
	out := map[string][]paper.Photo{}
	if !wanted {
		return out, nil
	}
	ids := make([]string, len(hazards))
	for i, h := range hazards {
		ids[i] = h.ID
	}
	var a db.Args
	return out, db.Each(ctx, tx, func(row db.Scanner) error {
		var hazard string
		var p paper.Photo
		err := row.Scan(&hazard, &p.File, &p.SHA256)
		if len(out[hazard]) < 4 {
			out[hazard] = append(out[hazard], p)
		}
		return err
	}, `SELECT p.hazard_id, 'hazards/' || p.hazard_id || '/photos/' || p.id, COALESCE(f.sha256, '') FROM hazard_photos p LEFT JOIN files f ON f.id = p.file_id
		WHERE p.phase = 'before' AND `+a.In("p.hazard_id", ids)+` ORDER BY p.hazard_id, p.id`, a.Values()...)
}

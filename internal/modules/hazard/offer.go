package hazard

import (
	"context"
	"fmt"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/paper"
)

// Offer is a kind of paper the actor may issue about a hazard.
type Offer struct {
	Kind  string `json:"kind"`
	Title string `json:"title"`
}

// Papers are the papers in which a hazard stands, and those that could be issued.
type Papers struct {
	Items  []paper.Card `json:"items" nullable:"false"`
	Offers []Offer      `json:"offers" nullable:"false"`
	NoMark bool         `json:"noMark" doc:"the actor's agency has no word mark yet"`
}

// PapersOf returns the papers in which a hazard stands.
func (s *Service) PapersOf(ctx context.Context, hazardID string) (*Papers, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	out := &Papers{Items: []paper.Card{}, Offers: []Offer{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		h, err := get(ctx, tx, hazardID, "")
		if err != nil {
			return err
		}
		if !sees(ctx, h) {
			return errGone
		}
		ids, err := db.All(ctx, tx, db.Value[string], `SELECT paper_id FROM hazard_papers WHERE hazard_id = $1`, h.ID)
		if err != nil {
			return err
		}
		papers, err := s.papers.Of(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, p := range papers {
			out.Items = append(out.Items, s.papers.CardOf(ctx, p, false))
		}
		if h.State.Open() {
			err = s.offers(ctx, tx, h, out)
		}
		return err
	})
	return out, err
}

func (s *Service) offers(ctx context.Context, tx *db.Tx, h *Hazard, out *Papers) error {
	for _, x := range instruments {
		if _, own := instrumentOf(x.Key); !own {
			continue
		}
		switch err := s.papers.CanIssue(ctx, tx, x.Key, h.Path); errs.Code(err) {
		case "":
			out.Offers = append(out.Offers, Offer{x.Key, x.Title})
		case "paper.no_mark":
			out.NoMark = true
		case "forbidden", "paper.not_your_agency", "unauthorized":
		default:
			return err
		}
	}
	return nil
}

// Begun is a notice filled in as far as the ledger knows, with the hazards that
// could stand in it: those of the same visit that are open.
type Begun struct {
	Notice  Notice `json:"notice"`
	School  string `json:"school"`
	Hazards []Card `json:"hazards" nullable:"false"`
}

// BeginNotice fills a notice in from one hazard and its visit.
func (s *Service) BeginNotice(ctx context.Context, hazardID, kind string) (*Begun, error) {
	x, ok := instrumentOf(kind)
	if !ok {
		return nil, errNoticeKind
	}
	if err := access.RequireSomewhere(ctx, PermNotice); err != nil {
		return nil, err
	}
	out := &Begun{Hazards: []Card{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		h, err := get(ctx, tx, hazardID, "")
		if err != nil {
			return err
		}
		if !sees(ctx, h) {
			return errGone
		}
		if err := s.papers.CanIssue(ctx, tx, kind, h.Path); err != nil {
			return err
		}
		siblings, err := siblingsOf(ctx, tx, h)
		if err != nil {
			return err
		}
		n := &out.Notice
		*n = Notice{Kind: kind, CheckedDay: dayOf(h.FoundAt), Checkers: checkers(siblings), Basis: x.basis, Photos: true, DueDay: dayOf(h.DueAt),
			Signer: access.From(ctx).Name}
		for _, y := range siblings {
			if y.State.Open() && sees(ctx, y) && (x.Agency == Education || x.Agency == "inspectorate" || y.Agency == x.Agency || y.FromAgency == x.Agency) {
				out.Hazards = append(out.Hazards, s.card(ctx, y, tx.Now))
				n.Hazards = append(n.Hazards, y.ID)
				n.DueDay = max(n.DueDay, dayOf(y.DueAt))
			}
		}
		if n.DueDay < dayOf(tx.Now) {
			n.DueDay = dayOf(tx.Now)
		}
		n.RecheckDay = dayOf(endOfDay(h.DueAt).AddDate(0, 0, 3))
		n.RecheckDay = max(n.RecheckDay, n.DueDay)
		out.School = h.SchoolName
		n.Subject = fmt.Sprintf("关于%s安全隐患限期整改的通知", h.SchoolName)
		n.Require = "一是逐项制定整改措施，落实整改责任人、资金和时限。\n二是整改期间落实临时管控措施，严防发生事故。\n三是整改完成后报送整改报告（回执）和整改前后照片，申请验收。"
		n.Consequence = "逾期未整改或者整改不到位的，将按照有关规定予以通报、约谈，并追究责任。"
		return nil
	})
	return out, err
}

// siblingsOf are the hazards found on the same visit as h, with h itself.
func siblingsOf(ctx context.Context, tx *db.Tx, h *Hazard) ([]*Hazard, error) {
	room, rest, ok := strings.Cut(h.Source, ":")
	visit, _, more := strings.Cut(rest, ":")
	if !ok || !more || visit == "" {
		return []*Hazard{h}, nil
	}
	from := room + ":" + visit + ":"
	return db.All(ctx, tx, scanHazard, selectHazard+`WHERE source >= $1 AND source < $2 AND school_id = $3 ORDER BY number LIMIT 60`, from, from+"~", h.SchoolID)
}

// checkers names who found the hazards, each once.
func checkers(list []*Hazard) string {
	var out []string
	seen := map[string]bool{}
	for _, h := range list {
		unit, _, _ := strings.Cut(h.FinderUnit, " ") // a paper names the office, not the post in it
		who := strings.TrimSpace(unit + h.Finder)
		if who != "" && !seen[who] {
			seen[who] = true
			out = append(out, who)
		}
	}
	return clip(strings.Join(out, "、"), 200)
}

package hazard

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Sign is a signature as it is shown.
type Sign struct {
	Who string `json:"who"`
	At  int64  `json:"at"`
}

func sign(g Signature) *Sign {
	if g.At.IsZero() {
		return nil
	}
	return &Sign{g.Who, db.Millis(g.At)}
}

// Seen is a hazard with everything on its page.
type Seen struct {
	Card
	RuleSet     string       `json:"ruleSet" doc:"the version of the rule set it was judged by"`
	Clauses     []string     `json:"clauses" nullable:"false"`
	Basis       string       `json:"basis"`
	Grader      *Sign        `json:"grader"`
	Unit        string       `json:"unit"`
	OwnerID     string       `json:"ownerId"`
	Leader      string       `json:"leader"`
	Measures    string       `json:"measures"`
	Funds       int64        `json:"funds" doc:"yuan, 0 for needs none, -1 for not said"`
	FundsFrom   string       `json:"fundsFrom"`
	Plan        string       `json:"plan"`
	Interim     string       `json:"interim"`
	InterimKind string       `json:"interimKind"`
	InterimBy   string       `json:"interimBy"`
	InterimAt   int64        `json:"interimAt"`
	ReportedUp  string       `json:"reportedUp"`
	ReportedBy  string       `json:"reportedBy"`
	ReportedAt  int64        `json:"reportedAt"`
	DueNorm     string       `json:"dueNorm" doc:"the norm version that gave the deadline"`
	FirstDueAt  int64        `json:"firstDueAt"`
	Assigner    *Sign        `json:"assigner"`
	ReceivedBy  string       `json:"receivedBy"`
	ReceivedAt  int64        `json:"receivedAt"`
	Progress    string       `json:"progress"`
	Fixer       *Sign        `json:"fixer"`
	FixNote     string       `json:"fixNote"`
	Verifier    *Sign        `json:"verifier"`
	VerifyNote  string       `json:"verifyNote"`
	EndReason   string       `json:"endReason"`
	Remark      string       `json:"remark"`
	AskedBy     *Sign        `json:"askedBy"`
	AskedWhy    string       `json:"askedWhy"`
	AskedDue    int64        `json:"askedDue"`
	Missing     []string     `json:"missing" nullable:"false" doc:"which of the five are not settled: measures, duty, funds, deadline, plan"`
	InterimDue  int64        `json:"interimDue" doc:"until when people must be kept away, 0 where they need not"`
	Latest      int64        `json:"latest" doc:"the last deadline the norm allows"`
	Next        []string     `json:"next" nullable:"false" doc:"what the actor may do now"`
	Listing     *ListingView `json:"listing"`
	Transfers   []Handover   `json:"transfers" nullable:"false"`
	Photos      []Photo      `json:"photos" nullable:"false"`
	Timeline    []Line       `json:"timeline" nullable:"false"`
	ServerTime  int64        `json:"serverTime"`
}

// Hazard returns one hazard with everything on its page.
func (s *Service) Hazard(ctx context.Context, hazardID string) (*Seen, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	var out *Seen
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		h, err := get(ctx, tx, hazardID, "")
		if err != nil {
			return err
		}
		if !sees(ctx, h) {
			return errGone
		}
		out = s.seen(ctx, h, tx)
		if out.Photos, err = photosOf(ctx, tx, h.ID); err != nil {
			return err
		}
		if out.Timeline, err = timeline(ctx, tx, h.ID); err != nil {
			return err
		}
		if out.Transfers, err = transfersOf(ctx, tx, h.ID); err != nil {
			return err
		}
		l, err := listingOf(ctx, tx, h.ID)
		if err != nil {
			return err
		}
		out.Listing, err = viewListing(ctx, tx, l)
		return err
	})
	return out, err
}

func (s *Service) seen(ctx context.Context, h *Hazard, tx *db.Tx) *Seen {
	ms := db.Millis
	out := &Seen{
		Card: s.card(ctx, h, tx.Now), RuleSet: h.RuleSet, Clauses: h.Clauses, Basis: h.Basis, Grader: sign(h.Grader), Unit: h.Unit, OwnerID: h.OwnerID,
		Leader: h.Leader, Measures: h.Measures, Funds: h.Funds, FundsFrom: h.FundsFrom, Plan: h.Plan, Interim: h.Interim, InterimKind: h.InterimKind,
		InterimBy: h.InterimBy, InterimAt: ms(h.InterimAt), ReportedUp: h.ReportedUp, ReportedBy: h.ReportedBy, ReportedAt: ms(h.ReportedAt),
		DueNorm: h.DueNorm, FirstDueAt: ms(h.FirstDueAt), Assigner: sign(h.Assigner), ReceivedBy: h.ReceivedBy, ReceivedAt: ms(h.ReceivedAt),
		Progress: h.Progress, Fixer: sign(h.Fixer), FixNote: h.FixNote, Verifier: sign(h.Verifier), VerifyNote: h.VerifyNote, EndReason: h.EndReason,
		Remark: h.Remark, AskedBy: sign(h.Asked.Signature), AskedWhy: h.Asked.Why, AskedDue: ms(h.Asked.Due), ServerTime: ms(tx.Now),
	}
	out.Missing, out.Next, out.Latest = h.Missing(), h.next(actor(ctx, tx, h)), ms(s.latest(ctx, h))
	if h.NeedsInterim() {
		out.InterimDue = ms(h.FoundAt.Add(s.hours(ctx, interimHours, h.Path)))
	}
	if out.Clauses == nil {
		out.Clauses = []string{}
	}
	return out
}

// Handover is one hand-over to another agency as it is shown.
type Handover struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Reason    string `json:"reason"`
	By        string `json:"by"`
	At        int64  `json:"at"`
	DueAt     int64  `json:"dueAt" doc:"the receipt is due"`
	State     string `json:"state" enum:"sent,received,returned"`
	ReceiptNo string `json:"receiptNo"`
	ReceiptBy string `json:"receiptBy"`
	ReceiptAt int64  `json:"receiptAt"`
	Note      string `json:"note"`
}

func transfersOf(ctx context.Context, tx *db.Tx, hazardID string) ([]Handover, error) {
	return db.All(ctx, tx, func(s db.Scanner) (t Handover, err error) {
		err = s.Scan(&t.From, &t.To, &t.Reason, &t.By, &t.At, &t.DueAt, &t.State, &t.ReceiptNo, &t.ReceiptBy, &t.ReceiptAt, &t.Note)
		return t, err
	}, `SELECT from_agency, to_agency, reason, by_name, at, due_at, state, receipt_no, receipt_by, receipt_at, note FROM hazard_transfers
		WHERE hazard_id = $1 ORDER BY n`, hazardID)
}

package mediation

import (
	"slices"
	"time"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// State is how far a dispute has come.
type State string

// The states. (domain.md §3.8)
const (
	Registered State = "registered" // 登记
	Graded     State = "graded"     // 已研判定级
	Assigned   State = "assigned"   // 已交办
	Mediating  State = "mediating"  // 调处中
	Agreed     State = "agreed"     // 达成协议
	Fulfilled  State = "fulfilled"  // 已履行
	Revisited  State = "revisited"  // 已回访
	Tracking   State = "tracking"   // 提级、移送后跟踪
	Closed     State = "closed"     // 已销账
)

// Risk is how grave a person has judged a dispute to be.
type Risk string

// The levels, from the top; "" before somebody has graded.
const (
	Red    Risk = "red"
	Orange Risk = "orange"
	Yellow Risk = "yellow"
	Blue   Risk = "blue"
)

// needsLeader holds for the levels at which a leader takes the case himself (包案).
func (r Risk) needsLeader() bool { return r == Red || r == Orange }

func (r Risk) valid() bool { return slices.Contains([]Risk{Red, Orange, Yellow, Blue}, r) }

// The words that are codes: what may come of it, where it came from, how it ended,
// to whom it went.
var (
	Consequences = []string{"extreme", "crowd", "opinion", "lawsuit"}
	Sources      = []string{"weekly", "monthly", "report", "visit", "petition", "handover", "other"}
	Results      = []string{"resolved", "eased", "unresolved", "court", "police"}
	Ways         = []string{"raise", "court", "police"}
	RevisitWords = []string{"satisfied", "stable", "unstable"}
	ReportedTo   = []string{"police", "civil", "education"}
)

// Finder is one of those who establish the facts. Apart: he has declared that he is
// no party to it.
type Finder struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`
	Apart bool   `json:"apart,omitempty"`
}

// Sheet is what people write on the form.
type Sheet struct {
	People       int      `json:"people" minimum:"0" maximum:"99999" doc:"涉及人数"`
	Minors       bool     `json:"minors,omitempty" doc:"是否涉未成年人"`
	Harm         bool     `json:"harm,omitempty" doc:"疑似侵害未成年人: must be reported to the police at once"`
	Facts        string   `json:"facts" maxLength:"2000" doc:"基本情况"`
	Claim        string   `json:"claim,omitempty" maxLength:"1000" doc:"诉求"`
	Consequences []string `json:"consequences,omitempty" maxItems:"4" doc:"可能后果"`
}

// Order are the four things that are fixed (四定), with what keeps it calm meanwhile.
type Order struct {
	Department string `json:"department" maxLength:"60" doc:"责任部门"`
	OwnerID    string `json:"ownerId" maxLength:"40" doc:"责任人"`
	Measures   string `json:"measures" maxLength:"1000" doc:"处置措施"`
	Due        string `json:"due" maxLength:"10" doc:"处置期限"`
	LeaderID   string `json:"leaderId,omitempty" maxLength:"40" doc:"包案领导"`
	Calm       string `json:"calm,omitempty" maxLength:"1000" doc:"稳控措施"`
}

// Revisit is what was found when somebody asked again.
type Revisit struct {
	Day    string `json:"day" maxLength:"10"`
	Result string `json:"result" enum:"satisfied,stable,unstable"`
	Note   string `json:"note,omitempty" maxLength:"300"`
}

// Report is the mandatory report (强制报告) of harm to a minor. (未成年人保护法 第十一条)
type Report struct {
	To     string `json:"to" enum:"police,civil,education"`
	At     int64  `json:"at" doc:"when it was reported, UTC milliseconds"`
	Number string `json:"number,omitempty" maxLength:"40" doc:"number of the police's receipt"`
	Who    string `json:"who,omitempty" maxLength:"40"`
}

// Dispute is one entry of the ledger. Who the parties are stands elsewhere, see Party.
type Dispute struct {
	ID      string
	Version int64
	No      string

	SchoolID, SchoolName, Path string
	Day                        string
	Kind, Source               string
	Sheet                      Sheet
	State                      State
	Risk                       Risk

	Registrar     Signature
	Order         Order
	Owner, Leader string
	Rule          string // version of the norm that the due day was judged by
	Extended      bool
	Finders       []Finder
	Way, Result   string
	Agreement     string
	AgreementFile string
	Revisit       *Revisit
	Report        *Report
	Relapses      int
	SupervisedAt  time.Time
	ClosedAt      time.Time
}

// The refusals.
var (
	errGone       = errs.NotFound("mediation.not_found")
	errKind       = errs.Invalid("mediation.kind_wrong", errs.Field{Name: "kind", Code: "mediation.kind_wrong"})
	errSource     = errs.Invalid("mediation.source_wrong", errs.Field{Name: "source", Code: "mediation.source_wrong"})
	errFacts      = errs.Invalid("mediation.facts_needed", errs.Field{Name: "facts", Code: "required"})
	errRisk       = errs.Invalid("mediation.risk_needed", errs.Field{Name: "risk", Code: "mediation.risk_needed"})
	errOrder      = errs.Invalid("mediation.order_incomplete", errs.Field{Name: "department", Code: "mediation.order_incomplete"})
	errDue        = errs.Invalid("mediation.due_wrong", errs.Field{Name: "due", Code: "mediation.due_wrong"})
	errLeader     = errs.Invalid("mediation.leader_needed", errs.Field{Name: "leaderId", Code: "required"})
	errFinders    = errs.Invalid("mediation.finders_few", errs.Field{Name: "finders", Code: "mediation.finders_few"})
	errFinder     = errs.Invalid("mediation.finder_is_party", errs.Field{Name: "finders", Code: "mediation.finder_is_party"})
	errAgreement  = errs.Invalid("mediation.agreement_needed", errs.Field{Name: "text", Code: "required"})
	errWay        = errs.Invalid("mediation.way_wrong", errs.Field{Name: "way", Code: "mediation.way_wrong"})
	errResult     = errs.Invalid("mediation.result_wrong", errs.Field{Name: "result", Code: "mediation.result_wrong"})
	errOwnClose   = errs.Forbidden("mediation.own_close")
	errExtended   = errs.Conflict("mediation.extended_once")
	errUnreported = errs.Conflict("mediation.report_first")
	errReport     = errs.Invalid("mediation.report_wrong", errs.Field{Name: "at", Code: "mediation.report_wrong"})
	errNotHandler = errs.Forbidden("mediation.not_handler")
)

// Overdue reports whether the day by which it was to be settled has passed.
func (d *Dispute) Overdue(today string) bool {
	return d.State != Closed && d.Order.Due != "" && d.Order.Due < today
}

// Handler reports whether somebody works on this dispute by name: only he may read
// who the parties are.
func (d *Dispute) Handler(person string) bool {
	return person != "" && (d.Order.OwnerID == person || d.Order.LeaderID == person ||
		slices.ContainsFunc(d.Finders, func(f Finder) bool { return f.ID == person }))
}

func (d *Dispute) in(states ...State) error {
	if slices.Contains(states, d.State) {
		return nil
	}
	return errNotNow.With("state", string(d.State))
}

// Grade is 研判定级: a person judges how grave it is and what may come of it.
func (d *Dispute) Grade(r Risk, consequences []string) error {
	if err := d.in(Registered, Graded); err != nil {
		return err
	}
	if !r.valid() {
		return errRisk
	}
	for _, c := range consequences {
		if !slices.Contains(Consequences, c) {
			return errRisk
		}
	}
	d.Risk, d.Sheet.Consequences, d.State = r, consequences, Graded
	return nil
}

// Assign is 交办: nothing is handed on before the four are fixed, and at the two
// upper levels before a leader has taken it on. most is the norm's number of days.
func (d *Dispute) Assign(o Order, most int, today string) error {
	if err := d.in(Graded, Assigned); err != nil {
		return err
	}
	o.Department, o.Measures, o.Calm = clip(o.Department, 60), clip(o.Measures, 1000), clip(o.Calm, 1000)
	switch {
	case o.Department == "" || o.OwnerID == "" || o.Measures == "" || o.Due == "":
		return errOrder
	case !validDay(o.Due) || o.Due < today || o.Due > addDays(d.Day, most) && o.Due > addDays(today, most):
		return errDue.With("days", most)
	case d.Risk.needsLeader() && o.LeaderID == "":
		return errLeader
	}
	d.Order, d.State = o, Assigned
	return nil
}

// Begin is the start of 调处: at least few people who are no party establish the facts.
func (d *Dispute) Begin(finders []Finder, few int, parties []string) error {
	if err := d.in(Assigned); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, f := range finders {
		switch {
		case f.ID == "" || seen[f.ID] || !f.Apart:
			return errFinders.With("n", few)
		case slices.Contains(parties, f.ID):
			return errFinder
		}
		seen[f.ID] = true
	}
	if len(finders) < few {
		return errFinders.With("n", few)
	}
	d.Finders, d.State = finders, Mediating
	return nil
}

// Agree is 达成协议.
func (d *Dispute) Agree(text string) error {
	if err := d.in(Mediating, Tracking); err != nil {
		return err
	}
	if text == "" {
		return errAgreement
	}
	d.Agreement, d.State = text, Agreed
	return nil
}

// Fulfil says that what was agreed has been done.
func (d *Dispute) Fulfil() error {
	if err := d.in(Agreed); err != nil {
		return err
	}
	d.State = Fulfilled
	return nil
}

// AskAgain is 回访. Where it does not hold, somebody has to say that it broke out again.
func (d *Dispute) AskAgain(r Revisit, today string) error {
	if err := d.in(Fulfilled, Tracking); err != nil {
		return err
	}
	if !validDay(r.Day) || r.Day > today || !slices.Contains(RevisitWords, r.Result) {
		return errDay
	}
	r.Note = clip(r.Note, 300)
	d.Revisit = &r
	if d.State == Fulfilled && r.Result != "unstable" {
		d.State = Revisited
	}
	return nil
}

// Fail is 未达成: it goes up, to a court or to the police, and is tracked there.
func (d *Dispute) Fail(way string) error {
	if err := d.in(Mediating, Agreed); err != nil {
		return err
	}
	if !slices.Contains(Ways, way) {
		return errWay
	}
	d.Way, d.State = way, Tracking
	return nil
}

// Close is 销账. Nobody strikes off what he has handled himself, and harm to a minor is
// never closed before it was reported.
func (d *Dispute) Close(result string, by access.Actor, now time.Time) error {
	if err := d.in(Revisited, Tracking); err != nil {
		return err
	}
	switch {
	case !slices.Contains(Results, result):
		return errResult
	case d.State == Revisited && (result == "court" || result == "police"):
		return errResult
	case d.Sheet.Harm && d.Report == nil:
		return errUnreported
	case by.ID == d.Order.OwnerID:
		return errOwnClose
	}
	d.Result, d.State, d.ClosedAt = result, Closed, now
	return nil
}

// Relapse is 反复: it breaks out again and begins anew at the grading, nothing lost.
func (d *Dispute) Relapse() error {
	if err := d.in(Agreed, Fulfilled, Revisited, Tracking, Closed); err != nil {
		return err
	}
	d.State, d.Result, d.Way, d.Revisit, d.ClosedAt = Graded, "", "", nil, time.Time{}
	d.Relapses++
	d.Extended = false
	return nil
}

// Extend puts the day off once, by at most the norm's number of days.
func (d *Dispute) Extend(due string, most int) error {
	if err := d.in(Assigned, Mediating, Tracking); err != nil {
		return err
	}
	switch {
	case d.Extended || most <= 0:
		return errExtended
	case !validDay(due) || due <= d.Order.Due || due > addDays(d.Order.Due, most):
		return errDue.With("days", most)
	}
	d.Order.Due, d.Extended, d.SupervisedAt = due, true, time.Time{}
	return nil
}

// Tell notes when and to whom harm to a minor was reported.
func (d *Dispute) Tell(r Report, now time.Time) error {
	at := time.UnixMilli(r.At)
	if !slices.Contains(ReportedTo, r.To) || r.At <= 0 || at.After(now.Add(time.Minute)) || at.Before(now.AddDate(-1, 0, 0)) {
		return errReport
	}
	r.Number = clip(r.Number, 40)
	d.Sheet.Harm, d.Report = true, &r
	return nil
}

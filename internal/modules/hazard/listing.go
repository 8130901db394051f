package hazard

import (
	"slices"
	"time"

	"huxue/internal/platform/access"
)

// ListState is how far the listed supervision (挂牌督办) of a major hazard has come.
type ListState string

// The states, in order; "" for a hazard that nobody has proposed.
const (
	ListProposed   ListState = "proposed"     // 提请
	ListRefused    ListState = "refused"      // 不予挂牌
	ListApproved   ListState = "approved"     // 已审批
	ListIssued     ListState = "issued"       // 已下达通知书
	ListPlanned    ListState = "planned"      // 整改方案已报备
	ListRectifying ListState = "rectifying"   // 督办整改中
	ListAsked      ListState = "delist_asked" // 申请摘牌
	ListInspected  ListState = "inspected"    // 已现场验收
	ListDelisted   ListState = "delisted"     // 已摘牌
	ListArchived   ListState = "archived"     // 已归档
)

// On reports whether the hazard is or was on the list: an order has been made.
func (l ListState) On() bool {
	switch l {
	case ListIssued, ListPlanned, ListRectifying, ListAsked, ListInspected, ListDelisted, ListArchived:
		return true
	case "", ListProposed, ListRefused, ListApproved:
	}
	return false
}

// Sheet is what people write about a listing.
type Sheet struct {
	Reason       string `json:"reason,omitempty" maxLength:"500" doc:"why it is proposed"`
	Supervisor   string `json:"supervisor,omitempty" maxLength:"40" doc:"督办人"`
	Unit         string `json:"unit,omitempty" maxLength:"80" doc:"责任单位"`
	Owner        string `json:"owner,omitempty" maxLength:"40" doc:"责任人"`
	Require      string `json:"require,omitempty" maxLength:"1000" doc:"整改要求"`
	Suspend      string `json:"suspend,omitempty" maxLength:"500" doc:"停用措施"`
	Public       string `json:"public,omitempty" maxLength:"200" doc:"公示的地方"`
	Plan         string `json:"plan,omitempty" maxLength:"2000" doc:"整改方案"`
	DecideNote   string `json:"decideNote,omitempty" maxLength:"500"`
	DelistWhy    string `json:"delistWhy,omitempty" maxLength:"1000" doc:"摘牌申请"`
	InspectNote  string `json:"inspectNote,omitempty" maxLength:"1000" doc:"现场验收意见"`
	Inspector    string `json:"inspector,omitempty" maxLength:"40"`
	Announcement string `json:"announcement,omitempty" maxLength:"1000" doc:"摘牌公告"`
}

// Listing is one listed supervision. Level is that of the body which lists.
type Listing struct {
	ID, HazardID, Number string
	Version              int64
	Level, Path          string
	State                ListState
	Proposer, Approver   Signature
	IssuedAt, DueAt      time.Time
	ReportDue            time.Time
	DelistedAt           time.Time
	Reopen               bool // a stop was ordered: nothing may be used before it is looked at again
	ReopenedAt           time.Time
	Sheet                Sheet
}

// body reports whether he acts for the body that lists.
func (l *Listing) body(w Actor) bool {
	if l.Level == "city" {
		return w.City
	}
	return w.County || w.City && l.State == ListProposed // the city may decide for a county
}

func (l *Listing) in(states ...ListState) error {
	if slices.Contains(states, l.State) {
		return nil
	}
	return errListState.With("state", string(l.State))
}

// Propose asks that a major hazard be listed (提请).
func Propose(h *Hazard, level string, sheet Sheet, w Actor) (*Listing, error) {
	switch {
	case !w.Bureau && !w.Competent:
		return nil, errNotJudge
	case !h.confirmed():
		return nil, errNotMajor
	case h.Listed != "" && h.Listed != ListRefused:
		return nil, errListState.With("state", string(h.Listed))
	case level != "county" && level != "city":
		return nil, errListLevel
	case clip(sheet.Reason, 500) == "":
		return nil, errReason
	}
	if err := h.in(Graded, Assigned, Rectifying); err != nil {
		return nil, err
	}
	h.Listed, h.ListedLevel = ListProposed, level
	return &Listing{HazardID: h.ID, Level: level, Path: h.Path, State: ListProposed, Proposer: w.sign(), Sheet: Sheet{Reason: clip(sheet.Reason, 500), Unit: h.Unit, Owner: h.Owner}}, nil
}

// Approve decides on a proposal (审批), never who proposed.
func (l *Listing) Approve(ok bool, note string, w Actor) error {
	if err := l.in(ListProposed); err != nil {
		return err
	}
	switch {
	case !l.body(w):
		return errListBody
	case l.Proposer.By == w.ID:
		return errListSecond
	case !ok && clip(note, 500) == "":
		return errReason
	}
	l.Approver, l.Sheet.DecideNote, l.State = w.sign(), clip(note, 500), ListRefused
	if ok {
		l.State = ListApproved
	}
	return nil
}

// Issue makes the order (下达《挂牌督办通知书》): who supervises, what is required by
// when, what stands still meanwhile and where it is posted.
func (l *Listing) Issue(sheet Sheet, due time.Time, report time.Duration, w Actor) error {
	if err := l.in(ListApproved); err != nil {
		return err
	}
	if !l.body(w) {
		return errListBody
	}
	if clip(sheet.Supervisor, 40) == "" || clip(sheet.Require, 1000) == "" || !due.After(w.At) {
		return errListFields
	}
	s := &l.Sheet
	s.Supervisor, s.Require, s.Suspend, s.Public = clip(sheet.Supervisor, 40), clip(sheet.Require, 1000), clip(sheet.Suspend, 500), clip(sheet.Public, 200)
	if v := clip(sheet.Unit, 80); v != "" {
		s.Unit = v
	}
	if v := clip(sheet.Owner, 40); v != "" {
		s.Owner = v
	}
	l.DueAt, l.IssuedAt, l.ReportDue, l.State = due, w.At, endOfDay(w.At.Add(report)), ListIssued
	return nil
}

// File is the plan of the school (整改方案报备), Accept the body's word that it has it.
func (l *Listing) File(plan string, w Actor) error {
	if err := l.in(ListIssued, ListPlanned); err != nil {
		return err
	}
	if !w.School {
		return errNotYours
	}
	if clip(plan, 2000) == "" {
		return errReason
	}
	l.Sheet.Plan, l.State = clip(plan, 2000), ListPlanned
	return nil
}

// Accept takes note of the plan; the mending goes on under supervision.
func (l *Listing) Accept(w Actor) error {
	if err := l.in(ListPlanned); err != nil {
		return err
	}
	if !l.body(w) {
		return errListBody
	}
	l.State = ListRectifying
	return nil
}

// Report is a progress report (月度或半月); the next is due after so long.
func (l *Listing) Report(text string, next time.Duration, w Actor) error {
	if err := l.in(ListIssued, ListPlanned, ListRectifying); err != nil {
		return err
	}
	if !w.School {
		return errNotYours
	}
	if clip(text, 1000) == "" {
		return errReason
	}
	l.ReportDue = endOfDay(w.At.Add(next))
	return nil
}

// AskDelist applies for delisting (申请摘牌): the mending has been reported.
func (l *Listing) AskDelist(h *Hazard, why string, w Actor) error {
	if err := l.in(ListRectifying); err != nil {
		return err
	}
	if err := h.in(Verifying); err != nil {
		return err
	}
	if !w.School {
		return errNotYours
	}
	if clip(why, 1000) == "" {
		return errReason
	}
	l.Sheet.DelistWhy, l.State, l.ReportDue = clip(why, 1000), ListAsked, time.Time{}
	return nil
}

// Inspect is the look on the spot (现场验收), never by who mended; what is not
// mended goes back to the school.
func (l *Listing) Inspect(h *Hazard, ok bool, note string, report time.Duration, w Actor) error {
	if err := l.in(ListAsked); err != nil {
		return err
	}
	switch {
	case !l.body(w):
		return errListBody
	case w.ID == h.Fixer.By || (h.OwnerID != "" && w.ID == h.OwnerID):
		return errOwnFix
	case clip(note, 1000) == "":
		return errVerifyNote
	case ok && l.Reopen && l.ReopenedAt.IsZero():
		return errReopen
	}
	l.Sheet.InspectNote, l.Sheet.Inspector = clip(note, 1000), w.Name
	if ok {
		l.State = ListInspected
		return nil
	}
	l.State, l.ReportDue = ListRectifying, endOfDay(w.At.Add(report))
	h.sendBack()
	return nil
}

// Delist takes it off the list (摘牌公告).
func (l *Listing) Delist(text string, w Actor) error {
	if err := l.in(ListInspected); err != nil {
		return err
	}
	if !l.body(w) {
		return errListBody
	}
	if clip(text, 1000) == "" {
		return errReason
	}
	l.Sheet.Announcement, l.DelistedAt, l.State = clip(text, 1000), w.At, ListDelisted
	return nil
}

// Put puts the file away (归档) once the hazard itself is struck off.
func (l *Listing) Put(h *Hazard, w Actor) error {
	if err := l.in(ListDelisted); err != nil {
		return err
	}
	if !l.body(w) {
		return errListBody
	}
	if err := h.in(Closed, Archived); err != nil {
		return err
	}
	l.State = ListArchived
	return nil
}

// Outcomes are what may follow when nothing is mended: a talk, school stopped until
// it is put right, a circular, handing over to those who punish. Stopping needs the
// number of an authority's decision, and a look before anything opens again. [S 26,
// L 安全生产法 65, 70]
var Outcomes = []string{"talk", "suspend", "circular", "handover", "reopen"}

// Outcome notes one.
func (l *Listing) Outcome(kind, text, paperNo string, w Actor) error {
	if err := l.in(ListIssued, ListPlanned, ListRectifying, ListAsked, ListInspected); err != nil {
		return err
	}
	switch {
	case !l.body(w):
		return errListBody
	case !slices.Contains(Outcomes, kind):
		return errListFields
	case clip(text, 1000) == "":
		return errReason
	case kind == "suspend" && clip(paperNo, 60) == "":
		return errDecisionNo
	case kind == "reopen" && !l.Reopen:
		return errListState.With("state", string(l.State))
	}
	switch kind {
	case "suspend":
		l.Reopen, l.ReopenedAt = true, time.Time{}
	case "reopen":
		l.ReopenedAt = w.At
	}
	return nil
}

// listTasks is what a listing waits for.
func listTasks(h *Hazard) (out []task) {
	body := access.Perm(PermCounty)
	if h.ListedLevel == "city" {
		body = PermOversee
	}
	add := func(kind string, perm access.Perm) {
		out = append(out, task{Kind: "list_" + kind, N: h.Reworks, Perm: perm, Priority: 1})
	}
	switch h.Listed {
	case ListProposed:
		add("approve", body)
	case ListApproved:
		add("issue", body)
	case ListIssued:
		add("plan", PermRectify)
	case ListPlanned:
		add("accept", body)
	case ListRectifying:
		if h.State == Verifying {
			add("ask", PermRectify)
		}
	case ListAsked:
		add("inspect", body)
	case ListInspected:
		add("delist", body)
	case "", ListRefused, ListDelisted, ListArchived:
	}
	return out
}

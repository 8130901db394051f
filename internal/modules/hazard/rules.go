package hazard

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// Actor is who acts on a hazard, as the rules see him: whether he works at the
// school, leads it, sits in a bureau that judges, in the county's, in the city's,
// or in the competent agency.
type Actor struct {
	ID, Name                        string
	School, Leads                   bool
	Bureau, County, City, Competent bool
	At                              time.Time
}

func (w Actor) sign() Signature { return Signature{w.ID, w.Name, w.At} }

// judges reports whether he may judge, assign and verify for the authorities.
func (w Actor) judges() bool { return w.Bureau || w.Competent }

// own reports whether a hazard is the school's own affair: it found it itself, and
// it is an ordinary one.
func (h *Hazard) own() bool {
	return h.Level == General && h.Proposed == General && h.FinderAgency == School && h.Agency == Education
}

// settles reports whether he may assign a hazard and allow it more time.
func (w Actor) settles(h *Hazard) bool { return w.judges() || (w.Leads && h.own()) }

func (h *Hazard) in(states ...State) error {
	if slices.Contains(states, h.State) {
		return nil
	}
	return errNotNow.With("state", string(h.State))
}

// Grade judges how grave a hazard is, by a rule set and its clauses. The finder
// proposes; that it is major is for the bureau or the competent agency to say, and
// that a proposed major one is none takes two (see AskFor). (domain.md §3.5)
func (h *Hazard) Grade(level Level, rs *RuleSet, clauses []string, have map[string]bool, basis string, w Actor) error {
	up := level == Major && h.Level == General && h.State.Open() && h.State != Verifying
	if err := h.in(Registered); err != nil && !up {
		return err
	}
	switch {
	case level == Major && !w.judges():
		return errNotJudge
	case level == General && h.Proposed == Major:
		return errTwoNeeded
	case level == General && !w.judges() && !(w.School && h.own()):
		return errNotJudge
	case level != Major && level != General:
		return errLevel
	}
	if level == Major {
		if err := rs.Supports(clauses, have); err != nil {
			return err
		}
	} else if err := rs.Knows(clauses); err != nil {
		return err
	}
	h.Level, h.Grader, h.RuleSet, h.Clauses, h.Basis, h.State = level, w.sign(), rs.ID, clauses, basis, Graded
	return nil
}

// Five are the five things settled (五落实): measures, responsibility, funds,
// deadline and contingency plan. Empty fields leave what is there.
type Five struct {
	Measures  string `json:"measures,omitempty" maxLength:"1000"`
	Unit      string `json:"unit,omitempty" maxLength:"80"`
	OwnerID   string `json:"ownerId,omitempty" maxLength:"40"`
	Owner     string `json:"owner,omitempty" maxLength:"40"`
	Leader    string `json:"leader,omitempty" maxLength:"40" doc:"包保（督办）领导"`
	Funds     *int64 `json:"funds,omitempty" minimum:"0" maximum:"10000000000" doc:"yuan, 0 for needs none"`
	FundsFrom string `json:"fundsFrom,omitempty" maxLength:"80"`
	Plan      string `json:"plan,omitempty" maxLength:"1000" doc:"临时管控与应急预案"`
}

// Settle writes down what is said of the five.
func (h *Hazard) Settle(f Five, w Actor) error {
	if err := h.in(Registered, Graded, Assigned, Rectifying); err != nil {
		return err
	}
	if !w.School && !w.judges() {
		return errNotYours
	}
	for _, x := range []struct {
		to   *string
		what string
		most int
	}{
		{&h.Measures, f.Measures, 1000}, {&h.Unit, f.Unit, 80}, {&h.OwnerID, f.OwnerID, 40}, {&h.Owner, f.Owner, 40}, {&h.Leader, f.Leader, 40},
		{&h.FundsFrom, f.FundsFrom, 80}, {&h.Plan, f.Plan, 1000},
	} {
		if v := clip(x.what, x.most); v != "" {
			*x.to = v
		}
	}
	if f.Funds != nil {
		h.Funds = *f.Funds
	}
	return nil
}

// Missing names which of the five are not settled yet.
func (h *Hazard) Missing() []string {
	out := []string{}
	add := func(missing bool, what string) {
		if missing {
			out = append(out, what)
		}
	}
	add(h.Measures == "", "measures")
	add(h.Unit == "" || h.Owner == "" || h.Leader == "", "duty")
	add(h.Funds < 0 || (h.Funds > 0 && h.FundsFrom == ""), "funds")
	add(h.DueAt.IsZero(), "deadline")
	add(h.Plan == "", "plan")
	return out
}

// Assign gives a hazard to somebody with a date that is not after latest. A major
// one does not leave 已定级 before all five are settled. (domain.md §3.6)
func (h *Hazard) Assign(due, latest time.Time, kind Kind, w Actor) error {
	if err := h.in(Graded); err != nil {
		return err
	}
	if !w.settles(h) {
		return errNotJudge
	}
	if !due.IsZero() {
		if !due.After(w.At) {
			return errDuePast
		}
		if due.After(latest) {
			return errDueLate.With("day", dayOf(latest))
		}
		h.DueAt, h.FirstDueAt, h.DueNorm = due, due, ""
	}
	if kind == Immediate || kind == Limited {
		h.Kind = kind
	}
	if h.Place == "" || h.Owner == "" || h.DueAt.IsZero() {
		return errMandatory
	}
	if miss := h.Missing(); h.Level == Major && len(miss) > 0 {
		return errFive.With("missing", strings.Join(miss, ","))
	}
	h.Assigner, h.State = w.sign(), Assigned
	return nil
}

// Receive is the signature of the school that it has got the hazard.
func (h *Hazard) Receive(w Actor) error {
	if err := h.in(Assigned); err != nil {
		return err
	}
	if !w.School && !w.Competent {
		return errNotYours
	}
	h.ReceivedBy, h.ReceivedAt, h.State = w.Name, w.At, Rectifying
	return nil
}

// InterimKinds are how people are kept away from a hazard meanwhile.
var InterimKinds = []string{"suspend", "close", "warn", "watch", "other"}

// Guard notes the interim control.
func (h *Hazard) Guard(kind, text string, w Actor) error {
	if !h.State.Open() {
		return errNotNow.With("state", string(h.State))
	}
	if !w.School && !w.judges() {
		return errNotYours
	}
	if !slices.Contains(InterimKinds, kind) || clip(text, 500) == "" {
		return errInterimText
	}
	h.InterimKind, h.Interim, h.InterimBy, h.InterimAt = kind, clip(text, 500), w.Name, w.At
	return nil
}

// NeedsInterim reports whether people have to be kept away until it is mended.
func (h *Hazard) NeedsInterim() bool { return h.Stop || h.Level == Major || h.Proposed == Major }

// Escalate is the school's written word to the bureau that it cannot mend the
// hazard itself; it must have been fenced off before. (domain.md §3.6)
func (h *Hazard) Escalate(text string, w Actor) error {
	if err := h.in(Registered, Graded, Assigned, Rectifying); err != nil {
		return err
	}
	switch {
	case !w.School:
		return errNotYours
	case clip(text, 1000) == "":
		return errReason
	case h.Interim == "":
		return errInterimFirst
	}
	h.ReportedUp, h.ReportedBy, h.ReportedAt = clip(text, 1000), w.Name, w.At
	return nil
}

// Unpaired are the pictures of before that no picture of after answers in this
// round of mending; none at all of after is one too.
func Unpaired(photos []Photo, round int) (missing []string, after int) {
	answered := map[string]bool{}
	for _, p := range photos {
		if p.Phase == "after" && p.Round == round {
			answered[p.Pair] = true
			after++
		}
	}
	for _, p := range photos {
		if p.Phase == "before" && !answered[p.ID] {
			missing = append(missing, p.ID)
		}
	}
	return missing, after
}

// Mend reports a hazard as mended; photos are all there are of it.
func (h *Hazard) Mend(note string, photos []Photo, w Actor) error {
	if err := h.in(Rectifying); err != nil {
		return err
	}
	if !w.School && !w.Competent {
		return errNotYours
	}
	if h.NeedsInterim() && h.Interim == "" {
		return errInterimFirst
	}
	if clip(note, 1000) == "" {
		return errFixNote
	}
	if missing, after := Unpaired(photos, h.Reworks); after == 0 || len(missing) > 0 {
		return errPairs.With("n", max(1, len(missing)))
	}
	h.mended(note, w)
	return nil
}

// MendAtOnce is 当场整改: found and mended in front of the finder's eyes, with a
// picture of before and one of after. Only what is proposed as ordinary.
func (h *Hazard) MendAtOnce(note string, photos []Photo, w Actor) error {
	if err := h.in(Registered); err != nil {
		return err
	}
	if !w.School && !w.Competent {
		return errNotYours
	}
	if h.Proposed == Major || h.Stop {
		return errOnSpot
	}
	missing, after := Unpaired(photos, h.Reworks)
	if after == 0 || len(missing) > 0 || !slices.ContainsFunc(photos, func(p Photo) bool { return p.Phase == "before" }) {
		return errPairs.With("n", max(1, len(missing)))
	}
	h.Kind, h.ReceivedBy, h.ReceivedAt = Immediate, w.Name, w.At
	h.mended(note, w)
	return nil
}

func (h *Hazard) mended(note string, w Actor) {
	h.Fixer, h.FixerLed, h.FixNote, h.State = w.sign(), w.Leads, clip(note, 1000), Verifying
}

// MayVerify says whether he may look whether a hazard is mended: never who mended
// it or answers for it, never one below him, and for a listed one only the body
// that listed it, after it has been taken off the list. (domain.md §3.6, §9.1)
func (h *Hazard) MayVerify(w Actor) error {
	if w.ID == h.Fixer.By || (h.OwnerID != "" && w.ID == h.OwnerID) {
		return errOwnFix
	}
	if !w.judges() {
		switch {
		case !w.School:
			return errNotJudge
		case !h.own():
			return errFromAbove
		case h.FixerLed || !w.Leads:
			return errBelow
		}
		return nil
	}
	if h.Level == Major && h.Listed.On() {
		if (h.ListedLevel == "city" && !w.City) || (h.ListedLevel == "county" && !w.County) {
			return errListBody
		}
		if h.Listed != ListDelisted && h.Listed != ListArchived {
			return errDelistFirst
		}
	}
	return nil
}

// Verify strikes a hazard off the ledger, or sends it back.
func (h *Hazard) Verify(pass bool, note string, w Actor) error {
	if err := h.in(Verifying); err != nil {
		return err
	}
	if err := h.MayVerify(w); err != nil && (pass || !errors.Is(err, errDelistFirst)) {
		return err
	}
	if clip(note, 500) == "" {
		return errVerifyNote
	}
	h.Verifier, h.VerifyNote = w.sign(), clip(note, 500)
	if !pass {
		h.sendBack()
		return nil
	}
	h.ClosedAt, h.State = w.At, Closed
	return nil
}

func (h *Hazard) sendBack() {
	h.Reworks++
	h.State, h.Fixer, h.FixerLed, h.FixNote = Rectifying, Signature{}, false, ""
}

// Recur links a hazard to the closed one it has come back from.
func (h *Hazard) Recur(old *Hazard, w Actor) error {
	switch {
	case !h.State.Open():
		return errNotNow.With("state", string(h.State))
	case !w.School && !w.judges():
		return errNotYours
	case old.SchoolID != h.SchoolID || old.ID == h.ID || (old.State != Closed && old.State != Archived) || old.ClosedAt.After(h.FoundAt):
		return errRecur
	}
	h.RecurrenceOf = old.ID
	return nil
}

// AskFor asks what a second person has to decide: that a major hazard is none
// (downgrade), that there is no hazard (invalid), or more time (extend).
func (h *Hazard) AskFor(kind, why string, due, latest time.Time, most int, w Actor) error {
	if h.Asked.Kind != "" {
		return errAsked
	}
	if clip(why, 500) == "" {
		return errReason
	}
	switch kind {
	case "downgrade":
		if err := h.in(Registered, Graded, Assigned, Rectifying); err != nil {
			return err
		}
		switch {
		case !w.judges():
			return errNotJudge
		case h.Level != Major && h.Proposed != Major:
			return errNotMajor
		case h.Listed.On() && h.Listed != ListDelisted:
			return errListedStill
		}
	case "invalid":
		if err := h.in(Registered); err != nil {
			return err
		}
		if !w.School && !w.judges() {
			return errNotYours
		}
	case "extend":
		if err := h.in(Assigned, Rectifying); err != nil {
			return err
		}
		switch {
		case !w.School && !w.Competent:
			return errNotYours
		case h.Extensions >= most:
			return errExtended.With("max", most)
		case !due.After(h.DueAt) || !due.After(w.At):
			return errDueEarlier
		case due.After(latest):
			return errDueLate.With("day", dayOf(latest))
		}
	default:
		return errAskKind
	}
	h.Asked = Ask{Kind: kind, Signature: w.sign(), Why: clip(why, 500), Due: due}
	h.Asks++
	return nil
}

// Decide answers what was asked; never who asked.
func (h *Hazard) Decide(ok bool, w Actor) error {
	a := h.Asked
	switch {
	case a.Kind == "":
		return errNothingAsked
	case a.By == w.ID:
		return errSecond
	case a.Kind == "extend" && !w.settles(h), a.Kind != "extend" && !w.judges():
		return errNotJudge
	}
	h.Asked = Ask{}
	if !ok {
		return nil
	}
	switch a.Kind {
	case "downgrade":
		h.Level, h.Proposed = General, General
		h.Grader = w.sign()
		if h.State == Registered {
			h.State = Graded
		}
	case "invalid":
		h.State, h.EndReason = Invalid, a.Why
	case "extend":
		h.DueAt, h.DueNorm = a.Due, ""
		h.Extensions++
	}
	return nil
}

// Join says that a hazard is the same as another of its school.
func (h *Hazard) Join(to *Hazard, why string, w Actor) error {
	if err := h.in(Registered, Graded, Assigned, Rectifying); err != nil {
		return err
	}
	switch {
	case !w.judges() && !(w.School && h.own()):
		return errNotJudge
	case to.ID == h.ID || to.SchoolID != h.SchoolID || !to.State.Open():
		return errMergeInto
	case h.Listed.On():
		return errListedStill
	case to.Level == General && h.Level == Major:
		return errMergeLevel
	case clip(why, 500) == "":
		return errReason
	}
	h.State, h.MergedInto, h.EndReason, h.Asked = Merged, to.ID, clip(why, 500), Ask{}
	return nil
}

// HandOver gives a hazard to another agency, which answers with a receipt.
func (h *Hazard) HandOver(to, why string, w Actor) error {
	if err := h.in(Registered, Graded, Assigned, Rectifying); err != nil {
		return err
	}
	switch {
	case !w.judges():
		return errNotJudge
	case !slices.Contains(Agencies, to) || to == h.Agency:
		return errAgency
	case h.Transfer == "sent":
		return errTransferOpen
	case clip(why, 500) == "":
		return errReason
	}
	h.FromAgency, h.Agency, h.Transfer = h.Agency, to, "sent"
	return nil
}

// Acknowledge is the receipt of the agency it was handed over to; where it has
// nobody here, the bureau notes the number of its written one.
func (h *Hazard) Acknowledge(no string, w Actor) error {
	switch {
	case h.Transfer != "sent":
		return errNoTransfer
	case !w.Competent && !(w.Bureau && (clip(no, 60) != "" || h.Agency == Education)):
		return errReceipt
	}
	h.Transfer = "received"
	return nil
}

// GiveBack returns a hazard to the agency it came from, with the reason.
func (h *Hazard) GiveBack(why string, w Actor) error {
	switch {
	case h.Transfer == "" || !h.State.Open() || h.State == Verifying:
		return errNoTransfer
	case !w.judges():
		return errNotJudge
	case clip(why, 500) == "":
		return errReason
	}
	h.Agency, h.FromAgency, h.Transfer = h.FromAgency, h.Agency, ""
	return nil
}

// Shelve puts a closed hazard into the archive of its year.
func (h *Hazard) Shelve(now time.Time) error {
	if err := h.in(Closed); err != nil {
		return err
	}
	h.State, h.ArchivedAt = Archived, now
	return nil
}

package mediation

import (
	"slices"
	"time"

	"huxue/internal/kit/errs"
)

// The words of a link order are codes: what kind of risk to a school there is, and what
// the police ask it to do. There is no word for who.
var (
	Concerns = []string{"gate", "loiter", "spill", "route", "online", "threat"}
	Measures = []string{"guard_post", "close", "pickup", "patrol", "visitors", "escort"}
)

// Link is a risk link order (风险联动单): a risk to schools, for so many days, with what
// the police suggest. It has no field for a person. (domain.md §3.9 rule 1)
type Link struct {
	ID      string
	Version int64
	No      string

	AgencyID, Agency   string
	OfficerID, Officer string
	Path               string // of the agency's area
	Risk               Risk
	Concerns           []string
	Measures           []string
	Note               string
	From, To           string // business days, both included
	State              string // active, ended
	Renewed            int
	CreatedAt          time.Time
	EndedAt            time.Time
	EndNote            string
	Schools            []LinkSchool
}

// LinkSchool is one school that was told, and what it did.
type LinkSchool struct {
	SchoolID   string   `json:"schoolId"`
	School     string   `json:"school"`
	Path       string   `json:"path"`
	ReceivedAt int64    `json:"receivedAt"`
	ReceivedBy string   `json:"receivedBy"`
	Done       []string `json:"done" nullable:"false"`
	Note       string   `json:"note"`
	AnsweredAt int64    `json:"answeredAt"`
	AnsweredBy string   `json:"answeredBy"`
}

// LinkOrder is a link order as an officer writes it.
type LinkOrder struct {
	SchoolIDs []string `json:"schoolIds" minItems:"1" maxItems:"50"`
	Risk      Risk     `json:"risk" enum:"red,orange,yellow,blue"`
	Concerns  []string `json:"concerns" minItems:"1" maxItems:"6"`
	Measures  []string `json:"measures" minItems:"1" maxItems:"6"`
	Note      string   `json:"note,omitempty" maxLength:"200" doc:"what the school is to do; nothing of any person"`
	From      string   `json:"from" maxLength:"10"`
	To        string   `json:"to" maxLength:"10" doc:"the last day, by which it is looked at again"`
	Sure      bool     `json:"sure,omitempty" doc:"the writer has looked: what looks like a name is none"`
}

var (
	errNoLink   = errs.NotFound("mediation.no_such_link")
	errConcern  = errs.Invalid("mediation.concern_wrong", errs.Field{Name: "concerns", Code: "mediation.concern_wrong"})
	errMeasure  = errs.Invalid("mediation.measure_wrong", errs.Field{Name: "measures", Code: "mediation.measure_wrong"})
	errValidity = errs.Invalid("mediation.validity_wrong", errs.Field{Name: "to", Code: "mediation.validity_wrong"})
	errSchools  = errs.Invalid("mediation.schools_needed", errs.Field{Name: "schoolIds", Code: "mediation.schools_needed"})
	errEnded    = errs.Conflict("mediation.link_ended")
)

func subset(list, of []string) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(w string) bool { return !slices.Contains(of, w) })
}

// check refuses an order that says too little, lasts longer than most days, or speaks of
// somebody.
func (o *LinkOrder) check(now string, most int) error {
	o.Note = clip(o.Note, 200)
	switch {
	case len(o.SchoolIDs) == 0:
		return errSchools
	case !o.Risk.valid():
		return errRisk
	case !subset(o.Concerns, Concerns):
		return errConcern
	case !subset(o.Measures, Measures):
		return errMeasure
	case !validDay(o.From) || !validDay(o.To) || o.From < now || o.To < o.From || o.To > addDays(o.From, most-1):
		return errValidity.With("days", most)
	}
	return screenLink(o.Note, o.Sure)
}

// Active reports whether the order holds; it ends by itself, whether or not a job has
// noticed.
func (l *Link) Active(now string) bool { return l.State == "active" && l.To >= now }

// Renew is the look at an order that is to last on.
func (l *Link) Renew(to, now string, most int) error {
	switch {
	case !l.Active(now):
		return errEnded
	case !validDay(to) || to <= l.To || to > addDays(now, most-1):
		return errValidity.With("days", most)
	}
	l.To = to
	l.Renewed++
	return nil
}

// End is the look at an order that is needed no longer.
func (l *Link) End(note string, at time.Time) error {
	if l.State != "active" {
		return errEnded
	}
	l.State, l.EndNote, l.EndedAt = "ended", note, at
	return nil
}

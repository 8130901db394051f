package mediation

import (
	"slices"
	"time"

	"huxue/internal/kit/errs"
)

// The reasons for which a child needs care are codes, and so is what is done for him;
// nothing is written about him in words. (domain.md §3.9 rule 5)
var (
	CareKinds    = []string{"mind", "body", "left_behind", "hardship", "harmed"}
	CareMeasures = []string{"talk", "visit", "aid", "counsel", "medical", "escort", "seat"}
)

// CareState is how far an entry has come.
type CareState string

// The states.
const (
	CareProposed CareState = "proposed" // 待审批
	CareActive   CareState = "active"   // 关爱中
	CareRefused  CareState = "refused"  // 未同意
	CareEnded    CareState = "ended"    // 已结束
)

// Care is one child whom somebody at school looks after (关爱对象, never 管控对象). Who may
// read it is named one by one.
type Care struct {
	ID      string
	Version int64

	SchoolID, School, Path string
	PupilID, ClassID       string
	Class                  string
	Kinds, Measures        []string
	State                  CareState
	Until                  string // last business day
	Proposer, Approver     Signature
	Note                   string // of who refused it
	Report                 *Report
	Readers                []CareReader
	EndedAt                time.Time
	masked                 string // 张*, for who is named
}

// CareReader is somebody named for one child.
type CareReader struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Post string `json:"post" enum:"teacher,counsellor,doctor,leader"`
}

// CareDraft is an entry as it is proposed.
type CareDraft struct {
	PupilID  string       `json:"pupilId" maxLength:"40"`
	Kinds    []string     `json:"kinds" minItems:"1" maxItems:"5"`
	Measures []string     `json:"measures" minItems:"1" maxItems:"7"`
	Until    string       `json:"until" maxLength:"10"`
	Readers  []CareReader `json:"readers" minItems:"1" maxItems:"6"`
	Report   *Report      `json:"report,omitempty" doc:"needed for a child who was harmed: when it was reported"`
}

var (
	errNoCare    = errs.NotFound("mediation.no_such_care")
	errCareKind  = errs.Invalid("mediation.care_kind", errs.Field{Name: "kinds", Code: "mediation.care_kind"})
	errCareDo    = errs.Invalid("mediation.care_measures", errs.Field{Name: "measures", Code: "mediation.care_measures"})
	errCareUntil = errs.Invalid("mediation.care_until", errs.Field{Name: "until", Code: "mediation.care_until"})
	errReaders   = errs.Invalid("mediation.care_readers", errs.Field{Name: "readers", Code: "mediation.care_readers"})
	errHarmed    = errs.Invalid("mediation.care_report", errs.Field{Name: "report", Code: "mediation.care_report"})
	errOwnCare   = errs.Forbidden("mediation.own_care")
	errNotReader = errs.Forbidden("mediation.not_reader")
	errOnList    = errs.Conflict("mediation.care_there")
	errCareOver  = errs.Conflict("mediation.care_over")
)

var carePosts = []string{"teacher", "counsellor", "doctor", "leader"}

// check refuses a draft that names no reason or nobody, or has no end within most days.
func (d *CareDraft) check(now string, most int, at time.Time) error {
	switch {
	case !subset(d.Kinds, CareKinds):
		return errCareKind
	case !subset(d.Measures, CareMeasures):
		return errCareDo
	case !validDay(d.Until) || d.Until <= now || d.Until > addDays(now, most):
		return errCareUntil.With("days", most)
	case len(d.Readers) == 0 || slices.ContainsFunc(d.Readers, func(r CareReader) bool { return r.ID == "" || !slices.Contains(carePosts, r.Post) }):
		return errReaders
	case !slices.Contains(d.Kinds, "harmed"):
		d.Report = nil
		return nil
	case d.Report == nil || d.Report.At <= 0 || d.Report.At > at.Add(time.Minute).UnixMilli() || !slices.Contains(ReportedTo, d.Report.To):
		return errHarmed
	}
	d.Report.Number = clip(d.Report.Number, 40)
	return nil
}

// Reader reports whether somebody is named for the child.
func (c *Care) Reader(person string) bool {
	return slices.ContainsFunc(c.Readers, func(r CareReader) bool { return r.ID == person })
}

// Decide is the approval by the responsible manager, who is never who proposed it.
// (未成年人网络保护条例 第三十六条)
func (c *Care) Decide(yes bool, note string, by Signature) error {
	switch {
	case c.State != CareProposed:
		return errCareOver
	case by.By == c.Proposer.By:
		return errOwnCare
	case !yes && note == "":
		return errReason
	}
	c.State, c.Approver, c.Note = CareActive, by, ""
	if !yes {
		c.State, c.Note, c.EndedAt = CareRefused, note, by.At
	}
	return nil
}

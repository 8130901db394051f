// Package mediation is the room of disputes and of care (矛盾化解). A school screens
// each week and month for disputes, grades and settles them, and says so even when
// there are none. The police tell a school of a risk to it, never of a person: a risk
// link order has no field for a name, and what must be shown at a gate is shown there
// for days, under a watermark, and then gone. Children who need care are known to
// the few who are named for each of them; everybody above sees counts.
//
// Nothing in this room, and nothing it offers to others, computes a score, a grade or
// a list of dangerous people, grown-up or child: a person grades a dispute, and a
// dispute is a matter, not somebody. (domain.md §3.8, §3.9; docs/adr/0031)
package mediation

import (
	"strings"
	"time"
	"unicode/utf8"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The permissions on disputes: to be one who may be named for a dispute and then sees
// that one, to look at the ledger, to enter one, to work on any, to grade, assign and
// strike off, and to oversee an area.
const (
	PermNamed    access.Perm = "mediation.named"
	PermView     access.Perm = "mediation.view"
	PermRegister access.Perm = "mediation.register"
	PermHandle   access.Perm = "mediation.handle"
	PermManage   access.Perm = "mediation.manage"
	PermOversee  access.Perm = "mediation.oversee"
)

// The permissions on what the police tell: to see link orders, to write them and
// notices, to answer as a school, to look at a notice at a gate.
const (
	PermLinks  access.Perm = "mediation.links"
	PermIssue  access.Perm = "mediation.issue"
	PermAnswer access.Perm = "mediation.answer"
	PermGate   access.Perm = "mediation.gate"
)

// The permissions on the care list: to be one who may be named as a reader, to
// approve entries and see who read them, and to see counts.
const (
	PermCare        access.Perm = "mediation.care"
	PermCareApprove access.Perm = "mediation.care_approve"
	PermCareCounts  access.Perm = "mediation.care_counts"
)

// PurposePaper is why an agreement is handed in, MaxPaper its size.
const (
	PurposePaper = "mediation.paper"
	MaxPaper     = 20 << 20
)

// Signature is who did something, and when.
type Signature struct {
	By  string
	Who string
	At  time.Time
}

// The refusals that several nouns share.
var (
	errStale   = errs.Conflict("mediation.stale")
	errNotNow  = errs.Conflict("mediation.not_now")
	errReason  = errs.Invalid("mediation.reason_needed", errs.Field{Name: "reason", Code: "required"})
	errPurpose = errs.Invalid("mediation.purpose_needed", errs.Field{Name: "purpose", Code: "required"})
	errDay     = errs.Invalid("mediation.day_wrong", errs.Field{Name: "day", Code: "mediation.day_wrong"})
	errNumbers = errs.Invalid("mediation.text_numbers", errs.Field{Name: "text", Code: "mediation.text_numbers"})
	errPerson  = errs.Invalid("mediation.text_person", errs.Field{Name: "text", Code: "mediation.text_person"})
	errNameIn  = errs.Invalid("mediation.text_name", errs.Field{Name: "note", Code: "mediation.text_name"})
	errStaff   = errs.Invalid("mediation.no_such_staff", errs.Field{Name: "ownerId", Code: "mediation.no_such_staff"})
)

// city is the zone of business days. China has one.
var city = time.FixedZone("Asia/Shanghai", 8*60*60)

// today is the business day of an instant.
func today(at time.Time) string { return at.In(city).Format(time.DateOnly) }

func validDay(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return err == nil && len(day) == len(time.DateOnly)
}

// dayStart is the first instant of a business day.
func dayStart(day string) time.Time {
	t, _ := time.ParseInLocation(time.DateOnly, day, city)
	return t
}

// dayEnd is the first instant after a business day.
func dayEnd(day string) time.Time { return dayStart(day).Add(24 * time.Hour) }

// addDays moves a business day.
func addDays(day string, n int) string { return dayStart(day).AddDate(0, 0, n).Format(time.DateOnly) }

// clip shortens s to at most n characters of valid text.
func clip(s string, n int) string {
	s = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""))
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

// number is what stands on paper: a word for the kind, the day, the end of the id.
func number(word string, at time.Time, from string) string {
	return word + at.In(city).Format("20060102") + "-" + strings.ToUpper(from[len(from)-6:])
}

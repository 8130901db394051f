// Package inspection is the room of inspections (安全检查): a bureau orders a round
// with a checklist, schools are drawn or all are due, several departments go to one
// school together and each answers and signs its own part, phones work without a
// network and everything they bring is kept once. What is found wrong becomes a
// hazard of the department that answers for it. Schools inspect themselves with the
// same lists. (domain.md §3.1–3.3)
package inspection

import (
	"strings"
	"time"
	"unicode/utf8"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/checklist"
)

// The permissions: to look, to order rounds and plan for others, to inspect as a
// department, to inspect one's own school, to answer at all (both of them), to sign
// for the school, and to see the figures of an area.
const (
	PermView   access.Perm = "inspection.view"
	PermRun    access.Perm = "inspection.run"
	PermTake   access.Perm = "inspection.take"
	PermSelf   access.Perm = "inspection.self"
	PermAnswer access.Perm = "inspection.answer"
	PermSign   access.Perm = "inspection.sign"
	PermStats  access.Perm = "inspection.stats"
)

// The purposes for which files are handed in, and their sizes.
const (
	PurposePhoto = "inspection.photo"
	PurposeVoice = "inspection.voice"
	PurposeSign  = "inspection.sign"
	MaxPhoto     = 12 << 20
	MaxVoice     = 4 << 20
	MaxSign      = 1 << 20
)

// Kind is the sort of an inspection. (domain.md §3.1)
type Kind string

// The kinds. The first seven are made by departments, the others by the school.
const (
	Joint    Kind = "joint"    // 开学联合检查
	Special  Kind = "special"  // 专项检查
	County   Kind = "county"   // 县级检查
	Sample   Kind = "sample"   // 市级抽查
	Random   Kind = "random"   // 双随机
	Surprise Kind = "surprise" // 四不两直
	FollowUp Kind = "follow"   // 责任督学随访
	Weekly   Kind = "weekly"   // 周检查
	Monthly  Kind = "monthly"  // 月排查
	Term     Kind = "term"     // 学期大排查
	Self     Kind = "self"     // 自查
)

// Kinds are all of them, in the order people list them.
var Kinds = []Kind{Joint, Special, County, Sample, Random, Surprise, FollowUp, Term, Monthly, Weekly, Self}

// Own reports whether the school inspects itself.
func (k Kind) Own() bool { return k == Weekly || k == Monthly || k == Term || k == Self }

// Hidden reports whether a school must not know beforehand.
func (k Kind) Hidden() bool { return k == Surprise }

// State is how far a visit has come.
type State string

// The states of a visit.
const (
	Planned   State = "planned"   // 待检查
	Running   State = "running"   // 检查中
	Signing   State = "signing"   // 待签字
	Submitted State = "submitted" // 已提交
	Void      State = "void"      // 已作废
)

// The codes of the agencies that have a part in a checklist, and the school itself,
// which answers its own inspections and signs all others.
const (
	Education = "education"
	AtSchool  = "school"
)

// Agencies are the codes a checklist may name.
var Agencies = []string{"education", "police", "market", "fire", "housing", "health", "traffic", "city", "culture"}

// Part is one person's part in a visit.
type Part struct {
	PersonID string `json:"personId"`
	Name     string `json:"name"`
	Unit     string `json:"unit"`
	Agency   string `json:"agency"`
	Lead     bool   `json:"lead"`
	JoinedAt int64  `json:"joinedAt"`
}

// Visit is one inspection of one school. Revision counts the answers that have been
// taken; Total is how many items there are to answer.
type Visit struct {
	ID      string
	Version int64
	No      string

	RoundID                    string
	Kind                       Kind
	Title                      string
	SchoolID, SchoolName, Path string
	Day                        string
	ListID                     string
	ListVersion                int
	LeadID, LeadName           string
	LeadAgency                 string
	Hidden                     bool
	State                      State
	Reason                     string // why a second visit was made all the same
	Note                       string

	Revision                             int64
	Total, Answered                      int
	Faults, Partly, NotApplicable, Fixed int
	Disputes                             int
	Score                                *checklist.Score

	AuthorID, Author string
	CreatedAt        time.Time
	BegunAt          time.Time
	SubmittedAt      time.Time
	VoidReason       string

	Parts []Part
	Signs []Sign
}

// Sign is the signature of one agency, or of the school. Digest seals what was
// signed: the answers that lay before the signer.
type Sign struct {
	Agency  string    `json:"agency"`
	Name    string    `json:"name"`
	ByID    string    `json:"byId"`
	ByName  string    `json:"byName"`
	Key     string    `json:"-"`
	FileID  string    `json:"fileId"`
	Refused bool      `json:"refused" doc:"the school would not sign"`
	Note    string    `json:"note"`
	Digest  string    `json:"digest"`
	At      time.Time `json:"-"`
	AtMS    int64     `json:"at"`
}

// Part finds a person's part.
func (v *Visit) Part(personID string) *Part {
	for i := range v.Parts {
		if v.Parts[i].PersonID == personID {
			return &v.Parts[i]
		}
	}
	return nil
}

// Agencies are those that take part, the lead first, each once.
func (v *Visit) Agencies() []string {
	out := []string{v.LeadAgency}
	for _, p := range v.Parts {
		if !contains(out, p.Agency) {
			out = append(out, p.Agency)
		}
	}
	return out
}

// Signed reports whether an agency has signed.
func (v *Visit) Signed(agency string) bool {
	for _, s := range v.Signs {
		if s.Agency == agency {
			return true
		}
	}
	return false
}

// Open reports whether answers are still taken into the record.
func (v *Visit) Open() bool { return v.State == Planned || v.State == Running || v.State == Signing }

// The refusals.
var (
	errGone       = errs.NotFound("inspection.not_found")
	errNoRound    = errs.NotFound("inspection.round_not_found")
	errStale      = errs.Conflict("inspection.stale")
	errNotNow     = errs.Conflict("inspection.not_now")
	errKind       = errs.Invalid("inspection.kind_wrong", errs.Field{Name: "kind", Code: "inspection.kind_wrong"})
	errDay        = errs.Invalid("inspection.day_wrong", errs.Field{Name: "day", Code: "inspection.day_wrong"})
	errDays       = errs.Invalid("inspection.days_wrong", errs.Field{Name: "ends", Code: "inspection.days_wrong"})
	errTitle      = errs.Invalid("inspection.title_needed", errs.Field{Name: "title", Code: "required"})
	errList       = errs.Invalid("inspection.list_needed", errs.Field{Name: "listId", Code: "inspection.list_needed"})
	errArea       = errs.Invalid("inspection.area_needed", errs.Field{Name: "areaCode", Code: "required"})
	errTargets    = errs.Invalid("inspection.targets_needed", errs.Field{Name: "schoolIds", Code: "inspection.targets_needed"})
	errTeam       = errs.Invalid("inspection.team_wrong", errs.Field{Name: "people", Code: "inspection.team_wrong"})
	errOffList    = errs.Invalid("inspection.school_not_in_round", errs.Field{Name: "schoolId", Code: "inspection.school_not_in_round"})
	errClosedNow  = errs.Conflict("inspection.school_closed")
	errReason     = errs.Invalid("inspection.reason_needed", errs.Field{Name: "reason", Code: "required"})
	errDuplicate  = errs.Conflict("inspection.duplicate_visit")
	errTargetDone = errs.Conflict("inspection.already_visited")
	errOutsider   = errs.Forbidden("inspection.not_in_team")
	errLeadOnly   = errs.Forbidden("inspection.lead_only")
	errNoItem     = errs.Invalid("inspection.no_such_item")
	errNotYours   = errs.Forbidden("inspection.not_your_item")
	errResult     = errs.Invalid("inspection.result_wrong", errs.Field{Name: "result", Code: "inspection.result_wrong"})
	errLong       = errs.Invalid("inspection.text_too_long", errs.Field{Name: "text", Code: "too_long"})
	errOpID       = errs.Invalid("inspection.op_id_wrong", errs.Field{Name: "id", Code: "malformed"})
	errMany       = errs.Invalid("inspection.too_many_photos", errs.Field{Name: "photos", Code: "inspection.too_many_photos"})
	errItemsOpen  = errs.Conflict("inspection.items_open")
	errDisputes   = errs.Conflict("inspection.disputes_open")
	errNoDispute  = errs.NotFound("inspection.no_dispute")
	errSigner     = errs.Forbidden("inspection.sign_own_only")
	errSignName   = errs.Invalid("inspection.sign_name_needed", errs.Field{Name: "name", Code: "required"})
	errSignature  = errs.Invalid("inspection.signature_needed", errs.Field{Name: "image", Code: "required"})
	errUnsigned   = errs.Conflict("inspection.unsigned")
	errUploads    = errs.Conflict("inspection.uploads_missing")
	errRecheck    = errs.Conflict("inspection.recheck_not_now")
	errOwnRecheck = errs.Forbidden("inspection.recheck_by_school")
	errForm       = errs.Invalid("inspection.form_wrong", errs.Field{Name: "form", Code: "inspection.form_wrong"})
	errNoDraw     = errs.Conflict("inspection.no_draw")
	errDrawn      = errs.Conflict("inspection.drawn_already")
	errDrawEmpty  = errs.Invalid("inspection.draw_impossible", errs.Field{Name: "share", Code: "inspection.draw_impossible"})
	errOpenVisits = errs.Conflict("inspection.visits_open")
)

func contains[T comparable](list []T, v T) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

func validDay(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return err == nil && len(day) == len(time.DateOnly)
}

// city is the zone of business days. China has one.
var city = time.FixedZone("Asia/Shanghai", 8*60*60)

// today is the business day of an instant.
func today(at time.Time) string { return at.In(city).Format(time.DateOnly) }

// shiftDay is the day n days after another.
func shiftDay(day string, n int) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return at.AddDate(0, 0, n).Format(time.DateOnly)
}

// endOf is the last minute of a business day.
func endOf(day string) time.Time {
	at, _ := time.ParseInLocation(time.DateOnly, day, city)
	return at.Add(24*time.Hour - time.Minute).UTC()
}

// tidy is what people typed, as valid text without blanks around it.
func tidy(s string) string {
	return strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""))
}

// clip shortens s to at most n characters of valid text.
func clip(s string, n int) string {
	s = tidy(s)
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

// Package routine is the room of everyday safety education (日常安全教育): the
// "1530" talks (one minute a day, five a week, thirty before a holiday), the hours
// of safety lessons planned and held, and lessons by police counsellors. What is
// due on a day is said by a calendar of terms, holidays and working days by order;
// a teacher presses once and nothing is ever asked of him because he did not. What
// is entered on a later day is marked 补录 and never counts as on time. Classes are
// not ranked. (domain.md §5.9, §6.2, §6.3)
package routine

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// The permissions of this room.
const (
	PermView     access.Perm = "routine.view"
	PermRecord   access.Perm = "routine.record"   // enter that a class has had its talk
	PermManage   access.Perm = "routine.manage"   // strike a record, plan hours, lessons and visits
	PermCalendar access.Perm = "routine.calendar" // terms and holidays of an area
	PermAgree    access.Perm = "routine.agree"    // the police: agree to a visit
)

// Kind is how many minutes a talk has.
type Kind int

// The three kinds; None is a day on which nothing is due.
const (
	None   Kind = 0
	Minute Kind = 1
	Five   Kind = 5
	Thirty Kind = 30
)

// Blocks are the six of the national outline (六类). (domain.md §6.2)
var Blocks = []string{"social", "health", "accident", "network", "nature", "other"}

// Speakers are who may have held a talk; a pupil is never named.
var Speakers = []string{"head_teacher", "teacher", "pupil", "officer", "guest"}

// Record is one talk in one class. HeldAt is by the phone's account, RecordedAt
// by ours; Late holds when it reached us on a later day.
type Record struct {
	ID, ClassID, SchoolID, Path string
	Class, School               string // names
	Day                         string
	Kind                        Kind
	Theme, Block, Speaker       string
	Present                     int
	Points, PhotoID             string
	HeldAt, RecordedAt          time.Time
	Late                        bool
	ByID, ByName                string
	VoidAt                      time.Time
	VoidBy, VoidReason          string
}

// The refusals of this room.
var (
	errNoClass   = errs.NotFound("routine.class_not_found")
	errNoRecord  = errs.NotFound("routine.record_not_found")
	errDay       = errs.Invalid("routine.day_wrong", errs.Field{Name: "day", Code: "malformed"})
	errFuture    = errs.Invalid("routine.day_ahead", errs.Field{Name: "day", Code: "malformed"})
	errTooLate   = errs.Conflict("routine.too_late")
	errNoSchool  = errs.Conflict("routine.no_school_day")
	errTooShort  = errs.Conflict("routine.more_is_due")
	errTheme     = errs.Invalid("routine.incomplete", errs.Field{Name: "theme", Code: "required"})
	errName      = errs.Invalid("routine.incomplete", errs.Field{Name: "name", Code: "required"})
	errBlock     = errs.Invalid("routine.incomplete", errs.Field{Name: "block", Code: "not_offered"})
	errSpeaker   = errs.Invalid("routine.incomplete", errs.Field{Name: "speaker", Code: "not_offered"})
	errKind      = errs.Invalid("routine.incomplete", errs.Field{Name: "kind", Code: "not_offered"})
	errPresent   = errs.Invalid("routine.present_wrong", errs.Field{Name: "present", Code: "routine.present_wrong"})
	errRecorded  = errs.Conflict("routine.recorded_already")
	errReason    = errs.Invalid("routine.reason_needed", errs.Field{Name: "reason", Code: "required"})
	errVoid      = errs.Conflict("routine.void_already")
	errStale     = errs.Conflict("stale_version")
	errPlace     = errs.NotFound("routine.no_such_place")
	errNumber    = errs.Invalid("routine.police_number", errs.Field{Name: "unit", Code: "routine.police_number"})
	errVisit     = errs.NotFound("routine.visit_not_found")
	errVisitNow  = errs.Conflict("routine.visit_not_now")
	errVisitForm = errs.Invalid("routine.visit_incomplete", errs.Field{Name: "topic", Code: "required"})
	errHours     = errs.Invalid("routine.hours_wrong", errs.Field{Name: "hours", Code: "malformed"})
	errTerm      = errs.Invalid("routine.term_wrong", errs.Field{Name: "toDay", Code: "malformed"})
	errMinutes   = errs.Invalid("routine.minutes_wrong", errs.Field{Name: "minutes", Code: "malformed"})
)

const (
	maxTheme  = 60
	maxPoints = 300
	maxReason = 200
	maxUnit   = 60
)

// Entry is a talk as it is entered. DeviceAt and SentAt are both the phone's
// clock: their difference is how long the entry lay in its outbox.
type Entry struct {
	ClassID  string `json:"classId" maxLength:"40"`
	Day      string `json:"day" maxLength:"10"`
	Kind     Kind   `json:"kind" enum:"1,5,30"`
	Theme    string `json:"theme" maxLength:"60"`
	Block    string `json:"block" enum:"social,health,accident,network,nature,other"`
	Speaker  string `json:"speaker" enum:"head_teacher,teacher,pupil,officer,guest"`
	Present  int    `json:"present" minimum:"0" maximum:"999"`
	Points   string `json:"points,omitempty" maxLength:"300"`
	DeviceAt int64  `json:"deviceAt,omitempty"`
	SentAt   int64  `json:"sentAt,omitempty"`
}

// Check refuses what cannot be: due is what the day asks of the class, pupils its
// head count (0 where nobody has counted), backfill how many days an entry may be
// late. It reports whether it is.
func (e *Entry) Check(today string, due Kind, pupils, backfill int) (late bool, err error) {
	e.Theme, e.Points = clip(e.Theme, maxTheme), clip(e.Points, maxPoints)
	switch {
	case !validDay(e.Day):
		return false, errDay
	case e.Day > today:
		return false, errFuture
	case e.Day < addDays(today, -backfill):
		return false, errTooLate.With("days", backfill)
	case due == None:
		return false, errNoSchool
	case e.Kind != Minute && e.Kind != Five && e.Kind != Thirty:
		return false, errKind
	case e.Kind < due:
		return false, errTooShort.With("minutes", int(due))
	case e.Theme == "":
		return false, errTheme
	case !slices.Contains(Blocks, e.Block):
		return false, errBlock
	case !slices.Contains(Speakers, e.Speaker):
		return false, errSpeaker
	case e.Present < 1 || (pupils > 0 && e.Present > pupils):
		return false, errPresent.With("pupils", pupils)
	}
	return e.Day < today, nil
}

// longestWait is how long an entry may have lain in an outbox for its own account
// of the time to be believed.
const longestWait = 7 * 24 * time.Hour

// Pressed is when the entry was made by the phone's account, reckoned on our
// clock; now when it does not say or says what cannot be.
func (e *Entry) Pressed(now time.Time) time.Time {
	wait := time.Duration(e.SentAt-e.DeviceAt) * time.Millisecond
	if e.DeviceAt == 0 || e.SentAt == 0 || wait < 0 || wait > longestWait {
		return now
	}
	return now.Add(-wait)
}

// Void strikes a record, with a reason; it stays readable.
func (r *Record) Void(by, reason string, now time.Time) error {
	if !r.VoidAt.IsZero() {
		return errVoid
	}
	if reason = clip(reason, maxReason); reason == "" {
		return errReason
	}
	r.VoidAt, r.VoidBy, r.VoidReason = now, by, reason
	return nil
}

// officer finds what looks like a police number (警号: six digits), a telephone
// number or that of an identity card: no identity of an officer is kept here.
var officer = regexp.MustCompile(`警\s*号|(?:^|\D)(?:\d{6}|\d{11}|\d{17}[\dXx])(?:\D|$)`)

// named reports whether one of the texts holds such a number.
func named(texts ...string) bool { return slices.ContainsFunc(texts, officer.MatchString) }

// YearOf is the school year of a day, by the year in which it begins in August.
func YearOf(day string) string {
	t := dateOf(day)
	if t.Month() < time.August {
		return t.AddDate(-1, 0, 0).Format("2006")
	}
	return t.Format("2006")
}

// hoursKey is the norm that says how many safety lessons a stage has in a year,
// "" where none does.
func hoursKey(stage org.Stage) string {
	switch stage {
	case org.StageLower, org.StageUpper:
		return "edu.hours.primary"
	case org.StageJunior:
		return "edu.hours.junior"
	case org.StageSenior:
		return "edu.hours.senior"
	}
	return ""
}

// minutesKey is the norm that says how long a lesson of a stage is.
func minutesKey(stage org.Stage) (key string, otherwise int) {
	if stage == org.StageJunior || stage == org.StageSenior {
		return "edu.lesson_min.secondary", 45
	}
	return "edu.lesson_min.primary", 40
}

// clip trims a text and cuts it to n characters.
func clip(s string, n int) string {
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:n]))
}

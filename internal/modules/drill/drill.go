// Package drill is the room of emergency drills (应急演练): a school plans its
// year, somebody else approves the script, parents, neighbours and police are
// told, the way out is checked, the commander gives the signal and everybody's
// telephone runs the same stop-watch until each class is counted. What was
// measured is evaluated, problems become hazards and tasks, and the months with
// a valid drill are what the bureau's figure counts. A real alarm ends a running
// drill at once. (domain.md §6.4)
package drill

import (
	"strings"
	"time"
	"unicode/utf8"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The permissions: to look, to plan and evaluate for a school, to approve what
// somebody else there has written, to give the signal, to report classes, to
// approve from above, and to see the figures of an area.
const (
	PermView    access.Perm = "drill.view"
	PermPlan    access.Perm = "drill.plan"
	PermApprove access.Perm = "drill.approve"
	PermCommand access.Perm = "drill.command"
	PermReport  access.Perm = "drill.report"
	PermOversee access.Perm = "drill.oversee"
	PermStats   access.Perm = "drill.stats"
)

// PurposePhoto is why a picture of a drill is handed in, MaxPhoto its size.
const (
	PurposePhoto = "drill.photo"
	MaxPhoto     = 10 << 20
)

// State is how far a drill has come.
type State string

// The states, in order; the last two are ends besides archived.
const (
	Planned     State = "planned"     // 计划
	Submitted   State = "submitted"   // 待审批
	Approved    State = "approved"    // 已审批，待通知
	Noticed     State = "noticed"     // 已通知，待安全检查
	Ready       State = "ready"       // 待实施
	Running     State = "running"     // 演练中
	Held        State = "held"        // 待评估
	Evaluated   State = "evaluated"   // 已评估
	Archived    State = "archived"    // 已归档
	Cancelled   State = "cancelled"   // 已取消
	Interrupted State = "interrupted" // 因真实警情中止
)

// Scenarios are what is rehearsed.
var Scenarios = []string{"fire", "earthquake", "stampede", "terror", "bus", "gas", "flood", "epidemic", "dormitory", "blackout", "fall"}

// Form says how a drill is held: with everybody on their feet, at a table, or
// talked through.
type Form string

// The forms (演练类别).
const (
	Actual     Form = "actual"     // 实际
	Tabletop   Form = "tabletop"   // 桌面
	Discussion Form = "discussion" // 讨论
)

// Scope says whether the whole school takes part.
type Scope string

// The scopes.
const (
	All  Scope = "all"  // 全部
	Part Scope = "part" // 部分
)

// Signature is who did something, and when.
type Signature struct {
	By  string
	Who string
	At  time.Time
}

// Rule is the norm a target time came from, with its version in the register.
type Rule struct {
	Version string `json:"version"`
	Value   int    `json:"value"`
	Basis   string `json:"basis"`
	Mark    string `json:"mark"`
}

// Sheet is what people write on the form before the drill. (record form of §6.4)
type Sheet struct {
	Departments string `json:"departments" maxLength:"300" doc:"组织部门与参加部门"`
	Supplies    string `json:"supplies" maxLength:"1000" doc:"物资准备与培训"`
	Script      string `json:"script" maxLength:"4000" doc:"演练安排"`
}

// Notice is whom the school has told before the drill.
type Notice struct {
	Letter  string `json:"letter" doc:"number of the letter to parents, empty while letters are sent by other means"`
	Parents string `json:"parents" doc:"what the parents were told"`
	Police  int    `json:"police" doc:"how many police officers were told"`
	Station string `json:"station"`
	Around  string `json:"around" doc:"how the neighbourhood was told"`
	Fire    bool   `json:"fire" doc:"reported to the fire brigade"`
	Who     string `json:"who"`
	At      int64  `json:"at"`
}

// CheckItem is one point of the safety check before a drill.
type CheckItem struct {
	Key  string `json:"key"`
	OK   bool   `json:"ok"`
	Note string `json:"note,omitempty" maxLength:"200"`
}

// CheckKeys are the points that are looked at before anybody runs: the ways out,
// the stairs, the assembly point, the signal, who is ill, first aid.
var CheckKeys = []string{"exits", "stairs", "assembly", "signal", "weak", "aid", "guards"}

// Safety is the safety check that was made.
type Safety struct {
	Items []CheckItem `json:"items" nullable:"false"`
	Who   string      `json:"who"`
	At    int64       `json:"at"`
}

// Drill is one drill of one school. At is the minute of the day it is planned for.
type Drill struct {
	ID      string
	Version int64
	No      string

	SchoolID, SchoolName, Path string
	Day                        string
	At                         int
	Scenario                   string
	Form                       Form
	Scope                      Scope
	Title, Place, Commander    string
	TargetS                    int
	Sheet                      Sheet
	State                      State

	Author, Approver  Signature
	ApproveNote       string
	CancelReason      string
	Notice            *Notice
	Safety            *Safety
	Signal, Stop      Signature
	SignalPressed     time.Time
	StopNote          string
	OutAt, FullAt     time.Time
	EndedAt           time.Time // when a real alarm ended it
	AlarmID           string    // that alarm
	PressID           string    // the practice alarm of the same drill
	Evaluation        *Evaluation
	Evaluator, Archiv Signature
	Valid             bool
	Enrolled          int // pupils of the school when the signal was given

	Sum     Sum
	Classes []Class
}

// The refusals.
var (
	errGone      = errs.NotFound("drill.not_found")
	errStale     = errs.Conflict("drill.stale")
	errNotNow    = errs.Conflict("drill.not_now")
	errDay       = errs.Invalid("drill.day_wrong", errs.Field{Name: "day", Code: "drill.day_wrong"})
	errScenario  = errs.Invalid("drill.scenario_wrong", errs.Field{Name: "scenario", Code: "drill.scenario_wrong"})
	errTitle     = errs.Invalid("drill.title_needed", errs.Field{Name: "title", Code: "required"})
	errTarget    = errs.Invalid("drill.target_needed", errs.Field{Name: "targetS", Code: "drill.target_needed"})
	errScript    = errs.Invalid("drill.script_needed", errs.Field{Name: "script", Code: "required"})
	errClasses   = errs.Invalid("drill.classes_needed", errs.Field{Name: "classIds", Code: "drill.classes_needed"})
	errReason    = errs.Invalid("drill.reason_needed", errs.Field{Name: "reason", Code: "required"})
	errOwnScript = errs.Forbidden("drill.own_script")
	errCheck     = errs.Invalid("drill.check_incomplete", errs.Field{Name: "items", Code: "drill.check_incomplete"})
	errUnsafe    = errs.Conflict("drill.unsafe")
	errWaited    = errs.Conflict("drill.signal_waited")
	errOtherDay  = errs.Conflict("drill.other_day")
	errRunning   = errs.Conflict("drill.other_running")
	errAlarm     = errs.Conflict("drill.real_alarm")
	errOverruled = errs.Conflict("drill.overruled")
	errUnfull    = errs.Invalid("drill.stop_note_needed", errs.Field{Name: "note", Code: "required"})
	errClass     = errs.NotFound("drill.no_such_class")
	errCounts    = errs.Invalid("drill.counts_impossible", errs.Field{Name: "present", Code: "out_of_range"})
	errEvaluated = errs.Invalid("drill.evaluation_incomplete", errs.Field{Name: "items", Code: "drill.evaluation_incomplete"})
	errProblem   = errs.Invalid("drill.problem_empty", errs.Field{Name: "problems", Code: "drill.problem_empty"})
	errMonth     = errs.Invalid("drill.month_wrong", errs.Field{Name: "month", Code: "drill.month_wrong"})
	errNoProblem = errs.NotFound("drill.no_such_problem")
	errPhotos    = errs.Conflict("drill.photos_full")
)

// Over reports whether nothing more will be measured.
func (s State) Over() bool {
	return s == Held || s == Evaluated || s == Archived || s == Cancelled || s == Interrupted
}

// Month is the business month the drill counts for.
func (d *Drill) Month() string { return d.Day[:7] }

// Measured reports whether the drill has a signal, a stop-watch and a roll call.
func (d *Drill) Measured() bool { return d.Form == Actual }

func validDay(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return err == nil && len(day) == len(time.DateOnly)
}

func validMonth(month string) bool { return validDay(month + "-01") }

// city is the zone of business days. China has one.
var city = time.FixedZone("Asia/Shanghai", 8*60*60)

// today is the business day of an instant.
func today(at time.Time) string { return at.In(city).Format(time.DateOnly) }

// clip shortens s to at most n characters of valid text.
func clip(s string, n int) string {
	s = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""))
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

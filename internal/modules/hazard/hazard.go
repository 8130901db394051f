// Package hazard is the room of hazards (隐患) and of the ledger they stand in: a
// thing found wrong at a school is registered, judged, given to somebody with a
// date, mended, looked at by somebody else and struck off. What is found on a
// visit, by the public or in a drill comes in through Register; nothing is ever
// deleted. The major ones need five things settled before they may go on, and may
// be put on the public list (挂牌督办). (domain.md §3.5, §3.6)
package hazard

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"huxue/internal/platform/access"
)

// The permissions: to open the ledger, to see in it every hazard of an area (who
// has an agency's permission instead sees what is routed there), to put a hazard
// down, to mend for a school, to lead a school, to judge and verify for a bureau,
// to answer for a county, to oversee a city, to rule what is a major hazard, to see
// the numbers.
const (
	PermView    access.Perm = "hazard.view"
	PermAll     access.Perm = "hazard.all"
	PermFind    access.Perm = "hazard.find"
	PermRectify access.Perm = "hazard.rectify"
	PermLead    access.Perm = "hazard.lead"
	PermGrade   access.Perm = "hazard.grade"
	PermCounty  access.Perm = "hazard.county"
	PermOversee access.Perm = "hazard.oversee"
	PermRules   access.Perm = "hazard.rules"
	PermStats   access.Perm = "hazard.stats"
)

// The competent agencies (domain.md §3.3). Education is who keeps the ledger.
const (
	Education = "education"
	School    = "school" // a finder, never the competent agency
	Public    = "public" // a finder too
)

// Agencies are the codes of the competent agencies, in the order of the checklist.
var Agencies = []string{Education, "police", "market", "fire", "housing", "health", "traffic", "city", "culture"}

// agencyPerms are what the people of an agency hold: to see what is routed to
// them, and to judge and verify it. Education has PermView and PermGrade.
var agencyPerms = map[string]access.Perm{
	"police": "hazard.police", "market": "hazard.market", "fire": "hazard.fire", "housing": "hazard.housing", "health": "hazard.health",
	"traffic": "hazard.traffic", "city": "hazard.city_management", "culture": "hazard.culture",
}

// PermOf is what people of a competent agency hold.
func PermOf(agency string) access.Perm {
	if p, ok := agencyPerms[agency]; ok {
		return p
	}
	return PermGrade
}

// PurposePhoto is why a picture of a hazard is handed in, MaxPhoto its size.
const (
	PurposePhoto = "hazard.photo"
	MaxPhoto     = 10 << 20
)

// Level is how grave a hazard is (等级).
type Level string

// The levels.
const (
	General Level = "general" // 一般
	Major   Level = "major"   // 重大
)

// Kind is how quickly it is to be mended (整改类型).
type Kind string

// The kinds.
const (
	Immediate Kind = "immediate" // 立即整改
	Limited   Kind = "limited"   // 限期整改
)

// State is how far a hazard has come.
type State string

// The states, in order; invalid and merged are ends besides archived.
const (
	Draft      State = "draft"      // 草稿
	Registered State = "registered" // 已登记
	Graded     State = "graded"     // 已定级
	Assigned   State = "assigned"   // 已交办
	Rectifying State = "rectifying" // 整改中
	Verifying  State = "verifying"  // 待验收
	Closed     State = "closed"     // 已销号
	Archived   State = "archived"   // 已归档
	Invalid    State = "invalid"    // 不成立
	Merged     State = "merged"     // 已合并
)

// Open reports whether the hazard still stands.
func (s State) Open() bool {
	switch s {
	case Registered, Graded, Assigned, Rectifying, Verifying:
		return true
	case Draft, Closed, Archived, Invalid, Merged:
	}
	return false
}

// Ways are how hazards are found (排查方式, domain.md §3.1).
var Ways = []string{"daily", "weekly", "monthly", "term", "joint", "county", "special", "inspector", "public", "event", "drill"}

// Categories are the major kinds (大类): the sections of the master checklist in
// their order, B01 first, and what fits none. (domain.md §3.4)
var Categories = []string{
	"duty", "people", "kit", "tech", "fire", "building", "food", "bus", "dormitory", "lab", "utility", "crowd", "health", "mind", "around", "dispute",
	"teaching", "other",
}

// CategoryOf understands a category and the code of a section ("B05") or of an item
// in it ("B05-09"); what it does not know is other.
func CategoryOf(s string) string {
	if slices.Contains(Categories, s) {
		return s
	}
	if len(s) >= 3 && s[0] == 'B' {
		if n, err := strconv.Atoi(s[1:3]); err == nil && n >= 1 && n < len(Categories) {
			return Categories[n-1]
		}
	}
	return "other"
}

// Signature is who did something, and when.
type Signature struct {
	By  string
	Who string
	At  time.Time
}

// Hazard is one hazard of one school.
type Hazard struct {
	ID      string
	Version int64
	Number  string // 隐患编号
	Source  string // of the other room's, "" for one put down by hand

	SchoolID, SchoolName, Path, County string
	Year                               int // of the register it stands in
	FoundAt                            time.Time
	Way                                string
	FinderID, Finder, FinderUnit       string
	FinderAgency                       string
	Category, Sub, ItemCode            string
	Place, Text                        string
	Stop                               bool // ※: stops at once

	Proposed, Level Level
	Grader          Signature
	RuleSet         string   // the version of the rule set it was judged by
	Clauses         []string // and its clauses
	Basis           string

	Kind  Kind
	State State

	Agency, FromAgency string
	Transfer           string // "", sent, received

	Unit, OwnerID, Owner, Leader string
	Measures                     string
	Funds                        int64 // yuan; −1 for "not said", 0 for "needs none"
	FundsFrom, Plan              string
	Interim, InterimKind         string
	InterimBy                    string
	InterimAt                    time.Time
	ReportedUp, ReportedBy       string
	ReportedAt                   time.Time

	DueAt, FirstDueAt time.Time
	DueNorm           string // which norm version gave the deadline, "" where a person did
	Assigner          Signature
	ReceivedBy        string
	ReceivedAt        time.Time
	Progress          string
	Fixer             Signature
	FixerLed          bool // whoever mended it leads the school
	FixNote           string
	Verifier          Signature
	VerifyNote        string
	ClosedAt          time.Time
	ArchivedAt        time.Time

	Reworks, Extensions int
	Asked               Ask
	Asks                int

	ListedNo, ListedLevel string
	Listed                ListState

	RecurrenceOf, MergedInto string
	EndReason, Remark        string

	Overdue bool
	Step    int       // how far reminding and escalating have come
	StepAt  time.Time // when the next is due
}

// Ask is what one person wants and a second has to decide (降级、不成立、延期).
type Ask struct {
	Kind string // "", downgrade, invalid, extend
	Signature
	Why string
	Due time.Time // the new deadline that is asked for
}

// Valid reports whether the hazard counts as found.
func (h *Hazard) Valid() bool {
	return h.State != Draft && h.State != Invalid && h.State != Merged
}

// city is the zone of business days. China has one.
var city = time.FixedZone("Asia/Shanghai", 8*60*60)

func dayOf(at time.Time) string { return at.In(city).Format(time.DateOnly) }

func monthOf(at time.Time) string { return at.In(city).Format("2006-01") }

func yearOf(at time.Time) int { return at.In(city).Year() }

// endOfDay is the last moment of a business day.
func endOfDay(at time.Time) time.Time {
	y, m, d := at.In(city).Date()
	return time.Date(y, m, d, 23, 59, 59, 0, city).UTC()
}

// clip shortens s to at most n characters of valid text.
func clip(s string, n int) string {
	s = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""))
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

// dayStart is the first moment of a business day; ok is false where it is none.
func dayStart(day string) (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateOnly, day, city)
	return t.UTC(), err == nil
}

// Package checklist keeps what inspections are done by (检查表): sections of
// items, each with its level, the agencies that answer for it and the schools it
// is for. A list is data with versions. What has been published is never changed
// again, since a visit that began by it must end by it, and be read by it years
// later; whoever wants it otherwise makes the next version. For a school, a list
// says itself which items do not apply and why, and what the norm register asks.
// Every room that inspects asks here. (domain.md §3.2, §3.4, §9.6)
package checklist

import (
	"slices"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The permissions of this rung.
const (
	PermView access.Perm = "checklist.view"
	PermEdit access.Perm = "checklist.edit" // write drafts, publish, retire, import
)

// State is how far a list, or one of its versions, has come.
type State string

// The states. A list is a draft until its first version is published. A version
// that a newer one has replaced stays published: it is still what it was.
const (
	Draft     State = "draft"     // 草稿
	Published State = "published" // 已发布
	Retired   State = "retired"   // 已停用
)

// Kind is what a list is for.
type Kind string

// The kinds of lists.
const (
	Term   Kind = "term"   // 学期大检查
	Joint  Kind = "joint"  // 联合检查
	Theme  Kind = "theme"  // 专项检查
	Daily  Kind = "daily"  // 日常检查（门卫、宿舍、食堂……）
	Bus    Kind = "bus"    // 校车
	Drill  Kind = "drill"  // 演练评估
	Before Kind = "before" // 活动前、假前、恶劣天气
)

// Kinds are all of them, in the order people choose from.
var Kinds = []Kind{Term, Joint, Theme, Daily, Bus, Drill, Before}

// Level says how grave a problem under an item is to begin with.
type Level string

// The two levels. A major one is a candidate: it is for people to judge.
const (
	General Level = "general" // 一般
	Major   Level = "major"   // 重大候选
)

// Agencies are who may answer for an item, in the order of the tables.
var Agencies = []string{"education", "police", "market", "fire", "housing", "health", "traffic", "city", "culture"}

// Item is one thing to look at. Stop (※) means that use stops at once. Applies is
// an expression over the school, "" for every school. Fact names what the norm
// register asks here, "" for nothing. Photo asks for a picture with every answer.
// Points is what one problem costs, nil for what the sheet says. A problem under
// a Veto item fails the whole sheet.
type Item struct {
	Code     string   `json:"code" maxLength:"20"`
	Text     string   `json:"text" maxLength:"400"`
	Level    Level    `json:"level" enum:"general,major"`
	Stop     bool     `json:"stop"`
	Agencies []string `json:"agencies" nullable:"false" maxItems:"9"`
	Applies  string   `json:"applies" maxLength:"500"`
	Fact     string   `json:"fact" maxLength:"40"`
	Photo    bool     `json:"photo"`
	Points   *float64 `json:"points,omitempty"`
	Veto     bool     `json:"veto"`
}

// Section is a chapter of a list. Full are its full marks, nil when it is not
// scored; what problems cost never brings it below Floor.
type Section struct {
	Code  string   `json:"code" maxLength:"20"`
	Title string   `json:"title" maxLength:"80"`
	Full  *float64 `json:"full,omitempty"`
	Floor *float64 `json:"floor,omitempty"`
	Items []Item   `json:"items" nullable:"false"`
}

// Scoring says what a problem costs where the item does not say, and how many
// per cent pass (0: no line is drawn).
type Scoring struct {
	Fault  float64 `json:"fault" minimum:"0" maximum:"1000"`
	Partly float64 `json:"partly" minimum:"0" maximum:"1000"`
	Pass   float64 `json:"pass" minimum:"0" maximum:"100"`
}

// Sheet is the content of one version. Scoring is nil for a list without marks.
type Sheet struct {
	Sections []Section `json:"sections" nullable:"false"`
	Scoring  *Scoring  `json:"scoring,omitempty"`
}

// List is a list as it stands now. Path is who owns it: an area, or everywhere
// for the ones that come with the program. Version is the newest published one, 0
// before the first; Draft is the number of the version being written, 0 for none.
type List struct {
	ID       string `json:"id"`
	Key      string `json:"key" doc:"stable name, shared by a copy; the nearest list of a key is the one in use"`
	Title    string `json:"title"`
	Kind     Kind   `json:"kind" enum:"term,joint,theme,daily,bus,drill,before"`
	Path     string `json:"path"`
	Owner    string `json:"owner" doc:"name of the owning area, empty for those that come with the program"`
	Version  int    `json:"version"`
	Draft    int    `json:"draft"`
	State    State  `json:"state" enum:"draft,published,retired"`
	Sections int    `json:"sections"`
	Items    int    `json:"items"`
	Revision int    `json:"revision" doc:"to be sent back with every change"`
	Updated  int64  `json:"updatedAt"`
}

// Each calls do for every item with its section.
func (s *Sheet) Each(do func(*Section, *Item)) {
	for i := range s.Sections {
		for k := range s.Sections[i].Items {
			do(&s.Sections[i], &s.Sections[i].Items[k])
		}
	}
}

// Items counts them.
func (s *Sheet) Items() (n int) {
	s.Each(func(*Section, *Item) { n++ })
	return n
}

// Item returns an item by its code, nil when there is none.
func (s *Sheet) Item(code string) (found *Item) {
	s.Each(func(_ *Section, i *Item) {
		if i.Code == code {
			found = i
		}
	})
	return found
}

// For returns whether one of the agencies answers for the item.
func (i *Item) For(agency string) bool { return slices.Contains(i.Agencies, agency) }

// What may go wrong.
var (
	ErrNotFound  = errs.NotFound("checklist.not_found")
	ErrNoVersion = errs.NotFound("checklist.no_version")
)

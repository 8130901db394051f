// Package notice is the room of safety prompts and warnings (安全提示、预警): two
// different things. A prompt is issued by an education bureau or a school, at any
// time. A warning has one of the four colours of the law and is only relayed: it
// shows the body that has declared it, and no education bureau can mint orange or
// red. What a bureau writes is approved by a second person, then it reaches each
// school it is for; a named person there confirms with one touch (已收悉), and who
// does not in time is on the bureau's list to be phoned. Parents have a public page
// that asks nothing of them. What was issued is not rewritten: a change follows as a
// notice of its own. Each step goes out in CAP 1.2 (domain.md §4.5)
package notice

import (
	"crypto/rand"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// State is how far a notice has come. (草拟→审核→发布→…→变更→解除/过期)
type State string

// The states. Delivery, confirmation and feedback are each school's own.
const (
	Draft     State = "draft"     // 草拟
	Submitted State = "submitted" // 待审核
	Issued    State = "issued"    // 已发布，生效中
	Updated   State = "updated"   // 已变更：另一条接替了它
	Cancelled State = "cancelled" // 已解除
	Expired   State = "expired"   // 已过期
	Discarded State = "discarded" // 草稿作废
)

// The permissions of this room: to read, to write and end, to approve, and to
// confirm for a school.
const (
	PermView    access.Perm = "notice.view"
	PermWrite   access.Perm = "notice.write"
	PermApprove access.Perm = "notice.approve"
	PermConfirm access.Perm = "notice.confirm"
)

// The kinds of notices.
const (
	Prompt  = "prompt"  // 安全提示
	Warning = "warning" // 预警
)

// The levels of a warning, the gravest first. "law says natural disaster, accident
// and public-health warnings use red>orange>yellow>blue" (突发事件应对法 63)
const (
	Red    = "red"    // Ⅰ级
	Orange = "orange" // Ⅱ级
	Yellow = "yellow" // Ⅲ级
	Blue   = "blue"   // Ⅳ级
)

var levels = []string{Red, Orange, Yellow, Blue}

// Themes are what notices are about; most have their season.
var Themes = []string{"drowning", "traffic", "flood", "heat", "wind", "ice", "geology", "epidemic", "food", "gas", "fire", "fraud", "order", "bullying", "holiday", "other"}

// Authorities are the bodies that declare warnings.
var Authorities = []string{"government", "meteorology", "emergency", "health", "police", "water", "resources", "education", "other"}

const educational = "education"

// The advice about lessons (是否停课建议).
var suspends = []string{"none", "outdoor", "classes"}

// Notice is one prompt or warning. Code stands in its public address. SchoolID is
// empty for a bureau's. ForSchool to ForPupil are what each of them is to do.
type Notice struct {
	ID, Code, Number       string
	Version                int64
	Path, SchoolID         string
	Publisher              string
	Kind, Level, Theme     string
	AuthorityKind          string
	Authority, Basis       string
	Title, Impact          string
	ForSchool, ForClass    string
	ForParent, ForPupil    string
	Suspend, Contact       string
	SchoolKinds            []string
	Areas                  []Area
	Public                 bool
	StartsAt, EndsAt       time.Time
	State                  State
	PrevID, ChainID        string
	PrevNumber             string
	CreatedAt              time.Time
	CreatedBy, CreatedName string
	ReturnReason           string
	ApprovedName           string
	IssuedAt, EndedAt      time.Time
	EndReason              string
	DeliveredAt            time.Time
	Schools, Confirmed     int
	Late, Done             int
}

// Area is a place where a notice holds: an area or one school.
type Area struct {
	Path     string `json:"path"`
	Name     string `json:"name"`
	Code     string `json:"code"`
	IsSchool bool   `json:"isSchool"`
}

// Input is a notice as a form sends it. Areas are paths; none means all that is the
// issuer's. Times are UTC milliseconds.
type Input struct {
	Kind          string   `json:"kind" enum:"prompt,warning"`
	Level         string   `json:"level,omitempty" enum:",red,orange,yellow,blue"`
	Theme         string   `json:"theme" maxLength:"20"`
	AuthorityKind string   `json:"authorityKind,omitempty" maxLength:"20"`
	Authority     string   `json:"authority,omitempty" maxLength:"60" doc:"who has declared the warning, in full"`
	Basis         string   `json:"basis,omitempty" maxLength:"120"`
	Title         string   `json:"title" maxLength:"60"`
	Impact        string   `json:"impact,omitempty" maxLength:"1000"`
	ForSchool     string   `json:"forSchool,omitempty" maxLength:"2000"`
	ForClass      string   `json:"forClass,omitempty" maxLength:"2000"`
	ForParent     string   `json:"forParent,omitempty" maxLength:"2000"`
	ForPupil      string   `json:"forPupil,omitempty" maxLength:"2000"`
	Suspend       string   `json:"suspend,omitempty" maxLength:"20"`
	Contact       string   `json:"contact,omitempty" maxLength:"60"`
	SchoolKinds   []string `json:"schoolKinds,omitempty" maxItems:"10"`
	Areas         []string `json:"areas,omitempty" maxItems:"300"`
	Public        bool     `json:"public"`
	StartsAt      int64    `json:"startsAt"`
	EndsAt        int64    `json:"endsAt"`
}

const (
	maxShort  = 60
	maxBasis  = 120
	maxText   = 2000
	maxImpact = 1000
	maxReason = 200
)

// write puts what was entered into the notice. Areas are looked up elsewhere.
func (n *Notice) write(in Input) error {
	n.Kind, n.Level, n.Theme = in.Kind, in.Level, in.Theme
	n.AuthorityKind, n.Authority, n.Basis = in.AuthorityKind, clip(in.Authority, maxShort), clip(in.Basis, maxBasis)
	n.Title, n.Impact, n.Contact = clip(in.Title, maxShort), clip(in.Impact, maxImpact), clip(in.Contact, maxShort)
	n.ForSchool, n.ForClass = clip(in.ForSchool, maxText), clip(in.ForClass, maxText)
	n.ForParent, n.ForPupil = clip(in.ForParent, maxText), clip(in.ForPupil, maxText)
	n.Suspend, n.SchoolKinds, n.Public = in.Suspend, in.SchoolKinds, in.Public
	n.StartsAt, n.EndsAt = time.UnixMilli(in.StartsAt).UTC(), time.UnixMilli(in.EndsAt).UTC()
	if n.Suspend == "" {
		n.Suspend = suspends[0]
	}
	if n.Kind == Prompt {
		n.Level, n.AuthorityKind, n.Authority = "", "", ""
	}
	return n.check()
}

func (n *Notice) check() error {
	switch {
	case n.Kind != Prompt && n.Kind != Warning:
		return errKind
	case !slices.Contains(Themes, n.Theme):
		return errTheme
	case n.Title == "":
		return errTitle
	case !slices.Contains(suspends, n.Suspend):
		return errSuspend
	case n.ForSchool == "":
		return errMeasures
	case n.Public && n.ForParent == "" && n.ForPupil == "":
		return errParents
	case !n.EndsAt.After(n.StartsAt):
		return errTimes
	}
	for _, k := range n.SchoolKinds {
		if !slices.Contains(org.SchoolKinds, org.SchoolKind(k)) {
			return errKinds
		}
	}
	if n.Kind == Warning {
		return n.checkRelay()
	}
	return nil
}

// checkRelay holds to "The platform may relay a warning and must show the issuing
// body; the education bureau cannot mint red": and orange neither, for "orange/red
// are issued by the county government". A school relays nothing.
func (n *Notice) checkRelay() error {
	switch {
	case n.SchoolID != "":
		return errRelay
	case !slices.Contains(levels, n.Level):
		return errLevel
	case !slices.Contains(Authorities, n.AuthorityKind):
		return errWhoKind
	case n.Authority == "":
		return errWho
	case (n.Level == Red || n.Level == Orange) && (n.AuthorityKind == educational || ofEducation(n.Authority)):
		return errMint
	}
	return nil
}

// ofEducation knows an education bureau or a school by its name, whatever it was
// declared to be.
func ofEducation(name string) bool {
	for _, w := range []string{"教育", "教体", "教科", "学校", "小学", "中学", "幼儿园"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// Submit hands a draft to who approves.
func (n *Notice) Submit(now time.Time) error {
	switch {
	case n.State != Draft:
		return errState.With("state", string(n.State))
	case !n.EndsAt.After(now):
		return errOver
	}
	n.State, n.ReturnReason = Submitted, ""
	return nil
}

// Issue lets a submitted notice out. What goes to other schools is approved by a
// second person; a school's own, which stays in the school, may be let out by its
// principal though he wrote it himself.
func (n *Notice) Issue(byID, byName string, now time.Time) error {
	switch {
	case n.State != Submitted:
		return errState.With("state", string(n.State))
	case n.SchoolID == "" && byID == n.CreatedBy:
		return errSecond
	case !n.EndsAt.After(now):
		return errOver
	}
	n.State, n.ApprovedName, n.IssuedAt = Issued, byName, now
	return nil
}

// Return sends a submitted notice back to its writer.
func (n *Notice) Return(reason string) error {
	if n.State != Submitted {
		return errState.With("state", string(n.State))
	}
	if reason = clip(reason, maxReason); reason == "" {
		return errReason
	}
	n.State, n.ReturnReason = Draft, reason
	return nil
}

// Discard puts a draft away.
func (n *Notice) Discard() error {
	if n.State != Draft && n.State != Submitted {
		return errState.With("state", string(n.State))
	}
	n.State = Discarded
	return nil
}

// End takes a notice out of force: cancelled with a reason, updated by the one
// that follows it, or expired.
func (n *Notice) End(as State, reason string, now time.Time) error {
	reason = clip(reason, maxReason)
	switch {
	case n.State != Issued:
		return errState.With("state", string(n.State))
	case as == Cancelled && reason == "":
		return errReason
	}
	n.State, n.EndReason, n.EndedAt = as, reason, now
	return nil
}

// codeLetters are hard to confuse, on paper and over the telephone.
const codeLetters = "23456789abcdefghjkmnpqrstvwxyz"

// newCode makes the code of a public address: ten letters nobody guesses.
func newCode() string {
	raw := make([]byte, 10)
	_, _ = rand.Read(raw)
	for i, b := range raw {
		raw[i] = codeLetters[int(b)%len(codeLetters)]
	}
	return string(raw)
}

// clip trims a text and cuts it to n characters.
func clip(s string, n int) string {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:n]))
}

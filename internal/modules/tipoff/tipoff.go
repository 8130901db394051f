// Package tipoff is the room of what anybody reports (随手拍): a parent, a pupil or
// a passer-by scans the code at the gate, says in a few words what is dangerous
// and where, adds up to three pictures and leaves; no account, no app, no name. He
// gets a code by which he can see what became of it. The bureau or the school takes
// it up, or says why not; what is a hazard goes into the ledger of hazards, and
// when it is closed there, the answer stands under the code. Who left a telephone
// number is called back by the one who handles it and seen by nobody else.
// (domain.md §3.1, §8.1)
package tipoff

import (
	"crypto/rand"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// State is how far a report has come.
type State string

// The states.
const (
	Received State = "received" // 待受理
	Accepted State = "accepted" // 已受理
	Hazard   State = "hazard"   // 整改中：已转隐患
	Closed   State = "closed"   // 已办结
	Declined State = "declined" // 不予受理
	Merged   State = "merged"   // 已合并
)

// States are all of them, in the order of a life.
var States = []State{Received, Accepted, Hazard, Closed, Declined, Merged}

// The permissions of this room. Who a number belongs to is not told to the school
// that was reported: only bureaus hold PermPhone.
const (
	PermView   access.Perm = "tipoff.view"
	PermHandle access.Perm = "tipoff.handle"
	PermPhone  access.Perm = "tipoff.phone"
)

// PurposePhoto is what pictures are handed in for, MaxPhoto the largest.
const (
	PurposePhoto = "tipoff.photo"
	MaxPhoto     = 12 << 20
	maxPhotos    = 3
)

// Kinds are what reports are about. What concerns harm to a child (harm) is kept
// with the bureau of the county and not shown to the school.
var Kinds = []string{"fire", "building", "traffic", "food", "gate", "crowd", "around", "harm", "other"}

// Harm is the kind that the school does not see.
const Harm = "harm"

// Tipoff is one report. Code is what the reporter follows it by. SchoolID is empty
// where he named none; Place is his words. Phone is sealed, PhoneMask is what is
// shown of it. Reply is what he reads.
type Tipoff struct {
	ID, Number, Code       string
	Version                int64
	Path                   string
	SchoolID, SchoolName   string
	Kind, Text, Place      string
	Photos                 []string
	Phone, PhoneMask       string
	State                  State
	HandlerID, HandlerName string
	Reply                  string
	Into                   string // the report it was merged into
	HazardID, HazardNumber string
	CreatedAt, AcceptedAt  time.Time
	AnsweredAt             time.Time
	DueAt                  time.Time
}

// The refusals of this room.
var (
	ErrNotFound  = errs.NotFound("tipoff.not_found")
	errState     = errs.Conflict("tipoff.not_now")
	errStale     = errs.Conflict("stale_version")
	errReply     = errs.Invalid("tipoff.reply_needed", errs.Field{Name: "reply", Code: "required"})
	errInto      = errs.Invalid("tipoff.merge_into", errs.Field{Name: "into", Code: "not_offered"})
	errNoSchool  = errs.Conflict("tipoff.school_needed")
	errHandler   = errs.Forbidden("tipoff.not_handler")
	errNoPhone   = errs.NotFound("tipoff.no_phone")
	errShort     = errs.Invalid("tipoff.too_short", errs.Field{Name: "text", Code: "required"})
	errKind      = errs.Invalid("tipoff.kind_needed", errs.Field{Name: "kind", Code: "not_offered"})
	errPlace     = errs.Invalid("tipoff.place_needed", errs.Field{Name: "place", Code: "required"})
	errPhone     = errs.Invalid("tipoff.phone_wrong", errs.Field{Name: "phone", Code: "malformed"})
	errIdentity  = errs.Invalid("tipoff.private_number", errs.Field{Name: "text", Code: "tipoff.private_number"})
	errPictures  = errs.Invalid("tipoff.too_many_photos")
	errHarm      = errs.Conflict("tipoff.harm_no_hazard")
	errBusy      = errs.Unavailable("tipoff.busy")
	errNoHazards = errs.Unavailable("tipoff.no_hazards")
)

// Words are a report as a form sends it.
type Words struct {
	Kind, Text, Place, Phone string
}

const (
	leastText = 4
	maxText   = 500
	maxPlace  = 100
	maxReply  = 300
)

var (
	telephone = regexp.MustCompile(`^(1\d{10}|0\d{9,11}|[2-8]\d{6,7})$`)
	identity  = regexp.MustCompile(`(?:^|\D)\d{17}[\dXx](?:\D|$)`)
	separator = regexp.MustCompile(`[\s\-－()（）]`)
)

// write puts what somebody reported into the report; it returns the telephone
// number, bare, "" for none.
func (t *Tipoff) write(in Words) (phone string, err error) {
	t.Kind, t.Text, t.Place = in.Kind, clip(in.Text, maxText), clip(in.Place, maxPlace)
	phone = separator.ReplaceAllString(in.Phone, "")
	switch {
	case !slices.Contains(Kinds, t.Kind):
		return "", errKind
	case utf8.RuneCountInString(t.Text) < leastText:
		return "", errShort
	case t.SchoolID == "" && t.Place == "":
		return "", errPlace
	case phone != "" && !telephone.MatchString(phone):
		return "", errPhone
	case identity.MatchString(t.Text + " " + t.Place):
		return "", errIdentity
	}
	t.PhoneMask = mask(phone)
	return phone, nil
}

// mask shows enough of a number to tell two apart.
func mask(phone string) string {
	if len(phone) < 7 {
		return ""
	}
	return phone[:3] + strings.Repeat("*", len(phone)-5) + phone[len(phone)-2:]
}

func (t *Tipoff) in(states ...State) error {
	if slices.Contains(states, t.State) {
		return nil
	}
	return errState.With("state", string(t.State))
}

// Accept takes the report in hand.
func (t *Tipoff) Accept(by access.Actor, now time.Time) error {
	if err := t.in(Received); err != nil {
		return err
	}
	t.State, t.AcceptedAt = Accepted, now
	t.HandlerID, t.HandlerName = by.ID, by.Name
	return nil
}

// Decline says that it will not be taken up, and why; the reporter reads it.
func (t *Tipoff) Decline(by access.Actor, why string, now time.Time) error {
	return t.answer(Declined, by, why, now, Received, Accepted)
}

// Close says what was done about it where no hazard had to be put down.
func (t *Tipoff) Close(by access.Actor, reply string, now time.Time) error {
	return t.answer(Closed, by, reply, now, Accepted)
}

func (t *Tipoff) answer(to State, by access.Actor, reply string, now time.Time, from ...State) error {
	if err := t.in(from...); err != nil {
		return err
	}
	if reply = clip(reply, maxReply); reply == "" {
		return errReply
	}
	t.State, t.Reply, t.AnsweredAt = to, reply, now
	if t.HandlerID == "" {
		t.HandlerID, t.HandlerName = by.ID, by.Name
	}
	return nil
}

// Merge joins a report to an earlier one of the same thing; who reported it then
// reads of that one.
func (t *Tipoff) Merge(into *Tipoff, now time.Time) error {
	if err := t.in(Received, Accepted); err != nil {
		return err
	}
	if into.ID == t.ID || into.State == Merged {
		return errInto
	}
	t.State, t.Into, t.AnsweredAt = Merged, into.ID, now
	return nil
}

// HandOver puts it into the ledger of hazards.
func (t *Tipoff) HandOver(by access.Actor, hazardID, number string, now time.Time) error {
	if err := t.in(Received, Accepted); err != nil {
		return err
	}
	switch {
	case t.SchoolID == "":
		return errNoSchool
	case t.Kind == Harm: // the school would read it in its ledger
		return errHarm
	}
	if t.State == Received {
		t.AcceptedAt, t.HandlerID, t.HandlerName = now, by.ID, by.Name
	}
	t.State, t.HazardID, t.HazardNumber = Hazard, hazardID, number
	return nil
}

// Mended answers the reporter once the hazard has left the ledger. It changes
// nothing the second time.
func (t *Tipoff) Mended(outcome string, at time.Time) bool {
	if t.State != Hazard {
		return false
	}
	t.State, t.AnsweredAt = Closed, at
	key := "mended." + outcome
	if !known(key) {
		key = "mended.closed"
	}
	t.Reply = chinese.say(key)
	return true
}

// codeLetters are hard to confuse, on paper and over the telephone.
const codeLetters = "23456789abcdefghjkmnpqrstvwxyz"

// newCode makes the code of a report: ten letters nobody guesses.
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
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "")))
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

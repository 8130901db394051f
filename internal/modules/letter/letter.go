// Package letter is the room of letters to parents (告家长书). A school or a
// bureau writes one, somebody who answers for it approves it, and from then on
// anybody reads it at a public address or by its QR code: without account, app
// or JavaScript. Who likes may press 已阅; that is counted and belongs to nobody:
// no name is kept, nobody is listed as not having read, and the count stands in
// no completion rate. A bureau's letter can be taken over by its schools. What
// was withdrawn says so at its address. (domain.md §1.3, §6.1, §8.1)
package letter

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

// State is how far a letter has come.
type State string

// The states.
const (
	Draft     State = "draft"     // 草拟
	Submitted State = "submitted" // 待审核
	Published State = "published" // 已发布
	Withdrawn State = "withdrawn" // 已撤回
)

// The permissions of this room.
const (
	PermView    access.Perm = "letter.view"
	PermWrite   access.Perm = "letter.write"   // write, submit, take over, withdraw
	PermApprove access.Perm = "letter.approve" // publish or send back
)

// Kinds are what letters are about.
var Kinds = []string{"drowning", "traffic", "holiday", "fire", "fraud", "drill", "other"}

// Letter is one letter. Code stands in its public address. SchoolID is empty for
// a bureau's letter. Receipts counts who has pressed 已阅, Adopted the schools
// that have taken it over.
type Letter struct {
	ID, Code                 string
	Version                  int64
	Path, SchoolID           string
	Publisher                string
	Kind, Title, Text        string
	Slip                     bool
	State                    State
	SourceID, SourceName     string
	CreatedAt                time.Time
	CreatedBy, CreatedName   string
	ReturnReason             string
	ApprovedName             string
	PublishedAt, WithdrawnAt time.Time
	WithdrawReason           string
	Receipts, Adopted        int
}

// The refusals of this room.
var (
	ErrNotFound  = errs.NotFound("letter.not_found")
	errState     = errs.Conflict("letter.not_now")
	errStale     = errs.Conflict("stale_version")
	errTitle     = errs.Invalid("letter.incomplete", errs.Field{Name: "title", Code: "required"})
	errText      = errs.Invalid("letter.incomplete", errs.Field{Name: "text", Code: "required"})
	errKind      = errs.Invalid("letter.incomplete", errs.Field{Name: "kind", Code: "not_offered"})
	errBlank     = errs.Invalid("letter.blank_left", errs.Field{Name: "text", Code: "letter.blank_left"})
	errPrivate   = errs.Invalid("letter.private_number", errs.Field{Name: "text", Code: "letter.private_number"})
	errReason    = errs.Invalid("letter.reason_needed", errs.Field{Name: "reason", Code: "required"})
	errPlace     = errs.Invalid("letter.no_publisher", errs.Field{Name: "path", Code: "required"})
	errAdopted   = errs.Conflict("letter.adopted_already")
	errOwnSource = errs.Conflict("letter.not_adoptable")
	errBusy      = errs.Unavailable("letter.busy")
)

const (
	maxTitle  = 60
	maxText   = 4000
	maxReason = 200
)

// Input is a letter as a form sends it.
type Input struct {
	Kind  string `json:"kind" maxLength:"20"`
	Title string `json:"title" maxLength:"60"`
	Text  string `json:"text" maxLength:"4000"`
	Slip  bool   `json:"slip,omitempty"`
}

// write puts what was entered into the letter.
func (l *Letter) write(in Input) error {
	title, text := clip(in.Title, maxTitle), clip(strings.ReplaceAll(in.Text, "\r\n", "\n"), maxText)
	switch {
	case !slices.Contains(Kinds, in.Kind):
		return errKind
	case title == "":
		return errTitle
	case text == "":
		return errText
	case identity.MatchString(title + " " + text):
		return errPrivate
	}
	l.Kind, l.Title, l.Text, l.Slip = in.Kind, title, text, in.Slip
	return nil
}

// identity finds numbers of identity cards: a public letter names no person so.
var identity = regexp.MustCompile(`(?:^|\D)\d{17}[\dXx](?:\D|$)`)

// blank is what a template leaves to be filled in.
const blank = "【请填写"

// Submit hands a draft to who approves.
func (l *Letter) Submit() error {
	if l.State != Draft {
		return errState.With("state", string(l.State))
	}
	if strings.Contains(l.Title+l.Text, blank) {
		return errBlank
	}
	l.State, l.ReturnReason = Submitted, ""
	return nil
}

// Approve publishes a letter that was submitted.
func (l *Letter) Approve(by string, now time.Time) error {
	if l.State != Submitted {
		return errState.With("state", string(l.State))
	}
	l.State, l.ApprovedName, l.PublishedAt = Published, by, now
	return nil
}

// Return sends a submitted letter back to its writer.
func (l *Letter) Return(reason string) error {
	if l.State != Submitted {
		return errState.With("state", string(l.State))
	}
	if reason = clip(reason, maxReason); reason == "" {
		return errReason
	}
	l.State, l.ReturnReason = Draft, reason
	return nil
}

// Withdraw takes a letter back, with the reason that its readers will see. A
// draft is only put away.
func (l *Letter) Withdraw(reason string, now time.Time) error {
	reason = clip(reason, maxReason)
	switch {
	case l.State == Withdrawn:
		return errState.With("state", string(l.State))
	case reason == "" && l.State == Published:
		return errReason
	}
	l.State, l.WithdrawReason, l.WithdrawnAt = Withdrawn, reason, now
	return nil
}

// Line is one paragraph of the text. Head says that it is a heading: it begins
// with a Chinese numeral and a comma, and is short.
type Line struct {
	Text string
	Head bool
}

var headline = regexp.MustCompile(`^[一二三四五六七八九十]{1,3}、.{1,24}$`)

// Lines cuts the text into paragraphs; the name of the publisher takes the place
// of {学校}.
func (l *Letter) Lines() []Line {
	var out []Line
	for p := range strings.SplitSeq(strings.ReplaceAll(l.Text, "{学校}", l.Publisher), "\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, Line{p, headline.MatchString(p) && !strings.HasSuffix(p, "。")})
		}
	}
	return out
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
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:n]))
}

// Package paper is what every room needs that issues official papers (公文):
// a number without gaps per agency, kind and year (忻教安改〔2026〕12号), a text
// that is never changed again and its hash, how it was served and by whom it
// was received (送达、签收), and a public page on which anybody who holds the
// sheet sees by its QR code whether it is genuine and still in force. What a
// paper says is the room's business. (domain.md §3.3, §3.6, §9.2)
package paper

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"huxue/internal/kit/canon"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// The permissions of this rung: to set the word mark of one's own agency, and
// that of any.
const (
	PermMark    access.Perm = "paper.mark"
	PermMarkAny access.Perm = "paper.mark_any"
)

// Kind is a kind of paper that a room issues. Word stands in the number between
// the agency's mark and the year; Agency is who alone may issue it, "" for any.
type Kind struct {
	Key    string // "hazard.rectify"
	Title  string // 整改通知书
	Word   string // 改
	Agency string // education police market fire inspectorate
	// Issue is held by who writes and serves it, View by who reads it at its
	// place, Receive by who signs for it there.
	Issue, View, Receive access.Perm
}

// State is how far a paper has come.
type State string

// The states.
const (
	Issued    State = "issued"    // 已制发
	Served    State = "served"    // 已送达
	Received  State = "received"  // 已签收
	Withdrawn State = "withdrawn" // 已撤销
)

// Ways are the ways of service (送达方式): over the platform, by hand, left at
// the door, by post, by public notice.
var Ways = []string{"online", "direct", "left", "post", "notice"}

// Draft is a paper that a room is about to issue. IssuerAgency is the kind of
// agency in whose name it is issued; the agency itself is the actor's own. The
// system, which has none, names it by IssuerID. Body is what the room prints;
// Source makes a second call for the same matter return the same paper.
type Draft struct {
	Kind, Path             string
	IssuerAgency, IssuerID string
	To, Subject            string
	Body                   json.RawMessage
	Source                 string
}

// Paper is one paper. Instants are UTC.
type Paper struct {
	ID, Number, Code string
	Version          int64
	Kind             string
	Year, Seq        int
	Path             string
	IssuerID         string
	IssuerName       string
	IssuerKind       string
	To, Subject      string
	Body             json.RawMessage
	SHA256           string
	Source           string
	IssuedAt         time.Time
	IssuedBy         string
	IssuedName       string
	State            State
	ServedAt         time.Time
	ServedWay        string
	ServedBy         string
	ServedName       string
	ServedNote       string
	ReceivedAt       time.Time
	ReceivedBy       string
	ReceivedName     string
	WithdrawnAt      time.Time
	WithdrawnName    string
	WithdrawReason   string
}

// The refusals of this rung.
var (
	ErrNotFound  = errs.NotFound("paper.not_found")
	ErrNoMark    = errs.Conflict("paper.no_mark")
	ErrNotYours  = errs.Forbidden("paper.not_your_agency")
	errKind      = errs.Invalid("paper.no_such_kind", errs.Field{Name: "kind", Code: "not_offered"})
	errSubject   = errs.Invalid("paper.incomplete", errs.Field{Name: "subject", Code: "required"})
	errTo        = errs.Invalid("paper.incomplete", errs.Field{Name: "to", Code: "required"})
	errBody      = errs.Invalid("paper.body_wrong", errs.Field{Name: "body", Code: "paper.body_wrong"})
	errState     = errs.Conflict("paper.not_now")
	errStale     = errs.Conflict("stale_version")
	errWay       = errs.Invalid("paper.way_wrong", errs.Field{Name: "way", Code: "not_offered"})
	errReason    = errs.Invalid("paper.reason_needed", errs.Field{Name: "reason", Code: "required"})
	errMark      = errs.Invalid("paper.mark_wrong", errs.Field{Name: "mark", Code: "paper.mark_wrong"})
	errMarkTaken = errs.Conflict("paper.mark_taken")
	errBusy      = errs.Unavailable("paper.busy")
)

const (
	maxTo      = 200
	maxSubject = 120
	maxNote    = 200
	maxBody    = 256 << 10
	maxMark    = 12
)

// number is how papers are numbered: the agency's mark, the word of the kind,
// the year in its brackets and the number without zeros. (GB/T 9704 7.2.5 [M])
func number(mark, word string, year, seq int) string {
	return fmt.Sprintf("%s%s〔%d〕%d号", mark, word, year, seq)
}

// seal is the hash of everything that stands on the paper.
func seal(p *Paper) (string, error) {
	text, err := canon.Marshal(map[string]any{
		"number": p.Number, "kind": p.Kind, "issuer": p.IssuerName, "to": p.To, "subject": p.Subject,
		"issuedAt": db.Millis(p.IssuedAt), "body": p.Body,
	})
	if err != nil {
		return "", errBody.Because(err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// Whole reports whether the paper still says what was issued.
func (p *Paper) Whole() bool {
	sum, err := seal(p)
	return err == nil && sum == p.SHA256
}

// InForce reports whether the paper holds.
func (p *Paper) InForce() bool { return p.State != Withdrawn }

// Serve writes down how the paper was served. It can be served again in another
// way until somebody has signed for it.
func (p *Paper) Serve(way, note, by, name string, now time.Time) error {
	if p.State != Issued && p.State != Served {
		return errState.With("state", string(p.State))
	}
	if !knownWay(way) {
		return errWay
	}
	p.State, p.ServedWay, p.ServedNote = Served, way, clip(note, maxNote)
	p.ServedBy, p.ServedName, p.ServedAt = by, name, now
	return nil
}

// Receive signs for the paper. What was only issued counts as served over the
// platform, for whoever signs has read it here.
func (p *Paper) Receive(by, name string, now time.Time) error {
	if p.State != Issued && p.State != Served {
		return errState.With("state", string(p.State))
	}
	if p.State == Issued {
		p.ServedWay, p.ServedAt, p.ServedBy, p.ServedName = "online", now, p.IssuedBy, p.IssuedName
	}
	p.State, p.ReceivedAt, p.ReceivedBy, p.ReceivedName = Received, now, by, name
	return nil
}

// Withdraw takes the paper out of force, with the reason. Its number stays taken.
func (p *Paper) Withdraw(reason, name string, now time.Time) error {
	if p.State == Withdrawn {
		return errState.With("state", string(p.State))
	}
	if reason = clip(reason, maxNote); reason == "" {
		return errReason
	}
	p.State, p.WithdrawReason, p.WithdrawnName, p.WithdrawnAt = Withdrawn, reason, name, now
	return nil
}

func knownWay(way string) bool {
	for _, w := range Ways {
		if w == way {
			return true
		}
	}
	return false
}

// agencyOf is the kind of agency a paper names, for an agency of the register.
func agencyOf(k org.AgencyKind) string {
	if strings.HasPrefix(string(k), "police") {
		return "police"
	}
	return string(k)
}

var marks = regexp.MustCompile(`^[\p{Han}]{2,12}$`)

// checkMark cleans a word mark: Chinese characters only.
func checkMark(mark string) (string, error) {
	if mark = clip(mark, maxMark+1); !marks.MatchString(mark) {
		return "", errMark
	}
	return mark, nil
}

// codeLetters are hard to confuse, on paper and over the telephone.
const codeLetters = "23456789abcdefghjkmnpqrstvwxyz"

// newCode makes the code of a public address: twelve letters nobody guesses.
func newCode() string {
	raw := make([]byte, 12)
	_, _ = rand.Read(raw)
	for i, b := range raw {
		raw[i] = codeLetters[int(b)%len(codeLetters)]
	}
	return string(raw)
}

// clip trims a text and cuts it to n characters.
func clip(s string, n int) string {
	s = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""))
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:n]))
}

// Package handover hands alarms over to platforms of others (上报公安): the police's
// own alarm platform above all. Each stage of an alarm, pressed, accepted, closed,
// goes out once to every platform that is set up for its place, in the shape that
// platform wants, and is tried until it is taken; what was sent and what was
// answered stays to be looked at. It runs beside the desk and never in its way.
package handover

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The permissions of this room: to look, to send again, and to set platforms up.
const (
	PermView   access.Perm = "handover.view"
	PermSend   access.Perm = "handover.send"
	PermManage access.Perm = "handover.manage"
)

// The kinds of platforms.
const (
	JSON = "json" // takes a JSON text of its own shape
	CAP  = "cap"  // takes documents of CAP 1.2
)

// The stages of an alarm that are handed over; a test is none.
const (
	Raised   = "raised"
	Accepted = "accepted"
	Closed   = "closed"
	Test     = "test"
)

// What becomes of a sending.
const (
	Sending   = "sending"
	Delivered = "delivered"
	Failed    = "failed"
)

// Target is a platform that takes alarms of a path and below, notices, or both.
// Practice says that it takes drills and tests too, marked as such.
type Target struct {
	ID           string `json:"id"`
	Version      int64  `json:"version"`
	Path         string `json:"path"`
	Place        string `json:"place"`
	Name         string `json:"name"`
	Kind         string `json:"kind" enum:"json,cap"`
	Address      string `json:"address"`
	Template     string `json:"template" doc:"JSON with names in braces, as in {no}; empty for cap"`
	OKField      string `json:"okField"`
	OKValue      string `json:"okValue"`
	ReceiptField string `json:"receiptField"`
	Practice     bool   `json:"practice"`
	Alarms       bool   `json:"alarms" doc:"it takes alarms"`
	Notices      bool   `json:"notices" doc:"it takes safety prompts and warnings; cap only"`
	Enabled      bool   `json:"enabled"`
	HasHeader    bool   `json:"hasHeader"`
	HasSecret    bool   `json:"hasSecret"`

	since  int64
	sealed string
}

// Input is a platform as a form sends it. A header or secret that is left out stays.
type Input struct {
	Path         string  `json:"path" maxLength:"200"`
	Name         string  `json:"name" maxLength:"60"`
	Kind         string  `json:"kind" enum:"json,cap"`
	Address      string  `json:"address" maxLength:"1000"`
	Header       *string `json:"header,omitempty" maxLength:"500" doc:"a line Name: value"`
	Secret       *string `json:"secret,omitempty" maxLength:"200" doc:"signs each request with HMAC-SHA256"`
	Template     string  `json:"template,omitempty" maxLength:"8000" doc:"empty: the standard one"`
	OKField      string  `json:"okField,omitempty" maxLength:"100"`
	OKValue      string  `json:"okValue,omitempty" maxLength:"100"`
	ReceiptField string  `json:"receiptField,omitempty" maxLength:"100"`
	Practice     bool    `json:"practice"`
	Alarms       *bool   `json:"alarms,omitempty" doc:"left out: yes"`
	Notices      bool    `json:"notices,omitempty" doc:"cap only"`
	Enabled      bool    `json:"enabled"`
}

// hidden is what is sealed of a platform.
type hidden struct {
	Header string `json:"header,omitempty"`
	Secret string `json:"secret,omitempty"`
}

// The refusals of this room.
var (
	errNotFound  = errs.NotFound("handover.not_found")
	errNoSending = errs.NotFound("handover.no_sending")
	errName      = errs.Invalid("handover.name_needed", errs.Field{Name: "name", Code: "handover.name_needed"})
	errAddress   = errs.Invalid("handover.bad_address", errs.Field{Name: "address", Code: "handover.bad_address"})
	errKind      = errs.Invalid("handover.kind_unknown", errs.Field{Name: "kind", Code: "not_offered"})
	errHeader    = errs.Invalid("handover.bad_header", errs.Field{Name: "header", Code: "handover.bad_header"})
	errSecret    = errs.Invalid("handover.secret_short", errs.Field{Name: "secret", Code: "handover.secret_short"})
	errTemplate  = errs.Invalid("handover.bad_template", errs.Field{Name: "template", Code: "handover.bad_template"})
	errWord      = errs.Invalid("handover.unknown_word", errs.Field{Name: "template", Code: "handover.unknown_word"})
	errNotices   = errs.Invalid("handover.notices_by_cap", errs.Field{Name: "notices", Code: "handover.notices_by_cap"})
	errPlace     = errs.Invalid("handover.no_place", errs.Field{Name: "path", Code: "not_offered"})
	errSending   = errs.Conflict("handover.on_its_way")
	errTaken     = errs.Conflict("handover.taken_already")
	errOff       = errs.Conflict("handover.target_off")
)

// leastSecret is the shortest key of a signature.
const leastSecret = 16

// apply takes the form over. private allows plain http, for platforms inside the
// city's own network.
func (in *Input) apply(t *Target, h *hidden, private bool) error {
	name := strings.TrimSpace(strings.ReplaceAll(in.Name, "\x00", ""))
	if name == "" || utf8.RuneCountInString(name) > 60 {
		return errName
	}
	if in.Kind != JSON && in.Kind != CAP {
		return errKind
	}
	u, err := url.Parse(strings.TrimSpace(in.Address))
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && (!private || u.Scheme != "http") {
		return errAddress
	}
	if in.Header != nil {
		h.Header = strings.TrimSpace(*in.Header)
		if name, _, ok := strings.Cut(h.Header, ":"); h.Header != "" && (!ok || !headerName(name) || strings.ContainsAny(h.Header, "\r\n\x00")) {
			return errHeader
		}
	}
	if in.Secret != nil {
		h.Secret = strings.TrimSpace(*in.Secret)
	}
	if h.Secret != "" && len(h.Secret) < leastSecret {
		return errSecret.With("min", leastSecret)
	}
	t.Template = ""
	if in.Kind == JSON {
		if t.Template = strings.TrimSpace(in.Template); t.Template == "" {
			t.Template = StandardTemplate
		}
		if err := checkTemplate(t.Template); err != nil {
			return err
		}
	}
	t.Alarms, t.Notices = in.Alarms == nil || *in.Alarms, in.Notices
	if t.Notices && in.Kind != CAP {
		return errNotices
	}
	t.Name, t.Kind, t.Address, t.Practice, t.Enabled = name, in.Kind, u.String(), in.Practice, in.Enabled
	t.OKField, t.OKValue, t.ReceiptField = strings.TrimSpace(in.OKField), strings.TrimSpace(in.OKValue), strings.TrimSpace(in.ReceiptField)
	t.HasHeader, t.HasSecret = h.Header != "", h.Secret != ""
	return nil
}

func headerName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-'
	})
}

// wants says whether the platform is told of an alarm.
func (t *Target) wants(a *Alarm) bool {
	return t.Enabled && t.Alarms && strings.HasPrefix(a.Path, t.Path) && a.ReceivedAt >= t.since && (a.Mode == "real" || t.Practice)
}

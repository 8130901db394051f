// Package device knows the boxes, cameras and recorders of the schools (设备台账):
// to which school and place each belongs, by what secret it is known, when it was
// last heard, and what it has said. Whatever comes in over a wire is stored as it
// came before anybody reads it (Take), and judged afterwards (Judge); what a crash
// left between the two is taken up again, so that no press is lost. Drivers speak
// the protocols; this rung never does.
package device

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The permissions of this rung: to look, to keep the register, and to have a stored
// message judged again.
const (
	PermView   access.Perm = "device.view"
	PermManage access.Perm = "device.manage"
	PermReplay access.Perm = "device.replay"
)

// The protocols in which devices speak.
const (
	GB28181 = "gb28181"
	DC09    = "dc09"
	MQTT    = "mqtt"
	Webhook = "webhook"
	SIP     = "sip"
)

// Protocols are all of them.
var Protocols = []string{GB28181, DC09, MQTT, Webhook, SIP}

// Kind is what sort of thing a device is.
type Kind string

// The kinds: a one-key box, a camera, a recorder with channels, a talking post.
const (
	Box       Kind = "box"
	Camera    Kind = "camera"
	Recorder  Kind = "recorder"
	HelpPoint Kind = "helppoint"
)

// State is how a device is doing.
type State string

// The states. A device that has never spoken is unseen; late and lost are reckoned
// by the norm register from its own heartbeat.
const (
	Unseen  State = "unseen"
	Online  State = "online"
	Late    State = "late"
	Lost    State = "lost"
	Retired State = "retired"
)

// Device is one line of the register. Times are instants, zero for never. Panic
// holds for a device that a press may come from: what it says and nobody
// understands is taken for one. HeartbeatS is how often it promises to speak, 0 for
// one that promises nothing.
type Device struct {
	ID           string
	Version      int64
	SchoolID     string
	SchoolName   string
	Path         string
	PlaceID      string
	PlaceName    string
	Name         string
	Kind         Kind
	Protocol     string
	Code         string
	ParentID     string
	Panic        bool
	HeartbeatS   int
	State        State
	HasSecret    bool
	LastSeenAt   time.Time
	LastAddr     string
	Battery      *int
	ClockDriftMs int64
	LastProvenAt time.Time
	RecordedDays *int      // days of pictures that it keeps, nil for unknown
	RecordedAt   time.Time // when it said so
	CreatedAt    time.Time
	RetiredAt    time.Time
	RetiredWhy   string
	Faults       []string // what is wrong with it now; only where it was asked for

	sealed string
}

// The refusals of this rung.
var (
	ErrNotFound = errs.NotFound("device.not_found")
	errNoInput  = errs.NotFound("device.input_not_found")
	errTaken    = errs.Invalid("device.code_taken", errs.Field{Name: "code", Code: "taken"})
	errRetired  = errs.Conflict("device.retired")
	errReason   = errs.Invalid("device.reason_needed", errs.Field{Name: "reason", Code: "required"})
	errSchool   = errs.Invalid("device.school_unknown", errs.Field{Name: "schoolId", Code: "not_offered"})
	errPlace    = errs.Invalid("device.place_unknown", errs.Field{Name: "placeId", Code: "not_offered"})
	errParent   = errs.Invalid("device.parent_unknown", errs.Field{Name: "parentId", Code: "not_offered"})
	errName     = errs.Invalid("device.name_needed", errs.Field{Name: "name", Code: "required"})
	errKind     = errs.Invalid("device.kind_unknown", errs.Field{Name: "kind", Code: "not_offered"})
	errBeat     = errs.Invalid("device.heartbeat_wrong", errs.Field{Name: "heartbeatS", Code: "malformed"})
	errCode     = errs.Invalid("device.code_wrong", errs.Field{Name: "code", Code: "malformed"})
	errClear    = errs.Invalid("device.clear_not_here", errs.Field{Name: "clear", Code: "not_offered"})
	errNoFault  = errs.NotFound("device.fault_not_found")
	errByItself = errs.Conflict("device.fault_by_itself")
	errNote     = errs.Invalid("device.fault_note", errs.Field{Name: "note", Code: "required"})
	errSecret   = errs.Invalid("device.secret_wrong", errs.Field{Name: "secret", Code: "malformed"})
)

// Registration is a device as a form sends it.
type Registration struct {
	SchoolID   string `json:"schoolId" maxLength:"40"`
	PlaceID    string `json:"placeId,omitempty" maxLength:"40"`
	Name       string `json:"name" maxLength:"60"`
	Kind       Kind   `json:"kind" enum:"box,camera,recorder,helppoint"`
	Protocol   string `json:"protocol" enum:"gb28181,dc09,mqtt,webhook,sip"`
	Code       string `json:"code,omitempty" maxLength:"64" doc:"empty for mqtt and webhook: one is made"`
	ParentID   string `json:"parentId,omitempty" maxLength:"40" doc:"the recorder that this is a channel of"`
	Panic      bool   `json:"panic" doc:"a press may come from it"`
	HeartbeatS int    `json:"heartbeatS" minimum:"0" maximum:"86400" doc:"0: it promises no heartbeat"`
	Secret     string `json:"secret,omitempty" maxLength:"128" doc:"empty: one is made"`
	Clear      bool   `json:"clear,omitempty" doc:"dc09 only: the box cannot encrypt; whoever reaches our port and knows its account can press in its name"`
}

var (
	gbCode   = regexp.MustCompile(`^[0-9]{20}$`)
	dcCode   = regexp.MustCompile(`^[0-9A-Fa-f]{3,16}$`)
	wordCode = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$`)
	hexKey   = regexp.MustCompile(`^([0-9A-Fa-f]{32}|[0-9A-Fa-f]{48}|[0-9A-Fa-f]{64})$`)
)

// check refuses what cannot be a device and tidies the rest.
func (r *Registration) check() error {
	r.Name, r.Code, r.Secret = strings.TrimSpace(r.Name), strings.TrimSpace(r.Code), strings.TrimSpace(r.Secret)
	r.Name = strings.ToValidUTF8(strings.ReplaceAll(r.Name, "\x00", ""), "")
	switch {
	case r.Name == "" || utf8.RuneCountInString(r.Name) > 60:
		return errName
	case !slices.Contains([]Kind{Box, Camera, Recorder, HelpPoint}, r.Kind) || !slices.Contains(Protocols, r.Protocol):
		return errKind
	case r.HeartbeatS < 0 || r.HeartbeatS > 86400 || r.HeartbeatS > 0 && r.HeartbeatS < 5:
		return errBeat
	case !codeFits(r.Protocol, r.Code):
		return errCode.With("protocol", r.Protocol)
	case r.Clear && (r.Protocol != DC09 || r.Secret != "" || r.ParentID != ""):
		return errClear
	case !secretFits(r.Protocol, r.Secret):
		return errSecret.With("protocol", r.Protocol)
	}
	return nil
}

// codeFits knows how devices of a protocol are named. (protocols.md §1.1, §2)
func codeFits(protocol, code string) bool {
	switch protocol {
	case GB28181:
		return gbCode.MatchString(code)
	case DC09:
		return dcCode.MatchString(code)
	case MQTT, Webhook:
		return code == "" || wordCode.MatchString(code)
	}
	return wordCode.MatchString(code)
}

// secretFits: of DC-09 the secret is an AES key in hex or nothing; elsewhere it is a
// password that nobody guesses in an afternoon.
func secretFits(protocol, secret string) bool {
	switch {
	case secret == "":
		return true
	case strings.ContainsAny(secret, "\x00\r\n") || !utf8.ValidString(secret):
		return false
	case protocol == DC09:
		return hexKey.MatchString(secret)
	case protocol == Webhook:
		return len(secret) >= 16
	}
	return len(secret) >= 8
}

// Limits are the shares of the heartbeat, in per cent, after which a silent device is
// late and lost. [D]
type Limits struct{ LatePct, LostPct int }

// StateAt says how a device is doing that was last heard at seen. since is when this
// server began to listen: for what came while it was away, nobody is to blame.
func (l Limits) StateAt(d *Device, seen, since, now time.Time) State {
	switch {
	case d.State == Retired || d.State == Unseen:
		return d.State
	case d.HeartbeatS == 0:
		return Online
	}
	from := seen
	if since.After(from) {
		from = since
	}
	silent := now.Sub(from)
	beat := time.Duration(d.HeartbeatS) * time.Second
	state := Online
	switch {
	case silent >= beat*time.Duration(l.LostPct)/100:
		state = Lost
	case silent >= beat*time.Duration(l.LatePct)/100:
		state = Late
	}
	// Only speaking makes it better; a server that has just begun to listen does not.
	if worse(d.State) > worse(state) {
		return d.State
	}
	return state
}

func worse(s State) int { return slices.Index([]State{Online, Late, Lost}, s) }

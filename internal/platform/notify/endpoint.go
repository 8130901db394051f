package notify

import (
	"encoding/json"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"huxue/internal/kit/errs"
)

// Endpoint is a shared address at a place: a group robot, a webhook, a duty
// mailbox, a duty telephone, the siren of a duty room. Whatever happens at its
// path or below may be told to it. Its secret is sealed and never shown again;
// of a robot, whose address is a secret too, only the host is shown.
type Endpoint struct {
	ID        string `json:"id"`
	Path      string `json:"path"`
	Place     string `json:"place" doc:"name of the area or school at the path"`
	Channel   string `json:"channel"`
	Name      string `json:"name"`
	Address   string `json:"address" doc:"of a robot only the host"`
	HasSecret bool   `json:"hasSecret"`
	Modes     []Mode `json:"modes" nullable:"false"`
	Enabled   bool   `json:"enabled"`
	Version   int64  `json:"version"`
	Line      Line   `json:"line"`

	sealed string
}

// Line is how the way to a far end did last. Times are UTC milliseconds, 0 for
// never; ShutUntil lies ahead while it rests after failing several times.
type Line struct {
	OKAt      int64  `json:"okAt"`
	FailedAt  int64  `json:"failedAt"`
	Error     string `json:"error" doc:"code of what went wrong last, empty when the last attempt went well"`
	ShutUntil int64  `json:"shutUntil"`
	Resting   bool   `json:"resting" doc:"not tried just now, after failing several times in a row"`
}

// EndpointInput is what is written down about an endpoint. Where an endpoint is
// edited, an address or a secret that is left out stays as it was.
type EndpointInput struct {
	Path    string  `json:"path" maxLength:"200"`
	Channel string  `json:"channel" enum:"webhook,wecom,dingtalk,feishu,ntfy,mail,sms,siren"`
	Name    string  `json:"name" maxLength:"40"`
	Address *string `json:"address,omitempty" maxLength:"1000"`
	Secret  *string `json:"secret,omitempty" maxLength:"200"`
	Modes   []Mode  `json:"modes" nullable:"false" doc:"real, drill, test"`
	Enabled bool    `json:"enabled"`
}

// channelShape says what an endpoint of a channel consists of.
type channelShape struct {
	url    bool // the address is a URL, otherwise a mailbox or a number
	hidden bool // the address itself is a secret
	secret int  // shortest secret; -1 for a channel that has none
	need   bool // cannot do without a secret
}

var endpointShapes = map[string]channelShape{
	Webhook:  {url: true, secret: 16, need: true},
	WeCom:    {url: true, hidden: true, secret: -1},
	DingTalk: {url: true, hidden: true, secret: 1},
	Feishu:   {url: true, hidden: true, secret: 1},
	Ntfy:     {url: true, secret: 1},
	Mail:     {secret: -1},
	SMS:      {secret: -1},
	Siren:    {secret: -1},
}

var (
	errNoEndpoint = errs.NotFound("notify.no_endpoint")
	errName       = errs.Invalid("request.invalid", errs.Field{Name: "name", Code: "required"})
	errPlace      = errs.Invalid("notify.no_place", errs.Field{Name: "path", Code: "malformed"})
	errModes      = errs.Invalid("request.invalid", errs.Field{Name: "modes", Code: "required"})
	errChannel    = errs.Invalid("notify.no_such_channel", errs.Field{Name: "channel", Code: "malformed"})
	errSiren      = errs.Invalid("notify.siren_by_device", errs.Field{Name: "channel", Code: "malformed"})
	errAddress    = errs.Invalid("notify.bad_address", errs.Field{Name: "address", Code: "malformed"})
	errInner      = errs.Invalid("notify.private_address", errs.Field{Name: "address", Code: "malformed"})
	errSecret     = errs.Invalid("notify.bad_secret", errs.Field{Name: "secret", Code: "malformed"})
)

// hidden is what is sealed of an endpoint.
type hidden struct {
	URL    string `json:"url,omitempty"`
	Secret string `json:"secret,omitempty"`
}

func (h hidden) text() string {
	b, _ := json.Marshal(h) // strings always marshal
	return string(b)
}

// place names where an endpoint's secret belongs.
func sealPlace(endpointID string) string { return "notify/endpoint/" + endpointID }

// apply takes the input over into e and h, which for a new endpoint are empty.
// private allows addresses inside the city's network and plain http.
func (in *EndpointInput) apply(e *Endpoint, h *hidden, private bool) error {
	shape, known := endpointShapes[in.Channel]
	name := strings.TrimSpace(in.Name)
	switch {
	case !known:
		return errChannel
	case in.Channel == Siren && e.ID == "":
		return errSiren
	case name == "" || utf8.RuneCountInString(name) > 40:
		return errName
	}
	modes := []Mode{}
	for _, m := range []Mode{Real, Drill, Test} {
		if slices.Contains(in.Modes, m) {
			modes = append(modes, m)
		}
	}
	if len(modes) == 0 {
		return errModes
	}
	e.Channel, e.Name, e.Modes, e.Enabled = in.Channel, name, modes, in.Enabled
	if in.Channel == Siren {
		return nil
	}
	if in.Address != nil || e.Address == "" {
		if err := shape.address(e, h, in.Address, private); err != nil {
			return err
		}
	}
	if in.Secret != nil {
		h.Secret = strings.TrimSpace(*in.Secret)
	}
	e.HasSecret = h.Secret != ""
	if h.Secret == "" && shape.need || h.Secret != "" && (shape.secret < 0 || len(h.Secret) < shape.secret) {
		return errSecret.With("min", max(shape.secret, 0))
	}
	return nil
}

var phoneNumber = regexp.MustCompile(`^\+?[0-9]{5,20}$`)

func (shape channelShape) address(e *Endpoint, h *hidden, given *string, private bool) error {
	if given == nil {
		return errAddress
	}
	text := strings.TrimSpace(*given)
	switch {
	case shape.url:
		if err := checkURL(text, private); err != nil {
			return err
		}
		e.Address = text
		if shape.hidden {
			u, _ := url.Parse(text)
			e.Address, h.URL = u.Host, text
		}
	case e.Channel == Mail:
		if !isMailbox(text) {
			return errAddress
		}
		e.Address = text
	default:
		text = strings.NewReplacer(" ", "", "-", "").Replace(text)
		if !phoneNumber.MatchString(text) {
			return errAddress
		}
		e.Address = text
	}
	return nil
}

// isMailbox takes a bare address only, no name beside it.
func isMailbox(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && len(text) <= 120 && !strings.ContainsAny(text, "\r\n")
}

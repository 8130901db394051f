package device

import (
	"context"
	"encoding/hex"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/auth"
)

// MessageCard is a stored message as pages show it. Text is the bytes where they are
// text that can be shown; otherwise Hex holds them.
type MessageCard struct {
	ID         string  `json:"id"`
	At         int64   `json:"at"`
	Protocol   string  `json:"protocol"`
	Source     string  `json:"source"`
	Code       string  `json:"code"`
	Text       string  `json:"text"`
	Hex        string  `json:"hex"`
	Size       int     `json:"size"`
	DeviceID   string  `json:"deviceId"`
	DeviceName string  `json:"deviceName"`
	SchoolName string  `json:"schoolName"`
	Outcome    Outcome `json:"outcome" enum:"taken,understood,unparsed,refused,repeated"`
	Reason     string  `json:"reason"`
	Beat       bool    `json:"beat"`
	Press      bool    `json:"press"`
	JudgedAt   int64   `json:"judgedAt"`
}

func messageCard(m *Message, most int) MessageCard {
	c := MessageCard{ID: m.ID, At: db.Millis(m.At), Protocol: m.Protocol, Source: m.Source, Code: m.Code, Size: len(m.Body), DeviceID: m.DeviceID,
		DeviceName: m.DeviceName, SchoolName: m.SchoolName, Outcome: m.Outcome, Reason: m.Reason, Beat: m.Beat, Press: m.Press, JudgedAt: db.Millis(m.JudgedAt)}
	body := m.Body[:min(most, len(m.Body))]
	if text := strings.ToValidUTF8(string(body), ""); utf8.Valid(body) || len(text) >= len(body)-3 && len(body) < len(m.Body) {
		if strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\r\n\t", r) }) < 0 {
			c.Text = text
			return c
		}
	}
	c.Hex = hex.EncodeToString(body)
	return c
}

const (
	shortBody = 400
	longBody  = maxBody
)

// ReadingCard is what a stored message says when it is read now.
type ReadingCard struct {
	Message MessageCard `json:"message"`
	Outcome Outcome     `json:"outcome" enum:"understood,unparsed,refused,repeated"`
	Reason  string      `json:"reason"`
	Beat    bool        `json:"beat"`
	Press   bool        `json:"press"`
	Note    string      `json:"note"`
	Battery int         `json:"battery" doc:"per cent, -1 for unknown"`
	Tamper  bool        `json:"tamper"`
}

type readingOut struct{ Body ReadingCard }

func readingCard(r *Reading, err error) (*readingOut, error) {
	if err != nil {
		return nil, err
	}
	c := ReadingCard{Message: messageCard(r.Message, longBody), Outcome: r.Outcome, Reason: r.Reason, Beat: r.Beat, Press: r.Press, Note: r.Note, Battery: -1, Tamper: r.Tamper}
	if r.Battery != nil {
		c.Battery = *r.Battery
	}
	return &readingOut{c}, nil
}

// FaultCard is a fault as pages show it.
type FaultCard struct {
	ID         string `json:"id"`
	DeviceID   string `json:"deviceId"`
	DeviceName string `json:"deviceName"`
	SchoolName string `json:"schoolName"`
	PlaceName  string `json:"placeName"`
	Kind       string `json:"kind" enum:"silent,battery,tamper,clock,credential,picture"`
	Panic      bool   `json:"panic"`
	BeganAt    int64  `json:"beganAt"`
	EndedAt    int64  `json:"endedAt"`
	Detail     string `json:"detail"`
	ByHand     bool   `json:"byHand" doc:"people say when it is mended"`
}

func faultCard(f *Fault) FaultCard {
	return FaultCard{f.ID, f.DeviceID, f.DeviceName, f.SchoolName, f.PlaceName, f.Kind, f.Panic, f.BeganAt, f.EndedAt, f.Detail, f.ByHand()}
}

func (s *Service) routeInputs(api *httpapi.API) {
	type listIn struct {
		Device   string `query:"device" maxLength:"40"`
		Protocol string `query:"protocol" enum:",gb28181,dc09,mqtt,webhook,sip"`
		Outcome  string `query:"outcome" enum:",taken,understood,unparsed,refused,repeated"`
		Press    bool   `query:"press"`
		Unknown  bool   `query:"unknown" doc:"of nobody's device only"`
		Beats    bool   `query:"beats" doc:"heartbeats too, of one device"`
		Query    string `query:"q" maxLength:"60"`
		After    string `query:"after" maxLength:"40"`
		Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type listOut struct {
		Body struct {
			Items []MessageCard `json:"items" nullable:"false"`
			Next  string        `json:"next"`
		}
	}
	httpapi.Register(api, op("inputs", http.MethodGet, "/inputs", "What came in, as it came, newest first"), func(ctx context.Context, in *listIn) (*listOut, error) {
		list, err := s.Messages(ctx, MessageFilter{DeviceID: in.Device, Protocol: in.Protocol, Outcome: in.Outcome, Press: in.Press, Unknown: in.Unknown, Beats: in.Beats, Query: in.Query,
			After: in.After, Limit: in.Limit})
		if err != nil {
			return nil, err
		}
		out := &listOut{}
		out.Body.Items = make([]MessageCard, len(list))
		for i, m := range list {
			out.Body.Items[i] = messageCard(m, shortBody)
		}
		if n := len(list); n == in.Limit {
			out.Body.Next = list[n-1].ID
		}
		return out, nil
	})
	type oneOut struct{ Body MessageCard }
	httpapi.Register(api, op("input", http.MethodGet, "/inputs/{id}", "One stored message, whole"), func(ctx context.Context, in *byID) (*oneOut, error) {
		m, err := s.Message(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &oneOut{messageCard(m, longBody)}, nil
	})
	httpapi.Register(api, op("reread", http.MethodGet, "/inputs/{id}/reading", "What a stored message says when it is read now; changes nothing"),
		func(ctx context.Context, in *byID) (*readingOut, error) { return readingCard(s.Reread(ctx, in.ID)) })
	httpapi.Register(api, op("replay", http.MethodPost, "/inputs/{id}/replay", "Judge a stored message anew; a press in it raises its alarm unless it has"),
		func(ctx context.Context, in *byID) (*readingOut, error) { return readingCard(s.Replay(ctx, in.ID)) })

	type faultsIn struct {
		Device string `query:"device" maxLength:"40"`
		Kind   string `query:"kind" enum:",silent,battery,tamper,clock,credential,picture"`
		Path   string `query:"path" maxLength:"120"`
		Open   bool   `query:"open"`
		Panic  bool   `query:"panic" doc:"of buttons only"`
		After  string `query:"after" maxLength:"40"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	}
	type faultsOut struct {
		Body struct {
			Items []FaultCard `json:"items" nullable:"false"`
			Next  string      `json:"next"`
		}
	}
	httpapi.Register(api, op("faults", http.MethodGet, "/faults", "What is and was wrong with devices, newest first"), func(ctx context.Context, in *faultsIn) (*faultsOut, error) {
		list, err := s.Faults(ctx, FaultFilter{DeviceID: in.Device, Kind: in.Kind, Path: in.Path, Open: in.Open, Panic: in.Panic, After: in.After, Limit: in.Limit})
		if err != nil {
			return nil, err
		}
		out := &faultsOut{}
		out.Body.Items = make([]FaultCard, len(list))
		for i, f := range list {
			out.Body.Items[i] = faultCard(f)
		}
		if n := len(list); n == in.Limit {
			out.Body.Next = list[n-1].ID
		}
		return out, nil
	})
	type clearIn struct {
		ID   string `path:"id" maxLength:"40"`
		Body struct {
			Note string `json:"note" maxLength:"200" doc:"what was found and done"`
		}
	}
	type clearOut struct{ Body FaultCard }
	httpapi.Register(api, op("clear-fault", http.MethodPost, "/faults/{id}/clear", "Say that a fault is mended which the device cannot show itself"), func(ctx context.Context, in *clearIn) (*clearOut, error) {
		f, err := s.Clear(ctx, in.ID, in.Body.Note)
		if err != nil {
			return nil, err
		}
		return &clearOut{faultCard(f)}, nil
	})
	type turnedOut struct {
		Body struct {
			Items []Turned `json:"items" nullable:"false"`
		}
	}
	httpapi.Register(api, op("turned-away", http.MethodGet, "/turned-away", "What listeners turned away in the last seven days"), func(ctx context.Context, _ *struct{}) (*turnedOut, error) {
		out := &turnedOut{}
		var err error
		out.Body.Items, err = s.TurnedAway(ctx)
		return out, err
	})
}

// BoxReport is what a box may say; every field may be missing, and what is written
// otherwise is stored all the same.
type BoxReport struct {
	Press     bool   `json:"press,omitempty"`
	Heartbeat bool   `json:"heartbeat,omitempty"`
	Battery   int    `json:"battery,omitempty" doc:"per cent"`
	Tamper    bool   `json:"tamper,omitempty"`
	Mode      string `json:"mode,omitempty" doc:"test or drill; anything else is the real thing"`
	Kind      string `json:"kind,omitempty" doc:"violence, intrusion, fire, injury, traffic, other"`
	Note      string `json:"note,omitempty"`
	Picture   bool   `json:"picture,omitempty" doc:"false: it shows no picture any more"`
	Recorded  int    `json:"recorded_days,omitempty" doc:"days of pictures that it keeps"`
	At        int64  `json:"at,omitempty" doc:"the box's own clock, seconds or milliseconds since 1970"`
}

func (s *Service) routeReceive(api *httpapi.API) {
	type receiveIn struct {
		Code      string `header:"X-Huxue-Device" doc:"the device's code"`
		Time      string `header:"X-Huxue-Time" doc:"seconds since 1970"`
		Signature string `header:"X-Huxue-Signature" doc:"sha256= and the HMAC-SHA256, in hex, of time.key.body"`
		Once      string `header:"Idempotency-Key" doc:"the box's own name of this message; may be missing"`
		RawBody   []byte `contentType:"application/json"`
	}
	type receiveOut struct {
		Status int
		Body   struct {
			ID      string  `json:"id"`
			Outcome Outcome `json:"outcome" enum:"taken,understood,unparsed,refused,repeated"`
			Press   bool    `json:"press"`
		}
	}
	o := op("receive", http.MethodPost, "/inputs", "A signed message of a box; answered once it is stored")
	o.OwnIdentity, o.Status, o.MaxBody, o.Body = true, http.StatusAccepted, maxBody, httpapi.BodyOf[BoxReport]()
	httpapi.Register(api, o, func(ctx context.Context, in *receiveIn) (*receiveOut, error) {
		m, err := s.Receive(ctx, Letter{Code: in.Code, Time: in.Time, Once: in.Once, Signature: in.Signature, Source: auth.CallerAddress(ctx), Body: in.RawBody})
		if err != nil {
			return nil, err
		}
		out := &receiveOut{Status: http.StatusAccepted}
		out.Body.ID, out.Body.Outcome, out.Body.Press = m.ID, m.Outcome, m.Press
		return out, nil
	})
}

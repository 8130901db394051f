package device

import (
	"context"
	"errors"
	"time"

	"huxue/internal/driver/boxjson"
	"huxue/internal/driver/signed"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// Letter is what a box sends over HTTP: who it says it is, when it signed, its own name
// of the message, the signature and the body.
type Letter struct {
	Code, Time, Once, Signature, Source string
	Body                                []byte
}

// The refusals of signed messages. Nobody learns which part was wrong, and whether
// there is such a device.
var (
	errSignature = errs.Unauthorized("device.signature_wrong")
	errStale     = errs.Unauthorized("device.time_wrong")
	errLocked    = errs.Unavailable("device.locked")
)

// How far the time of a signed message may be from ours. [D]
const keyWindow, windowDefault = "device.window_s", 300

// Receive takes a signed message: it is stored, wrongly signed or not, and read after
// that. The same message sent again is the same input, so that a box may repeat what
// was not answered, and whoever has listened in gains nothing by it.
// access: the signature is the permission. audit: what is stored is the record.
func (s *Service) Receive(ctx context.Context, l Letter) (*Message, error) {
	d, key, err := s.Secret(ctx, Webhook, l.Code)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	window := time.Duration(s.norms.Now(ctx, keyWindow, access.Everywhere, windowDefault)) * time.Second
	_, wrong := signed.Check(key, l.Time, l.Once, l.Body, l.Signature, s.db.Clock().Now(), window)
	if wrong != nil {
		return nil, s.wrongly(ctx, l, d, wrong)
	}
	s.Right(ctx, Webhook, l.Code, l.Source)
	once := l.Once
	if once == "" {
		once = l.Signature // the same second and the same words are the same message
	}
	inputID, err := s.Take(ctx, Input{Protocol: Webhook, Source: l.Source, Code: l.Code, Once: once, Body: l.Body})
	if err != nil {
		return nil, err
	}
	if err := s.Judge(ctx, inputID, ReadJSON(d, l.Body)); err != nil {
		return nil, err
	}
	return s.Message(access.AsSystem(ctx, "device"), inputID)
}

// wrongly keeps what was not signed rightly, and says no; of an address that has tried
// too often it only counts. A right signature is never turned away for it: the box may
// share its address with whoever guesses.
func (s *Service) wrongly(ctx context.Context, l Letter, d Device, wrong error) error {
	if s.Locked(ctx, Webhook, l.Code, l.Source) {
		s.Count(Webhook, "locked")
		return errLocked
	}
	reason := "webhook.wrong_signature"
	if errors.Is(wrong, signed.ErrStale) {
		reason = "webhook.stale"
	}
	inputID, err := s.Take(ctx, Input{Protocol: Webhook, Source: l.Source, Code: l.Code, Body: l.Body, Doubted: true})
	if err != nil {
		return err
	}
	if err := s.Judge(ctx, inputID, Verdict{DeviceID: d.ID, Outcome: Refused, Reason: reason}); err != nil {
		return err
	}
	if errors.Is(wrong, signed.ErrStale) {
		s.Count(Webhook, "stale")
		return errStale
	}
	locked, err := s.Wrong(ctx, Webhook, l.Code, l.Source)
	if err != nil {
		return err
	}
	if locked {
		return errLocked
	}
	return errSignature
}

// kinds are the alarm's own words that a box may use.
var kinds = map[string]bool{"violence": true, "intrusion": true, "fire": true, "injury": true, "traffic": true, "other": true}

// ReadJSON is the reader of the boxes that speak JSON, over HTTP and MQTT alike.
func ReadJSON(d Device, body []byte) Verdict {
	r, known := boxjson.Read(body)
	if !known {
		return Verdict{DeviceID: d.ID, Outcome: Unparsed, Reason: "json.unknown"}
	}
	v := Verdict{DeviceID: d.ID, Outcome: Understood, Heartbeat: true, Battery: r.Battery, Tamper: r.Tamper, DeviceAt: r.At, Picture: r.Picture, Recorded: r.Recorded}
	if r.Press {
		v.Press = &Press{Note: r.Note, Mode: r.Mode}
		if kinds[r.Kind] {
			v.Press.Kind = r.Kind
		}
	}
	return v
}

package device

import (
	"context"
	"errors"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Outcome says what became of an input.
type Outcome string

// The outcomes; one that nobody has judged is taken.
const (
	Taken      Outcome = "taken"
	Understood Outcome = "understood"
	Unparsed   Outcome = "unparsed"
	Refused    Outcome = "refused"
	Repeated   Outcome = "repeated"
)

// Press is what a device said when its button was pressed. Kind is one of the
// alarm's kinds or "", Mode real, drill or test ("" is real).
type Press struct {
	Kind     string
	Note     string
	Mode     string
	DeviceAt int64 // UTC milliseconds by the device's clock, 0 for unknown
	At       int64 // when it came in
	Unparsed bool  // nobody could read what the device said
	Battery  *int  // per cent, nil for unknown
}

// Verdict is what a driver makes of an input. DeviceID "" means that nobody knows the
// sender. Reason is a code, `<protocol>.<what>`. Heartbeat says that the device has
// shown that it lives, which every understood message does. Gone says the contrary:
// the device, or its last will, has said that it goes away. DeviceAt is the device's
// own clock, UTC milliseconds, 0 for unknown.
type Verdict struct {
	DeviceID  string
	Outcome   Outcome
	Reason    string
	Heartbeat bool
	Press     *Press
	Battery   *int
	Tamper    bool
	Gone      bool
	DeviceAt  int64
	Picture   *bool // whether it shows a picture, nil for not said
	Recorded  *int  // days of pictures that it says it keeps, nil for not said
}

// Parser reads the bytes of an input for the device that sent them. It is pure: the
// same bytes always give the same verdict.
type Parser func(d Device, body []byte) Verdict

// RegisterParser names who reads a protocol, for what a crash left unjudged and for
// messages that are judged again. It is called while the house is put together.
func (s *Service) RegisterParser(protocol string, p Parser) { s.parsers[protocol] = p }

// Judge writes down what an input was, moves the heartbeat of its device, and raises
// the alarm if it was a press. A press is raised first: whatever fails afterwards, the
// input stays unjudged and is taken up again, and the alarm knows the press by the
// input's id. An input that was judged stays as it is. access: listeners judge what
// they have taken. audit: the input is the record, and the alarm records the press.
func (s *Service) Judge(ctx context.Context, inputID string, v Verdict) error {
	ctx = access.AsSystem(ctx, "device")
	var m *Message
	var d *Device
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if m, err = getInput(ctx, tx, inputID); err != nil || m.Outcome != Taken {
			return err
		}
		d, err = owner(ctx, tx, &v)
		return err
	})
	if err != nil || m.Outcome != Taken {
		return err
	}
	return s.judge(ctx, m, d, v)
}

// owner is the device a verdict names, nil for none.
func owner(ctx context.Context, tx *db.Tx, v *Verdict) (*Device, error) {
	if v.DeviceID == "" {
		return nil, nil
	}
	d, err := get(ctx, tx, v.DeviceID)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return d, err
}

// settle makes the verdict what the rung holds by: nobody's message and one of a
// device out of use are refused, and what a panic device says and nobody reads is a
// press.
func settle(d *Device, v Verdict, at time.Time) Verdict {
	if v.Outcome == "" || v.Outcome == Taken {
		v.Outcome = Unparsed
	}
	if v.Outcome == Refused || v.Outcome == Repeated {
		v.Press, v.Heartbeat = nil, v.Heartbeat && v.Outcome == Repeated
		return v
	}
	if d == nil {
		return Verdict{Outcome: Refused, Reason: "device.unknown"}
	}
	if d.State == Retired {
		return Verdict{DeviceID: d.ID, Outcome: Refused, Reason: "device.retired"}
	}
	if v.Outcome == Unparsed && d.Panic && v.Press == nil {
		v.Press = &Press{}
	}
	if v.Press != nil {
		p := *v.Press
		p.Unparsed = v.Outcome == Unparsed
		p.At, p.DeviceAt, p.Battery = db.Millis(at), v.DeviceAt, v.Battery
		if p.Battery == nil {
			p.Battery = d.Battery
		}
		v.Press = &p
	}
	return v
}

func (s *Service) judge(ctx context.Context, m *Message, d *Device, v Verdict) error {
	v = settle(d, v, m.At)
	if v.Press != nil {
		if err := s.alarms.Press(ctx, m.ID, d, *v.Press); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		deviceID, path, err := belongs(ctx, tx, d)
		if err != nil {
			return err
		}
		won, err := markJudged(ctx, tx, m.ID, deviceID, path, v, v.Heartbeat && v.Press == nil && v.Outcome == Understood && !v.Tamper && !v.Gone)
		if err != nil || !won || d == nil || v.Outcome == Refused {
			return err
		}
		// What was judged late says nothing about now.
		if d, err = lock(ctx, tx, d.ID); err != nil || d.State == Retired {
			return err
		}
		return s.heard(ctx, tx, d, m, v)
	})
}

// markJudged writes the verdict on an input that has none.
func markJudged(ctx context.Context, tx *db.Tx, inputID, deviceID, path string, v Verdict, beat bool) (bool, error) {
	res, err := tx.Exec(ctx, `UPDATE device_inputs SET device_id = $1, path = $2, outcome = $3, reason = $4, beat = $5, press = $6, judged_at = $7
		WHERE id = $8 AND outcome = 'taken'`, deviceID, path, string(v.Outcome), plain(v.Reason, 80), beat, v.Press != nil, db.Millis(tx.Now), inputID)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// The norms of this rung and what holds where nobody has ruled. [D]
const (
	keyLate, lateDefault       = "device.late_pct", 150
	keyLost, lostDefault       = "device.lost_pct", 300
	keyBattery, batteryDefault = "device.battery_low_pct", 20
	keyDrift, driftDefault     = "device.drift_s", 60
	keyTries, triesDefault     = "device.tries", 5
	keyLock, lockDefault       = "device.lock_min", 10
	keyBeats, beatsDefault     = "device.beats_keep_h", 24
	keyKeep, keepDefault       = "device.inputs_keep_d", 180
)

// heard moves what is known of a device by what it said.
func (s *Service) heard(ctx context.Context, tx *db.Tx, d *Device, m *Message, v Verdict) error {
	before := d.State
	if m.At.After(d.LastSeenAt) {
		d.LastSeenAt, d.LastAddr = m.At, m.Source
	}
	switch {
	case v.Gone:
		d.State = Lost
	default:
		d.State = Online
		d.State = s.limits(ctx, d.Path).StateAt(d, d.LastSeenAt, time.Time{}, tx.Now)
	}
	if v.Battery != nil && *v.Battery >= 0 && *v.Battery <= 100 {
		d.Battery = v.Battery
	}
	if v.Recorded != nil {
		d.RecordedDays, d.RecordedAt = v.Recorded, m.At
	}
	if v.DeviceAt != 0 {
		d.ClockDriftMs = v.DeviceAt - db.Millis(m.At)
	}
	if v.Press != nil && !v.Press.Unparsed {
		d.LastProvenAt = m.At
	}
	if err := updateHeard(ctx, tx, d); err != nil {
		return err
	}
	if err := follow(ctx, tx, d, before); err != nil {
		return err
	}
	if err := s.faultsOf(ctx, tx, d, v); err != nil {
		return err
	}
	if before != d.State {
		s.announce(tx, d)
	}
	return nil
}

func (s *Service) limits(ctx context.Context, path string) Limits {
	return Limits{s.norms.Now(ctx, keyLate, path, lateDefault), s.norms.Now(ctx, keyLost, path, lostDefault)}
}

// belongs is whose a message is, and where it is seen: one of nobody's at the city.
func belongs(ctx context.Context, tx *db.Tx, d *Device) (deviceID, path string, err error) {
	if d != nil {
		return d.ID, d.Path, nil
	}
	path, err = db.One(ctx, tx, db.Value[string], `SELECT COALESCE((SELECT path FROM areas WHERE level = 'city' ORDER BY path LIMIT 1), '/')`)
	return "", path, err
}

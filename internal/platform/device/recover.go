package device

import (
	"context"
	"errors"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

const (
	// What nobody has judged for so long was left by a crash or by an error. [D]
	leftAfterMs = 3000
	batch       = 100
	// The longest pause between two attempts at one input. [D]
	maxPause = 30 * time.Second
)

// takeUp judges what a crash left between Take and Judge: in its own protocol's
// words, or, where nobody reads them, as something that was not understood.
func (s *Service) takeUp(ctx context.Context) (int, error) {
	var left []*Message
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		left, err = db.All(ctx, tx, scanInput, selectInput+`WHERE i.outcome = 'taken' AND i.at <= $1 AND i.retry_at <= $2 ORDER BY i.tries, i.id LIMIT $3`,
			db.Millis(tx.Now)-leftAfterMs, db.Millis(tx.Now), batch)
		return err
	})
	if err != nil {
		return 0, err
	}
	done := 0
	for _, m := range left {
		d, v, err := s.read(ctx, m)
		if err == nil {
			err = s.judge(ctx, m, d, v)
		}
		if err != nil {
			s.log.WarnContext(ctx, "an input could not be judged", "input", m.ID, "error", err)
			err = s.db.Write(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE device_inputs SET tries = tries + 1, retry_at = $1 WHERE id = $2 AND outcome = 'taken'`,
					db.Millis(tx.Now.Add(pause(m.Tries))), m.ID)
				return err
			})
			if err != nil {
				return done, err
			}
			continue
		}
		done++
	}
	return done, nil
}

// pause is how long an input waits that could not be judged tries times before: one
// second, then twice as long each time. It stays below half a minute, for it may be a
// press.
func pause(tries int) time.Duration {
	return min(time.Second<<min(tries, 10), maxPause)
}

// read is the verdict of the protocol's own reader on a stored message.
func (s *Service) read(ctx context.Context, m *Message) (*Device, Verdict, error) {
	var d *Device
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		d, err = byCode(ctx, tx, m.Protocol, m.Code)
		return err
	})
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, Verdict{Outcome: Refused, Reason: "device.unknown"}, nil
	case err != nil:
		return nil, Verdict{}, err
	case m.Doubted:
		return d, Verdict{DeviceID: d.ID, Outcome: Refused, Reason: "device.unproven"}, nil
	}
	parse := s.parsers[m.Protocol]
	if parse == nil {
		return d, Verdict{DeviceID: d.ID, Outcome: Unparsed, Reason: "device.no_reader"}, nil
	}
	v := guarded(parse, *d, m.Body)
	if v.DeviceID != "" && v.DeviceID != d.ID { // a channel of it
		err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			d, err = owner(ctx, tx, &v)
			return err
		})
		return d, v, err
	}
	v.DeviceID = d.ID
	return d, v, nil
}

// guarded keeps a reader that stumbles from taking the others down: what it could
// not read was not understood.
func guarded(parse Parser, d Device, body []byte) (v Verdict) {
	defer func() {
		if recover() != nil {
			v = Verdict{DeviceID: d.ID, Outcome: Unparsed, Reason: "device.reader_failed"}
		}
	}()
	return parse(d, body)
}

// Reading is what a stored message says when it is read now.
type Reading struct {
	Message *Message
	Outcome Outcome
	Reason  string
	Beat    bool
	Press   bool
	Note    string
	Battery *int
	Tamper  bool
}

func reading(m *Message, v Verdict) *Reading {
	r := &Reading{Message: m, Outcome: v.Outcome, Reason: v.Reason, Beat: v.Heartbeat, Press: v.Press != nil, Battery: v.Battery, Tamper: v.Tamper}
	if v.Press != nil {
		r.Note = v.Press.Note
	}
	return r
}

// Reread reads a stored message anew and changes nothing.
func (s *Service) Reread(ctx context.Context, inputID string) (*Reading, error) {
	m, err := s.Message(ctx, inputID)
	if err != nil {
		return nil, err
	}
	if err := access.Require(ctx, PermReplay, m.Path); err != nil {
		return nil, err
	}
	d, v, err := s.read(access.AsSystem(ctx, "device"), m)
	if err != nil {
		return nil, err
	}
	return reading(m, settle(d, v, m.At)), nil
}

// Replay judges a stored message anew (重放). A press that it holds and that has led to
// no alarm leads to one now, under the message's own name: replayed twice, it is still
// one. The heartbeat stays as it is, for the message is of then.
func (s *Service) Replay(ctx context.Context, inputID string) (*Reading, error) {
	m, err := s.Message(ctx, inputID)
	if err != nil {
		return nil, err
	}
	if err := access.Require(ctx, PermReplay, m.Path); err != nil {
		return nil, err
	}
	system := access.AsSystem(ctx, "device")
	d, v, err := s.read(system, m)
	if err != nil {
		return nil, err
	}
	if v = settle(d, v, m.At); v.Press != nil {
		if err := s.alarms.Press(system, m.ID, d, *v.Press); err != nil {
			return nil, err
		}
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		deviceID, path, err := belongs(ctx, tx, d)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE device_inputs SET device_id = $1, path = $2, outcome = $3, reason = $4, press = $5, judged_at = $6 WHERE id = $7`,
			deviceID, path, string(v.Outcome), plain(v.Reason, 80), v.Press != nil, db.Millis(tx.Now), m.ID); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "device.replay", m.ID, map[string]any{"outcome": v.Outcome, "press": v.Press != nil, "device": deviceID}); err != nil {
			return err
		}
		m, err = getInput(ctx, tx, m.ID)
		return err
	})
	return reading(m, v), err
}

// Message returns a stored message. One that belongs to no device is for who keeps
// the register of the whole city.
func (s *Service) Message(ctx context.Context, inputID string) (*Message, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var m *Message
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		m, err = getInput(ctx, tx, inputID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return m, access.See(ctx, PermView, m.Path, errNoInput)
}

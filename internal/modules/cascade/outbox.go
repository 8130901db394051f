package cascade

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

const (
	atOnce   = 20              // alarms on their way in one round
	answerIn = 8 * time.Second // how long a platform may take to say 200
)

// What became of a sending, and why a platform does not stand.
const (
	whyRefused = "cascade.refused"
	whySilent  = "cascade.no_answer"
	whyTooOld  = "cascade.too_old"
	whyReceipt = "cascade.bad_receipt"
)

// How long an alarm that a platform does not take is kept for it before people must
// look, in hours. [D]
const (
	keyKeep     = "cascade.keep_h"
	keepDefault = 24
)

// send gives a platform what it has not taken yet, in the order of the presses. Done
// twice, after a crash, the platform gets the same message under the same name.
func (s *Service) send(ctx context.Context, l *link) error {
	now := s.db.Clock().Now()
	var due []*Sent
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		due, err = db.All(ctx, tx, scanSent, selectSent+`WHERE s.upper_id = $1 AND s.state = 'waiting' AND s.next_at <= $2 ORDER BY s.sn LIMIT $3`,
			l.u.ID, db.Millis(now), atOnce)
		return err
	})
	if err != nil || len(due) == 0 {
		return err
	}
	keep := time.Duration(s.norms.Now(ctx, keyKeep, access.Everywhere, keepDefault)) * time.Hour
	done := due[:0]
	for _, x := range due {
		done = append(done, x)
		if now.Sub(db.Time(x.queuedAt)) > keep {
			x.State, x.Why = Failed, whyTooOld
			continue
		}
		x.Tries++
		if err := s.deliver(ctx, l, x); err != nil {
			if ctx.Err() != nil {
				done = done[:len(done)-1]
			}
			break // what comes after it would fare no better
		}
	}
	return s.settle(ctx, done)
}

func (s *Service) deliver(ctx context.Context, l *link, x *Sent) error {
	ctx, cancel := context.WithTimeout(ctx, answerIn)
	defer cancel()
	err := l.dev.Deliver(ctx, x.ID, gb28181.Alarm{SN: strconv.FormatInt(x.SN, 10), DeviceID: x.Code, Priority: x.Priority, Method: 2,
		At: db.Time(x.PressedAt), Description: x.Description, Lon: x.lon, Lat: x.lat})
	x.Why, x.Said = reason(err)
	switch r := (*gb28181.RefusedError)(nil); {
	case err == nil:
		x.State = Taken
	case errors.As(err, &r) && r.Status == http.StatusForbidden:
		l.dev.Renew() // it was started again, and does not know us
	}
	return err
}

// reason puts what a platform said, or did not, into a code and its own words.
func reason(err error) (why, said string) {
	if err == nil {
		return "", ""
	}
	if r := (*gb28181.RefusedError)(nil); errors.As(err, &r) {
		return whyRefused, clip(strconv.Itoa(r.Status)+" "+r.Reason, 120)
	}
	return whySilent, ""
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// settle writes down what became of them. A receipt may have been quicker than the
// answer to the alarm itself.
func (s *Service) settle(ctx context.Context, done []*Sent) error {
	if len(done) == 0 {
		return nil
	}
	return s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		now := db.Millis(tx.Now)
		for _, x := range done {
			next, sent := int64(0), int64(0)
			switch x.State {
			case Waiting:
				next = now + patience(x.Tries-1).Milliseconds()
			case Taken:
				sent = now
			}
			if _, err := tx.Exec(ctx, `UPDATE cascade_sendings SET state = CASE WHEN state = 'waiting' THEN $1 ELSE state END, why = $2, said = $3, tries = $4,
				next_at = $5, tried_at = $6, sent_at = $7 WHERE id = $8 AND state IN ('waiting', 'confirmed')`,
				x.State, x.Why, x.Said, x.Tries, next, now, sent, x.ID); err != nil {
				return err
			}
			if x.State == Waiting {
				continue
			}
			if err := audit.Record(ctx, tx, "cascade.alarm_"+x.State, x.SubjectID, map[string]any{"upper": x.UpperID, "code": x.Code, "sn": x.SN, "tries": x.Tries, "why": x.Why}); err != nil {
				return err
			}
		}
		return nil
	})
}

// receipt takes the platform's answer to an alarm, a message of its own.
func (s *Service) receipt(ctx context.Context, u *Upper, m *gb28181.Message) error {
	sn, err := strconv.ParseInt(m.SN, 10, 64)
	if err != nil || m.Cmd != gb28181.CmdAlarm {
		return nil //nolint:nilerr // the answer to nothing of ours
	}
	state, why, said := Confirmed, "", ""
	if r := m.Get("Result"); r != "" && r != "OK" {
		state, why, said = Failed, whyReceipt, clip(r, 120)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE cascade_sendings SET state = $1, why = $2, said = $3, receipt_at = $4 WHERE upper_id = $5 AND sn = $6 AND state IN ('waiting', 'sent')`,
			state, why, said, db.Millis(tx.Now), u.ID, sn)
		return err
	})
}

// SentFilter narrows the record of alarms sent up.
type SentFilter struct {
	Upper string
	State string
	Query string
	After string // the id of the last line of the page before
	Limit int
}

// Sendings lists the alarms sent up from the caller's area, the newest first.
func (s *Service) Sendings(ctx context.Context, f SentFilter) (items []*Sent, next string, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, "", err
	}
	if f.Limit < 1 || f.Limit > 200 {
		f.Limit = 50
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var args db.Args
		where := args.Within("s.path", access.Areas(ctx, PermView))
		if f.State != "" {
			where += ` AND s.state = ` + args.Add(f.State)
		}
		if f.Upper != "" {
			where += ` AND s.upper_id = ` + args.Add(f.Upper)
		}
		if f.Query != "" {
			where += ` AND ` + args.Contains(f.Query, "s.no", "s.school", "s.code")
		}
		if f.After != "" {
			where += ` AND s.id < ` + args.Add(f.After)
		}
		items, err = db.All(ctx, tx, scanSent, selectSent+`WHERE `+where+` ORDER BY s.id DESC LIMIT `+args.Add(f.Limit+1), args.Values()...)
		return err
	})
	if len(items) > f.Limit {
		items = items[:f.Limit]
		next = items[f.Limit-1].ID
	}
	return items, next, err
}

// Again sends up once more what the platform has not taken.
func (s *Service) Again(ctx context.Context, sendingID string) (*Sent, error) {
	var x *Sent
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if x, err = getSent(ctx, tx, sendingID); err != nil {
			return err
		}
		if err := access.See(ctx, PermView, x.path, errNoSending); err != nil {
			return err
		}
		if err := access.Require(ctx, PermSend, x.path); err != nil {
			return err
		}
		u, err := getUpper(ctx, tx, x.UpperID)
		switch {
		case err != nil:
			return err
		case x.State == Waiting:
			return errWaiting
		case x.State != Failed:
			return errTaken
		case !u.Enabled:
			return errOff
		}
		if _, err := tx.Exec(ctx, `UPDATE cascade_sendings SET state = 'waiting', why = '', said = '', tries = 0, next_at = 0, queued_at = $1 WHERE id = $2`, db.Millis(tx.Now), x.ID); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "cascade.sent_again", x.SubjectID, map[string]any{"upper": x.UpperID, "sending": x.ID}); err != nil {
			return err
		}
		x, err = getSent(ctx, tx, x.ID)
		return err
	})
	s.wakeUp()
	return x, err
}

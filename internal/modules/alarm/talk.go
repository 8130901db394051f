package alarm

import (
	"context"
	"io"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/files"
)

// While an alarm runs, whoever has a part in it talks on its one timeline: the
// presser, the school's people, the desk, the unit on its way. A line has a name
// that the phone gave it, so that a line sent twice is one line, and the time at
// which it was said, which may lie before the time it came in.

// The purposes for which this room takes files.
const (
	PurposePhoto = "alarm.photo"
	PurposeVoice = "alarm.voice"
)

// Saying is something said about an alarm. ID is the phone's name for it, DeviceAt
// and SentAt are by the phone's clock.
type Saying struct {
	ID       string
	Text     string
	Seconds  int // how long a voice note is
	DeviceAt time.Time
	SentAt   time.Time
}

// maxLineID bounds the name of a line.
const maxLineID = 80

// voiceKey is the norm that says how many seconds a voice note may have. [D]
const (
	voiceKey     = "alarm.voice_s"
	voiceDefault = 60
)

// The refusals of talk.
var (
	errLineID    = errs.Invalid("alarm.line_without_id", errs.Field{Name: "id", Code: "required"})
	errOver      = errs.Conflict("alarm.talk_over")
	errLong      = errs.Invalid("alarm.voice_too_long")
	errTextEmpty = errs.Invalid("alarm.message_empty", errs.Field{Name: "text", Code: "required"})
)

// hears says whether something said at a moment still belongs to the response:
// what was said before the close counts even if the network brought it after.
func (a *Alarm) hears(said time.Time) error {
	if a.Closed() && !said.Before(a.T6) {
		return errOver.With("at", a.T6.UnixMilli())
	}
	return nil
}

// maySpeak holds for the presser and for those who help or answer. A presser
// whose log-in has run out may still say what is necessary, in words.
func maySpeak(ctx context.Context, a *Alarm, wordsOnly bool) error {
	who := access.From(ctx)
	if who.Kind == access.Nobody {
		return access.ErrLogin
	}
	if isPresser(who, a) && (wordsOnly || !who.Expired) {
		return nil
	}
	err := may(ctx, a, PermAssist)
	if errs.KindOf(err) == errs.KindForbidden && access.Require(ctx, PermAccept, a.Path) == nil {
		return nil
	}
	return err
}

// Say adds a message to the timeline.
func (s *Service) Say(ctx context.Context, alarmID string, l Saying) (*Alarm, error) {
	l.Text = clip(l.Text, maxNote)
	if l.Text == "" {
		return nil, errTextEmpty
	}
	return s.speak(ctx, alarmID, "message", l, true, func(_ context.Context, _ *db.Tx, _ *Alarm, data map[string]any) error {
		data["text"] = l.Text
		return nil
	})
}

// Photo adds a photograph, Voice a voice note. The bytes are on the disk before
// the timeline says so, and nobody who presses waits for them: this is ordinary
// writing, not urgent.
func (s *Service) Photo(ctx context.Context, alarmID string, l Saying, r io.Reader) (*Alarm, error) {
	return s.attach(ctx, alarmID, "photo", PurposePhoto, "photo.jpg", l, r)
}

// Voice adds a voice note of at most a minute.
func (s *Service) Voice(ctx context.Context, alarmID string, l Saying, r io.Reader) (*Alarm, error) {
	return s.attach(ctx, alarmID, "voice", PurposeVoice, "voice", l, r)
}

func (s *Service) attach(ctx context.Context, alarmID, kind, purpose, name string, l Saying, r io.Reader) (*Alarm, error) {
	// The line is its own identity; the file before it must not use up the key.
	ctx = db.WithoutKey(ctx)
	a, known, err := s.mayShow(ctx, alarmID, kind, l)
	if err != nil || known {
		return a, err
	}
	f, err := s.files.Take(ctx, purpose, a.Path, name, r)
	if err != nil {
		return nil, err
	}
	return s.speak(ctx, alarmID, kind, l, false, func(ctx context.Context, tx *db.Tx, a *Alarm, data map[string]any) error {
		data["file"], data["mediaType"] = f.ID, f.MediaType
		if kind == "voice" {
			data["seconds"] = l.Seconds
		}
		_, err := files.Keep(ctx, tx, f.ID, purpose, a.Path)
		return err
	})
}

// mayShow is asked before the first byte is read.
func (s *Service) mayShow(ctx context.Context, alarmID, kind string, l Saying) (a *Alarm, known bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if a, err = get(ctx, tx, alarmID); err != nil {
			return err
		}
		if err = maySpeak(ctx, a, false); err != nil {
			return err
		}
		if known, err = knowsLine(ctx, tx, alarmID, l.ID); err != nil || known {
			return err
		}
		said, _ := Reckon(l.DeviceAt, l.SentAt, tx.Now)
		return a.hears(said)
	})
	if err == nil && kind == "voice" && l.Seconds > s.limits.Now(ctx, voiceKey, a.Path, voiceDefault) {
		err = errLong
	}
	return a, known, err
}

// speak is the shape of every line: load, authorise, claim its name, decide,
// save. A line whose name is known changes nothing and is answered as the first.
func (s *Service) speak(ctx context.Context, alarmID, kind string, l Saying, wordsOnly bool,
	fill func(context.Context, *db.Tx, *Alarm, map[string]any) error,
) (*Alarm, error) {
	l.ID = strings.TrimSpace(l.ID)
	if l.ID == "" || len(l.ID) > maxLineID {
		return nil, errLineID
	}
	var alarm *Alarm
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := lockAlarm(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		if err := maySpeak(ctx, a, wordsOnly); err != nil {
			return err
		}
		alarm = a
		fresh, err := claimLine(ctx, tx, alarmID, l.ID)
		if err != nil || !fresh {
			return err
		}
		said, _ := Reckon(l.DeviceAt, l.SentAt, tx.Now)
		if err := a.hears(said); err != nil {
			return err
		}
		data := map[string]any{"line": l.ID, "saidAt": db.Millis(said)}
		if err := fill(ctx, tx, a, data); err != nil {
			return err
		}
		return s.save(ctx, tx, a, kind, data)
	})
	if err != nil {
		return nil, err
	}
	return alarm, nil
}

// assist is the shape of the school's other acts on a running alarm, which
// decide by the time at which they were done. changed false means that there is
// nothing to write down.
func (s *Service) assist(ctx context.Context, alarmID string, deviceAt, sentAt time.Time,
	decide func(ctx context.Context, tx *db.Tx, a *Alarm, said time.Time) (kind string, data map[string]any, err error),
) (*Alarm, error) {
	var alarm *Alarm
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := lockAlarm(ctx, tx, alarmID)
		if err != nil {
			return err
		}
		if err := may(ctx, a, PermAssist); err != nil {
			return err
		}
		said, _ := Reckon(deviceAt, sentAt, tx.Now)
		if err := a.hears(said); err != nil {
			return err
		}
		if said.Before(a.T0) {
			said = a.T0
		}
		alarm = a
		kind, data, err := decide(ctx, tx, a, said)
		if err != nil || kind == "" {
			return err
		}
		return s.save(ctx, tx, a, kind, data)
	})
	if err != nil {
		return nil, err
	}
	return alarm, nil
}

// Aside is what an alarm's page shows beside its story. Can lists what the
// caller may do: "say" words, "show" photographs, voice and position, "help"
// with the action card and the roll call, "own" what only the presser may.
type Aside struct {
	Can       []string   `json:"can" nullable:"false"`
	Actions   []Action   `json:"actions" nullable:"false"`
	Roll      *Roll      `json:"roll"`
	Positions []Position `json:"positions" nullable:"false"`
}

func aside(ctx context.Context, tx *db.Tx, a *Alarm) (x Aside, err error) {
	x.Can = can(ctx, a)
	if x.Actions, err = actions(ctx, tx, a.ID); err != nil {
		return x, err
	}
	if x.Positions, err = positions(ctx, tx, a.ID); err != nil {
		return x, err
	}
	roll, err := rollOf(ctx, tx, a.ID)
	if err == nil && roll != nil {
		sum := roll.Roll
		x.Roll = &sum
	}
	return x, err
}

func can(ctx context.Context, a *Alarm) []string {
	out := []string{}
	if maySpeak(ctx, a, true) == nil {
		out = append(out, "say")
	}
	if maySpeak(ctx, a, false) == nil {
		out = append(out, "show")
	}
	if access.Require(ctx, PermAssist, a.Path) == nil {
		out = append(out, "help")
	}
	if isPresser(access.From(ctx), a) {
		out = append(out, "own")
	}
	return out
}

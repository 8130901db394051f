package alarm

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Press is what a phone or a button may say when it is pressed. Every field may
// be missing. DeviceAt and SentAt are UTC milliseconds by the phone's clock.
type Press struct {
	SchoolID string  `json:"schoolId"`
	PlaceID  string  `json:"placeId"`
	Place    string  `json:"place"`
	Kind     string  `json:"kind"`
	Silent   bool    `json:"silent"`
	Mode     Mode    `json:"mode"`
	Level    Level   `json:"level"`
	Note     string  `json:"note"`
	DeviceAt int64   `json:"deviceAt"`
	SentAt   int64   `json:"sentAt"`
	Lon      float64 `json:"lon"`
	Lat      float64 `json:"lat"`
	Accuracy float64 `json:"accuracy"`
	// What the house says of a device that pressed; of anybody else it is not believed.
	Unparsed bool `json:"unparsed,omitempty"`
	Battery  *int `json:"battery,omitempty"`

	test string // the joint test that is run by this press
}

const (
	maxPressID = 80
	maxNote    = 500
	maxPlace   = 80
)

// ParsePress reads what a phone sent. A press is never refused for how it is
// written: what cannot be read is left out, and unread says so.
func ParsePress(body []byte) (p Press, unread bool) {
	if len(body) == 0 {
		return Press{Mode: Real, Level: Emergency}, false
	}
	// Field by field, so that one bad value does not lose the others.
	var raw map[string]json.RawMessage
	if json.Unmarshal(body, &raw) != nil {
		return Press{Mode: Real, Level: Emergency}, true
	}
	for name, to := range map[string]any{
		"schoolId": &p.SchoolID, "placeId": &p.PlaceID, "place": &p.Place, "kind": &p.Kind, "silent": &p.Silent,
		"mode": &p.Mode, "level": &p.Level, "note": &p.Note, "deviceAt": &p.DeviceAt, "sentAt": &p.SentAt, "lon": &p.Lon, "lat": &p.Lat,
		"accuracy": &p.Accuracy, "unparsed": &p.Unparsed, "battery": &p.Battery,
	} {
		if text, given := raw[name]; given && json.Unmarshal(text, to) != nil {
			unread = true
		}
	}
	if p.Mode != Drill && p.Mode != Test {
		p.Mode = Real // anything unclear is taken for the real thing
	}
	if p.Level != Help {
		p.Level = Emergency
	}
	if p.Kind != "" && !slices.Contains(Kinds, p.Kind) {
		p.Kind, unread = "", true
	}
	p.Note, p.Place = clip(p.Note, maxNote), clip(p.Place, maxPlace)
	return p, unread
}

// clip shortens s to at most n characters of valid text.
func clip(s string, n int) string {
	s = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), ""))
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

// collapseKey is the norm that says for how many seconds after the last one a
// press of the same hand at the same place joins the alarm that is still open. [D]
const (
	collapseKey     = "alarm.collapse_s"
	collapseDefault = 60
)

// Raise makes a press an alarm and returns it once it is on the disk. The same
// pressID always leads to the same alarm, however often it is sent. A session
// that has run out still presses; an actor without alarm.raise does not.
func (s *Service) Raise(ctx context.Context, pressID string, body []byte) (*Alarm, bool, error) {
	who := access.From(ctx)
	if who.Kind == access.Nobody {
		return nil, false, access.ErrLogin
	}
	if who.Kind != access.System && len(who.Held[PermRaise]) == 0 {
		return nil, false, access.ErrForbidden.With("perm", string(PermRaise))
	}
	if pressID == "" || len(pressID) > maxPressID {
		pressID = id.New("prs")
	}
	press, unread := ParsePress(body)
	// A drill is no emergency: unlike a press it may be refused.
	if press.Mode == Drill {
		if err := access.RequireSomewhere(ctx, PermDrill); err != nil {
			return nil, false, err
		}
	}
	var alarm *Alarm
	var known bool
	err := s.db.Write(db.Urgent(ctx), func(tx *db.Tx) error {
		var err error
		alarm, known, err = s.raise(ctx, tx, pressID, press, unread, body)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	s.metrics.pressed(alarm, known)
	return alarm, known, nil
}

// Rehearse plays a press through to the end and takes it back, so that the first
// real ones of a storm find everything ready. Nobody hears of it.
// access: it leaves nothing behind. audit: nor anything to record.
func (s *Service) Rehearse(ctx context.Context) error {
	ctx = access.AsSystem(ctx, "alarm.rehearsal")
	return s.db.Rehearse(ctx, func(tx *db.Tx) error {
		school, err := anySchool(ctx, tx)
		if err != nil {
			return err
		}
		_, _, err = s.raise(ctx, tx, id.New("prs"), Press{SchoolID: school, Mode: Real}, false, nil)
		return err
	})
}

// raise claims the press for an alarm and then writes the alarm; the second of
// two lines on which the same press comes in finds it claimed.
func (s *Service) raise(ctx context.Context, tx *db.Tx, pressID string, p Press, unread bool, body []byte) (*Alarm, bool, error) {
	a, stranger, err := s.picture(ctx, tx, p)
	if err != nil {
		return nil, false, err
	}
	first, err := s.repeated(ctx, tx, a, p)
	if err != nil {
		return nil, false, err
	}
	a.ID = id.New("alm")
	alarmID := a.ID
	if first != nil {
		alarmID = first.ID
	}
	won, err := claimPress(ctx, tx, pressID, alarmID, a.DeviceAt, clip(string(body), 2000))
	switch {
	case err != nil:
		return nil, false, err
	case !won:
		known, err := byPress(ctx, tx, pressID)
		return known, true, err
	case first != nil:
		return first, false, s.again(ctx, tx, first, a.Kind)
	}
	call, err := s.callOut(ctx, tx, a)
	if err != nil {
		return nil, false, err
	}
	if err := insertAlarm(ctx, tx, a); err != nil {
		return nil, false, err
	}
	data := map[string]any{"level": a.Level, "kind": a.Kind, "place": a.Place, "silent": a.Silent, "unread": unread || a.Unparsed, "stranger": stranger}
	if p.Lon != 0 || p.Lat != 0 {
		data["lon"], data["lat"], data["accuracy"] = p.Lon, p.Lat, p.Accuracy
	}
	if err := addEvent(ctx, tx, a.ID, "raised", data); err != nil {
		return nil, false, err
	}
	if err := audit.Record(ctx, tx, "alarm.raise", a.ID, map[string]any{"school": a.SchoolID, "press": pressID, "mode": a.Mode}); err != nil {
		return nil, false, err
	}
	if err := s.bindTest(ctx, tx, a, p.test); err != nil {
		return nil, false, err
	}
	if err := call(); err != nil {
		return nil, false, err
	}
	s.announce(tx, a)
	return a, false, nil
}

// picture puts together what is known about the press.
func (s *Service) picture(ctx context.Context, tx *db.Tx, p Press) (*Alarm, bool, error) {
	who := access.From(ctx)
	a := &Alarm{
		Mode: p.Mode, Level: cmp.Or(p.Level, Emergency), State: Waiting, Kind: p.Kind, Silent: p.Silent, Note: p.Note, Place: p.Place,
		PresserID: who.ID, PresserName: who.Name, PresserUnit: who.Unit, DeviceID: who.Device,
		SessionExpired: who.Expired, Source: "phone", DeviceAt: db.Time(p.DeviceAt), T1: tx.Now,
		LastPressAt: tx.Now,
	}
	if who.Kind == access.Device {
		a.Source, a.DeviceID = "device", who.ID
		a.Unparsed, a.Battery = p.Unparsed, p.Battery
	}
	if p.test != "" {
		a.Source = "test"
	}
	a.T0, a.ClockOff = Reckon(db.Time(p.DeviceAt), db.Time(p.SentAt), tx.Now)
	stranger, err := s.locate(ctx, tx, a, p.SchoolID)
	if err != nil {
		return nil, false, err
	}
	name, err := placeName(ctx, tx, a.SchoolID, p.PlaceID)
	if err != nil {
		return nil, false, err
	}
	if name != "" {
		a.Place, a.PlaceID = name, p.PlaceID
	}
	return a, stranger, nil
}

// repeated returns the alarm that a press of this picture repeats, nil if none.
// Each joint test is a press of its own.
func (s *Service) repeated(ctx context.Context, tx *db.Tx, a *Alarm, p Press) (*Alarm, error) {
	if p.test != "" {
		return nil, nil
	}
	window := time.Duration(s.limits.Now(ctx, collapseKey, a.Path, collapseDefault)) * time.Second
	first, err := fresh(ctx, tx, a, tx.Now.Add(-window))
	if db.IsNotFound(err) {
		return nil, nil
	}
	return first, err
}

// again counts a repeated press: one alarm with a counter, and no press lost.
func (s *Service) again(ctx context.Context, tx *db.Tx, first *Alarm, kind string) error {
	first.Repeats++
	first.LastPressAt = tx.Now
	if first.Kind == "" {
		first.Kind = kind
	}
	return s.save(ctx, tx, first, "pressed_again", map[string]any{"repeats": first.Repeats})
}

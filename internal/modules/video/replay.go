package video

import (
	"context"
	"slices"
	"time"

	"huxue/internal/driver/gb28181"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// listWaits is how long a recorder may take to say what it has.
const listWaits = 15 * time.Second

// Stretch is a length of what a device has recorded. Times are UTC milliseconds.
type Stretch struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// dayOf is a day by the city's clock.
func dayOf(day string, now time.Time) (from, to time.Time, err error) {
	from, err = time.ParseInLocation(time.DateOnly, day, gb28181.China)
	if err != nil || from.After(now) {
		return from, to, errDay
	}
	return from, from.AddDate(0, 0, 1), nil
}

// seam is what may lie between two files of one recording.
const seam = 2 * time.Second

// within is what of the recordings lies between two times, in order, files that follow
// each other as one.
func within(list []gb28181.Recording, from, to time.Time) []Stretch {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b gb28181.Recording) int { return a.Start.Compare(b.Start) })
	out := []Stretch{}
	for _, r := range list {
		if r.Start.Before(from) {
			r.Start = from
		}
		if r.End.After(to) {
			r.End = to
		}
		if !r.Start.Before(r.End) {
			continue
		}
		if n := len(out) - 1; n >= 0 && db.Millis(r.Start) <= out[n].To+seam.Milliseconds() {
			out[n].To = max(out[n].To, db.Millis(r.End))
			continue
		}
		out = append(out, Stretch{db.Millis(r.Start), db.Millis(r.End)})
	}
	return out
}

// Recordings asks a camera's recorder what it has of a day. It is asked each time: a
// recorder writes over its oldest.
func (s *Service) Recordings(ctx context.Context, deviceID, day string) ([]Stretch, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	if s.pictures.Off() {
		return nil, errOff
	}
	from, to, err := dayOf(day, s.db.Clock().Now())
	if err != nil {
		return nil, err
	}
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := getCamera(ctx, tx, deviceID)
		if err != nil {
			return err
		}
		return access.See(ctx, PermView, c.path, errNoCamera)
	}); err != nil {
		return nil, err
	}
	if !s.pictures.Here(ctx, deviceID) {
		return nil, errAway
	}
	ctx, enough := context.WithTimeout(ctx, listWaits)
	defer enough()
	list, err := s.recorders.Recordings(ctx, deviceID, from, to)
	if err != nil && len(list) == 0 {
		if s.pictures.Absent(err) {
			return nil, errAway
		}
		return nil, errSilent.Because(err)
	}
	return within(list, from, to), nil
}

// Replay lets the caller look at what a camera's device has recorded from a moment on,
// to the end of that day: at an open alarm of its school, or with a reason. That he did
// is in the book before he sees anything.
func (s *Service) Replay(ctx context.Context, deviceID, alarmID, reason string, from time.Time) (*View, error) {
	if s.pictures.Off() {
		return nil, errOff
	}
	a, err := s.alarmOf(ctx, alarmID)
	if err != nil {
		return nil, err
	}
	now := s.db.Clock().Now()
	if !from.Before(now) || from.Before(now.AddDate(-1, 0, 0)) {
		return nil, errWhen
	}
	var v *View
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := getCamera(ctx, tx, deviceID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, c.path, errNoCamera); err != nil {
			return err
		}
		why, err := because(a, c.SchoolID, reason)
		if err != nil {
			return err
		}
		if s.room(ctx) < 1 {
			return errMany.With("n", mostViews)
		}
		v, err = s.begin(ctx, tx, c, alarmID, why, from)
		return err
	})
	if err != nil {
		return nil, err
	}
	_, end, _ := dayOf(from.In(gb28181.China).Format(time.DateOnly), from)
	if end.After(now) {
		end = now
	}
	r := s.newReel(deviceID, from, end)
	v = s.open(v, r)
	go func() { _ = r.play(from) }() // how it went is in the view
	return v, nil
}

// The ways to steer a recording.
const (
	steerPause = "pause"
	steerPlay  = "play"
	steerSpeed = "speed"
	steerSeek  = "seek"
)

// Steer does with a recording that the caller looks at what he wants: stand still, go
// on, faster, elsewhere on the same day.
// access: mine asks it. audit: that he looks is in the book, and at its end how far.
func (s *Service) Steer(ctx context.Context, viewID, do string, speed int, at time.Time) (*View, error) {
	l, err := s.mine(ctx, viewID)
	if err != nil {
		return nil, err
	}
	r, ok := l.from.(*reel)
	if !ok {
		return nil, errNotReplay
	}
	switch do {
	case steerPause:
		err = r.steer(ctx, gb28181.Steering{Pause: true}, 0)
	case steerPlay:
		err = r.steer(ctx, gb28181.Steering{}, 0)
	case steerSpeed:
		err = r.steer(ctx, gb28181.Steering{Scale: float64(max(1, speed))}, max(1, speed))
	case steerSeek:
		day, _, _ := dayOf(r.end.Add(-time.Second).In(gb28181.China).Format(time.DateOnly), r.end)
		if at.Before(day) || !at.Before(r.end) {
			return nil, errWhen
		}
		err = r.seek(ctx, at)
	}
	if err != nil {
		return nil, err
	}
	return s.standing(l), nil
}

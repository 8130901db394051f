package alarm

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/org"
)

// Button is one line of the register of buttons (按钮台账).
type Button struct {
	ID           string `json:"id"`
	Version      int64  `json:"version"`
	SchoolID     string `json:"schoolId"`
	SchoolName   string `json:"schoolName"`
	CountyName   string `json:"countyName"`
	Path         string `json:"path"`
	PlaceID      string `json:"placeId"`
	PlaceName    string `json:"placeName" doc:"empty when the place is no longer on the school's list"`
	DeviceID     string `json:"deviceId"`
	Name         string `json:"name"`
	Since        string `json:"since" doc:"business day"`
	Status       string `json:"status" enum:"active,retired"`
	RetiredOn    string `json:"retiredOn"`
	LastProvenAt int64  `json:"lastProvenAt" doc:"UTC ms; 0 for never"`
	LastResult   string `json:"lastResult" enum:",passed,failed,missed"`
	Days         int    `json:"days" doc:"whole days since it was last proven; -1 for never"`
	DeviceName   string `json:"deviceName" doc:"of the register of devices; empty when it is none of it"`

	byDevice bool // the register of devices has brought it
}

// ButtonInput is a button as a form sends it.
type ButtonInput struct {
	PlaceID  string `json:"placeId" maxLength:"40"`
	DeviceID string `json:"deviceId,omitempty" maxLength:"40"`
	Name     string `json:"name,omitempty" maxLength:"40" doc:"empty: the name of the place"`
	Since    string `json:"since,omitempty" doc:"business day; empty: today"`
}

var (
	errButtonGone  = errs.NotFound("alarm.button_not_found")
	errButtonTaken = errs.Invalid("alarm.button_invalid", errs.Field{Name: "name", Code: "taken"})
	errButtonPlace = errs.Invalid("alarm.button_invalid", errs.Field{Name: "placeId", Code: "not_offered"})
	errButtonDay   = errs.Invalid("alarm.button_invalid", errs.Field{Name: "since", Code: "malformed"})
	errButtonOver  = errs.Conflict("alarm.button_retired")
)

// daysSince counts whole business days, -1 for never.
func daysSince(proven int64, now int64) int {
	if proven == 0 {
		return -1
	}
	const day, east = 24 * 60 * 60 * 1000, 8 * 60 * 60 * 1000
	return int((now+east)/day - (proven+east)/day)
}

// AddButton puts a button on the register of a school the actor may edit.
func (s *Service) AddButton(ctx context.Context, in ButtonInput) (*Button, error) {
	var out *Button
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		place, school, err := buttonPlace(ctx, tx, in.PlaceID)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, org.PermEdit, school.Path); err != nil {
			return err
		}
		b := &Button{ID: id.New("btn"), Version: 1, SchoolID: school.ID, Path: school.Path, PlaceID: place.ID,
			DeviceID: in.DeviceID, Name: clip(in.Name, maxPlace), Since: in.Since, Status: "active"}
		if b.Name == "" {
			b.Name = place.Name
		}
		if b.Since == "" {
			b.Since = today(tx.Now)
		}
		if !validDay(b.Since) {
			return errButtonDay
		}
		if _, err := insertButtons(ctx, tx, []*Button{b}, ""); err != nil {
			return nameTaken(err)
		}
		if err := audit.Record(ctx, tx, "alarm.button_add", b.ID, b); err != nil {
			return err
		}
		out, err = s.button(ctx, tx, b.ID)
		return err
	})
	return out, err
}

// buttonPlace finds the place of a new button; one outside the actor's sight is
// not offered.
func buttonPlace(ctx context.Context, tx *db.Tx, placeID string) (place org.Place, school org.School, err error) {
	if place, err = org.GetPlace(ctx, tx, placeID); err != nil {
		if errs.KindOf(err) == errs.KindNotFound {
			err = errButtonPlace
		}
		return place, school, err
	}
	if school, err = org.GetSchool(ctx, tx, place.SchoolID); err != nil {
		return place, school, err
	}
	return place, school, access.See(ctx, PermView, school.Path, errButtonPlace)
}

func nameTaken(err error) error {
	if errors.Is(err, db.ErrDuplicate) {
		return errButtonTaken
	}
	return err
}

// EditButton renames a button or says which device it is.
func (s *Service) EditButton(ctx context.Context, buttonID string, version int64, name, deviceID string) (*Button, error) {
	return s.onButton(ctx, buttonID, "alarm.button_edit", map[string]any{"name": name, "device": deviceID},
		func(tx *db.Tx, b *Button) error {
			if name = clip(name, maxPlace); name != "" {
				b.Name = name
			}
			b.DeviceID = deviceID
			return nameTaken(updateButton(ctx, tx, b, version))
		})
}

// RetireButton takes a button out of use; its records stay.
func (s *Service) RetireButton(ctx context.Context, buttonID string, version int64, reason string) (*Button, error) {
	return s.onButton(ctx, buttonID, "alarm.button_retire", map[string]any{"reason": clip(reason, maxNote)},
		func(tx *db.Tx, b *Button) error {
			b.Status, b.RetiredOn = "retired", today(tx.Now)
			if err := updateButton(ctx, tx, b, version); err != nil {
				return err
			}
			return cancelOpen(ctx, tx, b.ID, "button_retired")
		})
}

// onButton is the shape of what is done to a button: load, authorise, act, record.
func (s *Service) onButton(ctx context.Context, buttonID, action string, detail any, do func(*db.Tx, *Button) error) (*Button, error) {
	var out *Button
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := s.button(ctx, tx, buttonID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, b.Path, errButtonGone); err != nil {
			return err
		}
		if err := access.Require(ctx, org.PermEdit, b.Path); err != nil {
			return err
		}
		if b.Status == "retired" {
			return errButtonOver
		}
		if err := do(tx, b); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, action, b.ID, detail); err != nil {
			return err
		}
		out, err = s.button(ctx, tx, b.ID)
		return err
	})
	return out, err
}

// ButtonFilter narrows the register.
type ButtonFilter struct {
	Query, Path, Status string
	SchoolID            string
	After               string // "last proven|id" of the last one seen, "path|kind|place" of what is missing
	Limit               int
}

// Buttons returns the register, never proven first, then the longest ago.
func (s *Service) Buttons(ctx context.Context, f ButtonFilter) (out []*Button, counts map[string]int, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		paths := access.Areas(ctx, PermView)
		if out, err = listButtons(ctx, tx, paths, f); err != nil {
			return err
		}
		for _, b := range out {
			if err := s.complete(ctx, tx, b); err != nil {
				return err
			}
		}
		counts, err = countButtons(ctx, tx, paths, f)
		return err
	})
	return out, counts, err
}

// complete adds what is not kept with a button.
func (s *Service) complete(ctx context.Context, tx *db.Tx, b *Button) (err error) {
	b.Days = daysSince(b.LastProvenAt, db.Millis(tx.Now))
	b.CountyName, err = s.countyName(ctx, tx, b.Path)
	return err
}

func (s *Service) button(ctx context.Context, tx *db.Tx, buttonID string) (*Button, error) {
	b, err := db.One(ctx, tx, scanButton, selectButton+`WHERE b.id = $1`, buttonID)
	if db.IsNotFound(err) {
		return nil, errButtonGone
	}
	if err != nil {
		return nil, err
	}
	return b, s.complete(ctx, tx, b)
}

// placesKey is the norm that lists the sorts of places that need a button.
// (domain.md §5.6 [S 4, 60])
const placesKey = "alarm.button_places"

var placesDefault = []string{string(org.Guardroom), string(org.MonitorRoom), string(org.Dormitory)}

// Missing is a place where a button has to be and none is on the register; a
// PlaceID of "" means that the school has not even such a place on its list.
type Missing struct {
	SchoolID   string        `json:"schoolId"`
	SchoolName string        `json:"schoolName"`
	CountyName string        `json:"countyName"`
	Path       string        `json:"path"`
	Kind       org.PlaceKind `json:"kind" enum:"gate,guardroom,monitor_room,dormitory,classroom,canteen,other"`
	PlaceID    string        `json:"placeId"`
	PlaceName  string        `json:"placeName"`
}

// MissingButtons returns the places that need a button and have none. A
// dormitory needs one where pupils board.
func (s *Service) MissingButtons(ctx context.Context, f ButtonFilter) (out []*Missing, err error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		kinds, err := requiredPlaces(ctx, tx)
		if err != nil {
			return err
		}
		if out, err = missingButtons(ctx, tx, access.Areas(ctx, PermView), kinds, f); err != nil {
			return err
		}
		for _, m := range out {
			if m.CountyName, err = s.countyName(ctx, tx, m.Path); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// requiredPlaces are the sorts of places that need a button; one norm for the
// city, since the list is shown for all of it at once.
func requiredPlaces(ctx context.Context, tx *db.Tx) ([]string, error) {
	r, err := norm.Get(ctx, tx, placesKey, norm.Where{Path: access.Everywhere, Day: norm.Day(tx.Now)})
	if db.IsNotFound(err) {
		return placesDefault, nil
	}
	if err != nil {
		return nil, err
	}
	var kinds []string
	err = json.Unmarshal(r.Value, &kinds)
	slices.Sort(kinds)
	return kinds, err
}

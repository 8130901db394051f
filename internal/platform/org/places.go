package org

import (
	"context"
	"errors"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/audit"
)

// PlaceInput is a place as a form sends it.
type PlaceInput struct {
	Name string    `json:"name" maxLength:"40"`
	Kind PlaceKind `json:"kind" enum:"gate,guardroom,monitor_room,dormitory,classroom,canteen,other"`
	Sort int       `json:"sort" minimum:"0" maximum:"10000"`
}

func (p *PlaceInput) check() error {
	p.Name = spreadsheet.Clean(p.Name)
	switch {
	case p.Name == "":
		return errs.Invalid("org.place_invalid", errs.Field{Name: "name", Code: "required"})
	case !offered(placeKinds, p.Kind):
		return errs.Invalid("org.place_invalid", errs.Field{Name: "kind", Code: "not_offered"})
	}
	return nil
}

func takenName(room string, err error) error {
	if errors.Is(err, db.ErrDuplicate) {
		return errs.Invalid(room, errs.Field{Name: "name", Code: "taken"})
	}
	return err
}

// AddPlace adds a place to a school the actor may edit.
func (s *Service) AddPlace(ctx context.Context, schoolID string, in PlaceInput) (Place, error) {
	var out Place
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := editable(ctx, tx, schoolID); err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		p := Place{ID: id.New("plc"), SchoolID: schoolID, Name: in.Name, Kind: in.Kind, Sort: in.Sort}
		if err := insertPlaces(ctx, tx, []Place{p}); err != nil {
			return takenName("org.place_invalid", err)
		}
		out = p
		return audit.Record(ctx, tx, "org.place_add", schoolID, p)
	})
	return out, err
}

// EditPlace renames a place or puts it elsewhere in the order.
func (s *Service) EditPlace(ctx context.Context, placeID string, in PlaceInput) (Place, error) {
	var out Place
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := editablePlace(ctx, tx, placeID)
		if err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		p.Name, p.Kind, p.Sort = in.Name, in.Kind, in.Sort
		if err := tx.UpdateOne(ctx, `UPDATE school_places SET name = $1, kind = $2, sort = $3 WHERE id = $4`,
			p.Name, string(p.Kind), p.Sort, p.ID); err != nil {
			return takenName("org.place_invalid", err)
		}
		out = p
		return audit.Record(ctx, tx, "org.place_edit", p.SchoolID, p)
	})
	return out, err
}

// RemovePlace takes a place off the list. What was recorded about it keeps its
// name.
func (s *Service) RemovePlace(ctx context.Context, placeID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := editablePlace(ctx, tx, placeID)
		if err != nil {
			return err
		}
		if err := tx.UpdateOne(ctx, `DELETE FROM school_places WHERE id = $1`, p.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "org.place_remove", p.SchoolID, p)
	})
}

func editablePlace(ctx context.Context, tx *db.Tx, placeID string) (Place, error) {
	p, err := GetPlace(ctx, tx, placeID)
	if err != nil {
		return p, err
	}
	_, err = editable(ctx, tx, p.SchoolID)
	if errors.Is(err, ErrNoSchool) {
		err = ErrNoPlace
	}
	return p, err
}

func insertPlaces(ctx context.Context, tx *db.Tx, places []Place) error {
	rows := make([][]any, len(places))
	for i, p := range places {
		rows[i] = []any{p.ID, p.SchoolID, p.Name, string(p.Kind), p.Sort}
	}
	_, err := tx.Insert(ctx, "school_places", []string{"id", "school_id", "name", "kind", "sort"}, rows, "")
	return err
}

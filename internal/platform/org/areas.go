package org

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Areas returns the tree the actor may see, parents before children. Who sees
// single schools only sees the town and county they lie in.
func (s *Service) Areas(ctx context.Context) ([]Area, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	paths := access.Areas(ctx, PermView)
	var list []Area
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var a db.Args
		cond := a.Within("path", paths)
		if above := countiesAndTowns(paths); len(above) > 0 {
			cond = "(" + cond + " OR " + a.In("path", above) + ")"
		}
		var err error
		list, err = db.All(ctx, tx, scanArea, `SELECT `+areaColumns+` FROM areas WHERE `+cond+` ORDER BY path`, a.Values()...)
		return err
	})
	return list, err
}

// countiesAndTowns are the areas of level county and below in which paths lie.
func countiesAndTowns(paths []string) []string {
	var out []string
	for _, p := range paths {
		for _, above := range prefixes(p) {
			if CountyOf(above) != "" && above != p && !slices.Contains(out, above) {
				out = append(out, above)
			}
		}
	}
	return out
}

// AreaInput is a new area under the one whose code is Parent; no parent makes a
// province, with which the tree of a new installation begins.
type AreaInput struct {
	Code   string `json:"code" maxLength:"12"`
	Name   string `json:"name" maxLength:"40"`
	Parent string `json:"parent"`
	Sort   int    `json:"sort"`
}

var (
	areaCodes  = map[Level]*regexp.Regexp{Province: regexp.MustCompile(`^\d{2}$`), City: regexp.MustCompile(`^\d{4}$`), County: regexp.MustCompile(`^\d{6}$`), Town: regexp.MustCompile(`^\d{9}$`)}
	levelBelow = map[Level]Level{"": Province, Province: City, City: County, County: Town}
)

// AddArea puts an area into the tree, below one the actor may edit.
func (s *Service) AddArea(ctx context.Context, in AreaInput) (Area, error) {
	var out Area
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		parent, err := parentOf(ctx, tx, in.Parent)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermEdit, parent.Path); err != nil {
			return err
		}
		a := Area{ID: id.New("are"), Code: strings.TrimSpace(in.Code), Name: spreadsheet.Clean(in.Name), ParentID: parent.ID,
			Level: levelBelow[parent.Level], Path: ChildPath(parent.Path, strings.TrimSpace(in.Code)), Sort: in.Sort}
		if err := checkArea(a, parent); err != nil {
			return err
		}
		if err := insertAreas(ctx, tx, []Area{a}); err != nil {
			if errors.Is(err, db.ErrDuplicate) {
				return errs.Invalid("org.area_invalid", errs.Field{Name: "code", Code: "taken"})
			}
			return err
		}
		out = a
		return audit.Record(ctx, tx, "org.area_add", a.ID, a)
	})
	return out, err
}

func parentOf(ctx context.Context, tx *db.Tx, code string) (Area, error) {
	if code == "" {
		return Area{Path: access.Everywhere}, nil
	}
	return AreaByCode(ctx, tx, code)
}

func checkArea(a, parent Area) error {
	pattern := areaCodes[a.Level]
	switch {
	case pattern == nil:
		return errs.Invalid("org.area_invalid", errs.Field{Name: "parent", Code: "too_deep"})
	case !pattern.MatchString(a.Code) || !strings.HasPrefix(a.Code, parent.Code):
		return errs.Invalid("org.area_invalid", errs.Field{Name: "code", Code: "not_below_parent", Params: map[string]any{"parent": parent.Code}})
	case a.Name == "":
		return errs.Invalid("org.area_invalid", errs.Field{Name: "name", Code: "required"})
	}
	return nil
}

// RenameArea corrects an area's name; its code and place stay, for paths are
// made of codes.
func (s *Service) RenameArea(ctx context.Context, areaID, name string) (Area, error) {
	var out Area
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := GetArea(ctx, tx, areaID)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermEdit, a.Path); err != nil {
			return err
		}
		was := a.Name
		if a.Name = spreadsheet.Clean(name); a.Name == "" {
			return errs.Invalid("org.area_invalid", errs.Field{Name: "name", Code: "required"})
		}
		if err := tx.UpdateOne(ctx, `UPDATE areas SET name = $1 WHERE id = $2`, a.Name, a.ID); err != nil {
			return err
		}
		out = a
		return audit.Record(ctx, tx, "org.area_rename", a.ID, map[string]string{"from": was, "to": a.Name})
	})
	return out, err
}

func insertAreas(ctx context.Context, tx *db.Tx, areas []Area) error {
	rows := make([][]any, len(areas))
	for i, a := range areas {
		rows[i] = []any{a.ID, a.Code, a.Name, string(a.Level), orNull(a.ParentID), a.Path, a.Sort}
	}
	_, err := tx.Insert(ctx, "areas", []string{"id", "code", "name", "level", "parent_id", "path", "sort"}, rows, "")
	return err
}

// orNull keeps "" out of columns where it would not be unique.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

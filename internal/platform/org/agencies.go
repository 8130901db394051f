package org

import (
	"context"
	"strings"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// AgencyRow is an agency with the name of its area and the number of schools it
// covers (police stations only).
type AgencyRow struct {
	Agency
	AreaCode string `json:"areaCode"`
	AreaName string `json:"areaName"`
	Schools  int    `json:"schools"`
}

// AgencyQuery selects agencies; Area is an area's code.
type AgencyQuery struct {
	Q     string `query:"q" maxLength:"60"`
	Area  string `query:"county" doc:"Code of an area of any level"`
	Kind  string `query:"kind"`
	After string `query:"after"`
	Limit int    `query:"limit" minimum:"0" maximum:"200"`
}

// AgencyPage is one page of agencies, by area and kind.
type AgencyPage struct {
	Items []AgencyRow `json:"items" nullable:"false"`
	Next  string      `json:"next"`
	Total int         `json:"total"`
}

func scanAgencyRow(s db.Scanner) (r AgencyRow, err error) {
	r.Agency, err = scanAgency(tail{s, []any{&r.AreaCode, &r.AreaName, &r.Schools}})
	return r, err
}

const agencyRowColumns = agencyColumns + `, a.code, a.name, (SELECT COUNT(*) FROM agency_coverage c WHERE c.agency_id = g.id)`

// Agencies returns a page of the agencies of the areas the actor may see, and
// of the areas above single schools he may see.
func (s *Service) Agencies(ctx context.Context, q AgencyQuery) (*AgencyPage, error) {
	if _, err := access.RequirePerson(ctx); err != nil {
		return nil, err
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	page := &AgencyPage{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		var a db.Args
		where, err := q.where(ctx, tx, &a)
		if err != nil {
			return err
		}
		const source = ` FROM agencies g JOIN areas a ON a.id = g.area_id `
		if page.Total, err = db.One(ctx, tx, db.Value[int], `SELECT COUNT(*)`+source+where, a.Values()...); err != nil {
			return err
		}
		if q.After != "" {
			path, last, err := readCursor(q.After, false)
			if err != nil {
				return err
			}
			where += " AND (g.path, g.id) > (" + a.Add(path) + ", " + a.Add(last) + ")"
		}
		page.Items, err = db.All(ctx, tx, scanAgencyRow, `SELECT `+agencyRowColumns+source+where+
			` ORDER BY g.path, g.id LIMIT `+a.Add(q.Limit+1), a.Values()...)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(page.Items) > q.Limit {
		page.Items = page.Items[:q.Limit]
		page.Next = cursor(page.Items[q.Limit-1].Path, page.Items[q.Limit-1].ID)
	}
	return page, nil
}

func (q *AgencyQuery) where(ctx context.Context, tx *db.Tx, a *db.Args) (string, error) {
	paths := access.Areas(ctx, PermView)
	seen := a.Within("g.path", paths)
	if above := countiesAndTowns(paths); len(above) > 0 {
		seen = "(" + seen + " OR " + a.In("g.path", above) + ")"
	}
	cond := []string{seen}
	if q.Area != "" {
		area, err := AreaByCode(ctx, tx, q.Area)
		switch {
		case db.IsNotFound(err):
			cond = append(cond, "1 = 0")
		case err != nil:
			return "", err
		default:
			cond = append(cond, a.Within("g.path", []string{area.Path}))
		}
	}
	if q.Kind != "" {
		cond = append(cond, "g.kind = "+a.Add(q.Kind))
	}
	if strings.TrimSpace(q.Q) != "" {
		cond = append(cond, a.Contains(q.Q, "g.name", "g.phone", "g.duty_phone"))
	}
	return " WHERE " + strings.Join(cond, " AND "), nil
}

// AgencyInput is an agency as a form sends it; Area is its area's code.
type AgencyInput struct {
	Kind      AgencyKind `json:"kind" enum:"education,police_command,police_bureau,police_station,market,fire,inspectorate,discipline,other"`
	Name      string     `json:"name" maxLength:"80"`
	Area      string     `json:"areaCode"`
	Address   string     `json:"address" maxLength:"200"`
	Phone     string     `json:"phone" maxLength:"40"`
	DutyPhone string     `json:"dutyPhone" maxLength:"40"`
	Lon       *float64   `json:"lon"`
	Lat       *float64   `json:"lat"`
}

func (in *AgencyInput) check() error {
	in.Name, in.Address = spreadsheet.Clean(in.Name), spreadsheet.Clean(in.Address)
	in.Phone, in.DutyPhone = spreadsheet.Clean(in.Phone), spreadsheet.Clean(in.DutyPhone)
	bad := (&Facts{Lon: in.Lon, Lat: in.Lat}).checkPosition()
	if in.Name == "" {
		bad = append(bad, errs.Field{Name: "name", Code: "required"})
	}
	if !offered(agencyKinds, in.Kind) {
		bad = append(bad, errs.Field{Name: "kind", Code: "not_offered"})
	}
	for name, v := range map[string]string{"phone": in.Phone, "dutyPhone": in.DutyPhone} {
		if v != "" && !phonePattern.MatchString(v) {
			bad = append(bad, errs.Field{Name: name, Code: "malformed"})
		}
	}
	if len(bad) > 0 {
		return errs.Invalid("org.agency_invalid", bad...)
	}
	return nil
}

// SaveAgency adds an agency (agencyID "") or writes over the one read at version.
func (s *Service) SaveAgency(ctx context.Context, agencyID string, version int, in AgencyInput) (Agency, error) {
	var out Agency
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		x := Agency{ID: id.New("agy"), Version: 1}
		if agencyID != "" {
			var err error
			if x, err = editableAgency(ctx, tx, agencyID); err != nil {
				return err
			}
		}
		area, err := AreaByCode(ctx, tx, in.Area)
		if db.IsNotFound(err) {
			return errs.Invalid("org.agency_invalid", errs.Field{Name: "areaCode", Code: "required"})
		}
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermEdit, area.Path); err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		x.Kind, x.Name, x.AreaID, x.Path = in.Kind, in.Name, area.ID, area.Path
		x.Address, x.Phone, x.DutyPhone, x.Lon, x.Lat = in.Address, in.Phone, in.DutyPhone, in.Lon, in.Lat
		action := "org.agency_add"
		if agencyID == "" {
			err = insertAgencies(ctx, tx, []Agency{x})
		} else {
			action, x.Version = "org.agency_edit", version+1
			err = updateAgency(ctx, tx, &x, version)
		}
		if err != nil {
			return takenName("org.agency_invalid", err)
		}
		out = x
		return audit.Record(ctx, tx, action, x.ID, x)
	})
	return out, err
}

func editableAgency(ctx context.Context, tx *db.Tx, agencyID string) (Agency, error) {
	x, err := GetAgency(ctx, tx, agencyID)
	if err != nil {
		return x, err
	}
	if err := access.See(ctx, PermView, x.Path, ErrNoAgency); err != nil {
		return x, err
	}
	return x, access.Require(ctx, PermEdit, x.Path)
}

func insertAgencies(ctx context.Context, tx *db.Tx, list []Agency) error {
	rows := make([][]any, len(list))
	for i, x := range list {
		rows[i] = []any{x.ID, orNull(x.Code), string(x.Kind), x.Name, x.AreaID, x.Path, x.Address, x.Phone, x.DutyPhone, x.Lon, x.Lat, x.Version}
	}
	_, err := tx.Insert(ctx, "agencies", []string{"id", "code", "kind", "name", "area_id", "path", "address", "phone", "duty_phone",
		"lon", "lat", "version"}, rows, "")
	return err
}

func updateAgency(ctx context.Context, tx *db.Tx, x *Agency, version int) error {
	return tx.UpdateOne(ctx, `UPDATE agencies SET kind = $1, name = $2, area_id = $3, path = $4, address = $5, phone = $6,
		duty_phone = $7, lon = $8, lat = $9, version = version + 1 WHERE id = $10 AND version = $11`,
		string(x.Kind), x.Name, x.AreaID, x.Path, x.Address, x.Phone, x.DutyPhone, x.Lon, x.Lat, x.ID, version)
}

// SetStation names the police station that answers for a school; "" names none.
func (s *Service) SetStation(ctx context.Context, schoolID, agencyID string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := editable(ctx, tx, schoolID); err != nil {
			return err
		}
		if agencyID != "" {
			x, err := GetAgency(ctx, tx, agencyID)
			if db.IsNotFound(err) || err == nil && x.Kind != PoliceStation {
				return errs.Invalid("org.station_invalid", errs.Field{Name: "agencyId", Code: "not_a_station"})
			}
			if err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `DELETE FROM agency_coverage WHERE school_id = $1
			AND agency_id IN (SELECT id FROM agencies WHERE kind = 'police_station')`, schoolID); err != nil {
			return err
		}
		if agencyID != "" {
			if err := insertCoverage(ctx, tx, [][]any{{agencyID, schoolID}}); err != nil {
				return err
			}
		}
		return audit.Record(ctx, tx, "org.station_set", schoolID, map[string]string{"agency": agencyID})
	})
}

func insertCoverage(ctx context.Context, tx *db.Tx, rows [][]any) error {
	_, err := tx.Insert(ctx, "agency_coverage", []string{"agency_id", "school_id"}, rows, "ON CONFLICT DO NOTHING")
	return err
}

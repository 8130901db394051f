package org

import (
	"context"
	"encoding/json"
	"errors"

	"huxue/internal/kit/db"
)

const areaColumns = `id, code, name, level, COALESCE(parent_id, ''), path, sort`

func scanArea(s db.Scanner) (a Area, err error) {
	err = s.Scan(&a.ID, &a.Code, &a.Name, &a.Level, &a.ParentID, &a.Path, &a.Sort)
	return a, err
}

const schoolColumns = `s.id, COALESCE(s.code, ''), s.name, s.kind, s.ownership, s.boarding, s.pupils, s.boarders, s.staff,
	s.guards, s.storeys, s.canteen, s.bus, s.gates, s.lab_chemicals, s.boiler, s.elevator, s.counter_terror,
	s.surroundings, s.facilities, s.setting, s.address, s.phone, s.principal, s.lon, s.lat, s.status, s.area_id, s.path, s.version,
	s.created_at, s.updated_at`

func scanSchool(s db.Scanner) (x School, err error) {
	var around, has string
	err = s.Scan(&x.ID, &x.Code, &x.Name, &x.Kind, &x.Ownership, &x.Boarding, &x.Pupils, &x.Boarders, &x.Staff,
		&x.Guards, &x.Storeys, &x.Canteen, &x.Bus, &x.Gates, &x.LabChemicals, &x.Boiler, &x.Elevator, &x.CounterTerror,
		&around, &has, &x.Setting, &x.Address, &x.Phone, &x.Principal, &x.Lon, &x.Lat, &x.Status, &x.AreaID, &x.Path, &x.Version,
		&x.CreatedAt, &x.UpdatedAt)
	if err == nil {
		err = errors.Join(json.Unmarshal([]byte(around), &x.Surroundings), json.Unmarshal([]byte(has), &x.Facilities))
	}
	return x, err
}

const placeColumns = `id, school_id, name, kind, sort`

func scanPlace(s db.Scanner) (p Place, err error) {
	err = s.Scan(&p.ID, &p.SchoolID, &p.Name, &p.Kind, &p.Sort)
	return p, err
}

const agencyColumns = `g.id, COALESCE(g.code, ''), g.kind, g.name, g.area_id, g.path, g.address, g.phone, g.duty_phone, g.lon, g.lat, g.version`

func scanAgency(s db.Scanner) (a Agency, err error) {
	err = s.Scan(&a.ID, &a.Code, &a.Kind, &a.Name, &a.AreaID, &a.Path, &a.Address, &a.Phone, &a.DutyPhone, &a.Lon, &a.Lat, &a.Version)
	return a, err
}

// orMissing turns the database's "no row" into the noun that is missing.
func orMissing(err, missing error) error {
	if db.IsNotFound(err) {
		return missing
	}
	return err
}

// GetArea returns an area by id. access: exempt, the caller checks.
func GetArea(ctx context.Context, tx *db.Tx, id string) (Area, error) {
	a, err := db.One(ctx, tx, scanArea, `SELECT `+areaColumns+` FROM areas WHERE id = $1`, id)
	return a, orMissing(err, ErrNoArea)
}

// AreaByCode returns an area by its code. access: exempt, the caller checks.
func AreaByCode(ctx context.Context, tx *db.Tx, code string) (Area, error) {
	a, err := db.One(ctx, tx, scanArea, `SELECT `+areaColumns+` FROM areas WHERE code = $1`, code)
	return a, orMissing(err, ErrNoArea)
}

// GetSchool returns a school by id. access: exempt, the caller checks.
func GetSchool(ctx context.Context, tx *db.Tx, id string) (School, error) {
	s, err := db.One(ctx, tx, scanSchool, `SELECT `+schoolColumns+` FROM schools s WHERE s.id = $1`, id)
	return s, orMissing(err, ErrNoSchool)
}

// SchoolsWithin returns the teaching schools under the given paths, by path; a
// path may be a school's own. access: exempt, the caller passes what he may see.
func SchoolsWithin(ctx context.Context, tx *db.Tx, paths []string) ([]School, error) {
	var a db.Args
	return db.All(ctx, tx, scanSchool, `SELECT `+schoolColumns+` FROM schools s
		WHERE s.status = 'active' AND `+a.Within("s.path", paths)+` ORDER BY s.path`, a.Values()...)
}

// SchoolPlaces returns the places of a school in their order. access: exempt,
// the caller checks.
func SchoolPlaces(ctx context.Context, tx *db.Tx, schoolID string) ([]Place, error) {
	return db.All(ctx, tx, scanPlace, `SELECT `+placeColumns+` FROM school_places
		WHERE school_id = $1 ORDER BY sort, id`, schoolID)
}

// GetPlace returns a place by id. access: exempt, the caller checks.
func GetPlace(ctx context.Context, tx *db.Tx, id string) (Place, error) {
	p, err := db.One(ctx, tx, scanPlace, `SELECT `+placeColumns+` FROM school_places WHERE id = $1`, id)
	return p, orMissing(err, ErrNoPlace)
}

// GetAgency returns an agency by id. access: exempt, the caller checks.
func GetAgency(ctx context.Context, tx *db.Tx, id string) (Agency, error) {
	a, err := db.One(ctx, tx, scanAgency, `SELECT `+agencyColumns+` FROM agencies g WHERE g.id = $1`, id)
	return a, orMissing(err, ErrNoAgency)
}

// StationFor returns the police station that answers for a school, ErrNoAgency
// when none has been named. access: exempt, the caller checks.
func StationFor(ctx context.Context, tx *db.Tx, schoolID string) (Agency, error) {
	a, err := db.One(ctx, tx, scanAgency, `SELECT `+agencyColumns+` FROM agencies g
		JOIN agency_coverage c ON c.agency_id = g.id
		WHERE c.school_id = $1 AND g.kind = 'police_station' ORDER BY g.id LIMIT 1`, schoolID)
	return a, orMissing(err, ErrNoAgency)
}

// AgenciesFor returns the agencies of a kind that answer for a path: those of
// the areas it lies in, nearest first. access: exempt, the caller checks.
func AgenciesFor(ctx context.Context, tx *db.Tx, kind AgencyKind, path string) ([]Agency, error) {
	var a db.Args
	in := a.In("g.path", prefixes(path))
	return db.All(ctx, tx, scanAgency, `SELECT `+agencyColumns+` FROM agencies g
		WHERE g.kind = `+a.Add(string(kind))+` AND `+in+` ORDER BY LENGTH(g.path) DESC, g.id`, a.Values()...)
}

package org

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// SchoolCard is all there is to show about one school. Station is the police
// station that answers for it, null when none has been named; Agencies are
// those that answer for the area it lies in.
type SchoolCard struct {
	SchoolRow
	Places   []Place  `json:"places" nullable:"false"`
	Station  *Agency  `json:"station"`
	Agencies []Agency `json:"agencies" nullable:"false"`
}

// School returns one school the actor may see.
func (s *Service) School(ctx context.Context, schoolID string) (*SchoolCard, error) {
	var card SchoolCard
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		card, err = s.card(ctx, tx, schoolID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &card, nil
}

func (s *Service) card(ctx context.Context, tx *db.Tx, schoolID string) (c SchoolCard, err error) {
	c.SchoolRow, err = db.One(ctx, tx, scanSchoolRow, `SELECT `+rowColumns+rowSource+`WHERE s.id = $1`, schoolID)
	if err != nil {
		return c, orMissing(err, ErrNoSchool)
	}
	if err := access.See(ctx, PermView, c.Path, ErrNoSchool); err != nil {
		return c, err
	}
	if c.Places, err = SchoolPlaces(ctx, tx, schoolID); err != nil {
		return c, err
	}
	station, err := StationFor(ctx, tx, schoolID)
	if err != nil && !db.IsNotFound(err) {
		return c, err
	}
	if err == nil {
		c.Station = &station
	}
	var a db.Args
	c.Agencies, err = db.All(ctx, tx, scanAgency, `SELECT `+agencyColumns+` FROM agencies g
		WHERE g.kind <> 'police_station' AND `+a.In("g.path", prefixes(c.Path))+`
		ORDER BY LENGTH(g.path) DESC, g.kind, g.id`, a.Values()...)
	return c, err
}

// SchoolInput is a school as a form sends it. Area is the code of the county or
// town it lies in.
type SchoolInput struct {
	Facts
	Area string `json:"areaCode"`
}

// AddSchool puts one school into an area the actor may edit.
func (s *Service) AddSchool(ctx context.Context, in SchoolInput) (*SchoolCard, error) {
	var card SchoolCard
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		area, err := areaForSchool(ctx, tx, in.Area)
		if err != nil {
			return err
		}
		if err := access.Require(ctx, PermEdit, area.Path); err != nil {
			return err
		}
		x := newSchool(tx, in.Facts, area)
		if err := checkSchool(ctx, tx, &x); err != nil {
			return err
		}
		if err := insertSchools(ctx, tx, []School{x}); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "org.school_add", x.ID, x); err != nil {
			return err
		}
		card, err = s.card(access.AsSystem(ctx, "org"), tx, x.ID)
		return err
	})
	return &card, err
}

// EditSchool writes the facts of a school; version is the one they were read at.
func (s *Service) EditSchool(ctx context.Context, schoolID string, version int, in SchoolInput) (*SchoolCard, error) {
	var card SchoolCard
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := editable(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		area, err := areaForSchool(ctx, tx, in.Area)
		if err != nil {
			return err
		}
		was := x
		x.Facts, x.AreaID, x.Version = in.Facts, area.ID, version
		x.Path = ChildPath(area.Path, x.ID)
		if x.Path != was.Path {
			if err := access.Require(ctx, PermEdit, area.Path); err != nil {
				return err
			}
		}
		if err := checkSchool(ctx, tx, &x); err != nil {
			return err
		}
		if err := s.updateSchool(ctx, tx, &was, &x); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, "org.school_edit", x.ID, changes(&was, &x)); err != nil {
			return err
		}
		card, err = s.card(access.AsSystem(ctx, "org"), tx, x.ID)
		return err
	})
	return &card, err
}

// editable loads a school for an act: outside one's view it does not exist.
func editable(ctx context.Context, tx *db.Tx, schoolID string) (School, error) {
	x, err := GetSchool(ctx, tx, schoolID)
	if err != nil {
		return x, err
	}
	if err := access.See(ctx, PermView, x.Path, ErrNoSchool); err != nil {
		return x, err
	}
	return x, access.Require(ctx, PermEdit, x.Path)
}

// areaForSchool returns the county or town a school is put into.
func areaForSchool(ctx context.Context, tx *db.Tx, code string) (Area, error) {
	area, err := AreaByCode(ctx, tx, code)
	if db.IsNotFound(err) {
		return area, errs.Invalid("org.school_invalid", errs.Field{Name: "areaCode", Code: "required"})
	}
	if err == nil && area.Level != County && area.Level != Town {
		err = errs.Invalid("org.school_invalid", errs.Field{Name: "areaCode", Code: "not_a_county"})
	}
	return area, err
}

func newSchool(tx *db.Tx, f Facts, area Area) School {
	x := School{ID: id.New("sch"), Facts: f, AreaID: area.ID, Version: 1, CreatedAt: db.Millis(tx.Now), UpdatedAt: db.Millis(tx.Now)}
	x.Path = ChildPath(area.Path, x.ID)
	return x
}

// checkSchool refuses what cannot be and what is another school already.
func checkSchool(ctx context.Context, tx *db.Tx, x *School) error {
	x.tidy()
	bad := x.check()
	if x.Code != "" {
		other, err := db.One(ctx, tx, db.Value[string], `SELECT name FROM schools WHERE code = $1 AND id <> $2`, x.Code, x.ID)
		if err != nil && !db.IsNotFound(err) {
			return err
		}
		if err == nil {
			bad = append(bad, errs.Field{Name: "code", Code: "taken", Params: map[string]any{"by": other}})
		}
	}
	lo, hi := db.Subtree(CountyPath(x.Path))
	same, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM schools
		WHERE name_key = $1 AND path >= $2 AND path < $3 AND id <> $4 AND status = 'active'`, NameKey(x.Name), lo, hi, x.ID)
	if err != nil {
		return err
	}
	if same > 0 && x.Status == Active {
		bad = append(bad, errs.Field{Name: "name", Code: "taken"})
	}
	if len(bad) > 0 {
		return errs.Invalid("org.school_invalid", bad...)
	}
	return nil
}

var schoolFields = []string{"id", "code", "name", "name_key", "kind", "ownership", "boarding", "pupils", "boarders", "staff",
	"guards", "storeys", "canteen", "bus", "gates", "lab_chemicals", "boiler", "elevator", "counter_terror", "surroundings", "facilities",
	"setting", "address", "phone", "principal", "lon", "lat", "status", "area_id", "path", "version", "created_at", "updated_at"}

func schoolValues(x *School) ([]any, error) {
	around, err := json.Marshal(x.Surroundings)
	if err != nil {
		return nil, err
	}
	has, err := json.Marshal(x.Facilities)
	return []any{x.ID, orNull(x.Code), x.Name, NameKey(x.Name), string(x.Kind), string(x.Ownership), x.Boarding, x.Pupils, x.Boarders,
		x.Staff, x.Guards, x.Storeys, string(x.Canteen), string(x.Bus), x.Gates, x.LabChemicals, x.Boiler, x.Elevator, x.CounterTerror,
		string(around), string(has), string(x.Setting), x.Address, x.Phone, x.Principal, x.Lon, x.Lat, string(x.Status), x.AreaID, x.Path,
		x.Version, x.CreatedAt, x.UpdatedAt}, err
}

func insertSchools(ctx context.Context, tx *db.Tx, list []School) error {
	rows := make([][]any, len(list))
	for i := range list {
		var err error
		if rows[i], err = schoolValues(&list[i]); err != nil {
			return err
		}
	}
	_, err := tx.Insert(ctx, "schools", schoolFields, rows, "")
	return takenCode(err)
}

func takenCode(err error) error {
	if errors.Is(err, db.ErrDuplicate) {
		return errs.Invalid("org.school_invalid", errs.Field{Name: "code", Code: "taken"})
	}
	return err
}

// updateSchool writes x over the row of x.Version and tells who keeps paths.
func (s *Service) updateSchool(ctx context.Context, tx *db.Tx, was, x *School) error {
	x.UpdatedAt = db.Millis(tx.Now)
	values, err := schoolValues(x)
	if err != nil {
		return err
	}
	var a db.Args
	set := ""
	for i, f := range schoolFields {
		switch f {
		case "id", "created_at", "version":
		default:
			set += f + " = " + a.Add(values[i]) + ", "
		}
	}
	err = tx.UpdateOne(ctx, `UPDATE schools SET `+set+`version = version + 1 WHERE id = `+a.Add(x.ID)+
		` AND version = `+a.Add(x.Version), a.Values()...)
	if err != nil {
		return takenCode(err)
	}
	x.Version++
	if was.Path == x.Path {
		return nil
	}
	for _, moved := range s.onMove {
		if err := moved(ctx, tx, was.Path, x.Path); err != nil {
			return err
		}
	}
	return nil
}

// changes lists what differs between two states of a school, by JSON name.
func changes(was, is *School) map[string][2]any {
	out := map[string][2]any{}
	a, b := reflect.ValueOf(was.Facts), reflect.ValueOf(is.Facts)
	for i := range a.NumField() {
		if x, y := a.Field(i).Interface(), b.Field(i).Interface(); !reflect.DeepEqual(x, y) {
			out[jsonName(a.Type().Field(i))] = [2]any{x, y}
		}
	}
	if was.AreaID != is.AreaID {
		out["area"] = [2]any{was.AreaID, is.AreaID}
	}
	return out
}

func jsonName(f reflect.StructField) string { return f.Tag.Get("json") }

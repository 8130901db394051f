package alarm

import (
	"context"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Where a press comes from is found out, never demanded: a school and a place
// that exist are taken, anything else leaves the alarm at the widest area the
// presser belongs to, and the desk asks. (domain.md §5.6)

type site struct {
	schoolID, name, path, phone, county string
	lon, lat                            float64
}

func (s *Service) findSite(ctx context.Context, tx *db.Tx, schoolID string) (x site, err error) {
	x.schoolID = schoolID
	err = tx.QueryRow(ctx, `SELECT name, path, phone, COALESCE(lon, 0), COALESCE(lat, 0) FROM schools WHERE id = $1`,
		schoolID).Scan(&x.name, &x.path, &x.phone, &x.lon, &x.lat)
	if err != nil {
		return x, err
	}
	x.county, err = s.countyName(ctx, tx, x.path)
	return x, err
}

// countyName finds the county above a path: the third step of /14/1409/140902/.
// Counties are few and hardly ever renamed, so their names are remembered for a
// while: a press should not travel to the database for one.
func (s *Service) countyName(ctx context.Context, tx *db.Tx, path string) (string, error) {
	steps := strings.SplitN(strings.Trim(path, "/"), "/", 4)
	if len(steps) < 3 {
		return "", nil
	}
	code := steps[2]
	if c, ok := s.counties.Load(code); ok && tx.Now.Sub(c.(county).read) < countyKept {
		return c.(county).name, nil
	}
	name, err := db.One(ctx, tx, db.Value[string], `SELECT name FROM areas WHERE code = $1`, code)
	if db.IsNotFound(err) {
		return "", nil
	}
	if err == nil {
		s.counties.Store(code, county{name, tx.Now})
	}
	return name, err
}

type county struct {
	name string
	read time.Time
}

const countyKept = time.Minute

// locate puts the alarm at the school the press named, else at the only school
// the presser presses for, else at his area.
func (s *Service) locate(ctx context.Context, tx *db.Tx, a *Alarm, schoolID string) (stranger bool, err error) {
	who := access.From(ctx)
	held := who.Held[PermRaise]
	if schoolID == "" && len(held) == 1 {
		schoolID = schoolOf(held[0])
	}
	if schoolID != "" {
		x, err := s.findSite(ctx, tx, schoolID)
		if err == nil {
			a.SchoolID, a.SchoolName, a.SchoolPhone, a.Path = x.schoolID, x.name, x.phone, x.path
			a.CountyName, a.Lon, a.Lat = x.county, x.lon, x.lat
			return !who.Holds(PermRaise, x.path), nil
		}
		if !db.IsNotFound(err) {
			return false, err
		}
	}
	a.Path = access.Everywhere
	if len(held) > 0 {
		a.Path = held[0]
	}
	a.CountyName, err = s.countyName(ctx, tx, a.Path)
	return false, err
}

// schoolOf returns the school a path ends in, "" if it ends in an area.
func schoolOf(path string) string {
	steps := strings.Split(strings.Trim(path, "/"), "/")
	if last := steps[len(steps)-1]; strings.HasPrefix(last, "sch_") {
		return last
	}
	return ""
}

// placeName returns the name of a place of the school, "" if it has none such.
func placeName(ctx context.Context, tx *db.Tx, schoolID, placeID string) (string, error) {
	if placeID == "" {
		return "", nil
	}
	name, err := db.One(ctx, tx, db.Value[string],
		`SELECT name FROM school_places WHERE id = $1 AND school_id = $2`, placeID, schoolID)
	if db.IsNotFound(err) {
		return "", nil
	}
	return name, err
}

// Place is a spot of a school that a press can name.
type Place struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// PressSchool is a school a phone can press for, with its spots.
type PressSchool struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Phone  string  `json:"phone"`
	Places []Place `json:"places"`
}

// maxContext bounds what a phone is given to choose from.
const maxContext = 30

func pressSchools(ctx context.Context, tx *db.Tx, paths []string) ([]PressSchool, error) {
	var a db.Args
	schools, err := db.All(ctx, tx, func(s db.Scanner) (p PressSchool, err error) {
		err = s.Scan(&p.ID, &p.Name, &p.Phone)
		return p, err
	}, `SELECT id, name, phone FROM schools WHERE status = 'active' AND `+a.Within("path", paths)+
		` ORDER BY path LIMIT `+a.Add(maxContext), a.Values()...)
	if err != nil {
		return nil, err
	}
	for i := range schools {
		schools[i].Places, err = db.All(ctx, tx, func(s db.Scanner) (p Place, err error) {
			err = s.Scan(&p.ID, &p.Name)
			return p, err
		}, `SELECT id, name FROM school_places WHERE school_id = $1 ORDER BY sort, id`, schools[i].ID)
		if err != nil {
			return nil, err
		}
	}
	return schools, nil
}

// Contact is someone the desk may call about an alarm.
type Contact struct {
	Role  string `json:"role"`
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// contacts lists the school and the police agencies around it, nearest first:
// the covering station, then whoever is above.
func contacts(ctx context.Context, tx *db.Tx, a *Alarm) ([]Contact, error) {
	out := []Contact{}
	if a.SchoolID == "" {
		return out, nil
	}
	var principal string
	err := tx.QueryRow(ctx, `SELECT principal FROM schools WHERE id = $1`, a.SchoolID).Scan(&principal)
	if err != nil && !db.IsNotFound(err) {
		return nil, err
	}
	stations, err := db.All(ctx, tx, func(s db.Scanner) (c Contact, err error) {
		err = s.Scan(&c.Role, &c.Name, &c.Phone)
		return c, err
	}, `SELECT g.kind, g.name, CASE WHEN g.duty_phone <> '' THEN g.duty_phone ELSE g.phone END
		FROM agencies g JOIN agency_coverage v ON v.agency_id = g.id WHERE v.school_id = $1 ORDER BY g.id`, a.SchoolID)
	if err != nil {
		return nil, err
	}
	out = append(out, stations...)
	return append(out, Contact{Role: "school", Name: strings.TrimSpace(a.SchoolName + " " + principal), Phone: a.SchoolPhone}), nil
}

package bus

import (
	"context"
	"crypto/rand"
	"errors"
	"regexp"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/org"
	"huxue/internal/platform/todo"
)

var (
	plateForm = regexp.MustCompile(`^\p{Han}[A-Z][A-Z0-9]{5,6}$`)
	monthForm = regexp.MustCompile(`^(19|20)\d\d-(0[1-9]|1[0-2])$`)
)

// rules are the numbers that vehicles and crews of a place are judged by.
func (s *Service) rules(ctx context.Context, path string) Rules {
	n := func(key string, otherwise int) int { return s.limits.Now(ctx, key, path, otherwise) }
	return Rules{SeatsMin: n("bus.seats_min", 7), AgeMin: n("bus.driver_age_min", 25), AgeMax: n("bus.driver_age_max", 60),
		AttendMin: n("bus.attendant_age_min", 18), AttendMax: n("bus.attendant_age_max", 60), Years: n("bus.driver_years", 3),
		InspectMonths: n("bus.inspection_m", 6), ReviewMonths: n("bus.review_m", 12)}
}

// school reads a school whose buses the actor keeps.
func school(ctx context.Context, tx *db.Tx, schoolID string) (org.School, error) {
	x, err := org.GetSchool(ctx, tx, schoolID)
	if err != nil {
		return x, err
	}
	if err := access.See(ctx, PermView, x.Path, org.ErrNoSchool); err != nil {
		return x, err
	}
	return x, access.Require(ctx, PermManage, x.Path)
}

// PutVehicle enters a vehicle or writes its file anew.
func (s *Service) PutVehicle(ctx context.Context, v Vehicle) (*Vehicle, error) {
	v.Plate = strings.ToUpper(strings.NewReplacer(" ", "", "·", "", "-", "").Replace(clip(v.Plate, 12)))
	v.Owner, v.PermitNo = clip(v.Owner, 60), clip(v.PermitNo, 40)
	switch {
	case !plateForm.MatchString(v.Plate):
		return nil, errPlate
	case v.Seats < 1 || v.Seats > 80:
		return nil, errSeats
	}
	for _, day := range []string{v.PermitUntil, v.InspectedOn, v.LetterOn} {
		if day != "" && !validDay(day) {
			return nil, errDay
		}
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := school(ctx, tx, v.SchoolID)
		if err != nil {
			return err
		}
		if v.InspectedOn > today(tx.Now) {
			return errDay
		}
		v.School, v.Path = x.Name, x.Path
		if v.ID == "" {
			v.ID, v.Code, v.Version = id.New("veh"), sticker(), 1
			err = insertVehicles(ctx, tx, []*Vehicle{&v})
		} else if err = s.doneVehicle(ctx, tx, v.ID); err == nil {
			err = updateVehicle(ctx, tx, &v)
		}
		if errors.Is(err, db.ErrDuplicate) {
			return errPlateOld
		}
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, "bus.vehicle", v.ID, map[string]any{"plate": v.Plate, "retired": v.Retired})
	})
	if err != nil {
		return nil, err
	}
	s.judge(ctx, &v)
	return &v, nil
}

// doneVehicle takes what was asked about the old dates of a vehicle off the lists; the
// daily look asks anew where the new ones run out soon, too.
func (s *Service) doneVehicle(ctx context.Context, tx *db.Tx, vehicleID string) error {
	old, err := db.One(ctx, tx, scanVehicle, selectVehicle+`WHERE v.id = $1`, vehicleID)
	if db.IsNotFound(err) {
		return errGone
	}
	if err != nil {
		return err
	}
	if err := todo.Finish(ctx, tx, "bus", "inspection_due", old.ID+" "+due(old.InspectedOn, s.rules(ctx, old.Path).InspectMonths)); err != nil {
		return err
	}
	return todo.Finish(ctx, tx, "bus", "permit_due", old.ID+" "+old.PermitUntil)
}

func (s *Service) doneCrew(ctx context.Context, tx *db.Tx, crewID string) error {
	old, err := db.One(ctx, tx, scanCrew, selectCrew+`WHERE id = $1`, crewID)
	if db.IsNotFound(err) {
		return errGone
	}
	if err != nil {
		return err
	}
	return todo.Finish(ctx, tx, "bus", "review_due", old.ID+" "+due(old.ReviewOn, s.rules(ctx, old.Path).ReviewMonths))
}

func (s *Service) judge(ctx context.Context, v *Vehicle) {
	r := s.rules(ctx, v.Path)
	v.InspectDue = due(v.InspectedOn, r.InspectMonths)
	v.Faults = v.fit(r, today(s.db.Clock().Now()))
}

// sticker is what stands on the sticker at the last row; letters that are mistaken for
// one another are left out.
func sticker() string {
	const signs = "ACDEFGHJKMNPQRTUVWXY34679"
	raw := make([]byte, 6)
	_, _ = rand.Read(raw)
	for i, b := range raw {
		raw[i] = signs[int(b)%len(signs)]
	}
	return string(raw)
}

// PutCrew enters a driver or an attendant or writes what is known of him anew.
func (s *Service) PutCrew(ctx context.Context, c Crew) (*Crew, error) {
	c.Name = clip(c.Name, 20)
	switch {
	case c.Name == "":
		return nil, errName
	case !monthForm.MatchString(c.Born):
		return nil, errBorn
	case c.LicensedOn != "" && !validDay(c.LicensedOn), c.ReviewOn != "" && !validDay(c.ReviewOn):
		return nil, errDay
	}
	c.Cleared = slices.DeleteFunc(c.Cleared, func(k string) bool { return !slices.Contains(Clearances, k) })
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := school(ctx, tx, c.SchoolID)
		if err != nil {
			return err
		}
		c.School, c.Path = x.Name, x.Path
		if err := s.joined(ctx, tx, &c, x); err != nil {
			return err
		}
		if c.ID == "" {
			c.ID, c.Version = id.New("crw"), 1
			err = insertCrew(ctx, tx, []*Crew{&c})
		} else if err = s.doneCrew(ctx, tx, c.ID); err == nil {
			err = updateCrew(ctx, tx, &c)
		}
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, "bus.crew", c.ID, map[string]any{"kind": c.Kind, "retired": c.Retired})
	})
	if err != nil {
		return nil, err
	}
	c.Faults = c.fit(s.rules(ctx, c.Path), today(s.db.Clock().Now()))
	return &c, nil
}

// PutLine enters a line or writes it anew. Its vehicle and crew are of the same school.
func (s *Service) PutLine(ctx context.Context, l Line) (*Line, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := school(ctx, tx, l.SchoolID)
		if err != nil {
			return err
		}
		l.School, l.Path = x.Name, x.Path
		var n int
		if err := tx.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM bus_vehicles WHERE id = $1 AND school_id = $4) +
			(SELECT COUNT(*) FROM bus_crew WHERE id = $2 AND kind = 'driver' AND school_id = $4) +
			(SELECT COUNT(*) FROM bus_crew WHERE id = $3 AND kind = 'attendant' AND school_id = $4)`, l.VehicleID, l.DriverID, l.AttendantID, x.ID).Scan(&n); err != nil {
			return err
		}
		if n != 3 {
			return errLine
		}
		if l.ID == "" {
			l.ID, l.Version = id.New("lin"), 1
			err = insertLines(ctx, tx, []*Line{&l})
		} else {
			err = updateLine(ctx, tx, &l)
		}
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, "bus.line", l.ID, map[string]any{"name": l.Name, "active": l.Active})
	})
	if err != nil {
		return nil, err
	}
	return s.LineOf(ctx, l.ID)
}

// SeatRiders says who rides on a line, with stop and seat.
func (s *Service) SeatRiders(ctx context.Context, lineID string, riders []Rider) ([]Rider, error) {
	var out []Rider
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := getLine(ctx, tx, lineID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, l.Path, errGone); err != nil {
			return err
		}
		if err := access.Require(ctx, PermManage, l.Path); err != nil {
			return err
		}
		if err := l.seat(riders); err != nil {
			return err
		}
		if err := setRiders(ctx, tx, l, riders); err != nil {
			return err
		}
		if out, err = ridersOf(ctx, tx, lineID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "bus.riders", lineID, map[string]int{"riders": len(riders)})
	})
	return out, err
}

// fitToDrive refuses a trip whose vehicle or crew the rules do not let drive today.
func (s *Service) fitToDrive(ctx context.Context, tx *db.Tx, t *Trip) error {
	l, err := getLine(ctx, tx, t.LineID)
	if err != nil {
		return err
	}
	day, r := today(tx.Now), s.rules(ctx, t.Path)
	v, err := db.One(ctx, tx, scanVehicle, selectVehicle+`WHERE v.id = $1`, l.VehicleID)
	if err != nil {
		return err
	}
	v.InspectDue = due(v.InspectedOn, r.InspectMonths)
	if faults := v.fit(r, day); len(faults) > 0 || v.Retired {
		return errVehicle.With("plate", v.Plate)
	}
	for _, crewID := range []string{l.DriverID, l.AttendantID} {
		c, err := db.One(ctx, tx, scanCrew, selectCrew+`WHERE id = $1`, crewID)
		if err != nil {
			return err
		}
		if faults := c.fit(r, day); len(faults) > 0 || c.Retired {
			return errUnfit.With("name", c.Name)
		}
	}
	if l.Riders > l.Seats {
		return errFull.With("seats", l.Seats)
	}
	return nil
}

package bus

import (
	"context"
	"encoding/json"
	"strings"

	"huxue/internal/kit/db"
)

var vehicleColumns = []string{"id", "version", "school_id", "school_name", "path", "plate", "kind", "seats", "owner", "permit_no", "permit_until", "inspected_on",
	"hammer", "extinguisher", "first_aid", "recorder", "letter_on", "code", "retired"}

var selectVehicle = "SELECT " + strings.Join(vehicleColumns, ", ") + " FROM bus_vehicles v "

func scanVehicle(row db.Scanner) (*Vehicle, error) {
	v := &Vehicle{Faults: []string{}}
	err := row.Scan(&v.ID, &v.Version, &v.SchoolID, &v.School, &v.Path, &v.Plate, &v.Kind, &v.Seats, &v.Owner, &v.PermitNo, &v.PermitUntil, &v.InspectedOn,
		&v.Hammer, &v.Extinguish, &v.FirstAid, &v.Recorder, &v.LetterOn, &v.Code, &v.Retired)
	return v, err
}

func insertVehicles(ctx context.Context, tx *db.Tx, list []*Vehicle) error {
	rows := make([][]any, len(list))
	for i, v := range list {
		rows[i] = []any{v.ID, v.Version, v.SchoolID, v.School, v.Path, v.Plate, v.Kind, v.Seats, v.Owner, v.PermitNo, v.PermitUntil, v.InspectedOn, v.Hammer,
			v.Extinguish, v.FirstAid, v.Recorder, v.LetterOn, v.Code, v.Retired}
	}
	_, err := tx.Insert(ctx, "bus_vehicles", vehicleColumns, rows, "")
	return err
}

func updateVehicle(ctx context.Context, tx *db.Tx, v *Vehicle) error {
	err := tx.UpdateOne(ctx, `UPDATE bus_vehicles SET version = version + 1, plate = $1, kind = $2, seats = $3, owner = $4, permit_no = $5, permit_until = $6,
		inspected_on = $7, hammer = $8, extinguisher = $9, first_aid = $10, recorder = $11, letter_on = $12, retired = $13 WHERE id = $14 AND version = $15 AND school_id = $16`,
		v.Plate, v.Kind, v.Seats, v.Owner, v.PermitNo, v.PermitUntil, v.InspectedOn, v.Hammer, v.Extinguish, v.FirstAid, v.Recorder, v.LetterOn, v.Retired, v.ID,
		v.Version, v.SchoolID)
	v.Version++
	return err
}

const selectCrew = `SELECT id, version, school_id, school_name, path, kind, name, born, licensed_on, review_on, cleared, person_id, retired FROM bus_crew `

func scanCrew(row db.Scanner) (*Crew, error) {
	c := &Crew{Faults: []string{}}
	var cleared string
	err := row.Scan(&c.ID, &c.Version, &c.SchoolID, &c.School, &c.Path, &c.Kind, &c.Name, &c.Born, &c.LicensedOn, &c.ReviewOn, &cleared, &c.PersonID, &c.Retired)
	if err != nil {
		return nil, err
	}
	return c, json.Unmarshal([]byte(cleared), &c.Cleared)
}

func insertCrew(ctx context.Context, tx *db.Tx, list []*Crew) error {
	rows := make([][]any, len(list))
	for i, c := range list {
		if c.Cleared == nil {
			c.Cleared = []string{}
		}
		rows[i] = []any{c.ID, c.Version, c.SchoolID, c.School, c.Path, c.Kind, c.Name, c.Born, c.LicensedOn, c.ReviewOn, text(c.Cleared), c.PersonID, c.Retired}
	}
	_, err := tx.Insert(ctx, "bus_crew", []string{"id", "version", "school_id", "school_name", "path", "kind", "name", "born", "licensed_on", "review_on", "cleared",
		"person_id", "retired"}, rows, "")
	return err
}

func updateCrew(ctx context.Context, tx *db.Tx, c *Crew) error {
	if c.Cleared == nil {
		c.Cleared = []string{}
	}
	err := tx.UpdateOne(ctx, `UPDATE bus_crew SET version = version + 1, name = $1, born = $2, licensed_on = $3, review_on = $4, cleared = $5, person_id = $6, retired = $7
		WHERE id = $8 AND version = $9 AND school_id = $10`, c.Name, c.Born, c.LicensedOn, c.ReviewOn, text(c.Cleared), c.PersonID, c.Retired, c.ID, c.Version, c.SchoolID)
	c.Version++
	return err
}

const selectLine = `SELECT l.id, l.version, l.school_id, l.school_name, l.path, l.name, l.vehicle_id, v.plate, l.driver_id, d.name, l.attendant_id, a.name, l.stops,
	l.arrive, l.leave, l.days, v.seats, (SELECT COUNT(*) FROM bus_riders r WHERE r.line_id = l.id), l.active
	FROM bus_lines l JOIN bus_vehicles v ON v.id = l.vehicle_id JOIN bus_crew d ON d.id = l.driver_id JOIN bus_crew a ON a.id = l.attendant_id `

func scanLine(row db.Scanner) (*Line, error) {
	l := &Line{}
	var stops string
	err := row.Scan(&l.ID, &l.Version, &l.SchoolID, &l.School, &l.Path, &l.Name, &l.VehicleID, &l.Plate, &l.DriverID, &l.Driver, &l.AttendantID, &l.Attendant, &stops,
		&l.Arrive, &l.Leave, &l.Days, &l.Seats, &l.Riders, &l.Active)
	if err != nil {
		return nil, err
	}
	return l, json.Unmarshal([]byte(stops), &l.Stops)
}

func getLine(ctx context.Context, tx *db.Tx, lineID string) (*Line, error) {
	l, err := db.One(ctx, tx, scanLine, selectLine+`WHERE l.id = $1`, lineID)
	if db.IsNotFound(err) {
		return nil, errGone
	}
	return l, err
}

func insertLines(ctx context.Context, tx *db.Tx, list []*Line) error {
	rows := make([][]any, len(list))
	for i, l := range list {
		rows[i] = []any{l.ID, l.Version, l.SchoolID, l.School, l.Path, l.Name, l.VehicleID, l.DriverID, l.AttendantID, text(l.Stops), l.Arrive, l.Leave, l.Days, l.Active}
	}
	_, err := tx.Insert(ctx, "bus_lines", []string{"id", "version", "school_id", "school_name", "path", "name", "vehicle_id", "driver_id", "attendant_id", "stops",
		"arrive", "leave", "days", "active"}, rows, "")
	return err
}

func updateLine(ctx context.Context, tx *db.Tx, l *Line) error {
	return tx.UpdateOne(ctx, `UPDATE bus_lines SET version = version + 1, name = $1, vehicle_id = $2, driver_id = $3, attendant_id = $4, stops = $5, arrive = $6,
		leave = $7, days = $8, active = $9 WHERE id = $10 AND version = $11 AND school_id = $12`, l.Name, l.VehicleID, l.DriverID, l.AttendantID, text(l.Stops), l.Arrive, l.Leave,
		l.Days, l.Active, l.ID, l.Version, l.SchoolID)
}

// setRiders writes the riders of a line, who must be pupils of its school.
func setRiders(ctx context.Context, tx *db.Tx, l *Line, riders []Rider) error {
	ids := make([]string, len(riders))
	rows := make([][]any, len(riders))
	for i, r := range riders {
		ids[i], rows[i] = r.PupilID, []any{l.ID, r.PupilID, r.Stop, r.Seat}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM bus_riders WHERE line_id = $1`, l.ID); err != nil || len(rows) == 0 {
		return err
	}
	var a db.Args
	known, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM pupils WHERE status = 'active' AND school_id = `+a.Add(l.SchoolID)+` AND `+a.In("id", ids), a.Values()...)
	if err != nil {
		return err
	}
	if known != len(ids) {
		return errRider
	}
	_, err = tx.Insert(ctx, "bus_riders", []string{"line_id", "pupil_id", "stop", "seat"}, rows, "")
	return err
}

func ridersOf(ctx context.Context, tx *db.Tx, lineID string) ([]Rider, error) {
	roll, err := seatsOf(ctx, tx, lineID)
	out := make([]Rider, len(roll))
	for i, r := range roll {
		out[i] = Rider{PupilID: r.PupilID, Name: r.Name, Class: r.Class, Stop: r.Stop, Seat: r.Seat}
	}
	return out, err
}

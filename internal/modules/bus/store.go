package bus

import (
	"context"
	"encoding/json"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
)

func text(v any) string {
	out, _ := json.Marshal(v)
	return string(out)
}

var tripColumns = []string{
	"line_id", "line_name", "school_id", "school_name", "path", "vehicle_id", "plate", "code", "driver", "attendant", "attendant_person", "day", "direction",
	"from_min", "to_min", "seats", "state", "list", "answers", "checked_by", "checked_at", "started_at", "arrived_at", "cleared_at", "cleared_by", "clear_way",
	"clear_file", "boarded", "alighted", "expected", "absent", "due_at", "alarm", "alarm_at", "resolved_at", "resolved_by", "reason", "cancelled_by",
}

var selectTrip = "SELECT id, version, " + strings.Join(tripColumns, ", ") + " FROM bus_trips "

func tripValues(t *Trip) []any {
	if t.Check == nil {
		t.Check = []CheckAnswer{}
	}
	return []any{
		t.LineID, t.Line, t.SchoolID, t.School, t.Path, t.VehicleID, t.Plate, t.code, t.Driver, t.Attendant, t.AttendantPerson, t.Day, t.Direction,
		t.From, t.To, t.Seats, string(t.State), t.List, text(t.Check), t.CheckedBy, db.Millis(t.CheckedAt), db.Millis(t.StartedAt), db.Millis(t.ArrivedAt),
		db.Millis(t.ClearedAt), t.ClearedBy, t.ClearWay, t.ClearFile, t.Boarded, t.Alighted, t.Expected, t.Absent, db.Millis(t.DueAt), string(t.Alarm),
		db.Millis(t.AlarmAt), db.Millis(t.ResolvedAt), t.ResolvedBy, t.Reason, t.CancelledBy,
	}
}

func scanTrip(row db.Scanner) (*Trip, error) {
	t := &Trip{}
	var answers string
	err := row.Scan(&t.ID, &t.Version,
		&t.LineID, &t.Line, &t.SchoolID, &t.School, &t.Path, &t.VehicleID, &t.Plate, &t.code, &t.Driver, &t.Attendant, &t.AttendantPerson, &t.Day, &t.Direction,
		&t.From, &t.To, &t.Seats, &t.State, &t.List, &answers, &t.CheckedBy, db.Instant(&t.CheckedAt), db.Instant(&t.StartedAt), db.Instant(&t.ArrivedAt),
		db.Instant(&t.ClearedAt), &t.ClearedBy, &t.ClearWay, &t.ClearFile, &t.Boarded, &t.Alighted, &t.Expected, &t.Absent, db.Instant(&t.DueAt), &t.Alarm,
		db.Instant(&t.AlarmAt), db.Instant(&t.ResolvedAt), &t.ResolvedBy, &t.Reason, &t.CancelledBy)
	if err != nil {
		return nil, err
	}
	return t, json.Unmarshal([]byte(answers), &t.Check)
}

// insertTrips writes trips; one that stands there already stays as it is.
func insertTrips(ctx context.Context, tx *db.Tx, list []*Trip) (int64, error) {
	rows := make([][]any, len(list))
	for i, t := range list {
		t.Version = 1
		rows[i] = append([]any{t.ID, t.Version, db.Millis(tx.Now)}, tripValues(t)...)
	}
	return tx.Insert(ctx, "bus_trips", append([]string{"id", "version", "changed_at"}, tripColumns...), rows, "ON CONFLICT DO NOTHING")
}

func updateTrip(ctx context.Context, tx *db.Tx, t *Trip) error {
	var a db.Args
	set := make([]string, len(tripColumns))
	for i, v := range tripValues(t) {
		set[i] = tripColumns[i] + " = " + a.Add(v)
	}
	q := "UPDATE bus_trips SET version = version + 1, changed_at = " + a.Add(db.Millis(tx.Now)) + ", " + strings.Join(set, ", ")
	q += " WHERE id = " + a.Add(t.ID) + " AND version = " + a.Add(t.Version)
	err := tx.UpdateOne(ctx, q, a.Values()...)
	if err == nil {
		t.Version++
	}
	return err
}

func getTrip(ctx context.Context, tx *db.Tx, tripID, lock string) (*Trip, error) {
	t, err := db.One(ctx, tx, scanTrip, selectTrip+"WHERE id = $1 "+lock, tripID)
	if db.IsNotFound(err) {
		return nil, errGone
	}
	if err != nil {
		return nil, err
	}
	t.Riders, err = rollOf(ctx, tx, tripID)
	return t, err
}

func scanOnBoard(row db.Scanner) (r OnBoard, err error) {
	err = row.Scan(&r.PupilID, &r.Name, &r.Class, &r.Stop, &r.Seat, db.Instant(&r.On), db.Instant(&r.Off), &r.Absent)
	return r, err
}

// rollOf is who is on the roll of a trip, with the names of the roster.
func rollOf(ctx context.Context, tx *db.Tx, tripID string) ([]OnBoard, error) {
	return db.All(ctx, tx, scanOnBoard, `SELECT r.pupil_id, COALESCE(p.name, ''), COALESCE(k.name, ''), r.stop, r.seat, r.on_at, r.off_at, r.absent
		FROM bus_roll r LEFT JOIN pupils p ON p.id = r.pupil_id LEFT JOIN school_classes k ON k.id = p.class_id WHERE r.trip_id = $1 ORDER BY r.stop, r.seat`, tripID)
}

// seatsOf is who rides on a line, as a roll that nobody has called yet.
func seatsOf(ctx context.Context, tx *db.Tx, lineID string) ([]OnBoard, error) {
	return db.All(ctx, tx, func(row db.Scanner) (r OnBoard, err error) {
		err = row.Scan(&r.PupilID, &r.Name, &r.Class, &r.Stop, &r.Seat)
		return r, err
	}, `SELECT r.pupil_id, p.name, k.name, r.stop, r.seat FROM bus_riders r JOIN pupils p ON p.id = r.pupil_id JOIN school_classes k ON k.id = p.class_id
		WHERE r.line_id = $1 AND p.status = 'active' ORDER BY r.stop, r.seat`, lineID)
}

func putRoll(ctx context.Context, tx *db.Tx, tripID string, list []OnBoard) error {
	rows := make([][]any, len(list))
	for i, r := range list {
		rows[i] = []any{tripID, r.PupilID, r.Stop, r.Seat, db.Millis(r.On), db.Millis(r.Off), r.Absent}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := tx.Insert(ctx, "bus_roll", []string{"trip_id", "pupil_id", "stop", "seat", "on_at", "off_at", "absent"}, rows,
		"ON CONFLICT (trip_id, pupil_id) DO UPDATE SET on_at = excluded.on_at, off_at = excluded.off_at, absent = excluded.absent")
	return err
}

// TripLine is one line of a trip's timeline.
type TripLine struct {
	ID   string          `json:"id"`
	At   int64           `json:"at"`
	Kind string          `json:"kind"`
	By   string          `json:"by"`
	Data json.RawMessage `json:"data"`
}

func timelineOf(ctx context.Context, tx *db.Tx, tripID string) ([]TripLine, error) {
	return db.All(ctx, tx, func(s db.Scanner) (l TripLine, err error) {
		var data string
		err = s.Scan(&l.ID, &l.At, &l.Kind, &l.By, &data)
		l.Data = json.RawMessage(data)
		return l, err
	}, `SELECT id, at, kind, by_name, data FROM bus_timeline WHERE trip_id = $1 ORDER BY id`, tripID)
}

func addLine(ctx context.Context, tx *db.Tx, tripID, kind string, data map[string]any) error {
	who := access.From(ctx)
	if who.Kind == access.System {
		who.Name = ""
	}
	if data == nil {
		data = map[string]any{}
	}
	_, err := tx.Exec(ctx, `INSERT INTO bus_timeline (id, trip_id, at, kind, by_name, data) VALUES ($1, $2, $3, $4, $5, $6)`,
		id.New("btl"), tripID, db.Millis(tx.Now), kind, who.Name, text(data))
	return err
}

package alarm

import (
	"context"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
)

var alarmColumns = []string{
	"id", "no", "version", "mode", "state", "outcome", "outcome_reason", "kind", "severity", "silent", "note",
	"path", "school_id", "school_name", "school_phone", "county_name", "lon", "lat", "place_id", "place",
	"source", "presser_id", "presser_name", "presser_unit", "device_id", "session_expired", "repeats",
	"desk_id", "desk_name", "responder_unit", "responder_phone", "device_at", "clock_off_ms",
	"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "changed_at", "lines", "head",
	"level", "owner_id", "owner_name", "owner_unit", "owner_since", "police_ack_at", "police_ack_by", "school_ack_at",
	"school_ack_by", "education_ack_at", "education_ack_by", "step", "next_step_at", "last_press_at", "unparsed", "battery",
}

var selectAlarm = "SELECT " + strings.Join(alarmColumns, ", ") + " FROM alarms "

func scanAlarm(s db.Scanner) (*Alarm, error) {
	a := &Alarm{}
	var severity string
	var off, changed int64
	k := &a.Acks
	err := s.Scan(&a.ID, &a.No, &a.Version, &a.Mode, &a.State, &a.Outcome, &a.OutcomeReason, &a.Kind, &severity,
		&a.Silent, &a.Note, &a.Path, &a.SchoolID, &a.SchoolName, &a.SchoolPhone, &a.CountyName, &a.Lon, &a.Lat,
		&a.PlaceID, &a.Place, &a.Source, &a.PresserID, &a.PresserName, &a.PresserUnit, &a.DeviceID, &a.SessionExpired,
		&a.Repeats, &a.DeskID, &a.DeskName, &a.ResponderUnit, &a.ResponderPhone, db.Instant(&a.DeviceAt), &off,
		db.Instant(&a.T0), db.Instant(&a.T1), db.Instant(&a.T2), db.Instant(&a.T3), db.Instant(&a.T4), db.Instant(&a.T5),
		db.Instant(&a.T6), db.Instant(&a.T7), &changed, &a.lines, &a.head,
		&a.Level, &a.OwnerID, &a.OwnerName, &a.OwnerUnit, db.Instant(&a.OwnerSince), db.Instant(&k.Police.At), &k.Police.Name,
		db.Instant(&k.School.At), &k.School.Name, db.Instant(&k.Education.At), &k.Education.Name, &a.Step,
		db.Instant(&a.NextStepAt), db.Instant(&a.LastPressAt), &a.Unparsed, &a.Battery)
	a.ClockOff = time.Duration(off) * time.Millisecond
	return a, err
}

// insertAlarm writes the alarm, which has its id, and numbers it. The number is
// short, because people read it over the telephone; should another alarm of the
// same second have it already, this one gets another. No press fails over a
// number.
func insertAlarm(ctx context.Context, tx *db.Tx, a *Alarm) error {
	for from := a.ID; ; from = id.New("alm") {
		a.Version, a.No = 1, number(a.T1, from)
		n, err := tx.Insert(ctx, "alarms", alarmColumns, [][]any{{
			a.ID, a.No, a.Version, a.Mode, a.State, a.Outcome, a.OutcomeReason, a.Kind, a.Severity(), a.Silent, a.Note,
			a.Path, a.SchoolID, a.SchoolName, a.SchoolPhone, a.CountyName, a.Lon, a.Lat, a.PlaceID, a.Place,
			a.Source, a.PresserID, a.PresserName, a.PresserUnit, a.DeviceID, a.SessionExpired, a.Repeats,
			a.DeskID, a.DeskName, a.ResponderUnit, a.ResponderPhone, db.Millis(a.DeviceAt), a.ClockOff.Milliseconds(),
			db.Millis(a.T0), db.Millis(a.T1), db.Millis(a.T2), db.Millis(a.T3), db.Millis(a.T4), db.Millis(a.T5),
			db.Millis(a.T6), db.Millis(a.T7), db.Millis(tx.Now), a.lines, a.head,
			a.Level, a.OwnerID, a.OwnerName, a.OwnerUnit, db.Millis(a.OwnerSince), 0, "", 0, "", 0, "", a.Step,
			db.Millis(a.NextStepAt), db.Millis(a.LastPressAt), a.Unparsed, a.Battery,
		}}, "ON CONFLICT (no) DO NOTHING")
		if err != nil || n == 1 {
			knowHead(tx, a)
			return err
		}
	}
}

// number is the 编号: the second of arrival in the city's time, and the last four
// characters of a fresh id.
func number(at time.Time, from string) string {
	return "BJ" + at.In(city).Format("20060102-150405") + "-" + strings.ToUpper(from[len(from)-4:])
}

// city is the zone of business days and printed numbers. China has one.
var city = time.FixedZone("Asia/Shanghai", 8*60*60)

// update saves what may change after the press, against the version read.
func update(ctx context.Context, tx *db.Tx, a *Alarm) error {
	k := &a.Acks
	err := tx.UpdateOne(ctx, `UPDATE alarms SET version = version + 1, state = $1, outcome = $2, outcome_reason = $3,
		kind = $4, severity = $5, note = $6, place_id = $7, place = $8, repeats = $9, desk_id = $10, desk_name = $11,
		responder_unit = $12, responder_phone = $13, t2 = $14, t3 = $15, t4 = $16, t5 = $17, t6 = $18, t7 = $19,
		changed_at = $20, level = $21, owner_id = $22, owner_name = $23, owner_unit = $24, owner_since = $25,
		police_ack_at = $26, police_ack_by = $27, school_ack_at = $28, school_ack_by = $29, education_ack_at = $30,
		education_ack_by = $31, step = $32, next_step_at = $33, last_press_at = $34 WHERE id = $35 AND version = $36`,
		a.State, a.Outcome, a.OutcomeReason, a.Kind, a.Severity(), a.Note, a.PlaceID, a.Place, a.Repeats,
		a.DeskID, a.DeskName, a.ResponderUnit, a.ResponderPhone, db.Millis(a.T2), db.Millis(a.T3), db.Millis(a.T4),
		db.Millis(a.T5), db.Millis(a.T6), db.Millis(a.T7), db.Millis(tx.Now), a.Level, a.OwnerID, a.OwnerName, a.OwnerUnit,
		db.Millis(a.OwnerSince), db.Millis(k.Police.At), k.Police.Name, db.Millis(k.School.At), k.School.Name,
		db.Millis(k.Education.At), k.Education.Name, a.Step, db.Millis(a.NextStepAt), db.Millis(a.LastPressAt), a.ID, a.Version)
	if err == nil {
		a.Version++
	}
	return err
}

func get(ctx context.Context, tx *db.Tx, alarmID string) (*Alarm, error) {
	a, err := db.One(ctx, tx, scanAlarm, selectAlarm+"WHERE id = $1", alarmID)
	if db.IsNotFound(err) {
		return nil, ErrNotFound
	}
	return a, err
}

// lockAlarm reads an alarm that is about to be changed.
func lockAlarm(ctx context.Context, tx *db.Tx, alarmID string) (*Alarm, error) {
	a, err := db.One(ctx, tx, scanAlarm, selectAlarm+"WHERE id = $1 "+tx.Lock(), alarmID)
	if db.IsNotFound(err) {
		return nil, ErrNotFound
	}
	if err == nil {
		knowHead(tx, a)
	}
	return a, err
}

// claimPress records a press under its name; false means that it is known.
func claimPress(ctx context.Context, tx *db.Tx, pressID, alarmID string, deviceAt time.Time, body string) (bool, error) {
	res, err := tx.Exec(ctx, `INSERT INTO alarm_presses (press_id, alarm_id, at, device_at, body)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (press_id) DO NOTHING`,
		pressID, alarmID, db.Millis(tx.Now), db.Millis(deviceAt), body)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// byPress returns the alarm that a known press led to.
func byPress(ctx context.Context, tx *db.Tx, pressID string) (*Alarm, error) {
	return db.One(ctx, tx, scanAlarm, selectAlarm+
		"WHERE id = (SELECT alarm_id FROM alarm_presses WHERE press_id = $1)", pressID)
}

// anySchool returns some school's id, "" where there is none yet.
func anySchool(ctx context.Context, tx *db.Tx) (string, error) {
	return db.One(ctx, tx, db.Value[string], `SELECT COALESCE((SELECT id FROM schools LIMIT 1), '')`)
}

// fresh returns the open alarm that the same hand raised, or last pressed for, at
// the same place a moment ago.
func fresh(ctx context.Context, tx *db.Tx, a *Alarm, since time.Time) (*Alarm, error) {
	first, err := db.One(ctx, tx, scanAlarm, selectAlarm+`WHERE path = $1 AND state NOT IN ('resolved', 'reset') AND mode = $2
		AND level = $3 AND presser_id = $4 AND device_id = $5 AND place = $6 AND last_press_at >= $7
		ORDER BY last_press_at DESC LIMIT 1 `+tx.Lock(),
		a.Path, a.Mode, a.Level, a.PresserID, a.DeviceID, a.Place, db.Millis(since))
	if err == nil {
		knowHead(tx, first)
	}
	return first, err
}

// Filter narrows a list of alarms.
type Filter struct {
	Open  bool
	State State
	Query string
	Path  string // an area or a school
	After string // keyset: ids before this one
	Limit int

	// The press lies in [From, To), UTC milliseconds; 0 is open.
	From, To int64
	Mode     Mode
	Level    Level
	Outcome  string
	Reason   string // of a false alarm
}

func list(ctx context.Context, tx *db.Tx, paths []string, f Filter) ([]*Alarm, error) {
	var a db.Args
	where := []string{a.Within("path", paths)}
	if f.Open {
		where = append(where, "state NOT IN ('resolved', 'reset')")
	}
	if f.State != "" {
		where = append(where, "state = "+a.Add(string(f.State)))
	}
	if f.Path != "" {
		where = append(where, a.Within("path", []string{f.Path}))
	}
	if f.Query != "" {
		where = append(where, a.Contains(f.Query, "school_name", "no", "county_name", "place"))
	}
	if f.From != 0 {
		where = append(where, "t0 >= "+a.Add(f.From))
	}
	if f.To != 0 {
		where = append(where, "t0 < "+a.Add(f.To))
	}
	for column, value := range map[string]string{"mode": string(f.Mode), "level": string(f.Level), "outcome": f.Outcome, "outcome_reason": f.Reason} {
		if value != "" {
			where = append(where, column+" = "+a.Add(value))
		}
	}
	if f.After != "" {
		where = append(where, "id < "+a.Add(f.After))
	}
	return db.All(ctx, tx, scanAlarm, selectAlarm+"WHERE "+strings.Join(where, " AND ")+
		" ORDER BY id DESC LIMIT "+a.Add(f.Limit), a.Values()...)
}

func changedSince(ctx context.Context, tx *db.Tx, since time.Time) ([]*Alarm, error) {
	return db.All(ctx, tx, scanAlarm, selectAlarm+"WHERE changed_at >= $1", db.Millis(since))
}

func pressedBy(ctx context.Context, tx *db.Tx, presserID, deviceID string, limit int) ([]*Alarm, error) {
	return db.All(ctx, tx, scanAlarm, selectAlarm+`WHERE (presser_id = $1 AND $1 <> '') OR (device_id = $2 AND $2 <> '')
		ORDER BY id DESC LIMIT $3`, presserID, deviceID, limit)
}

package device

import (
	"context"
	"errors"
	"strings"

	"huxue/internal/kit/db"
)

const selectDevice = `SELECT d.id, d.version, d.school_id, s.name, d.path, d.place_id, COALESCE(p.name, ''), d.name, d.kind, d.protocol, d.code,
	d.parent_id, d.panic, d.heartbeat_s, d.state, d.secret, d.last_seen_at, d.last_addr, d.battery, d.clock_drift_ms, d.last_proven_at,
	d.recorded_days, d.recorded_at, d.created_at, d.retired_at, d.retired_why
	FROM device_registry d JOIN schools s ON s.id = d.school_id LEFT JOIN school_places p ON p.id = d.place_id AND d.place_id <> '' `

func scanDevice(row db.Scanner) (*Device, error) {
	d := &Device{}
	err := row.Scan(&d.ID, &d.Version, &d.SchoolID, &d.SchoolName, &d.Path, &d.PlaceID, &d.PlaceName, &d.Name, &d.Kind, &d.Protocol, &d.Code,
		&d.ParentID, &d.Panic, &d.HeartbeatS, &d.State, &d.sealed, db.Instant(&d.LastSeenAt), &d.LastAddr, &d.Battery, &d.ClockDriftMs,
		db.Instant(&d.LastProvenAt), &d.RecordedDays, db.Instant(&d.RecordedAt), db.Instant(&d.CreatedAt), db.Instant(&d.RetiredAt), &d.RetiredWhy)
	d.HasSecret = d.sealed != ""
	return d, err
}

func one(ctx context.Context, tx *db.Tx, where string, args ...any) (*Device, error) {
	d, err := db.One(ctx, tx, scanDevice, selectDevice+where, args...)
	if db.IsNotFound(err) {
		return nil, ErrNotFound
	}
	return d, err
}

func get(ctx context.Context, tx *db.Tx, deviceID string) (*Device, error) {
	return one(ctx, tx, `WHERE d.id = $1`, deviceID)
}

// lock reads a device that is about to be changed. It is held alone, since on
// PostgreSQL a row that may be missing cannot be.
func lock(ctx context.Context, tx *db.Tx, deviceID string) (*Device, error) {
	if clause := tx.Lock(); clause != "" {
		if _, err := db.One(ctx, tx, db.Value[string], `SELECT id FROM device_registry WHERE id = $1 `+clause, deviceID); err != nil && !db.IsNotFound(err) {
			return nil, err
		}
	}
	return get(ctx, tx, deviceID)
}

// byCode is the device in use that a protocol knows by this name.
func byCode(ctx context.Context, tx *db.Tx, protocol, code string) (*Device, error) {
	return one(ctx, tx, `WHERE d.protocol = $1 AND d.code = $2 AND d.state <> 'retired'`, protocol, code)
}

var registryColumns = []string{"id", "version", "school_id", "path", "place_id", "name", "kind", "protocol", "code", "parent_id", "panic", "heartbeat_s",
	"state", "secret", "last_seen_at", "last_addr", "battery", "clock_drift_ms", "last_proven_at", "created_at"}

func (d *Device) row() []any {
	return []any{d.ID, d.Version, d.SchoolID, d.Path, d.PlaceID, d.Name, string(d.Kind), d.Protocol, d.Code, d.ParentID, d.Panic, d.HeartbeatS,
		string(d.State), d.sealed, db.Millis(d.LastSeenAt), d.LastAddr, figure(d.Battery), d.ClockDriftMs, db.Millis(d.LastProvenAt), db.Millis(d.CreatedAt)}
}

func figure(b *int) any {
	if b == nil {
		return nil
	}
	return *b
}

func insert(ctx context.Context, tx *db.Tx, list ...*Device) error {
	rows := make([][]any, len(list))
	for i, d := range list {
		rows[i] = d.row()
	}
	_, err := tx.Insert(ctx, "device_registry", registryColumns, rows, "")
	if errors.Is(err, db.ErrDuplicate) {
		return errTaken
	}
	return err
}

// update saves what people decide about a device.
func update(ctx context.Context, tx *db.Tx, d *Device, version int64) error {
	err := tx.UpdateOne(ctx, `UPDATE device_registry SET version = version + 1, place_id = $1, name = $2, code = $3, parent_id = $4, panic = $5,
		heartbeat_s = $6, state = $7, secret = $8, retired_at = $9, retired_why = $10 WHERE id = $11 AND version = $12`,
		d.PlaceID, d.Name, d.Code, d.ParentID, d.Panic, d.HeartbeatS, string(d.State), d.sealed, db.Millis(d.RetiredAt), d.RetiredWhy, d.ID, version)
	if errors.Is(err, db.ErrDuplicate) {
		return errTaken
	}
	if err == nil {
		d.Version = version + 1
	}
	return err
}

// updateHeard saves what the device itself has said. It is no new version: somebody
// who edits the device should not be refused because it has just spoken.
func updateHeard(ctx context.Context, tx *db.Tx, d *Device) error {
	_, err := tx.Exec(ctx, `UPDATE device_registry SET state = $1, last_seen_at = $2, last_addr = $3, battery = $4, clock_drift_ms = $5,
		last_proven_at = $6, recorded_days = $7, recorded_at = $8 WHERE id = $9`,
		string(d.State), db.Millis(d.LastSeenAt), d.LastAddr, figure(d.Battery), d.ClockDriftMs, db.Millis(d.LastProvenAt), figure(d.RecordedDays), db.Millis(d.RecordedAt), d.ID)
	return err
}

// Proven notes that a button was proven otherwise than by its own message, such as by a
// joint test that went through.
// access: the room has checked its act. audit: the room has recorded it.
func Proven(ctx context.Context, tx *db.Tx, deviceID string, at int64) error {
	_, err := tx.Exec(ctx, `UPDATE device_registry SET last_proven_at = $1 WHERE id = $2 AND last_proven_at < $1`, at, deviceID)
	return err
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	for _, table := range []string{"device_registry", "device_inputs", "device_faults"} {
		var a db.Args
		set := `UPDATE ` + table + ` SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
		if _, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...); err != nil {
			return err
		}
	}
	return nil
}

// where joins conditions.
func where(parts []string) string { return "WHERE " + strings.Join(parts, " AND ") }

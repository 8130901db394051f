package alarm

import (
	"context"
	"strconv"
	"strings"

	"huxue/internal/kit/db"
)

const selectButton = `SELECT b.id, b.version, b.school_id, s.name, b.path, b.place_id, COALESCE(p.name, ''), b.device_id, b.name,
	b.since, b.status, b.retired_on, b.last_proven_at, b.last_result, COALESCE(d.name, '')
	FROM alarm_buttons b JOIN schools s ON s.id = b.school_id LEFT JOIN school_places p ON p.id = b.place_id
	LEFT JOIN device_registry d ON d.id = b.device_id AND b.device_id <> '' `

func scanButton(s db.Scanner) (*Button, error) {
	b := &Button{}
	err := s.Scan(&b.ID, &b.Version, &b.SchoolID, &b.SchoolName, &b.Path, &b.PlaceID, &b.PlaceName, &b.DeviceID, &b.Name,
		&b.Since, &b.Status, &b.RetiredOn, &b.LastProvenAt, &b.LastResult, &b.DeviceName)
	return b, err
}

func insertButtons(ctx context.Context, tx *db.Tx, list []*Button, suffix string) (int64, error) {
	rows := make([][]any, len(list))
	for i, b := range list {
		rows[i] = []any{b.ID, b.SchoolID, b.Path, b.PlaceID, b.DeviceID, b.Name, b.Since, b.Status, b.RetiredOn, b.LastProvenAt, b.LastResult, b.byDevice}
	}
	return tx.Insert(ctx, "alarm_buttons", []string{"id", "school_id", "path", "place_id", "device_id", "name", "since", "status",
		"retired_on", "last_proven_at", "last_result", "by_device"}, rows, suffix)
}

func updateButton(ctx context.Context, tx *db.Tx, b *Button, version int64) error {
	return tx.UpdateOne(ctx, `UPDATE alarm_buttons SET version = version + 1, name = $1, device_id = $2, status = $3, retired_on = $4
		WHERE id = $5 AND version = $6`, b.Name, b.DeviceID, b.Status, b.RetiredOn, b.ID, version)
}

// setTested writes down how the last test of a button ended, and when it was
// proven if it was.
func setTested(ctx context.Context, tx *db.Tx, buttonID, result string, provenAt int64) error {
	_, err := tx.Exec(ctx, `UPDATE alarm_buttons SET last_result = $1,
		last_proven_at = CASE WHEN $2 > last_proven_at THEN $2 ELSE last_proven_at END WHERE id = $3`, result, provenAt, buttonID)
	return err
}

// cancelOpen takes the coming tests of a button off the plan.
func cancelOpen(ctx context.Context, tx *db.Tx, buttonID, reason string) error {
	_, err := tx.Exec(ctx, `UPDATE alarm_tests SET version = version + 1, state = 'cancelled', cancel_reason = $1
		WHERE button_id = $2 AND state IN ('planned', 'announced')`, reason, buttonID)
	return err
}

// buttonAt is the button in use at a place, or the one that is this device.
func buttonAt(ctx context.Context, tx *db.Tx, placeID, deviceID string) (string, error) {
	return db.One(ctx, tx, db.Value[string], `SELECT id FROM alarm_buttons WHERE status = 'active'
		AND ((place_id = $1 AND $1 <> '') OR (device_id = $2 AND $2 <> ''))
		ORDER BY CASE WHEN device_id = $2 AND $2 <> '' THEN 0 ELSE 1 END, id LIMIT 1`, placeID, deviceID)
}

func (f *ButtonFilter) where(a *db.Args, paths []string) []string {
	where := []string{a.Within("b.path", paths)}
	if f.Path != "" {
		where = append(where, a.Within("b.path", []string{f.Path}))
	}
	if f.SchoolID != "" {
		where = append(where, "b.school_id = "+a.Add(f.SchoolID))
	}
	if f.Query != "" {
		where = append(where, a.Contains(f.Query, "s.name", "b.name"))
	}
	return where
}

func listButtons(ctx context.Context, tx *db.Tx, paths []string, f ButtonFilter) ([]*Button, error) {
	var a db.Args
	where := f.where(&a, paths)
	switch f.Status {
	case "retired":
		where = append(where, "b.status = 'retired'")
	case "never":
		where = append(where, "b.status = 'active' AND b.last_proven_at = 0")
	default:
		where = append(where, "b.status = 'active'")
	}
	if at, id, ok := strings.Cut(f.After, "|"); ok {
		ms, _ := strconv.ParseInt(at, 10, 64)
		where = append(where, "(b.last_proven_at > "+a.Add(ms)+" OR (b.last_proven_at = "+a.Add(ms)+" AND b.id > "+a.Add(id)+"))")
	}
	return db.All(ctx, tx, scanButton, selectButton+"WHERE "+strings.Join(where, " AND ")+
		" ORDER BY b.last_proven_at, b.id LIMIT "+a.Add(f.Limit), a.Values()...)
}

// countButtons counts what each tab of the register would show.
func countButtons(ctx context.Context, tx *db.Tx, paths []string, f ButtonFilter) (map[string]int, error) {
	var a db.Args
	var active, never, retired int
	err := tx.QueryRow(ctx, `SELECT COALESCE(CAST(SUM(CASE WHEN b.status = 'active' THEN 1 ELSE 0 END) AS INTEGER), 0),
			COALESCE(CAST(SUM(CASE WHEN b.status = 'active' AND b.last_proven_at = 0 THEN 1 ELSE 0 END) AS INTEGER), 0),
			COALESCE(CAST(SUM(CASE WHEN b.status = 'retired' THEN 1 ELSE 0 END) AS INTEGER), 0)
		FROM alarm_buttons b JOIN schools s ON s.id = b.school_id WHERE `+strings.Join(f.where(&a, paths), " AND "), a.Values()...).
		Scan(&active, &never, &retired)
	return map[string]int{"": active, "never": never, "retired": retired}, err
}

// missingButtons pairs every school with every sort of place that needs a button
// there, and keeps the places without one. Where the school has no such place on
// its list, the pair itself is what is missing.
func missingButtons(ctx context.Context, tx *db.Tx, paths, kinds []string, f ButtonFilter) ([]*Missing, error) {
	if len(kinds) == 0 {
		return []*Missing{}, nil
	}
	var a db.Args
	need := make([]string, len(kinds))
	for i, k := range kinds {
		need[i] = "SELECT CAST(" + a.Add(k) + " AS TEXT) AS kind"
	}
	where := []string{"s.status = 'active'", "(k.kind <> 'dormitory' OR s.boarding)", a.Within("s.path", paths)}
	if f.Path != "" {
		where = append(where, a.Within("s.path", []string{f.Path}))
	}
	if f.Query != "" {
		where = append(where, a.Contains(f.Query, "s.name"))
	}
	if f.SchoolID != "" {
		where = append(where, "s.id = "+a.Add(f.SchoolID))
	}
	if after := strings.Split(f.After, "|"); len(after) == 3 {
		path, kind := a.Add(after[0]), a.Add(after[1])
		where = append(where, "(s.path > "+path+" OR (s.path = "+path+" AND (k.kind > "+kind+
			" OR (k.kind = "+kind+" AND COALESCE(p.id, '') > "+a.Add(after[2])+"))))")
	}
	return db.All(ctx, tx, func(row db.Scanner) (*Missing, error) {
		m := &Missing{}
		return m, row.Scan(&m.SchoolID, &m.SchoolName, &m.Path, &m.Kind, &m.PlaceID, &m.PlaceName)
	}, `SELECT s.id, s.name, s.path, k.kind, COALESCE(p.id, ''), COALESCE(p.name, '') FROM schools s
		CROSS JOIN (`+strings.Join(need, " UNION ALL ")+`) k LEFT JOIN school_places p ON p.school_id = s.id AND p.kind = k.kind
		WHERE `+strings.Join(where, " AND ")+` AND NOT EXISTS (SELECT 1 FROM alarm_buttons b
			WHERE b.place_id = p.id AND b.status = 'active') AND NOT EXISTS (SELECT 1 FROM device_registry d
			WHERE d.place_id = p.id AND d.panic AND d.state <> 'retired')
		ORDER BY s.path, k.kind, COALESCE(p.id, '') LIMIT `+a.Add(f.Limit), a.Values()...)
}

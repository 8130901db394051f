package alarm

import (
	"context"
	"time"

	"huxue/internal/kit/db"
)

const terminalColumns = `d.id, d.name, d.kind, COALESCE(c.id, ''), COALESCE(c.name, g.name),
	COALESCE(c.phone, NULLIF(g.duty_phone, ''), g.phone), COALESCE(l.name, ''), ` + terminalPath + `,
	COALESCE(t.state, 'off'), COALESCE(t.since, 0), COALESCE(t.seen_at, 0), COALESCE(t.battery, -1), COALESCE(t.version, 0)`

// terminalPath is where a device stands: at a school, or in an agency's area.
const terminalPath = `COALESCE(c.path, g.path)`

const terminalTables = ` FROM devices d LEFT JOIN schools c ON c.id = d.school_id LEFT JOIN agencies g ON g.id = d.agency_id
	LEFT JOIN school_places l ON l.id = d.place_id`

func scanTerminal(s db.Scanner) (t Terminal, err error) {
	err = s.Scan(&t.ID, &t.Name, &t.Kind, &t.SchoolID, &t.School, &t.Phone, &t.Place, &t.path, &t.State, &t.Since, &t.SeenAt,
		&t.Battery, &t.Version)
	return t, err
}

// listTerminals returns the paired devices at paths. One that was never heard is
// off since ever.
func listTerminals(ctx context.Context, tx *db.Tx, f TerminalFilter, paths []string) ([]Terminal, error) {
	var a db.Args
	join, where := ` LEFT JOIN`, ` WHERE d.status = 'paired' AND `+a.Within(terminalPath, paths)
	if f.Missing {
		join = ` JOIN`
		where += ` AND (t.state = 'lost' OR t.state = 'off' AND d.kind IN ('gate', 'siren'))`
	}
	if len(f.IDs) > 0 {
		where += ` AND ` + a.In("d.id", f.IDs)
	}
	return db.All(ctx, tx, scanTerminal, `SELECT `+terminalColumns+terminalTables+join+` alarm_terminals t ON t.device_id = d.id`+
		where+` ORDER BY t.since, d.id LIMIT `+a.Add(f.Limit), a.Values()...)
}

func terminalsOf(ctx context.Context, tx *db.Tx, devices []string) ([]Terminal, error) {
	var a db.Args
	return db.All(ctx, tx, scanTerminal, `SELECT `+terminalColumns+terminalTables+` JOIN alarm_terminals t ON t.device_id = d.id
		WHERE `+a.In("d.id", devices), a.Values()...)
}

func terminalsChanged(ctx context.Context, tx *db.Tx, since time.Time) ([]Terminal, error) {
	return db.All(ctx, tx, scanTerminal, `SELECT `+terminalColumns+terminalTables+` JOIN alarm_terminals t ON t.device_id = d.id
		WHERE t.changed_at >= $1`, db.Millis(since))
}

// turnTerminals writes the changes and returns whose state was another until
// now. Devices that are gone meanwhile are left out.
func turnTerminals(ctx context.Context, tx *db.Tx, changed []change) (turned []string, err error) {
	now := db.Millis(tx.Now)
	for _, c := range changed {
		seen := db.Millis(tx.Now.Add(-c.silent))
		device, err := db.One(ctx, tx, db.Value[string], `INSERT INTO alarm_terminals
				(device_id, state, since, seen_at, battery, version, changed_at)
			SELECT d.id, $2, $3, $4, $5, 1, $3 FROM devices d WHERE d.id = $1 AND d.status = 'paired'
			ON CONFLICT (device_id) DO UPDATE SET state = excluded.state, since = excluded.since, seen_at = excluded.seen_at,
				battery = excluded.battery, version = alarm_terminals.version + 1, changed_at = excluded.changed_at
			WHERE alarm_terminals.state <> excluded.state
			RETURNING device_id`, c.device, string(c.to), now, seen, c.battery)
		switch {
		case err == nil:
			turned = append(turned, device)
		case !db.IsNotFound(err):
			return nil, err
		}
	}
	return turned, nil
}

// stored is the state of a terminal as it is written down.
type stored struct {
	state   TerminalState
	battery int
}

// terminalStates returns the states that were changed since a moment.
func terminalStates(ctx context.Context, tx *db.Tx, since int64) (map[string]stored, error) {
	out := map[string]stored{}
	err := db.Each(ctx, tx, func(s db.Scanner) error {
		var device string
		var r stored
		err := s.Scan(&device, &r.state, &r.battery)
		out[device] = r
		return err
	}, `SELECT t.device_id, t.state, t.battery FROM alarm_terminals t JOIN devices d ON d.id = t.device_id
		WHERE d.status = 'paired' AND t.changed_at >= $1`, since)
	return out, err
}

// heard is what one server tells the others of a terminal: how long ago it was
// heard, which needs no common clock.
type heard struct {
	device  string
	ago     time.Duration
	sign    sign
	battery int
}

// databaseNow is the one clock that all servers have in common. PostgreSQL only,
// like everything that servers tell one another.
const databaseNow = `CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`

func tellBeats(ctx context.Context, tx *db.Tx, node string, beats []heard) error {
	if len(beats) == 0 {
		return nil
	}
	now, err := db.One(ctx, tx, db.Value[int64], `SELECT `+databaseNow)
	if err != nil {
		return err
	}
	rows := make([][]any, len(beats))
	for i, b := range beats {
		rows[i] = []any{b.device, now - b.ago.Milliseconds(), node, string(b.sign), b.battery, now}
	}
	_, err = tx.Insert(ctx, "alarm_terminal_beats", []string{"device_id", "at", "node", "word", "battery", "told_at"}, rows,
		`ON CONFLICT (device_id) DO UPDATE SET at = excluded.at, node = excluded.node, word = excluded.word,
			battery = excluded.battery, told_at = excluded.told_at WHERE alarm_terminal_beats.at < excluded.at`)
	return err
}

// beatsOfOthers returns whom the other servers have heard of lately.
func beatsOfOthers(ctx context.Context, tx *db.Tx, node string, lately time.Duration) ([]heard, error) {
	return db.All(ctx, tx, func(s db.Scanner) (t heard, err error) {
		var ago int64
		err = s.Scan(&t.device, &ago, &t.sign, &t.battery)
		t.ago = max(0, time.Duration(ago)*time.Millisecond)
		return t, err
	}, `SELECT device_id, `+databaseNow+` - at, word, battery FROM alarm_terminal_beats
		WHERE node <> $1 AND told_at >= `+databaseNow+` - $2`, node, lately.Milliseconds())
}

// standsAtSchool reports whether a device stands at a school, not at an agency.
func standsAtSchool(ctx context.Context, tx *db.Tx, device string) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM devices WHERE id = $1 AND school_id IS NOT NULL`, device)
	return n > 0, err
}

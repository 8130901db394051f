package alarm

import (
	"context"
	"encoding/json"
	"fmt"

	"huxue/internal/kit/canon"
	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
)

// headKey is under which a transaction remembers where an alarm's chain ends.
type headKey struct{ alarmID string }

// chainHead is where the chain of an alarm ends: how many lines, and the last hash.
type chainHead struct {
	lines int
	hash  string
}

// knowHead tells the transaction where the chain of an alarm ends that it has
// just written or locked, so that addEvent need not ask.
func knowHead(tx *db.Tx, a *Alarm) {
	if _, known := tx.Kept(headKey{a.ID}).(chainHead); !known {
		tx.Keep(headKey{a.ID}, chainHead{a.lines, a.head})
	}
}

// headOf returns where the chain of an alarm ends, and holds the alarm: two
// lines written at one moment must not both follow the same one.
func headOf(ctx context.Context, tx *db.Tx, alarmID string) (h chainHead, err error) {
	if h, ok := tx.Kept(headKey{alarmID}).(chainHead); ok {
		return h, nil
	}
	err = tx.QueryRow(ctx, `SELECT lines, head FROM alarms WHERE id = $1 `+tx.Lock(), alarmID).Scan(&h.lines, &h.hash)
	return h, err
}

// addEvent writes the next line of an alarm's timeline, chained to the last. It
// is the only way into the timeline.
func addEvent(ctx context.Context, tx *db.Tx, alarmID, kind string, data map[string]any) error {
	text, err := canon.Marshal(data)
	if err != nil {
		return fmt.Errorf("timeline %s: %w", kind, err)
	}
	last, err := headOf(ctx, tx, alarmID)
	if err != nil {
		return err
	}
	who := access.From(ctx)
	if who.Kind == access.System {
		who.Name = "" // a part of the program is nobody; its id says which part it was
	}
	l := Line{
		Seq: last.lines + 1, ID: id.New("evt"), At: db.Millis(tx.Now), Kind: kind,
		ByID: who.ID, ByName: who.Name, ByUnit: who.Unit, Data: string(text), Prev: last.hash,
	}
	l.Hash = l.seal(alarmID)
	tx.Keep(headKey{alarmID}, chainHead{l.Seq, l.Hash})
	if err := tx.Post(ctx, `INSERT INTO alarm_timeline (id, alarm_id, seq, at, kind, by_id, by_name, by_unit, data, prev, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		l.ID, alarmID, l.Seq, l.At, l.Kind, l.ByID, l.ByName, l.ByUnit, l.Data, l.Prev, l.Hash); err != nil {
		return err
	}
	tx.PostLast(headKey{alarmID}, `UPDATE alarms SET lines = $1, head = $2 WHERE id = $3`, l.Seq, l.Hash, alarmID)
	return nil
}

// Event is one line of an alarm's timeline.
type Event struct {
	ID     string          `json:"id"`
	At     int64           `json:"at"`
	Kind   string          `json:"kind"`
	ByName string          `json:"byName"`
	ByUnit string          `json:"byUnit"`
	Data   json.RawMessage `json:"data"`
}

// timeline returns an alarm's story. What the program did by itself, such as the
// next step of the plan, is by nobody.
func timeline(ctx context.Context, tx *db.Tx, alarmID string) ([]Event, error) {
	return db.All(ctx, tx, func(s db.Scanner) (e Event, err error) {
		var data string
		err = s.Scan(&e.ID, &e.At, &e.Kind, &e.ByName, &e.ByUnit, &data)
		e.Data = json.RawMessage(data)
		return e, err
	}, `SELECT id, at, kind, CASE WHEN by_id LIKE 'system:%' THEN '' ELSE by_name END, by_unit, data FROM alarm_timeline WHERE alarm_id = $1 ORDER BY seq`, alarmID)
}

// chainOf returns a timeline with its hashes.
func chainOf(ctx context.Context, tx *db.Tx, alarmID string) ([]Line, error) {
	return db.All(ctx, tx, func(s db.Scanner) (l Line, err error) {
		err = s.Scan(&l.Seq, &l.ID, &l.At, &l.Kind, &l.ByID, &l.ByName, &l.ByUnit, &l.Data, &l.Prev, &l.Hash)
		return l, err
	}, `SELECT seq, id, at, kind, by_id, by_name, by_unit, data, prev, hash FROM alarm_timeline WHERE alarm_id = $1 ORDER BY seq`,
		alarmID)
}

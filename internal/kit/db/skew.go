package db

import (
	"context"
	"time"
)

// Skew is how far this machine's clock is ahead of the database server's, to the
// length of one journey; 0 on SQLite. Servers that share a database agree on who
// sends what by the time, so their clocks must be within a second or so.
func (d *DB) Skew(ctx context.Context) (time.Duration, error) {
	if d.engine != Postgres {
		return 0, nil
	}
	before := d.clock.Now()
	var there int64
	const now = `SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`
	if err := d.reader.QueryRowContext(ctx, now).Scan(&there); err != nil {
		return 0, mapError(err)
	}
	journey := d.clock.Now().Sub(before)
	return before.Add(journey / 2).Sub(Time(there)), nil
}

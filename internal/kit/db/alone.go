package db

import (
	"context"
	"fmt"
)

// Alone runs do while no other server that shares this database runs it: two
// that start in the same moment must not both make the tables. On SQLite there
// is no other server.
func (d *DB) Alone(ctx context.Context, do func() error) (err error) {
	if d.engine != Postgres {
		return do()
	}
	conn, err := d.pool.Conn(ctx)
	if err != nil {
		return mapError(err)
	}
	defer func() { _ = conn.Close() }()
	const name = `hashtext('huxue start')`
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(`+name+`)`); err != nil {
		return fmt.Errorf("wait for the other servers: %w", mapError(err))
	}
	defer func() {
		_, uerr := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(`+name+`)`)
		if err == nil {
			err = mapError(uerr)
		}
	}()
	return do()
}

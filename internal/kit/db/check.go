package db

import "context"

// Check asks the database whether its own structure is sound and returns what
// it complains of; PostgreSQL checks its pages as it reads them, so only SQLite
// is asked.
func (d *DB) Check(ctx context.Context) ([]string, error) {
	if d.engine == Postgres {
		return nil, d.Healthy(ctx)
	}
	var found []string
	for _, pragma := range []string{"PRAGMA integrity_check(20)", "PRAGMA foreign_key_check"} {
		complaints, err := d.complaints(ctx, pragma)
		if err != nil {
			return nil, err
		}
		found = append(found, complaints...)
	}
	return found, nil
}

// Analyze lets PostgreSQL look at how much there is of what, after a great deal
// has come in at once; it would find out by itself, but later. SQLite is left to
// its rules of thumb: what it learns about tables that are still empty misleads
// it (measured: presses became forty times slower).
func (d *DB) Analyze(ctx context.Context) error {
	if d.engine == SQLite {
		return nil
	}
	_, err := d.pool.ExecContext(ctx, "ANALYZE")
	return mapError(err)
}

// complaints returns the first column of what a check answers, but for "ok".
func (d *DB) complaints(ctx context.Context, pragma string) ([]string, error) {
	rows, err := d.reader.QueryContext(ctx, pragma)
	if err != nil {
		return nil, mapError(err)
	}
	defer func() { _ = rows.Close() }()
	cols, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	text, into := make([]*string, len(cols)), make([]any, len(cols))
	for i := range text {
		into[i] = &text[i]
	}
	var found []string
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, mapError(err)
		}
		if text[0] != nil && *text[0] != "ok" {
			found = append(found, pragma+": "+*text[0])
		}
	}
	return found, mapError(rows.Err())
}

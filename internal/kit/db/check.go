package db

import (
	"context"
	"strings"
)

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
	names, err := d.filledTables(ctx)
	if err != nil || len(names) == 0 {
		return err
	}
	_, err = d.pool.ExecContext(ctx, "ANALYZE "+strings.Join(names, ", "))
	return mapError(err)
}

// filledTables leaves out what is empty still: once PostgreSQL has seen a table
// empty it plans to read all of it, and goes on doing so while it fills.
func (d *DB) filledTables(ctx context.Context) ([]string, error) {
	rows, err := d.reader.QueryContext(ctx, `SELECT quote_ident(relname) FROM pg_class
		WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 ORDER BY relname`)
	if err != nil {
		return nil, mapError(err)
	}
	defer func() { _ = rows.Close() }()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, mapError(err)
		}
		names = append(names, name)
	}
	return names, mapError(rows.Err())
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

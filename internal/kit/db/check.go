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
		rows, err := d.reader.QueryContext(ctx, pragma)
		if err != nil {
			return nil, mapError(err)
		}
		for rows.Next() {
			cols, err := rows.Columns()
			if err != nil {
				return nil, err
			}
			values := make([]any, len(cols))
			text := make([]*string, len(cols))
			for i := range text {
				values[i] = &text[i]
			}
			if err := rows.Scan(values...); err != nil {
				return nil, mapError(err)
			}
			if text[0] != nil && *text[0] != "ok" {
				found = append(found, pragma+": "+*text[0])
			}
		}
		if err := rows.Err(); err != nil {
			return nil, mapError(err)
		}
		_ = rows.Close()
	}
	return found, nil
}

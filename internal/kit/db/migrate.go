package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

//go:embed migrations/*.sql
var ownMigrations embed.FS

// Schema is one room's tables: numbered SQL files, the same for both engines.
type Schema struct {
	Room string
	// Files holds a folder `migrations`; nil for a room without tables.
	Files fs.FS
}

// What differs between the engines and may be written in a migration:
// ${BYTEWISE} after a column makes it sort by bytes, which paths need; ${ROWID} is the
// type of a 64-bit primary key that is the row's own place, ${BYTES} of raw bytes. A line
// that begins with ${ON_SQLITE} or ${ON_POSTGRES} is a comment on the other engine:
// for the few changes of a table that the two do not take in the same words. The
// last statement of a file is one for both.
var spellings = map[Engine]map[string]string{
	SQLite:   {"BYTEWISE": "COLLATE BINARY", "ROWID": "INTEGER", "BYTES": "BLOB", "ON_SQLITE": "", "ON_POSTGRES": "--"},
	Postgres: {"BYTEWISE": `COLLATE "C"`, "ROWID": "BIGINT", "BYTES": "BYTEA", "ON_SQLITE": "--", "ON_POSTGRES": ""},
}

// Migrate brings every room's tables up to date, in the order given. Each room
// keeps its own version, so rooms come and go independently.
func (d *DB) Migrate(ctx context.Context, schemas ...Schema) error {
	for name, value := range spellings[d.engine] {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	own := Schema{Room: "requests", Files: ownMigrations}
	for _, s := range append([]Schema{own}, schemas...) {
		if s.Files == nil {
			continue
		}
		if err := d.migrateRoom(ctx, s); err != nil {
			return fmt.Errorf("migrate %s: %w", s.Room, err)
		}
	}
	return nil
}

func (d *DB) migrateRoom(ctx context.Context, s Schema) error {
	dialect := database.DialectSQLite3
	if d.engine == Postgres {
		dialect = database.DialectPostgres
	}
	store, err := database.NewStore(dialect, "migrated_"+s.Room)
	if err != nil {
		return err
	}
	files, err := fs.Sub(s.Files, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider("", d.pool, files, goose.WithStore(store))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

package db

import (
	"context"
	"database/sql"
	"errors"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"huxue/internal/kit/errs"
)

// The failures both engines share. A room that wants its own sentence for a
// duplicate checks errors.Is(err, db.ErrDuplicate) and returns its own code.
var (
	ErrDuplicate = errs.Conflict("db.duplicate")
	ErrInUse     = errs.Conflict("db.in_use")
	ErrBusy      = errs.Unavailable("db.busy")
	ErrFull      = errs.Unavailable("db.full")
	errNoRow     = errs.NotFound("not_found")
)

// mapError turns an engine's error into ours, once; ours pass through.
func mapError(err error) error {
	var mine *errs.Error
	if err == nil || errors.As(err, &mine) {
		return err
	}
	if errors.Is(err, sql.ErrNoRows) {
		return errNoRow.Because(err)
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return mapSQLite(lite, err)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return mapPostgres(pg, err)
	}
	var conn *pgconn.ConnectError
	var op *net.OpError
	if errors.As(err, &conn) || errors.As(err, &op) {
		return ErrBusy.Because(err)
	}
	return err
}

func mapSQLite(e *sqlite.Error, err error) error {
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return ErrDuplicate.Because(err)
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return ErrInUse.Because(err)
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrBusy.Because(err)
	case sqlite3.SQLITE_FULL:
		return ErrFull.Because(err)
	}
	return err
}

func mapPostgres(e *pgconn.PgError, err error) error {
	switch e.Code {
	case "23505":
		return ErrDuplicate.Because(err)
	case "23503":
		return ErrInUse.Because(err)
	case "53100":
		return ErrFull.Because(err)
	case "53300", "57P01", "57P02", "57P03":
		return ErrBusy.Because(err)
	}
	return err
}

// diskFailed reports whether err means that the disk did not keep its word.
func diskFailed(err error) bool {
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return false
	}
	switch lite.Code() & 0xff {
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return !errors.Is(err, context.Canceled)
	}
	return false
}

// worthRetrying reports whether PostgreSQL asks for the transaction again.
func worthRetrying(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

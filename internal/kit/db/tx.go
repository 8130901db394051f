package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"huxue/internal/kit/errs"
)

// Aliases, so that rooms never import database/sql.
type (
	// Rows is a cursor over a result; All and Each close it for you.
	Rows = sql.Rows
	// Result tells how many rows a statement touched.
	Result = sql.Result
)

// Scanner is one row waiting to be read into variables.
type Scanner interface{ Scan(dest ...any) error }

// Tx is one transaction: one story, told at one moment.
type Tx struct {
	raw     *sql.Tx
	db      *DB
	after   []func()
	writing bool

	statements *statements     // of the one writing connection; nil elsewhere
	reading    map[string]bool // texts whose rows are being read

	posts []posted    // see Post
	kept  map[any]any // see Keep

	// Now is the single time of everything written here, UTC to the millisecond.
	Now time.Time
	// Steady is the same moment for whatever is to happen later; see DB.Steady.
	Steady time.Time
}

// Raw is the transaction underneath, for kit/jobs only.
func (tx *Tx) Raw() *sql.Tx { return tx.raw }

// Engine tells which database is underneath.
func (tx *Tx) Engine() Engine { return tx.db.engine }

// AfterCommit runs f in the committing goroutine once the transaction is
// durable, and never when it is not. f must be quick: it wakes others.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// statement is the context a statement runs under. A writing one ignores that
// the caller has hung up: an interrupted statement would take the transaction,
// and on SQLite the neighbours in it, down half-way.
func (tx *Tx) statement(ctx context.Context) context.Context {
	if tx.writing {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// Exec runs a statement.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (Result, error) {
	ctx = tx.statement(ctx)
	if st := tx.cached(ctx, query); st != nil { //nolint:sqlclosecheck // it ends with the transaction
		res, err := st.ExecContext(ctx, args...)
		return res, mapError(err)
	}
	res, err := tx.raw.ExecContext(ctx, query, args...)
	return res, mapError(err)
}

// UpdateOne runs a statement that must touch a row; when it touches none, the
// row has changed under the caller's eyes: conflict `stale_version`.
func (tx *Tx) UpdateOne(ctx context.Context, query string, args ...any) error {
	res, err := tx.Exec(ctx, query, args...)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return mapError(err)
	}
	if n == 0 {
		return errs.Conflict("stale_version")
	}
	return nil
}

// Query returns a cursor; prefer All, One and Each, which close it.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	rows, err := tx.raw.QueryContext(tx.statement(ctx), query, args...)
	return rows, mapError(err)
}

// QueryRow reads the first row of a result into dest; no row is `not_found`.
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) Scanner {
	ctx = tx.statement(ctx)
	if st := tx.cached(ctx, query); st != nil { //nolint:sqlclosecheck // it ends with the transaction
		return row{st.QueryRowContext(ctx, args...)}
	}
	return row{tx.raw.QueryRowContext(ctx, query, args...)}
}

type row struct{ *sql.Row }

// Scan implements Scanner with our errors.
func (r row) Scan(dest ...any) error { return mapError(r.Row.Scan(dest...)) }

// One returns the first row of a result; no row is `not_found`.
func One[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), query string, args ...any) (T, error) {
	return scan(tx.QueryRow(ctx, query, args...))
}

// All returns every row of a result, never nil.
func All[T any](ctx context.Context, tx *Tx, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	out := []T{}
	err := Each(ctx, tx, func(s Scanner) error {
		v, err := scan(s)
		out = append(out, v)
		return err
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Each calls f for every row of a result, one in memory at a time.
func Each(ctx context.Context, tx *Tx, f func(Scanner) error, query string, args ...any) error {
	rows, err := tx.rows(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	if tx.statements != nil && !tx.reading[query] {
		if tx.reading == nil {
			tx.reading = map[string]bool{}
		}
		tx.reading[query] = true
		defer delete(tx.reading, query)
	}
	for rows.Next() {
		if err := f(rows); err != nil {
			return mapError(err)
		}
	}
	return mapError(rows.Err())
}

// rows is Query with a ready statement, for callers that mark what they read.
func (tx *Tx) rows(ctx context.Context, query string, args ...any) (*Rows, error) {
	ctx = tx.statement(ctx)
	if st := tx.cached(ctx, query); st != nil { //nolint:sqlclosecheck // it ends with the transaction
		rows, err := st.QueryContext(ctx, args...)
		return rows, mapError(err)
	}
	rows, err := tx.raw.QueryContext(ctx, query, args...)
	return rows, mapError(err)
}

// Value scans a single column, for One and All over counts, ids and the like.
func Value[T any](s Scanner) (T, error) {
	var v T
	err := s.Scan(&v)
	return v, err
}

// IsNotFound reports whether err says that there was no such row.
func IsNotFound(err error) bool {
	return errs.KindOf(err) == errs.KindNotFound || errors.Is(err, sql.ErrNoRows)
}

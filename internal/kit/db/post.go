package db

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// posted is a statement that waits for the end of its transaction. A later one of
// the same key takes its place.
type posted struct {
	key   any
	query string
	args  []any
}

// Post runs a statement whose result nobody needs. On PostgreSQL the statements
// posted in a transaction travel together, just before the commit: one journey
// over the network instead of one each. So nothing in the transaction may read
// what it has posted, and what is wrong with one fails the transaction at its end.
func (tx *Tx) Post(ctx context.Context, query string, args ...any) error {
	if tx.db.engine == SQLite {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}
	tx.posts = append(tx.posts, posted{nil, query, args})
	return nil
}

// PostLast is Post for a statement that says how something stands: of those with
// the same key only the last one of the transaction runs, at its end, on SQLite
// too.
func (tx *Tx) PostLast(key any, query string, args ...any) {
	for i := range tx.posts {
		if tx.posts[i].key == key {
			tx.posts[i] = posted{key, query, args}
			return
		}
	}
	tx.posts = append(tx.posts, posted{key, query, args})
}

// settle runs on SQLite what PostLast has kept.
func (tx *Tx) settle(ctx context.Context) error {
	for _, p := range tx.posts {
		if _, err := tx.Exec(ctx, p.query, p.args...); err != nil {
			return err
		}
	}
	return nil
}

// flush sends what was posted, over the connection the transaction is on.
func (tx *Tx) flush(ctx context.Context, conn *sql.Conn) error {
	if len(tx.posts) == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	for _, p := range tx.posts {
		batch.Queue(p.query, p.args...)
	}
	return conn.Raw(func(driver any) error {
		return driver.(*stdlib.Conn).Conn().SendBatch(ctx, batch).Close()
	})
}

// Keep remembers v under key for as long as the transaction lasts, for a rung
// that writes several times and must know where it stood; Kept returns it.
func (tx *Tx) Keep(key, v any) {
	if tx.kept == nil {
		tx.kept = map[any]any{}
	}
	tx.kept[key] = v
}

// Kept returns what Keep remembered under key, nil if nothing.
func (tx *Tx) Kept(key any) any { return tx.kept[key] }

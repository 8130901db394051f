package db

import (
	"context"
	"database/sql"
	"net/url"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

func (d *DB) openPostgres(dsn string) error {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return err
	}
	d.engine = Postgres
	d.reader = pgPool(cfg, pgReaders)
	d.aside = pgPool(cfg, asideReaders)
	// What we write with are the same few statements, all of which follow an
	// index whatever their parameters; planning each anew costs several times
	// what running it does. A plan made while a table was empty would read all of
	// it for ever after, also where PostgreSQL itself looks after a foreign key:
	// reading from end to end is ruled out where an index is at hand.
	writing := cfg.Copy()
	writing.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	writing.RuntimeParams["enable_seqscan"] = "off"
	d.pool = pgPool(writing, pgWriters)
	d.gate = newGate(pgWriters, pgOrdinaryWriters)
	return nil
}

func pgPool(cfg *pgx.ConnConfig, size int) *sql.DB {
	pool := stdlib.OpenDB(*cfg)
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return pool
}

const attempts = 5

// writePostgres runs fn in a transaction of its own; PostgreSQL lets commits
// that arrive together share an fsync by itself. A transaction that PostgreSQL
// asks for again (deadlock, serialisation) is run again.
func (d *DB) writePostgres(ctx context.Context, fn func(*Tx) error) error {
	if err := d.gate.enter(ctx, isUrgent(ctx)); err != nil {
		return err
	}
	defer d.gate.exit()
	var err error
	for range attempts {
		var tx *Tx
		if tx, err = d.tryPostgres(ctx, fn); err == nil {
			for _, f := range tx.after {
				f()
			}
			return nil
		}
		if !worthRetrying(err) {
			break
		}
	}
	return mapError(err)
}

func (d *DB) tryPostgres(ctx context.Context, fn func(*Tx) error) (*Tx, error) {
	// A caller that hangs up must not abort a commit half-way.
	ctx = context.WithoutCancel(ctx)
	conn, err := d.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	tx, err := d.play(ctx, conn, fn)
	if err != nil {
		return nil, err
	}
	return tx, tx.raw.Commit()
}

// play runs fn and what it posted in a transaction on conn, which is still to be
// committed.
func (d *DB) play(ctx context.Context, conn *sql.Conn, fn func(*Tx) error) (*Tx, error) {
	raw, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	tx := d.newTx(raw, true)
	if err = guarded(fn, tx); err == nil {
		err = tx.flush(ctx, conn)
	}
	if err != nil {
		_ = raw.Rollback()
		return nil, err
	}
	return tx, nil
}

// Rehearse plays fn once on each of the ordinary writing connections and takes it
// back. A connection that has never written is slow: PostgreSQL starts a process for
// it, reads the shape of every table and plans every statement. Nobody should pay
// for that in a storm. SQLite has nothing to rehearse.
func (d *DB) Rehearse(ctx context.Context, fn func(*Tx) error) error {
	if d.engine == SQLite {
		return nil
	}
	return d.rehearse(ctx, fn, pgOrdinaryWriters)
}

// rehearse plays fn on one connection and then on n-1 others, while it holds it.
func (d *DB) rehearse(ctx context.Context, fn func(*Tx) error, n int) error {
	if n == 0 {
		return nil
	}
	if err := d.gate.enter(ctx, false); err != nil {
		return err
	}
	defer d.gate.exit()
	conn, err := d.pool.Conn(ctx)
	if err != nil {
		return mapError(err)
	}
	defer func() { _ = conn.Close() }()
	tx, err := d.play(ctx, conn, fn)
	if err != nil {
		return mapError(err)
	}
	_ = tx.raw.Rollback()
	return d.rehearse(ctx, fn, n-1)
}

// redact hides the password of a database url, for messages.
func redact(dsn string) string {
	if u, err := url.Parse(dsn); err == nil {
		return u.Redacted()
	}
	return "…"
}

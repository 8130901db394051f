// Package db keeps what the city entrusts to us, on SQLite by default and on
// PostgreSQL for a large city, from one SQL text. A service method opens one
// transaction (Write or Read) and everything below it takes the *Tx; whatever
// Write has answered is on the disk. On SQLite one goroutine does all the
// writing and lets callers that arrive together share a commit; see writer.go.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/errs"
)

// Engine is the database underneath; only this package and kit/jobs care.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Options say where the data lives.
type Options struct {
	// URL is `sqlite:/path/huxue.db` or `postgres://user@host/name`.
	URL   string
	Clock clock.Clock
	Log   *slog.Logger
	// OnFatal is called once when the disk has failed under us. The process must
	// stop: after a failed fsync nobody knows what is on the disk, and asking
	// again may get a false yes.
	OnFatal func(error)
}

// DB is the city's memory. It is safe for concurrent use.
type DB struct {
	engine Engine
	clock  clock.Clock
	log    *slog.Logger
	url    string

	reader *sql.DB
	aside  *sql.DB // see Aside
	pool   *sql.DB // the writing pool: one connection on SQLite

	writer *writer // SQLite only
	gate   *gate   // PostgreSQL only

	// skew is what is added to this machine's steady time so that all servers of
	// one database reckon alike; see Steady.
	skew time.Duration

	failed  atomic.Pointer[error]
	fatal   sync.Once
	onFatal func(error)
}

// Connections on PostgreSQL. Ordinary writers may hold all but a few of the
// writing connections, so that an alarm never waits for an import. They are few:
// what is written at once only makes each other slower, and whoever waits for a
// place waits in an order that we choose (see line).
const (
	pgWriters         = 6
	pgOrdinaryWriters = 4
	pgReaders         = 16
	sqliteReaders     = 6
	asideReaders      = 2
)

// Open connects, and creates a SQLite file that is not there yet.
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	d := &DB{clock: o.Clock, log: o.Log, url: o.URL, onFatal: o.OnFatal}
	var err error
	switch {
	case strings.HasPrefix(o.URL, "sqlite:"):
		err = d.openSQLite(strings.TrimPrefix(o.URL, "sqlite:"))
	case strings.HasPrefix(o.URL, "postgres://"), strings.HasPrefix(o.URL, "postgresql://"):
		err = d.openPostgres(o.URL)
	default:
		err = fmt.Errorf("database url %q starts with neither sqlite: nor postgres://", redact(o.URL))
	}
	if err != nil {
		return nil, err
	}
	if d.skew, err = d.measureSkew(ctx); err != nil {
		_ = d.Close()
		return nil, fmt.Errorf("open database: %w", err)
	}
	return d, nil
}

// Engine tells which database is underneath.
func (d *DB) Engine() Engine { return d.engine }

// Clock is the clock that tx.Now is read from.
func (d *DB) Clock() clock.Clock { return d.clock }

// Steady is the time by which timers and leases are reckoned: the clock's steady
// time, set by the database's own clock at the start, so that servers whose
// clocks differ agree and a clock that is set meanwhile changes nothing.
func (d *DB) Steady() time.Time { return d.clock.Steady().Add(d.skew) }

// measureSkew asks the database what time it is. A SQLite file has no clock, and
// one that a test moves is nobody else's.
func (d *DB) measureSkew(ctx context.Context) (time.Duration, error) {
	_, wall := d.clock.(clock.System)
	if !wall || d.engine == SQLite {
		return 0, d.reader.PingContext(ctx)
	}
	var theirs int64
	err := d.reader.QueryRowContext(ctx, `SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint`).Scan(&theirs)
	return time.UnixMilli(theirs).Sub(d.clock.Steady()), err
}

// Pool is the writing pool, for the job queue and the migrations only.
func (d *DB) Pool() *sql.DB { return d.pool }

// URL is what the database was opened with, for the LISTEN connection.
func (d *DB) URL() string { return d.url }

// Close waits for the write under way and closes the connections.
func (d *DB) Close() error {
	if d.writer != nil {
		d.writer.stop()
	}
	err := errors.Join(d.reader.Close(), d.aside.Close())
	if d.pool != nil && d.pool != d.reader {
		if werr := d.pool.Close(); err == nil {
			err = werr
		}
	}
	return err
}

// Healthy returns nil while reads work and writing has not been given up.
func (d *DB) Healthy(ctx context.Context) error {
	if p := d.failed.Load(); p != nil {
		return errFailed.Because(*p)
	}
	return d.reader.PingContext(ctx)
}

var (
	errFailed = errs.Unavailable("db.failed")
	errKey    = errs.Conflict("request.repeated")
)

// fail gives up writing for good; see Options.OnFatal.
func (d *DB) fail(err error) {
	d.fatal.Do(func() {
		d.failed.Store(&err)
		d.log.Error("the disk failed; no more writes", "error", err)
		if d.onFatal != nil {
			d.onFatal(err)
		}
	})
}

// Write runs fn in one transaction. When it returns nil, everything fn wrote is
// durable; when it returns an error, nothing is. fn may run again after a
// conflict on PostgreSQL, so it must not touch anything but tx and its own
// fresh results.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	if p := d.failed.Load(); p != nil {
		return errFailed.Because(*p)
	}
	if key := keyFrom(ctx); key != nil {
		fn = claimKey(key, fn)
	}
	if d.writer != nil {
		return d.writer.write(ctx, fn)
	}
	return d.writePostgres(ctx, fn)
}

// Read runs fn in one read-only transaction: all it sees is of one moment.
func (d *DB) Read(ctx context.Context, fn func(tx *Tx) error) error {
	return d.read(ctx, d.reader, fn)
}

// Aside is Read on a connection of its own kind. It is for what fills a memory and
// may be called from within anybody's transaction: there a Read would wait for a
// connection while those who hold them all wait for the memory. fn must ask no
// memory itself.
func (d *DB) Aside(ctx context.Context, fn func(tx *Tx) error) error {
	return d.read(ctx, d.aside, fn)
}

func (d *DB) read(ctx context.Context, pool *sql.DB, fn func(tx *Tx) error) error {
	raw, err := pool.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: d.readIsolation()})
	if err != nil {
		return mapError(err)
	}
	defer func() { _ = raw.Rollback() }()
	return mapError(fn(d.newTx(raw, false)))
}

func (d *DB) readIsolation() sql.IsolationLevel {
	if d.engine == Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

func (d *DB) newTx(raw *sql.Tx, writing bool) *Tx {
	return &Tx{raw: raw, db: d, writing: writing, Now: d.clock.Now().UTC().Truncate(time.Millisecond), Steady: d.Steady()}
}

type urgentKey struct{}

// Urgent marks the writes under ctx as ones that pass all others in the queue.
func Urgent(ctx context.Context) context.Context {
	return context.WithValue(ctx, urgentKey{}, true)
}

func isUrgent(ctx context.Context) bool { return ctx.Value(urgentKey{}) != nil }

package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

// writer is the one goroutine that writes to SQLite. Callers queue; those who
// are waiting when a transaction is open join it behind a savepoint, and all of
// them are answered after the one fsync that made them durable. A lone caller
// pays one commit, a thousand at once pay a few.
type writer struct {
	db       *DB
	line     line[*call]
	bell     chan struct{} // rung by whoever joins the line
	quit     chan struct{}
	stopping sync.Once
	done     chan struct{}
	commits  int // since the last checkpoint
	ready    *statements
}

type call struct {
	ctx context.Context
	fn  func(*Tx) error
	tx  *Tx
	err error
	ok  chan struct{}
}

// A shared transaction ends after this many callers or this long, whichever
// is first, so that nobody's answer waits for ever.
const (
	maxSharing = 256
	maxHolding = 15 * time.Millisecond
)

// The write-ahead log is folded back after so many commits or so long; we do
// it between transactions so that no press waits for it, and because SQLite
// itself would swallow a failed fsync there.
const (
	checkpointCommits = 400
	checkpointEvery   = 5 * time.Second
)

func newWriter(d *DB) *writer {
	w := &writer{db: d, ready: newStatements(), bell: make(chan struct{}, 1),
		quit: make(chan struct{}), done: make(chan struct{})}
	go w.loop()
	return w
}

func (w *writer) stop() {
	w.stopping.Do(func() { close(w.quit) })
	<-w.done
}

func (w *writer) write(ctx context.Context, fn func(*Tx) error) error {
	c := &call{ctx: ctx, fn: fn, ok: make(chan struct{})}
	p := w.line.join(c, isUrgent(ctx))
	select {
	case w.bell <- struct{}{}:
	default:
	}
	select {
	case <-c.ok:
	case <-ctx.Done():
		if w.line.leave(p) {
			return ctx.Err()
		}
	case <-w.done:
		if w.line.leave(p) {
			return ErrBusy
		}
	}
	// Once its turn has come the outcome is decided elsewhere; leaving early would
	// tell the caller "no" about something that may be "yes".
	<-c.ok
	if c.err != nil {
		return mapError(c.err)
	}
	for _, f := range c.tx.after {
		f()
	}
	return nil
}

func (w *writer) loop() {
	defer close(w.done)
	defer w.ready.close()
	tick := time.NewTicker(checkpointEvery)
	defer tick.Stop()
	for {
		c, ok := w.line.next(false)
		if !ok {
			select {
			case <-w.bell:
			case <-tick.C:
				w.checkpoint()
			case <-w.quit:
				return
			}
			continue
		}
		w.share(c)
		w.ready.prepare(w.db.pool)
		if w.commits++; w.commits >= checkpointCommits {
			w.checkpoint()
		}
	}
}

// share runs first and whoever is waiting behind it in one transaction.
func (w *writer) share(first *call) {
	if p := w.db.failed.Load(); p != nil {
		first.finish(errFailed.Because(*p))
		return
	}
	raw, err := w.db.pool.BeginTx(context.Background(), nil)
	if err != nil {
		w.noteFailure(err)
		first.finish(err)
		return
	}
	began := time.Now()
	aboard := make([]*call, 0, 8)
	for c, more := first, true; more; {
		w.run(raw, c, len(aboard) > 0)
		switch {
		case c.err == nil:
			aboard = append(aboard, c)
		case len(aboard) == 0 || ended(c.err):
			// The first caller has no savepoint, and some failures end the whole
			// transaction: start afresh rather than guess what is left of it.
			_ = raw.Rollback()
			w.noteFailure(c.err)
			c.finish(c.err)
			for _, other := range aboard {
				other.finish(ErrBusy.Because(fmt.Errorf("a neighbour ended the transaction: %w", c.err)))
			}
			return
		default:
			c.finish(c.err)
		}
		if more = len(aboard) < maxSharing && time.Since(began) < maxHolding; more {
			c, more = w.line.next(false)
		}
	}
	err = raw.Commit()
	if err != nil {
		_ = raw.Rollback()
		w.noteFailure(err)
	}
	for _, c := range aboard {
		c.finish(err)
	}
}

// run executes one caller's part.
func (w *writer) run(raw *sql.Tx, c *call, savepoint bool) {
	if c.err = c.ctx.Err(); c.err != nil {
		return
	}
	ctx := context.Background()
	if savepoint {
		if _, c.err = raw.ExecContext(ctx, "SAVEPOINT caller"); c.err != nil {
			return
		}
	}
	c.tx = w.db.newTx(raw, true)
	c.tx.statements = w.ready
	if c.err = guarded(c.fn, c.tx); c.err == nil {
		c.err = c.tx.settle(ctx)
	}
	if !savepoint {
		return
	}
	if c.err != nil {
		if _, err := raw.ExecContext(ctx, "ROLLBACK TO caller"); err != nil {
			c.err = errors.Join(c.err, errEnded)
			return
		}
	}
	if _, err := raw.ExecContext(ctx, "RELEASE caller"); err != nil {
		c.err = errors.Join(c.err, errEnded)
	}
}

var errEnded = errors.New("the transaction is over")

// ended reports whether err took the whole shared transaction with it.
func ended(err error) bool {
	return errors.Is(err, errEnded) || errors.Is(err, sql.ErrTxDone) || diskFailed(err) || errors.Is(mapError(err), ErrFull)
}

func (w *writer) noteFailure(err error) {
	if diskFailed(err) {
		w.db.fail(err)
	}
}

func (w *writer) checkpoint() {
	w.commits = 0
	if w.db.failed.Load() != nil {
		return
	}
	var busy, log, moved int
	err := w.db.pool.QueryRow("PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &log, &moved)
	if err != nil {
		w.noteFailure(err)
	}
}

func (c *call) finish(err error) {
	c.err = err
	close(c.ok)
}

// guarded turns a panic in a callback into an error, so that one bad request
// never takes the writer down with it.
func guarded(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a transaction: %v", p)
		}
	}()
	return fn(tx)
}

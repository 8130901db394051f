package db

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// Key makes one act of a person happen at most once, however often a phone
// sends it: the first Write under it also claims the key, in the same
// transaction. A second Write with a claimed key fails with `request.repeated`
// and does nothing.
type Key struct {
	Actor string
	Key   string
	used  atomic.Bool
}

type keyKey struct{}

// WithKey returns a context whose first Write claims k.
func WithKey(ctx context.Context, k *Key) context.Context { return context.WithValue(ctx, keyKey{}, k) }

// WithoutKey returns a context whose Writes claim nothing, for acts that carry
// an identity of their own.
func WithoutKey(ctx context.Context) context.Context {
	return context.WithValue(ctx, keyKey{}, (*Key)(nil))
}

func keyFrom(ctx context.Context) *Key {
	k, _ := ctx.Value(keyKey{}).(*Key)
	return k
}

// Claimed reports whether a Write under the key has been made durable.
func (k *Key) Claimed() bool { return k.used.Load() }

// ErrRepeated reports whether err says that the key was claimed before.
func ErrRepeated(err error) bool { return errors.Is(err, errKey) }

func claimKey(k *Key, fn func(*Tx) error) func(*Tx) error {
	if k.used.Load() {
		return fn
	}
	return func(tx *Tx) error {
		res, err := tx.Exec(context.Background(),
			`INSERT INTO request_keys (actor, key, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			k.Actor, k.Key, Millis(tx.Now))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(errKey, err)
		}
		tx.AfterCommit(func() { k.used.Store(true) })
		return fn(tx)
	}
}

// SaveAnswer keeps the answer to the act under k, so that a repeat gets it.
func (d *DB) SaveAnswer(ctx context.Context, k *Key, status int, body []byte) error {
	return d.Write(WithoutKey(ctx), func(tx *Tx) error {
		_, err := tx.Exec(ctx, `UPDATE request_keys SET status = $1, answer = $2 WHERE actor = $3 AND key = $4`,
			status, string(body), k.Actor, k.Key)
		return err
	})
}

// Answer returns the kept answer to the act under k. status is 0 when the act
// happened but its answer was lost with a crash, and found is false when the
// act never happened.
func (d *DB) Answer(ctx context.Context, k *Key) (status int, body []byte, found bool, err error) {
	err = d.Read(ctx, func(tx *Tx) error {
		var text string
		err := tx.QueryRow(ctx, `SELECT status, answer FROM request_keys WHERE actor = $1 AND key = $2`,
			k.Actor, k.Key).Scan(&status, &text)
		if IsNotFound(err) {
			return nil
		}
		body, found = []byte(text), err == nil
		return err
	})
	return status, body, found, err
}

// ForgetKeys drops keys older than age; phones give up repeating long before.
func (d *DB) ForgetKeys(ctx context.Context, age time.Duration) error {
	return d.Write(WithoutKey(ctx), func(tx *Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM request_keys WHERE at < $1`, Millis(tx.Now.Add(-age)))
		return err
	})
}

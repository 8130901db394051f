package auth

import (
	"context"
	"time"

	"huxue/internal/kit/db"
)

// secrets is what a person logs in with.
type secrets struct {
	password string
	totp     string
	totpNew  string
	totpStep int64
	pin      string
}

func getSecrets(ctx context.Context, tx *db.Tx, person string) (secrets, error) {
	x, err := db.One(ctx, tx, func(s db.Scanner) (x secrets, err error) {
		err = s.Scan(&x.password, &x.totp, &x.totpNew, &x.totpStep, &x.pin)
		return x, err
	}, `SELECT password, totp, totp_new, totp_step, pin FROM auth_secrets WHERE person_id = $1`, person)
	if db.IsNotFound(err) {
		return secrets{}, ErrNoPerson
	}
	return x, err
}

func setPassword(ctx context.Context, tx *db.Tx, person, hash string) error {
	return tx.UpdateOne(ctx, `UPDATE auth_secrets SET password = $1, password_at = $2 WHERE person_id = $3`,
		hash, db.Millis(tx.Now), person)
}

func setPIN(ctx context.Context, tx *db.Tx, person, hash string) error {
	return tx.UpdateOne(ctx, `UPDATE auth_secrets SET pin = $1 WHERE person_id = $2`, hash, person)
}

func setNewFactor(ctx context.Context, tx *db.Tx, person, uri string) error {
	return tx.UpdateOne(ctx, `UPDATE auth_secrets SET totp_new = $1 WHERE person_id = $2`, uri, person)
}

// confirmFactor puts a second factor in force; step is the one its first code was of.
func confirmFactor(ctx context.Context, tx *db.Tx, person, secret string, step int64) error {
	return tx.UpdateOne(ctx, `UPDATE auth_secrets SET totp = $1, totp_new = '', totp_step = $2 WHERE person_id = $3`,
		secret, step, person)
}

// dropFactor takes the second factor and its recovery codes away.
func dropFactor(ctx context.Context, tx *db.Tx, person string) error {
	if err := confirmFactor(ctx, tx, person, "", 0); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM auth_recovery WHERE person_id = $1`, person)
	return err
}

// takeStep marks a time step as used; false when it was used meanwhile.
func takeStep(ctx context.Context, tx *db.Tx, person string, step int64) (bool, error) {
	return touched(tx.Exec(ctx, `UPDATE auth_secrets SET totp_step = $1 WHERE person_id = $2 AND totp_step < $1`, step, person))
}

// takeRecovery marks a recovery code as used; false when there is none such.
func takeRecovery(ctx context.Context, tx *db.Tx, person, hash string) (bool, error) {
	return touched(tx.Exec(ctx, `UPDATE auth_recovery SET used_at = $1 WHERE person_id = $2 AND code_hash = $3 AND used_at = 0`,
		db.Millis(tx.Now), person, hash))
}

func hasRecovery(ctx context.Context, tx *db.Tx, person, hash string) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int],
		`SELECT COUNT(*) FROM auth_recovery WHERE person_id = $1 AND code_hash = $2 AND used_at = 0`, person, hash)
	return n > 0, err
}

func recoveryLeft(ctx context.Context, tx *db.Tx, person string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM auth_recovery WHERE person_id = $1 AND used_at = 0`, person)
}

func setRecovery(ctx context.Context, tx *db.Tx, person string, codes []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM auth_recovery WHERE person_id = $1`, person); err != nil {
		return err
	}
	rows := make([][]any, len(codes))
	for i, c := range codes {
		rows[i] = []any{person, recoveryHash(person, c), 0}
	}
	_, err := tx.Insert(ctx, "auth_recovery", []string{"person_id", "code_hash", "used_at"}, rows, "")
	return err
}

func recoveryHash(person, code string) string { return hashOf(person + " " + cleanCode(code)) }

// locked returns ErrLocked while subject is.
func locked(ctx context.Context, tx *db.Tx, subject string) error {
	until, err := db.One(ctx, tx, db.Value[int64], `SELECT locked_until FROM auth_failures WHERE subject = $1`, subject)
	if db.IsNotFound(err) {
		return nil
	}
	if err == nil && db.Time(until).After(tx.Now) {
		return lockedFor(tx.Now, db.Time(until))
	}
	return err
}

// addFailure counts a wrong try and forgets those of long ago.
func addFailure(ctx context.Context, tx *db.Tx, subject string) (fails int, err error) {
	if _, err := tx.Exec(ctx, `DELETE FROM auth_failures WHERE at < $1`, db.Millis(tx.Now.Add(-failureLife))); err != nil {
		return 0, err
	}
	return db.One(ctx, tx, db.Value[int], `INSERT INTO auth_failures (subject, fails, at, locked_until) VALUES ($1, 1, $2, 0)
		ON CONFLICT (subject) DO UPDATE SET fails = auth_failures.fails + 1, at = $2 RETURNING fails`, subject, db.Millis(tx.Now))
}

// setLock locks subject; when the lock ends, counting starts at none.
func setLock(ctx context.Context, tx *db.Tx, subject string, until time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE auth_failures SET fails = 0, locked_until = $1 WHERE subject = $2`, db.Millis(until), subject)
	return err
}

type pending struct {
	hash   string
	person string
	method string
}

func insertPending(ctx context.Context, tx *db.Tx, p pending) error {
	if _, err := tx.Exec(ctx, `DELETE FROM auth_pending WHERE until < $1`, db.Millis(tx.Now)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO auth_pending (token_hash, person_id, method, until) VALUES ($1, $2, $3, $4)`,
		p.hash, p.person, p.method, db.Millis(tx.Now.Add(pendingLife)))
	return err
}

func getPending(ctx context.Context, tx *db.Tx, hash string) (pending, error) {
	p, err := db.One(ctx, tx, func(s db.Scanner) (p pending, err error) {
		err = s.Scan(&p.hash, &p.person, &p.method)
		return p, err
	}, `SELECT token_hash, person_id, method FROM auth_pending WHERE token_hash = $1 AND until > $2`, hash, db.Millis(tx.Now))
	if db.IsNotFound(err) {
		return p, ErrNoPending
	}
	return p, err
}

func deletePending(ctx context.Context, tx *db.Tx, hash string) (bool, error) {
	return touched(tx.Exec(ctx, `DELETE FROM auth_pending WHERE token_hash = $1`, hash))
}

// touched reports whether a statement found its row.
func touched(res db.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

package auth

import (
	"context"

	"huxue/internal/kit/db"
)

// sessionRow is a session with its person, as needed to tell who acts.
type sessionRow struct {
	id, person, device, method string
	second                     bool
	created, seen, until       int64
	name, unit, lang           string
}

// activeSession returns a session that was not revoked, of a person who is not
// disabled. It may have run out.
func activeSession(ctx context.Context, tx *db.Tx, hash string) (*sessionRow, error) {
	x, err := db.One(ctx, tx, func(s db.Scanner) (x sessionRow, err error) {
		err = s.Scan(&x.id, &x.person, &x.device, &x.method, &x.second, &x.created, &x.seen, &x.until, &x.name, &x.unit, &x.lang)
		return x, err
	}, `SELECT s.id, s.person_id, COALESCE(s.device_id, ''), s.method, s.second, s.created_at, s.seen_at, s.until,
			p.name, TRIM(COALESCE(c.name, g.name, '') || ' ' || p.unit), p.lang
		FROM sessions s JOIN people p ON p.id = s.person_id
		LEFT JOIN schools c ON c.id = p.school_id LEFT JOIN agencies g ON g.id = p.agency_id
		WHERE s.token_hash = $1 AND s.revoked_at = 0 AND p.status = 'active'`, hash)
	if db.IsNotFound(err) {
		return nil, nil
	}
	return &x, err
}

func insertSession(ctx context.Context, tx *db.Tx, x sessionRow, hash string, c caller) error {
	// What can no longer even press the alarm is of no use to anybody.
	if _, err := tx.Exec(ctx, `DELETE FROM sessions WHERE person_id = $1 AND seen_at < $2`,
		x.person, db.Millis(tx.Now.Add(-pressLife))); err != nil {
		return err
	}
	now := db.Millis(tx.Now)
	_, err := tx.Exec(ctx, `INSERT INTO sessions (id, token_hash, person_id, device_id, method, second, created_at, seen_at, until,
			revoked_at, ip, agent) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, 0, $9, $10)`,
		x.id, hash, x.person, orNull(x.device), x.method, x.second, now, db.Millis(tx.Now.Add(sessionLife)), c.ip, c.agent)
	return err
}

// orNull is the value of a column that refers to a row or to none.
func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

func revokeByHash(ctx context.Context, tx *db.Tx, hash string) (bool, error) {
	return touched(tx.Exec(ctx, `UPDATE sessions SET revoked_at = $1 WHERE token_hash = $2 AND revoked_at = 0`, db.Millis(tx.Now), hash))
}

func revokeSession(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	return touched(tx.Exec(ctx, `UPDATE sessions SET revoked_at = $1 WHERE id = $2 AND revoked_at = 0`, db.Millis(tx.Now), id))
}

// revokeOfPerson ends all sessions of a person but one; "" spares none.
func revokeOfPerson(ctx context.Context, tx *db.Tx, person, spare string) error {
	_, err := tx.Exec(ctx, `UPDATE sessions SET revoked_at = $1 WHERE person_id = $2 AND id <> $3 AND revoked_at = 0`,
		db.Millis(tx.Now), person, spare)
	return err
}

func revokeOfDevice(ctx context.Context, tx *db.Tx, device string) error {
	_, err := tx.Exec(ctx, `UPDATE sessions SET revoked_at = $1 WHERE device_id = $2 AND revoked_at = 0`, db.Millis(tx.Now), device)
	return err
}

// sessionsOf lists the sessions of a person that have not been ended, newest first.
func sessionsOf(ctx context.Context, tx *db.Tx, person string) ([]Session, error) {
	return db.All(ctx, tx, func(s db.Scanner) (x Session, err error) {
		err = s.Scan(&x.ID, &x.PersonID, &x.Method, &x.Second, &x.DeviceName, &x.CreatedAt, &x.SeenAt, &x.Until, &x.IP, &x.Agent)
		return x, err
	}, `SELECT s.id, s.person_id, s.method, s.second, COALESCE(d.name, ''), s.created_at, s.seen_at, s.until, s.ip, s.agent
		FROM sessions s LEFT JOIN devices d ON d.id = s.device_id
		WHERE s.person_id = $1 AND s.revoked_at = 0 AND s.until > $2 ORDER BY s.id DESC`, person, db.Millis(tx.Now))
}

// markSecond notes that a session has shown a second factor.
func markSecond(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `UPDATE sessions SET second = TRUE WHERE id = $1`, id)
	return err
}

func ownerOfSession(ctx context.Context, tx *db.Tx, id string) (string, error) {
	p, err := db.One(ctx, tx, db.Value[string], `SELECT person_id FROM sessions WHERE id = $1 AND revoked_at = 0`, id)
	if db.IsNotFound(err) {
		return "", ErrNoSession
	}
	return p, err
}

func sessionSeen(ctx context.Context, tx *db.Tx, id string, at int64) error {
	_, err := tx.Exec(ctx, `UPDATE sessions SET seen_at = $1 WHERE id = $2 AND seen_at < $1`, at, id)
	return err
}

func deviceSeen(ctx context.Context, tx *db.Tx, id string, at int64) error {
	_, err := tx.Exec(ctx, `UPDATE devices SET seen_at = $1 WHERE id = $2 AND seen_at < $1`, at, id)
	return err
}

const grantColumns = `g.id, g.person_id, g.role, COALESCE(g.area_id, ''), COALESCE(g.school_id, ''),
	COALESCE(a.name, c.name, ''), COALESCE(a.path, c.path, '/')`

const grantTables = ` FROM grants g LEFT JOIN areas a ON a.id = g.area_id LEFT JOIN schools c ON c.id = g.school_id`

func scanGrant(s db.Scanner) (g Grant, err error) {
	err = s.Scan(&g.ID, &g.PersonID, &g.Role, &g.AreaID, &g.SchoolID, &g.TargetName, &g.Path)
	return g, err
}

func grantsOf(ctx context.Context, tx *db.Tx, people ...string) ([]Grant, error) {
	var a db.Args
	return db.All(ctx, tx, scanGrant, `SELECT `+grantColumns+grantTables+` WHERE `+a.In("g.person_id", people)+` ORDER BY g.id`, a.Values()...)
}

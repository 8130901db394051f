package notify

import (
	"context"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

const selectEndpoint = `SELECT e.id, e.path, COALESCE(a.name, c.name, ''), e.channel, e.name, e.address, e.secret, e.modes, e.enabled, e.version,
	COALESCE(l.ok_at, 0), COALESCE(l.failed_at, 0), COALESCE(l.error, ''), COALESCE(l.shut_until, 0)
	FROM notify_endpoints e LEFT JOIN areas a ON a.path = e.path LEFT JOIN schools c ON c.path = e.path
	LEFT JOIN notify_lines l ON l.line = e.id`

func (s *Service) scanEndpoint(row db.Scanner) (e Endpoint, err error) {
	var modes string
	err = row.Scan(&e.ID, &e.Path, &e.Place, &e.Channel, &e.Name, &e.Address, &e.sealed, &modes, &e.Enabled, &e.Version,
		&e.Line.OKAt, &e.Line.FailedAt, &e.Line.Error, &e.Line.ShutUntil)
	if err != nil {
		return e, err
	}
	for _, m := range strings.Split(modes, ",") {
		e.Modes = append(e.Modes, Mode(m))
	}
	e.Line.Resting = e.Line.ShutUntil > db.Millis(s.db.Clock().Steady())
	if h, err := s.unsealed(&e); err == nil {
		e.HasSecret = h.Secret != ""
	}
	return e, nil
}

func (e *Endpoint) modes() string {
	out := make([]string, len(e.Modes))
	for i, m := range e.Modes {
		out[i] = string(m)
	}
	return strings.Join(out, ",")
}

func insertEndpoint(ctx context.Context, tx *db.Tx, e *Endpoint, sealed string) error {
	_, err := tx.Exec(ctx, `INSERT INTO notify_endpoints
		(id, path, channel, name, address, secret, modes, enabled, version, created_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $9)`,
		e.ID, e.Path, e.Channel, e.Name, e.Address, sealed, e.modes(), e.Enabled, db.Millis(tx.Now))
	return err
}

func updateEndpoint(ctx context.Context, tx *db.Tx, e *Endpoint, version int64, sealed string) error {
	return tx.UpdateOne(ctx, `UPDATE notify_endpoints SET path = $1, name = $2, address = $3, secret = $4, modes = $5, enabled = $6,
		version = version + 1, changed_at = $7 WHERE id = $8 AND version = $9`,
		e.Path, e.Name, e.Address, sealed, e.modes(), e.Enabled, db.Millis(tx.Now), e.ID, version)
}

// placeExists refuses a path at which nothing is.
func placeExists(ctx context.Context, tx *db.Tx, path string) error {
	if path == access.Everywhere {
		return nil
	}
	n, err := db.One(ctx, tx, db.Value[int], `SELECT (SELECT COUNT(*) FROM areas WHERE path = $1) + (SELECT COUNT(*) FROM schools WHERE path = $1)`, path)
	if err == nil && n == 0 {
		return errPlace
	}
	return err
}

// Moved follows a school or an area whose path has changed, so that its shared
// addresses go along. access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	var a db.Args
	set := `UPDATE notify_endpoints SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
	_, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...)
	return err
}

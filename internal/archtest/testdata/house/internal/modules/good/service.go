// Package good keeps every rule.
package good

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

const permEdit access.Perm = "good.edit"

var errGone = errs.Conflict("good.gone")

const columns = "g.id, s.name"

var selectGood = "SELECT " + columns + " FROM goods g JOIN schools s ON s.id = g.school_id "

type Service struct{ db *db.DB }

// Close asks and records through helpers.
func (s *Service) Close(ctx context.Context, id string) error {
	if err := s.mayEdit(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.close(ctx, tx, id) })
}

// Ping answers that the room is there. access: it tells nothing about anybody.
func (s *Service) Ping(context.Context) error { return nil }

// Opened counts that somebody looked. audit: a look is no act of his.
func (s *Service) Opened(ctx context.Context, id string) error {
	if len(access.Areas(ctx, permEdit)) == 0 {
		return errGone
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE goods SET seen = seen + 1 WHERE id = $1`, id)
		return err
	})
}

// Name has no context and is no act.
func (s *Service) Name() string { return "update your name from time to time, FROM Monday" }

func (s *Service) mayEdit(ctx context.Context) error { return access.Require(ctx, permEdit, "/") }

func (s *Service) close(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.Exec(ctx, `WITH old AS (SELECT id FROM goods) DELETE FROM good_parts WHERE good_id IN (SELECT id FROM old) AND id = $1`, id); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, selectGood+`WHERE g.id = $1 FOR UPDATE`, id).Scan(); err != nil {
		return errs.Invalid("good.empty", errs.Field{Name: "name", Code: "required"})
	}
	return audit.Record(ctx, tx, "good.close", id, nil)
}

// Package bad breaks every rule.
package bad

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

var errNobody = errs.NotFound("bad.nobody")

type Service struct{ db *db.DB }

// Look asks nobody. access: because
func (s *Service) Look(ctx context.Context) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := tx.Query(ctx, `SELECT 1 FROM bads b, goods g LEFT JOIN schools s ON TRUE`)
		return err
	})
}

// Take writes and records nothing.
func (s *Service) Take(ctx context.Context) error {
	if access.From(ctx).Kind == access.Nobody {
		return errNobody
	}
	return s.db.Write(ctx, s.take)
}

func (s *Service) take(tx *db.Tx) error {
	ctx := context.Background()
	if _, err := tx.Insert(ctx, "schools", []string{"id"}, nil, ""); err != nil {
		return errs.Invalid("bad.input", errs.Field{Name: "x", Code: "odd"})
	}
	if _, err := tx.Exec(ctx, `INSERT INTO goods (id) SELECT id FROM ghosts ON CONFLICT (id) DO UPDATE SET seen = 0`); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "UPDATE "+table+" SET n = 1")
	return err
}

const table = "todos"

package org

import (
	"context"
	"embed"
	"path/filepath"

	"huxue/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the rung's tables.
var Schema = db.Schema{Room: "org", Files: migrations}

// Moved is told, in the same transaction, that a school's path has changed, so
// that whoever keeps paths can follow.
type Moved func(ctx context.Context, tx *db.Tx, from, to string) error

// Options are what the rung needs.
type Options struct {
	DB *db.DB
	// Dir is the data folder; uploaded workbooks lie in it until they are done with.
	Dir string
	// OnMove are asked one after the other when a school moves.
	OnMove []Moved
}

// Service holds the verbs of the rung.
type Service struct {
	db     *db.DB
	dir    string
	onMove []Moved
}

// New returns the rung.
func New(o Options) *Service {
	return &Service{db: o.DB, dir: filepath.Join(o.Dir, "imports"), onMove: o.OnMove}
}

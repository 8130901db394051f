package checklist

import (
	"embed"
	"sync"

	"huxue/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the rung's tables.
var Schema = db.Schema{Room: "checklist", Files: migrations}

// Options are what the rung needs.
type Options struct {
	DB *db.DB
	// Dir is where workbooks are written while they are being made.
	Dir string
}

// Service holds the verbs of the rung.
type Service struct {
	db     *db.DB
	dir    string
	sheets sync.Map // published sheets by "id@version", which never change
}

// New returns the rung.
func New(o Options) *Service { return &Service{db: o.DB, dir: o.Dir} }

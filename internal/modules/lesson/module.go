package lesson

import (
	"embed"

	"huxue/internal/kit/db"
	"huxue/internal/platform/files"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the room's tables.
var Schema = db.Schema{Room: "lesson", Files: migrations}

// Options are what the room needs from the house.
type Options struct {
	DB       *db.DB
	Files    *files.Service
	Norms    Norms
	Learners Learners // nil: nobody is a pupil
}

// Service holds the verbs of the room.
type Service struct {
	db       *db.DB
	files    *files.Service
	norms    Norms
	learners Learners
	memory   memory
}

// New opens the room.
func New(o Options) *Service {
	return &Service{db: o.DB, files: o.Files, norms: o.Norms, learners: o.Learners}
}

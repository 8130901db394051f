package org

import (
	"embed"

	"huxue/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the rung's tables.
var Schema = db.Schema{Room: "org", Files: migrations}

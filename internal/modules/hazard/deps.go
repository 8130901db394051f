package hazard

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/norm"
)

// Norms reads numbers of the norm register from memory, with the version that
// ruled where a judgement must say by what it judged.
type Norms interface {
	Now(ctx context.Context, key, path string, otherwise int) int
	Ruled(ctx context.Context, key, path string, at time.Time) (norm.Ruling, bool)
}

// Calendar says of the days from one to another, at a place, which are rests and
// which are worked by order (调休); of the other days it says nothing.
type Calendar interface {
	Off(ctx context.Context, tx *db.Tx, path, from, to string) (map[string]bool, error)
}

// Holders finds the people who hold one of the roles for a path, to remind them.
type Holders interface {
	Holders(ctx context.Context, tx *db.Tx, roles []string, path string) ([]string, error)
}

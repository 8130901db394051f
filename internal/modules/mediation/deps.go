package mediation

import (
	"context"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/platform/norm"
)

// Holders finds the people who hold one of the roles for a path, to tell the police of
// an answer.
type Holders interface {
	Holders(ctx context.Context, tx *db.Tx, roles []string, path string) ([]string, error)
	Names(ctx context.Context, tx *db.Tx, people []string) (map[string]string, error)
}

// Limits reads a number of the norm register from memory, and says by which version.
type Limits interface {
	Now(ctx context.Context, key, path string, otherwise int) int
	Ruled(ctx context.Context, key, path string, at time.Time) (norm.Ruling, bool)
}

// Sealer keeps the picture of a notice unreadable in a copy of the database alone.
type Sealer interface {
	Seal(place, plain string) string
	Unseal(place, sealed string) (string, error)
}

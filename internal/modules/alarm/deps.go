package alarm

import (
	"context"

	"huxue/internal/kit/db"
)

// Limits reads the norm register from memory: the value of key that holds now at
// path, otherwise if nobody has ruled.
type Limits interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}

// People finds who is called when a button is pressed at path: the ids of the
// principal, the safety officer, the guards and whoever else has a duty there.
// (domain.md §5.6 simultaneous fan-out)
type People interface {
	OnDuty(ctx context.Context, tx *db.Tx, path string) ([]string, error)
}

// Holders finds the people who hold one of the roles for a path, to tell them of
// joint tests.
type Holders interface {
	Holders(ctx context.Context, tx *db.Tx, roles []string, path string) ([]string, error)
}

package alarm

import (
	"context"

	"huxue/internal/kit/db"
)

// Limits reads the norm register: the value of key that holds at path.
type Limits interface {
	Int(ctx context.Context, tx *db.Tx, key, path string) int
}

// People finds who is called when a button is pressed at path: the ids of the
// principal, the safety officer, the guards and whoever else has a duty there.
// (domain.md §5.6 simultaneous fan-out)
type People interface {
	OnDuty(ctx context.Context, tx *db.Tx, path string) ([]string, error)
}

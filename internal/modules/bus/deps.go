package bus

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/checklist"
)

// Holders finds the people who hold one of the roles for a path: whom a red trip calls.
type Holders interface {
	Holders(ctx context.Context, tx *db.Tx, roles []string, path string) ([]string, error)
}

// Limits reads a number of the norm register from memory.
type Limits interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}

// Lists gives the list of what is looked at before a trip.
type Lists interface {
	InUse(ctx context.Context, tx *db.Tx, key, path string) (*checklist.List, error)
	SheetIn(ctx context.Context, tx *db.Tx, listID string, version int) (checklist.Sheet, error)
}

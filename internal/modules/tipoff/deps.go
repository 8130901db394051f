package tipoff

import (
	"context"
	"io"

	"huxue/internal/kit/db"
	"huxue/internal/platform/files"
)

// Finding is a report as the ledger of hazards takes it. (domain.md §3.6)
type Finding struct {
	Source   string // "tipoff:tip_…", by which it is put down once
	SchoolID string
	FoundAt  int64
	Category string
	Place    string
	Text     string
	Photos   []string
	Major    bool
	Agency   string
}

// Hazards is the ledger of hazards. Register runs in the transaction of the act.
type Hazards interface {
	Register(ctx context.Context, tx *db.Tx, f Finding) (id, number string, err error)
	// Becomes follows a hazard that was joined to another, to the one that is left;
	// outcome is "" while that one is open.
	Becomes(ctx context.Context, tx *db.Tx, hazardID string) (id, number, outcome string, err error)
}

// Shelf takes pictures, told by their content and drawn anew without what
// telephones write into them.
type Shelf interface {
	Take(ctx context.Context, purpose, path, name string, r io.Reader) (*files.File, error)
}

// Sealer keeps telephone numbers at rest.
type Sealer interface {
	Seal(place, plain string) string
	Unseal(place, sealed string) (string, error)
}

// Limits are numbers of the norm register.
type Limits interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}

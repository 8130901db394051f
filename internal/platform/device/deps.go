package device

import (
	"context"

	"huxue/internal/kit/db"
)

// Alarms takes presses. id is the same however often a press is told; taking it
// again does nothing. The alarm room stands above this rung, so the house lends it.
type Alarms interface {
	Press(ctx context.Context, id string, d *Device, p Press) error
}

// Norms reads the norm register from memory.
type Norms interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}

// Sealer keeps secrets at rest.
type Sealer interface {
	Seal(place, plain string) string
	Unseal(place, sealed string) (string, error)
}

// Holders finds the people who hold one of the roles for a path.
type Holders interface {
	Holders(ctx context.Context, tx *db.Tx, roles []string, path string) ([]string, error)
}

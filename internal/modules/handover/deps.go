package handover

import (
	"context"

	"huxue/internal/kit/follow"
)

// Alarms tells which alarms have changed, and how some of them stand.
type Alarms = follow.Source[Alarm]

// Settings are the operator's decisions this room reads.
type Settings interface {
	Bool(ctx context.Context, key string) bool
}

// Sealer keeps secrets at rest.
type Sealer interface {
	Seal(place, plain string) string
	Unseal(place, sealed string) (string, error)
}

// Norms reads the norm register from memory.
type Norms interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}

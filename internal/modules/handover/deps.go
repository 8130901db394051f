package handover

import "context"

// Alarms tells the alarms that have changed since an instant (UTC milliseconds) and
// after one of the same instant, the earliest first.
type Alarms interface {
	Changed(ctx context.Context, since int64, after string, limit int) ([]Alarm, error)
}

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

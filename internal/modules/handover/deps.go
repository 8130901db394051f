package handover

import "context"

// Change says when an alarm has changed last, in UTC milliseconds, and to which version.
type Change struct {
	ID      string
	At      int64
	Version int64
}

// Alarms tells which alarms have changed since an instant (UTC milliseconds) and
// after one of the same instant, the earliest first; and how some of them stand, in
// the order of ids.
type Alarms interface {
	Changes(ctx context.Context, since int64, after string, limit int) ([]Change, error)
	Some(ctx context.Context, ids []string) ([]Alarm, error)
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

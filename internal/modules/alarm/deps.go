package alarm

import (
	"context"

	"huxue/internal/kit/db"
)

// Limits reads the norm register: the value of key that holds at path.
type Limits interface {
	Int(ctx context.Context, tx *db.Tx, key, path string) int
}

// People finds who is to be called when a button is pressed at path: the ids of
// the principal, the safety officer, the guards and whoever else has a duty
// there. (domain.md §5.6 simultaneous fan-out)
type People interface {
	OnDuty(ctx context.Context, tx *db.Tx, path string) ([]string, error)
}

// Caller reaches people: it writes what is to be delivered in tx and wakes the
// senders after the commit.
type Caller interface {
	Call(ctx context.Context, tx *db.Tx, c Call) error
	// Review puts the after-action review of a closed alarm on someone's list.
	Review(ctx context.Context, tx *db.Tx, a *Alarm) error
}

// Call is one alarm for many people.
type Call struct {
	AlarmID, Path string
	Mode          Mode
	To            []string
	School, Place string
	Kind          string
	Silent        bool
}

package notify

import (
	"context"

	"huxue/internal/kit/db"
)

// Hinter tells a person's open pages that something in the inbox has changed,
// once tx is durable; a hint, never the truth. id and version name the change.
type Hinter interface {
	Hint(tx *db.Tx, person, id string, version int64)
}

// Settings are what the operator has decided; answers come from memory.
type Settings interface {
	Get(ctx context.Context, key string) string
	Bool(ctx context.Context, key string) bool
	Int(ctx context.Context, key string) int
}

// Sealer keeps secrets at rest: what Seal made for a place, Unseal opens for the
// same place only.
type Sealer interface {
	Seal(place, plain string) string
	Unseal(place, sealed string) (string, error)
}

// Failures hears, in the transaction that notes it, that a message about a
// subject will not reach a recipient by a channel any more; code says why.
type Failures interface {
	Failed(ctx context.Context, tx *db.Tx, subjectID, recipient, channel, code string) error
}

// Names puts names to ids of people, for those who may see receipts.
type Names interface {
	Names(ctx context.Context, tx *db.Tx, people []string) (map[string]string, error)
}

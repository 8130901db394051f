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

// Names puts names to ids of people, for those who may see receipts.
type Names interface {
	Names(ctx context.Context, tx *db.Tx, people []string) (map[string]string, error)
}

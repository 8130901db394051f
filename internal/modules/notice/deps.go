package notice

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/notify"
)

// Norms reads the norm register from memory.
type Norms interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}

// Calendar says of days which are rests and which are worked by order.
type Calendar interface {
	Off(ctx context.Context, tx *db.Tx, path, from, to string) (map[string]bool, error)
}

// Holders finds the people who hold one of the roles for a path.
type Holders interface {
	Holders(ctx context.Context, tx *db.Tx, roles []string, path string) ([]string, error)
}

// Teller tells people.
type Teller interface {
	Send(ctx context.Context, tx *db.Tx, m notify.Message) error
}

// Outside hands documents to the platforms of others that take notices, and says
// what became of them.
type Outside interface {
	Give(ctx context.Context, tx *db.Tx, d Document) error
	Given(ctx context.Context, tx *db.Tx, ids []string) ([]Given, error)
}

// Document is a message in CAP 1.2 for places. Stage is issued, updated or cancelled.
type Document struct {
	ID, No, Path, From, Stage string
	Places                    []string
	Body                      []byte
}

// Given is what became of a document at one platform.
type Given struct {
	Document string `json:"-"`
	Platform string `json:"platform"`
	Stage    string `json:"stage"`
	State    string `json:"state" enum:"sending,delivered,failed"`
	Receipt  string `json:"receipt" doc:"what the platform answered"`
	At       int64  `json:"at"`
}

package notify

import (
	"context"
	"time"
)

// Channel is one way to reach people. Deliver tries once, within the deadline
// of ctx, and says how it went; it writes no row. It may be called twice for
// the same delivery when the server dies between sending and noting it down,
// so a channel whose far end can tell a double passes Key on.
type Channel interface {
	Name() string
	Deliver(ctx context.Context, d Delivery) Result
}

// Gated is a Channel that must be set up before it can reach anybody.
type Gated interface {
	Ready(ctx context.Context) bool
}

// Shared is a Channel whose receipts go through a far end they have in common,
// a gateway or a mail server; Line names it. Of any other channel each address
// is a far end of its own.
type Shared interface {
	Line() string
}

// Narrow is a Channel whose far ends do not like many at once.
type Narrow interface {
	AtOnce() int
}

func lineOf(c Channel, d Delivery) string {
	if s, ok := c.(Shared); ok {
		return s.Line()
	}
	return d.Target
}

// Delivery is one receipt on its way out.
type Delivery struct {
	Letter
	PersonID string
	Channel  string
	// Target is the id of the address; Address and Secret are what it holds.
	Target  string
	Address string
	Secret  string
	Attempt int // from 1

	until time.Time // end of our lease
}

// Key is the same for every attempt of one receipt, and for no other.
func (d *Delivery) Key() string { return d.ID + ":" + d.PersonID + ":" + d.Channel + ":" + d.Target }

// Result is what a channel says about one attempt. The zero Result is success:
// the far end has taken it.
type Result struct {
	// Delivered says that it is on the person's device, not only on its way.
	Delivered bool
	// Error is a code, `notify.…`, "" for none. It is shown to people.
	Error string
	// Retry says that the same attempt may succeed later; After, when the far end
	// said so itself, at the earliest then, and nothing else before either.
	Retry bool
	After time.Duration
	// Gone says that the target no longer exists; it is removed.
	Gone bool
}

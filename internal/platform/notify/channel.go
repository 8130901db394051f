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
	// Retry says that the same attempt may succeed later; After at the earliest,
	// 0 for the usual back-off.
	Retry bool
	After time.Duration
	// Gone says that the target no longer exists; it is removed.
	Gone bool
}

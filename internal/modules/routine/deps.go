package routine

import (
	"context"
	"time"
)

// HeldLesson is a lesson of a campaign that a class took together.
type HeldLesson struct {
	ClassID string
	Block   string
	Minutes int
}

// Campaigns are asked which lessons the classes of a school took together from one
// moment until before another: what is recorded there is not entered here again.
type Campaigns interface {
	HeldAt(ctx context.Context, schoolID string, from, until time.Time) ([]HeldLesson, error)
}

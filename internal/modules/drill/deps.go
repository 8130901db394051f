package drill

import (
	"context"
	"time"

	"huxue/internal/kit/db"
)

// Letters posts a letter to the parents of a school (告家长书) and returns its
// number. While nobody answers, schools tell parents by their own means and the
// record says so.
type Letters interface {
	Post(ctx context.Context, tx *db.Tx, schoolID, title, text string) (code string, err error)
}

// Alarms says whether the real thing happens at a school: a real alarm that is
// open, or was raised since a moment; "" where there is none. The room is never
// told of alarms and believes it: it asks, so that nothing can get lost.
type Alarms interface {
	RealAt(ctx context.Context, tx *db.Tx, path string, since time.Time) (alarmID string, at time.Time, err error)
}

// Holders finds the people who hold one of the roles for a path, to tell the
// police of a drill.
type Holders interface {
	Holders(ctx context.Context, tx *db.Tx, roles []string, path string) ([]string, error)
}

// Limits reads a number of the norm register from memory.
type Limits interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}

// Trouble is a problem that the evaluation of a drill found, for the ledger of
// hazards. Source names it once for all.
type Trouble struct {
	Source, SchoolID, By        string
	Place, Text, Measure, Owner string
	Due                         time.Time // zero: by the norm
}

// Hazards puts a problem into the ledger of hazards. While nobody answers, problems
// stay the affair of the drill alone.
type Hazards interface {
	Found(ctx context.Context, tx *db.Tx, p Trouble) error
}

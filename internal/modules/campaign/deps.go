package campaign

import (
	"context"
	"encoding/json"
	"time"

	"huxue/internal/platform/norm"
	"huxue/internal/platform/org"
	"huxue/internal/platform/pupil"
)

// Learners verify the token of a pupil, without asking the database. He has no
// permissions, and nobody who has any is a Learner.
type Learners interface {
	Learner(token string) (pupil.Learner, error)
}

// Outline is what a campaign must know of a lesson: the newest version that is
// published. Pass of Draw questions must be right; Minutes is how long it is
// meant to take.
type Outline struct {
	ID         string
	Version    int
	Title      string
	Stage      org.Stage
	Topic      string
	Minutes    int
	MinSeconds int
	Draw, Pass int
}

// Lessons are asked what is taught and whether an answer is right. The same seed
// draws the same questions.
type Lessons interface {
	Outline(ctx context.Context, lessonID string) (Outline, error)
	Paper(ctx context.Context, lessonID string, version int, seed uint64) (json.RawMessage, error)
	Judge(ctx context.Context, lessonID string, version int, seed uint64, answers json.RawMessage) (right, of int, err error)
}

// Limits reads the norm register from memory: the value of key that holds now at
// path, otherwise if nobody has ruled.
type Limits interface {
	Now(ctx context.Context, key, path string, otherwise int) int
	Ruled(ctx context.Context, key, path string, at time.Time) (norm.Ruling, bool)
}

// Secrets gives keys that are derived from the installation's own, the same on each
// of its servers.
type Secrets interface {
	Derived(label string) []byte
}

// Policy is what the operator has decided in the settings.
type Policy interface {
	RankClasses(ctx context.Context) bool
}

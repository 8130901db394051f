package lesson

import (
	"context"

	"huxue/internal/platform/pupil"
)

// Norms reads the norm register from memory: the number of key that holds now at
// path, otherwise if nobody has ruled.
type Norms interface {
	Now(ctx context.Context, key, path string, otherwise int) int
}

// Learners tells whose bearer token it is: that of a pupil who has come in by his
// class code and PIN.
type Learners interface {
	Learner(token string) (pupil.Learner, error)
}

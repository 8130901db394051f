package org

import (
	"context"
	"time"

	"huxue/internal/kit/jobs"
)

// purgeLimit is long enough for a folder full of forgotten workbooks.
const purgeLimit = 5 * time.Minute

// Jobs adds what this rung does by itself: throwing expired imports away.
func (s *Service) Jobs(j *jobs.Jobs) {
	j.Every("org-imports-purge", jobs.Each(time.Hour), purgeLimit, func(ctx context.Context, _ time.Time) error {
		_, err := s.PurgeImports(ctx)
		return err
	})
}

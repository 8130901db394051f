package files

import (
	"context"
	"time"

	"huxue/internal/kit/jobs"
)

// In the small hours, when nobody hands anything in.
var nightly = jobs.Daily(3, 40, time.FixedZone("CST", 8*3600))

const purgeLimit = 30 * time.Minute

// Jobs adds the nightly sweep.
func (s *Service) Jobs(j *jobs.Jobs) {
	j.Every("files-purge", nightly, purgeLimit, func(ctx context.Context, _ time.Time) error {
		_, _, err := s.Purge(ctx)
		return err
	})
}

package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"
)

// Drain returns once nothing is left that could be done now by the clock of the
// database: what has fallen due is started at once and waited for. It is for
// tests that have moved the clock, and for a command that must not end before
// its jobs; the queue must be running.
func (j *Jobs) Drain(ctx context.Context) error {
	client, err := j.open()
	if err != nil {
		return err
	}
	exec := client.Driver().GetExecutor()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		now := j.o.DB.Clock().Now()
		if _, err := exec.JobSchedule(ctx, &riverdriver.JobScheduleParams{Max: 1000, Now: &now}); err != nil {
			return fmt.Errorf("drain jobs: %w", err)
		}
		// All states in one look: a job that ends and leaves another behind would slip through two.
		states, err := exec.JobCountByAllStates(ctx, &riverdriver.JobCountByAllStatesParams{})
		if err != nil {
			return fmt.Errorf("drain jobs: %w", err)
		}
		left := states[rivertype.JobStateAvailable] + states[rivertype.JobStateRunning]
		if left == 0 {
			return nil
		}
		j.pilot.wake(Default)
		j.pilot.wake(Bulk)
		select {
		case <-look.C:
		case <-ctx.Done():
			return fmt.Errorf("drain: %d jobs are not done: %w", left, ctx.Err())
		}
	}
}

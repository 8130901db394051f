package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// unfinished are the states of a job that is still to be done.
var unfinished = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
	rivertype.JobStateRetryable, rivertype.JobStateScheduled,
}

// payload is any job: its kind and its args as JSON.
type payload struct {
	kind string
	body json.RawMessage
}

func (p payload) Kind() string                 { return p.kind }
func (p payload) MarshalJSON() ([]byte, error) { return p.body, nil }
func (p *payload) UnmarshalJSON(b []byte) error {
	p.body = append(json.RawMessage(nil), b...)
	return nil
}

// Work is how a kind of job is done.
type Work func(ctx context.Context, body []byte) error

// Handle says how jobs of a kind are done; limit is how long one may take, 0
// for the usual. Everything is registered before the first job is enqueued; a
// second way to do the same kind is a programming error.
func (j *Jobs) Handle(kind string, limit time.Duration, work Work) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.sealed {
		panic("jobs: " + kind + " registered after the first job was enqueued")
	}
	river.AddWorkerArgs(j.workers, payload{kind: kind}, &worker{jobs: j, kind: kind, limit: limit, work: work})
}

// Register says how jobs with args of type A are done.
func Register[A Args](j *Jobs, limit time.Duration, work func(ctx context.Context, args A) error) {
	var a A
	j.Handle(a.Kind(), limit, func(ctx context.Context, body []byte) error {
		var args A
		if err := json.Unmarshal(body, &args); err != nil {
			return GiveUp(fmt.Errorf("read the args: %w", err))
		}
		return work(ctx, args)
	})
}

// GiveUp wraps an error that no further attempt can mend.
func GiveUp(err error) error { return river.JobCancel(err) }

type worker struct {
	river.WorkerDefaults[payload]
	jobs  *Jobs
	kind  string
	limit time.Duration
	work  Work
}

// Timeout implements river.Worker.
func (w *worker) Timeout(*river.Job[payload]) time.Duration { return w.limit }

// Work implements river.Worker.
func (w *worker) Work(ctx context.Context, job *river.Job[payload]) error {
	return w.work(w.jobs.o.As(ctx, w.kind), job.Args.body)
}

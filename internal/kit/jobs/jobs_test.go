package jobs_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/jobs"
)

// The points that any queue behind this package must hold, on both engines.

type note struct {
	Text string `json:"text"`
}

func (note) Kind() string { return "test.note" }

type other struct {
	N int `json:"n"`
}

func (other) Kind() string { return "test.other" }

func onBoth(t *testing.T, f func(t *testing.T, d *db.DB)) {
	t.Helper()
	dbtest.Engines(t, func(t *testing.T, url string) {
		t.Parallel()
		f(t, open(t, url, clock.System{}))
	})
}

func open(t *testing.T, url string, clk clock.Clock) *db.DB {
	t.Helper()
	d := dbtest.Open(t, url, clk)
	if err := jobs.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return d
}

func start(t *testing.T, j *jobs.Jobs) {
	t.Helper()
	if err := j.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := j.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
}

func enqueue(t *testing.T, d *db.DB, j *jobs.Jobs, args jobs.Args, opts ...jobs.Option) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error { return j.Enqueue(t.Context(), tx, args, opts...) })
	if err != nil {
		t.Fatal(err)
	}
}

func receive[T any](t *testing.T, c <-chan T, within time.Duration, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(within):
		t.Fatalf("no %s within %s", what, within)
		panic("unreachable")
	}
}

func TestAJobExistsExactlyWhenItsFactDoes(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		done := make(chan string, 10)
		j := jobs.New(jobs.Options{DB: d})
		jobs.Register(j, 0, func(_ context.Context, a note) error { done <- a.Text; return nil })
		start(t, j)
		no := errors.New("no")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := j.Enqueue(t.Context(), tx, note{"rolled back"}); err != nil {
				t.Error(err)
			}
			return no
		})
		if !errors.Is(err, no) {
			t.Fatal(err)
		}
		enqueue(t, d, j, note{"kept"})
		if got := receive(t, done, 5*time.Second, "job"); got != "kept" {
			t.Fatalf("%q ran", got)
		}
		drain(t, j)
		if len(done) != 0 {
			t.Fatalf("%q ran as well", <-done)
		}
	})
}

func drain(t *testing.T, j *jobs.Jobs) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := j.Drain(ctx); err != nil {
		t.Fatal(err)
	}
}

// A job in the same shared commit as a caller that fails must survive it.
func TestAFailingNeighbourTakesNoJobAlong(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		var ran atomic.Int32
		j := jobs.New(jobs.Options{DB: d})
		jobs.Register(j, 0, func(context.Context, other) error { ran.Add(1); return nil })
		const n = 60
		errs := make(chan error, n)
		for i := range n {
			go func() {
				errs <- d.Write(t.Context(), func(tx *db.Tx) error {
					if err := j.Enqueue(t.Context(), tx, other{i}); err != nil {
						return err
					}
					if i%3 == 0 {
						return errors.New("no")
					}
					return nil
				})
			}()
		}
		failed := 0
		for range n {
			if <-errs != nil {
				failed++
			}
		}
		start(t, j)
		drain(t, j)
		if failed != n/3 || ran.Load() != n-n/3 {
			t.Fatalf("%d failed, %d ran", failed, ran.Load())
		}
	})
}

func TestScheduledWorkFiresWhenItIsDue(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		done := make(chan time.Time, 1)
		j := jobs.New(jobs.Options{DB: d, Poll: 200 * time.Millisecond})
		jobs.Register(j, 0, func(context.Context, note) error { done <- time.Now(); return nil })
		start(t, j)
		due := time.Now().Add(1500 * time.Millisecond)
		enqueue(t, d, j, note{"later"}, jobs.RunAt(due))
		at := receive(t, done, 20*time.Second, "scheduled job")
		if at.Before(due) {
			t.Fatalf("%s early", due.Sub(at))
		}
		t.Logf("%s late", at.Sub(due))
	})
}

func TestAFailingJobDelaysNobodyAndIsTriedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		tried := make(chan struct{}, 10)
		done := make(chan int, 50)
		j := jobs.New(jobs.Options{DB: d, Workers: 2, Retry: func(int) time.Duration { return time.Millisecond }})
		var tries atomic.Int32
		jobs.Register(j, 0, func(context.Context, note) error {
			tried <- struct{}{}
			if tries.Add(1) == 1 {
				panic("a bug")
			}
			if tries.Load() == 2 {
				return errors.New("not yet")
			}
			return nil
		})
		jobs.Register(j, 0, func(_ context.Context, a other) error { done <- a.N; return nil })
		start(t, j)
		enqueue(t, d, j, note{"fails"})
		for i := range 20 {
			enqueue(t, d, j, other{i})
		}
		for range 20 {
			receive(t, done, 5*time.Second, "healthy job")
		}
		for range 3 {
			receive(t, tried, 20*time.Second, "next attempt")
		}
		drain(t, j)
		if tries.Load() != 3 {
			t.Fatalf("%d attempts", tries.Load())
		}
	})
}

func TestAHopelessJobIsPutAwayAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		var tries atomic.Int32
		j := jobs.New(jobs.Options{DB: d, Retry: func(int) time.Duration { return 0 }})
		jobs.Register(j, 0, func(context.Context, note) error {
			tries.Add(1)
			return jobs.GiveUp(errors.New("never"))
		})
		start(t, j)
		enqueue(t, d, j, note{"hopeless"})
		drain(t, j)
		drain(t, j)
		if tries.Load() != 1 {
			t.Fatalf("%d attempts", tries.Load())
		}
	})
}

func TestUniqueJobsAreDoneOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		var one, waiting atomic.Int32
		j := jobs.New(jobs.Options{DB: d})
		jobs.Register(j, 0, func(context.Context, note) error { one.Add(1); return nil })
		jobs.Register(j, 0, func(context.Context, other) error { waiting.Add(1); return nil })
		for range 3 {
			enqueue(t, d, j, note{"same"}, jobs.Unique())
			enqueue(t, d, j, other{1}, jobs.UniqueWaiting())
		}
		enqueue(t, d, j, note{"different"}, jobs.Unique())
		start(t, j)
		drain(t, j)
		enqueue(t, d, j, note{"same"}, jobs.Unique())
		enqueue(t, d, j, other{1}, jobs.UniqueWaiting())
		drain(t, j)
		if one.Load() != 2 || waiting.Load() != 2 {
			t.Fatalf("unique %d, unique while waiting %d", one.Load(), waiting.Load())
		}
	})
}

func TestBulkWorkHoldsNobodyUp(t *testing.T) {
	onBoth(t, func(t *testing.T, d *db.DB) {
		release := make(chan struct{})
		done := make(chan struct{}, 1)
		j := jobs.New(jobs.Options{DB: d, Workers: 1, BulkWorkers: 1})
		jobs.Register(j, 0, func(context.Context, other) error { <-release; return nil })
		jobs.Register(j, 0, func(context.Context, note) error { done <- struct{}{}; return nil })
		start(t, j)
		for i := range 5 {
			enqueue(t, d, j, other{i}, jobs.InBulk())
		}
		enqueue(t, d, j, note{"quick"})
		receive(t, done, 5*time.Second, "job past the bulk work")
		close(release)
		drain(t, j)
	})
}

func TestJobsRunAsTheNamedActor(t *testing.T) {
	type key struct{}
	onBoth(t, func(t *testing.T, d *db.DB) {
		got := make(chan any, 1)
		j := jobs.New(jobs.Options{DB: d, As: func(ctx context.Context, kind string) context.Context {
			return context.WithValue(ctx, key{}, kind)
		}})
		jobs.Register(j, 0, func(ctx context.Context, _ note) error { got <- ctx.Value(key{}); return nil })
		start(t, j)
		enqueue(t, d, j, note{})
		if v := receive(t, got, 5*time.Second, "job"); v != "test.note" {
			t.Fatalf("ran as %v", v)
		}
	})
}

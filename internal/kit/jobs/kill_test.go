package jobs_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/kit/jobs"
)

const childEnv = "HUXUE_JOBS_CHILD"

// A real process is killed in the middle of a job; the next one finishes it.
func TestAKilledWorkersJobIsRescued(t *testing.T) {
	if url := os.Getenv(childEnv); url != "" {
		workUntilKilled(url)
		return
	}
	dbtest.Engines(t, func(t *testing.T, url string) {
		t.Parallel()
		d, err := db.Open(t.Context(), db.Options{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := jobs.Migrate(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		killAtWork(t, url)

		d = dbtest.Open(t, url, nil)
		done := make(chan string, 2)
		j := jobs.New(jobs.Options{DB: d, Limit: time.Second, Retry: func(int) time.Duration { return 0 }})
		jobs.Register(j, 0, func(_ context.Context, a note) error { done <- a.Text; return nil })
		killed := time.Now()
		start(t, j)
		if got := receive(t, done, 60*time.Second, "rescue"); got != "interrupted" {
			t.Fatalf("%q ran", got)
		}
		t.Logf("taken up again after %s", time.Since(killed).Round(time.Millisecond))
		drain(t, j)
		if len(done) != 0 {
			t.Fatal("ran twice")
		}
	})
}

// killAtWork runs this test in a process of its own and kills it once its job
// has begun.
func killAtWork(t *testing.T, url string) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestAKilledWorkersJobIsRescued$")
	child.Env = append(os.Environ(), childEnv+"="+url)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	began := false
	for !began && lines.Scan() {
		began = lines.Text() == "at work"
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	if !began {
		t.Fatal("the child never began its job")
	}
}

func workUntilKilled(url string) {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{URL: url})
	if err != nil {
		panic(err)
	}
	j := jobs.New(jobs.Options{DB: d, Limit: time.Minute})
	jobs.Register(j, 0, func(context.Context, note) error {
		_, _ = os.Stdout.WriteString("at work\n")
		select {}
	})
	if err := j.Start(ctx); err != nil {
		panic(err)
	}
	err = d.Write(ctx, func(tx *db.Tx) error { return j.Enqueue(ctx, tx, note{"interrupted"}) })
	if err != nil {
		panic(err)
	}
	select {}
}

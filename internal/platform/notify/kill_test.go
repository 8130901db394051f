package notify_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"testing"

	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/platform/notify"
)

const childEnv = "HUXUE_NOTIFY_CHILD"

// A real process is killed after the commit and before anything has left it;
// the next one sends each receipt, once.
func TestAKillBetweenCommitAndSendLosesNothing(t *testing.T) {
	if url := os.Getenv(childEnv); url != "" {
		pressUntilKilled(url)
		return
	}
	dbtest.Engines(t, func(t *testing.T, url string) {
		d, err := db.Open(t.Context(), db.Options{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context(), schemas...); err != nil {
			t.Fatal(err)
		}
		reach(t, d, "horn", people(25)...)
		if err := d.Close(); err != nil { // a SQLite file belongs to one server at a time
			t.Fatal(err)
		}
		killAfterCommit(t, url)
		d = dbtest.Open(t, url, nil)
		c := newHorn("horn", nil)
		run(t, notify.New(notify.Options{DB: d, Channels: []notify.Channel{c}}))
		until(t, "all sent after the restart", func() bool { return sentBy(t, d, "horn") == 25 })
		if n, twice := c.count(); n != 25 || twice != 0 {
			t.Fatalf("%d delivered, %d twice", n, twice)
		}
	})
}

func killAfterCommit(t *testing.T, url string) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestAKillBetweenCommitAndSendLosesNothing$")
	child.Env = append(os.Environ(), childEnv+"="+url)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines, committed := bufio.NewScanner(out), false
	for !committed && lines.Scan() {
		committed = lines.Text() == "committed"
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	if !committed {
		t.Fatal("the child never committed")
	}
}

func pressUntilKilled(url string) {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Options{URL: url})
	if err != nil {
		panic(err)
	}
	stuck := newHorn("horn", make(chan struct{}))
	s := notify.New(notify.Options{DB: d, Channels: []notify.Channel{stuck}})
	go s.Run(ctx)
	if err := d.Write(ctx, func(tx *db.Tx) error { return s.Urgent(ctx, tx, pressed("alm_1", people(25)...)) }); err != nil {
		panic(err)
	}
	_, _ = os.Stdout.WriteString("committed\n")
	select {}
}

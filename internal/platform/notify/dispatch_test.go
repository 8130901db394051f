package notify_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
	"huxue/internal/kit/db/dbtest"
	"huxue/internal/platform/notify"
)

// horn is a channel beside browsers; it counts what it was given and can be
// made to wait.
type horn struct {
	name string
	hold chan struct{} // nil: no waiting

	mu        sync.Mutex
	failFirst int            // so many attempts fail
	got       map[string]int // by key of the receipt
	last      notify.Delivery
}

func newHorn(name string, hold chan struct{}) *horn {
	return &horn{name: name, hold: hold, got: map[string]int{}}
}

func (c *horn) Name() string { return c.name }

func (c *horn) Deliver(ctx context.Context, d notify.Delivery) notify.Result {
	if c.hold != nil {
		select {
		case <-c.hold:
		case <-ctx.Done():
			return notify.Result{Error: "notify.unreachable", Retry: true}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.failFirst > 0 {
		c.failFirst--
		return notify.Result{Error: "notify.unreachable", Retry: true}
	}
	c.got[d.Key()]++
	c.last = d
	return notify.Result{}
}

// count returns how many receipts were delivered, and how many of them twice.
func (c *horn) count() (n, twice int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range c.got {
		if k > 1 {
			twice++
		}
	}
	return len(c.got), twice
}

// reach gives each person an address on the channel.
func reach(t *testing.T, d *db.DB, channel string, people ...string) {
	t.Helper()
	rows := make([][]any, len(people))
	for i, p := range people {
		rows[i] = []any{"tgt_" + channel + p, p, channel, channel + " of " + p, "", "", false, 0}
	}
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Insert(t.Context(), "notify_targets", []string{"id", "person_id", "channel", "address", "secret", "label",
			"urgent_only", "created_at"}, rows, "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func people(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("per_%04d", i)
	}
	return out
}

func sentBy(t *testing.T, d *db.DB, channel string) int {
	t.Helper()
	return count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE channel = $1 AND state = 'sent'`, channel)
}

// An alarm passes drill mail that nobody is taking, and a dead channel of its
// own lane.
func TestAnAlarmWaitsForNobody(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		hold := make(chan struct{})
		dead, quick := newHorn("dead", hold), newHorn("quick", nil)
		s := notify.New(notify.Options{DB: d, Channels: []notify.Channel{dead, quick}})
		all := people(2000)
		reach(t, d, "dead", all...)
		send(t, d, s, pressed("drl_1", all...)) // into a lane whose senders all hang
		reach(t, d, "quick", "per_guard")
		send(t, d, s, pressed("ntc_1", "per_guard")) // behind them in the same lane, by another channel
		reach(t, d, "dead", "per_guard")
		run(t, s)
		for i := range 40 { // more than the urgent lane is wide
			urgent(t, d, s, pressed(fmt.Sprint("alm_", i), "per_guard"))
		}
		until(t, "all that is not dead", func() bool { return sentBy(t, d, "quick") == 41 })
		if n, _ := dead.count(); n != 0 {
			t.Fatalf("%d went through the dead channel", n)
		}
		close(hold)
		until(t, "the drill goes out at last", func() bool { return sentBy(t, d, "dead") == 2040 })
		if n, twice := dead.count(); n != 2040 || twice != 0 {
			t.Fatalf("%d delivered, %d twice", n, twice)
		}
	})
}

// Two servers on one database, both writing, both sending, both sweeping.
func TestTwoServersSendEachReceiptOnce(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, _ *clock.Fake) {
		c := newHorn("horn", nil)
		one := notify.New(notify.Options{DB: d, Channels: []notify.Channel{c}})
		two := notify.New(notify.Options{DB: d, Channels: []notify.Channel{c}})
		off := notify.New(notify.Options{DB: d, Channels: []notify.Channel{c}}) // writes and never sends
		all := people(20)
		reach(t, d, "horn", all...)
		run(t, one)
		until(t, "the first runs", one.Running)
		run(t, two)
		until(t, "the second runs", two.Running)
		for i := range 15 {
			urgent(t, d, one, pressed(fmt.Sprint("alm_1_", i), all...))
			urgent(t, d, two, pressed(fmt.Sprint("alm_2_", i), all...))
			urgent(t, d, off, pressed(fmt.Sprint("alm_3_", i), all...))
			send(t, d, off, pressed(fmt.Sprint("ins_", i), all...))
		}
		until(t, "all sent", func() bool { return sentBy(t, d, "horn") == 1200 })
		if n, twice := c.count(); n != 1200 || twice != 0 {
			t.Fatalf("%d delivered, %d twice", n, twice)
		}
	})
}

// A server that stops leaves what it had taken to the others, and one that is
// slow does not take its own a second time.
func TestWhatASlowServerHoldsIsSentOnce(t *testing.T) {
	dbtest.Run(t, schemas, func(t *testing.T, d *db.DB, clk *clock.Fake) {
		hold := make(chan struct{})
		c := newHorn("horn", hold)
		s := notify.New(notify.Options{DB: d, Channels: []notify.Channel{c}})
		all := people(60) // more than are sent at once
		reach(t, d, "horn", all...)
		urgent(t, d, s, pressed("alm_1", all...))
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() { defer close(done); s.Run(ctx) }()
		taken := func() int {
			return count(t, d, `SELECT COUNT(*) FROM notify_receipts WHERE state = 'queued' AND lease_by <> ''`)
		}
		until(t, "all are leased", func() bool { return taken() == 60 })
		clk.Add(9 * time.Second) // longer than the leases
		close(hold)
		until(t, "all sent", func() bool { return sentBy(t, d, "horn") == 60 })
		if n, twice := c.count(); n != 60 || twice != 0 {
			t.Fatalf("%d delivered, %d twice", n, twice)
		}
		cancel()
		<-done
		if n := taken(); n != 0 {
			t.Fatalf("%d leases left behind", n)
		}
	})
}

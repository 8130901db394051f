package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"
)

const (
	singleRounds = 4
	singleFor    = 3 * time.Second
	singles      = 180_000 // more than a round can take
)

// singles compares completions with the creates of PocketBase, in turns, each with
// the same client over 256 connections.
func (b *campaigns) singles(ctx context.Context) error {
	pb, err := startReference(ctx)
	if err != nil {
		return err
	}
	defer pb.close()
	c, roll, err := b.begin(ctx, "单项", 1)
	if err != nil {
		return err
	}
	b.r.plain(fmt.Sprintf("roll of %d pupils taken, as a job", len(b.pupils)), roll.Seconds(), "s")
	// In the order in which a city learns: anybody at any time.
	list := shuffled(b.pupils)[:min(singles, len(b.pupils))]
	finish, begun, err := b.tickets(ctx, c, list)
	if err != nil {
		return err
	}
	b.r.plain("steps begun", begun.perSecond(), "/s")
	time.Sleep(1100 * time.Millisecond) // the least dwell of the last ones

	ours, theirs := &flooded{}, &flooded{}
	sent, created := 0, 0
	var spent, theirSpent, client time.Duration
	for range singleRounds {
		rest := finish[sent:]
		before, mine := processors(b.s.cmd.Process.Pid), processors(os.Getpid())
		f, err := flood(ctx, b.s.addr, connections, len(rest), singleFor, func(i int) []byte { return rest[i] }, nil)
		if err != nil {
			return err
		}
		if f.refused > 0 {
			return fmt.Errorf("%d completions refused: %s", f.refused, f.first)
		}
		sent += len(f.each)
		ours.join(f)
		spent += processors(b.s.cmd.Process.Pid) - before
		client += processors(os.Getpid()) - mine
		before = processors(pb.cmd.Process.Pid)
		from := created
		g, err := flood(ctx, pb.addr, connections, 1<<30>>8, singleFor, func(i int) []byte { return pb.create(fmt.Sprintf("pup_%08d", from+i)) }, nil)
		if err != nil {
			return err
		}
		if g.refused > 0 {
			return fmt.Errorf("%d creates refused: %s", g.refused, g.first)
		}
		created += len(g.each)
		theirs.join(g)
		theirSpent += processors(pb.cmd.Process.Pid) - before
	}
	n, err := b.figures(ctx, c)
	if err != nil {
		return err
	}
	b.r.exactly("completions counted, of those acknowledged", float64(n.Row.Done), "", float64(sent))
	b.r.plain("completions, durable, 256 connections", ours.perSecond(), "/s")
	b.r.plain("  p99", quantile(ours.each, .99), "ms")
	b.r.plain("creates of PocketBase "+pocketBase, theirs.perSecond(), "/s")
	b.r.plain("  p99 of PocketBase", quantile(theirs.each, .99), "ms")
	// Others' work on the machine moves the rates, and these much less.
	each := func(d time.Duration, n int) float64 { return float64(d.Microseconds()) / float64(n) }
	b.r.plain("  processor time of the server for a completion", each(spent, sent), "µs")
	b.r.plain("  processor time of PocketBase for a create", each(theirSpent, created), "µs")
	b.r.plain("  processor time of the client for a completion", each(client, sent), "µs")
	b.r.least("completions ÷ creates of PocketBase", ours.perSecond()/theirs.perSecond(), "×", 8)
	b.r.least("p99 of PocketBase ÷ p99 of a completion", quantile(theirs.each, .99)/quantile(ours.each, .99), "×", 20)
	return nil
}

// processors is processor of a process that is there.
func processors(pid int) time.Duration {
	d, err := processor(pid)
	if err != nil {
		panic(err)
	}
	return d
}

func (f *flooded) join(o *flooded) {
	f.took += o.took
	f.each = append(f.each, o.each...)
	f.refused += o.refused
}

// shuffled is a list in an order that is the same in every run.
func shuffled(list []learner) []learner {
	out := slices.Clone(list)
	x := uint64(88172645463325252)
	for i := len(out) - 1; i > 0; i-- {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		j := int(x % uint64(i+1))
		out[i], out[j] = out[j], out[i]
	}
	return out
}
